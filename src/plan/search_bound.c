#include <math.h>

#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

/* Counts of a week of which some kinds are not chosen yet. */
struct span {
    int from;
    int to;
};

/* Sessions missing or extra, at least. */
static int off(struct span count, struct plan_range range)
{
    if (count.to < range.from) {
        return range.from - count.to;
    }
    return count.from > range.to ? count.from - range.to : 0;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

int plan__search_spread_least(int n, int n_days)
{
    if (n_days <= 0 || n <= 0) {
        return 0;
    }
    int each = n / n_days;
    int rest = n % n_days;
    return rest * (each + 1) * (each + 1) + (n_days - rest) * each * each;
}

static int n_marked(const struct search_problem *problem,
                    const struct search_vector *vector, unsigned marks)
{
    int n_found = 0;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        n_found += (problem->kinds[kind].marks & marks) != 0 ? vector->n[kind] : 0;
    }
    return n_found;
}

static struct span span_of(const struct search_problem *problem,
                           const struct search_vector *vector, int n_chosen, uint32_t kinds,
                           int n_fixed)
{
    struct span span = {n_fixed, n_fixed};
    for (uint32_t left = kinds; left != 0; left &= left - 1) {
        int kind = (int)plan__search_kind_of(left);
        bool is_chosen = kind < n_chosen;
        span.from += is_chosen ? vector->n[kind] : 0;
        span.to += is_chosen ? vector->n[kind] : problem->kind_most[kind];
    }
    return span;
}

static int one_off(const struct search_problem *problem, const struct search_vector *vector,
                   int n_chosen, enum plan_kind kind, struct plan_range range)
{
    return off(span_of(problem, vector, n_chosen, 1U << kind, problem->base.counts[kind]),
               range);
}

/* S7 and S8 of calf_hip; and light or calf. */
static int light_points(const struct search_problem *problem,
                        const struct search_vector *vector, int n_chosen)
{
    const struct plan_limits *limits = problem->limits;
    const struct plan_pattern *pattern = &limits->pattern;
    struct span calf = span_of(problem, vector, n_chosen, 1U << PLAN_CALF_HIP,
                               problem->base.counts[PLAN_CALF_HIP]);
    struct span light = span_of(problem, vector, n_chosen, 1U << PLAN_STRENGTH_LOWER_LIGHT,
                                problem->base.counts[PLAN_STRENGTH_LOWER_LIGHT]);
    struct plan_range range = {pattern->calf, larger(pattern->calf, limits->calf_target)};
    bool has_neither = pattern->is_light_or_calf && light.to == 0 && calf.to == 0;
    int n_off = off(calf, range) + off(light, pattern->light) + (has_neither ? 1 : 0);
    return PLAN_POINTS_PATTERN * n_off +
           PLAN_POINTS_CALF * larger(0, limits->calf_target - calf.to);
}

/* Counts of a set of kinds, new ones at most so many; fixed ones besides. */
static struct span span_within(const struct search_problem *problem,
                               const struct search_vector *vector, int n_chosen,
                               uint32_t kinds, int n_fixed, int most)
{
    struct span span = span_of(problem, vector, n_chosen, kinds, n_fixed);
    span.to = smaller(span.to, larger(span.from, n_fixed + most));
    return span;
}

/* S7's runs and rides: sessions missing or extra. */
static int sports_off(const struct search_problem *problem,
                      const struct search_vector *vector, int n_chosen)
{
    const struct plan_pattern *pattern = &problem->limits->pattern;
    const struct search_packing *packing = &problem->packing;
    const struct search_base *base = &problem->base;
    struct span runs = span_within(problem, vector, n_chosen, problem->run_kinds,
                                   base->n_runs, packing->runs_most);
    struct span runs_hard = span_within(problem, vector, n_chosen, problem->run_hard_kinds,
                                        base->n_runs_hard, packing->runs_hard_most);
    struct span rides = span_within(problem, vector, n_chosen, problem->ride_kinds,
                                    base->n_rides, packing->rides_most);
    struct span rides_hard =
        span_within(problem, vector, n_chosen, problem->ride_hard_kinds, base->n_rides_hard,
                    packing->rides_hard_most);
    return off(runs, pattern->runs) + off(runs_hard, pattern->runs_hard) +
           one_off(problem, vector, n_chosen, PLAN_RUN_LONG, pattern->runs_long) +
           off(rides, pattern->rides) + off(rides_hard, pattern->rides_hard) +
           one_off(problem, vector, n_chosen, PLAN_RIDE_LONG, pattern->rides_long);
}

/* S6, S7, S8 of the counts (soft.h), short sessions aside; kinds from n_chosen on are free.
 */
static int pattern_points(const struct search_problem *problem,
                          const struct search_vector *vector, int n_chosen)
{
    const struct plan_limits *limits = problem->limits;
    const struct plan_pattern *pattern = &limits->pattern;
    const struct search_base *base = &problem->base;
    struct span bricks = span_of(problem, vector, n_chosen, 1U << PLAN_RUN_BRICK,
                                 base->counts[PLAN_RUN_BRICK]);
    int n_off = sports_off(problem, vector, n_chosen) + off(bricks, pattern->bricks) +
                off(span_of(problem, vector, n_chosen, 1U << PLAN_STRENGTH_LOWER_HEAVY,
                            base->n_heavy),
                    pattern->heavy) +
                one_off(problem, vector, n_chosen, PLAN_STRENGTH_UPPER, pattern->upper) +
                one_off(problem, vector, n_chosen, PLAN_STRENGTH_CORE, pattern->core);
    int points = PLAN_POINTS_PATTERN * n_off + light_points(problem, vector, n_chosen);
    if (limits->is_brick_due) {
        points += bricks.to == 0 ? PLAN_POINTS_BRICK_MISSING
                                 : PLAN_POINTS_BRICK_BEYOND * larger(0, bricks.from - 1);
    }
    return points;
}

/* S11 as if every session stood where it did as far as counts allow. */
static int stability_points(const struct search_problem *problem,
                            const struct search_vector *vector, int n_chosen)
{
    int points = 0;
    if (!problem->input->has_accepted) {
        return 0;
    }
    for (int kind = 0; kind < n_chosen; kind++) {
        if (kind == PLAN_CALF_HIP) {
            continue;
        }
        int n_old = problem->n_accepted[kind] + problem->n_held[kind];
        int n_now = vector->n[kind] + problem->n_kept[kind];
        int n_same = smaller(n_old, n_now);
        int n_moved = larger(0, n_same - problem->n_held[kind] -
                                    smaller(problem->n_accepted[kind], vector->n[kind]));
        points += PLAN_POINTS_CHANGED * (n_old + n_now - 2 * n_same) +
                  PLAN_POINTS_MOVED * n_moved;
    }
    return points;
}

static bool is_in_range(const struct plan_wish *wish, int from, int to)
{
    return (isnan(wish->min) || to >= wish->min) && (isnan(wish->max) || from <= wish->max);
}

/* Days with strength: each kind stands once a day. */
static struct span strength_days(const struct search_problem *problem,
                                 const struct search_vector *vector, int n_chosen)
{
    int n_fixed = problem->base.n_strength_days;
    struct span sessions = span_of(problem, vector, n_chosen, problem->strength_kinds, 0);
    struct span days = {n_fixed, n_fixed + smaller(sessions.to, problem->n_open_days)};
    for (uint32_t left = problem->strength_kinds; left != 0; left &= left - 1) {
        int kind = (int)plan__search_kind_of(left);
        days.from = kind < n_chosen ? larger(days.from, vector->n[kind]) : days.from;
    }
    return days;
}

/* Can a week with these counts meet a wish on days or sessions? Others: yes. */
static bool is_meetable(const struct search_problem *problem,
                        const struct search_vector *vector, int n_chosen,
                        const struct plan_wish *wish)
{
    const struct search_base *base = &problem->base;
    struct span span;
    switch (wish->kind) {
    case PLAN_WISH_RUN_DAYS:
        span = span_of(problem, vector, n_chosen, problem->run_kinds, 0);
        return is_in_range(wish, larger(base->n_run_days, span.from),
                           base->n_run_days + span.to);
    case PLAN_WISH_STRENGTH_DAYS:
        span = strength_days(problem, vector, n_chosen);
        return is_in_range(wish, span.from, span.to);
    case PLAN_WISH_RUN_HARD:
        span = span_of(problem, vector, n_chosen, problem->run_hard_kinds,
                       base->n_run_hard_sessions);
        return is_in_range(wish, span.from, span.to);
    case PLAN_WISH_SESSION:
        return (int)wish->session >= N_PLAN_MENU || base->counts[wish->session] > 0 ||
               ((int)wish->session < n_chosen ? vector->n[wish->session] > 0
                                              : problem->kind_most[wish->session] > 0);
    case PLAN_WISH_BIKE_HOURS:
    case PLAN_WISH_RUN_KM:
    case PLAN_WISH_REST:
        return true;
    }
    return true;
}

uint32_t plan__search_counts_unmet(const struct search_problem *problem,
                                   const struct search_vector *vector, int n_chosen)
{
    const struct plan_input *input = problem->input;
    uint32_t unmet = 0;
    for (size_t i = 0; i < input->n_wishes; i++) {
        if (!is_meetable(problem, vector, n_chosen, &input->wishes[i])) {
            unmet |= 1U << i;
        }
    }
    return unmet;
}

search_score plan__search_extra_least(const struct search_problem *problem,
                                      const struct search_vector *vector, int n_chosen)
{
    search_score score = 0;
    for (uint32_t unmet = plan__search_counts_unmet(problem, vector, n_chosen); unmet != 0;
         unmet &= unmet - 1) {
        score += problem->wish_weight[__builtin_ctz(unmet)];
    }
    if (!problem->is_wishes_only) {
        score += (pattern_points(problem, vector, n_chosen) +
                  stability_points(problem, vector, n_chosen) + problem->base.points) *
                 SEARCH_POINT;
    }
    return score;
}

/* The sums that a vector can have, wherever its sessions stand. */
static void box_of(const struct search_problem *problem, const struct search_vector *vector,
                   struct search_box *box)
{
    box->lo = problem->base.sums;
    box->hi = problem->base.sums;
    box->n_runs = problem->base.n_run_sessions;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct search_kind *info = &problem->kinds[kind];
        int n = vector->n[kind];
        if (n == 0) {
            continue;
        }
        box->n_runs += (info->marks & PLAN_MARK_RUN) != 0 ? n : 0;
        plan__search_box_add(problem, (enum plan_kind)kind, n, 0, box);
    }
}

static bool is_beyond_counts(const struct search_problem *problem,
                             const struct search_vector *vector, double least_min)
{
    const struct plan_limits *limits = problem->limits;
    int n_runs = n_marked(problem, vector, PLAN_MARK_RUN);
    int n_hard = n_marked(problem, vector, PLAN_MARK_RUN_HARD);
    bool is_run_judged = plan__search_is_judged(problem, PLAN_H4);
    int n_days = problem->is_alternate ? (PLAN_DAYS + 1) / 2 : PLAN_DAYS;
    bool is_over_days = limits->has_max_run_days && is_run_judged &&
                        n_runs > limits->max_run_days; /* a fixed run's day may hold one */
    bool is_over_hard = n_hard > 0 && plan__search_is_judged(problem, PLAN_H5) &&
                        n_hard + problem->base.n_run_hard_sessions > limits->max_run_hard;
    return n_runs > n_days || is_over_days || is_over_hard ||
           vector->n[PLAN_RUN_BRICK] > n_marked(problem, vector, PLAN_MARK_RIDE) ||
           least_min > problem->capacity_min || !plan__search_packs(problem, vector->n);
}

static void vector_count(const struct search_problem *problem, struct search_vector *vector,
                         double *ret_least_min)
{
    vector->total = 0;
    vector->n_spread = 0;
    *ret_least_min = 0.0;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        int n = vector->n[kind];
        vector->total = (uint8_t)(vector->total + n);
        vector->n_spread = (uint8_t)(vector->n_spread +
                                     (plan_space_is_spread((enum plan_kind)kind) ? n : 0));
        *ret_least_min += n * problem->kinds[kind].least;
    }
}

void plan__search_vector_box(const struct search_problem *problem,
                             const struct search_vector *vector, struct search_box *ret)
{
    box_of(problem, vector, ret);
    plan__search_packing_limit(problem, vector->n, vector->n, ret);
}

bool plan__search_vector_weigh(const struct search_problem *problem,
                               struct search_vector *vector)
{
    struct search_box box;
    box_of(problem, vector, &box);
    return plan__search_vector_weigh_box(problem, vector, &box);
}

bool plan__search_vector_weigh_box(const struct search_problem *problem,
                                   struct search_vector *vector,
                                   const struct search_box *sums)
{
    double least_min = 0.0;
    struct search_box box = *sums;
    vector_count(problem, vector, &least_min);
    if (is_beyond_counts(problem, vector, least_min)) {
        return false;
    }
    plan__search_packing_limit(problem, vector->n, vector->n, &box);
    search_score least = plan__search_extra_least(problem, vector, N_PLAN_MENU);
    vector->base = least;
    vector->minutes_least = plan__search_box_least(problem, least, &box);
    if (vector->minutes_least == SEARCH_NEVER) {
        return false;
    }
    int n_heavy = problem->base.n_heavy + vector->n[PLAN_STRENGTH_LOWER_HEAVY];
    int n_hard_rides =
        problem->base.n_rides_hard + n_marked(problem, vector, PLAN_MARK_RIDE_HARD);
    vector->n_pairs =
        (int8_t)smaller(smaller(n_heavy, n_hard_rides), problem->limits->pair_days);
    int n_runs = n_marked(problem, vector, PLAN_MARK_RUN);
    bool had_run = problem->input->past[PLAN_HISTORY_DAYS - 1].has_run;
    int n_in_a_row = problem->packing.in_a_row[0][had_run ? 1 : 0][n_runs];
    int n_matches = 0;
    for (int kind = 0; kind < N_PLAN_MENU && kind != PLAN_CALF_HIP; kind++) {
        n_matches += smaller(problem->n_accepted[kind], vector->n[kind]);
    }
    if (!problem->is_wishes_only) {
        vector->base += plan__search_points(n_matches * PLAN_POINTS_MOVED);
        least += plan__search_points(n_in_a_row * PLAN_POINTS_CONSECUTIVE);
    }
    vector->spread_least =
        plan__search_spread_least(vector->n_spread, problem->n_open_days);
    vector->bound = plan__search_raised(problem, least + vector->minutes_least) +
                    vector->total * SEARCH_SESSION + vector->spread_least;
    return true;
}
