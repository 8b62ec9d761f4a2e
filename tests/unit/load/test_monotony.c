/* Monotony and strain (science.md 2.3, A22). */
#include "fixture.h"

#include "base/banned.h"

static void test_worked_example_of_science_2_3(void **state)
{
    (void)state;
    const double load[] = {40, 0, 55, 0, 40, 60, 0};
    struct load_monotony monotony = load_monotony_at(load, 6);
    assert_close(monotony.mean_per_day, 27.857, 0.0005);
    assert_close(monotony.sd_per_day, 25.051, 0.0005);
    assert_close(monotony.monotony, 1.112, 0.0005);
    assert_close(monotony.strain, 216.8, 0.05);
}

static void test_a22_equal_values_have_sd_0_and_no_monotony(void **state)
{
    (void)state;
    const double load[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    struct load_monotony monotony = load_monotony_at(load, 6);
    assert_close(monotony.sd_per_day, 0.0, 0.0);
    assert_unknown(monotony.monotony);
    assert_unknown(monotony.strain);
    const double nearly[] = {50, 50, 50, 50, 50, 50, 50 + 1e-9};
    assert_unknown(load_monotony_at(nearly, 6).monotony);
    const double zero[7] = {0};
    assert_unknown(load_monotony_at(zero, 6).monotony);
}

static void test_null_under_7_days(void **state)
{
    (void)state;
    const double load[] = {40, 0, 55, 0, 40, 60, 0};
    struct load_monotony monotony = load_monotony_at(load, 5);
    assert_true(monotony.is_short_history);
    assert_unknown(monotony.monotony);
    assert_unknown(monotony.mean_per_day);
}

static void test_a22_strain_uses_unrounded_monotony(void **state)
{
    (void)state;
    const double load[] = {10, 20, 30, 40, 50, 60, 71};
    struct load_monotony monotony = load_monotony_at(load, 6);
    assert_close(monotony.strain, 281 * monotony.monotony, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_example_of_science_2_3),
        cmocka_unit_test(test_a22_equal_values_have_sd_0_and_no_monotony),
        cmocka_unit_test(test_null_under_7_days),
        cmocka_unit_test(test_a22_strain_uses_unrounded_monotony),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
