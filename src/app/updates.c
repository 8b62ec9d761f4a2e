/*
 * One round at a time: the timer begins it, each athlete is looked at after the other, and
 * the end of the round sets the timer again. A sync while a round is under way is covered
 * by asking for another round right after it.
 */
#include "app/updates.h"

#include <stdlib.h>
#include <string.h>

#include "app/internal.h"
#include "app/look.h"
#include "app/readings.h"
#include "base/log.h"
#include "base/random.h"
#include "base/xalloc.h"
#include "watch/schedule.h"
#include "base/banned.h"

enum { CALL_BASE = 1 << 20 /* apart from those of watch.c, should both ever run */ };

/* An athlete whose assessment is subscribed to, or was. */
struct followed {
    char selector[CONFIG_ID_SIZE]; /* as in the uris: "0" or a real id */
    char newest[LIMIT_ID_BYTES + 1];
    char revision[33]; /* "": not looked at yet */
};

struct app_updates {
    struct app *app;
    uv_timer_t timer;
    size_t n_doors;
    struct app_door **doors;
    size_t n_followed;
    struct followed *followed;
    struct look_request request;
    uint64_t last_call;
    size_t i_round; /* whose turn it is */
    bool is_in_round;
    enum look_manner manner; /* of this round */
    bool wants_store_round;  /* a sync came */
    unsigned n_failures;
    bool has_failed; /* in this round */
    int retry_after_s;
};

static void round_go_on(struct app_updates *updates);

static void uri_of(const char *athlete, struct str_buf *to)
{
    str_buf_clear(to);
    readings_assessment_uri(to, athlete);
}

static bool is_subscribed(const struct app_updates *updates, const char *athlete)
{
    struct str_buf uri = {0};
    bool is_any = false;
    uri_of(athlete, &uri);
    for (size_t i = 0; i < updates->n_doors; i++) {
        is_any = is_any ||
                 mcp_server_is_subscribed(updates->doors[i]->server, str_buf_text(&uri));
    }
    str_buf_release(&uri);
    return is_any;
}

static void tell(const struct app_updates *updates, const char *athlete)
{
    struct str_buf uri = {0};
    uri_of(athlete, &uri);
    for (size_t i = 0; i < updates->n_doors; i++) {
        const struct app_door *door = updates->doors[i];
        /* A door that may not see the athlete is told nothing, whatever it subscribed to.
         */
        if (readings_assessed(door, str_buf_text(&uri)) != NULL) {
            mcp_server_resource_updated(door->server, str_buf_text(&uri));
        }
    }
    str_buf_release(&uri);
}

/* -- rounds -- */

static void forget_left(struct app_updates *updates)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < updates->n_followed; i++) {
        if (is_subscribed(updates, updates->followed[i].selector)) {
            updates->followed[n_kept++] = updates->followed[i];
        }
    }
    updates->n_followed = n_kept;
}

static void timer_fired(uv_timer_t *timer)
{
    struct app_updates *updates = timer->data;
    forget_left(updates);
    if (!updates->is_in_round && updates->n_followed > 0) {
        updates->manner = updates->wants_store_round ? LOOK_AT_STORE : LOOK_AT_SERVICE;
        updates->wants_store_round = false;
        updates->is_in_round = true;
        updates->i_round = 0;
        updates->has_failed = false;
        updates->retry_after_s = 0;
        round_go_on(updates);
    }
}

static void timer_set(struct app_updates *updates, int64_t wait_ms)
{
    (void)uv_timer_start(&updates->timer, timer_fired, (uint64_t)wait_ms, 0);
}

static void round_end(struct app_updates *updates)
{
    updates->is_in_round = false;
    if (updates->wants_store_round) {
        timer_set(updates, 0);
        return;
    }
    updates->n_failures = updates->has_failed ? updates->n_failures + 1 : 0;
    timer_set(updates,
              watch_wait_ms(updates->app->config->watch_interval_s, updates->n_failures,
                            updates->retry_after_s, 0, random_below(1000)));
}

/* The newest activity that the service has analysed; NULL: none. */
static const struct look_activity *newest_of(const struct look *look)
{
    for (size_t i = look->n_activities; i-- > 0;) {
        if (!look->activities[i].is_waiting) {
            return &look->activities[i];
        }
    }
    return NULL;
}

static void newest_take(struct app_updates *updates, struct followed *followed,
                        const struct look *look)
{
    const struct look_activity *newest = newest_of(look);
    const char *id = newest != NULL ? newest->id : "";
    const char *revision = newest != NULL ? newest->revision : "none";
    bool is_same =
        strcmp(followed->newest, id) == 0 && strcmp(followed->revision, revision) == 0;
    bool is_first = followed->revision[0] == '\0';
    str_copy(followed->newest, sizeof followed->newest, id);
    str_copy(followed->revision, sizeof followed->revision, revision);
    if (!is_same && !is_first) {
        tell(updates, followed->selector);
    }
}

static void looked(void *user, const struct look *look)
{
    struct app_updates *updates = user;
    if (look->trouble != NULL) {
        log_line(updates->n_failures == 0 && !updates->has_failed ? LOG_WARN : LOG_INFO,
                 "app", "subscribers wait: %s", look->trouble);
        updates->has_failed = true;
        updates->retry_after_s = look->retry_after_s > updates->retry_after_s
                                     ? look->retry_after_s
                                     : updates->retry_after_s;
    } else if (updates->i_round < updates->n_followed) {
        newest_take(updates, &updates->followed[updates->i_round], look);
    }
    updates->i_round++;
    round_go_on(updates);
}

static void round_go_on(struct app_updates *updates)
{
    if (updates->app->is_closing) {
        return;
    }
    if (updates->i_round >= updates->n_followed) {
        round_end(updates);
        return;
    }
    const char *selector = updates->followed[updates->i_round].selector;
    updates->request = (struct look_request){
        .athlete = updates->app->config->n_athletes > 0 ? selector : NULL,
        .n_days = LOOK_DAYS,
        .manner = updates->manner,
        .done = looked,
        .user = updates};
    look_begin(updates->app, APP_OWN_CALLS | (CALL_BASE + ++updates->last_call),
               &updates->request);
}

/* -- who is there -- */

static struct app_updates *updates_of(struct app *app)
{
    if (app->updates == NULL) {
        app->updates = xcalloc(1, sizeof *app->updates);
        app->updates->app = app;
        (void)uv_timer_init(app->loop, &app->updates->timer);
        app->updates->timer.data = app->updates;
        uv_unref((uv_handle_t *)&app->updates->timer); /* it keeps nobody here */
    }
    return app->updates;
}

void updates_door_add(struct app_door *door)
{
    struct app_updates *updates = updates_of(door->app);
    updates->doors =
        xrealloc(updates->doors, (updates->n_doors + 1) * sizeof(struct app_door *));
    updates->doors[updates->n_doors++] = door;
}

void updates_door_remove(struct app_door *door)
{
    struct app_updates *updates = door->app->updates;
    for (size_t i = 0; updates != NULL && i < updates->n_doors; i++) {
        if (updates->doors[i] == door) {
            updates->doors[i] = updates->doors[--updates->n_doors];
            return;
        }
    }
}

void updates_subscribed(struct app_door *door, const char *uri)
{
    struct app_updates *updates = updates_of(door->app);
    const char *athlete = readings_assessed(door, uri);
    if (athlete == NULL || door->app->config->is_sample || door->app->is_closing) {
        return; /* nothing of the sample changes */
    }
    for (size_t i = 0; i < updates->n_followed; i++) {
        if (strcmp(updates->followed[i].selector, athlete) == 0) {
            return;
        }
    }
    updates->followed =
        xrealloc(updates->followed, (updates->n_followed + 1) * sizeof *updates->followed);
    struct followed *followed = &updates->followed[updates->n_followed++];
    *followed = (struct followed){.revision = ""};
    str_copy(followed->selector, sizeof followed->selector, athlete);
    if (!updates->is_in_round) {
        timer_set(updates, 0); /* what is newest now, to compare with */
    }
}

void updates_synced(struct app *app)
{
    struct app_updates *updates = app->updates;
    if (updates == NULL || updates->n_followed == 0 || app->is_closing ||
        (updates->is_in_round && updates->manner == LOOK_AT_SERVICE)) {
        return; /* nobody waits, or it is our own look that has synced */
    }
    updates->wants_store_round = true;
    if (!updates->is_in_round) {
        timer_set(updates, 0);
    }
}

void updates_close(struct app_updates *updates)
{
    if (updates != NULL && !uv_is_closing((uv_handle_t *)&updates->timer)) {
        uv_close((uv_handle_t *)&updates->timer, NULL);
    }
}

void updates_free(struct app_updates *updates)
{
    if (updates != NULL) {
        free(updates->doors);
        free(updates->followed);
        free(updates);
    }
}
