/* Monotony and strain of the last seven days (Foster 1998): descriptions (science.md 2.3).
 */
#ifndef LOAD_MONOTONY_H
#define LOAD_MONOTONY_H

#include <stdbool.h>
#include <stddef.h>

struct load_monotony {
    double mean_per_day;
    double sd_per_day; /* population SD; exactly 0 for equal values */
    double monotony;   /* mean / SD; NAN when the SD is 0 (up to 1e-9, A22) or the history
                          under 7 days */
    double strain;     /* 7-day sum x unrounded monotony; NAN with it */
    bool is_short_history;
};

/*
 * Of the 7 days that end with load[i]. NAN counts as 0. All NAN while i < 6.
 * 40 0 55 0 40 60 0 gives mean 27.857, SD 25.051, monotony 1.112, strain 216.8.
 */
struct load_monotony load_monotony_at(const double load[], size_t i);

#endif
