#include "server.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

struct connection {
    struct connection *next;
    struct server *server;
    size_t index;
    uv_tcp_t tcp;
    uv_timer_t delay;
    unsigned n_closed;
    char input[SEEN_BYTES];
    size_t n_input_bytes;
    const struct reply *reply; /* being sent; NULL while waiting for a request */
    uv_write_t write;
};

static void on_closed(uv_handle_t *handle)
{
    struct connection *connection = handle->data;
    if (++connection->n_closed == 2) {
        free(connection);
    }
}

static void answered(struct connection *connection)
{
    if (connection->reply != NULL) {
        connection->reply = NULL;
        connection->server->n_busy--;
    }
}

static void connection_close(struct connection *connection, bool is_reset)
{
    answered(connection);
    struct connection **at = &connection->server->connections;
    while (*at != connection) {
        at = &(*at)->next;
    }
    *at = connection->next;
    if (!is_reset || uv_tcp_close_reset(&connection->tcp, on_closed) != 0) {
        uv_close((uv_handle_t *)&connection->tcp, on_closed);
    }
    uv_close((uv_handle_t *)&connection->delay, on_closed);
}

/* libuv's buffers are not const; it only reads these. */
static uv_buf_t buffer_of(const char *text, size_t n_bytes)
{
    uv_buf_t buffer = {.len = n_bytes};
    memcpy(&buffer.base, &text, sizeof text);
    return buffer;
}

static size_t reply_length(const struct reply *reply)
{
    return reply->n_bytes > 0 ? reply->n_bytes : strlen(reply->text);
}

static void request_look(struct connection *connection);

static void on_written(uv_write_t *write, int status)
{
    struct connection *connection = write->handle->data;
    const struct reply *reply = connection->reply;
    if (uv_is_closing((uv_handle_t *)&connection->tcp) || reply == NULL) {
        return;
    }
    if (status != 0) {
        connection_close(connection, false);
        return;
    }
    switch (reply->end) {
    case REPLY_KEEP:
        answered(connection);
        request_look(connection);
        break;
    case REPLY_CLOSE:
    case REPLY_RESET:
        connection_close(connection, reply->end == REPLY_RESET);
        break;
    case REPLY_ENDLESS: {
        size_t n_bytes = reply_length(reply);
        uv_buf_t tail = buffer_of(reply->text + n_bytes - 64, 64);
        (void)uv_write(write, (uv_stream_t *)&connection->tcp, &tail, 1, on_written);
        break;
    }
    case REPLY_STALL:
        break;
    }
}

static void on_delay(uv_timer_t *timer)
{
    struct connection *connection = timer->data;
    const struct reply *reply = connection->reply;
    uv_buf_t text = buffer_of(reply->text, reply_length(reply));
    (void)uv_write(&connection->write, (uv_stream_t *)&connection->tcp, &text, 1,
                   on_written);
}

static size_t request_length(const char *text, size_t n_bytes)
{
    const char *end = memmem(text, n_bytes, "\r\n\r\n", 4);
    if (end == NULL) {
        return 0;
    }
    size_t n_head = (size_t)(end - text) + 4;
    const char *length = memmem(text, n_head, "Content-Length: ", 16);
    size_t n_body = length != NULL ? (size_t)strtoul(length + 16, NULL, 10) : 0;
    return n_bytes >= n_head + n_body ? n_head + n_body : 0;
}

static void request_look(struct connection *connection)
{
    struct server *server = connection->server;
    size_t n_bytes = request_length(connection->input, connection->n_input_bytes);
    if (n_bytes == 0 || connection->reply != NULL) {
        return;
    }
    struct seen *seen = &server->seen[server->n_requests % SEEN_MAX];
    memcpy(seen->text, connection->input, n_bytes);
    seen->text[n_bytes] = '\0';
    seen->at_ms = uv_now(server->loop);
    seen->i_connection = connection->index;
    connection->n_input_bytes -= n_bytes;
    memmove(connection->input, connection->input + n_bytes, connection->n_input_bytes);
    size_t i = server->n_requests++;
    if (i >= server->n_replies) {
        i = server->cycles ? i % server->n_replies : server->n_replies - 1;
    }
    connection->reply = &server->replies[i];
    if (++server->n_busy > server->n_busy_max) {
        server->n_busy_max = server->n_busy;
    }
    (void)uv_timer_start(&connection->delay, on_delay, connection->reply->delay_ms, 0);
    uv_unref((uv_handle_t *)&connection->delay);
}

static void on_room(uv_handle_t *handle, size_t n_wanted, uv_buf_t *ret_room)
{
    struct connection *connection = handle->data;
    (void)n_wanted;
    ret_room->base = connection->input + connection->n_input_bytes;
    ret_room->len = sizeof connection->input - 1 - connection->n_input_bytes;
}

static void on_read(uv_stream_t *stream, ssize_t n_bytes, const uv_buf_t *unused)
{
    struct connection *connection = stream->data;
    (void)unused;
    if (n_bytes < 0) {
        connection_close(connection, false);
        return;
    }
    connection->n_input_bytes += (size_t)n_bytes;
    request_look(connection);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct server *server = listener->data;
    if (status != 0) {
        return;
    }
    struct connection *connection = xcalloc(1, sizeof *connection);
    connection->server = server;
    connection->index = server->n_connections++;
    connection->next = server->connections;
    server->connections = connection;
    (void)uv_tcp_init(server->loop, &connection->tcp);
    (void)uv_timer_init(server->loop, &connection->delay);
    connection->tcp.data = connection;
    connection->delay.data = connection;
    uv_unref((uv_handle_t *)&connection->tcp);
    (void)uv_accept(listener, (uv_stream_t *)&connection->tcp);
    (void)uv_read_start((uv_stream_t *)&connection->tcp, on_room, on_read);
    if (server->greeting != NULL) {
        uv_buf_t text = buffer_of(server->greeting, strlen(server->greeting));
        (void)uv_try_write((uv_stream_t *)&connection->tcp, &text, 1);
    }
}

void server_start(struct server *server, uv_loop_t *loop)
{
    struct sockaddr_in address;
    int n_bytes = sizeof address;
    memset(server, 0, sizeof *server);
    server->loop = loop;
    (void)uv_ip4_addr("127.0.0.1", 0, &address);
    (void)uv_tcp_init(loop, &server->listener);
    server->listener.data = server;
    (void)uv_tcp_bind(&server->listener, (const struct sockaddr *)&address, 0);
    (void)uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &n_bytes);
    server->port = ntohs(address.sin_port);
    if (uv_listen((uv_stream_t *)&server->listener, 64, on_connection) != 0) {
        abort();
    }
    uv_unref((uv_handle_t *)&server->listener);
}

void server_script(struct server *server, const struct reply *replies, size_t n_replies)
{
    server->replies = replies;
    server->n_replies = n_replies;
}

void server_stop(struct server *server)
{
    while (server->connections != NULL) {
        connection_close(server->connections, false);
    }
    uv_close((uv_handle_t *)&server->listener, NULL);
}
