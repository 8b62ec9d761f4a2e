/*
 * One change that we want made to the service's data, and what is known of it. Plain data.
 *
 * Changes of one call share a handle and are counted from 1 (step). An event that we create
 * carries the external_id "soleus:<handle>:<step>", by which it is found again when the
 * reply to its creation was lost. An undo is a change of its own under the same handle and
 * step, with is_undo.
 */
#ifndef MODEL_SERVICE_WRITE_H
#define MODEL_SERVICE_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"

enum service_write_kind {
    WRITE_EVENT_CREATE,
    WRITE_EVENT_UPDATE,
    WRITE_EVENT_DELETE,
    WRITE_WELLNESS, /* members of a day's wellness row */
    WRITE_ACTIVITY  /* members of an activity */
};
enum { N_SERVICE_WRITE_KINDS = WRITE_ACTIVITY + 1 };

enum service_write_state {
    WRITE_OPEN, /* journalled before it is sent: only reading back tells what became of it
                 */
    WRITE_DONE, /* read back from the service */
    WRITE_NOT_DONE, /* certain: the service has not done it; why says the reason */
    WRITE_UNKNOWN   /* sent, its reply was lost, not seen yet: to be read back again */
};
enum { N_SERVICE_WRITE_STATES = WRITE_UNKNOWN + 1 };

enum { SERVICE_WRITE_TEXT_BYTES = 32768, SERVICE_WRITE_TARGET_SIZE = 64 };

/*
 * Texts belong to whoever made the list. An image is what a person can change in an object,
 * with its id and what the service computed of it, as a JSON object (intervals/image.h).
 */
struct service_write {
    const char *handle;
    int step;
    bool is_undo;
    enum service_write_kind kind;
    enum service_write_state state;
    day_num day;        /* where it is read back: of the event, the row, the activity */
    int64_t event_id;   /* of the service; 0: of a creation not read back yet */
    const char *target; /* an event's external_id, an activity's id; "" for wellness */
    const char *wanted; /* the members to send, JSON object; NULL of a deletion */
    /*
     * The image that was seen when the change was decided; when the service shows another
     * one just before sending, nothing is sent. NULL of a creation.
     */
    const char *before;
    const char *after; /* the image read back; NULL: deleted, not done, or too long */
    const char *why;   /* of NOT_DONE and UNKNOWN, and of what is odd in DONE; NULL else */
    int64_t recorded_ms; /* of the state, real time */
};

/* "event_create" and so on, "open" and so on; false for other names. */
const char *service_write_kind_name(enum service_write_kind kind);
bool service_write_kind_from_name(const char *name, enum service_write_kind *ret);
const char *service_write_state_name(enum service_write_state state);
bool service_write_state_from_name(const char *name, enum service_write_state *ret);

/* "soleus:<handle>:<step>". */
void service_write_external_id(const char *handle, int step,
                               char ret[SERVICE_WRITE_TARGET_SIZE]);
/* Does an external_id begin as ours do? NULL: no. By itself no proof that we made it. */
bool service_write_is_prefixed(const char *external_id);

/* What became of a step, its undo included. forward and undo are its rows, NULL: none. */
enum service_write_place {
    WRITE_PLACE_NOWHERE,  /* never done */
    WRITE_PLACE_THERE,    /* done and not taken back */
    WRITE_PLACE_UNDONE,   /* done and taken back */
    WRITE_PLACE_UNSETTLED /* the one or the other is open or unknown */
};
enum service_write_place service_write_place(const struct service_write *forward,
                                             const struct service_write *undo);

#endif
