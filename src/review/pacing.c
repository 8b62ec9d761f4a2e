#include "review/pacing.h"

#include <math.h>

#include "review/constants.h"
#include "base/banned.h"

enum { LAPS_MIN = 4 };

static void effort_of_laps(const struct activity_intervals *intervals, bool is_gap,
                           struct arena *arena, struct review_effort *ret)
{
    double *duration_s = arena_alloc(arena, intervals->n_intervals, sizeof *duration_s);
    double *value = arena_alloc(arena, intervals->n_intervals, sizeof *value);
    for (size_t i = 0; i < intervals->n_intervals; i++) {
        const struct activity_interval *lap = &intervals->intervals[i];
        duration_s[i] = lap->moving_time_s > 0.0 ? lap->moving_time_s : 0.0;
        value[i] = is_gap ? lap->gap_m_per_s : lap->average_speed_m_per_s;
        ret->total_s += duration_s[i];
    }
    ret->measure = is_gap ? REVIEW_GAP : REVIEW_SPEED;
    ret->is_of_laps = true;
    ret->n = intervals->n_intervals;
    ret->duration_s = duration_s;
    ret->value = value;
}

static bool laps_have(const struct activity_intervals *intervals, bool is_gap)
{
    bool has_all = intervals != NULL && intervals->n_intervals >= LAPS_MIN;
    for (size_t i = 0; has_all && i < intervals->n_intervals; i++) {
        const struct activity_interval *lap = &intervals->intervals[i];
        has_all = isfinite(is_gap ? lap->gap_m_per_s : lap->average_speed_m_per_s);
    }
    return has_all;
}

void review_effort_of(bool is_ride, const struct review_samples *samples,
                      const struct activity_intervals *intervals, struct arena *arena,
                      struct review_effort *ret)
{
    enum review_measure measure = is_ride ? REVIEW_POWER : REVIEW_SPEED;
    *ret = (struct review_effort){0};
    if (!is_ride && laps_have(intervals, true)) {
        effort_of_laps(intervals, true, arena, ret);
    } else if (samples->values[measure] != NULL) {
        ret->measure = measure;
        ret->n = samples->n;
        ret->duration_s = samples->duration_s;
        ret->value = samples->values[measure];
        ret->total_s = samples->total_s;
    } else if (!is_ride && laps_have(intervals, false)) {
        effort_of_laps(intervals, false, arena, ret);
    }
}

/* Mean of the moving time from from_s to to_s; pieces across an edge count in part. */
static double mean_between(const struct review_effort *effort, double from_s, double to_s)
{
    double at_s = 0.0;
    double sum = 0.0;
    double weight_s = 0.0;
    for (size_t i = 0; i < effort->n; i++) {
        double end_s = at_s + effort->duration_s[i];
        double span_s = fmin(end_s, to_s) - fmax(at_s, from_s);
        if (span_s > 0.0 && isfinite(effort->value[i])) {
            sum += span_s * effort->value[i];
            weight_s += span_s;
        }
        at_s = end_s;
    }
    return weight_s > 0.0 ? sum / weight_s : REVIEW_NAN;
}

/* SD / mean of the minutes after the warm-up; of the laps when they are longer. */
static double spread_of(const struct review_effort *effort)
{
    double n = 0.0;
    double sum = 0.0;
    double squares = 0.0;
    double at_s = 0.0;
    double minute_s = 0.0;
    double minute_sum = 0.0;
    for (size_t i = 0; i < effort->n; i++) {
        bool counts = at_s >= REVIEW_WARM_UP_S && isfinite(effort->value[i]);
        at_s += effort->duration_s[i];
        minute_s += counts ? effort->duration_s[i] : 0.0;
        minute_sum += counts ? effort->duration_s[i] * effort->value[i] : 0.0;
        if (minute_s >= REVIEW_MINUTE_S) {
            double mean = minute_sum / minute_s;
            n += 1.0;
            sum += mean;
            squares += mean * mean;
            minute_s = 0.0;
            minute_sum = 0.0;
        }
    }
    double mean = sum / n;
    return n >= 2.0 && mean > 0.0 ? sqrt(fmax(squares / n - mean * mean, 0.0)) / mean
                                  : REVIEW_NAN;
}

static double change_pct(double from, double to)
{
    return from > 0.0 ? 100.0 * (to / from - 1.0) : REVIEW_NAN;
}

struct review_pacing review_pacing_of(const struct review_effort *effort)
{
    struct review_pacing pacing = {REVIEW_NAN, REVIEW_NAN, REVIEW_NAN, REVIEW_NAN,
                                   REVIEW_NAN, REVIEW_NAN, REVIEW_NAN};
    double total_s = effort->total_s;
    if (effort->measure == REVIEW_NO_MEASURE || total_s < REVIEW_PACING_S) {
        return pacing;
    }
    pacing.first_half = mean_between(effort, 0.0, total_s / 2.0);
    pacing.second_half = mean_between(effort, total_s / 2.0, total_s);
    pacing.change_pct = change_pct(pacing.first_half, pacing.second_half);
    pacing.first_third = mean_between(effort, 0.0, total_s / 3.0);
    pacing.last_third = mean_between(effort, 2.0 * total_s / 3.0, total_s);
    pacing.fade_pct = change_pct(pacing.first_third, pacing.last_third);
    pacing.spread = spread_of(effort);
    return pacing;
}
