/* The hard rules of running once more: H1 to H6 and H12. */
#include "checker_week.h"

static const double GUARD = 1e-9;

static bool is_ladder_right(const struct checker_week *week, const struct checker_run *run,
                            int n_before);

/* Is every part of the run easy that is still planned? */
static bool is_easy_throughout(const struct checker_week *week,
                               const struct checker_run *run)
{
    for (size_t k = 0; k < week->n_sessions; k++) {
        const struct plan_session *s = &week->sessions[k];
        if (checker_has(s, PLAN_MARK_RUN) && !s->is_done &&
            checker_start(s) >= run->start && checker_end(s) <= run->end &&
            s->effort != PLAN_EASY) {
            return false;
        }
    }
    return true;
}

/* What pain stops besides running: heavy legs and sports of impact, all week on a stop, up
 * to today on a hold, a week from a stop. */
static bool has_gated_legs(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        bool is_gated = input->level == LOAD_LEVEL_STOP ||
                        s->day <= input->after_stop_until ||
                        (input->level == LOAD_LEVEL_HOLD && s->day <= input->today);
        if (is_gated && !s->is_done &&
            (checker_has(s, PLAN_MARK_HEAVY_LEGS) || checker_has(s, PLAN_MARK_IMPACT))) {
            return true;
        }
    }
    return false;
}

/* The first planned run that a hold lets through, or that comes after one. */
static bool is_first_run_wrong(const struct checker_week *week,
                               const struct checker_run *run)
{
    const struct plan_input *input = week->input;
    if (run->is_race && input->level != LOAD_LEVEL_HOLD) {
        return false; /* nobody forbids the race, and then something was run */
    }
    if (input->ladder.is_open || input->is_bone_stress) {
        return !is_ladder_right(week, run, 0);
    }
    return run->is_hard || run->is_race ||
           run->minutes > 0.70 * input->last_run_min + GUARD ||
           !is_easy_throughout(week, run);
}

static bool is_broken_by_gated_runs(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    bool is_held = input->level == LOAD_LEVEL_HOLD;
    int last_closed = is_held ? input->today : input->today - 1;
    bool is_first = true;
    for (size_t i = 0; i < week->n_runs; i++) {
        const struct checker_run *run = &week->runs[i];
        if (run->is_done) {
            continue;
        }
        if (input->level == LOAD_LEVEL_STOP) {
            return true;
        }
        if (!is_held && !input->is_first_after_hold) {
            return false;
        }
        if (run->day <= last_closed || (is_first && is_first_run_wrong(week, run))) {
            return true;
        }
        is_first = false;
    }
    return false;
}

bool checker_gate(const struct checker_week *week)
{
    return has_gated_legs(week) || is_broken_by_gated_runs(week);
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

bool checker_bone(const struct checker_week *week)
{
    const struct plan_input *input = week->input;
    if (!input->is_bone_stress || !has_planned_run(week)) {
        return false;
    }
    return input->is_bone_high_risk || input->bone_pain > 0 || !are_ladders_right(week) ||
           has_neighbours(week);
}

/* Beyond max_km, or beyond max_min when kilometres are not known on both sides. */
static bool is_beyond(const struct checker_run *run, double max_km, double max_min)
{
    if (!isnan(run->km) && !isnan(max_km)) {
        return run->km > max_km + GUARD;
    }
    return run->minutes > max_min + GUARD;
}

/* Beyond what the longest of 30 days allows, and after a gap the longest before it. */
static bool is_too_long(const struct plan_input *input, const struct checker_run *run,
                        struct checker_reference longest, bool is_gap_run)
{
    bool is_beyond_longest =
        longest.min < 45.0
            ? run->minutes > fmax(1.10 * longest.min, longest.min + 5) + GUARD
            : is_beyond(run, 1.10 * longest.km, 1.10 * longest.min);
    return is_beyond_longest || (is_gap_run && is_beyond(run, 0.70 * input->gap_longest_km,
                                                         0.70 * input->gap_longest_min));
}

bool checker_longest(const struct checker_week *week)
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
            continue; /* a race is no session of the ladder either */
        }
        struct checker_reference longest = checker_reference_of(week, run->day);
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
        if (asks ? run->minutes > 30 + GUARD || run->is_hard
                 : is_too_long(input, run, longest, is_gap_run)) {
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

bool checker_run_days(const struct checker_week *week)
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

/* Does hard run i begin too soon after one before the week, or before another of it? */
static bool is_too_near(const struct checker_week *week, size_t i, int apart)
{
    const struct plan_input *input = week->input;
    const struct checker_run *run = &week->runs[i];
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
    return false;
}

bool checker_hard_runs(const struct checker_week *week)
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
        if ((!run->is_done && run->day <= input->after_stop_until) ||
            (!run->is_done && checker_is_resuming(input, run->day, PLAN_NO_DAY)) ||
            is_too_near(week, i, apart)) {
            return true;
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

/* Do the rules ask for the ladder that day: open, after bone stress, or without a run to go
 * by while the recent running is known? */
static bool is_ladder_asked(const struct checker_week *week, int day)
{
    const struct plan_input *input = week->input;
    struct checker_reference longest = checker_reference_of(week, day);
    bool asks = input->state == LOAD_RUN_LEARNING || input->state == LOAD_RUN_UNKNOWN;
    return input->ladder.is_open || input->is_bone_stress ||
           (!asks && isnan(longest.km) && isnan(longest.min));
}

bool checker_week_minutes(const struct checker_week *week)
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
        if (!week->runs[i].is_ladder || !is_ladder_asked(week, week->runs[i].day)) {
            minutes += week->runs[i].minutes;
            has_planned = has_planned || !week->runs[i].is_done;
        }
    }
    return (has_planned && minutes > limit + GUARD) ||
           (has_planned_km && km > input->cap_run_km + GUARD);
}

bool checker_new_peak(const struct checker_week *week)
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
        struct checker_reference longest = checker_reference_of(week, run->day);
        if (is_beyond(run, 1.10 * longest.km, 1.10 * longest.min)) {
            return true;
        }
    }
    return false;
}
