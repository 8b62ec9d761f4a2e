/* Which segments count, places, devices, what the load check hears (science.md 2.6, A35).
 */
#include "drift_fixture.h"

#include "base/banned.h"

/* Is a lap with this member clean outdoors and on a treadmill? */
static int clean(const struct load_drift_segment *lap)
{
    double speed = 0;
    return (load_drift_is_clean(lap, false, &speed) ? 1 : 0) +
           (load_drift_is_clean(lap, true, &speed) ? 2 : 0);
}

static struct load_drift_segment clean_lap(void)
{
    struct load_drift_segment lap;
    load_drift_segment_init(&lap);
    lap.start_s = 600;
    lap.duration_s = 300;
    lap.speed_m_per_s = 3.0;
    lap.gradient_frac = 0.0;
    return lap;
}

static void test_a35_null_gradient_is_flat_on_a_treadmill_and_excluded_outside(void **state)
{
    (void)state;
    struct load_drift_segment lap = clean_lap();
    assert_int_equal(clean(&lap), 3);
    lap.gradient_frac = LOAD_NAN;
    assert_int_equal(clean(&lap), 2);
    lap.gradient_frac = 0.0199;
    assert_int_equal(clean(&lap), 3);
    lap.gradient_frac = 0.02;
    assert_int_equal(clean(&lap), 0);
    lap.gradient_frac = -0.02;
    assert_int_equal(clean(&lap), 0);
    lap.gradient_frac = -0.0199;
    assert_int_equal(clean(&lap), 3);
}

static void test_a35_segments_from_300_s_on(void **state)
{
    (void)state;
    struct load_drift_segment lap = clean_lap();
    lap.start_s = 299.9;
    assert_int_equal(clean(&lap), 0);
    lap.start_s = 300.0;
    assert_int_equal(clean(&lap), 3);
    lap.start_s = LOAD_NAN;
    assert_int_equal(clean(&lap), 0);
}

static void test_segments_of_60_s_or_1_km(void **state)
{
    (void)state;
    struct load_drift_segment lap = clean_lap();
    lap.duration_s = 59.9;
    assert_int_equal(clean(&lap), 0);
    lap.duration_s = 60.0;
    assert_int_equal(clean(&lap), 3);
    lap.duration_s = LOAD_NAN;
    assert_int_equal(clean(&lap), 0);
    lap.distance_m = 1000.0;
    assert_int_equal(clean(&lap), 3);
    lap.distance_m = 999.0;
    assert_int_equal(clean(&lap), 0);
}

static void test_speed_from_distance_and_time(void **state)
{
    (void)state;
    double speed = 0;
    struct load_drift_segment lap = clean_lap();
    lap.speed_m_per_s = LOAD_NAN;
    assert_int_equal(clean(&lap), 0);
    lap.distance_m = 960;
    assert_true(load_drift_is_clean(&lap, false, &speed));
    assert_near(speed, 3.2, 1e-12);
    lap.distance_m = 240; /* 0.8 m/s: not running */
    assert_int_equal(clean(&lap), 0);
    lap.speed_m_per_s = 7.6;
    assert_int_equal(clean(&lap), 0);
}

static void test_walked_segments_are_not_clean(void **state)
{
    (void)state;
    struct load_drift_segment lap = clean_lap();
    lap.speed_m_per_s = 2.0;
    assert_int_equal(clean(&lap), 3); /* cadence not known: it may be a slow run */
    lap.values[LOAD_METRIC_CADENCE] = 139;
    assert_int_equal(clean(&lap), 0);
    lap.values[LOAD_METRIC_CADENCE] = 140;
    assert_int_equal(clean(&lap), 3);
    lap.values[LOAD_METRIC_CADENCE] = 0; /* a drop-out says nothing */
    assert_int_equal(clean(&lap), 3);
    lap.values[LOAD_METRIC_CADENCE] = 139;
    lap.speed_m_per_s = 2.4;
    assert_int_equal(clean(&lap), 3);
}

static void test_a35_treadmill_is_trainer_or_virtual_run(void **state)
{
    (void)state;
    struct activity activity;
    activity_init(&activity);
    activity.sport = SPORT_RUN;
    assert_false(load_drift_is_treadmill(&activity));
    activity.is_trainer = true;
    assert_true(load_drift_is_treadmill(&activity));
    activity.is_trainer = false;
    activity.sport = SPORT_VIRTUAL_RUN;
    assert_true(load_drift_is_treadmill(&activity));
}

static void test_treadmill_and_outdoors_are_apart(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    drift_shifted_run(d, FIRST_TEST_DAY, 8, 8.0)->is_treadmill = true;
    const struct load_drift_report *report = drift_compute(d);
    const struct load_drift_trend *treadmill = &report->trends[1][LOAD_METRIC_STANCE_TIME];
    assert_int_equal(treadmill->state, LOAD_DRIFT_LEARNING);
    assert_int_equal(treadmill->n_points, 1);
    assert_true(treadmill->is_treadmill);
    assert_int_equal(treadmill->points[0].n_baseline_runs, 0);
    assert_int_equal(report->trends[0][LOAD_METRIC_STANCE_TIME].n_points, 20);
    /* With a treadmill baseline of its own it has a chart of its own. */
    drift_baseline(d, NULL, true);
    report = drift_compute(d);
    treadmill = &report->trends[1][LOAD_METRIC_STANCE_TIME];
    assert_near(treadmill->points[20].z, 2.0, 1e-9);
    assert_int_equal(report->trends[0][LOAD_METRIC_STANCE_TIME].points[19].chart.n_runs, 0);
    drift_case_free(d);
}

static void test_a35_a_new_device_restarts_baseline_and_chart(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, "watch", false);
    for (day_num i = 0; i < 4; i++) {
        drift_shifted_run(d, FIRST_TEST_DAY + i, 8, 8.0)->device = "watch";
    }
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_CHANGED);
    drift_shifted_run(d, FIRST_TEST_DAY + 4, 8, 8.0)->device = "pod";
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_LEARNING);
    assert_int_equal(drift_last(d)->n_baseline_runs, 0);
    assert_near(drift_last(d)->chart.ewma, 0.0, 0.0);
    assert_int_equal(drift_last(d)->chart.n_runs_out, 0);
    /* The pod's own baseline: 10 ms higher is its normal, and its chart starts at 0. */
    for (int i = 0; i < 20; i++) {
        drift_shifted_run(d, 40 + i / 4, 6 + 3 * (i % 4), i % 2 == 0 ? 14 : 6)->device =
            "pod";
    }
    drift_shifted_run(d, 60, 8, 14.0)->device = "pod";
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_IN_RANGE);
    assert_true(drift_last(d)->is_new_chart);
    assert_int_equal(drift_last(d)->n_baseline_runs, 21);
    assert_near(drift_last(d)->chart.ewma, 0.2 * drift_last(d)->z, 1e-12);
    drift_case_free(d);
}

static void test_a_device_that_returns_goes_on_with_its_own_normal(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, "watch", false);
    drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0)->device = "watch";
    drift_shifted_run(d, FIRST_TEST_DAY + 1, 8, 40.0)->device = "pod";
    drift_shifted_run(d, FIRST_TEST_DAY + 2, 8, 4.0)->device = "watch";
    const struct load_drift_point *point = drift_last(d);
    assert_near(point->z, 1.0, 1e-9);
    assert_near(point->chart.ewma, 0.36, 1e-9); /* 0.2, then 0.16 + 0.2 */
    assert_false(point->is_new_chart);
    drift_case_free(d);
}

static void test_a35_no_device_named_is_the_same_device(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false); /* before the first name: as that */
    d->runs[4].device = "";
    drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0)->device = "watch";
    assert_near(drift_last(d)->z, 1.0, 1e-9);
    (void)drift_shifted_run(d, FIRST_TEST_DAY + 1, 8, 4.0); /* as the run before */
    assert_near(drift_last(d)->chart.ewma, 0.36, 1e-9);
    drift_shifted_run(d, FIRST_TEST_DAY + 2, 8, 4.0)->device = "pod";
    (void)drift_shifted_run(d, FIRST_TEST_DAY + 3, 8, 4.0);
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_LEARNING); /* the pod's, too */
    /* A treadmill's device says nothing about the one outdoors. */
    drift_shifted_run(d, FIRST_TEST_DAY + 1, 12, 4.0)->device = "treadmill";
    d->runs[d->in.n_runs - 1].is_treadmill = true;
    assert_near(drift_trend(d)->points[21].chart.ewma, 0.36, 1e-9);
    drift_case_free(d);
}

static void test_a_shoe_that_is_named_is_kept_apart(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, "watch", false);
    for (size_t i = 0; i < d->in.n_runs; i++) {
        d->runs[i].shoe = "trainer";
    }
    drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0)->shoe = "racer";
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_LEARNING);
    drift_shifted_run(d, FIRST_TEST_DAY + 1, 8, 4.0)->shoe = "trainer";
    assert_int_equal(drift_last(d)->state, LOAD_DRIFT_IN_RANGE);
    drift_case_free(d);
}

static void test_the_chart_starts_anew_after_96_days_without_a_judged_run(void **state)
{
    (void)state;
    for (day_num gap = 96; gap <= 97; gap++) {
        struct drift_case *d = drift_case_new();
        drift_baseline(d, NULL, false);
        (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0);
        for (int i = 0; i < 20;
             i++) { /* learning: nothing of 7 days ago and more but one */
            (void)drift_shifted_run(d, FIRST_TEST_DAY + 85 + i / 5, 4 * (i % 5),
                                    i % 2 == 0 ? 4 : -4);
        }
        (void)drift_shifted_run(d, FIRST_TEST_DAY + gap, 8, 4.0);
        const struct load_drift_point *point = drift_last(d);
        assert_int_equal(point->state, LOAD_DRIFT_IN_RANGE);
        assert_int_equal(point->chart.n_runs, gap == 96 ? 2 : 1);
        assert_int_equal(point->is_new_chart, gap == 97);
        drift_case_free(d);
    }
}

static void test_names_units_and_floors_of_the_metrics(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const char *unit;
        double sd_floor;
        bool is_checked;
    } expected[N_LOAD_METRICS] = {
        {"stance_time", "ms", 2.0, true},
        {"cadence", "spm", 1.0, true},
        {"vertical_ratio", "%", 0.1, true},
        {"stance_balance", "%", 0.3, true},
        {"vertical_oscillation", "mm", 1.0, false},
        {"leg_spring_stiffness", "kN/m", 0.1, false},
    };
    for (size_t i = 0; i < N_LOAD_METRICS; i++) {
        struct load_metric_info info = load_metric_info((enum load_metric)i);
        assert_string_equal(info.name, expected[i].name);
        assert_string_equal(info.unit, expected[i].unit);
        assert_near(info.sd_floor, expected[i].sd_floor, 0.0);
        assert_int_equal(info.is_checked, expected[i].is_checked);
        assert_true(info.low > 0 && info.high > info.low && strlen(info.label) > 3);
    }
    assert_string_equal(load_drift_state_name(LOAD_DRIFT_OUT_OF_SPEED_RANGE),
                        "out_of_speed_range");
    assert_string_equal(load_drift_null_name(LOAD_DRIFT_NULL_SPEED), "speed_out_of_range");
    assert_string_equal(load_drift_null_name(LOAD_DRIFT_GIVEN), "");
}

static void test_the_load_check_hears_four_metrics(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    struct load_drift drift[N_LOAD_METRICS];
    drift_baseline(d, NULL, false);
    for (day_num i = 0; i < 4; i++) {
        (void)drift_shifted_run(d, FIRST_TEST_DAY + i, 8, 8.0);
    }
    d->in.as_of = FIRST_TEST_DAY + 3 + 6;
    assert_int_equal(load_drift_for_check(drift_compute(d), drift), 4);
    assert_string_equal(drift[0].metric, "stance_time");
    assert_int_equal(drift[0].state, LOAD_DRIFT_CHANGED);
    assert_int_equal(drift[0].n_runs_out, 2);
    assert_near(drift[0].z, 1.1808, 1e-9);
    assert_near(drift[0].z_limit, 0.9533, 5e-5);
    assert_string_equal(drift[3].metric, "stance_balance");
    assert_int_equal(drift[3].state, LOAD_DRIFT_NO_DATA);
    assert_unknown(drift[3].z);

    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 8, 48);
    f->in.has_drift = true;
    f->in.drift = drift;
    f->in.n_drift = 4;
    const struct load_reason *reason = reason_of_rule(compute(f), LOAD_RULE_DYNAMICS);
    assert_int_equal(reason->level, LOAD_LEVEL_CAUTION);
    assert_string_equal(reason->subject, "stance_time");
    fixture_free(f);

    d->in.as_of++; /* 8 days: the run is too long ago to speak */
    (void)load_drift_for_check(drift_compute(d), drift);
    assert_int_equal(drift[0].state, LOAD_DRIFT_NO_DATA);
    drift_case_free(d);
}

static void test_the_load_check_hears_the_place_run_last(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    struct load_drift drift[N_LOAD_METRICS];
    drift_baseline(d, NULL, false);
    for (day_num i = 0; i < 4; i++) {
        (void)drift_shifted_run(d, FIRST_TEST_DAY + i, 8, 8.0);
    }
    d->in.as_of = FIRST_TEST_DAY + 4;
    drift_shifted_run(d, FIRST_TEST_DAY + 4, 8, 8.0)->is_treadmill = true;
    (void)load_drift_for_check(drift_compute(d), drift);
    assert_int_equal(drift[0].state, LOAD_DRIFT_LEARNING);
    assert_unknown(drift[0].z);
    drift_case_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_a35_null_gradient_is_flat_on_a_treadmill_and_excluded_outside),
        cmocka_unit_test(test_a35_segments_from_300_s_on),
        cmocka_unit_test(test_segments_of_60_s_or_1_km),
        cmocka_unit_test(test_speed_from_distance_and_time),
        cmocka_unit_test(test_walked_segments_are_not_clean),
        cmocka_unit_test(test_a35_treadmill_is_trainer_or_virtual_run),
        cmocka_unit_test(test_treadmill_and_outdoors_are_apart),
        cmocka_unit_test(test_a35_a_new_device_restarts_baseline_and_chart),
        cmocka_unit_test(test_a_device_that_returns_goes_on_with_its_own_normal),
        cmocka_unit_test(test_a35_no_device_named_is_the_same_device),
        cmocka_unit_test(test_a_shoe_that_is_named_is_kept_apart),
        cmocka_unit_test(test_the_chart_starts_anew_after_96_days_without_a_judged_run),
        cmocka_unit_test(test_names_units_and_floors_of_the_metrics),
        cmocka_unit_test(test_the_load_check_hears_four_metrics),
        cmocka_unit_test(test_the_load_check_hears_the_place_run_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
