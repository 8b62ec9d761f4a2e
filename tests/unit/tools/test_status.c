#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "rig.h"

extern const struct tool tool_lower_limb_load_status;

#define NOW "2026-03-15T12:00:00+01:00"

static void list_run(struct str_buf *list, day_num day, double km)
{
    char text[DAY_TEXT_SIZE];
    str_buf_printf(list,
                   "%s{\"id\":\"i%d\",\"icu_athlete_id\":\"i1\",\"type\":\"Run\","
                   "\"start_date_local\":\"%sT07:00:00\",\"distance\":%.1f,"
                   "\"moving_time\":%.0f,\"average_speed\":3.0}",
                   list->length > 1 ? "," : "", 1000 + (int)(day % 10000),
                   day_format(day, text), km * 1000, km * 1000 / 3.0);
}

/* Every second day 5 km over 190 days up to today, and last_km today. */
static json_t *steady_then(double last_km, const char *args, const char *wellness)
{
    struct str_buf list = {0};
    day_num today = day_from_civil((struct civil_date){2026, 3, 15});
    struct err err = {0};
    str_buf_add(&list, "[");
    for (day_num day = today - 190; day < today; day += 2) {
        list_run(&list, day, 5.0);
    }
    if (last_km > 0) {
        list_run(&list, today, last_km);
    }
    str_buf_add(&list, "]");
    struct rig rig = {.athlete = rig_athlete,
                      .activities = str_buf_text(&list),
                      .wellness = wellness,
                      .events = "[]",
                      .now = NOW};
    json_t *result = rig_run(&rig, &tool_lower_limb_load_status, args, &err, NULL);
    str_buf_release(&list);
    assert_non_null(result);
    return result;
}

static const char *verdict(const json_t *result)
{
    return json_string_value(rig_member(result, "verdict"));
}

static void test_empty_history_is_unknown_never_clear(void **state)
{
    (void)state;
    struct err err = {0};
    struct rig rig = rig_empty(NOW);
    json_t *result = rig_run(&rig, &tool_lower_limb_load_status, "{}", &err, NULL);
    assert_non_null(result);
    assert_string_equal(verdict(result), "unknown");
    assert_non_null(strstr(rig_text(result), "UNKNOWN"));
    assert_true(json_is_null(rig_member(result, "spike")));
    json_decref(result);
}

/* Before the first activity nothing is known: no zeros. */
static void test_a_day_before_the_history_has_no_zeros(void **state)
{
    (void)state;
    json_t *result = steady_then(0, "{\"date\":\"2024-01-01\"}", "[]");
    static const char *const rest[] = {"rest_days_7", "run_days_7", "run_streak_days"};
    static const char *const running[] = {"week_run_km", "last_7d_run_min",
                                          "last_7d_steps"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(json_is_null(json_object_get(rig_member(result, "rest"), rest[i])));
        assert_true(
            json_is_null(json_object_get(rig_member(result, "running"), running[i])));
    }
    assert_string_equal(rig_missing(result, "history"), "no_data");
    assert_null(strstr(rig_text(result), "0 limb rest days"));
    assert_null(strstr(rig_text(result), "0.0 km"));
    json_decref(result);
}

static void test_steady_running_limits_the_next_run(void **state)
{
    (void)state;
    json_t *result = steady_then(0, "{}", "[]");
    const json_t *limit = rig_member(result, "next_run_limit");
    /* 1.10 x 5.0 km */
    rig_assert_near(json_number_value(json_object_get(limit, "max_km")), 5.5, 1e-9);
    assert_string_equal(verdict(result), "clear");
    assert_non_null(strstr(rig_text(result), "5.5 km"));
    json_decref(result);
}

/* What the calendar asks for tomorrow, against the limit. */
static void test_a_planned_run_above_the_limit_is_said(void **state)
{
    (void)state;
    struct str_buf list = {0};
    day_num today = day_from_civil((struct civil_date){2026, 3, 15});
    str_buf_add(&list, "[");
    for (day_num day = today - 190; day < today; day += 2) {
        list_run(&list, day, 5.0);
    }
    str_buf_add(&list, "]");
    struct rig rig = {.athlete = rig_athlete,
                      .activities = str_buf_text(&list),
                      .wellness = "[]",
                      .now = NOW};
    const struct {
        const char *events;
        const char *words;
        bool is_above;
    } cases[] = {
        {"[{\"id\":1,\"category\":\"WORKOUT\",\"type\":\"Run\",\"start_date_local\":"
         "\"2026-03-16T00:00:00\",\"distance\":9000},{\"id\":2,\"category\":\"WORKOUT\","
         "\"type\":\"Run\",\"start_date_local\":\"2026-03-18T00:00:00\",\"distance\":900}]",
         "Planned Mon 2026-03-16: 9.0 km, 1.80 x the longest of the last 30 days: above "
         "the "
         "limit",
         true},
        {"[{\"id\":1,\"category\":\"WORKOUT\",\"type\":\"Ride\",\"start_date_local\":"
         "\"2026-03-16T00:00:00\",\"distance\":90000},{\"id\":2,\"category\":\"WORKOUT\","
         "\"type\":\"Run\",\"start_date_local\":\"2026-03-18T00:00:00\",\"distance\":5500}"
         "]",
         "Planned Wed 2026-03-18: 5.5 km, 1.10 x the longest of the last 30 days: inside",
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {0};
        rig.events = cases[i].events;
        json_t *result = rig_run(&rig, &tool_lower_limb_load_status, "{}", &err, NULL);
        assert_non_null(result);
        const json_t *planned =
            json_object_get(rig_member(result, "next_run_limit"), "planned");
        assert_int_equal(json_is_true(json_object_get(planned, "above_limit")),
                         cases[i].is_above);
        assert_non_null(strstr(rig_text(result), cases[i].words));
        const char *summary = json_string_value(rig_member(result, "summary"));
        assert_int_equal(
            strstr(summary, "the 9.0 km planned for Mon 2026-03-16 are above it") != NULL,
            cases[i].is_above);
        json_decref(result);
    }
    rig.events = "[]";
    str_buf_release(&list);
}

static void test_large_spike_holds_and_names_its_source(void **state)
{
    (void)state;
    json_t *result = steady_then(10.5, "{}", "[]");
    const json_t *reason = json_array_get(rig_member(result, "reasons"), 0);
    assert_string_equal(verdict(result), "hold");
    assert_string_equal(json_string_value(json_object_get(reason, "rule")), "spike");
    rig_assert_near(json_number_value(json_object_get(reason, "value")), 2.1, 1e-9);
    assert_non_null(strstr(json_string_value(json_object_get(reason, "source")), "doi:"));
    assert_non_null(strstr(rig_text(result), "HOLD"));
    /* Never a percentage of risk, in either half. */
    char *whole = json_dumps(result, 0);
    assert_null(strstr(whole, "% risk"));
    assert_null(strstr(whole, "probability"));
    free(whole);
    json_decref(result);
}

static void test_pain_is_named_as_not_asked(void **state)
{
    (void)state;
    json_t *result = steady_then(0, "{}", "[]");
    assert_string_equal(rig_missing(result, "pain"), "not_asked");
    assert_non_null(strstr(rig_text(result), "pain not told"));
    assert_string_equal(rig_missing(result, "running dynamics"), "not_asked");
    json_decref(result);
}

static void test_injury_field_of_wellness_holds(void **state)
{
    (void)state;
    json_t *result = steady_then(0, "{}", "[{\"id\":\"2026-03-15\",\"injury\":3}]");
    assert_string_equal(verdict(result), "hold");
    json_decref(result);
}

static void test_series_and_status_agree_and_do_not_depend_on_it(void **state)
{
    (void)state;
    json_t *without = steady_then(5.2, "{}", "[]");
    json_t *with = steady_then(5.2, "{\"days\":30}", "[]");
    const json_t *lines = rig_member(with, "lines");
    const json_t *series = rig_member(with, "series");
    assert_int_equal(rig_rows(series), 30);
    assert_true(json_equal((json_t *)(uintptr_t)lines,
                           (json_t *)(uintptr_t)rig_member(without, "lines")));
    rig_assert_near(json_number_value(rig_cell(series, 29, "ll_fitness")),
                    json_number_value(json_object_get(lines, "ll_fitness")), 1e-9);
    assert_string_equal(json_string_value(rig_cell(series, 29, "day")), "2026-03-15");
    json_decref(without);
    json_decref(with);
}

static void test_calendar_and_wellness_down_leave_a_status(void **state)
{
    (void)state;
    struct err err = {0};
    struct rig rig = {.athlete = rig_athlete, .activities = "[]", .now = NOW};
    json_t *result = rig_run(&rig, &tool_lower_limb_load_status, "{}", &err, NULL);
    assert_non_null(result);
    assert_string_equal(rig_missing(result, "wellness"), "upstream_failed");
    assert_string_equal(rig_missing(result, "calendar"), "upstream_failed");
    json_decref(result);
}

static void test_other_opinions_only_when_asked(void **state)
{
    (void)state;
    json_t *plain = steady_then(0, "{}", "[]");
    assert_true(json_is_null(rig_member(plain, "sensitivity")));
    json_t *asked = steady_then(0, "{\"sensitivity\":true}", "[]");
    const json_t *found = rig_member(asked, "sensitivity");
    /* Runs with a threshold pace, at 70 kg: only the exponent touches them. */
    assert_int_equal(json_integer_value(json_object_get(found, "opinions_tried")), 2);
    assert_int_equal(json_array_size(json_object_get(found, "changes")), 0);
    const char *text = json_string_value(json_object_get(found, "text"));
    assert_non_null(strstr(text, "does not hang on our weights"));
    assert_non_null(strstr(rig_text(asked), text));
    json_decref(plain);
    json_decref(asked);
}

static void test_future_date_is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    struct rig rig = rig_empty(NOW);
    assert_null(rig_run(&rig, &tool_lower_limb_load_status, "{\"date\":\"2026-03-16\"}",
                        &err, NULL));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_non_null(strstr(err.message, "2026-03-16"));
}

/* The status and the planner name one limit: the rung, not the kilometres of before. */
static void test_in_the_return_phase_the_next_run_is_the_ladders(void **state)
{
    (void)state;
    struct err err = {0};
    struct str_buf list = {0};
    day_num today = day_from_civil((struct civil_date){2026, 3, 15});
    extern const struct tool tool_set_preferences;
    str_buf_add(&list, "[");
    for (day_num day = today - 60; day <= today - 2; day += 2) {
        list_run(&list, day, 5.0);
    }
    str_buf_add(&list, "]");
    struct rig rig = {.athlete = rig_athlete,
                      .activities = str_buf_text(&list),
                      .wellness = "[]",
                      .events = "[]",
                      .now = NOW};
    rig_open(&rig);
    json_t *set = rig_run(&rig, &tool_set_preferences, "{\"return_from\":\"2026-03-09\"}",
                          &err, NULL);
    json_t *result = rig_run(&rig, &tool_lower_limb_load_status, "{}", &err, NULL);
    assert_non_null(set);
    assert_non_null(result);
    const json_t *limit = rig_member(result, "next_run_limit");
    assert_true(json_is_null(json_object_get(limit, "max_km")));
    assert_string_equal(json_string_value(json_object_get(limit, "rule")),
                        "walk_run_ladder");
    json_decref(result);
    json_decref(set);
    rig_close(&rig);
    str_buf_release(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_the_return_phase_the_next_run_is_the_ladders),
        cmocka_unit_test(test_empty_history_is_unknown_never_clear),
        cmocka_unit_test(test_a_day_before_the_history_has_no_zeros),
        cmocka_unit_test(test_steady_running_limits_the_next_run),
        cmocka_unit_test(test_a_planned_run_above_the_limit_is_said),
        cmocka_unit_test(test_large_spike_holds_and_names_its_source),
        cmocka_unit_test(test_pain_is_named_as_not_asked),
        cmocka_unit_test(test_injury_field_of_wellness_holds),
        cmocka_unit_test(test_series_and_status_agree_and_do_not_depend_on_it),
        cmocka_unit_test(test_calendar_and_wellness_down_leave_a_status),
        cmocka_unit_test(test_other_opinions_only_when_asked),
        cmocka_unit_test(test_future_date_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
