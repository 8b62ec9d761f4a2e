/* Is every keyword of a schema one that schema.c checks, or one that says nothing of
 * arguments? */
#include "json/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "json/pattern.h"
#include "base/banned.h"

enum { PATH_SIZE = 160, UNIQUE_ITEMS_MAX = 1024 };

enum value_kind {
    KIND_ANY,
    KIND_TEXT,
    KIND_BOOLEAN,
    KIND_NUMBER,
    KIND_WHOLE_ABOVE_ZERO,
    KIND_COUNT,
    KIND_TYPES,
    KIND_VALUES,
    KIND_LIST,
    KIND_NAMES,
    KIND_PATTERN,
    KIND_FORMAT,
    KIND_SCHEMA,
    KIND_SCHEMA_OR_BOOLEAN,
    KIND_SCHEMAS,
    KIND_SCHEMA_MAP
};

struct keyword {
    const char *name;
    enum value_kind kind;
};

static const struct keyword keywords[] = {
    {"type", KIND_TYPES},
    {"enum", KIND_VALUES},
    {"const", KIND_ANY},
    {"minimum", KIND_NUMBER},
    {"maximum", KIND_NUMBER},
    {"exclusiveMinimum", KIND_NUMBER},
    {"exclusiveMaximum", KIND_NUMBER},
    {"multipleOf", KIND_WHOLE_ABOVE_ZERO},
    {"minLength", KIND_COUNT},
    {"maxLength", KIND_COUNT},
    {"pattern", KIND_PATTERN},
    {"format", KIND_FORMAT},
    {"items", KIND_SCHEMA},
    {"minItems", KIND_COUNT},
    {"maxItems", KIND_COUNT},
    {"uniqueItems", KIND_BOOLEAN},
    {"properties", KIND_SCHEMA_MAP},
    {"required", KIND_NAMES},
    {"additionalProperties", KIND_SCHEMA_OR_BOOLEAN},
    {"minProperties", KIND_COUNT},
    {"maxProperties", KIND_COUNT},
    {"anyOf", KIND_SCHEMAS},
    {"oneOf", KIND_SCHEMAS},
    {"title", KIND_TEXT},
    {"description", KIND_TEXT},
    {"default", KIND_ANY},
    {"examples", KIND_LIST},
    {"$schema", KIND_TEXT},
    {"$comment", KIND_TEXT},
    {"deprecated", KIND_BOOLEAN},
    {"x-mcp-header", KIND_TEXT},
};

static const struct keyword *keyword_find(const char *name)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (strcmp(keywords[i].name, name) == 0) {
            return &keywords[i];
        }
    }
    return NULL;
}

static bool is_type_name(const json_t *value)
{
    static const char *const names[] = {"null",   "boolean", "integer", "number",
                                        "string", "array",   "object"};
    const char *text = json_string_value(value);
    for (size_t i = 0; text != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static bool are_all(const json_t *array, bool (*is_right)(const json_t *))
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (!is_right(json_array_get(array, i))) {
            return false;
        }
    }
    return json_array_size(array) > 0;
}

static bool is_text(const json_t *value)
{
    return json_is_string(value);
}

static bool is_known_format(const json_t *value)
{
    const char *text = json_string_value(value);
    return text != NULL && (strcmp(text, "date") == 0 || strcmp(text, "date-time") == 0);
}

static bool is_count(const json_t *value, json_int_t least)
{
    return json_is_integer(value) && json_integer_value(value) >= least;
}

static bool is_finite_number(const json_t *value)
{
    return json_is_number(value) && isfinite(json_number_value(value));
}

/* The value of a keyword whose kind holds no schema. */
static bool is_right_value(enum value_kind kind, const json_t *value)
{
    switch (kind) {
    case KIND_ANY:
        return true;
    case KIND_TEXT:
        return json_is_string(value);
    case KIND_BOOLEAN:
        return json_is_boolean(value);
    case KIND_NUMBER:
        return is_finite_number(value);
    case KIND_WHOLE_ABOVE_ZERO:
        return is_count(value, 1);
    case KIND_COUNT:
        return is_count(value, 0);
    case KIND_TYPES:
        return is_type_name(value) || are_all(value, is_type_name);
    case KIND_VALUES:
        return json_array_size(value) > 0;
    case KIND_LIST:
        return json_is_array(value);
    case KIND_NAMES:
        return json_is_array(value) &&
               (json_array_size(value) == 0 || are_all(value, is_text));
    case KIND_PATTERN:
        return json_is_string(value) &&
               json__pattern_is_supported(json_string_value(value));
    case KIND_FORMAT:
        return is_known_format(value);
    case KIND_SCHEMA:
    case KIND_SCHEMA_MAP:
        return json_is_object(value);
    case KIND_SCHEMA_OR_BOOLEAN:
        return json_is_object(value) || json_is_boolean(value);
    case KIND_SCHEMAS:
        return json_array_size(value) > 0;
    }
    return false;
}

static bool check_schema(const json_t *schema, const char *path, int depth,
                         struct err *err);

/* The schemas inside a keyword's value. */
static bool check_inside(const struct keyword *keyword, const json_t *value,
                         const char *path, int depth, struct err *err)
{
    char inner[PATH_SIZE];
    if (keyword->kind == KIND_SCHEMAS) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            (void)snprintf(inner, sizeof inner, "%.120s/%zu", path, i);
            if (!check_schema(json_array_get(value, i), inner, depth, err)) {
                return false;
            }
        }
        return true;
    }
    if (keyword->kind == KIND_SCHEMA_MAP) {
        json_t *members = json_unconst(value);
        for (void *at = json_object_iter(members); at != NULL;
             at = json_object_iter_next(members, at)) {
            (void)snprintf(inner, sizeof inner, "%.100s/%.50s", path,
                           json_object_iter_key(at));
            if (!check_schema(json_object_iter_value(at), inner, depth, err)) {
                return false;
            }
        }
        return true;
    }
    bool is_schema = keyword->kind == KIND_SCHEMA ||
                     (keyword->kind == KIND_SCHEMA_OR_BOOLEAN && json_is_object(value));
    return !is_schema || check_schema(value, path, depth, err);
}

/* What takes two keywords to be right. */
static bool check_together(const json_t *schema, const char *path, struct err *err)
{
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *required = json_object_get(schema, "required");
    for (size_t i = 0; properties != NULL && i < json_array_size(required); i++) {
        const char *name = json_string_value(json_array_get(required, i));
        if (json_object_get(properties, name) == NULL) {
            return err_set(err, ERR_BAD_ARGUMENT, NULL,
                           "%s: \"%s\" is required but not in properties", path, name);
        }
    }
    json_int_t max_items = json_integer_value(json_object_get(schema, "maxItems"));
    if (json_is_true(json_object_get(schema, "uniqueItems")) &&
        (max_items < 1 || max_items > UNIQUE_ITEMS_MAX)) {
        return err_set(
            err, ERR_BAD_ARGUMENT, NULL,
            "%s: uniqueItems needs maxItems of 1 to %d (each is compared with each)", path,
            UNIQUE_ITEMS_MAX);
    }
    return true;
}

static bool check_schema(const json_t *schema, const char *path, int depth, struct err *err)
{
    if (!json_is_object(schema)) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "%s: a schema must be an object", path);
    }
    if (depth > LIMIT_JSON_DEPTH) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "%s: the schema is nested too deeply",
                       path);
    }
    json_t *members = json_unconst(schema);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        const char *name = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        const struct keyword *keyword = keyword_find(name);
        if (keyword == NULL) {
            return err_set(
                err, ERR_BAD_ARGUMENT, "Use a keyword listed in src/json/schema.h.",
                "%s: the keyword \"%.40s\" is outside the supported subset", path, name);
        }
        if (!is_right_value(keyword->kind, value)) {
            return err_set(err, ERR_BAD_ARGUMENT, "See src/json/schema.h and pattern.h.",
                           "%s: the value of \"%s\" is not of the supported kind", path,
                           name);
        }
        char inner[PATH_SIZE];
        (void)snprintf(inner, sizeof inner, "%.100s/%s", path, name);
        if (!check_inside(keyword, value, inner, depth + 1, err)) {
            return false;
        }
    }
    return check_together(schema, path, err);
}

bool schema_is_supported(const json_t *schema, struct err *err)
{
    return check_schema(schema, "#", 0, err);
}
