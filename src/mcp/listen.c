/*
 * subscriptions/listen of the stateless era, and the notices of change in both.
 *
 * A subscription is a request whose answer is due for as long as it stands: first the
 * acknowledgement, then notices, each with the request's id, and at our end a closing
 * result. The client's end (cancelled, connection closed) is silent. A notice is dropped
 * for a reader that is too far behind (is_congested): it says only that something changed.
 */
#include "mcp/core.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

struct mcp__listen {
    struct mcp__reply reply;
    bool wants[MCP__N_KINDS];
    uint64_t last_notice; /* the server's count, when this one was looked at */
    json_t *uris;         /* an object with the uris as keys */
    struct mcp__listen *next_of_connection;
    struct mcp__listen *next_of_server;
    char id[];
};

#define SUBSCRIPTION_KEY "io.modelcontextprotocol/subscriptionId"

/* Both resource kinds are told by one notice. */
static const struct change {
    enum mcp_kind kind;
    const char *filter;
    const char *method;
} changes[] = {
    {MCP_TOOL, "toolsListChanged", "notifications/tools/list_changed"},
    {MCP_PROMPT, "promptsListChanged", "notifications/prompts/list_changed"},
    {MCP_RESOURCE, "resourcesListChanged", "notifications/resources/list_changed"},
};
enum { N_CHANGES = sizeof changes / sizeof changes[0] };

static bool has_items(const struct mcp_server *server, enum mcp_kind kind)
{
    return kind == MCP_RESOURCE ? mcp__has_resources(server)
                                : server->items[kind].n_items > 0;
}

static struct mcp__listen *listen_find(const struct mcp__reply *reply)
{
    struct mcp__listen *listen = reply->connection->first_listen;
    while (listen != NULL &&
           (listen->reply.n_id_bytes != reply->n_id_bytes ||
            memcmp(listen->reply.id, reply->id, reply->n_id_bytes) != 0)) {
        listen = listen->next_of_connection;
    }
    return listen;
}

bool mcp__listen_has(const struct mcp__reply *reply)
{
    return listen_find(reply) != NULL;
}

static void listen_unlink(struct mcp__listen *listen)
{
    struct mcp__connection *connection = listen->reply.connection;
    struct mcp__listen **at = &connection->first_listen;
    while (*at != listen) {
        at = &(*at)->next_of_connection;
    }
    *at = listen->next_of_connection;
    at = &connection->server->first_listen;
    while (*at != listen) {
        at = &(*at)->next_of_server;
    }
    *at = listen->next_of_server;
    connection->n_listens--;
}

static void listen_free(struct mcp__listen *listen)
{
    json_decref(listen->uris);
    free(listen);
}

static struct mcp__listen *listen_new(const struct mcp__request *request)
{
    struct mcp__connection *connection = request->reply.connection;
    size_t n_id_bytes = request->reply.n_id_bytes;
    struct mcp__listen *listen = xcalloc(1, sizeof *listen + n_id_bytes);
    listen->reply = request->reply;
    memcpy(listen->id, request->reply.id, n_id_bytes);
    listen->reply.id = listen->id;
    listen->uris = json_object();
    listen->next_of_connection = connection->first_listen;
    connection->first_listen = listen;
    listen->next_of_server = connection->server->first_listen;
    connection->server->first_listen = listen;
    connection->n_listens++;
    return listen;
}

/* What is wrong with the filter; NULL: nothing. */
static const char *filter_problem(const json_t *filter)
{
    const json_t *uris = json_object_get(filter, "resourceSubscriptions");
    if (!json_is_object(filter)) {
        return "subscriptions/listen needs params.notifications, an object";
    }
    for (size_t i = 0; i < N_CHANGES; i++) {
        const json_t *flag = json_object_get(filter, changes[i].filter);
        if (flag != NULL && !json_is_boolean(flag)) {
            return "the ...ListChanged members of params.notifications are booleans";
        }
    }
    if (uris != NULL && !json_is_array(uris)) {
        return "params.notifications.resourceSubscriptions must be a list of uris";
    }
    if (json_array_size(uris) > LIMIT_SUBSCRIBED_URIS) {
        return "resourceSubscriptions holds at most 256 uris";
    }
    for (size_t i = 0; i < json_array_size(uris); i++) {
        const json_t *uri = json_array_get(uris, i);
        if (!json_is_string(uri) || json_string_length(uri) > LIMIT_URI_BYTES) {
            return "a uri of resourceSubscriptions is a string of at most 2048 bytes";
        }
    }
    return NULL;
}

/* What of the filter is honoured: what the server declared. Written as it is taken over. */
static void filter_honour(struct mcp__listen *listen, const json_t *filter,
                          struct str_buf *to)
{
    struct mcp_server *server = listen->reply.connection->server;
    str_buf_add(to, "{");
    for (size_t i = 0; i < N_CHANGES; i++) {
        enum mcp_kind kind = changes[i].kind;
        if (server->options.has_list_changes && has_items(server, kind) &&
            json_is_true(json_object_get(filter, changes[i].filter))) {
            listen->wants[kind] = true;
            mcp__result_member(to, changes[i].filter);
            str_buf_add(to, "true");
        }
    }
    const json_t *uris = json_object_get(filter, "resourceSubscriptions");
    if (server->options.has_resource_updates && mcp__has_resources(server) &&
        json_array_size(uris) > 0) {
        json_auto_t *honoured = json_array();
        for (size_t i = 0; i < json_array_size(uris); i++) {
            json_t *uri = json_array_get(uris, i);
            if (mcp__resource_is_there(server, json_string_value(uri))) {
                (void)json_array_append(honoured, uri);
                (void)json_object_set_new(listen->uris, json_string_value(uri),
                                          json_true());
            }
        }
        mcp__result_member(to, "resourceSubscriptions");
        size_t mark = to->length;
        if (!json_write(to, honoured)) {
            to->length = mark;
            str_buf_add(to, "[]");
        }
    }
    str_buf_add(to, "}");
}

/* The product's own word on each uri that is honoured, once the acknowledgement is written;
 * uris: borrowed, the connection may be gone. */
static void uris_tell(struct mcp_server *server, json_t *uris)
{
    for (void *at = json_object_iter(uris);
         at != NULL && server->options.subscribed != NULL;
         at = json_object_iter_next(uris, at)) {
        server->options.subscribed(server->options.user, server, json_object_iter_key(at));
    }
}

static void id_write(struct str_buf *to, const struct mcp__listen *listen)
{
    str_buf_add(to, "\"_meta\":{\"" SUBSCRIPTION_KEY "\":");
    str_buf_add_bytes(to, listen->reply.id, listen->reply.n_id_bytes);
    str_buf_add(to, "}");
}

/* {"jsonrpc","method","params":{"_meta":{...} : the rest is the caller's. */
static struct str_buf *notice_begin(const struct mcp__listen *listen, const char *method)
{
    struct str_buf *to = mcp__params_begin(listen->reply.connection, method);
    id_write(to, listen);
    return to;
}

void mcp__listen(struct mcp__request *request)
{
    const json_t *filter = json_object_get(request->params, "notifications");
    const char *problem = filter_problem(filter);
    if (problem != NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, problem, NULL);
        return;
    }
    if (mcp__calls_has(&request->reply) || mcp__listen_has(&request->reply)) {
        mcp__reply_error(&request->reply, MCP__INVALID_REQUEST,
                         "a request with this id is still at work", NULL);
        return;
    }
    if (request->reply.connection->n_listens >= LIMIT_LISTENS) {
        mcp__reply_error(&request->reply, MCP__INTERNAL_ERROR,
                         "too many subscriptions are open: end one first", NULL);
        return;
    }
    struct mcp_server *server = request->reply.connection->server;
    struct mcp__listen *listen = listen_new(request);
    struct str_buf *to = notice_begin(listen, "notifications/subscriptions/acknowledged");
    mcp__result_member(to, "notifications");
    filter_honour(listen, filter, to);
    json_auto_t *uris = json_incref(listen->uris);
    mcp__params_end(listen->reply.connection); /* which may end the connection */
    uris_tell(server, uris);
}

void mcp__listen_cancel(struct mcp__connection *connection, const struct mcp__id *id)
{
    struct mcp__reply reply = {
        .connection = connection, .id = id->text, .n_id_bytes = id->n_bytes};
    struct mcp__listen *listen = listen_find(&reply);
    if (listen != NULL) {
        listen_unlink(listen);
        mcp__reply_none(&listen->reply);
        listen_free(listen);
        if (!connection->is_closed) {
            connection->changed(connection);
        }
    }
}

void mcp__listens_cancel_all(struct mcp__connection *connection)
{
    struct mcp__listen *listen = connection->first_listen;
    while (listen != NULL) {
        listen_unlink(listen);
        mcp__reply_none(&listen->reply);
        listen_free(listen);
        listen = connection->first_listen;
    }
}

void mcp__listens_end(struct mcp__connection *connection)
{
    struct mcp__listen *listen = connection->first_listen;
    while (listen != NULL) {
        listen_unlink(listen);
        struct str_buf *to = mcp__result_begin(&listen->reply);
        str_buf_add(to, ",");
        id_write(to, listen);
        str_buf_add(to, "}");
        mcp__reply_end(&listen->reply);
        listen_free(listen);
        listen = connection->first_listen;
    }
}

/*
 * The next subscription that has not seen the newest notice; NULL: all have. Asked anew
 * after each one that was written, as writing may close connections.
 */
static struct mcp__listen *next_due(struct mcp_server *server)
{
    struct mcp__listen *listen = server->first_listen;
    while (listen != NULL && (listen->last_notice == server->last_notice ||
                              listen->reply.connection->is_congested)) {
        listen = listen->next_of_server;
    }
    if (listen != NULL) {
        listen->last_notice = server->last_notice;
    }
    return listen;
}

void mcp_server_list_changed(struct mcp_server *server, enum mcp_kind kind)
{
    mcp__lists_release(&server->items[kind]);
    kind = kind == MCP_RESOURCE_TEMPLATE ? MCP_RESOURCE : kind;
    if (!server->options.has_list_changes) {
        return;
    }
    size_t i = 0;
    while (changes[i].kind != kind) {
        i++;
    }
    server->last_notice++;
    const struct mcp__listen *listen = NULL;
    while ((listen = next_due(server)) != NULL) {
        if (listen->wants[kind]) {
            (void)notice_begin(listen, changes[i].method);
            mcp__params_end(listen->reply.connection);
        }
    }
    mcp__sessions_list_changed(server, changes[i].method);
}

void mcp_server_resource_updated(struct mcp_server *server, const char *uri)
{
    if (!server->options.has_resource_updates) {
        return;
    }
    server->last_notice++;
    const struct mcp__listen *listen = NULL;
    while ((listen = next_due(server)) != NULL) {
        if (json_object_get(listen->uris, uri) != NULL) {
            mcp__text_member(notice_begin(listen, "notifications/resources/updated"), "uri",
                             uri);
            mcp__params_end(listen->reply.connection);
        }
    }
    mcp__sessions_resource_updated(server, uri);
}

bool mcp_server_is_subscribed(const struct mcp_server *server, const char *uri)
{
    const struct mcp__listen *listen = server->first_listen;
    while (listen != NULL && json_object_get(listen->uris, uri) == NULL) {
        listen = listen->next_of_server;
    }
    return listen != NULL || mcp__sessions_have(server, uri);
}
