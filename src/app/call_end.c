/* How a call ends (see call.c). */
#include "app/call.h"

#include <stdlib.h>

#include "base/str.h"
#include "mcp/server.h"
#include "base/banned.h"

void app__call_free(struct app *app, struct app__call *call)
{
    struct app__call **at = &app->calls;
    while (*at != call) {
        at = &(*at)->next;
    }
    *at = call->next;
    app->n_calls--;
    data_view_free(call->view);
    roster_free(call->roster);
    answer_release(&call->answer);
    arena_clear(&call->arena);
    arena_release(&app->spare_arena);
    app->spare_arena = call->arena;
    arena_release(&call->kept);
    json_decref(call->args);
    free(call->principal);
    json_decref(call->answers);
    json_decref(call->questions.asked);
    free(call);
}

/* The one end of a call that is answered. Steals result. */
static void call_end(struct app *app, struct app__call *call, json_t *result, bool is_error)
{
    struct app_call_hooks hooks = call->hooks;
    uint64_t call_id = call->id;
    app__call_free(app, call);
    hooks.done(hooks.user, call_id, result, is_error);
}

json_t *app__error_result(const struct err *err)
{
    json_t *result = mcp_error_result(err->message, err->hint, APP_ERROR_META_KEY,
                                      err_code_name(err->code));
    if (err->retry_after_s > 0) {
        (void)json_object_set_new(json_object_get(result, "_meta"), APP_RETRY_META_KEY,
                                  json_integer(err->retry_after_s));
    }
    return result;
}

void app__call_fail(struct app *app, struct app__call *call, const struct err *err)
{
    struct err told = *err;
    if (call->is_writing) {
        (void)err_set(&told, err->code,
                      "Call it again with the same arguments: it first looks what was "
                      "written, and writes nothing twice.",
                      "changes of the calendar were on their way when %s", err->message);
        err = &told;
    } else if (call->is_written && !call->effects->is_optional) {
        (void)err_set(&told, err->code,
                      "Do not log it again; ask for the load status instead.",
                      "it was kept (undo: %s), but %s", call->effects->batch, err->message);
        err = &told;
    }
    call_end(app, call, app__error_result(err), true);
}

void app__call_answer(struct app *app, struct app__call *call)
{
    struct data_athlete athlete;
    char answer_id[ANSWER_ID_CHARS + 1];
    bool has_athlete = data_athlete(call->view, &athlete, NULL) && athlete.athlete != NULL;
    struct answer_frame frame = {.view = call->view,
                                 .athlete = has_athlete ? &athlete : NULL,
                                 .is_clock_frozen = app->config->has_frozen_now,
                                 .output = call->hooks.needs_both ? ANSWER_BOTH
                                                                  : app->config->output};
    struct app__served served = {.tool = call->tool->name};
    /* Nobody's call, and what is about several athletes, are no one's to quote. */
    bool is_kept = has_athlete && call->principal != NULL && call->roster == NULL &&
                   !call->tool->reads_ledger && !call->tool->looks;
    if (call->roster != NULL) {
        answer_clear(&call->answer);
        roster_write(call->roster, &call->answer, &frame);
    }
    json_t *result = answer_finish(&call->answer, &frame, answer_id, &served.body);
    if (is_kept) {
        str_copy(served.athlete_id, sizeof served.athlete_id, athlete.athlete->id);
        str_copy(served.answer_id, sizeof served.answer_id, answer_id);
        served.principal = call->principal;
        call->principal = NULL;
        served.served_ms = athlete.now_ms;
        served.arguments = json_incref(call->args);
    }
    call_end(app, call, result, false);
    if (is_kept) {
        app__ledger_add(app, &served);
    } else {
        json_decref(served.body);
    }
}

/* The questions of the run become the call's end; with the answers it is begun again. */
void app__call_ask(struct app *app, struct app__call *call)
{
    struct app_call_hooks hooks = call->hooks;
    uint64_t call_id = call->id;
    json_t *requests = json_object();
    json_t *asked = call->questions.asked;
    for (void *at = json_object_iter(asked); at != NULL;
         at = json_object_iter_next(asked, at)) {
        const json_t *question = json_object_iter_value(at);
        json_t *request = mcp_ask_form(json_get_text(question, "message"),
                                       json_object_get(question, "schema"));
        (void)json_object_set_new(requests, json_object_iter_key(at), request);
    }
    app__call_free(app, call);
    hooks.ask(hooks.user, call_id, requests);
}
