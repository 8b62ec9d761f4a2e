/*
 * The call engine with tools of the test's own: runs, rounds, exactly one end. The data is
 * the sample athlete's, which answers at once, or a service that refuses connections, which
 * answers later.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/log.h"
#include "base/str.h"
#include "tools/answer.h"

enum { CALLS_MAX = 64 };

struct rig {
    uv_loop_t loop;
    struct config config;
    struct app *app;
    size_t n_done;
    size_t n_done_of[CALLS_MAX];
    bool is_error[CALLS_MAX];
    char text[CALLS_MAX][512];
    char code[CALLS_MAX][32];
    size_t n_progress;
    double last_progress;
    uint64_t begins_at_done;      /* done begins this call, once; 0: none */
    uint64_t cancels_at_progress; /* progress cancels this call; 0: none */
};

/* What the scripted tool does; one test at a time. */
static struct {
    size_t n_runs;
    size_t n_needs_before_done; /* rounds in which it asks for more */
    bool asks_for_nothing;      /* says TOOL_NEEDS_DATA without a need */
    enum err_code fails_with;
    bool has_failed_data;
    int64_t now_ms;
} script;

static enum tool_outcome scripted_run(struct tool_ctx *ctx, struct answer *answer,
                                      struct err *err)
{
    struct data_athlete athlete;
    struct data_activities activities;
    script.n_runs++;
    if (script.asks_for_nothing) {
        return TOOL_NEEDS_DATA;
    }
    if (script.fails_with != ERR_NONE) {
        (void)err_set(err, script.fails_with, "Do this", "That happened");
        return TOOL_FAILED;
    }
    if (!data_athlete(ctx->data, &athlete, err)) {
        script.has_failed_data = true;
        return TOOL_FAILED;
    }
    if (athlete.athlete == NULL) {
        return TOOL_NEEDS_DATA;
    }
    script.now_ms = athlete.now_ms;
    /* Each round asks for older days than the one before. */
    size_t n_rounds = script.n_runs - 1;
    if (n_rounds < script.n_needs_before_done) {
        struct day_range range = {
            .first_day = athlete.today - 1000 * (day_num)script.n_runs, .n_days = 10};
        if (!data_activities(ctx->data, range, &activities, err)) {
            return TOOL_FAILED;
        }
        return TOOL_NEEDS_DATA;
    }
    answer_summary(answer, "Done after %zu runs.", script.n_runs);
    return TOOL_DONE;
}

static const struct tool scripted_tool = {.name = "scripted", .run = scripted_run};

static const struct tool *real_tool(void)
{
    return app_tool_find("get_recent_activities");
}

static void begin(struct rig *rig, uint64_t call_id, const struct tool *tool,
                  const char *arguments);

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    struct rig *rig = user;
    rig->n_done++;
    rig->n_done_of[call_id]++;
    rig->is_error[call_id] = is_error;
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    str_copy(rig->text[call_id], sizeof rig->text[call_id],
             json_string_value(json_object_get(block, "text")));
    const char *code = json_string_value(
        json_object_get(json_object_get(result, "_meta"), "dev.soleus/error"));
    str_copy(rig->code[call_id], sizeof rig->code[call_id], code != NULL ? code : "");
    assert_int_equal(json_is_true(json_object_get(result, "isError")), is_error);
    json_decref(result);
    if (rig->begins_at_done != 0) {
        uint64_t next_id = rig->begins_at_done;
        rig->begins_at_done = 0;
        begin(rig, next_id, real_tool(), "{}");
    }
}

static void progress(void *user, uint64_t call_id, double value, double total,
                     const char *message)
{
    struct rig *rig = user;
    (void)total;
    assert_non_null(message);
    assert_true(value > rig->last_progress);
    rig->last_progress = value;
    rig->n_progress++;
    if (rig->cancels_at_progress == call_id) {
        app_call_cancel(rig->app, call_id);
    }
}

static void begin(struct rig *rig, uint64_t call_id, const struct tool *tool,
                  const char *arguments)
{
    struct app_call_hooks hooks = {.done = done, .progress = progress, .user = rig};
    json_auto_t *args = json_loads(arguments, 0, NULL);
    assert_non_null(args);
    app_call_begin(rig->app, call_id, tool, args, &hooks);
}

static void rig_start(struct rig *rig, bool is_sample)
{
    memset(rig, 0, sizeof *rig);
    memset(&script, 0, sizeof script);
    rig->config = (struct config){.athlete_id = "0",
                                  .is_sample = is_sample,
                                  .has_frozen_now = true,
                                  .frozen_now_ms = 1795172400000}; /* 2026-11-20 */
    str_copy(rig->config.base_url, sizeof rig->config.base_url, "http://127.0.0.1:1");
    str_copy(rig->config.data_dir, sizeof rig->config.data_dir, "/nonexistent/soleus");
    rig->config.api_key = is_sample ? NULL : strdup("key");
    assert_int_equal(uv_loop_init(&rig->loop), 0);
    rig->app = app_new(&rig->loop, &rig->config);
    log_level_set(LOG_ERROR);
}

static void rig_stop(struct rig *rig)
{
    app_close(rig->app);
    (void)uv_run(&rig->loop, UV_RUN_DEFAULT);
    app_free(rig->app);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
    free(rig->config.api_key);
}

static void run(struct rig *rig)
{
    (void)uv_run(&rig->loop, UV_RUN_DEFAULT);
}

/* --- at once: the sample --- */

static void a_call_is_answered_once(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, true);
    begin(&rig, 1, &scripted_tool, "{}");
    run(&rig);
    assert_int_equal(rig.n_done_of[1], 1);
    assert_false(rig.is_error[1]);
    assert_non_null(strstr(rig.text[1], "Done after 2 runs."));
    assert_int_equal(script.now_ms, rig.config.frozen_now_ms);
    assert_int_equal(app_calls_count(rig.app), 0);
    rig_stop(&rig);
    assert_int_equal(rig.n_done, 1);
}

static void a_failure_goes_out_word_for_word(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, true);
    script.fails_with = ERR_BAD_ARGUMENT;
    begin(&rig, 1, &scripted_tool, "{}");
    assert_int_equal(rig.n_done_of[1], 1);
    assert_true(rig.is_error[1]);
    assert_string_equal(rig.text[1], "That happened. Do this.");
    assert_string_equal(rig.code[1], "BAD_ARGUMENT");
    assert_int_equal(script.n_runs, 1);
    rig_stop(&rig);
}

static void a_tool_that_never_has_enough_is_stopped(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, true);
    script.n_needs_before_done = 1000;
    begin(&rig, 1, &scripted_tool, "{}");
    assert_int_equal(rig.n_done_of[1], 1);
    assert_true(rig.is_error[1]);
    assert_string_equal(rig.code[1], "INTERNAL");
    assert_non_null(strstr(rig.text[1], "scripted"));
    assert_in_range(script.n_runs, 8, 9);
    assert_int_equal(app_calls_count(rig.app), 0);
    rig_stop(&rig);
}

static void a_tool_that_wants_nothing_is_stopped(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, true);
    script.asks_for_nothing = true;
    begin(&rig, 1, &scripted_tool, "{}");
    assert_int_equal(rig.n_done_of[1], 1);
    assert_string_equal(rig.code[1], "INTERNAL");
    assert_int_equal(script.n_runs, 1);
    rig_stop(&rig);
}

static void rounds_within_the_cap_are_fine(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, true);
    script.n_needs_before_done = 6;
    begin(&rig, 1, &scripted_tool, "{}");
    assert_int_equal(rig.n_done_of[1], 1);
    assert_false(rig.is_error[1]);
    rig_stop(&rig);
}

/* done may begin the next call from inside. */
static void a_call_begun_by_the_end_of_another(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, true);
    rig.begins_at_done = 2;
    begin(&rig, 1, &scripted_tool, "{}");
    run(&rig);
    assert_int_equal(rig.n_done_of[1], 1);
    assert_int_equal(rig.n_done_of[2], 1);
    assert_false(rig.is_error[2]);
    rig_stop(&rig);
}

/*
 * The client goes away while the answer is being made: progress tells so from inside. The
 * sample tells of progress when a new day brought an activity.
 */
static void a_call_cancelled_by_its_own_progress(void **state)
{
    struct rig rig;
    uint64_t call_id = 1;
    (void)state;
    rig_start(&rig, true);
    begin(&rig, call_id, real_tool(), "{}");
    assert_int_equal(rig.n_done, 1);
    while (rig.n_progress == 0 && call_id < 10) {
        call_id++;
        rig.config.frozen_now_ms += 86400000;
        rig.cancels_at_progress = call_id;
        rig.last_progress = 0;
        begin(&rig, call_id, real_tool(), "{}");
    }
    assert_int_equal(rig.n_progress, 1);
    assert_int_equal(rig.n_done_of[call_id], 0);
    assert_int_equal(app_calls_count(rig.app), 0);
    begin(&rig, call_id + 1, real_tool(), "{}");
    assert_int_equal(rig.n_done_of[call_id + 1], 1);
    assert_false(rig.is_error[call_id + 1]);
    rig_stop(&rig);
}

/* --- later: a service that is away --- */

static void failures_that_come_later_end_each_call_once(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, false);
    for (uint64_t id = 1; id <= 20; id++) {
        begin(&rig, id, real_tool(), "{}");
    }
    assert_int_equal(rig.n_done, 0);
    assert_int_equal(app_calls_count(rig.app), 20);
    run(&rig);
    assert_int_equal(rig.n_done, 20);
    for (uint64_t id = 1; id <= 20; id++) {
        assert_int_equal(rig.n_done_of[id], 1);
        assert_true(rig.is_error[id]);
        assert_string_equal(rig.code[id], "UPSTREAM");
        assert_non_null(strstr(rig.text[id], "127.0.0.1:1"));
    }
    assert_int_equal(app_calls_count(rig.app), 0);
    rig_stop(&rig);
}

static void a_cancelled_call_is_not_done(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, false);
    begin(&rig, 1, real_tool(), "{}");
    begin(&rig, 2, real_tool(), "{}");
    app_call_cancel(rig.app, 1);
    app_call_cancel(rig.app, 1); /* a second time, and one that never was: fine */
    app_call_cancel(rig.app, 33);
    assert_int_equal(app_calls_count(rig.app), 1);
    run(&rig);
    assert_int_equal(rig.n_done_of[1], 0);
    assert_int_equal(rig.n_done_of[2], 1);
    app_call_cancel(rig.app, 2);
    rig_stop(&rig);
    assert_int_equal(rig.n_done, 1);
}

static void closing_drops_what_waits(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, false);
    for (uint64_t id = 1; id <= 5; id++) {
        begin(&rig, id, real_tool(), "{}");
    }
    rig_stop(&rig); /* also checks that no handle is left */
    assert_int_equal(rig.n_done, 0);
}

/* --- whose data --- */

static void the_athlete_is_checked(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, true);
    begin(&rig, 1, real_tool(), "{\"athlete\":\"i1\"}");
    assert_true(rig.is_error[1]);
    assert_non_null(strstr(rig.text[1], "athlete i1 is not served here"));
    assert_non_null(strstr(rig.text[1], "i900001"));
    begin(&rig, 2, real_tool(), "{\"athlete\":\"i900001\"}");
    assert_false(rig.is_error[2]);
    begin(&rig, 3, real_tool(), "{\"athlete\":\"0\"}");
    assert_false(rig.is_error[3]);
    rig_stop(&rig);
}

static bool no_key(struct config *config, struct err *err)
{
    (void)config;
    return err_set(err, ERR_AUTH, "Unlock it", "the keyring is locked");
}

static void a_key_command_that_fails_is_asked_again(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig, false);
    free(rig.config.api_key);
    rig.config.api_key = NULL;
    rig.config.key_get = no_key;
    begin(&rig, 1, real_tool(), "{}");
    assert_int_equal(rig.n_done_of[1], 1);
    assert_string_equal(rig.text[1], "the keyring is locked. Unlock it.");
    assert_string_equal(rig.code[1], "AUTH");
    begin(&rig, 2, real_tool(), "{}");
    assert_int_equal(rig.n_done_of[2], 1);
    rig_stop(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_answered_once),
        cmocka_unit_test(a_failure_goes_out_word_for_word),
        cmocka_unit_test(a_tool_that_never_has_enough_is_stopped),
        cmocka_unit_test(a_tool_that_wants_nothing_is_stopped),
        cmocka_unit_test(rounds_within_the_cap_are_fine),
        cmocka_unit_test(a_call_begun_by_the_end_of_another),
        cmocka_unit_test(a_call_cancelled_by_its_own_progress),
        cmocka_unit_test(failures_that_come_later_end_each_call_once),
        cmocka_unit_test(a_cancelled_call_is_not_done),
        cmocka_unit_test(closing_drops_what_waits),
        cmocka_unit_test(the_athlete_is_checked),
        cmocka_unit_test(a_key_command_that_fails_is_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
