#include "store/entries.h"

#include <string.h>

#include "store/internal.h"
#include "base/banned.h"

static int entry_insert(sqlite3_stmt *statement, const struct own_entry *entry)
{
    (void)store__text_bind(statement, 1, entry->batch);
    (void)store__text_bind(statement, 2, entry->kind);
    (void)sqlite3_bind_int64(statement, 3, entry->day);
    (void)sqlite3_bind_int64(statement, 4, entry->recorded_ms);
    (void)store__text_bind(statement, 5, entry->body);
    (void)store__text_bind(statement, 6, entry->undoes);
    int code = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

struct entries {
    size_t n;
    const struct own_entry *items;
};

/* What a later call may name for a day, and is worth nothing after it. */
#define HANDLE_KINDS                                                                       \
    "('" OWN_KIND_PLAN "', '" OWN_KIND_EDIT "', '" OWN_KIND_OVERRIDE_REQUEST "')"
#define NOT_TOLD_KINDS                                                                     \
    "('" OWN_KIND_PLAN "', '" OWN_KIND_EDIT "', '" OWN_KIND_OVERRIDE_REQUEST               \
    "', '" OWN_KIND_OVERRIDE "')"

static const int64_t HANDLE_KEPT_MS = STORE_HANDLE_DAYS * 24LL * 3600 * 1000;

static bool is_handle(const struct own_entry *entry)
{
    return strcmp(entry->kind, OWN_KIND_PLAN) == 0 ||
           strcmp(entry->kind, OWN_KIND_EDIT) == 0 ||
           strcmp(entry->kind, OWN_KIND_OVERRIDE_REQUEST) == 0;
}

/* Handles under which nothing was written, when a new one is kept. */
static int handles_prune(sqlite3 *db, const struct entries *entries)
{
    static const char sql[] =
        "DELETE FROM entry WHERE kind IN " HANDLE_KINDS " AND recorded_ms < ?1 AND NOT "
        "EXISTS (SELECT 1 FROM journal WHERE handle = entry.batch)";
    sqlite3_stmt *statement = NULL;
    size_t i = 0;
    while (i < entries->n && !is_handle(&entries->items[i])) {
        i++;
    }
    if (i == entries->n) {
        return SQLITE_OK;
    }
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        int64_t first_ms = entries->items[i].recorded_ms - HANDLE_KEPT_MS;
        (void)sqlite3_bind_int64(statement, 1, first_ms);
        code = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int entries_insert(sqlite3 *db, const void *what)
{
    const struct entries *entries = what;
    static const char sql[] =
        "INSERT INTO entry (batch, kind, day, recorded_ms, body, undoes) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    for (size_t i = 0; code == SQLITE_OK && i < entries->n; i++) {
        code = entry_insert(statement, &entries->items[i]);
    }
    (void)sqlite3_finalize(statement);
    return code == SQLITE_OK ? handles_prune(db, entries) : code;
}

bool store_entries_append(struct store *store, size_t n_entries,
                          const struct own_entry entries[], struct err *err)
{
    for (size_t i = 0; i < n_entries; i++) {
        if (strlen(entries[i].body) > OWN_ENTRY_BODY_BYTES) {
            return err_set(err, ERR_BAD_ARGUMENT, "Shorten the note, or log it in parts.",
                           "an entry is longer than %d bytes", OWN_ENTRY_BODY_BYTES);
        }
    }
    if (!store__own_ready(store, err)) {
        return false;
    }
    struct entries all = {.n = n_entries, .items = entries};
    return store__own_change(store, entries_insert, &all, err);
}

static int entries_count(sqlite3 *db, int64_t *ret_n)
{
    return store__db_int(db, "SELECT count(*) FROM entry", 0, ret_n);
}

static int entries_fill(sqlite3 *db, struct arena *arena, size_t n_max,
                        struct own_entry entries[], size_t *ret_n)
{
    static const char sql[] =
        "SELECT batch, kind, day, recorded_ms, body, undoes, EXISTS "
        "(SELECT 1 FROM entry AS u WHERE u.undoes = entry.batch) FROM entry ORDER BY seq";
    sqlite3_stmt *statement = NULL;
    size_t n_entries = 0;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    while (code == SQLITE_ROW && n_entries < n_max) {
        entries[n_entries++] =
            (struct own_entry){.batch = store__text_read(statement, 0, arena),
                               .kind = store__text_read(statement, 1, arena),
                               .day = (day_num)sqlite3_column_int64(statement, 2),
                               .recorded_ms = sqlite3_column_int64(statement, 3),
                               .body = store__text_read(statement, 4, arena),
                               .undoes = store__text_read(statement, 5, arena),
                               .is_undone = sqlite3_column_int(statement, 6) != 0};
        code = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    *ret_n = n_entries;
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

bool store_entries_read(struct store *store, struct arena *arena,
                        struct own_entry **ret_entries, size_t *ret_n, struct err *err)
{
    int64_t n_stored = 0;
    size_t n_read = 0;
    if (!store__own_exists(store)) {
        *ret_entries = NULL;
        *ret_n = 0;
        return true;
    }
    if (!store__own_ready(store, err)) {
        return false;
    }
    int code = entries_count(store->own, &n_stored);
    if (code != SQLITE_OK) {
        return store__own_fail(store, code, err);
    }
    /* Another process may append meanwhile: what is there now is read, no more. */
    struct own_entry *entries = arena_alloc(arena, (size_t)n_stored + 1, sizeof *entries);
    code = entries_fill(store->own, arena, (size_t)n_stored, entries, &n_read);
    if (code != SQLITE_OK) {
        return store__own_fail(store, code, err);
    }
    *ret_entries = entries;
    *ret_n = n_read;
    return true;
}

bool store_entries_last(struct store *store, int64_t *ret_seq, struct err *err)
{
    *ret_seq = 0;
    if (!store__own_exists(store)) {
        return true;
    }
    if (!store__own_ready(store, err)) {
        return false;
    }
    int code = store__db_int(store->own, "SELECT max(seq) FROM entry", 0, ret_seq);
    return code == SQLITE_OK || store__own_fail(store, code, err);
}

bool store_entries_told_since(struct store *store, int64_t seq, const char *batch,
                              bool *ret, struct err *err)
{
    static const char sql[] = "SELECT 1 FROM entry WHERE seq > ?1 AND batch <> ?2 AND kind "
                              "NOT IN " NOT_TOLD_KINDS " LIMIT 1";
    sqlite3_stmt *statement = NULL;
    *ret = false;
    if (!store__own_exists(store)) {
        return true;
    }
    if (!store__own_ready(store, err)) {
        return false;
    }
    int code = sqlite3_prepare_v2(store->own, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_bind_int64(statement, 1, seq);
        (void)store__text_bind(statement, 2, batch);
        code = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    *ret = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE || store__own_fail(store, code, err);
}

uint64_t store_entries_generation(struct store *store)
{
    int64_t version = 0;
    if (!store__own_exists(store)) {
        return 0;
    }
    if (!store__own_ready(store, NULL) ||
        store__db_int(store->own, "PRAGMA data_version", 0, &version) != SQLITE_OK) {
        store->own_epoch++; /* unreadable now: never the same as before */
        return store->own_epoch << 48U;
    }
    /* data_version counts what others commit, total_changes what we do; both restart with a
     * new open. */
    return (store->own_epoch << 48U) + ((uint64_t)version << 24U) +
           (uint64_t)sqlite3_total_changes(store->own) + 1;
}
