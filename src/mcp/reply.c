#include "mcp/core.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

#define ADD_LITERAL(to, text) str_buf_add_bytes((to), (text), sizeof(text) - 1)

struct str_buf *mcp__reply_buffer(const struct mcp__reply *reply)
{
    return reply->batch != NULL ? &reply->batch->text : &reply->connection->out;
}

struct str_buf *mcp__reply_begin(const struct mcp__reply *reply)
{
    struct str_buf *to = mcp__reply_buffer(reply);
    reply->connection->last_error = 0;
    if (reply->batch != NULL) {
        str_buf_add_bytes(to, to->length == 0 ? "[" : ",", 1);
    }
    ADD_LITERAL(to, "{\"jsonrpc\":\"2.0\"");
    if (reply->n_id_bytes > 0) {
        ADD_LITERAL(to, ",\"id\":");
        str_buf_add_bytes(to, reply->id, reply->n_id_bytes);
    }
    return to;
}

static void batch_close_one(struct mcp__batch *batch)
{
    if (--batch->n_open > 0) {
        return;
    }
    struct mcp__connection *connection = batch->connection;
    connection->n_settled++;
    if (batch->text.length > 0 && !connection->is_closed) {
        str_buf_add_bytes(&connection->out, batch->text.data, batch->text.length);
        ADD_LITERAL(&connection->out, "]\n");
        connection->changed(connection);
    }
    str_buf_release(&batch->text);
    free(batch);
}

void mcp__reply_end(const struct mcp__reply *reply)
{
    if (reply->batch != NULL) {
        ADD_LITERAL(&reply->batch->text, "}");
        batch_close_one(reply->batch);
        return;
    }
    ADD_LITERAL(&reply->connection->out, "}\n");
    reply->connection->n_settled++;
    reply->connection->changed(reply->connection);
}

void mcp__reply_none(const struct mcp__reply *reply)
{
    if (reply->batch != NULL) {
        batch_close_one(reply->batch);
    } else {
        reply->connection->n_settled++;
    }
}

void mcp__reply_error(const struct mcp__reply *reply, int code, const char *message,
                      const char *data)
{
    struct str_buf *to = mcp__reply_begin(reply);
    reply->connection->last_error = code;
    ADD_LITERAL(to, ",\"error\":{\"code\":");
    json_write_integer(to, code);
    ADD_LITERAL(to, ",\"message\":");
    json_write_text(to, message);
    if (data != NULL) {
        ADD_LITERAL(to, ",\"data\":");
        str_buf_add(to, data);
    }
    ADD_LITERAL(to, "}");
    mcp__reply_end(reply);
}

struct mcp__batch *mcp__batch_new(struct mcp__connection *connection)
{
    struct mcp__batch *batch = xcalloc(1, sizeof *batch);
    batch->connection = connection;
    batch->n_open = 1;
    return batch;
}

void mcp__batch_end(struct mcp__batch *batch)
{
    batch_close_one(batch);
}

struct str_buf *mcp__message_begin(struct mcp__connection *connection, const char *method)
{
    struct str_buf *to = &connection->out;
    ADD_LITERAL(to, "{\"jsonrpc\":\"2.0\",\"method\":");
    json_write_text(to, method);
    return to;
}

void mcp__message_end(struct mcp__connection *connection)
{
    ADD_LITERAL(&connection->out, "}\n");
    connection->changed(connection);
}

struct str_buf *mcp__params_begin(struct mcp__connection *connection, const char *method)
{
    struct str_buf *to = mcp__message_begin(connection, method);
    ADD_LITERAL(to, ",\"params\":{");
    return to;
}

void mcp__params_end(struct mcp__connection *connection)
{
    ADD_LITERAL(&connection->out, "}");
    mcp__message_end(connection);
}
