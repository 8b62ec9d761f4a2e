#include <string.h>

#include "base/arena.h"
#include "store/internal.h"
#include "base/banned.h"

static sqlite3_stmt *row_statement(struct store *store, enum store__table_id table,
                                   enum store__row_action action, struct err *err)
{
    return store__statement(store, SQL_ROWS + (int)table * N_ROW_ACTIONS + (int)action,
                            err);
}

static bool has_text_key(enum store__table_id table)
{
    return store__table(table)->columns[0].kind == COLUMN_TEXT;
}

static void bind_key(sqlite3_stmt *statement, enum store__table_id table,
                     struct store__key key)
{
    if (has_text_key(table)) {
        (void)sqlite3_bind_text(statement, 1, key.id, -1, SQLITE_STATIC);
    } else {
        (void)sqlite3_bind_int64(statement, 1, key.number);
    }
}

void store__bind_range(sqlite3_stmt *statement, struct day_range range)
{
    /*
     * No days at all: a range that nothing lies in or overlaps. A very long one ends with
     * the days.
     */
    int64_t n_days = range.n_days < INT32_MAX ? (int64_t)range.n_days : INT32_MAX;
    bool is_empty = n_days == 0;
    (void)sqlite3_bind_int64(statement, 1, is_empty ? INT32_MAX : range.first_day);
    (void)sqlite3_bind_int64(statement, 2,
                             is_empty ? INT32_MIN : (int64_t)range.first_day + n_days - 1);
}

bool store__columns_put(struct store *store, enum store__table_id table, const void *row,
                        struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = row_statement(store, table, ROW_PUT, err);
    if (statement == NULL) {
        return false;
    }
    int code = store__columns_bind(store__table(table), row, statement);
    if (code != SQLITE_OK) {
        return store__fail(store, code, err);
    }
    return store__run(store, statement, err);
}

bool store__row_put(struct store *store, enum store__table_id table, const void *row,
                    const char *id, const char *raw_json, size_t n_bytes,
                    const char *revision, struct err *err)
{
    struct store__scope scope = {0};
    const char *kind = store__table(table)->name;
    if (!store__key_check(kind, id, err) || !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    bool is_ok = store__columns_put(store, table, row, err) &&
                 store__object_put(store, kind, id, raw_json, n_bytes, NULL, revision, err);
    return store__scope_end(store, scope, is_ok, err);
}

bool store__row_index(struct store *store, enum store__table_id table, const void *row,
                      struct err *err)
{
    struct store__scope scope = {0};
    if (!store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(store, scope, store__columns_put(store, table, row, err), err);
}

/* Columns and JSON, within a scope. */
static bool delete_row(struct store *store, enum store__table_id table,
                       struct store__key key, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = row_statement(store, table, ROW_DELETE, err);
    if (statement == NULL) {
        return false;
    }
    bind_key(statement, table, key);
    return store__run(store, statement, err) &&
           (table != TABLE_ACTIVITY || store__details_delete(store, key.id, err)) &&
           store__object_delete(store, store__table(table)->name, key.id, err);
}

bool store__row_delete(struct store *store, enum store__table_id table,
                       struct store__key key, struct err *err)
{
    struct store__scope scope = {0};
    if (!store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(store, scope, delete_row(store, table, key, err), err);
}

static bool read_one_row(struct store *store, enum store__table_id table,
                         struct store__key key, struct arena *arena, void *ret_row,
                         struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = row_statement(store, table, ROW_READ_ONE, err);
    bool has_row = false;
    if (statement == NULL) {
        return false;
    }
    bind_key(statement, table, key);
    if (!store__step(store, statement, &has_row, err)) {
        return false;
    }
    if (!has_row) {
        return err_set(err, ERR_NOT_FOUND, NULL, "%s %.80s is not in the store",
                       store__table(table)->name, key.id);
    }
    store__columns_read(store__table(table), statement, arena, ret_row);
    return true;
}

bool store__row_read(struct store *store, enum store__table_id table, struct store__key key,
                     struct arena *arena, void *ret_row, struct err *err)
{
    return store__read_begin(store, err) &&
           read_one_row(store, table, key, arena, ret_row, err);
}

static bool rows_count(struct store *store, enum store__table_id table,
                       struct day_range range, size_t *ret_n, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = row_statement(store, table, ROW_COUNT, err);
    bool has_row = false;
    if (statement == NULL) {
        return false;
    }
    store__bind_range(statement, range);
    if (!store__step(store, statement, &has_row, err)) {
        return false;
    }
    *ret_n = has_row ? (size_t)sqlite3_column_int64(statement, 0) : 0;
    return true;
}

static bool take_rows(struct store *store, const struct store__reading *reading,
                      struct day_range range, struct arena *arena, void **ret_rows,
                      size_t *ret_n, struct err *err)
{
    size_t n_rows = 0;
    if (!rows_count(store, reading->table, range, &n_rows, err)) {
        return false;
    }
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, reading->sql, err);
    if (statement == NULL) {
        return false;
    }
    store__bind_range(statement, range);
    if (reading->text != NULL) {
        (void)sqlite3_bind_text(statement, 3, reading->text, -1, SQLITE_STATIC);
    }
    char *rows = arena_alloc(arena, n_rows, reading->row_bytes);
    size_t n_read = 0;
    bool has_row = true;
    while (has_row && n_read < n_rows) {
        if (!store__step(store, statement, &has_row, err)) {
            return false;
        }
        if (has_row) {
            reading->row_read(reading, statement, arena,
                              rows + n_read * reading->row_bytes);
            n_read++;
        }
    }
    *ret_rows = rows;
    *ret_n = n_read;
    return true;
}

bool store__rows_take(struct store *store, const struct store__reading *reading,
                      struct day_range range, struct arena *arena, void **ret_rows,
                      size_t *ret_n, struct err *err)
{
    struct store__scope scope = {0};
    if (!store__scope_begin(store, false, &scope, err)) {
        return false;
    }
    return store__scope_end(
        store, scope, take_rows(store, reading, range, arena, ret_rows, ret_n, err), err);
}

static void columns_read(const struct store__reading *reading, sqlite3_stmt *statement,
                         struct arena *arena, void *ret_row)
{
    store__columns_read(store__table(reading->table), statement, arena, ret_row);
}

bool store__rows_read(struct store *store, enum store__table_id table,
                      struct day_range range, struct arena *arena, void **ret_rows,
                      size_t *ret_n, struct err *err)
{
    const struct store__reading reading = {.table = table,
                                           .sql = SQL_ROWS + (int)table * N_ROW_ACTIONS +
                                                  ROW_READ,
                                           .row_bytes = store__table(table)->row_bytes,
                                           .row_read = columns_read};
    return store__rows_take(store, &reading, range, arena, ret_rows, ret_n, err);
}

struct doomed {
    struct doomed *next;
    struct store__key key;
};

/* The object's id of a row; what the column does not hold as text is written out. */
static const char *object_id(enum store__table_id table, sqlite3_stmt *statement,
                             struct arena *arena)
{
    if (table == TABLE_WELLNESS) {
        char day[DAY_TEXT_SIZE];
        return arena_text(arena, day_format(sqlite3_column_int(statement, 0), day));
    }
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    return arena_text(arena, text != NULL ? text : "");
}

static bool find_doomed(struct store *store, enum store__table_id table,
                        struct day_range range, store__is_kept is_kept, const void *context,
                        struct arena *arena, struct doomed **ret_doomed, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = row_statement(store, table, ROW_KEYS, err);
    struct doomed *doomed = NULL;
    bool has_row = true;
    if (statement == NULL) {
        return false;
    }
    store__bind_range(statement, range);
    while (has_row) {
        if (!store__step(store, statement, &has_row, err)) {
            return false;
        }
        if (!has_row) {
            break;
        }
        int64_t number = has_text_key(table) ? 0 : sqlite3_column_int64(statement, 0);
        const char *id = object_id(table, statement, arena);
        if (!is_kept(context, id, number)) {
            struct doomed *one = arena_alloc(arena, 1, sizeof *one);
            *one = (struct doomed){.next = doomed, .key = {.id = id, .number = number}};
            doomed = one;
        }
    }
    *ret_doomed = doomed;
    return true;
}

bool store__rows_sweep(struct store *store, enum store__table_id table,
                       struct day_range range, store__is_kept is_kept, const void *context,
                       size_t *ret_n_deleted, struct err *err)
{
    struct store__scope scope = {0};
    if (!store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    struct arena arena = {0};
    struct doomed *doomed = NULL;
    size_t n_deleted = 0;
    bool is_ok = find_doomed(store, table, range, is_kept, context, &arena, &doomed, err);
    for (; is_ok && doomed != NULL; doomed = doomed->next) {
        is_ok = delete_row(store, table, doomed->key, err);
        n_deleted++;
    }
    is_ok = store__scope_end(store, scope, is_ok, err);
    arena_release(&arena);
    if (is_ok && ret_n_deleted != NULL) {
        *ret_n_deleted = n_deleted;
    }
    return is_ok;
}
