#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

#define GUARD 1e-9 /* minutes: a limit met exactly is met */

/* H3 and H12: the longest run of the kind's speed. */
static double run_limit_min(const struct search_problem *problem, enum plan_kind kind,
                            int day)
{
    const struct plan_run_limit *limit = &problem->limits->run[day];
    double km_per_min = problem->kinds[kind].km;
    double most = HUGE_VAL;
    if (plan__search_is_judged(problem, PLAN_H3)) {
        bool is_by_km = limit->mode == PLAN_LIMIT_KM && km_per_min > 0.0;
        double by_rule = is_by_km ? limit->max_km / km_per_min : limit->max_min;
        most = isnan(by_rule) ? most : by_rule;
    }
    if (problem->limits->is_no_peak[day] && plan__search_is_judged(problem, PLAN_H12)) {
        bool is_by_km = !isnan(limit->reference_km) && km_per_min > 0.0;
        double reference =
            is_by_km ? limit->reference_km / km_per_min : limit->reference_min;
        most = isnan(reference) ? most : fmin(most, LOAD_NEXT_RUN_FACTOR * reference);
    }
    return most;
}

static double run_most_min(const struct search_problem *problem, enum plan_kind kind,
                           int day)
{
    double most = run_limit_min(problem, kind, day);
    bool is_limited_long =
        kind == PLAN_RUN_LONG && plan__search_is_judged(problem, PLAN_H9);
    return is_limited_long ? fmin(most, problem->limits->long_run_max_min[day]) : most;
}

/* H1, H2, H10: may anybody run that day? */
static bool is_run_day(const struct search_problem *problem, int day)
{
    const struct plan_limits *limits = problem->limits;
    bool is_held =
        limits->is_run_refused || (limits->has_hold && day <= limits->hold_until);
    return !(is_held && plan__search_is_judged(problem, PLAN_H1)) &&
           !(limits->is_run_referred && plan__search_is_judged(problem, PLAN_H2)) &&
           !(problem->input->available[day].is_run_closed &&
             plan__search_is_judged(problem, PLAN_H10));
}

/* H1, H10, H11: may anybody lift heavily that day? */
static bool is_legs_day(const struct search_problem *problem, int day)
{
    const struct plan_limits *limits = problem->limits;
    bool is_tapered = day >= limits->taper_from && day <= limits->taper_to;
    return !(day <= limits->legs_until && plan__search_is_judged(problem, PLAN_H1)) &&
           !(problem->input->available[day].is_run_closed &&
             plan__search_is_judged(problem, PLAN_H10)) &&
           !(is_tapered && plan__search_is_judged(problem, PLAN_H11));
}

/* H13: a hard kind on a day of sickness, or right after it. */
static bool is_too_sick(const struct search_problem *problem, unsigned marks, int day)
{
    const unsigned hard = PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS;
    return (marks & hard) != 0 && problem->input->is_after_sick[day] &&
           plan__search_is_judged(problem, PLAN_H13);
}

static bool is_run_open(const struct search_problem *problem, enum plan_kind kind, int day)
{
    const struct plan_limits *limits = problem->limits;
    bool is_hard = (problem->kinds[kind].marks & PLAN_MARK_RUN_HARD) != 0;
    bool is_no_hard = limits->is_no_hard[day] || limits->max_run_hard == 0;
    if (!is_run_day(problem, day) ||
        (is_hard && is_no_hard && plan__search_is_judged(problem, PLAN_H5))) {
        return false;
    }
    enum plan_rule ladder_rule = limits->is_ladder_by_bone ? PLAN_H2 : PLAN_H3;
    bool is_rung = limits->run[day].mode == PLAN_LIMIT_RUNG &&
                   plan__search_is_judged(problem, ladder_rule);
    return is_rung == (kind == PLAN_RUN_LADDER);
}

static int longest_slot_min(const struct search_problem *problem, int day)
{
    int first = day * PLAN_SLOTS;
    int am = problem->slots[first].minutes;
    int pm = problem->slots[first + 1].minutes;
    int longest = am > pm ? am : pm;
    return problem->day_free_min[day] < longest ? (int)problem->day_free_min[day] : longest;
}

static void kind_day_set(struct search_problem *problem, enum plan_kind kind, int day)
{
    const struct plan_kind_info *info = plan_kind_info(kind);
    struct search_kind *ret = &problem->kinds[kind];
    int from = info->minutes_from;
    double most = fmin(info->minutes_to, longest_slot_min(problem, day));
    bool is_open = true;
    if (kind == PLAN_RUN_LADDER) {
        from = ret->least;
        most = fmin(ret->most, longest_slot_min(problem, day));
    }
    if ((ret->marks & PLAN_MARK_RUN) != 0) {
        is_open = is_run_open(problem, kind, day);
        most = fmin(most, run_most_min(problem, kind, day));
    }
    if ((ret->marks & PLAN_MARK_HEAVY_LEGS) != 0) {
        is_open = is_legs_day(problem, day);
    }
    is_open = is_open && !is_too_sick(problem, ret->marks, day);
    ret->from[day] = from;
    ret->to[day] = is_open && most + GUARD >= from
                       ? from + ret->step * (int)floor((most - from + GUARD) / ret->step)
                       : from - 1;
}

/* The ladder sessions that a week can hold: at most one a day. */
static void rungs_set(const struct search_problem *problem, struct search_kind *ret)
{
    ret->least = INT16_MAX;
    ret->llss_least = HUGE_VAL;
    ret->llss_most = 0.0;
    for (int n_before = 0; n_before < PLAN_DAYS; n_before++) {
        struct plan_session session;
        plan_session_of_menu(problem->input, PLAN_RUN_LADDER,
                             plan_rung_of(problem->limits, n_before), 0.0, &session);
        int minutes = (int)ceil(session.minutes);
        ret->least = minutes < ret->least ? minutes : ret->least;
        ret->most = minutes > ret->most ? minutes : ret->most;
        ret->llss_least = fmin(ret->llss_least, session.llss / session.minutes);
        ret->llss_most = fmax(ret->llss_most, session.llss / session.minutes);
    }
    ret->step = 1;
}

static void kind_set(struct search_problem *problem, enum plan_kind kind)
{
    const struct plan_kind_info *info = plan_kind_info(kind);
    const struct plan_input *input = problem->input;
    struct search_kind *ret = &problem->kinds[kind];
    bool is_ride = (info->marks & PLAN_MARK_RIDE) != 0;
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    double speed = is_ride  ? input->ride_m_per_s[info->effort]
                   : is_run ? input->run_m_per_s[info->effort]
                            : LOAD_NAN;
    *ret = (struct search_kind){.marks = info->marks,
                                .effort = info->effort,
                                .step = info->minutes_step > 0 ? info->minutes_step : 1,
                                .rank = plan_space_rank(kind),
                                .bit = 1U << kind};
    struct plan_session hour;
    plan_session_of_menu(input, kind, LOAD_RUNG_FIRST, 60.0, &hour);
    ret->llss = hour.llss / hour.minutes;
    ret->llss_least = ret->llss;
    ret->llss_most = ret->llss;
    ret->km = kind == PLAN_RUN_LADDER || isnan(speed) ? 0.0 : speed * 0.06;
    if (kind == PLAN_RUN_LADDER) {
        rungs_set(problem, ret);
    }
    int least = INT16_MAX;
    int most = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        kind_day_set(problem, kind, day);
        if (ret->to[day] >= ret->from[day]) {
            ret->is_open = true;
            least = ret->from[day] < least ? ret->from[day] : least;
            most = ret->to[day] > most ? ret->to[day] : most;
        }
    }
    ret->least = least;
    ret->most = most;
}

static bool is_kind_asked(const struct plan_input *input, enum plan_kind kind)
{
    for (size_t i = 0; i < input->n_wishes; i++) {
        const struct plan_wish *wish = &input->wishes[i];
        if (wish->kind == PLAN_WISH_SESSION && wish->session == kind) {
            return true;
        }
    }
    for (size_t i = 0; input->has_accepted && i < input->n_accepted; i++) {
        if (input->accepted[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static bool has_wish(const struct plan_input *input, enum plan_wish_kind kind)
{
    for (size_t i = 0; i < input->n_wishes; i++) {
        if (input->wishes[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static void close_unasked(struct search_problem *problem, size_t n_kinds,
                          const enum plan_kind kinds[])
{
    for (size_t i = 0; i < n_kinds; i++) {
        if (!is_kind_asked(problem->input, kinds[i])) {
            problem->kinds[kinds[i]].is_open = false;
        }
    }
}

/*
 * A kind that differs from an earlier one in nothing that a rule or a cost sees is never in
 * the best week, unless it was asked for. Where more load is never wanted (S5 does not
 * look, no distance is wished) nor is harder running than tempo: it costs the same (S1, S2,
 * S3, S7) or more (S4, S10), and keeps the rules as well or worse (H8).
 */
static void dominated_close(struct search_problem *problem)
{
    static const enum plan_kind twins[] = {PLAN_RUN_STRIDES, PLAN_RIDE_CADENCE,
                                           PLAN_RIDE_VO2};
    static const enum plan_kind harder[] = {PLAN_RUN_THRESHOLD, PLAN_RUN_VO2};
    close_unasked(problem, sizeof twins / sizeof twins[0], twins);
    if (!problem->limits->is_form_judged && !has_wish(problem->input, PLAN_WISH_RUN_KM)) {
        close_unasked(problem, sizeof harder / sizeof harder[0], harder);
    }
}

static void lines_set(struct search_problem *problem)
{
    const struct plan_limits *limits = problem->limits;
    double fitness_keep = 1.0 - limits->fitness_share;
    double fatigue_keep = 1.0 - limits->fatigue_share;
    for (int day = 0; day < PLAN_DAYS; day++) {
        int later = PLAN_DAYS - 1 - day;
        problem->fitness_share[day] = limits->fitness_share * pow(fitness_keep, later);
        problem->fatigue_share[day] = limits->fatigue_share * pow(fatigue_keep, later);
    }
    problem->fitness_rest = problem->input->fitness_eve * pow(fitness_keep, PLAN_DAYS);
    problem->fatigue_rest = problem->input->fatigue_eve * pow(fatigue_keep, PLAN_DAYS);
    problem->rest_llss_max = LOAD_REST_LLSS_MAX * problem->input->mass_factor;
}

/* Weights such that one wish of a priority outweighs all of the lower ones. */
static void wishes_set(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    search_score weight = 1;
    for (int priority = PLAN_PRIORITY_LOWEST; priority >= 1; priority--) {
        search_score n_wishes = 0;
        for (size_t i = 0; i < input->n_wishes; i++) {
            if (input->wishes[i].priority == priority) {
                problem->wish_weight[i] = weight * SEARCH_WISH;
                n_wishes++;
            }
        }
        weight *= n_wishes + 1;
    }
}

/* S11: what was accepted and no fixed session holds. */
static void accepted_set(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    bool is_used[PLAN_MAX_SESSIONS] = {false};
    for (size_t i = 0; i < input->n_fixed; i++) {
        const struct plan_session *session = &input->fixed[i];
        if (session->day >= input->today && (int)session->kind < N_PLAN_MENU) {
            problem->n_kept[session->kind]++;
        }
    }
    for (size_t i = 0; i < input->n_accepted; i++) {
        const struct plan_session *old = &input->accepted[i];
        bool is_held = false;
        if (old->day < input->today || (int)old->kind >= N_PLAN_MENU) {
            continue;
        }
        for (size_t j = 0; j < input->n_fixed && !is_held; j++) {
            const struct plan_session *now = &input->fixed[j];
            if (!is_used[j] && now->kind == old->kind && now->day == old->day &&
                now->slot == old->slot) {
                is_used[j] = true;
                is_held = true;
            }
        }
        if (is_held) {
            problem->n_held[old->kind]++;
        } else {
            problem->n_accepted[old->kind]++;
            problem->accepted[old->day * PLAN_SLOTS + old->slot][old->kind]++;
        }
    }
}

static void kinds_sort(struct search_problem *problem)
{
    double run_least = HUGE_VAL;
    double ride_least = HUGE_VAL;
    double per_km = HUGE_VAL;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct search_kind *info = &problem->kinds[kind];
        unsigned marks = info->marks;
        problem->by_rank[info->rank] = (enum plan_kind)kind;
        bool is_run = (marks & PLAN_MARK_RUN) != 0;
        bool is_ride = (marks & PLAN_MARK_RIDE) != 0;
        if (is_run && info->is_open) {
            run_least = fmin(run_least, info->llss_least);
            problem->run_km_most = fmax(problem->run_km_most, info->km);
            per_km = info->km > 0.0 ? fmin(per_km, info->llss_least / info->km) : per_km;
        } else if (is_ride && info->is_open) {
            ride_least = fmin(ride_least, info->llss_least);
        }
        problem->run_kinds |= (marks & PLAN_MARK_RUN) != 0 ? info->bit : 0U;
        problem->run_hard_kinds |= (marks & PLAN_MARK_RUN_HARD) != 0 ? info->bit : 0U;
        problem->ride_kinds |= (marks & PLAN_MARK_RIDE) != 0 ? info->bit : 0U;
        problem->ride_hard_kinds |= (marks & PLAN_MARK_RIDE_HARD) != 0 ? info->bit : 0U;
        problem->strength_kinds |= (marks & PLAN_MARK_STRENGTH) != 0 ? info->bit : 0U;
    }
    problem->run_llss_least = isinf(run_least) ? 0.0 : run_least;
    problem->ride_llss_least = isinf(ride_least) ? 0.0 : ride_least;
    problem->run_llss_per_km = isinf(per_km) ? 0.0 : per_km;
}

bool plan__search_is_open_in(const struct search_problem *problem, enum plan_kind kind,
                             int slot)
{
    const struct search_kind *info = &problem->kinds[kind];
    const struct search_slot *of = &problem->slots[slot];
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    return info->is_open && info->from[of->day] <= info->to[of->day] &&
           of->minutes >= info->from[of->day] && !(is_run && of->is_run_closed);
}

/* How many of each kind the days from each one on can hold: one a day, rides one a slot. */
static void open_set(struct search_problem *problem)
{
    for (int day = PLAN_DAYS - 1; day >= 0; day--) {
        problem->n_open_from[day] =
            problem->n_open_from[day + 1] + (problem->day_free_min[day] > 0.0 ? 1 : 0);
        for (int kind = 0; kind < N_PLAN_MENU; kind++) {
            unsigned marks = problem->kinds[kind].marks;
            int n_open = 0;
            for (int slot = day * PLAN_SLOTS; slot < (day + 1) * PLAN_SLOTS; slot++) {
                n_open +=
                    plan__search_is_open_in(problem, (enum plan_kind)kind, slot) ? 1 : 0;
            }
            n_open = n_open > 1 && (marks & PLAN_MARK_RIDE) == 0 ? 1 : n_open;
            problem->open_from[day][kind] = problem->open_from[day + 1][kind] + n_open;
            problem->is_run_day[day] |= n_open > 0 && (marks & PLAN_MARK_RUN) != 0;
        }
    }
    problem->n_open_days = problem->n_open_from[0];
    memcpy(problem->kind_most, problem->open_from[0], sizeof problem->kind_most);
}

/*
 * Recovery and endurance rides are one kind of 30 to 180 minutes for every rule and cost;
 * only the order (5) tells them apart.
 */
bool plan__search_rides_merge(struct search_problem *problem)
{
    const struct search_kind *recovery = &problem->kinds[PLAN_RIDE_RECOVERY];
    struct search_kind *endurance = &problem->kinds[PLAN_RIDE_ENDURANCE];
    if (!recovery->is_open || problem->input->has_accepted ||
        is_kind_asked(problem->input, PLAN_RIDE_RECOVERY) ||
        is_kind_asked(problem->input, PLAN_RIDE_ENDURANCE)) {
        return false;
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        bool is_endurance = endurance->from[day] <= endurance->to[day];
        endurance->from[day] = recovery->from[day];
        endurance->to[day] = is_endurance ? endurance->to[day] : recovery->to[day];
    }
    endurance->most = endurance->is_open ? endurance->most : recovery->most;
    endurance->least = recovery->least;
    endurance->is_open = true;
    problem->kinds[PLAN_RIDE_RECOVERY].is_open = false;
    open_set(problem);
    plan__search_packing_set(problem);
    return true;
}

void plan__search_problem_set(const struct plan_limits *limits,
                              struct search_problem *problem)
{
    const struct plan_input *input = limits->input;
    *problem = (struct search_problem){.input = input, .limits = limits};
    problem->is_alternate =
        (limits->is_alternate && plan__search_is_judged(problem, PLAN_H4)) ||
        (limits->is_ladder_by_bone && plan__search_is_judged(problem, PLAN_H2));
    lines_set(problem);
    plan__search_past_add(problem);
    for (size_t i = 0; i < input->n_fixed; i++) {
        plan__search_fixed_add(problem, &input->fixed[i]);
    }
    plan__search_done_days_set(problem);
    plan__search_fixed_events_add(problem);
    plan__search_slots_set(problem);
    plan__search_runs_close(problem);
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        kind_set(problem, (enum plan_kind)kind);
    }
    dominated_close(problem);
    wishes_set(problem);
    accepted_set(problem);
    kinds_sort(problem);
    open_set(problem);
    plan__search_packing_set(problem);
    plan__search_fixed_pairs_set(problem);
}
