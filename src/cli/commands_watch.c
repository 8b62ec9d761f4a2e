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

static int failed(const struct err *err, int status)
{
    (void)fprintf(stderr, "soleus: %s. %s\n", err->message, err->hint);
    return status;
}

static bool options_check(const struct command_watch_options *options, char *folder,
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
    if (!options_check(given, folder, &options, &err)) {
        return failed(&err, EXIT_USAGE);
    }
    (void)uv_loop_init(&loop);
    struct app *app = app_new(&loop, config);
    bool is_good = app_watch(app, &loop, &options);
    app_free(app);
    (void)uv_loop_close(&loop);
    return is_good ? EXIT_DONE : EXIT_FAILED;
}
