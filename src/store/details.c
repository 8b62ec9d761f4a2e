#include "store/details.h"

#include <string.h>

#include "base/str.h"
#include "store/internal.h"
#include "store/objects.h"
#include "base/banned.h"

/* Segments as the table holds them. */
struct segments_row {
    const char *activity_id;
    const char *custom_codes;
    int64_t source;
    const void *segments;
    size_t n_bytes;
};

#define FIELD(field, kind)                                                                 \
    {                                                                                      \
#field, kind, offsetof(struct segments_row, field), 0                              \
    }

static const struct store__column columns[] = {
    FIELD(activity_id, COLUMN_TEXT),
    FIELD(custom_codes, COLUMN_TEXT),
    FIELD(source, COLUMN_INTEGER),
    {"segments", COLUMN_BYTES, offsetof(struct segments_row, segments),
     offsetof(struct segments_row, n_bytes)},
};

const struct store__table store__segments_table = {
    .name = STORE_KIND_SEGMENTS,
    .row_bytes = sizeof(struct segments_row),
    .n_columns = sizeof columns / sizeof columns[0],
    .columns = columns,
    .range_sql = "activity_id IN (SELECT id FROM activity WHERE day BETWEEN ?1 AND ?2)",
    .order_sql = "activity_id",
    .index_sql = ""};

static bool is_plain_detail(const char *kind)
{
    return strcmp(kind, STORE_KIND_INTERVALS) == 0 || strcmp(kind, STORE_KIND_STREAMS) == 0;
}

bool store_detail_put(struct store *store, const char *kind, const char *activity_id,
                      const char *json, size_t n_bytes, const char *revision,
                      int64_t fetched_ms, struct err *err)
{
    struct store__scope scope = {0};
    if (!is_plain_detail(kind)) {
        return err_set(err, ERR_INTERNAL, NULL, "%.40s is no detail of an activity", kind);
    }
    if (!store__key_check(kind, activity_id, err) ||
        !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(store, scope,
                            store__object_put(store, kind, activity_id, json, n_bytes,
                                              &fetched_ms, revision, err),
                            err);
}

bool store_detail_revision(struct store *store, const char *kind, const char *activity_id,
                           char ret_revision[STORE_REVISION_SIZE], int64_t *ret_fetched_ms,
                           struct err *err)
{
    bool has_row = false;
    if (!store__read_begin(store, err)) {
        return false;
    }
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_OBJECT_REVISION, err);
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, activity_id, -1, SQLITE_STATIC);
    if (!store__step(store, statement, &has_row, err)) {
        return false;
    }
    if (!has_row) {
        return err_set(err, ERR_NOT_FOUND, NULL, "%.40s %.80s is not in the store", kind,
                       activity_id);
    }
    const char *revision = (const char *)sqlite3_column_text(statement, 0);
    str_copy(ret_revision, STORE_REVISION_SIZE, revision != NULL ? revision : "");
    if (ret_fetched_ms != NULL) {
        *ret_fetched_ms = sqlite3_column_int64(statement, 1);
    }
    return true;
}

static struct segments_row row_of(const struct run_segments *segments)
{
    return (struct segments_row){.activity_id = segments->activity_id,
                                 .custom_codes = segments->custom_codes,
                                 .source = (int64_t)segments->source,
                                 .segments = segments->segments,
                                 .n_bytes =
                                     segments->n_segments * sizeof(struct run_segment)};
}

bool store_segments_put(struct store *store, const struct run_segments *segments,
                        const char *raw_json, size_t n_bytes, const char *revision,
                        int64_t fetched_ms, struct err *err)
{
    struct store__scope scope = {0};
    struct segments_row row = row_of(segments);
    if (!store__key_check(STORE_KIND_SEGMENTS, row.activity_id, err) ||
        !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    bool is_ok = store__columns_put(store, TABLE_SEGMENTS, &row, err) &&
                 store__object_put(store, STORE_KIND_SEGMENTS, row.activity_id, raw_json,
                                   n_bytes, &fetched_ms, revision, err);
    return store__scope_end(store, scope, is_ok, err);
}

bool store_segments_index(struct store *store, const struct run_segments *segments,
                          struct err *err)
{
    struct segments_row row = row_of(segments);
    return store__key_check(STORE_KIND_SEGMENTS, row.activity_id, err) &&
           store__row_index(store, TABLE_SEGMENTS, &row, err);
}

bool store__details_delete(struct store *store, const char *activity_id, struct err *err)
{
    static const int statements[] = {
        SQL_DETAILS_DELETE, SQL_ROWS + TABLE_SEGMENTS * N_ROW_ACTIONS + ROW_DELETE};
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        AUTO_RESET sqlite3_stmt *statement = store__statement(store, statements[i], err);
        if (statement == NULL) {
            return false;
        }
        (void)sqlite3_bind_text(statement, 1, activity_id, -1, SQLITE_STATIC);
        if (!store__run(store, statement, err)) {
            return false;
        }
    }
    return true;
}

/* After the table's own columns: fetched_ms, is_current. */
static void segments_read(const struct store__reading *reading, sqlite3_stmt *statement,
                          struct arena *arena, void *ret_row)
{
    struct segments_row row;
    struct store_segments *ret = ret_row;
    (void)reading;
    int n_columns = (int)store__segments_table.n_columns;
    store__columns_read(&store__segments_table, statement, arena, &row);
    bool is_known = row.source >= 0 && row.source < N_SEGMENT_SOURCES;
    size_t n_segments = row.n_bytes / sizeof(struct run_segment);
    *ret = (struct store_segments){
        .segments = {.activity_id = row.activity_id,
                     .custom_codes = row.custom_codes,
                     .source = is_known ? (enum segment_source)row.source : SEGMENTS_NONE,
                     .n_segments =
                         n_segments < MODEL_MAX_SEGMENTS ? n_segments : MODEL_MAX_SEGMENTS,
                     .segments = row.segments},
        .fetched_ms = sqlite3_column_int64(statement, n_columns),
        .is_current = sqlite3_column_int(statement, n_columns + 1) != 0};
}

bool store_segments_read(struct store *store, struct day_range range, struct arena *arena,
                         struct store_segments **ret_rows, size_t *ret_n, struct err *err)
{
    static const struct store__reading reading = {.table = TABLE_SEGMENTS,
                                                  .sql = SQL_SEGMENTS_READ,
                                                  .row_bytes = sizeof **ret_rows,
                                                  .row_read = segments_read};
    void *rows = NULL;
    if (!store__rows_take(store, &reading, range, arena, &rows, ret_n, err)) {
        return false;
    }
    *ret_rows = rows;
    return true;
}
