/* Time, distance, power and load of a workout as a whole. */
#include "workout/internal.h"

#include <math.h>

#include "base/banned.h"

enum { NORMALIZED_WINDOW_S = 30 }; /* of the moving average behind normalized power */

static double round_half_up(double value)
{
    return floor(value + 0.5);
}

/* A moving average second by second, its fourth powers summed. */
struct power_sums {
    double window[NORMALIZED_WINDOW_S];
    double window_sum;
    double sum;
    double fourth_sum;
    size_t n_seconds;
};

static void second_add(struct power_sums *sums, double watts)
{
    size_t at = sums->n_seconds % NORMALIZED_WINDOW_S;
    sums->window_sum += watts - sums->window[at]; /* zeros before the beginning */
    sums->window[at] = watts;
    sums->sum += watts;
    sums->n_seconds++;
    double n_in = fmin((double)sums->n_seconds, NORMALIZED_WINDOW_S);
    double mean = sums->window_sum / n_in;
    sums->fourth_sum += mean * mean * mean * mean;
}

/* What is gathered over the passes of the steps. */
struct gathering {
    struct workout_totals totals;
    struct power_sums power;
    double stress; /* sum of seconds * fraction^2 */
    bool has_target;
    bool is_mixed;     /* targets of several metrics */
    bool is_all_power; /* every step says watts for whole seconds */
    bool is_stress_known;
    bool has_timed_step;
    bool has_distance_step;
};

static void power_add(struct gathering *all, const struct workout_step *step,
                      struct workout_range watts)
{
    double middle = (watts.start + watts.end) / 2;
    double rise = watts.end - watts.start;
    for (int s = 0; s < step->duration_s; s++) {
        second_add(&all->power, step->shape == WORKOUT_RAMP
                                    ? watts.start + rise * s / step->duration_s
                                    : middle);
    }
}

/* The mean of the squares along the step. */
static double mean_square(const struct workout_step *step, struct workout_range fraction)
{
    double middle = (fraction.start + fraction.end) / 2;
    return step->shape == WORKOUT_RAMP
               ? (fraction.start * fraction.start + fraction.start * fraction.end +
                  fraction.end * fraction.end) /
                     3
               : middle * middle;
}

static void step_gather(struct gathering *all, const struct workout_step *step,
                        const struct workout_thresholds *thresholds, double duration_s)
{
    struct workout_bounds bounds;
    bool is_resolved = workout_target_resolve(&step->target, thresholds, &bounds);
    double square = mean_square(step, bounds.fraction);
    if (bounds.metric != WORKOUT_NO_METRIC) {
        all->is_mixed =
            all->is_mixed || (all->has_target && all->totals.metric != bounds.metric);
        all->has_target = true;
        all->totals.metric = bounds.metric;
    }
    if (bounds.metric == WORKOUT_POWER && is_resolved && step->duration_s > 0) {
        if (all->is_all_power) {
            power_add(all, step, bounds.absolute);
        }
    } else {
        all->is_all_power = false;
    }
    if (isnan(square)) {
        all->is_stress_known = false;
        all->totals.untargeted_s += isnan(duration_s) ? 0 : duration_s;
    }
    all->stress += duration_s * square;
}

static void load_from_power(struct workout_totals *totals, const struct power_sums *power,
                            const struct workout_thresholds *thresholds, double *ret_load)
{
    double n_seconds = (double)power->n_seconds;
    totals->average_power_w = round_half_up(power->sum / n_seconds);
    totals->normalized_power_w = round_half_up(pow(power->fourth_sum / n_seconds, 0.25));
    *ret_load = WORKOUT_NAN;
    if (thresholds != NULL && thresholds->ftp_w > 0) {
        double factor = totals->normalized_power_w / thresholds->ftp_w;
        *ret_load = 100 * n_seconds / 3600 * factor * factor;
    }
}

struct workout_totals workout_totals(const struct workout *workout,
                                     const struct workout_thresholds *thresholds)
{
    struct gathering all = {
        .totals = {.average_power_w = WORKOUT_NAN, .normalized_power_w = WORKOUT_NAN},
        .is_all_power = workout__total_check(workout, NULL),
        .is_stress_known = true};
    double load = WORKOUT_NAN;
    for (size_t i = 0; i < workout->n_blocks; i++) {
        const struct workout_block *block = &workout->blocks[i];
        for (size_t k = 0; k < block->n_steps * (size_t)block->repeats; k++) {
            const struct workout_step *step =
                &workout->steps[block->first_step + k % block->n_steps];
            double duration_s = WORKOUT_NAN;
            double distance_m = WORKOUT_NAN;
            workout__lengths(step, thresholds, &duration_s, &distance_m);
            all.totals.duration_s += duration_s;
            all.totals.distance_m += distance_m;
            all.has_timed_step = all.has_timed_step || step->duration_s > 0;
            all.has_distance_step = all.has_distance_step || step->duration_s == 0;
            step_gather(&all, step, thresholds, duration_s);
        }
    }
    struct workout_totals *totals = &all.totals;
    totals->is_duration_estimated = all.has_distance_step && !isnan(totals->duration_s);
    totals->is_distance_estimated = all.has_timed_step && !isnan(totals->distance_m);
    if (all.is_mixed) {
        totals->metric = WORKOUT_NO_METRIC;
    }
    if (all.is_all_power && all.power.n_seconds > 0) {
        load_from_power(totals, &all.power, thresholds, &load);
    } else if (all.is_stress_known && workout->n_steps > 0) {
        load = 100 * all.stress / 3600;
    }
    totals->training_load = round_half_up(load);
    totals->intensity_pct =
        100 * sqrt(totals->training_load / (100 * totals->duration_s / 3600));
    return *totals;
}
