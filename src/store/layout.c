/*
 * The cache's tables. Those that hold what was fetched (object, coverage, meta) are worth a
 * download; those with the model's columns can be made again from them. Each half has a
 * fingerprint made of its own SQL, so that no version number can be forgotten: another
 * fingerprint of the first half starts the whole file anew, another one of the second half
 * makes the columns anew and asks for a re-index. The ledger of answers stands beside the
 * columns: it starts empty then.
 *
 * Only the first opening of a store does so. When two versions of this program run at once,
 * the one that started last has the cache; the other one notices (store__layout_look) and
 * says so, instead of both deleting and fetching in turn.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "model/event.h"
#include "model/sport.h"
#include "store/internal.h"
#include "base/banned.h"

#define CACHE_APPLICATION_ID 0x536F6C43 /* "SolC" */

/*
 * Any change of this text means a new download. json is last: others are read without it.
 */
static const char fetched_sql[] =
    "CREATE TABLE object (kind TEXT NOT NULL, id TEXT NOT NULL, fetched_ms INTEGER, "
    "revision TEXT, json TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT;\n"
    "CREATE TABLE coverage (kind TEXT NOT NULL, first_day INTEGER NOT NULL, "
    "n_days INTEGER NOT NULL, synced_ms INTEGER NOT NULL, PRIMARY KEY (kind, first_day)) "
    "STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) "
    "STRICT, WITHOUT ROWID;\n";

static const char extra_tables_sql[] = "SELECT name FROM sqlite_master WHERE type = "
                                       "'table' AND name NOT IN ('object', 'coverage', "
                                       "'meta') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

enum { FINGERPRINT_SIZE = 17 };

/* FNV-1a, 64 bits: a fingerprint, not a defence. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        hash = (hash ^ *at) * UINT64_C(1099511628211);
    }
    return hash;
}

static const uint64_t hash_start = UINT64_C(14695981039346656037);

/* As user_version: 31 bits, never 0. */
static int64_t fetched_version(void)
{
    return (int64_t)((hash_text(hash_start, fetched_sql) >> 33U) | 1U);
}

static void columns_sql(struct str_buf *sql)
{
    for (int i = 0; i < N_STORE_TABLES; i++) {
        store__columns_create(store__table((enum store__table_id)i), sql);
    }
    str_buf_add(sql, store__answers_sql);
}

/* Enums are stored as numbers, so their order counts as well. */
static void columns_fingerprint(const struct store *store, char text[FINGERPRINT_SIZE])
{
    struct str_buf sql = {0};
    columns_sql(&sql);
    str_buf_printf(&sql, "%d", store->index_version);
    for (int i = 0; i < N_SPORTS; i++) {
        str_buf_printf(&sql, " %s", sport_name((enum sport)i));
    }
    for (int i = 0; i < N_EVENT_CATEGORIES; i++) {
        str_buf_printf(&sql, " %s", event_category_name((enum event_category)i));
    }
    (void)snprintf(text, FINGERPRINT_SIZE, "%016" PRIx64,
                   hash_text(hash_start, str_buf_text(&sql)));
    str_buf_release(&sql);
}

static bool meta_equals(struct store *store, const char *key, const char *value,
                        bool *ret_is_equal, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_META_GET, err);
    bool has_row = false;
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    if (!store__step(store, statement, &has_row, err)) {
        return false;
    }
    const char *found = has_row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    *ret_is_equal = found != NULL && strcmp(found, value) == 0;
    return true;
}

static bool is_ours(struct store__db_state state)
{
    return state.application_id == CACHE_APPLICATION_ID &&
           state.user_version == fetched_version();
}

/* Tables of columns, also those that an older version knew by another name. */
static int drop_columns(sqlite3 *db)
{
    sqlite3_stmt *names = NULL;
    struct str_buf sql = {0};
    int code = sqlite3_prepare_v2(db, extra_tables_sql, -1, &names, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(names)) == SQLITE_ROW) {
        char *drop = sqlite3_mprintf("DROP TABLE \"%w\";", sqlite3_column_text(names, 0));
        str_buf_add(&sql, drop != NULL ? drop : "");
        sqlite3_free(drop);
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(names);
    if (code == SQLITE_DONE) {
        code = store__db_exec(db, str_buf_text(&sql));
    }
    str_buf_release(&sql);
    return code;
}

static int make_columns(sqlite3 *db)
{
    struct str_buf sql = {0};
    columns_sql(&sql);
    int code = store__db_exec(db, str_buf_text(&sql));
    str_buf_release(&sql);
    return code;
}

static int make_fetched(sqlite3 *db)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql,
                   "PRAGMA application_id=%d; PRAGMA user_version=%" PRId64,
                   CACHE_APPLICATION_ID, fetched_version());
    int code = store__db_exec(db, fetched_sql);
    return code == SQLITE_OK ? store__db_exec(db, sql) : code;
}

/* In a write transaction; what it finds may differ from what the caller saw before. */
static bool make_tables(struct store *store, const char *fingerprint, struct err *err)
{
    struct store__db_state state = {0};
    bool is_current = false;
    int code = store__db_state_read(store->cache, &state);
    bool is_fresh = code == SQLITE_OK && store__db_is_new(state);
    if (is_fresh) {
        code = make_fetched(store->cache);
    } else if (code == SQLITE_OK &&
               !meta_equals(store, "columns", fingerprint, &is_current, err)) {
        return false;
    }
    if (code == SQLITE_OK && is_current) {
        return true; /* another process did it while we waited */
    }
    if (code == SQLITE_OK) {
        code = drop_columns(store->cache);
    }
    if (code == SQLITE_OK) {
        code = make_columns(store->cache);
    }
    if (code != SQLITE_OK) {
        return store__fail(store, code, err);
    }
    return store__meta_put(store, "columns", fingerprint, err) &&
           store__meta_put(store, "indexed", is_fresh ? "yes" : "no", err);
}

static bool update_tables(struct store *store, const char *fingerprint, struct err *err)
{
    int code = store__db_exec(store->cache, "BEGIN IMMEDIATE");
    if (code != SQLITE_OK) {
        return store__fail(store, code, err);
    }
    bool is_ok = make_tables(store, fingerprint, err);
    if (is_ok) {
        code = store__db_exec(store->cache, "COMMIT");
        is_ok = code == SQLITE_OK || store__fail(store, code, err);
    }
    if (!is_ok && sqlite3_get_autocommit(store->cache) == 0) {
        store__statements_release(store);
        (void)store__db_exec(store->cache, "ROLLBACK");
    }
    return is_ok;
}

static bool superseded(const struct store *store, struct err *err)
{
    return err_set(err, ERR_STORE,
                   "Restart this soleus (or the application that started it).",
                   "another version of soleus has taken over %s",
                   store->cache_path != NULL ? store->cache_path : "the store in memory");
}

bool store__layout_check(struct store *store, bool *ret_is_foreign, struct err *err)
{
    struct store__db_state state = {0};
    char fingerprint[FINGERPRINT_SIZE];
    bool is_current = false;
    int code = store__db_state_read(store->cache, &state);
    if (code != SQLITE_OK) {
        return store__fail(store, code, err);
    }
    bool is_fresh = store__db_is_new(state);
    if (!is_fresh && !is_ours(state)) {
        *ret_is_foreign = !store->was_opened;
        return superseded(store, err);
    }
    columns_fingerprint(store, fingerprint);
    if (!is_fresh && !meta_equals(store, "columns", fingerprint, &is_current, err)) {
        return false;
    }
    if (!is_fresh && !is_current && store->was_opened) {
        return superseded(store, err);
    }
    return (is_current || update_tables(store, fingerprint, err)) &&
           store__layout_look(store, err);
}

bool store__layout_look(struct store *store, struct err *err)
{
    char fingerprint[FINGERPRINT_SIZE];
    bool is_current = false;
    bool is_indexed = false;
    columns_fingerprint(store, fingerprint);
    if (!meta_equals(store, "columns", fingerprint, &is_current, err)) {
        return false;
    }
    if (!is_current) {
        return superseded(store, err);
    }
    if (!meta_equals(store, "indexed", "yes", &is_indexed, err)) {
        return false;
    }
    store->needs_reindex = !is_indexed;
    return true;
}

bool store__layout_fail(struct store *store, struct err *err)
{
    struct store__db_state state = {0};
    char fingerprint[FINGERPRINT_SIZE];
    int64_t is_equal = 0;
    columns_fingerprint(store, fingerprint);
    /* Not through the kept statements: one of those could not be prepared. */
    char *sql = sqlite3_mprintf("SELECT 1 FROM meta WHERE key = 'columns' AND value = %Q",
                                fingerprint);
    int meta_code =
        sql != NULL ? store__db_int(store->cache, sql, 0, &is_equal) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (store__db_state_read(store->cache, &state) == SQLITE_OK && !is_ours(state)) {
        return superseded(store, err);
    }
    if (meta_code == SQLITE_OK && is_equal == 0) {
        return superseded(store, err);
    }
    return store__fail(store, SQLITE_CORRUPT, err);
}
