#include "data/internal.h"

#include "base/log.h"
#include "base/str.h"
#include "intervals/detail.h"
#include "intervals/rows.h"
#include "store/activities.h"
#include "store/events.h"
#include "store/objects.h"
#include "store/wellness.h"
#include "base/banned.h"

struct reindex {
    struct data__slot *slot;
    enum intervals_row_kind kind;
};

static bool index_row(void *user, const struct intervals_row *row)
{
    struct reindex *reindex = user;
    struct store *store = reindex->slot->store;
    struct err err = {0};
    bool is_good = false;
    if (row->activity != NULL) {
        is_good = store_activity_index(store, row->activity, &err);
    } else if (row->wellness != NULL) {
        is_good = store_wellness_index(store, row->wellness, &err);
    } else {
        is_good = store_event_index(store, row->event, &err);
    }
    if (!is_good) {
        log_line(LOG_WARN, "data", "a stored row was not indexed: %s", err.message);
    }
    return is_good;
}

/* One stored object goes the way of a list of one. */
static bool reindex_object(void *context, const char *id, const char *json, size_t n_bytes,
                           struct err *err)
{
    struct reindex *reindex = context;
    struct str_buf list = {0};
    struct intervals_rows_report report = {0};
    (void)id;
    str_buf_add(&list, "[");
    str_buf_add_bytes(&list, json, n_bytes);
    str_buf_add(&list, "]");
    bool is_good =
        intervals_rows_walk(reindex->kind, str_buf_text(&list), list.length,
                            reindex->slot->id, NULL, index_row, reindex, &report, err);
    str_buf_release(&list);
    return is_good;
}

static bool reindex_segments(void *context, const char *id, const char *json,
                             size_t n_bytes, struct err *err)
{
    const struct data__slot *slot = context;
    struct arena arena = {0};
    struct run_segments segments;
    struct err why = {0};
    bool is_good = true;
    if (intervals_segments_read(json, n_bytes, id, &arena, &segments, &why)) {
        is_good = store_segments_index(slot->store, &segments, err);
    } else { /* without columns they count as not fetched */
        log_line(LOG_WARN, "data", "stored segments were left out: %s", why.message);
    }
    arena_release(&arena);
    return is_good;
}

bool data__reindex(struct data__slot *slot, struct err *err)
{
    static const struct {
        const char *name;
        enum intervals_row_kind kind;
    } kinds[] = {{STORE_KIND_ACTIVITY, INTERVALS_ROW_ACTIVITY},
                 {STORE_KIND_WELLNESS, INTERVALS_ROW_WELLNESS},
                 {STORE_KIND_EVENT, INTERVALS_ROW_EVENT}};
    if (!data__begin(slot->store, err)) {
        return false;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct reindex reindex = {.slot = slot, .kind = kinds[i].kind};
        if (!store_raw_walk(slot->store, kinds[i].name, reindex_object, &reindex, err)) {
            store_rollback(slot->store);
            return false;
        }
    }
    if (!store_raw_walk(slot->store, STORE_KIND_SEGMENTS, reindex_segments, slot, err)) {
        store_rollback(slot->store);
        return false;
    }
    return store_reindex_done(slot->store, err) && store_commit(slot->store, err);
}
