#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/internal.h"
#include "intervals/detail.h"
#include "model/sport.h"
#include "store/activities.h"
#include "store/objects.h"
#include "base/banned.h"

/* The activity that a detail belongs to, as it is stored now. */
struct owner {
    struct arena arena;
    struct activity activity;
    char revision[STORE_REVISION_SIZE];
};

static bool owner_read(const struct data__slot *slot, const char *activity_id,
                       struct owner *ret, struct err *err)
{
    return store_activity_read(slot->store, activity_id, &ret->arena, &ret->activity,
                               err) &&
           store_detail_revision(slot->store, STORE_KIND_ACTIVITY, activity_id,
                                 ret->revision, NULL, err);
}

static const char *revision_or_null(const struct owner *owner)
{
    return owner->revision[0] != '\0' ? owner->revision : NULL;
}

/* Within a transaction. */
static bool segments_put(struct data__slot *slot, const struct owner *owner,
                         struct run_segments *segments, int64_t now_ms, struct err *err)
{
    size_t n_bytes = 0;
    segments->activity_id = owner->activity.id;
    char *json = intervals_segments_write(segments, &n_bytes);
    bool is_good = store_segments_put(slot->store, segments, json, n_bytes,
                                      revision_or_null(owner), now_ms, err);
    free(json);
    return is_good;
}

/* The stored segments when they belong to the run as it is now; NULL else. */
static const struct store_segments *segments_now(const struct data__slot *slot,
                                                 struct owner *owner, struct err *err)
{
    struct store_segments *rows = NULL;
    size_t n_rows = 0;
    struct day_range day = {.first_day = owner->activity.day, .n_days = 1};
    if (!store_segments_read(slot->store, day, &owner->arena, &rows, &n_rows, err)) {
        return NULL;
    }
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i].is_current &&
            strcmp(rows[i].segments.activity_id, owner->activity.id) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static bool is_run(const struct activity *activity)
{
    return sport_is_run(activity->sport);
}

static bool intervals_take(struct data__slot *slot, struct owner *owner, const char *body,
                           size_t n_body_bytes, int64_t now_ms, struct err *err)
{
    struct activity_intervals intervals;
    struct run_segments segments;
    char *raw = NULL;
    size_t n_raw_bytes = 0;
    const char *id = owner->activity.id;
    if (!intervals_intervals_read(body, n_body_bytes, id, &owner->arena, &intervals, &raw,
                                  &n_raw_bytes, err)) {
        return false;
    }
    const struct store_segments *known =
        is_run(&owner->activity) ? segments_now(slot, owner, err) : NULL;
    bool has_pieces = known != NULL && known->segments.source == SEGMENTS_OF_STREAMS;
    bool is_good = store_detail_put(slot->store, STORE_KIND_INTERVALS, id, raw, n_raw_bytes,
                                    revision_or_null(owner), now_ms, err);
    if (is_good && is_run(&owner->activity) && !has_pieces) {
        run_segments_of_intervals(&intervals, &owner->arena, &segments);
        is_good = segments_put(slot, owner, &segments, now_ms, err);
    }
    free(raw);
    return is_good;
}

/* Bit k: some segment knows its k-th value. */
static unsigned values_known(const struct run_segments *segments)
{
    unsigned known = 0;
    for (size_t i = 0; i < segments->n_segments; i++) {
        double values[N_SEGMENT_VALUES];
        memcpy(values, &segments->segments[i], sizeof values);
        for (size_t k = 0; k < N_SEGMENT_VALUES; k++) {
            known |= isfinite(values[k]) ? 1U << k : 0U;
        }
    }
    return known;
}

/*
 * Pieces replace laps, unless the laps know something that the pieces do not (a field of
 * the athlete's own that is no stream): then the laps stay, as the last word.
 */
static bool pieces_take(struct data__slot *slot, struct owner *owner, const char *body,
                        size_t n_body_bytes, int64_t now_ms, struct err *err)
{
    struct activity_streams streams;
    struct run_segments pieces;
    if (!intervals_streams_read(body, n_body_bytes, DATA__SEGMENT_STREAMS, &owner->arena,
                                &streams, NULL, NULL, err)) {
        return false;
    }
    run_segments_of_streams(&streams, &owner->arena, &pieces);
    const struct store_segments *laps = segments_now(slot, owner, err);
    if (laps != NULL && (values_known(&laps->segments) & ~values_known(&pieces)) != 0) {
        pieces = laps->segments;
        pieces.source = SEGMENTS_OF_STREAMS;
    }
    return segments_put(slot, owner, &pieces, now_ms, err);
}

static bool streams_take(struct data__slot *slot, struct owner *owner, const char *body,
                         size_t n_body_bytes, int64_t now_ms, struct err *err)
{
    struct activity_streams streams;
    char *raw = NULL;
    size_t n_raw_bytes = 0;
    if (!intervals_streams_read(body, n_body_bytes, STREAMS_ALL, &owner->arena, &streams,
                                &raw, &n_raw_bytes, err)) {
        return false;
    }
    bool is_good = store_detail_put(slot->store, STORE_KIND_STREAMS, owner->activity.id,
                                    raw, n_raw_bytes, revision_or_null(owner), now_ms, err);
    free(raw);
    return is_good;
}

static bool detail_take(struct data__slot *slot, const struct data__item *item,
                        struct owner *owner, const char *body, size_t n_body_bytes,
                        int64_t now_ms, struct err *err)
{
    switch (item->kind) {
    case ITEM_INTERVALS:
        return intervals_take(slot, owner, body, n_body_bytes, now_ms, err);
    case ITEM_STREAMS:
        return streams_take(slot, owner, body, n_body_bytes, now_ms, err);
    case ITEM_PIECES:
    case ITEM_OBJECT:
        break;
    }
    return pieces_take(slot, owner, body, n_body_bytes, now_ms, err);
}

bool data__ingest_detail(struct data__slot *slot, const struct data__item *item,
                         const char *body, size_t n_body_bytes, int64_t now_ms,
                         struct err *err)
{
    struct owner owner = {0};
    if (item->kind == ITEM_OBJECT) {
        return data__ingest_object(slot, item, body, n_body_bytes, now_ms, err);
    }
    if (!data__begin(slot->store, err)) {
        return false;
    }
    bool is_good = owner_read(slot, item->id, &owner, err) &&
                   detail_take(slot, item, &owner, body, n_body_bytes, now_ms, err);
    is_good = data__end(slot->store, is_good, err);
    arena_release(&owner.arena);
    return is_good;
}

bool data__ingest_nothing(struct data__slot *slot, const struct data__item *item,
                          int64_t now_ms, struct err *err)
{
    struct owner owner = {0};
    if (item->kind == ITEM_STREAMS || item->kind == ITEM_OBJECT) {
        return true;
    }
    if (!data__begin(slot->store, err)) {
        return false;
    }
    bool is_good = owner_read(slot, item->id, &owner, err);
    if (is_good && is_run(&owner.activity)) {
        struct run_segments segments = {.source = SEGMENTS_NONE};
        const struct store_segments *laps = segments_now(slot, &owner, err);
        if (item->kind == ITEM_PIECES && laps != NULL) {
            segments = laps->segments;
            segments.source = SEGMENTS_OF_STREAMS;
        }
        is_good = segments_put(slot, &owner, &segments, now_ms, err);
    }
    is_good = data__end(slot->store, is_good, err);
    arena_release(&owner.arena);
    return is_good;
}

static bool is_there(struct data__slot *slot, const struct data__item *item,
                     struct owner *owner)
{
    char revision[STORE_REVISION_SIZE];
    struct err err = {0};
    const char *kind =
        item->kind == ITEM_STREAMS ? STORE_KIND_STREAMS : STORE_KIND_INTERVALS;
    if (!owner_read(slot, item->id, owner, &err)) {
        return false;
    }
    const struct store_segments *segments =
        is_run(&owner->activity) ? segments_now(slot, owner, &err) : NULL;
    if (item->kind == ITEM_PIECES) {
        return segments != NULL && segments->segments.source == SEGMENTS_OF_STREAMS;
    }
    bool lacks_segments =
        item->kind == ITEM_INTERVALS && is_run(&owner->activity) && segments == NULL;
    return !lacks_segments &&
           store_detail_revision(slot->store, kind, item->id, revision, NULL, &err) &&
           strcmp(revision, owner->revision) == 0;
}

bool data__detail_is_there(struct data__slot *slot, const struct data__item *item)
{
    struct owner owner = {0};
    bool ret = is_there(slot, item, &owner);
    arena_release(&owner.arena);
    return ret;
}
