/* A run cut into pieces that can be compared with those of other runs: its laps, or pieces
 * of its streams. Plain data, and how it is made. */
#ifndef MODEL_RUN_SEGMENTS_H
#define MODEL_RUN_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/interval.h"
#include "model/streams.h"

enum { MODEL_MAX_SEGMENTS = 48 };

/* NAN where unknown. Only doubles: the store keeps them as bytes. */
struct run_segment {
    double start_s; /* from the start of the run, pauses included */
    double duration_s;
    double distance_m;
    double speed_m_per_s;
    double gradient_frac;
    double cadence_per_min; /* as the service sends it: one leg, mostly */
    double stance_time_ms;
    double vertical_ratio_pct;
    double stance_balance_pct; /* left */
    double vertical_oscillation_mm;
    double leg_spring_stiffness_kn_per_m;
};
enum { N_SEGMENT_VALUES = sizeof(struct run_segment) / sizeof(double) };

enum segment_source {
    SEGMENTS_NONE, /* the service has nothing of this activity */
    SEGMENTS_OF_INTERVALS,
    SEGMENTS_OF_STREAMS
};
enum { N_SEGMENT_SOURCES = SEGMENTS_OF_STREAMS + 1 };

struct run_segments {
    const char *activity_id;
    enum segment_source source;
    const char *custom_codes; /* as of struct activity_intervals */
    size_t n_segments;        /* at most MODEL_MAX_SEGMENTS */
    const struct run_segment *segments;
};

/* Every interval of the service, in its order, as far as there is room. Arrays and texts
 * are the arena's. */
void run_segments_of_intervals(const struct activity_intervals *intervals,
                               struct arena *arena, struct run_segments *ret);

/*
 * Pieces of 300 s (longer ones when they would be more than MODEL_MAX_SEGMENTS), counted
 * from the start; a new one begins after a stop of more than 10 s, too, and what is shorter
 * than 30 s is left out. Per piece:
 *   duration  first to last sample
 *   distance  of the distance stream, else the sum of speed x time
 *   speed     distance / duration
 *   gradient  mean of the gradient stream, else climb / distance; NAN without both
 *   the rest  mean of the samples above 0: drop-outs and standing are 0 or null
 * A metric of which less than half of the samples of a piece is there is NAN in it. Without
 * a time stream there are none. Arrays and texts are the arena's.
 */
void run_segments_of_streams(const struct activity_streams *streams, struct arena *arena,
                             struct run_segments *ret);

#endif
