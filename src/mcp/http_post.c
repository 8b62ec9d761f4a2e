/* What a whole, authorized request of the endpoint does. */
#include "mcp/http_core.h"

#include <string.h>

#include "base/banned.h"

static void refuse_session(struct mcp__exchange *exchange, const char *id)
{
    mcp__refuse(exchange, MHD_HTTP_NOT_FOUND, MCP__INVALID_REQUEST, id,
                "there is no such session (any more): initialize opens a new one");
}

static struct mcp__http_session *session_of(struct mcp__exchange *exchange)
{
    return mcp__http_session_find(exchange->http, exchange->client,
                                  mcp__headers_get(&exchange->headers, "Mcp-Session-Id"));
}

/* A session that initialize did not agree on is none. */
static void session_settle(struct mcp__exchange *exchange,
                           struct mcp__http_session *session)
{
    if (session->core.revision == NULL) {
        mcp__http_session_end(session);
    } else {
        str_copy(exchange->session_id, sizeof exchange->session_id, session->id);
    }
}

static void channel_run(struct mcp__exchange *exchange, struct mcp__http_session *session,
                        enum mcp__http_way way, const json_t *json, bool is_answered)
{
    struct mcp__channel *channel = mcp__channel_new(exchange, session);
    channel->core.expects_stateless = way == MCP__WAY_STATELESS;
    channel->expects_answer = is_answered;
    mcp__channel_receive(channel, json, exchange->body.length);
    channel->is_over = channel->is_over || !is_answered;
}

static void message_run(struct mcp__exchange *exchange, const json_t *json,
                        const struct mcp__message *message,
                        const struct mcp__judgement *judgement)
{
    struct mcp__http_session *session = NULL;
    switch (judgement->way) {
    case MCP__WAY_REFUSED:
        mcp__refuse(exchange, judgement->status, judgement->code, message->id.text,
                    judgement->message);
        return;
    case MCP__WAY_SESSION:
        session = session_of(exchange);
        if (session == NULL) {
            refuse_session(exchange, message->id.text);
            return;
        }
        break;
    case MCP__WAY_OPENS:
        session = mcp__http_session_new(exchange->http, exchange->client);
        if (session == NULL) {
            exchange->retry_after_s = 1;
            mcp__refuse(exchange, MHD_HTTP_TOO_MANY_REQUESTS, MCP__INTERNAL_ERROR,
                        message->id.text, "too many sessions of this client are at work");
            return;
        }
        break;
    case MCP__WAY_STATELESS:
    case MCP__WAY_LOOSE:
        break;
    }
    bool is_answered = json_is_array(json) || message->kind == MCP__REQUEST ||
                       message->kind == MCP__INVALID;
    channel_run(exchange, session, judgement->way, json, is_answered);
    if (judgement->way == MCP__WAY_OPENS) {
        session_settle(exchange, session);
    }
}

void mcp__post_run(struct mcp__exchange *exchange)
{
    struct err err = {0};
    json_auto_t *json = NULL;
    struct mcp__message message;
    struct mcp__judgement judgement;
    int code = 0;
    if (!mcp__text_read(str_buf_text(&exchange->body), exchange->body.length, &json, &code,
                        &err)) {
        mcp__refuse(exchange, MHD_HTTP_BAD_REQUEST, code, NULL, err.message);
        return;
    }
    mcp__message_read(json, &message);
    mcp__http_judge(exchange->client->server, json, &message, &exchange->headers,
                    &judgement);
    message_run(exchange, json, &message, &judgement);
}

/* The version that the headers name belongs to the era of sessions. */
static bool names_session_era(const struct mcp__exchange *exchange)
{
    const char *version = mcp__headers_get(&exchange->headers, "MCP-Protocol-Version");
    return version == NULL || mcp__revision_find(version, false) != NULL;
}

/* GET and DELETE belong to sessions: NULL, and the exchange is refused. */
static struct mcp__http_session *session_needed(struct mcp__exchange *exchange)
{
    const char *id = mcp__headers_get(&exchange->headers, "Mcp-Session-Id");
    if (id == NULL || !names_session_era(exchange)) {
        exchange->allow = "POST";
        mcp__refuse(exchange, MHD_HTTP_METHOD_NOT_ALLOWED, MCP__INVALID_REQUEST, NULL,
                    "without a session there is only POST");
        return NULL;
    }
    struct mcp__http_session *session = session_of(exchange);
    if (session == NULL) {
        refuse_session(exchange, NULL);
    }
    return session;
}

/* The stream of what belongs to no request; a second one replaces the first. */
static void notices_open(struct mcp__exchange *exchange, struct mcp__http_session *session)
{
    struct mcp__connection *before = session->core.stream;
    struct mcp__channel *channel = mcp__channel_new(exchange, session);
    channel->is_notices = true;
    session->core.stream = &channel->core;
    mcp__channel_stream(channel);
    if (channel->first == NULL) {
        mcp__channel_comment(channel); /* so that proxies pass the headers on */
    }
    if (before != NULL) {
        struct mcp__channel *old = before->user;
        old->is_over = true;
        if (old->exchange != NULL) {
            mcp__exchange_wake(old->exchange);
        } else {
            mcp__channel_free(old);
        }
    }
}

void mcp__get_run(struct mcp__exchange *exchange)
{
    struct mcp__http_session *session = session_needed(exchange);
    if (session == NULL) {
        return;
    }
    if (exchange->client->n_streams >= exchange->http->options.limits.n_streams_of_client) {
        exchange->retry_after_s = 5;
        mcp__refuse(exchange, MHD_HTTP_TOO_MANY_REQUESTS, MCP__INTERNAL_ERROR, NULL,
                    "this client has too many streams open");
        return;
    }
    const char *last_event_id = mcp__headers_get(&exchange->headers, "Last-Event-ID");
    if (last_event_id == NULL ||
        mcp__channel_resume(exchange, session, last_event_id) == NULL) {
        notices_open(exchange, session);
    }
}

void mcp__delete_run(struct mcp__exchange *exchange)
{
    struct mcp__http_session *session = session_needed(exchange);
    if (session != NULL) {
        mcp__http_session_end(session);
        exchange->status = MHD_HTTP_NO_CONTENT;
    }
}
