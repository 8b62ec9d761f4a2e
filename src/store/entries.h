/*
 * What the athlete told us: an append-only log in own.sqlite. An entry is never changed or
 * removed; an undo is an entry of its own. The body is the tools' JSON and opaque here.
 *
 * Handles stand in the same log (kinds of model/own_entry.h): kept plans, previews and
 * requests. They are worth something for a day; those under which nothing was written go
 * STORE_HANDLE_DAYS later, when the next one is kept. What he told, his yes, and handles
 * that the journal names stay.
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

enum { STORE_HANDLE_DAYS = 7 };

/* All of them or none, on disk when it returns. ERR_BAD_ARGUMENT for a body that is too
 * long. */
MUST_CHECK bool store_entries_append(struct store *store, size_t n_entries,
                                     const struct own_entry entries[], struct err *err);
/* All, in the order of recording, texts in the arena. Nothing was ever written: an empty
 * success. */
MUST_CHECK bool store_entries_read(struct store *store, struct arena *arena,
                                   struct own_entry **ret_entries, size_t *ret_n,
                                   struct err *err);
/* The number of the newest entry, for store_entries_told_since; 0: there is none. */
MUST_CHECK bool store_entries_last(struct store *store, int64_t *ret_seq, struct err *err);
/* Has the athlete told anything after that entry? Handles, his yes and the entries of one
 * batch ("": none) are not looked at. */
MUST_CHECK bool store_entries_told_since(struct store *store, int64_t seq,
                                         const char *batch, bool *ret, struct err *err);
/* Differs whenever the log may have changed, by this or another process; 0 while there is
 * no file. */
uint64_t store_entries_generation(struct store *store);

#endif
