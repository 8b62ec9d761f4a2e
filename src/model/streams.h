/* What an activity's device recorded over time. Plain data. */
#ifndef MODEL_STREAMS_H
#define MODEL_STREAMS_H

#include <stdbool.h>
#include <stddef.h>

/* The streams that this product reads; never the track (latlng). */
enum stream_type {
    STREAM_TIME,                 /* s from the start, pauses included */
    STREAM_DISTANCE,             /* m */
    STREAM_SPEED,                /* m/s */
    STREAM_GRADIENT,             /* percent, unlike an interval's */
    STREAM_ALTITUDE,             /* m */
    STREAM_CADENCE,              /* as sent: one leg for runs and walks */
    STREAM_HEART_RATE,           /* bpm; a drop-out is 0 */
    STREAM_POWER,                /* W */
    STREAM_TEMPERATURE,          /* degrees Celsius */
    STREAM_STANCE_TIME,          /* ms */
    STREAM_VERTICAL_OSCILLATION, /* mm */
    STREAM_VERTICAL_RATIO,       /* percent */
    STREAM_STEP_LENGTH,          /* mm */
    STREAM_STANCE_BALANCE,       /* percent of ground contact on the left */
    STREAM_LEG_SPRING_STIFFNESS  /* kN/m */
};
enum { N_STREAM_TYPES = STREAM_LEG_SPRING_STIFFNESS + 1, MODEL_MAX_SAMPLES = 20000 };

/* A set of types: stream_bit of each, joined by |. */
typedef unsigned stream_set;
static inline stream_set stream_bit(enum stream_type type)
{
    return 1U << (unsigned)type;
}
enum { STREAMS_ALL = (1 << N_STREAM_TYPES) - 1 };

struct activity_streams {
    size_t n_samples;  /* at most MODEL_MAX_SAMPLES, of every series */
    size_t n_recorded; /* before thinning: every ceil(n_recorded / MODEL_MAX_SAMPLES)th is
                          kept */
    /* NULL: not recorded, or not asked for; samples may be NAN anywhere. */
    const double *series[N_STREAM_TYPES];
    const char *custom_codes; /* as of struct activity_intervals */
    const char *bad_fields;   /* types that were no array of numbers, joined by ',' */
};

/* The service's name: "velocity_smooth". */
const char *stream_type_name(enum stream_type type);

#endif
