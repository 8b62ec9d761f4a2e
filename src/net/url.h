/* Where a URL points to: the little of it that net itself must know. */
#ifndef NET_URL_H
#define NET_URL_H

#include <stdbool.h>

#include "base/err.h"

enum { NET__URL_BYTES_MAX = 8192, NET__HOST_SIZE = 256 };

struct net__origin {
    bool is_https;
    int port;
    char host[NET__HOST_SIZE]; /* lower case; IPv6 with its brackets */
};

/*
 * Strict on purpose, so that libcurl cannot read the same text as another host: scheme http
 * or https, "://", a host of letters, digits, '.', '-', '_' or [IPv6], an optional port,
 * then '/',
 * '?' or the end; printable ASCII only, no user, no backslash, at most NET__URL_BYTES_MAX.
 * The error never quotes the URL.
 */
MUST_CHECK bool net__origin_parse(const char *url, struct net__origin *ret_origin,
                                  struct err *err);

/* Same scheme, host and port. */
bool net__origin_equal(const struct net__origin *a, const struct net__origin *b);

#endif
