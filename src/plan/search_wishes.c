#include <math.h>
#include <string.h>

#include "plan/check.h"
#include "plan/search_internal.h"
#include "plan/search_wishes.h"

#include "base/banned.h"

/* Of the nodes: for a first week that keeps a rule which the empty one breaks. */
enum { MENDING_PART = 5 };

/* ---- a week that meets some wishes, whatever it costs ---- */

/* What a wish at least needs of sessions that nothing forbids more than others. */
struct needs {
    int runs;
    int runs_hard;
    int rides;
    int strength;
    bool has_km;
};

static int at_least(double bound, int other)
{
    int needed = isnan(bound) ? 0 : (int)ceil(bound);
    return needed > other ? needed : other;
}

/* After a hold or a gap an easy run has to stand before any other. */
static bool needs_first_run(const struct plan_limits *limits, const struct plan_wish *wish)
{
    bool has_first = limits->has_hold || limits->has_gap;
    bool is_run_session = wish->kind == PLAN_WISH_SESSION &&
                          (plan_kind_info(wish->session)->marks & PLAN_MARK_RUN) != 0;
    return has_first && (wish->kind == PLAN_WISH_RUN_HARD || is_run_session);
}

static void need_add(const struct plan_wish *wish, struct needs *needs)
{
    switch (wish->kind) {
    case PLAN_WISH_RUN_DAYS:
        needs->runs = at_least(wish->min, needs->runs);
        return;
    case PLAN_WISH_STRENGTH_DAYS:
        needs->strength = at_least(wish->min, needs->strength);
        return;
    case PLAN_WISH_RUN_HARD:
        needs->runs_hard = at_least(wish->min, needs->runs_hard);
        return;
    case PLAN_WISH_BIKE_HOURS:
        needs->rides = isnan(wish->min) ? needs->rides : SEARCH_SLOTS;
        return;
    case PLAN_WISH_RUN_KM:
        needs->runs = isnan(wish->min) ? needs->runs : PLAN_DAYS;
        needs->has_km = needs->has_km || !isnan(wish->min);
        return;
    case PLAN_WISH_SESSION:
    case PLAN_WISH_REST:
        return;
    }
}

static void most_set(struct search_problem *problem, enum plan_kind kind, int n)
{
    int open = problem->open_from[0][kind];
    if (n > problem->kind_most[kind]) {
        problem->kind_most[kind] = n < open ? n : open;
    }
}

/*
 * Only the kinds that can help: hard rules forbid, so that of two kinds that serve a wish
 * alike the lighter one is enough. (A taper asks for minutes, a first run or a rung for
 * runs before another: rides and easy runs. Km within a limit of minutes may take faster
 * runs.)
 */
static void kinds_limit(struct search_problem *problem, uint32_t kept)
{
    const struct plan_input *input = problem->input;
    struct needs needs = {0};
    memset(problem->kind_most, 0, sizeof problem->kind_most);
    if (problem->is_mending) {
        needs = (struct needs){.runs = PLAN_DAYS, .rides = SEARCH_SLOTS};
    }
    for (size_t i = 0; i < input->n_wishes; i++) {
        if ((kept >> i & 1U) != 0) {
            need_add(&input->wishes[i], &needs);
            bool is_first = needs_first_run(problem->limits, &input->wishes[i]);
            needs.runs = is_first && needs.runs < 1 ? 1 : needs.runs;
        }
    }
    most_set(problem, PLAN_RUN_LADDER, needs.runs);
    most_set(problem, PLAN_RUN_EASY, needs.runs);
    most_set(problem, PLAN_RUN_BRICK, needs.runs);
    most_set(problem, PLAN_RUN_LONG, needs.has_km ? PLAN_DAYS : 0);
    int fast = needs.has_km ? PLAN_DAYS : needs.runs_hard;
    most_set(problem, PLAN_RUN_TEMPO, fast);
    most_set(problem, PLAN_RUN_THRESHOLD, needs.has_km ? fast : 0);
    most_set(problem, PLAN_RIDE_RECOVERY,
             needs.rides > needs.runs ? needs.rides : needs.runs);
    most_set(problem, PLAN_RIDE_ENDURANCE, needs.rides);
    most_set(problem, PLAN_RIDE_LONG, needs.rides);
    most_set(problem, PLAN_STRENGTH_CORE, needs.strength);
    for (size_t i = 0; i < input->n_wishes; i++) {
        const struct plan_wish *wish = &input->wishes[i];
        if ((kept >> i & 1U) != 0 && wish->kind == PLAN_WISH_SESSION &&
            (int)wish->session < N_PLAN_MENU) {
            int open = problem->open_from[0][wish->session];
            int *most = &problem->kind_most[wish->session];
            *most = *most < open ? *most + 1 : open;
            most_set(problem, PLAN_RIDE_RECOVERY, 1); /* under a brick */
        }
    }
}

static bool any_find(struct plan_search_scratch *scratch)
{
    struct search_order order = {.mode = SEARCH_ANY,
                                 .limit = SEARCH_WISH - 1,
                                 .spread_slack = -1,
                                 .next = SEARCH_NEVER};
    bool is_whole = plan__search_vectors(scratch, order.limit, &order.next);
    scratch->best.is_found = false;
    for (size_t i = 0; i < scratch->n_vectors && !scratch->best.is_found; i++) {
        if (scratch->budget.n_left <= 0) {
            return false;
        }
        plan__search_arrange(scratch, &scratch->vectors[i], &order);
    }
    return is_whole && scratch->budget.n_left > 0;
}

enum search_answer plan__search_feasible(struct plan_search_scratch *scratch, uint32_t kept)
{
    struct search_problem *problem = &scratch->problem;
    search_score weights[PLAN_MAX_WISHES];
    memcpy(weights, problem->wish_weight, sizeof weights);
    for (size_t i = 0; i < problem->input->n_wishes; i++) {
        problem->wish_weight[i] = (kept >> i & 1U) != 0 ? SEARCH_WISH : 0;
    }
    kinds_limit(problem, kept);
    problem->is_wishes_only = true;
    scratch->generation++;
    bool is_whole = any_find(scratch);
    bool is_found = scratch->best.is_found;
    problem->is_wishes_only = false;
    scratch->generation++;
    memcpy(problem->wish_weight, weights, sizeof weights);
    memcpy(problem->kind_most, problem->open_from[0], sizeof problem->kind_most);
    return is_found ? SEARCH_YES : is_whole ? SEARCH_NO : SEARCH_UNKNOWN;
}

/* ---- conflicts: sets of wishes that cannot all be met ---- */

/* Wishes left out one by one as long as the rest stays impossible: a smallest set. */
static uint32_t conflict_shrink(struct plan_search_scratch *scratch, uint32_t kept)
{
    for (size_t i = 0; i < scratch->problem.input->n_wishes; i++) {
        uint32_t bit = 1U << i;
        if ((kept & bit) != 0 && plan__search_feasible(scratch, kept & ~bit) == SEARCH_NO) {
            kept &= ~bit;
        }
    }
    return kept;
}

/* A set of wishes that meets every conflict, the best by (size first, or not; weight;
 * bits). */
struct hitting {
    const struct search_conflicts *conflicts;
    const search_score *weight;
    bool is_by_size;
    bool is_found;
    uint32_t best;
};

static int size_of(uint32_t set)
{
    int size = 0;
    for (; set != 0; set &= set - 1) {
        size++;
    }
    return size;
}

static search_score weight_of(const struct hitting *hitting, uint32_t set)
{
    search_score weight = 0;
    for (int i = 0; i < PLAN_MAX_WISHES; i++) {
        weight += (set >> i & 1U) != 0 ? hitting->weight[i] : 0;
    }
    return weight;
}

static bool is_better(const struct hitting *hitting, uint32_t set)
{
    if (!hitting->is_found) {
        return true;
    }
    int size = size_of(set);
    int best_size = size_of(hitting->best);
    if (hitting->is_by_size && size != best_size) {
        return size < best_size;
    }
    search_score weight = weight_of(hitting, set);
    search_score best_weight = weight_of(hitting, hitting->best);
    return weight != best_weight ? weight < best_weight : set < hitting->best;
}

static void hit(struct hitting *hitting, int i, uint32_t set)
{
    const struct search_conflicts *conflicts = hitting->conflicts;
    for (int j = 0; j < conflicts->n_solved; j++) {
        if ((conflicts->solved[j] & ~set) == 0) {
            return; /* more than a set that is enough */
        }
    }
    while (i < conflicts->known.n_sets && (conflicts->known.sets[i] & set) != 0) {
        i++;
    }
    if (hitting->is_found && !is_better(hitting, set)) {
        return; /* adding makes it no better */
    }
    if (i == conflicts->known.n_sets) {
        hitting->is_found = true;
        hitting->best = set;
        return;
    }
    for (int wish = 0; wish < PLAN_MAX_WISHES; wish++) {
        if ((conflicts->known.sets[i] >> wish & 1U) != 0) {
            hit(hitting, i + 1, set | 1U << wish);
        }
    }
}

enum search_answer plan__search_give_up(struct plan_search_scratch *scratch,
                                        bool is_by_size, struct search_conflicts *conflicts,
                                        uint32_t *ret_dropped)
{
    uint32_t all = (uint32_t)(((uint64_t)1 << scratch->problem.input->n_wishes) - 1);
    while (conflicts->known.n_sets < PLAN_CONFLICTS_MAX) {
        struct hitting hitting = {.conflicts = conflicts,
                                  .weight = scratch->problem.wish_weight,
                                  .is_by_size = is_by_size};
        hit(&hitting, 0, 0);
        if (!hitting.is_found) {
            return SEARCH_NO;
        }
        enum search_answer answer = plan__search_feasible(scratch, all & ~hitting.best);
        *ret_dropped = hitting.best;
        if (answer != SEARCH_NO) {
            return answer;
        }
        uint32_t conflict = conflict_shrink(scratch, all & ~hitting.best);
        if (conflict == 0) {
            return SEARCH_NO; /* even without any wish */
        }
        conflicts->known.sets[conflicts->known.n_sets++] = conflict;
    }
    return SEARCH_UNKNOWN;
}

/* ---- without any wish ---- */

/* Rules that a session more can mend: a taper wants minutes, a first run or a lower rung
 * before another. */
static uint32_t mendable_rules(const struct plan_limits *limits)
{
    bool has_first = limits->has_hold || limits->has_gap || limits->is_ladder_only;
    bool has_rung = false;
    for (int day = 0; day < PLAN_DAYS; day++) {
        has_rung = has_rung || limits->run[day].mode == PLAN_LIMIT_RUNG;
    }
    uint32_t rules = limits->has_taper ? 1U << PLAN_H11 : 0U;
    return has_first || has_rung ? rules | 1U << PLAN_H1 | 1U << PLAN_H2 | 1U << PLAN_H3
                                 : rules;
}

uint32_t plan__search_broken(const struct plan_limits *limits)
{
    struct plan_proof proof;
    uint32_t broken = 0;
    plan_check(limits, limits->input->n_fixed, limits->input->fixed, &proof);
    for (int rule = 0; rule < N_PLAN_RULES; rule++) {
        broken |= proof.rules[rule].state == PLAN_BROKEN ? 1U << rule : 0U;
    }
    return broken;
}

enum search_answer plan__search_possible(struct plan_search_scratch *scratch)
{
    const struct plan_limits *limits = scratch->problem.limits;
    uint32_t broken = plan__search_broken(limits);
    scratch->problem.is_mending = broken != 0;
    if (broken == 0) {
        return SEARCH_YES;
    }
    if ((broken & ~mendable_rules(limits)) != 0) {
        return SEARCH_NO;
    }
    /* Not at any price: what the mending week costs is found later, in the same nodes. */
    long kept = scratch->budget.n_left - scratch->budget.n_left / MENDING_PART;
    scratch->budget.n_left -= kept;
    enum search_answer answer = plan__search_feasible(scratch, 0);
    scratch->budget.n_left =
        (scratch->budget.n_left > 0 ? scratch->budget.n_left : 0) + kept;
    return answer;
}
