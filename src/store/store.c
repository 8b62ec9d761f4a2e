#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "store/internal.h"
#include "store/journal.h"
#include "base/banned.h"

/*
 * 256 KiB of pages: more was measured not to be faster (350 and 5,000 rows). No mmap: a
 * file cut by someone else would kill the process. secure_delete=FAST wipes deleted rows
 * where that costs no extra writing.
 */
static const char cache_pragmas[] = "PRAGMA synchronous=NORMAL;"
                                    "PRAGMA cache_size=-256;"
                                    "PRAGMA temp_store=MEMORY;"
                                    "PRAGMA journal_size_limit=4194304;"
                                    "PRAGMA secure_delete=FAST;"
                                    "PRAGMA cell_size_check=ON;"
                                    "PRAGMA trusted_schema=OFF";

enum { N_OPEN_TRIES = 3 };

bool store_id_is_safe(const char *athlete_id)
{
    if (athlete_id == NULL) {
        return false;
    }
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t length = strlen(athlete_id);
    return length >= 1 && length <= LIMIT_ID_BYTES && strspn(athlete_id, allowed) == length;
}

const char *store_athlete_id(const struct store *store)
{
    return store->athlete_id;
}

const char *store_cache_path(const struct store *store)
{
    return store->cache_path;
}

static void cache_close(struct store *store)
{
    store__statements_release(store);
    (void)sqlite3_close(store->cache);
    store->cache = NULL;
    store->is_in_transaction = false;
    store->has_failed = false;
}

/*
 * One try; on failure the cache stays open, so that its file can be told from a newer one.
 */
static bool cache_open_once(struct store *store, bool *ret_is_foreign, struct err *err)
{
    if (store->folder != NULL && (!store__folder_make_private(store->folder, err) ||
                                  !store__file_make(store->cache_path, err))) {
        return false;
    }
    const char *path = store->cache_path != NULL ? store->cache_path : ":memory:";
    int code = store__db_open(path, &store->cache);
    if (code == SQLITE_OK) {
        code = store__db_exec(store->cache, cache_pragmas);
    }
    if (code == SQLITE_OK) {
        code = store__db_use_wal(store->cache);
    }
    if (code == SQLITE_OK && sqlite3_db_readonly(store->cache, "main") == 1) {
        /* For want of rights, or since its header asks for a version of SQLite unheard of.
         */
        code = access(path, W_OK) == 0 ? SQLITE_CORRUPT : SQLITE_READONLY;
    }
    if (code != SQLITE_OK) {
        return store__fail(store, code, err);
    }
    return store__layout_check(store, ret_is_foreign, err);
}

/*
 * Delete the file, unless another process has done so already: then the one at its path is
 * new and only needs to be opened.
 */
static void cache_discard(struct store *store, const char *reason)
{
    bool is_still_there = store->cache == NULL || !store__db_has_moved(store->cache);
    cache_close(store);
    store->is_damaged = false;
    if (is_still_there && store->cache_path != NULL) {
        log_line(LOG_WARN, "store", "the cache is started anew athlete=%s reason=%s",
                 store->athlete_id, reason);
        store__db_delete(store->cache_path);
    }
}

static bool cache_open(struct store *store, struct err *err)
{
    for (int i = 0; i < N_OPEN_TRIES; i++) {
        bool is_foreign = false;
        store->is_damaged = false;
        store->generation++;
        if (cache_open_once(store, &is_foreign, err)) {
            store->data_version = -1;
            store->was_opened = true;
            return true;
        }
        if (!store->is_damaged && !is_foreign) {
            break;
        }
        cache_discard(store, is_foreign ? "another layout" : "damaged");
    }
    cache_close(store);
    return false;
}

bool store__ready(struct store *store, struct err *err)
{
    if (store->is_in_transaction) {
        return !store->has_failed ||
               err_set(err, ERR_STORE, "Try again.",
                       "an earlier write of this transaction failed; nothing is kept");
    }
    if (store->cache != NULL && !store->is_damaged && !store__db_has_moved(store->cache)) {
        return true;
    }
    if (store->is_damaged) {
        cache_discard(store, "damaged");
    } else if (store->cache != NULL) {
        log_line(LOG_WARN, "store", "the cache was deleted and is started anew athlete=%s",
                 store->athlete_id);
        cache_close(store);
    }
    return cache_open(store, err);
}

bool store_open(const struct store_options *options, const char *athlete_id,
                struct store **ret_store, struct err *err)
{
    if (!store_id_is_safe(athlete_id)) {
        return err_set(
            err, ERR_BAD_ARGUMENT,
            "An athlete id looks like i12345 (letters, digits, - and _, at most 64).",
            "\"%.80s\" is not an athlete id", athlete_id != NULL ? athlete_id : "");
    }
    if (!options->in_memory &&
        (options->data_dir == NULL || options->data_dir[0] == '\0')) {
        return err_set(err, ERR_BAD_ARGUMENT, "Set SOLEUS_DATA_DIR to a folder.",
                       "the data folder's name is empty");
    }
    store__sqlite_configure();
    struct store *store = xcalloc(1, sizeof *store);
    store->write_lock_fd = -1;
    str_copy(store->athlete_id, sizeof store->athlete_id, athlete_id);
    store->index_version = options->index_version;
    if (!options->in_memory) {
        AUTO_FREE char *athletes = store__path_join(options->data_dir, "athletes", NULL);
        store->folder = store__path_join(athletes, athlete_id, NULL);
        store->cache_path = store__path_join(store->folder, "cache.sqlite", NULL);
        store->own_path = store__path_join(store->folder, "own.sqlite", NULL);
        if (!store__folder_make_private(athletes, err)) {
            store_close(store);
            return false;
        }
    }
    if (!cache_open(store, err)) {
        store_close(store);
        return false;
    }
    *ret_store = store;
    return true;
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    store_rollback(store);
    cache_close(store);
    store_write_unlock(store);
    (void)sqlite3_close(store->own);
    free(store->folder);
    free(store->cache_path);
    free(store->own_path);
    free(store);
}

bool store__look(struct store *store, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_DATA_VERSION, err);
    bool has_row = false;
    if (statement == NULL || !store__step(store, statement, &has_row, err)) {
        return false;
    }
    int64_t data_version = sqlite3_column_int64(statement, 0);
    if (data_version == store->data_version) {
        return true;
    }
    store->generation++;
    if (!store__layout_look(store, err)) {
        return false; /* looks again next time */
    }
    store->data_version = data_version;
    return true;
}

bool store__read_begin(struct store *store, struct err *err)
{
    return store__ready(store, err) &&
           (store->is_in_transaction || store__look(store, err));
}

uint64_t store_generation(struct store *store)
{
    if (!store->is_in_transaction && !store__read_begin(store, NULL)) {
        store->generation++;
    }
    return store->generation;
}

bool store_needs_reindex(const struct store *store)
{
    return store->needs_reindex;
}

bool store_reindex_done(struct store *store, struct err *err)
{
    struct store__scope scope = {0};
    if (!store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    bool is_ok = store__meta_put(store, "indexed", "yes", err);
    is_ok = store__scope_end(store, scope, is_ok, err);
    if (is_ok) {
        store->needs_reindex = false;
    }
    return is_ok;
}

void store_memory_release(struct store *store)
{
    if (store->cache != NULL) {
        (void)sqlite3_db_release_memory(store->cache);
    }
    if (store->own != NULL) {
        (void)sqlite3_db_release_memory(store->own);
    }
}
