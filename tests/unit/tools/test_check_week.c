/* check_week: verdicts, what is read of sessions, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "week_rig.h"

/* The row of a rule, or NULL when it does not apply. */
static const json_t *rule_row(const json_t *result, const char *rule)
{
    const json_t *table = rig_member(result, "rules");
    for (size_t i = 0; i < rig_rows(table); i++) {
        if (strcmp(json_string_value(rig_cell(table, i, "rule")), rule) == 0) {
            return json_array_get(json_object_get(table, "rows"), i);
        }
    }
    return NULL;
}

static void test_legs_before_vo2_need_an_override(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result =
        week_rig_call(&f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":["
                      "{\"day\":\"monday\",\"slot\":\"am\",\"sport\":\"WeightTraining\","
                      "\"minutes\":60,\"name\":\"Heavy legs\"},"
                      "{\"day\":\"2026-03-16\",\"slot\":\"pm\",\"sport\":\"Ride\","
                      "\"minutes\":60,\"name\":\"VO2 5 x 3 min\"}]}");
    assert_string_equal(week_rig_text(result, "verdict"), "needs_override");
    const json_t *reason = json_array_get(rig_member(result, "reasons"), 0);
    assert_string_equal(json_string_value(json_object_get(reason, "rule")), "H8");
    assert_string_equal(json_string_value(json_object_get(reason, "override")), "athlete");
    assert_string_equal(json_string_value(json_object_get(reason, "session")),
                        "Mon 18:00 ride_vo2 60 min");
    rig_assert_near(json_number_value(json_array_get(rule_row(result, "H8"), 2)), 10, 1e-9);
    assert_non_null(strstr(rig_text(result), "NEEDS OVERRIDE: H8 heavy_legs"));
    const json_t *nearest = rig_member(result, "nearest");
    assert_true(json_is_true(json_object_get(nearest, "found")));
    assert_int_equal(json_array_size(json_object_get(nearest, "changes")), 1);
    rig_assert_near(json_number_value(json_object_get(nearest, "load_lost")), 0, 0);
    json_decref(result);
    /* The swapped order passes. */
    result =
        week_rig_call(&f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":["
                      "{\"day\":\"monday\",\"slot\":\"pm\",\"sport\":\"WeightTraining\","
                      "\"minutes\":60,\"name\":\"Heavy legs\"},"
                      "{\"day\":\"monday\",\"slot\":\"am\",\"sport\":\"Ride\","
                      "\"minutes\":60,\"name\":\"VO2 5 x 3 min\"}]}");
    assert_string_equal(week_rig_text(result, "verdict"), "pass_with_cautions");
    assert_int_equal(json_array_size(rig_member(result, "reasons")), 0);
    assert_true(json_is_null(rig_member(result, "nearest")));
    json_decref(result);
    week_rig_close(&f);
}

/* The label of a model does not hide what the name says. */
static void test_a_hard_session_called_easy(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result =
        week_rig_call(&f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":["
                      "{\"day\":\"tuesday\",\"sport\":\"Run\",\"minutes\":45,"
                      "\"kind\":\"run_easy\",\"name\":\"5 x 1000 m all out\"}]}");
    const json_t *table = rig_member(result, "sessions");
    const json_t *totals = rig_member(result, "totals");
    assert_string_equal(json_string_value(rig_cell(table, 0, "kind")), "run_vo2");
    assert_string_equal(json_string_value(rig_cell(table, 0, "kind_by")),
                        "told run_easy; words of VO2 work: counted as run_vo2");
    assert_non_null(strstr(week_rig_text(result, "summary"), "1 counted harder than told"));
    assert_int_equal(json_integer_value(json_object_get(totals, "hard_runs")), 1);
    json_decref(result);
    week_rig_refused(&f, &tool_check_week,
                     "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"monday\",\"sport\":"
                     "\"Run\",\"minutes\":90,\"kind\":\"mobility\"}]}",
                     "mobility is no Run");
    week_rig_close(&f);
}

static void test_a_run_on_a_stop_day_is_refused(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_decref(week_rig_call(
        &f, &tool_log_checkin,
        "{\"pain\":[{\"moment\":\"next_morning\",\"score\":7,\"site\":\"shin\"}]}"));
    json_t *result = week_rig_call(
        &f, &tool_check_week,
        "{\"sessions\":[{\"day\":\"2026-03-12\",\"sport\":\"Run\",\"minutes\":20}]}");
    assert_string_equal(week_rig_text(result, "verdict"), "refused");
    assert_true(json_is_null(rig_member(result, "plan_token"))); /* nothing to write */
    assert_non_null(strstr(rig_text(result), "override: never"));
    json_decref(result);
    week_rig_close(&f);
}

/* Done sessions of the week come from the data, weekdays are found, clocks assumed. */
static void test_a_week_under_way(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result =
        week_rig_call(&f, &tool_check_week,
                      "{\"week_start\":\"2026-03-11\",\"sessions\":["
                      "{\"day\":\"saturday\",\"sport\":\"Ride\",\"minutes\":60},"
                      "{\"day\":\"saturday\",\"sport\":\"Run\",\"minutes\":20,"
                      "\"name\":\"Brick\"},"
                      "{\"day\":\"thursday\",\"start\":\"06:30\",\"sport\":\"Run\","
                      "\"minutes\":45,\"intensity_pct\":95}]}");
    const json_t *table = rig_member(result, "sessions");
    assert_string_equal(week_rig_text(result, "week_start"), "2026-03-09");
    assert_int_equal(rig_rows(table), 4);
    assert_string_equal(json_string_value(rig_cell(table, 0, "state")), "done");
    assert_string_equal(json_string_value(rig_cell(table, 1, "kind")), "run_threshold");
    assert_string_equal(json_string_value(rig_cell(table, 1, "kind_by")), "intensity");
    assert_string_equal(json_string_value(rig_cell(table, 2, "start")), "07:00");
    assert_string_equal(json_string_value(rig_cell(table, 3, "start")), "08:00");
    assert_string_equal(json_string_value(rig_cell(table, 3, "kind")), "run_brick");
    assert_int_equal(strlen(week_rig_text(result, "plan_token")), OWN_BATCH_CHARS);
    json_decref(result);
    week_rig_close(&f);
}

/* What the calendar held for this morning may be done: no broken rule, but said. */
static void test_a_session_of_earlier_today(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.events = "[{\"id\":5,\"category\":\"WORKOUT\",\"type\":\"Run\",\"name\":\"Easy\","
                   "\"start_date_local\":\"2026-03-11T07:00:00\",\"moving_time\":2400}]";
    json_t *result = week_rig_call(&f, &tool_check_week, "{}");
    const json_t *table = rig_member(result, "sessions");
    assert_int_equal(json_array_size(rig_member(result, "reasons")), 0);
    assert_string_equal(json_string_value(rig_cell(table, 1, "state")), "unconfirmed");
    assert_string_equal(rig_missing(result, "sessions"), "not_recorded");
    json_decref(result);
    result = week_rig_call(&f, &tool_check_week,
                           "{\"sessions\":[{\"day\":\"2026-03-11\",\"sport\":\"Run\","
                           "\"minutes\":30}]}");
    table = rig_member(result, "sessions");
    assert_string_equal(json_string_value(rig_cell(table, 1, "start")), "18:00");
    json_decref(result);
    week_rig_refused(&f, &tool_check_week,
                     "{\"sessions\":[{\"day\":\"2026-03-11\",\"sport\":\"Run\","
                     "\"minutes\":30,\"start\":\"07:00\"}]}",
                     "07:00 lies in the past");
    week_rig_close(&f);
}

/* An empty week is no week that passes. */
static void test_nothing_planned(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result = week_rig_call(&f, &tool_check_week, "{" NEXT_WEEK "}");
    assert_string_equal(week_rig_text(result, "verdict"), "nothing_planned");
    assert_non_null(strstr(rig_text(result), "NOTHING PLANNED"));
    assert_null(strstr(rig_text(result), "PASS"));
    assert_true(json_is_null(rig_member(result, "plan_token")));
    json_decref(result);
    week_rig_refused(&f, &tool_check_week, "{" NEXT_WEEK ",\"sessions\":[]}",
                     "nothing to check");
    week_rig_close(&f);
}

/* A calendar that could not be read is not an empty one. */
static void test_an_unseen_calendar_is_not_empty(void **state)
{
    (void)state;
    struct week_rig f;
    struct err err = {0};
    week_rig_open(&f);
    f.rig.events = NULL;
    assert_null(rig_run(&f.rig, &tool_check_week, "{" NEXT_WEEK "}", &err, NULL));
    assert_int_equal(err.code, ERR_UPSTREAM);
    week_rig_close(&f);
}

#define SHORT_RUN(id, day)                                                                 \
    "{\"id\":\"" id "\",\"type\":\"Run\",\"start_date_local\":\"2026-" day                 \
    "T07:00:00\",\"distance\":5000,\"moving_time\":1800,\"average_speed\":2.78}"

/* Below 45 min the minutes decide; the kilometres stand beside, as in the load status. */
static void test_the_limit_of_the_longest_run(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    static const char week[] = "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"saturday\","
                               "\"sport\":\"Run\",\"minutes\":75,\"km\":12}]}";
    json_t *result = week_rig_call(&f, &tool_check_week, week);
    assert_non_null(strstr(rig_text(result), "12 km, limit at most 11.0 km (Sat)"));
    json_decref(result);
    week_rig_close(&f);
    week_rig_open(&f);
    f.rig.activities = "[" SHORT_RUN("a", "02-27") "," SHORT_RUN(
        "b", "03-04") "," SHORT_RUN("c", "03-08") "]";
    result = week_rig_call(&f, &tool_check_week, week);
    assert_non_null(
        strstr(rig_text(result),
               "75 min, limit at most 5.5 km and at most 35 min, minutes decide (Sat)"));
    json_decref(result);
    week_rig_close(&f);
}

/* A told race: its length is asked for, and one that is given stands in its place. */
static void test_a_race_of_unknown_length(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_decref(week_rig_call(
        &f, &tool_set_preferences,
        "{\"races\":[{\"date\":\"2026-03-22\",\"kind\":\"duathlon_sprint\"}]}"));
    json_t *result = week_rig_call(&f, &tool_check_week, "{" NEXT_WEEK "}");
    const json_t *table = rig_member(result, "sessions");
    assert_true(json_is_null(rig_cell(table, 0, "min")));
    assert_true(json_is_null(rig_cell(table, 0, "llss")));
    assert_string_equal(rig_missing(result, "race length"), "not_asked");
    assert_non_null(strstr(rig_text(result), "Sun 09:00 race of unknown length"));
    json_decref(result);
    result = week_rig_call(&f, &tool_check_week,
                           "{" NEXT_WEEK ",\"focus\":\"race_week\",\"sessions\":[{\"day\":"
                           "\"sunday\",\"sport\":\"Run\",\"minutes\":70,\"race\":true}]}");
    table = rig_member(result, "sessions");
    assert_int_equal(rig_rows(table), 1);
    assert_string_equal(json_string_value(rig_cell(table, 0, "start")), "09:00");
    assert_null(rig_missing(result, "race length"));
    assert_null(rig_missing(result, "race"));
    json_decref(result);
    week_rig_close(&f);
}

/* Tonight's ride is in no line once today has an activity (A37): said before a later week,
 * and a session like others in the week of today. */
static void test_what_is_left_of_today(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.now = "2026-03-10T12:00:00+01:00"; /* a Tuesday, after its run */
    f.rig.events = "[{\"id\":5,\"category\":\"WORKOUT\",\"type\":\"Ride\","
                   "\"start_date_local\":\"2026-03-10T18:00:00\",\"moving_time\":3600}]";
    json_t *result = week_rig_call(&f, &tool_check_week,
                                   "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"tuesday\","
                                   "\"sport\":\"Run\",\"minutes\":40}]}");
    assert_string_equal(rig_missing(result, "today"), "not_recorded");
    json_decref(result);
    result = week_rig_call(&f, &tool_check_week, "{}");
    assert_null(rig_missing(result, "today"));
    assert_string_equal(
        json_string_value(rig_cell(rig_member(result, "sessions"), 1, "state")), "planned");
    json_decref(result);
    week_rig_close(&f);
}

static void test_check_week_refuses_nonsense(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    const struct tool *tool = &tool_check_week;
    week_rig_refused(
        &f, tool,
        "{\"sessions\":[{\"day\":\"2026-02-30\",\"sport\":\"Run\",\"minutes\":9}]}",
        "does not say which week");
    week_rig_refused(&f, tool,
                     "{" NEXT_WEEK
                     ",\"sessions\":[{\"day\":\"mon\",\"sport\":\"Run\",\"minutes\":9}]}",
                     "neither a real date nor a weekday");
    week_rig_refused(
        &f, tool,
        "{" NEXT_WEEK
        ",\"sessions\":[{\"day\":\"2026-03-25\",\"sport\":\"Run\",\"minutes\":9}]}",
        "2026-03-25 is not in the week 2026-03-16 to 2026-03-22");
    week_rig_refused(
        &f, tool,
        "{" NEXT_WEEK
        ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Jog\",\"minutes\":9}]}",
        "sport \"Jog\"");
    week_rig_refused(&f, tool,
                     "{" NEXT_WEEK
                     ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Ride\",\"minutes\":9,"
                     "\"kind\":\"run_easy\"}]}",
                     "run_easy is no Ride");
    week_rig_refused(&f, tool,
                     "{" NEXT_WEEK
                     ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Run\",\"minutes\":9,"
                     "\"start\":\"25:00\"}]}",
                     "25:00");
    week_rig_refused(
        &f, tool,
        "{\"sessions\":[{\"day\":\"2026-03-10\",\"sport\":\"Run\",\"minutes\":9}]}",
        "lies in the past");
    week_rig_refused(&f, tool, "{\"focus\":\"fun\"}", "focus \"fun\"");
    week_rig_refused(&f, tool, "{\"week_start\":\"2026-03-02\"}", "is over");
    week_rig_refused(&f, tool, "{\"week_start\":\"2026-06-01\"}",
                     "more than 42 days ahead");
    week_rig_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legs_before_vo2_need_an_override),
        cmocka_unit_test(test_a_hard_session_called_easy),
        cmocka_unit_test(test_a_run_on_a_stop_day_is_refused),
        cmocka_unit_test(test_a_week_under_way),
        cmocka_unit_test(test_a_session_of_earlier_today),
        cmocka_unit_test(test_nothing_planned),
        cmocka_unit_test(test_an_unseen_calendar_is_not_empty),
        cmocka_unit_test(test_the_limit_of_the_longest_run),
        cmocka_unit_test(test_a_race_of_unknown_length),
        cmocka_unit_test(test_what_is_left_of_today),
        cmocka_unit_test(test_check_week_refuses_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
