#include "review/decoupling.h"

#include <math.h>

#include "review/constants.h"
#include "base/banned.h"

const char *review_decoupling_null_name(enum review_decoupling_null reason)
{
    static const char *const names[] = {"", "no_stream", "no_heart_rate", "too_short",
                                        "not_steady"};
    return names[reason];
}

/* Mean effort / mean heart rate of samples that have both, between two clock times. */
static double efficiency(const struct review_samples *samples, enum review_measure measure,
                         double from_s, double to_s)
{
    const double *effort = samples->values[measure];
    const double *heart_rate = samples->values[REVIEW_HEART_RATE];
    double sum_effort = 0.0;
    double sum_beats = 0.0;
    for (size_t i = 0; i < samples->n; i++) {
        bool counts = samples->start_s[i] >= from_s && samples->start_s[i] < to_s &&
                      isfinite(effort[i]) && isfinite(heart_rate[i]);
        sum_effort += counts ? effort[i] * samples->duration_s[i] : 0.0;
        sum_beats += counts ? heart_rate[i] * samples->duration_s[i] : 0.0;
    }
    return sum_beats > 0.0 ? sum_effort / sum_beats : REVIEW_NAN;
}

static enum review_decoupling_null why_not(const struct review_samples *samples,
                                           enum review_measure measure,
                                           const struct review_heart_rate *heart_rate,
                                           const struct review_pacing *pacing)
{
    if (samples->values[measure] == NULL) {
        return REVIEW_DECOUPLING_NO_STREAM;
    }
    if (!heart_rate->is_usable) {
        return REVIEW_DECOUPLING_NO_HEART_RATE;
    }
    if (samples->total_s < REVIEW_STEADY_S) {
        return REVIEW_DECOUPLING_SHORT;
    }
    return pacing->spread <= REVIEW_STEADY_SPREAD ? REVIEW_DECOUPLING_GIVEN
                                                  : REVIEW_DECOUPLING_NOT_STEADY;
}

struct review_decoupling review_decoupling_of(bool is_ride,
                                              const struct review_samples *samples,
                                              const struct review_heart_rate *heart_rate,
                                              const struct review_pacing *pacing)
{
    struct review_decoupling found = {.measure = is_ride ? REVIEW_POWER : REVIEW_SPEED,
                                      .efficiency = REVIEW_NAN,
                                      .decoupling_pct = REVIEW_NAN};
    found.null_reason = why_not(samples, found.measure, heart_rate, pacing);
    if (found.null_reason != REVIEW_DECOUPLING_GIVEN) {
        return found;
    }
    double from_s = samples->start_s[0] + REVIEW_WARM_UP_S;
    double to_s = samples->start_s[samples->n - 1] + samples->duration_s[samples->n - 1];
    double middle_s = (from_s + to_s) / 2.0;
    double first = efficiency(samples, found.measure, from_s, middle_s);
    double second = efficiency(samples, found.measure, middle_s, to_s);
    double whole = efficiency(samples, found.measure, from_s, to_s);
    found.efficiency = is_ride ? whole : whole * 60.0;
    found.decoupling_pct = first > 0.0 ? 100.0 * (first - second) / first : REVIEW_NAN;
    return found;
}
