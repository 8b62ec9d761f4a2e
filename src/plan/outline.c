#include "plan/outline.h"

#include <math.h>

#include "load/constants.h"
#include "plan/constants.h"

#include "base/banned.h"

enum { WEEKS_BEHIND = 3 };

/* What the hours of a week hold. */
struct outline_hours {
    int n_days;                /* with a slot that holds a run */
    double day_min[PLAN_DAYS]; /* the largest slot of each day, the largest first */
    double whole_min;          /* of all slots */
};

/* What the next week is made from. */
struct outline_state {
    double run_min[WEEKS_BEHIND]; /* of the last weeks, the latest last */
    double ride_min[WEEKS_BEHIND];
    double longest_min; /* NAN: none */
    int n_loading;      /* weeks since the last deload */
    int return_week;
    int n_ladder_runs; /* before the week, on top of the clean ones */
};

static void week_push(double weeks[], double minutes)
{
    for (int i = 1; i < WEEKS_BEHIND; i++) {
        weeks[i - 1] = weeks[i];
    }
    weeks[WEEKS_BEHIND - 1] = minutes;
}

static double mean_of(const double weeks[])
{
    return (weeks[0] + weeks[1] + weeks[2]) / WEEKS_BEHIND;
}

static double largest_of(const double weeks[])
{
    return fmax(weeks[0], fmax(weeks[1], weeks[2]));
}

static void state_begin(const struct plan_limits *limits, size_t n_sessions,
                        const struct plan_session sessions[], struct outline_state *state)
{
    const struct plan_input *input = limits->input;
    double run_min = 0.0;
    double ride_min = 0.0;
    *state = (struct outline_state){.longest_min = limits->run[0].reference_min,
                                    .return_week = input->return_week,
                                    .n_loading = limits->is_deload ? 0 : 1};
    for (int week = WEEKS_BEHIND; week >= 1; week--) {
        double past_run_min = 0.0;
        double past_ride_min = 0.0;
        for (int day = -7 * week; day < -7 * (week - 1); day++) {
            past_run_min += input->past[PLAN_HISTORY_DAYS + day].run_min;
            past_ride_min += input->past[PLAN_HISTORY_DAYS + day].ride_min;
        }
        week_push(state->run_min, past_run_min);
        week_push(state->ride_min, past_ride_min);
    }
    for (size_t i = 0; i < n_sessions; i++) {
        bool is_run = (sessions[i].marks & PLAN_MARK_RUN) != 0;
        run_min += is_run ? sessions[i].minutes : 0.0;
        ride_min += (sessions[i].marks & PLAN_MARK_RIDE) != 0 ? sessions[i].minutes : 0.0;
        state->n_ladder_runs += sessions[i].kind == PLAN_RUN_LADDER ? 1 : 0;
        if (is_run && sessions[i].kind != PLAN_RACE &&
            !(state->longest_min >= sessions[i].minutes)) {
            state->longest_min = sessions[i].minutes;
        }
    }
    week_push(state->run_min, run_min);
    week_push(state->ride_min, ride_min);
}

static double step_down(double minutes, double step)
{
    return step * floor(minutes / step + PLAN_GUARD);
}

static double run_target(const struct plan_outline_week *week,
                         const struct outline_state *state)
{
    double mean = mean_of(state->run_min);
    double largest = largest_of(state->run_min);
    double most =
        fmax(PLAN_WEEK_FLOOR, fmin(PLAN_WEEK_FACTOR * largest, largest + PLAN_WEEK_STEP));
    double target = fmin(most, largest * (1.0 + PLAN_OUTLINE_RUN_RISE));
    if (week->is_taper || week->is_race_week) {
        target = PLAN_OUTLINE_TAPER * mean;
    } else if (week->is_deload) {
        target = PLAN_DELOAD_RUN_PCT / 100.0 * mean;
    }
    return step_down(target, 5.0);
}

static double longest_target(const struct plan_limits *limits,
                             const struct plan_outline_week *week,
                             const struct outline_state *state)
{
    double longest = state->longest_min;
    if (week->rung > 0 || isnan(longest)) {
        return LOAD_NAN;
    }
    double next = longest < LOAD_SHORT_RUN_MIN ? fmax(LOAD_NEXT_RUN_FACTOR * longest,
                                                      longest + LOAD_SHORT_RUN_STEP_MIN)
                                               : LOAD_NEXT_RUN_FACTOR * longest;
    bool is_kept = week->is_deload || week->is_taper || week->is_race_week ||
                   limits->is_run_refused || limits->is_run_referred;
    double most = fmax(PLAN_LONG_RUN_MAX, longest);
    return step_down(fmin(most, is_kept ? longest : next), 5.0);
}

static double ride_target(const struct plan_limits *limits,
                          const struct plan_outline_week *week,
                          const struct outline_state *state)
{
    double mean = mean_of(state->ride_min);
    bool is_rising = limits->input->focus == PLAN_FOCUS_BIKE_BUILD;
    double factor = is_rising ? 1.0 + PLAN_OUTLINE_RIDE_RISE : 1.0;
    if (week->is_taper || week->is_race_week) {
        factor = PLAN_OUTLINE_TAPER;
    } else if (week->is_deload) {
        factor = PLAN_DELOAD_RIDE_PCT / 100.0;
    }
    double target = step_down(factor * mean, 15.0);
    double cap_min = limits->input->cap_bike_h * 60.0;
    return target > cap_min ? step_down(cap_min, 15.0) : target;
}

static struct outline_hours hours_of(const struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS])
{
    struct outline_hours ret = {.n_days = PLAN_DAYS, .whole_min = (double)INFINITY};
    int run_min = plan_kind_info(PLAN_RUN_EASY)->minutes_from;
    for (int day = 0; day < PLAN_DAYS; day++) {
        ret.day_min[day] = (double)INFINITY;
    }
    if (slots == NULL) {
        return ret;
    }
    ret.n_days = 0;
    ret.whole_min = 0.0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        double largest = 0.0;
        for (int slot = 0; slot < PLAN_SLOTS; slot++) {
            largest = fmax(largest, slots[day][slot].minutes);
            ret.whole_min += slots[day][slot].minutes;
        }
        ret.n_days += largest >= run_min ? 1 : 0;
        int at = day;
        for (; at > 0 && ret.day_min[at - 1] < largest; at--) {
            ret.day_min[at] = ret.day_min[at - 1];
        }
        ret.day_min[at] = largest;
    }
    return ret;
}

/* Targets that do not fit into the hours are cut to them, the rides last. */
static void hours_bound(const struct outline_hours *hours, struct plan_outline_week *week)
{
    double runs_min = 0.0;
    for (int i = 0; i < week->n_run_days_max; i++) {
        runs_min += hours->day_min[i];
    }
    week->run_min = fmin(week->run_min, step_down(runs_min, 5.0));
    double longest_min = step_down(hours->day_min[0], 5.0);
    week->longest_run_min =
        isnan(week->longest_run_min) ? LOAD_NAN : fmin(week->longest_run_min, longest_min);
    double left_min = fmax(hours->whole_min - week->run_min, 0.0);
    week->ride_min = fmin(week->ride_min, step_down(left_min, 15.0));
}

/* Run days: those of the phase (H4), of which a rest day for the legs is none (H7), the own
 * cap, days with an open slot. */
static int run_days_max(const struct plan_limits *limits, int return_week,
                        const struct outline_hours *hours)
{
    int cap = limits->input->cap_run_days;
    int n_days = PLAN_DAYS - 1;
    if (return_week >= 1) {
        n_days = return_week <= PLAN_EARLY_WEEKS ? PLAN_RUN_DAYS_EARLY : PLAN_RUN_DAYS_LATE;
    }
    n_days = cap >= 0 && cap < n_days ? cap : n_days;
    return hours->n_days < n_days ? hours->n_days : n_days;
}

static void rules_set(const struct plan_limits *limits, const struct outline_state *state,
                      const struct outline_hours *hours, struct plan_outline_week *week)
{
    const struct plan_input *input = limits->input;
    bool is_returning = state->return_week >= 1 && state->return_week <= LOAD_RETURN_WEEKS;
    int day = week->first_day;
    bool has_race = input->race_day != PLAN_NO_DAY;
    week->return_week = is_returning ? state->return_week : 0;
    week->is_race_week =
        has_race && input->race_day >= day && input->race_day < day + PLAN_DAYS;
    week->is_taper = has_race && input->race_day > day &&
                     input->race_day - PLAN_TAPER_DAYS < day + PLAN_DAYS;
    bool is_careful = is_returning || input->is_older;
    int n_loading_max = is_careful ? PLAN_DELOAD_EVERY_CARE : PLAN_DELOAD_EVERY;
    week->is_deload =
        state->n_loading >= n_loading_max && !week->is_taper && !week->is_race_week;
    if (limits->is_ladder_only) {
        int rung = plan_rung_of(limits, state->n_ladder_runs);
        bool is_over = plan_rung_of(limits, state->n_ladder_runs - PLAN_CLEAN_SESSIONS) ==
                           LOAD_N_RUNGS &&
                       state->n_ladder_runs >= PLAN_CLEAN_SESSIONS;
        week->rung = is_over ? 0 : rung;
    }
    bool is_early = is_returning && state->return_week <= PLAN_EARLY_WEEKS;
    week->n_run_days_max = run_days_max(limits, week->return_week, hours);
    bool is_no_hard =
        week->rung > 0 || (is_returning && state->return_week <= PLAN_NO_HARD_WEEKS);
    week->n_run_hard_max = is_no_hard ? 0
                           : is_early ? PLAN_RUN_HARD_EARLY
                                      : PLAN_RUN_HARD_MAX;
}

void plan_outline_make(const struct plan_limits *limits, size_t n_sessions,
                       const struct plan_session sessions[],
                       const struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS], size_t n_weeks,
                       struct plan_outline_week ret[])
{
    struct outline_state state;
    const struct outline_hours hours = hours_of(slots);
    state_begin(limits, n_sessions, sessions, &state);
    for (size_t i = 0; i < n_weeks && i < PLAN_OUTLINE_WEEKS; i++) {
        struct plan_outline_week *week = &ret[i];
        *week = (struct plan_outline_week){.first_day = (int)(i + 1) * PLAN_DAYS};
        state.return_week += state.return_week > 0 ? 1 : 0;
        rules_set(limits, &state, &hours, week);
        week->run_min = run_target(week, &state);
        week->longest_run_min = longest_target(limits, week, &state);
        week->ride_min = ride_target(limits, week, &state);
        hours_bound(&hours, week);
        week_push(state.run_min, week->run_min);
        week_push(state.ride_min, week->ride_min);
        state.longest_min =
            isnan(week->longest_run_min) ? state.longest_min : week->longest_run_min;
        state.n_loading = week->is_deload ? 0 : state.n_loading + 1;
        state.n_ladder_runs +=
            week->rung > 0 ? week->n_run_days_max < 3 ? week->n_run_days_max : 3 : 0;
    }
}
