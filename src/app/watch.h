/* `soleus watch`: follows the account, and delivers the assessment of each finished
 * activity once. */
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "app/app.h"
#include "base/civil.h"

struct watch_options {
    int64_t interval_s; /* between looks, above 0 */
    bool is_once;       /* one look at each athlete, then the end */
    /* Also what was there before, from this day, DATA_HISTORY_DAYS back at most;
     * DAY_NUM_NONE: not. */
    day_num since;
    /* Where assessments go: a folder, a program (argv, NULL at the end), else print. */
    const char *folder; /* checked by watch_folder_check; NULL: none */
    char *const *command;
    bool is_json; /* JSON lines instead of text, for print and the program */
    /* One assessment, without a line break at its end; false: nobody reads any more. */
    bool (*print)(const char *text);
};

/* The last day that anybody's calendar may show now: today in the zones ahead of UTC. */
day_num watch_last_day(const struct config *config);

/*
 * Runs until SIGINT or SIGTERM, or through one round. False when a round of is_once had
 * trouble, or nothing can be delivered (logged). An activity is delivered when the service
 * has analysed it and it has not changed for two minutes (or ended a quarter of an hour
 * ago), once per revision, and again when it changes. At the first start only what arrives
 * after it, or since the day given.
 */
bool app_watch(struct app *app, uv_loop_t *loop, const struct watch_options *options);

#endif
