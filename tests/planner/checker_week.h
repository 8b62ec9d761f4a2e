/* The week as the checker sees it: shared by its files only. */
#ifndef TESTS_PLANNER_CHECKER_WEEK_H
#define TESTS_PLANNER_CHECKER_WEEK_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"

/* Runs less than 30 minutes apart without a ride between are one session (A16). */
struct checker_run {
    int day;
    int start; /* moments */
    int end;
    double minutes;
    double km; /* NAN when a part's are unknown */
    int n_parts;
    bool is_hard;
    bool is_race;
    bool is_brick;
    bool is_done;   /* every part is */
    bool is_ladder; /* every part is */
};

struct checker_week {
    const struct plan_input *input;
    size_t n_sessions;
    const struct plan_session *sessions;
    size_t n_runs;
    struct checker_run runs[PLAN_MAX_SESSIONS];
};

static inline int checker_start(const struct plan_session *s)
{
    return s->day * 1440 + s->start_min;
}
static inline int checker_end(const struct plan_session *s)
{
    return checker_start(s) + (int)ceil(s->minutes);
}
static inline bool checker_has(const struct plan_session *s, unsigned mark)
{
    return (s->marks & mark) != 0;
}
/* Past day by its number (-42 to -1). */
static inline const struct plan_past_day *checker_past(const struct plan_input *input,
                                                       int day)
{
    return &input->past[day + PLAN_HISTORY_DAYS];
}

void checker_week_of(const struct plan_input *input, size_t n_sessions,
                     const struct plan_session sessions[], struct checker_week *ret);
/* Limb rest day of the week (A17). */
bool checker_is_rest(const struct checker_week *week, int day);
bool checker_is_resuming(const struct plan_input *input, int day, int first_run_day);
/* Day of the first run after the gap: told, or the first planned one; PLAN_NO_DAY. */
int checker_first_run_after_gap(const struct checker_week *week);

struct checker_reference {
    double km; /* NAN: unknown */
    double min;
};
/* The longest done session of the 30 days before a day. */
struct checker_reference checker_reference_of(const struct checker_week *week, int day);

/* Hard rules of running that are broken (checker_run.c). */
bool checker_gate(const struct checker_week *week);
bool checker_bone(const struct checker_week *week);
bool checker_longest(const struct checker_week *week);
bool checker_run_days(const struct checker_week *week);
bool checker_hard_runs(const struct checker_week *week);
bool checker_week_minutes(const struct checker_week *week);
bool checker_new_peak(const struct checker_week *week);

#endif
