/*
 * What the service has of one activity beyond its row: intervals and streams. Hostile until
 * checked, as everything from outside: wrong types and absurd numbers are unknown and noted
 * in bad_fields, sizes are bounded.
 */
#ifndef INTERVALS_DETAIL_H
#define INTERVALS_DETAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/interval.h"
#include "model/run_segments.h"
#include "model/streams.h"

enum { INTERVALS_MAX_INTERVALS = 500, INTERVALS_MAX_GROUPS = 100 };

/*
 * {id, icu_intervals[], icu_groups[]}, also as part of an activity. Native fields first,
 * then the athlete's own under their usual codes (GCT, GroundContactTime,
 * VerticalOscillation ...: detail_names.c), whose units are told by their size: contact in
 * s, oscillation in cm and step length in m are converted, since no runner's value is in
 * both ranges. Arrays and texts are the arena's. ret_raw (free() it) and its length may be
 * NULL: what is kept, without nulls and private members; it reads back as the same.
 * ERR_UPSTREAM when it is no such object, or another activity's.
 */
MUST_CHECK bool intervals_intervals_read(const char *body, size_t n_body_bytes,
                                         const char *activity_id, struct arena *arena,
                                         struct activity_intervals *ret, char **ret_raw,
                                         size_t *ret_n_raw_bytes, struct err *err);

/*
 * [{type, data[]}, ...], one stream at a time in memory. Of several with one meaning the
 * native one stands, else the first. Objects without a type whose members are arrays are
 * taken as streams by name. Longer ones than MODEL_MAX_SAMPLES are thinned, all alike;
 * shorter ones than the longest are filled up with NAN. ret_raw as above: of the wanted
 * types only, as thinned (n_recorded is then what was kept).
 */
MUST_CHECK bool intervals_streams_read(const char *body, size_t n_body_bytes,
                                       stream_set wanted, struct arena *arena,
                                       struct activity_streams *ret, char **ret_raw,
                                       size_t *ret_n_raw_bytes, struct err *err);

/*
 * The names to ask for, joined by ',': of the wanted types those in the activity's own
 * stream_types (raw: its JSON), the athlete's own codes included, since an unknown name
 * fails the whole request. All native names when it does not tell. "" when it has none.
 * Thus a name comes from the service: only letters, digits, '_', '-'. The arena's.
 */
const char *intervals_stream_names(const char *raw, size_t n_raw_bytes, stream_set wanted,
                                   struct arena *arena);

/* Segments as kept: {"source": .., "custom": .., "segments": [[..], ..]}; free() it. */
char *intervals_segments_write(const struct run_segments *segments, size_t *ret_n_bytes);
/* Reads it back; ERR_UPSTREAM when it is not that. Arrays and texts are the arena's. */
MUST_CHECK bool intervals_segments_read(const char *json, size_t n_bytes,
                                        const char *activity_id, struct arena *arena,
                                        struct run_segments *ret, struct err *err);

#endif
