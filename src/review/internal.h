/* Shared by the files of this folder. */
#ifndef REVIEW_INTERNAL_H
#define REVIEW_INTERNAL_H

#include "review/steps.h"

/* What a lap says of a measure; NAN. */
double review__lap_value(const struct activity_interval *lap, enum review_measure measure);
/* Assign laps to steps in order (review_steps_of); sets i_lap of every step. False when too
 * few work steps found a lap that fits. */
bool review__laps_match(struct review_steps *steps,
                        const struct activity_intervals *intervals, struct arena *arena);
/* The shift in seconds at which the work steps lie best on the stream. */
double review__stream_shift(const struct review_steps *steps,
                            const struct review_samples *samples);
/* low..high of a step for time in target: a point is widened by TARGET_POINT. */
void review__target_band(const struct review_step *step, double *ret_low, double *ret_high);

#endif
