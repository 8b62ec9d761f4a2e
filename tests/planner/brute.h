/*
 * Every week that the menu allows, looked at: for instances with few, short slots. Shares
 * no code with the search. What a slot and a day may hold is the menu's (search.h,
 * "space").
 */
#ifndef TESTS_PLANNER_BRUTE_H
#define TESTS_PLANNER_BRUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"

enum { BRUTE_PRIORITIES = 10 };

/* The levels of the optimum, in order. */
struct brute_score {
    int n_unmet[BRUTE_PRIORITIES]; /* (2) by priority 1 .. 9 */
    int cost;                      /* (3) */
    int n_sessions;                /* (4) new ones */
    int crowding;                  /* (4b) */
    double away_min;               /* (6) from the usual minutes */
};

struct brute_week {
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
};

struct brute_result {
    bool is_feasible;
    unsigned long n_weeks; /* looked at */
    struct brute_score score;
    struct brute_week best;
};

/* The score of any week by the checker's own rules. */
struct brute_score brute_score_of(const struct plan_input *input, size_t n_sessions,
                                  const struct plan_session sessions[]);
/* Below 0: a is better; by the score, then the order of kinds, then the minutes. */
int brute_compare(const struct brute_score *a, const struct brute_week *week_a,
                  const struct brute_score *b, const struct brute_week *week_b);

/* max_weeks: gives up beyond (then false). */
bool brute_solve(const struct plan_input *input, unsigned long max_weeks,
                 struct brute_result *ret);

#endif
