/* What a call writes: entries of the athlete's own log, changes of the service's data. */
#include <string.h>

#include "app/call.h"
#include "app/effects.h"
#include "app/writes.h"
#include "base/banned.h"

/*
 * The one place where a call writes: after its last run, before anything is fetched for its
 * answer, so that a service that hangs does not lose what the athlete said.
 */
enum tool_outcome app__call_write(struct app *app, struct app__call *call, struct err *err)
{
    const struct config *config = app->config;
    bool is_real = !config->is_sample && strncmp(config->base_url, "https://", 8) == 0;
    if (config->has_frozen_now && is_real && call->effects->is_optional) {
        call->effects->n_entries = 0;
        call->is_written = true; /* only the report runs now */
        answer_clear(&call->answer);
        return TOOL_DONE;
    }
    if (config->has_frozen_now && is_real) {
        (void)err_set(err, ERR_BAD_ARGUMENT, "Start without SOLEUS_NOW to log something.",
                      "the clock is frozen: nothing is written for a real athlete");
        return TOOL_FAILED;
    }
    if (call->effects->n_entries > 0 &&
        !app_effects_carry_out(call->view, call->effects, err)) {
        return TOOL_FAILED;
    }
    if (call->effects->n_writes > 0) {
        call->waits_writes = true;
        call->is_writing = true;
        app__writes_begin(app, call->id, data_view_selector(call->view), call->effects);
    }
    call->is_written = true;
    data_view_rewind(call->view); /* so that the report sees what was written */
    answer_clear(&call->answer);
    return TOOL_DONE;
}

/* What became of the effects' changes, kept for the report. */
static void writes_take(struct app__call *call, size_t n_writes,
                        const struct service_write writes[], const struct err *err)
{
    struct tool_effects *effects = call->effects;
    effects->write_err = *err;
    for (size_t i = 0; i < n_writes && i < effects->n_writes; i++) {
        struct service_write *to = &effects->writes[i];
        const struct service_write *from = &writes[i];
        to->state = from->state;
        to->event_id = from->event_id;
        to->recorded_ms = from->recorded_ms;
        to->after = from->after != NULL ? arena_text(&call->kept, from->after) : NULL;
        to->why = from->why != NULL ? arena_text(&call->kept, from->why) : NULL;
    }
}

void app__writes_ended(struct app *app, uint64_t call_id, size_t n_writes,
                       const struct service_write writes[], const struct err *err)
{
    struct app__call *call = app__call_find(app, call_id);
    if (call == NULL || app->is_closing || !call->waits_writes) {
        return;
    }
    if (call->is_writing) {
        writes_take(call, n_writes, writes, err);
    }
    call->waits_writes = false;
    app__call_run(app, call);
}
