/*
 * HTTP requests on a uv loop: a request in, one completion out. It knows HTTP and libcurl,
 * not the service it talks to.
 *
 * Who completes, and how often. Each net_fetch that returns an id ends in exactly one call
 * of its `done`, on the loop's thread and never from inside net_fetch or net_fetch_cancel:
 * with a response when the server answered (any status but 429: a 404 or a 503 that stayed
 * is a response), with an err when it did not, when the request could not be sent, or when
 * the answer stayed 429. A request that was cancelled ends with ERR_CANCELLED.
 * net_client_free ends all that is pending with ERR_CANCELLED, from inside; after it
 * returns nothing is called any more. Inside `done` everything is allowed: fetch, cancel,
 * even net_client_free.
 *
 * Who frees. net_fetch copies all it is given. Response, body and err belong to the client
 * and live until `done` returns; the body's memory is given back then. `user` stays the
 * caller's.
 *
 * Order and pace. Requests wait in the order of arrival. One is sent when fewer than
 * n_in_flight_max are on their way and the token bucket has a token; every attempt, also a
 * repeated or redirected one, costs a token. A reply 429 stops the whole client until
 * Retry-After (or the backoff) has passed; when that is longer than retry_after_max_s,
 * everything that waits, and all that comes until the rest is short enough, ends at once
 * with ERR_RATE_LIMITED and retry_after_s. So one client talks to one service.
 *
 * Repeats. Only with is_retryable, at most n_attempts_max in all: statuses 429, 502, 503,
 * 504 and 520 to 524, 500 once only, connection reset, empty reply, body cut off. Not
 * repeated: no connection at all, unknown host, TLS, timeout; the caller has stale data to
 * show, and waiting brings nothing. The wait before attempt n + 1 is Retry-After when the
 * reply had one, else random between 0 and backoff_base_ms * 2^(n-1) (the upper half of it
 * after a 429). A reply that asks for more than retry_after_max_s, or a wait past the
 * deadline, ends the request with what it has.
 *
 * Redirects are followed for GET only, at most 3, and only to the same scheme, host and
 * port; any other ends the request with ERR_UPSTREAM, so credentials never travel. libcurl
 * itself follows none. A request that is not retryable gets a fresh connection, because
 * libcurl silently repeats one that fails on a kept connection.
 *
 * The idle client keeps nothing alive: uv_run returns when no request is pending. After
 * idle_close_ms without one, kept connections are closed and memory is given back: over TLS
 * each connection holds its own 4 MiB of parsed certificates (GnuTLS). libcurl is opened at
 * the first request; it reads http_proxy, https_proxy, all_proxy and no_proxy of the
 * environment itself. The program must ignore SIGPIPE: libcurl is told to leave signals
 * alone.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/err.h"

struct net_client;

/* Zero means the default in all of them. */
struct net_options {
    const char *user_agent;   /* copied; default "soleus" */
    double rate_per_s;        /* requests per second in the long run: 8 */
    unsigned burst;           /* and so many at once: 10 */
    unsigned n_in_flight_max; /* LIMIT_FETCHES_IN_FLIGHT */
    unsigned n_attempts_max;  /* per request: 3 */
    int backoff_base_ms;      /* 500 */
    int idle_close_ms;        /* when idle for so long, connections are closed: 20000 */
    int retry_after_max_s;    /* a longer Retry-After is not waited for: 20 */
    const char *ca_file; /* PEM certificates to trust in place of the system's; copied */
    const char *const *curl_names; /* libraries to try, NULL ends; borrowed (tests) */
};

enum net_method { NET_GET, NET_POST, NET_PUT, NET_DELETE };
enum net_auth { NET_AUTH_NONE, NET_AUTH_BASIC, NET_AUTH_BEARER };
enum { NET_HEADERS_MAX = 8 };

struct net_header {
    const char *name;
    const char *value;
};

/* All is copied by net_fetch. Zero means the default where there is one. */
struct net_request {
    enum net_method method;
    const char *url; /* http or https, without user, spaces and control characters */
    struct net_header headers[NET_HEADERS_MAX]; /* up to the first without a name */
    enum net_auth auth;
    const char *user;      /* of NET_AUTH_BASIC */
    const char *secret;    /* password or token; never in a log or err, wiped after use */
    const void *body;      /* of POST, PUT, DELETE; NULL for none */
    size_t n_body_bytes;   /* of body */
    const char *body_type; /* its Content-Type: "application/json" */
    /* Of the response, unpacked: LIMIT_BODY_BYTES. Error replies are cut at 64 KiB. */
    size_t max_body_bytes;
    /* Of one attempt, name lookup and TLS included: 10 s. */
    int connect_timeout_ms;
    /* From the first sending to the end with all repeats, not the wait before it: 30 s. */
    int total_timeout_ms;
    bool is_retryable; /* sending it twice does no harm (GET) */
};

struct net_response {
    int status;               /* 100 to 599, never 429 */
    const char *body;         /* n_body_bytes and a zero byte; "" when there is none */
    size_t n_body_bytes;      /* unpacked when it came as gzip */
    bool is_body_cut;         /* an error reply (status >= 400) was longer than its limit */
    const char *content_type; /* "" when not said */
    int retry_after_s;        /* 0 = not said */
    unsigned n_attempts;
};

/* Exactly one of response and err is given, the other is NULL. */
typedef void (*net_done_cb)(void *user, uint64_t id, const struct net_response *response,
                            const struct err *err);

/* Never NULL. options are copied. */
struct net_client *net_client_new(uv_loop_t *loop, const struct net_options *options);

/*
 * Ends all pending requests (see above). Its handles close while the loop runs on: run it
 * until it returns before uv_loop_close. NULL is fine.
 */
void net_client_free(struct net_client *client);

/* The id, never 0 and never used again; 0 only from a `done` that net_client_free calls. */
uint64_t net_fetch(struct net_client *client, const struct net_request *request,
                   net_done_cb done, void *user);

/*
 * `done` follows soon with ERR_CANCELLED, also when the reply was there but not handed out
 * yet. The connection is dropped. An id that has completed is fine: nothing happens.
 */
void net_fetch_cancel(struct net_client *client, uint64_t id);

/* Requests accepted and not completed. */
size_t net_pending_count(const struct net_client *client);

#endif
