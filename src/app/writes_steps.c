/* The steps of a job (see writes.h). */
#include <string.h>

#include "app/write_points.h"
#include "app/writes_internal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/banned.h"

/* A job that only settles has a question behind it that can do without. */
enum { LOCK_WAIT_SETTLE_MS = 1000, LOCK_LOOK_MS = 100 };

static enum app__write_next job_fails(struct app__writes_job *job, const struct err *err)
{
    job->err = *err;
    return NEXT_END;
}

/* ---- lock and journal ---- */

static enum app__write_next lock_step(struct app__writes_lane *lane,
                                      struct app__writes_job *job)
{
    struct data_athlete athlete;
    struct err err = {0};
    uint64_t now_ms = uv_now(lane->app->loop);
    uint64_t wait_ms =
        job->n_items > 0 ? (uint64_t)app__write_lock_ms() : LOCK_WAIT_SETTLE_MS;
    job->lock_until_ms = job->lock_until_ms == 0 ? now_ms + wait_ms : job->lock_until_ms;
    if (!data_athlete(job->view, &athlete, &err) ||
        !data_write_lock(job->view, &job->is_locked, &err)) {
        return job_fails(job, &err);
    }
    data_view_rewind(job->view);
    if (job->is_locked) {
        app__write_point("locked");
        job->phase = PHASE_JOURNAL_READ;
        return NEXT_GO;
    }
    if (now_ms >= job->lock_until_ms) {
        (void)err_set(&err, ERR_STORE, "Ask again in a few seconds.",
                      "another Soleus process is writing for this athlete just now");
        return job_fails(job, &err);
    }
    app__writes_go_in(lane, LOCK_LOOK_MS);
    return NEXT_WAIT;
}

bool app__write_is_same_step(const struct service_write *a, const struct service_write *b)
{
    return a->step == b->step && a->is_undo == b->is_undo &&
           strcmp(a->handle, b->handle) == 0;
}

/* What was done before this job had the lock needs nothing more. */
static bool items_compare(struct app__writes_job *job, struct err *err)
{
    struct data_writes known = {0};
    for (size_t i = 0; i < job->n_items; i++) {
        struct app__write_item *item = &job->items[i];
        if ((i == 0 || strcmp(item->write.handle, job->items[i - 1].write.handle) != 0) &&
            !data_writes_of(job->view, item->write.handle, &known, err)) {
            return false;
        }
        const struct service_write *row =
            data_write_find(&known, item->write.step, item->write.is_undo);
        if (row != NULL && row->state == WRITE_DONE) {
            item->write = *row;
            item->is_settled = true;
        }
    }
    return true;
}

static void want(struct app__writes_job *job, size_t n_items,
                 const struct app__write_item items[], bool only_sent)
{
    for (size_t i = 0; i < n_items; i++) {
        const struct service_write *write = &items[i].write;
        enum data_kind kind = write->kind == WRITE_WELLNESS   ? DATA_WELLNESS
                              : write->kind == WRITE_ACTIVITY ? DATA_ACTIVITIES
                                                              : DATA_EVENTS;
        if (!items[i].is_settled && (!only_sent || items[i].was_sent)) {
            data_view_want(job->view, kind,
                           items[i].is_far ? data_write_range_far(job->view, write)
                                           : data_write_range(write));
        }
    }
}

static enum app__write_next journal_step(struct app__writes_job *job)
{
    struct data_writes unsettled;
    struct err err = {0};
    if (!data_writes_unsettled(job->view, &unsettled, &err) || !items_compare(job, &err)) {
        return job_fails(job, &err);
    }
    job->n_old = unsettled.n_items;
    job->old = arena_alloc(&job->arena, job->n_old + 1, sizeof *job->old);
    for (size_t i = 0; i < job->n_old; i++) {
        job->old[i] = (struct app__write_item){.write = unsettled.items[i], .is_old = true};
    }
    job->phase = PHASE_READ;
    return NEXT_GO;
}

/* ---- reading ---- */

static enum app__write_next read_begin(struct app__writes_lane *lane,
                                       struct app__writes_job *job,
                                       enum app__write_phase then)
{
    data_view_rewind(job->view);
    want(job, job->n_old, job->old, false);
    want(job, job->n_items, job->items, job->phase == PHASE_READ_BACK);
    if (job->phase == PHASE_READ) {
        job->read_ms = clock_now_ms();
        if (job->guarded.n_days > 0) {
            data_view_want(job->view, DATA_EVENTS, job->guarded);
        }
    }
    job->phase = then;
    job->look_err = (struct err){0};
    job->n_looks++;
    if (data_is_complete(job->view)) {
        return NEXT_GO; /* nothing is left to be looked at */
    }
    job->n_ended = 0;
    job->n_begun = data_fetch(lane->app->data, job->view, job->id);
    return job->n_ended < job->n_begun ? NEXT_WAIT : NEXT_GO;
}

/* Settle what the reading tells; true when something must be looked at again in a moment.
 */
static bool all_settle(struct app__writes_job *job, size_t n_items,
                       struct app__write_item items[], bool is_last, bool *ret_again,
                       struct err *err)
{
    for (size_t i = 0; i < n_items; i++) {
        bool is_in_doubt = items[i].is_old || items[i].was_sent;
        if (is_in_doubt && !items[i].is_settled &&
            !app__write_settle(job, &items[i], clock_now_ms(), is_last, err)) {
            return false;
        }
        *ret_again = *ret_again || (is_in_doubt && !items[i].is_settled);
    }
    return true;
}

/* *ret_far: an event was not seen near its days, and all days must be read. */
static bool all_look_far(struct app__writes_job *job, size_t n_items,
                         struct app__write_item items[], bool only_sent, bool *ret_far,
                         struct err *err)
{
    for (size_t i = 0; i < n_items; i++) {
        bool is_far = false;
        if ((!only_sent || items[i].was_sent) &&
            !app__write_look_far(job, &items[i], &is_far, err)) {
            return false;
        }
        *ret_far = *ret_far || is_far;
    }
    return true;
}

/* The same look once more, over all days. */
static enum app__write_next far_begin(struct app__writes_job *job,
                                      enum app__write_phase phase)
{
    job->n_looks--;
    job->phase = phase;
    return NEXT_GO;
}

static enum app__write_next settle_step(struct app__writes_lane *lane,
                                        struct app__writes_job *job)
{
    struct err err = job->look_err;
    bool again = false;
    bool is_far = false;
    if (err.code != ERR_NONE ||
        !all_look_far(job, job->n_old, job->old, false, &is_far, &err) ||
        !all_look_far(job, job->n_items, job->items, false, &is_far, &err)) {
        return job_fails(job, &err);
    }
    if (is_far) {
        return far_begin(job, PHASE_READ);
    }
    if (!all_settle(job, job->n_old, job->old, job->n_looks > 1, &again, &err)) {
        return job_fails(job, &err);
    }
    if (again) {
        job->phase = PHASE_READ;
        app__writes_go_in(lane, (uint64_t)app__write_settle_ms());
        return NEXT_WAIT;
    }
    app__write_point("read");
    job->phase = PHASE_DECIDE;
    return NEXT_GO;
}

/* ---- deciding and journalling ---- */

/* Append the rows of items whose state the journal does not have. */
static bool rows_append(struct app__writes_job *job, size_t n_items,
                        struct app__write_item items[], struct err *err)
{
    struct service_write *rows = arena_alloc(&job->arena, n_items + 1, sizeof *rows);
    size_t n_rows = 0;
    for (size_t i = 0; i < n_items; i++) {
        if (items[i].is_new_row) {
            items[i].write.recorded_ms = clock_now_ms();
            rows[n_rows++] = items[i].write;
        }
    }
    if (n_rows > 0 && !data_journal_append(job->view, n_rows, rows, err)) {
        return false;
    }
    for (size_t i = 0; i < n_items; i++) {
        items[i].is_new_row = false;
    }
    return true;
}

/* The same step may be among the old ones: it is what became of them, or begins anew. */
static void old_take(const struct app__writes_job *job, struct app__write_item *item)
{
    for (size_t i = 0; i < job->n_old; i++) {
        const struct app__write_item *old = &job->old[i];
        if (app__write_is_same_step(&old->write, &item->write) &&
            old->write.state != WRITE_NOT_DONE) {
            item->write = old->write;
            item->is_settled = true;
        }
    }
}

static bool guard_check(const struct app__writes_job *job, struct err *err)
{
    char digest[DATA_CALENDAR_DIGEST_SIZE];
    if (job->guarded.n_days == 0) {
        return true;
    }
    return data_calendar_digest(job->view, job->guarded, digest, err) &&
           (strcmp(digest, job->guard) == 0 ||
            err_set(err, ERR_BAD_ARGUMENT, "Look at the preview again, then confirm.",
                    "the calendar was changed by others in this very moment"));
}

static enum app__write_next decide_step(struct app__writes_job *job)
{
    struct err err = {0};
    bool has_any = false;
    if (!rows_append(job, job->n_old, job->old, &err)) {
        return job_fails(job, &err);
    }
    for (size_t i = 0; i < job->n_items; i++) {
        old_take(job, &job->items[i]);
        has_any = has_any || !job->items[i].is_settled;
    }
    if (has_any && !guard_check(job, &err)) {
        return job_fails(job, &err);
    }
    for (size_t i = 0; i < job->n_items; i++) {
        struct app__write_item *item = &job->items[i];
        if (!item->is_settled && !app__write_choose(job, item, &err)) {
            return job_fails(job, &err);
        }
        item->is_new_row = item->is_new_row || item->is_to_send; /* open */
    }
    if (!rows_append(job, job->n_items, job->items, &err)) {
        return job_fails(job, &err);
    }
    app__write_point("journalled");
    job->phase = PHASE_SEND;
    return NEXT_GO;
}

/* ---- sending ---- */

/* After these no other change would fare better, or may be tried. */
static bool stops_all(const struct app__write_item *item)
{
    enum err_code code = item->refusal.code;
    return !item->was_answered || code == ERR_AUTH || code == ERR_RATE_LIMITED ||
           code == ERR_CANCELLED;
}

static void sent(void *user, bool is_answered, const struct err *err)
{
    struct app__writes_lane *lane = user;
    struct app__writes_job *job = lane->jobs;
    if (lane->app->is_closing || job == NULL || !job->is_sending) {
        return;
    }
    struct app__write_item *item = &job->items[job->i_send];
    item->was_answered = is_answered;
    if (err != NULL) {
        item->refusal = *err;
    }
    job->is_sending = false;
    app__write_point("after_send");
    job->i_send = stops_all(item) && err != NULL ? job->n_items : job->i_send + 1;
    app__writes_go(lane);
}

/* Does what was judged still hold? A check-in, or a machine that slept, may have come
 * between. */
static bool judgement_holds(const struct app__writes_job *job, struct err *err)
{
    bool is_told = false;
    int64_t age_ms = clock_now_ms() - job->read_ms;
    if (age_ms < 0 || age_ms > app__write_decided_ms()) {
        return err_set(err, ERR_BAD_ARGUMENT, "Look at the preview again, then confirm.",
                       "the calendar was read too long before");
    }
    if (job->guarded.n_days == 0) {
        return true;
    }
    return data_entries_told_since(job->view, job->judged_seq, job->batch, &is_told, err) &&
           (!is_told ||
            err_set(err, ERR_BAD_ARGUMENT, "Look at the preview again, then confirm.",
                    "the athlete's own log was changed in this very moment"));
}

static void sending_stop(struct app__writes_job *job)
{
    bool was_any_sent = false;
    for (size_t i = 0; i < job->i_send; i++) {
        was_any_sent = was_any_sent || job->items[i].was_sent;
    }
    job->is_outdated = !was_any_sent && job->guarded.n_days > 0;
    job->i_send = job->n_items;
}

static enum app__write_next send_step(struct app__writes_lane *lane,
                                      struct app__writes_job *job)
{
    while (job->i_send < job->n_items && !job->items[job->i_send].is_to_send) {
        job->i_send++;
    }
    if (job->i_send < job->n_items && !judgement_holds(job, &job->stop_err)) {
        sending_stop(job);
    }
    if (job->i_send >= job->n_items) {
        job->n_looks = 0;
        job->phase = PHASE_READ_BACK;
        return NEXT_GO;
    }
    struct app__write_item *item = &job->items[job->i_send];
    item->was_sent = true;
    job->is_sending = true;
    app__write_point("before_send");
    data_write_send(job->view, &item->write, app__write_timeout_ms(), sent, lane);
    return job->is_sending ? NEXT_WAIT : NEXT_GO;
}

/* ---- reading back ---- */

/* Without a reading nothing is certain but what was never sent. */
static void all_unknown(struct app__writes_job *job)
{
    for (size_t i = 0; i < job->n_items; i++) {
        struct app__write_item *item = &job->items[i];
        if (!item->is_settled && item->was_sent) {
            app__write_end(job, item, WRITE_UNKNOWN,
                           arena_printf(&job->arena, "it could not be read back: %s",
                                        job->look_err.message));
        }
    }
}

static enum app__write_next compare_step(struct app__writes_lane *lane,
                                         struct app__writes_job *job)
{
    struct err err = {0};
    bool again = false;
    bool is_far = false;
    app__write_point("read_back");
    if (job->look_err.code == ERR_NONE &&
        !all_look_far(job, job->n_items, job->items, true, &is_far, &err)) {
        job->look_err = err;
    }
    if (is_far && job->look_err.code == ERR_NONE) {
        return far_begin(job, PHASE_READ_BACK);
    }
    if (job->look_err.code != ERR_NONE) {
        all_unknown(job);
    } else if (!all_settle(job, job->n_items, job->items, job->n_looks > 1, &again, &err)) {
        job->look_err = err;
        all_unknown(job);
    }
    if (again && job->look_err.code == ERR_NONE) {
        job->phase = PHASE_READ_BACK;
        app__writes_go_in(lane, (uint64_t)app__write_settle_ms());
        return NEXT_WAIT;
    }
    for (size_t i = 0; i < job->n_items; i++) {
        if (!job->items[i].is_settled) {
            app__write_end(job, &job->items[i], WRITE_NOT_DONE,
                           job->stop_err.code != ERR_NONE
                               ? job->stop_err.message
                               : "it was not sent after the trouble before it");
        }
    }
    job->phase = PHASE_RECORD;
    return NEXT_GO;
}

static enum app__write_next record_step(struct app__writes_job *job)
{
    struct err err = {0};
    if (!rows_append(job, job->n_items, job->items, &err)) {
        /* The open rows stay: the next job settles them. What was seen is still true. */
        log_line(LOG_ERROR, "writes", "the journal could not be closed: %s", err.message);
    }
    app__write_point("settled");
    return NEXT_END;
}

enum app__write_next app__write_step(struct app__writes_lane *lane,
                                     struct app__writes_job *job)
{
    switch (job->phase) {
    case PHASE_LOCK:
        return lock_step(lane, job);
    case PHASE_JOURNAL_READ:
        return journal_step(job);
    case PHASE_READ:
        return read_begin(lane, job, PHASE_SETTLE);
    case PHASE_SETTLE:
        return settle_step(lane, job);
    case PHASE_DECIDE:
        return decide_step(job);
    case PHASE_SEND:
        return send_step(lane, job);
    case PHASE_READ_BACK:
        return read_begin(lane, job, PHASE_COMPARE);
    case PHASE_COMPARE:
        return compare_step(lane, job);
    case PHASE_RECORD:
        break;
    }
    return record_step(job);
}
