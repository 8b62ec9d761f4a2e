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
struct app_updates;

/* Under this key of _meta an error result names its code. */
#define APP_ERROR_META_KEY "dev.soleus/error"
/* And here after how many seconds to try again, when that is known. */
#define APP_RETRY_META_KEY "dev.soleus/retry_after_s"

struct app {
    uv_loop_t *loop;
    struct config *config;
    struct net_client *net; /* these three are NULL until the first call */
    struct intervals_source *source;
    struct data *data;
    struct app__call *calls;
    struct app_pool *pool;
    struct app_updates *updates; /* NULL without a door */
    struct arena spare_arena;    /* of the call that ended last: most calls need as much */
    size_t n_calls;
    uv_timer_t deadline_timer; /* looks for calls that wait too long; runs only while there
                                  are some */
    bool has_timer;
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
/* The receiver of the pool's completions. */
void app__computed(void *user, uint64_t call_id);
/* Drop all calls without a reply; those that are being computed go with app__computed. */
void app__calls_drop(struct app *app);

#endif
