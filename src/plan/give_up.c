#include "plan/give_up.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "plan/search_wishes.h"

#include "base/banned.h"

/* For each rule and wish. */
enum { RULES_PCT = 40, RULE_NODES = 300, RULE_NODES_TIMES = 10, RULE_NODES_MORE = 30000 };

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

/* Is a rule not judged any more: what can stand then? */
static void rule_waive(const struct plan_limits *limits, enum plan_rule rule,
                       struct plan_limits *waived, struct plan_input *open,
                       struct plan_search_scratch *scratch)
{
    *waived = *limits;
    waived->waived |= 1U << rule;
    if (rule == PLAN_H10) {
        *open = *limits->input;
        days_open(open);
        waived->input = open;
    }
    problem_begin(scratch, waived);
    scratch->problem.is_mending = plan__search_broken(waived) != 0;
}

/* Could one of the dropped wishes stay beside the others, as the problem is now? */
static enum search_answer one_stands(struct plan_search_scratch *scratch, uint32_t dropped,
                                     long n_nodes, long *nodes_left)
{
    uint32_t all = (uint32_t)(((uint64_t)1 << scratch->problem.input->n_wishes) - 1);
    enum search_answer result = SEARCH_NO;
    for (uint32_t left = dropped; left != 0; left &= left - 1) {
        uint32_t bit = left & (0U - left);
        long n_given = n_nodes < *nodes_left ? n_nodes : *nodes_left;
        scratch->budget.n_left = n_given;
        enum search_answer answer = plan__search_feasible(scratch, (all & ~dropped) | bit);
        *nodes_left -= n_given - (scratch->budget.n_left > 0 ? scratch->budget.n_left : 0);
        if (answer == SEARCH_YES) {
            return SEARCH_YES;
        }
        result = answer == SEARCH_UNKNOWN ? SEARCH_UNKNOWN : result;
    }
    return result;
}

/*
 * Of each set the rules without which one of its wishes could stay. A rule that explains a
 * set is mostly soon found: few nodes for each, then more for sets that none was found for.
 */
static void rules_find(const struct plan_limits *limits,
                       struct plan_search_scratch *scratch, long nodes_left,
                       struct plan_give_ups *ret)
{
    bool is_open[PLAN_GIVE_UPS_MAX] = {true, true, true, true, true};
    for (long n_nodes = RULE_NODES; n_nodes <= RULE_NODES_MORE;
         n_nodes *= RULE_NODES_TIMES) {
        bool is_unsure[PLAN_GIVE_UPS_MAX] = {false};
        for (int rule = 0; rule < N_PLAN_RULES && nodes_left > 0; rule++) {
            struct plan_limits waived;
            struct plan_input open;
            rule_waive(limits, (enum plan_rule)rule, &waived, &open, scratch);
            for (size_t i = 0; i < ret->n_sets && nodes_left > 0; i++) {
                enum search_answer answer =
                    is_open[i]
                        ? one_stands(scratch, ret->sets[i].wishes, n_nodes, &nodes_left)
                        : SEARCH_NO;
                ret->sets[i].rules |= answer == SEARCH_YES ? 1U << rule : 0U;
                is_unsure[i] = is_unsure[i] || answer == SEARCH_UNKNOWN;
            }
        }
        for (size_t i = 0; i < ret->n_sets; i++) {
            is_open[i] = ret->sets[i].rules == 0 && is_unsure[i];
        }
    }
}

void plan_give_ups_find(const struct plan_limits *limits,
                        const struct plan_conflicts *known, long node_limit,
                        struct plan_search_scratch *scratch, struct plan_give_ups *ret)
{
    struct search_conflicts conflicts = {.n_solved = 0};
    long rule_nodes = node_limit * RULES_PCT / 100;
    memset(ret, 0, sizeof *ret);
    if (known != NULL) {
        conflicts.known = *known;
    }
    plan__search_scratch_init(scratch, node_limit - rule_nodes);
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
    rule_nodes += scratch->budget.n_left > 0 ? scratch->budget.n_left : 0;
    rules_find(limits, scratch, rule_nodes, ret);
}
