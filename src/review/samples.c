#include "review/samples.h"

#include <math.h>
#include <string.h>

#include "review/constants.h"
#include "base/banned.h"

const char *review_measure_name(enum review_measure measure)
{
    static const char *const names[N_REVIEW_MEASURES] = {"", "power", "speed", "gap",
                                                         "heart_rate"};
    return names[measure];
}

const char *review_measure_unit(enum review_measure measure)
{
    static const char *const units[N_REVIEW_MEASURES] = {"", "W", "m/s", "m/s", "bpm"};
    return units[measure];
}

static double *copy(const double *from, size_t n, struct arena *arena)
{
    double *values = arena_alloc(arena, n, sizeof *values);
    memcpy(values, from, n * sizeof *values);
    return values;
}

static double *speed_of(const struct activity_streams *streams, struct arena *arena)
{
    const double *distance_m = streams->series[STREAM_DISTANCE];
    const double *time_s = streams->series[STREAM_TIME];
    size_t n = streams->n_samples;
    if (streams->series[STREAM_SPEED] != NULL) {
        return copy(streams->series[STREAM_SPEED], n, arena);
    }
    if (distance_m == NULL) {
        return NULL;
    }
    double *speed = arena_alloc(arena, n, sizeof *speed);
    for (size_t i = 0; i < n; i++) {
        double span_s = i + 1 < n ? time_s[i + 1] - time_s[i] : 0.0;
        double way_m = i + 1 < n ? distance_m[i + 1] - distance_m[i] : 0.0;
        speed[i] = span_s > 0.0 && way_m >= 0.0 ? way_m / span_s : REVIEW_NAN;
    }
    return speed;
}

/* Of a clock that goes on; 0 before a pause and where it stands, jumps back or is unknown.
 */
static void durations_set(struct review_samples *samples)
{
    double last_s = 1.0;
    for (size_t i = 0; i < samples->n; i++) {
        bool has_next = i + 1 < samples->n;
        double span_s = has_next ? samples->start_s[i + 1] - samples->start_s[i] : last_s;
        bool counts = span_s > 0.0 && span_s <= REVIEW_PAUSE_S;
        samples->duration_s[i] = counts ? span_s : 0.0;
        last_s = counts ? span_s : last_s;
        samples->total_s += samples->duration_s[i];
    }
}

void review_samples_of(const struct activity_streams *streams, struct arena *arena,
                       struct review_samples *ret)
{
    *ret = (struct review_samples){0};
    if (streams == NULL || streams->n_samples < 2 || streams->series[STREAM_TIME] == NULL) {
        return;
    }
    ret->n = streams->n_samples;
    ret->start_s = copy(streams->series[STREAM_TIME], ret->n, arena);
    ret->duration_s = arena_alloc(arena, ret->n, sizeof *ret->duration_s);
    if (streams->series[STREAM_POWER] != NULL) {
        ret->values[REVIEW_POWER] = copy(streams->series[STREAM_POWER], ret->n, arena);
    }
    ret->values[REVIEW_SPEED] = speed_of(streams, arena);
    if (streams->series[STREAM_HEART_RATE] != NULL) {
        ret->values[REVIEW_HEART_RATE] =
            copy(streams->series[STREAM_HEART_RATE], ret->n, arena);
    }
    durations_set(ret);
}

/* Seconds of sample i between from and to. */
static double overlap_s(const struct review_samples *samples, size_t i, double from_s,
                        double to_s)
{
    double start_s = fmax(samples->start_s[i], from_s);
    double end_s = fmin(samples->start_s[i] + samples->duration_s[i], to_s);
    return end_s > start_s ? end_s - start_s : 0.0;
}

/* The first sample that may reach into what begins at from_s (a clock runs forward). */
static size_t first_at(const struct review_samples *samples, double from_s)
{
    size_t low = 0;
    size_t high = samples->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (samples->start_s[middle] + REVIEW_PAUSE_S < from_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* What a second of a value counts, and the sums over a span. */
struct weighing {
    enum review_measure measure;
    double low; /* values outside count nothing */
    double high;
    double middle; /* NAN: each counts 1 */
};
struct sums {
    double weight_s;
    double value_s;
};

static struct sums sum_between(const struct review_samples *samples,
                               const struct weighing *weighing, double from_s, double to_s)
{
    const double *values = samples->values[weighing->measure];
    struct sums sums = {0};
    size_t i = values != NULL ? first_at(samples, from_s) : samples->n;
    for (; i < samples->n && samples->start_s[i] < to_s; i++) {
        if (values[i] >= weighing->low && values[i] <= weighing->high) {
            double off = fabs(values[i] / weighing->middle - 1.0) / REVIEW_NEAR_TARGET;
            double weight = isnan(off) ? 1.0 : fmax(1.0 - off, 0.0);
            double seconds = weight * overlap_s(samples, i, from_s, to_s);
            sums.weight_s += seconds;
            sums.value_s += seconds * values[i];
        }
    }
    return sums;
}

double review_samples_mean(const struct review_samples *samples,
                           enum review_measure measure, double from_s, double to_s)
{
    const struct weighing all = {measure, -HUGE_VAL, HUGE_VAL, REVIEW_NAN};
    const struct sums sums = sum_between(samples, &all, from_s, to_s);
    return sums.weight_s > 0.0 ? sums.value_s / sums.weight_s : REVIEW_NAN;
}

double review_samples_within(const struct review_samples *samples,
                             enum review_measure measure, double from_s, double to_s,
                             double low, double high)
{
    const struct weighing band = {measure, low, high, REVIEW_NAN};
    return sum_between(samples, &band, from_s, to_s).weight_s;
}

double review_samples_nearness(const struct review_samples *samples,
                               enum review_measure measure, double from_s, double to_s,
                               double middle)
{
    const struct weighing weighing = {measure, -HUGE_VAL, HUGE_VAL, middle};
    return sum_between(samples, &weighing, from_s, to_s).weight_s;
}
