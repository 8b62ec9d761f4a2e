/* The handle of a checked week. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "tools/effects.h"
#include "tools/plan_token.h"
#include "tools/planning.h"
#include "week_rig.h"

struct token_case {
    struct week_rig f;
    char handle[OWN_BATCH_CHARS + 1];
};

static const char checked[] =
    "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Run\",\"minutes\":40}]}";

static void token_open(struct token_case *c)
{
    week_rig_open(&c->f);
    json_t *result = week_rig_call(&c->f, &tool_check_week, checked);
    str_copy(c->handle, sizeof c->handle, week_rig_text(result, "plan_token"));
    json_decref(result);
}

static void token_close(struct token_case *c)
{
    week_rig_close(&c->f);
}

/* Asked twice, it is kept once; another plan has a handle of its own. */
static void test_the_same_plan_keeps_its_handle(void **state)
{
    (void)state;
    struct token_case c;
    token_open(&c);
    json_t *again = week_rig_call(&c.f, &tool_check_week, checked);
    assert_string_equal(week_rig_text(again, "plan_token"), c.handle);
    json_decref(again);
    json_t *other =
        week_rig_call(&c.f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"monday\",\"sport\":"
                      "\"Run\",\"minutes\":35}]}");
    assert_string_not_equal(week_rig_text(other, "plan_token"), c.handle);
    json_decref(other);
    token_close(&c);
}

/* A tool that looks a handle up, as apply_week will: on the call's own view. */
static struct {
    const char *handle;
    int hours; /* after now */
    bool is_calendar_other;
    enum plan_token_state state;
    struct plan_token token;
    char body[OWN_ENTRY_BODY_BYTES];
} probe;

static void body_keep(const struct data_entries *entries)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        if (strcmp(entries->items[i].batch, probe.handle) == 0) {
            str_copy(probe.body, sizeof probe.body, entries->items[i].body);
        }
    }
}

static enum tool_outcome probe_run(struct tool_ctx *ctx, struct answer *answer,
                                   struct err *err)
{
    struct data_athlete athlete;
    struct data_entries entries;
    struct planning planning;
    (void)answer;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    assert_true(data_entries(ctx->data, &entries, err));
    body_keep(&entries);
    probe.state =
        plan_token_find(ctx->arena, &entries, probe.handle,
                        athlete.now_ms + (int64_t)probe.hours * 3600000, &probe.token);
    if (probe.state != PLAN_TOKEN_VALID) {
        return TOOL_DONE;
    }
    struct planning_options options = {.day = probe.token.first_day,
                                       .focus = probe.token.focus};
    outcome = planning_read(ctx, &options, &planning, err);
    if (outcome == TOOL_DONE) {
        char *digest = probe.token.digests.calendar;
        if (probe.is_calendar_other) {
            digest[0] = digest[0] == '0' ? '1' : '0';
        }
        probe.state = plan_token_compare(&probe.token, &planning);
    }
    return outcome;
}

static const struct tool tool_probe = {.name = "probe", .run = probe_run};

static enum plan_token_state token_state(struct token_case *c, const char *handle,
                                         int hours)
{
    probe.handle = handle;
    probe.hours = hours;
    json_decref(week_rig_call(&c->f, &tool_probe, "{}"));
    return probe.state;
}

static void test_a_token_stands_while_nothing_changes(void **state)
{
    (void)state;
    struct token_case c;
    token_open(&c);
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_VALID);
    assert_int_equal(probe.token.n_sessions, 1);
    assert_int_equal(probe.token.sessions[0].kind, PLAN_RUN_EASY);
    rig_assert_near(probe.token.sessions[0].minutes, 40, 0);
    rig_assert_near(probe.token.sessions[0].longest_run_min, 40, 0); /* H3's ladder asks */
    rig_assert_near(probe.token.sessions[0].running_min, 40, 0);
    assert_int_equal(token_state(&c, c.handle, 24), PLAN_TOKEN_VALID);
    assert_int_equal(token_state(&c, c.handle, 25), PLAN_TOKEN_EXPIRED);
    assert_int_equal(token_state(&c, c.handle, -1), PLAN_TOKEN_EXPIRED);
    assert_int_equal(token_state(&c, "0123456789", 0), PLAN_TOKEN_UNKNOWN);
    assert_string_equal(plan_token_state_words(PLAN_TOKEN_VALID), "");
    for (int i = PLAN_TOKEN_UNKNOWN; i <= PLAN_TOKEN_STATE_CHANGED; i++) {
        assert_true(strlen(plan_token_state_words((enum plan_token_state)i)) > 20);
        assert_true(strlen(plan_token_state_name((enum plan_token_state)i)) > 4);
    }
    /* Another check does not end it. */
    json_decref(week_rig_call(&c.f, &tool_check_week, checked));
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_VALID);
    token_close(&c);
}

static void test_a_token_ends_with_pain_or_preferences(void **state)
{
    (void)state;
    struct token_case c;
    token_open(&c);
    json_decref(
        week_rig_call(&c.f, &tool_set_preferences, "{\"caps\":{\"run_days_per_week\":3}}"));
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_STATE_CHANGED);
    token_close(&c);
    token_open(&c);
    json_decref(week_rig_call(
        &c.f, &tool_log_checkin,
        "{\"pain\":[{\"moment\":\"during\",\"score\":5,\"site\":\"knee\"}]}"));
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_STATE_CHANGED);
    token_close(&c);
}

static void test_a_token_of_another_calendar(void **state)
{
    (void)state;
    struct token_case c;
    token_open(&c);
    probe.is_calendar_other = true; /* than the one it was checked against */
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_CALENDAR_CHANGED);
    probe.is_calendar_other = false;
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_VALID);
    token_close(&c);
}

/* An entry as the log gives it back. */
static enum plan_token_state kept_state(const char *body, bool is_undone)
{
    struct plan_token token;
    const struct own_entry entry = {.batch = "0123456789",
                                    .kind = "plan",
                                    .recorded_ms = 1000,
                                    .body = body,
                                    .is_undone = is_undone};
    const struct data_entries entries = {&entry, 1};
    struct arena arena = {0};
    enum plan_token_state state =
        plan_token_find(&arena, &entries, "0123456789", 2000, &token);
    arena_release(&arena);
    return state;
}

static void test_a_token_that_was_tampered_with(void **state)
{
    (void)state;
    struct token_case c;
    token_open(&c);
    char body[OWN_ENTRY_BODY_BYTES];
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_VALID);
    str_copy(body, sizeof body, probe.body);
    assert_int_equal(kept_state(body, false), PLAN_TOKEN_VALID);
    assert_int_equal(kept_state(body, true), PLAN_TOKEN_UNDONE);
    char *minutes = strstr(body, ",40.0,");
    assert_non_null(minutes);
    minutes[1] = '9'; /* 90 min were never checked */
    assert_int_equal(kept_state(body, false), PLAN_TOKEN_DAMAGED);
    str_copy(body, sizeof body, probe.body);
    char *rules = strstr(body, "\"rules\":\"");
    rules[9] = rules[9] == '0' ? '1' : '0';
    assert_int_equal(kept_state(body, false), PLAN_TOKEN_RULES_CHANGED);
    assert_int_equal(kept_state("{}", false), PLAN_TOKEN_DAMAGED);
    assert_int_equal(kept_state("[", false), PLAN_TOKEN_DAMAGED);
    assert_int_equal(kept_state("{\"focus\":\"taper\",\"week_start\":\"2026-03-16\","
                                "\"sessions\":[[9,0,0,\"run_easy\",\"Run\"]]}",
                                false),
                     PLAN_TOKEN_DAMAGED);
    token_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_plan_keeps_its_handle),
        cmocka_unit_test(test_a_token_stands_while_nothing_changes),
        cmocka_unit_test(test_a_token_ends_with_pain_or_preferences),
        cmocka_unit_test(test_a_token_of_another_calendar),
        cmocka_unit_test(test_a_token_that_was_tampered_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
