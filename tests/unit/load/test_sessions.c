/* Run sessions (A14, A16, A24). */
#include "fixture.h"

#include "base/banned.h"

/* A run of minutes and km at a minute of TODAY. */
static struct activity *run_at(struct fixture *f, int minute, double minutes, double km)
{
    struct activity *run = add(f, SPORT_RUN, TODAY, 8, minute, minutes);
    run->distance_m = km * 1000;
    return run;
}

static void test_a16_under_30_minutes_end_to_start_is_one_session(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)run_at(f, 0, 20, 4);
    (void)run_at(f, 49, 20, 3); /* 29 minutes after 08:20 */
    const struct load_history *history = compute(f)->history;
    assert_int_equal(history->n_sessions, 1);
    assert_close(history->sessions[0].km, 7, 1e-12);
    assert_close(history->sessions[0].minutes, 40, 1e-12);
    assert_int_equal(history->sessions[0].n_parts, 2);
    assert_false(history->sessions[0].is_partial);
    fixture_free(f);
}

static void test_a16_exactly_30_minutes_splits(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)run_at(f, 0, 20, 4);
    (void)run_at(f, 50, 20, 3);
    assert_int_equal(compute(f)->history->n_sessions, 2);
    f->activities[1].start_local_s--;
    assert_int_equal(compute(f)->history->n_sessions, 1);
    fixture_free(f);
}

static void test_a16_the_end_is_start_plus_elapsed_else_moving(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *first = run_at(f, 0, 20, 4);
    (void)run_at(f, 55, 20, 3);
    assert_int_equal(compute(f)->history->n_sessions, 2);
    first->elapsed_time_s = 26 * 60;
    assert_int_equal(compute(f)->history->n_sessions, 1);
    first->elapsed_time_s = LOAD_NAN;
    assert_int_equal(compute(f)->history->n_sessions, 2);
    fixture_free(f);
}

static void test_a16_a_ride_between_splits(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)run_at(f, 0, 10, 2);
    (void)add(f, SPORT_VIRTUAL_RIDE, TODAY, 8, 11, 10);
    (void)run_at(f, 22, 10, 2);
    assert_int_equal(compute(f)->history->n_sessions, 2);
    f->activities[1].sport = SPORT_WEIGHT_TRAINING; /* other things do not */
    assert_int_equal(compute(f)->history->n_sessions, 1);
    fixture_free(f);
}

static void test_a16_a_brick_run_after_a_ride_is_its_own_run(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RIDE, TODAY, 6, 0, 120);
    (void)run_at(f, 2, 20, 4);
    const struct load_history *history = compute(f)->history;
    assert_int_equal(history->n_sessions, 1);
    assert_int_equal(history->sessions[0].n_parts, 1);
    fixture_free(f);
}

static void test_a16_over_midnight_belongs_to_the_first_part(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *late = add(f, SPORT_RUN, TODAY - 1, 23, 40, 15);
    struct activity *early = add(f, SPORT_RUN, TODAY, 0, 10, 15);
    late->distance_m = early->distance_m = 3000;
    const struct load_history *history = compute(f)->history;
    assert_int_equal(history->n_sessions, 1);
    assert_int_equal(history->sessions[0].day, TODAY - 1);
    assert_close(history->sessions[0].km, 6, 1e-12);
    assert_int_equal(day_of(f, TODAY)->n_runs, 1); /* the run day stays */
    assert_int_equal(day_of(f, TODAY)->i_session, 1);
    assert_int_equal(day_of(f, TODAY - 1)->i_session, 0);
    fixture_free(f);
}

static void test_a16_three_parts_chain(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)run_at(f, 0, 10, 2);
    (void)run_at(f, 30, 10, 2);
    (void)run_at(f, 60, 10, 2);
    assert_int_equal(compute(f)->history->n_sessions, 1);
    fixture_free(f);
}

static void test_a24_unknown_distance_is_partial(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)run_at(f, 0, 10, 2);
    run_at(f, 20, 10, 0)->distance_m = 0;
    const struct load_history *history = compute(f)->history;
    assert_true(history->sessions[0].is_partial);
    assert_close(history->sessions[0].km, 2, 1e-12);
    f->activities[0].distance_m = LOAD_NAN;
    history = compute(f)->history;
    assert_unknown(history->sessions[0].km);
    assert_close(history->sessions[0].minutes, 20, 1e-12);
    fixture_free(f);
}

static void test_duplicates_do_not_add_distance(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)run_at(f, 0, 60, 10);
    (void)run_at(f, 1, 59, 10);
    const struct load_history *history = compute(f)->history;
    assert_int_equal(history->n_sessions, 1);
    assert_close(history->sessions[0].km, 10, 1e-12);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a16_under_30_minutes_end_to_start_is_one_session),
        cmocka_unit_test(test_a16_exactly_30_minutes_splits),
        cmocka_unit_test(test_a16_the_end_is_start_plus_elapsed_else_moving),
        cmocka_unit_test(test_a16_a_ride_between_splits),
        cmocka_unit_test(test_a16_a_brick_run_after_a_ride_is_its_own_run),
        cmocka_unit_test(test_a16_over_midnight_belongs_to_the_first_part),
        cmocka_unit_test(test_a16_three_parts_chain),
        cmocka_unit_test(test_a24_unknown_distance_is_partial),
        cmocka_unit_test(test_duplicates_do_not_add_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
