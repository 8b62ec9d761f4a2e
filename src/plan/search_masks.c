#include "plan/search_internal.h"

#include "base/banned.h"

struct masks_walk {
    const struct search_problem *problem;
    const struct search_slot *slot;
    uint32_t kinds; /* to choose from */
    int n_masks;
    uint32_t *masks;
};

/* One run, one ride: plan_space_slot_allows, kind by kind. */
static bool is_sport_free(const struct search_problem *problem, uint32_t mask,
                          const struct search_kind *info)
{
    bool has_two_runs =
        (info->marks & PLAN_MARK_RUN) != 0 && (mask & problem->run_kinds) != 0;
    bool has_two_rides =
        (info->marks & PLAN_MARK_RIDE) != 0 && (mask & problem->ride_kinds) != 0;
    return !has_two_runs && !has_two_rides;
}

/* With the kind first, then without: what comes first here comes first in the order (5). */
static void kind_walk(struct masks_walk *walk, uint32_t left, uint32_t mask, int n_kinds,
                      double left_min)
{
    const struct search_problem *problem = walk->problem;
    if (left == 0 || n_kinds == PLAN_SPACE_SLOT_SESSIONS) {
        bool is_brick_alone =
            (mask & 1U << PLAN_RUN_BRICK) != 0 && (mask & problem->ride_kinds) == 0;
        if (!is_brick_alone && walk->n_masks < SEARCH_MASKS) {
            walk->masks[walk->n_masks++] = mask;
        }
        return;
    }
    const struct search_kind *info = &problem->kinds[plan__search_kind_of(left)];
    int from = info->from[walk->slot->day];
    left &= left - 1;
    if (from <= left_min && is_sport_free(problem, mask, info)) {
        kind_walk(walk, left, mask | info->bit, n_kinds + 1, left_min - from);
    }
    kind_walk(walk, left, mask, n_kinds, left_min);
}

int plan__search_masks(const struct search_problem *problem, int slot, uint32_t kinds,
                       uint32_t ret[SEARCH_MASKS])
{
    const struct search_slot *of = &problem->slots[slot];
    double day_min = problem->day_free_min[of->day];
    struct masks_walk walk = {.problem = problem, .slot = of, .masks = ret};
    for (uint32_t left = kinds; left != 0; left &= left - 1) {
        enum plan_kind kind = plan__search_kind_of(left);
        walk.kinds |=
            plan__search_is_open_in(problem, kind, slot) ? problem->kinds[kind].bit : 0U;
    }
    kind_walk(&walk, walk.kinds, 0, 0, day_min < of->minutes ? day_min : of->minutes);
    return walk.n_masks;
}
