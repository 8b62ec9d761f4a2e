#include "table.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static void row_release(struct row *row)
{
    free(row->key);
    free(row->sort);
    free(row->json);
}

const struct row *table_find(const struct table *table, const char *key)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        if (strcmp(table->rows[i].key, key) == 0) {
            return &table->rows[i];
        }
    }
    return NULL;
}

size_t table_lower_bound(const struct table *table, const char *sort)
{
    size_t low = 0;
    size_t high = table->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(table->rows[middle].sort, sort) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Equal sort keys are ordered by key, so that answers never depend on the order of writes.
 */
static size_t place_of(const struct table *table, const struct row *row)
{
    size_t i = table_lower_bound(table, row->sort);
    while (i < table->n_rows && strcmp(table->rows[i].sort, row->sort) == 0 &&
           strcmp(table->rows[i].key, row->key) < 0) {
        i++;
    }
    return i;
}

void table_put(struct table *table, const char *key, const char *sort, const json_t *value)
{
    struct row row = {.key = mem_strdup(key), .sort = mem_strdup(sort)};
    row.json = json_to_text(value, &row.length);
    (void)table_remove(table, key);
    if (table->n_rows == table->capacity) {
        table->capacity = table->capacity > 0 ? table->capacity * 2 : 64;
        table->rows = mem_resize(table->rows, table->capacity, sizeof *table->rows);
    }
    size_t place = place_of(table, &row);
    memmove(&table->rows[place + 1], &table->rows[place],
            (table->n_rows - place) * sizeof *table->rows);
    table->rows[place] = row;
    table->n_rows++;
}

bool table_remove(struct table *table, const char *key)
{
    const struct row *found = table_find(table, key);
    if (found == NULL) {
        return false;
    }
    size_t i = (size_t)(found - table->rows);
    row_release(&table->rows[i]);
    table->n_rows--;
    memmove(&table->rows[i], &table->rows[i + 1],
            (table->n_rows - i) * sizeof *table->rows);
    return true;
}

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        row_release(&table->rows[i]);
    }
    free(table->rows);
    *table = (struct table){0};
}

json_t *row_parse(const struct row *row)
{
    return json_loadb(row->json, row->length, JSON_DECODE_ANY, NULL);
}

void table_copy(struct table *to, const struct table *from)
{
    table_release(to);
    *to = (struct table){.n_rows = from->n_rows, .capacity = from->n_rows};
    if (from->n_rows == 0) {
        return;
    }
    to->rows = mem_zalloc(from->n_rows, sizeof *to->rows);
    for (size_t i = 0; i < from->n_rows; i++) {
        const struct row *row = &from->rows[i];
        to->rows[i] = (struct row){.key = mem_strdup(row->key),
                                   .sort = mem_strdup(row->sort),
                                   .json = mem_strdup(row->json),
                                   .length = row->length};
    }
}
