/*
 * A tool that needs the athlete's yes: the call ends with the question and nothing is
 * written; begun again with the answer, it writes once, or says that it did not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/log.h"
#include "base/str.h"
#include "tools/answer.h"
#include "tools/ask.h"
#include "tools/effects.h"

static struct {
    uv_loop_t loop;
    struct config config;
    struct app *app;
    size_t n_done;
    size_t n_asked;
    size_t n_reports;
    bool is_error;
    char text[512];
    json_t *requests; /* of the last question */
} rig;

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct data_athlete athlete;
    if (!data_athlete(ctx->data, &athlete, err)) {
        return TOOL_FAILED;
    }
    if (athlete.athlete == NULL) {
        return TOOL_NEEDS_DATA;
    }
    switch (tool_ask_consent(ctx, "confirm", "Run on Monday all the same?", "Yes", err)) {
    case REPLY_AWAITED:
        return TOOL_NEEDS_INPUT;
    case REPLY_IMPOSSIBLE:
        return TOOL_FAILED;
    case REPLY_REFUSED:
        answer_summary(answer, "Not done.");
        return TOOL_DONE;
    case REPLY_GIVEN:
        break;
    }
    json_t *body = json_pack("{s:s}", "note", "on Monday");
    assert_true(effects_add(ctx->effects, "override", athlete.today, athlete.now_ms, body));
    return TOOL_DONE;
}

static enum tool_outcome report(struct tool_ctx *ctx, struct answer *answer)
{
    assert_int_equal(ctx->effects->n_entries, 1);
    rig.n_reports++;
    answer_summary(answer, "Written.");
    return TOOL_DONE;
}

static const struct tool consenting = {.name = "consenting", .run = run, .report = report};

static enum tool_outcome run_without_question(struct tool_ctx *ctx, struct answer *answer,
                                              struct err *err)
{
    (void)ctx;
    (void)answer;
    (void)err;
    return TOOL_NEEDS_INPUT;
}

static const struct tool mistaken = {.name = "mistaken", .run = run_without_question};

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    (void)user;
    (void)call_id;
    rig.n_done++;
    rig.is_error = is_error;
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    str_copy(rig.text, sizeof rig.text, json_get_text(block, "text"));
    json_decref(result);
}

static void ask(void *user, uint64_t call_id, json_t *requests)
{
    (void)user;
    (void)call_id;
    rig.n_asked++;
    json_decref(rig.requests);
    rig.requests = requests;
}

/* answers: JSON or NULL. */
static void call(const struct tool *tool, bool can_ask, const char *answers)
{
    json_auto_t *args = json_object();
    json_auto_t *given = answers != NULL ? json_loads(answers, 0, NULL) : NULL;
    struct app_call_hooks hooks = {
        .done = done, .ask = can_ask ? ask : NULL, .answers = given};
    app_call_begin(rig.app, 1, tool, args, &hooks);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    assert_int_equal(app_calls_count(rig.app), 0);
}

static int rig_start(void **state)
{
    (void)state;
    memset(&rig, 0, sizeof rig);
    rig.config = (struct config){.athlete_id = "0",
                                 .is_sample = true,
                                 .has_frozen_now = true,
                                 .frozen_now_ms = 1795172400000}; /* 2026-11-20 */
    (void)uv_loop_init(&rig.loop);
    rig.app = app_new(&rig.loop, &rig.config);
    log_level_set(LOG_ERROR);
    return 0;
}

static int rig_stop(void **state)
{
    (void)state;
    app_close(rig.app);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    app_free(rig.app);
    json_decref(rig.requests);
    return uv_loop_close(&rig.loop);
}

static void the_question_ends_the_call_unwritten(void **state)
{
    (void)state;
    call(&consenting, true, NULL);
    assert_int_equal(rig.n_asked, 1);
    assert_int_equal(rig.n_done + rig.n_reports, 0);
    const json_t *request = json_object_get(rig.requests, "confirm");
    const json_t *params = json_object_get(request, "params");
    assert_string_equal(json_get_text(request, "method"), "elicitation/create");
    assert_string_equal(json_get_text(params, "message"), "Run on Monday all the same?");
    assert_string_equal(json_get_text(json_object_get(params, "requestedSchema"), "type"),
                        "object");
}

static void a_yes_is_written_once(void **state)
{
    (void)state;
    call(&consenting, true,
         "{\"confirm\":{\"action\":\"accept\",\"content\":{\"confirm\":true}}}");
    assert_int_equal(rig.n_asked, 0);
    assert_int_equal(rig.n_done, 1);
    assert_int_equal(rig.n_reports, 1);
    assert_non_null(strstr(rig.text, "Written."));
}

static void anything_else_is_no_yes(void **state)
{
    static const char *const answers[] = {
        "{\"confirm\":{\"action\":\"decline\"}}",
        "{\"confirm\":{\"action\":\"cancel\",\"content\":{\"confirm\":true}}}",
        "{\"confirm\":{\"action\":\"accept\"}}",
        "{\"confirm\":{\"action\":\"accept\",\"content\":{}}}",
        "{\"confirm\":{\"action\":\"accept\",\"content\":{\"confirm\":false}}}",
        "{\"confirm\":{\"action\":\"accept\",\"content\":{\"confirm\":\"yes\"}}}"};
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        call(&consenting, true, answers[i]);
        assert_int_equal(rig.n_done, i + 1);
        assert_non_null(strstr(rig.text, "Not done."));
    }
    assert_int_equal(rig.n_asked + rig.n_reports, 0);
}

static void nobody_to_ask_is_an_error_that_says_so(void **state)
{
    (void)state;
    call(&consenting, false, NULL);
    assert_true(rig.is_error);
    assert_non_null(strstr(rig.text, "cannot ask: Run on Monday all the same?"));
    assert_int_equal(rig.n_reports, 0);
}

static void a_question_that_was_not_put_is_our_mistake(void **state)
{
    (void)state;
    call(&mistaken, true, NULL);
    assert_true(rig.is_error);
    assert_int_equal(rig.n_asked, 0);
}

int main(void)
{
#define RIGGED(test) cmocka_unit_test_setup_teardown(test, rig_start, rig_stop)
    const struct CMUnitTest tests[] = {
        RIGGED(the_question_ends_the_call_unwritten),
        RIGGED(a_yes_is_written_once),
        RIGGED(anything_else_is_no_yes),
        RIGGED(nobody_to_ask_is_an_error_that_says_so),
        RIGGED(a_question_that_was_not_put_is_our_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
