/*
 * A server core with a connection of its own that gathers what is written, for tests that
 * need no descriptor. JSON is written with single quotes for the reader's sake.
 *
 * Tools: greet {name} answers at once with JSON, structured; rendered {name} the same as
 * text; later {n?} waits for the test; large {n_bytes} answers a text of that length; odd
 * {kind} breaks the contract in some way.
 */
#ifndef TESTS_MCP_FIXTURE_H
#define TESTS_MCP_FIXTURE_H

#include "mcp/core.h"

enum { FIXTURE_CALLS = 16384, FIXTURE_TOOLS = 5 };

struct fixture {
    uv_loop_t loop;
    struct mcp_server *server;
    struct mcp__session session;
    struct mcp__connection connection;
    size_t n_changes;
    size_t n_begun;
    size_t n_cancelled;
    uint64_t *begun;     /* ids of the calls of `later`, in order */
    uint64_t *cancelled; /* ids told to call_cancelled */
    char *line;          /* the last one taken */
};

/* The begin of its tools. */
void fixture_begin(void *user, struct mcp_server *server, const struct mcp_call *call);

/* options may be NULL; its call_cancelled and user are the fixture's. */
void fixture_open(struct fixture *fixture, const struct mcp_server_options *options);
void fixture_close(struct fixture *fixture);

/* One line in; ' becomes ". Any number of values as in printf. */
void fixture_send(struct fixture *fixture, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* As initialize of that revision, its answer dropped. */
void fixture_initialize(struct fixture *fixture, const char *revision);
/* Begin what waits. */
void fixture_pump(struct fixture *fixture);

/* The next line written, NULL when there is none; valid until the next take. */
const char *fixture_take(struct fixture *fixture);
/* The next line is this JSON, members in any order. */
void fixture_expect(struct fixture *fixture, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The next line is an error of that code, with that id (JSON text, NULL: no id member). */
void fixture_expect_error(struct fixture *fixture, const char *id, int code);
void fixture_expect_nothing(struct fixture *fixture);

/* What a stateless request carries in params. */
#define META                                                                               \
    "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"                     \
    "'io.modelcontextprotocol/clientCapabilities':{}}"
/* What a stateless result carries. */
#define RESULT_META                                                                        \
    "'_meta':{'io.modelcontextprotocol/serverInfo':{'name':'fixture','version':'0.1'}}"

#endif
