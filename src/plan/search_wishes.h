/* Which wishes can stand together; of the search only. */
#ifndef PLAN_SEARCH_WISHES_H
#define PLAN_SEARCH_WISHES_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/search_internal.h"

enum search_answer { SEARCH_NO, SEARCH_YES, SEARCH_UNKNOWN };

/* What is known: sets that cannot all be met, and sets whose dropping is enough. */
struct search_conflicts {
    struct plan_conflicts known;
    int n_solved;
    uint32_t solved[PLAN_CONFLICTS_MAX];
};

/* Does a week meet all these wishes (bits)? YES: scratch->best is one, its minutes any. */
enum search_answer plan__search_feasible(struct plan_search_scratch *scratch,
                                         uint32_t kept);

/*
 * The best set of wishes to drop that holds none of conflicts->solved: fewest first, or
 * least weight (the order 2 of the optimum). Learns conflicts on the way: a set that is
 * dropped must hold one wish of every conflict, and the best that does so is either enough
 * or shows a new conflict. NO: there is no further one. UNKNOWN: the budget ended;
 * *ret_dropped may do.
 */
enum search_answer plan__search_give_up(struct plan_search_scratch *scratch,
                                        bool is_by_size, struct search_conflicts *conflicts,
                                        uint32_t *ret_dropped);

/* Rules (bits) that the fixed sessions alone break. */
uint32_t plan__search_broken(const struct plan_limits *limits);
/* Is there any week? */
enum search_answer plan__search_possible(struct plan_search_scratch *scratch);

#endif
