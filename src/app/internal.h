/* Shared by the files of this folder only. */
#ifndef APP_INTERNAL_H
#define APP_INTERNAL_H

#include "app/app.h"
#include "app/pool.h"
#include "base/arena.h"
#include "data/data.h"
#include "intervals/source.h"
#include "net/fetch.h"

struct app__call;
struct app__writes_lane; /* writes.h */
struct app_updates;

/* Under this key of _meta an error result names its code. */
#define APP_ERROR_META_KEY "dev.soleus/error"
/* And here after how many seconds to try again, when that is known. */
#define APP_RETRY_META_KEY "dev.soleus/retry_after_s"

/* An answer that was given, for the ledger; ledger.c. */
struct app__served {
    char athlete_id[LIMIT_ID_BYTES + 1];
    char answer_id[ANSWER_ID_CHARS + 1];
    char *principal; /* freed */
    const char *tool;
    int64_t served_ms;
    json_t *arguments; /* references, given back */
    json_t *body;
};
/*
 * Answers whose texts are not written yet, so that no reply waits for that. Few: a tree of
 * jansson's takes ten times the memory of its text.
 */
enum { APP__SERVED_MAX = 8 };

struct app {
    uv_loop_t *loop;
    struct config *config;
    struct net_client *net; /* these three are NULL until the first call */
    struct intervals_source *source;
    struct data *data;
    struct app__call *calls;
    struct app_pool *pool;
    bool is_alone; /* one client, over stdio: nobody else waits while its call computes */
    struct app_updates *updates; /* NULL without a door */
    struct arena spare_arena;    /* of the call that ended last: most calls need as much */
    size_t n_calls;
    uv_timer_t deadline_timer; /* looks for calls that wait too long; runs only while there
                                  are some */
    bool has_timer;
    struct app__writes_lane *lanes; /* one an athlete that was written for; see writes.h */
    uint64_t n_writes_jobs;
    struct app__served served[APP__SERVED_MAX]; /* the oldest first */
    size_t n_served;
    uv_timer_t ledger_timer;
    bool has_ledger_timer;
    uint64_t ledger_rests_until_ms; /* of the loop's clock */
    bool is_closing;
};

/* app.c: source and data, made at the first call. */
MUST_CHECK bool app__ready(struct app *app, struct err *err);

/* athletes.c: whose data a call may see. */

/* Is the argument athlete of a tool that can do so for all? */
bool app__is_roster(const struct tool *tool, const json_t *args);
/* The i-th athlete of a roster, NULL after the last. */
const char *app__roster_athlete(const struct config *config, const struct app_scope *scope,
                                size_t i);
/*
 * Which athlete a call is about: the argument, checked against what this server serves (an
 * id of the key's owner is checked once he is known); of a roster the first. Borrowed.
 */
MUST_CHECK bool app__athlete_select(const struct config *config,
                                    const struct app_scope *scope, const struct tool *tool,
                                    const json_t *args, const char **ret_selector,
                                    struct err *err);

/* call.c: the receivers of data's completions. */
void app__need_ended(void *user, uint64_t call_id, enum data_kind kind,
                     const struct err *err);
void app__progressed(void *user, uint64_t call_id, const char *what, size_t n_done,
                     size_t n_total);
/* ledger.c: after the reply. Steals what served owns. */
void app__ledger_add(struct app *app, struct app__served *served);
/* So that a tool that reads the ledger finds all that was served. */
void app__ledger_settle(struct app *app);
/* At the end: all that is left is written. */
void app__ledger_close(struct app *app);

/* The receiver of the pool's completions. */
void app__computed(void *user, uint64_t call_id);
/* Drop all calls without a reply; those that are being computed go with app__computed. */
void app__calls_drop(struct app *app);

#endif
