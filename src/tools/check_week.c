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
#include "tools/work.h"

#include "base/banned.h"

enum { NOON_MIN = 12 * 60, PERCENT = 100 };

/* The week that is judged. */
struct judged {
    struct planning planning;
    struct arena *arena;
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    size_t n_harder_than_told;
    struct week_told told[PLAN_MAX_SESSIONS]; /* by the row of the argument */
    bool
        is_told[PLAN_MAX_SESSIONS]; /* a race that was told: no other one takes its place */
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
    bool is_strength = info->sport == SPORT_WEIGHT_TRAINING;
    bool fits =
        ret->kind == PLAN_RACE || /* a run that is called mobility would escape its rules */
        (is_run == sport_is_run(ret->sport) && is_ride == sport_is_ride(ret->sport) &&
         is_strength == (ret->sport == SPORT_WEIGHT_TRAINING));
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
 * the next, each after what stands there and, today, after now; a brick right after the
 * last of the day. */
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
    const struct plan_input *input = week->planning.input;
    bool is_today = day == input->today;
    bool is_later = n_on_day(week, day) > 0 || (is_today && input->now_min >= NOON_MIN);
    ret->slot = slot != NULL ? (strcmp(slot, "pm") == 0 ? 1 : 0) : (is_later ? 1 : 0);
    if (slot == NULL && is_brick && n_on_day(week, day) > 0) {
        ret->slot = week->sessions[week->n_sessions - 1].slot;
    }
    ret->start_min = slot_free_from(week, day, ret->slot);
    if (is_today && slot == NULL && ret->start_min < input->now_min) {
        ret->start_min = (input->now_min + 4) / 5 * 5;
    }
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

/* "told run_easy; intervals or repeats: counted as run_vo2". */
static const char *harder_words(struct arena *arena, const struct plan_given *given,
                                const struct plan_inferred *inferred)
{
    return arena_printf(arena, "told %s; %s: counted as %s",
                        plan_kind_info(given->kind)->name, inferred->reason,
                        plan_kind_info(inferred->kind)->name);
}

/* Where a told race is to stand: on the race of that day which the data holds, at its clock
 * unless another is told; else at the end. */
static struct plan_session *place_of(struct judged *week, const json_t *row,
                                     const struct plan_session *session,
                                     struct plan_session *place)
{
    for (size_t i = 0; session->kind == PLAN_RACE && i < week->n_sessions; i++) {
        struct plan_session *known = &week->sessions[i];
        if (known->kind == PLAN_RACE && !known->is_done && !week->is_told[i] &&
            known->day == place->day) {
            place->start_min =
                json_get_text(row, "start") == NULL ? known->start_min : place->start_min;
            place->slot = place->start_min < NOON_MIN ? 0 : 1;
            return known;
        }
    }
    return &week->sessions[week->n_sessions++];
}

static bool is_to_come(const struct plan_input *input, const json_t *row,
                       const struct plan_session *place, struct err *err)
{
    bool is_past = input->today > place->day ||
                   (input->today == place->day && place->start_min < input->now_min);
    return !is_past ||
           err_set(err, ERR_BAD_ARGUMENT,
                   "When it is done leave it out: it is read from the data (refresh when "
                   "it is not there yet). When it is still to be done give a later start.",
                   "the session of %.20s %02d:%02d lies in the past",
                   json_get_text(row, "day"), place->start_min / 60, place->start_min % 60);
}

static bool session_read(struct judged *week, const json_t *row, int i_row, struct err *err)
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
    if (!is_to_come(input, row, &place, err)) {
        return false;
    }
    given.is_after_ride = is_after_ride(week, &place);
    struct plan_session read;
    plan_session_of_given(input, &given, input->ladder.rung, &read, &inferred);
    struct plan_session *session = place_of(week, row, &read, &place);
    *session = read;
    session->day = place.day;
    session->slot = place.slot;
    session->start_min = place.start_min;
    session->is_fixed = session->kind == PLAN_RACE; /* nobody moves a race */
    week->is_told[session - week->sessions] = true;
    session->is_hilly = json_get_bool(row, "hilly", false);
    week->told[i_row] =
        (struct week_told){.name = given.name, .text = given.text, .km = given.km};
    session->told = i_row + 1;
    if (inferred.is_harder_than_told) {
        session->reason = harder_words(week->arena, &given, &inferred);
        week->n_harder_than_told++;
    }
    return true;
}

/* ---- the week ---- */

static void fixed_take(struct judged *week, bool is_calendar)
{
    const struct plan_input *input = week->planning.input;
    for (size_t i = 0; i < input->n_fixed; i++) {
        struct plan_session *session = &week->sessions[week->n_sessions++];
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
    week->arena = ctx->arena;
    week->n_sessions = 0;
    week->n_harder_than_told = 0;
    memset(week->is_told, 0, sizeof week->is_told);
    fixed_take(week, sessions == NULL);
    for (size_t i = 0; i < json_array_size(sessions); i++) {
        if (!session_read(week, json_array_get(sessions, i), (int)i, err)) {
            return false;
        }
    }
    plan_sort(week->sessions, week->n_sessions);
    return true;
}

static size_t n_to_come(const struct judged *week)
{
    size_t n_sessions = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        n_sessions += week->sessions[i].is_done ? 0 : 1;
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
        answer_summary(answer,
                       "NOTHING PLANNED. The calendar holds no workout that is still to "
                       "come in the week of %s: what follows is of the %zu done alone.",
                       day, week->n_sessions);
        return;
    }
    const char *harder = week->n_harder_than_told == 0
                             ? ""
                             : arena_printf(ctx->arena, "; %zu counted harder than told",
                                            week->n_harder_than_told);
    answer_summary(answer, "%s. Week of %s, %s%s, %d soft points.",
                   week_verdict_words(ctx->arena, proof), day,
                   quote_count(ctx->arena, week->n_sessions, "session"), harder,
                   proof->cost);
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
    summary_write(ctx, week, answer);
    week_verdict_write(&table, answer);
    if (n_to_come(week) == 0) {
        answer_set(answer, "verdict", json_string("nothing_planned"));
    }
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
    if (n_to_come(week) == 0 && !week->planning.engine.has_events) {
        *err = week->planning.engine.events_err; /* unseen is not empty */
        return TOOL_FAILED;
    }
    plan_check(&week->planning.limits, week->n_sessions, week->sessions, &week->proof);
    return TOOL_DONE;
}

/* Beside the loop: plain memory only (tools/work.h). */
static void nearest_find(void *problem, void *scratch)
{
    const struct judged *week = problem;
    (void)scratch;
    plan_nearest_find(&week->planning.limits, week->n_sessions, week->sessions,
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
                    : plan_token_add(ctx->effects, &week->planning, week->n_sessions,
                                     week->sessions, week->told, &week->proof);
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
