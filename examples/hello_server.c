/* A whole MCP server: one tool, over standard input and output, in both protocol eras. */
#include <stdio.h>
#include <unistd.h>

#include "mcp/server.h"

static const char greet_definition[] =
    "{\"name\":\"greet\",\"description\":\"Say hello to someone.\","
    "\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,"
    "\"idempotentHint\":true,\"openWorldHint\":false},"
    "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\","
    "\"description\":\"Whom to greet.\",\"minLength\":1,\"maxLength\":40}},"
    "\"required\":[\"name\"],\"additionalProperties\":false},"
    "\"outputSchema\":{\"type\":\"object\",\"properties\":{\"greeting\":{\"type\":"
    "\"string\"}},"
    "\"required\":[\"greeting\"]}}";

/* The arguments were checked against the schema before this is called. */
static void greet(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    char greeting[256];
    const char *name = json_string_value(json_object_get(call->arguments, "name"));
    (void)snprintf(greeting, sizeof greeting, "Hello, %s!", name);
    json_t *result = mcp_tool_result(mcp_text(greeting));
    (void)json_object_set_new(result, "structuredContent",
                              json_pack("{s:s}", "greeting", greeting));
    mcp_call_finish(server, call->id, result);
}

int main(void)
{
    static const struct mcp_item tool = {.definition = greet_definition, .begin = greet};
    const struct mcp_server_options options = {.name = "hello",
                                               .title = "Hello",
                                               .version = "1.0.0",
                                               .is_public = true,
                                               .list_ttl_ms = 3600000};
    uv_loop_t *loop = uv_default_loop();
    int out_fd = mcp_stdout_claim();
    struct mcp_server *server = mcp_server_new(loop, &options);
    if (!mcp_server_add(server, MCP_TOOL, &tool) ||
        !mcp_server_serve_stdio(server, STDIN_FILENO, out_fd, 1000, NULL, NULL)) {
        return 1;
    }
    (void)uv_run(loop, UV_RUN_DEFAULT); /* until the input ends */
    mcp_server_free(server);
    (void)uv_run(loop, UV_RUN_DEFAULT); /* let its handles close */
    return uv_loop_close(loop) == 0 ? 0 : 1;
}
