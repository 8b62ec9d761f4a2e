#include "plan/facts.h"

#include <math.h>
#include <string.h>

#include "load/fitness.h"
#include "load/pain.h"
#include "plan/constants.h"
#include "plan/facts_parts.h"

#include "base/banned.h"

void plan_preferences_init(struct plan_preferences *preferences)
{
    *preferences = (struct plan_preferences){
        .cap_run_days = -1, .cap_run_km = LOAD_NAN, .cap_bike_h = LOAD_NAN};
}

static bool begins_with(const char *site, const char *start)
{
    return site != NULL && strncmp(site, start, strlen(start)) == 0;
}

static void injuries_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    struct load_preferences none;
    load_preferences_init(&none);
    for (size_t i = 0; i < facts->preferences->n_injuries; i++) {
        const struct plan_injury *injury = &facts->preferences->injuries[i];
        bool is_achilles = begins_with(injury->site, "achilles");
        bool is_patellar = begins_with(injury->site, "patellar");
        ret->has_achilles_history = ret->has_achilles_history || is_achilles;
        ret->has_tendon_history = ret->has_tendon_history || is_achilles || is_patellar;
        ret->has_knee_history =
            ret->has_knee_history || is_patellar || begins_with(injury->site, "knee");
        if (injury->is_bone_stress && facts->first_day - injury->day < LOAD_BONE_DAYS) {
            ret->is_bone_stress = true;
            ret->is_bone_high_risk =
                ret->is_bone_high_risk || load_pain_is_bone_site(&none, injury->site);
        }
    }
    double bone_pain = facts->status->pain.bone_score;
    ret->bone_pain = isnan(bone_pain) ? 0.0 : bone_pain;
}

static void return_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_running *running = &facts->status->running;
    if (running->state == LOAD_RUN_RETURN) {
        ret->return_week = 1; /* the first run will begin it */
    } else if (running->is_return_phase) {
        int week = load_return_week(running->return_day, facts->first_day);
        bool began_in_week = facts->first_day <= running->return_day;
        ret->return_week = began_in_week ? 1 : week;
    }
    plan_ladder_of(facts->status, ret->is_bone_stress, &ret->ladder);
}

/* The largest sum of run minutes of 7 days within the 30 days that end on `last`. */
static double largest_7_days_min(const struct load_history *history, day_num last)
{
    double largest = 0.0;
    for (day_num day = last; day > last - LOAD_SPIKE_DAYS + 6; day--) {
        double minutes = 0.0;
        for (day_num of = day - 6; of <= day; of++) {
            size_t i = 0;
            minutes += load_history_index(history, of, &i) ? history->days[i].run_min : 0.0;
        }
        largest = fmax(largest, minutes);
    }
    return largest;
}

static double larger(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

/* Resuming: what was run in the 30 days that end with the last run before the gap (A25). */
static void gap_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_running *running = &facts->status->running;
    const struct load_history *history = facts->status->history;
    size_t i = 0;
    if (running->state != LOAD_RUN_RESUMING) {
        return;
    }
    day_num last = running->last_run_day;
    if (running->resumed_day != DAY_NUM_NONE) {
        ret->gap_first_run_day = running->resumed_day - facts->first_day;
        ret->resuming_until = running->resuming_until - facts->first_day;
        last = load_history_index(history, running->resumed_day - 1, &i)
                   ? history->days[i].last_run_day
                   : DAY_NUM_NONE;
    }
    if (last == DAY_NUM_NONE) {
        return;
    }
    for (size_t of = 0; of < history->n_sessions; of++) {
        const struct load_session *session = &history->sessions[of];
        if (session->day <= last && session->day > last - LOAD_SPIKE_DAYS) {
            ret->gap_longest_km = larger(ret->gap_longest_km, session->km);
            ret->gap_longest_min = larger(ret->gap_longest_min, session->minutes);
        }
    }
    ret->gap_week_min = largest_7_days_min(history, last);
}

static void running_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_history *history = facts->status->history;
    const struct load_gate *gate = &facts->status->gate;
    ret->level = facts->status->check.level;
    ret->is_first_after_hold = gate->hold_day != DAY_NUM_NONE;
    if (gate->stop_day != DAY_NUM_NONE) {
        day_num until = gate->stop_day + LOAD_AFTER_STOP_DAYS - 1;
        ret->after_stop_until = until < facts->first_day ? -1 : until - facts->first_day;
    }
    ret->state = facts->status->running.state;
    if (history->n_sessions > 0) {
        const struct load_session *last = &history->sessions[history->n_sessions - 1];
        ret->last_run_min = last->minutes;
        ret->last_run_km = last->km;
    }
    return_fill(facts, ret);
    gap_fill(facts, ret);
}

static void weights_take(const struct load_sport_table *table, double mass_factor,
                         struct plan_input *ret)
{
    for (int i = 0; i <= N_SPORTS; i++) {
        ret->sport_weight[i] = table->weight[i];
    }
    for (int i = 0; i < N_PLAN_MENU; i++) {
        enum sport sport = plan_kind_info((enum plan_kind)i)->sport;
        if (table->is_overridden[sport]) {
            ret->weight[i] = table->weight[sport];
        }
    }
    ret->mass_factor = mass_factor;
}

static void weights_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    weights_take(&facts->status->history->sports, facts->status->mass.factor, ret);
    for (int i = 0; i <= N_SPORTS; i++) {
        load_fitness_factors(facts->inputs->athlete, (enum sport)i, &ret->ctl_factor[i],
                             &ret->atl_factor[i]);
    }
}

double plan_event_llss(const struct calendar_event *event,
                       const struct load_sport_table *sports, double mass_factor)
{
    struct plan_preferences none;
    struct plan_facts facts = {.preferences = &none};
    struct plan_input input;
    struct plan_session session;
    plan_preferences_init(&none);
    plan_input_init(&input);
    weights_take(sports, mass_factor, &input);
    return plan__facts_event(&facts, &input, event, &session) ? session.llss : LOAD_NAN;
}

enum { MAX_VALUES = 128 };

/* The median of at most MAX_VALUES values, sorted here; NAN below PLAN_USUAL_SESSIONS. */
static double median_of(double values[], size_t n_values)
{
    for (size_t i = 1; i < n_values; i++) {
        for (size_t at = i; at > 0 && values[at] < values[at - 1]; at--) {
            double value = values[at];
            values[at] = values[at - 1];
            values[at - 1] = value;
        }
    }
    if (n_values < PLAN_USUAL_SESSIONS) {
        return LOAD_NAN;
    }
    return n_values % 2 == 1 ? values[n_values / 2]
                             : (values[n_values / 2 - 1] + values[n_values / 2]) / 2.0;
}

/* km known, longer than a kilometre, in the last 42 days, and easy (runs: not run-hard). */
static bool gives_speed(const struct plan_facts *facts, const struct load_activity *item,
                        bool is_run)
{
    bool is_wanted =
        is_run ? item->is_run && !item->is_run_hard : sport_is_ride(item->activity->sport);
    return item->state == LOAD_ACTIVITY_COUNTED && is_wanted && item->km > 1.0 &&
           item->minutes > 0.0 && !item->llss.is_walk_run &&
           item->activity->day > facts->inputs->as_of - PLAN_HISTORY_DAYS;
}

static void speeds_fill(const struct plan_facts *facts, bool is_run, double ret[])
{
    const struct load_history *history = facts->status->history;
    double speeds[MAX_VALUES];
    size_t n_speeds = 0;
    for (size_t i = history->n_activities; i > 0 && n_speeds < MAX_VALUES; i--) {
        const struct load_activity *item = &history->activities[i - 1];
        if (gives_speed(facts, item, is_run)) {
            speeds[n_speeds++] = item->km / (item->minutes * 0.06);
        }
    }
    const enum plan_kind kinds[N_PLAN_EFFORTS] = {
        is_run ? PLAN_RUN_EASY : PLAN_RIDE_ENDURANCE,
        is_run ? PLAN_RUN_TEMPO : PLAN_RIDE_TEMPO,
        is_run ? PLAN_RUN_THRESHOLD : PLAN_RIDE_THRESHOLD};
    double easy_q = sqrt(plan_kind_info(kinds[PLAN_EASY])->q2);
    double easy = median_of(speeds, n_speeds);
    if (isnan(easy) && is_run) {
        easy = easy_q * history->sports.threshold_m_per_s[SPORT_RUN];
    }
    for (int i = 0; i < N_PLAN_EFFORTS; i++) {
        double q = sqrt(plan_kind_info(kinds[i])->q2);
        /* running speed goes with intensity, cycling speed with its cube root (air) */
        ret[i] = easy * (is_run ? q / easy_q : cbrt(q / easy_q));
    }
}

double plan_easy_run_m_per_s(const struct load_inputs *inputs,
                             const struct load_status *status)
{
    const struct plan_facts facts = {.inputs = inputs, .status = status};
    double speeds[N_PLAN_EFFORTS];
    speeds_fill(&facts, true, speeds);
    return speeds[PLAN_EASY];
}

/* What the service books for strength, mostly by heart rate, is far from 100 h q2: the
 * median of what it booked in the last 42 days, of that. */
static void strength_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_history *history = facts->status->history;
    double factors[MAX_VALUES];
    size_t n_factors = 0;
    for (size_t i = history->n_activities; i > 0 && n_factors < MAX_VALUES; i--) {
        const struct load_activity *item = &history->activities[i - 1];
        const struct activity *activity = item->activity;
        double load = LOAD_LLSS_HOUR * item->minutes / 60.0 * item->llss.q2;
        if (item->state == LOAD_ACTIVITY_COUNTED &&
            activity->sport == SPORT_WEIGHT_TRAINING && activity->training_load > 0.0 &&
            load > 0.0 && activity->day > facts->inputs->as_of - PLAN_HISTORY_DAYS) {
            factors[n_factors++] = activity->training_load / load;
        }
    }
    double factor = median_of(factors, n_factors);
    ret->strength_factor = isnan(factor) ? 1.0 : factor;
}

/* Whole years on the week's first day, above PLAN_OLDER_YEARS. */
static bool is_older(const struct plan_facts *facts)
{
    const struct athlete *athlete = facts->inputs->athlete;
    if (athlete == NULL || athlete->birth_day == DAY_NUM_NONE) {
        return false;
    }
    struct civil_date born = civil_from_day(athlete->birth_day);
    struct civil_date now = civil_from_day(facts->first_day);
    bool is_before_birthday =
        now.month < born.month || (now.month == born.month && now.day < born.day);
    return now.year - born.year - (is_before_birthday ? 1 : 0) > PLAN_OLDER_YEARS;
}

void plan_facts_digest(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct plan_preferences *preferences = facts->preferences;
    int64_t now_s = facts->inputs->now_local_s;
    plan_input_init(ret);
    ret->first_day = facts->first_day;
    ret->focus = facts->focus;
    ret->today = facts->inputs->as_of - facts->first_day;
    ret->today = ret->today > PLAN_DAYS ? PLAN_DAYS : ret->today;
    ret->now_min = now_s == MODEL_NO_TIME ? 0 : second_of_day(now_s) / 60;
    ret->cap_run_days = preferences->cap_run_days;
    ret->cap_run_km = preferences->cap_run_km;
    ret->cap_bike_h = preferences->cap_bike_h;
    ret->is_older = is_older(facts);
    weights_fill(facts, ret);
    ret->run_threshold_m_per_s =
        facts->status->history->sports.threshold_m_per_s[SPORT_RUN];
    speeds_fill(facts, true, ret->run_m_per_s);
    speeds_fill(facts, false, ret->ride_m_per_s);
    strength_fill(facts, ret);
    injuries_fill(facts, ret);
    running_fill(facts, ret);
    plan__facts_past(facts, ret);
    plan__facts_week(facts, ret);
}
