#include "plan/propose.h"

#include <string.h>

#include "base/banned.h"

enum {
    EXPLAIN_PCT = 25, /* of the nodes are kept to explain wishes that are not met */
    CLASH_NODES = 2000
};

/* Hard rules without which there would be a week: those that clash with what is fixed. */
static uint32_t clashing_rules(const struct plan_limits *limits,
                               struct plan_search_scratch *scratch)
{
    struct plan_limits without = *limits;
    struct plan_search_result found;
    uint32_t rules = 0;
    for (int rule = 0; rule < N_PLAN_RULES; rule++) {
        without.waived = 1U << rule;
        plan_search(&without, CLASH_NODES, scratch, &found);
        rules |= found.status == PLAN_SEARCH_FOUND ? 1U << rule : 0U;
    }
    return rules;
}

void plan_propose(const struct plan_limits *limits, long node_limit,
                  struct plan_search_scratch *scratch, struct plan_proposal *ret)
{
    struct plan_search_result *found = &ret->found;
    memset(&ret->give_ups, 0, sizeof ret->give_ups);
    ret->clashing = 0;
    plan_search_keeping(limits, node_limit, node_limit * EXPLAIN_PCT / 100, scratch, found);
    if (found->status == PLAN_SEARCH_INFEASIBLE) {
        ret->clashing = clashing_rules(limits, scratch);
    } else if (found->unmet != 0) {
        long left = node_limit - found->n_nodes;
        plan_give_ups_find(limits, &found->conflicts, left > 0 ? left : 0, scratch,
                           &ret->give_ups);
    }
}
