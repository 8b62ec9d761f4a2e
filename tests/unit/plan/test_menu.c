/* The menu and what a planned session weighs. */
#include <string.h>

#include "fixture.h"

#include "base/banned.h"

static void test_names_are_unique_and_found(void **state)
{
    (void)state;
    for (int i = 0; i < N_PLAN_KINDS; i++) {
        enum plan_kind found = PLAN_OTHER;
        assert_true(plan_kind_from_name(plan_kind_info((enum plan_kind)i)->name, &found));
        assert_int_equal(found, i);
    }
    enum plan_kind untouched = PLAN_RACE;
    assert_false(plan_kind_from_name("run_fast", &untouched));
    assert_int_equal(untouched, PLAN_RACE);
    for (int i = 0; i < N_PLAN_FOCUSES; i++) {
        enum plan_focus found = PLAN_FOCUS_DELOAD;
        assert_true(plan_focus_from_name(plan_focus_name((enum plan_focus)i), &found));
        assert_int_equal(found, i);
    }
}

static void test_planned_load(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct plan_session *run = add(&f, TUE, 7, PLAN_RUN_EASY, 45);
    assert_close(run->llss, 42.0, 1e-9); /* 100 x 0.75 h x 0.56 */
    assert_close(run->load, 42.0, 1e-9);
    assert_close(run->km, 8.1, 1e-9);
    struct plan_session *ride = add(&f, TUE, 18, PLAN_RIDE_THRESHOLD, 60);
    assert_close(ride->llss, 17.0, 1e-9); /* 100 x 0.2 x 0.85 */
    assert_close(ride->load, 85.0, 1e-9);
    assert_true(isnan(ride->km));
    struct plan_session *legs = add(&f, WED, 18, PLAN_STRENGTH_LOWER_HEAVY, 60);
    assert_close(legs->llss, 52.5, 1e-9);
    assert_true(isnan(legs->km));
    f.input.mass_factor = 1.2;
    f.input.weight[PLAN_RIDE_VO2] = 0.3;
    assert_close(add(&f, FRI, 7, PLAN_RIDE_VO2, 60)->llss, 30.6, 1e-9);
}

static void test_ladder_session(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    const struct plan_session *rung = add_ladder(&f, TUE, 4); /* 3/2 x 5 */
    assert_close(rung->minutes, 25, 0);
    assert_close(rung->running_min, 15, 0);
    assert_close(rung->longest_run_min, 3, 0);
    assert_true(isnan(rung->km));
    /* walking weighs 0.35: 100 x (15 + 0.35 x 10) / 60 x 0.56 */
    assert_close(rung->llss, 17.2666666667, 1e-9);
    assert_close(rung->load, 23.3333333333, 1e-9);
}

static void test_order_of_a_week(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    (void)add(&f, WED, 18, PLAN_STRENGTH_CORE, 30);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 30);
    (void)add(&f, MON, 18, PLAN_RUN_EASY, 30);
    (void)add(&f, WED, 7, PLAN_RUN_EASY, 25);
    plan_sort(f.sessions, f.n_sessions);
    assert_int_equal(f.sessions[0].day, MON);
    assert_close(f.sessions[1].minutes, 25, 0);
    assert_close(f.sessions[2].minutes, 30, 0);
    assert_int_equal(f.sessions[3].kind, PLAN_STRENGTH_CORE);
    f.sessions[3].minutes = 30.5;
    assert_int_equal(plan_end(&f.sessions[3]), 2 * 1440 + 18 * 60 + 31);
}

/* Every number says where it comes from. */
static void test_constants_have_a_source(void **state)
{
    (void)state;
    size_t n_constants = 0;
    const struct load_constant *constants = plan_constants(&n_constants);
    assert_true(n_constants > 50);
    for (size_t i = 0; i < n_constants; i++) {
        assert_true(strlen(constants[i].unit) > 0 && strlen(constants[i].source) > 1);
        assert_non_null(strchr("ABCDEX", constants[i].grade[0]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_unique_and_found),
        cmocka_unit_test(test_planned_load),
        cmocka_unit_test(test_ladder_session),
        cmocka_unit_test(test_order_of_a_week),
        cmocka_unit_test(test_constants_have_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
