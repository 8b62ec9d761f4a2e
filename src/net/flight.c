#include "net/client.h"

#include <stdio.h>
#include <stdlib.h>

#include "net/retry.h"
#include "base/banned.h"

enum {
    REDIRECTS_MAX = 3,
    PAUSE_MAX_MS = 3600 * 1000 /* then one request asks again */
};

uint64_t net__now_ms(const struct net_client *client)
{
    uv_update_time(client->multi.loop); /* the caller may have worked for long */
    return uv_now(client->multi.loop);
}

bool net__is_paused_too_long(const struct net_client *client, uint64_t now)
{
    return net__pace_pause_ms(&client->pace, now) >
           (uint64_t)client->retry_after_max_s * 1000;
}

void net__transfer_ends(struct net_client *client, struct net__transfer *transfer)
{
    net__queue_push(&client->ended, transfer);
}

static void tell_limited(const struct net__transfer *transfer, int retry_after_s,
                         struct err *err)
{
    char host[NET__HOST_SIZE + 8];
    char hint[64] = "Try again in a few minutes.";
    if (retry_after_s > 0) {
        (void)snprintf(hint, sizeof hint, "Try again in %d s.", retry_after_s);
    }
    (void)err_set(err, ERR_RATE_LIMITED, hint, "%s asks for fewer requests (status 429)",
                  net__host_text(&transfer->origin, host));
    err->retry_after_s = retry_after_s;
}

/* --- sending --- */

/* Out of the air: off the multi handle and the queue; the attempt's handle stays. */
static void flight_ends(struct net_client *client, struct net__transfer *transfer)
{
    (void)net__queue_remove(&client->flying, transfer);
    client->n_flying--;
}

void net__flight_drop(struct net_client *client, struct net__transfer *transfer)
{
    net__multi_remove(&client->multi, transfer->attempt.easy);
    flight_ends(client, transfer);
    net__attempt_clear(&client->multi.curl, &transfer->attempt);
}

/* The transfer is in no queue. It flies afterwards, or has ended. */
static void transfer_send(struct net_client *client, struct net__transfer *transfer,
                          uint64_t now)
{
    struct err *err = &transfer->err;
    const struct curl_table *curl = &client->multi.curl;
    if (!net__multi_open(&client->multi, client->curl_names, err) ||
        !net__attempt_begin(curl, transfer, &client->sender, now, err)) {
        net__transfer_ends(client, transfer);
        return;
    }
    if (!net__multi_add(&client->multi, transfer->attempt.easy, err)) {
        net__attempt_clear(curl, &transfer->attempt);
        net__transfer_ends(client, transfer);
        return;
    }
    net__pace_take(&client->pace);
    net__queue_push(&client->flying, transfer);
    client->n_flying++;
}

struct net__transfer *net__waiting_first(const struct net_client *client, uint64_t now,
                                         uint64_t *ret_next_ms)
{
    *ret_next_ms = UINT64_MAX;
    for (struct net__transfer *at = client->waiting.first; at != NULL; at = at->next) {
        if (at->not_before_ms <= now) {
            return at;
        }
        if (at->not_before_ms < *ret_next_ms) {
            *ret_next_ms = at->not_before_ms;
        }
    }
    return NULL;
}

static void waiting_refuse(struct net_client *client, uint64_t now)
{
    int left_s = (int)((net__pace_pause_ms(&client->pace, now) + 999) / 1000);
    struct net__transfer *transfer = NULL;
    while ((transfer = client->waiting.first) != NULL) {
        (void)net__queue_remove(&client->waiting, transfer);
        tell_limited(transfer, left_s, &transfer->err);
        net__transfer_ends(client, transfer);
    }
}

void net__send_due(struct net_client *client)
{
    uint64_t now = net__now_ms(client);
    if (net__is_paused_too_long(client, now)) {
        waiting_refuse(client, now);
    }
    while (client->n_flying < client->n_in_flight_max) {
        uint64_t next_ms = 0;
        struct net__transfer *transfer = net__waiting_first(client, now, &next_ms);
        if (transfer == NULL || net__pace_wait_ms(&client->pace, now) > 0) {
            return;
        }
        (void)net__queue_remove(&client->waiting, transfer);
        transfer_send(client, transfer, now);
    }
}

/* --- what came back --- */

static void tell_redirect(const struct net__transfer *transfer,
                          const struct net__origin *target, struct err *err)
{
    char host[NET__HOST_SIZE + 8];
    char target_host[NET__HOST_SIZE + 8];
    const char *scheme = target->is_https ? "https://" : "http://";
    (void)net__host_text(&transfer->origin, host);
    if (target->host[0] == '\0') {
        scheme = "";
        str_copy(target_host, sizeof target_host, "an unusable address");
    } else {
        (void)net__host_text(target, target_host);
    }
    (void)err_set(err, ERR_UPSTREAM, "Check the base URL in the configuration.",
                  "%s redirects to %s%s, which is not followed", host, scheme, target_host);
}

/* True when the attempt was a redirect: followed, or ended with an error. */
static bool redirect_take(struct net_client *client, struct net__transfer *transfer)
{
    struct net__attempt *attempt = &transfer->attempt;
    struct net__origin target = {0};
    if (attempt->status < 300 || attempt->status > 399 || attempt->redirect_url == NULL) {
        return false;
    }
    if (!net__origin_parse(attempt->redirect_url, &target, NULL) ||
        transfer->request.method != NET_GET || transfer->n_redirects >= REDIRECTS_MAX ||
        !net__origin_equal(&target, &transfer->origin)) {
        tell_redirect(transfer, &target, &transfer->err);
        net__transfer_ends(client, transfer);
        return true;
    }
    transfer->n_redirects++;
    transfer->not_before_ms = 0;
    net__transfer_url_set(transfer, attempt->redirect_url);
    net__attempt_clear(&client->multi.curl, attempt);
    net__queue_push_first(&client->waiting, transfer);
    return true;
}

/* The wait before the next attempt; a 429 makes the whole client wait for it. */
static int64_t wait_choose(struct net_client *client, const struct net__transfer *transfer,
                           bool is_limited, uint64_t now)
{
    int retry_after_s = transfer->attempt.retry_after_s;
    int64_t wait_ms = (int64_t)retry_after_s * 1000;
    if (retry_after_s == 0) {
        wait_ms = net__backoff_ms(client->backoff_base_ms, transfer->n_repeats, is_limited);
    }
    if (is_limited) {
        int64_t pause_ms = wait_ms < PAUSE_MAX_MS ? wait_ms : PAUSE_MAX_MS;
        net__pace_pause(&client->pace, now + (uint64_t)pause_ms);
    }
    return wait_ms;
}

/* Back to the queue when another attempt is worth it, allowed, and in time. */
static bool repeat_take(struct net_client *client, struct net__transfer *transfer,
                        CURLcode code, int64_t wait_ms, uint64_t now)
{
    const struct net__attempt *attempt = &transfer->attempt;
    if (!transfer->request.is_retryable ||
        transfer->n_repeats + 1 >= client->n_attempts_max ||
        !net__is_passing(code, attempt->status, transfer->n_repeats) ||
        attempt->retry_after_s > client->retry_after_max_s ||
        now + (uint64_t)wait_ms >= transfer->deadline_ms) {
        return false;
    }
    transfer->n_repeats++;
    transfer->not_before_ms = now + (uint64_t)wait_ms;
    transfer->err = (struct err){0};
    net__attempt_clear(&client->multi.curl, &transfer->attempt);
    net__queue_push_first(&client->waiting, transfer);
    return true;
}

void net__flight_landed(void *owner, CURL *easy, CURLcode code)
{
    struct net_client *client = owner;
    struct net__transfer *transfer = client->flying.first;
    while (transfer != NULL && transfer->attempt.easy != easy) {
        transfer = transfer->next;
    }
    if (transfer == NULL) {
        return;
    }
    flight_ends(client, transfer);
    code = net__attempt_end(&client->multi.curl, transfer, code);
    bool is_limited = code == CURLE_OK && transfer->attempt.status == 429;
    if (code == CURLE_OK && redirect_take(client, transfer)) {
        return;
    }
    uint64_t now = net__now_ms(client);
    int64_t wait_ms = wait_choose(client, transfer, is_limited, now);
    if (repeat_take(client, transfer, code, wait_ms, now)) {
        return;
    }
    if (is_limited) {
        tell_limited(transfer, transfer->attempt.retry_after_s, &transfer->err);
    }
    net__transfer_ends(client, transfer);
}
