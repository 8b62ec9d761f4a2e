/* propose_week: slots and wishes, what to give up, the words of wishes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "plan/plan.h"
#include "tools/slots.h"
#include "tools/wishes.h"
#include "week_rig.h"

static void test_propose_week(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result =
        week_rig_call(&f, &tool_propose_week,
                      "{\"run_days\":2,\"availability\":["
                      "{\"weekday\":\"tuesday\",\"slot\":\"am\",\"minutes\":60},"
                      "{\"weekday\":\"saturday\",\"slot\":\"am\",\"start\":\"08:30\","
                      "\"minutes\":120}]}");
    const json_t *table = rig_member(result, "sessions");
    assert_string_equal(week_rig_text(result, "week_start"), "2026-03-16");
    assert_string_equal(
        json_string_value(json_object_get(rig_member(result, "search"), "status")),
        "found");
    for (size_t i = 0; i < rig_rows(table); i++) {
        const char *day = json_string_value(rig_cell(table, i, "weekday"));
        assert_true(strcmp(day, "Tue") == 0 || strcmp(day, "Sat") == 0);
    }
    const json_t *wishes = rig_member(result, "wishes");
    assert_string_equal(json_string_value(rig_cell(wishes, 0, "wish")), "run_days 2");
    assert_true(json_is_true(rig_cell(wishes, 0, "met")));
    assert_int_equal(json_array_size(rig_member(result, "reasons")), 0);
    json_decref(result);
    week_rig_close(&f);
}

/* A short main set beside each session; whole workouts, in the service's text, when asked.
 */
static void test_propose_week_prescribes(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result = week_rig_call(&f, &tool_propose_week, "{}");
    const json_t *table = rig_member(result, "sessions");
    assert_true(rig_rows(table) > 0);
    assert_non_null(json_string_value(rig_cell(table, 0, "main_set")));
    assert_null(json_object_get(json_object_get(result, "structuredContent"), "workouts"));
    json_decref(result);
    result = week_rig_call(&f, &tool_propose_week, "{\"workouts\":true}");
    const json_t *workouts = rig_member(result, "workouts");
    const json_t *first = json_array_get(workouts, 0);
    assert_int_equal(json_array_size(workouts), rig_rows(rig_member(result, "sessions")));
    const char *text = json_string_value(json_object_get(first, "text"));
    assert_non_null(strstr(text, "Main set"));
    assert_non_null(strstr(rig_text(result), text));
    json_decref(result);
    week_rig_close(&f);
}

/* Six run days with three hard runs on four slots: what to give up, and why. */
static void test_propose_week_says_what_to_give_up(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result = week_rig_call(
        &f, &tool_propose_week,
        "{\"outline_weeks\":2,\"wishes\":[{\"kind\":\"hard_runs\",\"min\":3}],"
        "\"availability\":["
        "{\"weekday\":\"tuesday\",\"slot\":\"am\",\"minutes\":60},"
        "{\"weekday\":\"saturday\",\"slot\":\"am\",\"minutes\":90}]}");
    const json_t *options = rig_member(result, "give_up_options");
    assert_int_equal(json_array_size(options), 1);
    const json_t *wishes = json_object_get(json_array_get(options, 0), "wishes");
    assert_string_equal(json_string_value(json_array_get(wishes, 0)),
                        "hard_runs at least 3");
    assert_non_null(strstr(rig_text(result), "1 of 1 wishes cannot be met"));
    assert_int_equal(rig_rows(rig_member(result, "outline")), 2);
    assert_int_equal(json_array_size(rig_member(result, "infeasible")), 0);
    json_decref(result);
    week_rig_close(&f);
}

/* Without any slot told those of the last weeks are assumed, and that is said. */
static void test_propose_week_assumes_the_habit(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result = week_rig_call(&f, &tool_propose_week, "{}");
    assert_string_equal(rig_missing(result, "availability"), "not_asked");
    assert_non_null(strstr(rig_text(result), "last six weeks are assumed"));
    json_decref(result);
    f.rig.activities = "[]";
    week_rig_close(&f);
    struct week_rig nobody = {.rig = {.athlete = rig_athlete,
                                      .activities = "[]",
                                      .wellness = "[]",
                                      .events = "[]",
                                      .now = WEEK_NOW}};
    rig_open(&nobody.rig);
    week_rig_refused(&nobody, &tool_propose_week, "{}", "when the athlete can train");
    rig_close(&nobody.rig);
}

/* What the calendar holds and the proposal does not is named. */
static void test_workouts_of_the_calendar_are_not_lost(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.events =
        "[{\"id\":5,\"category\":\"WORKOUT\",\"type\":\"Ride\",\"name\":\"VO2 5 x 3 min\","
        "\"start_date_local\":\"2026-03-18T17:00:00\",\"moving_time\":3600}]";
    static const char slots[] =
        "{\"run_days\":1,\"bike_hours\":0,%s\"availability\":[{\"weekday\":\"tuesday\","
        "\"slot\":\"am\",\"minutes\":45}]}";
    char args[300];
    (void)snprintf(args, sizeof args, slots, "");
    json_t *result = week_rig_call(&f, &tool_propose_week, args);
    const json_t *changes = rig_member(result, "calendar_dropped");
    assert_int_equal(json_array_size(changes), 1);
    assert_string_equal(json_string_value(json_array_get(changes, 0)), "Wed ride_vo2");
    assert_non_null(strstr(rig_text(result), "dropped Wed ride_vo2; moved none."));
    const char *beside = json_string_value(rig_member(result, "beside_calendar"));
    assert_string_equal(beside, week_rig_text(result, "verdict"));
    assert_non_null(strstr(rig_text(result), "Beside the 1 workout in the calendar: PASS"));
    json_decref(result);
    (void)snprintf(args, sizeof args, slots, "\"keep_calendar\":true,");
    result = week_rig_call(&f, &tool_propose_week, args);
    assert_int_equal(json_array_size(rig_member(result, "calendar_dropped")), 0);
    json_decref(result);
    week_rig_close(&f);
}

/* A race week without a race: which one is asked for. */
static void test_a_race_week_asks_for_its_race(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *result = week_rig_call(&f, &tool_propose_week, "{\"focus\":\"race_week\"}");
    assert_string_equal(rig_missing(result, "race"), "not_asked");
    assert_non_null(strstr(rig_text(result), "no race is known"));
    json_decref(result);
    json_decref(week_rig_call(
        &f, &tool_set_preferences,
        "{\"races\":[{\"date\":\"2026-05-03\",\"kind\":\"run\",\"minutes\":50}]}"));
    result = week_rig_call(&f, &tool_propose_week, "{\"focus\":\"taper\"}");
    assert_non_null(strstr(rig_text(result), "the next race known is on 2026-05-03"));
    json_decref(result);
    week_rig_close(&f);
}

static void test_propose_week_refuses_nonsense(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    const struct tool *tool = &tool_propose_week;
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"sprint\"}]}", "\"sprint\"");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"rest\"}]}", "names no day");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"strength_days\",\"min\":12}]}",
                     "strength_days of 12 cannot be: a week holds 0 to 7");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"run_vo2\",\"min\":200}]}",
                     "run_vo2 of 200 min cannot be: a session holds 40 to 75 min");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"ride_long\",\"max\":60}]}",
                     "ride_long of 60 min cannot be");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"strength_upper\",\"min\":12}]}",
                     "strength_upper of 12 min cannot be: a session holds 30 to 60 min");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"run_ladder\",\"min\":20}]}",
                     "takes no number: its minutes are the rung's");
    week_rig_refused(&f, tool, "{\"availability\":[]}", "names no slot");
    week_rig_refused(&f, &tool_set_preferences, "{\"availability\":[]}", "names no slot");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"run_km\"}]}", "names no number");
    week_rig_refused(&f, tool, "{\"wishes\":[{\"kind\":\"run_km\",\"min\":30,\"max\":20}]}",
                     "above max");
    week_rig_refused(&f, tool,
                     "{\"wishes\":[{\"kind\":\"hard_runs\",\"min\":1,\"day\":\"monday\"}]}",
                     "whole week");
    week_rig_refused(&f, tool,
                     "{\"run_days\":3,\"wishes\":[{\"kind\":\"run_days\",\"min\":2}]}",
                     "told twice");
    week_rig_refused(
        &f, tool,
        "{\"availability\":[{\"weekday\":\"monday\",\"slot\":\"am\",\"minutes\":600,"
        "\"start\":\"08:30\"},{\"weekday\":\"monday\",\"slot\":\"pm\",\"minutes\":60}]}",
        "slots of monday overlap");
    week_rig_refused(
        &f, tool,
        "{\"availability\":[{\"weekday\":\"monday\",\"slot\":\"pm\",\"minutes\":600}]}",
        "past midnight");
    week_rig_close(&f);
}

static void test_words_and_clocks(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct plan_wish wishes[] = {
        {PLAN_WISH_RUN_DAYS, -1, PLAN_OTHER, 3, 3, 1},
        {PLAN_WISH_RUN_KM, -1, PLAN_OTHER, 20, 25, 1},
        {PLAN_WISH_SESSION, 6, PLAN_RUN_LONG, 60, LOAD_NAN, 1},
        {PLAN_WISH_REST, 4, PLAN_OTHER, LOAD_NAN, LOAD_NAN, 1}};
    static const char *const words[] = {"run_days 3", "run_km 20 to 25 km",
                                        "run_long on Sun at least 60 min", "rest on Fri"};
    day_num monday = day_from_civil((struct civil_date){2026, 3, 16});
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_string_equal(wishes_words(&arena, monday, &wishes[i]), words[i]);
    }
    assert_int_equal(slots_clock("06:30"), 390);
    assert_int_equal(slots_clock("23:59"), 1439);
    assert_int_equal(slots_clock("24:00"), -1);
    assert_int_equal(slots_clock("6:30"), -1);
    assert_int_equal(slots_clock("06:60"), -1);
    assert_int_equal(slots_weekday("sunday"), 6);
    assert_int_equal(slots_weekday("Sunday"), -1);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_propose_week),
        cmocka_unit_test(test_propose_week_prescribes),
        cmocka_unit_test(test_propose_week_says_what_to_give_up),
        cmocka_unit_test(test_propose_week_assumes_the_habit),
        cmocka_unit_test(test_workouts_of_the_calendar_are_not_lost),
        cmocka_unit_test(test_a_race_week_asks_for_its_race),
        cmocka_unit_test(test_propose_week_refuses_nonsense),
        cmocka_unit_test(test_words_and_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
