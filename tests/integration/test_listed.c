/* A server that lists a part of its tools names no other in what it says. */
#include "harness.h"

#include <ctype.h>
#include <string.h>

/* Of other groups than those below. */
static const char *const unlisted[] = {
    "log_checkin",           "set_preferences", "apply_week",
    "edit_calendar",         "check_answer",    "intervals_get",
    "propose_week",          "check_week",      "post_workout_assessment",
    "running_dynamics_trend"};

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void expect_unnamed(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof unlisted / sizeof unlisted[0]; i++) {
        const char *at = strstr(text, unlisted[i]);
        while (at != NULL) {
            const char *end = at + strlen(unlisted[i]);
            if ((at == text || !is_name(at[-1])) && !is_name(*end)) {
                fail_msg("%s is named: %.200s", unlisted[i],
                         at > text + 80 ? at - 80 : text);
            }
            at = strstr(end, unlisted[i]);
        }
    }
    free(text);
}

static void only_listed_tools_are_named(void **state)
{
    static const char *const calls[][2] = {{"athlete_profile", "{}"},
                                           {"lower_limb_load_status", "{}"},
                                           {"fitness_status", "{}"},
                                           {"get_recent_activities", "{}"},
                                           {"get_activity", "{}"},
                                           {"get_activity", "{'id':'i404'}"},
                                           {"training_summary", "{}"},
                                           {"get_calendar", "{}"},
                                           {"get_wellness", "{}"},
                                           {"performance_curves", "{}"},
                                           {"get_calendar", "{'newest':'2020-01-01'}"}};
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    const struct options options = {.now = NOW, .args = {"--tools", "read"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *tools = session_request(session, "tools/list", "{}");
    assert_int_equal(
        json_array_size(json_object_get(json_object_get(tools, "result"), "tools")), 9);
    expect_unnamed(tools);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        json_auto_t *result = session_call(session, calls[i][0], calls[i][1]);
        expect_unnamed(result);
    }
    static const char *const uris[] = {"soleus://operations", "soleus://formulas/llss",
                                       "soleus://athlete/0/latest-assessment",
                                       "soleus://athlete/0/profile"};
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        char params[128];
        FORMAT(params, "{'uri':'%s'}", uris[i]);
        json_auto_t *read = session_request(session, "resources/read", params);
        assert_null(json_object_get(read, "error"));
        expect_unnamed(read);
    }
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(only_listed_tools_are_named)};
    return cmocka_run_group_tests_name("integration/listed", tests, NULL, NULL);
}
