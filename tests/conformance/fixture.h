/*
 * The server that the official conformance suite tests: every tool, prompt and resource
 * that its scenarios name, built on the public headers alone.
 */
#ifndef TESTS_CONFORMANCE_FIXTURE_H
#define TESTS_CONFORMANCE_FIXTURE_H

#include "mcp/server.h"

struct fixture_item {
    enum mcp_kind kind;
    struct mcp_item item;
};

/* JSON literals. */
#define NO_ARGUMENTS "{\"type\":\"object\",\"additionalProperties\":false}"
#define TOOL(name, description, input_schema)                                              \
    "{\"name\":\"" name "\",\"description\":\"" description                                \
    "\",\"inputSchema\":" input_schema "}"

/* Each ends with an item without begin. */
extern const struct fixture_item fixture_contents[];
extern const struct fixture_item fixture_questions[];
extern const struct fixture_item fixture_streams[];
extern const struct fixture_item fixture_prompts[];
extern const struct fixture_item fixture_resources[];

/* A red pixel, and 20 ms of silence. */
json_t *fixture_image(void);
json_t *fixture_audio(void);
extern const unsigned char fixture_png[];
extern const size_t fixture_png_n_bytes;

/* Finish with one text: printf. */
void fixture_say(struct mcp_server *server, uint64_t call_id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
