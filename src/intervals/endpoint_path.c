#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/limits.h"
#include "intervals/endpoints.h"
#include "intervals/parse.h"
#include "json/json.h"
#include "base/banned.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum { MAX_LIST_ITEMS = 64, MAX_TEXT_BYTES = 200, MAX_WORD_BYTES = 64 };

static bool is_type(const struct intervals_parameter *parameter, const char *type)
{
    return strlen(type) == parameter->n_type_bytes &&
           memcmp(type, parameter->type, parameter->n_type_bytes) == 0;
}

static bool is_of(const char *text, const char *allowed, size_t max_bytes)
{
    size_t length = strnlen(text, max_bytes + 1);
    return length > 0 && length <= max_bytes && strspn(text, allowed) == length;
}

static bool is_number(const char *text)
{
    const char *at = text + (*text == '-' ? 1 : 0);
    size_t n_whole = strspn(at, DIGITS);
    at += n_whole;
    size_t n_part = *at == '.' ? strspn(at + 1, DIGITS) : 1;
    at += *at == '.' ? 1 + n_part : 0;
    return n_whole > 0 && n_part > 0 && *at == '\0' && strlen(text) <= 20;
}

static bool is_whole(const char *text)
{
    return is_of(text, DIGITS, 18);
}

static bool is_word(const char *text)
{
    return is_of(text, LETTERS DIGITS "_.-:", MAX_WORD_BYTES) && strstr(text, "..") == NULL;
}

static bool is_date(const char *text)
{
    day_num day = 0;
    return day_parse(text, &day);
}

static bool is_bool(const char *text)
{
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

static bool is_sport(const char *text)
{
    return is_of(text, LETTERS, 40);
}

static bool is_text(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= MAX_TEXT_BYTES && str_is_utf8(text, length);
}

static const struct {
    const char *type;
    const char *words;
    bool (*fits)(const char *text);
    bool is_list;
} types[] = {{"id", "an id (letters, digits, _, -)", intervals_is_id, false},
             {"ids", "a list of ids", intervals_is_id, true},
             {"int", "a whole number from 0", is_whole, false},
             {"ints", "a list of whole numbers", is_whole, true},
             {"number", "a number", is_number, false},
             {"numbers", "a list of numbers", is_number, true},
             {"bool", "true or false", is_bool, false},
             {"date", "a date like 2026-01-31", is_date, false},
             {"sport", "a type of activity, such as Run or Ride", is_sport, false},
             {"word", "one word", is_word, false},
             {"words", "a list of words", is_word, true},
             {"text", "a text of at most 200 bytes", is_text, false}};
enum { N_TYPES = sizeof types / sizeof types[0] };

/* One of "A|B|C", by its whole name. */
static bool is_choice(const struct intervals_parameter *parameter, const char *text)
{
    const char *at = parameter->type;
    const char *end = at + parameter->n_type_bytes;
    while (at < end) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        const char *stop = bar != NULL ? bar : end;
        if (strlen(text) == (size_t)(stop - at) &&
            memcmp(at, text, (size_t)(stop - at)) == 0) {
            return true;
        }
        at = stop + 1;
    }
    return false;
}

static bool value_refuse(const struct intervals_parameter *parameter, const char *words,
                         struct err *err)
{
    return err_set(err, ERR_BAD_ARGUMENT, "Correct it, or leave it out if it may be.",
                   "parameter %s must be %s%.*s", parameter->name, words,
                   words[0] == '\0' || words[strlen(words) - 1] == ' '
                       ? (int)parameter->n_type_bytes
                       : 0,
                   parameter->type);
}

/* A scalar as text in the arena; NULL for lists, objects and null. */
static const char *scalar_text(const json_t *value, struct arena *arena)
{
    if (json_is_string(value)) {
        return arena_text(arena, json_string_value(value));
    }
    if (json_is_boolean(value)) {
        return json_is_true(value) ? "true" : "false";
    }
    if (json_is_integer(value)) {
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    }
    double number = json_is_real(value) ? json_real_value(value) : (double)NAN;
    if (isfinite(number) && number == floor(number) && fabs(number) < 1e15) {
        return arena_printf(arena, "%.0f", number);
    }
    return isfinite(number) ? arena_printf(arena, "%.6f", number) : NULL;
}

static void escape(const char *text, struct str_buf *to)
{
    static const char plain[] = LETTERS DIGITS "_.-:~";
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr(plain, *at) != NULL) {
            str_buf_add_bytes(to, at, 1);
        } else {
            str_buf_printf(to, "%%%02X", (unsigned)(unsigned char)*at);
        }
    }
}

/* A list given as an array, or as one text with commas. */
static bool list_write(const struct intervals_parameter *parameter, size_t i_type,
                       const json_t *value, struct arena *arena, struct str_buf *to,
                       struct err *err)
{
    json_auto_t *items = json_is_array(value) ? json_incref(json_unconst(value)) : NULL;
    const char *text = items == NULL ? scalar_text(value, arena) : NULL;
    for (const char *at = text; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ",");
        items = items != NULL ? items : json_array();
        (void)json_array_append_new(items, json_stringn(at, length));
        at += length + (at[length] == ',' ? 1U : 0U);
    }
    if (json_array_size(items) == 0 || json_array_size(items) > MAX_LIST_ITEMS) {
        return value_refuse(parameter, types[i_type].words, err);
    }
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *item = scalar_text(json_array_get(items, i), arena);
        if (item == NULL || !types[i_type].fits(item)) {
            return value_refuse(parameter, types[i_type].words, err);
        }
        str_buf_add(to, i > 0 ? "," : "");
        escape(item, to);
    }
    return true;
}

/* The checked value, escaped. */
static bool value_write(const struct intervals_parameter *parameter, const json_t *value,
                        struct arena *arena, struct str_buf *to, struct err *err)
{
    size_t i_type = 0;
    while (i_type < N_TYPES && !is_type(parameter, types[i_type].type)) {
        i_type++;
    }
    if (i_type < N_TYPES && types[i_type].is_list) {
        return list_write(parameter, i_type, value, arena, to, err);
    }
    const char *text = scalar_text(value, arena);
    if (i_type == N_TYPES) {
        if (text == NULL || !is_choice(parameter, text)) {
            return value_refuse(parameter, "one of ", err);
        }
    } else if (text == NULL || !types[i_type].fits(text)) {
        return value_refuse(parameter, types[i_type].words, err);
    }
    escape(text, to);
    return true;
}

/* Every name that was given is a parameter. */
static bool names_check(const struct intervals_endpoint *endpoint, const json_t *parameters,
                        struct err *err)
{
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(json_unconst(parameters), name, value)
    {
        struct intervals_parameter known;
        struct intervals_parameter nearest = {.name = ""};
        bool is_known = false;
        for (size_t i = 0; intervals_parameter_at(endpoint, i, &known); i++) {
            is_known = is_known || strcmp(known.name, name) == 0;
            if (nearest.name[0] == '\0' || str_edit_distance(name, known.name) <
                                               str_edit_distance(name, nearest.name)) {
                nearest = known;
            }
        }
        if (!is_known) {
            char hint[256];
            if (nearest.name[0] != '\0') {
                (void)snprintf(hint, sizeof hint, "Did you mean %s? All parameters: %.150s",
                               nearest.name, endpoint->parameters);
            } else {
                str_copy(hint, sizeof hint, "It takes no parameters: leave them out.");
            }
            return err_set(err, ERR_BAD_ARGUMENT, hint,
                           "operation %s knows no parameter \"%.40s\"", endpoint->name,
                           name);
        }
    }
    return true;
}

static const json_t *given(const json_t *parameters, const char *name)
{
    const json_t *value = json_object_get(parameters, name);
    return json_is_null(value) ? NULL : value;
}

static bool in_path(const struct intervals_endpoint *endpoint, const char *name)
{
    char braces[INTERVALS_PARAMETER_NAME_SIZE + 2];
    (void)snprintf(braces, sizeof braces, "{%s}", name);
    return strstr(endpoint->path, braces) != NULL;
}

static bool parameter_find(const struct intervals_endpoint *endpoint, const char *name,
                           size_t n_name, struct intervals_parameter *ret)
{
    for (size_t i = 0; intervals_parameter_at(endpoint, i, ret); i++) {
        if (strlen(ret->name) == n_name && memcmp(ret->name, name, n_name) == 0) {
            return true;
        }
    }
    return false;
}

/* The path's own part, its braces filled; required ones were checked to be there. */
static bool segments_write(const struct intervals_endpoint *endpoint,
                           const char *athlete_id, const json_t *parameters,
                           struct arena *arena, struct str_buf *to, struct err *err)
{
    for (const char *at = endpoint->path; *at != '\0';) {
        struct intervals_parameter parameter;
        size_t n_plain = strcspn(at, "{");
        str_buf_add_bytes(to, at, n_plain);
        at += n_plain;
        if (*at == '\0') {
            break;
        }
        size_t n_name = strcspn(++at, "}");
        if (parameter_find(endpoint, at, n_name, &parameter)) {
            if (!value_write(&parameter, given(parameters, parameter.name), arena, to,
                             err)) {
                return false;
            }
        } else {
            str_buf_add(to, athlete_id); /* {athlete} */
        }
        at += n_name + 1;
    }
    return true;
}

static bool query_write(const struct intervals_endpoint *endpoint, const json_t *parameters,
                        struct arena *arena, struct str_buf *to, struct err *err)
{
    struct intervals_parameter parameter;
    bool is_first = true;
    for (size_t i = 0; intervals_parameter_at(endpoint, i, &parameter); i++) {
        const json_t *value = given(parameters, parameter.name);
        if (value == NULL || in_path(endpoint, parameter.name)) {
            continue;
        }
        str_buf_printf(to, "%s%s=", is_first ? "?" : "&", parameter.name);
        is_first = false;
        if (!value_write(&parameter, value, arena, to, err)) {
            return false;
        }
    }
    return true;
}

static bool required_check(const struct intervals_endpoint *endpoint,
                           const json_t *parameters, struct err *err)
{
    struct intervals_parameter parameter;
    for (size_t i = 0; intervals_parameter_at(endpoint, i, &parameter); i++) {
        if (parameter.is_required && given(parameters, parameter.name) == NULL) {
            char hint[256];
            (void)snprintf(hint, sizeof hint, "Parameters (! = required): %.200s",
                           endpoint->parameters);
            return err_set(err, ERR_BAD_ARGUMENT, hint, "operation %s needs parameter %s",
                           endpoint->name, parameter.name);
        }
    }
    return true;
}

bool intervals_path_make(const struct intervals_endpoint *endpoint, const char *athlete_id,
                         const json_t *parameters, struct arena *arena,
                         const char **ret_path, struct err *err)
{
    struct str_buf path = {.max_bytes = INTERVALS_MAX_PATH_BYTES};
    if (endpoint->refusal != NULL) {
        return err_set(err, ERR_BAD_ARGUMENT, "Other operations: soleus://operations.",
                       "%s cannot be asked for: %s", endpoint->name, endpoint->refusal);
    }
    bool is_good = names_check(endpoint, parameters, err) &&
                   required_check(endpoint, parameters, err) &&
                   segments_write(endpoint, athlete_id, parameters, arena, &path, err) &&
                   query_write(endpoint, parameters, arena, &path, err);
    if (is_good &&
        (path.is_cut || !intervals_path_is_safe(str_buf_text(&path), athlete_id))) {
        is_good = err_set(err, ERR_BAD_ARGUMENT, "Ask for less at once.",
                          "the parameters of %s are too long or no path", endpoint->name);
    }
    if (is_good) {
        *ret_path = arena_text(arena, str_buf_text(&path));
    }
    str_buf_release(&path);
    return is_good;
}

bool intervals_path_is_safe(const char *path, const char *athlete_id)
{
    char own[LIMIT_ID_BYTES + 16];
    size_t length = strlen(path);
    (void)snprintf(own, sizeof own, "athlete/%s", athlete_id);
    size_t n_own = strlen(own);
    bool is_own = strncmp(path, own, n_own) == 0 && strchr("/?", path[n_own]) != NULL;
    bool is_known = is_own || strncmp(path, "activity/", strlen("activity/")) == 0 ||
                    strcmp(path, "pace_distances") == 0;
    return intervals_is_id(athlete_id) && is_known && length <= INTERVALS_MAX_PATH_BYTES &&
           strspn(path, LETTERS DIGITS "_.-:~,%/?&=") == length &&
           strstr(path, "..") == NULL && strstr(path, "//") == NULL;
}

bool intervals_path_value(const char *path, const char *name, char *ret, size_t size)
{
    const char *at = strchr(path, '?');
    size_t n_name = strlen(name);
    while (at != NULL) {
        at++;
        if (strncmp(at, name, n_name) == 0 && at[n_name] == '=') {
            size_t length = strcspn(at + n_name + 1, "&");
            if (length >= size) {
                return false;
            }
            memcpy(ret, at + n_name + 1, length);
            ret[length] = '\0';
            return true;
        }
        at = strchr(at, '&');
    }
    return false;
}
