/*
 * Results and their parts, as JSON. All return new references; json_t* parameters are taken
 * over. Texts must be UTF-8; NULL comes back when one is not, and a result with such a part
 * is answered as an internal error.
 */
#ifndef MCP_CONTENT_H
#define MCP_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* Blocks of a tool's content, or of a prompt's message. */
json_t *mcp_text(const char *text);
json_t *mcp_image(const void *bytes, size_t n_bytes, const char *mime_type);
json_t *mcp_audio(const void *bytes, size_t n_bytes, const char *mime_type);
/* contents: of mcp_contents_text or mcp_contents_bytes. */
json_t *mcp_embedded(json_t *contents);
json_t *mcp_resource_link(const char *uri, const char *name, const char *mime_type);

/* What a resource holds. mime_type may be NULL. */
json_t *mcp_contents_text(const char *uri, const char *mime_type, const char *text);
json_t *mcp_contents_bytes(const char *uri, const char *mime_type, const void *bytes,
                           size_t n_bytes);

/* {content: [block]}; more with mcp_result_add, structuredContent with json_object_set. */
json_t *mcp_tool_result(json_t *block);
void mcp_result_add(json_t *result, json_t *block);
/*
 * A tool that failed at its work: isError, text "message. hint.", and _meta {meta_key:
 * code_name} when both are given. message and hint are for the model: what happened, what
 * to do now.
 */
json_t *mcp_error_result(const char *message, const char *hint, const char *meta_key,
                         const char *code_name);

/* {messages: []}; description may be NULL. */
json_t *mcp_prompt_result(const char *description);
/* role: "user" or "assistant". */
void mcp_prompt_add(json_t *result, const char *role, json_t *block);

/* {contents: [contents]} */
json_t *mcp_resource_result(json_t *contents);
/*
 * How long a client may keep this result, and whether another user may be given it, where
 * the revision has words for it; without, the server's options say so. Of resources only.
 */
void mcp_result_cache(json_t *result, int64_t ttl_ms, bool is_public);

#endif
