/*
 * The athlete's store: two SQLite files in <data_dir>/athletes/<real id>/ (folders 0700,
 * files 0600).
 *
 *   cache.sqlite  the service's own JSON per object, whole, plus the model's columns.
 *                 Disposable: damaged, deleted or of another layout it is started anew,
 * with one log line. own.sqlite    the athlete's own entries (own.h). Precious: opened at
 * first use, never deleted here.
 *
 * One store serves one athlete on one thread; two stores, also of two processes, may share
 * the files. Nothing touches the disk before store_open. Functions that fail report
 * ERR_STORE (disk, busy, damage), ERR_BAD_ARGUMENT or ERR_INTERNAL (our caller's mistake)
 * or ERR_NOT_FOUND, and leave their outputs untouched.
 *
 * Writing: a put or delete alone is one transaction. Between store_begin and store_commit
 * many are one; when one of them fails, the later ones fail as well and store_commit keeps
 * nothing.
 *
 * Damage found while working (SQLITE_CORRUPT) fails that call; the next call outside a
 * transaction finds a new, empty cache. A cache that someone deleted under us is started
 * anew without a failed call. In both cases store_generation changes and the coverage is
 * empty.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"

struct store;

struct store_options {
    /* Made with its parents (0700) when absent; unused in memory. */
    const char *data_dir;
    /* For the sample athlete: nothing touches the disk. */
    bool in_memory;
    /*
     * Any number that changes when the reading of JSON into the model changes: then the
     * columns are made anew from the stored JSON (store_needs_reindex).
     */
    int index_version;
};

/*
 * athlete_id is the real one ("0" is an alias, see alias.h): at most LIMIT_ID_BYTES of
 * [A-Za-z0-9_-], since it becomes a folder's name. Opens (or makes) the cache; close with
 * store_close.
 */
MUST_CHECK bool store_open(const struct store_options *options, const char *athlete_id,
                           struct store **ret_store, struct err *err);
/* Rolls back what was begun and not committed. NULL is fine. */
void store_close(struct store *store);

/* 1 to LIMIT_ID_BYTES characters of [A-Za-z0-9_-]. NULL is not safe. */
bool store_id_is_safe(const char *athlete_id);
/* The store's own copies, alive until store_close; the path is NULL in memory. */
const char *store_athlete_id(const struct store *store);
const char *store_cache_path(const struct store *store);

/*
 * A number that differs from the earlier one whenever the cache's content may have changed
 * since, by this store, another one or another process (also by a rollback). Take it before
 * reading, keep what was read as long as it stays the same. A few microseconds. Cannot
 * fail: in doubt it changes.
 */
uint64_t store_generation(struct store *store);

/*
 * A write transaction over the cache. Not nested. Waits at most 0.1 s for another process.
 */
MUST_CHECK bool store_begin(struct store *store, struct err *err);
/* Ends the transaction also when it fails: then nothing was written. */
MUST_CHECK bool store_commit(struct store *store, struct err *err);
/* Does nothing outside a transaction. */
void store_rollback(struct store *store);

/*
 * True when the columns were made anew (another index_version or layout) and the JSON has
 * yet to be read into them: walk it with store_raw_walk, hand each object to
 * store_activity_index and so on, then store_reindex_done. A crash in between leaves it
 * true for the next start.
 */
bool store_needs_reindex(const struct store *store);
MUST_CHECK bool store_reindex_done(struct store *store, struct err *err);

/* Give SQLite's spare memory back, after a sync. */
void store_memory_release(struct store *store);

#endif
