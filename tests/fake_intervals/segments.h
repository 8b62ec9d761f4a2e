#ifndef FAKE_SEGMENTS_H
#define FAKE_SEGMENTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Intervals and streams invented from an activity's own averages, for activities that came
 * without: always the same for the same activity. A session is either one steady interval
 * or warm-up, four repetitions with recoveries, cool-down and a sliver of a few seconds.
 */
enum { SEGMENTS_MAX = 12 };

struct segment {
    size_t start; /* sample index, one a second of moving time */
    size_t end;   /* exclusive */
    bool is_work;
    bool is_repetition;
    double factor; /* of the activity's average */
};

/* At most SEGMENTS_MAX; none when there is no moving time. */
size_t segments_make(const json_t *activity, struct segment out[SEGMENTS_MAX]);
size_t segments_n_samples(const json_t *activity);

/* {icu_intervals, icu_groups} */
json_t *segments_intervals(const json_t *activity);

/*
 * Streams of the named types as far as the activity has them (`stream_types`, else what its
 * averages suggest); all of them when `types` is NULL.
 */
json_t *segments_streams(const json_t *activity, const json_t *types);

#endif
