/* H1 to H6: at the limit, just beyond, with history at the edge. */
#include "fixture.h"

#include "base/banned.h"

static void test_h1_stop(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.level = LOAD_LEVEL_STOP;
    (void)add(&f, TUE, 7, PLAN_RIDE_ENDURANCE, 60);
    assert_rule(&f, PLAN_H1, PLAN_HOLDS, 0, 0);
    assert_int_equal(check(&f)->verdict <= PLAN_PASS_WITH_CAUTIONS, true);
    (void)add(&f, SUN, 7, PLAN_RUN_EASY, 20);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 1, 0);
    assert_int_equal(f.proof.rules[PLAN_H1].day, SUN);
    assert_int_equal(f.proof.verdict, PLAN_REFUSED);
}

/* What pain stops besides the running: heavy legs and impact, not rehab, not the arms. */
static void test_h1_legs(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.level = LOAD_LEVEL_STOP;
    (void)add(&f, TUE, 7, PLAN_CALF_HIP, 15);
    (void)add(&f, TUE, 18, PLAN_STRENGTH_LOWER_LIGHT, 30);
    (void)add(&f, WED, 7, PLAN_STRENGTH_UPPER, 45);
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
    (void)add(&f, SUN, 7, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 1, 0);
    assert_int_equal(f.proof.rules[PLAN_H1].day, SUN);
    assert_int_equal(f.proof.verdict, PLAN_REFUSED);
    f.sessions[f.n_sessions - 1].is_done = true; /* nothing planned makes it worse */
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
    clear(&f);
    struct plan_session *football = add(&f, THU, 19, PLAN_CALF_HIP, 60);
    football->kind = PLAN_OTHER;
    football->sport = SPORT_SOCCER;
    football->marks = PLAN_MARK_IMPACT | PLAN_MARK_LOADS_LIMBS;
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_BROKEN);
    clear(&f);
    f.input.level = LOAD_LEVEL_HOLD; /* up to today */
    f.input.today = TUE;
    (void)add(&f, WED, 7, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
    (void)add(&f, TUE, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 1, 0);
    f.input.level = LOAD_LEVEL_CAUTION;
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
}

/* The hold or stop is over, its trace is not. */
static void test_h1_after_hold_and_stop(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.today = TUE;
    f.input.is_first_after_hold = true;
    f.input.last_run_min = 50;
    (void)add(&f, TUE, 18, PLAN_RUN_EASY, 35); /* today already */
    (void)add(&f, THU, 7, PLAN_RUN_LONG, 60);
    assert_rule(&f, PLAN_H1, PLAN_HOLDS, 35, 35);
    f.sessions[0].minutes = 40;
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 40, 35);
    f.sessions[0].kind = PLAN_RACE; /* one that stands */
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
    f.sessions[0].is_claimed = true;
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_BROKEN);
    fixture_init(&f);
    f.input.after_stop_until = WED;
    (void)add(&f, THU, 7, PLAN_STRENGTH_LOWER_HEAVY, 45);
    (void)add(&f, THU, 18, PLAN_RUN_TEMPO, 40);
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
    (void)add(&f, WED, 7, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 1, 0);
    f.n_sessions = 0;
    (void)add(&f, WED, 18, PLAN_RUN_TEMPO, 40);
    assert_int_equal(state_of(&f, PLAN_H5), PLAN_BROKEN);
}

static void test_h1_hold(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.level = LOAD_LEVEL_HOLD;
    f.input.today = TUE;
    f.input.last_run_min = 50;
    (void)add(&f, TUE, 18, PLAN_RUN_EASY, 20);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 1, 0); /* none up to today */
    clear(&f);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 35);
    assert_rule(&f, PLAN_H1, PLAN_HOLDS, 35, 35);
    (void)add(&f, FRI, 7, PLAN_RUN_EASY, 60); /* the first one only */
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
    clear(&f);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 40);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 40, 35);
    assert_int_equal(f.proof.verdict, PLAN_REFUSED);
    clear(&f);
    add(&f, WED, 7, PLAN_RUN_TEMPO, 30)->km = LOAD_NAN;
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_BROKEN); /* not easy */
    f.input.level = LOAD_LEVEL_CAUTION;
    assert_int_equal(state_of(&f, PLAN_H1), PLAN_HOLDS);
}

static void test_h1_hold_before_the_week_and_on_the_ladder(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.level = LOAD_LEVEL_HOLD;
    f.input.today = -2;
    f.input.last_run_min = 50;
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 40);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 40, 35);
    f.input.ladder = (struct plan_ladder){true, 3, 0};
    clear(&f);
    (void)add_ladder(&f, MON, 3);
    assert_rule(&f, PLAN_H1, PLAN_HOLDS, 3, 3);
    clear(&f);
    (void)add_ladder(&f, MON, 4);
    assert_rule(&f, PLAN_H1, PLAN_BROKEN, 4, 3);
}

static void test_h2_bone_stress(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(state_of(&f, PLAN_H2), PLAN_NOT_APPLICABLE);
    f.input.is_bone_stress = true;
    f.input.ladder = (struct plan_ladder){true, 2, 0};
    (void)add_ladder(&f, MON, 2);
    (void)add_ladder(&f, WED, 2);
    assert_int_equal(state_of(&f, PLAN_H2), PLAN_HOLDS);
    (void)add_ladder(&f, FRI, 4); /* after two clean ones 3 */
    assert_rule(&f, PLAN_H2, PLAN_BROKEN, 4, 3);
    assert_int_equal(f.proof.verdict, PLAN_REFUSED);
    clear(&f);
    (void)add_ladder(&f, MON, 2);
    (void)add_ladder(&f, TUE, 2);
    assert_int_equal(state_of(&f, PLAN_H2), PLAN_BROKEN);
    clear(&f);
    (void)add_ladder(&f, MON, 2);
    past(&f, -1)->has_run = true; /* yesterday counts */
    assert_int_equal(state_of(&f, PLAN_H2), PLAN_BROKEN);
    past(&f, -1)->has_run = false;
    assert_int_equal(state_of(&f, PLAN_H2), PLAN_HOLDS);
    clear(&f);
    struct plan_session *race = add(&f, SAT, 9, PLAN_RUN_EASY, 20);
    race->kind = PLAN_RACE; /* exempt from H3, not from H2 */
    assert_rule(&f, PLAN_H2, PLAN_BROKEN, 20, 1);
    assert_int_equal(f.proof.rules[PLAN_H3].state, PLAN_NOT_APPLICABLE);
    f.input.bone_pain = 1;
    assert_rule(&f, PLAN_H2, PLAN_BROKEN, 1, 0);
    f.input.bone_pain = 0;
    f.input.is_bone_high_risk = true;
    assert_int_equal(state_of(&f, PLAN_H2), PLAN_BROKEN);
}

static void test_h3_kilometres(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct plan_session *run = add(&f, SAT, 7, PLAN_RUN_LONG, 60);
    run->km = 12.1; /* 1.10 x 11 */
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 12.1, 12.1);
    assert_true(f.proof.rules[PLAN_H3].binds);
    f.sessions[0].km = 12.2;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 12.2, 12.1);
    assert_int_equal(f.proof.verdict, PLAN_NEEDS_OVERRIDE);
    f.sessions[0].km = 11.0;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 11.0, 12.1);
    assert_false(f.proof.rules[PLAN_H3].binds);
    f.sessions[0].km = LOAD_NAN; /* then minutes */
    f.sessions[0].minutes = 66;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 66, 66);
    f.sessions[0].minutes = 67;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 67, 66);
    f.sessions[0].kind = PLAN_RACE; /* exempt */
    assert_int_equal(state_of(&f, PLAN_H3), PLAN_NOT_APPLICABLE);
}

/* The longest of 30 days leaves the window within the week. */
static void test_h3_window_moves(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    ran(&f, -28, 100, 20); /* in d-30 .. d-1 up to Wednesday */
    struct plan_session *run = add(&f, WED, 7, PLAN_RUN_EASY, 60);
    run->km = 15;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 15, 22);
    f.sessions[0].day = THU;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 15, 12.1);
    /* A run done on Monday raises it again, one planned then does not. */
    struct plan_session *done = &f.input.fixed[f.input.n_fixed++];
    plan_session_of_menu(&f.input, PLAN_RUN_LONG, 0, 80, done);
    done->km = 14;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 15, 12.1);
    done->is_done = true;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 15, 15.4);
}

static void test_h3_adjoining_runs_are_one(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    add(&f, WED, 7, PLAN_RUN_EASY, 40)->km = 7;
    struct plan_session *second = add(&f, WED, 8, PLAN_RUN_EASY, 30);
    second->km = 6;
    second->start_min = 7 * 60 + 69; /* 29 min after the end */
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 13, 12.1);
    f.sessions[1].start_min = 7 * 60 + 70; /* exactly 30: two sessions */
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 7, 12.1);
    f.sessions[1].start_min = 7 * 60 + 50;
    struct plan_session *ride = add(&f, WED, 7, PLAN_RIDE_RECOVERY, 10);
    ride->start_min = 7 * 60 + 40; /* a ride between */
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 7, 12.1);
}

static void test_h3_short_runners_step_in_minutes(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (int day = -42; day < 0; day++) {
        past(&f, day)->longest_run_min = past(&f, day)->longest_run_km = LOAD_NAN;
    }
    past(&f, -5)->longest_run_min = 20;
    past(&f, -5)->longest_run_km = 3;
    add(&f, WED, 7, PLAN_RUN_EASY, 25)->km = 9; /* km do not matter below 45 min */
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 25, 25);
    f.sessions[0].minutes = 26;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 26, 25);
    past(&f, -5)->longest_run_min = 44;
    f.sessions[0].minutes = 49;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 49, 49); /* + 5 is more than 48.4 */
    past(&f, -5)->longest_run_min = 45;
    f.sessions[0].km = 3.3;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 3.3, 3.3);
}

static void test_h3_ladder(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.ladder = (struct plan_ladder){true, 5, 1};
    f.input.return_week = 1;
    (void)add_ladder(&f, MON, 5);
    (void)add_ladder(&f, WED, 6); /* the one before was the second clean one */
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 5, 5);
    (void)add_ladder(&f, FRI, 7);
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 7, 6);
    clear(&f);
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 20); /* rung 5 runs 4 min without a walk */
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 20, 4);
    f.input.ladder.rung = 10;
    f.sessions[0].minutes = f.sessions[0].longest_run_min = 30;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 30, 30);
    /* No run in 30 days: the ladder as well. */
    fixture_init(&f);
    for (int day = -42; day < 0; day++) {
        past(&f, day)->longest_run_min = past(&f, day)->longest_run_km = LOAD_NAN;
    }
    f.input.ladder.rung = 5;
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 20);
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 20, 4);
}

static void test_h3_resuming_and_learning(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.state = LOAD_RUN_RESUMING;
    f.input.gap_longest_km = 10;
    f.input.gap_longest_min = 60;
    add(&f, TUE, 7, PLAN_RUN_EASY, 40)->km = 7;
    add(&f, THU, 7, PLAN_RUN_EASY, 40)->km = 8;
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 7, 7);
    f.sessions[0].km = 7.1;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 7.1, 7);
    f.input.gap_first_run_day = -3; /* already run again */
    f.input.resuming_until = 10;
    assert_int_equal(state_of(&f, PLAN_H3), PLAN_HOLDS);
    fixture_init(&f);
    f.input.state = LOAD_RUN_LEARNING;
    (void)add(&f, TUE, 7, PLAN_RUN_EASY, 30);
    assert_rule(&f, PLAN_H3, PLAN_HOLDS, 30, 30);
    f.sessions[0].minutes = 31;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 31, 30);
}

static void test_h4_run_days(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (int day = MON; day <= SUN; day++) {
        (void)add(&f, day, 7, PLAN_RUN_EASY, 20);
    }
    assert_int_equal(state_of(&f, PLAN_H4), PLAN_NOT_APPLICABLE);
    f.input.cap_run_days = 6;
    assert_rule(&f, PLAN_H4, PLAN_BROKEN, 7, 6);
    f.input.cap_run_days = 7;
    assert_rule(&f, PLAN_H4, PLAN_HOLDS, 7, 7);
    f.input.cap_run_days = -1;
    f.input.return_week = 9;
    assert_rule(&f, PLAN_H4, PLAN_BROKEN, 7, 4);
    f.n_sessions = 4; /* Monday to Thursday: consecutive is allowed from week 9 on */
    assert_rule(&f, PLAN_H4, PLAN_HOLDS, 4, 4);
    f.input.return_week = 8;
    f.n_sessions = 0;
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 20);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 20);
    (void)add(&f, SUN, 7, PLAN_RUN_EASY, 20);
    assert_rule(&f, PLAN_H4, PLAN_HOLDS, 3, 3);
    f.sessions[1].day = TUE;
    assert_rule(&f, PLAN_H4, PLAN_BROKEN, 2, 1);
    f.sessions[1].day = WED;
    past(&f, -1)->has_run = true;
    assert_rule(&f, PLAN_H4, PLAN_BROKEN, 2, 1);
}

static void test_h4_one_run_a_day(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 20);
    (void)add(&f, MON, 18, PLAN_RUN_EASY, 20);
    assert_int_equal(state_of(&f, PLAN_H4), PLAN_NOT_APPLICABLE);
    f.input.return_week = 10;
    assert_int_equal(state_of(&f, PLAN_H4), PLAN_BROKEN);
    f.sessions[1].kind = PLAN_RUN_BRICK;
    assert_int_equal(state_of(&f, PLAN_H4), PLAN_HOLDS);
    f.sessions[1].kind = PLAN_RUN_EASY;
    f.sessions[1].start_min = 7 * 60 + 20; /* adjoining: one session */
    assert_int_equal(state_of(&f, PLAN_H4), PLAN_HOLDS);
}

static void test_h5_count(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 7, PLAN_RUN_TEMPO, 40);
    (void)add(&f, THU, 7, PLAN_RUN_VO2, 40);
    check(&f);
    assert_rule(&f, PLAN_H5, PLAN_HOLDS, 2, 2);
    (void)add(&f, SUN, 7, PLAN_RUN_THRESHOLD, 40);
    assert_rule(&f, PLAN_H5, PLAN_BROKEN, 3, 2);
    f.n_sessions = 1;
    f.input.return_week = 4;
    assert_rule(&f, PLAN_H5, PLAN_BROKEN, 1, 0);
    f.input.return_week = 5;
    assert_rule(&f, PLAN_H5, PLAN_HOLDS, 1, 1);
    f.input.return_week = 0;
    f.input.state = LOAD_RUN_RESUMING;
    f.input.gap_first_run_day = -12;
    f.input.resuming_until = MON;
    assert_rule(&f, PLAN_H5, PLAN_BROKEN, 1, 0);
    f.sessions[0].day = TUE; /* resuming is over */
    assert_rule(&f, PLAN_H5, PLAN_HOLDS, 1, 2);
}

static void test_h5_hours_apart(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, TUE, 18, PLAN_RUN_TEMPO, 60);
    (void)add(&f, THU, 18, PLAN_RUN_VO2, 40);
    assert_rule(&f, PLAN_H5, PLAN_HOLDS, 2, 2);
    f.sessions[1].start_min -= 1;
    assert_rule(&f, PLAN_H5, PLAN_BROKEN, 48.0 - 1.0 / 60, 48);
    f.sessions[1].day = FRI;
    f.input.has_tendon_history = true;
    assert_rule(&f, PLAN_H5, PLAN_BROKEN, 72.0 - 1.0 / 60, 72);
    f.sessions[1].start_min += 1;
    assert_int_equal(state_of(&f, PLAN_H5), PLAN_HOLDS);
    f.n_sessions = 1;                                             /* Tuesday 18:00 */
    happened(&f, -1, 19, 40, PLAN_MARK_RUN_HARD | PLAN_MARK_RUN); /* Sunday 19:00: 47 h */
    f.input.has_tendon_history = false;
    assert_rule(&f, PLAN_H5, PLAN_BROKEN, 47, 48);
    f.input.past_sessions[0].start -= 60;
    assert_int_equal(state_of(&f, PLAN_H5), PLAN_HOLDS);
}

/* What happened can break nothing; what is planned on top of it can. */
static void test_done_sessions(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.today = FRI;
    for (int day = MON; day <= WED; day++) {
        struct plan_session *done = add(&f, day, 7, PLAN_RUN_TEMPO, 70);
        done->is_done = true;
    }
    assert_rule(&f, PLAN_H5, PLAN_DONE_BEYOND, 24, 48);
    assert_rule(&f, PLAN_H6, PLAN_DONE_BEYOND, 210, 180);
    assert_true(f.proof.verdict <= PLAN_PASS_WITH_CAUTIONS);
    (void)add(&f, SAT, 7, PLAN_RUN_EASY, 20);
    assert_rule(&f, PLAN_H6, PLAN_BROKEN, 230, 180);
    assert_int_equal(f.proof.rules[PLAN_H5].state, PLAN_DONE_BEYOND);
}

static void test_h6_minutes(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 60);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 60);
    (void)add(&f, FRI, 7, PLAN_RUN_EASY, 60);
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 180, 180); /* 150 x 1.20 = 150 + 30 */
    assert_true(f.proof.rules[PLAN_H6].binds);
    f.sessions[2].minutes = 61;
    assert_rule(&f, PLAN_H6, PLAN_BROKEN, 181, 180);
    for (int day = -21; day < 0; day++) {
        past(&f, day)->run_min *= 0.4; /* 60 a week: 72, but 90 is always allowed */
    }
    f.n_sessions = 1;
    f.sessions[0].minutes = 90;
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 90, 90);
    f.input.state = LOAD_RUN_RESUMING;
    f.input.gap_week_min = 200;
    for (int day = -21; day < 0; day++) {
        past(&f, day)->run_min *= 5; /* 300 a week */
    }
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 90, 140);
    f.input.gap_week_min = 100;
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 90, 90);
    for (int day = -21; day < 0; day++) {
        past(&f, day)->run_min = 0;
    }
    f.input.state = LOAD_RUN_NORMAL;
    assert_int_equal(state_of(&f, PLAN_H6), PLAN_NOT_APPLICABLE);
}

static void test_h6_planned_history_and_ladder_and_cap(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.ladder = (struct plan_ladder){true, 10, 0};
    (void)add_ladder(&f, MON, 10);
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 0, 180); /* ladder runs are exempt */
    past(&f, -1)->run_min = 200;
    past(&f, -1)->is_planned = true;
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 0, 180);
    f.input.cap_run_km = 20;
    f.input.ladder.is_open = false;
    clear(&f);
    add(&f, MON, 7, PLAN_RUN_EASY, 60)->km = 10;
    add(&f, WED, 7, PLAN_RUN_EASY, 60)->km = 10;
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 20, 20);
    f.sessions[0].km = 10.5;
    assert_rule(&f, PLAN_H6, PLAN_BROKEN, 20.5, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_h1_stop),
        cmocka_unit_test(test_h1_legs),
        cmocka_unit_test(test_h1_after_hold_and_stop),
        cmocka_unit_test(test_h1_hold),
        cmocka_unit_test(test_h1_hold_before_the_week_and_on_the_ladder),
        cmocka_unit_test(test_h2_bone_stress),
        cmocka_unit_test(test_h3_kilometres),
        cmocka_unit_test(test_h3_window_moves),
        cmocka_unit_test(test_h3_adjoining_runs_are_one),
        cmocka_unit_test(test_h3_short_runners_step_in_minutes),
        cmocka_unit_test(test_h3_ladder),
        cmocka_unit_test(test_h3_resuming_and_learning),
        cmocka_unit_test(test_h4_run_days),
        cmocka_unit_test(test_h4_one_run_a_day),
        cmocka_unit_test(test_h5_count),
        cmocka_unit_test(test_h5_hours_apart),
        cmocka_unit_test(test_done_sessions),
        cmocka_unit_test(test_h6_minutes),
        cmocka_unit_test(test_h6_planned_history_and_ladder_and_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
