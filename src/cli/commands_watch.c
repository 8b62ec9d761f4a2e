#define CLI_OWNS_STDOUT
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "app/watch.h"
#include "base/civil.h"
#include "watch/folder.h"
#include "base/banned.h"

enum { INTERVAL_S = 300, INTERVAL_MIN_S = 60, INTERVAL_MAX_S = 24 * 3600 };

static int failed(const struct err *err, int status)
{
    (void)fprintf(stderr, "soleus: %s. %s\n", err->message, err->hint);
    return status;
}

/* A service on this machine is a test's: it may be looked at every second. */
static bool interval_read(const struct config *config, const char *text, int64_t *ret,
                          struct err *err)
{
    char *end = NULL;
    long lowest = strncmp(config->base_url, "https://", 8) == 0 ? INTERVAL_MIN_S : 1;
    long value = strtol(text, &end, 10);
    if (*end != '\0' || text[0] < '0' || text[0] > '9' || value < lowest ||
        value > INTERVAL_MAX_S) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give whole seconds.",
                       "--interval is %.20s; it must be %ld to %d", text, lowest,
                       INTERVAL_MAX_S);
    }
    *ret = value;
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
    if (options->since != NULL && !day_parse(options->since, &ret->since)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give a date as 2026-11-22.",
                       "--since is %.20s", options->since);
    }
    if (options->interval != NULL &&
        !interval_read(config, options->interval, &ret->interval_s, err)) {
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
    struct watch_options options = {.interval_s = INTERVAL_S,
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
