#include <math.h>

#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

#define GUARD 1e-9

static int points_beyond(double value, double limit, int points)
{
    return value > limit ? points * (int)floor(value - limit + GUARD) : 0;
}

static double percent(double part, double whole)
{
    return 100.0 * part / whole;
}

/* S1: the easy share can be anything between its ends. */
static int easy_share_points(const struct plan_limits *limits, const struct search_box *box)
{
    const struct search_sums *lo = &box->lo;
    const struct search_sums *hi = &box->hi;
    if (lo->easy_min + lo->other_min <= 0.0) {
        return 0; /* a week without running or riding has no share */
    }
    double most =
        hi->easy_min > 0.0 ? percent(hi->easy_min, hi->easy_min + lo->other_min) : 0.0;
    double least =
        lo->easy_min > 0.0 ? percent(lo->easy_min, lo->easy_min + hi->other_min) : 0.0;
    return points_beyond(PLAN_EASY_PCT_FROM, most, PLAN_POINTS_EASY_SHARE) +
           points_beyond(least, limits->easy_pct_to, PLAN_POINTS_EASY_SHARE);
}

/* S4 */
static int deload_points(const struct plan_limits *limits, const struct search_sums *lo)
{
    int points = 0;
    if (!limits->is_deload || isnan(limits->mean_llss)) {
        return 0;
    }
    if (lo->llss > 0.0) {
        points += points_beyond(percent(lo->llss, limits->mean_llss), PLAN_DELOAD_LLSS_PCT,
                                PLAN_POINTS_DELOAD);
    }
    if (!isnan(limits->mean_ride_min)) {
        points += points_beyond(percent(lo->ride_min, limits->mean_ride_min),
                                PLAN_DELOAD_RIDE_PCT, PLAN_POINTS_DELOAD);
    }
    return points;
}

/*
 * S5. With f and g the lines at the week's end, LL Form % is 100 (1 - g / f), and each
 * point of LLSS adds to g at least 2.7 times what it adds to f: while g / f stays below,
 * form falls with every minute, so that its ends are those of the sums.
 */
static int form_points(const struct search_problem *problem, const struct search_box *box)
{
    if (!problem->limits->is_form_judged) {
        return 0;
    }
    double fitness_lo = problem->fitness_rest + box->lo.fitness;
    double fitness_hi = problem->fitness_rest + box->hi.fitness;
    double fatigue_lo = problem->fatigue_rest + box->lo.fatigue;
    double fatigue_hi = problem->fatigue_rest + box->hi.fatigue;
    int points = points_beyond(fitness_lo - problem->input->fitness_eve, PLAN_RAMP_MAX,
                               PLAN_POINTS_RAMP);
    double ratio = problem->fatigue_share[0] / problem->fitness_share[0];
    bool is_falling = fatigue_hi < ratio * fitness_lo;
    if (fitness_lo < LOAD_PCT_FITNESS_MIN || (!is_falling && fitness_lo < fitness_hi)) {
        return points; /* no percentage, or no bound */
    }
    double form_most = 100.0 * (fitness_lo - fatigue_lo) / fitness_lo;
    double form_least = 100.0 * (fitness_hi - fatigue_hi) / fitness_hi;
    return points + points_beyond(form_least, PLAN_FORM_PCT_TO, PLAN_POINTS_FORM) +
           points_beyond(PLAN_FORM_PCT_FROM, form_most, PLAN_POINTS_FORM);
}

/* S10: threshold and VO2 work of the week's running. */
static int cap_points(const struct search_box *box)
{
    static const double caps[2] = {PLAN_THRESHOLD_PCT_MAX, PLAN_VO2_PCT_MAX};
    int points = 0;
    for (int i = 0; i < 2; i++) {
        if (box->lo.key_min[i] > 0.0) {
            points += points_beyond(percent(box->lo.key_min[i], box->hi.run_min), caps[i],
                                    PLAN_POINTS_CAP);
        }
    }
    return points;
}

/* S12 */
static int longest_points(const struct search_box *box)
{
    if (box->n_runs < PLAN_LONGEST_RUNS || box->hi.run_min <= 0.0) {
        return 0;
    }
    return points_beyond(percent(box->lo.longest_min, box->hi.run_min),
                         PLAN_LONGEST_PCT_MAX, PLAN_POINTS_LONGEST);
}

int plan__search_cost(const struct search_problem *problem, const struct search_box *box)
{
    return easy_share_points(problem->limits, box) +
           deload_points(problem->limits, &box->lo) + form_points(problem, box) +
           cap_points(box) + longest_points(box);
}

void plan__search_sums_add(const struct search_problem *problem, enum plan_kind kind,
                           int day, double minutes, double llss, double km,
                           struct search_sums *sums)
{
    const struct search_kind *info = &problem->kinds[kind];
    double points = minutes * llss;
    sums->llss += points;
    sums->fitness += points * problem->fitness_share[day];
    sums->fatigue += points * problem->fatigue_share[day];
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    if (!is_run && (info->marks & PLAN_MARK_RIDE) == 0) {
        return;
    }
    if (info->effort == PLAN_EASY) {
        sums->easy_min += minutes;
    } else {
        sums->other_min += minutes;
    }
    const struct plan_limits *limits = problem->limits;
    sums->taper_min += day >= limits->taper_from && day <= limits->taper_to ? minutes : 0.0;
    if (!is_run) {
        sums->ride_min += minutes;
        return;
    }
    sums->run_min += minutes;
    sums->limited_run_min += kind == PLAN_RUN_LADDER ? 0.0 : minutes;
    sums->run_km += minutes * km;
    sums->km_rate = plan__larger(sums->km_rate, km);
    sums->key_min[0] += kind == PLAN_RUN_THRESHOLD ? PLAN_THRESHOLD_WORK * minutes : 0.0;
    sums->key_min[1] += kind == PLAN_RUN_VO2 ? PLAN_VO2_WORK * minutes : 0.0;
    sums->longest_min = plan__larger(sums->longest_min, minutes);
}

void plan__search_sums_join(const struct search_sums *add, struct search_sums *sums)
{
    sums->easy_min += add->easy_min;
    sums->other_min += add->other_min;
    sums->run_min += add->run_min;
    sums->limited_run_min += add->limited_run_min;
    sums->ride_min += add->ride_min;
    sums->run_km += add->run_km;
    sums->key_min[0] += add->key_min[0];
    sums->key_min[1] += add->key_min[1];
    sums->longest_min = plan__larger(sums->longest_min, add->longest_min);
    sums->llss += add->llss;
    sums->fitness += add->fitness;
    sums->fatigue += add->fatigue;
    sums->taper_min += add->taper_min;
    sums->km_rate = plan__larger(sums->km_rate, add->km_rate);
}

/* Sessions of one kind stand on different days, rides two a day, as early or late as can
 * be. */
void plan__search_box_add_one(const struct search_problem *problem, enum plan_kind kind,
                              int i, int from_day, struct search_box *box)
{
    const struct search_kind *info = &problem->kinds[kind];
    const struct plan_limits *limits = problem->limits;
    bool is_endurance = (info->marks & (PLAN_MARK_RUN | PLAN_MARK_RIDE)) != 0;
    bool is_all_taper = limits->taper_from <= 0 && limits->taper_to >= PLAN_DAYS - 1 &&
                        limits->taper_from != PLAN_NO_DAY;
    double taper_lo = box->lo.taper_min;
    double taper_hi = box->hi.taper_min;
    int off = (info->marks & PLAN_MARK_RIDE) != 0 ? i / PLAN_SLOTS : i;
    off = from_day + off < PLAN_DAYS ? off : PLAN_DAYS - 1 - from_day;
    plan__search_sums_add(problem, kind, from_day + off, info->least, info->llss_least,
                          info->km, &box->lo);
    plan__search_sums_add(problem, kind, PLAN_DAYS - 1 - off, info->most, info->llss_most,
                          info->km, &box->hi);
    if (is_endurance && limits->taper_from != PLAN_NO_DAY) {
        box->lo.taper_min = taper_lo + (is_all_taper ? info->least : 0);
        box->hi.taper_min = taper_hi + info->most;
    }
}

void plan__search_box_add(const struct search_problem *problem, enum plan_kind kind, int n,
                          int from_day, struct search_box *box)
{
    for (int i = 0; i < n; i++) {
        plan__search_box_add_one(problem, kind, i, from_day, box);
    }
}
