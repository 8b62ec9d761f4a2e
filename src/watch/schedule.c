#include "watch/schedule.h"

#include "base/banned.h"

int64_t watch_wait_ms(int64_t interval_s, unsigned n_failures, int64_t retry_after_s,
                      int64_t soon_s, unsigned random)
{
    int64_t longest_s =
        interval_s > WATCH_LONGEST_WAIT_S ? interval_s : WATCH_LONGEST_WAIT_S;
    int64_t wait_s = interval_s;
    for (unsigned i = 0; i < n_failures && wait_s < longest_s; i++) {
        wait_s *= 2;
    }
    wait_s = wait_s > longest_s ? longest_s : wait_s;
    if (n_failures == 0 && soon_s > 0 && soon_s < wait_s) {
        wait_s = soon_s;
    }
    wait_s = retry_after_s > wait_s ? retry_after_s : wait_s;
    return wait_s * 1000 + wait_s * (int64_t)(random % 1000) / 10;
}
