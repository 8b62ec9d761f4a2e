/*
 * Fetching what views need. A job serves one need (athlete, kind, range of days) of any
 * number of calls: a second call that wants what a job already fetches joins it (single
 * flight). A job is split into steps, one request each, all sent at once; the HTTP client
 * paces them.
 *
 *   athlete           one step
 *   wellness, events  whole rows in windows of at most about 400 days: all when stale, else
 *                     the days never fetched
 *   activities        days never fetched: whole rows in windows of about 100 days;
 *                     recent days (14): whole rows, one request;
 *                     days before them: one light list, compared with the stored revisions,
 *                     then whole rows for the ranges of days in which something is new or
 *                     different
 *
 * So a status on a store that is no longer fresh costs three requests (recent activities,
 * wellness, events), whether something was added or changed or not. What changed before the
 * recent days is seen when the light list is read: with `refresh`; when the last time is
 * six hours ago and the call wants fewer than three lists (most often the next question of
 * the same conversation); at the latest after seven days; and at once when a row is gone
 * from the recent days, for it may have been moved to an older one. A light list that finds
 * nothing is one request, one that does is followed by one for each range (of at most about
 * 100 days). Revisions of whole rows are hashes of the light list's fields, so that a row
 * is the same to both.
 *
 * A look (data_view_look) reads no recent rows: the light list goes over all days asked for
 * that were ever fetched, so that following an account costs one small request each time.
 *
 * Who completes: step_done ends a step exactly once (the source promises it). The last step
 * of a job ends the job: every waiting call hears need_ended once, then the job is freed. A
 * step may complete inside source->get, so a job under construction holds one step of its
 * own (n_open starts at 1). Each step is one transaction: a crash or a failure in between
 * loses that window only.
 */
#include "data/data.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/platform.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/internal.h"
#include "intervals/rows.h"
#include "base/banned.h"

enum {
    ACTIVITY_WINDOW_DAYS = 100,
    ROW_WINDOW_DAYS = 400,
    CLUSTER_GAP_DAYS = 10, /* changed days closer than this are refetched in one range */
    N_LISTS = 3,           /* activities, wellness, events */
    MAX_WAITERS = 64
};

struct data__job {
    struct data__job *next;
    struct data *data;
    char selector[STORE_ID_SIZE];
    struct data__slot *slot; /* NULL for the athlete */
    enum data_kind kind;
    struct day_range range;
    int64_t now_ms;
    bool refreshes;
    bool looks;    /* known days by the light list alone, recent ones too */
    bool has_room; /* the call wants fewer than three lists: time for the light list */
    size_t n_waiters;
    uint64_t waiters[MAX_WAITERS];
    size_t n_open;
    size_t n_steps;
    size_t n_done;
    bool has_failed;
    struct err err;
    /* Of the light list: */
    struct arena arena;
    struct day_range light_range; /* known days before the recent ones; n_days 0: none */
    bool is_light_sent;
    bool has_light;
    struct data__light_row *changed;
    size_t n_changed;
};

enum step_kind { STEP_ATHLETE, STEP_ROWS, STEP_LIGHT, STEP_CHANGED };

struct step {
    struct data__job *job;
    enum step_kind kind;
    struct day_range range;
};

static void job_step_ended(struct data__job *job);
static void step_start(struct data__job *job, enum step_kind kind, struct day_range range);

static void job_fail(struct data__job *job, const struct err *err)
{
    if (!job->has_failed) {
        job->has_failed = true;
        job->err = *err;
    }
}

static const char *job_what(const struct data__job *job)
{
    static const char *const names[N_DATA_KINDS] = {[DATA_ATHLETE] = "athlete",
                                                    [DATA_ACTIVITIES] = "activities",
                                                    [DATA_WELLNESS] = "wellness",
                                                    [DATA_EVENTS] = "calendar",
                                                    [DATA_DETAILS] = "details"};
    return names[job->kind];
}

/* Ranges of days in which something changed, refetched whole. */
static void changed_start(struct data__job *job)
{
    size_t i = 0;
    while (i < job->n_changed) {
        day_num first = job->changed[i].day;
        day_num last = first;
        while (i < job->n_changed && job->changed[i].day - last <= CLUSTER_GAP_DAYS &&
               job->changed[i].day - first < ACTIVITY_WINDOW_DAYS) {
            last = job->changed[i].day;
            i++;
        }
        step_start(job, STEP_CHANGED, day_range_between(first, last));
    }
}

static void light_start(struct data__job *job)
{
    if (job->light_range.n_days > 0 && !job->is_light_sent) {
        job->is_light_sent = true;
        step_start(job, STEP_LIGHT, job->light_range);
    }
}

static bool rows_take(const struct step *step, const char *body, size_t n_body_bytes,
                      struct err *err)
{
    struct data__job *job = step->job;
    bool is_changed = step->kind == STEP_CHANGED;
    struct data__rows rows = {.kind = job->kind,
                              .range = step->range,
                              .body = body,
                              .n_body_bytes = n_body_bytes,
                              .now_ms = job->now_ms,
                              .covers = !is_changed,
                              .n_light = is_changed ? job->n_changed : 0,
                              .light = job->changed};
    size_t n_deleted = 0;
    if (!data__ingest_rows(job->slot, &rows, &n_deleted, err)) {
        return false;
    }
    if (n_deleted > 0) {
        light_start(job); /* gone, or moved to an older day */
    }
    return true;
}

static bool step_take(const struct step *step, const char *body, size_t n_body_bytes,
                      struct err *err)
{
    struct data__job *job = step->job;
    if (step->kind == STEP_ATHLETE) {
        return data__ingest_athlete(job->data, job->selector, body, n_body_bytes,
                                    job->now_ms, err);
    }
    if (step->kind != STEP_LIGHT) {
        return rows_take(step, body, n_body_bytes, err);
    }
    if (!data__ingest_light(job->slot, step->range, job->now_ms, body, n_body_bytes,
                            &job->arena, &job->changed, &job->n_changed, err)) {
        return false;
    }
    job->has_light = true;
    changed_start(job);
    return true;
}

static void step_done(void *user, const char *body, size_t n_body_bytes,
                      const struct err *err)
{
    struct step *step = user;
    struct data__job *job = step->job;
    struct err own = {0};
    if (err != NULL) {
        job_fail(job, err);
    } else if (!step_take(step, body, n_body_bytes, &own)) {
        job_fail(job, &own);
    }
    free(step);
    job->n_done++;
    /* Not for the last step: the answer may follow in the same breath, and clients drop
     * progress then. */
    if (job->data->options.progressed != NULL && job->n_done < job->n_steps) {
        for (size_t i = 0; i < job->n_waiters; i++) {
            job->data->options.progressed(job->data->options.user, job->waiters[i],
                                          job_what(job), job->n_done, job->n_steps);
        }
    }
    job_step_ended(job);
}

static void step_start(struct data__job *job, enum step_kind kind, struct day_range range)
{
    static const enum intervals_operation operations[N_DATA_KINDS] = {
        [DATA_ATHLETE] = INTERVALS_ATHLETE,
        [DATA_ACTIVITIES] = INTERVALS_ACTIVITIES,
        [DATA_WELLNESS] = INTERVALS_WELLNESS,
        [DATA_EVENTS] = INTERVALS_EVENTS};
    struct step *step = xcalloc(1, sizeof *step);
    struct str_buf fields = {0};
    if (kind == STEP_LIGHT) {
        data__light_fields_write(job->slot, &fields);
    }
    *step = (struct step){.job = job, .kind = kind, .range = range};
    struct intervals_query query = {.operation = operations[job->kind],
                                    .athlete_id = job->selector,
                                    .range = range,
                                    .fields =
                                        kind == STEP_LIGHT ? str_buf_text(&fields) : NULL,
                                    .now_ms = job->now_ms};
    job->n_open++;
    job->n_steps++;
    job->data->options.source->get(job->data->options.source, &query, step_done, step);
    str_buf_release(&fields);
}

static void job_unlink(struct data__job *job)
{
    struct data__job **at = &job->data->jobs;
    while (*at != job) {
        at = &(*at)->next;
    }
    *at = job->next;
}

static void job_end(struct data__job *job)
{
    struct data *data = job->data;
    struct err own = {0};
    if (!job->has_failed && job->has_light) {
        struct store *store = job->slot->store;
        if (!data__begin(store, &own) ||
            !data__end(store,
                       store_coverage_add(store, data__kind_name(job->kind),
                                          job->light_range, job->now_ms, &own),
                       &own)) {
            job_fail(job, &own);
        }
    }
    if (job->slot != NULL) {
        store_memory_release(job->slot->store);
    }
    job_unlink(job);
    arena_release(&job->arena);
    if (data->jobs == NULL) {
        platform_memory_trim(); /* lists of the service are large and short-lived */
    }
    for (size_t i = 0; i < job->n_waiters; i++) {
        data->options.need_ended(data->options.user, job->waiters[i], job->kind,
                                 job->has_failed ? &job->err : NULL);
    }
    free(job);
}

static void job_step_ended(struct data__job *job)
{
    if (--job->n_open == 0) {
        job_end(job);
    }
}

/* Whole rows of a range in equal windows, each at most a tenth longer than window_days. */
static void windows_start(struct data__job *job, struct day_range range, size_t window_days)
{
    size_t n_longest = window_days + window_days / 10;
    size_t n_windows = (range.n_days + n_longest - 1) / n_longest;
    day_num first = range.first_day;
    size_t n_left = range.n_days;
    for (; n_windows > 0; n_windows--) {
        size_t n_days = (n_left + n_windows - 1) / n_windows;
        step_start(job, STEP_ROWS,
                   (struct day_range){.first_day = first, .n_days = n_days});
        first += (day_num)n_days;
        n_left -= n_days;
    }
}

/* Fetched days of the range that are older than max_age_ms, or all of them for refresh. */
static bool is_due(const struct data__job *job, const struct store_coverage *coverage,
                   struct day_range range, int64_t max_age_ms)
{
    int64_t oldest_ms = coverage_oldest(coverage->n_present, coverage->present, range);
    return oldest_ms != INT64_MAX &&
           (job->refreshes || !data__is_fresh(oldest_ms, job->now_ms, max_age_ms));
}

/* A look: days never fetched come whole, all others by the light list. */
static void look_start(struct data__job *job, const struct store_coverage *coverage)
{
    for (size_t i = coverage->n_missing; i-- > 0;) {
        windows_start(job, coverage->missing[i], ACTIVITY_WINDOW_DAYS);
    }
    if (coverage->n_present > 0) {
        job->light_range = day_range_between(
            coverage->present[0].range.first_day,
            day_range_last(coverage->present[coverage->n_present - 1].range));
        light_start(job);
    }
}

static void activities_start(struct data__job *job, const struct store_coverage *coverage)
{
    int64_t freshness_ms = job->data->options.freshness_ms;
    int64_t look_ms = job->has_room ? DATA__LOOK_MS : DATA__LOOK_LATEST_MS;
    struct day_range recent =
        data__range_from(job->range, data__recent_first(job->kind, job->now_ms));
    bool wants_recent = is_due(job, coverage, recent, freshness_ms);
    for (size_t i = coverage->n_missing; i-- > 0;) {
        struct day_range missing = coverage->missing[i];
        if (recent.n_days > 0 && day_range_last(missing) >= recent.first_day) {
            /* With the days that lead to them, when the last sync was weeks ago. */
            wants_recent = true;
            recent = missing.first_day < recent.first_day
                         ? data__range_from(job->range, missing.first_day)
                         : recent;
        } else {
            windows_start(job, missing, ACTIVITY_WINDOW_DAYS);
        }
    }
    if (coverage->n_present > 0) {
        day_num first = coverage->present[0].range.first_day;
        job->light_range = data__range_before(
            day_range_between(first, day_range_last(job->range)), recent.first_day);
    }
    if (wants_recent) {
        windows_start(job, recent, ACTIVITY_WINDOW_DAYS);
    }
    if (is_due(job, coverage, job->light_range,
               look_ms > freshness_ms ? look_ms : freshness_ms)) {
        light_start(job);
    }
}

static void rows_start(struct data__job *job, const struct store_coverage *coverage)
{
    if (is_due(job, coverage, job->range, job->data->options.freshness_ms)) {
        windows_start(job, job->range, ROW_WINDOW_DAYS);
        return;
    }
    for (size_t i = 0; i < coverage->n_missing; i++) {
        windows_start(job, coverage->missing[i], ROW_WINDOW_DAYS);
    }
}

static void job_start(struct data__job *job)
{
    struct err err = {0};
    struct arena arena = {0};
    struct store_coverage coverage;
    job->n_open = 1;
    if (job->kind == DATA_ATHLETE) {
        step_start(job, STEP_ATHLETE, job->range);
    } else if (!store_coverage_get(job->slot->store, data__kind_name(job->kind), job->range,
                                   &arena, &coverage, &err)) {
        job_fail(job, &err);
    } else if (job->kind == DATA_ACTIVITIES && job->looks) {
        look_start(job, &coverage);
    } else if (job->kind == DATA_ACTIVITIES) {
        activities_start(job, &coverage);
    } else {
        rows_start(job, &coverage);
    }
    arena_release(&arena);
    job_step_ended(job);
}

static bool job_serves(const struct data__job *job, const struct data_view *view,
                       enum data_kind kind, struct day_range range)
{
    return job->kind == kind && job->slot == (kind == DATA_ATHLETE ? NULL : view->slot) &&
           strcmp(job->selector, kind == DATA_ATHLETE ? view->selector : view->slot->id) ==
               0 &&
           job->n_waiters < MAX_WAITERS && (job->refreshes || !view->refreshes) &&
           (!job->looks || view->looks || !view->refreshes) &&
           (kind == DATA_ATHLETE || (range.first_day >= job->range.first_day &&
                                     day_range_last(range) <= day_range_last(job->range)));
}

static void need_fetch(struct data *data, struct data_view *view, enum data_kind kind,
                       bool has_room, uint64_t call_id)
{
    struct day_range range = view->needs[kind].range;
    for (struct data__job *job = data->jobs; job != NULL; job = job->next) {
        if (job_serves(job, view, kind, range)) {
            job->waiters[job->n_waiters++] = call_id;
            return;
        }
    }
    struct data__job *job = xcalloc(1, sizeof *job);
    job->data = data;
    job->kind = kind;
    job->range = range;
    job->now_ms = view->now_ms;
    job->refreshes = view->refreshes;
    job->looks = view->looks;
    job->has_room = has_room;
    job->slot = kind == DATA_ATHLETE ? NULL : view->slot;
    str_copy(job->selector, sizeof job->selector,
             kind == DATA_ATHLETE ? view->selector : view->slot->id);
    job->waiters[job->n_waiters++] = call_id;
    job->next = data->jobs;
    data->jobs = job;
    job_start(job);
}

size_t data_fetch(struct data *data, struct data_view *view, uint64_t call_id)
{
    struct data__need needs[N_DATA_KINDS];
    size_t n_needs = 0;
    memcpy(needs, view->needs, sizeof needs);
    for (size_t i = 0; i < N_DATA_KINDS; i++) {
        n_needs += needs[i].is_wanted ? 1U : 0U;
    }
    for (size_t i = 0; i < N_DATA_KINDS; i++) {
        if (needs[i].is_wanted && i == DATA_DETAILS) {
            data__details_fetch(data, view, call_id);
        } else if (needs[i].is_wanted) {
            need_fetch(data, view, (enum data_kind)i, n_needs < N_LISTS, call_id);
        }
    }
    return n_needs;
}

void data__jobs_free(struct data *data)
{
    while (data->jobs != NULL) {
        struct data__job *job = data->jobs;
        data->jobs = job->next;
        arena_release(&job->arena);
        free(job);
    }
}
