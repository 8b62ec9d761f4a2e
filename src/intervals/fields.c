#include "intervals/fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "intervals/parse.h"
#include "base/limits.h"
#include "base/banned.h"

/* Larger numbers mean nothing in any unit used here and would only spoil sums. */
static const double ABSURD = 1e12;

static bool has_name(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; *at != '\0';) {
        size_t n_word = strcspn(at, ",");
        if (n_word == length && memcmp(at, name, length) == 0) {
            return true;
        }
        at += n_word + (at[n_word] == ',' ? 1U : 0U);
    }
    return false;
}

void intervals__bad_add(struct intervals__bad *bad, const char *key)
{
    if (has_name(str_buf_text(&bad->names), key)) {
        return;
    }
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

/* What can be computed with: not infinite, not absurd, of the right sign. */
static bool is_usable(double value, enum intervals__sign sign)
{
    return fabs(value) < ABSURD && (sign == ANY_SIGN || value >= 0); /* NAN is neither */
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
        if (is_usable(value, table[i].sign)) {
            *(double *)((char *)to + table[i].offset) = value;
        } else {
            intervals__bad_add(bad, table[i].key);
        }
    }
}

bool intervals__flag(const json_t *object, const char *key, struct intervals__bad *bad)
{
    const json_t *member = json_object_get(object, key);
    if (member != NULL && !json_is_null(member) && !json_is_boolean(member)) {
        intervals__bad_add(bad, key);
    }
    return json_is_true(member);
}

double intervals__amount(const json_t *element, const char *key, struct intervals__bad *bad)
{
    double value = json_is_number(element) ? json_number_value(element) : (double)NAN;
    if (is_usable(value, NOT_NEGATIVE)) {
        return value;
    }
    if (element != NULL && !json_is_null(element)) {
        intervals__bad_add(bad, key);
    }
    return (double)NAN;
}

const json_t *intervals__array(const json_t *object, const char *key,
                               struct intervals__bad *bad)
{
    const json_t *member = json_object_get(object, key);
    if (json_is_array(member)) {
        return member;
    }
    if (member != NULL && !json_is_null(member)) {
        intervals__bad_add(bad, key);
    }
    return NULL;
}

size_t intervals__amounts(const json_t *object, const char *key, double out[], size_t max,
                          struct intervals__bad *bad)
{
    const json_t *array = intervals__array(object, key, bad);
    size_t n_values = json_array_size(array) < max ? json_array_size(array) : max;
    for (size_t i = 0; i < n_values; i++) {
        out[i] = intervals__amount(json_array_get(array, i), key, bad);
    }
    return n_values;
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

int64_t intervals__start_s(const json_t *object, struct intervals__bad *bad)
{
    static const char key[] = "start_date_local";
    const char *start = json_string_value(json_object_get(object, key));
    int64_t wall_s = MODEL_NO_TIME;
    day_num same_day = 0;
    bool has_offset = false;
    int offset_s = 0;
    if (start == NULL || day_parse(start, &same_day)) {
        return MODEL_NO_TIME;
    }
    if (!civil_parse_time(start, &wall_s, &has_offset, &offset_s)) {
        intervals__bad_add(bad, key);
        return MODEL_NO_TIME;
    }
    return wall_s;
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
