#include "tools/effects.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/banned.h"

bool effects_add(struct tool_effects *effects, const char *kind, day_num day,
                 int64_t now_ms, json_t *body)
{
    char *text = json_to_text(body, NULL);
    bool fits = effects->n_entries < EFFECTS_MAX;
    if (effects->n_entries == 0) {
        random_handle(effects->batch, OWN_BATCH_CHARS);
    }
    if (fits) {
        effects->entries[effects->n_entries++] =
            (struct own_entry){.batch = effects->batch,
                               .kind = kind,
                               .day = day,
                               .recorded_ms = now_ms,
                               .body = arena_text(effects->arena, text)};
    }
    free(text);
    json_decref(body);
    return fits;
}

static const char *copy(struct tool_effects *effects, const char *text)
{
    return text != NULL ? arena_text(effects->arena, text) : NULL;
}

bool effects_write_add(struct tool_effects *effects, const struct service_write *write,
                       json_t *wanted)
{
    char target[SERVICE_WRITE_TARGET_SIZE];
    bool fits = effects->n_writes < EFFECTS_MAX_WRITES;
    if (fits) {
        struct service_write *to = &effects->writes[effects->n_writes++];
        *to = *write;
        to->handle = copy(effects, write->handle);
        to->before = copy(effects, write->before);
        to->after = NULL;
        to->why = NULL;
        to->state = WRITE_OPEN;
        if (write->target == NULL && write->kind == WRITE_EVENT_CREATE) {
            service_write_external_id(write->handle, write->step, target);
            (void)json_object_set_new(wanted, "external_id", json_string(target));
            to->target = copy(effects, target);
        } else {
            to->target = copy(effects, write->target != NULL ? write->target : "");
        }
        char *text = wanted != NULL ? json_to_text(wanted, NULL) : NULL;
        to->wanted = copy(effects, text);
        free(text);
    }
    json_decref(wanted);
    return fits;
}

bool effects_add_undo(struct tool_effects *effects, const char *batch, day_num day,
                      int64_t now_ms)
{
    bool fits = effects_add(effects, "undo", day, now_ms, json_object());
    if (fits) {
        effects->entries[effects->n_entries - 1].undoes = arena_text(effects->arena, batch);
    }
    return fits;
}
