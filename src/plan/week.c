#include "plan/week.h"

#include <math.h>

#include "plan/constants.h"

#include "base/banned.h"

static void run_start(struct plan__week *week, int i)
{
    const struct plan_session *session = &week->sessions[i];
    week->runs[week->n_runs++] = (struct plan__run){
        .first = i,
        .day = session->day,
        .start = plan_start(session),
        .end = plan_end(session),
        .marks = session->marks,
        .minutes = session->minutes,
        .km = session->km,
        .longest_run_min = session->longest_run_min,
        .rung = session->rung,
        .is_ladder = session->kind == PLAN_RUN_LADDER,
        .is_easy = session->effort == PLAN_EASY,
        .is_race = plan__is_exempt_race(session),
        .is_brick = session->kind == PLAN_RUN_BRICK,
        .is_planned = !session->is_done,
    };
}

static void run_join(struct plan__run *run, const struct plan_session *session)
{
    int end = plan_end(session);
    run->end = end > run->end ? end : run->end;
    run->marks |= session->marks;
    run->minutes += session->minutes;
    run->km += session->km;
    run->longest_run_min = fmax(run->longest_run_min, session->longest_run_min);
    run->rung = session->rung > run->rung ? session->rung : run->rung;
    run->is_ladder = run->is_ladder && session->kind == PLAN_RUN_LADDER;
    run->is_easy = run->is_easy && session->effort == PLAN_EASY;
    run->is_race = run->is_race || plan__is_exempt_race(session);
    run->is_brick = run->is_brick && session->kind == PLAN_RUN_BRICK;
    run->is_planned = run->is_planned || !session->is_done;
}

static void runs_join(struct plan__week *week)
{
    bool is_open = false; /* no ride since the last run */
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        if (plan__is(session, PLAN_MARK_RIDE)) {
            is_open = false;
        }
        if (!plan__is(session, PLAN_MARK_RUN)) {
            continue;
        }
        struct plan__run *last = week->n_runs > 0 ? &week->runs[week->n_runs - 1] : NULL;
        if (last != NULL && is_open &&
            (plan_start(session) - last->end) * 60 < LOAD_SESSION_GAP) {
            run_join(last, session);
        } else {
            run_start(week, i);
        }
        is_open = true;
    }
}

/* Runs are counted by session: hard_runs_count. */
static void day_add(struct plan__day *day, const struct plan_input *input,
                    const struct plan_session *session)
{
    const unsigned hard = PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS;
    bool is_run = plan__is(session, PLAN_MARK_RUN);
    bool is_unreadable = isnan(session->llss);
    double llss = is_unreadable ? 0.0 : session->llss;
    bool is_light = !is_unreadable && !plan__is(session, PLAN_MARK_LOADS_LIMBS);
    day->llss += llss;
    double load = isnan(session->load) ? 0.0 : session->load;
    day->load += load;
    day->ctl_load += load * input->ctl_factor[session->sport];
    day->atl_load += load * input->atl_factor[session->sport];
    day->minutes += session->minutes;
    day->n_sessions++;
    day->n_hard += plan__is(session, hard) ? 1 : 0;
    day->has_run = day->has_run || is_run;
    day->is_rest = day->is_rest && is_light;
    day->is_easy = day->is_easy && session->effort == PLAN_EASY;
    if (session->is_done) {
        day->done_llss += llss;
        day->is_rest_by_done = day->is_rest_by_done && is_light;
    } else {
        day->has_planned = true;
        day->has_planned_run = day->has_planned_run || is_run;
    }
}

static void hard_runs_count(struct plan__week *week)
{
    for (int i = 0; i < week->n_runs; i++) {
        bool is_hard = (week->runs[i].marks & PLAN_MARK_RUN_HARD) != 0;
        week->days[week->runs[i].day].n_hard += is_hard ? 1 : 0;
    }
}

static void rest_set(struct plan__week *week)
{
    double rest_llss = LOAD_REST_LLSS_MAX * week->limits->input->mass_factor;
    for (int i = 0; i < PLAN_DAYS; i++) {
        struct plan__day *day = &week->days[i];
        day->is_rest = day->is_rest && day->llss < rest_llss;
        day->is_rest_by_done = day->is_rest_by_done && day->done_llss < rest_llss;
    }
}

static void totals_add(struct plan__week *week, const struct plan_session *session)
{
    bool is_run = plan__is(session, PLAN_MARK_RUN);
    bool is_ride = plan__is(session, PLAN_MARK_RIDE);
    week->run_min += is_run ? session->minutes : 0.0;
    week->ride_min += is_ride ? session->minutes : 0.0;
    if ((is_run || is_ride) && session->effort == PLAN_EASY) {
        week->easy_min += session->minutes;
    }
    if (is_run) {
        bool is_known = !isnan(session->km);
        week->run_km += is_known ? session->km : 0.0;
        week->n_runs_without_km += is_known ? 0 : 1;
    }
    week->has_race = week->has_race || plan__is_exempt_race(session);
}

void plan__week_of(const struct plan_limits *limits, size_t n_sessions,
                   const struct plan_session sessions[], struct plan__week *ret)
{
    ret->limits = limits;
    ret->sessions = sessions;
    ret->n_sessions = (int)n_sessions;
    ret->n_runs = 0;
    ret->run_min = 0.0;
    ret->ride_min = 0.0;
    ret->easy_min = 0.0;
    ret->run_km = 0.0;
    ret->n_runs_without_km = 0;
    ret->has_race = false;
    for (int day = 0; day < PLAN_DAYS; day++) {
        ret->days[day] =
            (struct plan__day){.is_rest = true, .is_rest_by_done = true, .is_easy = true};
    }
    for (size_t i = 0; i < n_sessions; i++) {
        day_add(&ret->days[sessions[i].day], limits->input, &sessions[i]);
        totals_add(ret, &sessions[i]);
    }
    runs_join(ret);
    hard_runs_count(ret);
    rest_set(ret);
}
