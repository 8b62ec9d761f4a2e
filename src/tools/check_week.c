#include "tools/tool.h"

#include <math.h>
#include <string.h>

#include "plan/constants.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/effects.h"
#include "tools/plan_token.h"
#include "tools/planning.h"
#include "tools/quote.h"
#include "tools/slots.h"
#include "tools/week_options.h"
#include "tools/week_table.h"

#include "base/banned.h"

enum { NOON_MIN = 12 * 60, PERCENT = 100 };

/* The week that is judged. */
struct judged {
    struct planning planning;
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    struct plan_proof proof;
    struct plan_nearest *nearest; /* what costs time: found once in run, kept for report */
};

/* ---- the assistant's sessions ---- */

static bool sport_read(const json_t *row, enum sport *ret, struct err *err)
{
    const char *name = json_get_text(row, "sport");
    *ret = sport_from_name(name);
    return *ret != SPORT_UNKNOWN ||
           err_set(err, ERR_BAD_ARGUMENT,
                   "Use the service's names: Run, Ride, WeightTraining, Swim, Yoga, Other.",
                   "sport \"%.40s\" is not known", name == NULL ? "" : name);
}

static bool kind_read(const json_t *row, struct plan_given *ret, struct err *err)
{
    const char *name = json_get_text(row, "kind");
    if (name == NULL) {
        return true;
    }
    ret->has_kind = plan_kind_from_name(name, &ret->kind);
    if (!ret->has_kind) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Leave kind out: it is inferred from sport, name and intensity.",
                       "kind \"%.40s\" is not known", name);
    }
    const struct plan_kind_info *info = plan_kind_info(ret->kind);
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    bool is_ride = (info->marks & PLAN_MARK_RIDE) != 0;
    bool fits =
        !(is_run && !sport_is_run(ret->sport)) &&
        !(is_ride && !sport_is_ride(ret->sport)) &&
        !(info->sport == SPORT_WEIGHT_TRAINING && ret->sport != SPORT_WEIGHT_TRAINING);
    return fits || err_set(err, ERR_BAD_ARGUMENT, "Give the sport that the kind is of.",
                           "kind %s is no %s", name, sport_name(ret->sport));
}

/* A run that nobody runs is a slip of the pen, and its minutes would hide its km. */
static bool is_speed_plausible(const struct plan_given *given, struct err *err)
{
    double speed_m_per_s = given->km * 1000 / (given->minutes * 60);
    return !sport_is_run(given->sport) || !(speed_m_per_s > LOAD_RUN_SPEED_MAX) ||
           err_set(err, ERR_BAD_ARGUMENT, "Correct minutes or km, or leave km out.",
                   "%g km in %g min is faster than anyone runs", given->km, given->minutes);
}

static bool given_read(const json_t *row, struct plan_given *ret, struct err *err)
{
    enum sport sport = SPORT_OTHER;
    if (!sport_read(row, &sport, err)) {
        return false;
    }
    plan_given_init(ret, sport, json_get_number(row, "minutes"));
    ret->km = json_get_number(row, "km");
    ret->name = json_get_text(row, "name");
    ret->text = json_get_text(row, "text");
    ret->intensity = json_get_number(row, "intensity_pct") / PERCENT;
    ret->rpe = json_get_number(row, "rpe");
    ret->is_race = json_get_bool(row, "race", false);
    return is_speed_plausible(ret, err) && kind_read(row, ret, err);
}

/* Where the last session that was put into the slot ends; the slot's start when none. */
static int slot_free_from(const struct judged *week, int day, int slot)
{
    const struct plan_input *input = week->planning.input;
    const struct plan_slot *open = &input->available[day].slots[slot];
    int from = slot == 0 ? PLAN_AM_START_MIN : PLAN_PM_START_MIN;
    from = open->minutes > 0 ? open->start_min : from;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *other = &week->sessions[i];
        int end = plan_end(other) - day * PLAN_DAY_MIN;
        if (other->day == day && other->slot == slot && end > from) {
            from = end;
        }
    }
    return from;
}

static int n_on_day(const struct judged *week, int day)
{
    int n_sessions = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        n_sessions += week->sessions[i].day == day && !week->sessions[i].is_done ? 1 : 0;
    }
    return n_sessions;
}

/* A session without a clock: the slot it names, else am for the first of a day and pm for
 * the next, each after what stands there; a brick right after the last of the day. */
static bool start_find(const struct judged *week, const json_t *row, int day, bool is_brick,
                       struct plan_session *ret, struct err *err)
{
    const char *clock = json_get_text(row, "start");
    const char *slot = json_get_text(row, "slot");
    ret->day = day;
    if (clock != NULL) {
        ret->start_min = slots_clock(clock);
        ret->slot = ret->start_min < NOON_MIN ? 0 : 1;
        return ret->start_min >= 0 ||
               err_set(err, ERR_BAD_ARGUMENT, "Write it as \"06:30\".",
                       "start \"%.20s\" is no clock time", clock);
    }
    bool is_later = n_on_day(week, day) > 0;
    ret->slot = slot != NULL ? (strcmp(slot, "pm") == 0 ? 1 : 0) : (is_later ? 1 : 0);
    if (slot == NULL && is_brick && is_later) {
        ret->slot = week->sessions[week->n_sessions - 1].slot;
    }
    ret->start_min = slot_free_from(week, day, ret->slot);
    return ret->start_min < PLAN_DAY_MIN ||
           err_set(err, ERR_BAD_ARGUMENT, "Move one to another day.",
                   "the sessions of %.20s do not fit into the day",
                   json_get_text(row, "day"));
}

/* Does the session begin at most BRICK_GAP minutes after a ride of the day ended? */
static bool is_after_ride(const struct judged *week, const struct plan_session *session)
{
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *ride = &week->sessions[i];
        int gap_min = plan_start(session) - plan_end(ride);
        if ((ride->marks & PLAN_MARK_RIDE) != 0 && gap_min >= 0 &&
            gap_min <= PLAN_BRICK_GAP) {
            return true;
        }
    }
    return false;
}

static bool session_read(struct judged *week, const json_t *row, struct err *err)
{
    struct plan_given given;
    struct plan_inferred inferred;
    struct plan_session place = {0};
    int day = 0;
    const struct plan_input *input = week->planning.input;
    if (!given_read(row, &given, err) ||
        !planning_day(json_get_text(row, "day"), input->first_day, &day, err) ||
        !start_find(week, row, day, plan_given_says_brick(&given), &place, err)) {
        return false;
    }
    if (week->n_sessions == PLAN_MAX_SESSIONS) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave out what is done already.",
                       "the week holds more than %d sessions", (int)PLAN_MAX_SESSIONS);
    }
    if (input->today > day || (input->today == day && place.start_min < input->now_min)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give only what is still to come; done sessions are read from the "
                       "data.",
                       "the session of %.20s %02d:%02d lies in the past",
                       json_get_text(row, "day"), place.start_min / 60,
                       place.start_min % 60);
    }
    given.is_after_ride = is_after_ride(week, &place);
    struct plan_session *session = &week->sessions[week->n_sessions++];
    plan_session_of_given(input, &given, input->ladder.rung, session, &inferred);
    session->day = place.day;
    session->slot = place.slot;
    session->start_min = place.start_min;
    session->is_hilly = json_get_bool(row, "hilly", false);
    return true;
}

/* ---- the week ---- */

static void fixed_take(struct judged *week, bool is_calendar)
{
    const struct plan_input *input = week->planning.input;
    for (size_t i = 0; i < input->n_fixed; i++) {
        struct plan_session *session = &week->sessions[week->n_sessions++];
        *session = input->fixed[i];
        if (is_calendar && session->kind != PLAN_RACE) {
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
    bool is_told = first == NULL || ret->day != DAY_NUM_NONE;
    return is_told || err_set(err, ERR_BAD_ARGUMENT, "Give week_start, or dates.",
                              "\"%.20s\" alone does not say which week is meant", first);
}

static bool week_read(struct tool_ctx *ctx, struct judged *week, struct err *err)
{
    const json_t *sessions = json_object_get(ctx->args, "sessions");
    week->n_sessions = 0;
    fixed_take(week, sessions == NULL);
    for (size_t i = 0; i < json_array_size(sessions); i++) {
        if (!session_read(week, json_array_get(sessions, i), err)) {
            return false;
        }
    }
    plan_sort(week->sessions, week->n_sessions);
    return true;
}

static void week_write(struct tool_ctx *ctx, const struct judged *week, const char *token,
                       struct answer *answer)
{
    const struct plan_proof *proof = &week->proof;
    struct week_table table = {.arena = ctx->arena,
                               .limits = &week->planning.limits,
                               .n_sessions = week->n_sessions,
                               .sessions = week->sessions,
                               .proof = proof};
    answer_summary(answer, "%s. Week of %s, %zu sessions, %d soft points.",
                   week_verdict_words(ctx->arena, proof),
                   quote_day(ctx->arena, week->planning.input->first_day), week->n_sessions,
                   proof->cost);
    week_verdict_write(&table, answer);
    week_sessions_write(&table, answer);
    week_proof_write(&table, answer);
    week_nearest_write(ctx->arena, &week->planning.limits, week->sessions, week->nearest,
                       answer);
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
    plan_check(&week->planning.limits, week->n_sessions, week->sessions, &week->proof);
    return TOOL_DONE;
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct judged *week = arena_alloc(ctx->arena, 1, sizeof *week);
    enum tool_outcome outcome = judge(ctx, week, err);
    if (outcome == TOOL_DONE) {
        week->nearest = arena_alloc(ctx->effects->arena, 1, sizeof *week->nearest);
        plan_nearest_find(&week->planning.limits, week->n_sessions, week->sessions,
                          PLAN_NEAREST_WEEKS, week->nearest);
        ctx->effects->kept = week->nearest;
        const char *token = plan_token_add(ctx->effects, &week->planning, week->n_sessions,
                                           week->sessions, &week->proof);
        week_write(ctx, week, token, answer);
    }
    return outcome;
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
