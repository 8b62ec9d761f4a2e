/* The era of sessions, 2024-11-05 to 2025-11-25: opened by `initialize`. */
#include "mcp/core.h"

#include "base/banned.h"

/* A second initialize opens a fresh session: a client that starts over on the same pipe is
 * served. */
void mcp__session_initialize(struct mcp__request *request)
{
    const struct mcp_server *server = request->reply.connection->server;
    const char *wanted = json_get_text(request->params, "protocolVersion");
    if (request->reply.batch != NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_REQUEST,
                         "initialize must not be part of a batch", NULL);
        return;
    }
    if (wanted == NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "initialize needs params.protocolVersion, a string", NULL);
        return;
    }
    const struct mcp__revision *revision = mcp__revision_find(wanted, false);
    if (revision == NULL) {
        revision = mcp__revision_newest(false);
    }
    struct mcp__connection *connection = request->reply.connection;
    const json_t *client = json_object_get(request->params, "capabilities");
    mcp__session_open(connection->session, connection->server, revision,
                      mcp__abilities_read(client, revision));
    request->reply.revision = revision;
    struct str_buf *to = mcp__result_begin(&request->reply);
    mcp__result_member(to, "protocolVersion");
    json_write_text(to, revision->name);
    mcp__result_member(to, "capabilities");
    mcp__capabilities_write(to, server, revision);
    mcp__result_member(to, "serverInfo");
    mcp__server_info_write(to, &server->options, revision);
    if (server->options.instructions != NULL) {
        mcp__result_member(to, "instructions");
        json_write_text(to, server->options.instructions);
    }
    mcp__result_end(&request->reply);
}

void mcp__session_ping(struct mcp__request *request)
{
    (void)mcp__result_begin(&request->reply);
    mcp__result_end(&request->reply);
}
