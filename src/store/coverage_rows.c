/* The spans of coverage.h as rows of the cache. */
#include <stdlib.h>

#include "base/xalloc.h"
#include "store/coverage.h"
#include "store/internal.h"
#include "base/banned.h"

static bool range_check(struct day_range range, struct err *err)
{
    int64_t end =
        range.n_days <= INT32_MAX ? range.first_day + (int64_t)range.n_days : INT64_MAX;
    if (range.first_day < DAY_NUM_MIN || end > (int64_t)DAY_NUM_MAX + 1) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "%zu days from day %d are not within 1900-01-01 to 2199-12-31",
                       range.n_days, (int)range.first_day);
    }
    return true;
}

/* One day more on each side: what merely touches may be joined. */
static struct day_range widened(struct day_range range)
{
    return (struct day_range){.first_day = range.first_day - 1, .n_days = range.n_days + 2};
}

static void bind(sqlite3_stmt *statement, const char *kind, struct day_range range)
{
    store__bind_range(statement, range);
    (void)sqlite3_bind_text(statement, 3, kind, -1, SQLITE_STATIC);
}

/* The spans that have a day in the range; *ret_spans is to be freed. */
static bool read_spans(struct store *store, const char *kind, struct day_range range,
                       struct coverage_span **ret_spans, size_t *ret_n, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_COVERAGE_READ, err);
    if (statement == NULL) {
        return false;
    }
    bind(statement, kind, range);
    size_t n_spans = 0;
    size_t capacity = 0;
    struct coverage_span *spans = NULL;
    bool has_row = true;
    while (has_row) {
        if (!store__step(store, statement, &has_row, err)) {
            free(spans);
            return false;
        }
        int64_t n_days = has_row ? sqlite3_column_int64(statement, 1) : 0;
        if (n_days <= 0 || n_days > INT32_MAX) {
            continue; /* never written by us */
        }
        if (n_spans == capacity) {
            capacity = capacity * 2 + 8;
            spans = xrealloc(spans, capacity * sizeof *spans);
        }
        spans[n_spans++] =
            (struct coverage_span){.range = {.first_day = sqlite3_column_int(statement, 0),
                                             .n_days = (size_t)n_days},
                                   .synced_ms = sqlite3_column_int64(statement, 2)};
    }
    *ret_spans = spans;
    *ret_n = n_spans;
    return true;
}

static bool put_span(struct store *store, const char *kind, struct coverage_span span,
                     struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_COVERAGE_PUT, err);
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int(statement, 2, span.range.first_day);
    (void)sqlite3_bind_int64(statement, 3, (int64_t)span.range.n_days);
    (void)sqlite3_bind_int64(statement, 4, span.synced_ms);
    return store__run(store, statement, err);
}

static bool clear_spans(struct store *store, const char *kind, struct day_range range,
                        struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_COVERAGE_CLEAR, err);
    if (statement == NULL) {
        return false;
    }
    bind(statement, kind, range);
    return store__run(store, statement, err);
}

/*
 * Replace the spans around the range by those with the range added, or removed when added
 * is NULL.
 */
static bool change(struct store *store, const char *kind, struct day_range range,
                   const struct coverage_span *added, struct err *err)
{
    AUTO_FREE struct coverage_span *spans = NULL;
    size_t n_spans = 0;
    if (!read_spans(store, kind, widened(range), &spans, &n_spans, err)) {
        return false;
    }
    AUTO_FREE struct coverage_span *changed = xcalloc(2 * n_spans + 1, sizeof *changed);
    size_t n_changed = added != NULL ? coverage_add(n_spans, spans, *added, changed)
                                     : coverage_remove(n_spans, spans, range, changed);
    bool is_ok = clear_spans(store, kind, widened(range), err);
    for (size_t i = 0; is_ok && i < n_changed; i++) {
        is_ok = put_span(store, kind, changed[i], err);
    }
    return is_ok;
}

static bool change_in_scope(struct store *store, const char *kind, struct day_range range,
                            const struct coverage_span *added, struct err *err)
{
    struct store__scope scope = {0};
    if (!range_check(range, err) || !store__key_check(kind, "*", err)) {
        return false;
    }
    if (range.n_days == 0) {
        return store__ready(store, err);
    }
    if (!store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(store, scope, change(store, kind, range, added, err), err);
}

bool store_coverage_add(struct store *store, const char *kind, struct day_range range,
                        int64_t synced_ms, struct err *err)
{
    struct coverage_span added = {.range = range, .synced_ms = synced_ms};
    return change_in_scope(store, kind, range, &added, err);
}

bool store_coverage_remove(struct store *store, const char *kind, struct day_range range,
                           struct err *err)
{
    return change_in_scope(store, kind, range, NULL, err);
}

bool store_coverage_get(struct store *store, const char *kind, struct day_range range,
                        struct arena *arena, struct store_coverage *ret_coverage,
                        struct err *err)
{
    AUTO_FREE struct coverage_span *spans = NULL;
    size_t n_spans = 0;
    if (!range_check(range, err) || !store__read_begin(store, err) ||
        !read_spans(store, kind, range, &spans, &n_spans, err)) {
        return false;
    }
    struct store_coverage coverage = {.oldest_synced_ms = INT64_MIN};
    coverage.missing = arena_alloc(arena, n_spans + 1, sizeof *coverage.missing);
    coverage.present = arena_alloc(arena, n_spans, sizeof *coverage.present);
    coverage.n_missing =
        coverage_missing(n_spans, spans, range, INT64_MIN, coverage.missing);
    coverage.n_present = coverage_present(n_spans, spans, range, coverage.present);
    for (size_t i = 0; i < coverage.n_present; i++) {
        int64_t synced_ms = coverage.present[i].synced_ms;
        coverage.n_present_days += coverage.present[i].range.n_days;
        if (i == 0 || synced_ms < coverage.oldest_synced_ms) {
            coverage.oldest_synced_ms = synced_ms;
        }
    }
    *ret_coverage = coverage;
    return true;
}
