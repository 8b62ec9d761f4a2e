#include "review/heart_rate.h"

#include <math.h>
#include <stddef.h>

#include "review/constants.h"
#include "base/banned.h"

static double zeros_clean(struct review_samples *samples)
{
    double *values = samples->values[REVIEW_HEART_RATE];
    double lost_s = 0.0;
    for (size_t i = 0; i < samples->n; i++) {
        if (!(values[i] >= REVIEW_HR_MIN && values[i] <= REVIEW_HR_MAX)) {
            values[i] = REVIEW_NAN;
            lost_s += samples->duration_s[i];
        }
    }
    return lost_s;
}

/* Does the effort change in samples [from, to)? */
static bool effort_moves(const struct review_samples *samples, size_t from, size_t to)
{
    const double *effort = samples->values[REVIEW_POWER] != NULL
                               ? samples->values[REVIEW_POWER]
                               : samples->values[REVIEW_SPEED];
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (size_t i = from; effort != NULL && i < to; i++) {
        low = isfinite(effort[i]) ? fmin(low, effort[i]) : low;
        high = isfinite(effort[i]) ? fmax(high, effort[i]) : high;
    }
    return high > 0.0 && high - low > REVIEW_HR_FLAT_CHANGE * (high + low) / 2.0;
}

static double flats_clean(struct review_samples *samples)
{
    double *values = samples->values[REVIEW_HEART_RATE];
    double flat_s = 0.0;
    size_t from = 0;
    while (from < samples->n) {
        size_t to = from + 1;
        double span_s = samples->duration_s[from];
        while (to < samples->n && isfinite(values[from]) &&
               fabs(values[to] - values[from]) < 1e-9) {
            span_s += samples->duration_s[to++];
        }
        if (isfinite(values[from]) && span_s >= REVIEW_HR_FLAT_S &&
            effort_moves(samples, from, to)) {
            flat_s += span_s;
            for (size_t i = from; i < to; i++) {
                values[i] = REVIEW_NAN;
            }
        }
        from = to;
    }
    return flat_s;
}

struct review_heart_rate review_heart_rate_clean(struct review_samples *samples)
{
    struct review_heart_rate found = {.lost_frac = REVIEW_NAN, .mean_bpm = REVIEW_NAN};
    if (samples->values[REVIEW_HEART_RATE] == NULL || !(samples->total_s > 0.0)) {
        return found;
    }
    found.is_recorded = true;
    found.lost_s = zeros_clean(samples);
    found.flat_s = flats_clean(samples);
    found.lost_frac = (found.lost_s + found.flat_s) / samples->total_s;
    found.is_usable = found.lost_frac <= REVIEW_HR_LOST_MAX;
    found.mean_bpm = review_samples_mean(samples, REVIEW_HEART_RATE, -HUGE_VAL, HUGE_VAL);
    return found;
}
