#include "tools/tool.h"

#include "plan/infer.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/effects.h"
#include "tools/plan_token.h"
#include "tools/planning.h"
#include "tools/quote.h"
#include "tools/state_words.h"
#include "tools/week_given.h"
#include "tools/week_options.h"
#include "tools/week_table.h"
#include "tools/work.h"

#include "base/banned.h"

/* The week that is judged. */
struct judged {
    struct planning planning;
    struct week_given told;
    struct plan_proof proof;
    struct plan_nearest *nearest; /* what costs time: found once in run, kept for report */
};

static void fixed_take(struct judged *week, bool is_calendar)
{
    const struct plan_input *input = week->planning.input;
    for (size_t i = 0; i < input->n_fixed; i++) {
        struct plan_session *session = &week->told.sessions[week->told.n_sessions++];
        *session = input->fixed[i];
        bool is_movable =
            session->kind != PLAN_RACE && !plan_is_unconfirmed(input, session);
        if (is_calendar && is_movable) {
            session->is_fixed = false; /* it is what is judged */
        }
    }
}

/* The week that the arguments speak of: week_start, else that of the first session's date,
 * else the present one (of the calendar). */
static bool options_read(const json_t *args, struct planning_options *ret, struct err *err)
{
    const json_t *sessions = json_object_get(args, "sessions");
    const char *first = json_get_text(json_array_get(sessions, 0), "day");
    day_num of_session = DAY_NUM_NONE;
    if (first != NULL) {
        (void)day_parse(first, &of_session);
    }
    *ret = (struct planning_options){.day = arguments_day(args, "week_start", of_session),
                                     .keeps_calendar = sessions == NULL,
                                     .accepts_short_gap =
                                         json_get_bool(args, "legs_gap_4h", false)};
    if (!planning_focus(args, &ret->focus, err)) {
        return false;
    }
    if (sessions != NULL && json_array_size(sessions) == 0) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give the sessions that are still to come, or leave sessions out to "
                       "check the calendar's week.",
                       "sessions is empty: there is nothing to check");
    }
    bool is_told = first == NULL || ret->day != DAY_NUM_NONE;
    return is_told || err_set(err, ERR_BAD_ARGUMENT, "Give week_start, or dates.",
                              "\"%.20s\" alone does not say which week is meant", first);
}

static bool week_read(struct tool_ctx *ctx, struct judged *week, struct err *err)
{
    const json_t *sessions = json_object_get(ctx->args, "sessions");
    week->told = (struct week_given){.arena = ctx->arena,
                                     .input = week->planning.input,
                                     .athlete = week->planning.engine.athlete.athlete};
    fixed_take(week, sessions == NULL);
    for (size_t i = 0; i < json_array_size(sessions); i++) {
        if (!week_given_add(&week->told, json_array_get(sessions, i), err)) {
            return false;
        }
    }
    plan_sort(week->told.sessions, week->told.n_sessions);
    plan_bricks_check(week->told.n_sessions, week->told.sessions);
    return true;
}

static size_t n_to_come(const struct judged *week)
{
    size_t n_sessions = 0;
    for (size_t i = 0; i < week->told.n_sessions; i++) {
        n_sessions += week->told.sessions[i].is_done ? 0 : 1;
    }
    return n_sessions;
}

/* The verdict and the gist. A week without a session still to come is no plan that passes.
 */
static void summary_write(struct tool_ctx *ctx, const struct judged *week,
                          struct answer *answer)
{
    const struct plan_proof *proof = &week->proof;
    const char *day = quote_day(ctx->arena, week->planning.input->first_day);
    if (n_to_come(week) == 0) {
        answer_summary(
            answer,
            "%sNOTHING PLANNED. The calendar holds no workout that is still to "
            "come in the week of %s: what follows is of the %zu done alone.",
            state_head(ctx->arena, week->planning.status, week->planning.input->first_day),
            day, week->told.n_sessions);
        return;
    }
    const char *harder = week->told.n_harder_than_told == 0
                             ? ""
                             : arena_printf(ctx->arena, "; %zu counted harder than told",
                                            week->told.n_harder_than_told);
    answer_summary(
        answer, "%s%s. Week of %s, %s%s, %d soft points.",
        state_head(ctx->arena, week->planning.status, week->planning.input->first_day),
        week_verdict_words(ctx->arena, proof), day,
        quote_count(ctx->arena, week->told.n_sessions, "session"), harder, proof->cost);
}

static void week_write(struct tool_ctx *ctx, const struct judged *week, const char *token,
                       struct answer *answer)
{
    const struct plan_proof *proof = &week->proof;
    struct week_table table = {.arena = ctx->arena,
                               .limits = &week->planning.limits,
                               .n_sessions = week->told.n_sessions,
                               .sessions = week->told.sessions,
                               .proof = proof};
    summary_write(ctx, week, answer);
    state_write(ctx->arena, week->planning.status, week->planning.input->first_day, answer);
    week_verdict_write(&table, answer);
    if (n_to_come(week) == 0) {
        answer_set(answer, "verdict", json_string("nothing_planned"));
    }
    week_sessions_write(&table, answer);
    week_proof_write(&table, answer);
    week_nearest_write(ctx->arena, &week->planning.limits, week->told.sessions,
                       week->nearest, answer);
    week_effect_write(&table, answer);
    answer_set(answer, "plan_token", json_text_or_null(token));
    if (token != NULL) {
        answer_line(
            answer, "plan_token %s (24 h, while calendar and legs stay as they are)%s.",
            token,
            proof->verdict == PLAN_NEEDS_OVERRIDE ? "; the athlete must override" : "");
    }
    planning_missing(&week->planning, answer);
}

/* Read, judge; the same in run and report. */
static enum tool_outcome judge(struct tool_ctx *ctx, struct judged *week, struct err *err)
{
    struct planning_options options;
    if (!options_read(ctx->args, &options, err)) {
        return TOOL_FAILED;
    }
    enum tool_outcome outcome = planning_read(ctx, &options, &week->planning, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    planning_limits(&week->planning);
    if (!week_read(ctx, week, err)) {
        return TOOL_FAILED;
    }
    if (n_to_come(week) == 0 && !week->planning.engine.has_events) {
        *err = week->planning.engine.events_err; /* unseen is not empty */
        return TOOL_FAILED;
    }
    plan_check(&week->planning.limits, week->told.n_sessions, week->told.sessions,
               &week->proof);
    return TOOL_DONE;
}

/* Beside the loop: plain memory only (tools/work.h). */
static void nearest_find(void *problem, void *scratch)
{
    const struct judged *week = problem;
    (void)scratch;
    plan_nearest_find(&week->planning.limits, week->told.n_sessions, week->told.sessions,
                      PLAN_NEAREST_WEEKS, week->nearest);
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct judged *week = work_done(ctx);
    if (week == NULL) {
        week = arena_alloc(ctx->arena, 1, sizeof *week);
        enum tool_outcome outcome = judge(ctx, week, err);
        if (outcome != TOOL_DONE) {
            return outcome;
        }
        week->nearest = arena_alloc(ctx->effects->arena, 1, sizeof *week->nearest);
        if (work_put_off(ctx, nearest_find, week, 0)) {
            return TOOL_NEEDS_WORK;
        }
    }
    ctx->effects->kept = week->nearest;
    /* What the calendar holds already is not to be written into it once more. */
    bool is_calendar = json_object_get(ctx->args, "sessions") == NULL;
    const char *token =
        is_calendar ? NULL
                    : plan_token_add(ctx->effects, &week->planning, week->told.n_sessions,
                                     week->told.sessions, week->told.beside, &week->proof);
    week_write(ctx, week, token, answer);
    return TOOL_DONE;
}

/* The handle is kept: the same answer with it. */
static enum tool_outcome report(struct tool_ctx *ctx, struct answer *answer)
{
    struct err err = {0};
    struct judged *week = arena_alloc(ctx->arena, 1, sizeof *week);
    enum tool_outcome outcome = judge(ctx, week, &err);
    if (outcome == TOOL_NEEDS_DATA) {
        return outcome;
    }
    if (outcome == TOOL_DONE) {
        week->nearest = ctx->effects->kept;
        week_write(ctx, week, ctx->effects->n_entries > 0 ? ctx->effects->batch : NULL,
                   answer);
    } else {
        answer_summary(answer, "The week was checked, but could not be read again: %s.",
                       err.message);
    }
    return TOOL_DONE;
}

const struct tool tool_check_week = {.name = "check_week", .run = run, .report = report};
