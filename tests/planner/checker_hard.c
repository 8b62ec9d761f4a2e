#include "checker.h"

#include "checker_week.h"

static const double GUARD = 1e-9;

static bool is_ladder_right(const struct checker_week *week, const struct checker_run *run,
                            int n_before);

static bool is_broken_by_gate(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    bool is_first = true;
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        if (run->is_done) {
            continue;
        }
        if (input->level == LOAD_LEVEL_STOP) {
            return true;
        }
        if (input->level != LOAD_LEVEL_HOLD) {
            return false;
        }
        if (run->day <= input->today) {
            return true;
        }
        if (!is_first) {
            continue;
        }
        is_first = false;
        if (input->ladder.is_open || input->is_bone_stress) {
            if (!is_ladder_right(week, run, 0)) {
                return true;
            }
            continue;
        }
        if (run->is_hard || run->is_race ||
            run->minutes > 0.70 * input->last_run_min + GUARD) {
            return true;
        }
        for (size_t k = 0; k < week->n_sessions; k++) {
            const struct plan_session *s = &week->sessions[k];
            if (checker_has(s, PLAN_MARK_RUN) && !s->is_done &&
                checker_start(s) >= run->start && checker_end(s) <= run->end &&
                s->effort != PLAN_EASY) {
                return true;
            }
        }
    }
    return false;
}

/* Runs on neighbouring days with a planned one among the two; day -1 is history. */
static bool has_neighbours(const struct checker_week *week)
{
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        if (!run->is_done && run->day == 0 && checker_past(week->input, -1)->has_run) {
            return true;
        }
        for (size_t k = 0; k < week->n_runs; k++) {
            if (week->runs[k].day == run->day + 1 &&
                !(run->is_done && week->runs[k].is_done)) {
                return true;
            }
        }
    }
    return false;
}

static bool has_planned_run(const struct checker_week *week)
{
    for (size_t i = 0; i < week->n_runs; i++) {
        if (!week->runs[i].is_done) {
            return true;
        }
    }
    return false;
}

/* Longest stretch of running of the ten rungs, minutes (science.md 2.5). */
static const double RUNG_RUN_MIN[11] = {0, 1, 1, 2, 3, 4, 6, 8, 10, 15, 30};

/* May the n-th planned run (from 0) be this one, when it must be of the ladder? A run of
 * others passes when it holds no longer stretch than the rung does. */
static bool is_ladder_right(const struct checker_week *week, const struct checker_run *run,
                            int n_before)
{
    const struct plan_ladder *ladder = &week->input->ladder;
    int rung = (ladder->rung > 0 ? ladder->rung : 1) + (ladder->n_clean + n_before) / 2;
    double longest = 0;
    rung = rung < 10 ? rung : 10;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (!checker_has(s, PLAN_MARK_RUN) || checker_start(s) < run->start ||
            checker_end(s) > run->end) {
            continue;
        }
        if (run->is_ladder && s->rung > rung) {
            return false;
        }
        longest = fmax(longest, s->longest_run_min);
    }
    return run->is_ladder || longest <= RUNG_RUN_MIN[rung] + GUARD;
}

static bool are_ladders_right(const struct checker_week *week)
{
    int n_before = 0;
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        if (!run->is_done && !is_ladder_right(week, run, n_before++)) {
            return false;
        }
    }
    return true;
}

static bool is_broken_by_bone(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    if (!input->is_bone_stress || !has_planned_run(week)) {
        return false;
    }
    return input->is_bone_high_risk || input->bone_pain > 0 || !are_ladders_right(week) ||
           has_neighbours(week);
}

struct reference {
    double km; /* NAN: unknown */
    double min;
};

/* The longest done session of the 30 days before a day. */
static struct reference reference_of(const struct checker_week *week, int day)
{
    struct reference longest = {(double)NAN, (double)NAN};
    for (int d = day - 30; d < day && d < 0; d++) {
        if (d < -PLAN_HISTORY_DAYS || checker_past(week->input, d)->is_planned) {
            continue;
        }
        longest.km = fmax(longest.km, checker_past(week->input, d)->longest_run_km);
        longest.min = fmax(longest.min, checker_past(week->input, d)->longest_run_min);
    }
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        if (run->is_done && run->day < day) {
            longest.km = fmax(longest.km, run->km);
            longest.min = fmax(longest.min, run->minutes);
        }
    }
    return longest;
}

/* Beyond max_km, or beyond max_min when kilometres are not known on both sides. */
static bool is_beyond(const struct checker_run *run, double max_km, double max_min)
{
    if (!isnan(run->km) && !isnan(max_km)) {
        return run->km > max_km + GUARD;
    }
    return run->minutes > max_min + GUARD;
}

static bool is_broken_by_longest(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    bool is_first_after_gap =
        input->state == LOAD_RUN_RESUMING && input->gap_first_run_day == PLAN_NO_DAY;
    bool asks = input->state == LOAD_RUN_LEARNING || input->state == LOAD_RUN_UNKNOWN;
    int n_before = 0;
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        bool is_gap_run = is_first_after_gap;
        is_first_after_gap = is_first_after_gap && run->is_race; /* races are exempt */
        if (run->is_done || run->is_race) {
            n_before += run->is_done ? 0 : 1;
            continue;
        }
        struct reference longest = reference_of(week, run->day);
        if (input->is_bone_stress) {
            continue; /* H2 */
        }
        if (input->ladder.is_open || (!asks && isnan(longest.km) && isnan(longest.min))) {
            if (!is_ladder_right(week, run, n_before++)) {
                return true;
            }
            continue;
        }
        n_before++;
        if (asks) {
            if (run->minutes > 30 + GUARD || run->is_hard) {
                return true;
            }
            continue;
        }
        if (longest.min < 45.0) {
            if (run->minutes > fmax(1.10 * longest.min, longest.min + 5) + GUARD) {
                return true;
            }
        } else if (is_beyond(run, 1.10 * longest.km, 1.10 * longest.min)) {
            return true;
        }
        if (is_gap_run &&
            is_beyond(run, 0.70 * input->gap_longest_km, 0.70 * input->gap_longest_min)) {
            return true;
        }
    }
    return false;
}

static int run_days(const struct checker_week *week)
{
    int n_days = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        bool has_run = false;
        for (size_t i = 0; i < week->n_runs; i++) {
            has_run = has_run || week->runs[i].day == day;
        }
        n_days += has_run ? 1 : 0;
    }
    return n_days;
}

static bool is_broken_by_run_days(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    bool asks = input->state == LOAD_RUN_LEARNING || input->state == LOAD_RUN_UNKNOWN;
    int most = input->return_week >= 9 ? 4 : input->return_week >= 1 ? 3 : PLAN_DAYS;
    most =
        input->cap_run_days >= 0 && input->cap_run_days < most ? input->cap_run_days : most;
    if (!has_planned_run(week)) {
        return false;
    }
    if (run_days(week) > most) {
        return true;
    }
    if (((input->return_week >= 1 && input->return_week <= 8) || asks ||
         input->ladder.is_open || input->is_bone_stress) &&
        has_neighbours(week)) {
        return true;
    }
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        bool is_one_a_day =
            input->return_week >= 1 || checker_is_resuming(input, run->day, PLAN_NO_DAY);
        for (size_t k = i + 1; k < week->n_runs; k++) {
            const struct checker_run *other = &week->runs[k];
            if (is_one_a_day && other->day == run->day && !run->is_brick &&
                !other->is_brick && !run->is_race && !other->is_race &&
                !(run->is_done && other->is_done)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_broken_by_hard_runs(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    int most = input->return_week >= 1 && input->return_week <= 4   ? 0
               : input->return_week >= 5 && input->return_week <= 8 ? 1
                                                                    : 2;
    int apart = (input->has_tendon_history ? 72 : 48) * 60;
    int n_hard = 0;
    bool has_planned = false;
    if (input->state == LOAD_RUN_LEARNING || input->state == LOAD_RUN_UNKNOWN) {
        most = 0;
    }
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        if (!run->is_hard) {
            continue;
        }
        n_hard++;
        has_planned = has_planned || !run->is_done;
        if (!run->is_done && checker_is_resuming(input, run->day, PLAN_NO_DAY)) {
            return true;
        }
        for (size_t k = 0; k < input->n_past_sessions; k++) {
            const struct plan_past_session *past = &input->past_sessions[k];
            if (!run->is_done && (past->marks & PLAN_MARK_RUN_HARD) != 0 &&
                run->start - past->start < apart) {
                return true;
            }
        }
        for (size_t k = i + 1; k < week->n_runs; k++) {
            if (week->runs[k].is_hard && week->runs[k].start - run->start < apart &&
                !(run->is_done && week->runs[k].is_done)) {
                return true;
            }
        }
    }
    return has_planned && n_hard > most;
}

static double past_run_min(const struct plan_input *input, int from, int to)
{
    double minutes = 0;
    for (int day = from; day <= to; day++) {
        if (!checker_past(input, day)->is_planned) {
            minutes += checker_past(input, day)->run_min;
        }
    }
    return minutes;
}

static bool is_broken_by_week_minutes(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    double most = fmax(past_run_min(input, -7, -1),
                       fmax(past_run_min(input, -14, -8), past_run_min(input, -21, -15)));
    double limit = most > 0 ? fmax(90, fmin(1.20 * most, most + 30)) : (double)INFINITY;
    double minutes = 0;
    double km = 0;
    bool has_planned = false;
    bool has_planned_km = false;
    if (input->state == LOAD_RUN_RESUMING && !isnan(input->gap_week_min)) {
        limit = fmin(limit, fmax(90, 0.70 * input->gap_week_min));
    }
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (checker_has(s, PLAN_MARK_RUN)) {
            km += isnan(s->km) ? 0 : s->km;
            has_planned_km = has_planned_km || !s->is_done;
        }
    }
    for (size_t i = 0; i < week->n_runs; i++) {
        if (!week->runs[i].is_ladder) {
            minutes += week->runs[i].minutes;
            has_planned = has_planned || !week->runs[i].is_done;
        }
    }
    return (has_planned && minutes > limit + GUARD) ||
           (has_planned_km && km > input->cap_run_km + GUARD);
}

/* Is the day one of rest; of history as told. */
static bool is_rest_day(const struct checker_week *week, int day)
{
    return day < 0 ? checker_past(week->input, day)->is_rest : checker_is_rest(week, day);
}

/* Would the day rest if nothing more were done than what is done? */
static bool is_day_spoiled_by_plan(const struct checker_week *week, int day)
{
    struct plan_session done[PLAN_MAX_SESSIONS];
    struct checker_week only_done = *week;
    if (day < 0 || checker_is_rest(week, day)) {
        return false;
    }
    only_done.sessions = done;
    only_done.n_sessions = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        if (week->sessions[i].is_done) {
            done[only_done.n_sessions++] = week->sessions[i];
        }
    }
    return checker_is_rest(&only_done, day);
}

static bool is_broken_by_no_rest(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    int n_rest = 0;
    int n_spoiled = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        bool has_rest = false;
        bool has_history = true;
        bool is_spoiled = false;
        for (int d = day - 6; d <= day; d++) {
            has_history = has_history && (d >= 0 || checker_past(input, d)->is_known);
            has_rest = has_rest || is_rest_day(week, d);
            is_spoiled = is_spoiled || is_day_spoiled_by_plan(week, d);
        }
        if (has_history && !has_rest && is_spoiled) {
            return true;
        }
        n_rest += checker_is_rest(week, day) ? 1 : 0;
        n_spoiled += is_day_spoiled_by_plan(week, day) ? 1 : 0;
    }
    return input->return_week >= 1 && n_rest < 2 && n_spoiled > 0;
}

struct stress {
    int start;
    int end;
    unsigned marks;
    bool is_done;
};

static bool are_too_near(const struct plan_input *input, const struct stress *heavy,
                         const struct stress *other)
{
    int need = (input->accepts_short_gap ? 4 : 6) * 60;
    if (heavy->is_done && other->is_done) {
        return false;
    }
    if ((other->marks & PLAN_MARK_KEY) != 0 && heavy->start <= other->start) {
        need = 24 * 60;
    } else if ((other->marks & (PLAN_MARK_KEY | PLAN_MARK_TEMPO)) == 0) {
        return false;
    }
    int gap = heavy->start <= other->start ? other->start - heavy->end
                                           : heavy->start - other->end;
    return gap < need;
}

static bool is_broken_by_heavy_legs(const struct checker_week *week)
{
    struct stress all[PLAN_MAX_SESSIONS + PLAN_MAX_PAST];
    const struct plan_input *input = week->input;
    size_t n_all = 0;
    for (size_t i = 0; i < input->n_past_sessions; i++) {
        const struct plan_past_session *past = &input->past_sessions[i];
        all[n_all++] = (struct stress){past->start, past->end, past->marks, true};
    }
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        all[n_all++] =
            (struct stress){checker_start(s), checker_end(s), s->marks, s->is_done};
    }
    for (size_t i = 0; i < n_all; i++) {
        for (size_t k = 0; k < n_all; k++) {
            if (i != k && (all[i].marks & PLAN_MARK_HEAVY_LEGS) != 0 &&
                are_too_near(input, &all[i], &all[k])) {
                return true;
            }
        }
    }
    return false;
}

static int day_of_moment(int moment)
{
    return moment >= 0 ? moment / 1440 : -((-moment + 1439) / 1440);
}

static bool is_broken_by_long_run(const struct checker_week *week)
{
    const unsigned tiring = PLAN_MARK_HEAVY_LEGS | PLAN_MARK_RUN_HARD;
    const struct plan_input *input = week->input;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (s->kind != PLAN_RUN_LONG || s->is_done) {
            continue;
        }
        double most = fmax(150, 1.10 * reference_of(week, s->day).min);
        if (s->minutes > most + GUARD) {
            return true;
        }
        for (size_t k = 0; k < week->n_sessions; k++) {
            if (week->sessions[k].day == s->day - 1 &&
                checker_has(&week->sessions[k], tiring)) {
                return true;
            }
        }
        for (size_t k = 0; k < input->n_past_sessions; k++) {
            if (day_of_moment(input->past_sessions[k].start) == s->day - 1 &&
                (input->past_sessions[k].marks & tiring) != 0) {
                return true;
            }
        }
    }
    return false;
}

static bool is_outside_slot(const struct plan_input *input, const struct plan_session *s)
{
    const struct plan_available *day = &input->available[s->day];
    for (int i = 0; i < PLAN_SLOTS; i++) {
        const struct plan_slot *slot = &day->slots[i];
        if (slot->minutes > 0 && s->start_min >= slot->start_min &&
            s->start_min + s->minutes <= slot->start_min + slot->minutes + GUARD) {
            return false;
        }
    }
    return true;
}

static bool is_broken_by_availability(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    double day_min[PLAN_DAYS] = {0};
    bool is_planned[PLAN_DAYS] = {0};
    double ride_h = 0;
    bool has_planned_ride = false;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        day_min[s->day] += s->minutes;
        is_planned[s->day] = is_planned[s->day] || !s->is_done;
        if (checker_has(s, PLAN_MARK_RIDE)) {
            ride_h += s->minutes / 60;
            has_planned_ride = has_planned_ride || !s->is_done;
        }
        for (size_t k = i + 1; k < week->n_sessions; k++) {
            const struct plan_session *other = &week->sessions[k];
            if (!(s->is_done && other->is_done) && checker_start(other) < checker_end(s) &&
                checker_start(s) < checker_end(other)) {
                return true;
            }
        }
        if (s->is_done) {
            continue;
        }
        if (s->day < input->today) {
            return true;
        }
        if (checker_has(s, PLAN_MARK_RUN) && input->available[s->day].is_run_closed) {
            return true;
        }
        if (input->has_availability && !s->is_fixed && is_outside_slot(input, s)) {
            return true;
        }
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        if (is_planned[day] && day_min[day] > input->available[day].day_max_min + GUARD) {
            return true;
        }
    }
    return has_planned_ride && ride_h > input->cap_bike_h + GUARD;
}

static bool is_broken_by_taper(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    int from = input->race_day - 7;
    int to = input->race_day - 1;
    double usual = 0;
    double minutes = 0;
    bool has_planned = false;
    if (input->race_day == PLAN_NO_DAY || to < 0) {
        return false;
    }
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (s->day < from || s->day > to) {
            continue;
        }
        if (checker_has(s, PLAN_MARK_HEAVY_LEGS) && !s->is_done) {
            return true;
        }
        if (checker_has(s, PLAN_MARK_RUN | PLAN_MARK_RIDE)) {
            minutes += s->minutes;
            has_planned = has_planned || !s->is_done;
        }
    }
    if (to > 6) {
        return false;
    }
    for (int day = from - 28; day < 0; day++) {
        if (day < -PLAN_HISTORY_DAYS || !checker_past(input, day)->is_known) {
            return false;
        }
    }
    for (int day = from; day < 0; day++) {
        minutes += checker_past(input, day)->run_min + checker_past(input, day)->ride_min;
    }
    for (int day = from - 28; day < from; day++) {
        if (day < 0) {
            usual += checker_past(input, day)->run_min + checker_past(input, day)->ride_min;
        }
    }
    usual /= 4;
    if (!(usual > 0)) {
        return false;
    }
    double less_pct = 100 * (usual - minutes) / usual;
    bool can_add = to >= input->today;
    return (has_planned && less_pct < 41 - GUARD) || (can_add && less_pct > 60 + GUARD);
}

static bool is_broken_by_new_peak(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    int first = checker_first_run_after_gap(week);
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        bool is_race_week = input->race_day >= 0 && input->race_day < PLAN_DAYS;
        bool is_after_gap =
            first != PLAN_NO_DAY && run->day >= first && run->day < first + 7;
        if (run->is_done || run->is_race || (!is_race_week && !is_after_gap)) {
            continue;
        }
        struct reference longest = reference_of(week, run->day);
        if (is_beyond(run, 1.10 * longest.km, 1.10 * longest.min)) {
            return true;
        }
    }
    return false;
}

unsigned checker_broken(const struct plan_input *input, size_t n_sessions,
                        const struct plan_session sessions[])
{
    static bool (*const rules[N_PLAN_RULES])(const struct checker_week *week) = {
        [PLAN_H1] = is_broken_by_gate,      [PLAN_H2] = is_broken_by_bone,
        [PLAN_H3] = is_broken_by_longest,   [PLAN_H4] = is_broken_by_run_days,
        [PLAN_H5] = is_broken_by_hard_runs, [PLAN_H6] = is_broken_by_week_minutes,
        [PLAN_H7] = is_broken_by_no_rest,   [PLAN_H8] = is_broken_by_heavy_legs,
        [PLAN_H9] = is_broken_by_long_run,  [PLAN_H10] = is_broken_by_availability,
        [PLAN_H11] = is_broken_by_taper,    [PLAN_H12] = is_broken_by_new_peak,
    };
    struct checker_week week;
    unsigned broken = 0;
    checker_week_of(input, n_sessions, sessions, &week);
    for (int i = 0; i < N_PLAN_RULES; i++) {
        broken |= rules[i](&week) ? 1U << i : 0U;
    }
    return broken;
}
