/* Configuration: option beats environment beats file; what is refused, and how. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void config_write(struct rig *rig, const char *text, unsigned mode)
{
    char path[PATH_SIZE * 2];
    (void)mkdir(rig->config_dir, 0700);
    FORMAT(path, "%s/config", rig->config_dir);
    file_write(path, text, mode);
}

/* Runs `soleus <command>`, expects the status, and stderr or stdout to hold the parts. */
static void expect_run(struct rig *rig, const struct options *options, int code, ...)
{
    struct str_buf out = {0};
    struct str_buf err = {0};
    const char *part = NULL;
    va_list parts;
    int status = soleus_run(rig, options, &out, &err);
    if (status != code) {
        fail_msg("exit status %d instead of %d: %s %s", status, code, str_buf_text(&out),
                 str_buf_text(&err));
    }
    va_start(parts, code);
    while ((part = va_arg(parts, const char *)) != NULL) {
        bool is_out = strstr(str_buf_text(&out), part) != NULL;
        if (!is_out) {
            expect_contains(str_buf_text(&err), part);
        }
    }
    va_end(parts);
    str_buf_release(&out);
    str_buf_release(&err);
}

static void a_key_file_that_others_can_read_is_refused(void **state)
{
    static const unsigned modes[] = {0644, 0640, 0604, 0660};
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options options = {
        .now = NOW, .env = {"INTERVALS_API_KEY"}, .args = {"call", "athlete_profile"}};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        config_write(rig, "INTERVALS_API_KEY=" API_KEY "\n", modes[i]);
        expect_run(rig, &options, 2, "can be read by others", "chmod 600", NULL);
    }
    config_write(rig, "INTERVALS_ACCESS_TOKEN=abc\n", 0644);
    expect_run(rig, &options, 2, "chmod 600", NULL);
    config_write(rig, "# mine\n\nINTERVALS_API_KEY=\"" API_KEY "\"  \r\n", 0600);
    expect_run(rig, &options, 0, "Synthetic Athlete", NULL);
    /* Without a key in it anybody may read it. */
    config_write(rig, "SOLEUS_OUTPUT=text\n", 0644);
    struct options with_key = {.now = NOW, .args = {"call", "athlete_profile"}};
    expect_run(rig, &with_key, 0, "Synthetic Athlete", NULL);
    assert_null(
        memmem(rig->transcript.data, rig->transcript.length, API_KEY, strlen(API_KEY)));
}

static void mistakes_in_the_file_are_named(void **state)
{
    struct rig *rig = *state;
    struct options options = {.now = NOW, .args = {"tools"}};
    config_write(rig, "# comment\nINTERVALS_API_KY=x\n", 0600);
    expect_run(rig, &options, 2, "line 2", "INTERVALS_API_KY",
               "Did you mean INTERVALS_API_KEY?", NULL);
    config_write(rig, "SOLEUS_OUTPUT text\n", 0600);
    expect_run(rig, &options, 2, "line 1", "'='", NULL);
    config_write(rig, "SOLEUS_OUTPUT=loud\n", 0600);
    expect_run(rig, &options, 2, "SOLEUS_OUTPUT", "loud", "both, text, structured", NULL);
    config_write(rig, "SOLEUS_OUTPUT=\n=\n", 0600);
    expect_run(rig, &options, 2, "line 2", NULL);
    struct str_buf long_text = {0};
    for (int i = 0; i < 5000; i++) {
        str_buf_add(&long_text, "# a line of a comment\n");
    }
    config_write(rig, str_buf_text(&long_text), 0600);
    expect_run(rig, &options, 2, "longer than 65536 bytes", NULL);
    str_buf_release(&long_text);
    char path[PATH_SIZE * 2];
    FORMAT(path, "%s/config", rig->config_dir);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    expect_run(rig, &options, 2, "cannot be read", NULL);
}

static void bad_values_are_refused_before_anything_runs(void **state)
{
    static const struct {
        const char *line;
        const char *said;
        const char *hint;
    } cases[] = {
        {"SOLEUS_NOW=yesterday", "SOLEUS_NOW", "2026-11-22T07:30:00+01:00"},
        {"SOLEUS_NOW=2026-11-20", "SOLEUS_NOW", "zone"},
        {"SOLEUS_NOW=2026-11-20T12:00:00", "SOLEUS_NOW", "zone"},
        {"SOLEUS_NOW=2026-13-20T12:00:00Z", "SOLEUS_NOW", "zone"},
        {"SOLEUS_NOW=2026-11-20T12:00:00Zx", "SOLEUS_NOW", "zone"},
        {"SOLEUS_OUTPUT=TEXT", "SOLEUS_OUTPUT", "both, text, structured"},
        {"INTERVALS_BASE_URL=http://intervals.icu", "unencrypted", "https://"},
        {"INTERVALS_BASE_URL=http://127.0.0.1.evil.example", "unencrypted", "https://"},
        {"INTERVALS_BASE_URL=http://localhost.evil.example", "unencrypted", "https://"},
        {"INTERVALS_BASE_URL=ftp://intervals.icu", "http(s)", "https://"},
        {"INTERVALS_BASE_URL=intervals.icu", "http(s)", "https://"},
        {"INTERVALS_BASE_URL=https://user:pw@intervals.icu", "user", "https://"},
        {"INTERVALS_BASE_URL=https://", "no host", "https://"},
        {"INTERVALS_ATHLETE_ID=../x", "INTERVALS_ATHLETE_ID", "i12345"},
        {"INTERVALS_ATHLETE_ID=i 7", "INTERVALS_ATHLETE_ID", "i12345"},
        {"SOLEUS_ATHLETES=i7,../x", "SOLEUS_ATHLETES", "i12345"},
        {"SOLEUS_ATHLETES=0", "SOLEUS_ATHLETES", "i12345"},
        {"SOLEUS_DATA_DIR=relative/dir", "SOLEUS_DATA_DIR", "absolute"},
    };
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options options = {.env = {cases[i].line}, .args = {"tools"}};
        expect_run(rig, &options, 2, "soleus: ", cases[i].said, cases[i].hint, NULL);
        struct options serve = {.env = {cases[i].line}, .args = {"serve"}};
        expect_run(rig, &serve, 2, "soleus: ", cases[i].said, cases[i].hint, NULL);
    }
    static const char *const good[] = {"SOLEUS_NOW=2026-11-20T12:00:00Z",
                                       "SOLEUS_NOW=2026-11-20T12:00:00.5-08:00",
                                       "INTERVALS_BASE_URL=http://localhost:1/",
                                       "INTERVALS_BASE_URL=http://[::1]:1",
                                       "INTERVALS_BASE_URL=https://intervals.icu/",
                                       "SOLEUS_ATHLETES=i7, 2049151",
                                       "SOLEUS_NOW=",
                                       "SOLEUS_OUTPUT=${SOLEUS_OUTPUT}"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct options options = {.env = {good[i]}, .args = {"tools"}};
        expect_run(rig, &options, 0, "athlete_profile", NULL);
    }
}

static void options_beat_the_environment_beats_the_file(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    config_write(rig,
                 "SOLEUS_NOW=2026-11-18T12:00:00+09:00\n"
                 "SOLEUS_OUTPUT=structured\nSOLEUS_NOW=2026-11-17T12:00:00+09:00\n",
                 0600);
    struct options from_file = {.args = {"call", "athlete_profile"}};
    expect_run(rig, &from_file, 0, "\"today\":\"2026-11-18\"", NULL);
    struct options from_environment = {.now = "2026-11-19T12:00:00+09:00",
                                       .env = {"SOLEUS_OUTPUT=text"},
                                       .args = {"call", "athlete_profile"}};
    expect_run(rig, &from_environment, 0, "today Thu 2026-11-19", NULL);
    struct options from_option = {
        .now = "2026-11-19T12:00:00+09:00",
        .env = {"SOLEUS_OUTPUT=text"},
        .args = {"--now", NOW, "--output=structured", "call", "athlete_profile"}};
    expect_run(rig, &from_option, 0, "\"today\":\"2026-11-20\"", NULL);
    /* An empty value counts as none. */
    struct options empty = {
        .now = "", .env = {"SOLEUS_OUTPUT="}, .args = {"call", "athlete_profile"}};
    expect_run(rig, &empty, 0, "\"today\":\"2026-11-18\"", NULL);
    /* Where data goes. */
    char path[PATH_SIZE * 2];
    char option[PATH_SIZE * 2];
    FORMAT(path, "%s/elsewhere", rig->folder);
    FORMAT(option, "--data-dir=%s", path);
    struct options elsewhere = {.now = NOW, .args = {option, "call", "athlete_profile"}};
    expect_run(rig, &elsewhere, 0, "Synthetic Athlete", NULL);
    assert_int_equal(access(path, F_OK), 0);
}

static void xdg_folders_are_used(void **state)
{
    struct rig *rig = *state;
    char path[PATH_SIZE * 2];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options home = {.now = NOW,
                           .env = {"SOLEUS_DATA_DIR", "SOLEUS_CONFIG_DIR"},
                           .args = {"call", "athlete_profile"}};
    expect_run(rig, &home, 0, "Synthetic Athlete", NULL);
    FORMAT(path, "%s/.local/share/soleus/athletes/i7/cache.sqlite", rig->home);
    assert_int_equal(access(path, F_OK), 0);
    struct options nowhere = {.now = NOW,
                              .env = {"SOLEUS_DATA_DIR", "SOLEUS_CONFIG_DIR", "HOME"},
                              .args = {"call", "athlete_profile"}};
    expect_run(rig, &nowhere, 2, "HOME", "SOLEUS_DATA_DIR", NULL);
}

/* --- SOLEUS_KEY_COMMAND --- */

static void key_commands(void **state)
{
    static const struct {
        const char *command;
        int code;
        const char *said;
    } cases[] = {
        {"/bin/echo " API_KEY, 0, "Synthetic Athlete"},
        {"[\"/bin/sh\",\"-c\",\"printf '" API_KEY "\\\\nsecond line\\\\n'\"]", 0,
         "Synthetic Athlete"},
        {"[\"/bin/echo\",\"" API_KEY "\"]", 0, "Synthetic Athlete"},
        {"/bin/false", 1, "key command /bin/false failed"},
        {"/bin/true", 1, "printed nothing"},
        {"/usr/bin/yes", 1, "printed more than 4094 bytes"},
        {"/bin/head -c 4094 /dev/zero", 1, "printed nothing"},
        {"/no/such/program", 1, "could not be started"},
        {"[\"/bin/echo\",5]", 1, "an argument that is no text"},
        {"[]", 1, "0 arguments"},
        {"/bin/echo wrong-key", 1, "401"},
        {"/bin/sh -c exit;echo", 1, "printed nothing"}, /* no shell takes it apart */
    };
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[256];
        FORMAT(line, "SOLEUS_KEY_COMMAND=%s", cases[i].command);
        struct options options = {
            .now = NOW,
            .env = {"INTERVALS_API_KEY", line},
            .args = {"call", "athlete_profile", "{\"refresh\":true}"}};
        expect_run(rig, &options, cases[i].code, cases[i].said, NULL);
    }
    assert_null(
        memmem(rig->transcript.data, rig->transcript.length, API_KEY, strlen(API_KEY)));
}

/* It is run when a key is needed, not before, and once. */
static void a_key_command_runs_when_needed(void **state)
{
    struct rig *rig = *state;
    char script[PATH_SIZE * 2];
    char mark[PATH_SIZE * 2];
    char text[PATH_SIZE * 6];
    char line[PATH_SIZE * 3];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    FORMAT(script, "%s/key.sh", rig->folder);
    FORMAT(mark, "%s/mark", rig->folder);
    FORMAT(text, "#!/bin/sh\necho x >> %s\necho %s\n", mark, API_KEY);
    file_write(script, text, 0700);
    FORMAT(line, "SOLEUS_KEY_COMMAND=%s", script);
    struct options options = {.now = NOW, .env = {"INTERVALS_API_KEY", line}};
    struct session *session = session_open(rig, &options);
    json_decref(session_request(session, "tools/list", "{}"));
    assert_int_not_equal(access(mark, F_OK), 0);
    for (int i = 0; i < 3; i++) {
        json_auto_t *result = session_call(session, "get_wellness", "{'refresh':true}");
        (void)expect_fresh(result);
    }
    assert_int_equal(file_size(mark), 2);
    (void)session_end(session);
    /* A key in the environment makes it unnecessary. */
    struct options both = {.now = NOW, .env = {line}};
    session = session_open(rig, &both);
    json_auto_t *result = session_call(session, "get_wellness", "{}");
    (void)expect_fresh(result);
    assert_int_equal(file_size(mark), 2);
    (void)session_end(session);
}

static void without_any_key(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options options = {.now = NOW, .env = {"INTERVALS_API_KEY"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *list = session_request(session, "tools/list", "{}");
    assert_non_null(json_object_get(list, "result"));
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    expect_error(result, "AUTH", "no Intervals.icu API key", "INTERVALS_API_KEY",
                 "soleus doctor", NULL);
    assert_int_equal(fake_requests_count(rig), 0);
    (void)session_end(session);
}

static void output_halves(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options text = {.now = NOW, .env = {"SOLEUS_OUTPUT=text"}};
    struct session *session = session_open(rig, &text);
    json_auto_t *only_text = session_call(session, "get_wellness", "{}");
    assert_null(json_object_get(only_text, "structuredContent"));
    assert_true(strlen(text_of(only_text)) > 100);
    json_auto_t *list = session_request(session, "tools/list", "{}");
    char *dumped = json_dumps(list, JSON_COMPACT);
    expect_lacks(dumped, "outputSchema");
    free(dumped);
    (void)session_end(session);
    struct options structured = {.now = NOW, .env = {"SOLEUS_OUTPUT=structured"}};
    session = session_open(rig, &structured);
    json_auto_t *only_data = session_call(session, "get_wellness", "{}");
    assert_non_null(json_object_get(only_data, "structuredContent"));
    assert_int_equal(json_array_size(json_object_get(only_data, "content")), 0);
    (void)session_end(session);
}

static void read_only_is_a_choice_that_is_not_guessed(void **state)
{
    struct rig *rig = *state;
    struct options whole = {.now = NOW, .args = {"tools"}};
    expect_run(rig, &whole, 0, "apply_week", "log_checkin", NULL);
    static const char *const on[] = {"SOLEUS_READ_ONLY=1", "SOLEUS_READ_ONLY=true"};
    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++) {
        struct str_buf out = {0};
        struct options options = {.now = NOW, .env = {on[i]}, .args = {"tools"}};
        assert_int_equal(soleus_run(rig, &options, &out, NULL), 0);
        expect_lacks(str_buf_text(&out), "apply_week");
        expect_contains(str_buf_text(&out), "log_checkin");
        str_buf_release(&out);
    }
    struct options odd = {.now = NOW, .env = {"SOLEUS_READ_ONLY=yes"}, .args = {"tools"}};
    expect_run(rig, &odd, 2, "SOLEUS_READ_ONLY is \"yes\"", NULL);
    struct options call = {
        .now = NOW,
        .args = {"--read-only", "call", "apply_week", "{\"plan_token\":\"0123456789\"}"}};
    expect_run(rig, &call, 1, "this server only reads", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_file_that_others_can_read_is_refused),
        TEST(mistakes_in_the_file_are_named),
        TEST(bad_values_are_refused_before_anything_runs),
        TEST(options_beat_the_environment_beats_the_file),
        TEST(xdg_folders_are_used),
        TEST(key_commands),
        TEST(a_key_command_runs_when_needed),
        TEST(without_any_key),
        TEST(output_halves),
        TEST(read_only_is_a_choice_that_is_not_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
