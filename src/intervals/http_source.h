/* The real service as a source: URLs, login, the meaning of its statuses. */
#ifndef INTERVALS_HTTP_SOURCE_H
#define INTERVALS_HTTP_SOURCE_H

#include "intervals/source.h"
#include "net/fetch.h"

struct intervals_http_options {
    struct net_client *net; /* borrowed */
    const char *base_url;   /* "https://intervals.icu"; copied */
    const char *api_key;    /* copied, wiped at release; NULL when a bearer token is used */
    const char *token;      /* OAuth bearer token; copied, wiped at release; or NULL */
};

/* Neither key nor token: every query fails with ERR_AUTH and a hint (so the server can
 * start). */
struct intervals_source *
intervals_http_source_new(const struct intervals_http_options *options);

/* "http://" or "https://", a host, no user, query or fragment; http only to loopback hosts.
 */
MUST_CHECK bool intervals_base_url_check(const char *base_url, struct err *err);

#endif
