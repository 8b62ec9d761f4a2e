/* Everything wired together: one struct app is made in main and handed down. */
#ifndef APP_APP_H
#define APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "app/config.h"
#include "base/err.h"
#include "json/json.h"
#include "tools/tool.h"

struct app;

/* Nothing slow and no file is touched: that waits for the first call. config is borrowed.
 */
struct app *app_new(uv_loop_t *loop, struct config *config);
/* Ends what is under way; run the loop until it returns afterwards, then app_free frees the
 * rest. */
void app_close(struct app *app);
void app_free(struct app *app);

/* All that the configuration allows; borrowed from it. */
struct app_scope app_scope_of(const struct config *config);

/* NULL when there is no such tool. */
const struct tool *app_tool_find(const char *name);

struct app_call_hooks {
    /* Exactly once a call unless it was cancelled, maybe from inside app_call_begin. Steals
     * result. */
    void (*done)(void *user, uint64_t call_id, json_t *result, bool is_error);
    /* May be NULL. total < 0 = unknown. */
    void (*progress)(void *user, uint64_t call_id, double progress, double total,
                     const char *message);
    /*
     * The call ends with a question to the athlete instead of done: requests is an object
     * of elicitations by key (mcp_call_ask), stolen. With the answers the call is begun
     * again. NULL: this client cannot ask.
     */
    void (*ask)(void *user, uint64_t call_id, json_t *requests);
    /* What was answered, by key, in the protocol's form; borrowed, may be NULL. */
    const json_t *answers;
    uint64_t client; /* tells one asking client from another */
    /* Whose data the caller may see; NULL: all that are served. Outlives the call. */
    const struct app_scope *scope;
    bool needs_both; /* both halves of the answer, whatever SOLEUS_OUTPUT says */
    void *user;
};

/*
 * Begin a tool call: arguments satisfy the tool's schema; call_id is the caller's, not in
 * use. The result is a CallToolResult object.
 */
void app_call_begin(struct app *app, uint64_t call_id, const struct tool *tool,
                    const json_t *arguments, const struct app_call_hooks *hooks);
/* Stop the call; done does not come. An id that is not at work is fine. */
void app_call_cancel(struct app *app, uint64_t call_id);
size_t app_calls_count(const struct app *app);

#endif
