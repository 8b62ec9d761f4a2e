#include "checker_week.h"

static bool is_ride_between(const struct checker_week *week, int from, int to)
{
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (checker_has(s, PLAN_MARK_RIDE) && checker_start(s) >= from &&
            checker_start(s) < to) {
            return true;
        }
    }
    return false;
}

static void run_start(struct checker_run *run, const struct plan_session *s)
{
    *run = (struct checker_run){.day = s->day,
                                .start = checker_start(s),
                                .end = checker_start(s),
                                .is_done = true,
                                .is_ladder = true,
                                .is_brick = true};
}

static void run_add(struct checker_run *run, const struct plan_session *s)
{
    run->end = checker_end(s) > run->end ? checker_end(s) : run->end;
    run->minutes += s->minutes;
    run->km += s->km;
    run->n_parts++;
    run->is_hard = run->is_hard || checker_has(s, PLAN_MARK_RUN_HARD);
    run->is_race = run->is_race || (s->kind == PLAN_RACE && !s->is_claimed);
    run->is_brick = run->is_brick && s->kind == PLAN_RUN_BRICK;
    run->is_done = run->is_done && s->is_done;
    run->is_ladder = run->is_ladder && s->kind == PLAN_RUN_LADDER;
}

void checker_week_of(const struct plan_input *input, size_t n_sessions,
                     const struct plan_session sessions[], struct checker_week *ret)
{
    *ret = (struct checker_week){
        .input = input, .n_sessions = n_sessions, .sessions = sessions};
    for (size_t i = 0; i < n_sessions; i++) {
        const struct plan_session *s = &sessions[i];
        if (!checker_has(s, PLAN_MARK_RUN)) {
            continue;
        }
        struct checker_run *last = ret->n_runs > 0 ? &ret->runs[ret->n_runs - 1] : NULL;
        if (last == NULL || checker_start(s) - last->end >= 30 ||
            is_ride_between(ret, last->start, checker_start(s))) {
            last = &ret->runs[ret->n_runs++];
            run_start(last, s);
        }
        run_add(last, s);
    }
}

bool checker_is_rest(const struct checker_week *week, int day)
{
    double llss = 0;
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (s->day != day) {
            continue;
        }
        if (checker_has(s, PLAN_MARK_LOADS_LIMBS) || isnan(s->llss)) {
            return false;
        }
        llss += isnan(s->llss) ? 0 : s->llss;
    }
    return llss / week->input->mass_factor < 20.0;
}

int checker_first_run_after_gap(const struct checker_week *week)
{
    if (week->input->state != LOAD_RUN_RESUMING) {
        return PLAN_NO_DAY;
    }
    if (week->input->gap_first_run_day != PLAN_NO_DAY) {
        return week->input->gap_first_run_day;
    }
    return week->n_runs > 0 ? week->runs[0].day : PLAN_NO_DAY;
}

bool checker_is_resuming(const struct plan_input *input, int day, int first_run_day)
{
    (void)first_run_day;
    if (input->state != LOAD_RUN_RESUMING) {
        return false;
    }
    return input->gap_first_run_day == PLAN_NO_DAY || day <= input->resuming_until;
}

struct checker_reference checker_reference_of(const struct checker_week *week, int day)
{
    struct checker_reference longest = {(double)NAN, (double)NAN};
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
