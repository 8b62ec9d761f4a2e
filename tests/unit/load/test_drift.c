/* The drift of running dynamics, clause by clause (science.md 2.6, A34, A35). */
#include "drift_fixture.h"

#include "load/constants.h"

#include "base/banned.h"

static void test_a_run_against_a_known_baseline(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 6.0);
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->state, LOAD_DRIFT_IN_RANGE);
    assert_int_equal(point->null_reason, LOAD_DRIFT_GIVEN);
    assert_int_equal(point->n_baseline_runs, 20);
    assert_int_equal(point->n_baseline_segments, 60);
    assert_int_equal(point->n_dropped, 0);
    assert_int_equal(point->n_segments, 3);
    assert_int_equal(point->curve.degree, 2);
    assert_near(point->speed_m_per_s, 3.0, 1e-12);
    assert_near(point->sd, 4.0, 1e-9);
    assert_false(point->is_sd_floor);
    /* (256.16 + 250 + 244.16) / 3 */
    assert_near(point->normal, 250.10667, 1e-5);
    assert_near(point->observed, 256.10667, 1e-5);
    assert_near(point->difference, 6.0, 1e-9);
    assert_near(point->z, 1.5, 1e-9);
    assert_near(point->chart.ewma, 0.3, 1e-9);
    assert_near(point->chart.cusum_up, 1.0, 1e-9);
    assert_true(point->is_new_chart);
    assert_int_equal(d->report.trends[0][LOAD_METRIC_STANCE_TIME].n_points, 21);
    assert_int_equal(d->report.trends[0][LOAD_METRIC_STANCE_TIME].n_clean, 63);
    drift_case_free(d);
}

static void test_a_shift_of_2_sd_is_flagged_on_the_fourth_run(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    const enum load_drift_state expected[] = {LOAD_DRIFT_IN_RANGE, LOAD_DRIFT_IN_RANGE,
                                              LOAD_DRIFT_IN_RANGE, LOAD_DRIFT_CHANGED,
                                              LOAD_DRIFT_CHANGED};
    for (day_num i = 0; i < 5; i++) {
        (void)drift_shifted_run(d, FIRST_TEST_DAY + i, 8, -8.0);
        assert_int_equal(drift_last(d)->state, expected[i]);
        assert_int_equal(drift_trend(d)->state, expected[i]);
    }
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->chart.n_runs_out, 3);
    assert_int_equal(point->chart.direction, -1);
    assert_int_equal(point->chart.since_day, FIRST_TEST_DAY + 2);
    assert_near(point->chart.ewma, -2.0 * (1.0 - pow(0.8, 5)), 1e-9);
    drift_case_free(d);
}

static void test_one_broken_recording_does_not_flag(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 120.0);
    (void)drift_shifted_run(d, FIRST_TEST_DAY + 1, 8, 0.0);
    (void)drift_shifted_run(d, FIRST_TEST_DAY + 2, 8, 0.0);
    const struct load_drift_trend *trend = drift_trend(d);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(trend->points[20 + i].state, LOAD_DRIFT_IN_RANGE);
    }
    assert_near(trend->points[20].z, 30.0, 1e-9); /* shown as it is */
    assert_near(trend->points[20].chart.ewma, 1.0, 1e-9);
    drift_case_free(d);
}

static void test_a35_baseline_is_t_96_to_t_7(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 10; i++) {
        (void)drift_shifted_run(d, 100, i, i % 2 == 0 ? 4 : -4); /* 10 runs, 30 segments */
    }
    const struct {
        day_num day;
        size_t n_runs;
    } expected[] = {{106, 0}, {107, 10}, {196, 10}, {197, 0}};
    for (size_t i = 0; i < 4; i++) {
        d->in.n_runs = 10;
        d->in.n_segments = 30;
        (void)drift_shifted_run(d, expected[i].day, 8, 0.0);
        const struct load_drift_point *point = drift_last(d);
        assert_int_equal(point->n_baseline_runs, expected[i].n_runs);
        assert_int_equal(point->state, expected[i].n_runs == 10 ? LOAD_DRIFT_IN_RANGE
                                                                : LOAD_DRIFT_LEARNING);
    }
    drift_case_free(d);
}

static void test_learning_under_10_runs(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 9; i++) {
        (void)drift_shifted_run(d, 100, i, i % 2 == 0 ? 4 : -4);
        (void)drift_lap(d, 3.0, 250.0);
    }
    (void)drift_shifted_run(d, 120, 8, 50.0);
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->state, LOAD_DRIFT_LEARNING);
    assert_int_equal(point->null_reason, LOAD_DRIFT_NULL_FEW_RUNS);
    assert_int_equal(point->n_baseline_runs, 9);
    assert_int_equal(point->n_baseline_segments, 36);
    assert_unknown(point->z);
    assert_unknown(point->normal);
    assert_unknown(point->sd);
    assert_near(point->observed, 300.10667, 1e-5); /* what was measured is told */
    assert_near(point->chart.ewma, 0.0, 0.0);
    assert_int_equal(point->chart.n_runs, 0);
    drift_case_free(d);
}

static void test_learning_under_30_segments(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 14; i++) {
        (void)drift_run(d, 100, i);
        (void)drift_lap(d, 2.9, 253.0);
        (void)drift_lap(d, 3.1, 247.0);
    }
    (void)drift_shifted_run(d, 120, 8, 0.0);
    assert_int_equal(drift_last(d)->null_reason, LOAD_DRIFT_NULL_FEW_SEGMENTS);
    assert_int_equal(drift_last(d)->n_baseline_segments, 28);
    drift_case_free(d);
}

static void test_what_the_robust_drop_leaves_must_be_enough(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 10; i++) {
        (void)drift_shifted_run(d, 100, i, i == 9 ? 90.0 : i % 2 == 0 ? 4 : -4);
    }
    (void)drift_shifted_run(d, 120, 8, 0.0);
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->state, LOAD_DRIFT_LEARNING);
    assert_int_equal(point->null_reason, LOAD_DRIFT_NULL_FEW_RUNS);
    assert_int_equal(point->n_baseline_runs, 9);
    assert_int_equal(point->n_dropped, 3);
    drift_case_free(d);
}

static void test_a34_a_broken_run_in_the_baseline_is_dropped(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, BASELINE_DAY + 3, 22, 80.0);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0);
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->n_dropped, 3);
    assert_int_equal(point->n_baseline_runs, 20);
    assert_near(point->z, 1.0, 1e-9);
    drift_case_free(d);
}

static void test_floor_of_the_sd(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 20; i++) {
        (void)drift_shifted_run(d, 10 + i / 4, 6 + 3 * (i % 4), i % 2 == 0 ? 0.5 : -0.5);
    }
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 3.0);
    assert_near(drift_last(d)->sd, 2.0, 0.0);
    assert_true(drift_last(d)->is_sd_floor);
    assert_near(drift_last(d)->z, 1.5, 1e-9);
    drift_case_free(d);
}

static void test_a35_out_of_range_runs_do_not_move_the_chart(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 20.0);
    (void)drift_run(d, FIRST_TEST_DAY + 1, 8);
    (void)drift_lap(d, 3.6, 400.0);
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->state, LOAD_DRIFT_OUT_OF_SPEED_RANGE);
    assert_int_equal(point->null_reason, LOAD_DRIFT_NULL_SPEED);
    assert_unknown(point->z);
    assert_near(point->speed_m_per_s, 3.6, 1e-12);
    assert_near(point->chart.ewma, 1.0, 1e-9);
    assert_int_equal(point->chart.n_runs, 1);
    assert_int_equal(point->chart.n_runs_out, 1);
    assert_near(point->speed_low_m_per_s, 2.8, 1e-12);
    assert_near(point->speed_high_m_per_s, 3.2, 1e-12);
    /* It also does not break a row of runs out. */
    (void)drift_shifted_run(d, FIRST_TEST_DAY + 2, 8, 8.0);
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_CHANGED);
    drift_case_free(d);
}

static void test_a35_speed_range_by_linear_interpolation(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 60; i++) {
        if (i % 6 == 0) {
            (void)drift_run(d, 100, i / 6);
        }
        (void)drift_lap(d, 2.51 + 0.01 * i, i % 2 == 0 ? 246 : 254);
    }
    /* 60 speeds 2.51 .. 3.10: places 2.95 and 56.05. */
    const struct {
        double speed;
        enum load_drift_state state;
    } expected[] = {{2.539, LOAD_DRIFT_OUT_OF_SPEED_RANGE},
                    {2.540, LOAD_DRIFT_IN_RANGE},
                    {3.070, LOAD_DRIFT_IN_RANGE},
                    {3.071, LOAD_DRIFT_OUT_OF_SPEED_RANGE}};
    for (size_t i = 0; i < 4; i++) {
        d->in.n_runs = 10;
        d->in.n_segments = 60;
        (void)drift_run(d, 120, 8);
        (void)drift_lap(d, expected[i].speed, 250);
        assert_near(drift_last(d)->speed_low_m_per_s, 2.5395, 1e-9);
        assert_near(drift_last(d)->speed_high_m_per_s, 3.0705, 1e-9);
        assert_int_equal(drift_last(d)->state, expected[i].state);
    }
    drift_case_free(d);
}

static void test_one_treadmill_speed_still_has_a_range(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 12; i++) {
        (void)drift_run(d, 100, i);
        for (int k = 0; k < 3; k++) {
            (void)drift_lap(d, 3.0, 250 + (i % 2 == 0 ? 4 : -4));
        }
    }
    (void)drift_run(d, 120, 8);
    struct load_drift_segment *lap = drift_lap(d, 3.049, 256);
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_IN_RANGE);
    assert_int_equal(drift_last(d)->curve.degree, 0);
    assert_near(drift_last(d)->z, 1.5, 1e-9);
    lap->speed_m_per_s = 3.051;
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_OUT_OF_SPEED_RANGE);
    drift_case_free(d);
}

static void test_segments_beyond_all_baseline_speeds_are_not_judged(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0);
    (void)drift_lap(d, 4.5, 140.0); /* a fast repeat: the curve says nothing there */
    (void)drift_lap(d, 2.7, 140.0);
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->n_segments, 3);
    assert_int_equal(point->n_beyond, 2);
    assert_near(point->speed_m_per_s, 3.0, 1e-12);
    assert_near(point->z, 1.0, 1e-9);
    drift_case_free(d);
}

static void test_no_data_and_why(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    assert_int_equal(drift_trend(d)->state, LOAD_DRIFT_NO_DATA);
    assert_int_equal(drift_trend(d)->null_reason, LOAD_DRIFT_NULL_NO_RUN);
    (void)drift_run(d, 100, 8);
    assert_int_equal(drift_trend(d)->null_reason, LOAD_DRIFT_NULL_NOT_RECORDED);
    struct load_drift_segment *lap = drift_lap(d, 3.0, LOAD_NAN);
    assert_int_equal(drift_trend(d)->null_reason, LOAD_DRIFT_NULL_NOT_RECORDED);
    lap->values[LOAD_METRIC_STANCE_TIME] = 0.0; /* a drop-out */
    assert_int_equal(drift_trend(d)->null_reason, LOAD_DRIFT_NULL_NOT_RECORDED);
    lap->values[LOAD_METRIC_STANCE_TIME] = 250.0;
    lap->gradient_frac = 0.05;
    assert_int_equal(drift_trend(d)->null_reason, LOAD_DRIFT_NULL_NOT_CLEAN);
    assert_int_equal(drift_trend(d)->n_recorded, 1);
    assert_int_equal(drift_trend(d)->state, LOAD_DRIFT_NO_DATA);
    lap->gradient_frac = 0.0;
    assert_int_equal(drift_trend(d)->state, LOAD_DRIFT_LEARNING);
    assert_int_equal(drift_trend(d)->null_reason, LOAD_DRIFT_NULL_FEW_RUNS);
    assert_int_equal(d->report.trends[1][LOAD_METRIC_STANCE_TIME].null_reason,
                     LOAD_DRIFT_NULL_NO_RUN);
    assert_int_equal(d->report.trends[0][LOAD_METRIC_CADENCE].null_reason,
                     LOAD_DRIFT_NULL_NOT_RECORDED);
    drift_case_free(d);
}

static void test_the_tested_run_is_the_last_with_the_metric(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0);
    (void)drift_run(d, FIRST_TEST_DAY + 1, 8);
    drift_lap(d, 3.0, LOAD_NAN)->values[LOAD_METRIC_CADENCE] = 170;
    assert_int_equal(drift_last(d)->day, FIRST_TEST_DAY);
    assert_int_equal(d->report.trends[0][LOAD_METRIC_CADENCE].points[0].day,
                     FIRST_TEST_DAY + 1);
    drift_case_free(d);
}

static void test_runs_after_as_of_do_not_exist(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0);
    (void)drift_shifted_run(d, FIRST_TEST_DAY + 1, 8, 4.0);
    d->in.as_of = FIRST_TEST_DAY;
    assert_int_equal(drift_last(d)->day, FIRST_TEST_DAY);
    assert_int_equal(d->report.n_runs_skipped, 1);
    assert_int_equal(d->report.n_segments_skipped, 3);
    drift_case_free(d);
}

static void test_two_runs_of_a_day_in_the_order_of_their_starts(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    struct load_drift_run *no_time = drift_shifted_run(d, FIRST_TEST_DAY, 0, 4.0);
    no_time->start_local_s = MODEL_NO_TIME; /* last of its day */
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 18, -4.0);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 7, 8.0);
    const struct load_drift_trend *trend = drift_trend(d);
    assert_near(trend->points[20].z, 2.0, 1e-9);
    assert_near(trend->points[21].z, -1.0, 1e-9);
    assert_near(trend->points[22].z, 1.0, 1e-9);
    assert_int_equal(trend->points[22].i_run, 20);
    drift_case_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_against_a_known_baseline),
        cmocka_unit_test(test_a_shift_of_2_sd_is_flagged_on_the_fourth_run),
        cmocka_unit_test(test_one_broken_recording_does_not_flag),
        cmocka_unit_test(test_a35_baseline_is_t_96_to_t_7),
        cmocka_unit_test(test_learning_under_10_runs),
        cmocka_unit_test(test_learning_under_30_segments),
        cmocka_unit_test(test_what_the_robust_drop_leaves_must_be_enough),
        cmocka_unit_test(test_a34_a_broken_run_in_the_baseline_is_dropped),
        cmocka_unit_test(test_floor_of_the_sd),
        cmocka_unit_test(test_a35_out_of_range_runs_do_not_move_the_chart),
        cmocka_unit_test(test_a35_speed_range_by_linear_interpolation),
        cmocka_unit_test(test_one_treadmill_speed_still_has_a_range),
        cmocka_unit_test(test_segments_beyond_all_baseline_speeds_are_not_judged),
        cmocka_unit_test(test_no_data_and_why),
        cmocka_unit_test(test_the_tested_run_is_the_last_with_the_metric),
        cmocka_unit_test(test_runs_after_as_of_do_not_exist),
        cmocka_unit_test(test_two_runs_of_a_day_in_the_order_of_their_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
