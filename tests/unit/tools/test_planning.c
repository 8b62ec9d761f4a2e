/* check_week, propose_week, the handle of a checked week. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "rig.h"
#include "tools/effects.h"
#include "tools/plan_token.h"
#include "tools/planning.h"
#include "tools/slots.h"
#include "tools/wishes.h"

extern const struct tool tool_check_week;
extern const struct tool tool_propose_week;
extern const struct tool tool_set_preferences;
extern const struct tool tool_log_checkin;

#define NOW "2026-03-11T12:00:00+01:00" /* a Wednesday */
enum { LIST_BYTES = 60000 };

struct fixture {
    struct str_buf activities;
    struct str_buf events;
    struct rig rig;
};

static void list_add(struct str_buf *list, const char *type, const char *name, day_num day,
                     int hour, double minutes, double km)
{
    char text[DAY_TEXT_SIZE];
    str_buf_printf(
        list,
        "%s{\"id\":\"i%d%02d\",\"icu_athlete_id\":\"i1\",\"type\":\"%s\","
        "\"name\":\"%s\",\"start_date_local\":\"%sT%02d:00:00\",\"distance\":%.1f,"
        "\"moving_time\":%.0f,\"elapsed_time\":%.0f,\"average_speed\":%.3f,"
        "\"icu_training_load\":40}",
        list->length > 1 ? "," : "", (int)day, hour, type, name, day_format(day, text),
        hour, km * 1000, minutes * 60, minutes * 60, km * 1000 / (minutes * 60));
}

/* 26 weeks: runs Tue 45 min, Thu 50, Sun 60 (10 km); rides Sat 90; up to yesterday. */
static void fixture_open(struct fixture *f)
{
    day_num today = day_from_civil((struct civil_date){2026, 3, 11});
    *f = (struct fixture){.activities = {0}};
    str_buf_add(&f->activities, "[");
    str_buf_add(&f->events, "[");
    for (day_num day = today - 182; day < today; day++) {
        int weekday = day_weekday(day);
        if (weekday == 1 || weekday == 3 || weekday == 6) {
            double minutes = weekday == 1 ? 45 : weekday == 3 ? 50 : 60;
            list_add(&f->activities, "Run", "easy", day, 7, minutes, minutes / 6);
        } else if (weekday == 5) {
            list_add(&f->activities, "Ride", "ride", day, 9, 90, 40);
        }
    }
    str_buf_add(&f->activities, "]");
    str_buf_add(&f->events, "]");
    f->rig = (struct rig){.athlete = rig_athlete,
                          .activities = str_buf_text(&f->activities),
                          .wellness = "[]",
                          .events = str_buf_text(&f->events),
                          .now = NOW};
    rig_open(&f->rig);
}

static void fixture_close(struct fixture *f)
{
    rig_close(&f->rig);
    str_buf_release(&f->activities);
    str_buf_release(&f->events);
}

static json_t *call(struct fixture *f, const struct tool *tool, const char *args)
{
    struct err err = {0};
    json_t *result = rig_run(&f->rig, tool, args, &err, NULL);
    if (result == NULL) {
        fail_msg("%s: %s", tool->name, err.message);
    }
    return result;
}

static void refused(struct fixture *f, const struct tool *tool, const char *args,
                    const char *words)
{
    struct err err = {0};
    json_t *result = rig_run(&f->rig, tool, args, &err, NULL);
    assert_null(result);
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    if (strstr(err.message, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", err.message, words);
    }
    assert_true(strlen(err.hint) > 0);
}

static const char *text_of(const json_t *result, const char *key)
{
    return json_string_value(rig_member(result, key));
}

/* The row of a rule, or NULL when it does not apply. */
static const json_t *rule_row(const json_t *result, const char *rule)
{
    const json_t *table = rig_member(result, "rules");
    for (size_t i = 0; i < rig_rows(table); i++) {
        if (strcmp(json_string_value(rig_cell(table, i, "rule")), rule) == 0) {
            return json_array_get(json_object_get(table, "rows"), i);
        }
    }
    return NULL;
}

#define NEXT_WEEK "\"week_start\":\"2026-03-16\""

static void test_legs_before_vo2_need_an_override(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    json_t *result =
        call(&f, &tool_check_week,
             "{" NEXT_WEEK ",\"sessions\":["
             "{\"day\":\"monday\",\"slot\":\"am\",\"sport\":\"WeightTraining\","
             "\"minutes\":60,\"name\":\"Heavy legs\"},"
             "{\"day\":\"2026-03-16\",\"slot\":\"pm\",\"sport\":\"Ride\","
             "\"minutes\":60,\"name\":\"VO2 5 x 3 min\"}]}");
    assert_string_equal(text_of(result, "verdict"), "needs_override");
    const json_t *reason = json_array_get(rig_member(result, "reasons"), 0);
    assert_string_equal(json_string_value(json_object_get(reason, "rule")), "H8");
    assert_string_equal(json_string_value(json_object_get(reason, "override")), "athlete");
    assert_string_equal(json_string_value(json_object_get(reason, "session")),
                        "Mon 18:00 ride_vo2 60 min");
    rig_assert_near(json_number_value(json_array_get(rule_row(result, "H8"), 2)), 10, 1e-9);
    assert_non_null(strstr(rig_text(result), "NEEDS OVERRIDE: H8 heavy_legs"));
    const json_t *nearest = rig_member(result, "nearest");
    assert_true(json_is_true(json_object_get(nearest, "found")));
    assert_int_equal(json_array_size(json_object_get(nearest, "changes")), 1);
    rig_assert_near(json_number_value(json_object_get(nearest, "load_lost")), 0, 0);
    json_decref(result);
    /* The swapped order passes. */
    result = call(&f, &tool_check_week,
                  "{" NEXT_WEEK ",\"sessions\":["
                  "{\"day\":\"monday\",\"slot\":\"pm\",\"sport\":\"WeightTraining\","
                  "\"minutes\":60,\"name\":\"Heavy legs\"},"
                  "{\"day\":\"monday\",\"slot\":\"am\",\"sport\":\"Ride\","
                  "\"minutes\":60,\"name\":\"VO2 5 x 3 min\"}]}");
    assert_string_equal(text_of(result, "verdict"), "pass_with_cautions");
    assert_int_equal(json_array_size(rig_member(result, "reasons")), 0);
    assert_true(json_is_null(rig_member(result, "nearest")));
    json_decref(result);
    fixture_close(&f);
}

static void test_a_run_on_a_stop_day_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    json_decref(
        call(&f, &tool_log_checkin,
             "{\"pain\":[{\"moment\":\"next_morning\",\"score\":7,\"site\":\"shin\"}]}"));
    json_t *result =
        call(&f, &tool_check_week,
             "{\"sessions\":[{\"day\":\"2026-03-12\",\"sport\":\"Run\",\"minutes\":20}]}");
    assert_string_equal(text_of(result, "verdict"), "refused");
    assert_true(json_is_null(rig_member(result, "plan_token"))); /* nothing to write */
    assert_non_null(strstr(rig_text(result), "override: never"));
    json_decref(result);
    fixture_close(&f);
}

/* Done sessions of the week come from the data, weekdays are found, clocks assumed. */
static void test_a_week_under_way(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    json_t *result = call(&f, &tool_check_week,
                          "{\"week_start\":\"2026-03-11\",\"sessions\":["
                          "{\"day\":\"saturday\",\"sport\":\"Ride\",\"minutes\":60},"
                          "{\"day\":\"saturday\",\"sport\":\"Run\",\"minutes\":20,"
                          "\"name\":\"Brick\"},"
                          "{\"day\":\"thursday\",\"start\":\"06:30\",\"sport\":\"Run\","
                          "\"minutes\":45,\"intensity_pct\":95}]}");
    const json_t *table = rig_member(result, "sessions");
    assert_string_equal(text_of(result, "week_start"), "2026-03-09");
    assert_int_equal(rig_rows(table), 4);
    assert_string_equal(json_string_value(rig_cell(table, 0, "state")), "done");
    assert_string_equal(json_string_value(rig_cell(table, 1, "kind")), "run_threshold");
    assert_string_equal(json_string_value(rig_cell(table, 1, "kind_by")), "intensity");
    assert_string_equal(json_string_value(rig_cell(table, 2, "start")), "07:00");
    assert_string_equal(json_string_value(rig_cell(table, 3, "start")), "08:00");
    assert_string_equal(json_string_value(rig_cell(table, 3, "kind")), "run_brick");
    assert_int_equal(strlen(text_of(result, "plan_token")), OWN_BATCH_CHARS);
    json_decref(result);
    fixture_close(&f);
}

static void test_check_week_refuses_nonsense(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    const struct tool *tool = &tool_check_week;
    refused(&f, tool,
            "{\"sessions\":[{\"day\":\"2026-02-30\",\"sport\":\"Run\",\"minutes\":9}]}",
            "does not say which week");
    refused(&f, tool,
            "{" NEXT_WEEK
            ",\"sessions\":[{\"day\":\"mon\",\"sport\":\"Run\",\"minutes\":9}]}",
            "neither a real date nor a weekday");
    refused(&f, tool,
            "{" NEXT_WEEK
            ",\"sessions\":[{\"day\":\"2026-03-25\",\"sport\":\"Run\",\"minutes\":9}]}",
            "2026-03-25 is not in the week 2026-03-16 to 2026-03-22");
    refused(&f, tool,
            "{" NEXT_WEEK
            ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Jog\",\"minutes\":9}]}",
            "sport \"Jog\"");
    refused(&f, tool,
            "{" NEXT_WEEK
            ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Ride\",\"minutes\":9,"
            "\"kind\":\"run_easy\"}]}",
            "run_easy is no Ride");
    refused(&f, tool,
            "{" NEXT_WEEK
            ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Run\",\"minutes\":9,"
            "\"start\":\"25:00\"}]}",
            "25:00");
    refused(&f, tool,
            "{\"sessions\":[{\"day\":\"2026-03-10\",\"sport\":\"Run\",\"minutes\":9}]}",
            "lies in the past");
    refused(&f, tool, "{\"focus\":\"fun\"}", "focus \"fun\"");
    refused(&f, tool, "{\"week_start\":\"2026-03-02\"}", "is over");
    refused(&f, tool, "{\"week_start\":\"2026-06-01\"}", "more than 42 days ahead");
    fixture_close(&f);
}

static void test_propose_week(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    json_t *result = call(&f, &tool_propose_week,
                          "{\"run_days\":2,\"availability\":["
                          "{\"weekday\":\"tuesday\",\"slot\":\"am\",\"minutes\":60},"
                          "{\"weekday\":\"saturday\",\"slot\":\"am\",\"start\":\"08:30\","
                          "\"minutes\":120}]}");
    const json_t *table = rig_member(result, "sessions");
    assert_string_equal(text_of(result, "week_start"), "2026-03-16");
    assert_string_equal(
        json_string_value(json_object_get(rig_member(result, "search"), "status")),
        "found");
    for (size_t i = 0; i < rig_rows(table); i++) {
        const char *day = json_string_value(rig_cell(table, i, "weekday"));
        assert_true(strcmp(day, "Tue") == 0 || strcmp(day, "Sat") == 0);
    }
    const json_t *wishes = rig_member(result, "wishes");
    assert_string_equal(json_string_value(rig_cell(wishes, 0, "wish")), "run_days 2");
    assert_true(json_is_true(rig_cell(wishes, 0, "met")));
    assert_int_equal(json_array_size(rig_member(result, "reasons")), 0);
    json_decref(result);
    fixture_close(&f);
}

/* A short main set beside each session; whole workouts, in the service's text, when asked.
 */
static void test_propose_week_prescribes(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    json_t *result = call(&f, &tool_propose_week, "{}");
    const json_t *table = rig_member(result, "sessions");
    assert_true(rig_rows(table) > 0);
    assert_non_null(json_string_value(rig_cell(table, 0, "main_set")));
    assert_null(json_object_get(json_object_get(result, "structuredContent"), "workouts"));
    json_decref(result);
    result = call(&f, &tool_propose_week, "{\"workouts\":true}");
    const json_t *workouts = rig_member(result, "workouts");
    const json_t *first = json_array_get(workouts, 0);
    assert_int_equal(json_array_size(workouts), rig_rows(rig_member(result, "sessions")));
    const char *text = json_string_value(json_object_get(first, "text"));
    assert_non_null(strstr(text, "Main set"));
    assert_non_null(strstr(rig_text(result), text));
    json_decref(result);
    fixture_close(&f);
}

/* Six run days with three hard runs on four slots: what to give up, and why. */
static void test_propose_week_says_what_to_give_up(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    json_t *result =
        call(&f, &tool_propose_week,
             "{\"outline_weeks\":2,\"wishes\":[{\"kind\":\"hard_runs\",\"min\":3}],"
             "\"availability\":["
             "{\"weekday\":\"tuesday\",\"slot\":\"am\",\"minutes\":60},"
             "{\"weekday\":\"saturday\",\"slot\":\"am\",\"minutes\":90}]}");
    const json_t *options = rig_member(result, "give_up_options");
    assert_int_equal(json_array_size(options), 1);
    const json_t *wishes = json_object_get(json_array_get(options, 0), "wishes");
    assert_string_equal(json_string_value(json_array_get(wishes, 0)),
                        "hard_runs at least 3");
    assert_non_null(strstr(rig_text(result), "1 of 1 wishes cannot be met"));
    assert_int_equal(rig_rows(rig_member(result, "outline")), 2);
    assert_int_equal(json_array_size(rig_member(result, "infeasible")), 0);
    json_decref(result);
    fixture_close(&f);
}

/* Without any slot told those of the last weeks are assumed, and that is said. */
static void test_propose_week_assumes_the_habit(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    json_t *result = call(&f, &tool_propose_week, "{}");
    assert_string_equal(rig_missing(result, "availability"), "not_asked");
    assert_non_null(strstr(rig_text(result), "last six weeks are assumed"));
    json_decref(result);
    f.rig.activities = "[]";
    fixture_close(&f);
    struct fixture nobody = {.rig = {.athlete = rig_athlete,
                                     .activities = "[]",
                                     .wellness = "[]",
                                     .events = "[]",
                                     .now = NOW}};
    rig_open(&nobody.rig);
    refused(&nobody, &tool_propose_week, "{}", "when the athlete can train");
    rig_close(&nobody.rig);
}

static void test_propose_week_refuses_nonsense(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    const struct tool *tool = &tool_propose_week;
    refused(&f, tool, "{\"wishes\":[{\"kind\":\"sprint\"}]}", "\"sprint\"");
    refused(&f, tool, "{\"wishes\":[{\"kind\":\"rest\"}]}", "names no day");
    refused(&f, tool, "{\"wishes\":[{\"kind\":\"run_km\"}]}", "names no number");
    refused(&f, tool, "{\"wishes\":[{\"kind\":\"run_km\",\"min\":30,\"max\":20}]}",
            "above max");
    refused(&f, tool,
            "{\"wishes\":[{\"kind\":\"hard_runs\",\"min\":1,\"day\":\"monday\"}]}",
            "whole week");
    refused(&f, tool, "{\"run_days\":3,\"wishes\":[{\"kind\":\"run_days\",\"min\":2}]}",
            "told twice");
    refused(
        &f, tool,
        "{\"availability\":[{\"weekday\":\"monday\",\"slot\":\"am\",\"minutes\":600,"
        "\"start\":\"08:30\"},{\"weekday\":\"monday\",\"slot\":\"pm\",\"minutes\":60}]}",
        "slots of monday overlap");
    refused(&f, tool,
            "{\"availability\":[{\"weekday\":\"monday\",\"slot\":\"pm\",\"minutes\":600}]}",
            "past midnight");
    fixture_close(&f);
}

/* ---- the handle ---- */

struct token_case {
    struct fixture f;
    char handle[OWN_BATCH_CHARS + 1];
};

static const char checked[] =
    "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"monday\",\"sport\":\"Run\",\"minutes\":40}]}";

static void token_open(struct token_case *c)
{
    fixture_open(&c->f);
    json_t *result = call(&c->f, &tool_check_week, checked);
    str_copy(c->handle, sizeof c->handle, text_of(result, "plan_token"));
    json_decref(result);
}

static void token_close(struct token_case *c)
{
    fixture_close(&c->f);
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
        plan_token_find(&entries, probe.handle,
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
    json_decref(call(&c->f, &tool_probe, "{}"));
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
    json_decref(call(&c.f, &tool_check_week, checked));
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_VALID);
    token_close(&c);
}

static void test_a_token_ends_with_pain_or_preferences(void **state)
{
    (void)state;
    struct token_case c;
    token_open(&c);
    json_decref(call(&c.f, &tool_set_preferences, "{\"caps\":{\"run_days_per_week\":3}}"));
    assert_int_equal(token_state(&c, c.handle, 0), PLAN_TOKEN_STATE_CHANGED);
    token_close(&c);
    token_open(&c);
    json_decref(call(&c.f, &tool_log_checkin,
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
    return plan_token_find(&entries, "0123456789", 2000, &token);
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

static void test_words_and_clocks(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct plan_wish wishes[] = {
        {PLAN_WISH_RUN_DAYS, -1, PLAN_OTHER, 3, 3, 1},
        {PLAN_WISH_RUN_KM, -1, PLAN_OTHER, 20, 25, 1},
        {PLAN_WISH_SESSION, 6, PLAN_RUN_LONG, 60, LOAD_NAN, 1},
        {PLAN_WISH_REST, 4, PLAN_OTHER, LOAD_NAN, LOAD_NAN, 1}};
    static const char *const words[] = {"run_days 3", "run_km 20 to 25 km",
                                        "run_long on Sun at least 60 min", "rest on Fri"};
    day_num monday = day_from_civil((struct civil_date){2026, 3, 16});
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_string_equal(wishes_words(&arena, monday, &wishes[i]), words[i]);
    }
    assert_int_equal(slots_clock("06:30"), 390);
    assert_int_equal(slots_clock("23:59"), 1439);
    assert_int_equal(slots_clock("24:00"), -1);
    assert_int_equal(slots_clock("6:30"), -1);
    assert_int_equal(slots_clock("06:60"), -1);
    assert_int_equal(slots_weekday("sunday"), 6);
    assert_int_equal(slots_weekday("Sunday"), -1);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legs_before_vo2_need_an_override),
        cmocka_unit_test(test_a_run_on_a_stop_day_is_refused),
        cmocka_unit_test(test_a_week_under_way),
        cmocka_unit_test(test_check_week_refuses_nonsense),
        cmocka_unit_test(test_propose_week),
        cmocka_unit_test(test_propose_week_prescribes),
        cmocka_unit_test(test_propose_week_says_what_to_give_up),
        cmocka_unit_test(test_propose_week_assumes_the_habit),
        cmocka_unit_test(test_propose_week_refuses_nonsense),
        cmocka_unit_test(test_a_token_stands_while_nothing_changes),
        cmocka_unit_test(test_a_token_ends_with_pain_or_preferences),
        cmocka_unit_test(test_a_token_of_another_calendar),
        cmocka_unit_test(test_a_token_that_was_tampered_with),
        cmocka_unit_test(test_words_and_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
