#define CLI_OWNS_STDOUT
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/catalogue.h"
#include "app/door.h"
#include "app/serve.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cli/run_call.h"
#include "json/schema.h"
#include "mcp/server.h"
#include "base/banned.h"

bool command_print(const char *text)
{
    size_t length = strlen(text);
    const char *end = length > 0 && text[length - 1] == '\n' ? "" : "\n";
    return fputs(text, stdout) >= 0 && fputs(end, stdout) >= 0 && fflush(stdout) == 0;
}

static int failed(const struct err *err, int status)
{
    (void)fprintf(stderr, "soleus: %s.%s%s\n", err->message,
                  err->hint[0] != '\0' ? " " : "", err->hint);
    return status;
}

static const struct tool *tool_named(const char *name, struct err *err)
{
    const struct tool *tool = app_tool_find(name);
    if (tool == NULL) {
        struct str_nearest nearest = {.wrong = name};
        for (size_t i = 0; i < n_tools_all; i++) {
            str_nearest_add(&nearest, tools_all[i]->name);
        }
        char hint[160] = "`soleus tools` lists them.";
        if (nearest.best != NULL) {
            (void)snprintf(hint, sizeof hint, "Did you mean %s? `soleus tools` lists them.",
                           nearest.best);
        }
        (void)err_set(err, ERR_BAD_ARGUMENT, hint, "there is no tool \"%.60s\"", name);
    }
    return tool;
}

/* The arguments as JSON, checked as the protocol would check them; NULL with err. */
static json_t *arguments_read(const struct config *config, const struct tool *tool,
                              const char *text, struct err *err)
{
    const struct app_scope all = app_scope_of(config);
    AUTO_FREE char *definition_text = app_tool_definition(&all, tool);
    json_auto_t *definition = NULL;
    json_t *arguments = NULL;
    if (definition_text == NULL ||
        !json_parse(definition_text, strlen(definition_text), &definition, err) ||
        !json_parse(text, strlen(text), &arguments, err)) {
        return NULL;
    }
    if (!schema_check(json_object_get(definition, "inputSchema"), arguments, "arguments",
                      err)) {
        json_decref(arguments);
        return NULL;
    }
    return arguments;
}

int command_call(struct config *config, const char *name, const char *text, bool is_json)
{
    struct err err = {0};
    const struct tool *tool = tool_named(name, &err);
    if (tool == NULL) {
        return failed(&err, EXIT_USAGE);
    }
    json_auto_t *arguments = arguments_read(config, tool, text != NULL ? text : "{}", &err);
    if (arguments == NULL) {
        return failed(&err, EXIT_USAGE);
    }
    bool is_error = false;
    json_auto_t *result = run_call(config, tool, arguments, &is_error);
    AUTO_FREE char *answer = is_json ? json_to_text(result, NULL) : run_call_text(result);
    if (is_error && !is_json) {
        (void)fprintf(stderr, "soleus: %s\n", answer != NULL ? answer : "no answer");
        return EXIT_FAILED;
    }
    if (!is_json && answer[0] == '\0') { /* SOLEUS_OUTPUT=structured */
        free(answer);
        answer = json_to_text(json_object_get(result, "structuredContent"), NULL);
    }
    bool is_printed = answer != NULL && command_print(answer);
    return is_printed && !is_error ? EXIT_DONE : EXIT_FAILED;
}

int command_tools(struct config *config, bool is_json)
{
    json_auto_t *all = json_array();
    const struct app_scope scope = app_scope_of(config);
    for (size_t i = 0; i < n_tools_all; i++) {
        if (!catalogue_has(config->tool_groups, tools_all[i]->name)) {
            continue;
        }
        AUTO_FREE char *text = app_tool_definition(&scope, tools_all[i]);
        json_t *definition = NULL;
        if (text == NULL || !json_parse(text, strlen(text), &definition, NULL)) {
            return EXIT_FAILED;
        }
        const char *description = json_get_text(definition, "description");
        if (!is_json && description != NULL) {
            const char *end = strstr(description, ". ");
            int length =
                end != NULL ? (int)(end - description) + 1 : (int)strlen(description);
            (void)printf("%-24s %.*s\n", tools_all[i]->name, length, description);
        }
        (void)json_array_append_new(all, definition);
    }
    if (is_json) {
        AUTO_FREE char *text = json_to_text(all, NULL);
        return command_print(text) ? EXIT_DONE : EXIT_FAILED;
    }
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

/* Not listed to any client: it only asks for the data and counts it. */
static size_t sync_days = DATA_HISTORY_DAYS;

static enum tool_outcome sync_run(struct tool_ctx *ctx, struct answer *answer,
                                  struct err *err)
{
    struct data_athlete athlete;
    struct data_activities activities;
    struct data_wellness wellness;
    struct data_events events;
    if (!data_athlete(ctx->data, &athlete, err)) {
        return TOOL_FAILED;
    }
    if (athlete.athlete == NULL) {
        return TOOL_NEEDS_DATA;
    }
    struct day_range range = {.first_day = athlete.today - (day_num)sync_days + 1,
                              .n_days = sync_days};
    if (!data_activities(ctx->data, range, &activities, err) ||
        !data_wellness(ctx->data, range, &wellness, err) ||
        !data_events(ctx->data, range, &events, err)) {
        return TOOL_FAILED;
    }
    if (!data_is_complete(ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    answer_summary(
        answer,
        "%zu activities, %zu wellness days and %zu calendar events of the last %zu days "
        "are stored.",
        activities.n_items, wellness.n_items, events.n_items, sync_days);
    return TOOL_DONE;
}

int command_sync(struct config *config, const char *days)
{
    static const struct tool sync_tool = {.name = "sync", .run = sync_run};
    if (days != NULL) {
        char *end = NULL;
        unsigned long n_days = strtoul(days, &end, 10);
        if (*end != '\0' || days[0] < '0' || days[0] > '9' || n_days < 1 ||
            n_days > LIMIT_DAYS) {
            (void)fprintf(stderr, "soleus: --days is %s; it must be 1 to %d.\n", days,
                          LIMIT_DAYS);
            return EXIT_USAGE;
        }
        sync_days = n_days;
    }
    json_auto_t *arguments = json_object();
    (void)json_object_set_new(arguments, "refresh", json_true());
    config->output = ANSWER_BOTH; /* both halves are looked at here */
    int status = EXIT_DONE;
    for (size_t i = 0; i < (config->n_athletes == 0 ? 1 : config->n_athletes); i++) {
        if (config->n_athletes > 0) {
            (void)json_object_set_new(arguments, "athlete",
                                      json_string(config->athletes[i]));
        }
        bool is_error = false;
        json_auto_t *result = run_call(config, &sync_tool, arguments, &is_error);
        AUTO_FREE char *text = run_call_text(result);
        const char *stale = run_call_stale_line(result, text);
        if (is_error || stale != NULL) { /* what is stored is not what was asked for */
            (void)fprintf(stderr, "soleus: %s\n", stale != NULL ? stale : text);
            status = EXIT_FAILED;
        } else if (!command_print(text)) {
            status = EXIT_FAILED;
        }
    }
    return status;
}

int command_serve(struct config *config)
{
    uv_loop_t loop;
    int out_fd = mcp_stdout_claim();
    if (out_fd < 0) {
        (void)fputs("soleus: standard output cannot be used.\n", stderr);
        return EXIT_FAILED;
    }
    (void)uv_loop_init(&loop);
    struct app *app = app_new(&loop, config);
    bool is_good = app_serve_stdio(app, &loop, STDIN_FILENO, out_fd);
    app_free(app);
    (void)uv_loop_close(&loop);
    (void)close(out_fd);
    return is_good ? EXIT_DONE : EXIT_FAILED;
}
