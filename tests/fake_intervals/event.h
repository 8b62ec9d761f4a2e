#ifndef FAKE_EVENT_H
#define FAKE_EVENT_H

#include "call.h"

/* Shared by reading and writing of calendar events. */

/* The first and last day that the event covers; end_date_local is exclusive. */
bool event_span(const json_t *event, long *ret_first_day, long *ret_last_day);
/* WORKOUT, RACE_A, ..: case-sensitive. */
bool event_is_category(const char *text);

bool event_has_text(const json_t *object, const char *key);

/* event_change.c: made or changed and saved with a new `updated`; what is in `changes` was
 * checked. A change moves the end along when only the start is in it. New references. */
json_t *event_create(struct store *store, struct athlete *athlete, const json_t *changes,
                     const char *creator_id);
json_t *event_update(struct store *store, struct athlete *athlete, const struct row *row,
                     const json_t *changes);

/* A new event with every key of the service, as it is before anything is set. */
json_t *event_blank(void);

/* The path's event, of the path's athlete; NULL after a 404. */
const struct row *event_of(struct call *call);

#endif
