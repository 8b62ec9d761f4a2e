/* The inside of `soleus watch`: watch.c goes round, watch_deliver.c brings out. */
#ifndef APP_WATCH_PARTS_H
#define APP_WATCH_PARTS_H

#include "app/config.h"
#include "app/look.h"
#include "app/watch.h"
#include "watch/markdown.h"
#include "watch/program.h"
#include "watch/record.h"

/* One athlete. */
struct following {
    const char *selector; /* NULL: the only one */
    char id[CONFIG_ID_SIZE];
    struct watch_record record;
    bool is_open;
    bool has_old; /* something before the usual days is still to be delivered */
};

/* One activity to be delivered. */
struct due {
    char id[LIMIT_ID_BYTES + 1];
    char revision[WATCH_REVISION_SIZE];
    day_num day;
};

struct watch {
    struct app *app;
    uv_loop_t *loop;
    const struct watch_options *options;
    uv_timer_t timer;
    uv_signal_t signals[2];
    struct look_request request;
    uint64_t call_id;
    void (*step)(struct watch *watch); /* what the timer does next */

    size_t n_athletes;
    struct following *athletes;
    size_t i_athlete; /* that the round is at */
    size_t n_due;
    size_t i_due;
    struct due *due;

    struct watch_page page; /* of the delivery under way; texts are result's and title */
    json_t *result;
    char title[200];
    struct watch_program *program;

    unsigned n_failures;  /* rounds with trouble, one after another */
    bool has_trouble;     /* this round, of the service or the record */
    bool has_undelivered; /* this round, some activity */
    int retry_after_s;
    int64_t soon_s;
    bool is_closing;
    bool has_failed; /* of the whole: see app_watch */
};

/* The athlete that the round is at. */
struct following *watch__current(const struct watch *watch);
/*
 * The next step, from the loop: so answers that come at once do not nest, and nothing is
 * closed from inside a fetch that has just ended.
 */
void watch__step_soon(struct watch *watch, void (*step)(struct watch *));
/* Said once until all is well again; the rest of this athlete's work waits. */
void watch__trouble(struct watch *watch, const char *what, int retry_after_s);
/* It cannot go on at all: said, and closed. */
void watch__fail(struct watch *watch, const struct err *err);
/* To the disk; false: it is trouble, and was told. */
bool watch__record_save(struct watch *watch);
/* The next athlete, or the end of the round. */
void watch__look_next(struct watch *watch);

/* watch_deliver.c: what of this athlete is due, one after another; then watch__look_next.
 */
void watch__deliver_next(struct watch *watch);
void watch__result_drop(struct watch *watch);

#endif
