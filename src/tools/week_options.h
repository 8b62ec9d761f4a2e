/* What else there is beside a judged week: the nearest that passes, wishes to give up, the
 * weeks after it. */
#ifndef TOOLS_WEEK_OPTIONS_H
#define TOOLS_WEEK_OPTIONS_H

#include "base/arena.h"
#include "plan/give_up.h"
#include "plan/nearest.h"
#include "plan/outline.h"
#include "tools/answer.h"
#include "tools/week_table.h"

/* nearest: null when the week passes; else the changes, in words that can be carried out.
 */
void week_nearest_write(struct arena *arena, const struct plan_limits *limits,
                        const struct plan_session sessions[],
                        const struct plan_nearest *nearest, struct answer *answer);

/*
 * calendar_dropped, calendar_moved: the workouts of the calendar that a week found without
 * them does not hold, or holds on another day ("Wed ride_vo2", "Thu run_tempo to Fri").
 * One with a session of its kind on its day counts as kept.
 */
void week_calendar_write(const struct week_table *found, size_t n_planned,
                         const struct plan_session planned[], struct answer *answer);

/* give_up_options: the smallest sets of wishes whose dropping lets the others stand, each
 * with the rules that force it; empty when every wish is met. */
void week_give_ups_write(struct arena *arena, const struct plan_input *input,
                         const struct plan_give_ups *give_ups, struct answer *answer);

/* infeasible: the rules that nothing can keep with what is fixed; empty otherwise. */
void week_infeasible_write(unsigned rules, struct answer *answer);

/* outline: targets of the weeks after; null for none. */
void week_outline_write(struct arena *arena, const struct plan_input *input, size_t n_weeks,
                        const struct plan_outline_week weeks[], struct answer *answer);

#endif
