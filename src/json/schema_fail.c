#include "json/schema_fail.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

bool json__fail(struct json__check *check, const struct json__place *place,
                const json_t *value, const char *hint, const char *what)
{
    char where[JSON_PLACE_SIZE];
    char shown[JSON_VALUE_SIZE];
    return err_set(check->err, ERR_BAD_ARGUMENT, hint, "%s is %s; it must be %s",
                   json__place_text(place, check->root_name, where),
                   json__value_text(value, shown), what);
}

static void choices_add(struct json__list *list, const json_t *allowed)
{
    for (size_t i = 0; i < json_array_size(allowed); i++) {
        const json_t *one = json_array_get(allowed, i);
        char shown[JSON_VALUE_SIZE];
        bool is_text = json_is_string(one);
        json__list_add(
            list, is_text ? json_string_value(one) : json__value_text(one, shown), is_text);
    }
}

bool json__fail_choice(struct json__check *check, const json_t *allowed,
                       const json_t *value, const struct json__place *place)
{
    struct json__list list = {0};
    char shown[JSON_VALUE_SIZE];
    const char *wrong = json_string_value(value);
    const char *nearest = wrong != NULL ? json__nearest(wrong, allowed) : NULL;
    if (nearest != NULL) {
        str_clean(shown, sizeof shown, 40, nearest);
        json__list_start(&list, "Did you mean \"%s\"? Allowed: ", shown);
    } else {
        json__list_start(&list, "Allowed: ");
    }
    choices_add(&list, allowed);
    return json__fail(check, place, value, list.text, "one of the allowed values");
}

/* "text of 1 to 40 characters", "a list of at most 7 elements". */
bool json__fail_bounds(struct json__check *check, const json_t *schema, const json_t *value,
                       const struct json__place *place, const char *const words[4])
{
    const json_t *low = json_object_get(schema, words[0]);
    const json_t *high = json_object_get(schema, words[1]);
    long long least = (long long)json_integer_value(low);
    long long most = (long long)json_integer_value(high);
    char what[JSON_KIND_SIZE];
    if (low != NULL && high != NULL && least == most) {
        (void)snprintf(what, sizeof what, "%s of exactly %lld %s", words[2], least,
                       words[3]);
    } else if (low != NULL && high != NULL) {
        (void)snprintf(what, sizeof what, "%s of %lld to %lld %s", words[2], least, most,
                       words[3]);
    } else {
        (void)snprintf(what, sizeof what, "%s of at %s %lld %s", words[2],
                       low != NULL ? "least" : "most", low != NULL ? least : most,
                       words[3]);
    }
    return json__fail(check, place, value, NULL, what);
}

bool json__fail_unknown(struct json__check *check, const json_t *properties,
                        const char *name, const struct json__place *place)
{
    const char *noun = place->parent == NULL ? "arguments" : "members";
    struct json__list list = {0};
    char where[JSON_PLACE_SIZE];
    char shown[44];
    char near[44];
    const char *nearest = json__nearest(name, properties);
    str_clean(shown, sizeof shown, sizeof shown - 4, name);
    str_clean(near, sizeof near, sizeof near - 4, nearest != NULL ? nearest : "");
    if (json_object_size(properties) == 0) {
        json__list_start(&list, "No %s are known here", noun);
    } else if (nearest != NULL) {
        json__list_start(&list, "Did you mean \"%s\"? Known %s: ", near, noun);
    } else {
        json__list_start(&list, "Known %s: ", noun);
    }
    json__list_add_keys(&list, properties);
    if (place->parent == NULL) {
        return err_set(check->err, ERR_BAD_ARGUMENT, list.text, "unknown argument \"%s\"",
                       shown);
    }
    return err_set(check->err, ERR_BAD_ARGUMENT, list.text,
                   "%s has an unknown member \"%s\"",
                   json__place_text(place, check->root_name, where), shown);
}

bool json__fail_missing(struct json__check *check, const json_t *schema,
                        const json_t *object, const struct json__place *place)
{
    const json_t *required = json_object_get(schema, "required");
    const json_t *properties = json_object_get(schema, "properties");
    struct json__list list = {0};
    const char *first = NULL;
    for (size_t i = 0; i < json_array_size(required); i++) {
        const char *name = json_string_value(json_array_get(required, i));
        if (json_object_get(object, name) == NULL) {
            json__list_add(&list, name, true);
            first = first != NULL ? first : name;
        }
    }
    char where[JSON_PLACE_SIZE];
    char kind[JSON_KIND_SIZE];
    char hint[sizeof check->err->hint] = "";
    const json_t *first_schema = first != NULL ? json_object_get(properties, first) : NULL;
    const json_t *choices = json_object_get(first_schema, "enum");
    if (first_schema != NULL) {
        char name[64];
        str_clean(name, sizeof name, sizeof name - 4, first);
        if (json_array_size(choices) > 0) {
            struct json__list allowed = {0};
            json__list_start(&allowed, "Allowed for \"%s\": ", name);
            choices_add(&allowed, choices);
            str_copy(hint, sizeof hint, allowed.text);
        } else {
            (void)snprintf(hint, sizeof hint, "\"%s\" must be %s", name,
                           json__kind_text(first_schema, kind));
        }
    }
    if (place->parent == NULL) {
        return err_set(check->err, ERR_BAD_ARGUMENT, hint, "missing argument%s %s",
                       list.n_items > 1 ? "s" : "", list.text);
    }
    return err_set(check->err, ERR_BAD_ARGUMENT, hint, "%s lacks %s",
                   json__place_text(place, check->root_name, where), list.text);
}
