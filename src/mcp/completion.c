/* completion/complete: what an argument of a prompt, or a variable of a template, may be.
 */
#include "mcp/core.h"

#include <string.h>

#include "base/banned.h"

static bool refuse(const struct mcp__request *request, const char *message)
{
    mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, message, NULL);
    return false;
}

static bool has_argument(const struct mcp__item *item, const char *name)
{
    if (item->kind == MCP_RESOURCE_TEMPLATE) {
        return mcp__template_has(item->name, name);
    }
    const json_t *arguments = mcp__item_schema(item);
    for (size_t i = 0; i < json_array_size(arguments); i++) {
        if (strcmp(json_get_text(json_array_get(arguments, i), "name"), name) == 0) {
            return true;
        }
    }
    return false;
}

/* What is completed, and with what is known; else the request is answered. */
static bool params_read(const struct mcp__request *request,
                        const struct mcp__item **ret_item,
                        struct mcp_completion *ret_completion)
{
    const struct mcp_server *server = request->reply.connection->server;
    const json_t *ref = json_object_get(request->params, "ref");
    const json_t *argument = json_object_get(request->params, "argument");
    const json_t *context = json_object_get(request->params, "context");
    const json_t *others = json_object_get(context, "arguments");
    const char *type = json_get_text(ref, "type");
    bool is_prompt = type != NULL && strcmp(type, "ref/prompt") == 0;
    bool is_template = type != NULL && strcmp(type, "ref/resource") == 0;
    const char *name = json_get_text(ref, is_prompt ? "name" : "uri");
    ret_completion->name = json_get_text(argument, "name");
    ret_completion->value = json_get_text(argument, "value");
    ret_completion->others = json_is_object(others) ? others : NULL;
    if ((!is_prompt && !is_template) || name == NULL) {
        return refuse(request, "params.ref must be {\"type\": \"ref/prompt\", \"name\"} or "
                               "{\"type\": \"ref/resource\", \"uri\"}");
    }
    if (ret_completion->name == NULL || ret_completion->value == NULL) {
        return refuse(request, "params.argument needs name and value, both strings");
    }
    *ret_item =
        mcp__item_find(server, is_prompt ? MCP_PROMPT : MCP_RESOURCE_TEMPLATE, name);
    if (*ret_item == NULL) {
        return refuse(request, "params.ref names nothing that is listed here");
    }
    return has_argument(*ret_item, ret_completion->name) ||
           refuse(request, "params.argument.name is none of its arguments");
}

/* The texts of values, as many as may be sent. */
static void values_write(struct str_buf *to, const json_t *values)
{
    size_t n_values = json_array_size(values);
    size_t n_sent = n_values < LIMIT_COMPLETIONS ? n_values : LIMIT_COMPLETIONS;
    mcp__result_member(to, "completion");
    str_buf_add(to, "{\"values\":[");
    for (size_t i = 0; i < n_sent; i++) {
        const char *text = json_string_value(json_array_get(values, i));
        str_buf_add(to, i > 0 ? "," : "");
        json_write_text(to, text != NULL ? text : "");
    }
    str_buf_add(to, "],\"total\":");
    json_write_integer(to, (int64_t)n_values);
    str_buf_add(to, n_sent < n_values ? ",\"hasMore\":true}" : ",\"hasMore\":false}");
}

void mcp__complete(struct mcp__request *request)
{
    const struct mcp_server *server = request->reply.connection->server;
    const struct mcp__item *item = NULL;
    struct mcp_completion completion = {0};
    if (!params_read(request, &item, &completion)) {
        return;
    }
    json_auto_t *values = json_array();
    json_auto_t *none = json_object();
    completion.others = completion.others != NULL ? completion.others : none;
    completion.user = item->given.user;
    if (item->given.complete != NULL) {
        item->given.complete(server->options.user, &completion, values);
    }
    values_write(mcp__result_begin(&request->reply), values);
    mcp__result_end(&request->reply);
}
