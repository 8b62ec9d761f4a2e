/* The share of hard running, and how unusual it is for this athlete (science.md 6,
 * A30-A32). */
#ifndef LOAD_HARD_SHARE_H
#define LOAD_HARD_SHARE_H

#include <stdbool.h>
#include <stddef.h>

#include "load/history.h"

struct load_hard_share {
    double share_frac; /* hard time / run time of the last 28 days; NAN without running */
    double z; /* (share - mean) / population SD of the weeks before; NAN, see n_blocks */
    double usual_frac; /* mean of those weeks; NAN with less than 6 of them */
    size_t n_blocks;   /* weeks with running among the 12 before the 28 days */
    double run_min_28;
    double hard_min_28;
    bool is_incomplete; /* an unreadable day among the 28 */
};

/*
 * Hard = time in zone 4 and up of 5 or more pace zones, else heart-rate zones; without
 * zones all of a run with q of 0.90 or more. z is null with less than 6 weeks with running,
 * or when they are all alike. Source: Lovdal 2021 (the one load feature that separated
 * runners before injury, section 5), B; z: ours, X.
 */
struct load_hard_share load_hard_share_at(const struct load_history *history, size_t i);

#endif
