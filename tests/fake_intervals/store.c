#include "store.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_EVENT_ID = 90000000, MS_PER_DAY = 86400000 };

void store_init(struct store *store)
{
    *store = (struct store){.next_event_id = FIRST_EVENT_ID, .event_writes = json_object()};
}

static void athlete_free(struct athlete *athlete)
{
    table_release(&athlete->activities);
    table_release(&athlete->intervals);
    table_release(&athlete->streams);
    table_release(&athlete->wellness);
    table_release(&athlete->events);
    table_release(&athlete->mark.activities);
    table_release(&athlete->mark.wellness);
    table_release(&athlete->mark.events);
    json_decref(athlete->profile);
    json_decref(athlete->gear);
    free(athlete->id);
    free(athlete);
}

void store_release(struct store *store)
{
    for (size_t i = 0; i < store->n_athletes; i++) {
        athlete_free(store->athletes[i]);
    }
    free(store->athletes);
    json_decref(store->event_writes);
    *store = (struct store){0};
}

/* What the real object carries and nobody may log, store or forward. */
static void secrets_add(json_t *profile)
{
    static const char *const secrets[][2] = {
        {"email", "SECRET-EMAIL@example.invalid"},
        {"icu_api_key", "SECRET-ICU-API-KEY"},
        {"icu_friend_invite_token", "SECRET-FRIEND-INVITE-TOKEN"},
        {"garmin_token", "SECRET-GARMIN-TOKEN"},
        {"strava_refresh_token", "SECRET-STRAVA-REFRESH-TOKEN"},
        {"dropbox_access_token", "SECRET-DROPBOX-ACCESS-TOKEN"},
        {"ical_url", "https://example.invalid/ical/SECRET-ICAL-URL"},
    };
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        json_object_set_new(profile, secrets[i][0], json_string(secrets[i][1]));
    }
    json_object_set_new(profile, "oauth_connections",
                        json_pack("[{s:s, s:s, s:s}]", "service", "WAHOO", "access_token",
                                  "SECRET-NESTED-ACCESS-TOKEN", "refresh_token",
                                  "SECRET-NESTED-REFRESH-TOKEN"));
}

static void athlete_insert(struct store *store, struct athlete *athlete, bool is_file)
{
    store->athletes =
        mem_resize(store->athletes, store->n_athletes + 1, sizeof(struct athlete *));
    size_t place = store->n_athletes++;
    if (is_file && !store->has_file) {
        memmove(&store->athletes[1], &store->athletes[0], place * sizeof(struct athlete *));
        place = 0;
        store->has_file = true;
    }
    store->athletes[place] = athlete;
}

struct athlete *store_athlete_add(struct store *store, const json_t *profile, bool is_file)
{
    const char *id = json_member_string(profile, "id");
    if (id == NULL || id[0] == '\0' || strcmp(id, "0") == 0) {
        return NULL;
    }
    for (size_t i = 0; i < store->n_athletes; i++) {
        if (strcmp(store->athletes[i]->id, id) == 0) {
            return NULL;
        }
    }
    struct athlete *athlete = mem_zalloc(1, sizeof *athlete);
    athlete->id = mem_strdup(id);
    athlete->profile = json_deep_copy(profile);
    athlete->gear = json_array();
    secrets_add(athlete->profile);
    athlete_insert(store, athlete, is_file);
    return athlete;
}

struct athlete *store_owner(const struct store *store)
{
    return store->n_athletes > 0 ? store->athletes[0] : NULL;
}

struct athlete *store_athlete_find(const struct store *store, const char *id)
{
    if (strcmp(id, "0") == 0) {
        return store_owner(store);
    }
    for (size_t i = 0; i < store->n_athletes; i++) {
        if (strcmp(store->athletes[i]->id, id) == 0) {
            return store->athletes[i];
        }
    }
    return NULL;
}

bool store_may_read(const struct store *store, enum caller caller,
                    const struct athlete *athlete)
{
    if (athlete->is_foreign) {
        return false;
    }
    return caller == CALLER_KEY ||
           (caller == CALLER_TOKEN && athlete == store_owner(store));
}

const struct row *store_activity_find(const struct store *store, const char *id,
                                      struct athlete **ret_athlete)
{
    for (size_t i = 0; i < store->n_athletes; i++) {
        const struct row *row = table_find(&store->athletes[i]->activities, id);
        if (row != NULL) {
            *ret_athlete = store->athletes[i];
            return row;
        }
    }
    return NULL;
}

bool athlete_has_code(const struct athlete *athlete, const char *type, const char *code)
{
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(json_object_get(athlete->profile, "custom_items"), i, item)
    {
        const char *its_type = json_member_string(item, "type");
        const char *its_code = json_member_string(json_object_get(item, "content"), "code");
        if (its_type != NULL && its_code != NULL && strcmp(its_type, type) == 0 &&
            strcmp(its_code, code) == 0) {
            return true;
        }
    }
    return false;
}

bool athlete_activity_put(struct athlete *athlete, const json_t *row)
{
    const char *id = json_member_string(row, "id");
    if (id == NULL || id[0] == '\0') {
        return false;
    }
    json_auto_t *served = json_deep_copy(row);
    json_t *icu_intervals = json_object_get(served, "icu_intervals");
    if (json_is_array(icu_intervals)) {
        json_t *icu_groups = json_object_get(served, "icu_groups");
        json_auto_t *kept = json_object();
        json_object_set(kept, "icu_intervals", icu_intervals);
        json_object_set_new(kept, "icu_groups",
                            json_is_array(icu_groups) ? json_incref(icu_groups)
                                                      : json_array());
        table_put(&athlete->intervals, id, "", kept);
    }
    json_object_del(served, "icu_intervals");
    json_object_del(served, "icu_groups");
    if (json_object_get(served, "icu_athlete_id") == NULL) {
        json_object_set_new(served, "icu_athlete_id", json_string(athlete->id));
    }
    const char *start = json_member_string(served, "start_date_local");
    table_put(&athlete->activities, id, start != NULL ? start : "", served);
    return true;
}

bool athlete_activity_remove(struct athlete *athlete, const char *id)
{
    (void)table_remove(&athlete->intervals, id);
    (void)table_remove(&athlete->streams, id);
    return table_remove(&athlete->activities, id);
}

bool athlete_wellness_put(struct athlete *athlete, const json_t *row)
{
    const char *day = json_member_string(row, "id");
    if (day == NULL || !date_is_day(day)) {
        return false;
    }
    table_put(&athlete->wellness, day, day, row);
    return true;
}

bool athlete_event_put(struct store *store, struct athlete *athlete, const json_t *row)
{
    const json_t *id = json_object_get(row, "id");
    const char *start = json_member_string(row, "start_date_local");
    long day = 0;
    if (!json_is_integer(id) || start == NULL || !date_day_parse(start, &day)) {
        return false;
    }
    char key[32];
    (void)snprintf(key, sizeof key, "%lld", (long long)json_integer_value(id));
    table_put(&athlete->events, key, start, row);
    if (json_integer_value(id) >= store->next_event_id &&
        json_integer_value(id) < INT32_MAX) {
        store->next_event_id = json_integer_value(id) + 1;
    }
    return true;
}

void store_event_written(struct store *store, const json_t *event, const char *what)
{
    char key[64];
    const char *external_id = json_member_string(event, "external_id");
    (void)snprintf(key, sizeof key, "event %lld",
                   (long long)json_member_int(event, "id", 0));
    const char *name = external_id != NULL && external_id[0] != '\0' ? external_id : key;
    json_t *counts = json_object_get(store->event_writes, name);
    if (counts == NULL) {
        counts = json_object();
        json_object_set_new(store->event_writes, name, counts);
    }
    json_object_set_new(counts, what, json_integer(json_member_int(counts, what, 0) + 1));
    store->n_writes++;
}

void store_mark(struct store *store)
{
    store->marked_event_id = store->next_event_id;
    for (size_t i = 0; i < store->n_athletes; i++) {
        struct athlete *athlete = store->athletes[i];
        table_copy(&athlete->mark.activities, &athlete->activities);
        table_copy(&athlete->mark.wellness, &athlete->wellness);
        table_copy(&athlete->mark.events, &athlete->events);
    }
}

bool store_rewind(struct store *store)
{
    if (store->marked_event_id == 0) {
        return false;
    }
    store->next_event_id = store->marked_event_id;
    for (size_t i = 0; i < store->n_athletes; i++) {
        struct athlete *athlete = store->athletes[i];
        table_copy(&athlete->activities, &athlete->mark.activities);
        table_copy(&athlete->wellness, &athlete->mark.wellness);
        table_copy(&athlete->events, &athlete->mark.events);
    }
    return true;
}

long store_today(const struct store *store)
{
    return store->has_fixed_today ? store->fixed_today : (long)(date_now_ms() / MS_PER_DAY);
}

void store_stamp(struct store *store, char out[DATE_TIME_SIZE])
{
    int64_t now_ms =
        store->has_fixed_today ? (int64_t)store->fixed_today * MS_PER_DAY : date_now_ms();
    if (now_ms <= store->last_stamp_ms) {
        now_ms = store->last_stamp_ms + (store->has_fixed_today ? 1000 : 1);
    }
    store->last_stamp_ms = now_ms;
    date_instant_format(now_ms, out);
}
