/* A call under way: shared by call.c (its rounds), call_end.c (how it ends) and
 * call_write.c (what it writes) only. */
#ifndef APP_CALL_H
#define APP_CALL_H

#include "app/internal.h"
#include "tools/ask.h"
#include "tools/effects.h"
#include "tools/roster.h"
#include "tools/work.h"

struct app__call {
    struct app__call *next;
    uint64_t id;
    const struct tool *tool;
    json_t *args;
    char *principal; /* whose ledger the answer goes to; NULL: nobody's */
    struct app_call_hooks hooks;
    int64_t now_ms; /* frozen */
    struct data_view *view;
    struct arena arena;
    struct answer answer;
    struct tool_questions questions;
    struct tool_work work;        /* what its last run put off */
    json_t *answers;              /* of the athlete; NULL: none */
    struct arena kept;            /* of effects: from the run to the end */
    struct tool_effects *effects; /* NULL for tools that only read */
    int64_t judged_seq;           /* the newest entry of the log when run began */
    size_t n_judged;              /* how often what it judged did not hold */
    bool is_written;              /* the effects are carried out: only report runs now */
    bool is_settled;              /* what earlier processes left open was looked at */
    uint64_t waits_job;           /* whose app__writes_ended it waits for; 0: of none */
    uint64_t waits_until_ms;      /* no longer for a job of others; of the loop's clock */
    bool is_writing;              /* its own changes are on their way, or were */
    struct roster *roster;        /* athlete "all"; NULL: one */
    size_t i_athlete;             /* of the roster, whose turn it is */
    size_t n_rounds;
    size_t n_begun; /* needs of this round, and how many of them have ended */
    size_t n_ended;
    double progress;
    bool is_running;        /* inside call_run: need_ended only counts */
    bool is_computed_now;   /* the pool uses its memory: it is freed when it is done */
    bool is_cancelled;      /* while running or computed: freed at the end of that */
    uint64_t started_at_ms; /* of the loop's clock */
};

struct app__call *app__call_find(struct app *app, uint64_t call_id);
/* The view of its athlete (of a roster the next one), as of now_ms. */
void app__call_view_begin(struct app *app, struct app__call *call, const char *selector,
                          bool refreshes);
/* Go on with rounds until it waits or is over. */
void app__call_run(struct app *app, struct app__call *call);

/* call_end.c: each is the one end of the call. */
void app__call_free(struct app *app, struct app__call *call);
void app__call_fail(struct app *app, struct app__call *call, const struct err *err);
void app__call_answer(struct app *app, struct app__call *call);
/* With the questions of its run; with the answers it is begun again. */
void app__call_ask(struct app *app, struct app__call *call);
/* An error as a result of tools/call; new reference. */
json_t *app__error_result(const struct err *err);

/*
 * call_write.c: carry out the effects of its last run; TOOL_DONE with waits_job while
 * changes of the service are on their way, TOOL_FAILED when nothing may be written.
 */
enum tool_outcome app__call_write(struct app *app, struct app__call *call, struct err *err);
/*
 * After a run: what earlier processes left open is settled before the calendar is read from
 * the service, and before a tool that writes there may decide. True when the call waits for
 * that: the run counts for nothing.
 */
bool app__call_settle(struct app *app, struct app__call *call);
/* It has waited long enough for a job of others. */
bool app__call_waited(const struct app *app, const struct app__call *call);

#endif
