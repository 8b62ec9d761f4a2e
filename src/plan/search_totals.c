/*
 * Rules and costs see of minutes hardly more than the total of each kind: so the totals are
 * searched first, each halved until no week of theirs can be within the limit. That shows
 * in a few steps what session by session takes thousands.
 */
#include <math.h>

#include "plan/search_internal.h"

#include "base/banned.h"

enum { BOXES_MOST = 300 }; /* then it is left open */

/* The sessions of one kind together. */
struct total {
    enum plan_kind kind;
    int n_sessions;
    int first_day; /* between these they stand */
    int last_day;
    int from; /* minutes */
    int to;
    int step;
};

struct totals_search {
    const struct search_problem *problem;
    search_score bound;
    search_score limit;
    const struct search_box *whole; /* all sums are within it */
    struct search_sums least; /* every session at its least, on the first of its days */
    struct search_sums least_late; /* on the last of them */
    int n_totals;
    struct total totals[N_PLAN_MENU]; /* as they were given */
    int n_left;                       /* boxes */
    bool is_out;                      /* of them */
};

/* More minutes of a kind: what is not linear in them is left as it is. */
static void extra_add(const struct totals_search *search, const struct total *total,
                      int minutes, bool is_most, struct search_sums *sums)
{
    const struct plan_limits *limits = search->problem->limits;
    const struct search_kind *info = &search->problem->kinds[total->kind];
    double longest_min = sums->longest_min;
    double taper_min = sums->taper_min;
    int day = is_most ? total->last_day : total->first_day;
    plan__search_sums_add(search->problem, total->kind, day, minutes,
                          is_most ? info->llss_most : info->llss_least, info->km, sums);
    bool is_endurance = (info->marks & (PLAN_MARK_RUN | PLAN_MARK_RIDE)) != 0;
    bool is_outside =
        is_most
            ? total->last_day < limits->taper_from || total->first_day > limits->taper_to
            : total->first_day < limits->taper_from || total->last_day > limits->taper_to;
    sums->longest_min = longest_min;
    sums->taper_min = taper_min + (is_endurance && !is_outside ? minutes : 0);
}

static void ends_meet(const struct search_sums *lo, const struct search_sums *hi,
                      struct search_box *box)
{
    box->lo.easy_min = plan__larger(box->lo.easy_min, lo->easy_min);
    box->lo.other_min = plan__larger(box->lo.other_min, lo->other_min);
    box->lo.run_min = plan__larger(box->lo.run_min, lo->run_min);
    box->lo.limited_run_min = plan__larger(box->lo.limited_run_min, lo->limited_run_min);
    box->lo.ride_min = plan__larger(box->lo.ride_min, lo->ride_min);
    box->lo.run_km = plan__larger(box->lo.run_km, lo->run_km);
    box->lo.key_min[0] = plan__larger(box->lo.key_min[0], lo->key_min[0]);
    box->lo.key_min[1] = plan__larger(box->lo.key_min[1], lo->key_min[1]);
    box->lo.longest_min = plan__larger(box->lo.longest_min, lo->longest_min);
    box->lo.llss = plan__larger(box->lo.llss, lo->llss);
    box->lo.fitness = plan__larger(box->lo.fitness, lo->fitness);
    box->lo.fatigue = plan__larger(box->lo.fatigue, lo->fatigue);
    box->lo.taper_min = plan__larger(box->lo.taper_min, lo->taper_min);
    box->hi.easy_min = plan__smaller(box->hi.easy_min, hi->easy_min);
    box->hi.other_min = plan__smaller(box->hi.other_min, hi->other_min);
    box->hi.run_min = plan__smaller(box->hi.run_min, hi->run_min);
    box->hi.limited_run_min = plan__smaller(box->hi.limited_run_min, hi->limited_run_min);
    box->hi.ride_min = plan__smaller(box->hi.ride_min, hi->ride_min);
    box->hi.run_km = plan__smaller(box->hi.run_km, hi->run_km);
    box->hi.llss = plan__smaller(box->hi.llss, hi->llss);
    box->hi.fitness = plan__smaller(box->hi.fitness, hi->fitness);
    box->hi.fatigue = plan__smaller(box->hi.fatigue, hi->fatigue);
    box->hi.taper_min = plan__smaller(box->hi.taper_min, hi->taper_min);
}

/* Can a week be within the limit with these totals? */
static bool is_within(struct totals_search *search, const struct total totals[])
{
    struct search_box box = *search->whole;
    struct search_sums lo = search->least;
    struct search_sums hi = search->least_late;
    for (int i = 0; i < search->n_totals; i++) {
        const struct total *total = &totals[i];
        int least = search->totals[i].from;
        double each_min = (double)total->from / total->n_sessions;
        bool is_run = (search->problem->kinds[total->kind].marks & PLAN_MARK_RUN) != 0;
        extra_add(search, total, total->from - least, false, &lo);
        extra_add(search, total, total->to - least, true, &hi);
        lo.longest_min = is_run ? plan__larger(lo.longest_min, each_min) : lo.longest_min;
    }
    ends_meet(&lo, &hi, &box);
    search_score points = plan__search_box_least(search->problem, search->bound, &box);
    return points != SEARCH_NEVER &&
           plan__search_raised(search->problem, search->bound + points) <= search->limit;
}

/* The one that spans most; -1: each is a single number. */
static int widest(const struct totals_search *search, const struct total totals[])
{
    int found = -1;
    int most = 0;
    for (int i = 0; i < search->n_totals; i++) {
        int span = totals[i].to - totals[i].from;
        if (span > most) {
            most = span;
            found = i;
        }
    }
    return found;
}

/* True: some totals are within the limit, or it is not known. */
static bool halves_try(struct totals_search *search, struct total totals[])
{
    if (--search->n_left <= 0) {
        search->is_out = true;
        return true;
    }
    if (!is_within(search, totals)) {
        return false;
    }
    int i = widest(search, totals);
    if (i < 0) {
        return true;
    }
    struct total whole = totals[i];
    int middle = whole.from + whole.step * ((whole.to - whole.from) / whole.step / 2);
    totals[i].to = middle;
    bool is_possible = halves_try(search, totals);
    if (!is_possible) {
        totals[i].from = middle + whole.step;
        totals[i].to = whole.to;
        is_possible = halves_try(search, totals);
    }
    totals[i] = whole;
    return is_possible;
}

static bool search_run(struct totals_search *search, struct search_budget *budget)
{
    struct total totals[N_PLAN_MENU];
    search->n_left = budget->n_left < BOXES_MOST ? (int)budget->n_left : BOXES_MOST;
    int n_given = search->n_left;
    for (int i = 0; i < search->n_totals; i++) {
        totals[i] = search->totals[i];
    }
    bool is_possible = halves_try(search, totals);
    int n_used = n_given - (search->n_left > 0 ? search->n_left : 0);
    budget->n_left -= n_used;
    budget->n_used += n_used;
    return is_possible;
}

static void total_put(struct totals_search *search, const struct search_item *item)
{
    int day = item->slot / PLAN_SLOTS;
    for (int i = 0; i < search->n_totals; i++) {
        struct total *total = &search->totals[i];
        if (total->kind == item->kind) {
            total->n_sessions++;
            total->last_day = day;
            total->from += item->from;
            total->to += item->to;
            return;
        }
    }
    search->totals[search->n_totals++] = (struct total){.kind = item->kind,
                                                        .n_sessions = 1,
                                                        .first_day = day,
                                                        .last_day = day,
                                                        .from = item->from,
                                                        .to = item->to,
                                                        .step = item->step};
}

bool plan__search_totals_fit(const struct search_problem *problem,
                             const struct search_skeleton *skeleton,
                             const struct search_box *whole, search_score bound,
                             search_score limit, struct search_budget *budget)
{
    struct totals_search search = {
        .problem = problem, .bound = bound, .limit = limit, .whole = whole};
    search.least = whole->lo;
    search.least_late = whole->lo; /* each stands on its day */
    for (int i = 0; i < skeleton->n_items; i++) {
        total_put(&search, &skeleton->items[i]);
    }
    return search_run(&search, budget);
}

/* The kinds of a vector: what they may be on any day. */
static void kind_put(struct totals_search *search, enum plan_kind kind, int n_sessions)
{
    const struct search_problem *problem = search->problem;
    const struct search_kind *info = &problem->kinds[kind];
    struct search_sums *late = &search->least_late;
    bool is_endurance = (info->marks & (PLAN_MARK_RUN | PLAN_MARK_RIDE)) != 0;
    double least_min = n_sessions * (double)info->least;
    double llss = least_min * info->llss_most;
    late->llss += llss;
    late->fitness += llss * problem->fitness_share[PLAN_DAYS - 1];
    late->fatigue += llss * problem->fatigue_share[PLAN_DAYS - 1];
    if (is_endurance && problem->limits->taper_from != PLAN_NO_DAY) {
        late->taper_min += least_min;
    }
    search->totals[search->n_totals++] = (struct total){.kind = kind,
                                                        .n_sessions = n_sessions,
                                                        .first_day = 0,
                                                        .last_day = PLAN_DAYS - 1,
                                                        .from = n_sessions * info->least,
                                                        .to = n_sessions * info->most,
                                                        .step = info->step};
}

bool plan__search_totals_stand(const struct search_problem *problem,
                               const struct search_vector *vector,
                               const struct search_box *whole, search_score limit,
                               struct search_budget *budget)
{
    const struct search_sums *base = &problem->base.sums;
    struct totals_search search = {
        .problem = problem, .bound = vector->base, .limit = limit, .whole = whole};
    search.least = whole->lo;
    search.least_late = whole->lo;
    search.least_late.llss = base->llss;
    search.least_late.fitness = base->fitness;
    search.least_late.fatigue = base->fatigue;
    search.least_late.taper_min = base->taper_min;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        if (vector->n[kind] > 0) {
            kind_put(&search, (enum plan_kind)kind, vector->n[kind]);
        }
    }
    return search_run(&search, budget);
}
