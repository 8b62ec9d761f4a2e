#define CLI_OWNS_STDOUT
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "app/watch.h"
#include "base/civil.h"
#include "base/log.h"
#include "data/data.h"
#include "watch/folder.h"
#include "base/banned.h"

static int failed(const struct err *err, int status)
{
    (void)fprintf(stderr, "soleus: %s. %s\n", err->message, err->hint);
    return status;
}

/* A day asked for: none ahead; what lies before the history is said to be left out. */
static bool since_check(const struct config *config, const char *text, day_num *ret_since,
                        struct err *err)
{
    char last[DAY_TEXT_SIZE];
    if (!day_parse(text, ret_since)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give a date as 2026-11-22.",
                       "--since is %.20s", text);
    }
    day_num last_day = watch_last_day(config);
    if (*ret_since > last_day) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Leave it out to hear only of what comes from now on.",
                       "--since %.20s is ahead of today", text);
    }
    day_num first_day = last_day - DATA_HISTORY_DAYS + 1;
    if (*ret_since < first_day) {
        log_line(LOG_WARN, "watch",
                 "--since %.20s: only %d days back are looked at, from %s", text,
                 DATA_HISTORY_DAYS, day_format(first_day, last));
    }
    return true;
}

static bool options_check(const struct config *config,
                          const struct command_watch_options *options, char *folder,
                          struct watch_options *ret, struct err *err)
{
    if (options->has_command && options->command[0] == NULL) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give it last: --exec PROGRAM ARG...",
                       "--exec names no program");
    }
    if (options->is_json && options->folder != NULL && !options->has_command) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Leave --json out, or leave --folder out for JSON lines on standard "
                       "output, or add --exec, whose program then gets JSON.",
                       "--folder writes Markdown files, not JSON");
    }
    if (options->since != NULL && !since_check(config, options->since, &ret->since, err)) {
        return false;
    }
    if (options->folder != NULL && !watch_folder_check(options->folder, folder, err)) {
        return false;
    }
    ret->folder = options->folder != NULL ? folder : NULL;
    ret->command = options->has_command ? options->command : NULL;
    return true;
}

/* An assessment of several lines is followed by an empty one. */
static bool assessment_print(const char *text)
{
    bool is_text = text[0] != '{';
    return command_print(text) && (!is_text || command_print(""));
}

int command_watch(struct config *config, const struct command_watch_options *given)
{
    uv_loop_t loop;
    struct err err = {0};
    char folder[WATCH_PATH_SIZE];
    struct watch_options options = {.interval_s = config->watch_interval_s,
                                    .is_once = given->is_once,
                                    .since = DAY_NUM_NONE,
                                    .is_json = given->is_json,
                                    .print = assessment_print};
    if (!options_check(config, given, folder, &options, &err)) {
        return failed(&err, EXIT_USAGE);
    }
    (void)uv_loop_init(&loop);
    struct app *app = app_new(&loop, config);
    bool is_good = app_watch(app, &loop, &options);
    app_free(app);
    (void)uv_loop_close(&loop);
    return is_good ? EXIT_DONE : EXIT_FAILED;
}
