/* A whole week judged: every hard rule, every soft cost, what it does to the lines. */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "plan/limits.h"
#include "plan/plan.h"

/*
 * sessions[n_sessions]: the whole week, done ones included (those of input->fixed too; the
 * caller puts them in), ordered by plan_sort; n_sessions at most PLAN_MAX_SESSIONS. About
 * two microseconds; allocates nothing; cannot fail.
 */
void plan_check(const struct plan_limits *limits, size_t n_sessions,
                const struct plan_session sessions[], struct plan_proof *ret);

/* The rules that stand as broken, bits by enum plan_rule. */
unsigned plan_proof_broken(const struct plan_proof *proof);

/*
 * The same verdict and cost without the rest: true when no hard rule is broken, then
 * *ret_cost is the sum of the soft points. For the leaves of a search. *likely: the rule
 * that is looked at first; becomes the one that is broken, since the weeks of one search
 * mostly break the same.
 */
bool plan_judge(const struct plan_limits *limits, size_t n_sessions,
                const struct plan_session sessions[], enum plan_rule *likely,
                int *ret_cost);

#endif
