/* When to look at the service again: politely. Pure. */
#ifndef WATCH_SCHEDULE_H
#define WATCH_SCHEDULE_H

#include <stdint.h>

enum { WATCH_LONGEST_WAIT_S = 3600 };

/*
 * Milliseconds until the next look.
 *
 *   interval_s      the usual distance between looks, above 0
 *   n_failures      looks that failed since one went well: each doubles the wait, to an
 * hour (or the interval, when that is longer) retry_after_s   what the service asked for
 * last; 0: nothing. Never sooner. soon_s          something is expected in so many seconds
 * (an activity that settles); 0: nothing. Only without failures. random          0 to 999:
 * spreads the looks of many over a tenth of the wait, later only
 *
 * Cannot fail.
 */
int64_t watch_wait_ms(int64_t interval_s, unsigned n_failures, int64_t retry_after_s,
                      int64_t soon_s, unsigned random);

#endif
