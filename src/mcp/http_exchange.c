/*
 * One request and its answer, from libmicrohttpd's callbacks to its end.
 *
 * The gate looks at the headers before the body comes. What it refuses is answered after
 * the body was read and thrown away, so that the client sees the answer and the connection
 * can go on; a body that is too long is not read.
 *
 * While an exchange is suspended libmicrohttpd does not see its client go, so a poll handle
 * of our own watches for that: it exists exactly as long as the exchange is suspended, and
 * so never sees a descriptor that libmicrohttpd has closed.
 */
#include "mcp/http_core.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

struct mcp__watch {
    uv_poll_t poll;
    struct mcp__exchange *exchange;
};

static void watch_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void watch_end(struct mcp__exchange *exchange)
{
    if (exchange->watch != NULL) {
        (void)uv_poll_stop(&exchange->watch->poll);
        uv_close((uv_handle_t *)&exchange->watch->poll, watch_closed);
        exchange->watch = NULL;
    }
}

static void client_left(uv_poll_t *poll, int status, int events)
{
    struct mcp__watch *watch = poll->data;
    (void)status;
    (void)events;
    mcp__exchange_cut(watch->exchange);
}

static void watch_begin(struct mcp__exchange *exchange)
{
    struct mcp__watch *watch = xcalloc(1, sizeof *watch);
    watch->exchange = exchange;
    if (uv_poll_init(exchange->http->loop, &watch->poll, exchange->peer->fd) != 0) {
        free(watch); /* out of descriptors' memory: its closing is seen when we write */
        return;
    }
    watch->poll.data = watch;
    exchange->watch = watch;
    (void)uv_poll_start(&watch->poll, UV_DISCONNECT, client_left);
}

void mcp__exchange_suspend(struct mcp__exchange *exchange)
{
    exchange->is_suspended = true;
    exchange->http->library.suspend_connection(exchange->connection);
    watch_begin(exchange);
}

void mcp__exchange_wake(struct mcp__exchange *exchange)
{
    if (exchange->is_suspended) {
        exchange->is_suspended = false;
        watch_end(exchange);
        exchange->http->library.resume_connection(exchange->connection);
        mcp__http_run_soon(exchange->http);
    }
}

void mcp__exchange_cut(struct mcp__exchange *exchange)
{
    if (!exchange->is_gone) {
        exchange->is_gone = true;
        /* So that libmicrohttpd, which waits for a slow client, comes back to it. */
        (void)shutdown(exchange->peer->fd, SHUT_RDWR);
        mcp__exchange_wake(exchange);
    }
}

/* Where nobody is told from another, all connections are one client's. */
static size_t requests_limit(const struct mcp__exchange *exchange, const char *principal)
{
    const struct mcp_http_limits *limits = &exchange->http->options.limits;
    return principal[0] != '\0' ? limits->n_requests_of_client : limits->n_connections;
}

/* Counts it in, or refuses it when its client has too much at work. */
static void client_enter(struct mcp__exchange *exchange, struct mcp_server *server,
                         const char *principal)
{
    struct mcp__http_client *client =
        mcp__http_client_get(exchange->http, server, principal);
    if (client->n_requests >= requests_limit(exchange, principal)) {
        exchange->retry_after_s = 1;
        mcp__refuse(exchange, MHD_HTTP_TOO_MANY_REQUESTS, MCP__INTERNAL_ERROR, NULL,
                    "too many requests are at work for this client");
    } else {
        client->n_requests++;
        exchange->client = client;
        exchange->is_authorized = true;
        exchange->peer->is_known = true;
    }
    mcp__http_client_settle(exchange->http, client);
}

void mcp__exchange_identify(struct mcp__exchange *exchange,
                            const struct mcp_http_identity *identity)
{
    (void)snprintf(exchange->challenge, sizeof exchange->challenge, "%s",
                   identity->challenge != NULL ? identity->challenge : "Bearer");
    switch (identity->verdict) {
    case MCP_HTTP_ALLOWED:
        client_enter(exchange, identity->server,
                     identity->principal != NULL ? identity->principal : "");
        break;
    case MCP_HTTP_UNAUTHORIZED:
        mcp__refuse(exchange, MHD_HTTP_UNAUTHORIZED, MCP__INVALID_REQUEST, NULL,
                    "a valid bearer token is needed");
        break;
    case MCP_HTTP_FORBIDDEN:
        mcp__refuse(exchange, MHD_HTTP_FORBIDDEN, MCP__INVALID_REQUEST, NULL,
                    "the token does not allow this");
        break;
    case MCP_HTTP_UNAVAILABLE:
        exchange->retry_after_s = 5;
        mcp__refuse(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, MCP__INTERNAL_ERROR, NULL,
                    "the token cannot be checked now");
        break;
    }
    if (exchange->state == MCP__AUTHORIZING) {
        mcp__exchange_wake(exchange);
    }
}

static void refuse(struct mcp__exchange *exchange, unsigned status, const char *message)
{
    mcp__refuse(exchange, status, MCP__INVALID_REQUEST, NULL, message);
}

/* Of all requests, before it matters what they ask. */
static void gate_of_all(struct mcp__exchange *exchange)
{
    const struct mcp_http *http = exchange->http;
    const struct mcp__headers *headers = &exchange->headers;
    if (http->is_stopping || exchange->peer->is_beyond) {
        exchange->must_close = true;
        exchange->retry_after_s = 1;
        mcp__refuse(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, MCP__INTERNAL_ERROR, NULL,
                    http->is_stopping ? "the server is stopping"
                                      : "the server has too many connections");
    } else if (headers->is_cut) {
        exchange->is_unread = true;
        refuse(exchange, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE, "too many headers");
    } else if (mcp__headers_repeated(headers) != NULL) {
        exchange->is_unread = true; /* where its body ends is anyone's guess */
        refuse(exchange, MHD_HTTP_BAD_REQUEST, "a header stands twice");
    } else if (!mcp__host_is_allowed(&http->names, mcp__headers_get(headers, "Host"))) {
        refuse(exchange, MHD_HTTP_FORBIDDEN, "the Host is not served here");
    } else if (!mcp__origin_is_allowed(&http->names, mcp__headers_get(headers, "Origin"))) {
        refuse(exchange, MHD_HTTP_FORBIDDEN, "the Origin is not allowed");
    }
}

static const struct mcp_http_document *document_find(const struct mcp_http *http,
                                                     const char *path)
{
    for (size_t i = 0; i < http->options.n_documents; i++) {
        if (strcmp(http->options.documents[i].path, path) == 0) {
            return &http->options.documents[i];
        }
    }
    return NULL;
}

/* What is no matter of the endpoint: documents, foreign paths, a browser's preflight. */
static void gate_of_path(struct mcp__exchange *exchange, const char *path)
{
    const struct mcp_http_document *document = document_find(exchange->http, path);
    bool is_get = strcmp(exchange->method, "GET") == 0;
    exchange->is_endpoint = strcmp(path, exchange->http->options.path) == 0;
    if (document != NULL && is_get) {
        exchange->status = MHD_HTTP_OK;
        exchange->content_type = document->content_type;
        str_buf_add(&exchange->plain, document->text);
    } else if (document != NULL) {
        exchange->allow = "GET";
        refuse(exchange, MHD_HTTP_METHOD_NOT_ALLOWED, "this document is read with GET");
    } else if (!exchange->is_endpoint) {
        refuse(exchange, MHD_HTTP_NOT_FOUND, "there is nothing at this path");
    } else if (strcmp(exchange->method, "OPTIONS") == 0) {
        exchange->allow = "GET, POST, DELETE, OPTIONS";
        exchange->status = MHD_HTTP_NO_CONTENT;
    }
}

static bool is_too_long(const char *content_length)
{
    return content_length != NULL && (strlen(content_length) > 9 ||
                                      strtol(content_length, NULL, 10) > LIMIT_LINE_BYTES);
}

static void gate_of_endpoint(struct mcp__exchange *exchange)
{
    const struct mcp__headers *headers = &exchange->headers;
    const char *accept = mcp__headers_get(headers, "Accept");
    bool takes_events = mcp__accepts(accept, "text", "event-stream");
    bool is_get = strcmp(exchange->method, "GET") == 0;
    bool is_post = strcmp(exchange->method, "POST") == 0;
    if (!is_post && !is_get && strcmp(exchange->method, "DELETE") != 0) {
        exchange->allow = "GET, POST, DELETE, OPTIONS";
        refuse(exchange, MHD_HTTP_METHOD_NOT_ALLOWED, "this method is not served here");
    } else if ((is_get && !takes_events) ||
               (is_post && !takes_events && !mcp__accepts(accept, "application", "json"))) {
        refuse(exchange, MHD_HTTP_NOT_ACCEPTABLE,
               "Accept must name application/json and text/event-stream");
    } else if (is_post && !mcp__is_json_type(mcp__headers_get(headers, "Content-Type"))) {
        refuse(exchange, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
               "Content-Type must be application/json");
    } else if (is_too_long(mcp__headers_get(headers, "Content-Length"))) {
        exchange->is_unread = true;
        refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too long");
    }
}

static void authorize(struct mcp__exchange *exchange)
{
    struct mcp_http *http = exchange->http;
    if (http->options.authorize != NULL) {
        const char *token =
            mcp__bearer_token(mcp__headers_get(&exchange->headers, "Authorization"));
        http->options.authorize(http->options.user, http, exchange->id, token);
        return;
    }
    const struct mcp_http_identity everyone = {.verdict = MCP_HTTP_ALLOWED,
                                               .server = http->options.server};
    mcp__exchange_identify(exchange, &everyone);
}

static enum MHD_Result header_take(void *user, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    mcp__headers_add(user, name, value);
    return MHD_YES;
}

static struct mcp__exchange *
exchange_new(struct mcp_http *http, struct MHD_Connection *connection, const char *method)
{
    struct mcp__exchange *exchange = xcalloc(1, sizeof *exchange);
    const union MHD_ConnectionInfo *info =
        http->library.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange->http = http;
    exchange->connection = connection;
    exchange->peer = info->socket_context;
    exchange->id = ++http->last_id;
    exchange->body.max_bytes = LIMIT_LINE_BYTES;
    str_copy(exchange->method, sizeof exchange->method, method);
    (void)http->library.get_connection_values(connection, MHD_HEADER_KIND, header_take,
                                              &exchange->headers);
    exchange->next = http->exchanges;
    if (http->exchanges != NULL) {
        http->exchanges->previous = exchange;
    }
    http->exchanges = exchange;
    return exchange;
}

static void body_add(struct mcp__exchange *exchange, const char *data, size_t n_bytes)
{
    struct mcp_http *http = exchange->http;
    if (exchange->status != 0) {
        exchange->n_thrown_bytes += n_bytes;
        return;
    }
    if (http->n_body_bytes + n_bytes > LIMIT_HTTP_BODIES_BYTES) {
        exchange->retry_after_s = 1;
        mcp__refuse(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, MCP__INTERNAL_ERROR, NULL,
                    "the server has too much to read");
        return;
    }
    size_t before = exchange->body.length;
    str_buf_add_bytes(&exchange->body, data, n_bytes);
    http->n_body_bytes += exchange->body.length - before;
    if (exchange->body.is_cut) {
        exchange->must_close = true;
        refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too long");
    }
}

static void body_release(struct mcp__exchange *exchange)
{
    exchange->http->n_body_bytes -= exchange->body.length;
    str_buf_release(&exchange->body);
}

static void run(struct mcp__exchange *exchange)
{
    exchange->state = MCP__WORKING;
    if (strcmp(exchange->method, "POST") == 0) {
        mcp__post_run(exchange);
    } else if (strcmp(exchange->method, "GET") == 0) {
        mcp__get_run(exchange);
    } else {
        mcp__delete_run(exchange);
    }
    body_release(exchange);
}

/* The request is whole: as far as it can go now. */
static enum MHD_Result advance(struct mcp__exchange *exchange)
{
    if (exchange->is_gone) {
        return MHD_NO;
    }
    exchange->peer->since_ms = 0;
    if (exchange->status == 0 && exchange->state != MCP__WORKING) {
        if (!exchange->is_authorized) {
            exchange->state = MCP__AUTHORIZING;
            mcp__exchange_suspend(exchange);
            return MHD_YES;
        }
        run(exchange);
    }
    if (exchange->status != 0) {
        return mcp__answer_plain(exchange);
    }
    struct mcp__channel *channel = exchange->channel;
    if (channel->is_over && channel->expects_answer && channel->takes_events &&
        channel->answer.length == 0) {
        channel->is_streaming = true; /* cancelled: a stream that ends without an answer */
    }
    if (channel->is_streaming) {
        return mcp__stream_begin(exchange);
    }
    if (channel->is_over) {
        return mcp__answer_channel(exchange);
    }
    mcp__exchange_suspend(exchange);
    return MHD_YES;
}

enum MHD_Result mcp__exchange_request(void *user, struct MHD_Connection *connection,
                                      const char *url, const char *method,
                                      const char *version, const char *data,
                                      size_t *n_data_bytes, void **state)
{
    struct mcp__exchange *exchange = *state;
    (void)version;
    if (exchange == NULL) {
        exchange = exchange_new(user, connection, method);
        *state = exchange;
        gate_of_all(exchange);
        if (exchange->status == 0) {
            gate_of_path(exchange, url);
        }
        if (exchange->status == 0) {
            gate_of_endpoint(exchange);
        }
        if (exchange->status == 0) {
            authorize(exchange);
        }
        return exchange->is_unread ? mcp__answer_plain(exchange) : MHD_YES;
    }
    if (*n_data_bytes > 0) {
        body_add(exchange, data, *n_data_bytes);
        *n_data_bytes = 0;
        /* What is only thrown away has an end, too. */
        return exchange->n_thrown_bytes <= LIMIT_LINE_BYTES ? MHD_YES : MHD_NO;
    }
    return exchange->state == MCP__ANSWERED ? MHD_YES : advance(exchange);
}

static void client_leave(struct mcp__exchange *exchange)
{
    struct mcp__http_client *client = exchange->client;
    if (client != NULL) {
        size_t *count =
            exchange->counts_as_stream ? &client->n_streams : &client->n_requests;
        (*count)--;
        exchange->client = NULL;
        mcp__http_client_settle(exchange->http, client);
    }
}

void mcp__exchange_completed(void *user, struct MHD_Connection *connection, void **state,
                             enum MHD_RequestTerminationCode code)
{
    struct mcp__exchange *exchange = *state;
    struct mcp_http *http = user;
    (void)connection;
    if (exchange == NULL) {
        return;
    }
    *state = NULL;
    watch_end(exchange);
    exchange->peer->since_ms = uv_now(http->loop);
    if (exchange->channel != NULL) {
        mcp__channel_detach(exchange->channel, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    }
    client_leave(exchange);
    if (exchange->next != NULL) {
        exchange->next->previous = exchange->previous;
    }
    if (exchange->previous != NULL) {
        exchange->previous->next = exchange->next;
    } else {
        http->exchanges = exchange->next;
    }
    body_release(exchange);
    str_buf_release(&exchange->plain);
    free(exchange);
}
