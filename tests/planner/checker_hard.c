/* The hard rules of the whole week once more, and all of them. */
#include "checker.h"

#include "checker_week.h"

static const double GUARD = 1e-9;

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
        double most = fmax(150, 1.10 * checker_reference_of(week, s->day).min);
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

/* Does another session of the week, from i + 1 on, stand in the same hours? */
static bool is_booked_twice(const struct checker_week *week, size_t i)
{
    const struct plan_session *s = &week->sessions[i];
    for (size_t k = i + 1; k < week->n_sessions; k++) {
        const struct plan_session *other = &week->sessions[k];
        if (!(s->is_done && other->is_done) && checker_start(other) < checker_end(s) &&
            checker_start(s) < checker_end(other)) {
            return true;
        }
    }
    return false;
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
        if (is_booked_twice(week, i)) {
            return true;
        }
        if (s->is_done) {
            continue;
        }
        if (s->day < input->today) {
            return true;
        }
        if (checker_has(s, PLAN_MARK_RUN | PLAN_MARK_HEAVY_LEGS | PLAN_MARK_IMPACT) &&
            input->available[s->day].is_run_closed) {
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

/* Neither in sickness nor in the days after it anything hard; a race that stands is the
 * athlete's own. */
static bool is_broken_by_sickness(const struct checker_week *week)
{
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        bool is_hard = checker_has(s, PLAN_MARK_RUN_HARD) ||
                       checker_has(s, PLAN_MARK_RIDE_HARD) ||
                       checker_has(s, PLAN_MARK_HEAVY_LEGS);
        bool is_standing_race = s->kind == PLAN_RACE && !s->is_claimed;
        if (week->input->is_after_sick[s->day] && is_hard && !s->is_done &&
            !is_standing_race) {
            return true;
        }
    }
    return false;
}

unsigned checker_broken(const struct plan_input *input, size_t n_sessions,
                        const struct plan_session sessions[])
{
    static bool (*const rules[N_PLAN_RULES])(const struct checker_week *week) = {
        [PLAN_H1] = checker_gate,           [PLAN_H2] = checker_bone,
        [PLAN_H3] = checker_longest,        [PLAN_H4] = checker_run_days,
        [PLAN_H5] = checker_hard_runs,      [PLAN_H6] = checker_week_minutes,
        [PLAN_H7] = is_broken_by_no_rest,   [PLAN_H8] = is_broken_by_heavy_legs,
        [PLAN_H9] = is_broken_by_long_run,  [PLAN_H10] = is_broken_by_availability,
        [PLAN_H11] = is_broken_by_taper,    [PLAN_H12] = checker_new_peak,
        [PLAN_H13] = is_broken_by_sickness,
    };
    struct checker_week week;
    unsigned broken = 0;
    checker_week_of(input, n_sessions, sessions, &week);
    for (int i = 0; i < N_PLAN_RULES; i++) {
        broken |= rules[i](&week) ? 1U << i : 0U;
    }
    return broken;
}
