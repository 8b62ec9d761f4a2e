/* prompts/get. */
#include "mcp/core.h"

#include <stdio.h>

#include "base/banned.h"

/* <what> "<name>"<problem> */
static void refuse(const struct mcp__request *request, const char *what, const char *name,
                   const char *problem)
{
    char shown[68];
    char message[160];
    str_clean(shown, sizeof shown, sizeof shown - 4, name);
    (void)snprintf(message, sizeof message, "%s \"%s\"%s", what, shown, problem);
    mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, message, NULL);
}

/* Every required argument is there, and all are texts; else the request is answered. */
static bool arguments_check(const struct mcp__request *request,
                            const struct mcp__item *prompt, const json_t *arguments)
{
    json_t *given = json_unconst(arguments);
    for (void *at = json_object_iter(given); at != NULL;
         at = json_object_iter_next(given, at)) {
        if (!json_is_string(json_object_iter_value(at))) {
            refuse(request, "argument", json_object_iter_key(at), " must be a string");
            return false;
        }
    }
    const json_t *all = mcp__item_schema(prompt);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *known = json_array_get(all, i);
        const char *name = json_get_text(known, "name");
        if (json_get_bool(known, "required", false) &&
            json_object_get(arguments, name) == NULL) {
            refuse(request, "argument", name, " is missing");
            return false;
        }
    }
    return true;
}

void mcp__prompts_get(struct mcp__request *request)
{
    const struct mcp_server *server = request->reply.connection->server;
    const char *name = json_get_text(request->params, "name");
    json_t *arguments = json_object_get(request->params, "arguments");
    if (name == NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "prompts/get needs params.name, a string", NULL);
        return;
    }
    if (arguments != NULL && !json_is_object(arguments)) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "params.arguments must be an object", NULL);
        return;
    }
    const struct mcp__item *prompt = mcp__item_find(server, MCP_PROMPT, name);
    if (prompt == NULL) {
        refuse(request, "unknown prompt", name, "; prompts/list names them");
        return;
    }
    if (arguments_check(request, prompt, arguments)) {
        arguments = arguments != NULL ? json_incref(arguments) : json_object();
        mcp__calls_add(request, prompt, prompt->name, arguments);
    }
}
