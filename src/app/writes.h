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
 *   send        one after another; after a lost reply no more of them
 *   read back   the days again; when a reply was lost and nothing is seen, once more after
 *               a moment
 *   journal     what was found: WRITE_DONE with the image, WRITE_NOT_DONE, WRITE_UNKNOWN
 *
 * A change is never sent again without reading back first. Jobs of one athlete run one
 * after another. A job outlives the call that wanted it: a cancelled call's changes are
 * brought to their end, and a process that dies in the middle leaves open rows, which the
 * next one settles before its first run of a tool for that athlete.
 */
#ifndef APP_WRITES_H
#define APP_WRITES_H

#include "app/internal.h"
#include "tools/effects.h"

/* Begin what effects lists, for the call; effects are copied. app__writes_ended follows
 * once, not from inside. */
void app__writes_begin(struct app *app, uint64_t call_id, const char *selector,
                       const struct tool_effects *effects);
/*
 * Settle what an earlier process left open, when there is any and it was not tried just
 * now: true when a job has begun and app__writes_ended will follow for the call.
 */
bool app__writes_settle(struct app *app, uint64_t call_id, const char *selector,
                        struct data_view *view);

/* A reading has ended; false when it is none of a job's. */
bool app__writes_need_ended(struct app *app, uint64_t id, enum data_kind kind,
                            const struct err *err);
/* Ends all jobs where they are, once nothing can be sent any more; the journal knows. */
void app__writes_drop(struct app *app);

/*
 * call.c: a job has ended; the call may be gone. writes[n_writes] as they stand now, err
 * (ERR_NONE: all was tried) says why nothing was sent; both until it returns.
 */
void app__writes_ended(struct app *app, uint64_t call_id, size_t n_writes,
                       const struct service_write writes[], const struct err *err);

#endif
