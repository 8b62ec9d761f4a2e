/* The answer as a stream of server-sent events. */
#include "mcp/http_core.h"

#include "base/banned.h"

enum { BLOCK_BYTES = 8 * 1024 };

/* libmicrohttpd asks for more: it comes only while the client takes what was given. */
static ssize_t read_more(void *user, uint64_t at, char *bytes, size_t n_max)
{
    struct mcp__exchange *exchange = user;
    struct mcp__channel *channel = exchange->channel;
    (void)at;
    if (exchange->is_gone || channel == NULL) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size_t n_bytes = mcp__channel_take(channel, bytes, n_max);
    if (n_bytes > 0) {
        return (ssize_t)n_bytes;
    }
    if (channel->is_over || channel->is_polling) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    mcp__exchange_suspend(exchange);
    return 0;
}

/* A stream may stay open for hours: it counts apart, as long as there is room. */
static void count_as_stream(struct mcp__exchange *exchange)
{
    struct mcp__http_client *client = exchange->client;
    if (client->n_streams < exchange->http->options.limits.n_streams_of_client) {
        client->n_requests--;
        client->n_streams++;
        exchange->counts_as_stream = true;
    }
}

enum MHD_Result mcp__stream_begin(struct mcp__exchange *exchange)
{
    const struct mcp__http_library *library = &exchange->http->library;
    struct MHD_Response *response = library->create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_more, exchange, NULL);
    if (response == NULL) {
        return MHD_NO;
    }
    (void)library->add_response_header(response, "Content-Type", "text/event-stream");
    (void)library->add_response_header(response, "X-Accel-Buffering", "no");
    mcp__answer_headers(exchange, response);
    exchange->state = MCP__ANSWERED;
    count_as_stream(exchange);
    enum MHD_Result result =
        library->queue_response(exchange->connection, MHD_HTTP_OK, response);
    library->destroy_response(response);
    return result;
}
