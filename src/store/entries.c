#include "store/entries.h"

#include <string.h>
#include <sys/stat.h>

#include "store/internal.h"
#include "base/banned.h"

static bool file_exists(const struct store *store)
{
    struct stat info;
    return store->own != NULL ||
           (store->own_path != NULL && stat(store->own_path, &info) == 0);
}

static int text_bind(sqlite3_stmt *statement, int column, const char *text)
{
    return text != NULL ? sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC)
                        : sqlite3_bind_null(statement, column);
}

static int entry_insert(sqlite3_stmt *statement, const struct own_entry *entry)
{
    (void)text_bind(statement, 1, entry->batch);
    (void)text_bind(statement, 2, entry->kind);
    (void)sqlite3_bind_int64(statement, 3, entry->day);
    (void)sqlite3_bind_int64(statement, 4, entry->recorded_ms);
    (void)text_bind(statement, 5, entry->body);
    (void)text_bind(statement, 6, entry->undoes);
    int code = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

struct entries {
    size_t n;
    const struct own_entry *items;
};

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
    return code;
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

static const char *column_text(sqlite3_stmt *statement, int column, struct arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? arena_text(arena, text) : NULL;
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
            (struct own_entry){.batch = column_text(statement, 0, arena),
                               .kind = column_text(statement, 1, arena),
                               .day = (day_num)sqlite3_column_int64(statement, 2),
                               .recorded_ms = sqlite3_column_int64(statement, 3),
                               .body = column_text(statement, 4, arena),
                               .undoes = column_text(statement, 5, arena),
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
    if (!file_exists(store)) {
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

uint64_t store_entries_generation(struct store *store)
{
    int64_t version = 0;
    if (!file_exists(store)) {
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
