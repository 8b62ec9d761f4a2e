/*
 * An MCP server as a library: tools, prompts and resources over a transport, in both eras
 * of the protocol (2026-07-28, stateless; 2024-11-05 to 2025-11-25, sessions) at once.
 *
 *   struct mcp_server *server = mcp_server_new(loop, &options);
 *   mcp_server_add(server, MCP_TOOL, &tool);              mcp/server.h
 *   mcp_server_serve_stdio(server, 0, out_fd, ...);       mcp/stdio.h
 *   uv_run(loop, UV_RUN_DEFAULT);                         begin() answers: mcp/call.h,
 *   mcp_server_free(server);                              mcp/content.h
 *
 * Capabilities are declared for what is there: tools when a tool was added, and so on.
 *
 * Threads: everything happens on the thread of the uv loop. Errors: mistakes of the program
 * are logged to stderr and told by the return value; what a client sends wrong is answered
 * and never reaches the program. Ownership: json_t* parameters are taken over also on
 * failure, unless they are const.
 */
#ifndef MCP_SERVER_H
#define MCP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <uv.h>

#include "mcp/call.h"
#include "mcp/content.h"
#include "mcp/stdio.h"

struct mcp_server;

enum mcp_kind { MCP_TOOL, MCP_PROMPT, MCP_RESOURCE, MCP_RESOURCE_TEMPLATE };

/* What the user has typed of one value, and what is known of the others. */
struct mcp_completion {
    const char *name;     /* the argument, or the template's variable */
    const char *value;    /* as far as it is typed; "" at first */
    const json_t *others; /* an object of texts, maybe empty: values chosen already */
    void *user;           /* of the item */
};

/*
 * Something that a client can list and use. It is copied; definition and what user points
 * to must outlive the server (or the item's removal).
 */
struct mcp_item {
    /*
     * The object that the list shows, as JSON text without line breaks: the specification's
     * Tool, Prompt, Resource or ResourceTemplate. It is sent as written, without the
     * members that a client's revision does not know. Its name (uri, uriTemplate) must be
     * unique. A tool's inputSchema must keep to the keywords that the core checks
     * (json/schema.h); a template to {name} between slashes (RFC 6570, level 1).
     */
    const char *definition;
    size_t n_definition_bytes; /* 0: up to the zero byte */
    /*
     * The name (uri, uriTemplate) that the definition has, or NULL. With it the definition
     * is read at the item's first use, which makes a quick start; a mistake in it shows
     * then, so a test should add the item without.
     */
    const char *known_name;
    /* A request for this item, see mcp/call.h. user is the server's, call->user the item's.
     */
    void (*begin)(void *user, struct mcp_server *server, const struct mcp_call *call);
    /*
     * Of a prompt or template, may be NULL: append the texts that the value may become to
     * values, best first. At most 100 are sent.
     */
    void (*complete)(void *user, const struct mcp_completion *completion, json_t *values);
    void *user;
    /* Of a tool: take any arguments object, the inputSchema has keywords beyond ours. */
    bool checks_arguments;
    /*
     * An answer counts only with the sealed state that was given out with its question, and
     * once: for items that change something when the user agrees.
     */
    bool takes_answers_once;
};

struct mcp_server_options {
    const char *name;  /* serverInfo.name */
    const char *title; /* may be NULL */
    const char *version;
    const char *description;   /* may be NULL */
    const char *website_url;   /* may be NULL */
    const char *instructions;  /* may be NULL */
    size_t page_size;          /* items per page of a list; 0 = all on one page */
    bool is_public;            /* cacheScope of lists: true "public", false "private" */
    int64_t list_ttl_ms;       /* ttlMs of lists, discover and resources */
    bool drops_output_schema;  /* leave outputSchema out of tools/list */
    bool has_list_changes;     /* items come and go while clients are connected */
    bool has_resource_updates; /* resources change: clients may subscribe to them */
    bool has_logging;          /* mcp_call_log is used */
    /*
     * The _meta key under which an error result that the core makes itself (arguments that
     * do not fit the schema) names its code, as in mcp_error_result; NULL: none.
     */
    const char *error_meta_key;
    /*
     * The client gave a call up (cancelled, or the connection closed): stop work, send
     * nothing. The call's arguments are gone when this returns. May be NULL when every call
     * finishes from inside begin.
     */
    void (*call_cancelled)(void *user, struct mcp_server *server, uint64_t call_id);
    /*
     * Is there something to read at a uri that a resource or template of the server fits?
     * Nobody is subscribed to what is not. May be NULL: there is.
     */
    bool (*offers_resource)(void *user, struct mcp_server *server, const char *uri);
    /*
     * A client subscribed to the uri: from now on it waits for mcp_server_resource_updated.
     * May be NULL.
     */
    void (*subscribed)(void *user, struct mcp_server *server, const char *uri);
    void *user;
};

/*
 * options are copied, what they point to is not. At most 32 calls of one client are begun
 * at once, 128 of all; more wait in order and are begun from the loop.
 */
struct mcp_server *mcp_server_new(uv_loop_t *loop,
                                  const struct mcp_server_options *options);
/*
 * Cancels the calls at work, closes its handles; they are freed while the loop runs on. Not
 * from inside begin or call_cancelled; from inside ended() is fine. NULL is fine.
 */
void mcp_server_free(struct mcp_server *server);

/* The loop it was made with. */
uv_loop_t *mcp_server_loop(const struct mcp_server *server);

/*
 * Items are listed in the order of their adding. False (logged) when the definition is not
 * an object of its kind, its name is taken, or its schema cannot be checked: a mistake of
 * the program, found by its tests. Clients are told of what is added or removed while they
 * are connected when options.has_list_changes is set.
 */
bool mcp_server_add(struct mcp_server *server, enum mcp_kind kind,
                    const struct mcp_item *item);
/* Calls that were begun go on. False when there is none of that name (uri, uriTemplate). */
bool mcp_server_remove(struct mcp_server *server, enum mcp_kind kind, const char *name);
/* Tell the clients that the list is another one, also when only what it says changed. */
void mcp_server_list_changed(struct mcp_server *server, enum mcp_kind kind);
/* Tell those who subscribed to uri that its contents changed. */
void mcp_server_resource_updated(struct mcp_server *server, const char *uri);
/* Somebody who subscribed to uri is still there. */
bool mcp_server_is_subscribed(const struct mcp_server *server, const char *uri);

#endif
