/* Others' sessions as the rules take them (infer.h). */
#include <math.h>

#include "plan/constants.h"
#include "plan/infer.h"
#include "plan/words.h"

#include "base/banned.h"

/* Marks of a race by its sport; others (duathlon, triathlon) hold a run. */
static unsigned race_marks(enum sport sport)
{
    if (sport_is_ride(sport)) {
        return PLAN_MARK_RIDE | PLAN_MARK_RIDE_HARD | PLAN_MARK_KEY;
    }
    if (sport_is_run(sport) || sport == SPORT_OTHER || sport == SPORT_UNKNOWN ||
        sport == SPORT_TRANSITION || sport == SPORT_WORKOUT) {
        return PLAN_MARK_RUN | PLAN_MARK_RUN_HARD | PLAN_MARK_LOADS_LIMBS | PLAN_MARK_KEY;
    }
    return PLAN_MARK_KEY;
}

static double default_q2(enum sport sport)
{
    if (sport_is_run(sport)) {
        return LOAD_Q2_RUN;
    }
    if (sport_is_ride(sport)) {
        return LOAD_Q2_RIDE;
    }
    return sport == SPORT_WALK || sport == SPORT_HIKE ? LOAD_Q2_WALK : LOAD_Q2_OTHER;
}

static double q2_of(const struct plan_given *given, enum plan_kind kind)
{
    double by_kind = plan_kind_info(kind)->q2;
    double q2 = given->intensity * given->intensity;
    if (given->pace_q + PLAN_GUARD >= PLAN_RUN_TEMPO_Q) {
        q2 = fmax(q2, given->pace_q * given->pace_q);
    }
    if (isnan(q2) && given->rpe >= LOAD_RPE_MIN && given->rpe <= LOAD_RPE_MAX) {
        q2 = load_rpe_q2((int)lround(given->rpe));
    }
    if (isnan(q2) && kind == PLAN_RACE) {
        q2 = 1.0; /* at threshold */
    }
    if (isnan(q2)) {
        q2 = isnan(by_kind) ? default_q2(given->sport) : by_kind;
    }
    return fmin(fmax(q2, LOAD_Q2_MIN), LOAD_Q2_MAX);
}

/* Effort of kinds that have none of their own. */
static enum plan_effort effort_of(enum plan_kind kind, double q2)
{
    if (kind != PLAN_OTHER) {
        return plan_kind_info(kind)->effort;
    }
    return q2 >= PLAN_RIDE_THRESHOLD_Q * PLAN_RIDE_THRESHOLD_Q ? PLAN_HARD
           : q2 >= PLAN_RIDE_TEMPO_Q * PLAN_RIDE_TEMPO_Q       ? PLAN_MODERATE
                                                               : PLAN_EASY;
}

static double weight_of(const struct plan_input *input, const struct plan_given *given,
                        const struct plan_inferred *inferred)
{
    bool is_strength = given->sport == SPORT_WEIGHT_TRAINING;
    if (is_strength && !inferred->is_uncertain && !isnan(input->weight[inferred->kind])) {
        return input->weight[inferred->kind];
    }
    return input->sport_weight[given->sport];
}

static int rung_of_text(const char *text)
{
    double run_min = 0;
    double walk_min = 0;
    int n_repeats = 0;
    if (!plan__find_run_walk(text, &run_min, &walk_min, &n_repeats)) {
        return 0;
    }
    for (int rung = 1; rung <= LOAD_N_RUNGS; rung++) {
        const struct load_rung *steps = load_rung(rung);
        if (steps->run_min >= run_min &&
            steps->run_min * steps->n_repeats >= run_min * n_repeats) {
            return rung; /* the lowest that asks as much of each stretch and in sum */
        }
    }
    return 0;
}

static int rung_of_texts(const struct plan_given *given)
{
    int by_name = rung_of_text(given->name);
    return by_name > 0 ? by_name : rung_of_text(given->text);
}

static void ladder_of_given(const struct plan_given *given, int rung,
                            struct plan_session *session)
{
    int by_text = rung_of_texts(given);
    const struct load_rung *steps = load_rung(by_text > 0 ? by_text : rung);
    session->rung = by_text > 0 ? by_text : rung;
    if (steps != NULL) {
        double whole_min = (steps->run_min + steps->walk_min) * (double)steps->n_repeats;
        double share = steps->run_min / (steps->run_min + steps->walk_min);
        session->running_min = fmin(session->minutes, whole_min) * share;
        session->longest_run_min = steps->run_min;
    }
}

/* Marks by kind; of a foreign sport by what the sport is. */
static unsigned marks_of(const struct plan_given *given, enum plan_kind kind, double weight)
{
    unsigned marks =
        kind == PLAN_RACE ? race_marks(given->sport) : plan_kind_info(kind)->marks;
    if (kind != PLAN_RACE && kind != PLAN_CALF_HIP && !sport_is_run(given->sport)) {
        marks &= ~(unsigned)PLAN_MARK_LOADS_LIMBS;
        marks |= weight >= LOAD_REST_WEIGHT_MAX ? PLAN_MARK_LOADS_LIMBS : 0U;
    }
    /* by the table: an own, lighter weight makes no jump softer */
    bool is_impact = load_sport_weight(given->sport)->weight >= PLAN_IMPACT_WEIGHT;
    marks |= !sport_is_run(given->sport) && is_impact ? PLAN_MARK_IMPACT : 0U;
    return marks;
}

/* A label does not make a hard session easy: told intensity or RPE counts beside the kind
 * (A31). */
static void hard_by_numbers(const struct plan_given *given, struct plan_session *session)
{
    bool is_ride = (session->marks & PLAN_MARK_RIDE) != 0;
    bool is_run = (session->marks & PLAN_MARK_RUN) != 0;
    double q = is_ride ? PLAN_RIDE_THRESHOLD_Q : PLAN_RUN_THRESHOLD_Q;
    double told_q = fmax(given->intensity, given->pace_q);
    bool is_hard = told_q + PLAN_GUARD >= q || given->rpe >= PLAN_RPE_THRESHOLD;
    if (is_hard && (is_run || is_ride)) {
        session->effort = PLAN_HARD;
        session->marks |= is_run ? PLAN_MARK_RUN_HARD : PLAN_MARK_RIDE_HARD;
    }
}

/* How hard a run is by its km and minutes: against threshold speed (science.md 1.3) and
 * against the usual easy speed, from which our own km are made. Hard is what is so by both.
 */
static double pace_q_of(const struct plan_input *input, const struct plan_given *given)
{
    double m_per_s = given->km * 1000.0 / (given->minutes * 60.0);
    double easy_q = sqrt(plan_kind_info(PLAN_RUN_EASY)->q2);
    if (!sport_is_run(given->sport) || !(given->minutes > 0.0)) {
        return LOAD_NAN;
    }
    return fmin(m_per_s / input->run_threshold_m_per_s,
                easy_q * m_per_s / input->run_m_per_s[PLAN_EASY]);
}

/* A name makes no hour a ladder session: beyond its rung and some walking it is running. */
static void ladder_size_check(const struct plan_given *given, int rung,
                              struct plan_inferred *inferred)
{
    int by_text = rung_of_texts(given);
    const struct load_rung *steps = load_rung(by_text > 0 ? by_text : rung > 0 ? rung : 1);
    double whole_min = (steps->run_min + steps->walk_min) * (double)steps->n_repeats;
    if (inferred->kind == PLAN_RUN_LADDER &&
        given->minutes > whole_min + PLAN_LADDER_SLACK_MIN) {
        bool is_long = given->minutes > PLAN_LONG_RUN_FROM;
        inferred->kind = is_long ? PLAN_RUN_LONG : PLAN_RUN_EASY;
        inferred->reason = "longer than its rung of the walk-run ladder";
        inferred->is_harder_than_told = given->has_kind;
    }
}

static double km_of(const struct plan_input *input, const struct plan_given *given,
                    enum plan_effort effort, unsigned marks)
{
    bool is_run = (marks & PLAN_MARK_RUN) != 0;
    double usual_km = input->run_m_per_s[PLAN_EASY] * given->minutes * 0.06;
    if (is_run && given->km < PLAN_KM_SHARE_MIN * usual_km) {
        return LOAD_NAN;
    }
    if (!isnan(given->km)) {
        return given->km;
    }
    const double *speeds = is_run                          ? input->run_m_per_s
                           : (marks & PLAN_MARK_RIDE) != 0 ? input->ride_m_per_s
                                                           : NULL;
    return speeds == NULL || given->minutes <= 0.0 ? LOAD_NAN
                                                   : speeds[effort] * given->minutes * 0.06;
}

bool plan_is_after_ride(size_t n_sessions, const struct plan_session sessions[],
                        const struct plan_session *session)
{
    for (size_t i = 0; i < n_sessions; i++) {
        int gap_min = plan_start(session) - plan_end(&sessions[i]);
        if ((sessions[i].marks & PLAN_MARK_RIDE) != 0 && gap_min >= 0 &&
            gap_min <= PLAN_BRICK_GAP) {
            return true;
        }
    }
    return false;
}

void plan_bricks_check(size_t n_sessions, struct plan_session sessions[])
{
    for (size_t i = 0; i < n_sessions; i++) {
        if (sessions[i].kind == PLAN_RUN_BRICK && !sessions[i].is_done &&
            !plan_is_after_ride(n_sessions, sessions, &sessions[i])) {
            sessions[i].kind = PLAN_RUN_EASY;
            sessions[i].reason = "no brick: no ride right before it";
        }
    }
}

void plan_session_of_given(const struct plan_input *input, const struct plan_given *told,
                           int rung, struct plan_session *ret,
                           struct plan_inferred *ret_inferred)
{
    struct plan_given with_pace = *told;
    const struct plan_given *given = &with_pace;
    with_pace.pace_q = pace_q_of(input, told);
    plan_infer(given, ret_inferred);
    ladder_size_check(given, rung, ret_inferred);
    enum plan_kind kind = ret_inferred->kind;
    double weight = weight_of(input, given, ret_inferred);
    double q2 = q2_of(given, kind);
    unsigned marks = marks_of(given, kind, weight);
    bool is_run = (marks & PLAN_MARK_RUN) != 0;
    *ret = (struct plan_session){
        .kind = kind,
        .sport = given->sport,
        .effort = effort_of(kind, q2),
        .marks = marks,
        .minutes = given->minutes,
        /* a race of unknown length may be any length */
        .longest_run_min = !is_run                ? 0.0
                           : given->minutes > 0.0 ? given->minutes
                                                  : PLAN_DAY_MIN,
        .running_min = is_run ? given->minutes : 0.0,
        .q2 = q2,
        .reason = ret_inferred->reason,
    };
    hard_by_numbers(given, ret);
    ret->km = km_of(input, given, ret->effort, marks);
    if (kind == PLAN_RUN_LADDER) {
        ladder_of_given(given, rung, ret);
        ret->km = given->km;
    }
    double walk_min = is_run ? ret->minutes - ret->running_min : 0.0;
    double loaded_min = ret->minutes - (1.0 - LOAD_WALK_RUN_WEIGHT) * walk_min;
    double points_per_min = LOAD_LLSS_HOUR * q2 / 60.0;
    ret->load = isnan(given->training_load)
                    ? plan_load_of(input, given->sport, ret->minutes, q2)
                    : given->training_load;
    ret->llss = points_per_min * weight * loaded_min * input->mass_factor;
    if (given->minutes <= 0.0) { /* a race of unknown length loads, nobody knows how much */
        ret->load = given->training_load;
        ret->llss = LOAD_NAN;
    }
}
