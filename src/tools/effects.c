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

bool effects_add_undo(struct tool_effects *effects, const char *batch, day_num day,
                      int64_t now_ms)
{
    bool fits = effects_add(effects, "undo", day, now_ms, json_object());
    if (fits) {
        effects->entries[effects->n_entries - 1].undoes = arena_text(effects->arena, batch);
    }
    return fits;
}
