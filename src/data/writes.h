/*
 * Changes of the service's data: journal, sending and reading back, as the call engine's
 * state machine (app/writes.h) and the tools see them. Tools only read here.
 *
 * All of it only after data_athlete gave an athlete for the view. Lists and images are
 * alive until the view is freed (data_image: of the arena given).
 */
#ifndef DATA_WRITES_H
#define DATA_WRITES_H

#include "base/arena.h"
#include "data/data.h"
#include "model/service_write.h"

/* Steps as they stand, in the order of store/journal.h. */
struct data_writes {
    const struct service_write *items;
    size_t n_items;
};
/* Of one handle; empty when it never wrote. */
MUST_CHECK bool data_writes_of(struct data_view *view, const char *handle,
                               struct data_writes *ret, struct err *err);
/* That made or changed this event. */
MUST_CHECK bool data_writes_of_event(struct data_view *view, int64_t event_id,
                                     struct data_writes *ret, struct err *err);
/* Open and unknown ones of all handles. */
MUST_CHECK bool data_writes_unsettled(struct data_view *view, struct data_writes *ret,
                                      struct err *err);
/* How many those are, without reading them again while nothing changed; 0 also while it is
 * not known who the athlete is. */
size_t data_writes_unsettled_count(struct data_view *view);
/* The rows of a step in a list; NULL: none. */
const struct service_write *data_write_find(const struct data_writes *writes, int step,
                                            bool is_undo);

/*
 * Did we create this event? Its external_id and the journal say so, and it was not taken
 * back. What is not ours is never changed or removed.
 */
MUST_CHECK bool data_event_is_ours(struct data_view *view,
                                   const struct calendar_event *event, bool *ret,
                                   struct err *err);

/*
 * The image (model/service_write.h) that the store holds of what a write is about: an event
 * by its id, or by its external_id while it has none; a wellness day or activity cut to the
 * members of wanted. *ret NULL when the store has no such thing. In the arena.
 */
MUST_CHECK bool data_image(struct data_view *view, const struct service_write *write,
                           struct arena *arena, const char **ret, struct err *err);

/* How what a write left in the service stands now, in the store as it is. */
enum data_look {
    DATA_LOOK_AS_WRITTEN,
    DATA_LOOK_CHANGED, /* by others, in what people can change */
    DATA_LOOK_GONE
};
MUST_CHECK bool data_write_look(struct data_view *view, const struct service_write *write,
                                enum data_look *ret, struct err *err);

/* The days to be read to see what became of a write: around where an event was, and where
 * it is to be; others may have moved it a little since. */
struct day_range data_write_range(const struct service_write *write);
/* All days where an event may have been moved to. Only what is not there either is gone. */
struct day_range data_write_range_far(const struct data_view *view,
                                      const struct service_write *write);
/* Where the store has the event of a write. */
enum data_seen {
    DATA_SEEN_NEAR, /* in data_write_range */
    DATA_SEEN_FAR,  /* elsewhere: maybe read long ago */
    DATA_SEEN_NOT
};
MUST_CHECK bool data_write_seen(struct data_view *view, const struct service_write *write,
                                enum data_seen *ret, struct err *err);

/*
 * Which events touch the days, in which version: differs when any of them changed. Of the
 * store as it is. ret: SEAL_DIGEST_SIZE bytes.
 */
enum { DATA_CALENDAR_DIGEST_SIZE = 33 };
MUST_CHECK bool data_calendar_digest(struct data_view *view, struct day_range range,
                                     char ret[DATA_CALENDAR_DIGEST_SIZE], struct err *err);

/* From here on, what the view reads of any kind is fetched anew once: for runs that decide
 * about a write. */
void data_view_refresh(struct data_view *view);

/* ---- of the call engine alone ---- */

/* Are there open or unknown changes of the athlete, and did no try to settle them end in
 * the last 30 s? False also while it is not known who the athlete is. */
bool data_writes_are_due(struct data_view *view, int64_t now_ms);
/* Such a try has ended now. */
void data_writes_tried(struct data_view *view, int64_t now_ms);

/* Note a need for exactly these days, fetched in any case and shared with nobody (a list
 * that was asked for before a change may not show it). */
void data_view_want(struct data_view *view, enum data_kind kind, struct day_range range);

MUST_CHECK bool data_journal_append(struct data_view *view, size_t n_writes,
                                    const struct service_write writes[], struct err *err);
/* See store_write_lock. */
MUST_CHECK bool data_write_lock(struct data_view *view, bool *ret_is_held, struct err *err);
void data_write_unlock(struct data_view *view);

/* How a change went, as far as its reply tells; reading back decides. See
 * intervals_change_cb. */
typedef void (*data_sent_cb)(void *user, bool is_answered, const struct err *err);
/* Send it once; without a reply by then it is not answered. done follows exactly once,
 * maybe before this returns. ERR_BAD_ARGUMENT for a source that cannot write. */
void data_write_send(struct data_view *view, const struct service_write *write,
                     int timeout_ms, data_sent_cb done, void *user);

#endif
