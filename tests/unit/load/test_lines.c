/* LL Fitness, Fatigue, Form (science.md 2.1, 6; A1, A2, A36). */
#include "fixture.h"

#include "base/banned.h"

/* vectors.json "pmc": forum.intervals.icu thread 5788. */
static void test_vectors_pmc(void **state)
{
    (void)state;
    assert_close(1.0 - load_ewma_share(42), 0.976472, 5e-7);
    assert_close(1.0 - load_ewma_share(7), 0.866878, 5e-7);
    double load = 100;
    double fitness = 0;
    double fatigue = 0;
    load_ewma(1, &load, 42, 50, &fitness);
    load_ewma(1, &load, 7, 60, &fatigue);
    assert_close(fitness, 51.1764, 0.0005);
    assert_close(fatigue, 65.3249, 0.0005);
    assert_close(fitness - fatigue, -14.15, 0.005);
    assert_close(100 * (fitness - fatigue) / fitness, -27.6, 0.06);
}

static void test_a36_load_for_form(void **state)
{
    (void)state;
    assert_close(load_for_form(60, 50, -10), 230.3, 0.05);
    /* vectors.json load_for_form: 60 and 50 are values already decayed to today. */
    double fitness = 60 / (1.0 - load_ewma_share(42));
    double fatigue = 50 / (1.0 - load_ewma_share(7));
    assert_close(load_for_form(fitness, fatigue, -10), 182.492, 0.001);
    /* It does what it says. */
    double load = load_for_form(60, 50, -10);
    double f = 0;
    double g = 0;
    load_ewma(1, &load, 42, 60, &f);
    load_ewma(1, &load, 7, 50, &g);
    assert_close(f - g, -10, 1e-9);
}

static void test_ewma_share_of_constant_load_over_time(void **state)
{
    (void)state;
    enum { N = 180 };
    double load[N];
    for (size_t i = 0; i < N; i++) {
        load[i] = 40;
    }
    load_ewma(N, load, 42, 0, load); /* in place */
    assert_close(load[41] / 40, 0.632, 0.001);
    assert_close(load[125] / 40, 0.950, 0.001);
    assert_close(load[179] / 40, 0.986, 0.001);
}

static void test_ewma_takes_unknown_as_zero(void **state)
{
    (void)state;
    double load[] = {50, LOAD_NAN, 50};
    double zero[] = {50, 0, 50};
    load_ewma(3, load, 7, 3, load);
    load_ewma(3, zero, 7, 3, zero);
    for (size_t i = 0; i < 3; i++) {
        assert_close(load[i], zero[i], 0.0);
    }
    load_ewma(0, NULL, 7, 3, NULL); /* empty */
}

static void test_zones_lower_bounds_belong(void **state)
{
    (void)state;
    assert_int_equal(load_zone_of(20.01), LOAD_ZONE_DETRAINING);
    assert_int_equal(load_zone_of(20), LOAD_ZONE_FRESH);
    assert_int_equal(load_zone_of(5), LOAD_ZONE_FRESH);
    assert_int_equal(load_zone_of(4.999), LOAD_ZONE_NEUTRAL);
    assert_int_equal(load_zone_of(-10), LOAD_ZONE_NEUTRAL);
    assert_int_equal(load_zone_of(-10.001), LOAD_ZONE_BUILDING);
    assert_int_equal(load_zone_of(-30), LOAD_ZONE_BUILDING);
    assert_int_equal(load_zone_of(-30.001), LOAD_ZONE_OVERREACHING);
    assert_int_equal(load_zone_of(LOAD_NAN), LOAD_ZONE_NONE);
    assert_string_equal(load_zone_name(LOAD_ZONE_BUILDING), "building");
    assert_string_equal(load_zone_label(LOAD_ZONE_DETRAINING), "transition or detraining");
}

/* A history of n_days with the same load every day. */
static struct load_lines lines_of_constant(double load, size_t n_days)
{
    double fitness[400];
    double fatigue[400];
    assert_true(n_days <= 400);
    for (size_t i = 0; i < n_days; i++) {
        fitness[i] = fatigue[i] = load;
    }
    load_ewma(n_days, fitness, 42, 0, fitness);
    load_ewma(n_days, fatigue, 7, 0, fatigue);
    return load_lines_at(fitness, fatigue, n_days - 1);
}

static void test_a2_warming_up_has_no_zone(void **state)
{
    (void)state;
    /* The numbers of A2: about -102 % at day 28, about -30 % at day 61. */
    assert_close(lines_of_constant(50, 28).form_pct, -102, 3);
    assert_close(lines_of_constant(50, 61).form_pct, -30, 1);
    struct load_lines lines = lines_of_constant(50, 125);
    assert_true(lines.is_warming_up);
    assert_false(lines.is_seeded);
    assert_known(lines.form_pct);
    assert_int_equal(lines.zone, LOAD_ZONE_NONE);
    lines = lines_of_constant(50, 126);
    assert_false(lines.is_warming_up);
    assert_int_equal(lines.zone, LOAD_ZONE_NEUTRAL);
    assert_true(lines_of_constant(50, 41).is_seeded);
    assert_false(lines_of_constant(50, 42).is_seeded);
}

static void test_form_pct_is_null_below_fitness_5(void **state)
{
    (void)state;
    double fitness[200] = {0};
    double fatigue[200] = {0};
    fitness[199] = 4.999;
    struct load_lines lines = load_lines_at(fitness, fatigue, 199);
    assert_unknown(lines.form_pct);
    assert_int_equal(lines.zone, LOAD_ZONE_NONE);
    fitness[199] = 5;
    assert_close(load_lines_at(fitness, fatigue, 199).form_pct, 100, 0.0);
}

static void test_ramp_is_null_under_8_days(void **state)
{
    (void)state;
    assert_unknown(lines_of_constant(50, 7).ramp_7d);
    double share = load_ewma_share(42);
    double day_1 = 50 * share;
    double day_8 = 50 * (1 - pow(1 - share, 8));
    assert_close(lines_of_constant(50, 8).ramp_7d, day_8 - day_1, 1e-9);
}

static void test_history_starts_with_the_first_activity(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_run(f, TODAY - 1, 10, 60);
    run->rpe = 8; /* LLSS 100 */
    const struct load_status *status = compute(f);
    assert_int_equal(status->n_history_days, 2);
    assert_close(status->lines.fitness,
                 100 * load_ewma_share(42) * (1 - load_ewma_share(42)), 1e-9);
    assert_close(status->llss_today, 0, 0.0);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_pmc),
        cmocka_unit_test(test_a36_load_for_form),
        cmocka_unit_test(test_ewma_share_of_constant_load_over_time),
        cmocka_unit_test(test_ewma_takes_unknown_as_zero),
        cmocka_unit_test(test_zones_lower_bounds_belong),
        cmocka_unit_test(test_a2_warming_up_has_no_zone),
        cmocka_unit_test(test_form_pct_is_null_below_fitness_5),
        cmocka_unit_test(test_ramp_is_null_under_8_days),
        cmocka_unit_test(test_history_starts_with_the_first_activity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
