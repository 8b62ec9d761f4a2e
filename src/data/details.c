#include "data/data.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "data/internal.h"
#include "intervals/detail.h"
#include "store/activities.h"
#include "store/objects.h"
#include "base/banned.h"

/* What the service did not have may come: the device's file is uploaded again. */
static const int64_t NOT_FOUND_FRESHNESS_MS = 24LL * 3600 * 1000;

struct data__item *data__item_find(const struct data_view *view, const char *id,
                                   enum data__item_kind kind)
{
    for (size_t i = 0; i < view->n_items; i++) {
        struct data__item *item = &view->items[i];
        if (item->kind == kind && strcmp(item->id, id) == 0) {
            return item;
        }
    }
    return NULL;
}

void data__item_need(struct data_view *view, const struct data__item *wanted)
{
    view->needs[DATA_DETAILS].is_wanted = true;
    if (data__item_find(view, wanted->id, wanted->kind) != NULL) {
        return;
    }
    if (view->n_items == view->items_capacity) {
        view->items_capacity = view->items_capacity == 0 ? 32 : view->items_capacity * 2;
        view->items = xrealloc(view->items, view->items_capacity * sizeof *view->items);
    }
    struct data__item *item = &view->items[view->n_items++];
    *item = *wanted;
    item->is_asked = false;
    item->path = wanted->path != NULL ? xstrdup(wanted->path) : NULL;
}

static void item_need(struct data_view *view, const char *activity_id,
                      enum data__item_kind kind)
{
    struct data__item wanted = {.kind = kind};
    str_copy(wanted.id, sizeof wanted.id, activity_id);
    data__item_need(view, &wanted);
}

void data__details_rewind(struct data_view *view)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < view->n_items; i++) {
        if (view->items[i].is_asked) {
            view->items[n_kept++] = view->items[i];
        } else {
            free(view->items[i].path);
        }
    }
    view->n_items = n_kept;
    arena_clear(&view->arena);
}

void data__details_release(struct data_view *view)
{
    for (size_t i = 0; i < view->n_items; i++) {
        free(view->items[i].path);
    }
    free(view->items);
    arena_release(&view->arena);
}

const struct err *data__failure_of(const struct data__slot *slot, const char *id,
                                   enum data__item_kind kind)
{
    for (size_t i = 0; i < slot->n_failures; i++) {
        const struct data__failure *failure = &slot->failures[i];
        if (failure->kind == kind && strcmp(failure->id, id) == 0) {
            return &failure->err;
        }
    }
    return NULL;
}

/* Is the detail stored, and of the activity as it is now? ERR_NOT_FOUND: no such activity.
 */
static bool detail_look(struct data_view *view, const char *kind, const char *activity_id,
                        bool *ret_is_stored, bool *ret_is_current, struct err *err)
{
    char now[STORE_REVISION_SIZE];
    char then[STORE_REVISION_SIZE];
    struct err why = {0};
    struct store *store = view->slot->store;
    if (!store_detail_revision(store, STORE_KIND_ACTIVITY, activity_id, now, NULL, err)) {
        if (err->code == ERR_NOT_FOUND) {
            (void)err_set(err, ERR_NOT_FOUND,
                          "Take the id from get_recent_activities, asked for its days.",
                          "activity %.40s is not among the activities read so far",
                          activity_id);
        }
        return false;
    }
    *ret_is_stored = store_detail_revision(store, kind, activity_id, then, NULL, &why);
    if (!*ret_is_stored && why.code != ERR_NOT_FOUND) {
        *err = why;
        return false;
    }
    *ret_is_current = *ret_is_stored && strcmp(now, then) == 0;
    return true;
}

/*
 * Decide about one detail: *ret_json (to free()) when it may be read now; NULL when a need
 * was noted. False when it cannot be had. One of an earlier version of the activity is
 * better than none.
 */
static bool detail_text(struct data_view *view, const char *kind,
                        enum data__item_kind item_kind, const char *activity_id,
                        char **ret_json, size_t *ret_n_bytes, struct err *err)
{
    bool is_stored = false;
    bool is_current = false;
    if (view->slot == NULL) {
        return err_set(err, ERR_INTERNAL, "Report this.",
                       "details were asked for before the athlete");
    }
    if (!detail_look(view, kind, activity_id, &is_stored, &is_current, err)) {
        return false;
    }
    const struct data__item *item = data__item_find(view, activity_id, item_kind);
    bool was_asked = item != NULL && item->is_asked;
    if (!was_asked && (!is_current || view->refreshes)) {
        item_need(view, activity_id, item_kind);
        return true;
    }
    const struct err *failure = data__failure_of(view->slot, activity_id, item_kind);
    if (!is_stored && failure == NULL) {
        return err_set(err, ERR_INTERNAL, "Report this.",
                       "%s of %.40s were fetched and are gone", kind, activity_id);
    }
    if (!is_stored) {
        *err = *failure;
        return false;
    }
    if (failure != NULL) {
        view->is_stale = true;
        view->stale_kind = DATA_DETAILS;
        view->failures[DATA_DETAILS] = *failure;
    }
    return store_object_get(view->slot->store, kind, activity_id, ret_json, ret_n_bytes,
                            NULL, err);
}

bool data_activity_intervals(struct data_view *view, const char *activity_id,
                             const struct activity_intervals **ret, struct err *err)
{
    AUTO_FREE char *json = NULL;
    size_t n_bytes = 0;
    *ret = NULL;
    if (!detail_text(view, STORE_KIND_INTERVALS, ITEM_INTERVALS, activity_id, &json,
                     &n_bytes, err)) {
        return false;
    }
    if (json == NULL) {
        return true;
    }
    struct activity_intervals *intervals = arena_alloc(&view->arena, 1, sizeof *intervals);
    *ret = intervals;
    return intervals_intervals_read(json, n_bytes, activity_id, &view->arena, intervals,
                                    NULL, NULL, err);
}

/* Neither fetched for this call nor to be: what was read of it before is as good. */
static bool is_settled(const struct data_view *view, const char *activity_id)
{
    return view->slot != NULL && !view->refreshes &&
           data__item_find(view, activity_id, ITEM_STREAMS) == NULL &&
           data__failure_of(view->slot, activity_id, ITEM_STREAMS) == NULL;
}

/* Those read last, when they are these; NULL else. */
static const struct data__streams *streams_kept(struct data_view *view,
                                                const char *activity_id, stream_set wanted)
{
    struct data__list *list = view->slot->streams;
    const struct data__streams *kept = list != NULL ? list->items : NULL;
    if (kept == NULL || list->generation != data__view_generation(view) ||
        strcmp(kept->activity_id, activity_id) != 0 || kept->wanted != wanted) {
        return NULL;
    }
    list->n_refs++;
    return data__view_hold(view, list);
}

static bool streams_parse(struct data_view *view, const char *activity_id,
                          stream_set wanted, const char *json, size_t n_bytes,
                          const struct activity_streams **ret, struct err *err)
{
    struct data__list *list = xcalloc(1, sizeof *list);
    struct data__streams *read = arena_alloc(&list->arena, 1, sizeof *read);
    list->n_refs = 1;
    list->generation = data__view_generation(view);
    list->items = read;
    read->wanted = wanted;
    str_copy(read->activity_id, sizeof read->activity_id, activity_id);
    if (!intervals_streams_read(json, n_bytes, wanted, &list->arena, &read->streams, NULL,
                                NULL, err)) {
        data__list_unref(list);
        return false;
    }
    if (is_settled(view, activity_id)) {
        data__list_unref(view->slot->streams);
        view->slot->streams = list;
        list->n_refs++;
    }
    (void)data__view_hold(view, list);
    *ret = &read->streams;
    return true;
}

bool data_activity_streams(struct data_view *view, const char *activity_id,
                           stream_set wanted, const struct activity_streams **ret,
                           struct err *err)
{
    AUTO_FREE char *json = NULL;
    size_t n_bytes = 0;
    *ret = NULL;
    if (is_settled(view, activity_id)) {
        const struct data__streams *kept = streams_kept(view, activity_id, wanted);
        if (kept != NULL) {
            *ret = &kept->streams;
            return true;
        }
    }
    if (!detail_text(view, STORE_KIND_STREAMS, ITEM_STREAMS, activity_id, &json, &n_bytes,
                     err)) {
        return false;
    }
    return json == NULL ||
           streams_parse(view, activity_id, wanted, json, n_bytes, ret, err);
}

/* Activities that this call asks about. */
static size_t activities_asked(const struct data_view *view)
{
    size_t n = 0;
    for (size_t i = 0; i < view->n_items; i++) {
        size_t k = 0;
        while (strcmp(view->items[k].id, view->items[i].id) != 0) {
            k++;
        }
        n += k == i && view->items[i].kind != ITEM_OBJECT ? 1U : 0U;
    }
    return n;
}

static bool has_items(const struct data_view *view, const char *activity_id)
{
    return data__item_find(view, activity_id, ITEM_INTERVALS) != NULL ||
           data__item_find(view, activity_id, ITEM_PIECES) != NULL;
}

/* What is still to be fetched of a run; false: nothing. */
static bool run_lacks(const struct data_view *view, const struct data_runs_query *query,
                      const struct activity *activity, const struct store_segments *stored,
                      enum data__item_kind *ret)
{
    *ret = ITEM_INTERVALS;
    if (stored == NULL || !stored->is_current) {
        return true;
    }
    if (stored->segments.source == SEGMENTS_NONE) {
        return !data__is_fresh(stored->fetched_ms, view->now_ms, NOT_FOUND_FRESHNESS_MS);
    }
    *ret = ITEM_PIECES;
    return stored->segments.source == SEGMENTS_OF_INTERVALS &&
           !query->is_enough(activity, &stored->segments);
}

static void run_judge(const struct data_view *view, const struct data_runs_query *query,
                      const struct store_segments *stored, struct data_run *run,
                      enum data__item_kind *ret_lacks)
{
    bool lacks = run_lacks(view, query, run->activity, stored, ret_lacks);
    run->segments = stored != NULL && stored->segments.source != SEGMENTS_NONE
                        ? &stored->segments
                        : NULL;
    run->why = lacks ? data__failure_of(view->slot, run->activity->id, *ret_lacks) : NULL;
    const struct data__item *item = data__item_find(view, run->activity->id, *ret_lacks);
    bool was_asked = item != NULL && item->is_asked;
    if (!lacks) {
        run->state = run->segments != NULL ? DATA_RUN_READ : DATA_RUN_NOT_FOUND;
    } else if (run->why != NULL && (was_asked || !query->fetches)) {
        run->state = DATA_RUN_FAILED;
    } else {
        run->state = DATA_RUN_OPEN;
    }
}

/* The newest runs first; in the second pass those that failed in an earlier call. */
static void runs_need(struct data_view *view, size_t n_runs, const struct data_run runs[],
                      const enum data__item_kind lacks[])
{
    size_t limit = view->data->options.n_details_per_call > 0
                       ? view->data->options.n_details_per_call
                       : DATA_DETAILS_PER_CALL;
    size_t n_asked = activities_asked(view);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = n_runs; i-- > 0;) {
            const char *id = runs[i].activity->id;
            const struct data__item *item = data__item_find(view, id, lacks[i]);
            bool is_new = !has_items(view, id);
            if (runs[i].state != DATA_RUN_OPEN || (item != NULL && item->is_asked) ||
                (runs[i].why != NULL) != (pass == 1) || (is_new && n_asked >= limit)) {
                continue;
            }
            n_asked += is_new ? 1U : 0U;
            item_need(view, id, lacks[i]);
        }
    }
}

/* Both lists stand in the same order; segments of other activities are passed over. */
static const struct store_segments *stored_of(const struct store_segments rows[],
                                              size_t n_rows, size_t *i_row,
                                              const char *activity_id)
{
    for (size_t i = *i_row; i < n_rows; i++) {
        if (strcmp(rows[i].segments.activity_id, activity_id) == 0) {
            *i_row = i + 1;
            return &rows[i];
        }
    }
    return NULL;
}

bool data_runs(struct data_view *view, const struct data_runs_query *query,
               struct data_runs *ret, struct err *err)
{
    struct data_activities activities;
    *ret = (struct data_runs){0};
    if (!data_activities(view, query->range, &activities, err)) {
        return false;
    }
    if (activities.n_items == 0 || view->slot == NULL) {
        return true;
    }
    struct data__list *list =
        data__segments_get(view->slot, query->range, data__view_generation(view), err);
    if (list == NULL) {
        return false;
    }
    const struct store_segments *rows = data__view_hold(view, list);
    struct data_run *runs = arena_alloc(&view->arena, activities.n_items, sizeof *runs);
    enum data__item_kind *lacks =
        arena_alloc(&view->arena, activities.n_items, sizeof *lacks);
    size_t n_runs = 0;
    size_t i_row = 0;
    for (size_t i = 0; i < activities.n_items; i++) {
        const struct activity *activity = &activities.items[i];
        const struct store_segments *stored =
            stored_of(rows, list->n_items, &i_row, activity->id);
        if (query->is_wanted(activity)) {
            runs[n_runs] = (struct data_run){.activity = activity};
            run_judge(view, query, stored, &runs[n_runs], &lacks[n_runs]);
            n_runs++;
        }
    }
    if (query->fetches) {
        runs_need(view, n_runs, runs, lacks);
    }
    *ret = (struct data_runs){.items = runs, .n_items = n_runs};
    return true;
}
