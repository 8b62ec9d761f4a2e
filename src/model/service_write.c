#include "model/service_write.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static const char PREFIX[] = "soleus:";

static const char *const kind_names[N_SERVICE_WRITE_KINDS] = {
    [WRITE_EVENT_CREATE] = "event_create", [WRITE_EVENT_UPDATE] = "event_update",
    [WRITE_EVENT_DELETE] = "event_delete", [WRITE_WELLNESS] = "wellness",
    [WRITE_ACTIVITY] = "activity",
};

static const char *const state_names[N_SERVICE_WRITE_STATES] = {
    [WRITE_OPEN] = "open",
    [WRITE_DONE] = "done",
    [WRITE_NOT_DONE] = "not_done",
    [WRITE_UNKNOWN] = "unknown",
};

static bool name_find(const char *const names[], size_t n_names, const char *name,
                      size_t *ret)
{
    for (size_t i = 0; name != NULL && i < n_names; i++) {
        if (strcmp(names[i], name) == 0) {
            *ret = i;
            return true;
        }
    }
    return false;
}

const char *service_write_kind_name(enum service_write_kind kind)
{
    return kind_names[kind];
}

bool service_write_kind_from_name(const char *name, enum service_write_kind *ret)
{
    size_t i = 0;
    bool is_known = name_find(kind_names, N_SERVICE_WRITE_KINDS, name, &i);
    if (is_known) {
        *ret = (enum service_write_kind)i;
    }
    return is_known;
}

const char *service_write_state_name(enum service_write_state state)
{
    return state_names[state];
}

bool service_write_state_from_name(const char *name, enum service_write_state *ret)
{
    size_t i = 0;
    bool is_known = name_find(state_names, N_SERVICE_WRITE_STATES, name, &i);
    if (is_known) {
        *ret = (enum service_write_state)i;
    }
    return is_known;
}

void service_write_external_id(const char *handle, int step,
                               char ret[SERVICE_WRITE_TARGET_SIZE])
{
    (void)snprintf(ret, SERVICE_WRITE_TARGET_SIZE, "%s%.40s:%d", PREFIX, handle, step);
}

bool service_write_is_prefixed(const char *external_id)
{
    return external_id != NULL && strncmp(external_id, PREFIX, sizeof PREFIX - 1) == 0;
}

static bool is_unsettled(const struct service_write *write)
{
    return write != NULL && (write->state == WRITE_OPEN || write->state == WRITE_UNKNOWN);
}

enum service_write_place service_write_place(const struct service_write *forward,
                                             const struct service_write *undo)
{
    if (is_unsettled(forward) || is_unsettled(undo)) {
        return WRITE_PLACE_UNSETTLED;
    }
    if (forward == NULL || forward->state != WRITE_DONE) {
        return WRITE_PLACE_NOWHERE;
    }
    return undo != NULL && undo->state == WRITE_DONE ? WRITE_PLACE_UNDONE
                                                     : WRITE_PLACE_THERE;
}
