/*
 * The write journal in own.sqlite: what we wanted changed at the service, committed before
 * it was sent, and what became of it. Append-only: a step's state is its last row (handle,
 * step, is_undo); no row is ever changed.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/service_write.h"
#include "store/store.h"

/* All of them or none, on disk when it returns. ERR_BAD_ARGUMENT for a wanted or before
 * above SERVICE_WRITE_TEXT_BYTES; such an after is left out, and why says so. */
MUST_CHECK bool store_journal_append(struct store *store, size_t n_writes,
                                     const struct service_write writes[], struct err *err);

/* Which steps to read, each as it stands now, texts in the arena, in the order of handle's
 * first row, step, is_undo. */
struct store_journal_query {
    const char *handle; /* NULL: of any */
    int64_t event_id;   /* 0: of any */
    bool unsettled;     /* only open and unknown ones */
};
/* Nothing was ever written: an empty success. */
MUST_CHECK bool store_journal_read(struct store *store,
                                   const struct store_journal_query *query,
                                   struct arena *arena, struct service_write **ret_writes,
                                   size_t *ret_n, struct err *err);

/*
 * The right to write to the service for this athlete, against other processes on this
 * machine: a lock on the file write.lock beside own.sqlite, which ends with its holder
 * (a lease with an expiry would keep an athlete waiting after a crash, and could end under
 * a slow holder). False in *ret_is_held when another process has it. In memory always held.
 * Two machines are not covered: their files are not the same.
 */
MUST_CHECK bool store_write_lock(struct store *store, bool *ret_is_held, struct err *err);
/* Does nothing when it is not held. */
void store_write_unlock(struct store *store);

#endif
