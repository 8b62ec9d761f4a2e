#include "data/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "data/internal.h"
#include "intervals/endpoints.h"
#include "seal/seal.h"
#include "store/activities.h"
#include "store/details.h"
#include "store/objects.h"
#include "base/banned.h"

#define KIND_OBJECT "object"

/* What a cache may be: the newest answers, so many and so large together. */
enum { N_OBJECTS_KEPT = 300, OBJECTS_MAX_BYTES = 16 * 1024 * 1024 };

/* Name and digest of the path: as long as an activity's id, whatever the parameters. */
static void item_init(struct data__item *item, const struct intervals_endpoint *endpoint,
                      const char *path)
{
    char digest[SEAL_DIGEST_SIZE];
    seal_digest_hex(path, strlen(path), digest);
    *item = (struct data__item){
        .kind = ITEM_OBJECT, .endpoint = endpoint, .path = (char *)(uintptr_t)path};
    (void)snprintf(item->id, sizeof item->id, "%.30s:%s", endpoint->name, digest);
}

bool data__object_is_fresh(const struct data__slot *slot, const struct data__item *item,
                           int64_t now_ms, int64_t freshness_ms)
{
    char revision[STORE_REVISION_SIZE];
    int64_t fetched_ms = 0;
    return store_detail_revision(slot->store, KIND_OBJECT, item->id, revision, &fetched_ms,
                                 NULL) &&
           data__is_fresh(fetched_ms, now_ms, freshness_ms);
}

bool data__ingest_object(struct data__slot *slot, const struct data__item *item,
                         const char *body, size_t n_body_bytes, int64_t now_ms,
                         struct err *err)
{
    char *text = NULL;
    size_t n_bytes = 0;
    if (!intervals_object_take(item->endpoint, slot->id, body, n_body_bytes, &text,
                               &n_bytes, err)) {
        return false;
    }
    bool is_good = data__begin(slot->store, err);
    if (is_good) {
        is_good =
            store_object_put(slot->store, KIND_OBJECT, item->id, text, n_bytes, now_ms,
                             err) &&
            store_objects_prune(slot->store, KIND_OBJECT, N_OBJECTS_KEPT, INT64_MIN, err) &&
            store_objects_trim(slot->store, KIND_OBJECT, OBJECTS_MAX_BYTES, err);
        is_good = data__end(slot->store, is_good, err);
    }
    free(text);
    return is_good;
}

/* A stored object into the view's arena; one that is older than it should be is said. */
static bool object_read(struct data_view *view, const struct data__item *item,
                        bool is_fresh, struct data_object *ret, struct err *err)
{
    char *json = NULL;
    int64_t fetched_ms = 0;
    struct err why = {0};
    const struct err *failure = data__failure_of(view->slot, item->id, ITEM_OBJECT);
    if (!store_object_get(view->slot->store, KIND_OBJECT, item->id, &json, &ret->n_bytes,
                          &fetched_ms, &why)) {
        *err = why.code == ERR_NOT_FOUND && failure != NULL ? *failure : why;
        return false;
    }
    char *copy = arena_alloc(&view->arena, ret->n_bytes + 1, 1);
    memcpy(copy, json, ret->n_bytes);
    free(json);
    ret->json = copy;
    data__view_synced_at(view, fetched_ms);
    if (failure != NULL && !is_fresh) {
        data__view_stale(view, DATA_DETAILS);
        view->failures[DATA_DETAILS] = *failure;
    }
    return true;
}

bool data_object_get(struct data_view *view, const struct intervals_endpoint *endpoint,
                     const char *path, struct data_object *ret, struct err *err)
{
    struct data__item item;
    *ret = (struct data_object){0};
    if (view->slot == NULL) {
        return err_set(err, ERR_INTERNAL, "Report this.",
                       "an object was asked for before the athlete");
    }
    item_init(&item, endpoint, path);
    const struct data__item *noted = data__item_find(view, item.id, ITEM_OBJECT);
    bool was_asked = noted != NULL && noted->is_asked;
    bool is_fresh =
        !view->refreshes && data__object_is_fresh(view->slot, &item, view->now_ms,
                                                  view->data->options.freshness_ms);
    if (!was_asked && !is_fresh) {
        data__item_need(view, &item);
        return true;
    }
    return object_read(view, &item, is_fresh, ret, err);
}

bool data_activity_text(struct data_view *view, const char *activity_id,
                        const char **ret_json, size_t *ret_n_bytes, struct err *err)
{
    char *raw = NULL;
    *ret_json = NULL;
    if (view->slot == NULL ||
        !store_activity_raw(view->slot->store, activity_id, &raw, ret_n_bytes, err)) {
        return false;
    }
    char *copy = arena_alloc(&view->arena, *ret_n_bytes + 1, 1);
    memcpy(copy, raw, *ret_n_bytes);
    free(raw);
    *ret_json = copy;
    return true;
}
