#include <stdlib.h>

#include "checker.h"

#include "checker_week.h"

/* Whole points beyond, rounded down. */
static int whole(double beyond)
{
    return beyond > 0 ? (int)floor(beyond + 1e-9) : 0;
}

static bool is_deload(const struct plan_input *input)
{
    return input->focus == PLAN_FOCUS_DELOAD || input->is_deload_due;
}

static bool is_race_week(const struct plan_input *input)
{
    return input->focus == PLAN_FOCUS_RACE_WEEK ||
           (input->race_day >= 0 && input->race_day < PLAN_DAYS);
}

static bool is_taper(const struct plan_input *input)
{
    return input->focus == PLAN_FOCUS_TAPER ||
           (input->race_day != PLAN_NO_DAY && input->race_day >= 1 &&
            input->race_day < 2 * PLAN_DAYS);
}

static double minutes_of(const struct checker_week *week, unsigned marks)
{
    double minutes = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        minutes += checker_has(&week->sessions[i], marks) ? week->sessions[i].minutes : 0;
    }
    return minutes;
}

static int easy_share(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    double easy = 0;
    double all = minutes_of(week, PLAN_MARK_RUN | PLAN_MARK_RIDE);
    bool is_open = (input->return_week >= 1 && input->return_week <= 8) ||
                   input->state == LOAD_RUN_RESUMING || is_deload(input) ||
                   is_race_week(input);
    if (input->state == LOAD_RUN_RESUMING && input->gap_first_run_day != PLAN_NO_DAY &&
        input->resuming_until < 0) {
        is_open = (input->return_week >= 1 && input->return_week <= 8) ||
                  is_deload(input) || is_race_week(input);
    }
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        easy += checker_has(s, PLAN_MARK_RUN | PLAN_MARK_RIDE) && s->effort == PLAN_EASY
                    ? s->minutes
                    : 0;
    }
    if (!(all > 0)) {
        return 0;
    }
    double pct = 100 * easy / all;
    return 3 * (whole(75 - pct) + (is_open ? 0 : whole(pct - 85)));
}

static bool is_hard_thing(const struct plan_session *s)
{
    return checker_has(s, PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS);
}

/* Hard things of a day: run-hard sessions joined (A16), hard rides, heavy legs. */
static int hard_things(const struct checker_week *week, int day)
{
    int n = 0;
    if (day < 0) {
        for (size_t i = 0; i < week->input->n_past_sessions; i++) {
            const struct plan_past_session *past = &week->input->past_sessions[i];
            int past_day = -((-past->start + 1439) / 1440);
            n += past_day == day &&
                         (past->marks & (PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD |
                                         PLAN_MARK_HEAVY_LEGS)) != 0
                     ? 1
                     : 0;
        }
        return n;
    }
    for (size_t i = 0; i < week->n_sessions; i++) {
        n += week->sessions[i].day == day && is_hard_thing(&week->sessions[i]) ? 1 : 0;
    }
    for (size_t i = 0; i < week->n_runs; i++) {
        n += week->runs[i].day == day && week->runs[i].is_hard ? 1 : 0;
    }
    return n;
}

static bool is_easy_day(const struct checker_week *week, int day)
{
    for (size_t i = 0; i < week->n_sessions; i++) {
        if (week->sessions[i].day == day && week->sessions[i].effort != PLAN_EASY) {
            return false;
        }
    }
    return true;
}

/* Could a day hold an hour's hard ride and, 6 h after it, 45 min of heavy legs? */
static bool can_pair(const struct plan_input *input, int day)
{
    const struct plan_available *open = &input->available[day];
    bool is_tapered = input->race_day != PLAN_NO_DAY && day >= input->race_day - 7 &&
                      day <= input->race_day - 1; /* H11: no heavy legs */
    if (is_tapered || day < input->today || open->day_max_min < 60 + 45) {
        return false;
    }
    if (!input->has_availability) {
        return true;
    }
    for (int i = 0; i < PLAN_SLOTS; i++) {
        for (int k = i; k < PLAN_SLOTS; k++) {
            int ride_end = open->slots[i].start_min + 60;
            int legs = open->slots[k].start_min;
            if (k > i && open->slots[i].minutes >= 60 && open->slots[k].minutes >= 45 &&
                legs + open->slots[k].minutes - 45 >= ride_end + 360) {
                return true;
            }
        }
    }
    return false;
}

static int cluster(const struct checker_week *week)
{
    bool is_used[PLAN_MAX_SESSIONS] = {0};
    int n_legs = 0;
    int n_rides = 0;
    int n_pairs = 0;
    int n_pair_days = 0;
    int points = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *ride = &week->sessions[i];
        n_legs += checker_has(ride, PLAN_MARK_HEAVY_LEGS) ? 1 : 0;
        if (!checker_has(ride, PLAN_MARK_RIDE_HARD) || ride->kind == PLAN_RACE) {
            continue;
        }
        n_rides++;
        for (size_t k = 0; k < week->n_sessions; k++) {
            const struct plan_session *legs = &week->sessions[k];
            if (!is_used[k] && checker_has(legs, PLAN_MARK_HEAVY_LEGS) &&
                legs->day == ride->day &&
                checker_start(legs) - checker_end(ride) >= 6 * 60) {
                is_used[k] = true;
                n_pairs++;
                break;
            }
        }
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        n_pair_days += can_pair(week->input, day) ? 1 : 0;
    }
    int apart = n_legs - n_pairs;
    int rides = n_rides - n_pairs;
    int room = n_pair_days - n_pairs;
    int most = apart < rides ? apart : rides;
    most = most < room ? most : room;
    points += most > 0 ? 8 * most : 0;
    for (int day = -1; day < PLAN_DAYS - 1; day++) {
        if (hard_things(week, day) >= 2 && !is_easy_day(week, day + 1)) {
            points += 5;
        }
    }
    return points;
}

static int hard_near(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    int n_pairs = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *ride = &week->sessions[i];
        if (!checker_has(ride, PLAN_MARK_RIDE_HARD)) {
            continue;
        }
        for (size_t k = 0; k < week->n_runs; k++) {
            n_pairs += week->runs[k].is_hard &&
                               abs(week->runs[k].start - checker_start(ride)) < 1440
                           ? 1
                           : 0;
        }
        for (size_t k = 0; k < input->n_past_sessions; k++) {
            const struct plan_past_session *past = &input->past_sessions[k];
            n_pairs += (past->marks & PLAN_MARK_RUN_HARD) != 0 &&
                               checker_start(ride) - past->start < 1440
                           ? 1
                           : 0;
        }
    }
    for (size_t i = 0; i < week->n_runs; i++) {
        for (size_t k = 0; week->runs[i].is_hard && k < input->n_past_sessions; k++) {
            const struct plan_past_session *past = &input->past_sessions[k];
            n_pairs += (past->marks & PLAN_MARK_RIDE_HARD) != 0 &&
                               week->runs[i].start - past->start < 1440
                           ? 1
                           : 0;
        }
    }
    return 12 * n_pairs;
}

static double llss_of(const struct checker_week *week, int day)
{
    double sum = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        sum += s->day == day && !isnan(s->llss) ? s->llss : 0;
    }
    return sum;
}

static int deload(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    double usual_llss = 0;
    double usual_ride = 0;
    double llss = 0;
    int n_known = 0;
    if (!is_deload(input)) {
        return 0;
    }
    for (int day = -21; day < 0; day++) {
        usual_llss += checker_past(input, day)->llss / 3;
        usual_ride += checker_past(input, day)->ride_min / 3;
        n_known += checker_past(input, day)->is_known ? 1 : 0;
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        llss += llss_of(week, day);
    }
    if (n_known < 21) {
        return 0;
    }
    int points = 0;
    if (usual_llss > 0) {
        points += whole(100 * llss / usual_llss - 65);
    }
    if (usual_ride > 0) {
        points += whole(100 * minutes_of(week, PLAN_MARK_RIDE) / usual_ride - 80);
    }
    return points;
}

static int form(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    double fitness = input->fitness_eve;
    double fatigue = input->fatigue_eve;
    if (input->is_warming_up || is_deload(input) || is_taper(input) ||
        is_race_week(input)) {
        return 0;
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        fitness += (llss_of(week, day) - fitness) * (1 - exp(-1 / 42.0));
        fatigue += (llss_of(week, day) - fatigue) * (1 - exp(-1 / 7.0));
    }
    int points = 4 * whole(fitness - input->fitness_eve - 5);
    if (fitness >= 5) {
        double pct = 100 * (fitness - fatigue) / fitness;
        points += whole(-20 - pct) + whole(pct);
    }
    return points;
}

static int count(const struct checker_week *week, enum plan_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        n += week->sessions[i].kind == kind ? 1 : 0;
    }
    return n;
}

static bool is_brick_due(const struct plan_input *input)
{
    return input->race_kind == PLAN_RACE_DUATHLON && input->race_day >= 7 &&
           input->race_day <= 56;
}

static int brick(const struct checker_week *week)
{
    if (!is_brick_due(week->input)) {
        return 0;
    }
    int n = count(week, PLAN_RUN_BRICK);
    return n == 0 ? 15 : 10 * (n - 1);
}

static int calf_target(const struct plan_input *input)
{
    return input->has_achilles_history ? 3 : 2;
}

struct pattern {
    int runs[2], runs_hard[2], runs_long[2];
    int rides[2], rides_hard[2], rides_long[2];
    int bricks, heavy, light, upper, core, calf;
    bool is_light_or_calf;
    bool is_short;
};

/* The table of S7, in the order of enum plan_focus. */
static const struct pattern patterns[N_PLAN_FOCUSES] = {
    {{3, 3}, {1, 1}, {1, 1}, {3, 4}, {1, 1}, {1, 1}, 0, 1, 0, 0, 0, 0, true, false},
    {{4, 4}, {1, 2}, {1, 1}, {2, 3}, {0, 1}, {0, 1}, 0, 1, 0, 0, 0, 1, false, false},
    {{2, 2}, {0, 1}, {0, 0}, {4, 5}, {2, 2}, {1, 1}, 0, 1, 0, 0, 0, 0, false, false},
    {{3, 3}, {1, 1}, {1, 1}, {3, 4}, {1, 1}, {1, 1}, 0, 1, 0, 0, 0, 1, false, false},
    {{3, 3}, {0, 0}, {0, 0}, {4, 5}, {1, 1}, {1, 1}, 0, 0, 2, 0, 0, 2, false, false},
    {{3, 3}, {0, 1}, {0, 0}, {3, 3}, {0, 1}, {0, 0}, 0, 0, 1, 0, 0, 0, false, false},
    {{3, 3}, {1, 1}, {0, 0}, {2, 3}, {1, 1}, {0, 0}, 0, 0, 0, 0, 0, 0, false, true},
    {{2, 2}, {0, 1}, {0, 0}, {1, 2}, {0, 1}, {0, 0}, 0, 0, 0, 0, 0, 0, false, true},
    {{2, 2}, {0, 1}, {0, 0}, {3, 4}, {1, 2}, {0, 1}, 0, 2, 0, 2, 1, 0, false, false},
};

static int outside(int n, const int range[2])
{
    return n < range[0] ? range[0] - n : n > range[1] ? n - range[1] : 0;
}

static int outside_one(int n, int wanted)
{
    return n < wanted ? wanted - n : n - wanted;
}

static int focus_pattern(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    const struct pattern *pattern = &patterns[input->focus];
    int n_runs = 0;
    int n_runs_hard = 0;
    int n_rides = 0;
    int n_rides_hard = 0;
    int n_not_short = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        const struct plan_kind_info *info = plan_kind_info(s->kind);
        if (s->kind == PLAN_RACE) {
            continue;
        }
        bool is_hard = checker_has(s, PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD);
        n_runs += checker_has(s, PLAN_MARK_RUN) ? 1 : 0;
        n_rides += checker_has(s, PLAN_MARK_RIDE) ? 1 : 0;
        n_runs_hard += checker_has(s, PLAN_MARK_RUN_HARD) ? 1 : 0;
        n_rides_hard += checker_has(s, PLAN_MARK_RIDE_HARD) ? 1 : 0;
        n_not_short += is_hard && info->minutes_from > 0 &&
                               2 * s->minutes > info->minutes_from + info->minutes_to
                           ? 1
                           : 0;
    }
    int bricks = pattern->bricks;
    if (input->focus == PLAN_FOCUS_DUATHLON && is_brick_due(input)) {
        bricks = 1;
    }
    int n_light = count(week, PLAN_STRENGTH_LOWER_LIGHT);
    int n_calf = count(week, PLAN_CALF_HIP);
    int most_calf = calf_target(input) > pattern->calf ? calf_target(input) : pattern->calf;
    int off = outside(n_runs, pattern->runs) + outside(n_runs_hard, pattern->runs_hard) +
              outside(count(week, PLAN_RUN_LONG), pattern->runs_long) +
              outside(n_rides, pattern->rides) +
              outside(n_rides_hard, pattern->rides_hard) +
              outside(count(week, PLAN_RIDE_LONG), pattern->rides_long) +
              outside_one(count(week, PLAN_RUN_BRICK), bricks) +
              outside_one(count(week, PLAN_STRENGTH_LOWER_HEAVY), pattern->heavy) +
              outside_one(count(week, PLAN_STRENGTH_UPPER), pattern->upper) +
              outside_one(count(week, PLAN_STRENGTH_CORE), pattern->core);
    if (pattern->is_light_or_calf) {
        off += n_light == 0 ? (n_calf == 0 ? 1 : 0) : n_light - 1;
    } else {
        off += outside_one(n_light, pattern->light);
    }
    off += n_calf < pattern->calf ? pattern->calf - n_calf : 0;
    off += n_calf > most_calf ? n_calf - most_calf : 0;
    off += pattern->is_short ? n_not_short : 0;
    return 6 * off;
}

static int calf(const struct checker_week *week)
{
    int below = calf_target(week->input) - count(week, PLAN_CALF_HIP);
    return below > 0 ? 4 * below : 0;
}

static int hills(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    int n = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        n += week->sessions[i].is_hilly && checker_has(&week->sessions[i], PLAN_MARK_RUN)
                 ? 1
                 : 0;
    }
    return (input->return_week >= 1 && input->return_week <= 8) ||
                   input->has_achilles_history || input->has_knee_history
               ? 10 * n
               : 0;
}

static int daniels(const struct checker_week *week)
{
    double all = minutes_of(week, PLAN_MARK_RUN);
    double threshold = 0;
    double vo2 = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        threshold += s->kind == PLAN_RUN_THRESHOLD ? 0.40 * s->minutes : 0;
        vo2 += s->kind == PLAN_RUN_VO2 ? 0.30 * s->minutes : 0;
    }
    if (!(all > 0)) {
        return 0;
    }
    return 2 * (whole(100 * threshold / all - 10) + whole(100 * vo2 / all - 8));
}

static int longest(const struct checker_week *week)
{
    double all = 0;
    double most = 0;
    size_t n_runs = 0; /* of a known length */
    for (size_t i = 0; i < week->n_runs; i++) {
        all += week->runs[i].minutes;
        most = fmax(most, week->runs[i].minutes);
        n_runs += week->runs[i].minutes > 0 ? 1U : 0U;
    }
    return n_runs >= 3 && all > 0 ? whole(100 * most / all - 40) : 0;
}

static int consecutive(const struct checker_week *week)
{
    bool has_run[PLAN_DAYS + 1] = {checker_past(week->input, -1)->has_run};
    int n_pairs = 0;
    for (size_t i = 0; i < week->n_runs; i++) {
        has_run[week->runs[i].day + 1] = true;
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        n_pairs += has_run[day] && has_run[day + 1] ? 1 : 0;
    }
    return 3 * n_pairs;
}

static int none(const struct checker_week *week)
{
    (void)week;
    return 0; /* no instance here has an accepted plan */
}

int checker_cost(const struct plan_input *input, size_t n_sessions,
                 const struct plan_session sessions[], int ret_points[N_PLAN_SOFTS])
{
    static int (*const rules[N_PLAN_SOFTS])(const struct checker_week *week) = {
        [PLAN_S1] = easy_share,    [PLAN_S2] = cluster, [PLAN_S3] = hard_near,
        [PLAN_S4] = deload,        [PLAN_S5] = form,    [PLAN_S6] = brick,
        [PLAN_S7] = focus_pattern, [PLAN_S8] = calf,    [PLAN_S9] = hills,
        [PLAN_S10] = daniels,      [PLAN_S11] = none,   [PLAN_S12] = longest,
        [PLAN_S13] = consecutive,
    };
    struct checker_week week;
    int sum = 0;
    checker_week_of(input, n_sessions, sessions, &week);
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        ret_points[i] = rules[i](&week);
        sum += ret_points[i];
    }
    return sum;
}
