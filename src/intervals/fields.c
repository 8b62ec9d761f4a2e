#include "intervals/fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "intervals/parse.h"
#include "base/limits.h"
#include "base/banned.h"

/* Larger numbers mean nothing in any unit used here and would only spoil sums. */
static const double ABSURD = 1e12;

void intervals__bad_add(struct intervals__bad *bad, const char *key)
{
    bad->names.max_bytes = 240;
    if (bad->names.length > 0) {
        str_buf_add(&bad->names, ",");
    }
    str_buf_add(&bad->names, key);
}

const char *intervals__bad_take(struct intervals__bad *bad, struct arena *arena)
{
    const char *names = NULL;
    if (bad->names.length > 0) {
        names = arena_text(arena, str_buf_text(&bad->names));
    }
    str_buf_release(&bad->names);
    return names;
}

void intervals__numbers_read(const json_t *object, const struct intervals__number table[],
                             size_t n_rows, void *to, struct intervals__bad *bad)
{
    for (size_t i = 0; i < n_rows; i++) {
        const json_t *member = json_object_get(object, table[i].key);
        if (member == NULL || json_is_null(member)) {
            continue;
        }
        double value = json_is_number(member) ? json_number_value(member) : (double)NAN;
        bool is_good = isfinite(value) && fabs(value) < ABSURD &&
                       (table[i].sign == ANY_SIGN || value >= 0);
        if (is_good) {
            *(double *)((char *)to + table[i].offset) = value;
        } else {
            intervals__bad_add(bad, table[i].key);
        }
    }
}

const char *intervals__text(const json_t *object, const char *key, size_t max_bytes,
                            struct arena *arena, struct intervals__bad *bad)
{
    const json_t *member = json_object_get(object, key);
    if (member == NULL || json_is_null(member)) {
        return NULL;
    }
    if (!json_is_string(member)) {
        intervals__bad_add(bad, key);
        return NULL;
    }
    const char *text = json_string_value(member);
    if (*text == '\0') {
        return NULL;
    }
    size_t length = strnlen(text, max_bytes);
    char *copy = arena_alloc(arena, length + 1, 1);
    str_copy(copy, length + 1, text);
    return copy;
}

bool intervals_is_id(const char *text)
{
    size_t length = strnlen(text, LIMIT_ID_BYTES);
    if (length == 0 || length >= LIMIT_ID_BYTES) {
        return false;
    }
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:";
    return strspn(text, allowed) == length;
}

const char *intervals__id(const json_t *object, const char *key, struct arena *arena)
{
    const json_t *member = json_object_get(object, key);
    if (json_is_integer(member) && json_integer_value(member) >= 0) {
        return arena_printf(arena, "%lld", (long long)json_integer_value(member));
    }
    if (json_is_string(member) && intervals_is_id(json_string_value(member))) {
        return arena_text(arena, json_string_value(member));
    }
    return NULL;
}

size_t intervals__number_array(const json_t *object, const char *key, double out[],
                               size_t max)
{
    const json_t *array = json_object_get(object, key);
    size_t n_values = json_is_array(array) ? json_array_size(array) : 0;
    n_values = n_values > max ? max : n_values;
    for (size_t i = 0; i < n_values; i++) {
        const json_t *element = json_array_get(array, i);
        out[i] = json_is_number(element) ? json_number_value(element) : (double)NAN;
    }
    return n_values;
}
