/*
 * The inside of the protocol core.
 *
 * A *connection* is where replies go; a *session* is what `initialize` agreed. On stdio
 * there is one of each. The *server* holds what all connections share: tools, calls at
 * work, calls that wait.
 *
 * The way of a line: transport -> mcp__receive (dispatch.c) -> an era (era_*.c) -> a method
 * -> a reply (reply.c, result.c) appended to connection->out -> connection->changed() ->
 * the transport writes.
 */
#ifndef MCP_CORE_H
#define MCP_CORE_H

#include "base/limits.h"
#include "base/str.h"
#include "mcp/jsonrpc.h"
#include "mcp/revision.h"
#include "mcp/server.h"

enum {
    MCP__BATCH_MAX = 128, /* messages in one batch */
    MCP__WAITING_BYTES_MAX =
        2 * LIMIT_LINE_BYTES, /* text of the lines of all waiting calls */
    MCP__CALL_BUCKETS = 512
};

struct mcp__call;
struct mcp__stdio;

struct mcp__session {
    const struct mcp__revision *revision; /* NULL until initialize */
    /* Where messages of no request go: the transport's to set, NULL: nowhere. */
    struct mcp__connection *stream;
};
void mcp__session_release(struct mcp__session *session);

struct mcp__connection {
    struct mcp_server *server;
    struct mcp__session *session;
    struct str_buf out;    /* whole lines; the transport takes them away */
    bool is_congested;     /* set by the transport: no further call is begun, progress is
                              dropped */
    bool is_closed;        /* nothing is written any more */
    const char *principal; /* who asks, as the transport found out; "" when it did not */
    /*
     * For a transport that must know when a message is dealt with and what came of it:
     * counted are requests and batches that were answered, or cancelled without an answer.
     */
    size_t n_settled;
    int last_error;         /* code of the newest reply's error; 0: it was a result */
    bool expects_stateless; /* the transport knows that its messages are of that era */
    bool is_malformed; /* that error: the fields that every stateless request must carry */
    /* Output was added, or a call left: never frees the connection. */
    void (*changed)(struct mcp__connection *connection);
    void *user;
    struct mcp__call *first_call; /* at work and waiting */
    size_t n_calls;
};

/* connection.c */
void mcp__connection_init(struct mcp__connection *connection, struct mcp_server *server,
                          struct mcp__session *session,
                          void (*changed)(struct mcp__connection *connection), void *user);
/* Cancels the connection's calls: their product is told, nothing is written. */
void mcp__connection_release(struct mcp__connection *connection);

/*
 * A batch's replies, gathered until its last call is complete. Freed when n_open becomes 0;
 * the reader of the batch counts as one.
 */
struct mcp__batch {
    struct mcp__connection *connection;
    size_t n_open;
    struct str_buf text;
};

/* Where a reply goes and how it looks. */
struct mcp__reply {
    struct mcp__connection *connection;
    struct mcp__batch *batch; /* NULL: the reply is a line of its own */
    const struct mcp__revision
        *revision;     /* NULL as long as only an error can be answered */
    const char *id;    /* JSON text; not terminated by its length */
    size_t n_id_bytes; /* 0: no id could be read */
};

/* reply.c: each request gets exactly one of begin+end, error or none. */
struct str_buf *
mcp__reply_begin(const struct mcp__reply *reply);    /* {"jsonrpc":"2.0","id":1 */
void mcp__reply_end(const struct mcp__reply *reply); /* } */
/* data: JSON text or NULL. */
void mcp__reply_error(const struct mcp__reply *reply, int code, const char *message,
                      const char *data);
/* The request was cancelled: nothing is sent for it. */
void mcp__reply_none(const struct mcp__reply *reply);
struct mcp__batch *mcp__batch_new(struct mcp__connection *connection);
/* The reader has seen all messages of the batch. */
void mcp__batch_end(struct mcp__batch *batch);

struct mcp__request {
    struct mcp__reply reply;
    const char *method;
    const json_t *params; /* an object or NULL */
    bool has_bad_params;
    size_t n_bytes; /* of the line or batch that brought it */
};

/* result.c */
/* Opens the result object with what the era wants first; members follow by
 * mcp__result_member. */
struct str_buf *mcp__result_begin(const struct mcp__reply *reply);
void mcp__result_member(struct str_buf *to, const char *name); /* ,"name": */
void mcp__result_end(const struct mcp__reply *reply);
/* ,"ttlMs":..,"cacheScope":.. in the stateless era, nothing in the other. */
void mcp__result_cache_hints(struct str_buf *to, const struct mcp__reply *reply);
/* A CallToolResult made fit for the revision; too large or broken ones are answered as
 * errors. */
void mcp__result_send(const struct mcp__reply *reply, const json_t *result);
void mcp__result_send_rendered(const struct mcp__reply *reply, const char *result,
                               size_t n_bytes);

/* info.c */
void mcp__server_info_write(struct str_buf *to, const struct mcp_server_options *options,
                            const struct mcp__revision *revision);
void mcp__capabilities_write(struct str_buf *to, const struct mcp_server *server);

/* dispatch.c */
/* One line without its end. */
void mcp__receive(struct mcp__connection *connection, const char *text, size_t n_bytes);
/* The same, parsed already; borrowed. n_bytes: of its text. */
void mcp__receive_parsed(struct mcp__connection *connection, const json_t *json,
                         size_t n_bytes);
/* A line was longer than LIMIT_LINE_BYTES and is lost. */
void mcp__receive_too_long(struct mcp__connection *connection);
/* Run the method if the request's revision knows it and the server serves it. */
void mcp__method_run(struct mcp__request *request);

/* era_session.c */
void mcp__session_initialize(struct mcp__request *request);
void mcp__session_ping(struct mcp__request *request);
/* era_stateless.c */
bool mcp__stateless_is_addressed(const json_t *params);
void mcp__stateless_request(struct mcp__request *request);
void mcp__stateless_discover(struct mcp__request *request);
/* tools.c */
void mcp__tools_list(struct mcp__request *request);
void mcp__tools_call(struct mcp__request *request);
/* resources.c */
void mcp__resources_list(struct mcp__request *request);
void mcp__resource_templates_list(struct mcp__request *request);
void mcp__resources_read(struct mcp__request *request);
/* The tools of tools/list as one revision shows them, made at first use. */
struct mcp__tool_list {
    struct str_buf text; /* objects with commas between */
    size_t *ends;        /* text[ends[i - 1] + 1 .. ends[i]) is tool i */
};
void mcp__tool_list_release(struct mcp__tool_list *list);
/* The inputSchema of the tool of that name; NULL when there is none. Borrowed. */
const json_t *mcp__tool_input_schema(const struct mcp_server *server, const char *name);
bool mcp__tools_check(const struct mcp_server_options *options, json_t **ret_schemas);

/* calls.c */
struct mcp__calls {
    struct mcp__call *running[LIMIT_CALLS_IN_FLIGHT];
    size_t n_running;
    struct mcp__call *first_waiting;
    struct mcp__call *last_waiting;
    size_t n_waiting;
    size_t n_waiting_bytes;
    uint64_t last_id;
    struct mcp__call *buckets[MCP__CALL_BUCKETS]; /* by session and request id */
    uv_idle_t
        *pump; /* begins waiting calls from the loop, never from inside a product's call */
};
void mcp__calls_init(struct mcp_server *server);
void mcp__calls_release(struct mcp_server *server);
/* Begin the call, or let it wait, or refuse it: the request is answered in any case. */
void mcp__calls_add(const struct mcp__request *request, const struct mcp_tool *tool,
                    json_t *arguments);
/* A call of that id is at work or waits in the connection's session. */
bool mcp__calls_has(const struct mcp__reply *reply);
void mcp__calls_cancel(struct mcp__connection *connection, const struct mcp__id *id);
void mcp__calls_cancel_all(struct mcp__connection *connection);
/* Begin waiting calls when the loop comes round: a slot is free, or a connection no longer
 * congested. */
void mcp__calls_schedule(struct mcp_server *server);
/* The same at once. */
void mcp__calls_pump(struct mcp_server *server);

struct mcp_server {
    uv_loop_t *loop;
    struct mcp_server_options options;
    json_t **input_schemas; /* of options.tools */
    struct mcp__tool_list tool_lists[MCP__N_REVISIONS];
    struct str_buf
        result_meta; /* the stateless era's "io.modelcontextprotocol/serverInfo":{...} */
    struct mcp__calls calls;
    struct mcp__stdio *stdio; /* NULL: not served there */
};

/* stdio.c */
void mcp__stdio_abandon(struct mcp__stdio *stdio);

#endif
