#include "plan/give_up.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "plan/search_wishes.h"

#include "base/banned.h"

enum { RULE_NODES = 2000, RULE_NODES_MORE = 40000 }; /* for each rule and wish */

static void problem_begin(struct plan_search_scratch *scratch,
                          const struct plan_limits *limits)
{
    plan__search_problem_set(limits, &scratch->problem);
    scratch->generation++;
}

/* H10 waived: the whole of every day that is not over. */
static void days_open(struct plan_input *input)
{
    input->has_availability = false;
    input->cap_bike_h = LOAD_NAN;
    for (int day = 0; day < PLAN_DAYS; day++) {
        struct plan_available *available = &input->available[day];
        available->day_max_min = PLAN_DAY_MIN;
        available->is_run_closed = false;
        if (day < input->today) {
            continue;
        }
        available->slots[0] = (struct plan_slot){6 * 60, 8 * 60};
        available->slots[1] = (struct plan_slot){14 * 60, 8 * 60};
    }
}

/* Would these wishes stand without the rule? */
static enum search_answer stands_without(const struct plan_limits *limits,
                                         enum plan_rule rule, uint32_t kept, long n_nodes,
                                         struct plan_search_scratch *scratch)
{
    struct plan_limits waived = *limits;
    struct plan_input open;
    waived.waived |= 1U << rule;
    if (rule == PLAN_H10) {
        open = *limits->input;
        days_open(&open);
        waived.input = &open;
    }
    problem_begin(scratch, &waived);
    scratch->problem.is_mending = plan__search_broken(&waived) != 0;
    scratch->budget.n_left = n_nodes;
    return plan__search_feasible(scratch, kept);
}

/* Rules without which one of the dropped wishes could stay; *ret_is_sure: no test ended
 * for want of nodes. */
static uint32_t rules_within(const struct plan_limits *limits, uint32_t dropped,
                             long n_nodes, struct plan_search_scratch *scratch,
                             bool *ret_is_sure)
{
    uint32_t all = (uint32_t)(((uint64_t)1 << limits->input->n_wishes) - 1);
    uint32_t rules = 0;
    *ret_is_sure = true;
    for (size_t i = 0; i < limits->input->n_wishes; i++) {
        uint32_t bit = 1U << i;
        for (int rule = 0; (dropped & bit) != 0 && rule < N_PLAN_RULES; rule++) {
            uint32_t kept = (all & ~dropped) | bit;
            if ((rules >> rule & 1U) != 0) {
                continue;
            }
            enum search_answer answer =
                stands_without(limits, (enum plan_rule)rule, kept, n_nodes, scratch);
            rules |= answer == SEARCH_YES ? 1U << rule : 0U;
            *ret_is_sure = *ret_is_sure && answer != SEARCH_UNKNOWN;
        }
    }
    return rules;
}

/* A rule that explains the set is mostly soon found; more nodes only when none was. */
static uint32_t rules_find(const struct plan_limits *limits, uint32_t dropped,
                           struct plan_search_scratch *scratch)
{
    bool is_sure = false;
    uint32_t rules = rules_within(limits, dropped, RULE_NODES, scratch, &is_sure);
    return rules == 0 && !is_sure
               ? rules_within(limits, dropped, RULE_NODES_MORE, scratch, &is_sure)
               : rules;
}

void plan_give_ups_find(const struct plan_limits *limits, long node_limit,
                        struct plan_search_scratch *scratch, struct plan_give_ups *ret)
{
    struct search_conflicts conflicts = {0};
    memset(ret, 0, sizeof *ret);
    plan__search_scratch_init(scratch, node_limit);
    problem_begin(scratch, limits);
    scratch->problem.is_mending = plan__search_broken(limits) != 0;
    for (;;) {
        uint32_t dropped = 0;
        enum search_answer answer =
            plan__search_give_up(scratch, true, &conflicts, &dropped);
        ret->is_complete = answer == SEARCH_NO || (answer == SEARCH_YES && dropped == 0);
        ret->has_more = answer == SEARCH_YES && ret->n_sets == PLAN_GIVE_UPS_MAX;
        if (answer != SEARCH_YES || dropped == 0 || ret->has_more) {
            break;
        }
        conflicts.solved[conflicts.n_solved++] = dropped;
        ret->sets[ret->n_sets++].wishes = dropped;
    }
    ret->is_complete = ret->is_complete || ret->has_more;
    for (size_t i = 0; i < ret->n_sets; i++) {
        ret->sets[i].rules = rules_find(limits, ret->sets[i].wishes, scratch);
    }
}
