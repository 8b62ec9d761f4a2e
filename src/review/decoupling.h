/* Aerobic decoupling and efficiency, where they mean something. */
#ifndef REVIEW_DECOUPLING_H
#define REVIEW_DECOUPLING_H

#include "review/heart_rate.h"
#include "review/pacing.h"

enum review_decoupling_null {
    REVIEW_DECOUPLING_GIVEN,
    REVIEW_DECOUPLING_NO_STREAM,     /* no power or speed beside a heart rate */
    REVIEW_DECOUPLING_NO_HEART_RATE, /* none, or too much of it lost */
    REVIEW_DECOUPLING_SHORT,
    REVIEW_DECOUPLING_NOT_STEADY
};
/* "", "no_stream", "no_heart_rate", "too_short", "not_steady". */
const char *review_decoupling_null_name(enum review_decoupling_null reason);

struct review_decoupling {
    enum review_decoupling_null null_reason;
    enum review_measure measure; /* REVIEW_POWER for rides, else REVIEW_SPEED */
    double efficiency;     /* mean effort / mean heart rate after the warm-up: W/bpm or
                              m/min/bpm */
    double decoupling_pct; /* above 0: less effort a heart beat in the second half */
};

/*
 *   decoupling = 100 x (EF1 - EF2) / EF1,  EF = mean effort / mean heart rate of a half
 *
 * Halves by clock time of what follows the first WARM_UP_S; samples without heart rate or
 * effort count in neither mean. 220 W at 140 and 210 W at 145 bpm give 7.8. Valid: STEADY_S
 * of moving time, a spread of minutes up to STEADY_SPREAD, HR_LOST_MAX. Effort is the plain
 * mean (Friel uses normalized power: on steady work the same). Source: Friel (E).
 * samples: after review_heart_rate_clean.
 */
struct review_decoupling review_decoupling_of(bool is_ride,
                                              const struct review_samples *samples,
                                              const struct review_heart_rate *heart_rate,
                                              const struct review_pacing *pacing);

#endif
