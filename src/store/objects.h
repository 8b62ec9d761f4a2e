/*
 * Raw JSON of anything by (kind, id): the athlete, custom items, intervals, streams, later
 * answers. Activities, wellness days, events and segments are kept in the same place; they
 * are written through their own headers and walked here. Kinds are short lower-case words;
 * ids at most 200 bytes.
 */
#ifndef STORE_OBJECTS_H
#define STORE_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

#define STORE_KIND_ACTIVITY "activity"
#define STORE_KIND_WELLNESS "wellness" /* id: YYYY-MM-DD */
#define STORE_KIND_EVENT "event"       /* id: the number */

/* Insert or replace. Not for the three kinds above. */
MUST_CHECK bool store_object_put(struct store *store, const char *kind, const char *id,
                                 const char *json, size_t n_bytes, int64_t fetched_ms,
                                 struct err *err);
/*
 * The JSON with a final zero byte, yours to free(); ERR_NOT_FOUND when absent. ret_n_bytes
 * and ret_fetched_ms may be NULL. Works for every kind (fetched_ms is 0 for the three
 * above).
 */
MUST_CHECK bool store_object_get(struct store *store, const char *kind, const char *id,
                                 char **ret_json, size_t *ret_n_bytes,
                                 int64_t *ret_fetched_ms, struct err *err);
/* Deleting what is not there succeeds. Not for the three kinds above. */
MUST_CHECK bool store_object_delete(struct store *store, const char *kind, const char *id,
                                    struct err *err);
/*
 * Keep the newest n_keep of the kind, and of those only the ones fetched at oldest_ms or
 * later.
 */
MUST_CHECK bool store_objects_prune(struct store *store, const char *kind, size_t n_keep,
                                    int64_t oldest_ms, struct err *err);

/* Keep the newest of the kind as long as their JSON is at most max_bytes together. */
MUST_CHECK bool store_objects_trim(struct store *store, const char *kind, size_t max_bytes,
                                   struct err *err);

/*
 * One object of a walk; id and json are valid during the call only. False stops the walk
 * with err.
 */
typedef bool (*store_raw_visit)(void *context, const char *id, const char *json,
                                size_t n_bytes, struct err *err);
/*
 * Every object of a kind in the order of its id, one in memory at a time. No statement is
 * open while visit runs: it may read and write the store, also begin and commit.
 */
MUST_CHECK bool store_raw_walk(struct store *store, const char *kind, store_raw_visit visit,
                               void *context, struct err *err);

#endif
