#include "load/status.h"

#include <assert.h>
#include <math.h>

#include "load/internal.h"
#include "load/build.h"

#include "base/banned.h"

static size_t n_series_days(const struct load_inputs *in, size_t n_history_days)
{
    return in->n_series_days < n_history_days ? in->n_series_days : n_history_days;
}

size_t load_scratch_bytes(const struct load_inputs *inputs)
{
    struct load__block block = {.memory = NULL};
    struct load_history history;
    (void)load__take(&block, 1, sizeof history);
    load__history_build(inputs, &block, &history);
    size_t most_rows = n_series_days(inputs, DAY_NUM_MAX - DAY_NUM_MIN + 1);
    (void)load__take(&block, most_rows, sizeof(struct load_series_day));
    struct load_projection projection;
    load__projection_build(inputs, &history, &block, &projection);
    return block.n_used;
}

struct load_series_day load_series_at(const struct load_history *history, size_t i)
{
    const struct load_day *day = &history->days[i];
    struct load_lines lines = load_lines_at(history->fitness, history->fatigue, i);
    return (struct load_series_day){
        .day = history->first_day + (day_num)i,
        .llss = history->llss[i],
        .fitness = lines.fitness,
        .fatigue = lines.fatigue,
        .form = lines.form,
        .form_pct = lines.form_pct,
        .zone = lines.zone,
        .run_km = day->n_runs > 0 && day->n_runs == day->n_runs_without_km ? LOAD_NAN
                                                                           : day->run_km,
        .run_min = day->run_min,
        .ramp_7d = lines.ramp_7d,
        .is_unknown = day->is_unknown,
        .is_rest = day->is_rest,
        .is_injured = day->is_injured,
        .is_sick = day->is_sick,
        .is_warming_up = lines.is_warming_up,
    };
}

static void set_volumes(struct load_status *ret, const struct load_history *history,
                        day_num day)
{
    int week_start = history->preferences.week_start;
    day_num monday =
        day_week_start(day, week_start >= 0 && week_start <= 6 ? week_start : 0);
    ret->week = load_volume_between(history, monday, day);
    ret->last_week = load_volume_between(history, monday - 7, monday - 1);
    ret->rolling_7 = load_volume_between(history, day - 6, day);
    ret->rolling_28 = load_volume_between(history, day - 27, day);
}

static void set_marks(struct load_status *ret, const struct load_inputs *in, day_num day)
{
    for (size_t i = 0; i < in->n_events; i++) {
        const struct calendar_event *event = &in->events[i];
        day_num last = load__event_last_day(event);
        if (event->day < DAY_NUM_MIN || event->day > day || last < day) {
            continue;
        }
        ret->is_injured_today = ret->is_injured_today || event->category == EVENT_INJURED;
        ret->is_sick_today = ret->is_sick_today || event->category == EVENT_SICK;
    }
}

/* What every status has, with or without a history. */
static void set_head(struct load_status *ret, const struct load_history *history,
                     day_num day)
{
    const struct load_inputs *in = history->inputs;
    *ret = (struct load_status){
        .as_of = day,
        .history = history,
        .has_history = history->n_days > 0,
        .history_is_cut = in->first_day != DAY_NUM_NONE && !in->is_history_complete,
        .first_day = history->first_day,
        .is_in_progress =
            in->now_local_s != MODEL_NO_TIME && day_from_wall_s(in->now_local_s) == day,
    };
    double profile_kg = in->athlete == NULL ? LOAD_NAN : in->athlete->weight_kg;
    ret->mass = load_mass_of_day(history->n_weighings, history->weighings, profile_kg, day);
    if (history->preferences.is_mass_off) {
        ret->mass.factor = 1.0;
        ret->mass.source = LOAD_MASS_OFF;
    }
    set_marks(ret, in, day);
    set_volumes(ret, history, day);
}

static void set_empty(struct load_status *ret, const struct load_history *history)
{
    ret->llss_today = LOAD_NAN;
    ret->load_for_zero_form = LOAD_NAN;
    ret->lines = (struct load_lines){.fitness = LOAD_NAN,
                                     .fatigue = LOAD_NAN,
                                     .form = LOAD_NAN,
                                     .form_pct = LOAD_NAN,
                                     .ramp_7d = LOAD_NAN,
                                     .is_warming_up = true,
                                     .is_seeded = true};
    for (size_t form = 0; form < N_LOAD_ACWR_FORMS; form++) {
        ret->acwr.forms[form] =
            (struct load_acwr_value){.ratio = LOAD_NAN,
                                     .acute = LOAD_NAN,
                                     .chronic = LOAD_NAN,
                                     .null_reason = LOAD_ACWR_SHORT_HISTORY};
    }
    ret->monotony = (struct load_monotony){.mean_per_day = LOAD_NAN,
                                           .sd_per_day = LOAD_NAN,
                                           .monotony = LOAD_NAN,
                                           .strain = LOAD_NAN,
                                           .is_short_history = true};
    ret->spike.largest = load_spike_none();
    ret->spike.last = load_spike_none();
    ret->rest.hard_day = DAY_NUM_NONE;
    ret->hard_share = (struct load_hard_share){
        .share_frac = LOAD_NAN, .z = LOAD_NAN, .usual_frac = LOAD_NAN};
    ret->running = load_running_at(history, 0);
    ret->next_run = load_next_run_at(history, 0, &ret->running);
}

static void set_day(struct load_status *ret, const struct load_history *history, size_t i)
{
    ret->n_history_days = i + 1;
    ret->n_unknown_7 = load_history_unknown(history, i, 7);
    ret->n_unknown_28 = load_history_unknown(history, i, 28);
    ret->n_unknown_42 = load_history_unknown(history, i, 42);
    ret->llss_today = history->llss[i];
    ret->lines = load_lines_at(history->fitness, history->fatigue, i);
    ret->load_for_zero_form = load_for_form(i > 0 ? history->fitness[i - 1] : 0.0,
                                            i > 0 ? history->fatigue[i - 1] : 0.0, 0.0);
    ret->acwr = load_acwr_at(history->llss, history->ewma_acute, history->ewma_chronic, i,
                             ret->n_unknown_28);
    ret->monotony = load_monotony_at(history->llss, i);
    ret->spike = load_spike_at(history, i);
    ret->running = load_running_at(history, i);
    ret->next_run = load_next_run_at(history, i, &ret->running);
    ret->rest = load_rest_at(history, i, ret->is_in_progress);
    ret->hard_share = load_hard_share_at(history, i);
}

/* Everything of the day but what earlier days leave behind. */
static void set_status(const struct load_history *history, day_num day,
                       struct load_status *ret)
{
    size_t i = 0;
    assert(day >= DAY_NUM_MIN && day <= DAY_NUM_MAX);
    set_head(ret, history, day);
    bool has_day = load_history_index(history, day, &i);
    assert(has_day || history->n_days == 0);
    if (has_day) {
        set_day(ret, history, i);
    } else {
        set_empty(ret, history);
    }
    ret->pain = load_pain_on(history, day, &ret->running);
    struct load_check_inputs check = {
        .history = history,
        .i = i,
        .lines = &ret->lines,
        .form_pct_yesterday =
            has_day && i > 0
                ? load_lines_at(history->fitness, history->fatigue, i - 1).form_pct
                : LOAD_NAN,
        .rest = &ret->rest,
        .running = &ret->running,
        .pain = &ret->pain,
    };
    load_check_compute(&check, &ret->check);
}

/* Was anything run after the day, up to today? */
static bool has_run_since(const struct load_status *status, day_num day)
{
    return status->running.last_run_day != DAY_NUM_NONE &&
           status->running.last_run_day > day;
}

static void set_gate(struct load_status *ret)
{
    const struct load_history *history = ret->history;
    struct load_status earlier;
    bool is_stopped = ret->check.level == LOAD_LEVEL_STOP;
    ret->gate = (struct load_gate){.hold_day = DAY_NUM_NONE,
                                   .stop_day = is_stopped ? ret->as_of : DAY_NUM_NONE};
    for (day_num day = ret->as_of - 1; day > ret->as_of - LOAD_GATE_DAYS; day--) {
        bool is_of_stop =
            ret->gate.stop_day == DAY_NUM_NONE && day > ret->as_of - LOAD_AFTER_STOP_DAYS;
        bool is_of_hold = ret->gate.hold_day == DAY_NUM_NONE && !has_run_since(ret, day);
        if (day < history->first_day || !(is_of_stop || is_of_hold)) {
            break;
        }
        set_status(history, day, &earlier);
        if (is_of_stop && earlier.check.level == LOAD_LEVEL_STOP) {
            ret->gate.stop_day = day;
        }
        if (is_of_hold && earlier.check.level >= LOAD_LEVEL_HOLD) {
            ret->gate.hold_day = day;
        }
    }
}

/* The first run after a hold: easy, at most 70 % of the last run (P1). */
static void limit_after_hold(struct load_status *ret)
{
    const struct load_history *history = ret->history;
    struct load_next_run *next = &ret->next_run;
    size_t n_sessions = history->n_sessions;
    while (n_sessions > 0 && history->sessions[n_sessions - 1].day > ret->as_of) {
        n_sessions--;
    }
    if (ret->gate.hold_day == DAY_NUM_NONE || n_sessions == 0 || next->ladder_rung > 0) {
        return;
    }
    const struct load_session *last = &history->sessions[n_sessions - 1];
    double max_km = LOAD_AFTER_HOLD_FACTOR * last->km;
    double max_min = LOAD_AFTER_HOLD_FACTOR * last->minutes;
    if (isfinite(max_km) && !(next->max_km <= max_km)) {
        next->max_km = max_km;
        next->km_rule = LOAD_LIMIT_AFTER_HOLD;
    }
    if (isfinite(max_min) && !(next->max_min <= max_min)) {
        next->max_min = max_min;
        next->min_rule = LOAD_LIMIT_AFTER_HOLD;
    }
    next->rule = isfinite(next->max_km) ? next->km_rule : next->min_rule;
}

void load_status_at(const struct load_history *history, day_num day,
                    struct load_status *ret)
{
    set_status(history, day, ret);
    if (ret->has_history) {
        set_gate(ret);
        limit_after_hold(ret);
        load_check_gate(&ret->gate, &ret->check);
    } else {
        ret->gate = (struct load_gate){DAY_NUM_NONE, DAY_NUM_NONE};
    }
}

void load_status_compute(const struct load_inputs *inputs, struct load_scratch *scratch,
                         struct load_status *ret)
{
    struct load__block block = {.memory = scratch->memory, .n_bytes = scratch->n_bytes};
    struct load_history *history = load__take(&block, 1, sizeof *history);
    assert(history != NULL);
    load__history_build(inputs, &block, history);
    load_status_at(history, inputs->as_of, ret);

    size_t n_rows = n_series_days(inputs, history->n_days);
    struct load_series_day *rows = load__take(&block, n_rows, sizeof *rows);
    for (size_t k = 0; k < n_rows; k++) {
        rows[k] = load_series_at(history, history->n_days - n_rows + k);
    }
    ret->n_series = n_rows;
    ret->series = rows;
    if (inputs->n_horizon_days > 0) {
        load__projection_build(inputs, history, &block, &ret->projection);
    }
}
