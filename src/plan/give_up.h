/* Wishes that cannot all stand: what is enough to give up. */
#ifndef PLAN_GIVE_UP_H
#define PLAN_GIVE_UP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/search.h"

enum { PLAN_GIVE_UPS_MAX = 5 };

struct plan_give_up {
    uint32_t wishes; /* to drop, bits by index */
    uint32_t
        rules; /* bits 1 << rule: without that one rule, one of these wishes could stay;
                  0: the wishes contradict each other, or it takes several rules */
};

struct plan_give_ups {
    size_t n_sets; /* 0 with is_complete: every wish can be met */
    struct plan_give_up sets[PLAN_GIVE_UPS_MAX];
    bool has_more;    /* there is a sixth */
    bool is_complete; /* proved: these are the smallest sets, all of them unless has_more */
};

/*
 * Every set of wishes whose dropping lets some week meet all the others under the hard
 * rules, and none of whose subsets does; fewest wishes first, then the less important, then
 * by index. Not for weeks that plan_search calls infeasible. known: what plan_search learnt
 * of the same limits, NULL: nothing. scratch, limits and node_limit as plan_search; two
 * fifths of the nodes are kept for the rules. Cannot fail.
 *
 * A set that is enough holds a wish of every conflict (a smallest set of wishes that no
 * week meets). Conflicts are learnt one by one from sets that turn out not to be enough, so
 * that the next set in the order is always the best that is not excluded.
 */
void plan_give_ups_find(const struct plan_limits *limits,
                        const struct plan_conflicts *known, long node_limit,
                        struct plan_search_scratch *scratch, struct plan_give_ups *ret);

#endif
