#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "dynamics_world.h"

extern const struct tool tool_running_dynamics_trend;
extern const struct tool tool_lower_limb_load_status;

static json_t *ask(const char *arguments)
{
    struct err err = {0};
    json_t *result = rig_run(&rig, &tool_running_dynamics_trend, arguments, &err, NULL);
    if (result == NULL) {
        fail_msg("%s", err.message);
    }
    return result;
}

/* The row of a metric outdoors (0) or on the treadmill; SIZE_MAX without. */
static size_t row_of(const json_t *result, const char *metric, const char *place)
{
    const json_t *table = rig_member(result, "metrics");
    for (size_t i = 0; i < rig_rows(table); i++) {
        if (strcmp(json_string_value(rig_cell(table, i, "metric")), metric) == 0 &&
            strcmp(json_string_value(rig_cell(table, i, "place")), place) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static const json_t *cell(const json_t *result, const char *metric, const char *column)
{
    size_t row = row_of(result, metric, "outdoors");
    assert_true(row != SIZE_MAX);
    return rig_cell(rig_member(result, "metrics"), row, column);
}

static void assert_state(const json_t *result, const char *metric, const char *expected)
{
    assert_string_equal(json_string_value(cell(result, metric, "state")), expected);
}

static double number(const json_t *result, const char *metric, const char *column)
{
    const json_t *value = cell(result, metric, column);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void assert_small(const json_t *result)
{
    char *whole = json_dumps(result, JSON_COMPACT);
    char *body = json_dumps(json_object_get(result, "structuredContent"), JSON_COMPACT);
    print_message("%zu bytes, structured %zu\n", strlen(whole), strlen(body));
    assert_true(strlen(whole) <= RESULT_MAX_BYTES);
    assert_true(strlen(body) <= STRUCTURED_MAX_BYTES);
    /* Never more than a description, in either half. */
    assert_null(strstr(whole, "risk"));
    assert_null(strstr(whole, "danger"));
    free(whole);
    free(body);
}

static void steady_runs_are_in_range(void **state)
{
    (void)state;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "in_range");
    assert_state(result, "cadence", "in_range");
    assert_state(result, "stance_balance", "in_range");
    assert_state(result, "vertical_ratio", "no_data");
    assert_string_equal(json_string_value(cell(result, "vertical_ratio", "reason")),
                        "not_recorded");
    assert_string_equal(rig_missing(result, "metrics"), "not_recorded");
    /* Steps a minute of both feet, from 82 of one. */
    rig_assert_near(number(result, "cadence", "value"), 165, 4);
    rig_assert_near(number(result, "stance_time", "difference"),
                    number(result, "stance_time", "value") -
                        number(result, "stance_time", "normal"),
                    1e-9);
    assert_true(number(result, "stance_time", "baseline_runs") >= 40);
    assert_int_equal(rig_rows(rig_member(result, "latest_runs")), 8);
    assert_true(json_is_null(rig_member(result, "runs")));
    const json_t *flags = rig_member(result, "false_flags");
    assert_int_equal(json_integer_value(json_object_get(flags, "runs_per_false_flag")),
                     360);
    /* 45 runs in 90 days, three checked metrics with data: 45 x 3 x 365 / 90 / 360. */
    rig_assert_near(json_number_value(json_object_get(flags, "per_year_at_this_rate")), 1.5,
                    0.11);
    assert_non_null(strstr(rig_text(result), "in range"));
    assert_non_null(strstr(rig_text(result), "left share"));
    assert_null(strstr(rig_text(result), "CHANGED"));
    assert_small(result);
    json_decref(result);
}

static void a_shift_that_stays_is_changed_and_heard_by_the_check(void **state)
{
    (void)state;
    struct err err = {0};
    world.shift_ms = 9;
    world.shift_from = TODAY - 6;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "changed");
    assert_state(result, "cadence", "in_range");
    assert_true(number(result, "stance_time", "difference") > 5);
    assert_true(number(result, "stance_time", "runs_out") >= 2);
    assert_true(number(result, "stance_time", "chart") > 0.95);
    assert_true(json_is_string(cell(result, "stance_time", "since")));
    assert_non_null(
        strstr(rig_text(result), "CHANGED against the own normal at this speed"));
    assert_non_null(strstr(rig_text(result), "A reason to look, no warning"));
    const char *summary = json_string_value(rig_member(result, "summary"));
    assert_non_null(strstr(summary, "ground contact time (+"));
    assert_small(result);
    json_decref(result);

    size_t n_queries = rig.n_queries;
    result = rig_run(&rig, &tool_lower_limb_load_status, "{}", &err, NULL);
    const json_t *reasons = rig_member(result, "reasons");
    bool is_heard = false;
    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const json_t *reason = json_array_get(reasons, i);
        is_heard =
            is_heard ||
            (strcmp(json_string_value(json_object_get(reason, "rule")), "dynamics") == 0 &&
             strcmp(json_string_value(json_object_get(reason, "level")), "caution") == 0);
    }
    assert_true(is_heard);
    assert_null(rig_missing(result, "running dynamics"));
    assert_true(rig.n_queries - n_queries <= 2); /* wellness and events, no details */
    json_decref(result);
}

static void the_check_fetches_nothing_and_says_so(void **state)
{
    (void)state;
    struct err err = {0};
    rig_begin();
    json_t *result = rig_run(&rig, &tool_lower_limb_load_status, "{}", &err, NULL);
    assert_string_equal(rig_missing(result, "running dynamics"), "not_asked");
    assert_int_equal(rig.n_queries, N_LISTS + 2); /* wellness and events */
    json_decref(result);
}

static void few_runs_are_learning(void **state)
{
    (void)state;
    world.n_runs = 12;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "learning");
    assert_string_equal(json_string_value(cell(result, "stance_time", "reason")),
                        "few_runs");
    assert_true(json_is_null(cell(result, "stance_time", "normal")));
    assert_true(json_is_null(cell(result, "stance_time", "chart")));
    assert_non_null(strstr(rig_text(result), "of 10 runs"));
    assert_non_null(strstr(rig_text(result), "no verdict yet"));
    json_decref(result);
}

static void no_runs_are_no_data(void **state)
{
    (void)state;
    world.n_runs = 0;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "cadence", "no_data");
    assert_string_equal(json_string_value(cell(result, "cadence", "reason")), "no_run");
    assert_int_equal(rig_rows(rig_member(result, "devices")), 0);
    assert_non_null(strstr(rig_text(result), "no run of at least 6 minutes"));
    assert_small(result);
    json_decref(result);
}

static void a_speed_never_run_has_no_verdict(void **state)
{
    (void)state;
    world.last_speed = 4.6;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "out_of_speed_range");
    assert_true(json_is_null(cell(result, "stance_time", "z")));
    assert_non_null(strstr(rig_text(result), "lies outside the usual"));
    json_decref(result);
}

static void another_device_starts_anew(void **state)
{
    (void)state;
    world.new_device_from = TODAY - 10;
    world.shift_from = TODAY - 10;
    world.shift_ms = 25; /* it measures otherwise: no change of the athlete's */
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "learning");
    const json_t *devices = rig_member(result, "devices");
    assert_int_equal(rig_rows(devices), 2);
    assert_string_equal(json_string_value(rig_cell(devices, 0, "device")),
                        "New 'Pod', strap or pod");
    assert_int_equal(json_integer_value(rig_cell(devices, 0, "runs")), 6);
    assert_int_equal(json_integer_value(cell(result, "stance_time", "device_row")), 0);
    assert_non_null(strstr(rig_text(result), "measure differently"));
    json_decref(result);
}

static void watch_and_strap_are_told_apart_by_balance(void **state)
{
    (void)state;
    world.strap_until = TODAY - 11; /* the strap was left at home since */
    world.shift_from = TODAY - 10;
    world.shift_ms = 15;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "learning");
    assert_string_equal(
        json_string_value(rig_cell(rig_member(result, "devices"), 0, "device")),
        "Old watch, watch alone");
    /* Balance speaks of the last run that had it. */
    assert_state(result, "stance_balance", "in_range");
    json_decref(result);
}

static void a_treadmill_stands_apart(void **state)
{
    (void)state;
    world.is_treadmill = true;
    world.shift_from = TODAY - 18;
    world.shift_ms = 20;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "in_range");
    assert_int_equal(row_of(result, "stance_time", "treadmill"), SIZE_MAX);
    assert_string_equal(rig_missing(result, "treadmill"), "too_short_history");
    json_decref(result);
    result = ask("{\"metric\":\"stance_time\"}");
    assert_true(row_of(result, "stance_time", "treadmill") != SIZE_MAX);
    json_decref(result);
}

static void one_metric_comes_run_by_run(void **state)
{
    (void)state;
    rig_begin();
    json_t *result = ask("{\"metric\":\"stance_time\",\"days\":30}");
    const json_t *runs = rig_member(result, "runs");
    assert_int_equal(rig_rows(rig_member(result, "metrics")), 1);
    assert_int_equal(rig_rows(runs), 15);
    assert_string_equal(json_string_value(rig_cell(runs, 0, "day")), "2026-03-15");
    assert_true(json_is_number(rig_cell(runs, 14, "chart")));
    assert_true(json_is_null(rig_member(result, "latest_runs")));
    json_decref(result);
}

static void so_many_runs_a_call_and_then_no_more_requests(void **state)
{
    (void)state;
    rig_begin();
    rig_close(&rig);
    rig.n_details_per_call = 0;
    rig.n_queries = 0;
    rig_open(&rig);
    json_t *result = ask("{}");
    assert_int_equal(rig.n_queries, N_LISTS + 25);
    assert_string_equal(rig_missing(result, "runs"), "not_asked");
    assert_non_null(strstr(json_string_value(rig_member(result, "summary")),
                           "70 runs not read yet: call again"));
    assert_small(result);
    json_decref(result);
    for (int i = 0; i < 3; i++) {
        json_decref(ask("{}"));
    }
    assert_int_equal(rig.n_queries, N_LISTS + 95);
    result = ask("{}");
    assert_int_equal(rig.n_queries, N_LISTS + 95);
    assert_null(rig_missing(result, "runs"));
    assert_state(result, "stance_time", "in_range");
    json_decref(result);
}

static void one_run_that_fails_does_not_fail_the_answer(void **state)
{
    (void)state;
    world.broken_day = TODAY - 4;
    rig_begin();
    json_t *result = ask("{}");
    assert_string_equal(rig_missing(result, "runs"), "upstream_failed");
    assert_non_null(strstr(rig_text(result), "the scripted service is down"));
    assert_state(result, "stance_time", "in_range");
    json_decref(result);
    world.broken_day = 0;
    size_t n_queries = rig.n_queries;
    result = ask("{}"); /* tried again */
    assert_int_equal(rig.n_queries, n_queries + 1);
    assert_null(rig_missing(result, "runs"));
    json_decref(result);
}

static void a_run_without_details_is_left_out(void **state)
{
    (void)state;
    world.unknown_day = TODAY - 4;
    rig_begin();
    json_t *result = ask("{}");
    assert_string_equal(rig_missing(result, "runs"), "no_data");
    assert_state(result, "stance_time", "in_range");
    json_decref(result);
}

static void own_fields_stand_in_and_are_named(void **state)
{
    (void)state;
    world.is_custom = true;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "in_range");
    rig_assert_near(number(result, "stance_time", "value"), 250, 25);
    assert_string_equal(
        json_string_value(rig_cell(rig_member(result, "devices"), 0, "device")),
        "Old watch, strap or pod (own fields GroundContactTime)");
    json_decref(result);
}

static void streams_serve_where_laps_say_nothing(void **state)
{
    (void)state;
    world.is_one_lap = true;
    rig_begin();
    json_t *result = ask("{}");
    assert_state(result, "stance_time", "in_range");
    assert_true(number(result, "stance_time", "baseline_segments") > 200);
    assert_int_equal(rig.n_queries, N_LISTS + 2 * 95);
    json_decref(result);
    json_decref(ask("{}"));
    assert_int_equal(rig.n_queries, N_LISTS + 2 * 95);
}

static int stay_quiet(void **state)
{
    (void)state;
    log_level_set(LOG_ERROR);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(steady_runs_are_in_range),
        TEST(a_shift_that_stays_is_changed_and_heard_by_the_check),
        TEST(the_check_fetches_nothing_and_says_so),
        TEST(few_runs_are_learning),
        TEST(no_runs_are_no_data),
        TEST(a_speed_never_run_has_no_verdict),
        TEST(another_device_starts_anew),
        TEST(watch_and_strap_are_told_apart_by_balance),
        TEST(a_treadmill_stands_apart),
        TEST(one_metric_comes_run_by_run),
        TEST(so_many_runs_a_call_and_then_no_more_requests),
        TEST(one_run_that_fails_does_not_fail_the_answer),
        TEST(a_run_without_details_is_left_out),
        TEST(own_fields_stand_in_and_are_named),
        TEST(streams_serve_where_laps_say_nothing),
    };
    return cmocka_run_group_tests(tests, stay_quiet, NULL);
}
