#include "data/internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "intervals/rows.h"
#include "store/activities.h"
#include "store/entries.h"
#include "store/events.h"
#include "store/objects.h"
#include "store/wellness.h"
#include "base/banned.h"

void data__list_unref(struct data__list *list)
{
    if (list == NULL || --list->n_refs > 0) {
        return;
    }
    arena_release(&list->arena);
    free(list);
}

const char *data__kind_name(enum data_kind kind)
{
    static const char *const names[N_DATA_KINDS] = {[DATA_ATHLETE] = "athlete",
                                                    [DATA_ACTIVITIES] = STORE_KIND_ACTIVITY,
                                                    [DATA_WELLNESS] = STORE_KIND_WELLNESS,
                                                    [DATA_EVENTS] = STORE_KIND_EVENT,
                                                    [DATA_DETAILS] = "details"};
    return names[kind];
}

const char *data__left_out_name(enum data_kind kind)
{
    static const char *const names[N_DATA_KINDS] = {[DATA_ATHLETE] = "athlete_left_out",
                                                    [DATA_ACTIVITIES] = "activity_left_out",
                                                    [DATA_WELLNESS] = "wellness_left_out",
                                                    [DATA_EVENTS] = "event_left_out"};
    return names[kind];
}

static bool athlete_read(struct data__slot *slot, struct data__list *list, struct err *err)
{
    AUTO_FREE char *json = NULL;
    size_t n_bytes = 0;
    int64_t fetched_ms = 0;
    struct athlete *athlete = arena_alloc(&list->arena, 1, sizeof *athlete);
    if (!store_object_get(slot->store, data__kind_name(DATA_ATHLETE), slot->id, &json,
                          &n_bytes, &fetched_ms, err) ||
        !intervals_athlete_read(json, n_bytes, &list->arena, athlete, NULL, NULL, err)) {
        return false;
    }
    slot->athlete_fetched_ms = fetched_ms;
    list->items = athlete;
    list->n_items = 1;
    return true;
}

static bool list_read(struct data__slot *slot, enum data_kind kind, struct data__list *list,
                      struct err *err)
{
    switch (kind) {
    case DATA_ACTIVITIES: {
        struct activity *items = NULL;
        if (!store_activities_read(slot->store, list->range, &list->arena, &items,
                                   &list->n_items, err)) {
            return false;
        }
        list->items = items;
        return true;
    }
    case DATA_WELLNESS: {
        struct wellness_day *items = NULL;
        if (!store_wellness_read(slot->store, list->range, &list->arena, &items,
                                 &list->n_items, err)) {
            return false;
        }
        list->items = items;
        return true;
    }
    case DATA_EVENTS: {
        struct calendar_event *items = NULL;
        if (!store_events_read(slot->store, list->range, &list->arena, &items,
                               &list->n_items, err)) {
            return false;
        }
        list->items = items;
        return true;
    }
    case DATA_ATHLETE:
    case DATA_DETAILS: /* never a list of its own: data__segments_get */
        break;
    }
    return athlete_read(slot, list, err);
}

/* Events are kept for exactly one range, see view.c. */
static bool list_serves(enum data_kind kind, struct day_range outer, struct day_range inner)
{
    if (kind == DATA_ATHLETE) {
        return true;
    }
    if (kind == DATA_EVENTS) {
        return inner.first_day == outer.first_day && inner.n_days == outer.n_days;
    }
    return inner.first_day >= outer.first_day &&
           day_range_last(inner) <= day_range_last(outer);
}

static struct data__list *list_new(struct day_range range, uint64_t generation)
{
    struct data__list *list = xcalloc(1, sizeof *list);
    list->n_refs = 2; /* the slot's and the caller's */
    list->range = range;
    list->generation = generation;
    return list;
}

/* Keep a list that was read at its place in the slot instead of the one there; one that
 * could not be read is given back. */
static struct data__list *list_keep(struct data__list **place, struct data__list *list,
                                    bool is_read)
{
    if (!is_read) {
        arena_release(&list->arena);
        free(list);
        return NULL;
    }
    data__list_unref(*place);
    *place = list;
    return list;
}

static struct data__list *kept_ref(struct data__list *kept)
{
    kept->n_refs++;
    return kept;
}

struct data__list *data__list_get(struct data__slot *slot, enum data_kind kind,
                                  struct day_range range, uint64_t generation,
                                  struct err *err)
{
    struct data__list *kept = slot->lists[kind];
    if (kept != NULL && kept->generation == generation &&
        list_serves(kind, kept->range, range)) {
        return kept_ref(kept);
    }
    struct data__list *list = list_new(range, generation);
    return list_keep(&slot->lists[kind], list, list_read(slot, kind, list, err));
}

struct data__list *data__segments_get(struct data__slot *slot, struct day_range range,
                                      uint64_t generation, struct err *err)
{
    struct data__list *kept = slot->segments;
    if (kept != NULL && kept->generation == generation &&
        kept->range.first_day == range.first_day && kept->range.n_days == range.n_days) {
        return kept_ref(kept);
    }
    struct data__list *list = list_new(range, generation);
    struct store_segments *rows = NULL;
    bool is_read =
        store_segments_read(slot->store, range, &list->arena, &rows, &list->n_items, err);
    list->items = rows;
    return list_keep(&slot->segments, list, is_read);
}

struct data__list *data__entries_get(struct data__slot *slot, struct err *err)
{
    uint64_t generation = store_entries_generation(slot->store);
    struct data__list *kept = slot->entries;
    if (kept != NULL && kept->generation == generation) {
        return kept_ref(kept);
    }
    struct data__list *list = list_new((struct day_range){0}, generation);
    struct own_entry *entries = NULL;
    bool is_read =
        store_entries_read(slot->store, &list->arena, &entries, &list->n_items, err);
    list->items = entries;
    return list_keep(&slot->entries, list, is_read);
}

/* Both are in the order of the store; what another process changed in between is unknown.
 */
static const double *numbers_match(struct data__list *list, size_t n_numbers,
                                   const struct store_number numbers[])
{
    const struct activity *items = list->items;
    double *values = arena_alloc(&list->arena, list->n_items + 1, sizeof *values);
    size_t from = 0;
    for (size_t i = 0; i < list->n_items; i++) {
        values[i] = (double)NAN;
    }
    for (size_t k = 0; k < n_numbers; k++) {
        size_t i = from;
        while (i < list->n_items && strcmp(numbers[k].id, items[i].id) != 0) {
            i++;
        }
        if (i < list->n_items) {
            values[i] = numbers[k].value;
            from = i + 1;
        }
    }
    return values;
}

const double *data__numbers_get(struct data__slot *slot, struct data__list *list,
                                const char *code, struct err *err)
{
    struct store_number *numbers = NULL;
    struct arena arena = {0};
    size_t n_numbers = 0;
    size_t free_one = 0;
    for (size_t i = 0; i < MODEL_MAX_LIMB_FIELDS && list->numbers[i].code != NULL; i++) {
        if (strcmp(list->numbers[i].code, code) == 0) {
            return list->numbers[i].values;
        }
        free_one = i + 1;
    }
    const double *values = NULL;
    if (free_one == MODEL_MAX_LIMB_FIELDS) {
        (void)err_set(err, ERR_INTERNAL, "Report this.", "too many fields were asked for");
    } else if (store_activity_numbers_read(slot->store, list->range, code, &arena, &numbers,
                                           &n_numbers, err)) {
        values = numbers_match(list, n_numbers, numbers);
        list->numbers[free_one] = (struct data__numbers){
            .code = arena_text(&list->arena, code), .values = values};
    }
    arena_release(&arena);
    return values;
}

void data__light_fields_write(struct data__slot *slot, struct str_buf *to)
{
    struct data__list *list = data__list_get(slot, DATA_ATHLETE, (struct day_range){0},
                                             store_generation(slot->store), NULL);
    intervals_light_fields_write(list != NULL ? list->items : NULL, to);
    data__list_unref(list);
}
