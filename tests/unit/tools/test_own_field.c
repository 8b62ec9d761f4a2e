/* An own LLSS field: found, compared, chosen as the source of the lines, let go again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "rig.h"

extern const struct tool tool_get_recent_activities;
extern const struct tool tool_lower_limb_load_status;
extern const struct tool tool_set_preferences;

#define NOW "2026-03-15T12:00:00+01:00"

static const char athlete[] =
    "{\"id\":\"i1\",\"timezone\":\"Europe/Zurich\",\"icu_weight\":70,\"sportSettings\":[{"
    "\"types\":[\"Run\"],\"threshold_pace\":4.0}],\"custom_items\":[{\"type\":"
    "\"ACTIVITY_FIELD\",\"name\":\"llss\",\"content\":{\"code\":\"MyLegs\"}},{\"type\":"
    "\"INPUT_FIELD\",\"name\":\"LLSS\",\"content\":{\"code\":\"LLSS\"}},{\"type\":"
    "\"ACTIVITY_FIELD\",\"name\":\"Stryd\",\"content\":{\"code\":\"StrydLBSSmod\"}}]}";

/* 3 km every second day; the field is 40 on every run but each fifth, which has none. */
static void open_rig(struct rig *rig, struct str_buf *list)
{
    day_num today = day_from_civil((struct civil_date){2026, 3, 15});
    size_t n_runs = 0;
    str_buf_add(list, "[");
    for (day_num day = today - 191; day < today; day += 2, n_runs++) {
        char text[DAY_TEXT_SIZE];
        str_buf_printf(
            list,
            "%s{\"id\":\"i%d\",\"type\":\"Run\",\"start_date_local\":\"%sT07:00:00\","
            "\"distance\":3000,\"moving_time\":%zu,\"average_speed\":3.0%s}",
            list->length > 1 ? "," : "", 50000 + (int)day, day_format(day, text),
            1000 + n_runs, n_runs % 5 == 0 ? "" : ",\"MyLegs\":40");
    }
    str_buf_add(list, "]");
    *rig = (struct rig){.athlete = athlete,
                        .activities = str_buf_text(list),
                        .wellness = "[]",
                        .events = "[]",
                        .now = NOW};
    rig_open(rig);
}

static double fitness_of(const json_t *status)
{
    return json_number_value(json_object_get(rig_member(status, "lines"), "ll_fitness"));
}

static void test_a_field_is_shown_beside_ours(void **state)
{
    (void)state;
    struct rig rig;
    struct str_buf list = {0};
    open_rig(&rig, &list);
    json_t *status = rig_call(&rig, &tool_lower_limb_load_status, "{}");
    const json_t *fields = rig_member(status, "own_fields");
    assert_int_equal(json_array_size(fields), 2);
    const json_t *field = json_array_get(fields, 0);
    assert_string_equal(json_string_value(json_object_get(field, "code")), "MyLegs");
    assert_true(json_is_false(json_object_get(field, "is_source")));
    /* 45 runs in 90 days, a fifth of them without the field. */
    assert_int_equal(json_integer_value(json_object_get(field, "pairs_90d")), 36);
    assert_string_equal(json_string_value(json_object_get(field, "null_reason")),
                        "no_spread");
    assert_non_null(strstr(rig_text(status), "Own field MyLegs (beside ours"));
    const json_t *stryd = json_array_get(fields, 1);
    assert_string_equal(json_string_value(json_object_get(stryd, "null_reason")),
                        "too_few_pairs");
    assert_true(json_is_null(json_object_get(stryd, "correlation")));
    json_decref(status);
    rig_close(&rig);
    str_buf_release(&list);
}

static void test_a_chosen_field_makes_the_lines_and_ours_fills_in(void **state)
{
    (void)state;
    struct rig rig;
    struct str_buf list = {0};
    open_rig(&rig, &list);
    json_t *before = rig_call(&rig, &tool_lower_limb_load_status, "{}");
    json_t *set = rig_call(&rig, &tool_set_preferences, "{\"llss_source\":\"MyLegs\"}");
    json_t *after = rig_call(&rig, &tool_lower_limb_load_status, "{}");
    /* Ours is about 16 a run, the field 40. */
    assert_true(fitness_of(after) > 1.8 * fitness_of(before));
    assert_true(json_is_true(
        json_object_get(json_array_get(rig_member(after, "own_fields"), 0), "is_source")));
    json_t *recent = rig_call(&rig, &tool_get_recent_activities, "{\"days\":10}");
    const json_t *table = rig_member(recent, "activities");
    size_t n_own = 0;
    for (size_t i = 0; i < rig_rows(table); i++) {
        const char *source = json_string_value(rig_cell(table, i, "llss_source"));
        double llss = json_number_value(rig_cell(table, i, "llss"));
        bool is_own = strcmp(source, "MyLegs") == 0;
        n_own += is_own ? 1U : 0U;
        assert_true(is_own ? llss == 40 : llss < 20);
    }
    assert_int_equal(n_own, rig_rows(table) - 1);
    json_t *back = rig_call(&rig, &tool_set_preferences, "{\"forget\":[\"llss_source\"]}");
    json_t *again = rig_call(&rig, &tool_lower_limb_load_status, "{}");
    rig_assert_near(fitness_of(again), fitness_of(before), 0);
    json_t *plain = rig_call(&rig, &tool_get_recent_activities, "{\"days\":10}");
    const json_t *columns = json_object_get(rig_member(plain, "activities"), "columns");
    assert_int_equal(json_array_size(columns), 15);
    json_t *all[] = {before, set, after, recent, back, again, plain};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        json_decref(all[i]);
    }
    rig_close(&rig);
    str_buf_release(&list);
}

static void test_a_code_that_is_no_field_is_refused_with_those_there_are(void **state)
{
    (void)state;
    struct rig rig;
    struct str_buf list = {0};
    struct err err = {0};
    open_rig(&rig, &list);
    assert_null(
        rig_run(&rig, &tool_set_preferences, "{\"llss_source\":\"LLSS\"}", &err, NULL));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_non_null(strstr(err.message, "\"LLSS\""));
    assert_non_null(strstr(err.hint, "\"MyLegs\" or \"StrydLBSSmod\""));
    rig_close(&rig);
    str_buf_release(&list);
}

static void test_a_chosen_field_that_is_gone_is_said(void **state)
{
    (void)state;
    struct rig rig;
    struct str_buf list = {0};
    open_rig(&rig, &list);
    json_decref(rig_call(&rig, &tool_set_preferences, "{\"llss_source\":\"MyLegs\"}"));
    rig.athlete = rig_athlete;
    rig.now = "2026-03-16T13:00:00+01:00"; /* the profile is read anew once a day */
    json_t *status = rig_call(&rig, &tool_lower_limb_load_status, "{}");
    assert_true(json_is_null(rig_member(status, "own_fields")));
    assert_string_equal(rig_missing(status, "llss_source"), "no_data");
    json_decref(status);
    rig_close(&rig);
    str_buf_release(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_field_is_shown_beside_ours),
        cmocka_unit_test(test_a_chosen_field_makes_the_lines_and_ours_fills_in),
        cmocka_unit_test(test_a_code_that_is_no_field_is_refused_with_those_there_are),
        cmocka_unit_test(test_a_chosen_field_that_is_gone_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
