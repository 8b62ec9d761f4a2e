/* The nearest week that passes: fewest changes, then least training lost. */
#include "fixture.h"

#include "plan/nearest.h"

static void slots_open(struct fixture *f)
{
    f->input.has_availability = true;
    for (int day = 0; day < PLAN_DAYS; day++) {
        f->input.available[day].slots[0] = (struct plan_slot){7 * 60, 180};
        f->input.available[day].slots[1] = (struct plan_slot){18 * 60, 120};
    }
}

static struct plan_session *put(struct fixture *f, int day, int slot, int start_min,
                                enum plan_kind kind, double minutes)
{
    struct plan_session *session = &f->sessions[f->n_sessions++];
    plan_session_of_menu(&f->input, kind, 0, minutes, session);
    session->day = day;
    session->slot = slot;
    session->start_min = start_min;
    return session;
}

static struct plan_nearest nearest_of(struct fixture *f)
{
    struct plan_nearest nearest;
    plan_sort(f->sessions, f->n_sessions);
    plan_limits_of(&f->input, &f->limits);
    plan_nearest_find(&f->limits, f->n_sessions, f->sessions, 200000, &nearest);
    return nearest;
}

static void a_week_that_passes_stays(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f);
    put(&f, TUE, 0, 420, PLAN_RUN_EASY, 40);
    struct plan_nearest nearest = nearest_of(&f);
    assert_true(nearest.is_found && nearest.is_nearest);
    assert_int_equal(nearest.n_changes, 0);
    assert_int_equal(nearest.n_weeks, 1);
}

/* Heavy legs in the morning, VO2 in the evening: the other order, nothing lost. */
static void legs_before_vo2_change_places(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f);
    put(&f, WED, 0, 420, PLAN_STRENGTH_LOWER_HEAVY, 60);
    put(&f, WED, 1, 1080, PLAN_RIDE_VO2, 60);
    struct plan_nearest nearest = nearest_of(&f);
    assert_true(nearest.is_found && nearest.is_nearest);
    assert_int_equal(nearest.n_changes, 1);
    assert_close(nearest.load_lost, 0.0, 1e-9);
    struct plan_proof proof;
    plan_check(&f.limits, nearest.n_sessions, nearest.sessions, &proof);
    assert_true(proof.verdict == PLAN_PASS || proof.verdict == PLAN_PASS_WITH_CAUTIONS);
    assert_int_equal(nearest.sessions[0].kind, PLAN_RIDE_VO2);
}

/* The same without told slots: the clock then keeps six hours between them. */
static void an_exchange_keeps_six_hours(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.input.has_availability = false;
    put(&f, TUE, 0, 420, PLAN_STRENGTH_LOWER_HEAVY, 60);
    put(&f, TUE, 1, 720, PLAN_RIDE_VO2, 60);
    struct plan_nearest nearest = nearest_of(&f);
    assert_true(nearest.is_found && nearest.is_nearest);
    assert_int_equal(nearest.n_changes, 1);
    assert_close(nearest.load_lost, 0.0, 1e-9);
    assert_int_equal(nearest.sessions[0].kind, PLAN_RIDE_VO2);
    assert_int_equal(nearest.sessions[0].day, TUE);
    assert_int_equal(nearest.sessions[1].day, TUE);
    assert_true(plan_start(&nearest.sessions[1]) - plan_end(&nearest.sessions[0]) >= 360);
}

/* A third hard run where two are allowed: made easy rather than dropped. */
static void a_hard_run_too_many_is_made_easy(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f);
    put(&f, MON, 0, 420, PLAN_RUN_VO2, 40);
    put(&f, WED, 0, 420, PLAN_RUN_TEMPO, 40);
    put(&f, FRI, 0, 420, PLAN_RUN_THRESHOLD, 40);
    struct plan_nearest nearest = nearest_of(&f);
    assert_true(nearest.is_found && nearest.is_nearest);
    assert_int_equal(nearest.n_changes, 1);
    assert_int_equal(nearest.changes[0].kind, PLAN_CHANGE_SOFTEN);
    assert_int_equal(nearest.n_sessions, 3);
    assert_true(nearest.load_lost > 0.0);
}

/* 70 min where 66 are allowed: 65. */
static void a_run_too_long_is_shortened(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f);
    put(&f, SAT, 0, 420, PLAN_RUN_EASY, 75);
    struct plan_nearest nearest = nearest_of(&f);
    assert_true(nearest.is_found && nearest.is_nearest);
    assert_int_equal(nearest.changes[0].kind, PLAN_CHANGE_SHORTEN);
    assert_close(nearest.changes[0].minutes, 65.0, 1e-9);
}

/* What is done or fixed is never touched. */
static void what_is_done_stays(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    slots_open(&f);
    f.input.level = LOAD_LEVEL_STOP;
    put(&f, SAT, 0, 420, PLAN_RUN_EASY, 30)->is_fixed = true;
    struct plan_nearest nearest = nearest_of(&f);
    assert_false(nearest.is_found);
    f.sessions[0].is_fixed = false;
    nearest = nearest_of(&f);
    assert_true(nearest.is_found);
    assert_int_equal(nearest.changes[0].kind, PLAN_CHANGE_DROP);
    assert_int_equal(nearest.n_sessions, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_week_that_passes_stays),
        cmocka_unit_test(legs_before_vo2_change_places),
        cmocka_unit_test(an_exchange_keeps_six_hours),
        cmocka_unit_test(a_hard_run_too_many_is_made_easy),
        cmocka_unit_test(a_run_too_long_is_shortened),
        cmocka_unit_test(what_is_done_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
