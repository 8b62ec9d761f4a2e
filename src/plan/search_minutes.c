#include <math.h>

#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

#define GUARD 1e-9

enum { JUDGE_NODES = 10 }; /* the time that a whole week takes to judge */

/* The state of one search for minutes: items in the order of the skeleton. */
struct minutes_search {
    const struct search_problem *problem;
    struct search_skeleton *skeleton;
    struct search_budget *budget;
    struct search_box tail[PLAN_SPACE_WEEK_SESSIONS + 1]; /* what items i.. can add */
    int tail_from[PLAN_SPACE_WEEK_SESSIONS +
                  1]; /* least minutes of later items of the slot */
    int day_tail_from[PLAN_SPACE_WEEK_SESSIONS + 1]; /* and of the day */
    int aim[PLAN_SPACE_WEEK_SESSIONS];
    double day_llss[PLAN_DAYS]; /* least that the day will have */
    search_score bound;         /* of the arrangement */
    search_score best;          /* the answer so far; a better one must be below */
    search_score floor;         /* no answer is below */
    int best_minutes[PLAN_SPACE_WEEK_SESSIONS];
    bool is_stopped;
    /* Of the settling pass: */
    bool is_settling;
    double best_far; /* distance from the usual minutes */
    double far_floor;
    bool is_ordered; /* smallest minutes first, take the first */
};

static void item_add(const struct minutes_search *search, const struct search_item *item,
                     int minutes, struct search_sums *sums)
{
    plan__search_sums_add(search->problem, item->kind, item->slot / PLAN_SLOTS, minutes,
                          item->llss, item->km, sums);
}

static void tails_set(struct minutes_search *search)
{
    const struct search_skeleton *skeleton = search->skeleton;
    int n_items = skeleton->n_items;
    search->tail[n_items] = (struct search_box){0};
    search->tail_from[n_items] = 0;
    for (int i = n_items - 1; i >= 0; i--) {
        const struct search_item *item = &skeleton->items[i];
        bool has_next = i + 1 < n_items;
        bool is_same_slot = has_next && skeleton->items[i + 1].slot == item->slot;
        bool is_same_day =
            has_next && skeleton->items[i + 1].slot / PLAN_SLOTS == item->slot / PLAN_SLOTS;
        search->tail[i] = search->tail[i + 1];
        item_add(search, item, item->from, &search->tail[i].lo);
        item_add(search, item, item->to, &search->tail[i].hi);
        search->tail_from[i] =
            is_same_slot ? search->tail_from[i + 1] + skeleton->items[i + 1].from : 0;
        search->day_tail_from[i] =
            is_same_day ? search->day_tail_from[i + 1] + skeleton->items[i + 1].from : 0;
    }
}

/* Minutes near which the best is likely: usual totals, a fifth of them hard. */
static void aims_set(struct minutes_search *search)
{
    const struct plan_limits *limits = search->problem->limits;
    const struct search_box *all = &search->tail[0];
    const struct search_sums *base = &search->problem->base.sums;
    double run = isnan(limits->usual_run_min) ? 0.0 : limits->usual_run_min - base->run_min;
    double ride =
        isnan(limits->usual_ride_min) ? 0.0 : limits->usual_ride_min - base->ride_min;
    run = plan__smaller(plan__larger(run, all->lo.run_min), all->hi.run_min);
    ride = plan__smaller(plan__larger(ride, all->lo.ride_min), all->hi.ride_min);
    double other_span = all->hi.other_min - all->lo.other_min;
    double other = plan__smaller(plan__larger(0.2 * (run + ride), all->lo.other_min),
                                 all->hi.other_min);
    double other_part = other_span > 0.0 ? (other - all->lo.other_min) / other_span : 0.0;
    double run_span = all->hi.run_min - all->lo.run_min;
    double run_part = run_span > 0.0 ? (run - all->lo.run_min) / run_span : 0.0;
    double ride_span = all->hi.ride_min - all->lo.ride_min;
    double ride_part = ride_span > 0.0 ? (ride - all->lo.ride_min) / ride_span : 0.0;
    for (int i = 0; i < search->skeleton->n_items; i++) {
        const struct search_item *item = &search->skeleton->items[i];
        const struct search_kind *kind = &search->problem->kinds[item->kind];
        double part = (kind->marks & PLAN_MARK_RUN) != 0    ? run_part
                      : (kind->marks & PLAN_MARK_RIDE) != 0 ? ride_part
                                                            : 0.0;
        if (kind->effort != PLAN_EASY && part > 0.0) {
            part = other_part;
        }
        int n_steps = (item->to - item->from) / item->step;
        search->aim[i] = item->from + item->step * (int)floor(part * n_steps + 0.5);
    }
}

/* Can the rest days that H7 wants still be there, with at least these loads? */
static bool can_rest(const struct minutes_search *search)
{
    unsigned loaded_days = search->skeleton->loaded_days;
    for (int day = 0; day < PLAN_DAYS; day++) {
        if (search->day_llss[day] >= search->problem->rest_llss_max) {
            loaded_days |= 1U << day;
        }
    }
    return plan__search_rest_holds(search->problem, PLAN_DAYS, loaded_days);
}

/* The ends of the sums, i items from the front as in `sum`. */
static struct search_box box_of(const struct minutes_search *search,
                                const struct search_sums *sum, int i)
{
    struct search_box box = {.lo = *sum, .hi = *sum, .n_runs = search->skeleton->n_runs};
    plan__search_sums_join(&search->tail[i].lo, &box.lo);
    plan__search_sums_join(&search->tail[i].hi, &box.hi);
    box.hi.km_rate = search->tail[i].hi.km_rate; /* of what is still open */
    return box;
}

static search_score box_score(const struct minutes_search *search,
                              const struct search_sums *sum, int i)
{
    const struct search_problem *problem = search->problem;
    struct search_box box = box_of(search, sum, i);
    search_score least = plan__search_box_least(problem, search->bound, &box);
    if (least == SEARCH_NEVER) {
        return SEARCH_NEVER;
    }
    return plan__search_raised(problem, search->bound + least);
}

/* |run - usual| + |ride - usual|, or the least of a box. */
static double far_least(const struct minutes_search *search, const struct search_sums *sum,
                        int i)
{
    const struct plan_limits *limits = search->problem->limits;
    double far = 0.0;
    double usual[2] = {limits->usual_run_min, limits->usual_ride_min};
    double lo[2] = {sum->run_min + search->tail[i].lo.run_min,
                    sum->ride_min + search->tail[i].lo.ride_min};
    double hi[2] = {sum->run_min + search->tail[i].hi.run_min,
                    sum->ride_min + search->tail[i].hi.ride_min};
    for (int sport = 0; sport < 2; sport++) {
        far += isnan(usual[sport])
                   ? 0.0
                   : plan__larger(0.0, plan__larger(lo[sport] - usual[sport],
                                                    usual[sport] - hi[sport]));
    }
    return far;
}

static void best_take(struct minutes_search *search, search_score score, double far)
{
    search->best = score;
    search->best_far = far;
    for (int i = 0; i < search->skeleton->n_items; i++) {
        search->best_minutes[i] = search->skeleton->items[i].minutes;
    }
}

static void leaf_weigh(struct minutes_search *search, const struct search_sums *sum)
{
    search->budget->n_left -= JUDGE_NODES;
    search->budget->n_used += JUDGE_NODES;
    search_score score = plan__search_judge(search->problem, search->skeleton);
    double far = far_least(search, sum, search->skeleton->n_items);
    if (score == SEARCH_NEVER) {
        return;
    }
    if (!search->is_settling) {
        if (score < search->best) {
            best_take(search, score, far);
            search->is_stopped = score <= search->floor;
        }
        return;
    }
    bool is_better = search->is_ordered ? far <= search->best_far + GUARD
                                        : far < search->best_far - GUARD;
    if (score <= search->best && is_better) {
        best_take(search, search->best, far);
        search->is_stopped = search->is_ordered || far <= search->far_floor + GUARD;
    }
}

static bool is_cut(const struct minutes_search *search, const struct search_sums *sum,
                   int i)
{
    search_score bound = box_score(search, sum, i);
    if (!search->is_settling) {
        return bound >= search->best;
    }
    double far = far_least(search, sum, i);
    return bound > search->best || (search->is_ordered ? far > search->best_far + GUARD
                                                       : far >= search->best_far - GUARD);
}

static void minutes_try(struct minutes_search *search, int i, int minutes, int slot_left,
                        int day_left, const struct search_sums *sum);

/* Outward from the aim, or upward in the ordered pass. */
static void item_branch(struct minutes_search *search, int i, int slot_left, int day_left,
                        const struct search_sums *sum)
{
    const struct search_item *item = &search->skeleton->items[i];
    int slot_most = slot_left - search->tail_from[i];
    int day_most = day_left - search->day_tail_from[i];
    int most = slot_most < day_most ? slot_most : day_most;
    most = item->to < most ? item->to : most;
    if (search->is_settling && search->is_ordered) {
        for (int minutes = item->from; minutes <= most && !search->is_stopped;
             minutes += item->step) {
            minutes_try(search, i, minutes, slot_left, day_left, sum);
        }
        return;
    }
    int aim = search->aim[i];
    while (aim > most) {
        aim -= item->step;
    }
    for (int off = 0; !search->is_stopped; off += item->step) {
        bool has_up = aim + off <= most && aim + off >= item->from;
        bool has_down = off > 0 && aim - off >= item->from;
        if (!has_up && !has_down) {
            break;
        }
        if (has_up) {
            minutes_try(search, i, aim + off, slot_left, day_left, sum);
        }
        if (has_down && !search->is_stopped) {
            minutes_try(search, i, aim - off, slot_left, day_left, sum);
        }
    }
}

static void minutes_try(struct minutes_search *search, int i, int minutes, int slot_left,
                        int day_left, const struct search_sums *sum)
{
    struct search_skeleton *skeleton = search->skeleton;
    struct search_item *item = &skeleton->items[i];
    int day = item->slot / PLAN_SLOTS;
    if (search->budget->n_left <= 0) {
        search->is_stopped = true;
        return;
    }
    search->budget->n_left--;
    search->budget->n_used++;
    struct search_sums next = *sum;
    item_add(search, item, minutes, &next);
    double more = (minutes - item->from) * item->llss;
    double day_llss = search->day_llss[day];
    search->day_llss[day] += more;
    item->minutes = minutes;
    if (!is_cut(search, &next, i + 1) && (more <= 0.0 || can_rest(search))) {
        if (i + 1 == skeleton->n_items) {
            leaf_weigh(search, &next);
        } else {
            int slot = skeleton->items[i + 1].slot;
            bool is_same_day = slot / PLAN_SLOTS == day;
            slot_left = slot == item->slot ? slot_left - minutes
                                           : search->problem->slots[slot].minutes;
            day_left = is_same_day ? day_left - minutes
                                   : (int)search->problem->day_free_min[slot / PLAN_SLOTS];
            item_branch(search, i + 1, slot_left, day_left, &next);
        }
    }
    search->day_llss[day] = day_llss;
}

static void search_run(struct minutes_search *search)
{
    const struct search_skeleton *skeleton = search->skeleton;
    const struct search_sums *sum = &search->problem->base.sums;
    search->is_stopped = false;
    for (int day = 0; day < PLAN_DAYS; day++) {
        search->day_llss[day] = search->problem->base.day_llss[day];
    }
    for (int i = 0; i < skeleton->n_items; i++) {
        const struct search_item *item = &skeleton->items[i];
        search->day_llss[item->slot / PLAN_SLOTS] += item->from * item->llss;
    }
    if (!can_rest(search) || is_cut(search, sum, 0)) {
        return;
    }
    if (skeleton->n_items == 0) {
        leaf_weigh(search, sum);
        return;
    }
    int slot = skeleton->items[0].slot;
    item_branch(search, 0, search->problem->slots[slot].minutes,
                (int)search->problem->day_free_min[slot / PLAN_SLOTS], sum);
}

static void minutes_keep(const struct minutes_search *search)
{
    for (int i = 0; i < search->skeleton->n_items; i++) {
        search->skeleton->items[i].minutes = search->best_minutes[i];
    }
}

static void search_begin(struct minutes_search *search,
                         const struct search_problem *problem,
                         struct search_skeleton *skeleton, search_score bound,
                         struct search_budget *budget)
{
    search->problem = problem;
    search->skeleton = skeleton;
    search->budget = budget;
    search->bound = bound;
    search->is_ordered = false;
    tails_set(search);
    aims_set(search);
}

search_score plan__search_minutes(const struct search_problem *problem,
                                  struct search_skeleton *skeleton, search_score bound,
                                  search_score limit, struct search_budget *budget)
{
    struct minutes_search search;
    search_begin(&search, problem, skeleton, bound, budget);
    search.is_settling = false;
    search.best = limit + 1;
    search.floor = box_score(&search, &problem->base.sums, 0);
    if (search.floor > limit) {
        return SEARCH_NEVER;
    }
    struct search_box whole = box_of(&search, &problem->base.sums, 0);
    if (!plan__search_totals_fit(problem, skeleton, &whole, bound, limit, budget)) {
        return SEARCH_NEVER;
    }
    search_run(&search);
    if (search.best > limit) {
        return SEARCH_NEVER;
    }
    minutes_keep(&search);
    return search.best;
}

bool plan__search_settle(const struct search_problem *problem,
                         struct search_skeleton *skeleton, search_score bound,
                         search_score score, struct search_budget *budget)
{
    struct minutes_search search;
    search_begin(&search, problem, skeleton, bound, budget);
    search.is_settling = true;
    search.best = score;
    search.best_far = HUGE_VAL;
    search.far_floor = far_least(&search, &problem->base.sums, 0);
    for (int i = 0; i < skeleton->n_items; i++) {
        search.best_minutes[i] = skeleton->items[i].minutes; /* they stay if time is out */
    }
    search_run(&search);
    minutes_keep(&search);
    if (isinf(search.best_far)) {
        return false;
    }
    bool is_near = budget->n_left > 0;
    search.is_ordered = true;
    search_run(&search);
    minutes_keep(&search);
    return is_near && budget->n_left > 0;
}
