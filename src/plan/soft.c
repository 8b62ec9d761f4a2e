#include "plan/soft.h"

#include <math.h>

#include "plan/constants.h"
#include "plan/soft_pattern.h"

#include "base/banned.h"

/* Full units above 0. */
static int full(double excess)
{
    return excess > 0.0 ? (int)floor(excess + PLAN_GUARD) : 0;
}

static double easy_pct(const struct plan__week *week)
{
    double minutes = week->run_min + week->ride_min;
    return minutes > 0.0 ? 100.0 * week->easy_min / minutes : LOAD_NAN;
}

static void s1(const struct plan__week *week, struct plan_soft_result *ret)
{
    double pct = easy_pct(week);
    bool is_above = pct > PLAN_EASY_PCT_TO;
    if (isnan(pct)) {
        return;
    }
    double to = week->limits->easy_pct_to;
    ret->unit = "%";
    ret->value = pct;
    ret->limit = is_above ? to : PLAN_EASY_PCT_FROM;
    ret->points =
        PLAN_POINTS_EASY_SHARE * (full(PLAN_EASY_PCT_FROM - pct) + full(pct - to));
}

/* A hard ride to pair legs with: no race. */
static bool is_pairing_ride(const struct plan_session *session)
{
    return plan__is(session, PLAN_MARK_RIDE_HARD) && session->kind != PLAN_RACE;
}

/* Pairs of a hard ride and, six hours later on the same day, heavy legs; each used once. */
static int n_pairs(const struct plan__week *week, int *ret_n_heavy, int *ret_n_hard_rides)
{
    bool is_used[PLAN_MAX_SESSIONS] = {false};
    int n_found = 0;
    *ret_n_heavy = 0;
    *ret_n_hard_rides = 0;
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *legs = &week->sessions[i];
        *ret_n_hard_rides += is_pairing_ride(legs) ? 1 : 0;
        if (!plan__is(legs, PLAN_MARK_HEAVY_LEGS)) {
            continue;
        }
        (*ret_n_heavy)++;
        for (int j = 0; j < i; j++) {
            const struct plan_session *ride = &week->sessions[j];
            if (is_pairing_ride(ride) && !is_used[j] && ride->day == legs->day &&
                plan_start(legs) - plan_end(ride) >= PLAN_LEGS_GAP) {
                is_used[j] = true;
                n_found++;
                break;
            }
        }
    }
    return n_found;
}

static int smallest_of(int a, int b, int c)
{
    int smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* Hard things of the day before the week. */
static int n_hard_before(const struct plan_input *input)
{
    const unsigned hard = PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS;
    int n_hard = 0;
    for (size_t i = 0; i < input->n_past_sessions; i++) {
        const struct plan_past_session *past = &input->past_sessions[i];
        n_hard += (past->marks & hard) != 0 && plan__day_of(past->start) == -1 ? 1 : 0;
    }
    return n_hard;
}

static void s2(const struct plan__week *week, struct plan_soft_result *ret)
{
    int n_heavy = 0;
    int n_hard_rides = 0;
    int n_made = n_pairs(week, &n_heavy, &n_hard_rides);
    int n_apart = smallest_of(n_heavy - n_made, n_hard_rides - n_made,
                              week->limits->pair_days - n_made);
    int n_after = n_hard_before(week->limits->input) >= 2 && !week->days[0].is_easy ? 1 : 0;
    for (int day = 1; day < PLAN_DAYS; day++) {
        n_after += week->days[day - 1].n_hard >= 2 && !week->days[day].is_easy ? 1 : 0;
    }
    n_apart = n_apart > 0 ? n_apart : 0;
    ret->unit = "sessions";
    ret->value = n_apart + n_after;
    ret->limit = 0.0;
    ret->points = PLAN_POINTS_CLUSTER * n_apart + PLAN_POINTS_AFTER_TWO_HARD * n_after;
}

static bool is_near(int start_a, int start_b)
{
    int apart = start_a > start_b ? start_a - start_b : start_b - start_a;
    return apart < PLAN_HARD_APART;
}

static void s3(const struct plan__week *week, struct plan_soft_result *ret)
{
    const struct plan_input *input = week->limits->input;
    int n_near = 0;
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *ride = &week->sessions[i];
        if (!plan__is(ride, PLAN_MARK_RIDE_HARD)) {
            continue;
        }
        for (int j = 0; j < week->n_runs; j++) {
            n_near += (week->runs[j].marks & PLAN_MARK_RUN_HARD) != 0 &&
                              is_near(plan_start(ride), week->runs[j].start)
                          ? 1
                          : 0;
        }
        for (size_t j = 0; j < input->n_past_sessions; j++) {
            const struct plan_past_session *past = &input->past_sessions[j];
            n_near += (past->marks & PLAN_MARK_RUN_HARD) != 0 &&
                              is_near(plan_start(ride), past->start)
                          ? 1
                          : 0;
        }
    }
    for (int j = 0; j < week->n_runs; j++) {
        for (size_t i = 0; i < input->n_past_sessions; i++) {
            const struct plan_past_session *past = &input->past_sessions[i];
            n_near += (week->runs[j].marks & PLAN_MARK_RUN_HARD) != 0 &&
                              (past->marks & PLAN_MARK_RIDE_HARD) != 0 &&
                              is_near(past->start, week->runs[j].start)
                          ? 1
                          : 0;
        }
    }
    ret->unit = "pairs";
    ret->value = n_near;
    ret->limit = 0.0;
    ret->points = PLAN_POINTS_HARD_NEAR * n_near;
}

static double week_llss(const struct plan__week *week)
{
    double llss = 0.0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        llss += week->days[day].llss;
    }
    return llss;
}

static void s4(const struct plan__week *week, struct plan_soft_result *ret)
{
    const struct plan_limits *limits = week->limits;
    if (!limits->is_deload || isnan(limits->mean_llss)) {
        return;
    }
    ret->unit = "% of LLSS";
    ret->value = 100.0 * week_llss(week) / limits->mean_llss;
    ret->limit = PLAN_DELOAD_LLSS_PCT;
    int n_full = full(ret->value - ret->limit);
    if (!isnan(limits->mean_ride_min)) {
        double ride_pct = 100.0 * week->ride_min / limits->mean_ride_min;
        n_full += full(ride_pct - PLAN_DELOAD_RIDE_PCT);
    }
    ret->points = PLAN_POINTS_DELOAD * n_full;
}

void plan__lines_end(const struct plan__week *week, double *ret_form_pct, double *ret_ramp)
{
    const struct plan_limits *limits = week->limits;
    double fitness = limits->input->fitness_eve;
    double fatigue = limits->input->fatigue_eve;
    for (int day = 0; day < PLAN_DAYS; day++) {
        fitness += (week->days[day].llss - fitness) * limits->fitness_share;
        fatigue += (week->days[day].llss - fatigue) * limits->fatigue_share;
    }
    *ret_form_pct =
        fitness >= LOAD_PCT_FITNESS_MIN ? 100.0 * (fitness - fatigue) / fitness : LOAD_NAN;
    *ret_ramp = fitness - limits->input->fitness_eve;
}

static void s5(const struct plan__week *week, struct plan_soft_result *ret)
{
    double form_pct = LOAD_NAN;
    double ramp = LOAD_NAN;
    if (!week->limits->is_form_judged) {
        return;
    }
    plan__lines_end(week, &form_pct, &ramp);
    ret->unit = "%";
    ret->value = form_pct;
    ret->limit = form_pct > PLAN_FORM_PCT_TO ? PLAN_FORM_PCT_TO : PLAN_FORM_PCT_FROM;
    if (!isnan(form_pct)) {
        ret->points = PLAN_POINTS_FORM * (full(PLAN_FORM_PCT_FROM - form_pct) +
                                          full(form_pct - PLAN_FORM_PCT_TO));
    }
    int ramp_points = PLAN_POINTS_RAMP * full(ramp - PLAN_RAMP_MAX);
    if (ramp_points > ret->points) {
        ret->unit = "points/week";
        ret->value = ramp;
        ret->limit = PLAN_RAMP_MAX;
    }
    ret->points += ramp_points;
}

static int n_of_kind(const struct plan__week *week, enum plan_kind kind)
{
    int n_found = 0;
    for (int i = 0; i < week->n_sessions; i++) {
        n_found += week->sessions[i].kind == kind ? 1 : 0;
    }
    return n_found;
}

static void s6(const struct plan__week *week, struct plan_soft_result *ret)
{
    if (!week->limits->is_brick_due) {
        return;
    }
    int n_bricks = n_of_kind(week, PLAN_RUN_BRICK);
    ret->unit = "sessions";
    ret->value = n_bricks;
    ret->limit = 1.0;
    ret->points = n_bricks == 0 ? PLAN_POINTS_BRICK_MISSING
                                : PLAN_POINTS_BRICK_BEYOND * (n_bricks - 1);
}

static void s8(const struct plan__week *week, struct plan_soft_result *ret)
{
    int n_calf = n_of_kind(week, PLAN_CALF_HIP);
    int n_missing = week->limits->calf_target - n_calf;
    ret->unit = "sessions";
    ret->value = n_calf;
    ret->limit = week->limits->calf_target;
    ret->points = n_missing > 0 ? PLAN_POINTS_CALF * n_missing : 0;
}

static void s9(const struct plan__week *week, struct plan_soft_result *ret)
{
    int n_hilly = 0;
    if (!week->limits->are_hills_judged) {
        return;
    }
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        n_hilly += plan__is(session, PLAN_MARK_RUN) && session->is_hilly ? 1 : 0;
    }
    ret->unit = "sessions";
    ret->value = n_hilly;
    ret->limit = 0.0;
    ret->points = PLAN_POINTS_HILL * n_hilly;
}

static void s10(const struct plan__week *week, struct plan_soft_result *ret)
{
    double threshold_min = 0.0;
    double vo2_min = 0.0;
    if (week->run_min <= 0.0) {
        return;
    }
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        threshold_min += session->kind == PLAN_RUN_THRESHOLD
                             ? PLAN_THRESHOLD_WORK * session->minutes
                             : 0.0;
        vo2_min += session->kind == PLAN_RUN_VO2 ? PLAN_VO2_WORK * session->minutes : 0.0;
    }
    double threshold_pct = 100.0 * threshold_min / week->run_min;
    double vo2_pct = 100.0 * vo2_min / week->run_min;
    bool is_vo2 = vo2_pct - PLAN_VO2_PCT_MAX > threshold_pct - PLAN_THRESHOLD_PCT_MAX;
    ret->unit = "%";
    ret->value = is_vo2 ? vo2_pct : threshold_pct;
    ret->limit = is_vo2 ? PLAN_VO2_PCT_MAX : PLAN_THRESHOLD_PCT_MAX;
    ret->points = PLAN_POINTS_CAP * (full(threshold_pct - PLAN_THRESHOLD_PCT_MAX) +
                                     full(vo2_pct - PLAN_VO2_PCT_MAX));
}

static void s12(const struct plan__week *week, struct plan_soft_result *ret)
{
    double longest = 0.0;
    int n_runs = 0; /* of a known length: a race that was only told has none */
    for (int i = 0; i < week->n_runs; i++) {
        longest = fmax(longest, week->runs[i].minutes);
        n_runs += week->runs[i].minutes > 0.0 ? 1 : 0;
    }
    if (n_runs < PLAN_LONGEST_RUNS) {
        return;
    }
    ret->unit = "%";
    ret->value = 100.0 * longest / week->run_min;
    ret->limit = PLAN_LONGEST_PCT_MAX;
    ret->points = PLAN_POINTS_LONGEST * full(ret->value - ret->limit);
}

static void s13(const struct plan__week *week, struct plan_soft_result *ret)
{
    int n_pairs_of_days = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        n_pairs_of_days += week->days[day].has_run && plan__has_run(week, day - 1) ? 1 : 0;
    }
    ret->unit = "pairs";
    ret->value = n_pairs_of_days;
    ret->limit = 0.0;
    ret->points = PLAN_POINTS_CONSECUTIVE * n_pairs_of_days;
}

typedef void soft_fn(const struct plan__week *week, struct plan_soft_result *ret);

static const struct {
    struct plan_soft_info info;
    soft_fn *evaluate;
} softs[N_PLAN_SOFTS] = {
    [PLAN_S1] = {{"S1", "easy_share", "B", "Muniz-Pumares 2024; Seiler",
                  "75 to 85 % of run and ride minutes easy."},
                 s1},
    [PLAN_S2] =
        {{"S2", "cluster", "E", "practice (Henderson)",
          "Heavy legs 6 h after a hard ride of the same day; the day after is easy."},
         s2},
    [PLAN_S3] = {{"S3", "hard_apart", "E", "practice",
                  "Hard ride and hard run 24 h apart."},
                 s3},
    [PLAN_S4] =
        {{"S4", "deload", "E", "practice",
          "Every fourth week (third when returning or over 45) 35 % less LLSS, 20 % "
          "less riding."},
         s4},
    [PLAN_S5] = {{"S5", "limb_form", "E", "our choice on Intervals.icu form bands",
                  "LL Form -20 to 0 % at week end; LL Fitness up at most 5 a week."},
                 s5},
    [PLAN_S6] = {{"S6", "brick", "E", "practice",
                  "One brick a week in the eight weeks before a duathlon."},
                 s6},
    [PLAN_S7] = {{"S7", "focus_pattern", "E", "practice",
                  "The focus's numbers of runs, rides and strength sessions."},
                 plan__s7},
    [PLAN_S8] = {{"S8", "calf_hip", "B", "Alfredson 1998; practice",
                  "Two calf/hip sessions a week, three with an Achilles history."},
                 s8},
    [PLAN_S9] =
        {{"S9", "surface", "D", "practice",
          "No hilly runs in return weeks 1-8, or with an Achilles or knee history."},
         s9},
    [PLAN_S10] = {{"S10", "daniels_caps", "E", "Daniels",
                   "Threshold work up to 10 %, VO2 work up to 8 % of the week's running."},
                  s10},
    [PLAN_S11] = {{"S11", "stability", "X", "our choice",
                   "Change an accepted plan as little as possible."},
                  plan__s11},
    [PLAN_S12] = {{"S12", "longest_share", "E", "practice",
                   "The longest run up to 40 % of the week's run minutes."},
                  s12},
    [PLAN_S13] = {{"S13", "run_day_gaps", "X", "our choice",
                   "Runs on consecutive days only where they must."},
                  s13},
};

const struct plan_soft_info *plan_soft_info(enum plan_soft soft)
{
    return &softs[soft].info;
}

void plan__soft(const struct plan__week *week, enum plan_soft soft,
                struct plan_soft_result *ret)
{
    *ret = (struct plan_soft_result){
        .points = 0, .unit = "", .value = LOAD_NAN, .limit = LOAD_NAN};
    softs[soft].evaluate(week, ret);
}
