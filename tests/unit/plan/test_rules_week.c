/* H7 to H12: at the limit, just beyond, with history at the edge. */
#include <string.h>

#include "fixture.h"

#include "base/banned.h"

static void test_h7_rolling(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (int day = MON; day <= SUN; day++) {
        if (day != WED) {
            (void)add(&f, day, 7, PLAN_RUN_EASY, 20);
        }
    }
    assert_rule(&f, PLAN_H7, PLAN_HOLDS, 1, 1);
    assert_true(f.proof.rules[PLAN_H7].binds);
    (void)add(&f, WED, 7, PLAN_RIDE_ENDURANCE, 135); /* LLSS 18.9: still rest */
    assert_rule(&f, PLAN_H7, PLAN_HOLDS, 1, 1);
    (void)add(&f, WED, 18, PLAN_STRENGTH_UPPER, 60); /* + 2.5: 21.4 */
    assert_rule(&f, PLAN_H7, PLAN_BROKEN, 0, 1);
    f.input.mass_factor = 1.1; /* 22 is the bound, the loads here stay */
    assert_rule(&f, PLAN_H7, PLAN_HOLDS, 1, 1);
}

static void test_h7_looks_back(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (int day = -7; day < 0; day++) {
        past(&f, day)->is_rest = day == -3;
    }
    (void)add(&f, MON, 7, PLAN_RUN_EASY, 20);
    (void)add(&f, TUE, 7, PLAN_RUN_EASY, 20);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 20);
    assert_rule(&f, PLAN_H7, PLAN_HOLDS, 1, 1);
    (void)add(&f, THU, 7, PLAN_CALF_HIP, 15); /* no load for the limbs */
    assert_rule(&f, PLAN_H7, PLAN_HOLDS, 1, 1);
    (void)add(&f, THU, 18, PLAN_STRENGTH_LOWER_LIGHT, 30);
    assert_rule(&f, PLAN_H7, PLAN_HOLDS, 1, 1); /* Friday before to Thursday */
    (void)add(&f, FRI, 18, PLAN_STRENGTH_LOWER_LIGHT, 30);
    assert_rule(&f, PLAN_H7, PLAN_BROKEN, 0, 1);
    assert_int_equal(f.proof.rules[PLAN_H7].day, FRI);
    past(&f, -3)->is_unknown = true; /* unreadable is no rest: broken from Monday on */
    f.n_sessions = 1;
    assert_rule(&f, PLAN_H7, PLAN_BROKEN, 0, 1);
    assert_int_equal(f.proof.rules[PLAN_H7].day, MON);
    past(&f, -3)->is_known = false; /* judged as soon as 7 days are known */
    assert_rule(&f, PLAN_H7, PLAN_HOLDS, 4, 1);
}

static void test_h7_return_week(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.return_week = 9;
    for (int day = MON; day <= FRI; day++) {
        (void)add(&f, day, 7, PLAN_STRENGTH_LOWER_LIGHT, 30);
    }
    assert_int_equal(state_of(&f, PLAN_H7), PLAN_HOLDS);
    (void)add(&f, SAT, 7, PLAN_STRENGTH_LOWER_LIGHT, 30);
    assert_rule(&f, PLAN_H7, PLAN_BROKEN, 1, 2);
}

/* A day that what is done has spoilt already cannot be spoilt again. */
static void test_h7_done(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (int day = -7; day < 0; day++) {
        past(&f, day)->is_rest = false;
    }
    add(&f, MON, 7, PLAN_RUN_EASY, 20)->is_done = true;
    (void)add(&f, MON, 18, PLAN_RUN_EASY, 20);
    assert_rule(&f, PLAN_H7, PLAN_DONE_BEYOND, 0, 1);
    f.sessions[0].is_done = false;
    assert_rule(&f, PLAN_H7, PLAN_BROKEN, 0, 1);
}

static void test_h8_before_key(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, TUE, 7, PLAN_STRENGTH_LOWER_HEAVY, 60); /* ends 8:00 */
    (void)add(&f, WED, 8, PLAN_RIDE_VO2, 60);
    assert_rule(&f, PLAN_H8, PLAN_HOLDS, 24, 24);
    assert_true(f.proof.rules[PLAN_H8].binds);
    f.sessions[1].start_min -= 1;
    assert_rule(&f, PLAN_H8, PLAN_BROKEN, 24 - 1.0 / 60, 24);
    assert_int_equal(f.proof.rules[PLAN_H8].session, 1);
    assert_int_equal(f.proof.rules[PLAN_H8].other, 0);
    f.sessions[1].kind = PLAN_RIDE_ENDURANCE;
    f.sessions[1].marks = PLAN_MARK_RIDE;
    assert_int_equal(state_of(&f, PLAN_H8), PLAN_NOT_APPLICABLE);
    clear(&f);
    (void)add(&f, TUE, 7, PLAN_STRENGTH_LOWER_LIGHT, 30); /* free of H8 */
    (void)add(&f, TUE, 18, PLAN_RUN_VO2, 40);
    assert_int_equal(state_of(&f, PLAN_H8), PLAN_NOT_APPLICABLE);
    f.n_sessions = 0;
    (void)add(&f, MON, 7, PLAN_RUN_THRESHOLD, 40);
    happened(&f, -1, 18, 60, PLAN_MARK_HEAVY_LEGS); /* Sunday 19:00 to Monday 7:00 */
    assert_rule(&f, PLAN_H8, PLAN_BROKEN, 12, 24);
}

static void test_h8_other_order_and_tempo(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, TUE, 7, PLAN_RIDE_VO2, 60);
    (void)add(&f, TUE, 14, PLAN_STRENGTH_LOWER_HEAVY, 60);
    assert_rule(&f, PLAN_H8, PLAN_HOLDS, 6, 6);
    f.sessions[1].start_min -= 1;
    assert_rule(&f, PLAN_H8, PLAN_BROKEN, 6 - 1.0 / 60, 6);
    f.input.accepts_short_gap = true;
    assert_rule(&f, PLAN_H8, PLAN_HOLDS, 6 - 1.0 / 60, 4);
    f.sessions[1].start_min = 12 * 60 - 1;
    assert_rule(&f, PLAN_H8, PLAN_BROKEN, 4 - 1.0 / 60, 4);
    f.input.accepts_short_gap = false;
    clear(&f);
    (void)add(&f, TUE, 7, PLAN_STRENGTH_LOWER_HEAVY, 60);
    (void)add(&f, TUE, 14, PLAN_RUN_TEMPO, 40); /* tempo after legs: 6 h are enough */
    assert_rule(&f, PLAN_H8, PLAN_HOLDS, 6, 6);
    f.sessions[1].start_min -= 5;
    assert_int_equal(state_of(&f, PLAN_H8), PLAN_BROKEN);
}

static void test_h9(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    add(&f, SUN, 7, PLAN_RUN_LONG, 150)->km = LOAD_NAN;
    assert_rule(&f, PLAN_H9, PLAN_HOLDS, 150, 150);
    f.sessions[0].minutes = 155;
    assert_rule(&f, PLAN_H9, PLAN_BROKEN, 155, 150);
    past(&f, -8)->longest_run_min = 150;
    assert_rule(&f, PLAN_H9, PLAN_HOLDS, 155, 165);
    (void)add(&f, SAT, 7, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_rule(&f, PLAN_H9, PLAN_BROKEN, 1, 2);
    f.sessions[0].day = THU;
    assert_int_equal(state_of(&f, PLAN_H9), PLAN_HOLDS);
    clear(&f);
    (void)add(&f, MON, 7, PLAN_RUN_LONG, 60);
    happened(&f, -1, 7, 40, PLAN_MARK_RUN | PLAN_MARK_RUN_HARD);
    assert_rule(&f, PLAN_H9, PLAN_BROKEN, 1, 2);
    f.input.past_sessions[0].start -= 1440;
    assert_int_equal(state_of(&f, PLAN_H9), PLAN_HOLDS);
    f.sessions[0].kind = PLAN_RUN_EASY; /* binds long runs only */
    assert_int_equal(state_of(&f, PLAN_H9), PLAN_NOT_APPLICABLE);
}

static void open_slots(struct fixture *f)
{
    f->input.has_availability = true;
    for (int day = 0; day < PLAN_DAYS; day++) {
        f->input.available[day].slots[0] = (struct plan_slot){420, 60};
        f->input.available[day].slots[1] = (struct plan_slot){1080, 90};
    }
}

static void test_h10_slots(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, MON, 4, PLAN_RUN_EASY, 60);
    assert_int_equal(state_of(&f, PLAN_H10), PLAN_HOLDS); /* availability is not told */
    open_slots(&f);
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 60, 0);
    assert_int_equal(f.proof.verdict, PLAN_REFUSED);
    f.sessions[0].start_min = 420;
    assert_rule(&f, PLAN_H10, PLAN_HOLDS, 60, 60);
    f.sessions[0].minutes = 65;
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 65, 60);
    f.sessions[0].is_fixed = true; /* where it is */
    assert_int_equal(state_of(&f, PLAN_H10), PLAN_HOLDS);
    clear(&f);
    (void)add(&f, MON, 18, PLAN_RIDE_ENDURANCE, 60);
    add(&f, MON, 19, PLAN_RUN_BRICK, 30)->start_min = 1140; /* end to end */
    assert_rule(&f, PLAN_H10, PLAN_HOLDS, 90, 90);
    f.sessions[1].start_min = 1139;
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 1, 0); /* booked twice */
}

static void test_h10_days(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 60);
    f.input.available[WED].day_max_min = 60;
    assert_rule(&f, PLAN_H10, PLAN_HOLDS, 60, 60);
    f.input.available[WED].day_max_min = 45;
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 60, 45);
    f.input.available[WED].day_max_min = PLAN_DAY_MIN;
    f.input.available[WED].is_run_closed = true;
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 1, 0);
    f.input.available[WED].is_run_closed = false;
    f.input.today = WED;
    f.input.now_min = 420;
    assert_int_equal(state_of(&f, PLAN_H10), PLAN_HOLDS);
    f.input.now_min = 430;
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 10, 0);
    f.sessions[0].is_fixed = true; /* the calendar's: perhaps done and not seen yet */
    assert_int_equal(state_of(&f, PLAN_H10), PLAN_HOLDS);
    f.sessions[0].day = TUE;
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 1450, 0);
    f.sessions[0].is_done = true;
    assert_int_equal(state_of(&f, PLAN_H10), PLAN_HOLDS);
    clear(&f);
    (void)add(&f, THU, 7, PLAN_RIDE_LONG, 300);
    f.input.cap_bike_h = 5;
    assert_rule(&f, PLAN_H10, PLAN_HOLDS, 5, 5);
    (void)add(&f, FRI, 7, PLAN_RIDE_RECOVERY, 30);
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 5.5, 5);
    clear(&f);
    f.input.cap_bike_h = LOAD_NAN;
    (void)add(&f, SUN, 7, PLAN_RIDE_LONG, 285);
    (void)add(&f, SUN, 9, PLAN_RUN_EASY, 60); /* within it: an hour twice, not two */
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 60, 0);
}

/* 270 min a week before; the race is on the Monday after. */
static void test_h11_volume(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.race_day = 7;
    (void)add(&f, MON, 7, PLAN_RIDE_ENDURANCE, 108);
    assert_rule(&f, PLAN_H11, PLAN_HOLDS, 60, 60); /* 60 % below 270 */
    f.sessions[0].minutes = 107;
    assert_rule(&f, PLAN_H11, PLAN_BROKEN, 100.0 * (1 - 107.0 / 270), 60);
    f.sessions[0].minutes = 159.3;
    assert_rule(&f, PLAN_H11, PLAN_HOLDS, 41, 41);
    f.sessions[0].minutes = 160;
    assert_rule(&f, PLAN_H11, PLAN_BROKEN, 100.0 * (1 - 160.0 / 270), 41);
    f.input.race_day = 8; /* these days end in the next week */
    assert_int_equal(state_of(&f, PLAN_H11), PLAN_HOLDS);
    f.input.race_day = 14;
    assert_int_equal(state_of(&f, PLAN_H11), PLAN_NOT_APPLICABLE);
    f.input.race_day =
        4; /* Friday: 3 days of history, 120 of 270 min done, 4 of this week */
    f.sessions[0].minutes = 20;
    assert_rule(&f, PLAN_H11, PLAN_HOLDS, 100.0 * (1 - 140.0 / 270), 41);
    past(&f, -31)->is_known = false; /* the 28 days before begin there */
    assert_int_equal(state_of(&f, PLAN_H11), PLAN_HOLDS);
    assert_true(isnan(f.proof.rules[PLAN_H11].value));
}

static void test_h11_heavy_legs(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.race_day = 9; /* Wednesday after next: from Wednesday on */
    (void)add(&f, TUE, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_int_equal(state_of(&f, PLAN_H11), PLAN_HOLDS);
    f.sessions[0].day = WED;
    assert_rule(&f, PLAN_H11, PLAN_BROKEN, 7, 8);
    f.sessions[0].kind = PLAN_STRENGTH_LOWER_LIGHT;
    f.sessions[0].marks = plan_kind_info(PLAN_STRENGTH_LOWER_LIGHT)->marks;
    assert_int_equal(state_of(&f, PLAN_H11), PLAN_HOLDS);
}

static void test_h12(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (int day = -42; day < 0; day++) {
        past(&f, day)->longest_run_min = past(&f, day)->longest_run_km = LOAD_NAN;
    }
    past(&f, -5)->longest_run_min = 20;
    past(&f, -5)->longest_run_km = 4;
    add(&f, WED, 7, PLAN_RUN_EASY, 25)->km = 4.5; /* H3 allows + 5 min */
    assert_int_equal(state_of(&f, PLAN_H12), PLAN_NOT_APPLICABLE);
    assert_int_equal(f.proof.rules[PLAN_H3].state, PLAN_HOLDS);
    f.input.race_day = SUN;
    assert_rule(&f, PLAN_H12, PLAN_BROKEN, 4.5, 4.4);
    f.sessions[0].km = 4.4;
    assert_rule(&f, PLAN_H12, PLAN_HOLDS, 4.4, 4.4);
    f.input.race_day = PLAN_NO_DAY;
    struct plan_session *race = add(&f, SUN, 9, PLAN_RACE, 60);
    race->marks |= PLAN_MARK_RUN;
    race->km = 10; /* exempt, but the week is a race week */
    f.sessions[0].km = 4.5;
    assert_rule(&f, PLAN_H12, PLAN_BROKEN, 4.5, 4.4);
    f.n_sessions = 1;
    f.input.state = LOAD_RUN_RESUMING;
    f.input.gap_first_run_day = -5; /* 7 days: up to Tuesday */
    f.input.resuming_until = 8;
    assert_int_equal(state_of(&f, PLAN_H12), PLAN_NOT_APPLICABLE);
    f.sessions[0].day = TUE;
    assert_rule(&f, PLAN_H12, PLAN_BROKEN, 4.5, 4.4);
}

static void test_h12_a_claimed_race_is_a_run(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct plan_session *race = add(&f, SUN, 9, PLAN_RUN_VO2, 100);
    race->kind = PLAN_RACE;
    race->km = 21.1;
    assert_int_equal(state_of(&f, PLAN_H3),
                     PLAN_NOT_APPLICABLE); /* it stands in the calendar */
    race->is_claimed = true;
    assert_rule(&f, PLAN_H3, PLAN_BROKEN, 21.1, 12.1);
    assert_int_equal(f.proof.verdict, PLAN_NEEDS_OVERRIDE);
}

static void test_h13(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, TUE, 7, PLAN_RUN_THRESHOLD, 40);
    (void)add(&f, THU, 7, PLAN_RIDE_VO2, 60);
    (void)add(&f, THU, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_int_equal(state_of(&f, PLAN_H13), PLAN_NOT_APPLICABLE);
    f.input.is_after_sick[MON] = true;
    assert_int_equal(state_of(&f, PLAN_H13), PLAN_HOLDS);
    f.input.is_after_sick[TUE] = true;
    assert_rule(&f, PLAN_H13, PLAN_BROKEN, 1, 0);
    assert_int_equal(f.proof.rules[PLAN_H13].session, 0);
    f.input.is_after_sick[TUE] = false;
    f.input.is_after_sick[THU] = true;
    assert_int_equal(state_of(&f, PLAN_H13), PLAN_BROKEN); /* the ride */
    f.sessions[1].marks = PLAN_MARK_RIDE;
    assert_int_equal(state_of(&f, PLAN_H13), PLAN_BROKEN); /* the legs */
    f.sessions[2].is_done = true;
    assert_rule(&f, PLAN_H13, PLAN_DONE_BEYOND, 1, 0);
    assert_int_not_equal(f.proof.verdict, PLAN_REFUSED);
    f.sessions[2].is_done = false;
    f.sessions[2].kind = PLAN_RACE; /* one that stands is the athlete's own */
    assert_int_equal(state_of(&f, PLAN_H13), PLAN_HOLDS);
}

static void test_h10_injured_days(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.available[WED].is_run_closed = true;
    (void)add(&f, WED, 7, PLAN_STRENGTH_LOWER_LIGHT, 30);
    assert_int_equal(state_of(&f, PLAN_H10), PLAN_HOLDS);
    (void)add(&f, WED, 18, PLAN_STRENGTH_LOWER_HEAVY, 45);
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 1, 0);
    f.input.available[WED].closed_by = PLAN_CLOSED_INJURED;
    assert_non_null(strstr(check(&f)->rules[PLAN_H10].what, "INJURED"));
    clear(&f);
    f.input.has_availability = true;
    f.input.available[WED].closed_by = PLAN_CLOSED_SICK;
    f.input.available[WED].day_max_min = 0;
    (void)add(&f, WED, 7, PLAN_RIDE_RECOVERY, 30);
    assert_rule(&f, PLAN_H10, PLAN_BROKEN, 30, 0);
    assert_non_null(strstr(f.proof.rules[PLAN_H10].what, "SICK"));
}

/* A name lets no run off the weekly minutes where nobody asks for the ladder. */
static void test_h6_ladder_by_name_alone(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (int day = MON; day <= SUN; day += 2) {
        (void)add_ladder(&f, day, 10);
        (void)add(&f, day, 18, PLAN_RUN_EASY, 40);
    }
    assert_rule(&f, PLAN_H6, PLAN_BROKEN, 280, 180);
    f.n_sessions = 0;
    f.input.ladder = (struct plan_ladder){true, 10, 1};
    for (int day = MON; day <= SUN; day += 2) {
        (void)add_ladder(&f, day, 10);
    }
    assert_rule(&f, PLAN_H6, PLAN_HOLDS, 0, 180);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_h7_rolling),
        cmocka_unit_test(test_h7_looks_back),
        cmocka_unit_test(test_h7_return_week),
        cmocka_unit_test(test_h7_done),
        cmocka_unit_test(test_h8_before_key),
        cmocka_unit_test(test_h8_other_order_and_tempo),
        cmocka_unit_test(test_h9),
        cmocka_unit_test(test_h10_slots),
        cmocka_unit_test(test_h10_days),
        cmocka_unit_test(test_h11_volume),
        cmocka_unit_test(test_h11_heavy_legs),
        cmocka_unit_test(test_h12),
        cmocka_unit_test(test_h12_a_claimed_race_is_a_run),
        cmocka_unit_test(test_h13),
        cmocka_unit_test(test_h10_injured_days),
        cmocka_unit_test(test_h6_ladder_by_name_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
