/*
 * A checked plan into the calendar: preview, confirm, undo. Nothing that is not behind a
 * valid handle is written; what the handle stands for was judged, and is judged again
 * together with what the calendar holds beside it.
 */
#include "tools/apply.h"

#include <string.h>

#include "plan/week.h"
#include "tools/answer.h"
#include "tools/override.h"
#include "tools/quote.h"
#include "tools/write_history.h"

#include "base/banned.h"

/* ---- reading ---- */

static void places_count(struct apply *apply)
{
    for (size_t i = 0; i < apply->token.n_sessions; i++) {
        struct apply_item *item = &apply->items[i];
        int step = (int)i + 1;
        item->forward = data_write_find(&apply->writes, step, false);
        item->undo = data_write_find(&apply->writes, step, true);
        item->place = service_write_place(item->forward, item->undo);
        apply->n_there += item->place == WRITE_PLACE_THERE ? 1U : 0U;
        apply->n_undone += item->place == WRITE_PLACE_UNDONE ? 1U : 0U;
        apply->n_unsettled += item->place == WRITE_PLACE_UNSETTLED ? 1U : 0U;
    }
}

static enum tool_outcome token_read(struct apply *apply, struct err *err)
{
    struct tool_ctx *ctx = apply->ctx;
    enum tool_outcome outcome = engine_athlete(ctx, &apply->athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!data_entries(ctx->data, &apply->entries, err)) {
        return TOOL_FAILED;
    }
    apply->token_state = plan_token_find(ctx->arena, &apply->entries, apply->handle,
                                         apply->athlete.now_ms, &apply->token);
    if (apply->token_state == PLAN_TOKEN_UNKNOWN) {
        (void)err_set(err, ERR_BAD_ARGUMENT, plan_token_state_words(apply->token_state),
                      "plan_token \"%.40s\" is not one of this athlete's plans",
                      apply->handle);
        return TOOL_FAILED;
    }
    if (apply->token_state == PLAN_TOKEN_DAMAGED) {
        (void)err_set(err, ERR_BAD_ARGUMENT, plan_token_state_words(apply->token_state),
                      "plan_token \"%.40s\" is damaged", apply->handle);
        return TOOL_FAILED;
    }
    if (!data_writes_of(ctx->data, apply->handle, &apply->writes, err)) {
        return TOOL_FAILED;
    }
    places_count(apply);
    return TOOL_DONE;
}

/* The plan with what the calendar holds beside it, judged as that. */
static bool week_fill(struct apply *apply, struct err *err)
{
    if (!planning_beside(apply->ctx->arena, &apply->planning, apply->token.n_sessions,
                         apply->token.sessions, &apply->n_sessions, apply->sessions, err)) {
        return false;
    }
    plan_check(&apply->planning.limits, apply->n_sessions, apply->sessions, &apply->proof);
    return true;
}

static bool calendar_check(const struct apply *apply, struct err *err)
{
    return apply->planning.engine.has_events ||
           err_set(err, apply->planning.engine.events_err.code,
                   apply->planning.engine.events_err.hint,
                   "the calendar could not be read: %s",
                   apply->planning.engine.events_err.message);
}

/* The week judged anew, and the token's digests compared with what is read now. */
static enum tool_outcome week_judge(struct apply *apply, struct err *err)
{
    struct planning_options options;
    plan_token_options(&apply->token, apply->handle, &options);
    enum tool_outcome outcome = planning_read(apply->ctx, &options, &apply->planning, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!calendar_check(apply, err)) {
        return TOOL_FAILED;
    }
    if (apply->token_state == PLAN_TOKEN_VALID) {
        bool is_same_week = apply->planning.input->first_day == apply->token.first_day;
        apply->token_state = is_same_week
                                 ? plan_token_compare(&apply->token, &apply->planning)
                                 : PLAN_TOKEN_STATE_CHANGED;
        apply->changes =
            plan_token_change_words(apply->ctx->arena, &apply->token, &apply->planning);
    }
    if (!week_fill(apply, err)) {
        return TOOL_FAILED;
    }
    apply->is_judged = true;
    return TOOL_DONE;
}

/* What each item means; without a judged week only the token's own words. */
static void items_describe(struct apply *apply)
{
    for (size_t i = 0; apply->is_judged && i < apply->token.n_sessions; i++) {
        week_event_of(apply->ctx->arena, apply->planning.input, apply->athlete.athlete,
                      &apply->token.sessions[i], &apply->items[i].event);
        week_event_tell(apply->ctx->arena, apply->athlete.athlete,
                        &apply->token.sessions[i], &apply->token.told[i],
                        &apply->items[i].event);
    }
}

static bool token_check(const struct apply *apply, struct err *err)
{
    const struct plan_token *token = &apply->token;
    const char *hint = plan_token_state_words(apply->token_state);
    if (apply->token_state == PLAN_TOKEN_VALID) {
        return true;
    }
    if (apply->token_state == PLAN_TOKEN_STATE_CHANGED) {
        return err_set(err, ERR_BAD_ARGUMENT, hint,
                       "plan %.40s was checked in another state; changed since: %s",
                       apply->handle,
                       apply->changes[0] != '\0' ? apply->changes : "the week's beginning");
    }
    if (apply->token_state == PLAN_TOKEN_CALENDAR_CHANGED) {
        return err_set(err, ERR_BAD_ARGUMENT, hint,
                       "the calendar of the week of %s is not as it was when plan %.40s "
                       "was checked",
                       quote_day(apply->ctx->arena, token->first_day), apply->handle);
    }
    return err_set(err, ERR_BAD_ARGUMENT, hint, "plan %.40s is %s", apply->handle,
                   plan_token_state_name(apply->token_state));
}

/* ---- writing ---- */

static bool guard_set(struct apply *apply, struct err *err)
{
    struct tool_effects *effects = apply->ctx->effects;
    effects->guarded =
        (struct day_range){.first_day = apply->token.first_day, .n_days = PLAN_DAYS};
    return data_calendar_digest(apply->ctx->data, effects->guarded, effects->guard, err);
}

static bool events_list(struct apply *apply, struct err *err)
{
    struct tool_effects *effects = apply->ctx->effects;
    bool fits = true;
    for (size_t i = 0; i < apply->token.n_sessions; i++) {
        const struct plan_session *session = &apply->token.sessions[i];
        const struct service_write write = {.handle = apply->handle,
                                            .step = (int)i + 1,
                                            .kind = WRITE_EVENT_CREATE,
                                            .day = apply->token.first_day + session->day};
        if (apply->items[i].place != WRITE_PLACE_THERE) {
            fits = effects_write_add(effects, &write,
                                     week_event_json(apply->token.first_day, session,
                                                     &apply->items[i].event)) &&
                   fits;
        }
    }
    return (fits || err_set(err, ERR_INTERNAL, "Report this.", "too many events")) &&
           guard_set(apply, err);
}

/* The athlete's yes where it is needed. TOOL_DONE with *ret_is_given false: the answer is
 * made. */
static enum tool_outcome consent(struct apply *apply, struct answer *answer,
                                 bool *ret_is_given)
{
    struct apply_outcome outcome = {.action = APPLY_DECLINED};
    struct arena *arena = apply->ctx->arena;
    const struct week_table table = apply_table(apply);
    char seen[SEAL_DIGEST_SIZE];
    struct override wanted = {
        .plan = apply->handle, .week_start = apply->token.first_day, .seen = seen};
    plan_token_seen(&apply->planning, apply->token.digests.plan, seen);
    week_breaches_of(&table, &wanted.breaches);
    *ret_is_given = wanted.breaches.n_items == 0;
    if (*ret_is_given) {
        return TOOL_DONE;
    }
    const char *what = arena_printf(arena, "%s for the week of %s",
                                    quote_count(arena, apply->token.n_sessions, "workout"),
                                    quote_day(arena, apply->token.first_day));
    enum tool_reply reply = override_obtain(apply->ctx, &apply->entries, &wanted, what,
                                            apply->athlete.now_ms, &outcome.code);
    if (reply == REPLY_AWAITED) {
        return TOOL_NEEDS_INPUT;
    }
    *ret_is_given = reply == REPLY_GIVEN;
    if (!*ret_is_given) {
        outcome.action = reply == REPLY_IMPOSSIBLE ? APPLY_NEEDS_ATHLETE : APPLY_DECLINED;
        apply->ctx->effects->kept = (void *)(uintptr_t)outcome.code;
        apply_write(apply, &outcome, answer);
    }
    return TOOL_DONE;
}

static enum tool_outcome confirm(struct apply *apply, struct answer *answer,
                                 struct err *err)
{
    bool is_given = false;
    if (apply->proof.verdict == PLAN_REFUSED) {
        apply_write(apply, &(struct apply_outcome){.action = APPLY_REFUSED}, answer);
        return TOOL_DONE;
    }
    enum tool_outcome outcome = consent(apply, answer, &is_given);
    if (outcome != TOOL_DONE || !is_given) {
        return outcome;
    }
    return events_list(apply, err) ? TOOL_DONE : TOOL_FAILED;
}

/* ---- taking back ---- */

static bool undo_list(struct apply *apply, struct err *err)
{
    bool fits = true;
    for (size_t i = 0; i < apply->token.n_sessions; i++) {
        const struct apply_item *item = &apply->items[i];
        if (item->place != WRITE_PLACE_THERE || apply_done_by(apply, i) != NULL) {
            continue;
        }
        struct service_write write = {.handle = apply->handle,
                                      .step = (int)i + 1,
                                      .is_undo = true,
                                      .kind = WRITE_EVENT_DELETE,
                                      .day = item->forward->day,
                                      .event_id = item->forward->event_id,
                                      .target = item->forward->target,
                                      .before = item->forward->after};
        fits = effects_write_add(apply->ctx->effects, &write, NULL) && fits;
    }
    if (apply->ctx->effects->n_writes > 0 && apply->token_state != PLAN_TOKEN_UNDONE) {
        /* The same week checked again is to have a handle that lives. */
        fits = effects_add_undo(apply->ctx->effects, apply->handle, apply->athlete.today,
                                apply->athlete.now_ms) &&
               fits;
    }
    return fits || err_set(err, ERR_INTERNAL, "Report this.", "too many events");
}

/* What is not seen in its week is called gone only when it is nowhere: others may have
 * moved it far. */
static enum tool_outcome lost_look(struct apply *apply, struct err *err)
{
    struct data_view *view = apply->ctx->data;
    struct data_events events;
    for (size_t i = 0; i < apply->token.n_sessions; i++) {
        enum data_look look = DATA_LOOK_AS_WRITTEN;
        const struct apply_item *item = &apply->items[i];
        if (item->place != WRITE_PLACE_THERE) {
            continue;
        }
        if (!data_write_look(view, item->forward, &look, err)) {
            return TOOL_FAILED;
        }
        if (look == DATA_LOOK_GONE && !write_is_removed(view, item->forward) &&
            !data_events(view, data_write_range_far(view, item->forward), &events, err)) {
            return TOOL_FAILED;
        }
    }
    return data_is_complete(view) ? TOOL_DONE : TOOL_NEEDS_DATA;
}

static enum tool_outcome undo(struct apply *apply, bool confirms, struct answer *answer,
                              struct err *err)
{
    struct apply_outcome outcome = {.action = APPLY_UNDO_PREVIEW};
    if (apply->n_there == 0 && apply->n_undone == 0) {
        (void)err_set(err, ERR_NOT_FOUND,
                      apply->n_unsettled > 0 ? "Ask again in a minute."
                                             : "There is nothing to take back.",
                      apply->n_unsettled > 0
                          ? "it is not known yet what of plan %.40s is in the calendar"
                          : "nothing of plan %.40s was written",
                      apply->handle);
        return TOOL_FAILED;
    }
    struct data_activities done;
    struct day_range week = {.first_day = apply->token.first_day, .n_days = PLAN_DAYS};
    struct data_events events;
    if (!data_activities(apply->ctx->data, week, &done, err) ||
        !data_events(apply->ctx->data, week, &events, err)) {
        return TOOL_FAILED;
    }
    if (!data_is_complete(apply->ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    enum tool_outcome looked = lost_look(apply, err);
    if (looked != TOOL_DONE) {
        return looked;
    }
    if (confirms && !undo_list(apply, err)) {
        return TOOL_FAILED;
    }
    if (apply->ctx->effects->n_writes == 0) {
        bool is_all_back = apply->n_there == 0 && apply->n_unsettled == 0;
        outcome.action = is_all_back ? APPLY_ALREADY_UNDONE
                         : confirms  ? APPLY_UNDONE
                                     : APPLY_UNDO_PREVIEW;
        apply_write(apply, &outcome, answer);
    }
    return TOOL_DONE;
}

/* ---- the tool ---- */

static struct apply *apply_new(struct tool_ctx *ctx)
{
    struct apply *apply = arena_alloc(ctx->arena, 1, sizeof *apply);
    apply->ctx = ctx;
    apply->handle = json_get_text(ctx->args, "plan_token");
    return apply;
}

static bool dead_check(const struct apply *apply, struct err *err)
{
    return apply->n_undone == 0 ||
           err_set(err, ERR_BAD_ARGUMENT,
                   "Check the week again: the answer brings a new plan_token.",
                   "plan %.40s was written and taken back; it cannot be written again",
                   apply->handle);
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct apply *apply = apply_new(ctx);
    bool confirms = json_get_bool(ctx->args, "confirm", false);
    if (confirms) {
        data_view_refresh(ctx->data);
    }
    enum tool_outcome outcome = token_read(apply, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (json_get_bool(ctx->args, "undo", false)) {
        return undo(apply, confirms, answer, err);
    }
    if (!dead_check(apply, err)) {
        return TOOL_FAILED;
    }
    bool is_there = apply->n_there == apply->token.n_sessions;
    outcome = week_judge(apply, err);
    if (outcome == TOOL_NEEDS_DATA || (outcome == TOOL_FAILED && !is_there)) {
        return outcome;
    }
    items_describe(apply);
    enum tool_outcome looked = lost_look(apply, err);
    if (looked != TOOL_DONE) {
        return looked;
    }
    if (is_there) {
        apply_write(apply, &(struct apply_outcome){.action = APPLY_ALREADY_WRITTEN},
                    answer);
        return TOOL_DONE;
    }
    if (!token_check(apply, err)) {
        return TOOL_FAILED;
    }
    if (confirms) {
        return confirm(apply, answer, err);
    }
    apply_write(apply, &(struct apply_outcome){.action = APPLY_PREVIEW}, answer);
    return TOOL_DONE;
}

static enum apply_action action_of(const struct apply *apply,
                                   const struct tool_effects *effects, bool is_undo)
{
    if (effects->n_writes == 0) {
        return APPLY_NEEDS_ATHLETE; /* the request alone was kept */
    }
    if (is_undo) {
        for (size_t i = 0; i < effects->n_writes; i++) {
            if (effects->writes[i].state != WRITE_DONE) {
                return APPLY_PARTLY_UNDONE;
            }
        }
        return APPLY_UNDONE;
    }
    return apply->n_there == apply->token.n_sessions ? APPLY_WRITTEN
           : apply->n_there > 0                      ? APPLY_PARTLY_WRITTEN
                                                     : APPLY_NOT_WRITTEN;
}

static enum tool_outcome report(struct tool_ctx *ctx, struct answer *answer)
{
    struct err err = {0};
    struct apply *apply = apply_new(ctx);
    struct tool_effects *effects = ctx->effects;
    bool is_undo = json_get_bool(ctx->args, "undo", false);
    enum tool_outcome outcome = token_read(apply, &err);
    if (outcome == TOOL_DONE && !is_undo) {
        outcome = week_judge(apply, &err);
    }
    if (outcome == TOOL_NEEDS_DATA) {
        return outcome;
    }
    items_describe(apply);
    struct apply_outcome told = {
        .action = action_of(apply, effects, is_undo),
        .n_writes = effects->n_writes,
        .writes = effects->writes,
        .code = effects->n_writes == 0 ? effects->kept : NULL,
        .why = effects->write_err.code != ERR_NONE ? effects->write_err.message : NULL};
    apply_write(apply, &told, answer);
    return TOOL_DONE;
}

const struct tool tool_apply_week = {
    .name = "apply_week", .run = run, .report = report, .writes_service = true};
