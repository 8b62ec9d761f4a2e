/* An athlete with six equal weeks behind, and a week to put sessions into. */
#ifndef TESTS_PLAN_FIXTURE_H
#define TESTS_PLAN_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "plan/check.h"
#include "plan/constants.h"

/* A function, so that a test of many numbers stays simple. */
static inline void close_or_fail(double x, double expected, double tolerance,
                                 const char *what, int line)
{
    if (!(fabs(x - expected) <= tolerance)) {
        fail_msg("line %d: %s is %.12g, expected %.12g", line, what, x, expected);
    }
}
#define assert_close(x, expected, tolerance)                                               \
    close_or_fail((x), (expected), (tolerance), #x, __LINE__)

struct fixture {
    struct plan_input input;
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    struct plan_limits limits;
    struct plan_proof proof;
};

enum { MON, TUE, WED, THU, FRI, SAT, SUN };

static inline struct plan_past_day *past(struct fixture *f, int day)
{
    return &f->input.past[PLAN_HISTORY_DAYS + day];
}

/* A run in history; the day's longest. */
static inline void ran(struct fixture *f, int day, double minutes, double km)
{
    struct plan_past_day *of = past(f, day);
    of->has_run = true;
    of->is_rest = false;
    of->run_min += minutes;
    of->run_km += km;
    of->longest_run_min = minutes;
    of->longest_run_km = km;
    of->llss += minutes * 100 / 60 * 0.56;
}

/* Six weeks: runs Tue 40 min 7 km, Thu 50 min 9 km, Sat 60 min 11 km; rides Wed and Sun 60
 * min; rest Mon and Fri. 150 min of running and 120 of riding a week, LLSS 156.8. */
static inline void fixture_init(struct fixture *f)
{
    *f = (struct fixture){0};
    plan_input_init(&f->input);
    for (int day = -PLAN_HISTORY_DAYS; day < 0; day++) {
        int weekday = (day + PLAN_HISTORY_DAYS) % 7;
        past(f, day)->is_known = true;
        past(f, day)->is_rest = true;
        if (weekday == TUE || weekday == THU || weekday == SAT) {
            ran(f, day,
                weekday == TUE   ? 40
                : weekday == THU ? 50
                                 : 60,
                weekday == TUE   ? 7
                : weekday == THU ? 9
                                 : 11);
        } else if (weekday == WED || weekday == SUN) {
            past(f, day)->ride_min = 60;
            past(f, day)->llss = 8.4;
        }
    }
    f->input.fitness_eve = 22;
    f->input.fatigue_eve = 22;
    f->input.run_m_per_s[PLAN_EASY] = 3.0; /* 10.8 km an hour */
    f->input.run_m_per_s[PLAN_MODERATE] = 3.4;
    f->input.run_m_per_s[PLAN_HARD] = 3.8;
}

/* Something before the week that rules look back at. */
static inline void happened(struct fixture *f, int day, int hour, int minutes,
                            unsigned marks)
{
    int start = day * PLAN_DAY_MIN + hour * 60;
    f->input.past_sessions[f->input.n_past_sessions++] =
        (struct plan_past_session){start, start + minutes, marks, PLAN_HARD};
}

static inline struct plan_session *add(struct fixture *f, int day, int hour,
                                       enum plan_kind kind, double minutes)
{
    struct plan_session *session = &f->sessions[f->n_sessions++];
    plan_session_of_menu(&f->input, kind, 0, minutes, session);
    session->day = day;
    session->slot = hour < 12 ? 0 : 1;
    session->start_min = hour * 60;
    return session;
}

static inline struct plan_session *add_ladder(struct fixture *f, int day, int rung)
{
    struct plan_session *session = &f->sessions[f->n_sessions++];
    plan_session_of_menu(&f->input, PLAN_RUN_LADDER, rung, 0, session);
    session->day = day;
    session->start_min = 420;
    return session;
}

/* Sorted and judged; plan_judge must agree. */
static inline const struct plan_proof *check(struct fixture *f)
{
    int cost = -1;
    plan_sort(f->sessions, f->n_sessions);
    plan_limits_of(&f->input, &f->limits);
    plan_check(&f->limits, f->n_sessions, f->sessions, &f->proof);
    enum plan_rule likely = PLAN_H1;
    bool holds = plan_judge(&f->limits, f->n_sessions, f->sessions, &likely, &cost);
    assert_int_equal(holds, f->proof.verdict <= PLAN_PASS_WITH_CAUTIONS);
    assert_int_equal(holds ? cost : f->proof.cost, f->proof.cost);
    return &f->proof;
}

static inline enum plan_rule_state state_of(struct fixture *f, enum plan_rule rule)
{
    return check(f)->rules[rule].state;
}

/* The rule is in this state, by these numbers, and says what was compared. */
static inline void assert_rule(struct fixture *f, enum plan_rule rule,
                               enum plan_rule_state expected, double value, double limit)
{
    const struct plan_rule_result *result = &check(f)->rules[rule];
    if (result->state != expected) {
        fail_msg("%s is in state %d, expected %d (%s: %g against %g)",
                 plan_rule_info(rule)->id, (int)result->state, (int)expected, result->what,
                 result->value, result->limit);
    }
    assert_close(result->value, value, 1e-9);
    assert_close(result->limit, limit, 1e-9);
    assert_close(fabs(result->margin), fabs(limit - value), 1e-9);
    assert_int_equal(result->margin < -1e-9, expected != PLAN_HOLDS);
    assert_true(result->what[0] != 0 && result->unit[0] != 0);
}

static inline int points(struct fixture *f, enum plan_soft soft)
{
    return check(f)->soft[soft].points;
}

static inline void clear(struct fixture *f)
{
    f->n_sessions = 0;
}

#endif
