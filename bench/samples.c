#include "samples.h"

#include <math.h>
#include <stdlib.h>

#include "process.h"

void samples_add(struct samples *samples, double value)
{
    if (samples->n_values == samples->capacity) {
        samples->capacity = samples->capacity > 0 ? 2 * samples->capacity : 256;
        samples->values =
            memory_resize(samples->values, samples->capacity * sizeof *samples->values);
    }
    samples->values[samples->n_values++] = value;
}

void samples_clear(struct samples *samples)
{
    samples->n_values = 0;
}

void samples_release(struct samples *samples)
{
    free(samples->values);
    *samples = (struct samples){0};
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

double samples_percentile(struct samples *samples, double percent)
{
    if (samples->n_values == 0) {
        return (double)NAN;
    }
    qsort(samples->values, samples->n_values, sizeof *samples->values, compare);
    size_t rank = (size_t)ceil(percent / 100.0 * (double)samples->n_values);
    return samples->values[rank > 0 ? rank - 1 : 0];
}

double samples_median(struct samples *samples)
{
    return samples_percentile(samples, 50);
}

double samples_max(struct samples *samples)
{
    return samples_percentile(samples, 100);
}
