/* One entry of what the athlete told us. Plain data. */
#ifndef MODEL_OWN_ENTRY_H
#define MODEL_OWN_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"

enum { OWN_BATCH_CHARS = 10, OWN_ENTRY_BODY_BYTES = 8192 };

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
