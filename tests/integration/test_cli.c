/* The command line: what it prints, and with which exit status. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

/* Runs it; stdout and stderr must hold the parts (NULL: not looked at). */
static void expect(struct rig *rig, int code, const char *in_out, const char *in_err,
                   const struct options *options)
{
    struct str_buf out = {0};
    struct str_buf err = {0};
    int status = soleus_run(rig, options, &out, &err);
    if (status != code) {
        fail_msg("soleus %s: exit status %d instead of %d: %s%s", options->args[0], status,
                 code, str_buf_text(&out), str_buf_text(&err));
    }
    if (in_out != NULL) {
        expect_contains(str_buf_text(&out), in_out);
        assert_true(out.length > 0 && out.data[out.length - 1] == '\n');
    } else {
        assert_string_equal(str_buf_text(&out), "");
    }
    if (in_err != NULL) {
        expect_contains(str_buf_text(&err), in_err);
        assert_true(err.length > 0 && err.data[err.length - 1] == '\n');
    } else {
        assert_string_equal(str_buf_text(&err), "");
    }
    str_buf_release(&out);
    str_buf_release(&err);
}

#define RUN(code, in_out, in_err, ...)                                                     \
    expect(rig, code, in_out, in_err, &(struct options){.now = NOW, .args = {__VA_ARGS__}})

static void help_and_version_need_nothing(void **state)
{
    struct rig *rig = *state;
    struct options help = {.env = {"HOME", "SOLEUS_DATA_DIR", "SOLEUS_CONFIG_DIR"},
                           .args = {"--help"}};
    expect(rig, 0, "Usage: soleus", NULL, &help);
    struct options version = {.env = {"HOME", "SOLEUS_DATA_DIR", "SOLEUS_CONFIG_DIR"},
                              .args = {"--version"}};
    expect(rig, 0, "soleus ", NULL, &version);
    RUN(2, NULL, "soleus --help", "--no-such-option", "tools");
    RUN(2, NULL, "\"synk\" is no command", "synk");
    RUN(2, NULL, "soleus --help", "tools", "extra");
    RUN(2, NULL, "soleus --help", "call");
    RUN(2, NULL, "soleus --help", "call", "a", "b", "c");
    RUN(2, NULL, "SOLEUS_NOW", "--now", "noon", "tools");
}

static void call_answers_on_stdout(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    RUN(0, "activities from Sat 2026-11-14 to Fri 2026-11-20", NULL, "call",
        "get_recent_activities");
    RUN(0, "[intervals.icu | athlete i7", NULL, "call", "get_recent_activities",
        "{\"days\":3}");
    RUN(0, "\"structuredContent\":{", NULL, "--json", "call", "get_recent_activities");
    struct str_buf out = {0};
    struct options json = {.now = NOW, .args = {"call", "get_wellness", "{}", "--json"}};
    assert_int_equal(soleus_run(rig, &json, &out, NULL), 0);
    json_auto_t *result = json_loads(str_buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(result);
    (void)expect_fresh(result);
    str_buf_release(&out);
    struct options structured = {
        .now = NOW, .args = {"--output", "structured", "call", "get_wellness"}};
    expect(rig, 0, "{\"summary\":\"Wellness", NULL, &structured);
}

static void call_refuses_with_the_nearest_name(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    RUN(2, NULL, "Did you mean get_wellness?", "call", "getwelness");
    RUN(2, NULL, "not valid JSON", "call", "get_wellness", "{days:3}");
    RUN(2, NULL, "\"days\"", "call", "get_wellness", "{\"day\":3}");
    RUN(2, NULL, "days", "call", "get_wellness", "{\"days\":\"three\"}");
    RUN(2, NULL, "days", "call", "get_wellness", "{\"days\":0}");
    RUN(2, NULL, "arguments", "call", "get_wellness", "[]");
    RUN(2, NULL, "arguments", "call", "get_wellness", "null");
    RUN(1, NULL, "soleus: oldest 2026-11-21 is after newest 2026-11-20", "call",
        "get_recent_activities", "{\"oldest\":\"2026-11-21\",\"newest\":\"2026-11-20\"}");
    RUN(1, "\"isError\":true", NULL, "--json", "call", "get_recent_activities",
        "{\"oldest\":\"2026-11-21\",\"newest\":\"2026-11-20\"}");
    RUN(1, NULL, "athlete i9 is not served here", "call", "get_wellness",
        "{\"athlete\":\"i9\"}");
    fake_stop(rig);
    struct options elsewhere = {.now = NOW,
                                .env = {"INTERVALS_BASE_URL=http://127.0.0.1:1"},
                                .args = {"call", "get_wellness"}};
    expect(rig, 1, NULL, "connection to 127.0.0.1:1", &elsewhere);
}

static void tools_are_listed(void **state)
{
    struct rig *rig = *state;
    RUN(0, "lower_limb_load_status   How the legs", NULL, "tools");
    struct str_buf out = {0};
    struct options json = {.args = {"tools", "--json"}};
    assert_int_equal(soleus_run(rig, &json, &out, NULL), 0);
    json_auto_t *all = json_loads(str_buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
    assert_true(json_array_size(all) >= 5);
    for (size_t i = 0; i < json_array_size(all); i++) {
        assert_non_null(json_object_get(json_array_get(all, i), "inputSchema"));
    }
    str_buf_release(&out);
}

/* What is listed, may be called, is named in the instructions and led through by prompts.
 */
static void a_group_of_tools_is_the_whole_catalogue(void **state)
{
    struct rig *rig = *state;
    struct options options = {
        .now = NOW, .env = {"SOLEUS_TOOLS=diary"}, .args = {"--sample"}, .is_bare = true};
    struct session *session = session_open(rig, &options);
    json_auto_t *opened = session_request(session, "initialize",
                                          "{'protocolVersion':'2025-11-25','capabilities':{"
                                          "},'clientInfo':{'name':'integration',"
                                          "'version':'1'}}");
    const char *instructions = json_string_value(
        json_object_get(json_object_get(opened, "result"), "instructions"));
    expect_contains(instructions, "set_preferences");
    expect_lacks(instructions, "propose_week");
    json_auto_t *list = session_request(session, "tools/list", "{}");
    char *names = json_dumps(list, JSON_COMPACT);
    expect_contains(names, "\"log_checkin\"");
    expect_contains(names, "\"lower_limb_load_status\"");
    expect_lacks(names, "\"get_wellness\"");
    free(names);
    json_auto_t *refused =
        session_request(session, "tools/call", "{'name':'get_wellness','arguments':{}}");
    assert_non_null(json_object_get(refused, "error"));
    json_auto_t *prompts = session_request(session, "prompts/list", "{}");
    char *all = json_dumps(prompts, JSON_COMPACT);
    expect_lacks(all, "duathlon_week");
    free(all);
    (void)session_end(session);
    RUN(0, "propose_week", NULL, "--sample", "--tools", "plan,diary", "tools");
    RUN(2, NULL,
        "\"plans\" is no group of tools. Groups, with commas between: read, review,",
        "--tools", "plans", "tools");
    RUN(2, NULL, "the watch interval is \"5m\"", "--interval", "5m", "tools");
}

static void sync_fetches_and_counts(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", "i7:400:80:2026-11-20", NULL);
    RUN(0, "160 activities, 200 wellness days", NULL, "sync");
    RUN(0, "160 activities", NULL, "sync", "--output", "structured");
    RUN(0, "160 activities", NULL, "sync", "--output", "text");
    RUN(0, "320 activities, 400 wellness days", NULL, "sync", "--days", "400");
    RUN(2, NULL, "--days is 0; it must be 1 to 3660", "sync", "--days", "0");
    RUN(2, NULL, "it must be 1 to 3660", "sync", "--days", "4000");
    RUN(2, NULL, "it must be 1 to 3660", "sync", "--days", "ten");
    RUN(2, NULL, "it must be 1 to 3660", "sync", "--days", "");
    RUN(2, NULL, "it must be 1 to 3660", "sync", "--days", "-5");
    RUN(2, NULL, "it must be 1 to 3660", "sync", "--days", " 5");
    /* A sync that could not fetch has failed, whatever is stored. */
    fake_stop(rig);
    RUN(1, NULL, "connection to 127.0.0.1", "sync");
    RUN(1, NULL, "connection to 127.0.0.1", "sync", "--output", "text");
    RUN(1, NULL, "connection to 127.0.0.1", "sync", "--output", "structured");
}

static void sync_of_several_athletes(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:200:40:2026-11-20", NULL);
    struct options both = {.now = NOW, .env = {"SOLEUS_ATHLETES=i7,i8"}, .args = {"sync"}};
    expect(rig, 0, "athlete i8", NULL, &both);
    /* One that fails does not keep the others from it. */
    struct options one_bad = {
        .now = NOW, .env = {"SOLEUS_ATHLETES=i999,i8"}, .args = {"sync"}};
    expect(rig, 1, "athlete i8", "i999", &one_bad);
}

static void doctor_finds_what_is_wrong(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    RUN(0, "All is well.", NULL, "doctor");
    RUN(0, "ok    service    Athlete \"Synthetic Athlete\", Asia/Tokyo", NULL, "doctor");
    struct options wrong_key = {
        .now = NOW, .env = {"INTERVALS_API_KEY=wrong"}, .args = {"doctor"}};
    expect(rig, 1, "FAIL  service    Intervals.icu refused the login (401", NULL,
           &wrong_key);
    struct options no_key = {.now = NOW, .env = {"INTERVALS_API_KEY"}, .args = {"doctor"}};
    expect(rig, 1, "FAIL  key        no API key is configured", NULL, &no_key);
    struct options bad_command = {
        .now = NOW,
        .env = {"INTERVALS_API_KEY", "SOLEUS_KEY_COMMAND=/bin/false"},
        .args = {"doctor"}};
    expect(rig, 1, "FAIL  key        the key command /bin/false failed", NULL,
           &bad_command);
    struct options athlete = {
        .now = NOW, .env = {"INTERVALS_ATHLETE_ID=i999"}, .args = {"doctor"}};
    expect(rig, 1, "no access to athlete i999", NULL, &athlete);
    struct options several = {
        .now = NOW, .env = {"SOLEUS_ATHLETES=i7,i998"}, .args = {"doctor"}};
    expect(rig, 1, "1 to mend.", NULL, &several);
    /* Also when the store could still answer. */
    fake_stop(rig);
    RUN(1, "FAIL  service", NULL, "doctor");
    RUN(1, "connection to 127.0.0.1", NULL, "doctor");
    RUN(1, "connection to 127.0.0.1", NULL, "doctor", "--output", "text");
    RUN(1, "connection to 127.0.0.1", NULL, "doctor", "--output", "structured");
    struct options sample = {.env = {"HOME", "SOLEUS_DATA_DIR", "SOLEUS_CONFIG_DIR"},
                             .args = {"--sample", "doctor"}};
    expect(rig, 0, "All is well.", NULL, &sample);
}

static void output_that_cannot_be_written_is_a_failure(void **state)
{
    struct rig *rig = *state;
    /* A shell for its redirection. */
    struct str_buf command = {0};
    str_buf_printf(&command, "HOME=%s '%s' --sample call get_wellness > /dev/full",
                   rig->home, SOLEUS_PATH);
    assert_int_not_equal(system(str_buf_text(&command)), 0);
    str_buf_release(&command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(help_and_version_need_nothing),
        TEST(call_answers_on_stdout),
        TEST(call_refuses_with_the_nearest_name),
        TEST(tools_are_listed),
        TEST(a_group_of_tools_is_the_whole_catalogue),
        TEST(sync_fetches_and_counts),
        TEST(sync_of_several_athletes),
        TEST(doctor_finds_what_is_wrong),
        TEST(output_that_cannot_be_written_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
