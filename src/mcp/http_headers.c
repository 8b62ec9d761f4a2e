#include "mcp/http_headers.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "seal/base64.h"
#include "base/banned.h"

#define BASE64_START "=?base64?"
#define BASE64_END "?="

void mcp__headers_add(struct mcp__headers *headers, const char *name, const char *value)
{
    if (headers->n_items == LIMIT_HTTP_HEADERS) {
        headers->is_cut = true;
        return;
    }
    headers->items[headers->n_items++] =
        (struct mcp__header){.name = name, .value = value != NULL ? value : ""};
}

const char *mcp__headers_get(const struct mcp__headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->n_items; i++) {
        if (str_equal_ignore_case(headers->items[i].name, name)) {
            return headers->items[i].value;
        }
    }
    return NULL;
}

static bool starts_with_ignoring_case(const char *text, const char *start)
{
    size_t length = strlen(start);
    char begin[32];
    str_copy(begin, sizeof begin, text);
    begin[length < sizeof begin ? length : sizeof begin - 1] = '\0';
    return str_equal_ignore_case(begin, start);
}

/* Two of these would let a proxy and us read different things. */
static bool must_be_single(const char *name)
{
    static const char *const singles[] = {
        "host",           "origin",        "authorization",    "content-type",
        "content-length", "last-event-id", "transfer-encoding"};
    for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++) {
        if (str_equal_ignore_case(name, singles[i])) {
            return true;
        }
    }
    return starts_with_ignoring_case(name, "mcp-");
}

const char *mcp__headers_repeated(const struct mcp__headers *headers)
{
    for (size_t i = 0; i < headers->n_items; i++) {
        const char *name = headers->items[i].name;
        for (size_t j = 0; j < i; j++) {
            if (str_equal_ignore_case(name, headers->items[j].name) &&
                must_be_single(name)) {
                return name;
            }
        }
    }
    return NULL;
}

/* Without the blanks around it. */
static const char *trimmed(const char *value, size_t *ret_n_bytes)
{
    value += strspn(value, " \t");
    size_t n_bytes = strlen(value);
    while (n_bytes > 0 && (value[n_bytes - 1] == ' ' || value[n_bytes - 1] == '\t')) {
        n_bytes--;
    }
    *ret_n_bytes = n_bytes;
    return value;
}

bool mcp__header_decode(const char *value, char **ret_text, size_t *ret_n_bytes)
{
    static const size_t n_start = sizeof BASE64_START - 1;
    static const size_t n_end = sizeof BASE64_END - 1;
    size_t n_bytes = 0;
    const char *text = trimmed(value, &n_bytes);
    if (n_bytes >= n_start + n_end && memcmp(text, BASE64_START, n_start) == 0 &&
        memcmp(text + n_bytes - n_end, BASE64_END, n_end) == 0) {
        return seal_base64_read(text + n_start, n_bytes - n_start - n_end, ret_text,
                                ret_n_bytes);
    }
    char *copy = xmalloc(n_bytes + 1);
    memcpy(copy, text, n_bytes);
    copy[n_bytes] = '\0';
    *ret_text = copy;
    *ret_n_bytes = n_bytes;
    return true;
}

bool mcp__header_is(const char *value, const char *text, size_t n_bytes)
{
    AUTO_FREE char *decoded = NULL;
    size_t n_decoded = 0;
    return mcp__header_decode(value, &decoded, &n_decoded) && n_decoded == n_bytes &&
           memcmp(decoded, text, n_bytes) == 0;
}

/* "q=0", "q=0.0" ... among the parameters of one media range. */
static bool is_refused(const char *range, size_t n_bytes)
{
    for (size_t i = 0; i + 2 < n_bytes; i++) {
        if (range[i] == ';') {
            size_t at = i + 1 + strspn(range + i + 1, " \t");
            if (at + 2 < n_bytes && (range[at] == 'q' || range[at] == 'Q') &&
                range[at + 1] == '=') {
                size_t n_value = strcspn(range + at + 2, ",; \t");
                return strspn(range + at + 2, "0.") >= n_value;
            }
        }
    }
    return false;
}

static bool is_range_of(const char *range, size_t n_bytes, const char *type,
                        const char *subtype)
{
    char name[80];
    size_t length = strcspn(range, ",; \t");
    length = length < n_bytes ? length : n_bytes;
    if (length >= sizeof name) {
        return false;
    }
    memcpy(name, range, length);
    name[length] = '\0';
    char *slash = strchr(name, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    bool is_any_type = strcmp(name, "*") == 0;
    bool is_any_subtype = strcmp(slash + 1, "*") == 0;
    return (is_any_type && is_any_subtype) ||
           (str_equal_ignore_case(name, type) &&
            (is_any_subtype || str_equal_ignore_case(slash + 1, subtype)));
}

bool mcp__accepts(const char *accept, const char *type, const char *subtype)
{
    if (accept == NULL) {
        return true;
    }
    while (*accept != '\0') {
        accept += strspn(accept, ", \t");
        size_t n_bytes = strcspn(accept, ",");
        if (is_range_of(accept, n_bytes, type, subtype) && !is_refused(accept, n_bytes)) {
            return true;
        }
        accept += n_bytes;
    }
    return false;
}

bool mcp__is_json_type(const char *content_type)
{
    if (content_type == NULL) {
        return false;
    }
    char name[sizeof "application/json"];
    content_type += strspn(content_type, " \t");
    size_t length = strcspn(content_type, "; \t");
    if (length != sizeof name - 1) {
        return false;
    }
    str_copy(name, sizeof name, content_type);
    return str_equal_ignore_case(name, "application/json");
}

static bool is_loopback_name(const char *name)
{
    return str_equal_ignore_case(name, "localhost") || strcmp(name, "127.0.0.1") == 0 ||
           strcmp(name, "[::1]") == 0;
}

/* "name", "name:80", "[::1]:80": the name, in brackets when it was. */
static bool host_split(const char *host, char *name, size_t size)
{
    size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    if (length >= size || length > strlen(host)) {
        return false;
    }
    memcpy(name, host, length);
    name[length] = '\0';
    const char *port = host + length;
    if (*port == '\0') {
        return length > 0;
    }
    size_t n_digits = strspn(port + 1, "0123456789");
    return length > 0 && *port == ':' && n_digits >= 1 && n_digits <= 5 &&
           port[1 + n_digits] == '\0';
}

bool mcp__host_is_allowed(const struct mcp__http_names *names, const char *host)
{
    char name[256];
    if (host == NULL || !host_split(host, name, sizeof name)) {
        return false;
    }
    if (names->is_loopback && is_loopback_name(name)) {
        return true;
    }
    /* An address cannot be rebound by a foreign name server. */
    if (names->address != NULL && str_equal_ignore_case(name, names->address)) {
        return true;
    }
    for (size_t i = 0; i < names->n_hosts; i++) {
        if (str_equal_ignore_case(name, names->hosts[i])) {
            return true;
        }
    }
    return false;
}

bool mcp__origin_is_allowed(const struct mcp__http_names *names, const char *origin)
{
    if (origin == NULL) {
        return true;
    }
    for (size_t i = 0; i < names->n_origins; i++) {
        if (strcmp(origin, names->origins[i]) == 0) {
            return true;
        }
    }
    char name[256];
    const char *host = strstr(origin, "://");
    bool is_web = strncmp(origin, "http://", 7) == 0 || strncmp(origin, "https://", 8) == 0;
    return names->is_loopback && is_web && host_split(host + 3, name, sizeof name) &&
           is_loopback_name(name);
}

const char *mcp__bearer_token(const char *authorization)
{
    static const char scheme[] = "Bearer ";
    if (authorization == NULL || !starts_with_ignoring_case(authorization, scheme)) {
        return NULL;
    }
    const char *token = authorization + sizeof scheme - 1;
    token += strspn(token, " ");
    return *token != '\0' ? token : NULL;
}
