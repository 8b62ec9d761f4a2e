/*
 * The life of a job (see writes.h). One job runs at a time, the others wait in app->writes.
 *
 * A job goes on from app__writes_go alone, which runs steps until one has to wait: for the
 * lock or a moment (the timer), for a reading (app__writes_need_ended) or for a reply
 * (sent). These may come from inside; then they only note, and the loop goes on. The job is
 * freed in job_end or app__writes_drop; replies carry the app and find no job after that.
 */
#include "app/writes.h"

#include <stdlib.h>
#include <string.h>

#include "app/write_points.h"
#include "app/writes_internal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

static void on_timer(uv_timer_t *timer)
{
    app__writes_go(timer->data);
}

void app__writes_go_in(struct app *app, uint64_t wait_ms)
{
    if (!app->has_writes_timer) {
        (void)uv_timer_init(app->loop, &app->writes_timer);
        app->writes_timer.data = app;
        app->has_writes_timer = true;
    }
    (void)uv_timer_start(&app->writes_timer, on_timer, wait_ms, 0);
}

static void job_free(struct app__writes_job *job)
{
    if (job->is_locked) {
        data_write_unlock(job->view);
    }
    data_view_free(job->view);
    arena_release(&job->arena);
    free(job);
}

/* ---- the job ---- */

/* What is said of a change when the job ended before it was settled: nothing was sent, but
 * an earlier attempt at the same step may have been. */
static struct service_write outcome(const struct app__writes_job *job,
                                    const struct app__write_item *item)
{
    struct service_write write = item->write;
    if (item->is_settled) {
        return write;
    }
    write.state = WRITE_NOT_DONE;
    write.why = job->err.message;
    for (size_t i = 0; i < job->n_old; i++) {
        if (app__write_is_same_step(&job->old[i].write, &write)) {
            write.state = WRITE_UNKNOWN;
        }
    }
    return write;
}

static void job_end(struct app *app, struct app__writes_job *job)
{
    struct service_write *writes =
        arena_alloc(&job->arena, job->n_items + 1, sizeof *writes);
    for (size_t i = 0; i < job->n_items; i++) {
        writes[i] = outcome(job, &job->items[i]);
    }
    app->writes = job->next;
    if (job->is_locked) {
        data_write_unlock(job->view);
        job->is_locked = false;
    }
    app__writes_ended(app, job->call_id, job->n_items, writes, &job->err);
    job_free(job);
    if (app->writes != NULL) {
        app__writes_go_in(app, 0);
    }
}

void app__writes_go(struct app *app)
{
    struct app__writes_job *job = app->writes;
    enum app__write_next next = NEXT_GO;
    if (app->is_closing || job == NULL || app->is_in_writes) {
        return;
    }
    app->is_in_writes = true;
    while (next == NEXT_GO) {
        next = app__write_step(app, job);
    }
    app->is_in_writes = false;
    if (next == NEXT_END) {
        job_end(app, job);
    }
}

bool app__writes_need_ended(struct app *app, uint64_t id, enum data_kind kind,
                            const struct err *err)
{
    struct app__writes_job *job = app->writes;
    if (job == NULL || job->id != id) {
        return false;
    }
    data_view_settle(job->view, kind, err);
    if (err != NULL && job->look_err.code == ERR_NONE) {
        job->look_err = *err;
    }
    job->n_ended++;
    if (job->n_ended == job->n_begun) {
        app__writes_go(app);
    }
    return true;
}

static struct app__writes_job *job_new(struct app *app, uint64_t call_id,
                                       const char *selector)
{
    struct app__writes_job *job = xcalloc(1, sizeof *job);
    struct app__writes_job **at = &app->writes;
    int64_t now_ms =
        app->config->has_frozen_now ? app->config->frozen_now_ms : clock_now_ms();
    job->id = UINT64_MAX - ++app->n_writes_jobs; /* far from the ids of calls */
    job->call_id = call_id;
    job->view = data_view_new(app->data, selector, now_ms, true);
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = job;
    if (app->writes == job) {
        app__writes_go_in(app, 0);
    }
    return job;
}

static const char *copy(struct app__writes_job *job, const char *text)
{
    return text != NULL ? arena_text(&job->arena, text) : NULL;
}

void app__writes_begin(struct app *app, uint64_t call_id, const char *selector,
                       const struct tool_effects *effects)
{
    struct app__writes_job *job = job_new(app, call_id, selector);
    job->guarded = effects->guarded;
    memcpy(job->guard, effects->guard, sizeof job->guard);
    job->n_items = effects->n_writes;
    job->items = arena_alloc(&job->arena, job->n_items + 1, sizeof *job->items);
    for (size_t i = 0; i < job->n_items; i++) {
        struct service_write *write = &job->items[i].write;
        *write = effects->writes[i];
        write->handle = copy(job, write->handle);
        write->target = copy(job, write->target);
        write->wanted = copy(job, write->wanted);
        write->before = copy(job, write->before);
    }
}

bool app__writes_settle(struct app *app, uint64_t call_id, const char *selector,
                        struct data_view *view)
{
    bool is_due = data_writes_are_due(view, clock_now_ms());
    if (is_due) {
        (void)job_new(app, call_id, selector);
    }
    return is_due;
}

void app__writes_drop(struct app *app)
{
    while (app->writes != NULL) {
        struct app__writes_job *job = app->writes;
        app->writes = job->next;
        job_free(job);
    }
    if (app->has_writes_timer) {
        uv_close((uv_handle_t *)&app->writes_timer, NULL);
        app->has_writes_timer = false;
    }
}
