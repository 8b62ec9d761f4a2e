#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "rig.h"

extern const struct tool tool_get_activity;

enum { N_SAMPLES = 1200, ANSWER_MAX_BYTES = 64 * 1024 };

static const char activities[] =
    "[{\"id\":\"r\",\"icu_athlete_id\":\"i1\",\"type\":\"Run\","
    "\"start_date_local\":\"2026-03-13T08:00:00\",\"moving_time\":1200,\"distance\":3600,"
    "\"average_cadence\":80,\"name\":\"A "
    "\\\"b\\\"\\u0007\",\"pace_zone_times\":[60,600,540]},"
    "{\"id\":\"s\",\"icu_athlete_id\":\"i1\",\"source\":\"STRAVA\",\"_note\":\"no\","
    "\"start_date_local\":\"2026-03-14T08:00:00\"}]";
static struct rig rig;

/* A second a sample at 3 m/s; heart rate 140, 0 in the first half of every 20 s. */
static char *details(enum intervals_operation operation, const char *activity_id)
{
    static const char *const types[] = {"time",      "distance",   "velocity_smooth",
                                        "heartrate", "cadence",    "watts",
                                        "altitude",  "stance_time"};
    struct str_buf body = {.max_bytes = 1 << 20};
    if (strcmp(activity_id, "r") != 0) {
        return strdup("");
    }
    if (operation == INTERVALS_INTERVALS) {
        return strdup("{\"icu_intervals\":[{\"type\":\"WORK\",\"label\":\"Fast\","
                      "\"start_time\":0,\"end_time\":1200,\"moving_time\":1200,"
                      "\"distance\":3600,\"average_speed\":3,\"average_cadence\":80}]}");
    }
    str_buf_add(&body, "[");
    for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) {
        str_buf_printf(&body, "%s{\"type\":\"%s\",\"data\":[", k > 0 ? "," : "", types[k]);
        for (int i = 0; i < N_SAMPLES; i++) {
            const double values[] = {i,  3.0 * i, 3,   i % 20 < 10 ? 0 : 140,
                                     80, 250,     400, 240};
            str_buf_printf(&body, "%s%g", i > 0 ? "," : "", values[k]);
        }
        str_buf_add(&body, "]}");
    }
    str_buf_add(&body, "]");
    return str_buf_take(&body);
}

static int setup(void **state)
{
    (void)state;
    log_level_set(LOG_ERROR);
    memset(&rig, 0, sizeof rig);
    rig.athlete = rig_athlete;
    rig.activities = activities;
    rig.wellness = rig.events = "[]";
    rig.now = "2026-03-14T21:00:00+01:00";
    rig.details = details;
    return 0;
}

static json_t *got(const char *args)
{
    struct err err = {0};
    json_t *result = rig_run(&rig, &tool_get_activity, args, &err, NULL);
    if (result == NULL) {
        fail_msg("%s %s", err.message, err.hint);
    }
    return result;
}

static const json_t *stream_table(const json_t *result)
{
    return json_object_get(rig_member(result, "streams"), "table");
}

static double stream_cell(const json_t *result, size_t row, const char *column)
{
    return json_number_value(rig_cell(stream_table(result), row, column));
}

static void sections_only_when_asked(void **state)
{
    (void)state;
    json_t *result = got("{\"sport\":\"run\"}");
    const json_t *activity = rig_member(result, "activity");
    assert_string_equal(json_get_text(activity, "id"), "r");
    assert_string_equal(json_get_text(activity, "name"), "A 'b'"); /* cleaned */
    rig_assert_near(json_get_number(activity, "cadence_per_min"), 160, 0);
    rig_assert_near(json_get_number(activity, "pace_s_per_km"), 333, 0);
    assert_true(json_is_null(rig_member(result, "intervals")));
    assert_true(json_is_null(rig_member(result, "zones")));
    assert_true(json_is_null(rig_member(result, "streams")));
    json_decref(result);
    result = got("{\"id\":\"r\",\"sections\":[\"intervals\",\"zones\",\"dynamics\"]}");
    rig_assert_near(
        json_number_value(rig_cell(rig_member(result, "intervals"), 0, "cadence_per_min")),
        160, 0);
    rig_assert_near(json_number_value(rig_cell(rig_member(result, "zones"), 1, "minutes")),
                    10, 0);
    rig_assert_near(json_get_number(rig_member(result, "dynamics"), "cadence_spm"), 160, 0);
    json_decref(result);
}

static void streams_are_means_and_drop_outs_are_none(void **state)
{
    (void)state;
    json_t *result = got("{\"id\":\"r\",\"sections\":[\"streams\"],\"points\":4}");
    assert_int_equal(rig_rows(stream_table(result)), 4);
    rig_assert_near(stream_cell(result, 1, "start_s"), 300, 0);
    rig_assert_near(stream_cell(result, 1, "hr_bpm"), 140, 0); /* not 70 */
    rig_assert_near(stream_cell(result, 1, "cadence_per_min"), 160, 0);
    rig_assert_near(stream_cell(result, 1, "distance_m"), 3 * 449.5, 0.51);
    json_decref(result);
}

static void a_window_by_time_or_by_distance(void **state)
{
    (void)state;
    json_t *result = got("{\"id\":\"r\",\"sections\":[\"streams\"],\"points\":2,"
                         "\"streams\":[\"hr_bpm\"],\"from_s\":100,\"to_s\":110}");
    assert_int_equal(rig_rows(stream_table(result)), 2);
    rig_assert_near(stream_cell(result, 0, "start_s"), 100, 0);
    assert_true(json_is_null(rig_cell(stream_table(result), 0, "hr_bpm"))); /* 100..104 */
    json_decref(result);
    result = got("{\"id\":\"r\",\"sections\":[\"streams\"],\"points\":1,"
                 "\"from_km\":0.9,\"to_km\":1.8}");
    rig_assert_near(stream_cell(result, 0, "start_s"), 300, 0);
    rig_assert_near(stream_cell(result, 0, "distance_m"), 3 * 449.5, 0.51);
    json_decref(result);
    result = got("{\"id\":\"r\",\"sections\":[\"streams\"],\"from_s\":5000}");
    assert_true(json_is_null(rig_member(result, "streams")));
    assert_string_equal(rig_missing(result, "streams"), "no_data");
    json_decref(result);
}

static void the_answer_is_bounded(void **state)
{
    (void)state;
    json_t *result = got(
        "{\"id\":\"r\",\"sections\":[\"streams\",\"intervals\",\"zones\"],\"points\":500,"
        "\"streams\":[\"distance_m\",\"speed_m_per_s\",\"power_w\",\"hr_bpm\","
        "\"cadence_per_min\",\"altitude_m\",\"stance_time_ms\"]}");
    char *text = json_dumps(result, JSON_COMPACT);
    assert_true(strlen(text) <= ANSWER_MAX_BYTES);
    assert_int_equal(rig_rows(stream_table(result)), 3000 / 8);
    assert_string_equal(rig_missing(result, "streams.points"), "not_asked");
    free(text);
    json_decref(result);
}

static void a_stub_says_what_it_is(void **state)
{
    (void)state;
    json_t *result = got("{\"sections\":[\"streams\",\"intervals\"]}");
    assert_string_equal(rig_missing(result, "activity"), "unreadable_strava");
    assert_non_null(strstr(rig_text(result), "Unreadable"));
    assert_true(json_is_null(rig_member(result, "streams")));
    json_decref(result);
}

static void what_the_service_does_not_have(void **state)
{
    (void)state;
    rig.details = NULL;
    json_t *result = got("{\"id\":\"r\",\"sections\":[\"streams\",\"intervals\"]}");
    assert_string_equal(rig_missing(result, "streams"), "no_data");
    assert_string_equal(rig_missing(result, "intervals"), "no_data");
    json_decref(result);
}

static void wrong_windows_are_refused(void **state)
{
    (void)state;
    struct err err = {0};
    assert_null(
        rig_run(&rig, &tool_get_activity, "{\"from_s\":1,\"to_km\":2}", &err, NULL));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_null(rig_run(&rig, &tool_get_activity, "{\"from_s\":2,\"to_s\":2}", &err, NULL));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_null(rig_run(&rig, &tool_get_activity, "{\"id\":\"zz\"}", &err, NULL));
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sections_only_when_asked, setup),
        cmocka_unit_test_setup(streams_are_means_and_drop_outs_are_none, setup),
        cmocka_unit_test_setup(a_window_by_time_or_by_distance, setup),
        cmocka_unit_test_setup(the_answer_is_bounded, setup),
        cmocka_unit_test_setup(a_stub_says_what_it_is, setup),
        cmocka_unit_test_setup(what_the_service_does_not_have, setup),
        cmocka_unit_test_setup(wrong_windows_are_refused, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
