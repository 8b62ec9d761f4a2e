/* What a call writes: entries of the athlete's own log, changes of the service's data. */
#include <string.h>

#include "app/call.h"
#include "app/effects.h"
#include "app/write_points.h"
#include "app/writes.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/banned.h"

/* So often a call judges anew before it says why it was not written. */
enum { JUDGED_MAX = 3 };

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
        const struct app__writes_wanted wanted = {.effects = call->effects,
                                                  .judged_seq = call->judged_seq};
        call->is_writing = true;
        call->waits_job = app__writes_begin(app, call->view, &wanted);
    }
    call->is_written = true;
    data_view_rewind(call->view); /* so that the report sees what was written */
    answer_clear(&call->answer);
    return TOOL_DONE;
}

/* What became of the effects' changes, kept for the report. */
static void writes_take(struct app__call *call, const struct app__writes_end *end)
{
    struct tool_effects *effects = call->effects;
    effects->write_err = end->err;
    for (size_t i = 0; i < end->n_writes && i < effects->n_writes; i++) {
        struct service_write *to = &effects->writes[i];
        const struct service_write *from = &end->writes[i];
        to->state = from->state;
        to->event_id = from->event_id;
        to->recorded_ms = from->recorded_ms;
        to->after = from->after != NULL ? arena_text(&call->kept, from->after) : NULL;
        to->why = from->why != NULL ? arena_text(&call->kept, from->why) : NULL;
    }
}

/* Begun again as it is now: what it judged was another state of the athlete. What it kept
 * in his log is found there. */
static void judge_again(struct app *app, struct app__call *call)
{
    char selector[LIMIT_ID_BYTES + 1];
    str_copy(selector, sizeof selector, data_view_selector(call->view));
    call->n_judged++;
    call->is_written = false;
    call->is_writing = false;
    call->now_ms = app->config->has_frozen_now ? call->now_ms : clock_now_ms();
    app__call_view_begin(app, call, selector, true);
}

static struct app__call *waiting_find(const struct app *app, uint64_t job_id)
{
    struct app__call *call = app->calls;
    while (call != NULL && call->waits_job != job_id) {
        call = call->next;
    }
    return call;
}

void app__writes_ended(struct app *app, const struct app__writes_end *end)
{
    struct app__call *call = NULL;
    while (!app->is_closing && (call = waiting_find(app, end->job_id)) != NULL) {
        call->waits_job = 0;
        if (call->is_writing && end->is_outdated && call->n_judged < JUDGED_MAX) {
            judge_again(app, call);
        } else if (call->is_writing) {
            writes_take(call, end);
        }
        app__call_run(app, call);
    }
}

bool app__call_settle(struct app *app, struct app__call *call)
{
    bool needs = false;
    bool reads = data_view_reads(call->view, DATA_EVENTS, &needs);
    /* A check-in is kept at once; what it takes back may be a change that is still open. */
    bool takes_back = app->config->writes_wellness && call->tool->service_words != NULL &&
                      json_object_get(call->args, "undo") != NULL;
    bool waits = needs || takes_back || call->tool->writes_service;
    if (call->is_settled || (!reads && !waits)) {
        return false;
    }
    bool confirms = json_get_bool(call->args, "confirm", false);
    uint64_t job_id = app__writes_settle(app, call->view, waits && confirms);
    call->is_settled = job_id != 0;
    if (job_id == 0 || !waits) {
        return false;
    }
    call->waits_job = job_id;
    call->waits_until_ms = uv_now(app->loop) + (uint64_t)app__write_wait_ms();
    return true;
}

bool app__call_waited(const struct app *app, const struct app__call *call)
{
    return call->waits_job != 0 && !call->is_writing &&
           uv_now(app->loop) >= call->waits_until_ms;
}
