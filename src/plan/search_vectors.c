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
    uint8_t n_most[N_PLAN_MENU];               /* of the kinds chosen so far and to come */
    struct search_box chosen[N_PLAN_MENU + 1]; /* sums of the kinds before */
    struct search_sums open[N_PLAN_MENU + 1];  /* most that the kinds from there on add */
    bool is_full;
};

static void vector_keep(struct vectors_walk *walk)
{
    struct plan_search_scratch *scratch = walk->scratch;
    struct search_vector vector = walk->vector;
    if (!plan__search_vector_weigh_box(&scratch->problem, &vector,
                                       &walk->chosen[N_PLAN_MENU])) {
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

/* What minutes cost at least with kinds 0..kind chosen; SEARCH_NEVER: no week. */
static search_score minutes_least(const struct vectors_walk *walk, int kind,
                                  search_score counted)
{
    const struct search_problem *problem = &walk->scratch->problem;
    struct search_box box = walk->chosen[kind + 1];
    plan__search_sums_join(&walk->open[kind + 1], &box.hi);
    plan__search_packing_limit(problem, walk->vector.n, walk->n_most, &box);
    return plan__search_box_least(problem, counted, &box);
}

/* One session of the kind more. */
static void session_add(struct vectors_walk *walk, int kind, int n)
{
    const struct search_problem *problem = &walk->scratch->problem;
    struct search_box *box = &walk->chosen[kind + 1];
    walk->vector.n[kind] = (uint8_t)n;
    walk->n_most[kind] = (uint8_t)n;
    if (n == 0) {
        *box = walk->chosen[kind];
        return;
    }
    plan__search_box_add_one(problem, (enum plan_kind)kind, n - 1, 0, box);
    box->n_runs += (problem->kinds[kind].marks & PLAN_MARK_RUN) != 0 ? 1 : 0;
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
        session_add(walk, kind, n);
        if (n > 0 && !plan__search_packs(problem, walk->vector.n)) {
            break;
        }
        walk->scratch->budget.n_used++;
        walk->is_full = --walk->scratch->budget.n_left <= 0;
        search_score counted = plan__search_extra_least(problem, &walk->vector, kind + 1);
        search_score least = plan__search_raised(problem, counted);
        if (least > walk->limit) {
            *walk->next = least < *walk->next ? least : *walk->next;
            if (problem->input->n_wishes == 0 && least >= before) {
                break; /* more of it costs more; a wish may want more yet */
            }
            before = least;
            continue;
        }
        before = least;
        search_score minutes = minutes_least(walk, kind, counted);
        if (minutes == SEARCH_NEVER) {
            continue;
        }
        least = plan__search_raised(problem, counted + minutes);
        if (least > walk->limit) {
            *walk->next = least < *walk->next ? least : *walk->next;
            continue;
        }
        kind_choose(walk, kind + 1, n_sessions + n, left_min - used_min);
    }
    walk->vector.n[kind] = 0;
    walk->n_most[kind] = (uint8_t)problem->kind_most[kind];
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

static void walk_begin(struct vectors_walk *walk)
{
    const struct search_problem *problem = &walk->scratch->problem;
    walk->chosen[0] = (struct search_box){.lo = problem->base.sums,
                                          .hi = problem->base.sums,
                                          .n_runs = problem->base.n_run_sessions};
    for (int kind = N_PLAN_MENU - 1; kind >= 0; kind--) {
        struct search_box box = {.n_runs = 0};
        plan__search_box_add(problem, (enum plan_kind)kind, problem->kind_most[kind], 0,
                             &box);
        walk->open[kind] = walk->open[kind + 1];
        plan__search_sums_join(&box.hi, &walk->open[kind]);
        walk->n_most[kind] = (uint8_t)problem->kind_most[kind];
    }
}

bool plan__search_vectors(struct plan_search_scratch *scratch, search_score limit,
                          search_score *ret_next)
{
    struct vectors_walk walk = {.scratch = scratch, .limit = limit, .next = ret_next};
    scratch->n_vectors = 0;
    walk_begin(&walk);
    kind_choose(&walk, 0, 0, scratch->problem.capacity_min);
    qsort(scratch->vectors, scratch->n_vectors, sizeof scratch->vectors[0], compare);
    return !walk.is_full;
}
