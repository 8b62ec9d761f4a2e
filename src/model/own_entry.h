/* One entry of what the athlete told us. Plain data. */
#ifndef MODEL_OWN_ENTRY_H
#define MODEL_OWN_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"

enum { OWN_BATCH_CHARS = 10, OWN_ENTRY_BODY_BYTES = 8192 };

/*
 * Kinds of what tools keep for themselves, so that a later call can name it; they say
 * nothing of the athlete's state. A kept plan, a kept preview, a request for the athlete's
 * yes; and his yes. All other kinds are what he told us.
 */
#define OWN_KIND_PLAN "plan"
#define OWN_KIND_EDIT "edit"
#define OWN_KIND_OVERRIDE_REQUEST "override_request"
#define OWN_KIND_OVERRIDE "override"

struct own_entry {
    const char *batch; /* entries of one call share this handle; it is what an undo names */
    const char *kind;  /* short lower-case word */
    day_num day;       /* what it speaks of */
    int64_t recorded_ms;
    const char *body;   /* JSON text */
    const char *undoes; /* of an undo: the batch it takes back; NULL else */
    bool is_undone;     /* read only: a later undo names its batch */
};

#endif
