/* resources/read: a listed resource of that uri, else the first template that fits it. */
#include "mcp/core.h"

#include <string.h>

#include "base/banned.h"

enum { LEGACY_RESOURCE_NOT_FOUND = -32002 };

void mcp__resource_refuse(const struct mcp__reply *reply, const char *uri)
{
    struct str_buf data = {0};
    str_buf_add(&data, "{\"uri\":");
    json_write_text(&data, uri);
    str_buf_add(&data, "}");
    mcp__reply_error(
        reply,
        reply->revision->is_stateless ? MCP__INVALID_PARAMS : LEGACY_RESOURCE_NOT_FOUND,
        "there is no resource of that uri; resources/list names them", str_buf_text(&data));
    str_buf_release(&data);
}

/* *ret_variables: a new object when it was found. */
static const struct mcp__item *find(const struct mcp_server *server, const char *uri,
                                    json_t **ret_variables)
{
    const struct mcp__item *resource = mcp__item_find(server, MCP_RESOURCE, uri);
    const struct mcp__items *templates = &server->items[MCP_RESOURCE_TEMPLATE];
    if (resource != NULL) {
        *ret_variables = json_object();
        return resource;
    }
    for (size_t i = 0; i < templates->n_items; i++) {
        if (mcp__template_match(templates->all[i]->name, uri, ret_variables)) {
            return templates->all[i];
        }
    }
    return NULL;
}

bool mcp__resource_is_there(struct mcp_server *server, const char *uri)
{
    json_auto_t *variables = NULL;
    const struct mcp_server_options *options = &server->options;
    return find(server, uri, &variables) != NULL &&
           (options->offers_resource == NULL ||
            options->offers_resource(options->user, server, uri));
}

void mcp__resources_read(struct mcp__request *request)
{
    const char *uri = json_get_text(request->params, "uri");
    json_t *variables = NULL;
    if (uri == NULL || strlen(uri) > LIMIT_URI_BYTES) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "resources/read needs params.uri, a string of at most 2048 bytes",
                         NULL);
        return;
    }
    const struct mcp__item *item = find(request->reply.connection->server, uri, &variables);
    if (item == NULL) {
        mcp__resource_refuse(&request->reply, uri);
        return;
    }
    mcp__calls_add(request, item, uri, variables);
}
