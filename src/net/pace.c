#include "net/pace.h"

#include <math.h>

#include "base/banned.h"

/* Of sums of fractions of a token: a full one may read 0.9999999999. */
static const double ROUNDING = 1e-9;

void net__pace_init(struct net__pace *pace, double rate_per_s, double burst,
                    uint64_t now_ms)
{
    *pace = (struct net__pace){
        .rate_per_s = rate_per_s, .burst = burst, .tokens = burst, .at_ms = now_ms};
}

uint64_t net__pace_wait_ms(struct net__pace *pace, uint64_t now_ms)
{
    if (now_ms > pace->at_ms) {
        double gained = (double)(now_ms - pace->at_ms) / 1000.0 * pace->rate_per_s;
        pace->tokens = fmin(pace->burst, pace->tokens + gained);
        pace->at_ms = now_ms;
    }
    uint64_t wait_ms = net__pace_pause_ms(pace, now_ms);
    double lacking = 1.0 - pace->tokens;
    if (lacking > ROUNDING) {
        uint64_t token_ms =
            (uint64_t)ceil((lacking - ROUNDING) / pace->rate_per_s * 1000.0);
        wait_ms = token_ms > wait_ms ? token_ms : wait_ms;
    }
    return wait_ms;
}

void net__pace_take(struct net__pace *pace)
{
    pace->tokens -= 1.0;
}

void net__pace_pause(struct net__pace *pace, uint64_t until_ms)
{
    if (until_ms > pace->pause_until_ms) {
        pace->pause_until_ms = until_ms;
    }
}

uint64_t net__pace_pause_ms(const struct net__pace *pace, uint64_t now_ms)
{
    return pace->pause_until_ms > now_ms ? pace->pause_until_ms - now_ms : 0;
}
