/* Body mass of a day (science.md 1.3, A15). */
#include "fixture.h"

#include "base/banned.h"

static void test_factor_is_clamped_and_invalid_mass_is_not_used(void **state)
{
    (void)state;
    assert_close(load_mass_factor(70), 1.0, 0.0);
    assert_close(load_mass_factor(85), 85.0 / 70.0, 1e-15);
    assert_close(load_mass_factor(30), 0.6, 0.0);
    assert_close(load_mass_factor(200), 1.8, 0.0);
    assert_close(load_mass_factor(29.9), 1.0, 0.0);
    assert_close(load_mass_factor(200.1), 1.0, 0.0);
    assert_close(load_mass_factor(LOAD_NAN), 1.0, 0.0);
    assert_close(load_mass_factor(-70), 1.0, 0.0);
}

static void test_day_then_earlier_then_later_then_profile_then_70(void **state)
{
    (void)state;
    struct load_weighing rows[] = {{100, 20}, {110, 80}, {120, 82}, {130, LOAD_NAN}};
    struct load_mass mass = load_mass_of_day(4, rows, 90, 120);
    assert_close(mass.kg, 82, 0.0);
    assert_int_equal(mass.source, LOAD_MASS_DAY);
    mass = load_mass_of_day(4, rows, 90, 135);
    assert_close(mass.kg, 82, 0.0);
    assert_int_equal(mass.source, LOAD_MASS_EARLIER);
    mass = load_mass_of_day(4, rows, 90, 130); /* its own row is not a mass */
    assert_int_equal(mass.source, LOAD_MASS_EARLIER);
    mass = load_mass_of_day(4, rows, 90, 105); /* 20 kg is not used */
    assert_close(mass.kg, 80, 0.0);
    assert_int_equal(mass.source, LOAD_MASS_LATER);
    mass = load_mass_of_day(0, NULL, 90, 105);
    assert_int_equal(mass.source, LOAD_MASS_PROFILE);
    mass = load_mass_of_day(0, NULL, 500, 105);
    assert_close(mass.kg, 70, 0.0);
    assert_int_equal(mass.source, LOAD_MASS_DEFAULT);
}

static void test_a15_wellness_after_as_of_does_not_exist(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    add_wellness(f, TODAY + 1)->weight_kg = 84;
    f->athlete.weight_kg = 77;
    const struct load_status *status = compute(f);
    assert_int_equal(status->mass.source, LOAD_MASS_PROFILE);
    assert_close(result_of(f, 0)->llss.mass_factor, 1.1, 1e-12);
    status = compute_on(f, TODAY + 1);
    assert_int_equal(status->mass.source, LOAD_MASS_DAY);
    assert_close(result_of(f, 0)->llss.mass_factor, 1.2, 1e-12);
    fixture_free(f);
}

static void test_a15_carried_weights_count_and_a_measured_one_comes_first(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    add_wellness(f, TODAY - 3)->weight_kg = 84;
    f->wellness[0].is_weight_carried = true;
    (void)compute(f);
    assert_close(result_of(f, 0)->llss.mass_factor, 1.2, 1e-12);
    add_wellness(f, TODAY - 3)->weight_kg = 77;
    (void)compute(f);
    assert_close(result_of(f, 0)->llss.mass_factor, 1.1, 1e-12);
    fixture_free(f);
}

static void test_mode_off(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    add_wellness(f, TODAY)->weight_kg = 84;
    f->preferences.is_mass_off = true;
    const struct load_status *status = compute(f);
    assert_close(result_of(f, 0)->llss.mass_factor, 1.0, 0.0);
    assert_int_equal(status->mass.source, LOAD_MASS_OFF);
    fixture_free(f);
}

static void test_property_the_factor_never_flips_inside_a_series(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 60, TODAY, 1, 10, 60);
    add_wellness(f, TODAY - 30)->weight_kg = 85;
    (void)compute(f);
    for (size_t i = 0; i < f->in.n_activities; i++) {
        assert_close(result_of(f, i)->llss.mass_factor, 85.0 / 70.0, 1e-12);
    }
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factor_is_clamped_and_invalid_mass_is_not_used),
        cmocka_unit_test(test_day_then_earlier_then_later_then_profile_then_70),
        cmocka_unit_test(test_a15_wellness_after_as_of_does_not_exist),
        cmocka_unit_test(test_a15_carried_weights_count_and_a_measured_one_comes_first),
        cmocka_unit_test(test_mode_off),
        cmocka_unit_test(test_property_the_factor_never_flips_inside_a_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
