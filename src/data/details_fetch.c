/*
 * Fetching details of single activities and other objects: one request an item, a few at
 * once, in the order in which the view noted them.
 *
 * A job serves one call; jobs of one athlete run one after another, and an item that an
 * earlier job has brought meanwhile is not asked again (single flight). An item that cannot
 * be had is remembered with its reason and fails nothing else; but what speaks of the
 * service as a whole (login, rate limit, time-out, our store), or three failures in a row,
 * stops the job: the rest fails with that reason, unasked, instead of waiting for each.
 *
 * Who completes: item_done ends an item exactly once (the source promises it), maybe inside
 * source->get. The last one ends the job: need_ended once, then the job is freed.
 * need_ended never fails: the view reads of each item what became of it.
 */
#include "data/data.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/platform.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/internal.h"
#include "intervals/detail.h"
#include "store/activities.h"
#include "store/objects.h"
#include "base/banned.h"

enum {
    N_ITEMS_AT_ONCE = 4,
    N_FAILURES_IN_A_ROW = 3,
    /* Of an hour of running 6 KB and 200 KB: what a cache may be. */
    N_INTERVALS_KEPT = 1000,
    N_STREAMS_KEPT = 40
};

struct data__details_job {
    struct data__details_job *next;
    struct data *data;
    struct data__slot *slot;
    uint64_t call_id;
    int64_t now_ms;
    bool refreshes;
    bool is_started;
    bool is_filling; /* inside job_fill: item_done only counts */
    size_t n_items;
    struct data__item *items;
    size_t i_next;
    size_t n_open;
    size_t n_done;
    size_t n_failed_in_row;
    bool has_stopped;
    struct err stop;
};

struct item_request {
    struct data__details_job *job;
    const struct data__item *item; /* the job's, which outlives its requests */
};

static void failure_drop(struct data__slot *slot, const struct data__item *item)
{
    for (size_t i = 0; i < slot->n_failures; i++) {
        if (slot->failures[i].kind == item->kind &&
            strcmp(slot->failures[i].id, item->id) == 0) {
            slot->failures[i] = slot->failures[--slot->n_failures];
            return;
        }
    }
}

/* The oldest gives way when there is no more room. */
static void failure_keep(struct data__slot *slot, const struct data__item *item,
                         const struct err *err)
{
    failure_drop(slot, item);
    if (slot->failures == NULL) {
        slot->failures = xcalloc(MAX_DATA_FAILURES, sizeof *slot->failures);
    }
    if (slot->n_failures == MAX_DATA_FAILURES) {
        slot->n_failures--;
        memmove(slot->failures, slot->failures + 1,
                slot->n_failures * sizeof *slot->failures);
    }
    struct data__failure *failure = &slot->failures[slot->n_failures++];
    *failure = (struct data__failure){.kind = item->kind, .err = *err};
    str_copy(failure->id, sizeof failure->id, item->id);
}

static bool is_about_all(enum err_code code)
{
    return code == ERR_AUTH || code == ERR_RATE_LIMITED || code == ERR_TIMEOUT ||
           code == ERR_CANCELLED || code == ERR_STORE;
}

static void item_failed(struct data__details_job *job, const struct data__item *item,
                        const struct err *err)
{
    struct err own = {0};
    failure_keep(job->slot, item, err);
    if (err->code == ERR_NOT_FOUND) {
        job->n_failed_in_row = 0;
        if (!data__ingest_nothing(job->slot, item, job->now_ms, &own)) {
            log_line(LOG_WARN, "data", "not remembered that a detail is not there: %s",
                     own.message);
        }
        return;
    }
    job->n_failed_in_row++;
    if (!job->has_stopped &&
        (is_about_all(err->code) || job->n_failed_in_row >= N_FAILURES_IN_A_ROW)) {
        job->has_stopped = true;
        job->stop = *err;
    }
}

static void job_fill(struct data__details_job *job);

static void item_done(void *user, const char *body, size_t n_body_bytes,
                      const struct err *err)
{
    struct item_request *request = user;
    struct data__details_job *job = request->job;
    struct err own = {0};
    if (err == NULL && data__ingest_detail(job->slot, request->item, body, n_body_bytes,
                                           job->now_ms, &own)) {
        failure_drop(job->slot, request->item);
        job->n_failed_in_row = 0;
    } else {
        item_failed(job, request->item, err != NULL ? err : &own);
    }
    free(request);
    job->n_open--;
    job->n_done++;
    if (job->data->options.progressed != NULL && job->n_done < job->n_items) {
        job->data->options.progressed(job->data->options.user, job->call_id,
                                      "activity details", job->n_done, job->n_items);
    }
    if (!job->is_filling) {
        job_fill(job);
    }
}

/* The names to ask for; NULL with err when the activity has none of the streams. */
static const char *stream_names(const struct data__details_job *job,
                                const struct data__item *item, struct arena *arena,
                                struct err *err)
{
    AUTO_FREE char *raw = NULL;
    size_t n_bytes = 0;
    stream_set wanted = item->kind == ITEM_PIECES ? (stream_set)DATA__SEGMENT_STREAMS
                                                  : (stream_set)STREAMS_ALL;
    if (!store_activity_raw(job->slot->store, item->id, &raw, &n_bytes, err)) {
        return NULL;
    }
    const char *names = intervals_stream_names(raw, n_bytes, wanted, arena);
    if (names[0] == '\0') {
        (void)err_set(err, ERR_NOT_FOUND, NULL, "activity %.40s has no streams", item->id);
        return NULL;
    }
    return names;
}

static void item_start(struct data__details_job *job, const struct data__item *item)
{
    struct arena arena = {0};
    struct err err = {0};
    struct intervals_source *source = job->data->options.source;
    struct item_request *request = xcalloc(1, sizeof *request);
    *request = (struct item_request){.job = job, .item = item};
    struct intervals_query query = {.operation = INTERVALS_INTERVALS,
                                    .athlete_id = job->slot->id,
                                    .activity_id = request->item->id,
                                    .now_ms = job->now_ms};
    bool is_stream = item->kind == ITEM_STREAMS || item->kind == ITEM_PIECES;
    job->n_open++;
    if (item->kind == ITEM_OBJECT) {
        query.operation = INTERVALS_OBJECT;
        query.endpoint = item->endpoint;
        query.path = item->path;
    }
    if (is_stream) {
        query.operation = INTERVALS_STREAMS;
        query.fields = stream_names(job, item, &arena, &err);
    }
    if (is_stream && query.fields == NULL) {
        item_done(request, NULL, 0, &err);
    } else {
        source->get(source, &query, item_done, request);
    }
    arena_release(&arena);
}

static void job_start_next(struct data *data, const struct data__slot *slot);

static void job_prune(const struct data__details_job *job)
{
    struct store *store = job->slot->store;
    struct err err = {0};
    if (!store_objects_prune(store, STORE_KIND_INTERVALS, N_INTERVALS_KEPT, INT64_MIN,
                             &err) ||
        !store_objects_prune(store, STORE_KIND_STREAMS, N_STREAMS_KEPT, INT64_MIN, &err)) {
        log_line(LOG_WARN, "data", "old details were not removed: %s", err.message);
    }
    store_memory_release(store);
}

static void job_unlink(struct data__details_job *job)
{
    struct data__details_job **at = &job->data->details_jobs;
    while (*at != job) {
        at = &(*at)->next;
    }
    *at = job->next;
}

static void job_free(struct data__details_job *job)
{
    for (size_t i = 0; i < job->n_items; i++) {
        free(job->items[i].path);
    }
    free(job->items);
    free(job);
}

static void job_end(struct data__details_job *job)
{
    struct data *data = job->data;
    const struct data__slot *slot = job->slot;
    uint64_t call_id = job->call_id;
    for (; job->i_next < job->n_items; job->i_next++) { /* only when it was stopped */
        failure_keep(job->slot, &job->items[job->i_next], &job->stop);
    }
    job_prune(job);
    job_unlink(job);
    job_free(job);
    if (data->jobs == NULL && data->details_jobs == NULL) {
        platform_memory_trim();
    }
    job_start_next(data, slot);
    data->options.need_ended(data->options.user, call_id, DATA_DETAILS, NULL);
}

static bool is_there(const struct data__details_job *job, const struct data__item *item)
{
    if (job->refreshes) {
        return false;
    }
    return item->kind == ITEM_OBJECT
               ? data__object_is_fresh(job->slot, item, job->now_ms,
                                       job->data->options.freshness_ms)
               : data__detail_is_there(job->slot, item);
}

/* Starts what may be started; ends the job when nothing is left or under way. */
static void job_fill(struct data__details_job *job)
{
    job->is_filling = true;
    while (!job->has_stopped && job->n_open < N_ITEMS_AT_ONCE &&
           job->i_next < job->n_items) {
        const struct data__item *item = &job->items[job->i_next++];
        if (is_there(job, item)) {
            job->n_done++;
        } else {
            item_start(job, item);
        }
    }
    job->is_filling = false;
    if (job->n_open == 0 && (job->has_stopped || job->i_next == job->n_items)) {
        job_end(job);
    }
}

/* The oldest job of the slot, unless one is at work. */
static void job_start_next(struct data *data, const struct data__slot *slot)
{
    struct data__details_job *first = NULL;
    for (struct data__details_job *job = data->details_jobs; job != NULL; job = job->next) {
        if (job->slot == slot && job->is_started) {
            return;
        }
        if (job->slot == slot && first == NULL) {
            first = job;
        }
    }
    if (first != NULL) {
        first->is_started = true;
        job_fill(first);
    }
}

void data__details_fetch(struct data *data, struct data_view *view, uint64_t call_id)
{
    struct data__details_job *job = xcalloc(1, sizeof *job);
    *job = (struct data__details_job){.data = data,
                                      .slot = view->slot,
                                      .call_id = call_id,
                                      .now_ms = view->now_ms,
                                      .refreshes = view->refreshes};
    job->items = xcalloc(view->n_items, sizeof *job->items);
    for (size_t i = 0; i < view->n_items; i++) {
        if (!view->items[i].is_asked) {
            view->items[i].is_asked = true;
            struct data__item *item = &job->items[job->n_items++];
            *item = view->items[i];
            item->path = item->path != NULL ? xstrdup(item->path) : NULL;
        }
    }
    struct data__details_job **at = &data->details_jobs;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = job;
    job_start_next(data, view->slot);
}

void data__details_jobs_free(struct data *data)
{
    while (data->details_jobs != NULL) {
        struct data__details_job *job = data->details_jobs;
        data->details_jobs = job->next;
        job_free(job);
    }
}
