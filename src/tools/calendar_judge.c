#include "tools/calendar_judge.h"

#include <string.h>

#include "base/str.h"
#include "tools/plan_token.h"

#include "base/banned.h"

/* The week as the calendar has it, done sessions in it; only what is planned is judged. */
static void week_judge(const struct planning *planning, struct calendar_judgement *ret)
{
    ret->input = *planning->input;
    plan_limits_of(&ret->input, &ret->limits);
    for (size_t i = 0; i < ret->input.n_fixed; i++) {
        ret->sessions[i] = ret->input.fixed[i];
        if (ret->sessions[i].kind != PLAN_RACE) {
            ret->sessions[i].is_fixed = false;
        }
    }
    ret->n_sessions = ret->input.n_fixed;
    plan_sort(ret->sessions, ret->n_sessions);
    plan_check(&ret->limits, ret->n_sessions, ret->sessions, &ret->proof);
    ret->week = day_range_between(ret->input.first_day,
                                  ret->input.first_day + (day_num)PLAN_DAYS - 1);
}

/* Marks of what is planned at the event's clock. */
static unsigned marks_of(const struct calendar_judgement *week,
                         const struct calendar_event *event)
{
    unsigned marks = 0;
    int day = event->day - week->input.first_day;
    int minute =
        event->start_local_s == INT64_MIN ? 0 : second_of_day(event->start_local_s) / 60;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        bool is_there = session->day == day &&
                        (minute == 0 || session->start_min == minute) && !session->is_done;
        marks |= is_there ? session->marks : 0U;
    }
    return marks;
}

/*
 * What the legs do not feel may be added to a week that others have broken: of the rules
 * only the hours (H10) can be worse for it. All else is judged with the whole week, since a
 * rule names its worst place alone, which may hide another.
 */
static void forgive(unsigned broken_before, const struct calendar_event *event,
                    struct calendar_judgement *after)
{
    const unsigned felt = PLAN_MARK_RUN | PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD |
                          PLAN_MARK_HEAVY_LEGS | PLAN_MARK_KEY | PLAN_MARK_TEMPO |
                          PLAN_MARK_LOADS_LIMBS;
    struct plan_proof *proof = &after->proof;
    unsigned forgiven = broken_before & ~(1U << (unsigned)PLAN_H10);
    if ((marks_of(after, event) & felt) != 0) {
        forgiven = 0;
    }
    bool is_refused = false;
    for (int i = 0; i < N_PLAN_RULES; i++) {
        unsigned bit = 1U << (unsigned)i;
        if (proof->rules[i].state == PLAN_BROKEN && (forgiven & bit) != 0) {
            proof->rules[i].state = PLAN_DONE_BEYOND;
        }
        is_refused = is_refused ||
                     (proof->rules[i].state == PLAN_BROKEN &&
                      plan_rule_info((enum plan_rule)i)->override == PLAN_OVERRIDE_NEVER);
    }
    after->broken = plan_proof_broken(proof);
    after->broken_before = broken_before & after->broken;
    proof->verdict = is_refused           ? PLAN_REFUSED
                     : after->broken != 0 ? PLAN_NEEDS_OVERRIDE
                     : proof->cost > 0    ? PLAN_PASS_WITH_CAUTIONS
                                          : PLAN_PASS;
}

/* All that the change is, so that a yes to it is to nothing else. */
static void seen_take(const struct planning *planning, const struct calendar_edit *edit,
                      char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    str_buf_printf(&text, "%s %lld\n%s\n%s", calendar_edit_action_name(edit->action),
                   (long long)(edit->old != NULL ? edit->old->id : 0),
                   edit->members != NULL ? edit->members : "",
                   edit->event.description != NULL ? edit->event.description : "");
    plan_token_seen(planning, str_buf_text(&text), ret);
    str_buf_release(&text);
}

/* The days between what can be judged and a race; a workout so far ahead is refused by
 * planning_read. */
static enum tool_outcome reach_find(struct tool_ctx *ctx, const struct calendar_edit *edit,
                                    day_num *ret_judged_from, struct err *err)
{
    struct data_athlete athlete;
    struct data_entries entries;
    *ret_judged_from = DAY_NUM_NONE;
    if (!event_is_race(edit->event.category)) {
        return TOOL_DONE;
    }
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!data_entries(ctx->data, &entries, err)) {
        return TOOL_FAILED;
    }
    day_num from = planning_reach_day(&entries, edit->event.day);
    *ret_judged_from = from > athlete.today ? from : DAY_NUM_NONE;
    return TOOL_DONE;
}

enum tool_outcome calendar_judge(struct tool_ctx *ctx, const struct calendar_edit *edit,
                                 struct arena *arena, struct calendar_judgement **ret,
                                 day_num *ret_judged_from, struct err *err)
{
    struct planning planning;
    struct planning_options options = {.day = edit->event.day, .keeps_calendar = true};
    struct calendar_judgement *before = arena_alloc(ctx->arena, 1, sizeof *before);
    enum tool_outcome outcome = reach_find(ctx, edit, ret_judged_from, err);
    if (outcome != TOOL_DONE || *ret_judged_from != DAY_NUM_NONE) {
        return outcome;
    }
    outcome = planning_read(ctx, &options, &planning, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (planning.input->n_fixed == PLAN_MAX_SESSIONS) {
        (void)err_set(err, ERR_BAD_ARGUMENT, "Remove one of them first.",
                      "that week holds %d sessions already", (int)PLAN_MAX_SESSIONS);
        return TOOL_FAILED;
    }
    week_judge(&planning, before);
    options.without_event = edit->old != NULL ? edit->old->id : 0;
    options.with_event = &edit->event;
    outcome = planning_read(ctx, &options, &planning, err);
    if (outcome == TOOL_DONE) {
        *ret = arena_alloc(arena, 1, sizeof **ret);
        week_judge(&planning, *ret);
        forgive(plan_proof_broken(&before->proof), &edit->event, *ret);
        seen_take(&planning, edit, (*ret)->seen);
    }
    return outcome;
}

struct week_table calendar_week_table(const struct calendar_judgement *week,
                                      struct arena *arena)
{
    return (struct week_table){.arena = arena,
                               .limits = &week->limits,
                               .n_sessions = week->n_sessions,
                               .sessions = week->sessions,
                               .proof = &week->proof};
}

bool calendar_is_refused(const struct calendar_judgement *week)
{
    return week != NULL && week->proof.verdict == PLAN_REFUSED;
}
