/*
 * A request is in exactly one of three queues: `waiting` for its turn, `flying` with
 * libcurl, or `ended` with its outcome until deliver() takes it out, calls `done` and frees
 * it. Nothing else calls `done`, so it is called once. Everything runs in client_step, from
 * the timer or after libcurl's events; the public functions only move requests between
 * queues and wake the timer.
 *
 * net_client_free may come from inside a `done`: the client's memory is freed by the close
 * callbacks, so the loops outside find empty queues and is_closing.
 */
#include "net/fetch.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/platform.h"
#include "base/xalloc.h"
#include "net/client.h"
#include "base/banned.h"

enum {
    OVERDUE_MS = 2000,  /* libcurl's own timeout failed: ours ends it */
    CLOSING_HANDLES = 2 /* the timer, and all of multi as one */
};

/* --- the outcome --- */

static void tell_cancelled(struct err *err)
{
    (void)err_set(err, ERR_CANCELLED, NULL, "the request was given up");
}

static void transfer_deliver(struct net__transfer *transfer)
{
    const struct net__attempt *attempt = &transfer->attempt;
    if (transfer->err.code != ERR_NONE) {
        transfer->done(transfer->user, transfer->id, NULL, &transfer->err);
        return;
    }
    struct net_response response = {
        .status = attempt->status,
        .body = str_buf_text(&attempt->body),
        .n_body_bytes = attempt->body.length,
        .is_body_cut = attempt->is_body_cut,
        .content_type = attempt->content_type,
        .retry_after_s = attempt->retry_after_s,
        .n_attempts = transfer->n_attempts,
    };
    transfer->done(transfer->user, transfer->id, &response, NULL);
}

/* Calls every `done` that is due; any of them may change all queues, or free the client. */
static void deliver(struct net_client *client)
{
    struct net__transfer *transfer = NULL;
    while ((transfer = client->ended.first) != NULL) {
        (void)net__queue_remove(&client->ended, transfer);
        client->n_pending--;
        transfer_deliver(transfer);
        net__transfer_free(transfer);
    }
}

/* --- the engine --- */

/* Ends what libcurl should have ended by itself; returns when the next one would be due. */
static uint64_t overdue_end(struct net_client *client, uint64_t now)
{
    uint64_t next_ms = UINT64_MAX;
    struct net__transfer *next = NULL;
    for (struct net__transfer *at = client->flying.first; at != NULL; at = next) {
        next = at->next;
        uint64_t due_ms = at->deadline_ms + OVERDUE_MS;
        if (now >= due_ms) {
            net__trouble_tell(&client->multi.curl, at, CURLE_OPERATION_TIMEDOUT, &at->err);
            net__flight_drop(client, at);
            net__transfer_ends(client, at);
        } else if (due_ms < next_ms) {
            next_ms = due_ms;
        }
    }
    return next_ms;
}

static void on_timer(uv_timer_t *timer);

static void on_rest(uv_timer_t *timer)
{
    struct net_client *client = timer->data;
    net__multi_rest(&client->multi);
    platform_memory_trim();
}

/* When client_step has something to do next; at least one request is pending. */
static uint64_t next_step_ms(struct net_client *client, uint64_t now)
{
    uint64_t at_ms = overdue_end(client, now);
    bool has_waiting = client->waiting.first != NULL;
    if (client->ended.first != NULL ||
        (has_waiting && net__is_paused_too_long(client, now))) {
        return now;
    }
    if (has_waiting && client->n_flying < client->n_in_flight_max) {
        uint64_t next_ms = 0;
        if (net__waiting_first(client, now, &next_ms) != NULL) {
            next_ms = now;
        }
        uint64_t pace_ms = now + net__pace_wait_ms(&client->pace, now);
        next_ms = next_ms > pace_ms ? next_ms : pace_ms;
        at_ms = at_ms < next_ms ? at_ms : next_ms;
    }
    return at_ms;
}

/* Pending requests keep the timer set and the loop alive; an idle client waits for its
 * rest. */
static void timer_set(struct net_client *client)
{
    uint64_t now = net__now_ms(client);
    if (client->n_pending > 0) {
        uint64_t at_ms = next_step_ms(client, now);
        (void)uv_timer_start(&client->timer, on_timer, at_ms - now, 0);
        uv_ref((uv_handle_t *)&client->timer);
    } else {
        (void)uv_timer_start(&client->timer, on_rest, (uint64_t)client->idle_close_ms, 0);
        uv_unref((uv_handle_t *)&client->timer);
    }
}

static void client_step(struct net_client *client)
{
    net__send_due(client);
    deliver(client);
    if (!client->is_closing) {
        timer_set(client);
    }
}

static void on_timer(uv_timer_t *timer)
{
    client_step(timer->data);
}

static void on_idle(void *owner)
{
    client_step(owner);
}

static void client_wake(struct net_client *client)
{
    (void)uv_timer_start(&client->timer, on_timer, 0, 0);
    uv_ref((uv_handle_t *)&client->timer);
}

/* --- life cycle --- */

static void handles_closed(struct net_client *client)
{
    if (++client->n_closed == CLOSING_HANDLES) {
        free(client->sender.user_agent);
        free(client->sender.ca_file);
        free(client);
    }
}

static void on_timer_closed(uv_handle_t *handle)
{
    handles_closed(handle->data);
}

static void on_multi_closed(void *owner)
{
    handles_closed(owner);
}

static int int_or(int value, int otherwise)
{
    return value > 0 ? value : otherwise;
}

static unsigned count_or(unsigned value, unsigned otherwise)
{
    return value > 0 ? value : otherwise;
}

struct net_client *net_client_new(uv_loop_t *loop, const struct net_options *options)
{
    struct net_client *client = xcalloc(1, sizeof *client);
    const char *agent = options->user_agent != NULL ? options->user_agent : "soleus";
    client->sender.user_agent = xstrdup(agent);
    if (options->ca_file != NULL) {
        client->sender.ca_file = xstrdup(options->ca_file);
    }
    client->curl_names = options->curl_names;
    client->n_in_flight_max = count_or(options->n_in_flight_max, LIMIT_FETCHES_IN_FLIGHT);
    client->n_attempts_max = count_or(options->n_attempts_max, 3);
    client->backoff_base_ms = int_or(options->backoff_base_ms, 500);
    client->idle_close_ms = int_or(options->idle_close_ms, 20000);
    client->retry_after_max_s = int_or(options->retry_after_max_s, 20);
    client->multi = (struct net__multi){.loop = loop,
                                        .owner = client,
                                        .ended = net__flight_landed,
                                        .idle = on_idle,
                                        .closed = on_multi_closed};
    net__multi_init(&client->multi);
    net__pace_init(&client->pace, options->rate_per_s > 0.0 ? options->rate_per_s : 8.0,
                   count_or(options->burst, 10), net__now_ms(client));
    (void)uv_timer_init(loop, &client->timer);
    client->timer.data = client;
    return client;
}

void net_client_free(struct net_client *client)
{
    if (client == NULL || client->is_closing) {
        return;
    }
    client->is_closing = true;
    struct net__transfer *transfer = NULL;
    while ((transfer = client->flying.first) != NULL) {
        net__flight_drop(client, transfer);
        net__transfer_ends(client, transfer);
    }
    while ((transfer = client->waiting.first) != NULL) {
        (void)net__queue_remove(&client->waiting, transfer);
        net__transfer_ends(client, transfer);
    }
    for (transfer = client->ended.first; transfer != NULL; transfer = transfer->next) {
        tell_cancelled(&transfer->err);
    }
    deliver(client);
    net__multi_close(&client->multi);
    (void)uv_timer_stop(&client->timer);
    uv_close((uv_handle_t *)&client->timer, on_timer_closed);
}

/* --- requests --- */

uint64_t net_fetch(struct net_client *client, const struct net_request *request,
                   net_done_cb done, void *user)
{
    if (client->is_closing) {
        return 0;
    }
    struct net__transfer *transfer = net__transfer_new(request);
    transfer->id = ++client->last_id;
    transfer->done = done;
    transfer->user = user;
    client->n_pending++;
    if (transfer->err.code != ERR_NONE) {
        net__transfer_ends(client, transfer);
    } else {
        net__queue_push(&client->waiting, transfer);
    }
    client_wake(client);
    return transfer->id;
}

static struct net__transfer *queue_find(const struct net__queue *queue, uint64_t id)
{
    struct net__transfer *at = queue->first;
    while (at != NULL && at->id != id) {
        at = at->next;
    }
    return at;
}

void net_fetch_cancel(struct net_client *client, uint64_t id)
{
    struct net__transfer *transfer = NULL;
    if ((transfer = queue_find(&client->waiting, id)) != NULL) {
        (void)net__queue_remove(&client->waiting, transfer);
        net__transfer_ends(client, transfer);
    } else if ((transfer = queue_find(&client->flying, id)) != NULL) {
        net__flight_drop(client, transfer);
        net__transfer_ends(client, transfer);
    } else if ((transfer = queue_find(&client->ended, id)) == NULL) {
        return;
    }
    tell_cancelled(&transfer->err);
    if (!client->is_closing) {
        client_wake(client);
    }
}

size_t net_pending_count(const struct net_client *client)
{
    return client->n_pending;
}
