/* Log messages to the client: deprecated by the specification, kept for those who use it.
 */
#include "mcp/core.h"

#include <string.h>

#include "mcp/asking.h"
#include "base/banned.h"

static const char *const levels[] = {
    [MCP_LOG_DEBUG] = "debug",   [MCP_LOG_INFO] = "info",
    [MCP_LOG_NOTICE] = "notice", [MCP_LOG_WARNING] = "warning",
    [MCP_LOG_ERROR] = "error",   [MCP_LOG_CRITICAL] = "critical",
    [MCP_LOG_ALERT] = "alert",   [MCP_LOG_EMERGENCY] = "emergency"};

int mcp__log_level_read(const json_t *value)
{
    const char *text = json_string_value(value);
    for (size_t i = 0; text != NULL && i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(levels[i], text) == 0) {
            return (int)i;
        }
    }
    return -1;
}

void mcp__session_set_level(struct mcp__request *request)
{
    int level = mcp__log_level_read(json_object_get(request->params, "level"));
    if (level < 0) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "logging/setLevel needs params.level, one of the eight log levels",
                         NULL);
        return;
    }
    request->reply.connection->session->log_level = (enum mcp_log_level)level;
    (void)mcp__result_begin(&request->reply);
    mcp__result_end(&request->reply);
}

void mcp_call_log(struct mcp_server *server, uint64_t call_id, enum mcp_log_level level,
                  const char *logger, json_t *data)
{
    const struct mcp__call *call = mcp__call_find(server, call_id);
    bool is_wanted = call != NULL && server->options.has_logging &&
                     !call->reply.connection->is_congested && data != NULL;
    if (is_wanted) {
        const struct mcp__session *session = call->reply.connection->session;
        int wanted_from =
            call->reply.revision->is_stateless ? call->log_level : (int)session->log_level;
        is_wanted = wanted_from >= 0 && (int)level >= wanted_from;
    }
    if (is_wanted) {
        struct str_buf *to =
            mcp__params_begin(call->reply.connection, "notifications/message");
        mcp__text_member(to, "level", levels[level]);
        if (logger != NULL) {
            mcp__text_member(to, "logger", logger);
        }
        mcp__result_member(to, "data");
        size_t mark = to->length;
        if (!json_write(to, data)) {
            to->length = mark;
            str_buf_add(to, "null");
        }
        mcp__params_end(call->reply.connection);
    }
    json_decref(data);
}
