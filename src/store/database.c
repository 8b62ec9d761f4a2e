#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "store/internal.h"
#include "base/banned.h"

enum { N_WAL_TRIES = 5, WAL_PAUSE_MS = 15 };

void store__sqlite_configure(void)
{
    /*
     * Each call is refused, without harm, once SQLite is at work. Connections are used by
     * one thread each; nobody asks SQLite how much memory it uses.
     */
    (void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int store__db_open(const char *path, sqlite3 **ret_db)
{
    /*
     * Without SQLITE_OPEN_CREATE: the file was made before, with its rights, which -wal and
     * -shm inherit.
     */
    sqlite3 *db = NULL;
    int code =
        sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_extended_result_codes(db, 1);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_busy_timeout(db, STORE__BUSY_MS);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    }
    if (code != SQLITE_OK) {
        (void)sqlite3_close(db);
        return code;
    }
    *ret_db = db;
    return SQLITE_OK;
}

int store__db_exec(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

int store__db_int(sqlite3 *db, const char *sql, int64_t fallback, int64_t *ret_value)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code != SQLITE_OK) {
        return code;
    }
    code = sqlite3_step(statement);
    int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : fallback;
    (void)sqlite3_finalize(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return code;
    }
    *ret_value = value;
    return SQLITE_OK;
}

int store__text_bind(sqlite3_stmt *statement, int i_parameter, const char *text)
{
    return text != NULL ? sqlite3_bind_text(statement, i_parameter, text, -1, SQLITE_STATIC)
                        : sqlite3_bind_null(statement, i_parameter);
}

const char *store__text_read(sqlite3_stmt *statement, int i_column, struct arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(statement, i_column);
    return text != NULL ? arena_text(arena, text) : NULL;
}

int store__db_state_read(sqlite3 *db, struct store__db_state *ret_state)
{
    struct store__db_state state = {0};
    /* A read transaction, also inside another one. */
    int code = store__db_exec(db, "SAVEPOINT look");
    if (code != SQLITE_OK) {
        return code;
    }
    code = store__db_int(db, "PRAGMA application_id", 0, &state.application_id);
    if (code == SQLITE_OK) {
        code = store__db_int(db, "PRAGMA user_version", 0, &state.user_version);
    }
    if (code == SQLITE_OK) {
        code = store__db_int(db, "SELECT count(*) FROM sqlite_master", 0, &state.n_tables);
    }
    int end_code = store__db_exec(db, "RELEASE look");
    if (code == SQLITE_OK && end_code == SQLITE_OK) {
        *ret_state = state;
    }
    return code != SQLITE_OK ? code : end_code;
}

bool store__db_is_new(struct store__db_state state)
{
    return state.application_id == 0 && state.user_version == 0 && state.n_tables == 0;
}

int store__db_use_wal(sqlite3 *db)
{
    /* SQLite does not call its busy handler for this one. */
    int code = SQLITE_BUSY;
    for (int i = 0; i < N_WAL_TRIES && (code & 0xFF) == SQLITE_BUSY; i++) {
        if (i > 0) {
            (void)sqlite3_sleep(WAL_PAUSE_MS);
        }
        code = store__db_exec(db, "PRAGMA journal_mode=WAL");
    }
    return code;
}

bool store__db_has_moved(sqlite3 *db)
{
    int has_moved = 0;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    return code == SQLITE_OK && has_moved != 0;
}

bool store__is_damage(int code)
{
    int primary = code & 0xFF;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

void store__db_delete(const char *path)
{
    /* The database first: what is left of the others is then ignored by SQLite. */
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        struct str_buf name = {0};
        str_buf_printf(&name, "%s%s", path, endings[i]);
        if (unlink(str_buf_text(&name)) != 0 && errno != ENOENT) {
            log_line(LOG_WARN, "store", "cannot delete path=%s error=%s",
                     str_buf_text(&name), strerror(errno));
        }
        str_buf_release(&name);
    }
}

bool store__db_fail(struct err *err, int code, sqlite3 *db, const char *path)
{
    const char *file = path != NULL ? path : "in memory";
    const char *reason = sqlite3_errstr(code);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_STORE, "Try again in a moment.",
                       "the store is busy: another soleus process is writing to %s", file);
    case SQLITE_FULL:
        return err_set(err, ERR_STORE, "Free some disk space and try again.",
                       "the disk is full: %s could not be written", file);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return err_set(
            err, ERR_STORE,
            "Check that this user may read and write the file and its folder, or set "
            "SOLEUS_DATA_DIR to another folder.",
            "%s cannot be opened for writing (%s)", file, reason);
    case SQLITE_IOERR:
        return err_set(
            err, ERR_STORE, "Check the disk (space, rights, health) and try again.",
            "reading or writing %s failed (%s, SQLite code %d)", file, reason, code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(err, ERR_STORE,
                       "Try again: it is made anew and fetched from Intervals.icu.",
                       "%s is damaged", file);
    default:
        return err_set(
            err, ERR_STORE,
            "Close other versions of soleus that use this folder, then try again; if it "
            "stays, report it.",
            "SQLite error %d in %s: %s", code, file,
            db != NULL ? sqlite3_errmsg(db) : reason);
    }
}
