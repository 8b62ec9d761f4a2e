#include "json/json.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "base/banned.h"

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

/* Commas and openings; more is not looked at. */
static size_t count_separators(const char *text, size_t n_bytes, size_t max_separators)
{
    size_t n_separators = 0;
    bool is_in_string = false;
    for (size_t i = 0; i < n_bytes && n_separators <= max_separators; i++) {
        char c = text[i];
        if (is_in_string && c == '\\') {
            i++;
        } else if (c == '"') {
            is_in_string = !is_in_string;
        } else if (!is_in_string && (c == ',' || c == '[' || c == '{')) {
            n_separators++;
        }
    }
    return n_separators;
}

bool json_values_are_within(const char *text, size_t n_bytes, size_t max_values)
{
    size_t n_marks = 0; /* in strings too: quick, and enough for nearly every text */
    for (size_t i = 0; i < n_bytes; i++) {
        char c = text[i];
        n_marks += (size_t)((c == ',') | (c == '[') | (c == '{'));
    }
    return n_marks < max_values || count_separators(text, n_bytes, max_values) < max_values;
}

/*
 * jansson's reason without what it quotes of the text ("... near 'xyz'"): the text may be
 * private.
 */
static void reason_without_quote(const json_error_t *error, char *to, size_t size)
{
    if (json_error_code(error) == json_error_null_character ||
        json_error_code(error) == json_error_null_byte_in_key) {
        str_copy(to, size, "a zero character in a string is not accepted");
        return;
    }
    str_copy(to, size, error->text);
    char *quote = strstr(to, " near ");
    if (quote != NULL) {
        *quote = '\0';
    }
}

static bool fail_parse(const json_error_t *error, struct err *err)
{
    char reason[JSON_ERROR_TEXT_LENGTH];
    reason_without_quote(error, reason, sizeof reason);
    return err_set(err, ERR_BAD_ARGUMENT, NULL, "not valid JSON at byte %d: %s",
                   error->position > 0 ? error->position : 0, reason);
}

static bool check_text(const char *text, size_t n_bytes, struct err *err)
{
    if (n_bytes > INT_MAX) { /* jansson counts positions in int */
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "the JSON text is %zu bytes long, too long", n_bytes);
    }
    /* jansson passes over one that follows a number. */
    if (n_bytes > 0 && memchr(text, '\0', n_bytes) != NULL) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "not valid JSON: there is a zero byte in it");
    }
    if (!json_depth_is_within(text, n_bytes, LIMIT_JSON_DEPTH)) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "the JSON text is nested deeper than %d levels", LIMIT_JSON_DEPTH);
    }
    return true;
}

bool json_parse(const char *text, size_t n_bytes, json_t **ret_value, struct err *err)
{
    if (!check_text(text, n_bytes, err)) {
        return false;
    }
    json_error_t error;
    json_t *value =
        json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (value == NULL) {
        return fail_parse(&error, err);
    }
    *ret_value = value;
    return true;
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
