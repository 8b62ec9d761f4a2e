#include "review/steps.h"

#include <math.h>
#include <stdint.h>

#include "load/constants.h"
#include "load/llss.h"
#include "review/constants.h"
#include "review/internal.h"
#include "base/banned.h"

const char *review_match_name(enum review_match match)
{
    static const char *const names[] = {"none", "whole", "laps", "stream"};
    return names[match];
}

const char *review_step_state_name(enum review_step_state state)
{
    static const char *const names[] = {"untargeted", "unknown", "on_target", "over",
                                        "under",      "short",   "missed"};
    return names[state];
}

bool review_step_is_failed(enum review_step_state state)
{
    return state == REVIEW_STEP_UNDER || state == REVIEW_STEP_SHORT ||
           state == REVIEW_STEP_MISSED;
}

/* -- the athlete's thresholds -- */

static size_t zones_copy(size_t n, const double from[], double to[])
{
    size_t n_kept = n < WORKOUT_ZONES ? n : WORKOUT_ZONES;
    for (size_t i = 0; i < n_kept; i++) {
        to[i] = from[i];
    }
    return n_kept;
}

static double known_or_0(double preferred, double fallback)
{
    if (preferred > 0.0) {
        return preferred;
    }
    return fallback > 0.0 ? fallback : 0.0;
}

void review_thresholds(const struct sport_settings *settings,
                       const struct activity *activity, struct workout_thresholds *ret)
{
    struct sport_settings none;
    *ret = (struct workout_thresholds){0};
    sport_settings_init(&none);
    const struct sport_settings *own = settings != NULL ? settings : &none;
    ret->ftp_w = known_or_0(activity->ftp_w, own->ftp_w);
    ret->lthr_bpm = known_or_0(own->lthr_bpm, 0.0);
    ret->max_hr_bpm = known_or_0(own->max_hr_bpm, 0.0);
    ret->threshold_speed_m_per_s =
        known_or_0(activity->threshold_pace_m_per_s, own->threshold_pace_m_per_s);
    ret->n_power_zones =
        zones_copy(own->n_power_zones, own->power_zones_pct, ret->power_zones_pct);
    ret->n_hr_zones = zones_copy(own->n_hr_zones, own->hr_zones_bpm, ret->hr_zones_bpm);
    ret->n_pace_zones =
        zones_copy(own->n_pace_zones, own->pace_zones_pct, ret->pace_zones_pct);
}

/* -- the plan -- */

/* Zones 1-2, 3, 4 and up, as load/zones.h has them. */
static enum review_class class_of(double value, size_t n_zones, const double bounds[])
{
    if (n_zones < (size_t)LOAD_HARD_ZONES_MIN || !isfinite(value)) {
        return REVIEW_CLASS_NONE;
    }
    if (value > bounds[LOAD_HARD_ZONE - 2]) {
        return REVIEW_HARD;
    }
    return value > bounds[LOAD_HARD_ZONE - 3] ? REVIEW_MODERATE : REVIEW_EASY;
}

static enum review_class intensity_of(const struct workout_bounds *bounds,
                                      const struct workout_thresholds *thresholds)
{
    double middle_pct = 50.0 * (bounds->fraction.start + bounds->fraction.end);
    double middle = (bounds->absolute.start + bounds->absolute.end) / 2.0;
    switch (bounds->metric) {
    case WORKOUT_POWER:
        return class_of(middle_pct, thresholds->n_power_zones, thresholds->power_zones_pct);
    case WORKOUT_PACE:
        return class_of(middle_pct, thresholds->n_pace_zones, thresholds->pace_zones_pct);
    case WORKOUT_HEART_RATE:
        return class_of(middle, thresholds->n_hr_zones, thresholds->hr_zones_bpm);
    case WORKOUT_NO_METRIC:
        break;
    }
    return REVIEW_CLASS_NONE;
}

static void step_plan(struct review_step *step, const struct workout_thresholds *thresholds)
{
    static const enum review_measure measures[] = {[WORKOUT_NO_METRIC] = REVIEW_NO_MEASURE,
                                                   [WORKOUT_POWER] = REVIEW_POWER,
                                                   [WORKOUT_HEART_RATE] = REVIEW_HEART_RATE,
                                                   [WORKOUT_PACE] = REVIEW_SPEED};
    struct workout_bounds bounds;
    step->low = REVIEW_NAN;
    step->high = REVIEW_NAN;
    step->done_s = REVIEW_NAN;
    step->value = REVIEW_NAN;
    step->in_target_frac = REVIEW_NAN;
    step->i_lap = SIZE_MAX;
    step->planned_s = step->flat->duration_s;
    step->planned_m = step->step->distance_m > 0.0 ? step->step->distance_m : REVIEW_NAN;
    bool is_resolved = workout_target_resolve(&step->step->target, thresholds, &bounds);
    step->measure = measures[bounds.metric];
    if (!is_resolved || step->measure == REVIEW_NO_MEASURE) {
        return;
    }
    step->low = fmin(bounds.absolute.start, bounds.absolute.end);
    step->high = fmax(bounds.absolute.start, bounds.absolute.end);
    step->intensity = intensity_of(&bounds, thresholds);
}

/* Watches and hearts are too slow for shorter steps; power is not. */
static bool is_long_enough(const struct review_step *step)
{
    double least_s = step->measure == REVIEW_HEART_RATE ? REVIEW_HR_LAG_S
                     : step->measure == REVIEW_SPEED    ? REVIEW_STRIDE_S
                                                        : 0.0;
    return !(step->planned_s < least_s);
}

static bool is_hard(const struct review_step *step)
{
    return step->intensity == REVIEW_MODERATE || step->intensity == REVIEW_HARD;
}

/* Easy between harder steps of the same pass of its block: rest, whatever it is done at. */
static bool is_rest(const struct review_steps *steps, size_t i_step)
{
    const struct workout_flat_step *flat = steps->items[i_step].flat;
    for (size_t i = 0; i < steps->n && !is_hard(&steps->items[i_step]); i++) {
        const struct review_step *other = &steps->items[i];
        if (other->flat->i_block == flat->i_block && other->flat->pass == flat->pass &&
            is_hard(other)) {
            return true;
        }
    }
    return false;
}

/* Which steps are the work, from the narrowest to the widest meaning. */
enum work_scope { WORK_HARD, WORK_MAIN, WORK_ALL };

static void work_mark(struct review_steps *steps, enum work_scope scope)
{
    for (size_t i = 0; i < steps->n; i++) {
        struct review_step *step = &steps->items[i];
        bool is_end = step->flat->is_warmup || step->flat->is_cooldown;
        step->is_work = isfinite(step->low) && is_long_enough(step) &&
                        (scope == WORK_ALL || !is_end) &&
                        (is_hard(step) || (scope != WORK_HARD && !is_rest(steps, i)));
        step->n_work = step->is_work ? ++steps->n_work : 0;
    }
}

static void plan_sum(struct review_steps *steps)
{
    bool is_by_distance = steps->n > 0;
    steps->planned_s = 0.0;
    steps->planned_m = 0.0;
    for (size_t i = 0; i < steps->n; i++) {
        const struct review_step *step = &steps->items[i];
        double seconds = step->planned_s;
        steps->planned_s += seconds;
        steps->planned_m += step->planned_m;
        is_by_distance = is_by_distance && isfinite(step->planned_m);
        if (!isfinite(seconds)) {
            continue;
        }
        steps->planned.easy_s += step->intensity == REVIEW_EASY ? seconds : 0.0;
        steps->planned.moderate_s += step->intensity == REVIEW_MODERATE ? seconds : 0.0;
        steps->planned.hard_s += step->intensity == REVIEW_HARD ? seconds : 0.0;
    }
    steps->planned_m = is_by_distance ? steps->planned_m : REVIEW_NAN;
}

static void plan_read(const struct review_plan *plan, struct arena *arena,
                      struct review_steps *ret)
{
    ret->n = plan->n_flat;
    ret->items = arena_alloc(arena, plan->n_flat, sizeof *ret->items);
    for (size_t i = 0; i < plan->n_flat; i++) {
        ret->items[i].flat = &plan->flat[i];
        ret->items[i].step = &plan->workout->steps[plan->flat[i].i_step];
        step_plan(&ret->items[i], plan->thresholds);
    }
    for (int scope = WORK_HARD; scope <= WORK_ALL && ret->n_work == 0; scope++) {
        work_mark(ret, (enum work_scope)scope);
    }
    plan_sum(ret);
}

bool review_steps_change(const struct review_steps *steps)
{
    double above_s = steps->planned.moderate_s + steps->planned.hard_s;
    double least_s = REVIEW_CHANGING_SHARE * (steps->planned.easy_s + above_s);
    return above_s > least_s && steps->planned.easy_s > least_s;
}

/* -- what was done -- */

static enum review_step_state state_of(const struct review_step *step)
{
    double planned = step->planned_s;
    if (!isfinite(step->low)) {
        return REVIEW_STEP_UNTARGETED;
    }
    if (!isfinite(step->done_s) || !(step->done_s > 0.0)) {
        return REVIEW_STEP_MISSED;
    }
    /* A step by distance is over sooner when it was run faster: that is no shortness. */
    if (!isfinite(step->planned_m) && step->done_s < REVIEW_STEP_WHOLE * planned) {
        return REVIEW_STEP_SHORT;
    }
    if (!isfinite(step->value)) {
        return REVIEW_STEP_UNKNOWN;
    }
    if (step->value < step->low * (1.0 - REVIEW_TARGET_SLACK)) {
        return REVIEW_STEP_UNDER;
    }
    return step->value > step->high * (1.0 + REVIEW_TARGET_SLACK) ? REVIEW_STEP_OVER
                                                                  : REVIEW_STEP_ON_TARGET;
}

/* Mean and time in target of the stream, where there is one. */
static void step_measure(struct review_step *step, const struct review_samples *samples,
                         double from_s, double to_s)
{
    double low = 0.0;
    double high = 0.0;
    double mean = review_samples_mean(samples, step->measure, from_s, to_s);
    if (!isfinite(mean) || !isfinite(step->low)) {
        return;
    }
    double known_s =
        review_samples_within(samples, step->measure, from_s, to_s, -HUGE_VAL, HUGE_VAL);
    review__target_band(step, &low, &high);
    step->value = isfinite(step->value) ? step->value : mean;
    step->in_target_frac =
        review_samples_within(samples, step->measure, from_s, to_s, low, high) / known_s;
}

static void lap_measure(struct review_step *step, const struct activity_interval *lap,
                        const struct review_samples *samples)
{
    step->done_s = lap->elapsed_time_s > 0.0 ? lap->elapsed_time_s : lap->moving_time_s;
    step->value = review__lap_value(lap, step->measure);
    if (isfinite(lap->start_s) && isfinite(lap->end_s)) {
        step_measure(step, samples, lap->start_s, lap->end_s);
    }
}

/* A plan of one step: the session as the service has it. */
static void whole_measure(struct review_step *step, const struct activity *activity,
                          const struct review_samples *samples)
{
    step->done_s = activity_duration_s(activity);
    step_measure(step, samples, -HUGE_VAL, HUGE_VAL);
    if (step->measure == REVIEW_POWER) {
        step->value = activity->average_power_w;
    } else if (step->measure == REVIEW_SPEED) {
        step->value = activity->gap_m_per_s > 0.0 ? activity->gap_m_per_s
                                                  : load_speed_m_per_s(activity);
    } else if (!isfinite(step->value)) {
        step->value = activity->average_heart_rate_bpm;
    }
}

/* Seconds of a span that were recorded. */
static double recorded_s(const struct review_samples *samples, double from_s, double to_s)
{
    double end_s = samples->start_s[samples->n - 1] + samples->duration_s[samples->n - 1];
    return fmax(fmin(to_s, end_s) - fmax(from_s, samples->start_s[0]), 0.0);
}

static void stream_measure(struct review_steps *steps, const struct review_samples *samples)
{
    steps->shift_s = review__stream_shift(steps, samples);
    for (size_t i = 0; i < steps->n; i++) {
        struct review_step *step = &steps->items[i];
        double from_s = step->flat->start_s + steps->shift_s;
        double to_s = from_s + step->planned_s;
        if (isfinite(to_s)) {
            step->done_s = recorded_s(samples, from_s, to_s);
            step_measure(step, samples, from_s, to_s);
        }
    }
}

static void steps_count(struct review_steps *steps)
{
    for (size_t i = 0; i < steps->n; i++) {
        struct review_step *step = &steps->items[i];
        step->state = state_of(step);
        if (!step->is_work) {
            continue;
        }
        bool is_failed = review_step_is_failed(step->state);
        steps->n_on_target += step->state == REVIEW_STEP_ON_TARGET ? 1U : 0U;
        steps->n_over += step->state == REVIEW_STEP_OVER ? 1U : 0U;
        steps->n_unknown += step->state == REVIEW_STEP_UNKNOWN ? 1U : 0U;
        steps->n_failed += is_failed ? 1U : 0U;
        steps->first_failed =
            is_failed && steps->first_failed == 0 ? step->n_work : steps->first_failed;
    }
}

void review_steps_of(const struct review_plan *plan, const struct activity *activity,
                     const struct activity_intervals *intervals,
                     const struct review_samples *samples, struct arena *arena,
                     struct review_steps *ret)
{
    *ret = (struct review_steps){.planned_s = REVIEW_NAN, .planned_m = REVIEW_NAN};
    if (plan->workout == NULL || plan->n_flat == 0) {
        return;
    }
    plan_read(plan, arena, ret);
    if (ret->n_work == 0) {
        return;
    }
    if (ret->n == 1) {
        ret->match = REVIEW_MATCH_WHOLE;
        whole_measure(&ret->items[0], activity, samples);
    } else if (review__laps_match(ret, intervals, arena)) {
        ret->match = REVIEW_MATCH_LAPS;
        for (size_t i = 0; i < ret->n; i++) {
            struct review_step *step = &ret->items[i];
            if (step->i_lap != SIZE_MAX) {
                lap_measure(step, &intervals->intervals[step->i_lap], samples);
            }
        }
    } else if (samples->n > 0) {
        ret->match = REVIEW_MATCH_STREAM;
        stream_measure(ret, samples);
    } else {
        return;
    }
    steps_count(ret);
}
