/* The control charts, by hand (science.md 2.6, A35). */
#include "drift_fixture.h"

#include "base/banned.h"

static struct load_drift_chart after(size_t n, const double z[])
{
    struct load_drift_chart chart;
    load_drift_chart_init(&chart);
    for (size_t i = 0; i < n; i++) {
        load_drift_chart_add(&chart, 100 + (day_num)i, z[i]);
    }
    return chart;
}

static void test_a35_charts_start_at_0(void **state)
{
    (void)state;
    struct load_drift_chart chart = after(0, NULL);
    assert_near(chart.ewma, 0.0, 0.0);
    assert_near(chart.cusum_up, 0.0, 0.0);
    assert_near(chart.cusum_down, 0.0, 0.0);
    assert_int_equal(chart.n_runs, 0);
    assert_int_equal(chart.since_day, DAY_NUM_NONE);
    assert_false(load_drift_chart_is_flagged(&chart));
}

static void test_limit_is_0_953(void **state)
{
    (void)state;
    assert_near(load_drift_limit(), 0.9533, 0.00005);
}

static void test_ewma_and_cusum_by_hand(void **state)
{
    (void)state;
    const double z[] = {2.0, -1.0, 0.2};
    struct load_drift_chart chart = after(3, z);
    assert_near(chart.ewma, ((0.4 * 0.8) - 0.2) * 0.8 + 0.04, 1e-15);
    assert_near(chart.cusum_up, 0.0, 0.0);   /* 1.5, 0, 0 */
    assert_near(chart.cusum_down, 0.0, 0.0); /* 0, 0.5, 0 */
    assert_near(after(1, z).cusum_up, 1.5, 1e-15);
    assert_near(after(2, z).cusum_down, 0.5, 1e-15);
}

static void test_a_flag_needs_two_successive_runs_out(void **state)
{
    (void)state;
    const double z[] = {2, 2, 2, 2, -3};
    struct load_drift_chart chart = after(3, z); /* 0.4, 0.72, 0.976 */
    assert_int_equal(chart.n_runs_out, 1);
    assert_int_equal(chart.direction, 1);
    assert_false(load_drift_chart_is_flagged(&chart));
    chart = after(4, z); /* 1.1808 */
    assert_int_equal(chart.n_runs_out, 2);
    assert_int_equal(chart.since_day, 102);
    assert_true(load_drift_chart_is_flagged(&chart));
    chart = after(5, z); /* 0.34464 */
    assert_int_equal(chart.n_runs_out, 0);
    assert_int_equal(chart.since_day, DAY_NUM_NONE);
    assert_int_equal(chart.direction, 0);
    assert_false(load_drift_chart_is_flagged(&chart));
}

static void test_out_in_out_is_no_flag(void **state)
{
    (void)state;
    const double z[] = {5, 0, 2, -0.5, 5}; /* 1.0 out, 0.8, 1.04 out, 0.732, 1.586 out */
    for (size_t n = 1; n <= 5; n++) {
        struct load_drift_chart chart = after(n, z);
        assert_int_equal(chart.n_runs_out, n % 2);
        assert_false(load_drift_chart_is_flagged(&chart));
    }
}

static void test_one_run_alone_cannot_flag(void **state)
{
    (void)state;
    const double z[] = {1e9, 0.0, 0.0, 0.0};
    for (size_t n = 1; n <= 4; n++) {
        struct load_drift_chart chart = after(n, z);
        assert_int_equal(chart.n_runs_out, n == 1 ? 1 : 0);
        assert_true(chart.cusum_up < 5.0);
    }
}

static void test_below_normal_is_the_mirror(void **state)
{
    (void)state;
    const double up[] = {2, 2, 2, 2, 0.3};
    const double down[] = {-2, -2, -2, -2, -0.3};
    for (size_t n = 1; n <= 5; n++) {
        struct load_drift_chart a = after(n, up);
        struct load_drift_chart b = after(n, down);
        assert_near(a.ewma, -b.ewma, 0.0);
        assert_near(a.cusum_up, b.cusum_down, 0.0);
        assert_int_equal(a.direction, -b.direction);
        assert_int_equal(a.n_runs_out, b.n_runs_out);
        assert_int_equal(a.since_day, b.since_day);
    }
}

static void test_a35_cusum_is_shown_only(void **state)
{
    (void)state;
    double z[40];
    for (size_t i = 0; i < 40; i++) {
        z[i] = 0.9; /* the EWMA stays below 0.9, the CUSUM gains 0.4 a run */
    }
    struct load_drift_chart chart = after(40, z);
    assert_true(chart.cusum_up > LOAD_DRIFT_CUSUM_H);
    assert_false(load_drift_chart_is_flagged(&chart));
    assert_int_equal(chart.n_runs_out, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a35_charts_start_at_0),
        cmocka_unit_test(test_limit_is_0_953),
        cmocka_unit_test(test_ewma_and_cusum_by_hand),
        cmocka_unit_test(test_a_flag_needs_two_successive_runs_out),
        cmocka_unit_test(test_out_in_out_is_no_flag),
        cmocka_unit_test(test_one_run_alone_cannot_flag),
        cmocka_unit_test(test_below_normal_is_the_mirror),
        cmocka_unit_test(test_a35_cusum_is_shown_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
