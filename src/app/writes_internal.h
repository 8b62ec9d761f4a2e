/* Shared by writes.c (the life of a job), writes_steps.c (its steps) and writes_decide.c
 * (what a reading tells) only. */
#ifndef APP_WRITES_INTERNAL_H
#define APP_WRITES_INTERNAL_H

#include "app/writes.h"

enum app__write_phase {
    PHASE_LOCK,
    PHASE_JOURNAL_READ,
    PHASE_READ,   /* reading begun: then settle what is old */
    PHASE_SETTLE, /* old ones, on what was read */
    PHASE_DECIDE, /* new ones */
    PHASE_SEND,
    PHASE_READ_BACK,
    PHASE_COMPARE,
    PHASE_RECORD
};

/* What follows a step: the next one, nothing before something ends, or nothing at all. */
enum app__write_next { NEXT_GO, NEXT_WAIT, NEXT_END };

/* A change on its way. */
struct app__write_item {
    struct service_write write; /* texts in the job's arena, or as long alive */
    bool is_old;                /* left open by an earlier job, maybe of another process */
    bool is_settled;            /* its state is final for this job */
    bool is_new_row;            /* its state is not in the journal yet */
    bool is_to_send;
    bool is_far; /* not seen near its days: all days are read for it */
    bool was_sent;
    bool was_answered;  /* the service has dealt with it */
    struct err refusal; /* what it answered; ERR_NONE: that it is done */
};

enum { APP__WRITE_ITEMS = EFFECTS_MAX_WRITES };

struct app__writes_job {
    struct app__writes_job *next;
    uint64_t id; /* of its fetches, too */
    struct arena arena;
    struct data_view *view;
    struct day_range guarded; /* n_days 0: nothing was judged */
    char guard[DATA_CALENDAR_DIGEST_SIZE];
    int64_t judged_seq;              /* see app__writes_wanted */
    char batch[OWN_BATCH_CHARS + 1]; /* of entries that the call itself has kept */
    enum app__write_phase phase;
    bool is_locked;
    uint64_t lock_until_ms; /* of the loop's clock */
    size_t n_looks;         /* readings since the last sending */
    size_t n_begun;
    size_t n_ended;
    struct err look_err;
    int64_t read_ms; /* when the reading began that decides; real time */
    size_t i_send;
    bool is_sending;
    struct err
        stop_err;     /* why what is left was not sent; ERR_NONE: trouble with a change */
    bool is_outdated; /* see app__writes_end */
    struct err err;   /* why nothing was sent */
    size_t n_old;
    struct app__write_item *old; /* [n_old] */
    size_t n_items;
    struct app__write_item *items; /* [n_items], as the tool listed them */
};

/* One athlete's jobs. */
struct app__writes_lane {
    struct app__writes_lane *next;
    struct app *app;
    char athlete_id[LIMIT_ID_BYTES + 1];
    struct app__writes_job *jobs; /* the first one is at work */
    uv_timer_t timer;             /* for the moments that it waits */
    bool is_in_step;
};

/*
 * What the last reading says of a change that may have been sent: settles it, or leaves it
 * unsettled when it is not seen and may still come. now_ms: real time. is_last: no further
 * reading follows, so that what is still unsure becomes WRITE_UNKNOWN.
 */
MUST_CHECK bool app__write_settle(struct app__writes_job *job, struct app__write_item *item,
                                  int64_t now_ms, bool is_last, struct err *err);
/*
 * The last reading showed a stretch of days only. Must more be read before the item's event
 * may be called gone? Then it is marked is_far.
 */
MUST_CHECK bool app__write_look_far(struct app__writes_job *job,
                                    struct app__write_item *item, bool *ret,
                                    struct err *err);
/* Is a change that was not sent yet still to be sent, on what the last reading shows?
 * Settles those that are not. */
MUST_CHECK bool app__write_choose(struct app__writes_job *job, struct app__write_item *item,
                                  struct err *err);
/* Settle with a state; why is copied, may be NULL. */
void app__write_end(struct app__writes_job *job, struct app__write_item *item,
                    enum service_write_state state, const char *why);

/* writes_steps.c: do what the phase is about, and set the next one. */
enum app__write_next app__write_step(struct app__writes_lane *lane,
                                     struct app__writes_job *job);
bool app__write_is_same_step(const struct service_write *a, const struct service_write *b);

/* writes.c: go on now, or in a moment. */
void app__writes_go(struct app__writes_lane *lane);
void app__writes_go_in(struct app__writes_lane *lane, uint64_t wait_ms);

#endif
