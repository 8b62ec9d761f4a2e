/* Sessions of the era that has them, and the clients that hold them. */
#include "mcp/http_core.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/xalloc.h"
#include "seal/seal.h"
#include "base/banned.h"

struct mcp__http_client *mcp__http_client_get(struct mcp_http *http,
                                              struct mcp_server *server,
                                              const char *principal)
{
    struct mcp__http_client *client = http->clients;
    while (client != NULL &&
           (client->server != server || strcmp(client->caller.principal, principal) != 0)) {
        client = client->next;
    }
    if (client == NULL) {
        size_t n_bytes = strlen(principal) + 1;
        client = xcalloc(1, sizeof *client + n_bytes);
        client->server = server;
        memcpy(client->name, principal, n_bytes);
        client->caller = (struct mcp__caller){.principal = client->name, .has_turn = true};
        client->next = http->clients;
        http->clients = client;
    }
    return client;
}

void mcp__http_client_settle(struct mcp_http *http, struct mcp__http_client *client)
{
    if (client->n_requests + client->n_streams + client->n_sessions + client->n_channels >
        0) {
        return;
    }
    struct mcp__http_client **at = &http->clients;
    while (*at != client) {
        at = &(*at)->next;
    }
    *at = client->next;
    free(client);
}

static void session_free(struct mcp__http_session *session)
{
    struct mcp__http_client *client = session->client;
    struct mcp_http *http = session->http;
    mcp__session_release(&session->core);
    client->n_sessions--;
    free(session);
    mcp__http_client_settle(http, client);
}

void mcp__http_session_end(struct mcp__http_session *session)
{
    struct mcp_http *http = session->http;
    struct mcp__http_session **at = &http->sessions;
    while (*at != session) {
        at = &(*at)->next;
    }
    *at = session->next;
    session->is_ended = true;
    session->n_open++; /* so that it outlives its channels */
    struct mcp__channel *channel = http->channels;
    while (channel != NULL) {
        struct mcp__channel *next = channel->next;
        if (channel->session == session && channel->exchange == NULL) {
            mcp__channel_free(channel);
        } else if (channel->session == session) {
            mcp__calls_cancel_all(&channel->core);
            channel->is_over = true; /* its stream ends in order */
            mcp__exchange_wake(channel->exchange);
        }
        channel = next;
    }
    if (--session->n_open == 0) {
        session_free(session);
    }
}

void mcp__http_session_leave(struct mcp__http_session *session,
                             const struct mcp__channel *channel)
{
    if (session->core.stream == &channel->core) {
        session->core.stream = NULL;
    }
    session->used_ms = uv_now(session->http->loop);
    if (--session->n_open == 0 && session->is_ended) {
        session_free(session);
    }
}

/* The one of that client that was used longest ago and has nothing open. */
static struct mcp__http_session *oldest_of(const struct mcp_http *http,
                                           const struct mcp__http_client *client)
{
    struct mcp__http_session *oldest = NULL;
    for (struct mcp__http_session *at = http->sessions; at != NULL; at = at->next) {
        if (at->client == client && at->n_open == 0 &&
            (oldest == NULL || at->used_ms < oldest->used_ms)) {
            oldest = at;
        }
    }
    return oldest;
}

struct mcp__http_session *mcp__http_session_new(struct mcp_http *http,
                                                struct mcp__http_client *client)
{
    if (client->n_sessions >= http->options.limits.n_sessions_of_client) {
        struct mcp__http_session *oldest = oldest_of(http, client);
        if (oldest == NULL) {
            return NULL;
        }
        mcp__http_session_end(oldest);
    }
    struct mcp__http_session *session = xcalloc(1, sizeof *session);
    session->http = http;
    session->client = client;
    session->used_ms = uv_now(http->loop);
    random_handle(session->id, MCP__SESSION_ID_CHARS);
    session->next = http->sessions;
    http->sessions = session;
    client->n_sessions++;
    return session;
}

struct mcp__http_session *mcp__http_session_find(struct mcp_http *http,
                                                 const struct mcp__http_client *client,
                                                 const char *id)
{
    if (id == NULL || strlen(id) != MCP__SESSION_ID_CHARS) {
        return NULL;
    }
    for (struct mcp__http_session *at = http->sessions; at != NULL; at = at->next) {
        if (at->client == client &&
            seal_equal_constant_time(at->id, id, MCP__SESSION_ID_CHARS)) {
            at->used_ms = uv_now(http->loop);
            return at;
        }
    }
    return NULL;
}

void mcp__http_sessions_tick(struct mcp_http *http, uint64_t now_ms)
{
    uint64_t idle_ms = (uint64_t)http->options.limits.session_idle_s * 1000;
    struct mcp__http_session *session = http->sessions;
    while (session != NULL) {
        struct mcp__http_session *next = session->next;
        if (session->n_open == 0 && now_ms - session->used_ms > idle_ms) {
            mcp__http_session_end(session);
        }
        session = next;
    }
}
