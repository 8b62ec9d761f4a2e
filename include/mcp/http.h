/*
 * Streamable HTTP for any product built on mcp/server.h: one endpoint that speaks both
 * protocol eras, for several clients at once. GNU libmicrohttpd does the HTTP; it is opened
 * when the first mcp_http_new needs it, so that a server on standard input and output does
 * not pay for it.
 *
 * Threads: everything happens on the thread of the uv loop. A transport stands in front of
 * one or several servers: who may talk to which is decided by `authorize`, request by
 * request, so clients that may see different things get servers of their own.
 */
#ifndef MCP_HTTP_H
#define MCP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mcp/server.h"

struct mcp_http;

enum mcp_http_verdict {
    MCP_HTTP_ALLOWED,
    MCP_HTTP_UNAUTHORIZED, /* 401: no token, or none that is known */
    MCP_HTTP_FORBIDDEN,    /* 403: known, but without the right that is needed */
    MCP_HTTP_UNAVAILABLE   /* 503: cannot be found out now */
};

struct mcp_http_identity {
    enum mcp_http_verdict verdict;
    struct mcp_server *server; /* of MCP_HTTP_ALLOWED; must outlive the transport */
    /* Who asks, copied: sessions, limits and sealed states belong to it. */
    const char *principal;
    const char *challenge; /* WWW-Authenticate of 401 and 403; NULL: "Bearer" */
};

/* What any client may read with GET, without a token (a well-known document). */
struct mcp_http_document {
    const char *path; /* "/.well-known/..." */
    const char *content_type;
    const char *text;
};

/* Zero means the default. */
struct mcp_http_limits {
    size_t n_connections; /* more close the idlest; when all work they get 503: 256 */
    size_t n_requests_of_client; /* open at once, streams apart; more get 429: 128;
                                    of a client without a name as many as connections */
    size_t n_streams_of_client;  /* open at once; more get 429: 16 */
    size_t n_sessions_of_client; /* more end the one that was used longest ago: 32 */
    size_t stream_bytes;         /* unread by a slow client before it is dropped: 2 MiB */
    int session_idle_s;          /* a session unused for so long ends: 3600 */
    int connection_idle_s;       /* without a whole request: 60 */
    int keep_alive_s;            /* between comments on a silent stream: 15 */
    int replay_s;                /* a broken stream of a session may be taken up: 60 */
};

struct mcp_http_options {
    const char *address; /* numeric, or "localhost"; NULL: 127.0.0.1 */
    uint16_t port;       /* 0: any that is free */
    const char *path;    /* of the endpoint; NULL: "/mcp" */
    /*
     * Names (without port) by which clients reach it, beside the address itself and, on a
     * loopback address, localhost, 127.0.0.1 and [::1]. Other Host headers are refused.
     */
    const char *const *hosts;
    size_t n_hosts;
    /*
     * Origins ("https://claude.ai") of web pages that may ask; on a loopback address those
     * of this machine may as well. Requests without Origin do not come from a page.
     */
    const char *const *origins;
    size_t n_origins;
    const struct mcp_http_document *documents;
    size_t n_documents;
    /*
     * Who asks? Exactly one mcp_http_authorized with request_id must follow, at once or
     * later. token: that of "Authorization: Bearer", NULL when there is none; it is
     * unchecked bytes, alive until this returns. NULL: everyone is `server`'s client.
     */
    void (*authorize)(void *user, struct mcp_http *http, uint64_t request_id,
                      const char *token);
    struct mcp_server *server;
    void *user;
    struct mcp_http_limits limits;
};

/*
 * Listens from here on. Options are copied; lists, documents and texts they point to must
 * outlive the transport. NULL with ERR_BAD_ARGUMENT (address) or ERR_INTERNAL (library,
 * port in use) in message and hint, each of 256 bytes; SIGPIPE is ignored from here on.
 */
struct mcp_http *mcp_http_new(uv_loop_t *loop, const struct mcp_http_options *options,
                              char message[256], char hint[256]);
/* False when it is no address (see mcp_http_options.address). */
bool mcp_http_address_is_loopback(const char *address, bool *ret_is_loopback);
/* The port that clients reach. */
uint16_t mcp_http_port(const struct mcp_http *http);
/* An id whose request is gone meanwhile is fine. identity is copied. */
void mcp_http_authorized(struct mcp_http *http, uint64_t request_id,
                         const struct mcp_http_identity *identity);
/*
 * No new connections; streams end as the protocol wants it, calls at work get grace_ms to
 * answer. Then everything is closed, ended(user) is called once from the loop and the
 * transport is gone; the servers may be freed inside it. A second call shortens the grace.
 */
void mcp_http_stop(struct mcp_http *http, int grace_ms, void (*ended)(void *user),
                   void *user);

#endif
