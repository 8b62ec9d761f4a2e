/* Calls written ahead without waiting for their answers. */
#ifndef BENCH_FLOOD_H
#define BENCH_FLOOD_H

#include "client.h"

struct flood {
    const char *method;
    const char *params;    /* may be NULL */
    unsigned n_calls;      /* at most 9,000,000 */
    unsigned n_ahead;      /* so many may be unanswered */
    bool is_reply_checked; /* id and result of each; not for the floor */
};

/* Seconds from the first byte written to the last answer read. Every call must be answered
 * in order with a result that is not an error. */
double flood_run(struct client *client, const struct flood *flood);

#endif
