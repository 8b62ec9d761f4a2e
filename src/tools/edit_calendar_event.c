/* The event that a change speaks of. */
#include "tools/edit_calendar.h"

#include <string.h>

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
    seal_digest_hex(*ret_image, strlen(*ret_image), ret_digest);
    return true;
}
