#include "sample_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

extern const struct tool tool_get_activity;
extern const struct tool tool_get_calendar;
extern const struct tool tool_get_wellness;

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct rig sample_rig;
size_t sample_n_compared;

json_t *sample_run(const struct tool *tool, const char *args)
{
    struct err err = {0};
    json_t *result = rig_run(&sample_rig, tool, args, &err, NULL);
    if (result == NULL) {
        fail_msg("%s: %s %s", args, err.message, err.hint);
    }
    return result;
}

/* ---- one number against its source ---- */

static double raw_number(const json_t *row, const struct sample_number *number)
{
    for (size_t i = 0; i < 2 && number->from[i] != NULL; i++) {
        double value = json_get_number(row, number->from[i]);
        if (isfinite(value)) {
            return value;
        }
    }
    return (double)NAN;
}

void sample_expect(const char *where, const json_t *shown, const json_t *row,
                   const struct sample_number *number, double factor)
{
    double expected = raw_number(row, number) * factor;
    if (!isfinite(expected)) {
        if (!json_is_null(shown)) {
            fail_msg("%s: %s is shown and not recorded", where, number->shown);
        }
        return;
    }
    double half = 0.5 * pow(10, -number->decimals) + 1e-9;
    if (!json_is_number(shown) || fabs(json_number_value(shown) - expected) > half) {
        fail_msg("%s: %s is not %g", where, number->shown, expected);
    }
    sample_n_compared++;
}

/* ---- activities ---- */

static const struct sample_number activity_numbers[] = {
    {"duration_min", {"moving_time", "elapsed_time"}, 1.0 / 60, 0},
    {"elapsed_min", {"elapsed_time"}, 1.0 / 60, 0},
    {"distance_km", {"icu_distance", "distance"}, 0.001, 2},
    {"climb_m", {"total_elevation_gain"}, 1, 0},
    {"avg_power_w", {"icu_average_watts"}, 1, 0},
    {"normalized_power_w", {"icu_weighted_avg_watts"}, 1, 0},
    {"work_kj", {"icu_joules"}, 0.001, 0},
    {"avg_hr_bpm", {"average_heartrate"}, 1, 0},
    {"max_hr_bpm", {"max_heartrate"}, 1, 0},
    {"intensity_pct", {"icu_intensity"}, 1, 0},
    {"training_load", {"icu_training_load"}, 1, 0},
    {"decoupling_pct", {"decoupling"}, 1, 1},
    {"efficiency_factor", {"icu_efficiency_factor"}, 1, 2},
    {"compliance_pct", {"compliance"}, 1, 0},
    {"rpe_1to10", {"icu_rpe"}, 1, 0},
    {"feel_1strong_5weak", {"feel"}, 1, 0}, /* 1 stays strong */
    {"kg_lifted", {"kg_lifted"}, 1, 0},
    {"device_temperature_c", {"average_temp"}, 1, 0},
};
static const struct sample_number cadence = {"cadence_per_min", {"average_cadence"}, 1, 0};
static const struct sample_number dynamics_numbers[] = {
    {"cadence_spm", {"average_cadence"}, 2, 0},
    {"stance_time_ms", {"average_stance_time"}, 1, 0},
    {"vertical_oscillation_mm", {"average_vertical_oscillation"}, 1, 0},
    {"vertical_ratio_pct", {"average_vertical_ratio"}, 1, 1},
    {"step_length_mm", {"average_step_length"}, 1, 0},
    {"stance_balance_left_pct", {"average_stance_time_balance"}, 1, 1},
    {"leg_spring_stiffness_kn_per_m", {"average_leg_spring_stiffness"}, 1, 1},
};

/* Noon of the day after the row's. */
static void now_after(const json_t *row, const char *key, char now[40])
{
    day_num day = 0;
    char text[DAY_TEXT_SIZE];
    assert_true(day_parse_prefix(json_get_text(row, key), &day));
    (void)snprintf(now, 40, "%sT12:00:00+01:00", day_format(day + 1, text));
    sample_rig.now = now;
}

static void expect_run(const char *file, const json_t *result, const json_t *row)
{
    const json_t *activity = rig_member(result, "activity");
    const json_t *dynamics = rig_member(result, "dynamics");
    sample_expect(file, json_object_get(activity, cadence.shown), row, &cadence, 2);
    for (size_t i = 0; i < COUNT(dynamics_numbers); i++) {
        const struct sample_number *number = &dynamics_numbers[i];
        sample_expect(file, json_object_get(dynamics, number->shown), row, number,
                      number->factor);
    }
    double speed = json_get_number(row, "average_speed");
    if (isfinite(speed)) {
        rig_assert_near(json_get_number(activity, "pace_s_per_km"), 1000 / speed, 0.5);
    }
}

void sample_activity(const char *file, const json_t *given)
{
    char args[200];
    char now[40];
    json_t *row = json_deep_copy(given);
    (void)json_object_set_new(row, "icu_athlete_id", json_string("i1"));
    (void)json_object_del(row, "athlete_id");
    char *list = json_dumps(row, JSON_COMPACT);
    struct str_buf body = {0};
    str_buf_printf(&body, "[%s]", list);
    sample_rig.activities = str_buf_text(&body);
    now_after(row, "start_date_local", now);
    (void)snprintf(args, sizeof args,
                   "{\"id\":\"%s\",\"sections\":[\"dynamics\",\"zones\"]}",
                   json_get_text(row, "id"));
    json_t *result = sample_run(&tool_get_activity, args);
    const json_t *activity = rig_member(result, "activity");
    const char *type = json_get_text(row, "type");
    bool is_stub = type == NULL && !isfinite(json_get_number(row, "moving_time"));
    assert_int_equal(rig_missing(result, "activity") != NULL && is_stub, is_stub);
    for (size_t i = 0; i < COUNT(activity_numbers); i++) {
        const struct sample_number *number = &activity_numbers[i];
        sample_expect(file, json_object_get(activity, number->shown), row, number,
                      number->factor);
    }
    if (type != NULL && strcmp(type, "Run") == 0) {
        expect_run(file, result, row);
    } else {
        sample_expect(file, json_object_get(activity, cadence.shown), row, &cadence, 1);
    }
    json_decref(result);
    str_buf_release(&body);
    free(list);
    json_decref(row);
}

/* ---- wellness and calendar ---- */

static const struct sample_number wellness_numbers[] = {
    {"weight_kg", {"weight"}, 1, 1},
    {"resting_hr_bpm", {"restingHR"}, 1, 0},
    {"hrv_rmssd_ms", {"hrv"}, 1, 0},
    {"hrv_sdnn_ms", {"hrvSDNN"}, 1, 0},
    {"sleep_h", {"sleepSecs"}, 1.0 / 3600, 1},
    {"sleep_score", {"sleepScore"}, 1, 0},
    {"sleep_quality", {"sleepQuality"}, 1, 0}, /* 1 stays good, as in those below */
    {"soreness", {"soreness"}, 1, 0},
    {"fatigue", {"fatigue"}, 1, 0},
    {"stress", {"stress"}, 1, 0},
    {"motivation", {"motivation"}, 1, 0},
    {"injury", {"injury"}, 1, 0},
    {"readiness", {"readiness"}, 1, 0},
    {"spo2_pct", {"spO2"}, 1, 0},
    {"respiration_per_min", {"respiration"}, 1, 1},
    {"steps", {"steps"}, 1, 0},
    {"sleeping_hr_bpm", {"avgSleepingHR"}, 1, 0},
    {"vo2max_ml_per_kg_min", {"vo2max"}, 1, 1},
    {"kcal_consumed", {"kcalConsumed"}, 1, 0},
    {"carbohydrates_g", {"carbohydrates"}, 1, 0},
    {"protein_g", {"protein"}, 1, 0},
    {"fat_g", {"fatTotal"}, 1, 0},
};

void sample_wellness(const char *file, const json_t *row)
{
    char now[40];
    day_num day = 0;
    const char *id = json_get_text(row, "id");
    if (!day_parse(id, &day)) {
        return; /* a placeholder of its author */
    }
    struct str_buf args = {0};
    char *text = json_dumps(row, JSON_COMPACT);
    struct str_buf body = {0};
    str_buf_printf(&body, "[%s]", text);
    sample_rig.wellness = str_buf_text(&body);
    now_after(row, "id", now);
    str_buf_printf(&args, "{\"oldest\":\"%s\",\"newest\":\"%s\",\"fields\":[", id, id);
    for (size_t i = 0; i < COUNT(wellness_numbers); i++) {
        str_buf_printf(&args, "%s\"%s\"", i > 0 ? "," : "", wellness_numbers[i].shown);
    }
    str_buf_add(&args, "]}");
    json_t *result = sample_run(&tool_get_wellness, str_buf_text(&args));
    const json_t *days = rig_member(result, "days");
    for (size_t i = 0; i < COUNT(wellness_numbers); i++) {
        const struct sample_number *number = &wellness_numbers[i];
        sample_expect(file, rig_cell(days, 0, number->shown), row, number, number->factor);
    }
    json_decref(result);
    str_buf_release(&args);
    str_buf_release(&body);
    free(text);
}

void sample_event(const char *file, const json_t *given)
{
    static const struct sample_number numbers[] = {
        {"duration_min", {"moving_time"}, 1.0 / 60, 0},
        {"training_load", {"icu_training_load"}, 1, 0}};
    char args[100];
    char now[40];
    if (!json_is_integer(json_object_get(given, "id"))) {
        return; /* a placeholder of its author */
    }
    json_t *row = json_deep_copy(given);
    (void)json_object_del(row, "athlete_id");
    if (json_object_get(row, "date") != NULL) { /* a harvest of texts: day and kind cut */
        (void)json_object_set(row, "start_date_local", json_object_get(row, "date"));
        (void)json_object_set_new(row, "category", json_string("WORKOUT"));
    }
    char *text = json_dumps(row, JSON_COMPACT);
    struct str_buf body = {0};
    str_buf_printf(&body, "[%s]", text);
    sample_rig.events = str_buf_text(&body);
    now_after(row, "start_date_local", now);
    (void)snprintf(args, sizeof args, "{\"oldest\":\"%.10s\",\"newest\":\"%.10s\"}",
                   json_get_text(row, "start_date_local"),
                   json_get_text(row, "start_date_local"));
    json_t *result = sample_run(&tool_get_calendar, args);
    const json_t *events = rig_member(result, "events");
    assert_int_equal(rig_rows(events), 1);
    assert_string_equal(json_string_value(rig_cell(events, 0, "category")),
                        json_get_text(row, "category"));
    for (size_t i = 0; i < COUNT(numbers); i++) {
        sample_expect(file, rig_cell(events, 0, numbers[i].shown), row, &numbers[i],
                      numbers[i].factor);
    }
    json_decref(result);
    str_buf_release(&body);
    free(text);
    json_decref(row);
}
