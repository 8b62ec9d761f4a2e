/* From a line to a method: parse, tell requests from the rest, choose the era of each
 * message. */
#include "mcp/core.h"

#include <stdio.h>
#include <string.h>
#include "base/banned.h"

enum era { ERA_SESSION = 1, ERA_STATELESS = 2, ERA_BOTH = ERA_SESSION | ERA_STATELESS };

static bool always(const struct mcp_server *server)
{
    (void)server;
    return true;
}

static bool has_tools(const struct mcp_server *server)
{
    return server->items[MCP_TOOL].n_items > 0;
}

static bool has_prompts(const struct mcp_server *server)
{
    return server->items[MCP_PROMPT].n_items > 0;
}

static bool has_logging(const struct mcp_server *server)
{
    return server->options.has_logging;
}

static bool has_updates(const struct mcp_server *server)
{
    return server->options.has_resource_updates && mcp__has_resources(server);
}

static bool has_notices(const struct mcp_server *server)
{
    return server->options.has_list_changes || has_updates(server);
}

/* A method is answered when its era fits and its capability is declared; else it is
 * unknown. */
static const struct method {
    const char *name;
    enum era eras;
    bool (*is_served)(const struct mcp_server *server);
    void (*run)(struct mcp__request *request);
} methods[] = {
    {"tools/call", ERA_BOTH, has_tools, mcp__tools_call},
    {"tools/list", ERA_BOTH, has_tools, mcp__tools_list},
    {"resources/list", ERA_BOTH, mcp__has_resources, mcp__resources_list},
    {"resources/read", ERA_BOTH, mcp__has_resources, mcp__resources_read},
    {"resources/templates/list", ERA_BOTH, mcp__has_resources, mcp__templates_list},
    {"prompts/list", ERA_BOTH, has_prompts, mcp__prompts_list},
    {"prompts/get", ERA_BOTH, has_prompts, mcp__prompts_get},
    {"completion/complete", ERA_BOTH, mcp__has_completions, mcp__complete},
    {"server/discover", ERA_STATELESS, always, mcp__stateless_discover},
    {"subscriptions/listen", ERA_STATELESS, has_notices, mcp__listen},
    {"initialize", ERA_SESSION, always, mcp__session_initialize},
    {"ping", ERA_SESSION, always, mcp__session_ping},
    {"logging/setLevel", ERA_SESSION, has_logging, mcp__session_set_level},
    {"resources/subscribe", ERA_SESSION, has_updates, mcp__session_subscribe},
    {"resources/unsubscribe", ERA_SESSION, has_updates, mcp__session_unsubscribe},
};

void mcp__method_run(struct mcp__request *request)
{
    const struct mcp_server *server = request->reply.connection->server;
    enum era era = request->reply.revision->is_stateless ? ERA_STATELESS : ERA_SESSION;
    const struct method *method = NULL;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i].name, request->method) == 0) {
            method = &methods[i];
            break;
        }
    }
    if (method == NULL || (method->eras & era) == 0 || !method->is_served(server)) {
        char shown[68];
        char message[128];
        str_clean(shown, sizeof shown, sizeof shown - 4, request->method);
        (void)snprintf(message, sizeof message, "method \"%s\" is not known here", shown);
        mcp__reply_error(&request->reply, MCP__METHOD_NOT_FOUND, message, NULL);
        return;
    }
    if (request->has_bad_params) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, "params must be an object",
                         NULL);
        return;
    }
    method->run(request);
}

/*
 * The era of a request. Without the stateless era's fields it belongs to the session, if
 * there is one or it opens one, and ping is answered at any time; what remains is a
 * stateless request that lacks its fields, and is told so.
 */
static void request_receive(struct mcp__request *request)
{
    const struct mcp__revision *agreed = request->reply.connection->session->revision;
    bool needs_no_session =
        strcmp(request->method, "initialize") == 0 || strcmp(request->method, "ping") == 0;
    bool is_of_session = (agreed != NULL || needs_no_session) &&
                         strcmp(request->method, "server/discover") != 0 &&
                         !request->reply.connection->expects_stateless &&
                         !mcp__stateless_is_addressed(request->params);
    if (is_of_session) {
        request->reply.revision = agreed != NULL ? agreed : mcp__revision_newest(false);
        mcp__method_run(request);
    } else {
        mcp__stateless_request(request);
    }
}

static void notification_receive(struct mcp__connection *connection,
                                 const struct mcp__message *message)
{
    struct mcp__id id;
    if (strcmp(message->method, "notifications/cancelled") == 0 &&
        mcp__id_read(json_object_get(message->params, "requestId"), &id)) {
        mcp__calls_cancel(connection, &id);
        mcp__listen_cancel(connection, &id);
    }
}

static void message_receive(struct mcp__connection *connection, struct mcp__batch *batch,
                            const json_t *json, size_t n_bytes)
{
    struct mcp__message message;
    mcp__message_read(json, &message);
    struct mcp__request request = {.reply = {.connection = connection,
                                             .batch = batch,
                                             .id = message.id.text,
                                             .n_id_bytes = message.id.n_bytes},
                                   .method = message.method,
                                   .params = message.params,
                                   .has_bad_params = message.has_bad_params,
                                   .n_bytes = n_bytes};
    switch (message.kind) {
    case MCP__RESPONSE:
        mcp__answer_receive(connection, json);
        break;
    case MCP__NOTIFICATION:
        notification_receive(connection, &message);
        break;
    case MCP__REQUEST:
        if (batch != NULL) {
            batch->n_open++;
        }
        request_receive(&request);
        break;
    case MCP__INVALID:
        if (batch != NULL) {
            batch->n_open++;
        }
        mcp__reply_error(&request.reply, MCP__INVALID_REQUEST, message.problem, NULL);
        break;
    }
}

static void refuse(struct mcp__connection *connection, int code, const char *message)
{
    struct mcp__reply reply = {.connection = connection};
    mcp__reply_error(&reply, code, message, NULL);
}

static void batch_receive(struct mcp__connection *connection, const json_t *array,
                          size_t n_bytes)
{
    const struct mcp__revision *revision = connection->session->revision;
    size_t n_messages = json_array_size(array);
    if (revision == NULL || !revision->has_batches) {
        refuse(connection, MCP__INVALID_REQUEST,
               "batches are not part of this protocol version");
        return;
    }
    if (n_messages == 0 || n_messages > LIMIT_BATCH_MESSAGES) {
        char message[80];
        (void)snprintf(message, sizeof message,
                       "a batch holds 1 to %d messages, this one has %zu",
                       LIMIT_BATCH_MESSAGES, n_messages);
        refuse(connection, MCP__INVALID_REQUEST, message);
        return;
    }
    struct mcp__batch *batch = mcp__batch_new(connection);
    for (size_t i = 0; i < n_messages; i++) {
        message_receive(connection, batch, json_array_get(array, i), n_bytes / n_messages);
    }
    mcp__batch_end(batch);
}

void mcp__receive(struct mcp__connection *connection, const char *text, size_t n_bytes)
{
    struct err err = {0};
    json_auto_t *json = NULL;
    int code = 0;
    if (!mcp__text_read(text, n_bytes, &json, &code, &err)) {
        refuse(connection, code, err.message);
    } else {
        mcp__receive_parsed(connection, json, n_bytes);
    }
}

void mcp__receive_parsed(struct mcp__connection *connection, const json_t *json,
                         size_t n_bytes)
{
    if (json_is_array(json)) {
        batch_receive(connection, json, n_bytes);
    } else {
        message_receive(connection, NULL, json, n_bytes);
    }
}

void mcp__receive_too_long(struct mcp__connection *connection)
{
    char message[80];
    (void)snprintf(message, sizeof message, "the line is longer than %d bytes",
                   LIMIT_LINE_BYTES);
    refuse(connection, MCP__INVALID_REQUEST, message);
}
