/* An activity's streams as pieces of time, which is what everything here counts with. */
#ifndef REVIEW_SAMPLES_H
#define REVIEW_SAMPLES_H

#include <stddef.h>

#include "base/arena.h"
#include "model/streams.h"

/* What is compared: the effort of a session. */
enum review_measure {
    REVIEW_NO_MEASURE,
    REVIEW_POWER,      /* W */
    REVIEW_SPEED,      /* m/s */
    REVIEW_GAP,        /* m/s, grade-adjusted; of laps only */
    REVIEW_HEART_RATE, /* bpm */
    N_REVIEW_MEASURES
};
/* "", "power", "speed", "gap", "heart_rate"; unit "", "W", "m/s", "m/s", "bpm". */
const char *review_measure_name(enum review_measure measure);
const char *review_measure_unit(enum review_measure measure);

/* [n] each; NAN where unknown. Pieces follow each other in time; pauses are left out. */
struct review_samples {
    size_t n;
    double *start_s;                   /* from the start of the activity, pauses included */
    double *duration_s;                /* to the next sample; 0 before a pause */
    double *values[N_REVIEW_MEASURES]; /* NULL: not recorded */
    double total_s;
};

/*
 * Time, power, speed (else the distance's differences) and heart rate as recorded:
 * drop-outs are heart_rate.h's. The last sample lasts as long as the one before it. n 0
 * without a time stream; streams may be NULL. Arrays are the arena's.
 */
void review_samples_of(const struct activity_streams *streams, struct arena *arena,
                       struct review_samples *ret);

/* Mean by time of a measure from from_s to to_s (clock of the activity); NAN without any.
 */
double review_samples_mean(const struct review_samples *samples,
                           enum review_measure measure, double from_s, double to_s);
/* Seconds in that span whose value is from low to high; of known values. */
double review_samples_within(const struct review_samples *samples,
                             enum review_measure measure, double from_s, double to_s,
                             double low, double high);
/* Seconds in that span, each weighed 1 at the middle of a target, down to 0 from
 * NEAR_TARGET (a share of the middle) on. */
double review_samples_nearness(const struct review_samples *samples,
                               enum review_measure measure, double from_s, double to_s,
                               double middle);

#endif
