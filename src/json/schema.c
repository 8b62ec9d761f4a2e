#include "json/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/limits.h"
#include "base/str.h"
#include "json/pattern.h"
#include "json/schema_fail.h"
#include "base/banned.h"

static bool check_value(struct json__check *check, const json_t *schema,
                        const json_t *value, const struct json__place *place);

static bool is_whole(const json_t *value)
{
    return json_is_integer(value) ||
           (json_is_real(value) && json_real_value(value) == floor(json_real_value(value)));
}

static bool has_type(const json_t *value, const char *type)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return strcmp(type, "object") == 0;
    case JSON_ARRAY:
        return strcmp(type, "array") == 0;
    case JSON_STRING:
        return strcmp(type, "string") == 0;
    case JSON_INTEGER:
    case JSON_REAL:
        return strcmp(type, "number") == 0 ||
               (strcmp(type, "integer") == 0 && is_whole(value));
    case JSON_TRUE:
    case JSON_FALSE:
        return strcmp(type, "boolean") == 0;
    case JSON_NULL:
        break;
    }
    return strcmp(type, "null") == 0;
}

/* True when the schema names no type. */
static bool fits_type(const json_t *schema, const json_t *value)
{
    const json_t *type = json_object_get(schema, "type");
    if (type == NULL) {
        return true;
    }
    if (json_is_string(type)) {
        return has_type(value, json_string_value(type));
    }
    for (size_t i = 0; i < json_array_size(type); i++) {
        if (has_type(value, json_string_value(json_array_get(type, i)))) {
            return true;
        }
    }
    return false;
}

/* 5 and 5.0 are the same number in JSON. */
static bool is_same(const json_t *a, const json_t *b)
{
    if (json_is_number(a) && json_is_number(b) && json_typeof(a) != json_typeof(b)) {
        return json_number_value(a) == json_number_value(b);
    }
    return json_equal(a, b) != 0;
}

static bool is_one_of(const json_t *values, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(values); i++) {
        if (is_same(json_array_get(values, i), value)) {
            return true;
        }
    }
    return false;
}

static bool check_number(struct json__check *check, const json_t *schema,
                         const json_t *value, const struct json__place *place)
{
    double number = json_number_value(value);
    const json_t *low = json_object_get(schema, "minimum");
    const json_t *high = json_object_get(schema, "maximum");
    const json_t *above = json_object_get(schema, "exclusiveMinimum");
    const json_t *below = json_object_get(schema, "exclusiveMaximum");
    if ((low != NULL && number < json_number_value(low)) ||
        (high != NULL && number > json_number_value(high)) ||
        (above != NULL && number <= json_number_value(above)) ||
        (below != NULL && number >= json_number_value(below))) {
        char range[JSON_KIND_SIZE];
        return json__fail(check, place, value, NULL, json__range_text(schema, range));
    }
    json_int_t step = json_integer_value(json_object_get(schema, "multipleOf"));
    if (step > 0 && fmod(number, (double)step) != 0.0) {
        char what[JSON_KIND_SIZE];
        (void)snprintf(what, sizeof what, "a multiple of %lld", (long long)step);
        return json__fail(check, place, value, NULL, what);
    }
    return true;
}

static size_t count_code_points(const char *text, size_t n_bytes)
{
    size_t n_code_points = 0;
    for (size_t i = 0; i < n_bytes; i++) {
        n_code_points += ((unsigned char)text[i] & 0xC0U) != 0x80U ? 1U : 0U;
    }
    return n_code_points;
}

static bool fits_format(const char *format, const char *text)
{
    if (strcmp(format, "date") == 0) {
        day_num day = 0;
        return day_parse(text, &day);
    }
    int64_t wall_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    return civil_parse_time(text, &wall_s, &has_offset, &offset_s) && has_offset;
}

static bool fits_bounds(const json_t *schema, const char *least, const char *most,
                        size_t count)
{
    const json_t *low = json_object_get(schema, least);
    const json_t *high = json_object_get(schema, most);
    return (low == NULL || count >= (size_t)json_integer_value(low)) &&
           (high == NULL || count <= (size_t)json_integer_value(high));
}

static bool check_text(struct json__check *check, const json_t *schema, const json_t *value,
                       const struct json__place *place)
{
    static const char *const words[4] = {"minLength", "maxLength", "text", "characters"};
    const char *text = json_string_value(value);
    size_t length = count_code_points(text, json_string_length(value));
    if (!fits_bounds(schema, words[0], words[1], length)) {
        return json__fail_bounds(check, schema, value, place, words);
    }
    const char *format = json_get_text(schema, "format");
    if (format != NULL && !fits_format(format, text)) {
        char kind[JSON_KIND_SIZE];
        return json__fail(check, place, value, NULL, json__kind_text(schema, kind));
    }
    const char *pattern = json_get_text(schema, "pattern");
    if (pattern != NULL && !json__pattern_matches(pattern, text)) {
        char what[JSON_KIND_SIZE];
        (void)snprintf(what, sizeof what, "text that matches %.90s", pattern);
        return json__fail(check, place, value, NULL, what);
    }
    return true;
}

/* The index of the first element that equals an earlier one; 0 when there is none. */
static size_t first_repeated(const json_t *array)
{
    for (size_t i = 1; i < json_array_size(array); i++) {
        for (size_t j = 0; j < i; j++) {
            if (is_same(json_array_get(array, i), json_array_get(array, j))) {
                return i;
            }
        }
    }
    return 0;
}

static bool check_array(struct json__check *check, const json_t *schema,
                        const json_t *array, const struct json__place *place)
{
    static const char *const words[4] = {"minItems", "maxItems", "a list", "elements"};
    const json_t *items = json_object_get(schema, "items");
    if (!fits_bounds(schema, words[0], words[1], json_array_size(array))) {
        return json__fail_bounds(check, schema, array, place, words);
    }
    if (json_is_true(json_object_get(schema, "uniqueItems"))) {
        size_t i_repeated = first_repeated(array);
        if (i_repeated > 0) {
            struct json__place inner = {.parent = place, .index = i_repeated};
            return json__fail(check, &inner, json_array_get(array, i_repeated), NULL,
                              "different from the elements before it");
        }
    }
    for (size_t i = 0; items != NULL && i < json_array_size(array); i++) {
        struct json__place inner = {.parent = place, .index = i};
        if (!check_value(check, items, json_array_get(array, i), &inner)) {
            return false;
        }
    }
    return true;
}

static bool check_members(struct json__check *check, const json_t *schema,
                          const json_t *object, const struct json__place *place)
{
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *others = json_object_get(schema, "additionalProperties");
    json_t *members = json_unconst(object);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        const char *name = json_object_iter_key(at);
        const json_t *inner_schema = json_object_get(properties, name);
        if (inner_schema == NULL) {
            if (json_is_false(others)) {
                return json__fail_unknown(check, properties, name, place);
            }
            inner_schema = json_is_object(others) ? others : NULL;
        }
        struct json__place inner = {.parent = place, .key = name};
        if (inner_schema != NULL &&
            !check_value(check, inner_schema, json_object_iter_value(at), &inner)) {
            return false;
        }
    }
    return true;
}

static bool check_object(struct json__check *check, const json_t *schema,
                         const json_t *object, const struct json__place *place)
{
    static const char *const words[4] = {"minProperties", "maxProperties", "an object",
                                         "members"};
    if (!check_members(check, schema, object, place)) {
        return false;
    }
    const json_t *required = json_object_get(schema, "required");
    for (size_t i = 0; i < json_array_size(required); i++) {
        if (json_object_get(object, json_string_value(json_array_get(required, i))) ==
            NULL) {
            return json__fail_missing(check, schema, object, place);
        }
    }
    if (!fits_bounds(schema, words[0], words[1], json_object_size(object))) {
        return json__fail_bounds(check, schema, object, place, words);
    }
    return true;
}

/*
 * What all branches are about: with key "const" the values they stand for, with key
 * "required" the one name that each asks for. NULL when they are not all of that kind. New
 * reference.
 */
static json_t *choices_of(const json_t *branches, const char *key)
{
    json_t *choices = json_array();
    for (size_t i = 0; i < json_array_size(branches); i++) {
        const json_t *branch = json_array_get(branches, i);
        json_t *choice = json_object_get(branch, key);
        if (strcmp(key, "required") == 0) {
            bool is_only_that =
                json_object_size(branch) == 1 && json_array_size(choice) == 1;
            choice = is_only_that ? json_array_get(choice, 0) : NULL;
        }
        if (choice == NULL) {
            json_decref(choices);
            return NULL;
        }
        (void)json_array_append(choices, choice);
    }
    return choices;
}

/* The branch whose words fit best: the first whose type is the value's, else the first. */
static bool fail_branches(struct json__check *check, const json_t *branches,
                          const json_t *value, const struct json__place *place)
{
    json_auto_t *values = choices_of(branches, "const");
    if (values != NULL) {
        return json__fail_choice(check, values, value, place);
    }
    json_auto_t *names = choices_of(branches, "required");
    if (names != NULL) {
        struct json__list list = {0};
        char where[JSON_PLACE_SIZE];
        for (size_t i = 0; i < json_array_size(names); i++) {
            json__list_add(&list, json_string_value(json_array_get(names, i)), true);
        }
        return err_set(check->err, ERR_BAD_ARGUMENT, "Give one of them.",
                       "%s must have one of %s",
                       json__place_text(place, check->root_name, where), list.text);
    }
    struct json__list kinds = {0};
    for (size_t i = 0; i < json_array_size(branches); i++) {
        const json_t *branch = json_array_get(branches, i);
        char kind[JSON_KIND_SIZE];
        if (fits_type(branch, value)) {
            return check_value(check, branch, value, place);
        }
        json__list_add(&kinds, json__kind_text(branch, kind), false);
    }
    return json__fail(check, place, value, NULL, kinds.text);
}

static size_t count_fitting(struct json__check *check, const json_t *branches,
                            const json_t *value, const struct json__place *place)
{
    struct json__check silent = *check;
    silent.err = NULL;
    size_t n_fitting = 0;
    for (size_t i = 0; i < json_array_size(branches); i++) {
        n_fitting +=
            check_value(&silent, json_array_get(branches, i), value, place) ? 1U : 0U;
    }
    return n_fitting;
}

static bool check_branches(struct json__check *check, const json_t *schema,
                           const json_t *value, const struct json__place *place)
{
    const json_t *any = json_object_get(schema, "anyOf");
    if (any != NULL && count_fitting(check, any, value, place) == 0) {
        return fail_branches(check, any, value, place);
    }
    const json_t *one = json_object_get(schema, "oneOf");
    size_t n_fitting = one != NULL ? count_fitting(check, one, value, place) : 1;
    if (n_fitting == 0) {
        return fail_branches(check, one, value, place);
    }
    return n_fitting == 1 || json__fail(check, place, value, "Give only one of them.",
                                        "of one of its allowed forms, not of several");
}

static bool check_by_type(struct json__check *check, const json_t *schema,
                          const json_t *value, const struct json__place *place)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return check_object(check, schema, value, place);
    case JSON_ARRAY:
        return check_array(check, schema, value, place);
    case JSON_STRING:
        return check_text(check, schema, value, place);
    case JSON_INTEGER:
    case JSON_REAL:
        return check_number(check, schema, value, place);
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        break;
    }
    return true;
}

static bool check_value(struct json__check *check, const json_t *schema,
                        const json_t *value, const struct json__place *place)
{
    /* A value's depth is limited when it is parsed, a schema's when the program is built.
     */
    if (++check->depth > 4 * LIMIT_JSON_DEPTH) {
        return err_set(check->err, ERR_BAD_ARGUMENT, NULL,
                       "the value is nested too deeply");
    }
    const json_t *allowed = json_object_get(schema, "enum");
    const json_t *only = json_object_get(schema, "const");
    bool fits = true;
    if (!fits_type(schema, value)) {
        char kind[JSON_KIND_SIZE];
        if (allowed != NULL) {
            fits = json__fail_choice(check, allowed, value, place);
        } else {
            fits = json__fail(check, place, value, NULL, json__kind_text(schema, kind));
        }
    } else if (allowed != NULL && !is_one_of(allowed, value)) {
        fits = json__fail_choice(check, allowed, value, place);
    } else if (only != NULL && !is_same(only, value)) {
        char shown[JSON_VALUE_SIZE];
        fits = json__fail(check, place, value, NULL, json__value_text(only, shown));
    } else {
        fits = check_by_type(check, schema, value, place) &&
               check_branches(check, schema, value, place);
    }
    check->depth--;
    return fits;
}

bool schema_check(const json_t *schema, const json_t *value, const char *root_name,
                  struct err *err)
{
    struct json__check check = {.root_name = root_name, .err = err};
    const struct json__place root = {.parent = NULL};
    return check_value(&check, schema, value, &root);
}
