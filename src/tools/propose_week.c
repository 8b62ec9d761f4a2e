#include "tools/tool.h"

#include <string.h>

#include "plan/propose.h"
#include "plan/wishes.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/effects.h"
#include "tools/plan_token.h"
#include "tools/planning.h"
#include "tools/quote.h"
#include "tools/state_words.h"
#include "tools/week_options.h"
#include "tools/week_table.h"
#include "tools/wishes.h"
#include "tools/work.h"

#include "base/banned.h"

/* The proposal beside the workouts that the calendar holds, as apply_week would judge it.
 */
struct beside {
    size_t n_workouts; /* of the calendar; 0: none, or they are kept in it: not judged */
    struct planning planning;
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    struct plan_proof proof;
};

struct proposal {
    struct planning planning;
    struct plan_proposal outcome; /* what costs time: found once in run, kept for report */
    struct plan_proof proof;      /* of what was found, else of what is fixed */
};

static enum tool_outcome proposal_read(struct tool_ctx *ctx, struct proposal *proposal,
                                       struct err *err)
{
    struct planning_options options = {
        .day = arguments_day(ctx->args, "week_start", DAY_NUM_NONE),
        .prefers_next = true,
        .keeps_calendar = json_get_bool(ctx->args, "keep_calendar", false),
        .accepts_short_gap = json_get_bool(ctx->args, "legs_gap_4h", false),
        .availability = json_object_get(ctx->args, "availability"),
        .assumes_habit = true};
    if (!planning_focus(ctx->args, &options.focus, err)) {
        return TOOL_FAILED;
    }
    enum tool_outcome outcome = planning_read(ctx, &options, &proposal->planning, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!proposal->planning.preferences.has_availability) {
        (void)err_set(
            err, ERR_BAD_ARGUMENT,
            "Ask for the slots of the week and give them as availability, or keep "
            "them with set_preferences.",
            "it is not known when the athlete can train");
        return TOOL_FAILED;
    }
    if (!wishes_read(ctx->args, proposal->planning.input, err)) {
        return TOOL_FAILED;
    }
    planning_limits(&proposal->planning);
    return TOOL_DONE;
}

/* Beside the loop: plain memory only (tools/work.h). */
static void week_find(void *problem, void *scratch)
{
    struct proposal *proposal = problem;
    plan_propose(&proposal->planning.limits, PLAN_PROPOSE_NODES, scratch,
                 &proposal->outcome);
}

/* What was found, else what stands already. When nothing can be found that says which rules
 * clash; when nothing was found in time it says nothing about rules. */
static void week_judge(struct proposal *proposal)
{
    const struct plan_input *input = proposal->planning.input;
    struct plan_search_result *found = &proposal->outcome.found;
    struct plan_limits limits = proposal->planning.limits;
    if (found->status != PLAN_SEARCH_FOUND) {
        found->n_sessions = input->n_fixed;
        memcpy(found->sessions, input->fixed, input->n_fixed * sizeof input->fixed[0]);
    }
    limits.waived |= found->status == PLAN_SEARCH_UNKNOWN ? ~0U : 0U;
    plan_check(&limits, found->n_sessions, found->sessions, &proposal->proof);
    proposal->outcome.clashing |= plan_proof_broken(&proposal->proof);
}

/* It was found as though the calendar's workouts were not there; writing removes none. */
static void beside_judge(struct tool_ctx *ctx, const struct proposal *proposal,
                         struct beside *ret)
{
    const struct plan_session *planned = NULL;
    const struct plan_search_result *found = &proposal->outcome.found;
    bool is_kept = json_get_bool(ctx->args, "keep_calendar", false);
    ret->n_workouts = 0;
    if (is_kept || found->status != PLAN_SEARCH_FOUND) {
        return;
    }
    ret->planning = proposal->planning;
    size_t n_workouts = planning_calendar(ctx->arena, &proposal->planning, &planned);
    if (n_workouts > 0 &&
        planning_beside(ctx->arena, &ret->planning, found->n_sessions, found->sessions,
                        &ret->n_sessions, ret->sessions, NULL)) {
        plan_check(&ret->planning.limits, ret->n_sessions, ret->sessions, &ret->proof);
        ret->n_workouts = n_workouts;
    }
}

/* Nobody could ever write it: no handle. */
static bool is_writable(const struct beside *beside)
{
    return beside->n_workouts == 0 || beside->proof.verdict != PLAN_REFUSED;
}

/* Refused is said by the summary. */
static void beside_write(struct arena *arena, const struct beside *beside,
                         struct answer *answer)
{
    bool is_judged = beside->n_workouts > 0;
    answer_set(answer, "beside_calendar",
               is_judged ? json_string(plan_verdict_name(beside->proof.verdict))
                         : json_null());
    if (is_judged && is_writable(beside)) {
        answer_line(answer, "Beside the %s in the calendar: %s.",
                    quote_count(arena, beside->n_workouts, "workout"),
                    week_verdict_words(arena, &beside->proof));
    }
}

static const char *status_name(const struct plan_search_result *found)
{
    return found->status == PLAN_SEARCH_FOUND        ? "found"
           : found->status == PLAN_SEARCH_INFEASIBLE ? "infeasible"
                                                     : "not_found_in_time";
}

static void wishes_write(struct tool_ctx *ctx, const struct proposal *proposal,
                         struct answer *answer)
{
    static const char *const columns[] = {"wish", "priority", "met"};
    const struct plan_input *input = proposal->planning.input;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < input->n_wishes; i++) {
        const struct plan_wish *wish = &input->wishes[i];
        const char *words = wishes_words(ctx->arena, input->first_day, wish);
        bool is_met = proposal->outcome.found.status == PLAN_SEARCH_FOUND &&
                      plan_wish_is_met(wish, proposal->outcome.found.n_sessions,
                                       proposal->outcome.found.sessions);
        json_t *row = json_array();
        row_add(row, json_string(words));
        row_add(row, json_integer(wish->priority));
        row_add(row, json_boolean(is_met));
        answer_row(table, row);
        answer_line(answer, "Wish %s: %s.", words, is_met ? "met" : "NOT met");
    }
    answer_set(answer, "wishes", table);
}

/* What was proved. */
static const char *proof_words(struct arena *arena, const struct plan_search_result *found)
{
    if (found->is_optimal) {
        return "Proved: no other week keeps the rules, meets as many wishes and costs "
               "fewer "
               "points";
    }
    if (found->is_unmet_least && found->bound == found->cost) {
        return "Proved: no week that keeps the rules and meets as many wishes costs fewer "
               "points; not all equal ones were compared";
    }
    return arena_printf(arena,
                        "Not proved best: the search ended at its limit; a better week may "
                        "%scost as little as %d points",
                        found->is_unmet_least ? "" : "meet more wishes or ", found->bound);
}

static void search_write(struct arena *arena, const struct proposal *proposal,
                         struct answer *answer)
{
    const struct plan_search_result *found = &proposal->outcome.found;
    json_t *object = json_object();
    (void)json_object_set_new(object, "status", json_string(status_name(found)));
    (void)json_object_set_new(object, "optimal", json_boolean(found->is_optimal));
    (void)json_object_set_new(object, "nodes", json_integer(found->n_nodes));
    (void)json_object_set_new(object, "points_at_least", json_integer(found->bound));
    answer_set(answer, "search", object);
    if (found->status == PLAN_SEARCH_FOUND) {
        answer_line(answer, "%s (%ld nodes).", proof_words(arena, found), found->n_nodes);
    }
}

static size_t n_unmet(const struct plan_search_result *found)
{
    size_t n_bits = 0;
    for (uint32_t bits = found->unmet; bits != 0; bits &= bits - 1) {
        n_bits++;
    }
    return n_bits;
}

static bool is_empty(const struct plan_search_result *found)
{
    for (size_t i = 0; i < found->n_sessions; i++) {
        if (!found->sessions[i].is_done && !found->sessions[i].is_fixed) {
            return false;
        }
    }
    return true;
}

static void summary_write(struct tool_ctx *ctx, const struct proposal *proposal,
                          const struct beside *beside, struct answer *answer)
{
    const struct plan_input *input = proposal->planning.input;
    const struct plan_search_result *found = &proposal->outcome.found;
    const char *week = quote_day(ctx->arena, input->first_day);
    const char *head = state_head(ctx->arena, proposal->planning.status, input->first_day);
    if (found->status == PLAN_SEARCH_INFEASIBLE) {
        answer_summary(answer,
                       "%sINFEASIBLE. With what is fixed and the hours given no week from "
                       "%s keeps the hard rules.",
                       head, week);
        return;
    }
    if (found->status != PLAN_SEARCH_FOUND || (is_empty(found) && !found->is_optimal)) {
        answer_summary(answer, "%sNO WEEK FOUND in time from %s. Ask for less.", head,
                       week);
        return;
    }
    const char *wishes = input->n_wishes == 0 ? ""
                         : n_unmet(found) == 0
                             ? "; every wish is met"
                             : arena_printf(ctx->arena,
                                            "; %zu of %zu wishes cannot be "
                                            "met",
                                            n_unmet(found), input->n_wishes);
    const char *unwritable =
        is_writable(beside) ? "" : "; not writable beside the calendar: keep_calendar";
    answer_summary(answer, "%s%s: %s week from %s, %s, %d soft points%s%s%s.", head,
                   week_verdict_words(ctx->arena, &proposal->proof),
                   plan_focus_name(input->focus), week,
                   quote_count(ctx->arena, found->n_sessions, "session"), found->cost,
                   found->is_optimal ? ", proved best" : "", wishes, unwritable);
}

static void outline_write(struct tool_ctx *ctx, const struct proposal *proposal,
                          struct answer *answer)
{
    struct plan_outline_week weeks[PLAN_OUTLINE_WEEKS];
    const struct plan_search_result *found = &proposal->outcome.found;
    size_t n_weeks = (size_t)json_get_integer(ctx->args, "outline_weeks", 0);
    n_weeks = found->status == PLAN_SEARCH_FOUND ? n_weeks : 0;
    const struct plan_preferences *preferences = &proposal->planning.preferences;
    plan_outline_make(&proposal->planning.limits, found->n_sessions, found->sessions,
                      (const struct plan_slot(*)[PLAN_SLOTS])preferences->slots, n_weeks,
                      weeks);
    week_outline_write(ctx->arena, proposal->planning.input, n_weeks, weeks, answer);
}

/* What the proposal makes of the workouts that the calendar holds already. */
static void calendar_write(struct tool_ctx *ctx, const struct proposal *proposal,
                           const struct week_table *table, struct answer *answer)
{
    const struct plan_session *planned = NULL;
    size_t n_planned = 0;
    if (!json_get_bool(ctx->args, "keep_calendar", false) &&
        proposal->outcome.found.status == PLAN_SEARCH_FOUND) {
        n_planned = planning_calendar(ctx->arena, &proposal->planning, &planned);
    }
    week_calendar_write(table, n_planned, planned, answer);
}

static void proposal_write(struct tool_ctx *ctx, const struct proposal *proposal,
                           const struct beside *beside, const char *token,
                           struct answer *answer)
{
    struct week_table table = {.arena = ctx->arena,
                               .limits = &proposal->planning.limits,
                               .n_sessions = proposal->outcome.found.n_sessions,
                               .sessions = proposal->outcome.found.sessions,
                               .proof = &proposal->proof};
    table.workouts = week_workouts_make(ctx->arena, proposal->planning.input,
                                        proposal->planning.engine.athlete.athlete,
                                        table.n_sessions, table.sessions);
    summary_write(ctx, proposal, beside, answer);
    state_write(ctx->arena, proposal->planning.status, proposal->planning.input->first_day,
                answer);
    week_verdict_write(&table, answer);
    bool is_found = proposal->outcome.found.status == PLAN_SEARCH_FOUND;
    if (!is_found) { /* the verdict of what is fixed would mislead */
        answer_set(answer, "verdict", json_string(status_name(&proposal->outcome.found)));
    }
    search_write(ctx->arena, proposal, answer);
    wishes_write(ctx, proposal, answer);
    week_give_ups_write(ctx->arena, proposal->planning.input, &proposal->outcome.give_ups,
                        answer);
    week_infeasible_write(is_found ? 0 : proposal->outcome.clashing, answer);
    week_sessions_write(&table, answer);
    calendar_write(ctx, proposal, &table, answer);
    beside_write(ctx->arena, beside, answer);
    week_proof_write(&table, answer);
    week_effect_write(&table, answer);
    outline_write(ctx, proposal, answer);
    answer_set(answer, "plan_token", json_text_or_null(token));
    if (token != NULL) {
        answer_line(answer,
                    "plan_token %s (24 h, while calendar and legs stay as they are).",
                    token);
    }
    planning_missing(&proposal->planning, answer);
    if (json_get_bool(ctx->args, "workouts", false)) {
        week_workouts_write(ctx->arena, table.workouts, proposal->planning.input,
                            table.n_sessions, table.sessions, answer);
    }
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct proposal *proposal = work_done(ctx);
    const char *token = NULL;
    if (proposal == NULL) {
        proposal = arena_alloc(ctx->arena, 1, sizeof *proposal);
        enum tool_outcome outcome = proposal_read(ctx, proposal, err);
        if (outcome != TOOL_DONE) {
            return outcome;
        }
        if (work_put_off(ctx, week_find, proposal, plan_search_scratch_bytes())) {
            return TOOL_NEEDS_WORK;
        }
    }
    struct beside *beside = arena_alloc(ctx->arena, 1, sizeof *beside);
    week_judge(proposal);
    beside_judge(ctx, proposal, beside);
    if (proposal->outcome.found.status == PLAN_SEARCH_FOUND && is_writable(beside)) {
        token = plan_token_add(ctx->effects, &proposal->planning,
                               proposal->outcome.found.n_sessions,
                               proposal->outcome.found.sessions, NULL, &proposal->proof);
    }
    struct plan_proposal *kept = arena_alloc(ctx->effects->arena, 1, sizeof *kept);
    *kept = proposal->outcome; /* the report does not search again */
    ctx->effects->kept = kept;
    proposal_write(ctx, proposal, beside, token, answer);
    return TOOL_DONE;
}

/* The handle is kept: the same answer with it. */
static enum tool_outcome report(struct tool_ctx *ctx, struct answer *answer)
{
    struct err err = {0};
    struct proposal *proposal = arena_alloc(ctx->arena, 1, sizeof *proposal);
    const struct plan_proposal *kept = ctx->effects->kept;
    enum tool_outcome outcome = proposal_read(ctx, proposal, &err);
    if (outcome == TOOL_NEEDS_DATA) {
        return outcome;
    }
    if (outcome == TOOL_DONE) {
        proposal->outcome = *kept;
        struct beside *beside = arena_alloc(ctx->arena, 1, sizeof *beside);
        week_judge(proposal);
        beside_judge(ctx, proposal, beside);
        proposal_write(ctx, proposal, beside,
                       ctx->effects->n_entries > 0 ? ctx->effects->batch : NULL, answer);
    } else {
        answer_summary(answer, "The week was found, but could not be read again: %s.",
                       err.message);
    }
    return TOOL_DONE;
}

const struct tool tool_propose_week = {
    .name = "propose_week", .run = run, .report = report};
