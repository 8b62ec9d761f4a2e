/* The client's insides, shared by fetch.c (life, requests, outcome) and flight.c (the way).
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "net/fetch.h"
#include "net/multi.h"
#include "net/pace.h"
#include "net/transfer.h"

struct net_client {
    struct net__multi multi;
    uv_timer_t timer; /* active only while requests are pending */
    struct net__pace pace;
    struct net__queue waiting; /* in order; repeats in front */
    struct net__queue flying;
    struct net__queue ended;
    unsigned n_flying;
    size_t n_pending;
    uint64_t last_id;
    unsigned n_closed;
    bool is_closing;
    /* Options with the defaults filled in. */
    struct net__sender sender;
    const char *const *curl_names;
    unsigned n_in_flight_max;
    unsigned n_attempts_max;
    int backoff_base_ms;
    int idle_close_ms;
    int retry_after_max_s;
};

uint64_t net__now_ms(const struct net_client *client);
/* The service asked for a longer pause than we let a request wait. */
bool net__is_paused_too_long(const struct net_client *client, uint64_t now);

/* The transfer is in no queue; its outcome is decided. */
void net__transfer_ends(struct net_client *client, struct net__transfer *transfer);
/* Sends what may be sent now; refuses all that waits when the pause is too long. */
void net__send_due(struct net_client *client);
/* The first whose time has come, NULL when there is none; then *ret_next_ms is when. */
struct net__transfer *net__waiting_first(const struct net_client *client, uint64_t now,
                                         uint64_t *ret_next_ms);
/* Drops what is on its way: afterwards it is in no queue. */
void net__flight_drop(struct net_client *client, struct net__transfer *transfer);
/* multi's `ended`: repeats, follows or ends the request. */
void net__flight_landed(void *owner, CURL *easy, CURLcode code);

#endif
