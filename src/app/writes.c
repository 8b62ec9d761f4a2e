/*
 * The life of a job (see writes.h). Each athlete has a lane, made at his first job and kept
 * to the end: of its jobs one runs at a time, the others wait behind it.
 *
 * A job goes on from app__writes_go alone, which runs steps until one has to wait: for the
 * lock or a moment (the lane's timer), for a reading (app__writes_need_ended) or for a
 * reply (sent). These may come from inside; then they only note, and the loop goes on. The
 * job is freed in job_end or app__writes_drop; replies carry the lane, which lives longer,
 * and find no job after that.
 */
#include "app/writes.h"

#include <stdlib.h>
#include <string.h>

#include "app/write_points.h"
#include "app/writes_internal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "base/banned.h"

static void on_timer(uv_timer_t *timer)
{
    app__writes_go(timer->data);
}

void app__writes_go_in(struct app__writes_lane *lane, uint64_t wait_ms)
{
    (void)uv_timer_start(&lane->timer, on_timer, wait_ms, 0);
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

static void job_end(struct app__writes_lane *lane)
{
    struct app__writes_job *job = lane->jobs;
    struct service_write *writes =
        arena_alloc(&job->arena, job->n_items + 1, sizeof *writes);
    for (size_t i = 0; i < job->n_items; i++) {
        writes[i] = outcome(job, &job->items[i]);
    }
    lane->jobs = job->next;
    if (job->is_locked) {
        data_write_unlock(job->view);
        job->is_locked = false;
    }
    data_writes_tried(job->view, clock_now_ms());
    const struct app__writes_end end = {.job_id = job->id,
                                        .n_writes = job->n_items,
                                        .writes = writes,
                                        .err = job->err,
                                        .is_outdated = job->is_outdated};
    app__writes_ended(lane->app, &end);
    job_free(job);
    if (lane->jobs != NULL && !lane->app->is_closing) {
        app__writes_go_in(lane, 0);
    }
}

void app__writes_go(struct app__writes_lane *lane)
{
    struct app__writes_job *job = lane->jobs;
    enum app__write_next next = NEXT_GO;
    if (lane->app->is_closing || job == NULL || lane->is_in_step) {
        return;
    }
    lane->is_in_step = true;
    while (next == NEXT_GO) {
        next = app__write_step(lane, job);
    }
    lane->is_in_step = false;
    if (next == NEXT_END) {
        job_end(lane);
    }
}

bool app__writes_need_ended(struct app *app, uint64_t id, enum data_kind kind,
                            const struct err *err)
{
    struct app__writes_lane *lane = app->lanes;
    while (lane != NULL && (lane->jobs == NULL || lane->jobs->id != id)) {
        lane = lane->next;
    }
    if (lane == NULL) {
        return false;
    }
    struct app__writes_job *job = lane->jobs;
    data_view_settle(job->view, kind, err);
    if (err != NULL && job->look_err.code == ERR_NONE) {
        job->look_err = *err;
    }
    job->n_ended++;
    if (job->n_ended == job->n_begun) {
        app__writes_go(lane);
    }
    return true;
}

/* ---- lanes ---- */

/* The athlete's, whoever calls him by what name; NULL when he has none yet. */
static struct app__writes_lane *lane_find(const struct app *app, const char *athlete_id)
{
    struct app__writes_lane *lane = app->lanes;
    while (lane != NULL && strcmp(lane->athlete_id, athlete_id) != 0) {
        lane = lane->next;
    }
    return lane;
}

static struct app__writes_lane *lane_get(struct app *app, const char *athlete_id)
{
    struct app__writes_lane *lane = lane_find(app, athlete_id);
    if (lane == NULL) {
        lane = xcalloc(1, sizeof *lane);
        lane->app = app;
        str_copy(lane->athlete_id, sizeof lane->athlete_id, athlete_id);
        (void)uv_timer_init(app->loop, &lane->timer);
        lane->timer.data = lane;
        lane->next = app->lanes;
        app->lanes = lane;
    }
    return lane;
}

/* Journal and entries are read before anything is written: by then he is known. */
static const char *athlete_of(const struct data_view *view)
{
    const char *id = data_view_athlete_id(view);
    return id != NULL ? id : data_view_selector(view);
}

static struct app__writes_job *job_new(struct app *app, const struct data_view *view)
{
    struct app__writes_lane *lane = lane_get(app, athlete_of(view));
    struct app__writes_job *job = xcalloc(1, sizeof *job);
    struct app__writes_job **at = &lane->jobs;
    int64_t now_ms =
        app->config->has_frozen_now ? app->config->frozen_now_ms : clock_now_ms();
    job->id = UINT64_MAX - ++app->n_writes_jobs; /* far from the ids of calls */
    job->view = data_view_new(app->data, data_view_selector(view), now_ms, true);
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = job;
    if (lane->jobs == job) {
        app__writes_go_in(lane, 0);
    }
    return job;
}

static const char *copy(struct app__writes_job *job, const char *text)
{
    return text != NULL ? arena_text(&job->arena, text) : NULL;
}

uint64_t app__writes_begin(struct app *app, const struct data_view *view,
                           const struct app__writes_wanted *wanted)
{
    const struct tool_effects *effects = wanted->effects;
    struct app__writes_job *job = job_new(app, view);
    job->guarded = effects->guarded;
    memcpy(job->guard, effects->guard, sizeof job->guard);
    job->judged_seq = wanted->judged_seq;
    str_copy(job->batch, sizeof job->batch, effects->batch);
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
    return job->id;
}

uint64_t app__writes_settle(struct app *app, struct data_view *view, bool is_confirmation)
{
    if (data_writes_unsettled_count(view) == 0) {
        return 0;
    }
    const struct app__writes_lane *lane = lane_find(app, athlete_of(view));
    if (lane != NULL && lane->jobs != NULL) {
        return lane->jobs->id;
    }
    bool is_due = is_confirmation || data_writes_are_due(view, clock_now_ms());
    return is_due ? job_new(app, view)->id : 0;
}

void app__writes_drop(struct app *app)
{
    for (struct app__writes_lane *lane = app->lanes; lane != NULL; lane = lane->next) {
        while (lane->jobs != NULL) {
            struct app__writes_job *job = lane->jobs;
            lane->jobs = job->next;
            job_free(job);
        }
        uv_close((uv_handle_t *)&lane->timer, NULL);
    }
}

void app__writes_release(struct app *app)
{
    while (app->lanes != NULL) {
        struct app__writes_lane *lane = app->lanes;
        app->lanes = lane->next;
        free(lane);
    }
}
