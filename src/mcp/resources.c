/* resources/list, resources/templates/list and resources/read: documents that need no
 * waiting. */
#include "mcp/core.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "base/banned.h"

enum { LEGACY_RESOURCE_NOT_FOUND = -32002 };

/* There is one page only, so no cursor was ever given out. */
static bool cursor_refused(struct mcp__request *request)
{
    const json_t *cursor = json_object_get(request->params, "cursor");
    if (cursor == NULL || json_is_null(cursor)) {
        return false;
    }
    mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                     "the cursor is not known: start again without one", NULL);
    return true;
}

static void member_write(struct str_buf *to, const char *name, const char *text,
                         bool is_first)
{
    if (text != NULL) {
        str_buf_printf(to, "%s\"%s\":", is_first ? "" : ",", name);
        json_write_text(to, text);
    }
}

void mcp__resources_list(struct mcp__request *request)
{
    const struct mcp_server_options *options = &request->reply.connection->server->options;
    if (cursor_refused(request)) {
        return;
    }
    struct str_buf *to = mcp__result_begin(&request->reply);
    mcp__result_member(to, "resources");
    str_buf_add(to, "[");
    for (size_t i = 0; i < options->n_resources; i++) {
        const struct mcp_resource *resource = &options->resources[i];
        str_buf_add(to, i > 0 ? ",{" : "{");
        member_write(to, "uri", resource->uri, true);
        member_write(to, "name", resource->name, false);
        member_write(to, "description", resource->description, false);
        member_write(to, "mimeType", resource->mime_type, false);
        str_buf_add(to, "}");
    }
    str_buf_add(to, "]");
    mcp__result_cache_hints(to, &request->reply);
    mcp__result_end(&request->reply);
}

void mcp__resource_templates_list(struct mcp__request *request)
{
    const struct mcp_server_options *options = &request->reply.connection->server->options;
    if (cursor_refused(request)) {
        return;
    }
    struct str_buf *to = mcp__result_begin(&request->reply);
    mcp__result_member(to, "resourceTemplates");
    str_buf_add(to, "[");
    for (size_t i = 0; i < options->n_resource_templates; i++) {
        const struct mcp_resource_template *resource = &options->resource_templates[i];
        str_buf_add(to, i > 0 ? ",{" : "{");
        member_write(to, "uriTemplate", resource->uri_template, true);
        member_write(to, "name", resource->name, false);
        member_write(to, "description", resource->description, false);
        member_write(to, "mimeType", resource->mime_type, false);
        str_buf_add(to, "}");
    }
    str_buf_add(to, "]");
    mcp__result_cache_hints(to, &request->reply);
    mcp__result_end(&request->reply);
}

static void refuse_unknown(struct mcp__request *request, const char *uri)
{
    struct str_buf data = {0};
    str_buf_add(&data, "{\"uri\":");
    json_write_text(&data, uri);
    str_buf_add(&data, "}");
    mcp__reply_error(&request->reply,
                     request->reply.revision->is_stateless ? MCP__INVALID_PARAMS
                                                           : LEGACY_RESOURCE_NOT_FOUND,
                     "there is no resource of that uri; resources/list names them",
                     str_buf_text(&data));
    str_buf_release(&data);
}

void mcp__resources_read(struct mcp__request *request)
{
    const struct mcp_server_options *options = &request->reply.connection->server->options;
    const char *uri = json_get_text(request->params, "uri");
    const char *mime_type = "text/plain";
    if (uri == NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "resources/read needs params.uri, a string", NULL);
        return;
    }
    AUTO_FREE char *text = options->resource_text(options->user, uri, &mime_type);
    if (text == NULL) {
        refuse_unknown(request, uri);
        return;
    }
    struct str_buf *to = mcp__result_begin(&request->reply);
    mcp__result_member(to, "contents");
    str_buf_add(to, "[{");
    member_write(to, "uri", uri, true);
    member_write(to, "mimeType", mime_type, false);
    member_write(to, "text", text, false);
    str_buf_add(to, "}]");
    mcp__result_cache_hints(to, &request->reply);
    mcp__result_end(&request->reply);
}
