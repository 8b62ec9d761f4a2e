/* tools/call. */
#include "mcp/core.h"

#include <stdio.h>

#include "json/schema.h"
#include "base/banned.h"

static void refuse_unknown(const struct mcp__request *request, const char *name)
{
    const char *nearest =
        mcp__item_nearest(request->reply.connection->server, MCP_TOOL, name);
    char shown[68];
    char message[256];
    str_clean(shown, sizeof shown, sizeof shown - 4, name);
    if (nearest != NULL) {
        (void)snprintf(message, sizeof message,
                       "unknown tool \"%s\"; did you mean \"%.64s\"?", shown, nearest);
    } else {
        (void)snprintf(message, sizeof message, "unknown tool \"%s\"", shown);
    }
    mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, message, NULL);
}

void mcp__tools_call(struct mcp__request *request)
{
    const struct mcp_server *server = request->reply.connection->server;
    const char *name = json_get_text(request->params, "name");
    json_t *arguments = json_object_get(request->params, "arguments");
    if (name == NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "tools/call needs params.name, a string", NULL);
        return;
    }
    if (arguments != NULL && !json_is_object(arguments)) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "params.arguments must be an object", NULL);
        return;
    }
    const struct mcp__item *tool = mcp__item_find(server, MCP_TOOL, name);
    if (tool == NULL) {
        refuse_unknown(request, name);
        return;
    }
    struct err err = {0};
    const json_t *schema = mcp__item_schema(tool);
    if (schema == NULL) {
        mcp__reply_error(&request->reply, -32603, "internal error", NULL);
        return;
    }
    arguments = arguments != NULL ? json_incref(arguments) : json_object();
    if (!tool->given.checks_arguments &&
        !schema_check(schema, arguments, "arguments", &err)) {
        json_auto_t *result = mcp_error_result(
            err.message, err.hint, server->options.error_meta_key, err_code_name(err.code));
        json_decref(arguments);
        mcp__result_send(&request->reply, MCP_TOOL, result);
        return;
    }
    json_settle_integers(arguments);
    mcp__calls_add(request, tool, tool->name, arguments);
}
