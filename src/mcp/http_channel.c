/*
 * Where the core writes for one POST or one GET stream.
 *
 * What the core says before its answer makes a stream of it; an answer alone is one object.
 * Events of a session have ids and are kept for a while, so that a client that lost the
 * stream can take it up again; the others are freed as they are sent. A channel is freed
 * from libmicrohttpd's callbacks or the tick, never from inside the core.
 */
#include "mcp/http_core.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

enum {
    KEPT_BYTES = 256 * 1024,   /* sent, and kept for a client that comes back */
    COLLECT_BYTES = 64 * 1024, /* more is taken over also while a message is received */
    AT_WORK_MS = 300 * 1000    /* a session's call goes on so long without its client */
};

static bool has_ids(const struct mcp__channel *channel)
{
    return channel->session != NULL;
}

static uint64_t now_ms(const struct mcp__channel *channel)
{
    return uv_now(channel->http->loop);
}

static void event_drop_first(struct mcp__channel *channel)
{
    struct mcp__event *event = channel->first;
    channel->first = event->next;
    if (channel->first == NULL) {
        channel->last = NULL;
    }
    channel->n_kept_bytes -= event->n_bytes;
    free(event);
}

/* What is sent is kept when it may be asked for again, up to a bound. */
static void events_trim(struct mcp__channel *channel)
{
    size_t n_bound = has_ids(channel) ? KEPT_BYTES : 0;
    while (channel->first != NULL && channel->first != channel->next_to_send &&
           channel->n_kept_bytes - channel->n_unsent_bytes > n_bound) {
        event_drop_first(channel);
    }
}

static void event_append(struct mcp__channel *channel, struct str_buf *text)
{
    struct mcp__event *event = xmalloc(sizeof *event + text->length);
    event->next = NULL;
    event->number = channel->n_events;
    event->n_bytes = text->length;
    memcpy(event->text, text->data, text->length);
    if (channel->last != NULL) {
        channel->last->next = event;
    } else {
        channel->first = event;
    }
    channel->last = event;
    if (channel->next_to_send == NULL) {
        channel->next_to_send = event;
        channel->n_sent_of_next = 0;
    }
    channel->n_unsent_bytes += event->n_bytes;
    channel->n_kept_bytes += event->n_bytes;
    channel->spoke_ms = now_ms(channel);
    events_trim(channel);
    str_buf_release(text);
}

/* data may be empty: then the event only gives the client an id to come back with. */
static void event_add(struct mcp__channel *channel, const char *data, size_t n_bytes)
{
    struct str_buf text = {0};
    size_t bound = channel->http->options.limits.stream_bytes;
    if (channel->n_unsent_bytes > bound) {
        channel->is_dropped = true;
        return;
    }
    channel->n_events++;
    if (has_ids(channel)) {
        str_buf_printf(&text, "id: %" PRIu64 "-%" PRIu64 "\n", channel->number,
                       channel->n_events);
    }
    if (n_bytes > 0) {
        str_buf_add(&text, "event: message\ndata: ");
        str_buf_add_bytes(&text, data, n_bytes);
        str_buf_add(&text, "\n\n");
    } else {
        str_buf_printf(&text, "retry: %d\ndata: \n\n", MCP__RETRY_MS);
    }
    event_append(channel, &text);
    channel->core.is_congested = channel->n_unsent_bytes > bound / 2;
}

void mcp__channel_comment(struct mcp__channel *channel)
{
    struct str_buf text = {0};
    str_buf_add(&text, ": alive\n\n");
    event_append(channel, &text);
}

void mcp__channel_stream(struct mcp__channel *channel)
{
    bool has_first = channel->session != NULL &&
                     channel->session->core.revision == mcp__revision_newest(false);
    if (!channel->is_streaming) {
        channel->is_streaming = true;
        if (has_first) {
            event_add(channel, "", 0);
        }
    }
}

/* A notification or a question of ours, not the answer. */
static bool is_own_message(const char *line, size_t n_bytes)
{
    static const char start[] = "{\"jsonrpc\":\"2.0\",\"method\":";
    return n_bytes > sizeof start && memcmp(line, start, sizeof start - 1) == 0;
}

static void line_take(struct mcp__channel *channel, const char *line, size_t n_bytes)
{
    bool is_own = is_own_message(line, n_bytes);
    if (is_own && !channel->takes_events) {
        return;
    }
    if (is_own || !channel->takes_json) {
        mcp__channel_stream(channel);
    }
    if (channel->is_streaming) {
        event_add(channel, line, n_bytes);
    } else {
        str_buf_add_bytes(&channel->answer, line, n_bytes);
    }
}

/* Takes over what the core has written, and tells the exchange. */
static void collect(struct mcp__channel *channel)
{
    struct str_buf lines = channel->core.out;
    channel->core.out = (struct str_buf){0};
    const char *at = str_buf_text(&lines);
    const char *end = at + lines.length;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t n_bytes = (size_t)((line_end != NULL ? line_end : end) - at);
        line_take(channel, at, n_bytes);
        at += n_bytes + 1;
    }
    str_buf_release(&lines);
    bool is_settled = !channel->is_notices && channel->core.n_settled > 0;
    channel->is_over = channel->is_over || is_settled;
    if (channel->exchange == NULL) {
        return;
    }
    if (channel->is_dropped) {
        mcp__exchange_cut(channel->exchange);
    } else if (channel->is_over || channel->is_streaming) {
        mcp__exchange_wake(channel->exchange);
    }
}

static void channel_changed(struct mcp__connection *connection)
{
    struct mcp__channel *channel = connection->user;
    if (!channel->is_receiving || connection->out.length > COLLECT_BYTES) {
        collect(channel);
    }
}

/* The stream ends early when its client knows how to take it up again. */
static void channel_postponed(struct mcp__connection *connection)
{
    struct mcp__channel *channel = connection->user;
    bool knows_polling = channel->session != NULL && channel->takes_events &&
                         channel->session->core.revision == mcp__revision_newest(false);
    if (!knows_polling || channel->exchange == NULL) {
        return;
    }
    mcp__channel_stream(channel);
    channel->is_polling = true;
    if (!channel->is_receiving) {
        mcp__exchange_wake(channel->exchange);
    }
}

struct mcp__channel *mcp__channel_new(struct mcp__exchange *exchange,
                                      struct mcp__http_session *session)
{
    struct mcp_http *http = exchange->http;
    const char *accept = mcp__headers_get(&exchange->headers, "Accept");
    struct mcp__channel *channel = xcalloc(1, sizeof *channel);
    channel->http = http;
    channel->client = exchange->client;
    channel->session = session;
    channel->exchange = exchange;
    channel->takes_events = mcp__accepts(accept, "text", "event-stream");
    channel->takes_json = mcp__accepts(accept, "application", "json");
    channel->spoke_ms = uv_now(http->loop);
    channel->client->n_channels++;
    if (session != NULL) {
        session->n_open++;
        channel->number = ++session->n_channels;
    }
    mcp__connection_init(&channel->core, channel->client->server,
                         session != NULL ? &session->core : &channel->stateless,
                         channel_changed, channel);
    channel->core.postponed = channel_postponed;
    channel->core.caller = &channel->client->caller;
    channel->next = http->channels;
    if (http->channels != NULL) {
        http->channels->previous = channel;
    }
    http->channels = channel;
    exchange->channel = channel;
    return channel;
}

void mcp__channel_receive(struct mcp__channel *channel, const json_t *json, size_t n_bytes)
{
    channel->is_receiving = true;
    mcp__receive_parsed(&channel->core, json, n_bytes);
    channel->is_receiving = false;
    collect(channel);
}

void mcp__channel_free(struct mcp__channel *channel)
{
    struct mcp_http *http = channel->http;
    struct mcp__http_client *client = channel->client;
    if (channel->exchange != NULL) {
        channel->exchange->channel = NULL;
    }
    mcp__connection_release(&channel->core);
    mcp__session_release(&channel->stateless);
    while (channel->first != NULL) {
        event_drop_first(channel);
    }
    str_buf_release(&channel->answer);
    if (channel->next != NULL) {
        channel->next->previous = channel->previous;
    }
    if (channel->previous != NULL) {
        channel->previous->next = channel->next;
    } else {
        http->channels = channel->next;
    }
    if (channel->session != NULL) {
        mcp__http_session_leave(channel->session, channel);
    }
    free(channel);
    client->n_channels--;
    mcp__http_client_settle(http, client);
}

void mcp__channel_detach(struct mcp__channel *channel, bool was_delivered)
{
    bool is_done = channel->is_over && (was_delivered || !channel->is_streaming);
    channel->exchange->channel = NULL;
    channel->exchange = NULL;
    channel->is_polling = false;
    channel->detached_ms = now_ms(channel);
    if (channel->session == NULL || channel->session->is_ended || is_done ||
        channel->is_dropped) {
        mcp__channel_free(channel);
    }
}

size_t mcp__channel_take(struct mcp__channel *channel, char *bytes, size_t n_max)
{
    size_t n_taken = 0;
    size_t bound = channel->http->options.limits.stream_bytes;
    while (channel->next_to_send != NULL && n_taken < n_max) {
        struct mcp__event *event = channel->next_to_send;
        size_t n_left = event->n_bytes - channel->n_sent_of_next;
        size_t n_now = n_left < n_max - n_taken ? n_left : n_max - n_taken;
        memcpy(bytes + n_taken, event->text + channel->n_sent_of_next, n_now);
        n_taken += n_now;
        channel->n_sent_of_next += n_now;
        channel->n_unsent_bytes -= n_now;
        if (n_now == n_left) {
            channel->next_to_send = event->next;
            channel->n_sent_of_next = 0;
            events_trim(channel);
        }
    }
    if (channel->core.is_congested && channel->n_unsent_bytes <= bound / 4) {
        channel->core.is_congested = false;
        mcp__calls_schedule(channel->core.server);
    }
    return n_taken;
}

/* Everything after event number `after` is to be sent again. */
static void rewind_to(struct mcp__channel *channel, uint64_t after)
{
    channel->next_to_send = channel->first;
    channel->n_sent_of_next = 0;
    channel->n_unsent_bytes = channel->n_kept_bytes;
    while (channel->next_to_send != NULL && channel->next_to_send->number <= after) {
        channel->n_unsent_bytes -= channel->next_to_send->n_bytes;
        channel->next_to_send = channel->next_to_send->next;
    }
}

struct mcp__channel *mcp__channel_resume(struct mcp__exchange *exchange,
                                         struct mcp__http_session *session,
                                         const char *last_event_id)
{
    char *end = NULL;
    uint64_t number = strtoull(last_event_id, &end, 10);
    uint64_t after = *end == '-' ? strtoull(end + 1, &end, 10) : 0;
    struct mcp__channel *channel = exchange->http->channels;
    while (channel != NULL && (channel->session != session || channel->number != number)) {
        channel = channel->next;
    }
    if (channel == NULL || *end != '\0') {
        return NULL;
    }
    if (channel->exchange != NULL) { /* its old stream is as good as lost */
        struct mcp__exchange *old = channel->exchange;
        old->channel = NULL;
        mcp__exchange_cut(old);
    }
    channel->exchange = exchange;
    channel->detached_ms = 0;
    channel->is_streaming = true;
    exchange->channel = channel;
    rewind_to(channel, after);
    return channel;
}

void mcp__channels_stop(struct mcp_http *http)
{
    for (struct mcp__channel *channel = http->channels; channel != NULL;
         channel = channel->next) {
        mcp__listens_end(&channel->core);
        if (channel->is_notices) {
            channel->is_over = true;
        }
        if (channel->is_notices && channel->exchange != NULL) {
            mcp__exchange_wake(channel->exchange);
        }
    }
}

/* Nobody comes back for it: its stream was lost for too long, or it never was one. */
static bool is_given_up(const struct mcp__channel *channel, uint64_t at_ms)
{
    uint64_t replay_ms = (uint64_t)channel->http->options.limits.replay_s * 1000;
    uint64_t lost_ms = at_ms - channel->detached_ms;
    if (channel->is_dropped || (channel->is_over && !channel->is_streaming)) {
        return true;
    }
    if (channel->is_over && at_ms - channel->spoke_ms <= replay_ms) {
        return false; /* what came since then may still be asked for */
    }
    return lost_ms > (channel->is_over || channel->is_notices ? replay_ms : AT_WORK_MS);
}

static void channel_tick(struct mcp__channel *channel, uint64_t at_ms)
{
    const struct mcp_http_limits *limits = &channel->http->options.limits;
    uint64_t silence_ms = (uint64_t)limits->keep_alive_s * 1000;
    if (channel->exchange == NULL) {
        if (is_given_up(channel, at_ms)) {
            mcp__channel_free(channel);
        }
        return;
    }
    bool is_silent = at_ms - channel->spoke_ms >= silence_ms && !channel->is_over;
    if (is_silent && channel->takes_events && channel->n_unsent_bytes == 0 &&
        channel->exchange->state >= MCP__WORKING) {
        mcp__channel_stream(channel);
        mcp__channel_comment(channel);
        mcp__exchange_wake(channel->exchange);
    }
}

void mcp__channels_tick(struct mcp_http *http, uint64_t at_ms)
{
    struct mcp__channel *channel = http->channels;
    while (channel != NULL) {
        struct mcp__channel *next = channel->next;
        channel_tick(channel, at_ms);
        channel = next;
    }
}
