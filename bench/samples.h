/* Numbers of repeated measures. */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stddef.h>

struct samples {
    double *values;
    size_t n_values;
    size_t capacity;
};

/* {0} is an empty one. */
void samples_add(struct samples *samples, double value);
void samples_clear(struct samples *samples);
void samples_release(struct samples *samples);
/* Nearest rank, 0 < percent <= 100; sorts. NAN when empty. */
double samples_percentile(struct samples *samples, double percent);
double samples_median(struct samples *samples);
double samples_max(struct samples *samples);

#endif
