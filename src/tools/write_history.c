#include "tools/write_history.h"

#include <string.h>

#include "base/banned.h"

/* An entry is not made again more often than this by undoing its removals. */
enum { MAX_AGAIN = 32 };

static bool is_same_step(const struct service_write *a, const struct service_write *b)
{
    return strcmp(a->handle, b->handle) == 0 && a->step == b->step &&
           a->is_undo == b->is_undo;
}

/* The deletion of that event that went through; NULL: none. */
static const struct service_write *deletion_find(struct data_view *view, int64_t event_id)
{
    struct data_writes writes;
    const struct service_write *found = NULL;
    if (!data_writes_of_event(view, event_id, &writes, NULL)) {
        return NULL;
    }
    for (size_t i = 0; i < writes.n_items; i++) {
        bool is_deleted = writes.items[i].kind == WRITE_EVENT_DELETE &&
                          writes.items[i].state == WRITE_DONE;
        found = is_deleted ? &writes.items[i] : found;
    }
    return found;
}

/* What its undo made of it; NULL: it was not taken back. */
static const struct service_write *undo_find(struct data_view *view,
                                             const struct service_write *forward)
{
    struct data_writes writes;
    if (forward->is_undo || !data_writes_of(view, forward->handle, &writes, NULL)) {
        return NULL;
    }
    const struct service_write *undo = data_write_find(&writes, forward->step, true);
    return undo != NULL && undo->state == WRITE_DONE ? undo : NULL;
}

bool write_is_removed(struct data_view *view, const struct service_write *write)
{
    int64_t event_id = write->event_id;
    for (int i = 0; i < MAX_AGAIN && event_id != 0; i++) {
        const struct service_write *deletion = deletion_find(view, event_id);
        if (deletion == NULL) {
            return false;
        }
        const struct service_write *undo = undo_find(view, deletion);
        if (undo == NULL) {
            return true;
        }
        event_id = undo->event_id != event_id ? undo->event_id : 0;
    }
    return false;
}

bool write_is_own_change(struct data_view *view, const struct service_write *write)
{
    struct data_writes writes;
    if (!data_writes_of_event(view, write->event_id, &writes, NULL)) {
        return false;
    }
    for (size_t i = 0; i < writes.n_items; i++) {
        const struct service_write *other = &writes.items[i];
        enum data_look look = DATA_LOOK_GONE;
        bool is_change = other->state == WRITE_DONE && other->after != NULL &&
                         other->kind == WRITE_EVENT_UPDATE && !is_same_step(other, write);
        if (is_change && data_write_look(view, other, &look, NULL) &&
            look == DATA_LOOK_AS_WRITTEN) {
            return true;
        }
    }
    return false;
}
