/* The fake Intervals.icu (tests/fake_intervals) and a bare HTTP client for it. */
#ifndef BENCH_FAKE_H
#define BENCH_FAKE_H

#include <jansson.h>

#include "process.h"

struct fake {
    struct process process;
    unsigned port;
    char url[64];
};

/* synthetic: "ID:DAYS:PER_100_DAYS:LAST_DAY" */
void fake_start(struct fake *fake, const char *program, const char *synthetic,
                const char *today);
void fake_end(struct fake *fake);

/* Requests of the API since the last fake_counts_clear. */
unsigned fake_requests(const struct fake *fake);
void fake_requests_clear(const struct fake *fake);
/* A new activity of an hour's run on that day. */
void fake_activity_add(const struct fake *fake, const char *athlete, const char *id,
                       const char *day);
/*
 * Seconds that the requests of the journal take when a bare client asks them again, one
 * after the other, and throws the answers away; their bytes as sent.
 */
double fake_replay(const struct fake *fake, double *ret_n_bytes);

#endif
