#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

#define MARKS_HARD (PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS)
#define GUARD 1e-9 /* minutes: a limit met exactly is met */

static void slot_free_piece(const struct plan_input *input, int day,
                            const struct plan_slot *slot, struct search_slot *ret)
{
    int from = slot->start_min;
    int end = slot->start_min + slot->minutes;
    ret->day = day;
    ret->start_min = from;
    ret->minutes = 0;
    int now = input->today * PLAN_DAY_MIN + input->now_min - day * PLAN_DAY_MIN;
    from = now > from ? now : from;
    for (size_t i = 0; i <= input->n_fixed; i++) {
        int busy_from = end;
        int busy_to = end;
        if (i < input->n_fixed) {
            busy_from = plan_start(&input->fixed[i]) - day * PLAN_DAY_MIN;
            busy_to = plan_end(&input->fixed[i]) - day * PLAN_DAY_MIN;
        }
        if (busy_to <= from) {
            continue;
        }
        int piece = (busy_from < end ? busy_from : end) - from;
        if (piece > ret->minutes) {
            ret->start_min = from;
            ret->minutes = piece;
        }
        from = busy_to > from ? busy_to : from;
    }
    if (ret->minutes < PLAN_SPACE_SLOT_MIN) {
        ret->minutes = 0;
    }
}

/* Does a new run in the slot adjoin a fixed run (A16)? */
static bool is_beside_run(const struct search_problem *problem,
                          const struct search_slot *slot)
{
    const struct plan_input *input = problem->input;
    int from = slot->day * PLAN_DAY_MIN + slot->start_min;
    int gap = LOAD_SESSION_GAP / 60;
    for (size_t i = 0; i < input->n_fixed; i++) {
        const struct plan_session *session = &input->fixed[i];
        if ((session->marks & PLAN_MARK_RUN) != 0 && plan_end(session) + gap > from &&
            plan_start(session) - gap < from + slot->minutes) {
            return true;
        }
    }
    return false;
}

static void runs_close(struct search_problem *problem)
{
    for (int i = 0; i < SEARCH_SLOTS; i++) {
        struct search_slot *slot = &problem->slots[i];
        slot->is_run_closed = is_beside_run(problem, slot);
    }
}

static void slots_set(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    problem->capacity_min = 0.0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        double day_min = 0.0;
        for (int slot = 0; slot < PLAN_SLOTS; slot++) {
            struct search_slot *ret = &problem->slots[day * PLAN_SLOTS + slot];
            slot_free_piece(input, day, &input->available[day].slots[slot], ret);
            day_min += ret->minutes;
        }
        double free_min = problem->base.has_race[day] ? 0.0
                                                      : input->available[day].day_max_min -
                                                            problem->base.day_min[day];
        problem->day_free_min[day] = fmin(day_min, fmax(0.0, free_min));
        problem->capacity_min += problem->day_free_min[day];
    }
}

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
    int am = problem->slots[day * PLAN_SLOTS].minutes;
    int pm = problem->slots[day * PLAN_SLOTS + 1].minutes;
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
        is_open = day < problem->limits->taper_from || day > problem->limits->taper_to ||
                  !plan__search_is_judged(problem, PLAN_H11);
    }
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

/* A kind that differs from an earlier one in nothing that a rule or a cost sees is never in
 * the best week, unless it was asked for. */
static void dominated_close(struct search_problem *problem)
{
    static const enum plan_kind twins[] = {PLAN_RUN_STRIDES, PLAN_RIDE_CADENCE,
                                           PLAN_RIDE_VO2};
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
        if (!is_kind_asked(problem->input, twins[i])) {
            problem->kinds[twins[i]].is_open = false;
        }
    }
}

static void past_events_add(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    for (size_t i = 0; i < input->n_past_sessions; i++) {
        const struct plan_past_session *past = &input->past_sessions[i];
        int day = -((-past->start + PLAN_DAY_MIN - 1) / PLAN_DAY_MIN);
        problem->events[problem->n_events++] =
            (struct search_event){.day = day,
                                  .start_lo = past->start,
                                  .start_hi = past->start,
                                  .end_lo = past->end,
                                  .end_hi = past->end,
                                  .marks = past->marks,
                                  .kind = PLAN_OTHER,
                                  .is_done = true};
    }
}

static void sums_add_session(const struct search_problem *problem,
                             const struct plan_session *session, struct search_sums *sums)
{
    bool is_run = (session->marks & PLAN_MARK_RUN) != 0;
    bool is_ride = (session->marks & PLAN_MARK_RIDE) != 0;
    double llss = isnan(session->llss) ? 0.0 : session->llss;
    sums->llss += llss;
    sums->fitness += llss * problem->fitness_share[session->day];
    sums->fatigue += llss * problem->fatigue_share[session->day];
    if (!is_run && !is_ride) {
        return;
    }
    if (session->effort == PLAN_EASY) {
        sums->easy_min += session->minutes;
    } else {
        sums->other_min += session->minutes;
    }
    if (session->day >= problem->limits->taper_from &&
        session->day <= problem->limits->taper_to) {
        sums->taper_min += session->minutes;
    }
    if (is_ride) {
        sums->ride_min += session->minutes;
        return;
    }
    sums->run_min += session->minutes;
    sums->limited_run_min += session->kind == PLAN_RUN_LADDER ? 0.0 : session->minutes;
    sums->run_km += isnan(session->km) ? 0.0 : session->km;
    sums->key_min[0] +=
        session->kind == PLAN_RUN_THRESHOLD ? PLAN_THRESHOLD_WORK * session->minutes : 0.0;
    sums->key_min[1] +=
        session->kind == PLAN_RUN_VO2 ? PLAN_VO2_WORK * session->minutes : 0.0;
}

static void fixed_add(struct search_problem *problem, const struct plan_session *session)
{
    struct search_base *base = &problem->base;
    int day = session->day;
    unsigned marks = session->marks;
    if (session->kind != PLAN_RACE) {
        base->counts[session->kind]++;
        base->n_runs += (marks & PLAN_MARK_RUN) != 0;
        base->n_runs_hard += (marks & PLAN_MARK_RUN_HARD) != 0;
        base->n_rides += (marks & PLAN_MARK_RIDE) != 0;
        base->n_rides_hard += (marks & PLAN_MARK_RIDE_HARD) != 0;
        base->n_heavy += (marks & PLAN_MARK_HEAVY_LEGS) != 0;
    }
    base->day_llss[day] += isnan(session->llss) ? 0.0 : session->llss;
    base->day_min[day] += session->minutes;
    base->day_kinds[day] |= 1U << session->kind;
    base->day_marks[day] |= marks;
    base->n_day_hard[day] += (marks & MARKS_HARD) != 0;
    base->is_hard_day[day] |= session->effort != PLAN_EASY;
    base->is_loaded[day] |= (marks & PLAN_MARK_LOADS_LIMBS) != 0 || isnan(session->llss);
    base->has_race[day] |= session->kind == PLAN_RACE;
    base->has_planned[day] |= !session->is_done;
    if ((marks & PLAN_MARK_RUN) != 0) {
        bool is_special = session->kind == PLAN_RACE || session->kind == PLAN_RUN_BRICK;
        base->n_run_days += base->has_run[day] ? 0 : 1;
        base->has_run[day] = true;
        base->has_other_run[day] |= !is_special;
        base->has_planned_run |= !session->is_done;
        base->has_planned_limited_run |=
            !session->is_done && session->kind != PLAN_RUN_LADDER;
    }
    const struct plan_kind_info *info = plan_kind_info(session->kind);
    bool is_long = (marks & (PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD)) != 0 &&
                   session->kind != PLAN_RACE && info->minutes_to > 0 &&
                   2.0 * session->minutes > info->minutes_from + info->minutes_to;
    base->points += is_long && problem->limits->pattern.is_short ? PLAN_POINTS_PATTERN : 0;
    base->points += problem->limits->are_hills_judged && session->is_hilly &&
                            (marks & PLAN_MARK_RUN) != 0
                        ? PLAN_POINTS_HILL
                        : 0;
    bool is_strength = (marks & PLAN_MARK_STRENGTH) != 0;
    base->n_strength_days += is_strength && !base->has_strength[day] ? 1 : 0;
    base->has_strength[day] |= is_strength;
    base->has_planned_ride |= (marks & PLAN_MARK_RIDE) != 0 && !session->is_done;
    base->has_planned_taper |= (marks & (PLAN_MARK_RUN | PLAN_MARK_RIDE)) != 0 &&
                               !session->is_done && day <= problem->limits->taper_to;
    sums_add_session(problem, session, &base->sums);
}

static void fixed_event_add(struct search_problem *problem, int day, int start, int end,
                            unsigned marks, bool is_done)
{
    problem->events[problem->n_events++] = (struct search_event){.day = day,
                                                                 .start_lo = start,
                                                                 .start_hi = start,
                                                                 .end_lo = end,
                                                                 .end_hi = end,
                                                                 .marks = marks,
                                                                 .is_done = is_done};
}

/* H8 looks at sessions, H5 and S3 at run sessions: fixed runs that adjoin are one (A16). */
static void fixed_events_add(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    struct search_base *base = &problem->base;
    struct plan_session run = {0};
    int end = 0;
    bool is_open = false;
    for (size_t i = 0; i <= input->n_fixed; i++) {
        bool is_past_last = i == input->n_fixed;
        const struct plan_session *session = is_past_last ? &run : &input->fixed[i];
        bool is_run = !is_past_last && (session->marks & PLAN_MARK_RUN) != 0;
        bool is_joined =
            is_run && is_open && (plan_start(session) - end) * 60 < LOAD_SESSION_GAP;
        if (is_open && !is_joined &&
            (is_run || is_past_last || (session->marks & PLAN_MARK_RIDE) != 0)) {
            bool is_hard = (run.marks & PLAN_MARK_RUN_HARD) != 0;
            base->n_run_sessions++;
            base->n_run_hard_sessions += is_hard ? 1 : 0;
            base->sums.longest_min = fmax(base->sums.longest_min, run.minutes);
            if (is_hard) {
                fixed_event_add(problem, run.day, plan_start(&run), end, PLAN_MARK_RUN_HARD,
                                run.is_done);
            }
            is_open = false;
        }
        if (is_past_last) {
            break;
        }
        fixed_event_add(problem, session->day, plan_start(session), plan_end(session),
                        session->marks & ~(unsigned)PLAN_MARK_RUN_HARD, session->is_done);
        if (!is_run) {
            continue;
        }
        int session_end = plan_end(session);
        if (is_joined) {
            run.marks |= session->marks;
            run.minutes += session->minutes;
            run.is_done = run.is_done && session->is_done;
        } else {
            run = *session;
        }
        end = !is_joined || session_end > end ? session_end : end;
        is_open = true;
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
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct search_kind *info = &problem->kinds[kind];
        unsigned marks = info->marks;
        problem->by_rank[info->rank] = (enum plan_kind)kind;
        problem->run_kinds |= (marks & PLAN_MARK_RUN) != 0 ? info->bit : 0U;
        problem->run_hard_kinds |= (marks & PLAN_MARK_RUN_HARD) != 0 ? info->bit : 0U;
        problem->ride_kinds |= (marks & PLAN_MARK_RIDE) != 0 ? info->bit : 0U;
        problem->ride_hard_kinds |= (marks & PLAN_MARK_RIDE_HARD) != 0 ? info->bit : 0U;
        problem->strength_kinds |= (marks & PLAN_MARK_STRENGTH) != 0 ? info->bit : 0U;
    }
}

static bool is_open_in(const struct search_problem *problem, enum plan_kind kind, int slot)
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
                n_open += is_open_in(problem, (enum plan_kind)kind, slot) ? 1 : 0;
            }
            n_open = n_open > 1 && (marks & PLAN_MARK_RIDE) == 0 ? 1 : n_open;
            problem->open_from[day][kind] = problem->open_from[day + 1][kind] + n_open;
            problem->is_run_day[day] |= n_open > 0 && (marks & PLAN_MARK_RUN) != 0;
        }
    }
    problem->n_open_days = problem->n_open_from[0];
    memcpy(problem->kind_most, problem->open_from[0], sizeof problem->kind_most);
}

static bool is_fixed_pair(const struct search_event *ride, const struct search_event *legs)
{
    return (ride->marks & PLAN_MARK_RIDE_HARD) != 0 &&
           (legs->marks & PLAN_MARK_HEAVY_LEGS) != 0 && ride->day == legs->day &&
           legs->start_lo - ride->end_lo >= PLAN_LEGS_GAP;
}

/* S2 and S3 among what is fixed. */
static void fixed_pairs_set(struct search_problem *problem)
{
    const unsigned hard = PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS;
    for (int i = 0; i < problem->n_events; i++) {
        const struct search_event *a = &problem->events[i];
        problem->n_hard_before += a->day == -1 && (a->marks & MARKS_HARD) != 0 ? 1 : 0;
        problem->n_fixed_pair_days += a->day >= 0 && (a->marks & hard) != 0 ? 1 : 0;
        bool is_pair = false;
        for (int j = 0; j < i; j++) {
            const struct search_event *b = &problem->events[j];
            bool is_in_week = a->day >= 0 || b->day >= 0;
            problem->n_fixed_near += is_in_week && plan__search_pair_is_near(a, b) ? 1 : 0;
            is_pair = is_pair || (a->day >= 0 && is_fixed_pair(b, a));
        }
        problem->n_fixed_pairs += is_pair ? 1 : 0;
    }
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
    past_events_add(problem);
    for (size_t i = 0; i < input->n_fixed; i++) {
        fixed_add(problem, &input->fixed[i]);
    }
    fixed_events_add(problem);
    slots_set(problem);
    runs_close(problem);
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        kind_set(problem, (enum plan_kind)kind);
    }
    dominated_close(problem);
    wishes_set(problem);
    accepted_set(problem);
    kinds_sort(problem);
    open_set(problem);
    plan__search_packing_set(problem);
    fixed_pairs_set(problem);
    plan__search_masks_set(problem);
}
