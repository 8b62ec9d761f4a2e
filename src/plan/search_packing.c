#include <math.h>

#include "plan/search_internal.h"

#include "base/banned.h"

/* Sessions of these minutes that the day's slots together hold. */
static int sessions_of_day(const struct search_problem *problem, int day, int minutes)
{
    int n_day = 0;
    for (int slot = day * PLAN_SLOTS; slot < (day + 1) * PLAN_SLOTS; slot++) {
        int n_slot = problem->slots[slot].minutes / minutes;
        n_day += n_slot < PLAN_SPACE_SLOT_SESSIONS ? n_slot : PLAN_SPACE_SLOT_SESSIONS;
    }
    int n_free = (int)problem->day_free_min[day] / minutes;
    return n_day < n_free ? n_day : n_free;
}

/* The least of two ways for the day: without a new run, with one. */
static int in_a_row_from(const struct search_problem *problem, int day, int had_run, int n)
{
    const struct search_packing *packing = &problem->packing;
    const bool *has_run = problem->base.has_run;
    int least = packing->in_a_row[day + 1][has_run[day] ? 1 : 0][n];
    least += has_run[day] ? had_run : 0;
    bool is_beside = had_run == 1 || (day + 1 < PLAN_DAYS && has_run[day + 1]);
    if (n > 0 && problem->is_run_day[day] && !(problem->is_alternate && is_beside)) {
        int with = had_run + packing->in_a_row[day + 1][1][n - 1];
        least = with < least ? with : least;
    }
    return least < SEARCH_NO_ROOM ? least : SEARCH_NO_ROOM;
}

/* Day by day backwards; and how many new runs there is room for. */
static void in_a_row_set(struct search_problem *problem)
{
    struct search_packing *packing = &problem->packing;
    int before = problem->input->past[PLAN_HISTORY_DAYS - 1].has_run ? 1 : 0;
    for (int had_run = 0; had_run < 2; had_run++) {
        for (int n = 1; n <= PLAN_DAYS; n++) {
            packing->in_a_row[PLAN_DAYS][had_run][n] = SEARCH_NO_ROOM;
        }
    }
    for (int day = PLAN_DAYS - 1; day >= 0; day--) {
        for (int had_run = 0; had_run < 2; had_run++) {
            for (int n = 0; n <= PLAN_DAYS; n++) {
                packing->in_a_row[day][had_run][n] =
                    (uint8_t)in_a_row_from(problem, day, had_run, n);
            }
        }
    }
    packing->runs_most = PLAN_DAYS;
    while (packing->in_a_row[0][before][packing->runs_most] == SEARCH_NO_ROOM) {
        packing->runs_most--;
    }
}

static void top_set(struct search_problem *problem)
{
    double *top_min = problem->packing.top_min;
    bool is_used[SEARCH_SLOTS] = {false};
    top_min[0] = 0.0;
    for (int i = 0; i < SEARCH_SLOTS; i++) {
        int longest = -1;
        for (int slot = 0; slot < SEARCH_SLOTS; slot++) {
            bool is_longer = longest < 0 ||
                             problem->slots[slot].minutes > problem->slots[longest].minutes;
            longest = !is_used[slot] && is_longer ? slot : longest;
        }
        is_used[longest] = true;
        top_min[i + 1] = top_min[i] + problem->slots[longest].minutes;
    }
}

/* By insertion: the menu is short and mostly in order. */
static void kinds_sort(struct search_problem *problem)
{
    struct search_packing *packing = &problem->packing;
    const struct search_kind *kinds = problem->kinds;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        int i = kind;
        for (; i > 0 && kinds[packing->by_least[i - 1]].least < kinds[kind].least; i--) {
            packing->by_least[i] = packing->by_least[i - 1];
        }
        packing->by_least[i] = (enum plan_kind)kind;
        i = kind;
        for (; i > 0 && kinds[packing->by_llss[i - 1]].llss_most < kinds[kind].llss_most;
             i--) {
            packing->by_llss[i] = packing->by_llss[i - 1];
        }
        packing->by_llss[i] = (enum plan_kind)kind;
    }
}

/* Slots from one on that hold at least the shortest of the kinds. */
static int slots_most(const struct search_problem *problem, int from_slot, uint32_t kinds)
{
    int n_slots = 0;
    for (int slot = from_slot; slot < SEARCH_SLOTS; slot++) {
        bool is_open = false;
        for (uint32_t left = kinds; left != 0 && !is_open; left &= left - 1) {
            is_open = plan__search_is_open_in(problem, plan__search_kind_of(left), slot);
        }
        n_slots += is_open ? 1 : 0;
    }
    return n_slots;
}

/* What the days from each one on hold. */
static void days_set(struct search_problem *problem)
{
    struct search_packing *packing = &problem->packing;
    for (int day = PLAN_DAYS - 1; day >= 0; day--) {
        packing->free_from[day] = packing->free_from[day + 1] + problem->day_free_min[day];
        packing->rides_from[day] =
            (uint8_t)slots_most(problem, day * PLAN_SLOTS, problem->ride_kinds);
        for (int kind = 0; kind < N_PLAN_MENU; kind++) {
            const struct search_kind *info = &problem->kinds[kind];
            int n_day = info->is_open ? sessions_of_day(problem, day, info->least) : 0;
            packing->sessions_most[day][kind] =
                (uint8_t)(packing->sessions_most[day + 1][kind] + n_day);
        }
    }
}

/* H4's run days and H5's hard runs that are left; a new run may stand on a day that has
 * one. */
static void runs_limit(struct search_problem *problem)
{
    const struct plan_limits *limits = problem->limits;
    const struct search_base *base = &problem->base;
    struct search_packing *packing = &problem->packing;
    int n_shared = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        n_shared += base->has_run[day] && problem->is_run_day[day] ? 1 : 0;
    }
    int n_days = limits->max_run_days - base->n_run_days;
    n_days = n_shared + (n_days > 0 ? n_days : 0);
    if (limits->has_max_run_days && plan__search_is_judged(problem, PLAN_H4) &&
        n_days < packing->runs_most) {
        packing->runs_most = n_days;
    }
    int n_hard = limits->max_run_hard - base->n_run_hard_sessions;
    packing->runs_hard_most = packing->runs_most;
    if (plan__search_is_judged(problem, PLAN_H5) && n_hard < packing->runs_hard_most) {
        packing->runs_hard_most = n_hard > 0 ? n_hard : 0;
    }
}

void plan__search_packing_set(struct search_problem *problem)
{
    struct search_packing *packing = &problem->packing;
    days_set(problem);
    in_a_row_set(problem);
    runs_limit(problem);
    packing->rides_most = slots_most(problem, 0, problem->ride_kinds);
    packing->rides_hard_most = slots_most(problem, 0, problem->ride_hard_kinds);
    top_set(problem);
    kinds_sort(problem);
}

static bool is_marked(const struct search_problem *problem, int kind, unsigned marks)
{
    return (problem->kinds[kind].marks & marks) != 0;
}

bool plan__search_packs(const struct search_problem *problem, const uint8_t n[N_PLAN_MENU])
{
    const struct search_packing *packing = &problem->packing;
    int n_longer = 0;
    int n_rides = 0;
    int n_runs = 0;
    for (int i = 0; i < N_PLAN_MENU; i++) {
        enum plan_kind kind = packing->by_least[i];
        if (n[kind] == 0) {
            continue;
        }
        bool is_ride = is_marked(problem, (int)kind, PLAN_MARK_RIDE);
        n_longer += n[kind];
        n_rides += is_ride ? n[kind] : 0;
        n_runs += is_marked(problem, (int)kind, PLAN_MARK_RUN) ? n[kind] : 0;
        if (n_longer > packing->sessions_most[0][kind] || n_runs > packing->runs_most ||
            (is_ride && n_rides > problem->open_from[0][kind])) {
            return false;
        }
    }
    return true;
}

bool plan__search_packs_from(const struct search_problem *problem, int day,
                             const uint8_t n[N_PLAN_MENU])
{
    const struct search_packing *packing = &problem->packing;
    int n_longer = 0;
    int n_rides = 0;
    double minutes = 0.0;
    for (int i = 0; i < N_PLAN_MENU; i++) {
        enum plan_kind kind = packing->by_least[i];
        if (n[kind] == 0) {
            continue;
        }
        bool is_ride = is_marked(problem, (int)kind, PLAN_MARK_RIDE);
        n_longer += n[kind];
        n_rides += is_ride ? n[kind] : 0;
        minutes += n[kind] * (double)problem->kinds[kind].least;
        if (n_longer > packing->sessions_most[day][kind] ||
            n[kind] > problem->open_from[day][kind] ||
            (is_ride && n_rides > problem->open_from[day][kind])) {
            return false;
        }
    }
    return n_rides <= packing->rides_from[day] && minutes <= packing->free_from[day] &&
           n[PLAN_RUN_BRICK] <= n_rides;
}

/* A sum's upper end: what is fixed and new, the new within what fits. */
static void lower(double *hi, double lo, double spare_min)
{
    *hi = plan__smaller(*hi, lo + spare_min);
}

/* The LLSS that the spare minutes add at most: the most loading ones first. */
static double llss_most(const struct search_problem *problem, const uint8_t n_most[],
                        const uint8_t n[], double spare_min)
{
    double llss = 0.0;
    for (int i = 0; i < N_PLAN_MENU && spare_min > 0.0; i++) {
        enum plan_kind kind = problem->packing.by_llss[i];
        const struct search_kind *info = &problem->kinds[kind];
        double most_min = n_most[kind] * (double)info->most - n[kind] * (double)info->least;
        double minutes = plan__smaller(spare_min, plan__larger(0.0, most_min));
        llss += minutes * info->llss_most;
        spare_min -= minutes;
    }
    return llss;
}

void plan__search_packing_limit(const struct search_problem *problem,
                                const uint8_t n[N_PLAN_MENU],
                                const uint8_t n_most[N_PLAN_MENU], struct search_box *box)
{
    double spare_min = problem->capacity_min;
    double least_llss = 0.0;
    double ride_min = 0.0;
    int n_rides = 0;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct search_kind *info = &problem->kinds[kind];
        if (n_most[kind] == 0) {
            continue;
        }
        double minutes = n[kind] * (double)info->least;
        spare_min -= minutes;
        least_llss += minutes * info->llss_most;
        if ((info->marks & PLAN_MARK_RIDE) != 0) {
            n_rides += n_most[kind];
            ride_min += minutes;
        }
    }
    n_rides = n_rides < SEARCH_SLOTS ? n_rides : SEARCH_SLOTS;
    struct search_sums *hi = &box->hi;
    const struct search_sums *lo = &box->lo;
    double ride_spare =
        plan__smaller(spare_min, problem->packing.top_min[n_rides] - ride_min);
    lower(&hi->easy_min, lo->easy_min, spare_min);
    lower(&hi->other_min, lo->other_min, spare_min);
    lower(&hi->run_min, lo->run_min, spare_min);
    lower(&hi->limited_run_min, lo->limited_run_min, spare_min);
    lower(&hi->ride_min, lo->ride_min, ride_spare);
    double new_llss = least_llss + llss_most(problem, n_most, n, spare_min);
    double llss = problem->base.sums.llss + new_llss;
    /* The last day adds most to fatigue, and most of it beside what it adds to fitness. */
    double fatigue =
        problem->base.sums.fatigue + new_llss * problem->fatigue_share[PLAN_DAYS - 1];
    if (fatigue < hi->fatigue) {
        hi->fatigue = fatigue;
        hi->fitness =
            problem->base.sums.fitness + new_llss * problem->fitness_share[PLAN_DAYS - 1];
    }
    hi->llss = plan__smaller(hi->llss, llss);
}
