#include "intervals/parse.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "intervals/fields.h"
#include "base/limits.h"
#include "base/banned.h"

#define NUMBER(key, member, sign)                                                          \
    {                                                                                      \
        key, offsetof(struct activity, member), sign                                       \
    }

static const struct intervals__number numbers[] = {
    NUMBER("moving_time", moving_time_s, NOT_NEGATIVE),
    NUMBER("elapsed_time", elapsed_time_s, NOT_NEGATIVE),
    NUMBER("distance", distance_m, NOT_NEGATIVE),
    NUMBER("icu_distance", distance_m,
           NOT_NEGATIVE), /* preferred: read after, so it stands */
    NUMBER("total_elevation_gain", elevation_gain_m, NOT_NEGATIVE),
    NUMBER("total_elevation_loss", elevation_loss_m, NOT_NEGATIVE),
    NUMBER("average_speed", average_speed_m_per_s, NOT_NEGATIVE),
    NUMBER("gap", gap_m_per_s, NOT_NEGATIVE),
    NUMBER("threshold_pace", threshold_pace_m_per_s, NOT_NEGATIVE),
    NUMBER("average_cadence", average_cadence_per_min, NOT_NEGATIVE),
    NUMBER("average_heartrate", average_heart_rate_bpm, NOT_NEGATIVE),
    NUMBER("max_heartrate", max_heart_rate_bpm, NOT_NEGATIVE),
    NUMBER("icu_average_watts", average_power_w, NOT_NEGATIVE),
    NUMBER("icu_weighted_avg_watts", normalized_power_w, NOT_NEGATIVE),
    NUMBER("icu_ftp", ftp_w, NOT_NEGATIVE),
    NUMBER("icu_intensity", intensity_pct, NOT_NEGATIVE),
    NUMBER("icu_training_load", training_load, NOT_NEGATIVE),
    NUMBER("icu_ctl", ctl, ANY_SIGN),
    NUMBER("icu_atl", atl, ANY_SIGN),
    NUMBER("icu_rpe", rpe, NOT_NEGATIVE),
    NUMBER("feel", feel, NOT_NEGATIVE),
    NUMBER("session_rpe", session_rpe, NOT_NEGATIVE),
    NUMBER("decoupling", decoupling_pct, ANY_SIGN),
    NUMBER("icu_efficiency_factor", efficiency_factor, NOT_NEGATIVE),
    NUMBER("icu_joules", work_j, NOT_NEGATIVE),
    NUMBER("kg_lifted", kg_lifted, NOT_NEGATIVE),
    NUMBER("compliance", compliance_pct, NOT_NEGATIVE),
    NUMBER("average_temp", temperature_c, ANY_SIGN),
    NUMBER("average_stance_time", stance_time_ms, NOT_NEGATIVE),
    NUMBER("average_vertical_oscillation", vertical_oscillation_mm, NOT_NEGATIVE),
    NUMBER("average_vertical_ratio", vertical_ratio_pct, NOT_NEGATIVE),
    NUMBER("average_step_length", step_length_mm, NOT_NEGATIVE),
    NUMBER("average_stance_time_balance", stance_time_balance_pct, NOT_NEGATIVE),
    NUMBER("average_leg_spring_stiffness", leg_spring_stiffness_kn_per_m, NOT_NEGATIVE),
};

enum { MAX_JOINED_BYTES = 1000 };

/*
 * Array of texts as one text: tags by '\n', so that an exact tag can be found again; a line
 * break inside a text becomes a space. What does not fit any more is left out whole.
 */
static const char *joined_texts(const json_t *object, const char *key,
                                const char *separator, struct arena *arena,
                                struct intervals__bad *bad)
{
    const json_t *array = intervals__array(object, key, bad);
    struct str_buf joined = {0};
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *element = json_array_get(array, i);
        const char *text = json_string_value(element);
        if (text == NULL && !json_is_null(element)) {
            intervals__bad_add(bad, key);
        }
        if (text == NULL || *text == '\0' ||
            joined.length + strlen(separator) + strlen(text) > MAX_JOINED_BYTES) {
            continue;
        }
        if (joined.length > 0) {
            str_buf_add(&joined, separator);
        }
        size_t from = joined.length;
        str_buf_add(&joined, text);
        for (char *c = joined.data + from; *c != '\0'; c++) {
            *c = (char)(*c == '\n' || *c == '\r' ? ' ' : *c);
        }
    }
    const char *copy = joined.length > 0 ? arena_text(arena, str_buf_text(&joined)) : NULL;
    str_buf_release(&joined);
    return copy;
}

/* 1 for "Z1" .. 9 for "Z9", else 0. */
static size_t zone_of_id(const char *id)
{
    bool is_zone =
        id != NULL && id[0] == 'Z' && id[1] >= '1' && id[1] <= '9' && id[2] == '\0';
    return is_zone ? (size_t)(id[1] - '0') : 0;
}

/*
 * Rows {"id":"Z1","secs":n}; paired by id, since an extra "SS" row may stand among them. A
 * zone without a row between others is 0 s.
 */
static size_t power_zones_read(const json_t *object, double out[MODEL_MAX_ZONES],
                               struct intervals__bad *bad)
{
    static const char key[] = "icu_zone_times";
    const json_t *array = intervals__array(object, key, bad);
    size_t n_zones = 0;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *row = json_array_get(array, i);
        size_t zone = zone_of_id(json_string_value(json_object_get(row, "id")));
        if (!json_is_object(row) && !json_is_null(row)) {
            intervals__bad_add(bad, key);
        }
        for (; n_zones < zone; n_zones++) {
            out[n_zones] = 0;
        }
        if (zone > 0) {
            out[zone - 1] = intervals__amount(json_object_get(row, "secs"), key, bad);
        }
    }
    return n_zones;
}

static void times_read(const json_t *object, struct activity *activity,
                       struct intervals__bad *bad)
{
    bool has_offset = false;
    int offset_s = 0;
    activity->start_local_s = intervals__start_s(object, bad);
    const json_t *member = json_object_get(object, "start_date");
    const char *utc = json_string_value(member);
    int64_t wall_s = 0;
    if (utc != NULL && civil_parse_time(utc, &wall_s, &has_offset, &offset_s) &&
        has_offset) {
        activity->start_utc_s = wall_s - offset_s;
    } else if (member != NULL && !json_is_null(member)) {
        intervals__bad_add(bad, "start_date");
    }
}

static void zones_read(const json_t *object, struct activity *activity,
                       struct intervals__bad *bad)
{
    activity->n_hr_zones = intervals__amounts(
        object, "icu_hr_zone_times", activity->hr_zone_times_s, MODEL_MAX_ZONES, bad);
    /* The athlete may prefer zones of grade-adjusted pace. */
    bool is_gap = intervals__flag(object, "use_gap_zone_times", bad) &&
                  json_is_array(json_object_get(object, "gap_zone_times"));
    activity->n_pace_zones =
        intervals__amounts(object, is_gap ? "gap_zone_times" : "pace_zone_times",
                           activity->pace_zone_times_s, MODEL_MAX_ZONES, bad);
    activity->n_power_zones = power_zones_read(object, activity->power_zone_times_s, bad);
}

static int64_t paired_event_read(const json_t *object, struct intervals__bad *bad)
{
    const json_t *member = json_object_get(object, "paired_event_id");
    if (member != NULL && !json_is_null(member) && !json_is_integer(member)) {
        intervals__bad_add(bad, "paired_event_id");
    }
    return json_integer_value(member); /* 0 when it is no integer */
}

/* Unreadable, or empty: no type and no duration (A6). */
static bool is_stub(const json_t *object, const struct activity *activity)
{
    const char *note = json_string_value(json_object_get(object, "_note"));
    bool is_unreadable = activity->source != NULL &&
                         strcmp(activity->source, "STRAVA") == 0 &&
                         (note != NULL || activity->type_name == NULL);
    bool is_empty = activity->type_name == NULL && !(activity->moving_time_s > 0) &&
                    !(activity->elapsed_time_s > 0);
    return is_unreadable || is_empty;
}

bool intervals_activity_parse(const json_t *object, struct arena *arena,
                              struct activity *ret, struct err *err)
{
    struct activity activity;
    struct intervals__bad bad = {{0}};
    activity_init(&activity);
    activity.id = intervals__id(object, "id", arena);
    const char *start = json_string_value(json_object_get(object, "start_date_local"));
    if (activity.id == NULL || start == NULL || !day_parse_prefix(start, &activity.day)) {
        return err_set(err, ERR_UPSTREAM, NULL,
                       "an activity without a usable id or start date");
    }
    times_read(object, &activity, &bad);
    activity.name = intervals__text(object, "name", 200, arena, &bad);
    activity.description = intervals__text(object, "description", 500, arena, &bad);
    activity.type_name = intervals__text(object, "type", 60, arena, &bad);
    activity.source = intervals__text(object, "source", 60, arena, &bad);
    activity.device_name = intervals__text(object, "device_name", 80, arena, &bad);
    activity.tags = joined_texts(object, "tags", "\n", arena, &bad);
    activity.interval_summary = joined_texts(object, "interval_summary", ", ", arena, &bad);
    activity.sport = sport_from_name(activity.type_name);
    activity.is_trainer = intervals__flag(object, "trainer", &bad);
    activity.is_commute = intervals__flag(object, "commute", &bad);
    const char *sub_type = intervals__text(object, "sub_type", 20, arena, &bad);
    activity.is_race = intervals__flag(object, "race", &bad) ||
                       (sub_type != NULL && strcmp(sub_type, "RACE") == 0);
    activity.is_unanalyzed = json_is_null(json_object_get(object, "analyzed"));
    activity.paired_event_id = paired_event_read(object, &bad);
    intervals__numbers_read(object, numbers, sizeof numbers / sizeof numbers[0], &activity,
                            &bad);
    zones_read(object, &activity, &bad);
    activity.is_stub = is_stub(object, &activity);
    activity.bad_fields = intervals__bad_take(&bad, arena);
    *ret = activity;
    return true;
}
