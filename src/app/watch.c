/*
 * Following an account. A round looks at one athlete after another (look.h); what is new
 * and settled there is assessed and delivered, one after another; then the next round is
 * due (watch/schedule.h).
 *
 * Trouble of the service or of the record ends the round for that athlete; what fails for
 * one activity is noted, the next one follows, and it is tried again more and more seldom.
 *
 * Every step begins from the loop (step_soon), so that answers which come at once do not
 * nest. What was delivered is recorded right after it: a crash in between repeats a
 * program, but no file, since that is found by its name.
 */
#include "app/watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "app/internal.h"
#include "app/watch_parts.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "watch/schedule.h"
#include "base/banned.h"

enum {
    SETTLE_MS = 120 * 1000,         /* unchanged for so long: nothing more is coming */
    ENDED_LONG_AGO_MS = 900 * 1000, /* a session that is over for so long is whole */
    FORGET_DAYS = DATA_HISTORY_DAYS + 30
};

/* -- steps and the end -- */

static void timer_fired(uv_timer_t *timer)
{
    struct watch *watch = timer->data;
    if (!watch->is_closing) {
        watch->step(watch);
    }
}

static void step_after(struct watch *watch, void (*step)(struct watch *), int64_t wait_ms)
{
    watch->step = step;
    if (!watch->is_closing) {
        (void)uv_timer_start(&watch->timer, timer_fired, (uint64_t)wait_ms, 0);
    }
}

void watch__step_soon(struct watch *watch, void (*step)(struct watch *))
{
    step_after(watch, step, 0);
}

static void watch_close(struct watch *watch)
{
    if (watch->is_closing) {
        return;
    }
    watch->is_closing = true;
    app_close(watch->app);
    if (watch->program != NULL) {
        watch_program_stop(watch->program);
        watch->program = NULL;
    }
    uv_close((uv_handle_t *)&watch->timer, NULL);
    for (size_t i = 0; i < 2; i++) {
        uv_close((uv_handle_t *)&watch->signals[i], NULL);
    }
}

void watch__fail(struct watch *watch, const struct err *err)
{
    log_line(LOG_ERROR, "watch", "%s.%s%s", err->message, err->hint[0] != '\0' ? " " : "",
             err->hint);
    watch->has_failed = true;
    watch__step_soon(watch,
                     watch_close); /* never from inside a fetch that has just ended */
}

static void told_to_stop(uv_signal_t *handle, int number)
{
    (void)number;
    watch_close(handle->data);
}

struct following *watch__current(const struct watch *watch)
{
    return &watch->athletes[watch->i_athlete];
}

static void round_end(struct watch *watch)
{
    const struct watch_options *options = watch->options;
    if (watch->n_failures > 0 && !watch->has_trouble) {
        log_line(LOG_WARN, "watch", "all is well again");
    }
    watch->n_failures = watch->has_trouble ? watch->n_failures + 1 : 0;
    if (options->is_once) {
        watch->has_failed =
            watch->has_failed || watch->has_trouble || watch->has_undelivered;
        watch_close(watch);
        return;
    }
    int64_t wait_ms =
        watch_wait_ms(options->interval_s, watch->n_failures, watch->retry_after_s,
                      watch->soon_s, random_below(1000));
    log_line(LOG_INFO, "watch", "next look in %lld s", (long long)(wait_ms / 1000));
    watch->i_athlete = 0;
    watch->has_trouble = false;
    watch->has_undelivered = false;
    watch->retry_after_s = 0;
    watch->soon_s = 0;
    step_after(watch, watch__look_next, wait_ms);
}

/* Said once until all is well again; the rest of this athlete's work waits. */
void watch__trouble(struct watch *watch, const char *what, int retry_after_s)
{
    bool is_said = watch->n_failures > 0 || watch->has_trouble;
    log_line(is_said ? LOG_INFO : LOG_WARN, "watch",
             "%s (tried again, more and more seldom; this is said once)", what);
    watch__result_drop(watch); /* what may be of it was said */
    watch->has_trouble = true;
    watch->retry_after_s =
        retry_after_s > watch->retry_after_s ? retry_after_s : watch->retry_after_s;
    watch->i_athlete++;
    watch__step_soon(watch, watch__look_next);
}

/* -- looking -- */

/* Finished, unchanged for a while: true. Else *soon_s is how long that may still take. */
static bool is_settled(const struct look *look, const struct look_activity *activity,
                       struct watch_row *row, int64_t *soon_s)
{
    if (activity->is_waiting) {
        return false;
    }
    if (row->seen_ms > look->now_ms) { /* the clock was set back */
        row->seen_ms = look->now_ms;
    }
    int64_t left_ms = row->seen_ms + SETTLE_MS - look->now_ms;
    bool is_over =
        activity->ended_ms > 0 && look->now_ms - activity->ended_ms >= ENDED_LONG_AGO_MS;
    if (left_ms > 0 && !is_over) {
        int64_t left_s = left_ms / 1000 + 1;
        *soon_s = *soon_s == 0 || left_s < *soon_s ? left_s : *soon_s;
        return false;
    }
    return true;
}

/* The row of an activity as it is now; NULL when there is no room (logged). */
static struct watch_row *row_update(struct watch_record *record, const struct look *look,
                                    const struct look_activity *activity)
{
    bool is_known = watch_record_find(record, activity->id) != NULL;
    struct watch_row *row = watch_record_row(record, activity->id);
    if (row == NULL) {
        log_line(LOG_WARN, "watch", "no room to follow activity %.64s", activity->id);
        return NULL;
    }
    row->day = activity->day;
    if (!is_known) { /* beyond the usual days only a day asked for looks */
        bool is_old = activity->day <= look->today - LOOK_DAYS;
        row->was_there = is_old || (record->is_first && !activity->is_waiting);
    }
    if (strcmp(row->revision, activity->revision) != 0) {
        str_copy(row->revision, sizeof row->revision, activity->revision);
        row->seen_ms = look->now_ms;
        row->done = 0;
        row->n_failures = 0;
        row->retry_at_ms = 0;
    }
    return row;
}

static void due_add(struct watch *watch, const struct watch_row *row)
{
    struct due *due = &watch->due[watch->n_due++];
    str_copy(due->id, sizeof due->id, row->id);
    str_copy(due->revision, sizeof due->revision, row->revision);
    due->day = row->day;
}

static void due_find(struct watch *watch, const struct look *look)
{
    struct following *following = watch__current(watch);
    struct watch_record *record = &following->record;
    day_num since = watch->options->since;
    free(watch->due);
    watch->due = xcalloc(look->n_activities + 1, sizeof *watch->due);
    watch->n_due = 0;
    watch->i_due = 0;
    following->has_old = false;
    for (size_t i = 0; i < look->n_activities; i++) {
        const struct look_activity *activity = &look->activities[i];
        struct watch_row *row = row_update(record, look, activity);
        bool is_wanted = row != NULL && row->done != WATCH_ALL &&
                         (!row->was_there || (since != DAY_NUM_NONE && row->day >= since));
        if (is_wanted && is_settled(look, activity, row, &watch->soon_s) &&
            uv_now(watch->loop) >= row->retry_at_ms) {
            due_add(watch, row);
        }
        following->has_old =
            following->has_old || (is_wanted && row->day <= look->today - LOOK_DAYS);
    }
    record->is_first = false;
    watch_record_forget(record, look->today - FORGET_DAYS);
}

/* At the first look: who it is, and what was delivered before. */
static bool following_open(struct watch *watch, const struct look *look)
{
    struct following *following = watch__current(watch);
    const struct config *config = watch->app->config;
    struct err err = {0};
    struct str_buf folder = {0};
    if (following->is_open) {
        return true;
    }
    str_copy(following->id, sizeof following->id, look->athlete);
    str_buf_printf(&folder, "%s/athletes/%s", config->data_dir, look->athlete);
    following->is_open = watch_record_open(config->is_sample ? NULL : str_buf_text(&folder),
                                           &following->record, &err);
    str_buf_release(&folder);
    if (!following->is_open) {
        watch_record_close(&following->record);
        watch__fail(watch, &err);
    }
    return following->is_open;
}

bool watch__record_save(struct watch *watch)
{
    struct err err = {0};
    if (watch_record_save(&watch__current(watch)->record, &err)) {
        return true;
    }
    watch__trouble(watch, err.message, 0);
    return false;
}

static void looked(void *user, const struct look *look)
{
    struct watch *watch = user;
    if (look->trouble != NULL) {
        watch__trouble(watch, look->trouble, look->retry_after_s);
        return;
    }
    if (!following_open(watch, look)) {
        return;
    }
    due_find(watch, look);
    if (watch__record_save(watch)) {
        watch__step_soon(watch, watch__deliver_next);
    }
}

day_num watch_last_day(const struct config *config)
{
    int64_t now_ms = config->has_frozen_now ? config->frozen_now_ms : clock_now_ms();
    return day_from_wall_s(now_ms / 1000) + 1;
}

/* Days to look at: the usual ones; at first, and until all of them are delivered, those
 * since the day asked for. */
static size_t days_wanted(const struct watch *watch)
{
    const struct following *following = watch__current(watch);
    day_num tomorrow = watch_last_day(watch->app->config);
    day_num since = watch->options->since;
    if (since == DAY_NUM_NONE || (following->is_open && !following->has_old) ||
        since > tomorrow - LOOK_DAYS) {
        return LOOK_DAYS;
    }
    return tomorrow - since < DATA_HISTORY_DAYS ? (size_t)(tomorrow - since) + 1
                                                : DATA_HISTORY_DAYS;
}

void watch__look_next(struct watch *watch)
{
    if (watch->i_athlete == watch->n_athletes) {
        round_end(watch);
        return;
    }
    watch->request = (struct look_request){.athlete = watch__current(watch)->selector,
                                           .n_days = days_wanted(watch),
                                           .manner = LOOK_AT_SERVICE,
                                           .done = looked,
                                           .user = watch};
    look_begin(watch->app, APP_OWN_CALLS | ++watch->call_id, &watch->request);
}

/* -- start and end -- */

static void athletes_take(struct watch *watch)
{
    const struct config *config = watch->app->config;
    watch->n_athletes = config->n_athletes > 0 ? config->n_athletes : 1;
    watch->athletes = xcalloc(watch->n_athletes, sizeof *watch->athletes);
    for (size_t i = 0; i < watch->n_athletes; i++) {
        watch->athletes[i].record.lock_fd = -1;
        watch->athletes[i].selector = config->n_athletes > 0 ? config->athletes[i] : NULL;
    }
}

static void watch_release(struct watch *watch)
{
    for (size_t i = 0; i < watch->n_athletes; i++) {
        watch_record_close(&watch->athletes[i].record);
    }
    json_decref(watch->result);
    free(watch->athletes);
    free(watch->due);
}

bool app_watch(struct app *app, uv_loop_t *loop, const struct watch_options *options)
{
    static const int numbers[2] = {SIGINT, SIGTERM};
    struct watch watch = {.app = app, .loop = loop, .options = options};
    athletes_take(&watch);
    (void)uv_timer_init(loop, &watch.timer);
    watch.timer.data = &watch;
    for (size_t i = 0; i < 2; i++) {
        (void)uv_signal_init(loop, &watch.signals[i]);
        watch.signals[i].data = &watch;
        (void)uv_signal_start(&watch.signals[i], told_to_stop, numbers[i]);
    }
    watch__step_soon(&watch, watch__look_next);
    (void)uv_run(loop, UV_RUN_DEFAULT);
    watch_release(&watch);
    return !watch.has_failed;
}
