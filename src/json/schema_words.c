#include "json/schema_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

enum { PLACES_MAX = 8, NAME_BYTES = 40 };

const char *json__place_text(const struct json__place *place, const char *root_name,
                             char to[JSON_PLACE_SIZE])
{
    const struct json__place *way[PLACES_MAX];
    size_t n_places = 0;
    for (; place != NULL && place->parent != NULL; place = place->parent) {
        if (n_places < PLACES_MAX) {
            way[n_places++] = place;
        }
    }
    if (n_places == 0) {
        str_copy(to, JSON_PLACE_SIZE, root_name);
        return to;
    }
    struct str_buf text = {.max_bytes = JSON_PLACE_SIZE - 1};
    while (n_places > 0) {
        const struct json__place *step = way[--n_places];
        if (step->key == NULL) {
            str_buf_printf(&text, "[%zu]", step->index);
        } else {
            char name[NAME_BYTES + 4];
            str_clean(name, sizeof name, NAME_BYTES, step->key);
            str_buf_printf(&text, "%s%s", text.length > 0 ? "." : "", name);
        }
    }
    str_copy(to, JSON_PLACE_SIZE, str_buf_text(&text));
    str_buf_release(&text);
    return to;
}

const char *json__value_text(const json_t *value, char to[JSON_VALUE_SIZE])
{
    char clean[JSON_VALUE_SIZE - 8];
    switch (json_typeof(value)) {
    case JSON_STRING:
        str_clean(clean, sizeof clean, sizeof clean - 4, json_string_value(value));
        (void)snprintf(to, JSON_VALUE_SIZE, "\"%s\"", clean);
        break;
    case JSON_INTEGER:
        (void)snprintf(to, JSON_VALUE_SIZE, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        (void)snprintf(to, JSON_VALUE_SIZE, "%.15g", json_real_value(value));
        break;
    case JSON_ARRAY:
        (void)snprintf(to, JSON_VALUE_SIZE, "a list of %zu", json_array_size(value));
        break;
    case JSON_OBJECT:
        str_copy(to, JSON_VALUE_SIZE, "an object");
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        str_copy(to, JSON_VALUE_SIZE, json_is_true(value) ? "true" : "false");
        break;
    case JSON_NULL:
        str_copy(to, JSON_VALUE_SIZE, "null");
        break;
    }
    return to;
}

const char *json__range_text(const json_t *schema, char to[JSON_KIND_SIZE])
{
    const json_t *low = json_object_get(schema, "minimum");
    const json_t *high = json_object_get(schema, "maximum");
    const json_t *above = json_object_get(schema, "exclusiveMinimum");
    const json_t *below = json_object_get(schema, "exclusiveMaximum");
    double least = json_number_value(low != NULL ? low : above);
    double most = json_number_value(high != NULL ? high : below);
    bool has_least = low != NULL || above != NULL;
    bool has_most = high != NULL || below != NULL;
    const char *least_words = low != NULL ? "at least" : "more than";
    const char *most_words = high != NULL ? "at most" : "less than";
    to[0] = '\0';
    if (low != NULL && high != NULL) {
        (void)snprintf(to, JSON_KIND_SIZE, "%.15g to %.15g", least, most);
    } else if (has_least && has_most) {
        (void)snprintf(to, JSON_KIND_SIZE, "%s %.15g and %s %.15g", least_words, least,
                       most_words, most);
    } else if (has_least) {
        (void)snprintf(to, JSON_KIND_SIZE, "%s %.15g", least_words, least);
    } else if (has_most) {
        (void)snprintf(to, JSON_KIND_SIZE, "%s %.15g", most_words, most);
    }
    return to;
}

static const char *text_kind(const json_t *schema)
{
    const char *format = json_get_text(schema, "format");
    if (format == NULL) {
        return "text";
    }
    return strcmp(format, "date") == 0 ? "a date like 2026-11-22"
                                       : "a time like 2026-11-22T07:30:00+01:00";
}

static void add_type(const json_t *schema, const char *type, struct str_buf *to)
{
    static const char *const plain[][2] = {{"boolean", "true or false"},
                                           {"array", "a list"},
                                           {"object", "an object"},
                                           {"null", "null"}};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (strcmp(plain[i][0], type) == 0) {
            str_buf_add(to, plain[i][1]);
            return;
        }
    }
    if (strcmp(type, "string") == 0) {
        str_buf_add(to, text_kind(schema));
        return;
    }
    char range[JSON_KIND_SIZE];
    str_buf_add(to, strcmp(type, "integer") == 0 ? "a whole number" : "a number");
    if (json__range_text(schema, range)[0] != '\0') {
        str_buf_printf(to, ", %s", range);
    }
}

const char *json__kind_text(const json_t *schema, char to[JSON_KIND_SIZE])
{
    const json_t *type = json_object_get(schema, "type");
    struct str_buf text = {.max_bytes = JSON_KIND_SIZE - 1};
    if (json_object_get(schema, "enum") != NULL) {
        str_buf_add(&text, "one of the allowed values");
    } else if (json_is_string(type)) {
        add_type(schema, json_string_value(type), &text);
    } else {
        for (size_t i = 0; i < json_array_size(type); i++) {
            str_buf_add(&text, i > 0 ? " or " : "");
            add_type(schema, json_string_value(json_array_get(type, i)), &text);
        }
    }
    str_copy(to, JSON_KIND_SIZE, text.length > 0 ? str_buf_text(&text) : "another value");
    str_buf_release(&text);
    return to;
}

void json__list_start(struct json__list *list, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    (void)vsnprintf(list->text, sizeof list->text, format, values);
    va_end(values);
    list->length = strlen(list->text);
}

void json__list_add(struct json__list *list, const char *text, bool is_quoted)
{
    static const char more[] = ", ...";
    char clean[JSON_VALUE_SIZE];
    if (list->is_cut) {
        return;
    }
    str_clean(clean, sizeof clean, sizeof clean - 4, text);
    const char *quote = is_quoted ? "\"" : "";
    char item[JSON_VALUE_SIZE + 8];
    int n_bytes = snprintf(item, sizeof item, "%s%s%s%s", list->n_items > 0 ? ", " : "",
                           quote, clean, quote);
    if (n_bytes < 0 || list->length + (size_t)n_bytes + sizeof more > sizeof list->text) {
        size_t room = sizeof list->text - list->length;
        memcpy(list->text + list->length, more, room < sizeof more ? 0 : sizeof more);
        list->is_cut = true;
        return;
    }
    memcpy(list->text + list->length, item, (size_t)n_bytes + 1);
    list->length += (size_t)n_bytes;
    list->n_items++;
}

void json__list_add_keys(struct json__list *list, const json_t *object)
{
    json_t *members = json_unconst(object);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        json__list_add(list, json_object_iter_key(at), false);
    }
}

const char *json__nearest(const char *wrong, const json_t *candidates)
{
    struct str_nearest nearest = {.wrong = wrong};
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const char *candidate = json_string_value(json_array_get(candidates, i));
        if (candidate != NULL) {
            str_nearest_add(&nearest, candidate);
        }
    }
    json_t *members = json_unconst(candidates);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        str_nearest_add(&nearest, json_object_iter_key(at));
    }
    return nearest.best;
}
