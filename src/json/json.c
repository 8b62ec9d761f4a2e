#include "json/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/parse.h"
#include "base/banned.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool json_depth_is_within(const char *text, size_t n_bytes, size_t max_depth)
{
    size_t depth = 0;
    bool is_in_string = false;
    for (size_t i = 0; i < n_bytes; i++) {
        char c = text[i];
        if (is_in_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                is_in_string = false;
            }
        } else if (c == '"') {
            is_in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > max_depth) {
                return false;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return true;
}

static bool fail_parse(enum err_code code, const char *problem, size_t at, struct err *err)
{
    return err_set(err, code, NULL, "not valid JSON at byte %zu: %s", at, problem);
}

static size_t skip_space(const char *text, size_t n_bytes, size_t at)
{
    while (at < n_bytes && is_space(text[at])) {
        at++;
    }
    return at;
}

bool json_parse(const char *text, size_t n_bytes, json_t **ret_value, struct err *err)
{
    const char *problem = NULL;
    size_t at = 0;
    json_auto_t *value = json__value_read(text, n_bytes, &at, 0, &problem);
    if (value == NULL) {
        return fail_parse(ERR_BAD_ARGUMENT, problem, at, err);
    }
    at = skip_space(text, n_bytes, at);
    if (at < n_bytes) {
        return fail_parse(ERR_BAD_ARGUMENT, "there is more text after the value", at, err);
    }
    *ret_value = json_incref(value);
    return true;
}

/* What follows an element: 1 another element (*at moved to it), 0 the end of the array, -1
 * neither. */
static int walk_on(const char *text, size_t n_bytes, size_t *at)
{
    *at = skip_space(text, n_bytes, *at);
    if (*at >= n_bytes || (text[*at] != ',' && text[*at] != ']')) {
        return -1;
    }
    bool has_more = text[(*at)++] == ',';
    *at = skip_space(text, n_bytes, *at);
    return has_more ? 1 : 0;
}

bool json_array_walk(const char *text, size_t n_bytes,
                     bool (*each)(void *user, const json_t *element, const char *raw,
                                  size_t n_raw_bytes),
                     void *user, struct err *err)
{
    size_t at = skip_space(text, n_bytes, 0);
    if (at >= n_bytes || text[at] != '[') {
        return fail_parse(ERR_UPSTREAM, "a list was expected", at, err);
    }
    at = skip_space(text, n_bytes, at + 1);
    int next = 1;
    if (at < n_bytes && text[at] == ']') {
        at++;
        next = 0;
    }
    while (next == 1) {
        const char *problem = NULL;
        size_t from = at;
        json_auto_t *element = json__value_read(text, n_bytes, &at, 1, &problem);
        if (element == NULL) {
            return fail_parse(ERR_UPSTREAM, problem, at, err);
        }
        if (!each(user, element, text + from, at - from)) {
            return true;
        }
        next = walk_on(text, n_bytes, &at);
    }
    if (next < 0) {
        return fail_parse(ERR_UPSTREAM, "a comma or ']' was expected", at, err);
    }
    at = skip_space(text, n_bytes, at);
    return at == n_bytes ||
           fail_parse(ERR_UPSTREAM, "there is more text after the list", at, err);
}

json_t *json_number_or_null(double value, int decimals)
{
    static const double scales[] = {1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    static const double max_exact = 9007199254740992.0; /* 2^53: no fraction beyond it */
    if (!isfinite(value)) {
        return json_null();
    }
    int i_scale = decimals < 0 ? 0 : (decimals > 9 ? 9 : decimals);
    double rounded = value;
    if (fabs(value) < max_exact / scales[i_scale]) {
        rounded = round(value * scales[i_scale]) / scales[i_scale];
    }
    if (rounded == 0.0) {
        rounded = 0.0; /* a negative zero becomes zero */
    }
    if (i_scale == 0 && fabs(rounded) <= max_exact) {
        return json_integer((json_int_t)rounded);
    }
    return json_real(rounded);
}

json_t *json_text_or_null(const char *text)
{
    json_t *value =
        text != NULL ? json_string(text) : NULL; /* NULL also for invalid UTF-8 */
    return value != NULL ? value : json_null();
}

json_t *json_integer_or_null(int64_t value, bool is_known)
{
    return is_known ? json_integer(value) : json_null();
}

const char *json_get_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

double json_get_number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

bool json_get_bool(const json_t *object, const char *key, bool fallback)
{
    const json_t *value = json_object_get(object, key);
    return json_is_boolean(value) ? json_is_true(value) : fallback;
}

int64_t json_get_integer(const json_t *object, const char *key, int64_t fallback)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_real(value)) {
        double number = json_real_value(value);
        if (number == floor(number) && fabs(number) < 9007199254740992.0) {
            return (int64_t)number;
        }
    }
    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

/* The integer that is the same number, NULL when there is none. */
static json_t *integer_of_real(const json_t *value)
{
    double number = json_is_real(value) ? json_real_value(value) : (double)NAN;
    if (number == floor(number) && fabs(number) < 9007199254740992.0) {
        return json_integer((json_int_t)number);
    }
    return NULL;
}

void json_settle_integers(json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++) {
        json_t *element = json_array_get(value, i);
        json_t *integer = integer_of_real(element);
        if (integer != NULL) {
            (void)json_array_set_new(value, i, integer);
        } else {
            json_settle_integers(element);
        }
    }
    for (void *at = json_object_iter(value); at != NULL;
         at = json_object_iter_next(value, at)) {
        json_t *integer = integer_of_real(json_object_iter_value(at));
        if (integer != NULL) {
            (void)json_object_iter_set_new(value, at, integer);
        } else {
            json_settle_integers(json_object_iter_value(at));
        }
    }
}
