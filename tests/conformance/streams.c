/* Tools that say something before they answer: progress, log messages, notices of change.
 */
#include "fixture.h"

#include <stdlib.h>

enum { STEP_MS = 50, N_STEPS = 3 };

/* A call that is answered after three steps; it holds the call's number only. */
struct slow_call {
    uv_timer_t timer;
    struct mcp_server *server;
    uint64_t call_id;
    size_t n_steps_done;
    void (*step)(const struct slow_call *slow);
    const char *answer;
};

static void slow_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void slow_tick(uv_timer_t *timer)
{
    struct slow_call *slow = timer->data;
    if (slow->n_steps_done < N_STEPS) {
        slow->step(slow);
        slow->n_steps_done++;
        return;
    }
    fixture_say(slow->server, slow->call_id, "%s", slow->answer);
    uv_close((uv_handle_t *)timer, slow_closed);
}

static void slow_begin(struct mcp_server *server, const struct mcp_call *call,
                       void (*step)(const struct slow_call *slow), const char *answer)
{
    struct slow_call *slow = calloc(1, sizeof *slow);
    if (slow == NULL) {
        mcp_call_fail(server, call->id, -32603, "out of memory");
        return;
    }
    slow->server = server;
    slow->call_id = call->id;
    slow->step = step;
    slow->answer = answer;
    slow->timer.data = slow;
    (void)uv_timer_init(mcp_server_loop(server), &slow->timer);
    (void)uv_timer_start(&slow->timer, slow_tick, 0, STEP_MS);
}

static void progress_step(const struct slow_call *slow)
{
    static const double steps[N_STEPS] = {0, 50, 100};
    mcp_call_progress(slow->server, slow->call_id, steps[slow->n_steps_done], 100,
                      "working");
}

static void log_step(const struct slow_call *slow)
{
    static const char *const steps[N_STEPS] = {
        "Tool execution started", "Tool processing data", "Tool execution completed"};
    mcp_call_log(slow->server, slow->call_id, MCP_LOG_INFO, "conformance",
                 json_string(steps[slow->n_steps_done]));
}

static void with_progress(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    slow_begin(server, call, progress_step, "Progress completed.");
}

static void with_logging(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    slow_begin(server, call, log_step, "Logging completed.");
}

static void no_step(const struct slow_call *slow)
{
    (void)slow;
}

static void reconnection(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    slow_begin(server, call, no_step, "Reconnection test completed.");
    mcp_call_postpone(server, call->id);
}

static void logging(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_log(server, call->id, MCP_LOG_DEBUG, NULL, json_string("a detail"));
    mcp_call_log(server, call->id, MCP_LOG_ERROR, NULL, json_string("a failure"));
    fixture_say(server, call->id, "Logged what was asked for.");
}

static void tool_change(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_server_list_changed(server, MCP_TOOL);
    fixture_say(server, call->id, "The tools have changed.");
}

static void prompt_change(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    mcp_server_list_changed(server, MCP_PROMPT);
    fixture_say(server, call->id, "The prompts have changed.");
}

static void resource_change(void *user, struct mcp_server *server,
                            const struct mcp_call *call)
{
    (void)user;
    mcp_server_list_changed(server, MCP_RESOURCE);
    mcp_server_resource_updated(server, "test://watched-resource");
    fixture_say(server, call->id, "The watched resource has changed.");
}

const struct fixture_item fixture_streams[] = {
    {MCP_TOOL,
     {.definition = TOOL("test_tool_with_progress", "Reports progress.", NO_ARGUMENTS),
      .begin = with_progress}},
    {MCP_TOOL,
     {.definition = TOOL("test_tool_with_logging", "Logs while it works.", NO_ARGUMENTS),
      .begin = with_logging}},
    {MCP_TOOL,
     {.definition =
          TOOL("test_reconnection", "Answers after its stream has ended.", NO_ARGUMENTS),
      .begin = reconnection}},
    {MCP_TOOL,
     {.definition = TOOL("test_logging_tool", "Logs a detail and a failure.", NO_ARGUMENTS),
      .begin = logging}},
    {MCP_TOOL,
     {.definition = TOOL("test_trigger_tool_change", "Tells of other tools.", NO_ARGUMENTS),
      .begin = tool_change}},
    {MCP_TOOL,
     {.definition =
          TOOL("test_trigger_prompt_change", "Tells of other prompts.", NO_ARGUMENTS),
      .begin = prompt_change}},
    {MCP_TOOL,
     {.definition = TOOL("test_trigger_resource_change", "Tells of a changed resource.",
                         NO_ARGUMENTS),
      .begin = resource_change}},
    {MCP_TOOL, {0}}};
