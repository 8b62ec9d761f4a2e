/*
 * A better week from a week: one session more, fewer, another or elsewhere, as long as that
 * helps. Proves nothing; but the sooner a good week is known, the less is left to exclude.
 */
#include <string.h>

#include "plan/search_internal.h"

#include "base/banned.h"

struct improve {
    struct plan_search_scratch *scratch;
    struct search_best *any; /* becomes what is better */
    long nodes_least;        /* of the budget, to leave */
    bool is_better;          /* something was found in this round */
};

static bool is_spent(const struct improve *improve)
{
    return improve->scratch->budget.n_left <= improve->nodes_least;
}

static int n_kinds_of(uint32_t mask)
{
    return __builtin_popcount(mask);
}

static bool slot_allows(const struct search_problem *problem, uint32_t mask)
{
    bool has_brick = (mask & 1U << PLAN_RUN_BRICK) != 0;
    int n_rides = n_kinds_of(mask & problem->ride_kinds);
    return n_kinds_of(mask) <= PLAN_SPACE_SLOT_SESSIONS && n_rides <= 1 &&
           n_kinds_of(mask & problem->run_kinds) <= 1 && (!has_brick || n_rides == 1);
}

static void week_try(struct improve *improve, const uint32_t masks[SEARCH_SLOTS])
{
    struct plan_search_scratch *scratch = improve->scratch;
    struct search_best *any = improve->any;
    struct search_vector vector = {.bound = 0};
    struct search_order order = {.mode = SEARCH_ANY,
                                 .limit = any->score - 1,
                                 .spread_slack = -1,
                                 .next = SEARCH_NEVER,
                                 .only = masks};
    for (int slot = 0; slot < SEARCH_SLOTS; slot++) {
        for (uint32_t left = masks[slot]; left != 0; left &= left - 1) {
            vector.n[plan__search_kind_of(left)]++;
        }
    }
    scratch->budget.n_left--;
    scratch->budget.n_used++;
    if (!plan__search_vector_weigh(&scratch->problem, &vector) ||
        vector.bound > order.limit) {
        return;
    }
    scratch->best.is_found = false;
    plan__search_arrange(scratch, &vector, &order);
    if (scratch->best.is_found && scratch->best.score < any->score) {
        *any = scratch->best;
        improve->is_better = true;
    }
}

/* The kinds taken from a slot, others put there: to another slot, or into the week. */
static bool change_try(struct improve *improve, int from_slot, uint32_t taken, int to_slot,
                       uint32_t put)
{
    const struct search_problem *problem = &improve->scratch->problem;
    uint32_t masks[SEARCH_SLOTS];
    search_score before = improve->any->score;
    memcpy(masks, improve->any->masks, sizeof masks);
    masks[from_slot] &= ~taken;
    if ((masks[to_slot] & put) != 0) {
        return false;
    }
    masks[to_slot] |= put;
    bool is_open =
        put == 0 || plan__search_is_open_in(problem, plan__search_kind_of(put), to_slot);
    if (is_open && slot_allows(problem, masks[to_slot]) &&
        slot_allows(problem, masks[from_slot])) {
        week_try(improve, masks);
    }
    return improve->any->score < before;
}

/* A session of the slot: gone, another kind in its place, or to another slot. */
static void session_change(struct improve *improve, int slot, uint32_t bit)
{
    const struct search_problem *problem = &improve->scratch->problem;
    if (change_try(improve, slot, bit, slot, 0)) {
        return;
    }
    for (int kind = 0; kind < N_PLAN_MENU && !is_spent(improve); kind++) {
        if (problem->kinds[kind].is_open &&
            change_try(improve, slot, bit, slot, problem->kinds[kind].bit)) {
            return;
        }
    }
    for (int to = 0; to < SEARCH_SLOTS && !is_spent(improve); to++) {
        if (to != slot && change_try(improve, slot, bit, to, bit)) {
            return;
        }
    }
}

static void slots_exchange(struct improve *improve, int a, int b)
{
    uint32_t masks[SEARCH_SLOTS];
    memcpy(masks, improve->any->masks, sizeof masks);
    uint32_t mask = masks[a];
    if (mask == masks[b] || improve->scratch->problem.slots[a].minutes == 0 ||
        improve->scratch->problem.slots[b].minutes == 0) {
        return;
    }
    masks[a] = masks[b];
    masks[b] = mask;
    week_try(improve, masks);
}

static void slot_round(struct improve *improve, int slot)
{
    const struct search_problem *problem = &improve->scratch->problem;
    for (int kind = 0; kind < N_PLAN_MENU && !is_spent(improve); kind++) {
        if (problem->kinds[kind].is_open) {
            (void)change_try(improve, slot, 0, slot, problem->kinds[kind].bit);
        }
    }
    for (uint32_t left = improve->any->masks[slot]; left != 0 && !is_spent(improve);
         left &= left - 1) {
        uint32_t bit = left & (0U - left);
        if ((improve->any->masks[slot] & bit) != 0) {
            session_change(improve, slot, bit);
        }
    }
    for (int other = 0; other < slot && !is_spent(improve); other++) {
        slots_exchange(improve, slot, other);
    }
}

void plan__search_improve(struct plan_search_scratch *scratch, long nodes_least,
                          struct search_best *any)
{
    struct improve improve = {
        .scratch = scratch, .any = any, .nodes_least = nodes_least, .is_better = true};
    while (improve.is_better && any->is_found && !is_spent(&improve)) {
        improve.is_better = false;
        for (int slot = 0; slot < SEARCH_SLOTS; slot++) {
            slot_round(&improve, slot);
        }
    }
    scratch->best.is_found = false;
}
