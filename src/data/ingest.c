#include "data/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/rows.h"
#include "seal/seal.h"
#include "store/activities.h"
#include "store/events.h"
#include "store/objects.h"
#include "store/wellness.h"
#include "base/banned.h"

enum { N_BEGIN_TRIES = 20 }; /* the store waits 0.1 s in each */

/*
 * Another process may be writing the same lists just now, which takes longer than the store
 * waits by itself; what was fetched must not be lost for that. Any other failure comes at
 * once, and costs nothing to repeat.
 */
bool data__begin(struct store *store, struct err *err)
{
    for (int i = 1; i < N_BEGIN_TRIES; i++) {
        if (store_begin(store, err)) {
            return true;
        }
    }
    return store_begin(store, err);
}

/* Ends what data__begin began; returns whether all is well and written. */
bool data__end(struct store *store, bool is_good, struct err *err)
{
    if (is_good) {
        return store_commit(store, err);
    }
    store_rollback(store);
    return false;
}

bool data__ingest_athlete(struct data *data, const char *selector, const char *body,
                          size_t n_body_bytes, int64_t now_ms, struct err *err)
{
    struct arena arena = {0};
    struct athlete *athlete = arena_alloc(&arena, 1, sizeof *athlete);
    char *raw = NULL;
    size_t n_raw_bytes = 0;
    bool is_good = intervals_athlete_read(body, n_body_bytes, &arena, athlete, &raw,
                                          &n_raw_bytes, err);
    if (is_good && strcmp(selector, "0") != 0 && strcmp(selector, athlete->id) != 0) {
        is_good = err_set(err, ERR_UPSTREAM, "Check the athlete id.",
                          "Intervals.icu sent another athlete than %.40s", selector);
    }
    struct data__slot *slot = is_good ? data__slot_get(data, athlete->id, err) : NULL;
    is_good = slot != NULL && data__begin(slot->store, err);
    if (is_good) {
        is_good = store_object_put(slot->store, data__kind_name(DATA_ATHLETE), slot->id,
                                   raw, n_raw_bytes, now_ms, err);
        is_good = data__end(slot->store, is_good, err);
    }
    if (is_good && strcmp(selector, "0") == 0) {
        data__owner_set(data, slot->id);
    }
    free(raw);
    arena_release(&arena);
    return is_good;
}

/* A list under ingestion: what was seen, so that what is gone can be deleted. */
struct ingest {
    struct data__slot *slot;
    enum data_kind kind;
    size_t n_seen;
    size_t capacity;
    char **ids;    /* activities */
    int64_t *keys; /* events: ids; wellness: days */
    size_t n_light;
    const struct data__light_row *light;
    struct err *err;
    bool has_failed;
};

static void ingest_saw(struct ingest *ingest, const char *id, int64_t key)
{
    if (ingest->n_seen == ingest->capacity) {
        ingest->capacity = ingest->capacity == 0 ? 64 : ingest->capacity * 2;
        ingest->ids = xrealloc(ingest->ids, ingest->capacity * sizeof *ingest->ids);
        ingest->keys = xrealloc(ingest->keys, ingest->capacity * sizeof *ingest->keys);
    }
    ingest->ids[ingest->n_seen] = id != NULL ? xstrdup(id) : NULL;
    ingest->keys[ingest->n_seen] = key;
    ingest->n_seen++;
}

static void ingest_release(struct ingest *ingest)
{
    for (size_t i = 0; i < ingest->n_seen; i++) {
        free(ingest->ids[i]);
    }
    free(ingest->ids);
    free(ingest->keys);
}

/*
 * The light list's own revision stands before one computed from the whole row: should the
 * two ever differ in a detail, the row would else be fetched again and again.
 */
static void revision_of(const struct ingest *ingest, const struct intervals_row *row,
                        char revision[STORE_REVISION_SIZE])
{
    for (size_t i = 0; i < ingest->n_light; i++) {
        if (strcmp(ingest->light[i].id, row->activity->id) == 0) {
            str_copy(revision, STORE_REVISION_SIZE, ingest->light[i].revision);
            return;
        }
    }
    seal_digest_hex(row->light, strlen(row->light), revision);
}

static bool ingest_row(void *user, const struct intervals_row *row)
{
    struct ingest *ingest = user;
    struct store *store = ingest->slot->store;
    bool is_good = false;
    if (row->activity != NULL) {
        char revision[STORE_REVISION_SIZE];
        revision_of(ingest, row, revision);
        ingest_saw(ingest, row->activity->id, 0);
        is_good = store_activity_put(store, row->activity, row->raw, row->n_raw_bytes,
                                     revision, ingest->err);
    } else if (row->wellness != NULL) {
        ingest_saw(ingest, NULL, row->wellness->day);
        is_good = store_wellness_put(store, row->wellness, row->raw, row->n_raw_bytes,
                                     ingest->err);
    } else {
        ingest_saw(ingest, NULL, row->event->id);
        is_good =
            store_event_put(store, row->event, row->raw, row->n_raw_bytes, ingest->err);
    }
    ingest->has_failed = !is_good;
    return is_good;
}

static bool delete_missing(const struct ingest *ingest, struct day_range range,
                           size_t *ret_n_deleted, struct err *err)
{
    struct store *store = ingest->slot->store;
    if (ingest->kind == DATA_ACTIVITIES) {
        return store_activities_delete_missing(store, range, ingest->n_seen,
                                               (const char *const *)ingest->ids,
                                               ret_n_deleted, err);
    }
    if (ingest->kind == DATA_EVENTS) {
        return store_events_delete_missing(store, range, ingest->n_seen, ingest->keys,
                                           ret_n_deleted, err);
    }
    day_num *days = xcalloc(ingest->n_seen, sizeof *days);
    for (size_t i = 0; i < ingest->n_seen; i++) {
        days[i] = (day_num)ingest->keys[i];
    }
    bool is_good = store_wellness_delete_missing(store, range, ingest->n_seen, days,
                                                 ret_n_deleted, err);
    free(days);
    return is_good;
}

/* A body that is no list, or breaks off: said with what it should have been. */
static bool fail_unreadable(enum data_kind kind, struct err *err)
{
    struct err cause = *err;
    if (cause.code != ERR_UPSTREAM) {
        return false;
    }
    return err_set(err, ERR_UPSTREAM,
                   "Try again later; if it stays so, check INTERVALS_BASE_URL.",
                   "the %s list that Intervals.icu sent is not readable: %s",
                   data__kind_name(kind), cause.message);
}

/*
 * Rows that cannot be read must not pass for rows that are not there: a list of which
 * nothing is readable is a failure, and one that is readable in part deletes nothing.
 */
static bool report_check(enum data_kind kind, const struct intervals_rows_report *report,
                         struct err *err)
{
    if (report->n_skipped == 0) {
        return true;
    }
    if (report->n_rows == 0) {
        return err_set(err, ERR_UPSTREAM,
                       "Try again later; if it stays so, update soleus or report it.",
                       "none of the %zu rows of the %s list that Intervals.icu sent can be "
                       "used (the first: %s)",
                       report->n_skipped, data__kind_name(kind),
                       report->first_skipped.message);
    }
    log_line(LOG_WARN, "data", "rows left out kind=%s unusable=%zu used=%zu first: %s",
             data__kind_name(kind), report->n_skipped, report->n_rows,
             report->first_skipped.message);
    return true;
}

/*
 * Remember whether the list of a range was readable in part only, until one of the same
 * days is readable as a whole: answers say so.
 */
static bool left_out_note(struct store *store, enum data_kind kind, struct day_range range,
                          size_t n_skipped, int64_t now_ms, struct err *err)
{
    const char *name = data__left_out_name(kind);
    return n_skipped > 0 ? store_coverage_add(store, name, range, now_ms, err)
                         : store_coverage_remove(store, name, range, err);
}

bool data__ingest_rows(struct data__slot *slot, const struct data__rows *rows,
                       size_t *ret_n_deleted, struct err *err)
{
    static const enum intervals_row_kind row_kinds[] = {
        [DATA_ATHLETE] = INTERVALS_ROW_ACTIVITY, /* never asked */
        [DATA_ACTIVITIES] = INTERVALS_ROW_ACTIVITY,
        [DATA_WELLNESS] = INTERVALS_ROW_WELLNESS,
        [DATA_EVENTS] = INTERVALS_ROW_EVENT};
    struct ingest ingest = {.slot = slot,
                            .kind = rows->kind,
                            .n_light = rows->n_light,
                            .light = rows->light,
                            .err = err};
    struct intervals_rows_report report = {0};
    *ret_n_deleted = 0;
    struct str_buf fields = {0};
    data__light_fields_write(slot, &fields);
    if (!data__begin(slot->store, err)) {
        str_buf_release(&fields);
        return false;
    }
    bool is_good =
        intervals_rows_walk(row_kinds[rows->kind], rows->body, rows->n_body_bytes, slot->id,
                            str_buf_text(&fields), ingest_row, &ingest, &report, err);
    is_good = is_good ? !ingest.has_failed : fail_unreadable(rows->kind, err);
    is_good = is_good && report_check(rows->kind, &report, err) &&
              (report.n_skipped > 0 ||
               delete_missing(&ingest, rows->range, ret_n_deleted, err)) &&
              left_out_note(slot->store, rows->kind, rows->range, report.n_skipped,
                            rows->now_ms, err) &&
              (!rows->covers || store_coverage_add(slot->store, data__kind_name(rows->kind),
                                                   rows->range, rows->now_ms, err));
    is_good = data__end(slot->store, is_good, err);
    ingest_release(&ingest);
    str_buf_release(&fields);
    return is_good;
}

struct light_ingest {
    struct arena *arena;
    struct data__light_row *rows;
    size_t n_rows;
    size_t capacity;
};

static bool light_row(void *user, const char *id, day_num day, const char *light)
{
    struct light_ingest *ingest = user;
    if (ingest->n_rows == ingest->capacity) {
        ingest->capacity = ingest->capacity == 0 ? 128 : ingest->capacity * 2;
        ingest->rows = xrealloc(ingest->rows, ingest->capacity * sizeof *ingest->rows);
    }
    struct data__light_row *row = &ingest->rows[ingest->n_rows++];
    row->id = arena_text(ingest->arena, id);
    row->day = day;
    seal_digest_hex(light, strlen(light), row->revision);
    return true;
}

static int compare_light_ids(const void *a, const void *b)
{
    const struct data__light_row *row_a = a;
    const struct data__light_row *row_b = b;
    return strcmp(row_a->id, row_b->id);
}

static int compare_light_days(const void *a, const void *b)
{
    const struct data__light_row *row_a = a;
    const struct data__light_row *row_b = b;
    if (row_a->day != row_b->day) {
        return row_a->day < row_b->day ? -1 : 1;
    }
    return strcmp(row_a->id, row_b->id);
}

static int compare_revision_ids(const void *a, const void *b)
{
    const struct store_revision *row_a = a;
    const struct store_revision *row_b = b;
    return strcmp(row_a->id, row_b->id);
}

/* What of the light rows (sorted by id) is new or different; stored rows that are not there
 * go, when the list was readable as a whole. */
static bool light_compare(struct data__slot *slot, struct day_range range,
                          const struct light_ingest *ingest, bool is_whole,
                          struct arena *arena, struct data__light_row **ret_changed,
                          size_t *ret_n_changed, struct err *err)
{
    struct store_revision *stored = NULL;
    size_t n_stored = 0;
    if (!store_activity_revisions_read(slot->store, range, arena, &stored, &n_stored,
                                       err)) {
        return false;
    }
    if (n_stored > 1) {
        qsort(stored, n_stored, sizeof *stored, compare_revision_ids);
    }
    struct data__light_row *changed =
        arena_alloc(arena, ingest->n_rows + 1, sizeof *changed);
    const char **ids = arena_alloc(arena, ingest->n_rows + 1, sizeof *ids);
    size_t n_changed = 0;
    for (size_t i = 0; i < ingest->n_rows; i++) {
        const struct data__light_row *row = &ingest->rows[i];
        const struct store_revision key = {.id = row->id};
        const struct store_revision *known =
            n_stored > 0
                ? bsearch(&key, stored, n_stored, sizeof *stored, compare_revision_ids)
                : NULL;
        ids[i] = row->id;
        if (known == NULL || strcmp(known->revision, row->revision) != 0) {
            changed[n_changed++] = *row;
        }
    }
    size_t n_deleted = 0;
    if (is_whole && !store_activities_delete_missing(slot->store, range, ingest->n_rows,
                                                     ids, &n_deleted, err)) {
        return false;
    }
    if (n_changed > 1) {
        qsort(changed, n_changed, sizeof *changed, compare_light_days);
    }
    *ret_changed = changed;
    *ret_n_changed = n_changed;
    return true;
}

bool data__ingest_light(struct data__slot *slot, struct day_range range, int64_t now_ms,
                        const char *body, size_t n_body_bytes, struct arena *arena,
                        struct data__light_row **ret_changed, size_t *ret_n_changed,
                        struct err *err)
{
    struct light_ingest ingest = {.arena = arena};
    struct intervals_rows_report report = {0};
    struct str_buf fields = {0};
    data__light_fields_write(slot, &fields);
    bool is_good = intervals_light_walk(body, n_body_bytes, slot->id, str_buf_text(&fields),
                                        light_row, &ingest, &report, err);
    str_buf_release(&fields);
    is_good = is_good ? report_check(DATA_ACTIVITIES, &report, err)
                      : fail_unreadable(DATA_ACTIVITIES, err);
    if (is_good) {
        if (ingest.n_rows > 1) {
            qsort(ingest.rows, ingest.n_rows, sizeof *ingest.rows, compare_light_ids);
        }
        is_good = data__begin(slot->store, err);
    }
    if (is_good) {
        /* A row that no whole list could give is new to this one, and fetched again. */
        is_good = light_compare(slot, range, &ingest, report.n_skipped == 0, arena,
                                ret_changed, ret_n_changed, err) &&
                  left_out_note(slot->store, DATA_ACTIVITIES, range, report.n_skipped,
                                now_ms, err);
        is_good = data__end(slot->store, is_good, err);
    }
    free(ingest.rows);
    return is_good;
}
