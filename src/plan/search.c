#include "plan/search.h"

#include <string.h>

#include "plan/constants.h"
#include "plan/search_internal.h"
#include "plan/wishes.h"

#include "base/banned.h"

#define POINTS(score) ((int)((score) % SEARCH_WISH / SEARCH_POINT))
#define LOW_MASK (SEARCH_POINT - 1)

enum { SPREAD_SLACK = 4 };

size_t plan_search_scratch_bytes(void)
{
    return sizeof(struct plan_search_scratch);
}

/* Every vector within order->limit, in the order of its bound. */
static void vectors_try(struct plan_search_scratch *scratch, struct search_order *order)
{
    for (size_t i = 0; i < scratch->n_vectors && scratch->budget.n_left > 0; i++) {
        const struct search_vector *vector = &scratch->vectors[i];
        if (vector->bound > order->limit) {
            order->next = vector->bound < order->next ? vector->bound : order->next;
            return; /* they are sorted */
        }
        plan__search_arrange(scratch, vector, order);
    }
}

/* Some week within the level, then ever better ones until none is left. False: the budget
 * ended, or the vectors are more than fit. *ret_next as in vectors_try. */
static bool level_try(struct plan_search_scratch *scratch, search_score floor,
                      search_score limit, search_score *ret_next)
{
    struct search_order order = {.mode = SEARCH_ANY,
                                 .limit = limit,
                                 .spread_slack = SPREAD_SLACK,
                                 .next = SEARCH_NEVER};
    bool is_whole = plan__search_vectors(scratch, limit, &order.next);
    vectors_try(scratch, &order);
    if (!scratch->best.is_found || order.limit >= floor) {
        order.spread_slack = -1;
        vectors_try(scratch, &order);
    }
    *ret_next = order.next;
    return is_whole && scratch->budget.n_left > 0;
}

/* The least score of wishes and points; *ret_bound what is proved of it. */
static void cost_find(struct plan_search_scratch *scratch, search_score *ret_bound)
{
    struct search_vector none = {0};
    search_score floor = plan__search_extra_least(&scratch->problem, &none, 0);
    bool is_whole = true;
    scratch->best.is_found = false;
    while (is_whole && !scratch->best.is_found && floor != SEARCH_NEVER) {
        search_score next = SEARCH_NEVER;
        is_whole = level_try(scratch, floor, floor | LOW_MASK, &next);
        if (is_whole && !scratch->best.is_found) {
            floor = next == SEARCH_NEVER ? next : next & ~LOW_MASK;
        }
    }
    *ret_bound = floor;
}

/* With the cost known: the fewest sessions, the least spread, the first in the order. */
static bool first_find(struct plan_search_scratch *scratch)
{
    search_score known = scratch->best.score;
    struct search_best kept = scratch->best;
    search_score next = SEARCH_NEVER;
    if (!plan__search_vectors(scratch, known, &next) || scratch->n_vectors == 0) {
        return false;
    }
    scratch->best.is_found = false;
    for (search_score limit = known & ~LOW_MASK; !scratch->best.is_found;) {
        struct search_order order = {
            .mode = SEARCH_FIRST, .limit = limit, .spread_slack = -1, .next = SEARCH_NEVER};
        vectors_try(scratch, &order);
        if (scratch->budget.n_left <= 0 || limit == known) {
            break;
        }
        limit = order.next < known ? order.next : known;
    }
    bool is_proved = scratch->best.is_found && scratch->budget.n_left > 0;
    if (!scratch->best.is_found) {
        scratch->best = kept;
    }
    return is_proved;
}

/* The fixed sessions alone: better than nothing when the nodes ended. */
static void bare_take(struct plan_search_scratch *scratch)
{
    static const uint32_t nothing[SEARCH_SLOTS] = {0};
    struct search_best *best = &scratch->best;
    if (plan__search_items_set(&scratch->problem, nothing, &best->skeleton)) {
        best->score = plan__search_judge(&scratch->problem, &best->skeleton);
        best->is_found = best->score != SEARCH_NEVER;
    }
}

static void result_set(struct plan_search_scratch *scratch, search_score bound,
                       struct plan_search_result *ret)
{
    const struct plan_input *input = scratch->problem.input;
    struct search_best *best = &scratch->best;
    ret->status = PLAN_SEARCH_FOUND;
    ret->cost = POINTS(best->score);
    ret->n_sessions =
        plan__search_sessions(&scratch->problem, &best->skeleton, ret->sessions);
    for (size_t i = 0; i < input->n_wishes; i++) {
        if (!plan_wish_is_met(&input->wishes[i], ret->n_sessions, ret->sessions)) {
            ret->unmet |= 1U << i;
        }
    }
    ret->is_unmet_least = bound / SEARCH_WISH == best->score / SEARCH_WISH;
    ret->bound = ret->is_unmet_least ? POINTS(bound) : 0;
}

void plan_search(const struct plan_limits *limits, long node_limit,
                 struct plan_search_scratch *scratch, struct plan_search_result *ret)
{
    search_score bound = 0;
    memset(scratch, 0, offsetof(struct plan_search_scratch, vectors));
    memset(ret, 0, sizeof *ret);
    plan__search_problem_set(limits, &scratch->problem);
    scratch->budget.n_left = node_limit;
    scratch->generation = 1;
    cost_find(scratch, &bound);
    if (!scratch->best.is_found && bound != SEARCH_NEVER) {
        bare_take(scratch);
    }
    if (!scratch->best.is_found) {
        ret->status = bound == SEARCH_NEVER ? PLAN_SEARCH_INFEASIBLE : PLAN_SEARCH_UNKNOWN;
    } else {
        search_score score = scratch->best.score & ~LOW_MASK;
        bound = bound > score ? score : bound;
        bool is_cost_proved = bound == score;
        bool is_first = first_find(scratch);
        bool is_settled = plan__search_settle(&scratch->problem, &scratch->best.skeleton,
                                              scratch->best.bound, score, &scratch->budget);
        result_set(scratch, bound, ret);
        ret->is_optimal = is_cost_proved && is_first && is_settled;
    }
    ret->n_nodes = scratch->budget.n_used;
}
