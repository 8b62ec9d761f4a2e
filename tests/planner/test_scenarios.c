/*
 * The weeks that science.md and the tracker name, judged: templates of duathlon plans pass,
 * the concurrent-strength week passes with its clustering offered, and what must not pass
 * does not, with the change that does.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checker.h"
#include "plan/check.h"
#include "plan/nearest.h"

enum { AM = 7 * 60, PM = 18 * 60 };

struct week {
    struct plan_input input;
    struct plan_limits limits;
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
};

static void add_at(struct week *week, int day, int start_min, enum plan_kind kind,
                   double minutes)
{
    struct plan_session *s = &week->sessions[week->n_sessions++];
    plan_session_of_menu(&week->input, kind, 1, minutes, s);
    s->day = day;
    s->slot = start_min < 12 * 60 ? 0 : 1;
    s->start_min = start_min;
}

static struct week week_new(void)
{
    struct week week = {0};
    plan_input_init(&week.input);
    week.input.first_day = 20780;
    week.input.focus = PLAN_FOCUS_DUATHLON;
    week.input.fitness_eve = 25;
    week.input.fatigue_eve = 25;
    for (int i = 0; i < N_PLAN_EFFORTS; i++) {
        week.input.run_m_per_s[i] = 3.0 + 0.4 * i;
        week.input.ride_m_per_s[i] = 8.0;
    }
    return week;
}

/* Six equal weeks of these sessions before the week (science-decisions, "Also decided"). */
static void history_of(struct week *week)
{
    for (int day = -PLAN_HISTORY_DAYS; day < 0; day++) {
        struct plan_past_day *past = &week->input.past[day + PLAN_HISTORY_DAYS];
        bool loads_limbs = false;
        *past = (struct plan_past_day){.is_known = true,
                                       .longest_run_km = (double)NAN,
                                       .longest_run_min = (double)NAN};
        for (size_t i = 0; i < week->n_sessions; i++) {
            const struct plan_session *s = &week->sessions[i];
            if (s->day != (day + PLAN_HISTORY_DAYS) % PLAN_DAYS) {
                continue;
            }
            past->llss += s->llss;
            past->ctl_load += s->load;
            past->atl_load += s->load;
            loads_limbs = loads_limbs || (s->marks & PLAN_MARK_LOADS_LIMBS) != 0;
            past->ride_min += (s->marks & PLAN_MARK_RIDE) != 0 ? s->minutes : 0;
            if ((s->marks & PLAN_MARK_RUN) != 0) {
                past->has_run = true;
                past->run_min += s->minutes;
                past->run_km += s->km;
                past->longest_run_km = fmax(past->longest_run_km, s->km);
                past->longest_run_min = fmax(past->longest_run_min, s->minutes);
            }
            if (day >= -4) {
                struct plan_past_session *at =
                    &week->input.past_sessions[week->input.n_past_sessions++];
                at->start = day * PLAN_DAY_MIN + s->start_min;
                at->end = at->start + (int)ceil(s->minutes);
                at->marks = s->marks;
                at->effort = s->effort;
            }
        }
        past->is_rest = !loads_limbs && past->llss < 20;
    }
}

static struct plan_proof judge(struct week *week)
{
    struct plan_proof proof;
    plan_limits_of(&week->input, &week->limits);
    plan_sort(week->sessions, week->n_sessions);
    plan_check(&week->limits, week->n_sessions, week->sessions, &proof);
    unsigned broken = checker_broken(&week->input, week->n_sessions, week->sessions);
    assert_int_equal(broken == 0, proof.verdict == PLAN_PASS ||
                                      proof.verdict == PLAN_PASS_WITH_CAUTIONS);
    return proof;
}

static void assert_passes(struct week *week)
{
    struct plan_proof proof = judge(week);
    for (int i = 0; i < N_PLAN_RULES; i++) {
        if (proof.rules[i].state == PLAN_BROKEN) {
            fail_msg("%s: %s, %g against %g", plan_rule_info((enum plan_rule)i)->id,
                     proof.rules[i].what, proof.rules[i].value, proof.rules[i].limit);
        }
    }
}

static bool is_broken(const struct plan_proof *proof, enum plan_rule rule)
{
    return proof->rules[rule].state == PLAN_BROKEN;
}

/* science.md 3: 5 km / 30 km / 5 km, week 1. */
static struct week sprint_template(void)
{
    struct week week = week_new();
    add_at(&week, 0, AM, PLAN_RIDE_CADENCE, 30);
    add_at(&week, 1, AM, PLAN_RUN_EASY, 15);
    add_at(&week, 1, PM, PLAN_STRENGTH_LOWER_LIGHT, 45);
    add_at(&week, 2, AM, PLAN_RIDE_ENDURANCE, 45);
    add_at(&week, 3, AM, PLAN_RUN_EASY, 20);
    add_at(&week, 4, PM, PLAN_STRENGTH_LOWER_LIGHT, 45);
    add_at(&week, 5, AM, PLAN_RIDE_ENDURANCE, 60);
    add_at(&week, 6, AM, PLAN_RUN_EASY, 25);
    add_at(&week, 6, AM + 25, PLAN_RIDE_ENDURANCE, 30);
    return week;
}

static void test_sprint_duathlon_template_passes(void **state)
{
    (void)state;
    struct week week = sprint_template();
    history_of(&week);
    assert_passes(&week);
    week.sessions[1].minutes = 20; /* its week 2 grows the first run by a third: + 5 min */
    week.sessions[3].minutes = 25;
    assert_passes(&week);
}

/* 10 km / 40 km / 5 km, week 1. */
static void test_standard_duathlon_template_passes(void **state)
{
    (void)state;
    struct week week = week_new();
    add_at(&week, 0, AM, PLAN_RIDE_THRESHOLD, 60);
    add_at(&week, 1, AM, PLAN_STRENGTH_LOWER_LIGHT, 75);
    add_at(&week, 2, AM, PLAN_RUN_EASY, 30);
    add_at(&week, 3, AM, PLAN_RIDE_ENDURANCE, 60);
    add_at(&week, 4, AM, PLAN_STRENGTH_LOWER_LIGHT, 75);
    add_at(&week, 5, AM, PLAN_RUN_TEMPO, 40);
    add_at(&week, 5, AM + 40, PLAN_RIDE_ENDURANCE, 90);
    add_at(&week, 6, AM, PLAN_RUN_EASY, 60);
    add_at(&week, 6, AM + 60, PLAN_RIDE_ENDURANCE, 30);
    history_of(&week);
    assert_passes(&week);
}

/* Five months before 7.5 / 30 / 7.5: every second day off. */
static void test_the_returning_runners_skeleton_passes(void **state)
{
    (void)state;
    struct week week = week_new();
    add_at(&week, 0, AM, PLAN_RUN_EASY, 40);
    add_at(&week, 2, AM, PLAN_RIDE_ENDURANCE, 90);
    add_at(&week, 4, AM, PLAN_STRENGTH_LOWER_HEAVY, 60);
    add_at(&week, 6, AM, PLAN_RIDE_ENDURANCE, 60);
    add_at(&week, 6, AM + 60, PLAN_RUN_BRICK, 20);
    history_of(&week);
    assert_passes(&week);
}

/* Legs Monday and Friday, intervals Wednesday and Sunday, two upper, one core, easy rides.
 */
static void test_the_concurrent_strength_week_passes_and_clustering_is_offered(void **state)
{
    (void)state;
    struct week week = week_new();
    week.input.focus = PLAN_FOCUS_STRENGTH;
    add_at(&week, 0, PM, PLAN_STRENGTH_LOWER_HEAVY, 60);
    add_at(&week, 1, AM, PLAN_RIDE_ENDURANCE, 60);
    add_at(&week, 1, PM, PLAN_STRENGTH_UPPER, 45);
    add_at(&week, 2, AM + 720, PLAN_RIDE_VO2, 75);
    add_at(&week, 3, PM, PLAN_STRENGTH_UPPER, 45);
    add_at(&week, 4, AM, PLAN_STRENGTH_LOWER_HEAVY, 60);
    add_at(&week, 5, AM, PLAN_RIDE_ENDURANCE, 90);
    add_at(&week, 5, PM, PLAN_STRENGTH_CORE, 30);
    add_at(&week, 6, AM, PLAN_RIDE_VO2, 75);
    history_of(&week);
    struct plan_proof proof = judge(&week);
    assert_passes(&week);
    assert_int_equal(proof.verdict, PLAN_PASS_WITH_CAUTIONS);
    assert_int_equal(proof.soft[PLAN_S2].points,
                     16); /* both legs could follow a hard ride */
}

static struct plan_nearest nearest_of(struct week *week)
{
    struct plan_nearest nearest;
    plan_limits_of(&week->input, &week->limits);
    plan_sort(week->sessions, week->n_sessions);
    plan_nearest_find(&week->limits, week->n_sessions, week->sessions, 20000, &nearest);
    assert_true(nearest.is_found);
    assert_int_equal(checker_broken(&week->input, nearest.n_sessions, nearest.sessions), 0);
    return nearest;
}

/* Heavy legs in the morning, VO2 that evening: the other order passes. */
static void test_legs_before_vo2_do_not_pass_the_swapped_order_does(void **state)
{
    (void)state;
    struct week week = sprint_template();
    week.n_sessions = 0;
    add_at(&week, 0, AM, PLAN_RUN_EASY, 30);
    add_at(&week, 1, AM, PLAN_STRENGTH_LOWER_HEAVY, 60);
    add_at(&week, 1, PM, PLAN_RIDE_VO2, 60);
    add_at(&week, 3, AM, PLAN_RUN_EASY, 30);
    add_at(&week, 5, AM, PLAN_RIDE_ENDURANCE, 120);
    history_of(&week);
    struct plan_proof proof = judge(&week);
    assert_int_equal(proof.verdict, PLAN_NEEDS_OVERRIDE);
    assert_true(is_broken(&proof, PLAN_H8));
    struct plan_nearest nearest = nearest_of(&week);
    const struct plan_session *legs = NULL;
    const struct plan_session *ride = NULL;
    for (size_t i = 0; i < nearest.n_sessions; i++) {
        const struct plan_session *s = &nearest.sessions[i];
        legs = s->kind == PLAN_STRENGTH_LOWER_HEAVY ? s : legs;
        ride = s->kind == PLAN_RIDE_VO2 ? s : ride;
    }
    assert_non_null(legs);
    assert_non_null(ride);
    assert_int_equal(legs->day, 1);
    assert_int_equal(ride->day, 1);
    assert_true(plan_start(legs) - plan_end(ride) >= 360);
}

/* "Add a fourth hard run in week three back." */
static void test_a_fourth_hard_run_in_return_week_3_does_not_pass(void **state)
{
    (void)state;
    struct week week = week_new();
    week.input.return_week = 3;
    add_at(&week, 0, AM, PLAN_RUN_EASY, 30);
    add_at(&week, 2, AM, PLAN_RUN_EASY, 30);
    add_at(&week, 4, AM, PLAN_RUN_EASY, 30);
    history_of(&week);
    week.input.n_past_sessions = 0;
    add_at(&week, 6, AM, PLAN_RUN_TEMPO, 40);
    struct plan_proof proof = judge(&week);
    assert_int_equal(proof.verdict, PLAN_NEEDS_OVERRIDE);
    assert_true(is_broken(&proof, PLAN_H4));
    assert_true(is_broken(&proof, PLAN_H5));
    struct plan_nearest nearest = nearest_of(&week);
    assert_true(nearest.n_sessions <= 4);
}

static void test_a_run_on_a_stop_day_is_refused(void **state)
{
    (void)state;
    struct week week = sprint_template();
    history_of(&week);
    week.input.level = LOAD_LEVEL_STOP;
    struct plan_proof proof = judge(&week);
    assert_int_equal(proof.verdict, PLAN_REFUSED);
    assert_true(is_broken(&proof, PLAN_H1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sprint_duathlon_template_passes),
        cmocka_unit_test(test_standard_duathlon_template_passes),
        cmocka_unit_test(test_the_returning_runners_skeleton_passes),
        cmocka_unit_test(
            test_the_concurrent_strength_week_passes_and_clustering_is_offered),
        cmocka_unit_test(test_legs_before_vo2_do_not_pass_the_swapped_order_does),
        cmocka_unit_test(test_a_fourth_hard_run_in_return_week_3_does_not_pass),
        cmocka_unit_test(test_a_run_on_a_stop_day_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
