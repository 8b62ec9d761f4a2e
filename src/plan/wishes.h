/* What the user asked for, held against a week. */
#ifndef PLAN_WISHES_H
#define PLAN_WISHES_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"

/*
 * Is the wish met by the week (done and fixed sessions included, ordered by plan_sort)?
 *
 *   RUN_DAYS, STRENGTH_DAYS  days with a run; with a session marked strength: min to max
 *   RUN_HARD                 run-hard sessions, min to max
 *   BIKE_HOURS               hours of rides within 30 min of min..max
 *   RUN_KM                   km of runs within 10 % of min..max; unknown km count as 0
 *   SESSION                  at least one of the kind on the day, its minutes in min..max
 *   REST                     nothing on the day
 *
 * A NAN bound is none. Cannot fail.
 */
bool plan_wish_is_met(const struct plan_wish *wish, size_t n_sessions,
                      const struct plan_session sessions[]);

#endif
