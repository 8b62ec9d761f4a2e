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

/* Behind a value: at the ',' or '}' that ends it in the outermost object. */
static const char *skip_value(const char *at, const char *end)
{
    size_t depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            continue;
        }
        if (depth == 0 && (*at == ',' || *at == '}')) {
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
        at = skip_value(value, end);
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
