/* The wellness log in the cache, one row a day. */
#ifndef STORE_WELLNESS_H
#define STORE_WELLNESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "model/wellness.h"
#include "store/store.h"

/* Insert or replace, by day. */
MUST_CHECK bool store_wellness_put(struct store *store, const struct wellness_day *day,
                                   const char *raw_json, size_t n_bytes, struct err *err);
/* The columns only, for a re-index. */
MUST_CHECK bool store_wellness_index(struct store *store, const struct wellness_day *day,
                                     struct err *err);
/* Deleting what is not there succeeds. */
MUST_CHECK bool store_wellness_delete(struct store *store, day_num day, struct err *err);

/*
 * The recorded days of the range in order (days without a record are absent); all the
 * arena's.
 */
MUST_CHECK bool store_wellness_read(struct store *store, struct day_range range,
                                    struct arena *arena, struct wellness_day **ret_days,
                                    size_t *ret_n, struct err *err);
/*
 * The day's JSON as received, with a final zero byte; free() it. ret_n_bytes may be NULL.
 */
MUST_CHECK bool store_wellness_raw(struct store *store, day_num day, char **ret_json,
                                   size_t *ret_n_bytes, struct err *err);

/*
 * Delete every stored day of the range that is not among days[n_days]. ret_n_deleted may be
 * NULL.
 */
MUST_CHECK bool store_wellness_delete_missing(struct store *store, struct day_range range,
                                              size_t n_days, const day_num days[],
                                              size_t *ret_n_deleted, struct err *err);

#endif
