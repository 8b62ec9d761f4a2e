/*
 * The headers of a request, and what they mean. Pure: no socket, no library; everything in
 * them comes from outside and is bounded before.
 */
#ifndef MCP_HTTP_HEADERS_H
#define MCP_HTTP_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"

/* Names are compared without regard to case; texts are borrowed. */
struct mcp__headers {
    size_t n_items;
    struct mcp__header {
        const char *name;
        const char *value;
    } items[LIMIT_HTTP_HEADERS];
    bool is_cut; /* there were more */
};

void mcp__headers_add(struct mcp__headers *headers, const char *name, const char *value);
/* The first of that name, NULL when there is none. */
const char *mcp__headers_get(const struct mcp__headers *headers, const char *name);
/* A header that may stand only once and decides something stands twice: its name. */
const char *mcp__headers_repeated(const struct mcp__headers *headers);

/*
 * The value without blanks around it; "=?base64?...?=" is decoded. *ret_text: free() it;
 * a zero byte follows. False when what is marked as base64 is none.
 */
bool mcp__header_decode(const char *value, char **ret_text, size_t *ret_n_bytes);
/* The value means these bytes. */
bool mcp__header_is(const char *value, const char *text, size_t n_bytes);

/* A media type is in an Accept header (NULL: everything is), its quality not 0. */
bool mcp__accepts(const char *accept, const char *type, const char *subtype);
/* application/json, with parameters or without. */
bool mcp__is_json_type(const char *content_type);

/* Which names a transport answers to. */
struct mcp__http_names {
    bool is_loopback; /* localhost, 127.0.0.1 and [::1] count */
    const char *address;
    const char *const *hosts;
    size_t n_hosts;
    const char *const *origins;
    size_t n_origins;
};
/* Host: a name with or without a port. */
bool mcp__host_is_allowed(const struct mcp__http_names *names, const char *host);
/* Origin as browsers send it; NULL (none was sent) is allowed. */
bool mcp__origin_is_allowed(const struct mcp__http_names *names, const char *origin);

/* The token of "Bearer <token>"; NULL when it is something else. Borrowed. */
const char *mcp__bearer_token(const char *authorization);

#endif
