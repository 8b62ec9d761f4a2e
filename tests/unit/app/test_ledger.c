/*
 * The ledger of answers from the call engine to check_answer: what is kept, of whom, and
 * that nothing of it reaches a reply.
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

struct rig {
    uv_loop_t loop;
    struct config config;
    struct app *app;
    uint64_t last_id;
    json_t *result;
    bool is_error;
};

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    struct rig *rig = user;
    (void)call_id;
    rig->result = result;
    rig->is_error = is_error;
}

static const json_t *call(struct rig *rig, const char *principal, const char *tool,
                          const char *arguments)
{
    const struct app_call_hooks hooks = {.done = done, .principal = principal, .user = rig};
    json_auto_t *args = json_loads(arguments, 0, NULL);
    assert_non_null(args);
    json_decref(rig->result);
    rig->result = NULL;
    app_call_begin(rig->app, ++rig->last_id, app_tool_find(tool), args, &hooks);
    assert_non_null(rig->result);
    return json_object_get(rig->result, "structuredContent");
}

static void rig_start(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->config = (struct config){.athlete_id = "0",
                                  .is_sample = true,
                                  .has_frozen_now = true,
                                  .frozen_now_ms = 1767870000000}; /* 2026-01-08 12:00 */
    assert_int_equal(uv_loop_init(&rig->loop), 0);
    rig->app = app_new(&rig->loop, &rig->config);
    log_level_set(LOG_ERROR);
}

static void rig_stop(struct rig *rig)
{
    json_decref(rig->result);
    app_close(rig->app);
    (void)uv_run(&rig->loop, UV_RUN_DEFAULT);
    app_free(rig->app);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
}

static const char draft[] = "{\"text\":\"Your FTP is 285 W.\"}";

static const char *first_status(const json_t *body)
{
    const json_t *rows = json_object_get(json_object_get(body, "claims"), "rows");
    assert_int_equal(json_array_size(rows), 1);
    return json_string_value(json_array_get(json_array_get(rows, 0), 1));
}

static void what_was_served_is_known_at_once(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    const json_t *body = call(&rig, "", "check_answer", draft);
    assert_string_equal(first_status(body), "never_served");
    assert_non_null(strstr(json_string_value(json_object_get(body, "summary")),
                           "Nothing was served to you"));
    (void)call(&rig, "", "athlete_profile", "{}");
    body = call(&rig, "", "check_answer", draft);
    assert_string_equal(first_status(body), "confirmed");
    rig_stop(&rig);
}

static void one_client_does_not_see_what_another_was_served(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    (void)call(&rig, "anna", "athlete_profile", "{}");
    assert_string_equal(first_status(call(&rig, "anna", "check_answer", draft)),
                        "confirmed");
    assert_string_equal(first_status(call(&rig, "coach", "check_answer", draft)),
                        "never_served");
    assert_string_equal(first_status(call(&rig, NULL, "check_answer", draft)),
                        "never_served");
    rig_stop(&rig);
}

static void answer_ids_narrow_it(void **state)
{
    struct rig rig;
    char arguments[128];
    char id[16];
    (void)state;
    rig_start(&rig);
    const json_t *body = call(&rig, "", "get_wellness", "{}");
    str_copy(id, sizeof id, json_string_value(json_object_get(body, "answer_id")));
    (void)call(&rig, "", "athlete_profile", "{}");
    (void)snprintf(arguments, sizeof arguments,
                   "{\"text\":\"Your FTP is 285 W.\",\"answer_ids\":[\"%s\"]}", id);
    body = call(&rig, "", "check_answer", arguments);
    assert_string_equal(first_status(body), "never_served");
    (void)call(&rig, "", "check_answer",
               "{\"text\":\"1 km\",\"answer_ids\":[\"nosuchid\"]}");
    assert_true(rig.is_error);
    const json_t *block = json_array_get(json_object_get(rig.result, "content"), 0);
    assert_non_null(strstr(json_string_value(json_object_get(block, "text")),
                           "\"nosuchid\" is not kept"));
    rig_stop(&rig);
}

/* A check is no answer of its own: its numbers are the draft's. */
static void a_check_does_not_confirm_itself(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    (void)call(&rig, "", "athlete_profile", "{}");
    for (int i = 0; i < 2; i++) {
        const json_t *body =
            call(&rig, "", "check_answer", "{\"text\":\"Your VO2max is 58.\"}");
        assert_string_equal(first_status(body), "never_served");
    }
    rig_stop(&rig);
}

/* The same without the structured half in the reply. */
static void text_alone_is_kept_as_well(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    rig.config.output = ANSWER_TEXT;
    assert_null(call(&rig, "", "athlete_profile", "{}"));
    (void)call(&rig, "", "check_answer", draft);
    const json_t *block = json_array_get(json_object_get(rig.result, "content"), 0);
    assert_non_null(
        strstr(json_string_value(json_object_get(block, "text")), "1 confirmed"));
    rig_stop(&rig);
}

static void recent_days(struct rig *rig, int days)
{
    char arguments[48];
    (void)snprintf(arguments, sizeof arguments, "{\"days\":%d,\"limit\":1}", days);
    (void)call(rig, "", "get_recent_activities", arguments);
}

/* Far more questions than are kept, in one turn of the loop and over several. */
static void a_flood_leaves_the_newest(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    (void)call(&rig, "", "athlete_profile", "{}");
    for (int i = 0; i < 250; i++) {
        recent_days(&rig, i + 1);
    }
    assert_string_equal(first_status(call(&rig, "", "check_answer", draft)),
                        "never_served");
    (void)call(&rig, "", "athlete_profile", "{}");
    for (int i = 0; i < 100; i++) {
        recent_days(&rig, i + 1);
        (void)uv_run(&rig.loop, UV_RUN_NOWAIT);
    }
    assert_string_equal(first_status(call(&rig, "", "check_answer", draft)), "confirmed");
    rig_stop(&rig);
}

/* The same questions over and over push nothing out. */
static void a_client_that_repeats_itself_is_kept_once(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    (void)call(&rig, "", "athlete_profile", "{}");
    for (int i = 0; i < 250; i++) {
        recent_days(&rig, 1 + i % 20); /* more than app__served holds */
    }
    assert_string_equal(first_status(call(&rig, "", "check_answer", draft)), "confirmed");
    rig_stop(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_served_is_known_at_once),
        cmocka_unit_test(one_client_does_not_see_what_another_was_served),
        cmocka_unit_test(answer_ids_narrow_it),
        cmocka_unit_test(a_check_does_not_confirm_itself),
        cmocka_unit_test(text_alone_is_kept_as_well),
        cmocka_unit_test(a_flood_leaves_the_newest),
        cmocka_unit_test(a_client_that_repeats_itself_is_kept_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
