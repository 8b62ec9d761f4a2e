/* When the next request may be sent: a token bucket and a pause. Pure: the time is handed
 * in. */
#ifndef NET_PACE_H
#define NET_PACE_H

#include <stdint.h>

struct net__pace {
    double rate_per_s;       /* tokens gained per second, > 0 */
    double burst;            /* tokens it holds, >= 1 */
    double tokens;           /* at time at_ms */
    uint64_t at_ms;          /* of the loop's clock */
    uint64_t pause_until_ms; /* nothing is sent before */
};

/* A full bucket. */
void net__pace_init(struct net__pace *pace, double rate_per_s, double burst,
                    uint64_t now_ms);
/* Milliseconds until a request may be sent; 0: now. */
uint64_t net__pace_wait_ms(struct net__pace *pace, uint64_t now_ms);
/* One request is sent: only after a wait of 0 at the same time. */
void net__pace_take(struct net__pace *pace);
/* Extends the pause, never shortens it. */
void net__pace_pause(struct net__pace *pace, uint64_t until_ms);
/* What is left of the pause. */
uint64_t net__pace_pause_ms(const struct net__pace *pace, uint64_t now_ms);

#endif
