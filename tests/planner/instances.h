/* Athletes and weeks made by dice, the same everywhere. */
#ifndef TESTS_PLANNER_INSTANCES_H
#define TESTS_PLANNER_INSTANCES_H

#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

struct dice {
    uint64_t state;
};
uint64_t dice_next(struct dice *dice);
/* from to to, both included. */
int dice_between(struct dice *dice, int from, int to);
bool dice_percent(struct dice *dice, int percent);

/*
 * A realistic request: six weeks of history, one state of running, perhaps pain, an injury,
 * a race, done days, own caps, slots of a working week, a focus and wishes that may clash.
 */
void instance_make(uint64_t seed, struct plan_input *ret);

/* The same with so few and short slots that a brute force can look at every week. */
void instance_make_small(uint64_t seed, struct plan_input *ret);

/*
 * Any week, good or bad: fixed sessions and up to n_new from the menu at slots' starts, at
 * any other clock, or of kinds that are not in the menu. Sorted; returns how many.
 */
size_t instance_week(struct dice *dice, const struct plan_input *input, int n_new,
                     struct plan_session ret[PLAN_MAX_SESSIONS]);

#endif
