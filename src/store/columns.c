#include "store/columns.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/civil.h"
#include "model/activity.h"
#include "model/event.h"
#include "model/sport.h"
#include "base/banned.h"

_Static_assert(sizeof(enum sport) == sizeof(int), "read and written as int");
_Static_assert(sizeof(enum event_category) == sizeof(int), "read and written as int");

const struct store__table *store__table(enum store__table_id id)
{
    static const struct store__table *const tables[N_STORE_TABLES] = {
        [TABLE_ACTIVITY] = &store__activity_table,
        [TABLE_WELLNESS] = &store__wellness_table,
        [TABLE_EVENT] = &store__event_table,
        [TABLE_SEGMENTS] = &store__segments_table,
    };
    return tables[id];
}

static const char *sql_type(enum store__column_kind kind)
{
    switch (kind) {
    case COLUMN_TEXT:
        return "TEXT";
    case COLUMN_REAL:
        return "REAL";
    case COLUMN_REALS:
    case COLUMN_BYTES:
        return "BLOB";
    case COLUMN_INTEGER:
    case COLUMN_TIME:
    case COLUMN_DAY:
    case COLUMN_BOOL:
    case COLUMN_SPORT:
    case COLUMN_CATEGORY:
        break;
    }
    return "INTEGER";
}

void store__columns_names(const struct store__table *table, struct str_buf *sql)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        str_buf_printf(sql, "%s%s", i == 0 ? "" : ", ", table->columns[i].name);
    }
}

void store__columns_create(const struct store__table *table, struct str_buf *sql)
{
    str_buf_printf(sql, "CREATE TABLE %s (", table->name);
    for (size_t i = 0; i < table->n_columns; i++) {
        str_buf_printf(sql, "%s%s %s%s", i == 0 ? "" : ", ", table->columns[i].name,
                       sql_type(table->columns[i].kind),
                       i == 0 ? " NOT NULL PRIMARY KEY" : "");
    }
    str_buf_printf(sql, ") STRICT;\n%s", table->index_sql);
}

void store__columns_insert(const struct store__table *table, struct str_buf *sql)
{
    str_buf_printf(sql, "INSERT OR REPLACE INTO %s (", table->name);
    store__columns_names(table, sql);
    str_buf_add(sql, ") VALUES (");
    for (size_t i = 0; i < table->n_columns; i++) {
        str_buf_add(sql, i == 0 ? "?" : ", ?");
    }
    str_buf_add(sql, ")");
}

static int bind_reals(const struct store__column *column, const char *row,
                      sqlite3_stmt *statement, int i_parameter)
{
    size_t n_values = *(const size_t *)(row + column->count_offset);
    if (n_values > MODEL_MAX_ZONES) {
        n_values = MODEL_MAX_ZONES;
    }
    if (n_values == 0) {
        return sqlite3_bind_null(statement, i_parameter);
    }
    return sqlite3_bind_blob(statement, i_parameter, row + column->offset,
                             (int)(n_values * sizeof(double)), SQLITE_STATIC);
}

static int bind_one(const struct store__column *column, const char *row,
                    sqlite3_stmt *statement, int i_parameter)
{
    const void *field = row + column->offset;
    switch (column->kind) {
    case COLUMN_TEXT:
        return sqlite3_bind_text(statement, i_parameter, *(const char *const *)field, -1,
                                 SQLITE_STATIC);
    case COLUMN_REAL: /* SQLite binds a NAN as NULL */
        return sqlite3_bind_double(statement, i_parameter, *(const double *)field);
    case COLUMN_INTEGER:
        return sqlite3_bind_int64(statement, i_parameter, *(const int64_t *)field);
    case COLUMN_TIME: {
        int64_t time = *(const int64_t *)field;
        return time == MODEL_NO_TIME ? sqlite3_bind_null(statement, i_parameter)
                                     : sqlite3_bind_int64(statement, i_parameter, time);
    }
    case COLUMN_DAY: {
        day_num day = *(const day_num *)field;
        return day == DAY_NUM_NONE ? sqlite3_bind_null(statement, i_parameter)
                                   : sqlite3_bind_int(statement, i_parameter, day);
    }
    case COLUMN_BOOL:
        return sqlite3_bind_int(statement, i_parameter, *(const bool *)field ? 1 : 0);
    case COLUMN_SPORT:
        return sqlite3_bind_int(statement, i_parameter, (int)*(const enum sport *)field);
    case COLUMN_CATEGORY:
        return sqlite3_bind_int(statement, i_parameter,
                                (int)*(const enum event_category *)field);
    case COLUMN_BYTES: /* none: NULL */
        return sqlite3_bind_blob64(statement, i_parameter, *(const void *const *)field,
                                   *(const size_t *)(row + column->count_offset),
                                   SQLITE_STATIC);
    case COLUMN_REALS:
        break;
    }
    return bind_reals(column, row, statement, i_parameter);
}

int store__columns_bind(const struct store__table *table, const void *row,
                        sqlite3_stmt *statement)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        int code = bind_one(&table->columns[i], row, statement, (int)i + 1);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

static void read_reals(const struct store__column *column, sqlite3_stmt *statement,
                       int i_column, char *row)
{
    const void *values = sqlite3_column_blob(statement, i_column);
    size_t n_bytes = (size_t)sqlite3_column_bytes(statement, i_column);
    size_t n_values = n_bytes / sizeof(double);
    if (values == NULL) {
        n_values = 0;
    } else if (n_values > MODEL_MAX_ZONES) {
        n_values = MODEL_MAX_ZONES;
    }
    if (n_values > 0) {
        memcpy(row + column->offset, values, n_values * sizeof(double));
    }
    *(size_t *)(row + column->count_offset) = n_values;
}

static void read_bytes(const struct store__column *column, sqlite3_stmt *statement,
                       int i_column, struct arena *arena, char *row)
{
    const void *bytes = sqlite3_column_blob(statement, i_column);
    size_t n_bytes = bytes != NULL ? (size_t)sqlite3_column_bytes(statement, i_column) : 0;
    void *copy = arena_alloc(arena, n_bytes, 1);
    if (n_bytes > 0) {
        memcpy(copy, bytes, n_bytes);
    }
    *(const void **)(row + column->offset) = copy;
    *(size_t *)(row + column->count_offset) = n_bytes;
}

/* An enum's value as written, or its "unknown" when the file holds anything else. */
static int read_enum(sqlite3_stmt *statement, int i_column, int unknown)
{
    int value = sqlite3_column_int(statement, i_column);
    bool is_null = sqlite3_column_type(statement, i_column) == SQLITE_NULL;
    return is_null || value < 0 || value > unknown ? unknown : value;
}

static void read_one(const struct store__column *column, sqlite3_stmt *statement,
                     int i_column, struct arena *arena, char *row)
{
    void *field = row + column->offset;
    bool is_null = sqlite3_column_type(statement, i_column) == SQLITE_NULL;
    switch (column->kind) {
    case COLUMN_TEXT: {
        const char *text = (const char *)sqlite3_column_text(statement, i_column);
        *(const char **)field = text != NULL ? arena_text(arena, text) : NULL;
        break;
    }
    case COLUMN_REAL:
        *(double *)field =
            is_null ? (double)NAN : sqlite3_column_double(statement, i_column);
        break;
    case COLUMN_INTEGER:
        *(int64_t *)field = sqlite3_column_int64(statement, i_column);
        break;
    case COLUMN_TIME:
        *(int64_t *)field =
            is_null ? MODEL_NO_TIME : sqlite3_column_int64(statement, i_column);
        break;
    case COLUMN_DAY:
        *(day_num *)field =
            is_null ? DAY_NUM_NONE : sqlite3_column_int(statement, i_column);
        break;
    case COLUMN_BOOL:
        *(bool *)field = sqlite3_column_int(statement, i_column) != 0;
        break;
    case COLUMN_SPORT:
        *(enum sport *)field = (enum sport)read_enum(statement, i_column, SPORT_UNKNOWN);
        break;
    case COLUMN_CATEGORY:
        *(enum event_category *)field =
            (enum event_category)read_enum(statement, i_column, EVENT_UNKNOWN);
        break;
    case COLUMN_REALS:
        read_reals(column, statement, i_column, row);
        break;
    case COLUMN_BYTES:
        read_bytes(column, statement, i_column, arena, row);
        break;
    }
}

void store__columns_read(const struct store__table *table, sqlite3_stmt *statement,
                         struct arena *arena, void *ret_row)
{
    memset(ret_row, 0, table->row_bytes);
    for (size_t i = 0; i < table->n_columns; i++) {
        read_one(&table->columns[i], statement, (int)i, arena, ret_row);
    }
}
