#ifndef FAKE_SYNTHETIC_H
#define FAKE_SYNTHETIC_H

#include "store.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Adds an invented athlete from "ID:DAYS:PER_100_DAYS:LAST_DAY": DAYS days of history up to
 * and with LAST_DAY, PER_100_DAYS activities in 100 days, wellness every day, some events.
 * The same text always makes the same bytes. false with the reason.
 */
bool synthetic_add(struct store *store, const char *text, char ret_reason[256]);

/* Shared by the synthetic_*.c files. */

struct synthetic_random {
    uint64_t state;
};

/* 0 <= x < 1 */
double synthetic_random_next(struct synthetic_random *random);
/* low <= x < high */
double synthetic_random_between(struct synthetic_random *random, double low, double high);

/* What an activity needs to know besides its own numbers. */
struct synthetic_place {
    const char *athlete_id;
    unsigned family; /* differs from athlete to athlete: the start of all ids */
    size_t index;    /* of the activity in the history */
    long day;
    double ctl; /* before the activity */
    double atl;
};

/* synthetic_profile.c: new references. */
json_t *synthetic_profile(const char *athlete_id, unsigned family);
json_t *synthetic_gear(void);

/* synthetic_activity.c: a row of about 5 KB, and its load. */
json_t *synthetic_activity(const struct synthetic_place *place,
                           struct synthetic_random *random, double *ret_load);

#endif
