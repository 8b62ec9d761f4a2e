/*
 * `soleus confirm CODE`: the athlete's yes to a plan that breaks a rule, given on his own
 * terminal where the client could not ask him. The code names the request in his log; it is
 * for one plan, is used once and expires.
 */
#define CLI_OWNS_STDOUT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cli/commands.h"
#include "cli/run_call.h"
#include "plan/plan.h"
#include "tools/engine.h"
#include "tools/override.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { LINE_BYTES = 400, BREACH_BYTES = 400 };

static const char *const state_words[] = {
    [OVERRIDE_OPEN] = "",
    [OVERRIDE_UNKNOWN] = "there is no such code",
    [OVERRIDE_USED] = "this code was used before; ask the assistant to go on",
    [OVERRIDE_EXPIRED] = "this code is older than 24 h; let the week be checked again"};

static bool request_read(struct tool_ctx *ctx, struct override *ret, int64_t *ret_now_ms,
                         enum tool_outcome *ret_outcome, struct err *err)
{
    struct data_athlete athlete;
    struct data_entries entries;
    *ret_outcome = engine_athlete(ctx, &athlete, err);
    if (*ret_outcome != TOOL_DONE) {
        return false;
    }
    *ret_outcome = TOOL_FAILED;
    *ret_now_ms = athlete.now_ms;
    if (!data_entries(ctx->data, &entries, err)) {
        return false;
    }
    enum override_request_state state = override_request_find(
        ctx->arena, &entries, json_get_text(ctx->args, "code"), athlete.now_ms, ret);
    if (state != OVERRIDE_OPEN) {
        return err_set(err, state == OVERRIDE_UNKNOWN ? ERR_NOT_FOUND : ERR_BAD_ARGUMENT,
                       "The assistant's answer names the code.", "%s", state_words[state]);
    }
    *ret_outcome = TOOL_DONE;
    return true;
}

/* What is asked, as lines of text. */
static void request_write(struct arena *arena, const struct override *request,
                          struct answer *answer)
{
    answer_summary(answer, "What is to be written into the week of %s breaks these rules:",
                   quote_day(arena, request->week_start));
    for (size_t i = 0; i < request->breaches.n_items; i++) {
        const struct week_breach *breach = &request->breaches.items[i];
        const struct plan_rule_info *info = plan_rule_info(breach->rule);
        answer_line(answer, "  %s", quote_clean(arena, breach->words, BREACH_BYTES));
        answer_line(answer, "    %s: %s Evidence grade %s, source: %s.", info->id,
                    info->content, info->grade, info->source);
    }
}

/* Without reason only shows; with it (maybe empty) keeps the yes. */
static enum tool_outcome confirm_run(struct tool_ctx *ctx, struct answer *answer,
                                     struct err *err)
{
    struct override request;
    enum tool_outcome outcome = TOOL_DONE;
    int64_t now_ms = 0;
    if (!request_read(ctx, &request, &now_ms, &outcome, err)) {
        return outcome;
    }
    const char *reason = json_get_text(ctx->args, "reason");
    if (reason == NULL) {
        request_write(ctx->arena, &request, answer);
    } else if (!override_request_grant(ctx->effects, &request, reason, now_ms)) {
        (void)err_set(err, ERR_INTERNAL, "Report this.", "it could not be kept");
        return TOOL_FAILED;
    }
    return TOOL_DONE;
}

static enum tool_outcome confirm_report(struct tool_ctx *ctx, struct answer *answer)
{
    (void)ctx;
    answer_summary(answer, "Your yes is kept. Ask the assistant to write the week now.");
    return TOOL_DONE;
}

static const struct tool confirm_tool = {
    .name = "confirm", .run = confirm_run, .report = confirm_report};

/* One call; the text of its answer, or of its failure. */
static char *call(struct config *config, const char *athlete, const char *code,
                  const char *reason, bool *ret_is_error, bool *ret_is_unknown)
{
    json_auto_t *arguments = json_object();
    (void)json_object_set_new(arguments, "code", json_string(code));
    if (athlete != NULL) {
        (void)json_object_set_new(arguments, "athlete", json_string(athlete));
    }
    if (reason != NULL) {
        (void)json_object_set_new(arguments, "reason", json_string(reason));
    }
    json_auto_t *result = run_call(config, &confirm_tool, arguments, ret_is_error);
    char *text = run_call_text(result);
    *ret_is_unknown = *ret_is_error && strstr(text, state_words[OVERRIDE_UNKNOWN]) != NULL;
    return text;
}

/* The athlete whose log has the code, and what it asks. NULL with the failure's text. */
static char *find(struct config *config, const char *code, const char **ret_athlete,
                  bool *ret_is_error)
{
    char *text = NULL;
    size_t n_athletes = config->n_athletes > 0 ? config->n_athletes : 1;
    for (size_t i = 0; i < n_athletes; i++) {
        bool is_unknown = false;
        free(text);
        *ret_athlete = config->n_athletes > 0 ? config->athletes[i] : NULL;
        text = call(config, *ret_athlete, code, NULL, ret_is_error, &is_unknown);
        if (!is_unknown) {
            return text;
        }
    }
    return text;
}

/* A line that a person types. */
static bool line_ask(const char *question, char line[LINE_BYTES])
{
    (void)fputs(question, stdout);
    (void)fflush(stdout);
    if (fgets(line, LINE_BYTES, stdin) == NULL) {
        return false;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

int command_confirm(struct config *config, const char *code)
{
    char line[LINE_BYTES];
    char reason[LINE_BYTES];
    const char *athlete = NULL;
    bool is_error = false;
    bool is_unknown = false;
    if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) {
        (void)fputs("soleus: confirm asks a person: run it in your own terminal.\n",
                    stderr);
        return EXIT_USAGE;
    }
    config->output = ANSWER_BOTH;
    AUTO_FREE char *request = find(config, code, &athlete, &is_error);
    if (is_error) {
        (void)fprintf(stderr, "soleus: %s\n", request);
        return EXIT_FAILED;
    }
    (void)command_print(request);
    if (!line_ask("Write it into your calendar all the same? Type yes: ", line) ||
        strcmp(line, "yes") != 0) {
        (void)command_print("Nothing was kept.");
        return EXIT_FAILED;
    }
    if (!line_ask("Why? (kept with it, may be empty) ", reason)) {
        reason[0] = '\0';
    }
    AUTO_FREE char *kept = call(config, athlete, code, reason, &is_error, &is_unknown);
    if (is_error) {
        (void)fprintf(stderr, "soleus: %s\n", kept);
        return EXIT_FAILED;
    }
    return command_print(kept) ? EXIT_DONE : EXIT_FAILED;
}
