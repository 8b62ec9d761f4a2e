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

#include "app/call.h"
#include "app/updates.h"
#include "app/writes.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "base/banned.h"

enum { CALL_TIMEOUT_MS = 120 * 1000, TIMER_PERIOD_MS = 1000 };

struct app__call *app__call_find(struct app *app, uint64_t call_id)
{
    struct app__call *call = app->calls;
    while (call != NULL && call->id != call_id) {
        call = call->next;
    }
    return call;
}

static struct tool_ctx call_ctx(const struct app *app, struct app__call *call)
{
    const struct config *config = app->config;
    return (struct tool_ctx){.writes_wellness =
                                 config->writes_wellness && !config->is_read_only,
                             .args = call->args,
                             .data = call->view,
                             .arena = &call->arena,
                             .effects = call->effects,
                             .questions = &call->questions,
                             .principal = call->principal != NULL ? call->principal : "",
                             .work = app->is_alone ? NULL : &call->work};
}

/* Run the tool, once it is certain that the athlete asked for is the one served. */
static enum tool_outcome run_tool(const struct app *app, struct app__call *call,
                                  struct err *err)
{
    struct tool_ctx ctx = call_ctx(app, call);
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

/* The tool's run, with its effects carried out when it is done; after that only its report.
 */
static enum tool_outcome call_step(struct app *app, struct app__call *call, struct err *err)
{
    if (!call->is_written) {
        if (!call->work.is_done) {
            arena_clear(&call->kept);
            if (!data_entries_last(call->view, &call->judged_seq, NULL)) {
                call->judged_seq = -1; /* then all that is there came after it */
            }
        }
        if (call->tool->report != NULL && !call->work.is_done) {
            call->effects = arena_alloc(&call->kept, 1, sizeof *call->effects);
            call->effects->arena = &call->kept;
        }
        enum tool_outcome outcome = run_tool(app, call, err);
        if (app__call_settle(app, call)) {
            return outcome;
        }
        bool writes = call->effects != NULL &&
                      (call->effects->n_entries > 0 || call->effects->n_writes > 0);
        if (outcome == TOOL_DONE && writes) {
            outcome = app__call_write(app, call, err);
        }
        if (outcome != TOOL_DONE || !writes || call->waits_job != 0) {
            return outcome;
        }
    }
    struct tool_ctx ctx = call_ctx(app, call);
    return call->tool->report(&ctx, &call->answer);
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
    json_auto_t *result = answer_finish(&call->answer, &frame, answer_id, NULL);
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
    app__call_view_begin(app, call, next, json_get_bool(call->args, "refresh", false));
    call->i_athlete++;
    return true;
}

void app__call_view_begin(struct app *app, struct app__call *call, const char *selector,
                          bool refreshes)
{
    struct data_view *old = call->view;
    call->view = data_view_new(app->data, selector, call->now_ms, refreshes);
    call->is_settled = false;
    call->n_rounds = 0;
    data_view_free(old);
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
    if (outcome == TOOL_NEEDS_WORK && call->waits_job == 0 && call->work.compute != NULL &&
        !call->work.is_done) {
        call->is_computed_now = true;
        app_pool_add(app->pool, call->id, call->hooks.client, &call->work);
        return true;
    }
    call->work = (struct tool_work){0};
    if (call->waits_job != 0) {
        return true;
    }
    bool is_final = outcome == TOOL_DONE || outcome == TOOL_FAILED;
    if (call->roster != NULL && is_final &&
        roster_next(app, call, outcome == TOOL_FAILED ? &err : NULL)) {
        return false;
    }
    if (outcome == TOOL_DONE || (call->roster != NULL && is_final)) {
        app__call_answer(app, call);
        return true;
    }
    if (outcome == TOOL_FAILED) {
        app__call_fail(app, call, &err);
        return true;
    }
    if (outcome == TOOL_NEEDS_INPUT && call->questions.asked != NULL) {
        app__call_ask(app, call);
        return true;
    }
    call->n_rounds++;
    if (call->n_rounds > LIMIT_CALL_ROUNDS || data_is_complete(call->view)) {
        (void)err_set(&err, ERR_INTERNAL, "Report this with the tool's name and arguments.",
                      "%s asked for data %zu times without coming to an answer",
                      call->tool->name, call->n_rounds);
        app__call_fail(app, call, &err);
        return true;
    }
    call->n_ended = 0;
    call->n_begun = data_fetch(app->data, call->view, call->id);
    return call->is_cancelled || call->n_ended < call->n_begun;
}

void app__call_run(struct app *app, struct app__call *call)
{
    call->is_running = true;
    uint64_t call_id = call->id;
    while (!call_round(app, call)) {
    }
    call = app__call_find(app, call_id);
    if (call != NULL && call->is_cancelled) {
        app__call_free(app, call);
    } else if (call != NULL) {
        call->is_running = false;
    }
}

void app__computed(void *user, uint64_t call_id)
{
    struct app *app = user;
    struct app__call *call = app__call_find(app, call_id);
    if (call == NULL) {
        return;
    }
    call->is_computed_now = false;
    if (call->is_cancelled) {
        app__call_free(app, call);
    } else {
        app__call_run(app, call);
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
    if (app->is_closing || app__writes_need_ended(app, call_id, kind, err)) {
        return;
    }
    struct app__call *call = app__call_find(app, call_id);
    if (kind == DATA_ACTIVITIES && err == NULL) {
        updates_synced(app);
    }
    if (call == NULL) {
        return;
    }
    data_view_settle(call->view, kind, err);
    call->n_ended++;
    if (!call->is_running && call->n_ended == call->n_begun) {
        app__call_run(app, call);
    }
}

void app__progressed(void *user, uint64_t call_id, const char *what, size_t n_done,
                     size_t n_total)
{
    struct app *app = user;
    struct app__call *call = app__call_find(app, call_id);
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
            app__call_fail(app, call, &err);
            next = app->calls; /* the end of a call may have begun or ended others */
        } else if (app__call_waited(app, call)) {
            call->waits_job = 0;
            app__call_run(app, call);
            next = app->calls;
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
    if (tool->writes_service && app->config->is_read_only) {
        (void)err_set(&err, ERR_BAD_ARGUMENT,
                      app->config->is_sample
                          ? "The sample athlete's calendar cannot be changed."
                          : "Start without --read-only (SOLEUS_READ_ONLY) to write.",
                      "%s writes to Intervals.icu, and this server only reads", tool->name);
        hooks->done(hooks->user, call_id, app__error_result(&err), true);
        return;
    }
    if (!app__ready(app, &err) ||
        !app__athlete_select(app->config, scope, tool, arguments, &selector, &err)) {
        hooks->done(hooks->user, call_id, app__error_result(&err), true);
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
    call->hooks.principal = NULL; /* borrowed until now, as answers */
    call->principal = hooks->principal != NULL ? xstrdup(hooks->principal) : NULL;
    call->now_ms = now_ms;
    app__call_view_begin(app, call, selector, json_get_bool(arguments, "refresh", false));
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
    if (tool->reads_ledger) {
        app__ledger_settle(app);
        data_view_stay_local(call->view);
    }
    app__call_run(app, call);
    if (app__call_find(app, call_id) != NULL) {
        deadline_watch(app);
    }
}

void app_call_cancel(struct app *app, uint64_t call_id)
{
    struct app__call *call = app__call_find(app, call_id);
    if (call != NULL && is_ours(app, call)) {
        app__call_free(app, call);
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
