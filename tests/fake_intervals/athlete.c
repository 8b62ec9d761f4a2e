#include "call.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static json_t *profile_list(const struct athlete *athlete, const char *key)
{
    json_t *list = json_object_get(athlete->profile, key);
    return json_is_array(list) ? json_incref(list) : json_array();
}

void api_athlete_get(struct call *call)
{
    reply_json(&call->reply, 200, call->athlete->profile);
}

/* The public part: a few harmless keys. */
void api_profile_get(struct call *call)
{
    static const char *const keys[] = {"id",  "name", "timezone", "sex",
                                       "bio", "city", "country",  "website"};
    json_t *public_part = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        json_t *value = json_object_get(call->athlete->profile, keys[i]);
        json_object_set_new(public_part, keys[i],
                            value != NULL ? json_incref(value) : json_null());
    }
    json_t *profile = json_object();
    json_object_set_new(profile, "athlete", public_part);
    json_object_set_new(profile, "sharedFolders", json_array());
    json_object_set_new(profile, "customItems",
                        profile_list(call->athlete, "custom_items"));
    reply_json_new(&call->reply, 200, profile);
}

void api_sport_settings_list(struct call *call)
{
    reply_json_new(&call->reply, 200, profile_list(call->athlete, "sportSettings"));
}

static bool has_type(const json_t *settings, const char *type)
{
    size_t i = 0;
    const json_t *candidate = NULL;
    json_array_foreach(json_object_get(settings, "types"), i, candidate)
    {
        const char *name = json_string_value(candidate);
        if (name != NULL && strcmp(name, type) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_number(const json_t *object, const char *digits)
{
    const json_t *id = json_object_get(object, "id");
    char *end = NULL;
    long long wanted = strtoll(digits, &end, 10);
    return json_is_integer(id) && *end == '\0' && json_integer_value(id) == wanted;
}

void api_sport_settings_get(struct call *call)
{
    json_auto_t *all = profile_list(call->athlete, "sportSettings");
    size_t i = 0;
    const json_t *settings = NULL;
    json_array_foreach(all, i, settings)
    {
        if (has_number(settings, call->arguments[0]) ||
            has_type(settings, call->arguments[0])) {
            reply_json(&call->reply, 200, settings);
            return;
        }
    }
    reply_error(&call->reply, 404, "Not found");
}

void api_custom_item_list(struct call *call)
{
    reply_json_new(&call->reply, 200, profile_list(call->athlete, "custom_items"));
}

void api_custom_item_get(struct call *call)
{
    json_auto_t *all = profile_list(call->athlete, "custom_items");
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(all, i, item)
    {
        if (has_number(item, call->arguments[0])) {
            reply_json(&call->reply, 200, item);
            return;
        }
    }
    reply_error(&call->reply, 404, "Not found");
}

void api_gear_list(struct call *call)
{
    reply_json(&call->reply, 200, call->athlete->gear);
}

/* The owner and those they coach; only with the API key. */
void api_athletes_list(struct call *call)
{
    if (call->caller != CALLER_KEY) {
        reply_error(&call->reply, 403, "Access denied");
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < call->store->n_athletes; i++) {
        const struct athlete *athlete = call->store->athletes[i];
        if (!store_may_read(call->store, call->caller, athlete)) {
            continue;
        }
        json_t *entry = json_copy(athlete->profile);
        json_object_del(entry, "sportSettings");
        json_object_del(entry, "custom_items");
        json_object_set_new(entry, "icu_tags", json_array());
        json_object_set_new(entry, "icu_notes", json_null());
        json_object_set_new(entry, "icu_permission", json_string("WRITE"));
        json_array_append_new(list, entry);
    }
    reply_json_new(&call->reply, 200, list);
}
