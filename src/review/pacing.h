/* How the effort was spread: halves, and the last third against the first. */
#ifndef REVIEW_PACING_H
#define REVIEW_PACING_H

#include <stdbool.h>

#include "base/arena.h"
#include "model/interval.h"
#include "review/samples.h"

/* A session as pieces of equal standing: samples, or laps. */
struct review_effort {
    enum review_measure measure; /* REVIEW_NO_MEASURE: neither power nor speed */
    bool is_of_laps;
    size_t n;
    const double *duration_s; /* moving */
    const double *value;
    double total_s;
};

/*
 * Rides by power alone (speed tells wind and hills); everything else by grade-adjusted
 * speed of the laps when there are 4 or more and all have it, else by speed of the stream,
 * else of the laps. intervals may be NULL.
 */
void review_effort_of(bool is_ride, const struct review_samples *samples,
                      const struct activity_intervals *intervals, struct arena *arena,
                      struct review_effort *ret);

struct review_pacing {
    double first_half;
    double second_half;
    double change_pct; /* second against first */
    double first_third;
    double last_third;
    double fade_pct; /* last third against the first; below 0 is a fade */
    double spread;   /* SD / mean over minutes: up to STEADY_SPREAD is steady */
};
/* By moving time, mean by time; NAN when shorter than PACING_S, or without effort. */
struct review_pacing review_pacing_of(const struct review_effort *effort);

#endif
