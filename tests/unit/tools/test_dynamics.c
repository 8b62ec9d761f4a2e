#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/log.h"
#include "base/str.h"
#include "rig.h"

extern const struct tool tool_running_dynamics_trend;
extern const struct tool tool_lower_limb_load_status;

/* Sun 2026-03-15; a run every second day up to it. */
#define TODAY 20527
/* Requests for the athlete and the activities in two windows. */
enum { N_LISTS = 3 };
enum { N_LAPS = 8, LAP_S = 360, RESULT_MAX_BYTES = 6 * 1024, STRUCTURED_MAX_BYTES = 4096 };

/* How the invented runs are; set by each test before it runs. */
static struct {
    int n_runs;
    double shift_ms;         /* of contact time, */
    day_num shift_from;      /* from this day on */
    double last_speed;       /* of the newest run; 0: as the others */
    day_num new_device_from; /* 0: never */
    day_num strap_until;     /* balance is measured up to this day */
    bool is_treadmill;       /* the newest ten */
    bool is_bare;            /* neither contact time nor balance */
    bool is_custom;          /* contact time under the athlete's own code, in seconds */
    bool is_one_lap;         /* laps say nothing: streams must */
    day_num broken_day;
    day_num unknown_day;
} world;

static struct rig rig;
static struct str_buf activities;

static double noise(day_num day, int lap)
{
    unsigned hash = ((unsigned)day * 2654435761U) ^ ((unsigned)lap * 40503U);
    hash ^= hash >> 13U;
    hash *= 2246822519U;
    hash ^= hash >> 16U;
    return (double)(hash % 2001U) / 1000.0 - 1.0;
}

static double speed_of(day_num day, int lap)
{
    if (day == TODAY && world.last_speed > 0) {
        return world.last_speed;
    }
    return 3.0 + 0.3 * noise(day, 99) + 0.1 * noise(day, lap);
}

static double contact_of(day_num day, int lap)
{
    double shift = world.shift_from != 0 && day >= world.shift_from ? world.shift_ms : 0;
    return 250 - 40 * (speed_of(day, lap) - 3) + 2 * noise(day, lap + 50) +
           3 * noise(day, 77) + shift;
}

static void lap_write(struct str_buf *body, day_num day, int lap)
{
    double speed = speed_of(day, lap);
    double contact = contact_of(day, lap);
    bool is_strap = day <= world.strap_until;
    str_buf_printf(body,
                   "%s{\"id\":%d,\"type\":\"WORK\",\"start_time\":%d,\"end_time\":%d,"
                   "\"moving_time\":%d,\"distance\":%.1f,\"average_speed\":%.3f,"
                   "\"average_gradient\":0.003,\"average_cadence\":%.2f",
                   lap > 0 ? "," : "", lap + 1, lap * LAP_S, (lap + 1) * LAP_S, LAP_S,
                   speed * LAP_S, speed, 82 + 3 * (speed - 3) + 0.2 * noise(day, lap + 20));
    if (!world.is_bare && world.is_custom) {
        str_buf_printf(body, ",\"GroundContactTime\":%.5f", contact / 1000);
    } else if (!world.is_bare) {
        str_buf_printf(body, ",\"average_stance_time\":%.2f", contact);
    }
    if (!world.is_bare && is_strap) {
        str_buf_printf(body, ",\"average_stance_time_balance\":%.2f",
                       49.5 + 0.4 * noise(day, lap + 70));
    }
    str_buf_add(body, "}");
}

static char *laps_of(day_num day)
{
    struct str_buf body = {0};
    str_buf_add(&body, "{\"icu_intervals\":[");
    if (world.is_one_lap) {
        str_buf_printf(&body, "{\"start_time\":0,\"moving_time\":%d,\"average_speed\":3}",
                       N_LAPS * LAP_S);
    }
    for (int lap = 0; lap < N_LAPS && !world.is_one_lap; lap++) {
        lap_write(&body, day, lap);
    }
    str_buf_add(&body, "],\"icu_groups\":[]}");
    return str_buf_take(&body);
}

static char *streams_of(day_num day)
{
    static const char *const types[] = {"time", "distance", "grade_smooth", "cadence",
                                        "stance_time"};
    struct str_buf body = {0};
    enum { STEP_S = 6, N_SAMPLES = N_LAPS * LAP_S / STEP_S };
    str_buf_add(&body, "[");
    for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) {
        str_buf_printf(&body, "%s{\"type\":\"%s\",\"data\":[", k > 0 ? "," : "", types[k]);
        for (int i = 0; i < N_SAMPLES; i++) {
            double time_s = i * (double)STEP_S;
            double values[] = {time_s, time_s * speed_of(day, 0), 0.2, 83,
                               contact_of(day, 0)};
            str_buf_printf(&body, "%s%.2f", i > 0 ? "," : "", values[k]);
        }
        str_buf_add(&body, "]}");
    }
    str_buf_add(&body, "]");
    return str_buf_take(&body);
}

static char *details(enum intervals_operation operation, const char *activity_id)
{
    day_num day = (day_num)strtol(activity_id + 1, NULL, 10);
    if (day == world.broken_day) {
        return NULL;
    }
    if (day == world.unknown_day) {
        return strdup("");
    }
    return operation == INTERVALS_INTERVALS ? laps_of(day) : streams_of(day);
}

static void activities_write(void)
{
    str_buf_clear(&activities);
    str_buf_add(&activities, "[");
    for (int i = world.n_runs - 1; i >= 0; i--) {
        char text[DAY_TEXT_SIZE];
        day_num day = TODAY - 2 * i;
        bool is_new = world.new_device_from != 0 && day >= world.new_device_from;
        str_buf_printf(&activities,
                       "%s{\"id\":\"i%d\",\"type\":\"Run\",\"start_date_local\":"
                       "\"%sT07:00:00\",\"moving_time\":%d,\"distance\":8640,"
                       "\"average_cadence\":82.5,\"trainer\":%s,\"device_name\":\"%s\"}",
                       i < world.n_runs - 1 ? "," : "", (int)day, day_format(day, text),
                       N_LAPS * LAP_S, world.is_treadmill && i < 10 ? "true" : "false",
                       is_new ? "New \\\"Pod\\\"" : "Old watch");
    }
    str_buf_add(&activities, "]");
}

/* A world of 95 runs (190 days) with a strap, opened. */
static int open_world(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.n_runs = 95;
    world.strap_until = TODAY;
    return 0;
}

static void rig_begin(void)
{
    activities_write();
    rig = (struct rig){.athlete = rig_athlete,
                       .activities = str_buf_text(&activities),
                       .wellness = "[]",
                       .events = "[]",
                       .now = "2026-03-15T12:00:00+01:00",
                       .details = details,
                       .n_details_per_call = 400};
    rig_open(&rig);
}

static int close_world(void **state)
{
    (void)state;
    rig_close(&rig);
    str_buf_release(&activities);
    return 0;
}

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
