/* The curve over speed and its robust statistics (science.md 2.6, A34), by hand. */
#include "drift_fixture.h"

#include "base/banned.h"

static void test_regression_by_hand(void **state)
{
    (void)state;
    /* Four even speeds: terms (-3 -1 1 3) / 20 and (1 -1 -1 1) / 4 by the tables of
     * orthogonal polynomials: 2.5 + 0.6 t + 0.5 q. */
    const double speeds[] = {1, 2, 3, 4};
    const double values[] = {1, 2, 2, 5};
    const double fitted[] = {1.2, 1.4, 2.6, 4.8};
    struct load_drift_curve curve = load_drift_fit(4, speeds, values);
    assert_int_equal(curve.degree, 2);
    for (size_t i = 0; i < 4; i++) {
        assert_near(load_drift_curve_at(&curve, speeds[i]), fitted[i], 1e-12);
    }
    assert_near(load_drift_curve_at(&curve, 2.5), 1.875, 1e-12); /* 2.5 - 1.25 x 0.5 */
}

static void test_three_points_lie_on_their_parabola(void **state)
{
    (void)state;
    const double speeds[] = {2, 3, 4};
    const double values[] = {240, 225, 220}; /* 300 - 40 v + 5 v^2 */
    struct load_drift_curve curve = load_drift_fit(3, speeds, values);
    for (int i = 6; i < 20; i++) {
        double speed = 0.25 * i;
        assert_near(load_drift_curve_at(&curve, speed),
                    300 - 40 * speed + 5 * speed * speed, 1e-9);
    }
}

static void test_speeds_close_together_and_far_from_0_lose_nothing(void **state)
{
    (void)state;
    double speeds[60];
    double values[60];
    for (size_t i = 0; i < 60; i++) {
        double from = ((double)i - 29.5) / 170.0; /* SD 0.10 */
        speeds[i] = 1000.0 + from;
        values[i] = 250.0 - 30.0 * from + 8.0 * from * from;
    }
    struct load_drift_curve curve = load_drift_fit(60, speeds, values);
    assert_int_equal(curve.degree, 2);
    for (size_t i = 0; i < 60; i++) {
        assert_near(load_drift_curve_at(&curve, speeds[i]), values[i], 1e-9);
    }
}

static void test_one_speed_gives_a_constant(void **state)
{
    (void)state;
    const double speeds[] = {3.00, 3.04, 2.96, 3.00, 3.04, 2.96}; /* SD 0.033 */
    const double values[] = {250, 240, 260, 252, 244, 254};
    struct load_drift_curve curve = load_drift_fit(6, speeds, values);
    assert_int_equal(curve.degree, 0);
    assert_near(load_drift_curve_at(&curve, 3.04), 250, 1e-12);
    const double equal[] = {3, 3, 3, 3, 3, 3};
    curve = load_drift_fit(6, equal, values);
    assert_near(load_drift_curve_at(&curve, 9), 250, 1e-12);
}

static void test_two_clusters_of_speed_give_a_line(void **state)
{
    (void)state;
    const double speeds[] = {2.8, 2.81, 2.79, 3.6, 3.61, 3.59};
    const double values[] = {256, 250, 262, 236, 230, 242};
    struct load_drift_curve curve = load_drift_fit(6, speeds, values);
    assert_int_equal(curve.degree, 1);
    assert_near(load_drift_curve_at(&curve, 3.2), 246, 1e-9); /* the middle of both means */
    assert_near(curve.k[2], 0.0, 0.0);
}

static void test_quantiles_by_linear_interpolation(void **state)
{
    (void)state;
    double x[] = {4, 1, 3, 2};
    assert_near(load_drift_quantile(4, x, 0.05), 1.15, 1e-12);
    assert_near(load_drift_quantile(4, x, 0.95), 3.85, 1e-12);
    assert_near(load_drift_quantile(4, x, 0.5), 2.5, 0.0);
    assert_near(load_drift_quantile(4, x, 0.0), 1, 0.0);
    assert_near(load_drift_quantile(4, x, 1.0), 4, 0.0);
    double one[] = {7};
    assert_near(load_drift_quantile(1, one, 0.95), 7, 0.0);
    double equal[] = {5, 5, 5, 5, 5, 5, 5};
    assert_near(load_drift_quantile(7, equal, 0.37), 5, 0.0);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void test_quantiles_against_sorting(void **state)
{
    (void)state;
    uint32_t dice = 7;
    for (int round = 0; round < 2000; round++) {
        double x[64];
        double sorted[64];
        size_t n = 1 + next_random(&dice) % 64;
        uint32_t n_values = 1 + next_random(&dice) % 40; /* few: many equal ones */
        for (size_t i = 0; i < n; i++) {
            sorted[i] = x[i] = next_random(&dice) % n_values;
        }
        qsort(sorted, n, sizeof sorted[0], compare);
        double p = (double)(next_random(&dice) % 101) / 100.0;
        double place = p * (double)(n - 1);
        size_t k = (size_t)floor(place);
        double next = sorted[k + 1 < n ? k + 1 : k];
        assert_near(load_drift_quantile(n, x, p),
                    sorted[k] + (place - (double)k) * (next - sorted[k]), 1e-12);
    }
}

static void test_a34_drops_once_beyond_3_x_1_4826_mad(void **state)
{
    (void)state;
    /* Mean 14.67; about the median 12 the deviations are 0 0 1 1 1 1 2 2 28: MAD 1. */
    double speeds[9];
    double values[] = {10, 40, 10, 11, 11, 12, 12, 13, 13};
    size_t runs[] = {0, 0, 1, 1, 2, 2, 3, 3, 3};
    double spare[9];
    for (size_t i = 0; i < 9; i++) {
        speeds[i] = 3.0;
    }
    struct load_drift_points points = {9, speeds, values, runs, spare};
    struct load_drift_curve curve = load_drift_fit_robust(&points);
    assert_int_equal(points.n, 8);
    assert_near(load_drift_curve_at(&curve, 3.0), 11.5, 1e-12);
    const double kept[] = {10, 10, 11, 11, 12, 12, 13, 13};
    const size_t kept_runs[] = {0, 1, 1, 2, 2, 3, 3, 3};
    for (size_t i = 0; i < 8; i++) {
        assert_near(points.values[i], kept[i], 0.0);
        assert_int_equal(points.runs[i], kept_runs[i]);
    }
}

static void test_a34_drops_once_only(void **state)
{
    (void)state;
    /* About 100: MAD 1 (the 7th of 0 .1 .1 .2 .2 1 1 4 4 50 50 60 60), reach 4.4478. Of the
     * nine that stay the MAD is 0.2: a second round would take four more. */
    double speeds[13];
    double values[] = {40, 160, 50, 150, 96, 104, 99, 101, 99.8, 100.2, 99.9, 100.1, 100};
    size_t runs[13] = {0};
    double spare[13];
    for (size_t i = 0; i < 13; i++) {
        speeds[i] = 3.0;
    }
    struct load_drift_points points = {13, speeds, values, runs, spare};
    (void)load_drift_fit_robust(&points);
    assert_int_equal(points.n, 9);
    assert_near(points.values[0], 96, 0.0);
}

static void test_more_than_half_on_the_curve_drops_nothing(void **state)
{
    (void)state;
    double speeds[] = {3, 3, 3, 3, 3};
    double values[] = {180, 180, 180, 180, 180};
    size_t runs[] = {0, 0, 1, 1, 2};
    double spare[5];
    struct load_drift_points points = {5, speeds, values, runs, spare};
    struct load_drift_curve curve = load_drift_fit_robust(&points);
    assert_int_equal(points.n, 5);
    assert_near(curve.k[0], 180, 0.0);
    size_t n_runs = 0;
    assert_near(load_drift_run_sd(&points, &curve, &n_runs), 0.0, 0.0);
    assert_int_equal(n_runs, 3);
}

static void test_a34_sd_of_run_means_is_the_population_one(void **state)
{
    (void)state;
    /* Residuals about 250: run 0 +2 +4 (mean 3), run 1 -1 (mean -1), run 2 -2 -3 -4 (-3).
     */
    double speeds[] = {3, 3, 3, 3, 3, 3};
    double values[] = {252, 254, 249, 248, 247, 246};
    size_t runs[] = {0, 0, 1, 2, 2, 2};
    double spare[6];
    struct load_drift_points points = {6, speeds, values, runs, spare};
    struct load_drift_curve curve = {.degree = 0, .scale_m_per_s = 1, .k = {250, 0, 0}};
    size_t n_runs = 0;
    /* Mean of the means -1/3: sqrt(((10/3)^2 + (2/3)^2 + (8/3)^2) / 3) = sqrt(56 / 9). */
    assert_near(load_drift_run_sd(&points, &curve, &n_runs), sqrt(56.0 / 9.0), 1e-12);
    assert_int_equal(n_runs, 3);
    points.n = 0;
    assert_near(load_drift_run_sd(&points, &curve, &n_runs), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regression_by_hand),
        cmocka_unit_test(test_three_points_lie_on_their_parabola),
        cmocka_unit_test(test_speeds_close_together_and_far_from_0_lose_nothing),
        cmocka_unit_test(test_one_speed_gives_a_constant),
        cmocka_unit_test(test_two_clusters_of_speed_give_a_line),
        cmocka_unit_test(test_quantiles_by_linear_interpolation),
        cmocka_unit_test(test_quantiles_against_sorting),
        cmocka_unit_test(test_a34_drops_once_beyond_3_x_1_4826_mad),
        cmocka_unit_test(test_a34_drops_once_only),
        cmocka_unit_test(test_more_than_half_on_the_curve_drops_nothing),
        cmocka_unit_test(test_a34_sd_of_run_means_is_the_population_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
