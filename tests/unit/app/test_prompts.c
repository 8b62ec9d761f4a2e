/* Prompts name tools that exist, and lead through pain before a plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/prompts.h"
#include "tools/tool.h"

/* Words with an underscore that are no tools: what tools take or keep. */
static const char *const others[] = {"return_to_run", "return_from", "no_injury_before",
                                     "outline_weeks", "race_week",   "run_build",
                                     "duathlon_week"};

static bool is_known(const char *word, size_t length)
{
    for (size_t i = 0; i < n_tools_all; i++) {
        if (strlen(tools_all[i]->name) == length &&
            strncmp(tools_all[i]->name, word, length) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strlen(others[i]) == length && strncmp(others[i], word, length) == 0) {
            return true;
        }
    }
    return false;
}

static void test_every_tool_that_is_named_exists(void **state)
{
    (void)state;
    size_t n_checked = 0;
    for (size_t i = 0; i < n_prompts_all; i++) {
        for (const char *at = prompts_steps(i); *at != '\0';) {
            size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
            if (memchr(at, '_', length) != NULL) {
                n_checked++;
                if (!is_known(at, length)) {
                    fail_msg("prompt %zu names %.*s", i, (int)length, at);
                }
            }
            at += length > 0 ? length : 1;
        }
    }
    assert_true(n_checked > 10);
}

static void test_plans_come_after_pain(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_prompts_all; i++) {
        const char *plan = strstr(prompts_steps(i), "propose_week");
        const char *pain = strstr(prompts_steps(i), "log_checkin");
        const char *status = strstr(prompts_steps(i), "lower_limb_load_status");
        assert_non_null(status);
        assert_true(plan == NULL || (pain != NULL && pain < plan && status < plan));
        assert_true(strlen(prompts_steps(i)) < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_tool_that_is_named_exists),
        cmocka_unit_test(test_plans_come_after_pain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
