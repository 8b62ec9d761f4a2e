#ifndef FAKE_TABLE_H
#define FAKE_TABLE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Rows of one kind (activities, wellness days, events), kept as JSON text and in ascending
 * order of `sort`. A full activity costs 5 KB as text and 40 KB as a tree: long synthetic
 * histories are only possible as text.
 */
struct row {
    char *key;
    char *sort;
    char *json;
    size_t length;
};

struct table {
    struct row *rows;
    size_t n_rows;
    size_t capacity;
};

/* Borrowed, until the table changes; NULL when there is none. */
const struct row *table_find(const struct table *table, const char *key);
/* Adds the row, or replaces the one with the same key. */
void table_put(struct table *table, const char *key, const char *sort, const json_t *value);
bool table_remove(struct table *table, const char *key);
void table_release(struct table *table);
/* Makes `to` the same as `from`. */
void table_copy(struct table *to, const struct table *from);

/* Index of the first row whose `sort` is not below the given one. */
size_t table_lower_bound(const struct table *table, const char *sort);

/* The row as a tree, a new reference. */
json_t *row_parse(const struct row *row);

#endif
