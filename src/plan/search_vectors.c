#include <stdlib.h>
#include <string.h>

#include "plan/search_internal.h"

#include "base/banned.h"

/* The kinds in the order in which their numbers are chosen. */
struct vectors_walk {
    struct plan_search_scratch *scratch;
    search_score limit;
    search_score *next;
    struct search_vector vector;
    bool is_full;
};

static void vector_keep(struct vectors_walk *walk)
{
    struct plan_search_scratch *scratch = walk->scratch;
    struct search_vector vector = walk->vector;
    if (!plan__search_vector_weigh(&scratch->problem, &vector)) {
        return;
    }
    if (vector.bound > walk->limit) {
        *walk->next = vector.bound < *walk->next ? vector.bound : *walk->next;
        return;
    }
    if (scratch->n_vectors == SEARCH_VECTORS) {
        walk->is_full = true;
        return;
    }
    scratch->vectors[scratch->n_vectors++] = vector;
}

static void kind_choose(struct vectors_walk *walk, int kind, int n_sessions,
                        double left_min)
{
    const struct search_problem *problem = &walk->scratch->problem;
    if (kind == N_PLAN_MENU) {
        vector_keep(walk);
        return;
    }
    const struct search_kind *info = &problem->kinds[kind];
    search_score before = SEARCH_NEVER;
    for (int n = 0; n <= problem->kind_most[kind]; n++) {
        double used_min = n * (double)info->least;
        if (n_sessions + n > PLAN_SPACE_WEEK_SESSIONS || used_min > left_min ||
            walk->is_full) {
            break;
        }
        walk->vector.n[kind] = (uint8_t)n;
        walk->scratch->budget.n_used++;
        walk->is_full = --walk->scratch->budget.n_left <= 0;
        search_score least = plan__search_extra_least(problem, &walk->vector, kind + 1);
        if (least > walk->limit) {
            *walk->next = least < *walk->next ? least : *walk->next;
            if (problem->input->n_wishes == 0 && least >= before) {
                break; /* more of it costs more; a wish may want more yet */
            }
            before = least;
            continue;
        }
        before = least;
        kind_choose(walk, kind + 1, n_sessions + n, left_min - used_min);
    }
    walk->vector.n[kind] = 0;
}

static int compare(const void *a, const void *b)
{
    const struct search_vector *first = a;
    const struct search_vector *second = b;
    if (first->bound != second->bound) {
        return first->bound < second->bound ? -1 : 1;
    }
    return memcmp(second->n, first->n, sizeof first->n);
}

bool plan__search_vectors(struct plan_search_scratch *scratch, search_score limit,
                          search_score *ret_next)
{
    struct vectors_walk walk = {.scratch = scratch, .limit = limit, .next = ret_next};
    scratch->n_vectors = 0;
    kind_choose(&walk, 0, 0, scratch->problem.capacity_min);
    qsort(scratch->vectors, scratch->n_vectors, sizeof scratch->vectors[0], compare);
    return !walk.is_full;
}
