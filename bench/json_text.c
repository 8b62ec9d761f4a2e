#include "json_text.h"

#include <string.h>

static const char *space_skip(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL) {
        at++;
    }
    return at;
}

/* at stands on the opening quote; behind the closing one, or end. */
static const char *string_skip(const char *at, const char *end)
{
    at++;
    while (at < end && *at != '"') {
        at += *at == '\\' ? 2 : 1;
    }
    return at < end ? at + 1 : end;
}

static const char *value_skip(const char *at, const char *end)
{
    int depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = string_skip(at, end);
            if (depth == 0) {
                return at;
            }
            continue;
        }
        bool closes = *at == '}' || *at == ']';
        if (depth == 0 && (closes || *at == ',')) {
            return at;
        }
        depth += *at == '{' || *at == '[' ? 1 : 0;
        depth -= closes ? 1 : 0;
        at++;
        if (closes && depth == 0) {
            return at;
        }
    }
    return end;
}

bool json_member(struct json_slice object, const char *name, struct json_slice *ret)
{
    const char *end = object.text + object.n_bytes;
    const char *at = space_skip(object.text, end);
    size_t n_name = strlen(name);
    if (at == end || *at != '{') {
        return false;
    }
    at = space_skip(at + 1, end);
    while (at < end && *at == '"') {
        const char *key = at + 1;
        at = string_skip(at, end);
        bool is_it = (size_t)(at - key) == n_name + 1 && memcmp(key, name, n_name) == 0;
        at = space_skip(at, end);
        at = space_skip(at < end ? at + 1 : end, end); /* the colon */
        const char *value = at;
        at = value_skip(at, end);
        if (is_it) {
            *ret = (struct json_slice){.text = value, .n_bytes = (size_t)(at - value)};
            return true;
        }
        at = space_skip(at, end);
        at = at < end && *at == ',' ? space_skip(at + 1, end) : end;
    }
    return false;
}
