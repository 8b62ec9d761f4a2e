/* Calendar events in the cache. */
#ifndef STORE_EVENTS_H
#define STORE_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "model/event.h"
#include "store/store.h"

/* Insert or replace, by id. The event needs a day. */
MUST_CHECK bool store_event_put(struct store *store, const struct calendar_event *event,
                                const char *raw_json, size_t n_bytes, struct err *err);
/* The columns only, for a re-index. */
MUST_CHECK bool store_event_index(struct store *store, const struct calendar_event *event,
                                  struct err *err);
/* Deleting what is not there succeeds. */
MUST_CHECK bool store_event_delete(struct store *store, int64_t id, struct err *err);

/*
 * The events of which any day, from day to end_day, lies in the range, ordered by day,
 * start_local_s (unknown first), id; all the arena's. An event without end_day lasts one
 * day.
 */
MUST_CHECK bool store_events_read(struct store *store, struct day_range range,
                                  struct arena *arena, struct calendar_event **ret_events,
                                  size_t *ret_n, struct err *err);
/* The lowest id of those with the external_id, on whatever day; 0: there is none. */
MUST_CHECK bool store_event_find(struct store *store, const char *external_id,
                                 int64_t *ret_id, struct err *err);
/*
 * The event's JSON as received, with a final zero byte; free() it. ret_n_bytes may be NULL.
 */
MUST_CHECK bool store_event_raw(struct store *store, int64_t id, char **ret_json,
                                size_t *ret_n_bytes, struct err *err);

/*
 * Deletions upstream: delete every stored event that *starts* in the range and whose id is
 * not among ids[n_ids]. Events that started earlier stay: whether the service lists them is
 * not certain.
 */
MUST_CHECK bool store_events_delete_missing(struct store *store, struct day_range range,
                                            size_t n_ids, const int64_t ids[],
                                            size_t *ret_n_deleted, struct err *err);

#endif
