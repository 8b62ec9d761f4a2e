#ifndef FAKE_ROWS_H
#define FAKE_ROWS_H

#include "query.h"
#include "reply.h"
#include "table.h"
#include "text.h"

#include <stdbool.h>

/* A JSON array written row by row, so that long lists are never built as a tree. */
struct row_list {
    json_t *fields; /* NULL: rows as they are; else only these keys, and no nulls */
    struct text body;
    size_t n_rows;
};

void row_list_start(struct row_list *list, const struct query *query);
void row_list_add(struct row_list *list, const struct row *row);
/* Replies 200 with the list and releases it. */
void row_list_reply(struct row_list *list, struct reply *reply);

/* A stub of an activity that came from Strava: listed, but not readable. */
bool row_is_strava(const struct row *row);

#endif
