#include "plan/limits.h"

#include <math.h>

#include "load/lines.h"
#include "plan/constants.h"
#include "plan/pattern.h"

#include "base/banned.h"

static const struct plan_past_day *past_day(const struct plan_input *input, int day)
{
    return &input->past[PLAN_HISTORY_DAYS + day];
}

static double larger(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

static double smaller(double a, double b)
{
    return isnan(a) || b < a ? b : a;
}

static bool is_learning(const struct plan_input *input)
{
    return input->state == LOAD_RUN_LEARNING || input->state == LOAD_RUN_UNKNOWN;
}

static bool is_resuming_on(const struct plan_input *input, int day)
{
    return input->state == LOAD_RUN_RESUMING &&
           (input->gap_first_run_day == PLAN_NO_DAY || day <= input->resuming_until);
}

static bool is_early_return(const struct plan_input *input)
{
    return input->return_week >= 1 && input->return_week <= PLAN_EARLY_WEEKS;
}

static bool is_deload(const struct plan_input *input)
{
    return input->is_deload_due || input->focus == PLAN_FOCUS_DELOAD;
}

static bool is_race_week(const struct plan_input *input)
{
    return input->focus == PLAN_FOCUS_RACE_WEEK ||
           (input->race_day >= 0 && input->race_day < PLAN_DAYS);
}

/* The longest done run sessions of the days before `day` in this week: adjoining runs are
 * one (A16). */
static void longest_done(const struct plan_input *input, int day,
                         struct plan_run_limit *limit)
{
    double km = 0.0;
    double minutes = 0.0;
    int end = 0;
    bool is_open = false;
    for (size_t i = 0; i < input->n_fixed && input->fixed[i].day < day; i++) {
        const struct plan_session *session = &input->fixed[i];
        if ((session->marks & PLAN_MARK_RIDE) != 0) {
            is_open = false;
        }
        if (!session->is_done || (session->marks & PLAN_MARK_RUN) == 0) {
            continue;
        }
        bool is_same = is_open && plan_start(session) * 60 - end * 60 < LOAD_SESSION_GAP;
        km = is_same ? km + session->km : session->km;
        minutes = is_same ? minutes + session->minutes : session->minutes;
        end = plan_end(session);
        is_open = true;
        limit->reference_km = larger(limit->reference_km, km);
        limit->reference_min = larger(limit->reference_min, minutes);
    }
}

/* The longest of the 30 days before the day; planned runs raise nothing (P3). */
static void reference_find(const struct plan_input *input, int day,
                           struct plan_run_limit *limit)
{
    limit->reference_km = LOAD_NAN;
    limit->reference_min = LOAD_NAN;
    for (int i = day - LOAD_SPIKE_DAYS; i < day && i < 0; i++) {
        const struct plan_past_day *past = past_day(input, i);
        if (past->is_known && !past->is_planned) {
            limit->reference_km = larger(limit->reference_km, past->longest_run_km);
            limit->reference_min = larger(limit->reference_min, past->longest_run_min);
        }
    }
    longest_done(input, day, limit);
}

static void run_limit_of(const struct plan_limits *limits, int day,
                         struct plan_run_limit *ret)
{
    const struct plan_input *input = limits->input;
    ret->max_km = LOAD_NAN;
    ret->max_min = LOAD_NAN;
    reference_find(input, day, ret);
    bool has_reference = !isnan(ret->reference_km) || !isnan(ret->reference_min);
    if (limits->is_ladder_only || (!has_reference && !is_learning(input))) {
        ret->mode = PLAN_LIMIT_RUNG;
    } else if (is_learning(input)) {
        ret->mode = PLAN_LIMIT_LEARNING;
        ret->max_min = LOAD_LEARNING_RUN_MIN;
    } else if (isnan(ret->reference_min)) {
        ret->mode = PLAN_LIMIT_KM;
        ret->max_km = LOAD_NEXT_RUN_FACTOR * ret->reference_km;
    } else {
        double factor_min = LOAD_NEXT_RUN_FACTOR * ret->reference_min;
        bool is_short = ret->reference_min < LOAD_SHORT_RUN_MIN;
        ret->mode = is_short || isnan(ret->reference_km) ? PLAN_LIMIT_MIN : PLAN_LIMIT_KM;
        ret->max_min = is_short
                           ? fmax(factor_min, ret->reference_min + LOAD_SHORT_RUN_STEP_MIN)
                           : factor_min;
        ret->max_km = ret->mode == PLAN_LIMIT_KM ? LOAD_NEXT_RUN_FACTOR * ret->reference_km
                                                 : LOAD_NAN;
    }
}

static void long_limit_set(struct plan_limits *limits, int day)
{
    double reference = limits->run[day].reference_min;
    limits->long_run_max_min[day] =
        larger(PLAN_LONG_RUN_MAX, LOAD_NEXT_RUN_FACTOR * reference);
}

static void gates_set(struct plan_limits *limits)
{
    const struct plan_input *input = limits->input;
    limits->is_run_refused = input->level == LOAD_LEVEL_STOP;
    limits->is_run_referred =
        input->is_bone_stress && (input->is_bone_high_risk || input->bone_pain > 0.0);
    limits->is_ladder_by_bone = input->is_bone_stress;
    limits->is_ladder_only = input->ladder.is_open || input->is_bone_stress;
    bool is_held = input->level == LOAD_LEVEL_HOLD;
    limits->has_hold = is_held || input->is_first_after_hold;
    limits->hold_until = is_held ? input->today : input->today - 1;
    limits->hold_max_min = LOAD_AFTER_HOLD_FACTOR * input->last_run_min;
    limits->legs_until = limits->is_run_refused ? PLAN_DAYS - 1
                         : is_held              ? input->today
                                                : -1;
    if (limits->legs_until < input->after_stop_until) {
        limits->legs_until = input->after_stop_until;
    }
    limits->has_gap =
        input->state == LOAD_RUN_RESUMING && input->gap_first_run_day == PLAN_NO_DAY;
    limits->gap_max_km = LOAD_RESUME_FACTOR * input->gap_longest_km;
    limits->gap_max_min = LOAD_RESUME_FACTOR * input->gap_longest_min;
}

/* H4 and H5: how many, and how near. */
static void run_days_set(struct plan_limits *limits)
{
    const struct plan_input *input = limits->input;
    int week = input->return_week;
    limits->max_run_days = PLAN_DAYS;
    if (week >= 1) {
        limits->max_run_days =
            week <= PLAN_EARLY_WEEKS ? PLAN_RUN_DAYS_EARLY : PLAN_RUN_DAYS_LATE;
    }
    if (input->cap_run_days >= 0 && input->cap_run_days < limits->max_run_days) {
        limits->max_run_days = input->cap_run_days;
    }
    limits->has_max_run_days = week >= 1 || input->cap_run_days >= 0;
    limits->is_alternate =
        is_early_return(input) || is_learning(input) || limits->is_ladder_only;
    limits->max_run_hard = PLAN_RUN_HARD_MAX;
    if (week >= 1 && week <= PLAN_EARLY_WEEKS) {
        limits->max_run_hard = week <= PLAN_NO_HARD_WEEKS ? 0 : PLAN_RUN_HARD_EARLY;
    }
    limits->hard_gap_min = input->has_tendon_history ? PLAN_HARD_GAP_TENDON : PLAN_HARD_GAP;
    limits->rest_days_week = week >= 1 ? PLAN_REST_DAYS_RETURN : 0;
}

static bool is_no_peak_on(const struct plan_limits *limits, int day)
{
    const struct plan_input *input = limits->input;
    if (input->race_day >= 0 && input->race_day < PLAN_DAYS) {
        return true;
    }
    return input->state == LOAD_RUN_RESUMING &&
           (limits->has_gap || day < input->gap_first_run_day + PLAN_NO_PEAK_DAYS);
}

static void days_set(struct plan_limits *limits)
{
    const struct plan_input *input = limits->input;
    for (int day = 0; day < PLAN_DAYS; day++) {
        run_limit_of(limits, day, &limits->run[day]);
        long_limit_set(limits, day);
        limits->is_no_peak[day] = is_no_peak_on(limits, day);
        limits->has_one_run_a_day[day] =
            input->return_week >= 1 || is_resuming_on(input, day);
        limits->is_no_hard[day] = is_resuming_on(input, day) || is_learning(input) ||
                                  day <= input->after_stop_until;
    }
}

enum past_sum { SUM_RUN, SUM_RIDE, SUM_LLSS };

/* Sum of the days from..to before the week; *ret_is_known false when one is not of the
 * history. */
static double past_total(const struct plan_input *input, int from, int to,
                         enum past_sum sum, bool *ret_is_known)
{
    double total = 0.0;
    for (int day = from; day <= to; day++) {
        const struct plan_past_day *past = past_day(input, day);
        total += sum == SUM_RUN    ? past->run_min
                 : sum == SUM_RIDE ? past->ride_min
                                   : past->llss;
        *ret_is_known = *ret_is_known && past->is_known;
    }
    return total;
}

/* H6: the largest of the three weeks before, done running only. */
static double largest_week_min(const struct plan_input *input)
{
    double largest = 0.0;
    for (int week = 1; week <= 3; week++) {
        double minutes = 0.0;
        for (int day = -7 * week; day < -7 * (week - 1); day++) {
            const struct plan_past_day *past = past_day(input, day);
            minutes += past->is_planned ? 0.0 : past->run_min;
        }
        largest = fmax(largest, minutes);
    }
    return largest;
}

static void week_set(struct plan_limits *limits)
{
    const struct plan_input *input = limits->input;
    double largest = largest_week_min(input);
    limits->week_run_max_min = LOAD_NAN;
    if (largest > 0.0) {
        limits->week_run_max_min = fmax(
            PLAN_WEEK_FLOOR, fmin(PLAN_WEEK_FACTOR * largest, largest + PLAN_WEEK_STEP));
    }
    if (is_resuming_on(input, 0) && !isnan(input->gap_week_min)) {
        double resuming =
            fmax(PLAN_WEEK_FLOOR, PLAN_RESUMING_WEEK_FACTOR * input->gap_week_min);
        limits->week_run_max_min = smaller(limits->week_run_max_min, resuming);
    }
}

static void usual_set(struct plan_limits *limits)
{
    const struct plan_input *input = limits->input;
    bool is_known = true;
    double run_factor = is_deload(input) ? PLAN_DELOAD_RUN_PCT / 100.0 : 1.0;
    double ride_factor = is_deload(input) ? PLAN_DELOAD_RIDE_PCT / 100.0 : 1.0;
    double ride_min = past_total(input, -21, -1, SUM_RIDE, &is_known) / 3.0;
    limits->usual_run_min =
        run_factor * past_total(input, -21, -1, SUM_RUN, &is_known) / 3.0;
    limits->usual_ride_min = ride_factor * ride_min;
    if (limits->usual_run_min > limits->week_run_max_min) {
        limits->usual_run_min = limits->week_run_max_min;
    }
    double mean_llss = past_total(input, -21, -1, SUM_LLSS, &is_known) / 3.0;
    limits->mean_llss = is_known && mean_llss > 0.0 ? mean_llss : LOAD_NAN;
    limits->mean_ride_min = is_known && ride_min > 0.0 ? ride_min : LOAD_NAN;
    limits->is_deload = is_deload(input);
}

static void taper_set(struct plan_limits *limits)
{
    const struct plan_input *input = limits->input;
    limits->taper_from = PLAN_NO_DAY;
    limits->taper_to = PLAN_NO_DAY;
    limits->has_taper = false;
    limits->taper_usual_min = LOAD_NAN;
    int from = input->race_day - PLAN_TAPER_DAYS;
    int to = input->race_day - 1;
    if (input->race_day == PLAN_NO_DAY || to < 0 || from >= PLAN_DAYS) {
        return;
    }
    limits->taper_from = from;
    limits->taper_to = to;
    if (to >= PLAN_DAYS) {
        return; /* the volume is judged in the week in which these days end */
    }
    bool is_known = true;
    int base_from = from - PLAN_TAPER_BASE_DAYS;
    double base = past_total(input, base_from, from - 1, SUM_RUN, &is_known) +
                  past_total(input, base_from, from - 1, SUM_RIDE, &is_known);
    bool is_before_known = true;
    limits->taper_before_min = past_total(input, from, -1, SUM_RUN, &is_before_known) +
                               past_total(input, from, -1, SUM_RIDE, &is_before_known);
    limits->taper_usual_min = base * PLAN_TAPER_DAYS / PLAN_TAPER_BASE_DAYS;
    limits->has_taper = is_known && base > 0.0;
}

/* Could the day hold a hard ride and, six hours later, heavy legs? */
static bool is_pair_day(const struct plan_limits *limits, int day)
{
    const struct plan_input *input = limits->input;
    if (day < input->today || (day >= limits->taper_from && day <= limits->taper_to)) {
        return false;
    }
    if (!input->has_availability) {
        return true;
    }
    const struct plan_available *available = &input->available[day];
    const struct plan_slot *am = &available->slots[0];
    const struct plan_slot *pm = &available->slots[1];
    int ride_min = plan_kind_info(PLAN_RIDE_THRESHOLD)->minutes_from;
    int legs_min = plan_kind_info(PLAN_STRENGTH_LOWER_HEAVY)->minutes_from;
    int from = am->start_min + ride_min + PLAN_LEGS_GAP;
    int legs_start = from > pm->start_min ? from : pm->start_min;
    return am->minutes >= ride_min &&
           legs_start + legs_min <= pm->start_min + pm->minutes &&
           available->day_max_min >= ride_min + legs_min;
}

static void soft_set(struct plan_limits *limits)
{
    const struct plan_input *input = limits->input;
    bool has_taper_day = limits->taper_from != PLAN_NO_DAY;
    bool is_free_above = is_early_return(input) || is_resuming_on(input, 0) ||
                         is_deload(input) || is_race_week(input);
    limits->easy_pct_to = is_free_above ? 100.0 : PLAN_EASY_PCT_TO;
    limits->is_form_judged = !input->is_warming_up && !is_deload(input) && !has_taper_day &&
                             !is_race_week(input) && input->focus != PLAN_FOCUS_TAPER;
    limits->is_brick_due = input->race_kind == PLAN_RACE_DUATHLON &&
                           input->race_day >= PLAN_DAYS &&
                           input->race_day <= PLAN_BRICK_DAYS;
    limits->pair_days = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        limits->pair_days += is_pair_day(limits, day) ? 1 : 0;
    }
    limits->pattern = *plan__pattern(input->focus);
    if (input->focus == PLAN_FOCUS_DUATHLON && limits->is_brick_due) {
        limits->pattern.bricks = (struct plan_range){1, 1};
    }
    limits->calf_target =
        input->has_achilles_history ? PLAN_CALF_SESSIONS_ACHILLES : PLAN_CALF_SESSIONS;
    limits->are_hills_judged =
        is_early_return(input) || input->has_achilles_history || input->has_knee_history;
    limits->fitness_share = load_ewma_share(LOAD_FITNESS_DAYS);
    limits->fatigue_share = load_ewma_share(LOAD_FATIGUE_DAYS);
}

void plan_limits_of(const struct plan_input *input, struct plan_limits *ret)
{
    *ret = (struct plan_limits){.input = input};
    gates_set(ret);
    run_days_set(ret);
    days_set(ret);
    week_set(ret);
    usual_set(ret);
    taper_set(ret);
    ret->legs_gap_min = input->accepts_short_gap ? PLAN_LEGS_GAP_ASKED : PLAN_LEGS_GAP;
    soft_set(ret);
}

int plan_rung_of(const struct plan_limits *limits, int n_before)
{
    const struct plan_ladder *ladder = &limits->input->ladder;
    int rung = (ladder->rung >= 1 ? ladder->rung : LOAD_RUNG_FIRST) +
               (ladder->n_clean + n_before) / PLAN_CLEAN_SESSIONS;
    return rung < LOAD_N_RUNGS ? rung : LOAD_N_RUNGS;
}
