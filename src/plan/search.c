#include "plan/search.h"

#include <string.h>

#include "plan/constants.h"
#include "plan/search_internal.h"
#include "plan/search_wishes.h"
#include "plan/wishes.h"

#include "base/banned.h"

#define POINTS(score) ((int)((score) % SEARCH_WISH / SEARCH_POINT))
#define LOW_MASK (SEARCH_POINT - 1)

enum {
    SPREAD_SLACK = 4,
    BAND_POINTS = 5,
    DIVE_VECTORS = 16,
    DIVE_NODES = 1500,
    BAND_PCT = 15,    /* of the nodes that are left, to list the vectors of a band */
    IMPROVE_PCT = 15, /* of the nodes that are left, at most */
    UNMET_LEFT_PCT =
        60 /* of the nodes stay for a good week when wishes are hard to weigh */
};

size_t plan_search_scratch_bytes(void)
{
    return sizeof(struct plan_search_scratch);
}

/* Whatever the arrangement is: can its minutes be within the limit? */
static bool vector_fits(struct plan_search_scratch *scratch,
                        const struct search_vector *vector, struct search_order *order)
{
    struct search_box box;
    search_score limit = order->limit | LOW_MASK;
    plan__search_vector_box(&scratch->problem, vector, &box);
    bool is_fitting =
        plan__search_totals_stand(&scratch->problem, vector, &box, limit, &scratch->budget);
    if (!is_fitting && limit + 1 < order->next) {
        order->next = limit + 1;
    }
    return is_fitting;
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
        if (vector_fits(scratch, vector, order)) {
            plan__search_arrange(scratch, vector, order);
        }
    }
}

/* The vectors up to a band above the floor are made at once; false: more than fit. */
struct band {
    search_score limit;
    search_score next; /* the smallest bound above it */
    bool is_whole;
};

/* Not beyond a week that is known, and narrower when they are more than fit. */
static void band_make(struct plan_search_scratch *scratch, search_score floor, int points,
                      const struct search_best *any, struct band *band)
{
    for (; points >= 0; points = points > 0 ? points / 2 : -1) {
        band->limit = (floor + points * SEARCH_POINT) | LOW_MASK;
        if (any->is_found && band->limit > (any->score | LOW_MASK)) {
            band->limit = any->score | LOW_MASK;
        }
        band->next = SEARCH_NEVER;
        long kept = scratch->budget.n_left - scratch->budget.n_left * BAND_PCT / 100;
        scratch->budget.n_left -= kept;
        band->is_whole = plan__search_vectors(scratch, band->limit, &band->next);
        scratch->budget.n_left += kept;
        if (band->is_whole || scratch->budget.n_left <= 0) {
            return;
        }
    }
}

/* Some week within the level, then ever better ones until none is left, or none below the
 * floor. False: the budget ended. *ret_next: the smallest bound that exceeded the level. */
static bool level_try(struct plan_search_scratch *scratch, search_score floor,
                      search_score level, search_score *ret_next)
{
    struct search_order order = {.mode = SEARCH_ANY,
                                 .limit = level | LOW_MASK,
                                 .spread_slack = SPREAD_SLACK,
                                 .next = SEARCH_NEVER};
    vectors_try(scratch, &order);
    if (!scratch->best.is_found || order.limit >= floor) {
        order.spread_slack = -1;
        vectors_try(scratch, &order);
    }
    *ret_next = order.next;
    return scratch->budget.n_left > 0;
}

/* A vector with a few nodes of its own; *any becomes what is better. */
static void slice_try(struct plan_search_scratch *scratch,
                      const struct search_vector *vector, long n_nodes,
                      struct search_best *any)
{
    struct search_order order = {.mode = SEARCH_ANY,
                                 .limit = any->is_found ? any->score - 1 : SEARCH_NEVER / 2,
                                 .spread_slack = SPREAD_SLACK,
                                 .next = SEARCH_NEVER};
    long left = scratch->budget.n_left;
    long slice = left < n_nodes ? left : n_nodes;
    scratch->best.is_found = false;
    scratch->budget.n_left = slice;
    plan__search_arrange(scratch, vector, &order);
    scratch->budget.n_left += left - slice;
    if (scratch->best.is_found && (!any->is_found || scratch->best.score < any->score)) {
        *any = scratch->best;
    }
}

static void improve(struct plan_search_scratch *scratch, struct search_best *any)
{
    long left = scratch->budget.n_left;
    plan__search_improve(scratch, left - left * IMPROVE_PCT / 100, any);
}

/* A good week soon: a few nodes for each of the most promising vectors. Proves nothing. */
static void dive(struct plan_search_scratch *scratch, struct search_best *any)
{
    for (size_t i = 0; i < scratch->n_vectors && i < DIVE_VECTORS; i++) {
        slice_try(scratch, &scratch->vectors[i], DIVE_NODES, any);
    }
}

/* How far the next level may go: within the band, below the week that is known. */
static search_score level_of(const struct search_best *any, const struct band *band,
                             search_score floor, int points)
{
    search_score level = floor + points * SEARCH_POINT;
    search_score most = band->limit & ~LOW_MASK;
    level = level < most ? level : most;
    most = (any->score & ~LOW_MASK) - SEARCH_POINT;
    level = any->is_found && level > most ? most : level;
    return level > floor ? level : floor;
}

/*
 * Level after level, in doubling steps, until scratch->best is a week of the least score.
 * Returns what is proved: no week is below it.
 */
static search_score levels_climb(struct plan_search_scratch *scratch,
                                 const struct search_best *any, search_score floor,
                                 int band_points, struct band *band)
{
    for (int points = 0; band->is_whole; points = points > 0 ? 2 * points : 1) {
        search_score next = SEARCH_NEVER;
        if (any->is_found && any->score <= (floor | LOW_MASK)) {
            scratch->best = *any; /* nothing below the floor is left */
            return floor;
        }
        search_score level = level_of(any, band, floor, points);
        if (!level_try(scratch, floor, level, &next)) {
            return floor;
        }
        if (scratch->best.is_found) {
            return scratch->best.score & ~LOW_MASK;
        }
        next = next < band->next ? next : band->next;
        if (any->is_found && next > (any->score | LOW_MASK)) {
            next = any->score; /* nothing else is left below it */
        }
        if (next == SEARCH_NEVER) {
            return floor;
        }
        floor = next & ~LOW_MASK;
        if (floor > band->limit) {
            band_make(scratch, floor, band_points, any, band);
        }
    }
    return floor;
}

/* The least score of wishes and points; *ret_bound what is proved of it. *any is the best
 * week known before, and becomes that of the dive. */
static void cost_find(struct plan_search_scratch *scratch, struct search_best *any,
                      search_score *ret_bound)
{
    struct search_vector none = {0};
    search_score floor = plan__search_raised(
        &scratch->problem, plan__search_extra_least(&scratch->problem, &none, 0));
    struct band band;
    improve(scratch, any);
    int points = BAND_POINTS;
    band_make(scratch, floor, points, any, &band);
    while (scratch->n_vectors == 0 && band.is_whole && band.next < SEARCH_NEVER &&
           !(any->is_found && band.next > (any->score | LOW_MASK))) {
        floor = band.next & ~LOW_MASK;
        points *= 2;
        band_make(scratch, floor, points, any, &band);
    }
    if (band.is_whole && scratch->n_vectors > 0 && scratch->vectors[0].bound > floor) {
        floor = scratch->vectors[0].bound & ~LOW_MASK;
    } else if (band.is_whole && scratch->n_vectors == 0 && any->is_found) {
        floor = any->score & ~LOW_MASK;
    }
    scratch->best.is_found = false;
    dive(scratch, any);
    improve(scratch, any);
    scratch->best.is_found = false;
    floor = levels_climb(scratch, any, floor, points, &band);
    *ret_bound = floor;
}

/* With the cost known: the fewest sessions, the least spread, the first in the order. */
static bool first_find(struct plan_search_scratch *scratch)
{
    search_score known = scratch->best.score | LOW_MASK; /* its own may not be known */
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

/* The wishes that the best week leaves unmet: their weight. scratch->best is a week that
 * meets the others. False: the budget ended before it was sure. */
static bool unmet_find(struct plan_search_scratch *scratch, search_score *ret_unmet,
                       struct plan_conflicts *ret_conflicts)
{
    struct search_conflicts conflicts = {0};
    uint32_t dropped = 0;
    *ret_unmet = 0;
    if (scratch->problem.input->n_wishes == 0) {
        return true; /* scratch->best may hold a week that mends a rule */
    }
    long kept = scratch->budget.n_left * UNMET_LEFT_PCT / 100;
    scratch->budget.n_left -= kept;
    enum search_answer answer = plan__search_give_up(scratch, false, &conflicts, &dropped);
    scratch->budget.n_left += kept;
    *ret_conflicts = conflicts.known;
    for (int i = 0; i < PLAN_MAX_WISHES; i++) {
        *ret_unmet += (dropped >> i & 1U) != 0 ? scratch->problem.wish_weight[i] : 0;
    }
    return answer == SEARCH_YES;
}

/* A week that is only feasible, for the case that no better one is found in time. */
static void any_keep(struct plan_search_scratch *scratch, struct search_best *ret)
{
    static const uint32_t nothing[SEARCH_SLOTS] = {0};
    *ret = scratch->best;
    if (!ret->is_found) {
        ret->is_found = plan__search_items_set(&scratch->problem, nothing, &ret->skeleton);
        memcpy(ret->masks, nothing, sizeof ret->masks);
    }
    ret->score = plan__search_judge(&scratch->problem, &ret->skeleton);
    ret->is_found = ret->is_found && ret->score != SEARCH_NEVER;
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

static void ride_rename(struct search_best *best, int i, enum plan_kind kind)
{
    struct search_item *item = &best->skeleton.items[i];
    best->masks[item->slot] &= ~(1U << item->kind);
    best->masks[item->slot] |= 1U << kind;
    item->kind = kind;
}

/* One kind of easy ride: fewer vectors until the cost is known. */
static bool rides_merge(struct plan_search_scratch *scratch, struct search_best *any)
{
    if (!plan__search_rides_merge(&scratch->problem)) {
        return false;
    }
    scratch->generation++;
    for (int i = 0; i < any->skeleton.n_items; i++) {
        if (any->skeleton.items[i].kind == PLAN_RIDE_RECOVERY) {
            ride_rename(any, i, PLAN_RIDE_ENDURANCE);
        }
    }
    return true;
}

/* Two kinds again; a week that was found has the one that its minutes are of. */
static void rides_part(struct plan_search_scratch *scratch)
{
    struct search_problem *problem = &scratch->problem;
    struct search_best *best = &scratch->best;
    bool is_mending = problem->is_mending;
    search_score unmet_least = problem->unmet_least;
    plan__search_problem_set(problem->limits, problem);
    problem->is_mending = is_mending;
    problem->unmet_least = unmet_least;
    scratch->generation++;
    for (int i = 0; i < best->skeleton.n_items; i++) {
        const struct search_item *item = &best->skeleton.items[i];
        if (item->kind == PLAN_RIDE_ENDURANCE &&
            item->minutes <= plan_kind_info(PLAN_RIDE_RECOVERY)->minutes_to) {
            ride_rename(best, i, PLAN_RIDE_RECOVERY);
        }
    }
}

static void best_find(struct plan_search_scratch *scratch, long n_kept,
                      struct plan_search_result *ret)
{
    struct search_best any;
    search_score unmet = 0;
    search_score bound = 0;
    bool is_unmet_sure = unmet_find(scratch, &unmet, &ret->conflicts);
    scratch->budget.n_left -= is_unmet_sure && unmet == 0 ? 0 : n_kept;
    any_keep(scratch, &any);
    scratch->problem.unmet_least = is_unmet_sure ? unmet : 0;
    bool is_merged = rides_merge(scratch, &any);
    cost_find(scratch, &any, &bound);
    if (!scratch->best.is_found) {
        scratch->best = any;
    }
    if (!scratch->best.is_found) {
        ret->status = PLAN_SEARCH_UNKNOWN;
        return;
    }
    if (is_merged) {
        rides_part(scratch);
    }
    search_score score = scratch->best.score & ~LOW_MASK;
    bool is_cost_proved = bound >= score;
    bool is_first = is_cost_proved && first_find(scratch);
    bool is_settled =
        is_first && plan__search_settle(&scratch->problem, &scratch->best.skeleton,
                                        scratch->best.bound, score, &scratch->budget);
    result_set(scratch, bound > score ? score : bound, ret);
    ret->is_optimal = is_settled;
}

void plan__search_scratch_init(struct plan_search_scratch *scratch, long node_limit)
{
    memset(scratch, 0, offsetof(struct plan_search_scratch, vectors));
    scratch->budget.n_left = node_limit;
    scratch->generation = 1;
}

void plan_search(const struct plan_limits *limits, long node_limit,
                 struct plan_search_scratch *scratch, struct plan_search_result *ret)
{
    plan_search_keeping(limits, node_limit, 0, scratch, ret);
}

void plan_search_keeping(const struct plan_limits *limits, long node_limit, long n_kept,
                         struct plan_search_scratch *scratch,
                         struct plan_search_result *ret)
{
    memset(ret, 0, sizeof *ret);
    plan__search_scratch_init(scratch, node_limit);
    plan__search_problem_set(limits, &scratch->problem);
    enum search_answer possible = plan__search_possible(scratch);
    if (possible == SEARCH_NO) {
        ret->status = PLAN_SEARCH_INFEASIBLE;
        ret->broken = plan__search_broken(limits);
    } else {
        best_find(scratch, n_kept, ret);
    }
    ret->n_nodes = scratch->budget.n_used;
}
