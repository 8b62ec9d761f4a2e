/* The event that a change speaks of. */
#include "tools/edit_calendar.h"

#include <stdlib.h>
#include <string.h>

#include "tools/write_undo.h"

#include "base/banned.h"

static const struct calendar_event *event_in(const struct data_events *events, int64_t id)
{
    for (size_t i = 0; i < events->n_items; i++) {
        if (events->items[i].id == id) {
            return &events->items[i];
        }
    }
    return NULL;
}

enum tool_outcome edit_event_find(struct tool_ctx *ctx, day_num today, int64_t id,
                                  const struct calendar_event **ret, struct err *err)
{
    struct data_view *view = ctx->data;
    struct data_events events;
    struct data_writes writes;
    struct day_range range =
        day_range_between(today - DATA_HISTORY_DAYS + 1, today + DATA_EVENTS_AHEAD_DAYS);
    if (!data_events(view, range, &events, err) ||
        !data_writes_of_event(view, id, &writes, err)) {
        return TOOL_FAILED;
    }
    *ret = event_in(&events, id);
    if (*ret == NULL && writes.n_items > 0) {
        range = data_write_range(&writes.items[writes.n_items - 1]);
        if (!data_events(view, range, &events, err)) {
            return TOOL_FAILED;
        }
        *ret = event_in(&events, id);
    }
    if (!data_is_complete(view)) {
        return TOOL_NEEDS_DATA;
    }
    if (*ret == NULL) {
        (void)err_set(err, ERR_NOT_FOUND, "Take event_id from get_calendar.",
                      "there is no event %lld near today", (long long)id);
        return TOOL_FAILED;
    }
    /* The list goes when the view is rewound, before the report. */
    struct arena *arena = ctx->effects->arena;
    struct calendar_event *copy = arena_alloc(arena, 1, sizeof *copy);
    calendar_event_copy(arena, *ret, copy);
    *ret = copy;
    return TOOL_DONE;
}

enum tool_outcome edit_conflicts_find(struct tool_ctx *ctx,
                                      const struct calendar_edit *edit,
                                      struct edit_result *ret, struct err *err)
{
    const struct calendar_event *event = &edit->event;
    struct arena *arena = ctx->effects->arena;
    struct data_events events;
    day_num last = event->end_day > event->day ? event->end_day : event->day;
    ret->n_conflicts = 0;
    if (edit->action == EDIT_REMOVE || event->category == EVENT_NOTE) {
        return TOOL_DONE;
    }
    if (!data_events(ctx->data, day_range_between(event->day, last), &events, err)) {
        return TOOL_FAILED;
    }
    if (!data_is_complete(ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    struct calendar_event *found =
        arena_alloc(arena, CALENDAR_CONFLICTS_MAX, sizeof *found);
    for (size_t i = 0; i < events.n_items; i++) {
        const struct calendar_event *other = &events.items[i];
        bool is_itself = edit->old != NULL && other->id == edit->old->id;
        if (is_itself || !calendar_is_blocking(other)) {
            continue;
        }
        if (ret->n_conflicts < CALENDAR_CONFLICTS_MAX) {
            calendar_event_copy(arena, other, &found[ret->n_conflicts]);
        }
        ret->n_conflicts++;
    }
    ret->conflicts = found;
    return TOOL_DONE;
}

bool edit_event_ours(struct tool_ctx *ctx, const struct calendar_event *event,
                     struct err *err)
{
    bool is_ours = false;
    return data_event_is_ours(ctx->data, event, &is_ours, err) &&
           (is_ours ||
            err_set(err, ERR_BAD_ARGUMENT,
                    "Only Soleus' own entries are changed here; the athlete changes "
                    "others in Intervals.icu.",
                    "event %lld (%s) was not created by Soleus", (long long)event->id,
                    calendar_event_words(ctx->arena, event)));
}

bool edit_event_image(struct tool_ctx *ctx, const struct calendar_event *event,
                      const char **ret_image, char ret_digest[SEAL_DIGEST_SIZE],
                      struct err *err)
{
    const struct service_write write = {
        .kind = WRITE_EVENT_UPDATE, .event_id = event->id, .day = event->day};
    if (!data_image(ctx->data, &write, ctx->effects->arena, ret_image, err)) {
        return false;
    }
    if (*ret_image == NULL) {
        return err_set(err, ERR_NOT_FOUND, "Look at get_calendar again.",
                       "event %lld is gone", (long long)event->id);
    }
    json_auto_t *settable = write_image_settable(*ret_image);
    char *text = json_to_text(settable, NULL);
    seal_digest_hex(text, strlen(text), ret_digest);
    free(text);
    return true;
}

/* ---- taking back ---- */

/* Nothing that the rules look at: neither when nor what. */
static bool is_same_training(const json_t *a, const json_t *b)
{
    static const char *const judged[] = {"category",    "type",     "start_date_local",
                                         "moving_time", "distance", "description"};
    for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++) {
        if (json_equal(json_object_get(a, judged[i]), json_object_get(b, judged[i])) == 0) {
            return false;
        }
    }
    return true;
}

static const struct service_write *change_copy(struct arena *arena,
                                               const struct service_write *from)
{
    struct service_write *copy = arena_alloc(arena, 1, sizeof *copy);
    *copy = (struct service_write){
        .step = from->step,
        .kind = from->kind,
        .state = from->state,
        .day = from->day,
        .event_id = from->event_id,
        .before = from->before != NULL ? arena_text(arena, from->before) : NULL,
        .after = from->after != NULL ? arena_text(arena, from->after) : NULL};
    return copy;
}

bool edit_undo_meant(struct tool_ctx *ctx, const struct service_write *forward,
                     day_num today, struct calendar_edit *ret, bool *ret_is_judged,
                     const struct service_write **ret_change, struct err *err)
{
    struct arena *arena = ctx->effects->arena;
    json_auto_t *before = NULL;
    json_auto_t *after = NULL;
    *ret = (struct calendar_edit){.action = EDIT_REMOVE};
    *ret_is_judged = false;
    *ret_change = change_copy(arena, forward);
    calendar_event_init(&ret->event);
    if (forward->kind == WRITE_EVENT_CREATE) {
        return true;
    }
    if (forward->before == NULL ||
        !json_parse(forward->before, strlen(forward->before), &before, err) ||
        (forward->after != NULL &&
         !json_parse(forward->after, strlen(forward->after), &after, err))) {
        return err_set(err, ERR_STORE, "Add it anew instead.",
                       "what was there before the change cannot be read");
    }
    calendar_event_lay(arena, before, &ret->event);
    const char *external_id = json_get_text(before, "external_id");
    ret->event.external_id = external_id != NULL ? arena_text(arena, external_id) : NULL;
    ret->event.training_load = json_get_number(before, "icu_training_load");
    ret->event.intensity_pct = json_get_number(before, "icu_intensity");
    ret->action = EDIT_ADD;
    if (forward->kind != WRITE_EVENT_DELETE) {
        struct calendar_event *old = arena_alloc(arena, 1, sizeof *old);
        calendar_event_init(old);
        calendar_event_lay(arena, after, old);
        old->id = forward->event_id;
        ret->action = EDIT_CHANGE;
        ret->old = old;
    }
    *ret_is_judged = calendar_edit_is_judged(ret) && ret->event.day >= today &&
                     (ret->action == EDIT_ADD || !is_same_training(before, after));
    return true;
}
