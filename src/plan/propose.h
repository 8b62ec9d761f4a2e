/* The best week together with what its wishes or its hard rules clash with: one request. */
#ifndef PLAN_PROPOSE_H
#define PLAN_PROPOSE_H

#include <stdint.h>

#include "plan/give_up.h"
#include "plan/search.h"

struct plan_proposal {
    struct plan_search_result found;
    struct plan_give_ups give_ups; /* n_sets 0 unless wishes are unmet */
    uint32_t clashing; /* infeasible only: hard rules (bits 1 << rule) without which there
                          would be a week */
};

/* Nodes of a whole request: with PLAN_PROPOSE_NODES it stays below 50 ms (bench). */
enum { PLAN_PROPOSE_NODES = 90000 };

/*
 * One budget for all: when wishes cannot all be met a quarter of the nodes is kept to
 * explain that, and what the search leaves besides. scratch and limits as plan_search.
 * Cannot fail.
 */
void plan_propose(const struct plan_limits *limits, long node_limit,
                  struct plan_search_scratch *scratch, struct plan_proposal *ret);

#endif
