/*
 * The protocol core's promise to any product: an MCP server over a transport, in both eras
 * (2026-07-28, stateless; 2024-11-05 to 2025-11-25, sessions). It knows nothing of
 * training.
 *
 * Threads: everything happens on the thread of the uv loop. Ownership: json_t* parameters
 * named `steals` are taken over also on failure.
 */
#ifndef MCP_SERVER_H
#define MCP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <uv.h>

struct mcp_server;

/* One tool as tools/list shows it. */
struct mcp_tool {
    const char *name;
    /*
     * The whole tool object as JSON text (name, title, description, annotations,
     * inputSchema, outputSchema ...), sent as written. It outlives the server.
     */
    const char *definition;
    size_t n_definition_bytes;
    void *user; /* the product's, handed back with each call */
};

/* One document as resources/list shows it; its text is asked for by handlers.resource_text.
 */
struct mcp_resource {
    const char *uri;
    const char *name;
    const char *description;
    const char *mime_type;
};

/* A family of documents (RFC 6570, level 1), shown by resources/templates/list. */
struct mcp_resource_template {
    const char *uri_template;
    const char *name;
    const char *description;
    const char *mime_type;
};

/* A tool call that was checked against the tool's inputSchema and now waits for the
 * product. */
struct mcp_call {
    uint64_t id; /* never reused in a process: a late mcp_call_finish finds nothing and is
                    harmless */
    const struct mcp_tool *tool;
    const json_t *arguments; /* an object; alive until the call is finished or cancelled */
    bool wants_progress;
};

struct mcp_handlers {
    /*
     * Start a call. Exactly one mcp_call_finish* must follow, at once (from inside) or
     * later, unless call_cancelled came before. At most LIMIT_CALLS_IN_FLIGHT are begun at
     * once; more wait in order and are begun from the loop, never from inside
     * mcp_call_finish. call itself is valid until this returns.
     */
    void (*call_begin)(void *user, struct mcp_server *server, const struct mcp_call *call);
    /*
     * The client gave the call up (cancelled, or the connection closed): stop work, send
     * nothing. The call's arguments are gone when this returns. May be NULL when every call
     * finishes from inside call_begin.
     */
    void (*call_cancelled)(void *user, struct mcp_server *server, uint64_t call_id);
};

/*
 * The text of a document, listed or of a template: free() it; NULL when there is none of
 * that uri, which is the client's and may be anything. ret_mime_type: static. Called for
 * resources/read; must not wait.
 */
typedef char *(*mcp_resource_text_cb)(void *user, const char *uri,
                                      const char **ret_mime_type);

struct mcp_server_options {
    const char *name;  /* serverInfo.name */
    const char *title; /* may be NULL */
    const char *version;
    const char *description;      /* may be NULL */
    const char *website_url;      /* may be NULL */
    const char *instructions;     /* may be NULL */
    const struct mcp_tool *tools; /* in the order of tools/list; outlives the server */
    size_t n_tools;
    const struct mcp_resource *resources; /* none: the capability is not declared */
    size_t n_resources;
    const struct mcp_resource_template *resource_templates;
    size_t n_resource_templates;
    mcp_resource_text_cb resource_text;
    size_t tools_page_size;   /* tools per tools/list page; 0 = all on one page */
    bool is_public;           /* cacheScope of lists: true "public", false "private" */
    int64_t list_ttl_ms;      /* ttlMs of lists and discover */
    bool drops_output_schema; /* leave outputSchema out of tools/list */
    /*
     * The _meta key under which an error result that the core makes itself (arguments that
     * do not fit the schema) names its code, as in mcp_error_result; NULL: none.
     */
    const char *error_meta_key;
    struct mcp_handlers handlers;
    void *user;
};

/*
 * options are copied, what they point to is not. NULL when a tool definition is not valid
 * JSON or its schema is outside the supported subset (logged): a mistake of the program,
 * found by its tests.
 */
struct mcp_server *mcp_server_new(uv_loop_t *loop,
                                  const struct mcp_server_options *options);
/*
 * Cancels the calls at work, closes its handles; they are freed while the loop runs on. Not
 * from inside call_begin or call_cancelled; from inside ended() is fine. NULL is fine.
 */
void mcp_server_free(struct mcp_server *server);

/*
 * Serve newline-delimited JSON-RPC on two descriptors (pipes, sockets, terminals or files).
 * At end of input the calls still at work get grace_ms to answer and what they answered is
 * written; then, or when the reader of out_fd is gone, ended() is called once from the loop
 * (not when mcp_server_free came first). Descriptors stay the caller's; SIGPIPE is ignored
 * from here on. False when one of them cannot be served (logged), or when the server serves
 * stdio already.
 */
bool mcp_server_serve_stdio(struct mcp_server *server, int in_fd, int out_fd, int grace_ms,
                            void (*ended)(void *user), void *user);

/*
 * Take a private copy of fd 1 for the protocol and let fd 1 be stderr, so that a stray
 * print cannot break a session. Returns the copy (close-on-exec), -1 on failure.
 */
int mcp_stdout_claim(void);

/* Finish a call with a CallToolResult object {content, structuredContent?, isError?}.
 * Steals result. */
void mcp_call_finish(struct mcp_server *server, uint64_t call_id, json_t *result);
/*
 * The same with the result already rendered as compact JSON text (an object, without
 * resultType and without _meta: the core adds what the era asks for). The bytes are copied.
 */
void mcp_call_finish_rendered(struct mcp_server *server, uint64_t call_id,
                              const char *result, size_t n_result_bytes);
/* A JSON-RPC error instead of a result (a broken protocol, not a failed tool). */
void mcp_call_fail(struct mcp_server *server, uint64_t call_id, int code,
                   const char *message);
/* Sent only when the client asked for it and the value rose; total < 0 = unknown; message
 * may be NULL. */
void mcp_call_progress(struct mcp_server *server, uint64_t call_id, double progress,
                       double total, const char *message);

/*
 * A result for a failed tool: isError, text "message. hint.", _meta {"soleus/error":
 * code_name} when code_name is not NULL (prefix given by the product as meta_key). New
 * reference.
 */
json_t *mcp_error_result(const char *message, const char *hint, const char *meta_key,
                         const char *code_name);

#endif
