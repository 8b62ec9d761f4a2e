/* What names tools that are not listed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "app/catalogue.h"
#include "app/unlisted.h"
#include "tools/tool.h"

static void only_unlisted_names_are_told_otherwise(void **state)
{
    static const struct {
        const char *groups;
        const char *text;
        const char *told; /* NULL: as it is */
    } rows[] = {
        {"read", "Keep it with log_checkin (0 counts).",
         "Keep it with a diary tool (not listed here) (0 counts)."},
        {"diary", "Keep it with log_checkin (0 counts).", NULL},
        {"read", "lower_limb_load_status of athlete_profile", NULL}, /* always listed */
        {"plan", "get_wellness, fitness_status, training_summary or get_calendar.",
         "a reading tool (not listed here)."},
        {"plan", "get_wellness and edit_calendar",
         "a reading tool (not listed here) and a calendar tool (not listed here)"},
        {"read", "log_checkin_id, my_log_checkin and log_checkins", NULL},
        {"plan", "Week.\nplan_token abc (24 h).\nMissing: none", "Week.\nMissing: none"},
        {"plan,write", "Week.\nplan_token abc (24 h).\nMissing: none", NULL},
        {"plan", "", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned groups = 0;
        struct err err = {0};
        assert_true(catalogue_groups_read(rows[i].groups, &groups, &err));
        char *told = unlisted_told(groups, false, rows[i].text);
        if (rows[i].told == NULL) {
            assert_null(told);
        } else {
            assert_non_null(told);
            assert_string_equal(told, rows[i].told);
        }
        free(told);
    }
}

/* By this a text without names is known at once. */
static void every_name_has_an_underscore(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_tools_all; i++) {
        assert_non_null(strchr(tools_all[i]->name, '_'));
    }
}

/* In every text, at every depth; keys and numbers stay. */
static void a_whole_answer_is_told(void **state)
{
    static const char week[] = "Week.\nplan_token abc (24 h).";
    struct config whole = {.tool_groups = 0};
    struct config part = {.tool_groups = 0};
    struct err err = {0};
    (void)state;
    assert_true(catalogue_groups_read("read", &part.tool_groups, &err));
    assert_null(unlisted_told(part.tool_groups, true, week)); /* of the sample */
    json_t *value = json_pack("{s:{s:[s, i]}, s:s}", "log_checkin", "a", "see log_checkin",
                              5, "b", "fine");
    json_t *same = json_deep_copy(value);
    unlisted_tell(&whole, value); /* all are listed */
    assert_true(json_equal(value, same));
    unlisted_tell(&part, value);
    json_t *wanted = json_pack("{s:{s:[s, i]}, s:s}", "log_checkin", "a",
                               "see a diary tool (not listed here)", 5, "b", "fine");
    assert_true(json_equal(value, wanted));
    json_decref(value);
    json_decref(same);
    json_decref(wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_unlisted_names_are_told_otherwise),
        cmocka_unit_test(every_name_has_an_underscore),
        cmocka_unit_test(a_whole_answer_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
