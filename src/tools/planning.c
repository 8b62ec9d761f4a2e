#include "tools/planning.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "load/planned_run.h"
#include "plan/habit.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/check.h"
#include "tools/diary.h"
#include "tools/slots.h"

#include "base/banned.h"

static bool week_check(day_num first_day, day_num today, struct err *err)
{
    char text[DAY_TEXT_SIZE];
    if (first_day + PLAN_DAYS <= today) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give the present week or a later one; get_recent_activities shows "
                       "what was done.",
                       "the week of %s is over", day_format(first_day, text));
    }
    if (first_day > today + PLANNING_DAYS_AHEAD) {
        return err_set(err, ERR_BAD_ARGUMENT, "Plan it when it is nearer.",
                       "the week of %s begins more than %d days ahead",
                       day_format(first_day, text), (int)PLANNING_DAYS_AHEAD);
    }
    return true;
}

static day_num week_of(const struct planning *planning,
                       const struct planning_options *options)
{
    int week_start = planning->engine.preferences.week_start;
    day_num today = planning->engine.athlete.today;
    if (options->day != DAY_NUM_NONE) {
        return day_week_start(options->day, week_start);
    }
    day_num present = day_week_start(today, week_start);
    return options->prefers_next && present < today ? present + PLAN_DAYS : present;
}

static bool slots_set(const struct planning_options *options, struct planning *ret,
                      struct err *err)
{
    if (options->slots != NULL) {
        memcpy(ret->preferences.slots, options->slots, sizeof ret->preferences.slots);
        ret->preferences.has_availability = true;
    }
    if (options->availability == NULL) {
        return true;
    }
    memset(ret->preferences.slots, 0, sizeof ret->preferences.slots);
    ret->preferences.has_availability = true;
    return slots_read(options->availability, ret->preferences.slots, err);
}

static bool is_of_handle(const struct calendar_event *event, const char *handle)
{
    char prefix[SERVICE_WRITE_TARGET_SIZE];
    if (handle == NULL || event->external_id == NULL) {
        return false;
    }
    service_write_external_id(handle, 0, prefix);
    size_t n_prefix = strlen(prefix) - 1; /* without the step */
    return strncmp(event->external_id, prefix, n_prefix) == 0;
}

/* The calendar as the options take it: without what was written, with what is meant. */
static void events_edit(struct tool_ctx *ctx, const struct planning_options *options,
                        struct engine *engine)
{
    size_t n_items = 0;
    if (options->without_handle == NULL && options->without_event == 0 &&
        options->with_event == NULL) {
        return;
    }
    struct calendar_event *items =
        arena_alloc(ctx->arena, engine->events.n_items + 1, sizeof *items);
    for (size_t i = 0; i < engine->events.n_items; i++) {
        const struct calendar_event *event = &engine->events.items[i];
        bool is_left_out = is_of_handle(event, options->without_handle) ||
                           (event->id != 0 && event->id == options->without_event);
        if (!is_left_out) {
            items[n_items++] = *event;
        }
    }
    if (options->with_event != NULL) {
        items[n_items++] = *options->with_event;
    }
    engine->events = (struct data_events){.items = items, .n_items = n_items};
    engine->inputs.events = items;
    engine->inputs.n_events = n_items;
}

day_num planning_reach_day(const struct data_entries *entries, day_num day)
{
    struct arena arena = {0};
    struct load_preferences preferences;
    diary_preferences(&arena, entries, &preferences);
    day_num first_day = day_week_start(day, preferences.week_start);
    arena_release(&arena);
    return first_day - PLANNING_DAYS_AHEAD;
}

enum tool_outcome planning_read(struct tool_ctx *ctx,
                                const struct planning_options *options,
                                struct planning *ret, struct err *err)
{
    ret->view = ctx->data;
    struct data_athlete athlete;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    struct day_range window =
        engine_window(athlete.today, athlete.today, (struct day_range){0});
    outcome = engine_read(ctx, window, true, &ret->engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    events_edit(ctx, options, &ret->engine);
    diary_plan_preferences(ctx->arena, &ret->engine.entries, &ret->preferences);
    day_num first_day = week_of(ret, options);
    if (!week_check(first_day, athlete.today, err) || !slots_set(options, ret, err)) {
        return TOOL_FAILED;
    }
    ret->status = engine_status(ctx, &ret->engine, 0);
    ret->is_habit = options->assumes_habit && !ret->preferences.has_availability &&
                    plan_habit_slots(ret->status->history, ret->preferences.slots);
    ret->preferences.has_availability = ret->preferences.has_availability || ret->is_habit;
    ret->input = arena_alloc(ctx->arena, 1, sizeof *ret->input);
    ret->facts = (struct plan_facts){.inputs = ret->status->history->inputs,
                                     .status = ret->status,
                                     .preferences = &ret->preferences,
                                     .first_day = first_day,
                                     .focus = options->focus,
                                     .keeps_calendar = options->keeps_calendar};
    plan_facts_digest(&ret->facts, ret->input);
    ret->input->accepts_short_gap = options->accepts_short_gap;
    ret->keeps_calendar = options->keeps_calendar;
    return TOOL_DONE;
}

void planning_limits(struct planning *planning)
{
    plan_limits_of(planning->input, &planning->limits);
}

bool planning_beside(struct arena *arena, struct planning *planning, size_t n_sessions,
                     const struct plan_session sessions[], size_t *ret_n_sessions,
                     struct plan_session ret_sessions[], struct err *err)
{
    struct plan_input *whole = arena_alloc(arena, 1, sizeof *whole);
    struct plan_session planned[PLAN_MAX_SESSIONS];
    struct plan_facts facts = planning->facts;
    size_t n_planned = 0;
    facts.keeps_calendar = true;
    plan_facts_digest(&facts, whole);
    whole->accepts_short_gap = planning->input->accepts_short_gap;
    for (size_t i = 0; i < n_sessions; i++) {
        if (!sessions[i].is_done && !sessions[i].is_fixed) {
            planned[n_planned++] = sessions[i];
        }
    }
    if (whole->n_fixed + n_planned > PLAN_MAX_SESSIONS) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Remove what is not wanted from the calendar, then check the week "
                       "again.",
                       "with this plan the week would hold more than %d sessions",
                       (int)PLAN_MAX_SESSIONS);
    }
    *ret_n_sessions = plan_facts_beside(whole, n_planned, planned, ret_sessions);
    planning->input = whole;
    planning_limits(planning);
    return true;
}

size_t planning_calendar(struct arena *arena, const struct planning *planning,
                         const struct plan_session **ret_sessions)
{
    struct plan_facts facts = planning->facts;
    struct plan_input *input = arena_alloc(arena, 1, sizeof *input);
    size_t n_sessions = 0;
    facts.keeps_calendar = true;
    plan_facts_digest(&facts, input);
    for (size_t i = 0; i < input->n_fixed; i++) {
        if (!input->fixed[i].is_done && input->fixed[i].kind != PLAN_RACE) {
            input->fixed[n_sessions++] = input->fixed[i];
        }
    }
    *ret_sessions = input->fixed;
    return n_sessions;
}

bool planning_focus(const json_t *args, enum plan_focus *ret, struct err *err)
{
    const char *name = json_get_text(args, "focus");
    *ret = PLAN_FOCUS_KEEP_BOTH;
    return name == NULL || plan_focus_from_name(name, ret) ||
           err_set(err, ERR_BAD_ARGUMENT,
                   "Use duathlon, run_build, bike_build, keep_both, return_to_run, deload, "
                   "taper, race_week or strength.",
                   "focus \"%.20s\" is not known", name);
}

bool planning_day(const char *text, day_num first_day, int *ret_day, struct err *err)
{
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    day_num day = DAY_NUM_NONE;
    int weekday = slots_weekday(text);
    if (weekday >= 0) {
        *ret_day = (weekday - day_weekday(first_day) + PLAN_DAYS) % PLAN_DAYS;
        return true;
    }
    if (text == NULL || !day_parse(text, &day)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Write 2026-11-24, or tuesday.",
                       "day \"%.20s\" is neither a real date nor a weekday",
                       text == NULL ? "" : text);
    }
    if (day < first_day || day >= first_day + PLAN_DAYS) {
        return err_set(err, ERR_BAD_ARGUMENT, "One call is about one week; see week_start.",
                       "day %s is not in the week %s to %s", text,
                       day_format(first_day, first),
                       day_format(first_day + PLAN_DAYS - 1, last));
    }
    *ret_day = day - first_day;
    return true;
}

static bool has_race_in_week(const struct plan_input *input)
{
    for (size_t i = 0; i < input->n_fixed; i++) {
        if (input->fixed[i].kind == PLAN_RACE) {
            return true;
        }
    }
    return input->race_day < PLAN_DAYS;
}

/* A focus that leads up to a race, and none that it could be. */
static void race_missing(const struct planning *planning, struct answer *answer)
{
    const struct plan_input *input = planning->input;
    bool is_missing =
        (input->focus == PLAN_FOCUS_RACE_WEEK && !has_race_in_week(input)) ||
        (input->focus == PLAN_FOCUS_TAPER && planning->limits.taper_from == PLAN_NO_DAY);
    char day[DAY_TEXT_SIZE];
    char effect[256];
    if (!is_missing) {
        return;
    }
    if (input->race_day == PLAN_NO_DAY) {
        str_copy(
            effect, sizeof effect,
            "no race is known, so taper (H11) and peak (H12) are not judged: ask which, "
            "when, how long; keep it with set_preferences (races)");
    } else {
        (void)snprintf(
            effect, sizeof effect,
            "the next race known is on %s, too late for this week's focus %s: ask "
            "which race is meant; keep it with set_preferences (races)",
            day_format(input->first_day + input->race_day, day),
            plan_focus_name(input->focus));
    }
    answer_missing(answer, "race", 1, MISSING_NOT_ASKED, effect);
}

void planning_missing(const struct planning *planning, struct answer *answer)
{
    const struct load_status *status = planning->status;
    race_missing(planning, answer);
    if (planning->is_habit) {
        answer_missing(answer, "availability", 1, MISSING_NOT_ASKED,
                       "hours of the last six weeks are assumed: ask for the week's "
                       "slots, keep them with set_preferences");
    } else if (!planning->preferences.has_availability) {
        answer_missing(answer, "availability", 1, MISSING_NOT_ASKED,
                       "hours are not judged: ask for the week's slots, keep them with "
                       "set_preferences");
    }
    if (!check_pain_is_told(status) && status->running.last_run_day != DAY_NUM_NONE) {
        answer_missing(
            answer, "pain", 1, MISSING_NOT_ASKED,
            "no pain answer since the last run: ask and log_checkin before a run");
    }
    if (status->running.asks_recent_running) {
        answer_missing(answer, "recent running", 1, MISSING_TOO_SHORT_HISTORY,
                       "easy runs up to 30 min on alternate days until it is known");
    }
    if (status->check.asks_injury) {
        answer_missing(answer, "injury", 1, MISSING_NOT_ASKED,
                       "were the days marked INJURED an injury? The ladder stands on the "
                       "answer");
    }
    if (status->n_unknown_42 > 0) {
        answer_missing(answer, "activities", status->n_unknown_42,
                       MISSING_UNREADABLE_STRAVA,
                       "unreadable days: no rest days, load at least as shown");
    }
    size_t n_left = load_planned_left_today(status->history);
    if (n_left > 0 && planning->input->today < 0) {
        answer_missing(
            answer, "today", n_left, MISSING_NOT_RECORDED,
            "planned for today, not seen done: not counted, as today has an activity");
    }
    if (!planning->engine.has_events) {
        answer_missing(answer, "calendar", 1, MISSING_UPSTREAM_FAILED,
                       "races, sick and injured spans unseen");
    }
}
