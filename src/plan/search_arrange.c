#include "plan/search_arrange.h"

#include <stddef.h>
#include <string.h>

#include "plan/constants.h"

#include "base/banned.h"

static search_score rest_find(struct search_arrange *arrange, int slot, bool is_tight);

static void leaf_take(struct search_arrange *arrange, search_score found,
                      search_score bound, search_score low,
                      const struct search_skeleton *skeleton)
{
    struct search_best *best = &arrange->scratch->best;
    best->is_found = true;
    best->score = found + low;
    best->bound = bound;
    memcpy(best->masks, arrange->masks, sizeof best->masks);
    best->skeleton = *skeleton;
    if (arrange->order->mode == SEARCH_ANY) {
        arrange->order->limit = found - 1;
        arrange->is_stopped = arrange->vector->bound > arrange->order->limit;
    } else {
        arrange->is_stopped = true; /* later ones of this vector stand later in the order */
    }
}

static search_score leaf_weigh(struct search_arrange *arrange)
{
    const struct search_vector *vector = arrange->vector;
    struct search_skeleton skeleton;
    search_score rest = plan__arrange_days_unmet(arrange, PLAN_DAYS);
    if (!arrange->problem->is_wishes_only) {
        rest += plan__search_points(plan__arrange_pairs_missing(arrange, 0) *
                                    PLAN_POINTS_CLUSTER);
    }
    search_score all = vector->base + arrange->at.cost + rest;
    search_score low =
        (arrange->at.cost & (SEARCH_SESSION - 1)) + vector->total * SEARCH_SESSION;
    search_score bound = all - (arrange->at.cost & (SEARCH_SESSION - 1));
    search_score limit = arrange->order->limit;
    if (all + vector->total * SEARCH_SESSION > limit ||
        !plan__search_items_set(arrange->problem, arrange->masks, &skeleton)) {
        return rest;
    }
    search_score found = plan__search_minutes(arrange->problem, &skeleton, bound,
                                              limit - low, &arrange->scratch->budget);
    if (found == SEARCH_NEVER) {
        search_score least = ((limit - low) / SEARCH_POINT + 1) * SEARCH_POINT + low;
        if (least < arrange->order->next) {
            arrange->order->next = least; /* its points are whole */
        }
        return rest;
    }
    leaf_take(arrange, found, bound, low, &skeleton);
    return rest;
}

/* Is the total beyond the limit? Then it may be the next one to try. */
static bool is_cut(struct search_arrange *arrange, search_score rest, search_score minutes,
                   int day)
{
    struct search_order *order = arrange->order;
    const struct search_vector *vector = arrange->vector;
    if (rest == SEARCH_NEVER || minutes == SEARCH_NEVER) {
        return true;
    }
    search_score low = (arrange->at.cost + rest) & (SEARCH_SESSION - 1);
    search_score all = vector->base + minutes + arrange->at.cost + rest - low;
    all = plan__search_raised(arrange->problem, all) + low + vector->total * SEARCH_SESSION;
    if (all > order->limit) {
        order->next = all < order->next ? all : order->next;
        return true;
    }
    if (order->spread_slack < 0) {
        return false;
    }
    int spread = (int)(arrange->at.cost & (SEARCH_SESSION - 1)) +
                 plan__search_spread_least(arrange->at.left_spread,
                                           arrange->problem->n_open_from[day]);
    return spread > vector->spread_least + order->spread_slack;
}

/* Am and pm together: one run a day, each strength kind once. */
static bool is_day_allowed(const struct search_arrange *arrange, int slot, uint32_t mask)
{
    const struct search_problem *problem = arrange->problem;
    if (slot % PLAN_SLOTS == 0 || mask == 0) {
        return true;
    }
    uint32_t am = arrange->masks[slot - 1];
    bool has_two_runs = (am & problem->run_kinds) != 0 && (mask & problem->run_kinds) != 0;
    return !has_two_runs && (am & mask & ~problem->ride_kinds) == 0;
}

static search_score mask_try(struct search_arrange *arrange, int slot, uint32_t mask,
                             bool is_tight)
{
    search_score before = arrange->at.cost;
    if (!plan__arrange_slot_place(arrange, slot, mask)) {
        return SEARCH_NEVER;
    }
    if (slot % PLAN_SLOTS == PLAN_SLOTS - 1 &&
        !plan__arrange_day_close(arrange, slot / PLAN_SLOTS)) {
        return SEARCH_NEVER;
    }
    search_score edge = arrange->at.cost - before;
    search_score rest = rest_find(arrange, slot + 1, is_tight);
    return rest == SEARCH_NEVER ? SEARCH_NEVER : edge + rest;
}

/* The lowest differing bit belongs to the mask that comes first in the order (5). */
static bool is_mask_first(uint32_t a, uint32_t b)
{
    uint32_t differs = a ^ b;
    return (a & differs & (0U - differs)) != 0;
}

/* The wishes in a score, to the nearest: points may be below 0 (S11). */
static search_score wishes_of(search_score score)
{
    return (score + SEARCH_WISH / 2) >> SEARCH_WISH_BITS << SEARCH_WISH_BITS;
}

/*
 * The least of two ways to go on: of wishes and of the rest each for itself. A way with
 * fewer wishes unmet and more points is no bound of the other once wishes are raised to
 * what every week leaves unmet (plan__search_raised).
 */
static search_score least_of(search_score a, search_score b)
{
    if (a == SEARCH_NEVER || b == SEARCH_NEVER) {
        return a == SEARCH_NEVER ? b : a;
    }
    search_score wishes_a = wishes_of(a);
    search_score wishes_b = wishes_of(b);
    search_score rest_a = a - wishes_a;
    search_score rest_b = b - wishes_b;
    return (wishes_a < wishes_b ? wishes_a : wishes_b) +
           (rest_a < rest_b ? rest_a : rest_b);
}

static search_score slot_find(struct search_arrange *arrange, int slot, bool is_tight)
{
    const struct search_best *best = &arrange->scratch->best;
    int day = slot / PLAN_SLOTS;
    search_score least = SEARCH_NEVER;
    const struct search_placed before = arrange->at;
    const struct search_day_state day_before = arrange->days[day];
    for (int i = 0; i < arrange->n_masks[slot] && !arrange->is_stopped; i++) {
        uint32_t mask = arrange->lists[slot][i];
        bool is_same = is_tight && mask == best->masks[slot];
        if ((mask & ~arrange->at.left_kinds) != 0 || !is_day_allowed(arrange, slot, mask)) {
            continue;
        }
        if (is_tight && !is_same && !is_mask_first(mask, best->masks[slot])) {
            break;
        }
        search_score rest = mask_try(arrange, slot, mask, is_same);
        least = least_of(rest, least);
        arrange->at = before;
        arrange->days[day] = day_before;
    }
    return least;
}

/* Only when the vector's first state was not cut: it takes as long as some nodes. */
static void lists_set(struct search_arrange *arrange)
{
    const uint32_t *only = arrange->order->only;
    for (int slot = 0; slot < SEARCH_SLOTS; slot++) {
        if (only != NULL) {
            arrange->lists[slot][0] = only[slot];
            arrange->n_masks[slot] = 1;
            continue;
        }
        arrange->n_masks[slot] = plan__search_masks(
            arrange->problem, slot, arrange->at.left_kinds, arrange->lists[slot]);
    }
}

static search_score day_find(struct search_arrange *arrange, int day, bool is_tight)
{
    if (day > 0) {
        plan__arrange_day_sum(arrange, day - 1);
    }
    search_score rest = plan__arrange_rest_least(arrange, day);
    search_score minutes = arrange->vector->minutes_least;
    if (is_cut(arrange, rest, minutes, day)) {
        return rest;
    }
    struct search_memo key = plan__arrange_key_of(arrange, day);
    struct search_memo *memo = plan__arrange_memo_of(arrange, &key);
    if (plan__arrange_is_same_state(memo, &key)) {
        rest = memo->rest > rest ? memo->rest : rest;
    }
    search_score here = plan__arrange_minutes_least(arrange, day);
    if (is_cut(arrange, rest, here > minutes ? here : minutes, day)) {
        return rest;
    }
    if (day == 0) {
        lists_set(arrange);
    }
    search_score found = slot_find(arrange, day * PLAN_SLOTS, is_tight);
    rest = found > rest ? found : rest;
    if (!arrange->is_stopped && !is_tight && arrange->order->only == NULL) {
        key.rest = rest;
        *memo = key;
    }
    return rest;
}

/* The least that the slots from `slot` on add, as far as it was looked at: always a true
 * lower bound of what the arrangement of the rest costs. */
static search_score rest_find(struct search_arrange *arrange, int slot, bool is_tight)
{
    struct search_budget *budget = &arrange->scratch->budget;
    if (budget->n_left <= 0) {
        arrange->is_stopped = true;
        return 0;
    }
    budget->n_left--;
    budget->n_used++;
    if (slot == SEARCH_SLOTS) {
        if (arrange->at.left_total > 0) {
            return SEARCH_NEVER;
        }
        return leaf_weigh(arrange);
    }
    return slot % PLAN_SLOTS == 0 ? day_find(arrange, slot / PLAN_SLOTS, is_tight)
                                  : slot_find(arrange, slot, is_tight);
}

static void days_begin(struct search_arrange *arrange)
{
    const struct search_base *base = &arrange->problem->base;
    for (int day = 0; day < PLAN_DAYS; day++) {
        arrange->days[day] =
            (struct search_day_state){.n_hard = base->n_day_hard[day],
                                      .is_hard_day = base->is_hard_day[day],
                                      .has_run = base->has_run[day],
                                      .has_strength = base->has_strength[day],
                                      .llss = base->day_llss[day]};
        bool is_loaded =
            base->is_loaded[day] || base->day_llss[day] >= arrange->problem->rest_llss_max;
        arrange->at.loaded_days |= is_loaded ? 1U << day : 0U;
    }
    arrange->at.n_run_days = base->n_run_days;
    arrange->at.n_strength_days = base->n_strength_days;
}

static void counts_begin(struct search_arrange *arrange)
{
    const struct search_vector *vector = arrange->vector;
    arrange->counted = plan__search_counts_unmet(arrange->problem, vector, N_PLAN_MENU);
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct search_kind *info = &arrange->problem->kinds[kind];
        int n = vector->n[kind];
        arrange->at.n_left[kind] = (uint8_t)n;
        arrange->at.left_total += n;
        arrange->at.left_kinds |= n > 0 ? info->bit : 0U;
        arrange->at.left_runs += (info->marks & PLAN_MARK_RUN) != 0 ? n : 0;
        arrange->at.left_spread += plan_space_is_spread((enum plan_kind)kind) ? n : 0;
    }
}

void plan__search_arrange(struct plan_search_scratch *scratch,
                          const struct search_vector *vector, struct search_order *order)
{
    struct search_arrange arrange;
    memset(&arrange, 0, offsetof(struct search_arrange, lists));
    arrange.scratch = scratch;
    arrange.problem = &scratch->problem;
    arrange.vector = vector;
    arrange.order = order;
    counts_begin(&arrange);
    days_begin(&arrange);
    arrange.at.n_pairs = scratch->problem.n_fixed_pairs;
    if (!scratch->problem.is_wishes_only) {
        arrange.at.cost =
            plan__search_points(scratch->problem.n_fixed_near * PLAN_POINTS_HARD_NEAR);
    }
    arrange.placed[0].lo = scratch->problem.base.sums;
    arrange.placed[0].hi = scratch->problem.base.sums;
    (void)rest_find(&arrange, 0, order->mode == SEARCH_FIRST && scratch->best.is_found);
}
