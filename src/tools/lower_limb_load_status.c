#include "tools/tool.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "load/status.h"
#include "plan/facts.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/beside.h"
#include "tools/check.h"
#include "tools/engine.h"
#include "tools/next_run.h"
#include "tools/quote.h"
#include "tools/state_words.h"
#include "base/banned.h"

/* A line seeded at 0 has reached 95 % of a constant load after so many days. */
struct rendering {
    struct tool_ctx *ctx;
    struct answer *answer;
    const struct engine *engine;
    const struct load_status *status;
    struct load_planned_run planned; /* none unless the status is today's */
};

/* With too many days unreadable the lines are too low, and a zone would be a false
 * statement. */
static bool is_readable_enough(const struct load_status *status)
{
    return status->check.unknown_because != LOAD_UNKNOWN_UNREADABLE;
}

static void lines_write(const struct rendering *to)
{
    const struct load_status *status = to->status;
    const struct load_lines *lines = &status->lines;
    struct arena *arena = to->ctx->arena;
    json_t *object = json_object();
    set_text(object, "formula", LOAD_LLSS_FORMULA);
    set_number(object, "llss_today", status->llss_today, 1);
    set_number(object, "ll_fitness", lines->fitness, 1);
    set_number(object, "ll_fatigue", lines->fatigue, 1);
    set_number(object, "ll_form", lines->form, 1);
    set_number(object, "ll_form_pct", lines->form_pct, 0);
    enum load_zone zone = is_readable_enough(status) ? lines->zone : LOAD_ZONE_NONE;
    set_text(object, "zone", zone != LOAD_ZONE_NONE ? load_zone_name(zone) : NULL);
    set_number(object, "ramp_per_week", lines->ramp_7d, 1);
    (void)json_object_set_new(object, "warming_up", json_boolean(lines->is_warming_up));
    set_number(object, "monotony_7d", status->monotony.monotony, 2);
    set_number(object, "strain_7d", status->monotony.strain, 0);
    answer_set(to->answer, "lines", object);
    if (!status->has_history) {
        return;
    }
    answer_line(
        to->answer,
        "Limb lines (points): LL Fitness %s (42 d), LL Fatigue %s (7 d), LL Form "
        "%s = %s %% "
        "(%s); ramp %s a week; today %s LLSS.",
        quote_number(arena, lines->fitness, 1), quote_number(arena, lines->fatigue, 1),
        quote_number(arena, lines->form, 1), quote_number(arena, lines->form_pct, 0),
        is_readable_enough(status) ? load_zone_label(zone)
                                   : "no zone: too many days unknown",
        quote_number(arena, lines->ramp_7d, 1), quote_number(arena, status->llss_today, 1));
}

static json_t *spike_object(const struct load_spike_session *spike)
{
    const struct load_spike_evidence *evidence = load_spike_evidence(spike->band);
    if (spike->day == DAY_NUM_NONE) {
        return json_null();
    }
    json_t *object = json_object();
    set_day(object, "day", spike->day);
    set_number(object, "session_km", spike->km, 1);
    set_number(object, "ratio", spike->ratio, 2);
    set_text(object, "band", evidence->name);
    set_number(object, "longest_before_km", spike->reference_km, 1);
    set_day(object, "longest_before_day", spike->reference_day);
    set_number(object, "study_hazard_ratio", evidence->hrr, 2);
    set_text(object, "null_reason", load_spike_null_name(spike->null_reason));
    return object;
}

static void spike_write(const struct rendering *to)
{
    const struct load_spike *spike = &to->status->spike;
    const struct load_spike_session *last = &spike->last;
    struct arena *arena = to->ctx->arena;
    json_t *object = spike_object(&spike->largest);
    if (spike->largest.day != DAY_NUM_NONE) {
        bool is_same = last->day == spike->largest.day;
        (void)json_object_set_new(object, "last_session",
                                  is_same ? json_null() : spike_object(last));
    }
    answer_set(to->answer, "spike", object);
    if (isfinite(spike->largest.ratio)) {
        answer_line(
            to->answer,
            "Largest step of the last 7 days: %s km on %s = %s x the longest of the "
            "30 days before it (up to 1.10 is the study's reference group).",
            quote_number(arena, spike->largest.km, 1), quote_day(arena, spike->largest.day),
            quote_number(arena, spike->largest.ratio, 2));
    }
}

static void acwr_write(const struct rendering *to)
{
    const struct load_acwr *acwr = &to->status->acwr;
    char text[LOAD_TEXT_SIZE];
    json_t *object = json_object();
    (void)load_acwr_text(acwr, text);
    set_text(object, "words", load_acwr_label_text(acwr->label));
    for (size_t i = 0; i < N_LOAD_ACWR_FORMS; i++) {
        set_number(object, load_acwr_form_name((enum load_acwr_form)i),
                   acwr->forms[i].ratio, 2);
    }
    set_text(object, "text", text);
    set_text(object, "null_reason",
             load_acwr_null_name(acwr->forms[LOAD_ACWR_UNCOUPLED].null_reason));
    answer_set(to->answer, "acwr", object);
    answer_line(to->answer, "%s", text);
}

static void rest_write(const struct rendering *to)
{
    const struct load_status *status = to->status;
    const struct load_rest *rest = &status->rest;
    const struct load_hard_share *hard = &status->hard_share;
    struct arena *arena = to->ctx->arena;
    bool is_known = status->has_history; /* days before the first activity are not rest */
    json_t *object = json_object();
    set_count_or_null(object, "rest_days_7", rest->rest_days_7, is_known);
    set_count_or_null(object, "run_days_7", rest->run_days_7, is_known);
    set_count_or_null(object, "run_streak_days", rest->run_streak, is_known);
    set_number(object, "hard_share_28d_frac", hard->share_frac, 2);
    set_number(object, "hard_share_z", hard->z, 1);
    answer_set(to->answer, "rest", object);
    if (!is_known) {
        return;
    }
    answer_line(
        to->answer,
        "Last 7 days: %s, %s (%zu in a row); %s km run in %s; %s "
        "LLSS. Hard running, 28 days: %s%s.",
        quote_count(arena, rest->rest_days_7, "limb rest day"),
        quote_count(arena, rest->run_days_7, "run day"), rest->run_streak,
        quote_number(arena, status->rolling_7.run_km, 1),
        quote_duration(arena, status->rolling_7.run_min * 60),
        quote_number(arena, status->rolling_7.llss, 1),
        isfinite(hard->share_frac)
            ? arena_printf(arena, "%s %%", quote_number(arena, hard->share_frac * 100, 0))
            : "no running to judge",
        isfinite(hard->z) ? arena_printf(arena, " (z %s against own 12 weeks)",
                                         quote_number(arena, hard->z, 1))
                          : "");
}

static void running_write(const struct rendering *to)
{
    const struct load_status *status = to->status;
    const struct load_running *running = &status->running;
    const double known = status->has_history ? 1.0 : LOAD_NAN;
    json_t *object = json_object();
    set_text(object, "state", load_run_state_name(running->state));
    set_day(object, "last_run_day", running->last_run_day);
    set_number(object, "week_run_km", known * status->week.run_km, 1);
    set_number(object, "week_run_min", known * status->week.run_min, 0);
    set_number(object, "last_7d_run_km", known * status->rolling_7.run_km, 1);
    set_number(object, "last_7d_run_min", known * status->rolling_7.run_min, 0);
    set_number(object, "last_7d_steps", known * status->rolling_7.steps, 0);
    set_number(object, "last_28d_run_km", known * status->rolling_28.run_km, 1);
    set_count(object, "return_week", (size_t)running->return_week);
    answer_set(to->answer, "running", object);
    if (running->is_return_phase) {
        answer_line(
            to->answer,
            "Return phase: week %d of 12 since %s (%s): run days and steps stay small.",
            running->return_week, quote_day(to->ctx->arena, running->return_day),
            load_return_cause_name(running->return_cause));
    }
    if (running->state != LOAD_RUN_NORMAL && status->has_history) {
        answer_line(to->answer, "Running state: %s, %s since the last run%s.",
                    load_run_state_name(running->state),
                    quote_count(to->ctx->arena, running->gap_days, "day"),
                    running->n_gap_unknown > 0 ? " that could be read" : "");
    }
}

static void history_write(const struct rendering *to)
{
    const struct load_status *status = to->status;
    const struct load_history *history = status->history;
    json_t *object = json_object();
    set_day(object, "first_day", status->first_day);
    set_count(object, "days", status->n_history_days);
    set_count(object, "activities", history->n_readable);
    set_count(object, "duplicates_left_out", history->n_duplicates);
    set_count(object, "unknown_days_28", status->n_unknown_28);
    set_count(object, "uncertain_activities", history->n_uncertain);
    set_number(object, "mass_kg", status->mass.kg, 1);
    set_text(object, "mass_source", load_mass_source_name(status->mass.source));
    answer_set(to->answer, "history", object);
}

static void series_write(const struct rendering *to)
{
    static const char *const columns[] = {"day",        "llss",    "ll_fitness",
                                          "ll_fatigue", "ll_form", "kind"};
    const struct load_status *status = to->status;
    struct arena *arena = to->ctx->arena;
    if (status->n_series == 0) {
        answer_set(to->answer, "series", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < status->n_series; i++) {
        const struct load_series_day *day = &status->series[i];
        bool is_open = status->is_in_progress && day->day == status->as_of;
        const char *kind = day->is_unknown ? "unknown"
                           : !day->is_rest ? "loaded"
                           : is_open       ? "so far rest"
                                           : "rest";
        json_t *row = json_array();
        row_add(row, json_day_or_null(day->day));
        row_add(row, json_number_or_null(day->llss, 1));
        row_add(row, json_number_or_null(day->fitness, 1));
        row_add(row, json_number_or_null(day->fatigue, 1));
        row_add(row, json_number_or_null(day->form, 1));
        row_add(row, json_string(kind));
        answer_row(table, row);
        answer_line(to->answer, "%s LLSS %s, fitness %s, fatigue %s, form %s (%s)",
                    quote_day(arena, day->day), quote_number(arena, day->llss, 1),
                    quote_number(arena, day->fitness, 1),
                    quote_number(arena, day->fatigue, 1), quote_number(arena, day->form, 1),
                    kind);
    }
    answer_set(to->answer, "series", table);
}

static void history_missing(const struct rendering *to)
{
    const struct load_status *status = to->status;
    if (!status->has_history) {
        answer_missing(to->answer, "history", 1, MISSING_NO_DATA,
                       "no activity up to this day is known: load, rest and kilometres are "
                       "unknown, not zero");
        return;
    }
    if (status->n_unknown_28 > 0) {
        bool has_stubs = status->history->n_stubs > 0;
        answer_missing(to->answer, "activities", status->n_unknown_28,
                       has_stubs ? MISSING_UNREADABLE_STRAVA : MISSING_NOT_RECORDED,
                       "days of the last 28 with activities that are unreadable or have no "
                       "duration: load is at least what is shown");
    }
    if (status->lines.is_warming_up) {
        answer_missing(to->answer, "lines.zone", 1, MISSING_TOO_SHORT_HISTORY,
                       "under 126 days of history: the lines still rise from zero");
    }
    if (status->history->n_skipped > 0) {
        answer_missing(to->answer, "input fields", status->history->n_skipped,
                       MISSING_NO_DATA,
                       "values of a wrong type or out of all reason were not used");
    }
    if (status->history->n_uncertain > 0) {
        answer_missing(
            to->answer, "activities.llss", status->history->n_uncertain, MISSING_NO_DATA,
            "strength without a word about legs or arms, or unknown types: counted by a "
            "middle weight");
    }
}

static void dynamics_missing(const struct rendering *to)
{
    static const char what[] = "running dynamics";
    const struct dynamics_check *dynamics = to->engine->dynamics;
    bool is_judged = false;
    bool is_learning = false;
    if (dynamics == NULL || dynamics->n_runs_read == 0) {
        answer_missing(to->answer, what, 1, MISSING_NOT_ASKED,
                       "contact time and the like are not part of this check until "
                       "running_dynamics_trend has read them");
        return;
    }
    for (size_t i = 0; i < dynamics->n_drift; i++) {
        enum load_drift_state state = dynamics->drift[i].state;
        is_judged =
            is_judged || state == LOAD_DRIFT_IN_RANGE || state == LOAD_DRIFT_CHANGED;
        is_learning = is_learning || state == LOAD_DRIFT_LEARNING;
    }
    if (dynamics->n_runs_open > 0) {
        answer_missing(to->answer, what, dynamics->n_runs_open, MISSING_NOT_ASKED,
                       "runs of the last 7 days that running_dynamics_trend has not read");
    } else if (!is_judged) {
        answer_missing(to->answer, what, 1,
                       is_learning ? MISSING_TOO_SHORT_HISTORY : MISSING_NO_DATA,
                       is_learning ? "the own normal is still being learnt"
                                   : "no comparable run in the last 7 days");
    }
}

static void missing_write(const struct rendering *to)
{
    const struct engine *engine = to->engine;
    if (!check_pain_is_told(to->status)) {
        answer_missing(
            to->answer, "pain", 1, MISSING_NOT_ASKED,
            "pain outranks every number here: ask 0-10 during, after, next morning, and "
            "keep it with log_checkin");
    }
    dynamics_missing(to);
    history_missing(to);
    if (!engine->has_wellness) {
        answer_missing(to->answer, "wellness", 1, MISSING_UPSTREAM_FAILED,
                       "injury field unseen, weight from the profile");
    }
    if (engine->is_source_gone) {
        answer_missing(to->answer, "llss_source", 1, MISSING_NO_DATA,
                       "the own field that was chosen is no field any more: ours is used");
    }
    if (!engine->has_events) {
        answer_missing(to->answer, "calendar", 1, MISSING_UPSTREAM_FAILED,
                       "sick and injured spans unseen");
    }
}

static void summary_write(const struct rendering *to, day_num day)
{
    const struct load_status *status = to->status;
    struct arena *arena = to->ctx->arena;
    const char *words = state_calendar(arena, status);
    const char *calendar =
        words[0] != '\0' ? arena_printf(arena, "; calendar: %s", words) : "";
    if (!status->has_history) {
        answer_summary(to->answer, "%s (%s)%s%s. No activity up to this day is known.",
                       check_level_words(status), quote_day(arena, day), calendar,
                       next_run_words(arena, status, &to->planned));
        return;
    }
    const char *form =
        is_readable_enough(status)
            ? arena_printf(arena, "LL Form %s %%, %s in 7.",
                           quote_number(arena, status->lines.form_pct, 0),
                           quote_count(arena, status->rest.rest_days_7, "limb rest day"))
            : arena_printf(arena, "%zu of the last 28 days are unknown.",
                           status->n_unknown_28);
    answer_summary(to->answer, "%s (%s)%s%s. %s", check_level_words(status),
                   quote_day(arena, day), calendar,
                   next_run_words(arena, status, &to->planned), form);
}

/* Marks for the load check (A4), closed days for planning. */
static void calendar_write(const struct rendering *to)
{
    const char *words = state_calendar(to->ctx->arena, to->status);
    bool is_told = words[0] != '\0';
    answer_set(to->answer, "calendar", json_text_or_null(is_told ? words : NULL));
    if (is_told) {
        answer_line(
            to->answer,
            "Calendar: %s. Planning closes these days; what is done on them counts.",
            words);
    }
}

static bool status_write(const struct rendering *to, day_num day, struct err *err)
{
    summary_write(to, day);
    check_write(to->ctx->arena, to->answer, to->status);
    calendar_write(to);
    next_run_write(to->ctx->arena, to->answer, to->status, &to->planned);
    spike_write(to);
    lines_write(to);
    rest_write(to);
    running_write(to);
    acwr_write(to);
    history_write(to);
    series_write(to);
    if (json_get_bool(to->ctx->args, "sensitivity", false)) {
        beside_sensitivity_write(to->ctx, to->answer, to->status);
    } else {
        answer_set(to->answer, "sensitivity", json_null());
    }
    missing_write(to);
    return beside_own_fields_write(to->ctx, to->answer, to->engine, to->status, err);
}

static bool day_read(struct tool_ctx *ctx, day_num today, day_num *ret, struct err *err)
{
    char text[DAY_TEXT_SIZE];
    *ret = arguments_day(ctx->args, "date", today);
    if (*ret > today) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give today or a day before it.",
                       "date %s lies in the future", day_format(*ret, text));
    }
    return true;
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    struct data_athlete athlete;
    day_num day = 0;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!day_read(ctx, athlete.today, &day, err)) {
        return TOOL_FAILED;
    }
    size_t n_series = (size_t)json_get_integer(ctx->args, "days", 0);
    outcome = engine_read(ctx, engine_series_window(day, n_series), true, &engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (day < athlete.today) {
        engine.inputs.now_local_s = MODEL_NO_TIME;
    }
    const struct load_status *status = engine_status(ctx, &engine, n_series);
    struct rendering to = {
        .ctx = ctx, .answer = answer, .engine = &engine, .status = status};
    to.planned.day = DAY_NUM_NONE;
    if (day == athlete.today) {
        bool has_run = status->running.last_run_day == day;
        to.planned = load_planned_run_next(&engine.inputs, has_run ? day + 1 : day,
                                           &status->next_run);
        load_planned_run_estimate(&to.planned, &status->next_run,
                                  plan_easy_run_m_per_s(&engine.inputs, status));
    }
    return status_write(&to, day, err) ? TOOL_DONE : TOOL_FAILED;
}

const struct tool tool_lower_limb_load_status = {
    .name = "lower_limb_load_status", .run = run, .has_roster = true};
