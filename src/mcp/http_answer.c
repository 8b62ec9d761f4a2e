/* Whole answers: a refusal, a document, one JSON object, or an empty 202. */
#include "mcp/http_core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

void mcp__refuse(struct mcp__exchange *exchange, unsigned status, int code, const char *id,
                 const char *message)
{
    struct str_buf *to = &exchange->plain;
    exchange->status = status;
    exchange->content_type = "application/json";
    str_buf_clear(to);
    str_buf_add(to, "{\"jsonrpc\":\"2.0\"");
    if (id != NULL && id[0] != '\0') {
        str_buf_printf(to, ",\"id\":%s", id);
    }
    str_buf_printf(to, ",\"error\":{\"code\":%d,\"message\":", code);
    json_write_text(to, message);
    str_buf_add(to, "}}");
}

static void header_add(const struct mcp__exchange *exchange, struct MHD_Response *response,
                       const char *name, const char *value)
{
    (void)exchange->http->library.add_response_header(response, name, value);
}

/* A web page of an allowed origin may read the answer. */
static void origin_headers(const struct mcp__exchange *exchange,
                           struct MHD_Response *response)
{
    const char *origin = mcp__headers_get(&exchange->headers, "Origin");
    if (origin == NULL || !mcp__origin_is_allowed(&exchange->http->names, origin)) {
        return;
    }
    header_add(exchange, response, "Access-Control-Allow-Origin", origin);
    header_add(exchange, response, "Vary", "Origin");
    header_add(exchange, response, "Access-Control-Expose-Headers",
               "Mcp-Session-Id, WWW-Authenticate");
    if (strcmp(exchange->method, "OPTIONS") == 0) {
        const char *asked =
            mcp__headers_get(&exchange->headers, "Access-Control-Request-Headers");
        header_add(exchange, response, "Access-Control-Allow-Methods", "GET, POST, DELETE");
        header_add(exchange, response, "Access-Control-Allow-Headers",
                   asked != NULL ? asked : "Authorization, Content-Type");
        header_add(exchange, response, "Access-Control-Max-Age", "600");
    }
}

void mcp__answer_headers(const struct mcp__exchange *exchange,
                         struct MHD_Response *response)
{
    header_add(exchange, response, "Cache-Control", "no-store");
    header_add(exchange, response, "X-Content-Type-Options", "nosniff");
    if (exchange->session_id[0] != '\0') {
        header_add(exchange, response, "Mcp-Session-Id", exchange->session_id);
    }
    if (exchange->must_close || exchange->is_unread || exchange->http->is_stopping) {
        header_add(exchange, response, "Connection", "close");
    }
    origin_headers(exchange, response);
}

static enum MHD_Result answer_send(struct mcp__exchange *exchange, unsigned status,
                                   const char *content_type, struct str_buf *body)
{
    struct mcp__http_library *library = &exchange->http->library;
    size_t n_bytes = body->length;
    char *bytes = str_buf_take(body);
    struct MHD_Response *response =
        library->create_response_from_buffer(n_bytes, bytes, MHD_RESPMEM_MUST_FREE);
    if (response == NULL) {
        free(bytes);
        return MHD_NO;
    }
    if (n_bytes > 0) {
        header_add(exchange, response, "Content-Type", content_type);
    }
    if (exchange->allow != NULL) {
        header_add(exchange, response, "Allow", exchange->allow);
    }
    if ((status == MHD_HTTP_UNAUTHORIZED || status == MHD_HTTP_FORBIDDEN) &&
        exchange->challenge[0] != '\0') {
        header_add(exchange, response, "WWW-Authenticate", exchange->challenge);
    }
    if (exchange->retry_after_s > 0) {
        char seconds[16];
        (void)snprintf(seconds, sizeof seconds, "%d", exchange->retry_after_s);
        header_add(exchange, response, "Retry-After", seconds);
    }
    mcp__answer_headers(exchange, response);
    exchange->state = MCP__ANSWERED;
    enum MHD_Result result =
        library->queue_response(exchange->connection, status, response);
    library->destroy_response(response);
    return result;
}

enum MHD_Result mcp__answer_plain(struct mcp__exchange *exchange)
{
    return answer_send(exchange, exchange->status, exchange->content_type,
                       &exchange->plain);
}

enum MHD_Result mcp__answer_channel(struct mcp__exchange *exchange)
{
    struct mcp__channel *channel = exchange->channel;
    unsigned status = MHD_HTTP_ACCEPTED;
    if (channel->answer.length > 0) {
        status = mcp__http_status_of(channel->core.last_error, channel->core.is_malformed,
                                     channel->session == NULL);
    }
    return answer_send(exchange, status, "application/json", &channel->answer);
}
