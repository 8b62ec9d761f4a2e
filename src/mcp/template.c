/*
 * RFC 6570, level 1, read backwards: which variables make this uri of that template? Only
 * {name}, each ended by '/' or the end, so that there is one way to read it. A variable is
 * at least one character, percent-encoded where the RFC wants it; what decodes to a path
 * separator, a control character or dots alone is refused: the product may use it in a
 * path.
 */
#include "mcp/items.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "json/json.h"
#include "base/banned.h"

static bool is_name(const char *from, const char *end)
{
    for (const char *at = from; at < end; at++) {
        bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        bool is_digit = *at >= '0' && *at <= '9';
        if (!is_letter && !is_digit && *at != '_') {
            return false;
        }
    }
    return end > from;
}

bool mcp__template_is_supported(const char *uri_template)
{
    const char *at = strchr(uri_template, '{');
    while (at != NULL) {
        const char *end = strchr(at, '}');
        if (end == NULL || !is_name(at + 1, end) || (end[1] != '/' && end[1] != '\0')) {
            return false;
        }
        at = strchr(end, '{');
    }
    return strchr(uri_template, '{') != NULL;
}

bool mcp__template_has(const char *uri_template, const char *variable)
{
    size_t length = strlen(variable);
    const char *at = strchr(uri_template, '{');
    while (at != NULL) {
        if (strncmp(at + 1, variable, length) == 0 && at[1 + length] == '}') {
            return true;
        }
        at = strchr(at + 1, '{');
    }
    return false;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NULL when it is not well encoded, or nothing that a variable may be; free() it. */
static char *decode(const char *from, size_t n_bytes)
{
    static const char unreserved[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    AUTO_FREE char *text = xmalloc(n_bytes + 1);
    size_t length = 0;
    for (size_t i = 0; i < n_bytes; i++) {
        char c = from[i];
        if (c == '%') {
            int high = i + 2 < n_bytes ? hex_digit(from[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(from[i + 2]) : -1;
            if (low < 0) {
                return NULL;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (strchr(unreserved, c) == NULL) {
            return NULL;
        }
        if ((unsigned char)c < ' ' || c == 0x7f || c == '/' || c == '\\') {
            return NULL;
        }
        text[length++] = c;
    }
    text[length] = '\0';
    if (strspn(text, ".") == length || !str_is_utf8(text, length)) {
        return NULL;
    }
    char *taken = text;
    text = NULL;
    return taken;
}

static bool variable_add(json_t *variables, const char *name, size_t n_name_bytes,
                         const char *value, size_t n_value_bytes)
{
    AUTO_FREE char *decoded = decode(value, n_value_bytes);
    if (decoded == NULL) {
        return false;
    }
    return json_object_setn_new(variables, name, n_name_bytes, json_string(decoded)) == 0;
}

bool mcp__template_match(const char *uri_template, const char *uri, json_t **ret_variables)
{
    json_auto_t *variables = json_object();
    while (*uri_template != '\0') {
        if (*uri_template != '{') {
            if (*uri_template++ != *uri++) {
                return false;
            }
            continue;
        }
        size_t n_name_bytes = strcspn(uri_template + 1, "}");
        size_t n_value_bytes = strcspn(uri, "/");
        if (!variable_add(variables, uri_template + 1, n_name_bytes, uri, n_value_bytes)) {
            return false;
        }
        uri_template += n_name_bytes + 2;
        uri += n_value_bytes;
    }
    if (*uri != '\0') {
        return false;
    }
    *ret_variables = json_incref(variables);
    return true;
}
