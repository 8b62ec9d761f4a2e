/* S1 to S13: points counted by hand. */
#include "fixture.h"

#include "base/banned.h"

static void test_s1_easy_share(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(points(&f, PLAN_S1), 0); /* nothing to judge */
    (void)add(&f, MON, 7, PLAN_RIDE_ENDURANCE, 150);
    (void)add(&f, TUE, 7, PLAN_RIDE_TEMPO, 50);
    assert_int_equal(points(&f, PLAN_S1), 0); /* 75 % */
    f.sessions[0].minutes = 148;              /* 74.75: not a full point */
    assert_int_equal(points(&f, PLAN_S1), 0);
    f.sessions[0].minutes = 100; /* 66.7: 8 full points */
    assert_int_equal(points(&f, PLAN_S1), 24);
    f.sessions[1].minutes = 0; /* 100 %: 15 above */
    assert_int_equal(points(&f, PLAN_S1), 45);
    f.input.return_week = 8;
    assert_int_equal(points(&f, PLAN_S1), 0);
    f.input.return_week = 9;
    assert_int_equal(points(&f, PLAN_S1), 45);
    f.input.is_deload_due = true;
    assert_int_equal(points(&f, PLAN_S1), 0);
}

static void test_s2_cluster(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, TUE, 7, PLAN_RIDE_VO2, 60);
    (void)add(&f, THU, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_int_equal(points(&f, PLAN_S2), 8);
    f.sessions[1].day = TUE; /* a pair */
    assert_int_equal(points(&f, PLAN_S2), 0);
    (void)add(&f, WED, 7, PLAN_RIDE_TEMPO, 60); /* the day after is not easy */
    assert_int_equal(points(&f, PLAN_S2), 5);
    clear(&f);
    (void)add(&f, TUE, 7, PLAN_RIDE_VO2, 60);
    (void)add(&f, THU, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    (void)add(&f, SAT, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_int_equal(points(&f, PLAN_S2), 8); /* one hard ride only */
    f.input.has_availability = true;          /* no day has two slots */
    assert_int_equal(points(&f, PLAN_S2), 0);
    f.input.available[WED].slots[0] = (struct plan_slot){420, 60};
    f.input.available[WED].slots[1] = (struct plan_slot){1080, 45};
    assert_int_equal(points(&f, PLAN_S2), 8);
    f.input.available[WED].slots[1].minutes = 44;
    assert_int_equal(points(&f, PLAN_S2), 0);
    clear(&f);
    happened(&f, -1, 7, 60, PLAN_MARK_RIDE_HARD);
    happened(&f, -1, 18, 45, PLAN_MARK_HEAVY_LEGS);
    (void)add(&f, MON, 7, PLAN_RIDE_TEMPO, 60);
    assert_int_equal(points(&f, PLAN_S2), 5);
    f.sessions[0].effort = PLAN_EASY;
    assert_int_equal(points(&f, PLAN_S2), 0);
}

static void test_s3_hard_apart(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, TUE, 7, PLAN_RIDE_VO2, 60);
    (void)add(&f, WED, 7, PLAN_RUN_TEMPO, 40);
    assert_int_equal(points(&f, PLAN_S3), 0); /* 24 h */
    f.sessions[1].start_min -= 1;
    assert_int_equal(points(&f, PLAN_S3), 12);
    (void)add(&f, THU, 6, PLAN_RIDE_THRESHOLD, 60);
    assert_int_equal(points(&f, PLAN_S3), 24);
    clear(&f);
    (void)add(&f, MON, 7, PLAN_RUN_TEMPO, 40);
    happened(&f, -1, 18, 60, PLAN_MARK_RIDE | PLAN_MARK_RIDE_HARD);
    assert_int_equal(points(&f, PLAN_S3), 12);
    clear(&f);
    (void)add(&f, MON, 7, PLAN_RIDE_VO2, 60);
    f.input.past_sessions[0].marks = PLAN_MARK_RUN | PLAN_MARK_RUN_HARD;
    assert_int_equal(points(&f, PLAN_S3), 12);
}

/* Means of the last three weeks: LLSS 150 x 56 / 60 + 16.8 = 156.8, 120 ride minutes. */
static void test_s4_deload(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 7, PLAN_RIDE_ENDURANCE, 96); /* 80 % */
    assert_int_equal(points(&f, PLAN_S4), 0);
    f.input.focus = PLAN_FOCUS_DELOAD;
    assert_int_equal(points(&f, PLAN_S4), 0);
    f.sessions[0].minutes = 99; /* 82.5 % */
    assert_int_equal(points(&f, PLAN_S4), 2);
    f.sessions[0].llss = 0.70 * 156.8 + 0.01;
    assert_int_equal(points(&f, PLAN_S4), 7);
    f.input.focus = PLAN_FOCUS_KEEP_BOTH;
    assert_int_equal(points(&f, PLAN_S4), 0);
    f.input.is_deload_due = true;
    assert_int_equal(points(&f, PLAN_S4), 7);
    past(&f, -21)->is_known = false;
    assert_int_equal(points(&f, PLAN_S4), 0);
}

static void test_s5_form_and_ramp(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    /* Nothing done: fitness 22 e^(-1/6) = 18.623, fatigue 22 e^-1 = 8.093: form 56.5 % */
    assert_int_equal(points(&f, PLAN_S5), 56);
    assert_close(f.proof.soft[PLAN_S5].value, 56.5402, 1e-3);
    assert_close(f.proof.projection.ramp, 22 * exp(-1.0 / 6) - 22, 1e-9);
    f.input.is_warming_up = true;
    assert_int_equal(points(&f, PLAN_S5), 0);
    f.input.is_warming_up = false;
    f.input.race_day = 10;
    assert_int_equal(points(&f, PLAN_S5), 0); /* the taper begins in this week */
    f.input.race_day = PLAN_NO_DAY;
    add(&f, SUN, 7, PLAN_RUN_EASY, 60)->llss = 800;
    /* Fitness + 800 x 0.0235 = 37.445: + 15.4, ten full points above 5. Fatigue + 106.5 =
     * 114.59: form -206.0 %, 186 points below -20. */
    assert_int_equal(points(&f, PLAN_S5), 186 + 4 * 10);
    f.input.fitness_eve = 1;
    f.input.fatigue_eve = 1;
    f.sessions[0].llss = 10; /* LL Fitness below 5: no percentage */
    assert_int_equal(points(&f, PLAN_S5), 0);
}

static void test_s6_brick(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.race_kind = PLAN_RACE_DUATHLON;
    f.input.race_day = 56;
    assert_int_equal(points(&f, PLAN_S6), 15);
    (void)add(&f, SAT, 9, PLAN_RUN_BRICK, 15);
    assert_int_equal(points(&f, PLAN_S6), 0);
    (void)add(&f, SUN, 9, PLAN_RUN_BRICK, 15);
    assert_int_equal(points(&f, PLAN_S6), 10);
    f.input.race_day = 57;
    assert_int_equal(points(&f, PLAN_S6), 0);
    f.input.race_day = 6;
    assert_int_equal(points(&f, PLAN_S6), 0);
    clear(&f);
    f.input.race_day = 20;
    f.input.race_kind = PLAN_RACE_RUN;
    assert_int_equal(points(&f, PLAN_S6), 0);
}

/* keep_both: 3 runs (1 hard, 1 long), 3-4 rides (1 hard, 1 long), 1 heavy, 1 calf. */
static void test_s7_pattern(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(points(&f, PLAN_S7), 6 * (3 + 1 + 1 + 3 + 1 + 1 + 1 + 1));
    (void)add(&f, MON, 7, PLAN_RUN_TEMPO, 40);
    (void)add(&f, TUE, 7, PLAN_RIDE_VO2, 60);
    (void)add(&f, TUE, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 40);
    (void)add(&f, THU, 7, PLAN_RIDE_ENDURANCE, 60);
    (void)add(&f, THU, 18, PLAN_CALF_HIP, 15);
    (void)add(&f, SAT, 7, PLAN_RUN_LONG, 60);
    (void)add(&f, SUN, 7, PLAN_RIDE_LONG, 150);
    assert_int_equal(points(&f, PLAN_S7), 0);
    (void)add(&f, SUN, 18, PLAN_CALF_HIP, 15); /* free up to S8's two */
    assert_int_equal(points(&f, PLAN_S7), 0);
    (void)add(&f, MON, 18, PLAN_CALF_HIP, 15);
    assert_int_equal(points(&f, PLAN_S7), 6);
    (void)add(&f, MON, 19, PLAN_STRENGTH_CORE, 30);
    assert_int_equal(points(&f, PLAN_S7), 12);
    add(&f, SUN, 9, PLAN_RACE, 60)->marks |= PLAN_MARK_RUN; /* races count nowhere */
    assert_int_equal(points(&f, PLAN_S7), 12);
    (void)add(&f, THU, 8, PLAN_RUN_BRICK, 15); /* a run too many, and a brick */
    assert_int_equal(points(&f, PLAN_S7), 24);
}

static void test_s7_short_and_light_or_calf(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.focus = PLAN_FOCUS_RACE_WEEK; /* 2 runs, 1-2 rides, short hard ones */
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 30);
    (void)add(&f, TUE, 7, PLAN_RUN_THRESHOLD, 55);
    (void)add(&f, WED, 7, PLAN_RIDE_RECOVERY, 30);
    assert_int_equal(points(&f, PLAN_S7), 0);
    f.sessions[1].minutes = 60; /* 57.5 is the middle */
    assert_int_equal(points(&f, PLAN_S7), 6);
    f.input.focus = PLAN_FOCUS_DUATHLON;
    clear(&f);
    int before = points(&f, PLAN_S7);
    (void)add(&f, WED, 7, PLAN_CALF_HIP, 15);
    assert_int_equal(before - points(&f, PLAN_S7), 6);
    (void)add(&f, WED, 8, PLAN_STRENGTH_LOWER_LIGHT, 30);
    assert_int_equal(before - points(&f, PLAN_S7), 6);
    f.input.race_kind = PLAN_RACE_DUATHLON;
    f.input.race_day = 20;
    assert_int_equal(before - points(&f, PLAN_S7), 0); /* now a brick is missing */
}

static void test_s8_s9(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(points(&f, PLAN_S8), 8);
    f.input.has_achilles_history = true;
    (void)add(&f, WED, 7, PLAN_CALF_HIP, 15);
    assert_int_equal(points(&f, PLAN_S8), 8);
    f.input.has_achilles_history = false;
    add(&f, THU, 7, PLAN_RUN_EASY, 30)->is_hilly = true;
    assert_int_equal(points(&f, PLAN_S9), 0);
    f.input.return_week = 8;
    assert_int_equal(points(&f, PLAN_S9), 10);
    f.input.return_week = 0;
    f.input.has_knee_history = true;
    assert_int_equal(points(&f, PLAN_S9), 10);
}

static void test_s10_daniels(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 7, PLAN_RUN_THRESHOLD, 40); /* 16 min of work */
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 120);
    assert_int_equal(points(&f, PLAN_S10), 0); /* 10 % */
    f.sessions[1].minutes = 93;                /* 12.03 %: 2 full points */
    assert_int_equal(points(&f, PLAN_S10), 4);
    (void)add(&f, FRI, 7, PLAN_RUN_VO2, 60); /* 18 min: 9.3 % of 193; threshold 8.3 % */
    assert_int_equal(points(&f, PLAN_S10), 2);
}

static void test_s11_stability(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 40);
    (void)add(&f, WED, 7, PLAN_RIDE_VO2, 60);
    (void)add(&f, FRI, 7, PLAN_RUN_TEMPO, 40);
    for (int i = 0; i < 3; i++) {
        f.input.accepted[i] = f.sessions[i];
    }
    f.input.n_accepted = 3;
    assert_int_equal(points(&f, PLAN_S11), 0);
    f.input.has_accepted = true;
    assert_int_equal(points(&f, PLAN_S11), 0);
    f.sessions[1].day = THU; /* moved */
    assert_int_equal(points(&f, PLAN_S11), 5);
    f.sessions[2].minutes = 50; /* its length is free */
    assert_int_equal(points(&f, PLAN_S11), 5);
    f.sessions[2].kind = PLAN_RUN_EASY; /* one removed, one added */
    assert_int_equal(points(&f, PLAN_S11), 21);
    f.n_sessions = 0; /* Monday's was missed: no cost; two removed */
    f.input.today = TUE;
    assert_int_equal(points(&f, PLAN_S11), 16);
}

static void test_s12_s13(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 30);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 30);
    assert_int_equal(points(&f, PLAN_S12), 0); /* two runs only */
    (void)add(&f, SAT, 7, PLAN_RUN_EASY, 40);
    assert_int_equal(points(&f, PLAN_S12), 0); /* 40 % */
    f.sessions[2].minutes = 50;                /* 45.5 % */
    assert_int_equal(points(&f, PLAN_S12), 5);
    assert_int_equal(points(&f, PLAN_S13), 0);
    f.sessions[2].day = THU;
    assert_int_equal(points(&f, PLAN_S13), 3);
    past(&f, -1)->has_run = true;
    assert_int_equal(points(&f, PLAN_S13), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s1_easy_share),
        cmocka_unit_test(test_s2_cluster),
        cmocka_unit_test(test_s3_hard_apart),
        cmocka_unit_test(test_s4_deload),
        cmocka_unit_test(test_s5_form_and_ramp),
        cmocka_unit_test(test_s6_brick),
        cmocka_unit_test(test_s7_pattern),
        cmocka_unit_test(test_s7_short_and_light_or_calf),
        cmocka_unit_test(test_s8_s9),
        cmocka_unit_test(test_s10_daniels),
        cmocka_unit_test(test_s11_stability),
        cmocka_unit_test(test_s12_s13),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
