#include "store/events.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/internal.h"
#include "store/objects.h"
#include "base/banned.h"

#define FIELD(field, kind)                                                                 \
    {                                                                                      \
#field, kind, offsetof(struct calendar_event, field), 0                            \
    }

static const struct store__column columns[] = {
    FIELD(id, COLUMN_INTEGER),         FIELD(category, COLUMN_CATEGORY),
    FIELD(category_name, COLUMN_TEXT), FIELD(name, COLUMN_TEXT),
    FIELD(description, COLUMN_TEXT),   FIELD(type_name, COLUMN_TEXT),
    FIELD(external_id, COLUMN_TEXT),   FIELD(updated, COLUMN_TEXT),
    FIELD(availability, COLUMN_TEXT),  FIELD(bad_fields, COLUMN_TEXT),
    FIELD(sport, COLUMN_SPORT),        FIELD(day, COLUMN_DAY),
    FIELD(end_day, COLUMN_DAY),        FIELD(start_local_s, COLUMN_TIME),
    FIELD(is_indoor, COLUMN_BOOL),     FIELD(moving_time_s, COLUMN_REAL),
    FIELD(distance_m, COLUMN_REAL),    FIELD(training_load, COLUMN_REAL),
    FIELD(intensity_pct, COLUMN_REAL), FIELD(max_training_time_s, COLUMN_REAL),
};

/* Most questions are about now and the future: the last day is the better index. */
#define LAST_DAY "max(day, coalesce(end_day, day))"

const struct store__table store__event_table = {
    .name = STORE_KIND_EVENT,
    .row_bytes = sizeof(struct calendar_event),
    .n_columns = sizeof columns / sizeof columns[0],
    .columns = columns,
    .range_sql = "day <= ?2 AND " LAST_DAY " >= ?1",
    .order_sql = "day, start_local_s, id",
    .index_sql = "CREATE INDEX event_by_day ON event (day);\n"
                 "CREATE INDEX event_by_last_day ON event (" LAST_DAY ");\n"};

enum { EVENT_ID_SIZE = 21 };

static const char *id_text(int64_t id, char text[EVENT_ID_SIZE])
{
    (void)snprintf(text, EVENT_ID_SIZE, "%" PRId64, id);
    return text;
}

static bool has_day(const struct calendar_event *event, struct err *err)
{
    if (event->day == DAY_NUM_NONE) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "event %" PRId64 " has no day",
                       event->id);
    }
    return true;
}

bool store_event_put(struct store *store, const struct calendar_event *event,
                     const char *raw_json, size_t n_bytes, struct err *err)
{
    char id[EVENT_ID_SIZE];
    return has_day(event, err) &&
           store__row_put(store, TABLE_EVENT, event, id_text(event->id, id), raw_json,
                          n_bytes, NULL, err);
}

bool store_event_index(struct store *store, const struct calendar_event *event,
                       struct err *err)
{
    return has_day(event, err) && store__row_index(store, TABLE_EVENT, event, err);
}

bool store_event_delete(struct store *store, int64_t id, struct err *err)
{
    char text[EVENT_ID_SIZE];
    return store__row_delete(store, TABLE_EVENT,
                             (struct store__key){.id = id_text(id, text), .number = id},
                             err);
}

bool store_events_read(struct store *store, struct day_range range, struct arena *arena,
                       struct calendar_event **ret_events, size_t *ret_n, struct err *err)
{
    void *rows = NULL;
    if (!store__rows_read(store, TABLE_EVENT, range, arena, &rows, ret_n, err)) {
        return false;
    }
    *ret_events = rows;
    return true;
}

bool store_event_find(struct store *store, const char *external_id, int64_t *ret_id,
                      struct err *err)
{
    bool has_row = false;
    if (!store__read_begin(store, err)) {
        return false;
    }
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_EVENT_FIND, err);
    if (statement == NULL) {
        return false;
    }
    (void)store__text_bind(statement, 1, external_id);
    if (!store__step(store, statement, &has_row, err)) {
        return false;
    }
    *ret_id = has_row ? sqlite3_column_int64(statement, 0) : 0;
    return true;
}

bool store_event_raw(struct store *store, int64_t id, char **ret_json, size_t *ret_n_bytes,
                     struct err *err)
{
    char text[EVENT_ID_SIZE];
    return store_object_get(store, STORE_KIND_EVENT, id_text(id, text), ret_json,
                            ret_n_bytes, NULL, err);
}

struct number_list {
    size_t n_ids;
    const int64_t *ids; /* sorted */
};

static int compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static bool number_is_kept(const void *context, const char *text, int64_t number)
{
    (void)text;
    const struct number_list *list = context;
    return bsearch(&number, list->ids, list->n_ids, sizeof number, compare_numbers) != NULL;
}

bool store_events_delete_missing(struct store *store, struct day_range range, size_t n_ids,
                                 const int64_t ids[], size_t *ret_n_deleted,
                                 struct err *err)
{
    AUTO_FREE int64_t *sorted = xcalloc(n_ids, sizeof sorted[0]);
    if (n_ids > 0) {
        memcpy(sorted, ids, n_ids * sizeof sorted[0]);
        qsort(sorted, n_ids, sizeof sorted[0], compare_numbers);
    }
    struct number_list list = {.n_ids = n_ids, .ids = sorted};
    return store__rows_sweep(store, TABLE_EVENT, range, number_is_kept, &list,
                             ret_n_deleted, err);
}
