#include "data/writes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/internal.h"
#include "intervals/image.h"
#include "seal/seal.h"
#include "store/entries.h"
#include "store/events.h"
#include "store/journal.h"
#include "store/objects.h"
#include "base/banned.h"

_Static_assert((int)DATA_CALENDAR_DIGEST_SIZE == (int)SEAL_DIGEST_SIZE, "one digest");

static bool slot_check(const struct data_view *view, struct err *err)
{
    return view->slot != NULL || err_set(err, ERR_INTERNAL, "Report this.",
                                         "the journal was asked for too early");
}

static bool journal_read(struct data_view *view, const struct store_journal_query *query,
                         struct data_writes *ret, struct err *err)
{
    struct service_write *writes = NULL;
    size_t n_writes = 0;
    if (!slot_check(view, err) ||
        !store_journal_read(view->slot->store, query, &view->journal_arena, &writes,
                            &n_writes, err)) {
        return false;
    }
    *ret = (struct data_writes){.items = writes, .n_items = n_writes};
    return true;
}

bool data_writes_of(struct data_view *view, const char *handle, struct data_writes *ret,
                    struct err *err)
{
    return journal_read(view, &(struct store_journal_query){.handle = handle}, ret, err);
}

bool data_writes_of_event(struct data_view *view, int64_t event_id, struct data_writes *ret,
                          struct err *err)
{
    return journal_read(view, &(struct store_journal_query){.event_id = event_id}, ret,
                        err);
}

bool data_writes_unsettled(struct data_view *view, struct data_writes *ret, struct err *err)
{
    return journal_read(view, &(struct store_journal_query){.unsettled = true}, ret, err);
}

const struct service_write *data_write_find(const struct data_writes *writes, int step,
                                            bool is_undo)
{
    for (size_t i = 0; i < writes->n_items; i++) {
        if (writes->items[i].step == step && writes->items[i].is_undo == is_undo) {
            return &writes->items[i];
        }
    }
    return NULL;
}

bool data_event_is_ours(struct data_view *view, const struct calendar_event *event,
                        bool *ret, struct err *err)
{
    struct data_writes writes;
    *ret = false;
    if (!service_write_is_prefixed(event->external_id)) {
        return true;
    }
    if (!data_writes_of_event(view, event->id, &writes, err)) {
        return false;
    }
    for (size_t i = 0; i < writes.n_items; i++) {
        const struct service_write *write = &writes.items[i];
        *ret = *ret || (write->kind == WRITE_EVENT_CREATE && write->state == WRITE_DONE &&
                        strcmp(write->target, event->external_id) == 0);
    }
    return true;
}

/* ---- images ---- */

/*
 * An event of ours that was removed and made again by an undo has another id: the one that
 * the journal knows for its external_id. 0: there is none.
 */
static bool again_find(struct data_view *view, const struct service_write *write,
                       int64_t *ret_id, struct err *err)
{
    int64_t id = 0;
    bool is_ours = false;
    *ret_id = 0;
    if (!service_write_is_prefixed(write->target)) {
        return true;
    }
    if (!store_event_find(view->slot->store, write->target, &id, err)) {
        return false;
    }
    const struct calendar_event event = {.id = id, .external_id = write->target};
    if (id != 0 && id != write->event_id &&
        !data_event_is_ours(view, &event, &is_ours, err)) {
        return false;
    }
    *ret_id = is_ours ? id : 0;
    return true;
}

static bool event_read(struct data_view *view, int64_t id, char **ret, size_t *ret_n_bytes,
                       struct err *err)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%" PRId64, id);
    return store_object_get(view->slot->store, STORE_KIND_EVENT, number, ret, ret_n_bytes,
                            NULL, err);
}

/* The stored JSON of what a write is about, *ret NULL when there is none. */
static bool raw_read(struct data_view *view, const struct service_write *write, char **ret,
                     size_t *ret_n_bytes, struct err *err)
{
    char day[DAY_TEXT_SIZE];
    struct err why = {0};
    int64_t event_id = write->event_id;
    bool is_read = false;
    *ret = NULL;
    if (write->kind == WRITE_WELLNESS || write->kind == WRITE_ACTIVITY) {
        bool is_day = write->kind == WRITE_WELLNESS;
        is_read = store_object_get(view->slot->store,
                                   is_day ? STORE_KIND_WELLNESS : STORE_KIND_ACTIVITY,
                                   is_day ? day_format(write->day, day) : write->target,
                                   ret, ret_n_bytes, NULL, &why);
    } else if (event_id == 0 &&
               !store_event_find(view->slot->store, write->target, &event_id, err)) {
        return false;
    } else if (event_id == 0) {
        return true;
    } else {
        is_read = event_read(view, event_id, ret, ret_n_bytes, &why);
        if (!is_read && why.code == ERR_NOT_FOUND) {
            if (!again_find(view, write, &event_id, err)) {
                return false;
            }
            is_read = event_id != 0 && event_read(view, event_id, ret, ret_n_bytes, &why);
        }
    }
    if (!is_read && why.code != ERR_NOT_FOUND) {
        *err = why;
    }
    return is_read || why.code == ERR_NOT_FOUND;
}

bool data_image(struct data_view *view, const struct service_write *write,
                struct arena *arena, const char **ret, struct err *err)
{
    char *raw = NULL;
    size_t n_raw_bytes = 0;
    *ret = NULL;
    if (!slot_check(view, err) || !raw_read(view, write, &raw, &n_raw_bytes, err)) {
        return false;
    }
    if (raw == NULL) {
        return true;
    }
    char *image = intervals_image(write->kind, raw, n_raw_bytes, write->wanted, err);
    *ret = image != NULL ? arena_text(arena, image) : NULL;
    free(raw);
    free(image);
    return *ret != NULL;
}

bool data_write_look(struct data_view *view, const struct service_write *write,
                     enum data_look *ret, struct err *err)
{
    struct arena arena = {0};
    const char *image = NULL;
    bool is_read = data_image(view, write, &arena, &image, err);
    if (is_read) {
        *ret = image == NULL                               ? DATA_LOOK_GONE
               : intervals_image_same(image, write->after) ? DATA_LOOK_AS_WRITTEN
                                                           : DATA_LOOK_CHANGED;
    }
    arena_release(&arena);
    return is_read;
}

bool data_calendar_digest(struct data_view *view, struct day_range range,
                          char ret[DATA_CALENDAR_DIGEST_SIZE], struct err *err)
{
    struct arena arena = {0};
    struct str_buf text = {0};
    struct calendar_event *events = NULL;
    size_t n_events = 0;
    bool is_good =
        slot_check(view, err) &&
        store_events_read(view->slot->store, range, &arena, &events, &n_events, err);
    for (size_t i = 0; is_good && i < n_events; i++) {
        str_buf_printf(&text, "%" PRId64 " %d %d %s\n", events[i].id, (int)events[i].day,
                       (int)events[i].end_day,
                       events[i].updated != NULL ? events[i].updated : "");
    }
    if (is_good) {
        seal_digest_hex(str_buf_text(&text), text.length, ret);
    }
    str_buf_release(&text);
    arena_release(&arena);
    return is_good;
}

/* ---- of the call engine ---- */

size_t data_writes_unsettled_count(struct data_view *view)
{
    struct data_writes unsettled = {0};
    if (!data__view_slot(view, NULL) || view->slot == NULL) {
        return 0;
    }
    struct data__slot *slot = view->slot;
    uint64_t generation = store_entries_generation(slot->store);
    if (slot->has_journal_count && slot->journal_generation == generation) {
        return slot->n_unsettled;
    }
    if (!data_writes_unsettled(view, &unsettled, NULL)) {
        return 0; /* the tool finds the same trouble and says it */
    }
    slot->has_journal_count = true;
    slot->journal_generation = generation;
    slot->n_unsettled = unsettled.n_items;
    return slot->n_unsettled;
}

bool data_writes_are_due(struct data_view *view, int64_t now_ms)
{
    static const int64_t AGAIN_MS = 30LL * 1000;
    if (data_writes_unsettled_count(view) == 0) {
        return false;
    }
    int64_t tried_ms = view->slot->tried_ms;
    return tried_ms == 0 || now_ms < tried_ms || now_ms - tried_ms >= AGAIN_MS;
}

void data_writes_tried(struct data_view *view, int64_t now_ms)
{
    if (view->slot != NULL) {
        view->slot->tried_ms = now_ms;
    }
}

void data_view_refresh(struct data_view *view)
{
    view->refreshes = true;
}

static bool is_of_event(const struct service_write *write)
{
    return write->kind == WRITE_EVENT_CREATE || write->kind == WRITE_EVENT_UPDATE ||
           write->kind == WRITE_EVENT_DELETE;
}

struct day_range data_write_range(const struct service_write *write)
{
    enum { MOVED_DAYS = 14 };
    const char *const texts[] = {write->before, write->wanted};
    day_num first = write->day;
    day_num last = write->day;
    if (!is_of_event(write)) {
        return day_range_between(first, last);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        day_num day = 0;
        if (intervals_image_day(texts[i], &day)) {
            first = day < first ? day : first;
            last = day > last ? day : last;
        }
    }
    return day_range_between(first - MOVED_DAYS, last + MOVED_DAYS);
}

struct day_range data_write_range_far(const struct data_view *view,
                                      const struct service_write *write)
{
    enum { FAR_BACK_DAYS = 200, FAR_AHEAD_DAYS = 730 };
    struct day_range near = data_write_range(write);
    if (!is_of_event(write)) {
        return near;
    }
    day_num today = day_from_wall_s(view->now_ms / 1000);
    day_num first = today - FAR_BACK_DAYS;
    day_num last = today + FAR_AHEAD_DAYS;
    return day_range_between(near.first_day < first ? near.first_day : first,
                             day_range_last(near) > last ? day_range_last(near) : last);
}

bool data_write_seen(struct data_view *view, const struct service_write *write,
                     enum data_seen *ret, struct err *err)
{
    struct arena arena = {0};
    const char *image = NULL;
    day_num day = 0;
    struct day_range near = data_write_range(write);
    bool is_read = data_image(view, write, &arena, &image, err);
    bool is_near = is_read && intervals_image_day(image, &day) && day >= near.first_day &&
                   day <= day_range_last(near);
    *ret = is_near ? DATA_SEEN_NEAR : image != NULL ? DATA_SEEN_FAR : DATA_SEEN_NOT;
    arena_release(&arena);
    return is_read;
}

void data_view_want(struct data_view *view, enum data_kind kind, struct day_range range)
{
    struct data__need *need = &view->needs[kind];
    day_num first = range.first_day;
    day_num last = day_range_last(range);
    if (need->is_wanted) {
        first = need->range.first_day < first ? need->range.first_day : first;
        last = day_range_last(need->range) > last ? day_range_last(need->range) : last;
    }
    view->refreshes = true;
    view->is_exact = true;
    *need = (struct data__need){.is_wanted = true, .range = day_range_between(first, last)};
}

bool data_journal_append(struct data_view *view, size_t n_writes,
                         const struct service_write writes[], struct err *err)
{
    return slot_check(view, err) &&
           store_journal_append(view->slot->store, n_writes, writes, err);
}

bool data_write_lock(struct data_view *view, bool *ret_is_held, struct err *err)
{
    return slot_check(view, err) && store_write_lock(view->slot->store, ret_is_held, err);
}

void data_write_unlock(struct data_view *view)
{
    if (view->slot != NULL) {
        store_write_unlock(view->slot->store);
    }
}

void data_write_send(struct data_view *view, const struct service_write *write,
                     int timeout_ms, data_sent_cb done, void *user)
{
    struct intervals_source *source = view->data->options.source;
    struct err err = {0};
    if (!slot_check(view, &err)) {
        done(user, true, &err);
        return;
    }
    if (source->change == NULL) {
        (void)err_set(&err, ERR_BAD_ARGUMENT, "Start without --sample.",
                      "the data of source %s cannot be changed", source->name);
        done(user, true, &err);
        return;
    }
    struct intervals_change change = {.kind = write->kind,
                                      .athlete_id = view->slot->id,
                                      .event_id = write->event_id,
                                      .day = write->day,
                                      .activity_id = write->target,
                                      .body = write->wanted,
                                      .timeout_ms = timeout_ms};
    source->change(source, &change, done, user);
}
