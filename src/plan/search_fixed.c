#include <math.h>

#include "load/constants.h"
#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

#define MARKS_HARD (PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS)

void plan__search_past_add(struct search_problem *problem)
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

/* H6 counts its minutes: a run, and no ladder run where the ladder is asked for. */
static bool is_limited_run(const struct search_problem *problem,
                           const struct plan_session *session)
{
    return session->kind != PLAN_RUN_LADDER ||
           !plan_is_ladder_day(problem->limits, session->day);
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
    sums->limited_run_min += is_limited_run(problem, session) ? session->minutes : 0.0;
    sums->run_km += isnan(session->km) ? 0.0 : session->km;
    sums->key_min[0] +=
        session->kind == PLAN_RUN_THRESHOLD ? PLAN_THRESHOLD_WORK * session->minutes : 0.0;
    sums->key_min[1] +=
        session->kind == PLAN_RUN_VO2 ? PLAN_VO2_WORK * session->minutes : 0.0;
}

void plan__search_done_days_set(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    double llss[PLAN_DAYS] = {0.0};
    for (size_t i = 0; i < input->n_fixed; i++) {
        const struct plan_session *session = &input->fixed[i];
        bool is_loading =
            (session->marks & PLAN_MARK_LOADS_LIMBS) != 0 || isnan(session->llss);
        if (!session->is_done) {
            continue;
        }
        llss[session->day] += is_loading ? problem->rest_llss_max : 0.0;
        llss[session->day] += isnan(session->llss) ? 0.0 : session->llss;
        if (llss[session->day] >= problem->rest_llss_max) {
            problem->base.done_loaded_days |= 1U << session->day;
        }
    }
}

void plan__search_fixed_add(struct search_problem *problem,
                            const struct plan_session *session)
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
    if ((marks & PLAN_MARK_RUN) != 0) {
        bool is_special = session->kind == PLAN_RACE || session->kind == PLAN_RUN_BRICK;
        base->n_run_days += base->has_run[day] ? 0 : 1;
        base->has_run[day] = true;
        base->has_other_run[day] |= !is_special;
        base->has_planned_run |= !session->is_done;
        base->has_planned_limited_run |=
            !session->is_done && is_limited_run(problem, session);
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

/* A fixed run session, made of runs that adjoin (A16). */
struct fixed_run {
    struct plan_session run;
    int end;
    bool is_open;
};

static void run_end(struct search_problem *problem, struct fixed_run *whole)
{
    struct search_base *base = &problem->base;
    const struct plan_session *run = &whole->run;
    if (!whole->is_open) {
        return;
    }
    bool is_hard = (run->marks & PLAN_MARK_RUN_HARD) != 0;
    base->n_run_sessions += run->minutes > 0.0 ? 1 : 0; /* as S12 counts them */
    base->n_run_hard_sessions += is_hard ? 1 : 0;
    base->sums.longest_min = fmax(base->sums.longest_min, run->minutes);
    if (is_hard) {
        fixed_event_add(problem, run->day, plan_start(run), whole->end, PLAN_MARK_RUN_HARD,
                        run->is_done);
    }
    whole->is_open = false;
}

static void run_add(struct search_problem *problem, const struct plan_session *part,
                    struct fixed_run *whole)
{
    struct plan_session *run = &whole->run;
    int end = plan_end(part);
    bool is_joined =
        whole->is_open && (plan_start(part) - whole->end) * 60 < LOAD_SESSION_GAP;
    if (is_joined) {
        run->marks |= part->marks;
        run->minutes += part->minutes;
        run->is_done = run->is_done && part->is_done;
        whole->end = end > whole->end ? end : whole->end;
        return;
    }
    run_end(problem, whole);
    *whole = (struct fixed_run){.run = *part, .end = end, .is_open = true};
}

void plan__search_fixed_events_add(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    struct fixed_run whole = {.is_open = false};
    for (size_t i = 0; i < input->n_fixed; i++) {
        const struct plan_session *session = &input->fixed[i];
        bool is_run = (session->marks & PLAN_MARK_RUN) != 0;
        if (!is_run && (session->marks & PLAN_MARK_RIDE) != 0) {
            run_end(problem, &whole);
        }
        unsigned marks = session->marks & ~(unsigned)PLAN_MARK_RUN_HARD;
        fixed_event_add(problem, session->day, plan_start(session), plan_end(session),
                        marks, session->is_done);
        if (is_run) {
            run_add(problem, session, &whole);
        }
    }
    run_end(problem, &whole);
}

static bool is_fixed_pair(const struct search_event *ride, const struct search_event *legs)
{
    return (ride->marks & PLAN_MARK_RIDE_HARD) != 0 &&
           (legs->marks & PLAN_MARK_HEAVY_LEGS) != 0 && ride->day == legs->day &&
           legs->start_lo - ride->end_lo >= PLAN_LEGS_GAP;
}

/* S2 and S3 among what is fixed. */
void plan__search_fixed_pairs_set(struct search_problem *problem)
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
