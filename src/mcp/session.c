/* What a session remembers, and the notices of change that go to it. */
#include "mcp/core.h"

#include <string.h>

#include "base/banned.h"

void mcp__session_open(struct mcp__session *session, struct mcp_server *server,
                       const struct mcp__revision *revision, unsigned abilities)
{
    if (session->server == NULL) {
        session->server = server;
        session->next = server->first_session;
        server->first_session = session;
    }
    session->revision = revision;
    session->abilities = abilities;
    session->log_level = MCP_LOG_INFO;
    json_decref(session->subscribed);
    session->subscribed = NULL;
}

void mcp__session_release(struct mcp__session *session)
{
    struct mcp_server *server = session->server;
    json_decref(session->subscribed);
    session->subscribed = NULL;
    session->revision = NULL;
    session->server = NULL;
    if (server != NULL) {
        struct mcp__session **at = &server->first_session;
        while (*at != session) {
            at = &(*at)->next;
        }
        *at = session->next;
    }
}

void mcp__session_subscribe(struct mcp__request *request)
{
    struct mcp__session *session = request->reply.connection->session;
    const char *uri = json_get_text(request->params, "uri");
    if (uri == NULL || strlen(uri) > LIMIT_URI_BYTES) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "resources/subscribe needs params.uri, a string of at most 2048 "
                         "bytes",
                         NULL);
        return;
    }
    if (!mcp__resource_is_there(request->reply.connection->server, uri)) {
        mcp__resource_refuse(&request->reply, uri);
        return;
    }
    if (session->subscribed == NULL) {
        session->subscribed = json_object();
    }
    if (json_object_size(session->subscribed) >= LIMIT_SUBSCRIBED_URIS &&
        json_object_get(session->subscribed, uri) == NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "this session has subscribed to 256 resources already", NULL);
        return;
    }
    (void)json_object_set_new(session->subscribed, uri, json_true());
    struct mcp_server *server = request->reply.connection->server;
    if (server->options.subscribed != NULL) {
        server->options.subscribed(server->options.user, server, uri);
    }
    (void)mcp__result_begin(&request->reply);
    mcp__result_end(&request->reply);
}

bool mcp__sessions_have(const struct mcp_server *server, const char *uri)
{
    const struct mcp__session *session = server->first_session;
    while (session != NULL && json_object_get(session->subscribed, uri) == NULL) {
        session = session->next;
    }
    return session != NULL;
}

void mcp__session_unsubscribe(struct mcp__request *request)
{
    const char *uri = json_get_text(request->params, "uri");
    if (uri == NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "resources/unsubscribe needs params.uri, a string", NULL);
        return;
    }
    (void)json_object_del(request->reply.connection->session->subscribed, uri);
    (void)mcp__result_begin(&request->reply);
    mcp__result_end(&request->reply);
}

/*
 * Where the next session that has not seen the newest notice is told; NULL: all were. Asked
 * anew after each one that was written, as writing may close connections.
 */
static struct mcp__connection *next_due(struct mcp_server *server)
{
    for (struct mcp__session *session = server->first_session; session != NULL;
         session = session->next) {
        struct mcp__connection *stream = session->stream;
        bool is_due = session->last_notice != server->last_notice;
        session->last_notice = server->last_notice;
        if (is_due && stream != NULL && !stream->is_closed && !stream->is_congested) {
            return stream;
        }
    }
    return NULL;
}

void mcp__sessions_list_changed(struct mcp_server *server, const char *method)
{
    struct mcp__connection *stream = NULL;
    while ((stream = next_due(server)) != NULL) {
        (void)mcp__message_begin(stream, method);
        mcp__message_end(stream);
    }
}

void mcp__sessions_resource_updated(struct mcp_server *server, const char *uri)
{
    struct mcp__connection *stream = NULL;
    while ((stream = next_due(server)) != NULL) {
        if (json_object_get(stream->session->subscribed, uri) != NULL) {
            mcp__text_member(mcp__params_begin(stream, "notifications/resources/updated"),
                             "uri", uri);
            mcp__params_end(stream);
        }
    }
}
