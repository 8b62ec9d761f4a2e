/* What the sums of a week can be: the ends of a box drawn in by hard rules and wishes. */
#include <math.h>

#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

#define GUARD 1e-9

/* Rules speak only when something that is not done takes part. */
static bool is_over(double lo, double done, bool has_planned, double limit)
{
    return lo > limit + GUARD && (has_planned || lo > done);
}

static bool is_taper_missed(const struct search_problem *problem,
                            const struct search_box *box)
{
    const struct plan_limits *limits = problem->limits;
    const struct search_base *base = &problem->base;
    if (!limits->has_taper || !plan__search_is_judged(problem, PLAN_H11)) {
        return false;
    }
    double most = limits->taper_usual_min * (1.0 - PLAN_TAPER_LESS_MIN / 100.0) -
                  limits->taper_before_min;
    double least = limits->taper_usual_min * (1.0 - PLAN_TAPER_LESS_MAX / 100.0) -
                   limits->taper_before_min;
    bool has_time = problem->input->today <= limits->taper_to;
    return is_over(box->lo.taper_min, base->sums.taper_min, base->has_planned_taper,
                   most) ||
           (has_time && box->hi.taper_min < least - GUARD);
}

static bool is_beyond(const struct search_problem *problem, const struct search_box *box)
{
    const struct plan_input *input = problem->input;
    const struct search_base *base = &problem->base;
    const struct search_sums *lo = &box->lo;
    bool is_run_over =
        plan__search_is_judged(problem, PLAN_H6) &&
        (is_over(lo->limited_run_min, base->sums.limited_run_min,
                 base->has_planned_limited_run, problem->limits->week_run_max_min) ||
         is_over(lo->run_km, base->sums.run_km, base->has_planned_run, input->cap_run_km));
    bool is_ride_over = plan__search_is_judged(problem, PLAN_H10) &&
                        is_over(lo->ride_min, base->sums.ride_min, base->has_planned_ride,
                                input->cap_bike_h * 60.0);
    return is_run_over || is_ride_over || is_taper_missed(problem, box);
}

/* So many minutes less of a sport: what they load at least is gone from the upper ends. */
static void llss_less(const struct search_problem *problem, double minutes, double rate,
                      struct search_sums *hi)
{
    double llss = plan__larger(0.0, minutes) * rate;
    hi->llss -= llss;
    hi->fitness -= llss * problem->fitness_share[0];
    hi->fatigue -= llss * problem->fatigue_share[0];
}

/* A limit that is judged; what is there already stays possible. */
static double most_of(double lo, double hi, double limit, bool is_judged)
{
    return is_judged && limit < hi ? plan__larger(lo, limit + GUARD) : hi;
}

static void run_limit(const struct search_problem *problem, struct search_box *box)
{
    const struct search_sums *lo = &box->lo;
    struct search_sums *hi = &box->hi;
    double most =
        most_of(lo->limited_run_min, hi->limited_run_min, problem->limits->week_run_max_min,
                plan__search_is_judged(problem, PLAN_H6));
    double spare = most - lo->limited_run_min;
    hi->limited_run_min = most;
    hi->run_km = plan__smaller(hi->run_km, lo->run_km + spare * hi->km_rate);
    if (!problem->kinds[PLAN_RUN_LADDER].is_open && lo->run_min + spare < hi->run_min) {
        llss_less(problem, hi->run_min - lo->run_min - spare, problem->run_llss_least, hi);
        hi->run_min = lo->run_min + spare;
    }
}

static void ride_limit(const struct search_problem *problem, double most_min,
                       struct search_box *box)
{
    struct search_sums *hi = &box->hi;
    if (most_min < hi->ride_min) {
        most_min = plan__larger(most_min, box->lo.ride_min);
        llss_less(problem, hi->ride_min - most_min, problem->ride_llss_least, hi);
        hi->ride_min = most_min;
    }
}

static void llss_more(const struct search_problem *problem, double llss,
                      struct search_sums *lo)
{
    lo->llss += llss;
    lo->fitness += llss * problem->fitness_share[0];
    lo->fatigue += llss * problem->fatigue_share[0];
}

static void ride_need(const struct search_problem *problem, double least_min,
                      struct search_box *box)
{
    struct search_sums *lo = &box->lo;
    least_min = plan__smaller(least_min, box->hi.ride_min);
    if (least_min > lo->ride_min) {
        llss_more(problem, (least_min - lo->ride_min) * problem->ride_llss_least, lo);
        lo->ride_min = least_min;
    }
}

/* So many km at the fastest, each with the least load. */
static void km_need(const struct search_problem *problem, double least_km,
                    struct search_box *box)
{
    struct search_sums *lo = &box->lo;
    double km = plan__smaller(least_km, box->hi.run_km) - lo->run_km;
    if (km > 0.0 && problem->run_km_most > 0.0) {
        double spare_min = box->hi.run_min - lo->run_min;
        lo->run_min += plan__smaller(km / problem->run_km_most, spare_min);
        lo->run_km += km;
        llss_more(problem, km * problem->run_llss_per_km, lo);
    }
}

/* Easy and other minutes make up those of runs and rides. */
static void share_limit(struct search_box *box)
{
    struct search_sums *lo = &box->lo;
    struct search_sums *hi = &box->hi;
    double least = lo->run_min + lo->ride_min;
    double most = hi->run_min + hi->ride_min;
    hi->easy_min = plan__smaller(hi->easy_min, most - lo->other_min);
    hi->other_min = plan__smaller(hi->other_min, most - lo->easy_min);
    lo->easy_min = plan__larger(lo->easy_min, least - hi->other_min);
    lo->other_min = plan__larger(lo->other_min, least - hi->easy_min);
}

/* What meets a wish on a sum; false for wishes of another kind. */
static bool wish_range(const struct plan_wish *wish, double *ret_from, double *ret_to)
{
    if (wish->kind == PLAN_WISH_BIKE_HOURS) {
        *ret_from = wish->min * 60.0 - 60.0 * PLAN_WISH_HOURS_SLACK;
        *ret_to = wish->max * 60.0 + 60.0 * PLAN_WISH_HOURS_SLACK;
        return true;
    }
    *ret_from = wish->min * (1.0 - PLAN_WISH_KM_SLACK);
    *ret_to = wish->max * (1.0 + PLAN_WISH_KM_SLACK);
    return wish->kind == PLAN_WISH_RUN_KM;
}

static bool is_between(double lo, double hi, double from, double to)
{
    return (isnan(from) || hi >= from - GUARD) && (isnan(to) || lo <= to + GUARD);
}

/* Weight of the wishes on hours and km that no week in the box meets. */
static search_score sums_unmet(const struct search_problem *problem,
                               const struct search_box *box)
{
    search_score score = 0;
    for (size_t i = 0; i < problem->input->n_wishes; i++) {
        const struct plan_wish *wish = &problem->input->wishes[i];
        bool is_ride = wish->kind == PLAN_WISH_BIKE_HOURS;
        double from = 0.0;
        double to = 0.0;
        if (wish_range(wish, &from, &to) &&
            !is_between(is_ride ? box->lo.ride_min : box->lo.run_km,
                        is_ride ? box->hi.ride_min : box->hi.run_km, from, to)) {
            score += problem->wish_weight[i];
        }
    }
    return score;
}

/*
 * Weeks that leave a wish unmet although that is more than has to be are worse than any
 * points make them: only those that meet it count. unmet: what is unmet anyway.
 */
static void wishes_keep(const struct search_problem *problem, search_score unmet,
                        struct search_box *box)
{
    for (size_t i = 0; i < problem->input->n_wishes; i++) {
        const struct plan_wish *wish = &problem->input->wishes[i];
        search_score weight = problem->wish_weight[i];
        bool is_ride = wish->kind == PLAN_WISH_BIKE_HOURS;
        double from = 0.0;
        double to = 0.0;
        if (weight == 0 || unmet + weight <= problem->unmet_least ||
            !wish_range(wish, &from, &to) ||
            !is_between(is_ride ? box->lo.ride_min : box->lo.run_km,
                        is_ride ? box->hi.ride_min : box->hi.run_km, from, to)) {
            continue;
        }
        double least = isnan(from) ? 0.0 : from - GUARD;
        if (is_ride) {
            ride_need(problem, least, box);
            ride_limit(problem, isnan(to) ? HUGE_VAL : to + GUARD, box);
        } else {
            km_need(problem, least, box);
        }
    }
}

search_score plan__search_box_least(const struct search_problem *problem,
                                    search_score counted, struct search_box *box)
{
    run_limit(problem, box);
    ride_limit(problem,
               most_of(box->lo.ride_min, box->hi.ride_min,
                       problem->input->cap_bike_h * 60.0,
                       plan__search_is_judged(problem, PLAN_H10)),
               box);
    if (is_beyond(problem, box)) {
        return SEARCH_NEVER;
    }
    search_score unmet = sums_unmet(problem, box);
    if (problem->is_wishes_only) {
        return unmet;
    }
    wishes_keep(problem, counted - counted % SEARCH_WISH + unmet, box);
    share_limit(box);
    return unmet + plan__search_points(plan__search_cost(problem, box));
}
