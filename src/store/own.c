#include "store/own.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/random.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "store/internal.h"
#include "base/banned.h"

#define OWN_APPLICATION_ID 0x536F6C4F /* "SolO" */

/* What is committed survives a power cut: synchronous=FULL. */
static const char own_pragmas[] = "PRAGMA synchronous=FULL;"
                                  "PRAGMA cache_size=-256;"
                                  "PRAGMA temp_store=MEMORY;"
                                  "PRAGMA foreign_keys=ON;"
                                  "PRAGMA cell_size_check=ON;"
                                  "PRAGMA trusted_schema=OFF";

static const char history_sql[] = "CREATE TABLE IF NOT EXISTS schema_version ("
                                  "version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT";

static const struct store__migration own_migrations[] = {
    {.name = "meta",
     .sql =
         "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT"},
    {.name = "entries",
     .sql =
         "CREATE TABLE entry (seq INTEGER PRIMARY KEY AUTOINCREMENT, batch TEXT NOT NULL, "
         "kind TEXT NOT NULL, day INTEGER NOT NULL, recorded_ms INTEGER NOT NULL, "
         "body TEXT NOT NULL, undoes TEXT) STRICT;"
         "CREATE INDEX entry_undoes ON entry (undoes) WHERE undoes IS NOT NULL"},
    {.name = "journal",
     .sql = "CREATE TABLE journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT "
            "NULL, step INTEGER NOT NULL, is_undo INTEGER NOT NULL, kind TEXT NOT NULL, "
            "state TEXT NOT NULL, day INTEGER NOT NULL, event_id INTEGER NOT NULL, "
            "target TEXT NOT NULL, wanted TEXT, before TEXT, after TEXT, why TEXT, "
            "recorded_ms INTEGER NOT NULL) STRICT;"
            "CREATE INDEX journal_step ON journal (handle, step, is_undo, seq);"
            "CREATE INDEX journal_event ON journal (event_id) WHERE event_id <> 0"},
};
enum { N_OWN_MIGRATIONS = sizeof own_migrations / sizeof own_migrations[0] };

static const char keep_hint[] = "It was left as it is. Copy it to a safe place, then put a "
                                "backup (own.sqlite.before-...) there, "
                                "or move it away to start empty.";

static const char *own_name(const struct store *store)
{
    return store->own_path != NULL ? store->own_path : "the own store in memory";
}

bool store__own_fail(struct store *store, int code, struct err *err)
{
    if (store__is_damage(code)) {
        return err_set(err, ERR_STORE, keep_hint,
                       "the athlete's own entries, %s, are damaged", own_name(store));
    }
    return store__db_fail(err, code, store->own, store->own_path);
}

static bool state_check(const struct store *store, struct store__db_state state,
                        size_t n_migrations, struct err *err)
{
    if (!store__db_is_new(state) && state.application_id != OWN_APPLICATION_ID) {
        return err_set(err, ERR_STORE, "It was left as it is. Move it away and try again.",
                       "%s is not a file of soleus", own_name(store));
    }
    if (state.user_version > (int64_t)n_migrations) {
        return err_set(err, ERR_STORE,
                       "It was left as it is. Update soleus to the version that wrote it.",
                       "%s has schema version %" PRId64 "; this soleus knows up to %zu",
                       own_name(store), state.user_version, n_migrations);
    }
    return true;
}

static bool is_sound(struct store *store, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int code =
        sqlite3_prepare_v2(store->own, "PRAGMA quick_check(1)", -1, &statement, NULL);
    bool is_ok = false;
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        is_ok = text != NULL && strcmp(text, "ok") == 0;
        code = SQLITE_CORRUPT;
    }
    (void)sqlite3_finalize(statement);
    return is_ok || store__own_fail(store, code, err);
}

/* A free name beside the file; an older copy is never written over. */
static char *backup_path(const struct store *store, size_t version)
{
    struct str_buf path = {0};
    struct stat info;
    str_buf_printf(&path, "%s.before-%zu", store->own_path, version);
    if (lstat(str_buf_text(&path), &info) == 0) {
        char random[9];
        random_handle(random, sizeof random - 1);
        str_buf_printf(&path, "-%s", random);
    }
    return str_buf_take(&path);
}

static bool backup_write(struct store *store, const char *path, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    if (!store__file_make(path, err)) {
        return false;
    }
    int code = sqlite3_prepare_v2(store->own, "VACUUM INTO ?1", -1, &statement, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
        code = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE || store__own_fail(store, code, err);
}

static int migration_run(sqlite3 *db, size_t version,
                         const struct store__migration *migration)
{
    int code = store__db_exec(db, migration->sql);
    char *sql =
        sqlite3_mprintf("INSERT INTO schema_version (version, name) VALUES (%llu, %Q)",
                        (unsigned long long)version, migration->name);
    if (code == SQLITE_OK) {
        code = sql != NULL ? store__db_exec(db, sql) : SQLITE_NOMEM;
    }
    sqlite3_free(sql);
    return code;
}

bool store__own_exists(const struct store *store)
{
    struct stat info;
    return store->own != NULL ||
           (store->own_path != NULL && stat(store->own_path, &info) == 0);
}

bool store__own_change(struct store *store, int (*change)(sqlite3 *db, const void *what),
                       const void *what, struct err *err)
{
    int code = store__db_exec(store->own, "BEGIN IMMEDIATE");
    if (code == SQLITE_OK) {
        code = change(store->own, what);
    }
    if (code == SQLITE_OK) {
        code = store__db_exec(store->own, "COMMIT");
    }
    if (code == SQLITE_OK) {
        return true;
    }
    (void)store__own_fail(store, code, err);
    if (sqlite3_get_autocommit(store->own) == 0) {
        (void)store__db_exec(store->own, "ROLLBACK");
    }
    return false;
}

struct migrations {
    size_t n;
    const struct store__migration *items;
};

/* From the version found there to the newest. */
static int migrations_run(sqlite3 *db, const void *what)
{
    const struct migrations *migrations = what;
    int64_t version = 0;
    char sql[96];
    int code = store__db_int(db, "PRAGMA user_version", 0, &version);
    if (code == SQLITE_OK) {
        code = store__db_exec(db, history_sql);
    }
    for (size_t i = (size_t)version; code == SQLITE_OK && i < migrations->n; i++) {
        code = migration_run(db, i + 1, &migrations->items[i]);
    }
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%zu",
                   OWN_APPLICATION_ID, migrations->n);
    if (code == SQLITE_OK && version < (int64_t)migrations->n) {
        code = store__db_exec(db, sql);
    }
    return code;
}

static bool migrate_with_backup(struct store *store, struct store__db_state state,
                                size_t n_migrations,
                                const struct store__migration migrations[], struct err *err)
{
    if (state.user_version == (int64_t)n_migrations) {
        return true;
    }
    struct migrations all = {.n = n_migrations, .items = migrations};
    if (state.user_version == 0 || store->own_path == NULL) {
        return store__own_change(store, migrations_run, &all, err);
    }
    AUTO_FREE char *backup = backup_path(store, n_migrations);
    bool is_ok = backup_write(store, backup, err) &&
                 store__own_change(store, migrations_run, &all, err);
    if (!is_ok) {
        (void)unlink(backup); /* the file itself is still the same */
    }
    return is_ok;
}

static bool open_file(struct store *store, size_t n_migrations,
                      const struct store__migration migrations[], struct err *err)
{
    struct store__db_state state = {0};
    if (store->own_path != NULL && (!store__folder_make_private(store->folder, err) ||
                                    !store__file_make(store->own_path, err))) {
        return false;
    }
    const char *path = store->own_path != NULL ? store->own_path : ":memory:";
    int code = store__db_open(path, &store->own);
    if (code == SQLITE_OK) {
        /*
         * Until it is known to be ours, not even what is left in its -wal is moved into it.
         */
        code = sqlite3_db_config(store->own, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    if (code != SQLITE_OK) {
        return store__own_fail(store, code, err);
    }
    code = store__db_state_read(store->own, &state);
    if (code != SQLITE_OK) {
        return store__own_fail(store, code, err);
    }
    if (!state_check(store, state, n_migrations, err) || !is_sound(store, err)) {
        return false;
    }
    code = sqlite3_db_config(store->own, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    if (code == SQLITE_OK) {
        code = store__db_exec(store->own, own_pragmas);
    }
    if (code == SQLITE_OK) {
        code = store__db_use_wal(store->own);
    }
    if (code != SQLITE_OK) {
        return store__own_fail(store, code, err);
    }
    return migrate_with_backup(store, state, n_migrations, migrations, err);
}

static void own_close(struct store *store)
{
    (void)sqlite3_close(store->own);
    store->own = NULL;
}

bool store__own_open(struct store *store, size_t n_migrations,
                     const struct store__migration migrations[], struct err *err)
{
    if (store->own != NULL) {
        if (!store__db_has_moved(store->own)) {
            return true;
        }
        log_line(LOG_WARN, "store",
                 "own.sqlite was replaced and is opened again athlete=%s",
                 store->athlete_id);
        own_close(store);
    }
    store->own_epoch++;
    bool is_ok = open_file(store, n_migrations, migrations, err);
    if (!is_ok) {
        own_close(store);
    }
    return is_ok;
}

bool store__own_ready(struct store *store, struct err *err)
{
    return store__own_open(store, N_OWN_MIGRATIONS, own_migrations, err);
}

static bool read_value(struct store *store, const char *key, char **ret_value,
                       struct err *err)
{
    sqlite3_stmt *statement = NULL;
    char *value = NULL;
    int code = sqlite3_prepare_v2(store->own, "SELECT value FROM meta WHERE key = ?1", -1,
                                  &statement, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        value = xstrdup(text != NULL ? text : "");
    }
    (void)sqlite3_finalize(statement);
    if (code == SQLITE_DONE) {
        return err_set(err, ERR_NOT_FOUND, NULL, "%.80s is not set", key);
    }
    if (code != SQLITE_ROW) {
        return store__own_fail(store, code, err);
    }
    *ret_value = value;
    return true;
}

bool store_own_meta_get(struct store *store, const char *key, char **ret_value,
                        struct err *err)
{
    if (!store__own_exists(store)) {
        return err_set(err, ERR_NOT_FOUND, NULL, "%.80s is not set", key);
    }
    return store__own_ready(store, err) && read_value(store, key, ret_value, err);
}

bool store_own_meta_put(struct store *store, const char *key, const char *value,
                        struct err *err)
{
    if (!store__own_ready(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(
        store->own, "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", -1,
        &statement, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(statement, 2, value, -1, SQLITE_STATIC);
        code = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE || store__own_fail(store, code, err);
}
