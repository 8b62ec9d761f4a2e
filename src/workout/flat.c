/* A workout by time, with targets as numbers. */
#include "workout/internal.h"

#include <math.h>
#include <stdio.h>

#include "base/banned.h"

static double positive_or_nan(double value)
{
    return value > 0 ? value : WORKOUT_NAN;
}

/* The bounds of zones n to m (1 and up) of a table of upper bounds. NAN when the table ends
 * before them. */
static struct workout_range zones_of(struct workout_range zones, size_t n_zones,
                                     const double upper[])
{
    /* Z1 has no lower bound of its own: 80 % of its upper one. */
    static const double lowest_fraction = 0.8;
    size_t from = (size_t)fmin(zones.start, zones.end);
    size_t to = (size_t)fmax(zones.start, zones.end);
    if (from < 1 || to > n_zones || n_zones > WORKOUT_ZONES) {
        return (struct workout_range){WORKOUT_NAN, WORKOUT_NAN};
    }
    return (struct workout_range){from > 1 ? upper[from - 2] : upper[0] * lowest_fraction,
                                  upper[to - 1]};
}

static struct workout_range scaled(struct workout_range range, double factor)
{
    return (struct workout_range){range.start * factor, range.end * factor};
}

static struct workout_range power_of(const struct workout_target *target,
                                     const struct workout_thresholds *thresholds)
{
    double ftp_w = positive_or_nan(thresholds->ftp_w);
    if (target->units == WORKOUT_WATTS) {
        return target->range;
    }
    if (target->units == WORKOUT_PCT_FTP) {
        struct workout_range watts = scaled(target->range, ftp_w / 100);
        return (struct workout_range){floor(watts.start), floor(watts.end)};
    }
    if (target->units == WORKOUT_POWER_ZONE) {
        struct workout_range watts = scaled(
            zones_of(target->range, thresholds->n_power_zones, thresholds->power_zones_pct),
            ftp_w / 100);
        bool is_lowest = target->range.start == 1 || target->range.end == 1;
        return (struct workout_range){floor(watts.start) + (is_lowest ? 0 : 1),
                                      floor(watts.end)};
    }
    return (struct workout_range){WORKOUT_NAN, WORKOUT_NAN};
}

static struct workout_range heart_rate_of(const struct workout_target *target,
                                          const struct workout_thresholds *thresholds)
{
    if (target->units == WORKOUT_BPM) {
        return target->range;
    }
    if (target->units == WORKOUT_PCT_MAX_HR) {
        return scaled(target->range, positive_or_nan(thresholds->max_hr_bpm) / 100);
    }
    if (target->units == WORKOUT_PCT_LTHR) {
        return scaled(target->range, positive_or_nan(thresholds->lthr_bpm) / 100);
    }
    return zones_of(target->range, thresholds->n_hr_zones, thresholds->hr_zones_bpm);
}

static struct workout_range speed_of(const struct workout_target *target,
                                     const struct workout_thresholds *thresholds)
{
    double threshold = positive_or_nan(thresholds->threshold_speed_m_per_s);
    const struct workout_unit *unit = workout__unit(target->units);
    if (target->units == WORKOUT_PCT_PACE) {
        return scaled(target->range, threshold / 100);
    }
    if (target->units == WORKOUT_PACE_ZONE) {
        return scaled(
            zones_of(target->range, thresholds->n_pace_zones, thresholds->pace_zones_pct),
            threshold / 100);
    }
    double per_m = positive_or_nan(unit->per_m); /* NAN: the sport's own unit */
    return (struct workout_range){per_m / target->range.start, per_m / target->range.end};
}

bool workout_target_resolve(const struct workout_target *target,
                            const struct workout_thresholds *thresholds,
                            struct workout_bounds *ret_bounds)
{
    static const struct workout_thresholds none = {0};
    const struct workout_thresholds *known = thresholds != NULL ? thresholds : &none;
    struct workout_bounds bounds = {.metric = workout__unit(target->units)->metric,
                                    .absolute = {WORKOUT_NAN, WORKOUT_NAN}};
    double threshold = WORKOUT_NAN;
    switch (bounds.metric) {
    case WORKOUT_POWER:
        bounds.absolute = power_of(target, known);
        threshold = known->ftp_w;
        break;
    case WORKOUT_HEART_RATE:
        bounds.absolute = heart_rate_of(target, known);
        threshold = known->lthr_bpm;
        break;
    case WORKOUT_PACE:
        bounds.absolute = speed_of(target, known);
        threshold = known->threshold_speed_m_per_s;
        break;
    case WORKOUT_NO_METRIC:
        break;
    }
    bounds.fraction = scaled(bounds.absolute, 1 / positive_or_nan(threshold));
    /* Said as a share of threshold speed, it needs no threshold. */
    if (target->units == WORKOUT_PCT_PACE || target->units == WORKOUT_PCT_LTHR) {
        bounds.fraction = scaled(target->range, 0.01);
    }
    *ret_bounds = bounds;
    return !isnan(bounds.absolute.start) && !isnan(bounds.absolute.end);
}

void workout__lengths(const struct workout_step *step,
                      const struct workout_thresholds *thresholds, double *ret_duration_s,
                      double *ret_distance_m)
{
    struct workout_bounds bounds;
    double speed_m_per_s = WORKOUT_NAN;
    if (workout_target_resolve(&step->target, thresholds, &bounds) &&
        bounds.metric == WORKOUT_PACE) {
        speed_m_per_s = positive_or_nan((bounds.absolute.start + bounds.absolute.end) / 2);
    }
    bool is_timed = step->duration_s > 0;
    *ret_duration_s = is_timed ? step->duration_s : step->distance_m / speed_m_per_s;
    *ret_distance_m = is_timed ? step->duration_s * speed_m_per_s : step->distance_m;
}

bool workout_flatten(const struct workout *workout,
                     const struct workout_thresholds *thresholds, size_t capacity,
                     struct workout_flat_step out[], size_t *ret_n, struct err *err)
{
    size_t n_flat = 0;
    double start_s = 0;
    if (!workout__total_check(workout, err)) {
        return false;
    }
    for (size_t i = 0; i < workout->n_blocks; i++) {
        n_flat += workout->blocks[i].n_steps * (size_t)workout->blocks[i].repeats;
    }
    if (n_flat > capacity) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "%zu steps do not fit into %zu", n_flat,
                       capacity);
    }
    n_flat = 0;
    for (size_t i = 0; i < workout->n_blocks; i++) {
        const struct workout_block *block = &workout->blocks[i];
        for (size_t k = 0; k < block->n_steps * (size_t)block->repeats; k++) {
            struct workout_flat_step *flat = &out[n_flat++];
            *flat = (struct workout_flat_step){
                .i_step = block->first_step + k % block->n_steps,
                .i_block = i,
                .pass = (int)(k / block->n_steps) + 1,
                .is_warmup = workout__is_warmup(block),
                .is_cooldown = workout__is_cooldown(block),
                .start_s = start_s,
            };
            const struct workout_step *step = &workout->steps[flat->i_step];
            workout__lengths(step, thresholds, &flat->duration_s, &flat->distance_m);
            flat->is_duration_estimated = step->duration_s == 0 && !isnan(flat->duration_s);
            flat->is_distance_estimated = step->duration_s > 0 && !isnan(flat->distance_m);
            start_s += flat->duration_s;
        }
    }
    *ret_n = n_flat;
    return true;
}
