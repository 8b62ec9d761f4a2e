/* training_summary: periods, groups, comparison. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "rig.h"

extern const struct tool tool_training_summary;

/* A Sunday. */
#define NOW "2026-03-15T12:00:00+01:00"

/* From the Monday 10 weeks ago: every Tuesday a run of 10 km in an hour, every Saturday a
 * ride of 40 km in 2 hours; none after 12 March. */
static void weeks_write(struct str_buf *list)
{
    char day[DAY_TEXT_SIZE];
    day_num monday = day_from_civil((struct civil_date){2026, 1, 5});
    str_buf_add(list, "[");
    for (int week = 0; week < 10; week++) {
        str_buf_printf(list,
                       "%s{\"id\":\"r%d\",\"icu_athlete_id\":\"i1\",\"type\":\"Run\","
                       "\"start_date_local\":\"%sT07:00:00\",\"distance\":10000,"
                       "\"moving_time\":3600,\"icu_training_load\":60}",
                       week > 0 ? "," : "", week, day_format(monday + 7 * week + 1, day));
        if (week < 9) {
            str_buf_printf(list,
                           ",{\"id\":\"b%d\",\"icu_athlete_id\":\"i1\",\"type\":\"Ride\","
                           "\"start_date_local\":\"%sT09:00:00\",\"distance\":40000,"
                           "\"moving_time\":7200}",
                           week, day_format(monday + 7 * week + 5, day));
        }
    }
    str_buf_add(list, "]");
}

static json_t *run(const char *args, struct err *err)
{
    struct str_buf list = {0};
    weeks_write(&list);
    struct rig rig = {.athlete = rig_athlete,
                      .activities = str_buf_text(&list),
                      .wellness = "[]",
                      .events = "[]",
                      .now = NOW};
    json_t *result = rig_run(&rig, &tool_training_summary, args, err, NULL);
    str_buf_release(&list);
    return result;
}

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static void test_by_default_four_weeks_against_the_four_before(void **state)
{
    (void)state;
    struct err err = {0};
    json_t *result = run("{}", &err);
    assert_non_null(result);
    const json_t *total = rig_member(result, "total");
    const json_t *groups = rig_member(result, "groups");
    const json_t *comparison = rig_member(result, "comparison");
    assert_string_equal(json_string_value(rig_member(result, "oldest")), "2026-02-16");
    assert_string_equal(json_string_value(rig_member(result, "newest")), "2026-03-15");
    assert_int_equal(json_integer_value(json_object_get(total, "activities")), 7);
    rig_assert_near(number(total, "hours"), 4 + 3 * 2, 1e-9);
    rig_assert_near(number(total, "distance_km"), 160, 1e-9);
    rig_assert_near(number(total, "training_load"), 240, 1e-9); /* of what has one */
    assert_int_equal(rig_rows(groups), 4);
    assert_string_equal(json_string_value(rig_cell(groups, 3, "from")), "2026-03-09");
    assert_int_equal(json_integer_value(rig_cell(groups, 3, "activities")), 1);
    assert_string_equal(json_string_value(json_object_get(comparison, "oldest")),
                        "2026-01-19");
    const json_t *measures = json_object_get(comparison, "measures");
    assert_string_equal(json_string_value(rig_cell(measures, 1, "measure")), "hours");
    rig_assert_near(json_number_value(rig_cell(measures, 1, "other")), 12, 1e-9);
    rig_assert_near(json_number_value(rig_cell(measures, 1, "change_pct")), -17, 1e-9);
    json_decref(result);
}

static void test_weeks_start_where_the_athletes_do(void **state)
{
    (void)state;
    struct err err = {0};
    struct str_buf list = {0};
    weeks_write(&list);
    struct rig rig = {.athlete = rig_athlete,
                      .activities = str_buf_text(&list),
                      .wellness = "[]",
                      .events = "[]",
                      .now = NOW};
    extern const struct tool tool_set_preferences;
    rig_open(&rig);
    json_t *set =
        rig_run(&rig, &tool_set_preferences, "{\"week_start\":\"sunday\"}", &err, NULL);
    assert_non_null(set);
    json_t *result = rig_run(&rig, &tool_training_summary, "{}", &err, NULL);
    assert_non_null(result);
    /* today is a Sunday: the week has just begun */
    assert_string_equal(json_string_value(rig_member(result, "oldest")), "2026-02-22");
    json_decref(result);
    json_decref(set);
    rig_close(&rig);
    str_buf_release(&list);
}

static void test_groups_by_month_and_sport(void **state)
{
    (void)state;
    struct err err = {0};
    json_t *result = run("{\"group_by\":\"month\",\"by_sport\":true,\"oldest\":"
                         "\"2026-01-20\",\"newest\":\"2026-03-01\"}",
                         &err);
    assert_non_null(result);
    const json_t *groups = rig_member(result, "groups");
    assert_int_equal(rig_rows(groups), 4); /* no ride or run on 1 March */
    assert_string_equal(json_string_value(rig_cell(groups, 0, "from")), "2026-01-20");
    assert_string_equal(json_string_value(rig_cell(groups, 2, "from")), "2026-02-01");
    assert_string_equal(json_string_value(rig_cell(groups, 0, "sport")), "Ride");
    rig_assert_near(json_number_value(rig_cell(groups, 0, "hours")), 4, 1e-9);
    json_decref(result);
}

static void test_periods_of_different_length_are_compared_per_week(void **state)
{
    (void)state;
    struct err err = {0};
    json_t *result =
        run("{\"group_by\":\"total\",\"oldest\":\"2026-02-02\",\"newest\":\"2026-02-15\","
            "\"compare_oldest\":\"2026-01-05\",\"compare_newest\":\"2026-02-01\"}",
            &err);
    assert_non_null(result);
    const json_t *comparison = rig_member(result, "comparison");
    const json_t *measures = json_object_get(comparison, "measures");
    assert_string_equal(json_string_value(json_object_get(comparison, "basis")),
                        "per_week");
    rig_assert_near(json_number_value(rig_cell(measures, 1, "this")), 3, 1e-9);
    rig_assert_near(json_number_value(rig_cell(measures, 1, "other")), 3, 1e-9);
    assert_true(json_is_null(rig_member(result, "groups")));
    json_decref(result);
}

static void test_before_the_first_activity_nothing_is_known(void **state)
{
    (void)state;
    struct err err = {0};
    json_t *result = run("{\"compare_to\":\"year_before\"}", &err);
    assert_non_null(result);
    assert_true(json_is_null(rig_member(result, "comparison")));
    assert_string_equal(rig_missing(result, "comparison"), "no_data");
    json_decref(result);
}

static void refused(const char *args, const char *word)
{
    struct err err = {0};
    assert_null(run(args, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_true(strstr(err.message, word) != NULL || strstr(err.hint, word) != NULL);
}

static void test_what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    refused("{\"group_by\":\"day\",\"days\":201}", "201 groups");
    refused("{\"compare_oldest\":\"2026-01-01\"}", "compare_newest");
    refused("{\"compare_oldest\":\"2026-02-01\",\"compare_newest\":\"2026-01-01\"}",
            "compare_oldest");
    refused("{\"compare_oldest\":\"2026-02-01\",\"compare_newest\":\"2026-04-01\"}",
            "today");
    refused("{\"newest\":\"2026-04-01\"}", "future");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_default_four_weeks_against_the_four_before),
        cmocka_unit_test(test_weeks_start_where_the_athletes_do),
        cmocka_unit_test(test_groups_by_month_and_sport),
        cmocka_unit_test(test_periods_of_different_length_are_compared_per_week),
        cmocka_unit_test(test_before_the_first_activity_nothing_is_known),
        cmocka_unit_test(test_what_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
