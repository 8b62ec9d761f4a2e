/* Hard rules of running: H1 to H6. */
#include <math.h>

#include "plan/constants.h"
#include "plan/rules.h"

#include "base/banned.h"

#define STEP_MIN 5.0 /* the menu's step of runs */
#define STEP_KM 0.5

static struct plan__finding of_run(const struct plan__run *run, const char *what,
                                   const char *unit, double value, double limit,
                                   double step)
{
    return (struct plan__finding){.what = what,
                                  .unit = unit,
                                  .value = value,
                                  .limit = limit,
                                  .step = step,
                                  .is_planned = run->is_planned,
                                  .day = run->day,
                                  .session = run->first,
                                  .other = -1};
}

static struct plan__finding of_week(const char *what, const char *unit, double value,
                                    double limit, double step, bool is_planned)
{
    return (struct plan__finding){.what = what,
                                  .unit = unit,
                                  .value = value,
                                  .limit = limit,
                                  .step = step,
                                  .is_planned = is_planned,
                                  .day = PLAN_NO_DAY,
                                  .session = -1,
                                  .other = -1};
}

/* Planned runs up to a day. */
static int n_planned_runs(const struct plan__week *week, int to_day, int *ret_first)
{
    int n_planned = 0;
    for (int i = 0; i < week->n_runs && week->runs[i].day <= to_day; i++) {
        if (week->runs[i].is_planned) {
            n_planned++;
            *ret_first = *ret_first < 0 ? i : *ret_first;
        }
    }
    return n_planned;
}

/* No run at all up to a day. */
static void forbid_runs(const struct plan__week *week, int to_day, const char *what,
                        struct plan_rule_result *ret, double *steps)
{
    int first = -1;
    int n_runs = n_planned_runs(week, to_day, &first);
    struct plan__finding finding = of_week(what, "runs", n_runs, 0.0, 1.0, true);
    if (first >= 0) {
        finding.day = week->runs[first].day;
        finding.session = week->runs[first].first;
    }
    plan__find(ret, steps, &finding);
}

/* Heavy legs and sports of impact up to a day: pain stops these, too. */
static void forbid_legs(const struct plan__week *week, int to_day, const char *what,
                        struct plan_rule_result *ret, double *steps)
{
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        if (session->is_done || session->day > to_day ||
            !plan__is(session, PLAN_MARK_HEAVY_LEGS | PLAN_MARK_IMPACT)) {
            continue;
        }
        struct plan__finding finding = of_week(what, "sessions", 1.0, 0.0, 1.0, true);
        finding.day = session->day;
        finding.session = i;
        plan__find(ret, steps, &finding);
    }
}

/* A ladder session of at most the rung; another run no longer without a break than its. */
static void ladder_find(const struct plan__run *run, int rung, struct plan_rule_result *ret,
                        double *steps)
{
    struct plan__finding finding;
    if (run->is_ladder && run->rung > 0) {
        finding = of_run(run, "rung of the walk-run ladder", "rung", run->rung, rung, 1.0);
    } else {
        finding = of_run(run, "running without a walk, against the ladder's rung", "min",
                         run->longest_run_min, load_rung(rung)->run_min, 1.0);
    }
    plan__find(ret, steps, &finding);
}

/* The first run after a hold (P1). */
static void after_hold(const struct plan__week *week, struct plan_rule_result *ret,
                       double *steps)
{
    const struct plan_limits *limits = week->limits;
    int i = 0;
    while (i < week->n_runs &&
           (!week->runs[i].is_planned || week->runs[i].day <= limits->hold_until)) {
        i++;
    }
    if (i == week->n_runs) {
        return;
    }
    const struct plan__run *run = &week->runs[i];
    if (run->is_race && limits->input->level != LOAD_LEVEL_HOLD) {
        return; /* the hold is over: a race that stands is the athlete's own */
    }
    if (limits->is_ladder_only) {
        ladder_find(run, plan_rung_of(limits, 0), ret, steps);
        return;
    }
    if (!isnan(limits->hold_max_min)) {
        struct plan__finding finding =
            of_run(run, "first run after the hold, against 70 % of the last run", "min",
                   run->minutes, limits->hold_max_min, STEP_MIN);
        plan__find(ret, steps, &finding);
    }
    if (!run->is_easy) {
        struct plan__finding finding = of_run(run, "first run after the hold must be easy",
                                              "min", run->minutes, 0.0, STEP_MIN);
        plan__forbid(ret, &finding);
    }
}

void plan__h1(const struct plan__week *week, struct plan_rule_result *ret)
{
    const struct plan_limits *limits = week->limits;
    double steps = PLAN__NO_STEPS;
    ret->state = PLAN_HOLDS;
    ret->what = limits->legs_until < 0 ? "load check without hold or stop"
                                       : "no heavy legs within a week of a stop";
    if (limits->is_run_refused) {
        ret->state = PLAN_NOT_APPLICABLE;
        forbid_runs(week, PLAN_DAYS, "planned runs while the load check says stop", ret,
                    &steps);
        forbid_legs(week, limits->legs_until,
                    "heavy legs or impact while the load check says stop", ret, &steps);
        return;
    }
    forbid_legs(week, limits->legs_until,
                "heavy legs or impact on a hold or within a week of a stop", ret, &steps);
    if (limits->has_hold) {
        int first = -1;
        if (ret->state != PLAN_BROKEN) {
            ret->what = "no run on a hold, the first one after it easy and short";
        }
        if (n_planned_runs(week, limits->hold_until, &first) > 0) {
            forbid_runs(week, limits->hold_until, "planned runs until the hold is over",
                        ret, &steps);
        }
        after_hold(week, ret, &steps);
    }
}

/* Every planned run against the ladder, the n-th one rung by rung; a race is none of it,
 * and no exception either. */
static void ladder_runs(const struct plan__week *week, struct plan_rule_result *ret,
                        double *steps)
{
    int n_before = 0;
    for (int i = 0; i < week->n_runs; i++) {
        const struct plan__run *run = &week->runs[i];
        if (run->is_planned) {
            ladder_find(run, plan_rung_of(week->limits, n_before), ret, steps);
            n_before++;
        }
    }
}

static void alternate_days(const struct plan__week *week, struct plan_rule_result *ret)
{
    for (int day = 0; day < PLAN_DAYS; day++) {
        if (!week->days[day].has_run || !plan__has_run(week, day - 1)) {
            continue;
        }
        bool is_planned = week->days[day].has_planned_run ||
                          (day > 0 && week->days[day - 1].has_planned_run);
        struct plan__finding finding =
            of_week("run days in a row", "days", 2.0, 1.0, 1.0, is_planned);
        finding.day = day;
        plan__forbid(ret, &finding);
    }
}

void plan__h2(const struct plan__week *week, struct plan_rule_result *ret)
{
    const struct plan_limits *limits = week->limits;
    double steps = PLAN__NO_STEPS;
    if (!limits->is_ladder_by_bone) {
        return;
    }
    if (limits->is_run_referred) {
        forbid_runs(week, PLAN_DAYS,
                    "planned runs with a high-risk bone site, or pain at a bone site", ret,
                    &steps);
        return;
    }
    ret->state = PLAN_HOLDS;
    ret->what = "ladder runs on alternate days";
    ladder_runs(week, ret, &steps);
    alternate_days(week, ret);
}

/* The run against a length in km when both are known, else in minutes. */
static void length_find(const struct plan__run *run, const char *what, double max_km,
                        double max_min, struct plan_rule_result *ret, double *steps)
{
    bool is_by_km = !isnan(max_km) && !isnan(run->km);
    double limit = is_by_km ? max_km : max_min;
    if (isnan(limit)) {
        return;
    }
    struct plan__finding finding =
        of_run(run, what, is_by_km ? "km" : "min", is_by_km ? run->km : run->minutes, limit,
               is_by_km ? STEP_KM : STEP_MIN);
    plan__find(ret, steps, &finding);
}

static void run_find(const struct plan__week *week, const struct plan__run *run,
                     int n_before, struct plan_rule_result *ret, double *steps)
{
    const struct plan_run_limit *limit = &week->limits->run[run->day];
    if (limit->mode == PLAN_LIMIT_RUNG) {
        if (!week->limits->is_ladder_by_bone) {
            ladder_find(run, plan_rung_of(week->limits, n_before), ret, steps);
        }
        return;
    }
    if (limit->mode == PLAN_LIMIT_LEARNING) {
        length_find(run, "run while the recent running is not known", LOAD_NAN,
                    limit->max_min, ret, steps);
        if ((run->marks & PLAN_MARK_RUN_HARD) != 0) {
            struct plan__finding finding =
                of_run(run, "run must be easy while the recent running is not known", "min",
                       run->minutes, 0.0, STEP_MIN);
            plan__forbid(ret, &finding);
        }
        return;
    }
    length_find(run, "run against the longest of 30 days", limit->max_km, limit->max_min,
                ret, steps);
}

void plan__h3(const struct plan__week *week, struct plan_rule_result *ret)
{
    const struct plan_limits *limits = week->limits;
    double steps = PLAN__NO_STEPS;
    int n_before = 0;
    for (int i = 0; i < week->n_runs; i++) {
        const struct plan__run *run = &week->runs[i];
        if (!run->is_planned || run->is_race) {
            continue; /* what is done is done; a race is exempt (P3) */
        }
        if (limits->has_gap && n_before == 0 && !limits->is_ladder_only) {
            length_find(run, "first run after the gap, against 70 % of the longest before",
                        limits->gap_max_km, limits->gap_max_min, ret, &steps);
        }
        run_find(week, run, n_before, ret, &steps);
        n_before++;
    }
}

/* One run session a day while returning or resuming; bricks and races aside. */
static void one_a_day(const struct plan__week *week, struct plan_rule_result *ret)
{
    for (int i = 1; i < week->n_runs; i++) {
        const struct plan__run *run = &week->runs[i];
        for (int j = 0; j < i; j++) {
            const struct plan__run *other = &week->runs[j];
            bool is_free =
                run->is_brick || other->is_brick || run->is_race || other->is_race;
            if (other->day != run->day || is_free ||
                !week->limits->has_one_run_a_day[run->day]) {
                continue;
            }
            struct plan__finding finding =
                of_run(run, "run sessions on one day", "runs", 2.0, 1.0, 1.0);
            finding.is_planned = run->is_planned || other->is_planned;
            finding.other = other->first;
            plan__forbid(ret, &finding);
        }
    }
}

void plan__h4(const struct plan__week *week, struct plan_rule_result *ret)
{
    const struct plan_limits *limits = week->limits;
    double steps = PLAN__NO_STEPS;
    int n_days = 0;
    bool is_planned = false;
    for (int day = 0; day < PLAN_DAYS; day++) {
        n_days += week->days[day].has_run ? 1 : 0;
        is_planned = is_planned || week->days[day].has_planned_run;
    }
    if (limits->has_max_run_days) {
        struct plan__finding finding =
            of_week("run days", "days", n_days, limits->max_run_days, 1.0, is_planned);
        plan__find(ret, &steps, &finding);
    } else if (limits->is_alternate || limits->has_one_run_a_day[0]) {
        ret->state = PLAN_HOLDS;
        ret->what = limits->is_alternate ? "runs on alternate days" : "one run a day";
    }
    if (limits->is_alternate) {
        alternate_days(week, ret);
    }
    one_a_day(week, ret);
}

/* Hours between the start of a hard run and the start of the last one before the week. */
static void hard_gap_history(const struct plan__week *week, const struct plan__run *run,
                             struct plan_rule_result *ret, double *steps)
{
    const struct plan_input *input = week->limits->input;
    for (size_t i = 0; i < input->n_past_sessions; i++) {
        const struct plan_past_session *past = &input->past_sessions[i];
        if ((past->marks & PLAN_MARK_RUN_HARD) == 0) {
            continue;
        }
        struct plan__finding finding =
            of_run(run, "hours between hard runs", "h", (run->start - past->start) / 60.0,
                   week->limits->hard_gap_min / 60.0, 1.0);
        finding.is_least = true;
        plan__find(ret, steps, &finding);
    }
}

static void hard_gaps(const struct plan__week *week, struct plan_rule_result *ret,
                      double *steps)
{
    const struct plan__run *last = NULL;
    for (int i = 0; i < week->n_runs; i++) {
        const struct plan__run *run = &week->runs[i];
        if ((run->marks & PLAN_MARK_RUN_HARD) == 0) {
            continue;
        }
        hard_gap_history(week, run, ret, steps);
        if (last != NULL) {
            struct plan__finding finding = of_run(run, "hours between hard runs", "h",
                                                  (run->start - last->start) / 60.0,
                                                  week->limits->hard_gap_min / 60.0, 1.0);
            finding.is_least = true;
            finding.is_planned = run->is_planned || last->is_planned;
            finding.other = last->first;
            plan__find(ret, steps, &finding);
        }
        last = run;
    }
}

void plan__h5(const struct plan__week *week, struct plan_rule_result *ret)
{
    const struct plan_limits *limits = week->limits;
    double steps = PLAN__NO_STEPS;
    int n_hard = 0;
    bool is_planned = false;
    for (int i = 0; i < week->n_runs; i++) {
        const struct plan__run *run = &week->runs[i];
        if ((run->marks & PLAN_MARK_RUN_HARD) == 0) {
            continue;
        }
        n_hard++;
        is_planned = is_planned || run->is_planned;
        if (limits->is_no_hard[run->day]) {
            struct plan__finding finding = of_run(
                run, "hard running while resuming, learning or within a week of a stop",
                "runs", 1.0, 0.0, 1.0);
            plan__forbid(ret, &finding);
        }
    }
    struct plan__finding count =
        of_week("hard runs", "runs", n_hard, limits->max_run_hard, 1.0, is_planned);
    plan__find(ret, &steps, &count);
    hard_gaps(week, ret, &steps);
}

void plan__h6(const struct plan__week *week, struct plan_rule_result *ret)
{
    const struct plan_limits *limits = week->limits;
    const struct plan_input *input = limits->input;
    double steps = PLAN__NO_STEPS;
    double minutes = 0.0;
    bool is_planned = false;
    for (int i = 0; i < week->n_runs; i++) {
        const struct plan__run *run = &week->runs[i];
        if (!run->is_ladder || !plan_is_ladder_day(limits, run->day)) {
            minutes += week->runs[i].minutes;
            is_planned = is_planned || week->runs[i].is_planned;
        }
    }
    if (!isnan(limits->week_run_max_min)) {
        struct plan__finding finding =
            of_week("run minutes of the week", "min", minutes, limits->week_run_max_min,
                    STEP_MIN, is_planned);
        plan__find(ret, &steps, &finding);
    }
    if (!isnan(input->cap_run_km)) {
        bool has_planned_run = false;
        for (int day = 0; day < PLAN_DAYS; day++) {
            has_planned_run = has_planned_run || week->days[day].has_planned_run;
        }
        struct plan__finding finding =
            of_week("km of the week against the own cap", "km", week->run_km,
                    input->cap_run_km, STEP_KM, has_planned_run);
        plan__find(ret, &steps, &finding);
    }
}
