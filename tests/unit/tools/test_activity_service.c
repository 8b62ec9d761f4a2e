/* The sections of get_activity that the service is asked for by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "rig.h"

extern const struct tool tool_get_activity;

static const char activities[] =
    "[{\"id\":\"r\",\"icu_athlete_id\":\"i1\",\"type\":\"Run\","
    "\"start_date_local\":\"2026-03-11T08:00:00\",\"moving_time\":1200,\"distance\":3600,"
    "\"gear\":{\"id\":\"s1\"},\"has_weather\":true},"
    "{\"id\":\"b\",\"icu_athlete_id\":\"i1\",\"type\":\"Ride\","
    "\"start_date_local\":\"2026-03-12T08:00:00\",\"moving_time\":3600,\"distance\":30000,"
    "\"icu_average_watts\":200,\"average_heartrate\":130,\"has_weather\":false},"
    "{\"id\":\"w\",\"icu_athlete_id\":\"i1\",\"type\":\"WeightTraining\","
    "\"start_date_local\":\"2026-03-13T08:00:00\",\"moving_time\":3600,"
    "\"average_heartrate\":100,\"gear\":{\"id\":\"gone\"}},"
    "{\"id\":\"x\",\"icu_athlete_id\":\"i1\",\"source\":\"STRAVA\",\"_note\":\"no\","
    "\"start_date_local\":\"2026-03-13T18:00:00\"}]";

static struct rig rig;
static struct str_buf asked;
static bool is_down;

static char *object(const char *endpoint, const char *path)
{
    str_buf_printf(&asked, "%s\n", path);
    if (is_down) {
        return NULL;
    }
    if (strcmp(endpoint, "gear") == 0) {
        return strdup("[{\"id\":\"s0\",\"name\":\"Other\"},{\"id\":\"s1\",\"type\":"
                      "\"Shoes\",\"name\":\"Fast\",\"distance\":412345.6,\"time\":144000,"
                      "\"activities\":40,\"retired\":\"2026-03-01\"}]");
    }
    if (strcmp(endpoint, "activity_messages") == 0) {
        return strdup("[{\"name\":\"Coach\",\"created\":\"2026-03-11T10:00:00Z\","
                      "\"athlete_id\":\"i9\",\"content\":\"Well \\\"run\\\"\\nbye\"},"
                      "{\"name\":\"B\",\"deleted\":\"2026-03-11T11:00:00Z\","
                      "\"content\":\"taken back\"},{\"content\":null}]");
    }
    if (strcmp(endpoint, "activity_weather") == 0) {
        return strdup("{\"average_weather_temp\":-2.34,\"headwind_percent\":0,"
                      "\"description\":\"Snow\",\"average_wind_speed\":\"x\"}");
    }
    if (strcmp(endpoint, "activity_pace_curve") == 0) {
        return strdup("{\"distance\":[400,1000,3000],\"values\":[100,270,880]}");
    }
    if (strcmp(endpoint, "activity_power_curve") == 0) {
        return strdup("{\"secs\":[5,300,3600],\"watts\":[700,280,200]}");
    }
    return strdup("");
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
    rig.object = object;
    is_down = false;
    str_buf_clear(&asked);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    str_buf_release(&asked);
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

#define ALL "\"sections\":[\"best_efforts\",\"messages\",\"weather\",\"gear\"]"

static void nothing_is_asked_for_unasked(void **state)
{
    (void)state;
    json_t *result = got("{\"id\":\"r\"}");
    assert_int_equal(asked.length, 0);
    assert_true(json_is_null(rig_member(result, "gear")));
    assert_null(rig_missing(result, "gear"));
    json_decref(result);
}

static void a_run_with_all_of_them(void **state)
{
    (void)state;
    json_t *result = got("{\"id\":\"r\"," ALL "}");
    const json_t *best = rig_member(result, "best_efforts");
    assert_int_equal(rig_rows(best), 3);
    rig_assert_near(json_number_value(rig_cell(best, 1, "pace_s_per_km")), 270, 0);
    const json_t *messages = rig_member(result, "messages");
    assert_int_equal(rig_rows(messages), 1);
    assert_string_equal(json_string_value(rig_cell(messages, 0, "text")), "Well 'run' bye");
    assert_non_null(strstr(rig_text(result), "\"Coach\" wrote: \"Well 'run' bye\""));
    const json_t *weather = rig_member(result, "weather");
    rig_assert_near(json_get_number(weather, "temperature_c"), -2.3, 1e-9);
    rig_assert_near(json_get_number(weather, "headwind_pct"), 0, 0); /* measured */
    assert_true(json_is_null(json_object_get(weather, "wind_speed_in_account_unit")));
    const json_t *gear = rig_member(result, "gear");
    assert_string_equal(json_get_text(gear, "name"), "Fast");
    rig_assert_near(json_get_number(gear, "distance_km"), 412, 0);
    rig_assert_near(json_get_number(gear, "hours"), 40, 0);
    assert_string_equal(json_get_text(gear, "retired"), "2026-03-01");
    assert_non_null(strstr(str_buf_text(&asked), "activity/r/pace-curve\n"));
    assert_non_null(strstr(str_buf_text(&asked), "activity/r/messages?limit=10\n"));
    json_decref(result);
}

static void what_is_not_there_says_why(void **state)
{
    (void)state;
    json_t *result = got("{\"id\":\"b\"," ALL "}");
    rig_assert_near(
        json_number_value(rig_cell(rig_member(result, "best_efforts"), 1, "power_w")), 280,
        0);
    assert_string_equal(rig_missing(result, "gear"), "not_recorded");
    assert_string_equal(rig_missing(result, "weather"), "not_recorded");
    assert_null(strstr(str_buf_text(&asked), "weather")); /* the row says there is none */
    assert_null(strstr(str_buf_text(&asked), "/gear"));
    json_decref(result);
    result = got("{\"id\":\"w\",\"sections\":[\"best_efforts\",\"gear\"]}");
    assert_string_equal(rig_missing(result, "best_efforts"), "no_data");
    assert_string_equal(rig_missing(result, "gear"), "no_data");
    json_decref(result);
}

static void a_service_that_is_down_costs_the_sections_alone(void **state)
{
    (void)state;
    is_down = true;
    json_t *result = got("{\"id\":\"r\"," ALL "}");
    assert_string_equal(rig_missing(result, "messages"), "upstream_failed");
    assert_string_equal(rig_missing(result, "gear"), "upstream_failed");
    assert_true(json_is_null(rig_member(result, "messages")));
    rig_assert_near(json_get_number(rig_member(result, "activity"), "distance_km"), 3.6,
                    1e-9);
    json_decref(result);
}

static void a_stub_has_none(void **state)
{
    (void)state;
    json_t *result = got("{\"id\":\"x\"," ALL "}");
    assert_string_equal(rig_missing(result, "activity"), "unreadable_strava");
    assert_int_equal(asked.length, 0);
    json_decref(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_asked_for_unasked, setup),
        cmocka_unit_test_setup(a_run_with_all_of_them, setup),
        cmocka_unit_test_setup(what_is_not_there_says_why, setup),
        cmocka_unit_test_setup(a_service_that_is_down_costs_the_sections_alone, setup),
        cmocka_unit_test_setup(a_stub_has_none, setup),
    };
    return cmocka_run_group_tests_name("tools/activity_service", tests, NULL, teardown);
}
