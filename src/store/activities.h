/*
 * Activities in the cache: columns for computing, the service's JSON for everything else.
 */
#ifndef STORE_ACTIVITIES_H
#define STORE_ACTIVITIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "model/activity.h"
#include "store/store.h"

/* Insert or replace, by id. The activity needs an id and a day. */
MUST_CHECK bool store_activity_put(struct store *store, const struct activity *activity,
                                   const char *raw_json, size_t n_bytes,
                                   const char *revision, struct err *err);
/* The columns only, for a re-index: JSON and revision stay as they are. */
MUST_CHECK bool store_activity_index(struct store *store, const struct activity *activity,
                                     struct err *err);
/* Deleting what is not there succeeds. */
MUST_CHECK bool store_activity_delete(struct store *store, const char *id, struct err *err);

/*
 * The activities of the days, ordered by day, start_local_s (unknown first), id; array and
 * texts are the arena's. None is an empty success (*ret_n 0).
 */
MUST_CHECK bool store_activities_read(struct store *store, struct day_range range,
                                      struct arena *arena, struct activity **ret_activities,
                                      size_t *ret_n, struct err *err);
/* One, by id; ERR_NOT_FOUND when absent. Texts are the arena's. */
MUST_CHECK bool store_activity_read(struct store *store, const char *id,
                                    struct arena *arena, struct activity *ret_activity,
                                    struct err *err);
/* Its JSON as received, with a final zero byte; free() it. ret_n_bytes may be NULL. */
MUST_CHECK bool store_activity_raw(struct store *store, const char *id, char **ret_json,
                                   size_t *ret_n_bytes, struct err *err);

enum { STORE_REVISION_SIZE = 33 }; /* 32 hexadecimal digits */

struct store_revision {
    const char *id; /* the arena's */
    day_num day;
    char revision[STORE_REVISION_SIZE]; /* "" when none was given */
};

/*
 * What is stored of the days, in the order of store_activities_read, to compare with a
 * light list.
 */
MUST_CHECK bool store_activity_revisions_read(struct store *store, struct day_range range,
                                              struct arena *arena,
                                              struct store_revision **ret_revisions,
                                              size_t *ret_n, struct err *err);
/* Change the revision alone; ERR_NOT_FOUND when the activity is absent. */
MUST_CHECK bool store_activity_revision_set(struct store *store, const char *id,
                                            const char *revision, struct err *err);

struct store_number {
    const char *id; /* the arena's */
    double value;
};

/*
 * A number that stands in the stored JSON under this key of the outermost object, of the
 * activities that have one, in the order of store_activities_read: for the athlete's own
 * fields, which have no columns. key: letters, digits and '_' (ERR_BAD_ARGUMENT otherwise).
 * Reads the JSON itself, some 20 us an activity: keep what it gives.
 */
MUST_CHECK bool store_activity_numbers_read(struct store *store, struct day_range range,
                                            const char *key, struct arena *arena,
                                            struct store_number **ret_numbers,
                                            size_t *ret_n, struct err *err);

/*
 * Deletions upstream: delete every stored activity of the days whose id is not among
 * ids[n_ids]. ret_n_deleted may be NULL.
 */
MUST_CHECK bool store_activities_delete_missing(struct store *store, struct day_range range,
                                                size_t n_ids, const char *const ids[],
                                                size_t *ret_n_deleted, struct err *err);

#endif
