/*
 * Changes of the service's data, carried out once or not at all, and known which.
 *
 *   lock        the athlete's write lock (store/journal.h), waited for up to 10 s
 *   journal     steps that are done already fall out; those left open by a crash are
 *               decided by the reading that follows
 *   read        the days concerned, from the service
 *   decide      the guarded calendar is as the tool saw it, an event to be changed is still
 *               as it was, one to be created is not there yet
 *   journal     all that will be sent, on disk: WRITE_OPEN
 *   send        one after another, as long as what was judged still holds (the athlete told
 *               nothing since, the reading is young); after a lost reply no more of them
 *   read back   the days again; when a reply was lost and nothing is seen, once more after
 *               a moment
 *   journal     what was found: WRITE_DONE with the image, WRITE_NOT_DONE, WRITE_UNKNOWN
 *
 * A change is never sent again without reading back first. Jobs of one athlete run one
 * after another, in his lane; those of others do not wait for them. A job outlives the call
 * that wanted it: a cancelled call's changes are brought to their end, and a process that
 * dies in the middle leaves open rows, which are settled before the calendar is next read
 * from the service, or written (app__writes_settle).
 */
#ifndef APP_WRITES_H
#define APP_WRITES_H

#include "app/internal.h"
#include "tools/effects.h"

/* What a tool wants written, and of what its judgement knew. */
struct app__writes_wanted {
    const struct tool_effects *effects; /* copied */
    int64_t judged_seq; /* the newest entry of the athlete's log then (data_entries_last) */
};

/* Begin what is wanted for the view's athlete; the job's id. app__writes_ended follows
 * once, not from inside. */
uint64_t app__writes_begin(struct app *app, const struct data_view *view,
                           const struct app__writes_wanted *wanted);
/*
 * Settle what an earlier process left open, when there is any: the id of a job that does,
 * one that is under way already or a new one, of which app__writes_ended tells the end. 0
 * when nothing is open, or a try has ended just now (but a confirmation tries again).
 */
uint64_t app__writes_settle(struct app *app, struct data_view *view, bool is_confirmation);

/* A reading has ended; false when it is none of a job's. */
bool app__writes_need_ended(struct app *app, uint64_t id, enum data_kind kind,
                            const struct err *err);
/* Ends all jobs where they are, once nothing can be sent any more; the journal knows. */
void app__writes_drop(struct app *app);
/* When the loop has run out. */
void app__writes_release(struct app *app);

/* How a job has ended. */
struct app__writes_end {
    uint64_t job_id;
    size_t n_writes;
    const struct service_write *writes; /* as they stand now, until it returns */
    struct err err;                     /* why nothing was sent; ERR_NONE: all was tried */
    bool is_outdated; /* nothing was sent, since what was judged does not hold any more */
};
/* call_write.c: the calls that wait for the job go on. */
void app__writes_ended(struct app *app, const struct app__writes_end *end);

#endif
