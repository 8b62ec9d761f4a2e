/*
 * What is kept of one activity beyond its row, each with the activity's revision of that
 * time, so that what belongs to an older one is known and fetched again:
 *
 *   intervals  JSON of the service without nulls
 *   streams    JSON of the service: named types only, thinned (model/streams.h)
 *   segments   of runs: columns, for many runs at once, and JSON to make them again
 *
 * All goes with its activity. The first two are pruned to the newest (store_objects_prune,
 * kinds STORE_KIND_INTERVALS and STORE_KIND_STREAMS).
 */
#ifndef STORE_DETAILS_H
#define STORE_DETAILS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "model/run_segments.h"
#include "store/activities.h"
#include "store/store.h"

#define STORE_KIND_INTERVALS "intervals"
#define STORE_KIND_STREAMS "streams"
#define STORE_KIND_SEGMENTS "segments"

/* kind: intervals or streams. Insert or replace. */
MUST_CHECK bool store_detail_put(struct store *store, const char *kind,
                                 const char *activity_id, const char *json, size_t n_bytes,
                                 const char *revision, int64_t fetched_ms, struct err *err);

/* The revision of an object of any kind: "" when it has none; ERR_NOT_FOUND without it. */
MUST_CHECK bool store_detail_revision(struct store *store, const char *kind,
                                      const char *activity_id,
                                      char ret_revision[STORE_REVISION_SIZE],
                                      int64_t *ret_fetched_ms, struct err *err);

/* Segments of a run, insert or replace; raw_json is what makes the columns again. */
MUST_CHECK bool store_segments_put(struct store *store, const struct run_segments *segments,
                                   const char *raw_json, size_t n_bytes,
                                   const char *revision, int64_t fetched_ms,
                                   struct err *err);
/* Columns alone, for the re-index. */
MUST_CHECK bool store_segments_index(struct store *store,
                                     const struct run_segments *segments, struct err *err);

struct store_segments {
    struct run_segments segments; /* activity_id and all else the arena's */
    bool is_current;              /* of the activity's present revision */
    int64_t fetched_ms;
};
/*
 * Of the activities of the days that have any, in the order of store_activities_read. None
 * is an empty success.
 */
MUST_CHECK bool store_segments_read(struct store *store, struct day_range range,
                                    struct arena *arena, struct store_segments **ret_rows,
                                    size_t *ret_n, struct err *err);

#endif
