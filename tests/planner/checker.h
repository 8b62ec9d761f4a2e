/*
 * The planner's rules once more, written from science.md 7 and science-decisions.md
 * (P1-P13, "Optimum") alone: slow, naive, sharing nothing with src/plan but its types and
 * the menu table. What the planner says is held against it.
 */
#ifndef TESTS_PLANNER_CHECKER_H
#define TESTS_PLANNER_CHECKER_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"

/* Bit 1 << PLAN_Hx for every hard rule that is broken by a session that is not done. */
unsigned checker_broken(const struct plan_input *input, size_t n_sessions,
                        const struct plan_session sessions[]);

/* Points of each soft rule; returns the sum. */
int checker_cost(const struct plan_input *input, size_t n_sessions,
                 const struct plan_session sessions[], int ret_points[N_PLAN_SOFTS]);

bool checker_wish_is_met(const struct plan_input *input, size_t n_sessions,
                         const struct plan_session sessions[],
                         const struct plan_wish *wish);

#endif
