#include "exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <zlib.h>

enum {
    GZIP_MIN_BYTES = 1024,
    GZIP_WINDOW = 15 + 16, /* 16 asks zlib for the gzip header */
    BLOCK_BYTES = 16384
};

/* Is `name` among the accepted encodings, with a q that is not 0? */
static bool accepts(const char *header, const char *name)
{
    size_t name_length = strlen(name);
    for (const char *at = header; at != NULL && *at != '\0';) {
        at += strspn(at, ", \t");
        size_t length = strcspn(at, ",");
        if (strncasecmp(at, name, name_length) == 0 &&
            strcspn(at, ",; \t") == name_length) {
            AUTO_FREE char *rest = mem_strndup(at + name_length, length - name_length);
            const char *quality = strstr(rest, "q=");
            return quality == NULL || strtod(quality + 2, NULL) > 0.0;
        }
        at += length;
    }
    return false;
}

/* Replaces the body by its gzip form; false (and no change) when zlib fails. */
static bool body_compress(struct reply *reply)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    uLong bound = deflateBound(&stream, (uLong)reply->length);
    char *compressed = mem_zalloc(bound, 1);
    stream.next_in = (const Bytef *)reply->body;
    stream.avail_in = (uInt)reply->length;
    stream.next_out = (Bytef *)compressed;
    stream.avail_out = (uInt)bound;
    int result = deflate(&stream, Z_FINISH);
    size_t length = stream.total_out;
    (void)deflateEnd(&stream);
    if (result != Z_STREAM_END) {
        free(compressed);
        return false;
    }
    free(reply->body);
    reply->body = compressed;
    reply->length = length;
    return true;
}

/* The Content-Encoding, after compressing if that is due; NULL for plain. */
static const char *encode(struct exchange *exchange)
{
    struct reply *reply = &exchange->reply;
    if (reply->wire == WIRE_WRONG_ENCODING) {
        return "gzip";
    }
    const char *accepted = MHD_lookup_connection_value(exchange->connection,
                                                       MHD_HEADER_KIND, "Accept-Encoding");
    bool is_due = exchange->server->has_gzip && !exchange->is_control &&
                  reply->wire != WIRE_ENDLESS && reply->length > GZIP_MIN_BYTES &&
                  accepts(accepted, "gzip");
    return is_due && body_compress(reply) ? "gzip" : NULL;
}

/*
 * Resets the connection: with a linger time of 0 there is no orderly end, and "connecting"
 * a TCP socket to nowhere sends the RST at once, before libmicrohttpd can send a FIN.
 */
static void connection_reset(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info == NULL) {
        return;
    }
    const struct linger linger = {.l_onoff = 1, .l_linger = 0};
    const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    (void)setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    (void)connect(info->connect_fd, &nowhere, sizeof nowhere);
}

static ssize_t body_part(const struct reply *reply, uint64_t at, char *out, size_t max)
{
    size_t length = reply->length - (size_t)at;
    length = length < max ? length : max;
    memcpy(out, reply->body + at, length);
    return (ssize_t)length;
}

/* The body up to after_bytes, then the connection breaks. */
static ssize_t read_cut(void *context, uint64_t at, char *out, size_t max)
{
    const struct exchange *exchange = context;
    const struct reply *reply = &exchange->reply;
    size_t end = reply->after_bytes > 0 ? reply->after_bytes : reply->length / 2;
    if (end >= reply->length) {
        end = reply->length - 1;
    }
    if (at >= end) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    return body_part(reply, at, out, end - at < max ? end - at : max);
}

/* The body with one pause in it. */
static ssize_t read_stalling(void *context, uint64_t at, char *out, size_t max)
{
    struct exchange *exchange = context;
    const struct reply *reply = &exchange->reply;
    if (exchange->has_stalled) {
        return body_part(reply, at, out, max);
    }
    if (at >= reply->after_bytes) {
        exchange->has_stalled = true;
        exchange_sleep(exchange, reply->delay_ms);
        return 0;
    }
    size_t rest = reply->after_bytes - (size_t)at;
    return body_part(reply, at, out, rest < max ? rest : max);
}

/* An array that never ends, of rows that look like activities. */
static ssize_t read_endless(void *context, uint64_t at, char *out, size_t max)
{
    static const char row[] = "{\"id\":\"i1\",\"type\":\"Run\",\"start_date_local\":"
                              "\"2020-01-01T00:00:00\",\"moving_time\":60},";
    const struct exchange *exchange = context;
    size_t limit = exchange->reply.after_bytes;
    if (limit > 0 && at >= limit) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    for (size_t i = 0; i < max; i++) {
        uint64_t place = at + i;
        if (place == 0) {
            out[i] = '[';
        } else {
            out[i] = row[(place - 1) % (sizeof row - 1)];
        }
    }
    return (ssize_t)(limit > 0 && limit - at < max ? limit - at : max);
}

static struct MHD_Response *response_new(struct exchange *exchange)
{
    struct reply *reply = &exchange->reply;
    MHD_ContentReaderCallback reader = NULL;
    uint64_t size = reply->length;
    switch (reply->wire) {
    case WIRE_CUT:
        reader = reply->length > 0 ? read_cut : NULL;
        break;
    case WIRE_STALL:
        reader = reply->length > reply->after_bytes ? read_stalling : NULL;
        break;
    case WIRE_ENDLESS:
        reader = read_endless;
        size = MHD_SIZE_UNKNOWN;
        break;
    case WIRE_WHOLE:
    case WIRE_RESET:
    case WIRE_WRONG_ENCODING:
        break;
    }
    if (reader != NULL) {
        return MHD_create_response_from_callback(size, BLOCK_BYTES, reader, exchange, NULL);
    }
    char *body = reply->body != NULL ? reply->body : mem_strdup("");
    reply->body = NULL;
    return MHD_create_response_from_buffer(reply->length, body, MHD_RESPMEM_MUST_FREE);
}

static void headers_add(struct MHD_Response *response, const struct exchange *exchange,
                        const char *encoding)
{
    const struct reply *reply = &exchange->reply;
    if (reply->content_type != NULL) {
        (void)MHD_add_response_header(response, "Content-Type", reply->content_type);
    }
    if (encoding != NULL) {
        (void)MHD_add_response_header(response, "Content-Encoding", encoding);
        (void)MHD_add_response_header(response, "Vary", "Accept-Encoding");
    }
    if (reply->location != NULL) {
        (void)MHD_add_response_header(response, "Location", reply->location);
    }
    if (reply->has_retry_after) {
        char seconds[16];
        (void)snprintf(seconds, sizeof seconds, "%d", reply->retry_after_s);
        (void)MHD_add_response_header(response, "Retry-After", seconds);
    }
    if (reply->status == 401) {
        (void)MHD_add_response_header(response, "WWW-Authenticate",
                                      "Basic realm=\"Intervals.icu\"");
    }
}

static void verbose_line(const struct exchange *exchange)
{
    if (exchange->server->is_verbose) {
        (void)fprintf(stderr, "fake_intervals: %s %s%s%s -> %u%s%s\n", exchange->method,
                      exchange->path, exchange->query[0] != '\0' ? "?" : "",
                      exchange->query, exchange->reply.status,
                      exchange->has_fault ? " fault " : "",
                      exchange->has_fault ? fault_name(exchange->fault.kind) : "");
    }
}

enum MHD_Result exchange_send(struct exchange *exchange)
{
    struct reply *reply = &exchange->reply;
    if (reply->wire == WIRE_RESET) {
        reply->status = 0;
        verbose_line(exchange);
        connection_reset(exchange->connection);
        return MHD_NO;
    }
    const char *encoding = encode(exchange);
    if (!exchange->is_control) {
        journal_answer(&exchange->server->journal, exchange->number, reply->status,
                       encoding != NULL ? encoding : "identity");
    }
    verbose_line(exchange);
    struct MHD_Response *response = response_new(exchange);
    if (response == NULL) {
        return MHD_NO;
    }
    headers_add(response, exchange, encoding);
    enum MHD_Result result =
        MHD_queue_response(exchange->connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}
