/* A whole week: verdicts, totals, projection, what reads the same twice. */
#include <string.h>

#include "fixture.h"

#include "base/banned.h"

/* A keep_both week without a single point: found by hand. */
static void good_week(struct fixture *f)
{
    (void)add(f, TUE, 7, PLAN_RIDE_THRESHOLD, 60);
    (void)add(f, TUE, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    (void)add(f, WED, 7, PLAN_RUN_EASY, 40);
    (void)add(f, WED, 18, PLAN_CALF_HIP, 15);
    (void)add(f, THU, 7, PLAN_RIDE_ENDURANCE, 60);
    (void)add(f, FRI, 7, PLAN_RUN_TEMPO, 50);
    (void)add(f, FRI, 18, PLAN_CALF_HIP, 15);
    (void)add(f, SAT, 9, PLAN_RIDE_LONG, 150);
    (void)add(f, SUN, 9, PLAN_RUN_LONG, 60);
}

static void test_verdicts(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.is_warming_up = true; /* no LL Form to hit */
    good_week(&f);
    const struct plan_proof *proof = check(&f);
    for (int i = 0; i < N_PLAN_RULES; i++) {
        assert_true(proof->rules[i].state <= PLAN_HOLDS);
    }
    /* 110 of 420 min are not easy: 73.8 %, one full point below 75. */
    assert_int_equal(proof->soft[PLAN_S1].points, 3);
    assert_int_equal(proof->soft[PLAN_S12].points, 0);
    assert_int_equal(proof->soft[PLAN_S10].points, 0);
    assert_int_equal(proof->soft[PLAN_S7].points, 0);
    assert_int_equal(proof->cost, 3);
    assert_int_equal(proof->verdict, PLAN_PASS_WITH_CAUTIONS);
    f.sessions[4].minutes = 90; /* the endurance ride: 75.6 % */
    assert_int_equal(check(&f)->verdict, PLAN_PASS);
    assert_int_equal(f.proof.cost, 0);
    f.sessions[5].day = SAT; /* tempo the day before the long run */
    assert_int_equal(check(&f)->verdict, PLAN_NEEDS_OVERRIDE);
    f.input.level = LOAD_LEVEL_STOP;
    assert_int_equal(check(&f)->verdict, PLAN_REFUSED);
}

static void test_totals_and_projection(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    good_week(&f);
    f.input.ctl_eve = 60;
    const struct plan_proof *proof = check(&f);
    assert_close(proof->totals.run_min, 150, 1e-9);
    assert_close(proof->totals.ride_min, 270, 1e-9);
    assert_close(proof->totals.run_km, 100 * 0.18 + 50 * 0.06 * 3.4, 1e-9);
    assert_close(proof->totals.easy_pct, 100.0 * 310 / 420, 1e-9);
    assert_int_equal(proof->totals.n_run_days, 3);
    assert_int_equal(proof->totals.n_run_hard, 1);
    assert_int_equal(proof->totals.n_rest_days, 2); /* Monday, and Thursday's easy ride */
    assert_int_equal(proof->totals.n_sessions, 9);
    double llss = 0;
    double fitness = 22;
    for (int day = 0; day < PLAN_DAYS; day++) {
        llss += proof->projection.llss[day];
        fitness =
            fitness * exp(-1.0 / 42) + proof->projection.llss[day] * (1 - exp(-1.0 / 42));
        assert_close(proof->projection.fitness[day], fitness, 1e-9);
    }
    assert_close(proof->totals.llss, llss, 1e-9);
    assert_close(proof->projection.llss[SAT], 21.0, 1e-9);
    assert_close(proof->projection.ctl[MON], 60 * exp(-1.0 / 42), 1e-9);
    assert_true(isnan(proof->projection.atl[MON]));
}

static void test_empty_week_of_a_stranger(void **state)
{
    (void)state;
    struct plan_input input;
    struct plan_limits limits;
    struct plan_proof proof;
    plan_input_init(&input);
    input.is_warming_up = true;
    plan_limits_of(&input, &limits);
    plan_check(&limits, 0, NULL, &proof);
    assert_true(proof.verdict <= PLAN_PASS_WITH_CAUTIONS);
    assert_true(isnan(proof.totals.easy_pct));
    assert_int_equal(proof.totals.n_rest_days, 7);
}

/* Every rule has a name, a source, a grade and a sentence; who may override is decided. */
static void test_rule_tables(void **state)
{
    (void)state;
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_info *rule = plan_rule_info((enum plan_rule)i);
        bool is_never = i == PLAN_H1 || i == PLAN_H2 || i == PLAN_H10;
        assert_int_equal(rule->override,
                         is_never ? PLAN_OVERRIDE_NEVER : PLAN_OVERRIDE_ATHLETE);
        assert_int_equal(rule->id[0], 'H');
        assert_int_equal(strtol(rule->id + 1, NULL, 10), i + 1);
        assert_true(strlen(rule->content) > 20 && strlen(rule->source) > 5);
        assert_non_null(strchr("ABCDEX", rule->grade[0]));
    }
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        const struct plan_soft_info *soft = plan_soft_info((enum plan_soft)i);
        assert_int_equal(soft->id[0], 'S');
        assert_int_equal(strtol(soft->id + 1, NULL, 10), i + 1);
        assert_true(strlen(soft->content) > 20 && strlen(soft->source) > 5);
        assert_non_null(strchr("ABCDEX", soft->grade[0]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_totals_and_projection),
        cmocka_unit_test(test_empty_week_of_a_stranger),
        cmocka_unit_test(test_rule_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
