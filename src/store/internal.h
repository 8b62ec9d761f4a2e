/* Shared by the files of this folder only. */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "store/columns.h"
#include "store/store.h"

/* What is done with a table of columns; each is one prepared statement. */
enum store__row_action {
    ROW_PUT,
    ROW_DELETE,
    ROW_COUNT, /* of a range */
    ROW_READ,  /* of a range, in order */
    ROW_READ_ONE,
    ROW_KEYS, /* of the rows that start in a range */
    N_ROW_ACTIONS
};

/* The other statements, kept prepared as well. */
enum store__sql {
    SQL_BEGIN_READ,
    SQL_BEGIN_WRITE,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_DATA_VERSION,
    SQL_META_GET,
    SQL_META_PUT,
    SQL_OBJECT_PUT,
    SQL_OBJECT_GET,
    SQL_OBJECT_DELETE,
    SQL_OBJECT_NEXT,
    SQL_OBJECTS_PRUNE,
    SQL_OBJECTS_TRIM,
    SQL_REVISIONS_READ,
    SQL_REVISION_SET,
    SQL_NUMBERS_READ,
    SQL_EVENT_FIND,
    SQL_OBJECT_REVISION,
    SQL_DETAILS_DELETE,
    SQL_SEGMENTS_READ,
    SQL_COVERAGE_READ,
    SQL_COVERAGE_CLEAR,
    SQL_COVERAGE_PUT,
    SQL_ANSWER_PUT,
    SQL_ANSWERS_READ,
    SQL_ANSWERS_PRUNE,
    SQL_ANSWERS_PRUNE_OLD,
    SQL_ANSWERS_PRUNE_ALL,
    SQL_ROWS, /* from here: table * N_ROW_ACTIONS + action */
    N_SQL = SQL_ROWS + N_STORE_TABLES * N_ROW_ACTIONS
};

struct store {
    char athlete_id[LIMIT_ID_BYTES + 1];
    int index_version;
    char *folder; /* NULL in memory, as the paths */
    char *cache_path;
    char *own_path;

    sqlite3 *cache; /* NULL after a reopening that failed: the next call tries again */
    sqlite3_stmt *statements[N_SQL];
    sqlite3 *own; /* NULL until first used */
    uint64_t
        own_epoch; /* raised whenever own is opened or cannot be read: for generations */
    int write_lock_fd; /* journal.h; -1: not held */

    uint64_t generation;
    int64_t data_version;
    bool is_in_transaction; /* store_begin's */
    bool has_failed;        /* a write in it failed: it can only be rolled back */
    bool is_damaged;        /* the next call outside a transaction starts the cache anew */
    bool needs_reindex;
    bool was_opened; /* once: from then on a foreign layout is left to its program */
};

/* -- files.c: folders 0700, files 0600 -- */

/* The folder and its parents; one that exists must be a folder. */
MUST_CHECK bool store__folder_make(const char *path, struct err *err);
/* The same, and one that exists is made private as well. */
MUST_CHECK bool store__folder_make_private(const char *path, struct err *err);
/* An empty file when absent; private in any case. */
MUST_CHECK bool store__file_make(const char *path, struct err *err);
/* data_dir/middle/leaf, to free(); leaf may be NULL. */
char *store__path_join(const char *data_dir, const char *middle, const char *leaf);
/* ERR_STORE from errno: "<what> <path>: <reason>", with a hint. Returns false. */
bool store__errno_fail(struct err *err, int error, const char *what, const char *path);

/* -- database.c: any of our SQLite files -- */

/* How long a statement waits for another process. */
enum { STORE__BUSY_MS = 80 };

/*
 * SQLite's own settings, before its first use in this process; later calls change nothing.
 */
void store__sqlite_configure(void);
/*
 * Opens an existing file (or ":memory:"); returns an SQLite code, *ret_db NULL unless
 * SQLITE_OK.
 */
int store__db_open(const char *path, sqlite3 **ret_db);
/* Runs statements without results. */
int store__db_exec(sqlite3 *db, const char *sql);
/* The first column of the first row; fallback when there is no row. */
int store__db_int(sqlite3 *db, const char *sql, int64_t fallback, int64_t *ret_value);

/* A parameter (from 1), borrowed until the statement is reset; NULL binds NULL. Returns an
 * SQLite code. */
int store__text_bind(sqlite3_stmt *statement, int i_parameter, const char *text);
/* A column (from 0), copied; NULL for NULL. */
const char *store__text_read(sqlite3_stmt *statement, int i_column, struct arena *arena);

struct store__db_state {
    int64_t application_id;
    int64_t user_version;
    int64_t n_tables;
};
/* All of it at one moment: another process may just be making the file. */
int store__db_state_read(sqlite3 *db, struct store__db_state *ret_state);
/* Nothing was ever written to it. */
bool store__db_is_new(struct store__db_state state);
/* WAL where the file system can; waits for another process that is just doing the same. */
int store__db_use_wal(sqlite3 *db);
bool store__db_has_moved(sqlite3 *db);
bool store__is_damage(int code);
/* Delete a database with its -wal, -shm and -journal. */
void store__db_delete(const char *path);
/* ERR_STORE with a hint for an SQLite code; path NULL: in memory. Returns false. */
bool store__db_fail(struct err *err, int code, sqlite3 *db, const char *path);

/* -- layout.c: the cache's tables -- */

/*
 * The tables are there and ours. False with err, and with *ret_is_foreign when the file has
 * to be started anew.
 */
MUST_CHECK bool store__layout_check(struct store *store, bool *ret_is_foreign,
                                    struct err *err);
/* After a change by someone else: still our columns? Sets needs_reindex. */
MUST_CHECK bool store__layout_look(struct store *store, struct err *err);
/*
 * SQLite refused a statement of ours: either another version of this program has the tables
 * now (then they stay), or the file is broken. Words it; returns false.
 */
bool store__layout_fail(struct store *store, struct err *err);

/* -- statements.c: statements and transactions of the cache -- */

/* Reset and unbound when it leaves scope: AUTO_RESET sqlite3_stmt *statement = ... */
void store__statement_done(sqlite3_stmt **statement);
#define AUTO_RESET __attribute__((cleanup(store__statement_done)))

/* Ready to bind; NULL with err when it cannot be prepared. */
sqlite3_stmt *store__statement(struct store *store, int sql, struct err *err);
/* Step a statement that gives no row. */
MUST_CHECK bool store__run(struct store *store, sqlite3_stmt *statement, struct err *err);
/* Step a statement that may give one: *ret_has_row. */
MUST_CHECK bool store__step(struct store *store, sqlite3_stmt *statement, bool *ret_has_row,
                            struct err *err);
/* Words an error of the cache and remembers damage. Returns false. */
bool store__fail(struct store *store, int code, struct err *err);
void store__statements_release(struct store *store);

/* One public call's transaction; inside store_begin it is a part of that one. */
struct store__scope {
    bool is_own;
    bool is_write;
};
/* Opens the cache anew when it has to be. */
MUST_CHECK bool store__scope_begin(struct store *store, bool is_write,
                                   struct store__scope *ret_scope, struct err *err);
/* Commits when is_ok, else rolls back; returns whether all is well. */
MUST_CHECK bool store__scope_end(struct store *store, struct store__scope scope, bool is_ok,
                                 struct err *err);
MUST_CHECK bool store__meta_put(struct store *store, const char *key, const char *value,
                                struct err *err);

/* -- store.c -- */

/* The cache is open and sound, or err; in a transaction: none of its writes failed. */
MUST_CHECK bool store__ready(struct store *store, struct err *err);
/* Notices what others have changed. Not in a transaction of store_begin. */
MUST_CHECK bool store__look(struct store *store, struct err *err);
/* Both, for a single read. */
MUST_CHECK bool store__read_begin(struct store *store, struct err *err);

/* -- own.c -- */

/* The n-th one brings the file to version n. Written once, never changed afterwards. */
struct store__migration {
    const char *name;
    const char *sql;
};
/* Was anything ever written to own.sqlite? */
bool store__own_exists(const struct store *store);
/* own.sqlite open at this program's version; made when absent. */
MUST_CHECK bool store__own_ready(struct store *store, struct err *err);
/* Words a failure of own.sqlite; always false. */
bool store__own_fail(struct store *store, int code, struct err *err);
/* change() in one write transaction of own.sqlite, which is open: all of it or nothing. */
MUST_CHECK bool store__own_change(struct store *store,
                                  int (*change)(sqlite3 *db, const void *what),
                                  const void *what, struct err *err);
/* own.sqlite open at version n_migrations; made when absent. */
MUST_CHECK bool store__own_open(struct store *store, size_t n_migrations,
                                const struct store__migration migrations[],
                                struct err *err);

/* -- objects.c: within a scope -- */

MUST_CHECK bool store__object_put(struct store *store, const char *kind, const char *id,
                                  const char *json, size_t n_bytes,
                                  const int64_t *fetched_ms, const char *revision,
                                  struct err *err);
MUST_CHECK bool store__object_delete(struct store *store, const char *kind, const char *id,
                                     struct err *err);
/* The kinds that also have columns. */
bool store__kind_has_rows(const char *kind);
/* Kind and id are short enough and not empty. */
MUST_CHECK bool store__key_check(const char *kind, const char *id, struct err *err);

/* -- details.c: within a scope -- */

/* Intervals, streams and segments of an activity. */
MUST_CHECK bool store__details_delete(struct store *store, const char *activity_id,
                                      struct err *err);

/* -- answers.c -- */

/* The ledger's table and index. */
extern const char store__answers_sql[];

/* -- rows.c: what activities, wellness days and events have in common -- */

enum { STORE_KEY_SIZE = 201 };

/* A row's key, as the column (text or number) and as the object's id. */
struct store__key {
    const char *id;
    int64_t number;
};

/* The columns alone, within a scope. */
MUST_CHECK bool store__columns_put(struct store *store, enum store__table_id table,
                                   const void *row, struct err *err);
MUST_CHECK bool store__row_put(struct store *store, enum store__table_id table,
                               const void *row, const char *id, const char *raw_json,
                               size_t n_bytes, const char *revision, struct err *err);
MUST_CHECK bool store__row_index(struct store *store, enum store__table_id table,
                                 const void *row, struct err *err);
MUST_CHECK bool store__row_delete(struct store *store, enum store__table_id table,
                                  struct store__key key, struct err *err);
MUST_CHECK bool store__row_read(struct store *store, enum store__table_id table,
                                struct store__key key, struct arena *arena, void *ret_row,
                                struct err *err);
MUST_CHECK bool store__rows_read(struct store *store, enum store__table_id table,
                                 struct day_range range, struct arena *arena,
                                 void **ret_rows, size_t *ret_n, struct err *err);

/* How rows of a range become an array in an arena. */
struct store__reading {
    enum store__table_id table; /* its rows of the range are at least as many */
    int sql;                    /* first and last day are its parameters 1 and 2 */
    const char *text;           /* its parameter 3; NULL: none */
    size_t row_bytes;
    void (*row_read)(const struct store__reading *reading, sqlite3_stmt *statement,
                     struct arena *arena, void *ret_row);
};
/* In one snapshot, so that the count fits the rows. */
MUST_CHECK bool store__rows_take(struct store *store, const struct store__reading *reading,
                                 struct day_range range, struct arena *arena,
                                 void **ret_rows, size_t *ret_n, struct err *err);

typedef bool (*store__is_kept)(const void *context, const char *text, int64_t number);
/* Delete the rows that start in the range and are not kept. */
MUST_CHECK bool store__rows_sweep(struct store *store, enum store__table_id table,
                                  struct day_range range, store__is_kept is_kept,
                                  const void *context, size_t *ret_n_deleted,
                                  struct err *err);
/* First and last day as parameters 1 and 2 (an empty range finds nothing). */
void store__bind_range(sqlite3_stmt *statement, struct day_range range);

#endif
