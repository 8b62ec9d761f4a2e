#include "net/url.h"

#include <string.h>

#include "base/ascii.h"
#include "base/banned.h"

static const char host_chars[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
static const char ipv6_chars[] = "abcdef0123456789.:";

/* The rest after prefix, compared without case; NULL when it does not begin so. */
static const char *after_prefix(const char *text, const char *prefix)
{
    while (*prefix != '\0') {
        if (ascii_lower(*text++) != *prefix++) {
            return NULL;
        }
    }
    return text;
}

static bool is_printable_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~' || *text == '\\') {
            return false;
        }
    }
    return true;
}

/* Copies the host; returns what follows it, NULL when there is none or an odd one. */
static const char *host_take(const char *at, char host[NET__HOST_SIZE])
{
    bool is_ipv6 = *at == '[';
    const char *allowed = is_ipv6 ? ipv6_chars : host_chars;
    size_t n_bytes = 0;
    if (is_ipv6) {
        host[n_bytes++] = *at++;
    }
    while (*at != '\0' && strchr(allowed, ascii_lower(*at)) != NULL) {
        if (n_bytes + 2 >= NET__HOST_SIZE) {
            return NULL;
        }
        host[n_bytes++] = ascii_lower(*at++);
    }
    if (is_ipv6) {
        if (*at != ']') {
            return NULL;
        }
        host[n_bytes++] = *at++;
    }
    host[n_bytes] = '\0';
    return n_bytes > (is_ipv6 ? 2U : 0U) ? at : NULL;
}

/* ":8080" to *port; returns what follows it, NULL when it is not 1 to 65535. */
static const char *port_take(const char *at, int *port)
{
    if (*at != ':') {
        return at;
    }
    int value = 0;
    for (at++; *at >= '0' && *at <= '9' && value <= 65535; at++) {
        value = value * 10 + (*at - '0');
    }
    if (value < 1 || value > 65535) {
        return NULL;
    }
    *port = value;
    return at;
}

bool net__origin_parse(const char *url, struct net__origin *ret_origin, struct err *err)
{
    static const char hint[] = "Correct the base URL in the configuration.";
    struct net__origin origin = {.port = 80};
    const char *at = after_prefix(url, "http://");
    if (at == NULL) {
        at = after_prefix(url, "https://");
        origin.is_https = true;
        origin.port = 443;
    }
    if (at == NULL) {
        return err_set(err, ERR_BAD_ARGUMENT, hint,
                       "the URL must begin with http:// or https://");
    }
    if (strnlen(url, NET__URL_BYTES_MAX + 1) > NET__URL_BYTES_MAX) {
        return err_set(err, ERR_BAD_ARGUMENT, "Ask for less at once.",
                       "the URL is longer than %d bytes", NET__URL_BYTES_MAX);
    }
    if (!is_printable_ascii(at)) {
        return err_set(
            err, ERR_BAD_ARGUMENT, hint,
            "the URL holds a space, a backslash, a control or a non-ASCII character");
    }
    at = host_take(at, origin.host);
    at = at != NULL ? port_take(at, &origin.port) : NULL;
    if (at == NULL || (*at != '\0' && *at != '/' && *at != '?')) {
        return err_set(
            err, ERR_BAD_ARGUMENT, hint,
            "the URL has no usable host or port (a user name in it is not allowed)");
    }
    *ret_origin = origin;
    return true;
}

bool net__origin_equal(const struct net__origin *a, const struct net__origin *b)
{
    return a->is_https == b->is_https && a->port == b->port &&
           strcmp(a->host, b->host) == 0;
}
