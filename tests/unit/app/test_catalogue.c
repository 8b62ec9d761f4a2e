/* Groups of tools, and instructions that name only what is listed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/catalogue.h"
#include "tools/tool.h"
#include "base/banned.h"

enum { INSTRUCTIONS_BYTES_MAX = 2000, TOOL_NAME_MAX = 64 };

static unsigned groups_of(const char *text)
{
    unsigned groups = 0;
    struct err err = {0};
    assert_true(catalogue_groups_read(text, &groups, &err));
    return groups;
}

static void every_tool_is_of_a_group(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_tools_all; i++) {
        if (!catalogue_knows(tools_all[i]->name)) {
            fail_msg("%s is of no group (app/catalogue.c)", tools_all[i]->name);
        }
        assert_true(catalogue_has(0, tools_all[i]->name));
    }
    assert_false(catalogue_knows("no_tool"));
}

static void groups_are_read_by_name(void **state)
{
    static const char *const wrong[] = {"", ",", " ", "plans", "pla", "read,all", "Read"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err = {0};
        unsigned groups = 77;
        assert_false(catalogue_groups_read(wrong[i], &groups, &err));
        assert_int_equal(groups, 77);
        assert_non_null(strstr(err.hint, "read, review, plan, diary, write, raw"));
    }
    unsigned groups = groups_of("plan, diary,plan");
    assert_true(groups == groups_of("diary,plan"));
    assert_true(catalogue_has(groups, "propose_week"));
    assert_true(catalogue_has(groups, "log_checkin"));
    assert_true(catalogue_has(groups, "athlete_profile"));
    assert_true(catalogue_has(groups, "lower_limb_load_status"));
    assert_false(catalogue_has(groups, "get_wellness"));
    assert_false(catalogue_has(groups, "intervals_get"));
}

/* Words with an underscore are tools, but for a few keys of answers. */
static void names_check(unsigned groups, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
        bool is_name = memchr(at, '_', length) != NULL && length < TOOL_NAME_MAX &&
                       strncmp(at, "next_run_limit", length) != 0;
        if (is_name) {
            char name[TOOL_NAME_MAX];
            bool is_there = false;
            memcpy(name, at, length);
            name[length] = '\0';
            for (size_t i = 0; i < n_tools_all; i++) {
                is_there = is_there || strcmp(tools_all[i]->name, name) == 0;
            }
            if (!is_there || !catalogue_has(groups, name)) {
                fail_msg("%s is named and not listed", name);
            }
        }
        at += length > 0 ? length : 1;
    }
}

static void instructions_name_what_is_listed(void **state)
{
    (void)state;
    for (unsigned groups = 0; groups < 64; groups++) {
        char *text = catalogue_instructions(groups);
        names_check(groups, text);
        assert_true(strlen(text) < INSTRUCTIONS_BYTES_MAX);
        assert_null(strstr(text, "\n\n"));
        assert_null(strstr(text, "\n "));
        assert_non_null(strstr(text, "lower_limb_load_status"));
        free(text);
    }
}

/* The order that keeps a model honest: pain and status before weeks. */
static void the_order_is_told(void **state)
{
    (void)state;
    char *text = catalogue_instructions(0);
    const char *profile = strstr(text, "athlete_profile");
    const char *pain = strstr(text, "log_checkin");
    const char *status = strstr(text, "lower_limb_load_status");
    const char *week = strstr(text, "propose_week");
    assert_true(profile != NULL && pain != NULL && status != NULL && week != NULL);
    assert_true(profile < pain && pain < status && status < week);
    assert_non_null(strstr(text, "Do not agree against a verdict"));
    assert_non_null(strstr(text, "with unit and day"));
    print_message("instructions: %zu characters\n", strlen(text));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tool_is_of_a_group),
        cmocka_unit_test(groups_are_read_by_name),
        cmocka_unit_test(instructions_name_what_is_listed),
        cmocka_unit_test(the_order_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
