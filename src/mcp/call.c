/* What the product tells of its call: mcp/call.h. */
#include "mcp/call.h"

#include <math.h>

#include "mcp/asking.h"
#include "base/banned.h"

void mcp_call_finish(struct mcp_server *server, uint64_t call_id, json_t *result)
{
    struct mcp__call *call = mcp__call_find(server, call_id);
    if (call != NULL) {
        mcp__call_retire(call);
        mcp__result_send(&call->reply, call->kind, result);
        mcp__call_end(call);
    }
    json_decref(result);
}

void mcp_call_finish_rendered(struct mcp_server *server, uint64_t call_id,
                              const char *result, size_t n_result_bytes)
{
    struct mcp__call *call = mcp__call_find(server, call_id);
    if (call != NULL) {
        mcp__call_retire(call);
        mcp__result_send_rendered(&call->reply, call->kind, result, n_result_bytes);
        mcp__call_end(call);
    }
}

void mcp_call_fail(struct mcp_server *server, uint64_t call_id, int code,
                   const char *message)
{
    struct mcp__call *call = mcp__call_find(server, call_id);
    if (call != NULL) {
        mcp__call_retire(call);
        mcp__reply_error(&call->reply, code, message, NULL);
        mcp__call_end(call);
    }
}

void mcp_call_not_found(struct mcp_server *server, uint64_t call_id)
{
    struct mcp__call *call = mcp__call_find(server, call_id);
    if (call != NULL) {
        mcp__call_retire(call);
        mcp__resource_refuse(&call->reply, call->shown.name);
        mcp__call_end(call);
    }
}

void mcp_call_postpone(struct mcp_server *server, uint64_t call_id)
{
    const struct mcp__call *call = mcp__call_find(server, call_id);
    if (call != NULL && call->reply.connection->postponed != NULL) {
        call->reply.connection->postponed(call->reply.connection);
    }
}

void mcp_call_progress(struct mcp_server *server, uint64_t call_id, double progress,
                       double total, const char *message)
{
    struct mcp__call *call = mcp__call_find(server, call_id);
    if (call == NULL || call->n_token_bytes == 0 || !isfinite(progress) ||
        progress <= call->last_progress || call->reply.connection->is_congested) {
        return;
    }
    struct mcp__connection *connection = call->reply.connection;
    struct str_buf *to = mcp__params_begin(connection, "notifications/progress");
    call->last_progress = progress;
    mcp__result_member(to, "progressToken");
    str_buf_add_bytes(to, call->token, call->n_token_bytes);
    str_buf_add(to, ",\"progress\":");
    json_write_real(to, progress);
    if (isfinite(total) && total >= 0) {
        str_buf_add(to, ",\"total\":");
        json_write_real(to, total);
    }
    if (message != NULL && call->reply.revision->has_progress_message) {
        mcp__text_member(to, "message", message);
    }
    mcp__params_end(connection);
}
