#include "plan/search_internal.h"

#include "base/banned.h"

struct masks_walk {
    const struct search_problem *problem;
    struct search_slot *slot;
    double minutes;
};

static bool is_open_in(const struct masks_walk *walk, const struct search_kind *info)
{
    int day = walk->slot->day;
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    return info->is_open && info->from[day] <= info->to[day] &&
           !(is_run && walk->slot->is_run_closed);
}

/* With the kind first, then without: what comes first here comes first in the order (5). */
static void kind_walk(const struct masks_walk *walk, int kind, uint32_t mask, int n_kinds,
                      double left_min)
{
    const struct search_kind *info = &walk->problem->kinds[kind];
    if (kind == N_PLAN_MENU || n_kinds == PLAN_SPACE_SLOT_SESSIONS) {
        if (plan_space_slot_allows(mask) && walk->slot->n_masks < SEARCH_MASKS) {
            walk->slot->masks[walk->slot->n_masks++] = mask;
        }
        return;
    }
    if (is_open_in(walk, info) && info->from[walk->slot->day] <= left_min) {
        kind_walk(walk, kind + 1, mask | info->bit, n_kinds + 1,
                  left_min - info->from[walk->slot->day]);
    }
    kind_walk(walk, kind + 1, mask, n_kinds, left_min);
}

void plan__search_masks_set(struct search_problem *problem)
{
    for (int i = 0; i < SEARCH_SLOTS; i++) {
        struct search_slot *slot = &problem->slots[i];
        struct masks_walk walk = {.problem = problem, .slot = slot};
        double day_min = problem->day_free_min[slot->day];
        slot->n_masks = 0;
        kind_walk(&walk, 0, 0, 0, day_min < slot->minutes ? day_min : slot->minutes);
    }
}
