/* Where values stand in a text, found by brackets and strings alone. */
#include "json/json.h"

#include <string.h>

#include "base/banned.h"

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0') {
        at++;
    }
    return at;
}

/* Behind a string that begins at `at`; end when it breaks off. */
static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++) {
        if (*at == '\\') {
            at++;
        }
    }
    return at < end ? at + 1 : end;
}

/* Behind a value: at the ',' or the closing bracket that ends it in the outermost object or
 * list; end when it breaks off. */
static const char *skip_value(const char *at, const char *end, char closing)
{
    size_t depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            continue;
        }
        if (depth == 0 && (*at == ',' || *at == closing)) {
            return at;
        }
        if (*at == '{' || *at == '[') {
            depth++;
        } else if ((*at == '}' || *at == ']') && depth > 0) {
            depth--;
        }
        at++;
    }
    return end;
}

bool json_member_span(const char *text, size_t n_bytes, const char *key,
                      const char **ret_value, size_t *ret_n_bytes)
{
    const char *end = text + n_bytes;
    const char *at = skip_blanks(text, end);
    size_t n_key = strlen(key);
    if (at >= end || *at != '{') {
        return false;
    }
    do {
        at = skip_blanks(at + 1, end);
        if (at >= end || *at != '"') {
            return false;
        }
        const char *name = at + 1;
        at = skip_string(at, end);
        bool is_wanted = (size_t)(at - name) == n_key + 1 && memcmp(name, key, n_key) == 0;
        at = skip_blanks(at, end);
        if (at >= end || *at != ':') {
            return false;
        }
        const char *value = skip_blanks(at + 1, end);
        at = skip_value(value, end, '}');
        if (at >= end) {
            return false;
        }
        if (is_wanted) {
            *ret_value = value;
            *ret_n_bytes = (size_t)(at - value);
            return true;
        }
    } while (*at == ',');
    return false;
}

static bool fail_walk(const char *what, const char *text, const char *at, struct err *err)
{
    return err_set(err, ERR_UPSTREAM, NULL, "the JSON list breaks at byte %td: %s",
                   at - text, what);
}

/* The element in [at, end), or NULL when it is no JSON, and its bytes without the blanks.
 */
static json_t *element_parse(const char *at, const char *end, size_t *ret_n_bytes)
{
    json_t *element = NULL;
    while (end > at && skip_blanks(end - 1, end) == end) {
        end--;
    }
    *ret_n_bytes = (size_t)(end - at);
    return json_parse(at, *ret_n_bytes, &element, NULL) ? element : NULL;
}

bool json_array_walk(const char *text, size_t n_bytes,
                     bool (*each)(void *user, const json_t *element, const char *raw,
                                  size_t n_raw_bytes),
                     void *user, struct err *err)
{
    const char *end = text + n_bytes;
    const char *at = skip_blanks(text, end);
    if (at == end || *at != '[') {
        return fail_walk("a list was expected", text, at, err);
    }
    const char *first = skip_blanks(at + 1, end);
    bool is_empty = first < end && *first == ']';
    while (!is_empty && *at != ']') {
        const char *raw = skip_blanks(at + 1, end);
        at = skip_value(raw, end, ']');
        if (at == end) {
            return fail_walk("its end is missing", text, raw, err);
        }
        size_t n_raw_bytes = 0;
        json_auto_t *element = element_parse(raw, at, &n_raw_bytes);
        if (!each(user, element, raw, n_raw_bytes)) {
            return true;
        }
    }
    at = is_empty ? first : at;
    if (skip_blanks(at + 1, end) != end) {
        return fail_walk("there is more text after the list", text, at + 1, err);
    }
    return true;
}
