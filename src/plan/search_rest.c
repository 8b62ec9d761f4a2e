#include <math.h>
#include <stddef.h>

#include "plan/constants.h"
#include "plan/search_arrange.h"

#include "base/banned.h"

bool plan__arrange_had_run(const struct search_arrange *arrange, int day)
{
    return day > 0 ? arrange->days[day - 1].has_run
                   : arrange->problem->input->past[PLAN_HISTORY_DAYS - 1].has_run;
}

static int potential_matches(const struct search_arrange *arrange, int day)
{
    int n_matches = 0;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        int n_old = 0;
        for (int slot = day * PLAN_SLOTS;
             slot < SEARCH_SLOTS && arrange->at.n_left[kind] > 0; slot++) {
            n_old += arrange->problem->accepted[slot][kind] > 0 ? 1 : 0;
        }
        n_matches += n_old < arrange->at.n_left[kind] ? n_old : arrange->at.n_left[kind];
    }
    return n_matches;
}

int plan__arrange_pairs_missing(const struct search_arrange *arrange, int n_possible)
{
    int n_missing = arrange->vector->n_pairs - arrange->at.n_pairs - n_possible;
    return n_missing > 0 ? n_missing : 0;
}

static bool can_be_within(const struct plan_wish *wish, int from, int to)
{
    return (isnan(wish->min) || to >= wish->min) && (isnan(wish->max) || from <= wish->max);
}

/* Run days that the days from `day` on can bring the week to. */
static bool run_days_meet(const struct search_arrange *arrange, int day,
                          const struct plan_wish *wish)
{
    const struct search_problem *problem = arrange->problem;
    int n_runs = arrange->at.left_runs;
    int n_new = 0;
    int n_shared = 0;
    for (int i = day; i < PLAN_DAYS; i++) {
        n_new += problem->is_run_day[i] && !problem->base.has_run[i] ? 1 : 0;
        n_shared += problem->is_run_day[i] && problem->base.has_run[i] ? 1 : 0;
    }
    int from = arrange->at.n_run_days + (n_runs > n_shared ? n_runs - n_shared : 0);
    return can_be_within(wish, from,
                         arrange->at.n_run_days + (n_runs < n_new ? n_runs : n_new));
}

/* Strength days likewise; a day holds each kind once. */
static bool strength_days_meet(const struct search_arrange *arrange, int day,
                               const struct plan_wish *wish)
{
    const struct search_problem *problem = arrange->problem;
    int n_sessions = 0;
    int n_longest = 0; /* of one kind */
    int n_new = 0;
    int n_shared = 0;
    for (uint32_t left = problem->strength_kinds; left != 0; left &= left - 1) {
        int n_kind = arrange->at.n_left[plan__search_kind_of(left)];
        n_sessions += n_kind;
        n_longest = n_kind > n_longest ? n_kind : n_longest;
    }
    for (int i = day; i < PLAN_DAYS; i++) {
        bool is_open = problem->day_free_min[i] > 0.0;
        n_new += is_open && !problem->base.has_strength[i] ? 1 : 0;
        n_shared += is_open && problem->base.has_strength[i] ? 1 : 0;
    }
    int n_days = arrange->at.n_strength_days;
    return can_be_within(wish, n_days + (n_longest > n_shared ? n_longest - n_shared : 0),
                         n_days + (n_sessions < n_new ? n_sessions : n_new));
}

search_score plan__arrange_days_unmet(const struct search_arrange *arrange, int day)
{
    const struct plan_input *input = arrange->problem->input;
    search_score score = 0;
    for (size_t i = 0; i < input->n_wishes; i++) {
        const struct plan_wish *wish = &input->wishes[i];
        bool is_met = wish->kind == PLAN_WISH_RUN_DAYS ? run_days_meet(arrange, day, wish)
                      : wish->kind == PLAN_WISH_STRENGTH_DAYS
                          ? strength_days_meet(arrange, day, wish)
                          : true;
        score += is_met || (arrange->counted >> i & 1U) != 0
                     ? 0
                     : arrange->problem->wish_weight[i];
    }
    return score;
}

search_score plan__arrange_rest_least(const struct search_arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    int n_days = PLAN_DAYS - day;
    int n_in_a_row =
        problem->packing.in_a_row[day][plan__arrange_had_run(arrange, day) ? 1 : 0]
                                 [arrange->at.left_runs];
    if (n_in_a_row == SEARCH_NO_ROOM ||
        arrange->at.left_total > PLAN_SPACE_SLOT_SESSIONS * PLAN_SLOTS * n_days) {
        return SEARCH_NEVER;
    }
    if (!plan__search_packs_from(problem, day, arrange->at.n_left)) {
        return SEARCH_NEVER;
    }
    search_score least =
        plan__search_spread_least(arrange->at.left_spread, problem->n_open_from[day]) +
        plan__arrange_days_unmet(arrange, day);
    if (problem->is_wishes_only) {
        return least;
    }
    int n_possible =
        arrange->at.n_left[PLAN_STRENGTH_LOWER_HEAVY] + problem->n_fixed_pair_days;
    int points = PLAN_POINTS_CLUSTER * plan__arrange_pairs_missing(arrange, n_possible);
    points += n_in_a_row * PLAN_POINTS_CONSECUTIVE;
    if (problem->input->has_accepted) {
        points -= PLAN_POINTS_MOVED * potential_matches(arrange, day);
    }
    return least + points * SEARCH_POINT;
}

search_score plan__arrange_minutes_least(const struct search_arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    struct search_box box = arrange->placed[day];
    box.n_runs =
        problem->base.n_run_sessions + arrange->at.n_new_runs + arrange->at.left_runs;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        if (arrange->at.n_left[kind] > 0) {
            plan__search_box_add(problem, (enum plan_kind)kind, arrange->at.n_left[kind],
                                 day, &box);
        }
    }
    return plan__search_box_least(problem, arrange->vector->base + arrange->at.cost, &box);
}

void plan__arrange_day_sum(struct search_arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    struct search_box *box = &arrange->placed[day + 1];
    *box = arrange->placed[day];
    for (int slot = day * PLAN_SLOTS; slot < (day + 1) * PLAN_SLOTS; slot++) {
        int used_min = 0;
        for (uint32_t left = arrange->masks[slot]; left != 0; left &= left - 1) {
            used_min += problem->kinds[plan__search_kind_of(left)].from[day];
        }
        for (uint32_t left = arrange->masks[slot]; left != 0; left &= left - 1) {
            enum plan_kind kind = plan__search_kind_of(left);
            const struct search_kind *info = &problem->kinds[kind];
            int most = problem->slots[slot].minutes - used_min + info->from[day];
            most = info->to[day] < most ? info->to[day] : most;
            plan__search_sums_add(problem, kind, day, info->from[day], info->llss_least,
                                  info->km, &box->lo);
            plan__search_sums_add(problem, kind, day, most, info->llss_most, info->km,
                                  &box->hi);
        }
    }
}

/* What rules of the next day look at in a slot: hard and tempo rides, heavy legs. */
static uint64_t near_slot_key(const struct search_problem *problem, uint32_t mask)
{
    uint32_t rides = mask & (problem->ride_hard_kinds | 1U << PLAN_RIDE_TEMPO);
    uint32_t legs = mask & 1U << PLAN_STRENGTH_LOWER_HEAVY;
    uint64_t ride = rides == 0 ? 0U : (rides & problem->ride_hard_kinds) != 0 ? 2U : 1U;
    uint64_t leg = legs == 0 ? 0U : legs == mask ? 1U : 2U;
    return ride << 2 | leg;
}

/* The slots before the day, three days back for hard runs. */
static uint64_t slots_key(const struct search_arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    uint64_t past = (uint64_t)day;
    for (int i = 0; i < 6; i++) {
        int slot = day * PLAN_SLOTS - 1 - i;
        uint32_t mask = slot >= 0 ? arrange->masks[slot] : 0;
        past = past << 1 | ((mask & problem->run_hard_kinds) != 0 ? 1U : 0U);
        if (i < PLAN_SLOTS) {
            past = past << 4 | near_slot_key(problem, mask);
        }
    }
    return past;
}

static bool has_days_wish(const struct search_arrange *arrange, enum plan_wish_kind kind)
{
    const struct plan_input *input = arrange->problem->input;
    for (size_t i = 0; i < input->n_wishes; i++) {
        if (input->wishes[i].kind == kind) {
            return true;
        }
    }
    return false;
}

/* H7: every window that ends from here on holds all days before, so that only the number of
 * rest days counts, and whether one was taken away. */
static uint64_t rest_key(const struct search_arrange *arrange, int day)
{
    unsigned loaded_days = arrange->at.loaded_days & ((1U << day) - 1U);
    bool is_rest_taken = (loaded_days & ~arrange->problem->base.done_loaded_days) != 0;
    return (uint64_t)(day - __builtin_popcount(loaded_days)) << 1 |
           (is_rest_taken ? 1U : 0U);
}

struct search_memo plan__arrange_key_of(const struct search_arrange *arrange, int day)
{
    const struct plan_limits *limits = arrange->problem->limits;
    struct search_memo key = {.generation = arrange->scratch->generation,
                              .counted = arrange->counted};
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        key.counts = key.counts << 3 | (uint64_t)arrange->at.n_left[kind];
    }
    bool has_first_rule = limits->has_hold || limits->has_gap;
    bool are_run_days_seen =
        limits->has_max_run_days || has_days_wish(arrange, PLAN_WISH_RUN_DAYS);
    uint64_t past = slots_key(arrange, day);
    const struct search_day_state *before = day > 0 ? &arrange->days[day - 1] : NULL;
    past = past << 1 | (before != NULL && before->has_run ? 1U : 0U);
    past = past << 1 | (before != NULL && before->n_hard >= 2 ? 1U : 0U);
    past = past << 4 | rest_key(arrange, day);
    past = past << 3 | (are_run_days_seen ? (uint64_t)arrange->at.n_run_days : 0U);
    past = past << 3 | (uint64_t)plan__arrange_pairs_missing(arrange, 0);
    past = past << 1 | (has_first_rule && arrange->at.n_new_runs > 0 ? 1U : 0U);
    past = past << 3 | (has_days_wish(arrange, PLAN_WISH_STRENGTH_DAYS)
                            ? (uint64_t)arrange->at.n_strength_days
                            : 0U);
    past = past << 1 | (arrange->problem->is_wishes_only ? 1U : 0U);
    key.past = past;
    return key;
}

struct search_memo *plan__arrange_memo_of(const struct search_arrange *arrange,
                                          const struct search_memo *key)
{
    uint64_t hash = key->counts * 0x9E3779B97F4A7C15U ^ key->past * 0xC2B2AE3D27D4EB4FU;
    hash ^= hash >> 29;
    return &arrange->scratch->memo[hash & (SEARCH_MEMO - 1)];
}

bool plan__arrange_is_same_state(const struct search_memo *a, const struct search_memo *b)
{
    return a->generation == b->generation && a->counted == b->counted &&
           a->counts == b->counts && a->past == b->past;
}
