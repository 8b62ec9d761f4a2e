/* JSON values and text written straight into a growing buffer. */
#include "json/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

enum { WRITE_DEPTH = 128 }; /* our own results; far above any that is wanted */

void json_write_integer(struct str_buf *to, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0U - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10U);
        rest /= 10U;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    str_buf_add_bytes(to, digits + at, sizeof digits - at);
}

/*
 * The common case, a number with few decimals, without the cost of printf: when whole /
 * 10^k gives the very double, then the decimal number whole / 10^k reads back as it
 * (division rounds correctly, and both operands are exact).
 */
static bool write_short_decimal(struct str_buf *to, double value)
{
    static const double scales[] = {10.0, 100.0, 1000.0, 1e4, 1e5, 1e6};
    double size = fabs(value);
    if (!(size < 1e9)) {
        return false;
    }
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        double whole = nearbyint(size * scales[i]);
        if (whole / scales[i] == size) {
            char digits[32];
            size_t at = sizeof digits;
            uint64_t rest = (uint64_t)whole;
            for (size_t n_done = 0; n_done <= i + 1 || rest > 0; n_done++) {
                if (n_done == i + 1) {
                    digits[--at] = '.';
                }
                digits[--at] = (char)('0' + rest % 10U);
                rest /= 10U;
            }
            if (value < 0.0) {
                digits[--at] = '-';
            }
            str_buf_add_bytes(to, digits + at, sizeof digits - at);
            return true;
        }
    }
    return false;
}

void json_write_real(struct str_buf *to, double value)
{
    if (!isfinite(value)) {
        str_buf_add_bytes(to, "null", 4);
        return;
    }
    if (value == 0.0) {
        str_buf_add_bytes(to, "0.0", 3);
        return;
    }
    if (write_short_decimal(to, value)) {
        return;
    }
    char text[40];
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(text, sizeof text, "%.*g", precision, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    str_buf_add(to, text);
    if (strpbrk(text, ".e") == NULL) {
        str_buf_add_bytes(to, ".0",
                          2); /* a real stays a real for those who tell them apart */
    }
}

static void write_escape(struct str_buf *to, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (size_t i = 0; i + 1 < sizeof named; i += 2) {
        if (c == (unsigned char)named[i]) {
            char escape[2] = {'\\', named[i + 1]};
            str_buf_add_bytes(to, escape, 2);
            return;
        }
    }
    char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4U], hex[c & 15U]};
    str_buf_add_bytes(to, escape, 6);
}

/* Valid UTF-8 in quotes. */
static void write_checked_text(struct str_buf *to, const char *text, size_t n_bytes)
{
    str_buf_add_bytes(to, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < n_bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == '"' || c == '\\') {
            str_buf_add_bytes(to, text + from, i - from);
            write_escape(to, c);
            from = i + 1;
        }
    }
    str_buf_add_bytes(to, text + from, n_bytes - from);
    str_buf_add_bytes(to, "\"", 1);
}

void json_write_text(struct str_buf *to, const char *text)
{
    size_t n_bytes = strlen(text);
    if (str_is_utf8(text, n_bytes)) {
        write_checked_text(to, text, n_bytes);
        return;
    }
    struct str_buf ascii = {0};
    for (size_t i = 0; i < n_bytes; i++) {
        str_buf_add_bytes(&ascii, (unsigned char)text[i] < 0x80 ? text + i : "?", 1);
    }
    write_checked_text(to, str_buf_text(&ascii), ascii.length);
    str_buf_release(&ascii);
}

static bool write_value(struct str_buf *to, const json_t *value, int depth);

static bool write_array(struct str_buf *to, const json_t *array, int depth)
{
    size_t n_elements = json_array_size(array);
    str_buf_add_bytes(to, "[", 1);
    for (size_t i = 0; i < n_elements; i++) {
        if (i > 0) {
            str_buf_add_bytes(to, ",", 1);
        }
        if (!write_value(to, json_array_get(array, i), depth + 1)) {
            return false;
        }
    }
    str_buf_add_bytes(to, "]", 1);
    return true;
}

static bool write_object(struct str_buf *to, const json_t *object, int depth)
{
    json_t *members = json_unconst(object);
    bool is_first = true;
    str_buf_add_bytes(to, "{", 1);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        if (!is_first) {
            str_buf_add_bytes(to, ",", 1);
        }
        is_first = false;
        const char *key = json_object_iter_key(at);
        write_checked_text(to, key, strlen(key));
        str_buf_add_bytes(to, ":", 1);
        if (!write_value(to, json_object_iter_value(at), depth + 1)) {
            return false;
        }
    }
    str_buf_add_bytes(to, "}", 1);
    return true;
}

static bool write_value(struct str_buf *to, const json_t *value, int depth)
{
    if (value == NULL || depth > WRITE_DEPTH) {
        return false;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return write_object(to, value, depth);
    case JSON_ARRAY:
        return write_array(to, value, depth);
    case JSON_STRING:
        write_checked_text(to, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        json_write_integer(to, json_integer_value(value));
        break;
    case JSON_REAL:
        json_write_real(to, json_real_value(value));
        break;
    case JSON_TRUE:
        str_buf_add_bytes(to, "true", 4);
        break;
    case JSON_FALSE:
        str_buf_add_bytes(to, "false", 5);
        break;
    case JSON_NULL:
        str_buf_add_bytes(to, "null", 4);
        break;
    }
    return true;
}

bool json_write(struct str_buf *to, const json_t *value)
{
    return write_value(to, value, 0) && !to->is_cut;
}

char *json_to_text(const json_t *value, size_t *ret_n_bytes)
{
    struct str_buf text = {0};
    if (!json_write(&text, value)) {
        str_buf_clear(&text);
        str_buf_add(&text, "null");
    }
    if (ret_n_bytes != NULL) {
        *ret_n_bytes = text.length;
    }
    return str_buf_take(&text);
}
