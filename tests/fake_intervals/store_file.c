#include "store.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

static bool activities_read(struct athlete *athlete, const json_t *rows, size_t *ret_bad)
{
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        if (!athlete_activity_put(athlete, row)) {
            *ret_bad = i;
            return false;
        }
    }
    return true;
}

static bool wellness_read(struct athlete *athlete, const json_t *rows, size_t *ret_bad)
{
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        if (!athlete_wellness_put(athlete, row)) {
            *ret_bad = i;
            return false;
        }
    }
    return true;
}

static bool events_read(struct store *store, struct athlete *athlete, const json_t *rows,
                        size_t *ret_bad)
{
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        if (!athlete_event_put(store, athlete, row)) {
            *ret_bad = i;
            return false;
        }
    }
    return true;
}

/* {"activity id": value}: the given streams or intervals. */
static void extras_read(struct table *table, json_t *extras)
{
    const char *id = NULL;
    json_t *value = NULL;
    json_object_foreach(extras, id, value)
    {
        table_put(table, id, "", value);
    }
}

static void lists_read(struct athlete *athlete, const json_t *file)
{
    static const char *const in_profile[][2] = {{"sport_settings", "sportSettings"},
                                                {"custom_items", "custom_items"}};
    for (size_t i = 0; i < 2; i++) {
        json_t *list = json_object_get(file, in_profile[i][0]);
        if (json_is_array(list)) {
            json_object_set(athlete->profile, in_profile[i][1], list);
        }
    }
    json_t *gear = json_object_get(file, "gear");
    if (json_is_array(gear)) {
        json_decref(athlete->gear);
        athlete->gear = json_incref(gear);
    }
    athlete->is_foreign = json_is_true(json_object_get(file, "foreign"));
}

bool store_file_read(struct store *store, const char *path, char ret_reason[256])
{
    json_error_t error = {0};
    json_auto_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (file == NULL) {
        (void)snprintf(ret_reason, 256, "line %d: %s", error.line, error.text);
        return false;
    }
    struct athlete *athlete =
        store_athlete_add(store, json_object_get(file, "athlete"), true);
    if (athlete == NULL) {
        (void)snprintf(ret_reason, 256, "athlete.id is missing, \"0\" or already taken");
        return false;
    }
    size_t bad = 0;
    const char *list = "activities";
    bool is_good = activities_read(athlete, json_object_get(file, list), &bad);
    if (is_good) {
        list = "wellness";
        is_good = wellness_read(athlete, json_object_get(file, list), &bad);
    }
    if (is_good) {
        list = "events";
        is_good = events_read(store, athlete, json_object_get(file, list), &bad);
    }
    if (!is_good) {
        (void)snprintf(ret_reason, 256, "%s[%zu] has no usable id or date", list, bad);
        return false;
    }
    lists_read(athlete, file);
    extras_read(&athlete->intervals, json_object_get(file, "intervals"));
    extras_read(&athlete->streams, json_object_get(file, "streams"));
    return true;
}
