/*
 * What the athlete told us: an append-only log in own.sqlite. An entry is never changed or
 * removed; an undo is an entry of its own. The body is the tools' JSON and opaque here.
 */
#ifndef STORE_ENTRIES_H
#define STORE_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/own_entry.h"
#include "store/store.h"

/* All of them or none, on disk when it returns. ERR_BAD_ARGUMENT for a body that is too
 * long. */
MUST_CHECK bool store_entries_append(struct store *store, size_t n_entries,
                                     const struct own_entry entries[], struct err *err);
/* All, in the order of recording, texts in the arena. Nothing was ever written: an empty
 * success. */
MUST_CHECK bool store_entries_read(struct store *store, struct arena *arena,
                                   struct own_entry **ret_entries, size_t *ret_n,
                                   struct err *err);
/* Differs whenever the log may have changed, by this or another process; 0 while there is
 * no file. */
uint64_t store_entries_generation(struct store *store);

#endif
