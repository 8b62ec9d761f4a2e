/* Critical power and speed: published examples, and the same line found in other ways. */
#include "fixture.h"

#include "load/critical.h"

#include "base/banned.h"

enum { N_SAMPLES = 6 };

/*
 * Two trials of 1600 m in 6:00 and 3200 m in 13:00 are published with CS 3.810 m/s and D'
 * 228.6 m (novacalculator.com, critical speed, example 1). A third point on their line
 * leaves it where it is.
 */
static void test_published_running_example(void **state)
{
    (void)state;
    const struct load_effort efforts[] = {{360, 1600}, {780, 3200}, {570, 2400}};
    struct load_critical fit;
    load_critical_fit(3, efforts, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_FITTED);
    assert_close(fit.rate, 3.810, 0.0005);
    assert_close(fit.capacity, 228.6, 0.05);
    assert_close(fit.r2, 1.0, 1e-12);
    assert_close(fit.worst_pct, 0.0, 1e-9);
}

/*
 * CP 250 W and W' 13 kJ give 322, 293 and 264 W over 3, 5 and 15 min (ActivityLog2,
 * documentation of its critical power; watts rounded there).
 */
static void test_published_cycling_example(void **state)
{
    (void)state;
    const struct load_effort efforts[] = {
        {180, 322.0 * 180}, {300, 293.0 * 300}, {900, 264.0 * 900}};
    struct load_critical fit;
    load_critical_fit(3, efforts, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_FITTED);
    assert_close(fit.rate, 250.0, 0.5);
    assert_close(fit.capacity, 13000.0, 100.0);
    assert_true(fit.worst_pct < 0.1);
}

/* 2000 m in 7:38 and 3000 m in 11:46: 4.03 m/s (bearunner, 2007). Two points alone are too
 * few here, so their midpoint is the third. */
static void test_published_threshold_test(void **state)
{
    (void)state;
    const struct load_effort near[] = {{458, 2000}, {706, 3000}, {582, 2500}};
    const struct load_effort far[] = {{458, 2000}, {706, 3000}, {954, 4000}};
    struct load_critical fit;
    load_critical_fit(3, near, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_TOO_CLOSE); /* 248 s apart */
    load_critical_fit(3, far, &fit);
    assert_close(fit.rate, 4.03, 0.005);
}

/* Sum of squared distances from a line. */
static double misfit(const struct load_effort efforts[], double rate, double capacity)
{
    double sum = 0;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        double left = efforts[i].amount - capacity - rate * efforts[i].time_s;
        sum += left * left;
    }
    return sum;
}

/* Scattered points, and their sums for the normal equations. */
struct scattered {
    struct load_effort efforts[N_SAMPLES];
    double t;
    double w;
    double tt;
    double tw;
};

static struct scattered scattered_points(void)
{
    const double watts[N_SAMPLES] = {391, 352, 340, 322, 309, 301};
    const double times[N_SAMPLES] = {120, 180, 300, 480, 720, 1200};
    struct scattered points = {0};
    for (size_t i = 0; i < N_SAMPLES; i++) {
        points.efforts[i] = (struct load_effort){times[i], watts[i] * times[i]};
        points.t += times[i];
        points.w += points.efforts[i].amount;
        points.tt += times[i] * times[i];
        points.tw += times[i] * points.efforts[i].amount;
    }
    return points;
}

/* No neighbouring line fits better, and the normal equations agree. */
static void test_it_is_the_least_squares_line(void **state)
{
    (void)state;
    const struct scattered points = scattered_points();
    struct load_critical fit;
    load_critical_fit(N_SAMPLES, points.efforts, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_FITTED);
    double n = N_SAMPLES;
    double rate =
        (n * points.tw - points.t * points.w) / (n * points.tt - points.t * points.t);
    assert_close(fit.rate, rate, 1e-7);
    assert_close(fit.capacity, (points.w - rate * points.t) / n, 1e-4);
    double best = misfit(points.efforts, fit.rate, fit.capacity);
    assert_true(best <= misfit(points.efforts, fit.rate + 0.01, fit.capacity));
    assert_true(best <= misfit(points.efforts, fit.rate - 0.01, fit.capacity));
    assert_true(best <= misfit(points.efforts, fit.rate, fit.capacity + 5));
    assert_true(best <= misfit(points.efforts, fit.rate, fit.capacity - 5));
}

/* Standard errors from the inverse of the normal matrix. */
static void test_its_errors_are_those_of_the_normal_matrix(void **state)
{
    (void)state;
    const struct scattered points = scattered_points();
    struct load_critical fit;
    load_critical_fit(N_SAMPLES, points.efforts, &fit);
    double n = N_SAMPLES;
    double variance = misfit(points.efforts, fit.rate, fit.capacity) / (n - 2);
    double determinant = n * points.tt - points.t * points.t;
    assert_close(fit.rate_error, sqrt(variance * n / determinant), 1e-7);
    assert_close(fit.capacity_error, sqrt(variance * points.tt / determinant), 1e-4);
    assert_true(fit.r2 > 0.99);
    assert_true(fit.r2 < 1);
}

static void test_the_order_does_not_matter_and_the_scale_scales(void **state)
{
    (void)state;
    const struct load_effort a[] = {{180, 60000}, {400, 120000}, {1000, 290000}};
    const struct load_effort b[] = {{1000, 580000}, {180, 120000}, {400, 240000}};
    struct load_critical fit_a;
    struct load_critical fit_b;
    load_critical_fit(3, a, &fit_a);
    load_critical_fit(3, b, &fit_b);
    assert_close(fit_b.rate, 2 * fit_a.rate, 1e-9);
    assert_close(fit_b.capacity, 2 * fit_a.capacity, 1e-6);
    assert_close(fit_b.worst_pct, fit_a.worst_pct, 1e-9);
}

static void test_what_cannot_be_fitted_says_why(void **state)
{
    (void)state;
    struct load_critical fit;
    load_critical_fit(0, NULL, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_TOO_FEW);
    assert_int_equal(fit.n_points, 0);
    assert_unknown(fit.rate);
    assert_unknown(fit.shortest_s);
    /* Too short, too long, unknown and nothing do not count. */
    const struct load_effort few[] = {{119, 40000},    {1201, 300000}, {300, LOAD_NAN},
                                      {LOAD_NAN, 100}, {300, 0},       {180, 60000},
                                      {600, 170000}};
    load_critical_fit(7, few, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_TOO_FEW);
    assert_int_equal(fit.n_points, 2);
    assert_close(fit.longest_s, 600, 0);
    /* Less and less work in more time; and power that rises with time. */
    const struct load_effort falling[] = {{180, 90000}, {400, 80000}, {900, 70000}};
    load_critical_fit(3, falling, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_NO_LINE);
    assert_unknown(fit.capacity);
    const struct load_effort rising[] = {{180, 36000}, {400, 88000}, {900, 216000}};
    load_critical_fit(3, rising, &fit);
    assert_int_equal(fit.state, LOAD_CRITICAL_NO_LINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_running_example),
        cmocka_unit_test(test_published_cycling_example),
        cmocka_unit_test(test_published_threshold_test),
        cmocka_unit_test(test_it_is_the_least_squares_line),
        cmocka_unit_test(test_its_errors_are_those_of_the_normal_matrix),
        cmocka_unit_test(test_the_order_does_not_matter_and_the_scale_scales),
        cmocka_unit_test(test_what_cannot_be_fitted_says_why),
    };
    return cmocka_run_group_tests_name("load/critical", tests, NULL, NULL);
}
