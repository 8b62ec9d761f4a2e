/* Heart rate that is none: zeros, absurd values, a strap that hangs at one value. */
#ifndef REVIEW_HEART_RATE_H
#define REVIEW_HEART_RATE_H

#include <stdbool.h>

#include "review/samples.h"

struct review_heart_rate {
    bool is_recorded;
    bool is_usable;   /* lost_frac up to HR_LOST_MAX */
    double lost_s;    /* zero, absent or absurd */
    double flat_s;    /* hanging: HR_FLAT_S and more at one value while the effort moves */
    double lost_frac; /* both, of the time */
    double mean_bpm;  /* of the rest, by time; NAN without any */
};

/*
 * Find drop-outs and make them NAN in samples->values[REVIEW_HEART_RATE]. Whether the
 * effort moves is judged by power, else speed: range / mean above HR_FLAT_CHANGE within the
 * span; without both a flat line stays. Source: ours (X). Cannot fail.
 */
struct review_heart_rate review_heart_rate_clean(struct review_samples *samples);

#endif
