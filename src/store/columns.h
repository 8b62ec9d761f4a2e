/*
 * The model's structs as table columns: one list per struct says name, kind and place of
 * each field; from it come the SQL to create, write and read the table, and the code that
 * binds and reads a row. NAN, a NULL text, MODEL_NO_TIME and DAY_NUM_NONE are NULL in the
 * table.
 */
#ifndef STORE_COLUMNS_H
#define STORE_COLUMNS_H

#include <sqlite3.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum store__column_kind {
    COLUMN_TEXT,
    COLUMN_REAL,
    COLUMN_INTEGER, /* int64_t */
    COLUMN_TIME,    /* int64_t or MODEL_NO_TIME */
    COLUMN_DAY,     /* day_num or DAY_NUM_NONE */
    COLUMN_BOOL,
    COLUMN_SPORT,    /* enum sport */
    COLUMN_CATEGORY, /* enum event_category */
    COLUMN_REALS, /* double[MODEL_MAX_ZONES] and its size_t count: a BLOB of the doubles */
    COLUMN_BYTES  /* const void * and its size_t number of bytes: a BLOB; the arena's */
};

struct store__column {
    const char *name;
    enum store__column_kind kind;
    size_t offset;
    size_t count_offset; /* COLUMN_REALS and COLUMN_BYTES */
};

struct store__table {
    const char *name; /* of the SQL table and of the raw objects' kind */
    size_t row_bytes;
    size_t n_columns;
    const struct store__column *columns; /* the first is the primary key */
    const char *range_sql;               /* condition on ?1 first day, ?2 last day */
    const char *order_sql;
    const char *index_sql; /* statements that make the indexes */
};

enum store__table_id {
    TABLE_ACTIVITY,
    TABLE_WELLNESS,
    TABLE_EVENT,
    TABLE_SEGMENTS,
    N_STORE_TABLES
};

extern const struct store__table store__activity_table;
extern const struct store__table store__wellness_table;
extern const struct store__table store__event_table;
extern const struct store__table store__segments_table;
const struct store__table *store__table(enum store__table_id id);

/* The columns' names, joined by ", ". */
void store__columns_names(const struct store__table *table, struct str_buf *sql);
/* CREATE TABLE and its indexes. */
void store__columns_create(const struct store__table *table, struct str_buf *sql);
/* INSERT OR REPLACE with a parameter per column. */
void store__columns_insert(const struct store__table *table, struct str_buf *sql);

/* Texts and arrays stay the row's until the statement was run. Returns an SQLite code. */
int store__columns_bind(const struct store__table *table, const void *row,
                        sqlite3_stmt *statement);
/* The current result row, its columns in the list's order; texts are the arena's. */
void store__columns_read(const struct store__table *table, sqlite3_stmt *statement,
                         struct arena *arena, void *ret_row);

#endif
