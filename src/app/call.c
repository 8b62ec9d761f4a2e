/*
 * A tool call from request to reply: run; when data is absent fetch all of it at once and
 * run again; when the athlete must be asked, end with the question, and be begun again with
 * the answers.
 *
 * Who completes, how often: a call ends exactly once, in call_end (answer, error, timeout),
 * in call_ask (a question), or in app_call_cancel / app__calls_drop (no reply). It is
 * unlinked and freed there. Completions of fetches carry the call's id, never a pointer:
 * one that comes late finds no call and only has filled the store.
 *
 * need_ended may come from inside data_fetch (the sample athlete, or an error that is known
 * at once). Then the call is only told; the loop in call_run goes on when data_fetch
 * returns. So calls never nest.
 *
 * What a tool puts off (tools/work.h) is computed by the pool with the call's memory: until
 * app__computed the call is neither freed nor touched, also when it is cancelled.
 *
 * Now is frozen when the call begins. A round that brought nothing new cannot happen twice:
 * each need is settled in the view, and a settled need is not noted again;
 * LIMIT_CALL_ROUNDS guards against our own mistakes.
 */
#include "app/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/effects.h"
#include "app/internal.h"
#include "app/updates.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "mcp/server.h"
#include "tools/ask.h"
#include "tools/roster.h"
#include "tools/work.h"
#include "base/banned.h"

enum { CALL_TIMEOUT_MS = 120 * 1000, TIMER_PERIOD_MS = 1000 };

struct app__call {
    struct app__call *next;
    uint64_t id;
    const struct tool *tool;
    json_t *args;
    struct app_call_hooks hooks;
    int64_t now_ms; /* frozen */
    struct data_view *view;
    struct arena arena;
    struct answer answer;
    struct tool_questions questions;
    struct tool_work work;        /* what its last run put off */
    json_t *answers;              /* of the athlete; NULL: none */
    struct arena kept;            /* of effects: from the run to the end */
    struct tool_effects *effects; /* NULL for tools that only read */
    bool is_written;              /* the effects are carried out: only report runs now */
    struct roster *roster;        /* athlete "all"; NULL: one */
    size_t i_athlete;             /* of the roster, whose turn it is */
    size_t n_rounds;
    size_t n_begun; /* needs of this round, and how many of them have ended */
    size_t n_ended;
    double progress;
    bool is_running;        /* inside call_run: need_ended only counts */
    bool is_computed_now;   /* the pool uses its memory: it is freed when it is done */
    bool is_cancelled;      /* while running or computed: freed at the end of that */
    uint64_t started_at_ms; /* of the loop's clock */
};

static struct app__call *call_find(struct app *app, uint64_t call_id)
{
    struct app__call *call = app->calls;
    while (call != NULL && call->id != call_id) {
        call = call->next;
    }
    return call;
}

static void call_free(struct app *app, struct app__call *call)
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
    json_decref(call->answers);
    json_decref(call->questions.asked);
    free(call);
}

/* The one end of a call that is answered. Steals result. */
static void call_end(struct app *app, struct app__call *call, json_t *result, bool is_error)
{
    struct app_call_hooks hooks = call->hooks;
    uint64_t call_id = call->id;
    call_free(app, call);
    hooks.done(hooks.user, call_id, result, is_error);
}

static json_t *error_result(const struct err *err)
{
    json_t *result = mcp_error_result(err->message, err->hint, APP_ERROR_META_KEY,
                                      err_code_name(err->code));
    if (err->retry_after_s > 0) {
        (void)json_object_set_new(json_object_get(result, "_meta"), APP_RETRY_META_KEY,
                                  json_integer(err->retry_after_s));
    }
    return result;
}

static void call_fail(struct app *app, struct app__call *call, const struct err *err)
{
    struct err told = *err;
    if (call->is_written && !call->effects->is_optional) {
        (void)err_set(&told, err->code,
                      "Do not log it again; ask for the load status instead.",
                      "it was kept (undo: %s), but %s", call->effects->batch, err->message);
        err = &told;
    }
    call_end(app, call, error_result(err), true);
}

static void call_answer(struct app *app, struct app__call *call)
{
    struct data_athlete athlete;
    char answer_id[ANSWER_ID_CHARS + 1];
    bool has_athlete = data_athlete(call->view, &athlete, NULL) && athlete.athlete != NULL;
    struct answer_frame frame = {.view = call->view,
                                 .athlete = has_athlete ? &athlete : NULL,
                                 .is_clock_frozen = app->config->has_frozen_now,
                                 .output = call->hooks.needs_both ? ANSWER_BOTH
                                                                  : app->config->output};
    if (call->roster != NULL) {
        answer_clear(&call->answer);
        roster_write(call->roster, &call->answer, &frame);
    }
    json_t *result = answer_finish(&call->answer, &frame, answer_id);
    call_end(app, call, result, false);
}

static struct tool_ctx call_ctx(struct app__call *call)
{
    return (struct tool_ctx){.args = call->args,
                             .data = call->view,
                             .arena = &call->arena,
                             .effects = call->effects,
                             .questions = &call->questions,
                             .work = &call->work};
}

/* Run the tool, once it is certain that the athlete asked for is the one served. */
static enum tool_outcome run_tool(const struct app *app, struct app__call *call,
                                  struct err *err)
{
    struct tool_ctx ctx = call_ctx(call);
    const char *asked = json_get_text(call->args, "athlete");
    struct data_athlete athlete;
    if (asked != NULL && app->config->n_athletes == 0 && call->roster == NULL &&
        strcmp(asked, "0") != 0) {
        if (!data_athlete(call->view, &athlete, err)) {
            return TOOL_FAILED;
        }
        if (athlete.athlete == NULL) {
            return TOOL_NEEDS_DATA;
        }
        if (strcmp(athlete.athlete->id, asked) != 0) {
            char hint[256];
            (void)snprintf(hint, sizeof hint,
                           "Leave athlete out, or use %.64s; a coach lists others in "
                           "SOLEUS_ATHLETES.",
                           athlete.athlete->id);
            (void)err_set(err, ERR_BAD_ARGUMENT, hint, "athlete %.64s is not served here",
                          asked);
            return TOOL_FAILED;
        }
    }
    return call->tool->run(&ctx, &call->answer, err);
}

/*
 * The one place where a call writes: after its last run, before anything is fetched for its
 * answer, so that a service that hangs does not lose what the athlete said.
 */
static enum tool_outcome call_write(const struct app *app, struct app__call *call,
                                    struct err *err)
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
    if (!app_effects_carry_out(call->view, call->effects, err)) {
        return TOOL_FAILED;
    }
    call->is_written = true;
    data_view_rewind(call->view); /* so that the report sees what was written */
    answer_clear(&call->answer);
    return TOOL_DONE;
}

/* The tool's run, with its effects carried out when it is done; after that only its report.
 */
static enum tool_outcome call_step(const struct app *app, struct app__call *call,
                                   struct err *err)
{
    if (!call->is_written) {
        if (!call->work.is_done) {
            arena_clear(&call->kept);
        }
        if (call->tool->report != NULL && !call->work.is_done) {
            call->effects = arena_alloc(&call->kept, 1, sizeof *call->effects);
            call->effects->arena = &call->kept;
        }
        enum tool_outcome outcome = run_tool(app, call, err);
        bool writes = call->effects != NULL && call->effects->n_entries > 0;
        if (outcome == TOOL_DONE && writes) {
            outcome = call_write(app, call, err);
        }
        if (outcome != TOOL_DONE || !writes) {
            return outcome;
        }
    }
    struct tool_ctx ctx = call_ctx(call);
    return call->tool->report(&ctx, &call->answer);
}

/* The questions of the run become the call's end; with the answers it is begun again. */
static void call_ask(struct app *app, struct app__call *call)
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
    call_free(app, call);
    hooks.ask(hooks.user, call_id, requests);
}

static void questions_clear(struct app__call *call)
{
    json_decref(call->questions.asked);
    call->questions.asked = NULL;
}

/* The answer of one athlete, or why there is none, as a row of the roster. */
static void roster_take(struct app__call *call, const char *athlete_id,
                        const struct err *err)
{
    struct data_athlete athlete;
    struct data_provenance provenance;
    char answer_id[ANSWER_ID_CHARS + 1];
    struct err gone = {0};
    if (err != NULL || !data_athlete(call->view, &athlete, &gone) ||
        athlete.athlete == NULL) {
        roster_fail(call->roster, athlete_id, err != NULL ? err : &gone);
        return;
    }
    struct answer_frame frame = {
        .view = call->view, .athlete = &athlete, .output = ANSWER_STRUCTURED};
    data_provenance(call->view, &provenance);
    json_auto_t *result = answer_finish(&call->answer, &frame, answer_id);
    roster_add(call->roster, athlete.athlete, json_object_get(result, "structuredContent"),
               &provenance);
}

/* Go on with the next athlete; false when that was the last one. */
static bool roster_next(struct app *app, struct app__call *call, const struct err *err)
{
    const struct app_scope all = app_scope_of(app->config);
    const struct app_scope *scope = call->hooks.scope != NULL ? call->hooks.scope : &all;
    roster_take(call, app__roster_athlete(app->config, scope, call->i_athlete), err);
    const char *next = app__roster_athlete(app->config, scope, call->i_athlete + 1);
    if (next == NULL) {
        return false;
    }
    data_view_free(call->view);
    call->view = data_view_new(app->data, next, call->now_ms,
                               json_get_bool(call->args, "refresh", false));
    call->i_athlete++;
    call->n_rounds = 0;
    return true;
}

/* From the top, unless it goes on with what was computed for it. */
static void call_prepare(struct app__call *call)
{
    if (call->work.is_done) {
        return;
    }
    data_view_rewind(call->view);
    arena_clear(&call->arena);
    answer_clear(&call->answer);
    questions_clear(call);
}

/* One run of the tool; true when the call waits or is over. */
static bool call_round(struct app *app, struct app__call *call)
{
    struct err err = {0};
    call_prepare(call);
    enum tool_outcome outcome = call_step(app, call, &err);
    if (outcome == TOOL_NEEDS_WORK && call->work.compute != NULL && !call->work.is_done) {
        call->is_computed_now = true;
        app_pool_add(app->pool, call->id, call->hooks.client, &call->work);
        return true;
    }
    call->work = (struct tool_work){0};
    bool is_final = outcome == TOOL_DONE || outcome == TOOL_FAILED;
    if (call->roster != NULL && is_final &&
        roster_next(app, call, outcome == TOOL_FAILED ? &err : NULL)) {
        return false;
    }
    if (outcome == TOOL_DONE || (call->roster != NULL && is_final)) {
        call_answer(app, call);
        return true;
    }
    if (outcome == TOOL_FAILED) {
        call_fail(app, call, &err);
        return true;
    }
    if (outcome == TOOL_NEEDS_INPUT && call->questions.asked != NULL) {
        call_ask(app, call);
        return true;
    }
    call->n_rounds++;
    if (call->n_rounds > LIMIT_CALL_ROUNDS || data_is_complete(call->view)) {
        (void)err_set(&err, ERR_INTERNAL, "Report this with the tool's name and arguments.",
                      "%s asked for data %zu times without coming to an answer",
                      call->tool->name, call->n_rounds);
        call_fail(app, call, &err);
        return true;
    }
    call->n_ended = 0;
    call->n_begun = data_fetch(app->data, call->view, call->id);
    return call->is_cancelled || call->n_ended < call->n_begun;
}

static void call_run(struct app *app, struct app__call *call)
{
    call->is_running = true;
    uint64_t call_id = call->id;
    while (!call_round(app, call)) {
    }
    call = call_find(app, call_id);
    if (call != NULL && call->is_cancelled) {
        call_free(app, call);
    } else if (call != NULL) {
        call->is_running = false;
    }
}

void app__computed(void *user, uint64_t call_id)
{
    struct app *app = user;
    struct app__call *call = call_find(app, call_id);
    if (call == NULL) {
        return;
    }
    call->is_computed_now = false;
    if (call->is_cancelled) {
        call_free(app, call);
    } else {
        call_run(app, call);
    }
}

/* Nothing uses its memory but we. */
static bool is_ours(const struct app *app, const struct app__call *call)
{
    return !call->is_running &&
           (!call->is_computed_now || app_pool_take_back(app->pool, call->id));
}

void app__need_ended(void *user, uint64_t call_id, enum data_kind kind,
                     const struct err *err)
{
    struct app *app = user;
    struct app__call *call = call_find(app, call_id);
    if (kind == DATA_ACTIVITIES && err == NULL) {
        updates_synced(app);
    }
    if (call == NULL || app->is_closing) {
        return;
    }
    data_view_settle(call->view, kind, err);
    call->n_ended++;
    if (!call->is_running && call->n_ended == call->n_begun) {
        call_run(app, call);
    }
}

void app__progressed(void *user, uint64_t call_id, const char *what, size_t n_done,
                     size_t n_total)
{
    struct app *app = user;
    struct app__call *call = call_find(app, call_id);
    if (call == NULL || call->hooks.progress == NULL) {
        return;
    }
    char message[80];
    (void)snprintf(message, sizeof message, "%s: %zu of %zu fetched", what, n_done,
                   n_total);
    call->progress += 1;
    call->hooks.progress(call->hooks.user, call_id, call->progress, -1, message);
}

static void deadline_tick(uv_timer_t *timer)
{
    struct app *app = timer->data;
    uint64_t now_ms = uv_now(app->loop);
    struct app__call *call = app->calls;
    while (call != NULL) {
        struct app__call *next = call->next;
        bool is_late = now_ms - call->started_at_ms > CALL_TIMEOUT_MS;
        if (is_late && is_ours(app, call)) {
            struct err err = {0};
            (void)err_set(
                &err, ERR_TIMEOUT,
                "Try again: what was fetched meanwhile is kept, so it goes on from there.",
                "%s took longer than %d s", call->tool->name, CALL_TIMEOUT_MS / 1000);
            call_fail(app, call, &err);
            next = app->calls; /* the end of a call may have begun or ended others */
        }
        call = next;
    }
    if (app->calls == NULL) {
        (void)uv_timer_stop(&app->deadline_timer);
    }
}

static void deadline_watch(struct app *app)
{
    if (!app->has_timer) {
        (void)uv_timer_init(app->loop, &app->deadline_timer);
        app->deadline_timer.data = app;
        uv_unref((uv_handle_t *)&app->deadline_timer);
        app->has_timer = true;
    }
    if (!uv_is_active((uv_handle_t *)&app->deadline_timer)) {
        (void)uv_timer_start(&app->deadline_timer, deadline_tick, TIMER_PERIOD_MS,
                             TIMER_PERIOD_MS);
    }
}

void app_call_begin(struct app *app, uint64_t call_id, const struct tool *tool,
                    const json_t *arguments, const struct app_call_hooks *hooks)
{
    struct err err = {0};
    const char *selector = NULL;
    const struct app_scope all = app_scope_of(app->config);
    const struct app_scope *scope = hooks->scope != NULL ? hooks->scope : &all;
    if (!app__ready(app, &err) ||
        !app__athlete_select(app->config, scope, tool, arguments, &selector, &err)) {
        hooks->done(hooks->user, call_id, error_result(&err), true);
        return;
    }
    int64_t now_ms =
        app->config->has_frozen_now ? app->config->frozen_now_ms : clock_now_ms();
    struct app__call *call = xcalloc(1, sizeof *call);
    call->id = call_id;
    call->arena = app->spare_arena;
    app->spare_arena = (struct arena){0};
    call->tool = tool;
    call->args = json_deep_copy(arguments);
    call->hooks = *hooks;
    call->now_ms = now_ms;
    call->view = data_view_new(app->data, selector, now_ms,
                               json_get_bool(arguments, "refresh", false));
    if (tool->looks) {
        data_view_look(call->view);
    }
    call->roster = app__is_roster(tool, arguments) ? roster_new(app->source->name) : NULL;
    answer_init(&call->answer);
    call->answers = json_deep_copy(hooks->answers);
    call->hooks.answers = NULL; /* borrowed until now */
    call->questions =
        (struct tool_questions){.can_ask = hooks->ask != NULL, .answers = call->answers};
    call->started_at_ms = uv_now(app->loop);
    call->next = app->calls;
    app->calls = call;
    app->n_calls++;
    call_run(app, call);
    if (call_find(app, call_id) != NULL) {
        deadline_watch(app);
    }
}

void app_call_cancel(struct app *app, uint64_t call_id)
{
    struct app__call *call = call_find(app, call_id);
    if (call != NULL && is_ours(app, call)) {
        call_free(app, call);
    } else if (call != NULL) {
        /* Being computed, or from inside: its progress could not be written, so its client
         * is gone. */
        call->is_cancelled = true;
        call->hooks.progress = NULL;
    }
}

void app__calls_drop(struct app *app)
{
    struct app__call *call = app->calls;
    while (call != NULL) {
        struct app__call *next = call->next;
        app_call_cancel(app, call->id);
        call = next;
    }
}

size_t app_calls_count(const struct app *app)
{
    return app->n_calls;
}
