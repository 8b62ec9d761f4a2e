#include "intervals/sample_objects.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/endpoints.h"
#include "intervals/sample_laps.h"
#include "json/json.h"
#include "base/banned.h"

enum { YEAR_DAYS = 400 };

static bool is_asked(const struct intervals__sample *sample, const char *name)
{
    return strcmp(sample->query->endpoint->name, name) == 0;
}

static json_t *none(const struct intervals__sample *sample, struct err *err)
{
    (void)err_set(err, ERR_NOT_FOUND,
                  "With an Intervals.icu key this is asked of the service.",
                  "the sample athlete has no %s", sample->query->endpoint->name);
    return NULL;
}

json_t *intervals__sample_activities(const struct intervals__sample *sample,
                                     struct day_range range, const char *fields,
                                     struct err *err)
{
    struct intervals_query query = *sample->query;
    query.operation = INTERVALS_ACTIVITIES;
    query.range = range;
    query.fields = fields;
    return sample->list(sample->user, &query, err);
}

/* Adds what was done with the gear until now to what it had done before. */
static void gear_add(json_t *item, const json_t *activities)
{
    const char *id = json_get_text(item, "id");
    double distance_m = json_get_number(item, "distance");
    double time_s = json_get_number(item, "time");
    int64_t n_times = json_get_integer(item, "activities", 0);
    for (size_t i = 0; i < json_array_size(activities); i++) {
        const json_t *activity = json_array_get(activities, i);
        const char *used = json_get_text(json_object_get(activity, "gear"), "id");
        double metres = json_get_number(activity, "distance");
        if (used == NULL || id == NULL || strcmp(used, id) != 0) {
            continue;
        }
        distance_m += isfinite(metres) ? metres : 0;
        time_s += json_get_number(activity, "moving_time");
        n_times++;
    }
    (void)json_object_set_new(item, "distance", json_number_or_null(distance_m, 1));
    (void)json_object_set_new(item, "time", json_number_or_null(time_s, 0));
    (void)json_object_set_new(item, "activities", json_integer(n_times));
}

static void day_shift(json_t *item, const char *key, int shift_days)
{
    char text[DAY_TEXT_SIZE];
    day_num day = 0;
    const char *date = json_get_text(item, key);
    if (date != NULL && day_parse(date, &day)) {
        (void)json_object_set_new(item, key,
                                  json_string(day_format(day + shift_days, text)));
    }
}

static json_t *gear_list(const struct intervals__sample *sample, struct err *err)
{
    const char *part = NULL;
    size_t n_bytes = 0;
    json_t *gear = NULL;
    if (!json_member_span(sample->data, sample->n_data_bytes, "gear", &part, &n_bytes) ||
        !json_parse(part, n_bytes, &gear, NULL)) {
        return none(sample, err);
    }
    struct day_range range = day_range_between(sample->today - YEAR_DAYS, sample->today);
    json_auto_t *activities =
        intervals__sample_activities(sample, range, "gear,distance,moving_time", err);
    for (size_t i = 0; i < json_array_size(gear); i++) {
        json_t *item = json_array_get(gear, i);
        gear_add(item, activities);
        day_shift(item, "purchased", sample->shift_days);
        day_shift(item, "retired", sample->shift_days);
    }
    return gear;
}

/* The id in "activity/<id>" and what follows. */
static void activity_id_of(const struct intervals__sample *sample, char *ret, size_t size)
{
    const char *at = strchr(sample->query->path, '/');
    at = at != NULL ? at + 1 : "";
    size_t length = strcspn(at, "/?");
    ret[0] = '\0';
    if (length < size) {
        memcpy(ret, at, length);
        ret[length] = '\0';
    }
}

/* The activity of the path, whole; a new reference. */
static json_t *activity_of(const struct intervals__sample *sample, struct err *err)
{
    char id[64];
    struct day_range range = day_range_between(sample->today - YEAR_DAYS, sample->today);
    json_auto_t *all = intervals__sample_activities(sample, range, NULL, err);
    activity_id_of(sample, id, sizeof id);
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *activity = json_array_get(all, i);
        const char *known = json_get_text(activity, "id");
        if (known != NULL && strcmp(known, id) == 0) {
            return json_incref(activity);
        }
    }
    (void)err_set(err, ERR_NOT_FOUND, "Take the id from get_recent_activities.",
                  "the sample has no activity %.40s", id);
    return NULL;
}

static json_t *laps_of(const struct intervals__sample *sample, struct err *err)
{
    char id[64];
    size_t n_bytes = 0;
    json_t *laps = NULL;
    activity_id_of(sample, id, sizeof id);
    AUTO_FREE char *text =
        intervals__sample_laps(sample->data, sample->n_data_bytes, id, &n_bytes, err);
    return text != NULL && json_parse(text, n_bytes, &laps, err) ? laps : NULL;
}

/* A list between the days of the path; without days the last two weeks. */
static json_t *days_of(const struct intervals__sample *sample,
                       enum intervals_operation operation, struct err *err)
{
    char text[DAY_TEXT_SIZE];
    struct intervals_query query = *sample->query;
    day_num oldest = sample->today - 13;
    day_num newest = sample->today;
    if (intervals_path_value(query.path, "oldest", text, sizeof text)) {
        (void)day_parse(text, &oldest);
    }
    if (intervals_path_value(query.path, "newest", text, sizeof text)) {
        (void)day_parse(text, &newest);
    }
    query.operation = operation;
    query.range = day_range_between(oldest, newest > oldest ? newest : oldest);
    return sample->list(sample->user, &query, err);
}

static json_t *member_of_athlete(const struct intervals__sample *sample, const char *key,
                                 struct err *err)
{
    struct intervals_query query = *sample->query;
    query.operation = INTERVALS_ATHLETE;
    json_auto_t *athlete = sample->list(sample->user, &query, err);
    json_t *member = json_object_get(athlete, key);
    return key[0] == '\0' ? json_incref(athlete)
                          : (member != NULL ? json_incref(member) : json_array());
}

static json_t *object_of(const struct intervals__sample *sample, struct err *err)
{
    static const struct {
        const char *name;
        const char *key;
    } of_athlete[] = {{"athlete", ""},
                      {"sport_settings", "sportSettings"},
                      {"custom_items", "custom_items"}};
    static const struct {
        const char *name;
        enum intervals_operation operation;
    } of_days[] = {{"activities", INTERVALS_ACTIVITIES},
                   {"wellness", INTERVALS_WELLNESS},
                   {"events", INTERVALS_EVENTS}};
    for (size_t i = 0; i < sizeof of_athlete / sizeof of_athlete[0]; i++) {
        if (is_asked(sample, of_athlete[i].name)) {
            return member_of_athlete(sample, of_athlete[i].key, err);
        }
    }
    for (size_t i = 0; i < sizeof of_days / sizeof of_days[0]; i++) {
        if (is_asked(sample, of_days[i].name)) {
            return days_of(sample, of_days[i].operation, err);
        }
    }
    if (is_asked(sample, "gear")) {
        return gear_list(sample, err);
    }
    if (is_asked(sample, "activity")) {
        return activity_of(sample, err);
    }
    if (is_asked(sample, "activity_intervals")) {
        return laps_of(sample, err);
    }
    if (is_asked(sample, "power_curves") || is_asked(sample, "pace_curves") ||
        is_asked(sample, "hr_curves")) {
        return intervals__sample_curves(sample, err);
    }
    if (is_asked(sample, "activity_power_curve") ||
        is_asked(sample, "activity_pace_curve") || is_asked(sample, "activity_hr_curve")) {
        json_auto_t *activity = activity_of(sample, err);
        return activity != NULL ? intervals__sample_activity_curve(sample, activity, err)
                                : NULL;
    }
    return none(sample, err);
}

char *intervals__sample_object(const struct intervals__sample *sample, size_t *ret_n_bytes,
                               struct err *err)
{
    json_auto_t *object = object_of(sample, err);
    return object != NULL ? json_to_text(object, ret_n_bytes) : NULL;
}
