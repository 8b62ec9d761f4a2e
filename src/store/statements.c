#include <assert.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "store/internal.h"
#include "base/banned.h"

static const char *const sql_texts[SQL_ROWS] = {
    [SQL_BEGIN_READ] = "BEGIN",
    [SQL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_DATA_VERSION] = "PRAGMA data_version",
    [SQL_META_GET] = "SELECT value FROM meta WHERE key = ?1",
    [SQL_META_PUT] = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)",
    [SQL_OBJECT_PUT] = ("INSERT INTO object (kind, id, fetched_ms, revision, json) "
                        "VALUES (?1, ?2, ?3, ?4, ?5) "
                        "ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json, "
                        "fetched_ms = excluded.fetched_ms, revision = excluded.revision"),
    [SQL_OBJECT_GET] = "SELECT json, fetched_ms FROM object WHERE kind = ?1 AND id = ?2",
    [SQL_OBJECT_DELETE] = "DELETE FROM object WHERE kind = ?1 AND id = ?2",
    [SQL_OBJECT_NEXT] = ("SELECT id, json FROM object WHERE kind = ?1 AND id > ?2 "
                         "ORDER BY id LIMIT 1"),
    [SQL_OBJECTS_PRUNE] = ("DELETE FROM object WHERE kind = ?1 AND "
                           "(fetched_ms < ?3 OR rowid NOT IN "
                           "(SELECT rowid FROM object WHERE kind = ?1 "
                           "ORDER BY fetched_ms DESC, rowid DESC LIMIT ?2))"),
    [SQL_OBJECTS_TRIM] =
        ("DELETE FROM object WHERE rowid IN (SELECT rowid FROM "
         "(SELECT rowid, sum(length(CAST(json AS BLOB))) OVER "
         "(ORDER BY fetched_ms DESC, rowid DESC) AS n_bytes FROM object WHERE kind = ?1) "
         "WHERE n_bytes > ?2)"),
    [SQL_REVISIONS_READ] = ("SELECT a.id, a.day, o.revision FROM activity a "
                            "LEFT JOIN object o ON o.kind = 'activity' AND o.id = a.id "
                            "WHERE a.day BETWEEN ?1 AND ?2 "
                            "ORDER BY a.day, a.start_local_s, a.id"),
    [SQL_REVISION_SET] = ("UPDATE object SET revision = ?2 "
                          "WHERE kind = 'activity' AND id = ?1"),
    [SQL_NUMBERS_READ] =
        ("SELECT a.id, json_extract(o.json, ?3) FROM activity a "
         "JOIN object o ON o.kind = 'activity' AND o.id = a.id "
         "WHERE a.day BETWEEN ?1 AND ?2 "
         "AND json_valid(o.json) AND json_type(o.json, ?3) IN ('integer', 'real') "
         "ORDER BY a.day, a.start_local_s, a.id"),
    [SQL_EVENT_FIND] = "SELECT min(id) FROM event WHERE external_id = ?1",
    [SQL_OBJECT_REVISION] = ("SELECT revision, fetched_ms FROM object "
                             "WHERE kind = ?1 AND id = ?2"),
    [SQL_DETAILS_DELETE] = ("DELETE FROM object WHERE id = ?1 AND "
                            "kind IN ('intervals', 'streams', 'segments')"),
    /* The columns in the order of their table, then what belongs to the object. */
    [SQL_SEGMENTS_READ] =
        ("SELECT s.activity_id, s.custom_codes, s.source, s.segments, d.fetched_ms, "
         "d.revision IS o.revision FROM activity a "
         "JOIN segments s ON s.activity_id = a.id "
         "LEFT JOIN object d ON d.kind = 'segments' AND d.id = a.id "
         "LEFT JOIN object o ON o.kind = 'activity' AND o.id = a.id "
         "WHERE a.day BETWEEN ?1 AND ?2 ORDER BY a.day, a.start_local_s, a.id"),
    [SQL_COVERAGE_READ] =
        ("SELECT first_day, n_days, synced_ms FROM coverage "
         "WHERE kind = ?3 AND first_day <= ?2 AND first_day + n_days > ?1 "
         "ORDER BY first_day"),
    [SQL_COVERAGE_CLEAR] =
        ("DELETE FROM coverage "
         "WHERE kind = ?3 AND first_day <= ?2 AND first_day + n_days > ?1"),
    [SQL_COVERAGE_PUT] = ("INSERT INTO coverage (kind, first_day, n_days, synced_ms) "
                          "VALUES (?1, ?2, ?3, ?4)"),
    [SQL_ANSWER_PUT] = ("INSERT INTO answer (principal, served_ms, answer_id, tool, "
                        "n_bytes, arguments, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
    [SQL_ANSWERS_READ] = ("SELECT answer_id, tool, served_ms, arguments, body FROM answer "
                          "WHERE principal = ?1 AND served_ms BETWEEN ?2 AND ?3 "
                          "ORDER BY seq"),
    [SQL_ANSWERS_PRUNE] =
        ("DELETE FROM answer WHERE seq = "
         "(SELECT seq FROM answer WHERE principal = ?1 ORDER BY seq LIMIT 1) "
         "AND EXISTS (SELECT 1 FROM answer_total WHERE principal = ?1 "
         "AND (n_answers > ?2 OR n_bytes > ?3))"),
    [SQL_ANSWERS_PRUNE_OLD] = "DELETE FROM answer WHERE served_ms < ?1",
    [SQL_ANSWERS_PRUNE_ALL] =
        ("DELETE FROM answer WHERE seq = (SELECT min(seq) FROM answer) "
         "AND (SELECT sum(n_bytes) FROM answer_total) > ?1"),
};

/* The statement of one action on one table of columns. */
static void row_sql(const struct store__table *table, enum store__row_action action,
                    struct str_buf *sql)
{
    const char *key = table->columns[0].name;
    switch (action) {
    case ROW_PUT:
        store__columns_insert(table, sql);
        break;
    case ROW_DELETE:
        str_buf_printf(sql, "DELETE FROM %s WHERE %s = ?1", table->name, key);
        break;
    case ROW_COUNT:
        str_buf_printf(sql, "SELECT count(*) FROM %s WHERE %s", table->name,
                       table->range_sql);
        break;
    case ROW_READ:
        str_buf_add(sql, "SELECT ");
        store__columns_names(table, sql);
        str_buf_printf(sql, " FROM %s WHERE %s ORDER BY %s", table->name, table->range_sql,
                       table->order_sql);
        break;
    case ROW_READ_ONE:
        str_buf_add(sql, "SELECT ");
        store__columns_names(table, sql);
        str_buf_printf(sql, " FROM %s WHERE %s = ?1", table->name, key);
        break;
    case ROW_KEYS:
        str_buf_printf(sql, "SELECT %s FROM %s WHERE day BETWEEN ?1 AND ?2", key,
                       table->name);
        break;
    case N_ROW_ACTIONS:
        assert(false);
        break;
    }
}

void store__statement_done(sqlite3_stmt **statement)
{
    if (*statement != NULL) {
        (void)sqlite3_reset(*statement);
        (void)sqlite3_clear_bindings(*statement);
    }
}

sqlite3_stmt *store__statement(struct store *store, int sql, struct err *err)
{
    sqlite3_stmt **slot = &store->statements[sql];
    if (*slot != NULL) {
        return *slot;
    }
    struct str_buf text = {0};
    if (sql < SQL_ROWS) {
        str_buf_add(&text, sql_texts[sql]);
    } else {
        int i_row = sql - SQL_ROWS;
        row_sql(store__table((enum store__table_id)(i_row / N_ROW_ACTIONS)),
                (enum store__row_action)(i_row % N_ROW_ACTIONS), &text);
    }
    int code = sqlite3_prepare_v3(store->cache, str_buf_text(&text), -1,
                                  SQLITE_PREPARE_PERSISTENT, slot, NULL);
    str_buf_release(&text);
    if (code != SQLITE_OK) {
        (void)((code & 0xFF) == SQLITE_ERROR ? store__layout_fail(store, err)
                                             : store__fail(store, code, err));
        return NULL;
    }
    return *slot;
}

bool store__step(struct store *store, sqlite3_stmt *statement, bool *ret_has_row,
                 struct err *err)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        *ret_has_row = code == SQLITE_ROW;
        return true;
    }
    if ((code & 0xFF) == SQLITE_ERROR) {
        return store__layout_fail(store, err); /* prepared again inside, in vain */
    }
    return store__fail(store, code, err);
}

bool store__run(struct store *store, sqlite3_stmt *statement, struct err *err)
{
    bool has_row = false;
    return store__step(store, statement, &has_row, err);
}

/*
 * What only a broken file can bring about: our statements break no constraint and are no
 * errors in SQL, unless the schema in the file is not what we wrote.
 */
static bool is_cache_damage(int code)
{
    int primary = code & 0xFF;
    return store__is_damage(code) || primary == SQLITE_ERROR ||
           primary == SQLITE_CONSTRAINT || primary == SQLITE_MISMATCH ||
           primary == SQLITE_FORMAT;
}

bool store__fail(struct store *store, int code, struct err *err)
{
    if (!is_cache_damage(code)) {
        return store__db_fail(err, code, store->cache, store->cache_path);
    }
    log_line(LOG_WARN, "store", "the cache is damaged athlete=%s code=%d error=%s",
             store->athlete_id, code, sqlite3_errmsg(store->cache));
    store->is_damaged = true;
    return store__db_fail(err, SQLITE_CORRUPT, store->cache, store->cache_path);
}

void store__statements_release(struct store *store)
{
    for (size_t i = 0; i < N_SQL; i++) {
        (void)sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
}

static bool run_plain(struct store *store, enum store__sql sql, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, (int)sql, err);
    return statement != NULL && store__run(store, statement, err);
}

/* After some errors SQLite has rolled back on its own. */
static void roll_back(struct store *store)
{
    if (store->cache == NULL || sqlite3_get_autocommit(store->cache) != 0) {
        return;
    }
    if (!run_plain(store, SQL_ROLLBACK, NULL) &&
        sqlite3_get_autocommit(store->cache) == 0) {
        (void)store__db_exec(store->cache, "ROLLBACK");
    }
}

bool store__scope_begin(struct store *store, bool is_write, struct store__scope *ret_scope,
                        struct err *err)
{
    if (!store__ready(store, err)) {
        return false;
    }
    bool is_own = !store->is_in_transaction;
    if (is_own) {
        if (!run_plain(store, is_write ? SQL_BEGIN_WRITE : SQL_BEGIN_READ, err)) {
            return false;
        }
        if (!store__look(store, err)) {
            roll_back(store);
            return false;
        }
    }
    *ret_scope = (struct store__scope){.is_own = is_own, .is_write = is_write};
    return true;
}

bool store__scope_end(struct store *store, struct store__scope scope, bool is_ok,
                      struct err *err)
{
    if (scope.is_write) {
        store->generation++;
    }
    if (!scope.is_own) {
        store->has_failed = store->has_failed || (scope.is_write && !is_ok);
        return is_ok;
    }
    if (is_ok && run_plain(store, SQL_COMMIT, err)) {
        return true;
    }
    roll_back(store);
    return false;
}

bool store_begin(struct store *store, struct err *err)
{
    if (store->is_in_transaction) {
        return err_set(err, ERR_INTERNAL, NULL, "store_begin inside a transaction");
    }
    struct store__scope scope = {0};
    if (!store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    store->is_in_transaction = true;
    store->has_failed = false;
    return true;
}

bool store_commit(struct store *store, struct err *err)
{
    if (!store->is_in_transaction) {
        return err_set(err, ERR_INTERNAL, NULL, "store_commit outside a transaction");
    }
    bool has_failed = store->has_failed;
    store->is_in_transaction = false;
    store->has_failed = false;
    if (has_failed) {
        (void)err_set(err, ERR_STORE, "Try again.",
                      "an earlier write of this transaction failed; nothing was kept");
    }
    struct store__scope scope = {.is_own = true, .is_write = true};
    return store__scope_end(store, scope, !has_failed, err);
}

void store_rollback(struct store *store)
{
    if (store->is_in_transaction) {
        store->is_in_transaction = false;
        store->has_failed = false;
        store->generation++;
        roll_back(store);
    }
}

bool store__meta_put(struct store *store, const char *key, const char *value,
                     struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_META_PUT, err);
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, value, -1, SQLITE_STATIC);
    return store__run(store, statement, err);
}
