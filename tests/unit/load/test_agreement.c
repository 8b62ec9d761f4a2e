/* An own limb stress field beside ours. */
#include "fixture.h"

#include "load/agreement.h"

#include "base/banned.h"

enum { N_RUNS = 30 };

/* Thirty runs of 10 to 39 minutes, one every second day up to today; field starts unknown.
 */
static struct fixture *thirty_runs(double field[N_RUNS])
{
    struct fixture *f = fixture_new();
    for (int i = 0; i < N_RUNS; i++) {
        (void)add_run(f, TODAY - 2 * i, 2.0, 10.0 + i);
        field[i] = LOAD_NAN;
    }
    (void)compute(f);
    return f;
}

static double ours(const struct fixture *f, size_t i)
{
    return result_of(f, i)->llss.computed_llss;
}

static void test_a_field_of_twice_ours_has_r_1_and_ratio_2(void **state)
{
    (void)state;
    double field[N_RUNS];
    char text[LOAD_AGREEMENT_TEXT_SIZE];
    struct fixture *f = thirty_runs(field);
    double sum = 0.0;
    for (size_t i = 0; i < N_RUNS; i++) {
        field[i] = 2.0 * ours(f, i);
        sum += ours(f, i);
    }
    struct load_agreement found = load_agreement_of(f->status.history, field);
    assert_int_equal(found.n_pairs, N_RUNS);
    assert_close(found.correlation, 1.0, 1e-12);
    assert_close(found.ratio, 2.0, 1e-12);
    assert_close(found.mean_difference, sum / N_RUNS, 1e-9);
    assert_non_null(
        strstr(load_agreement_text(&found, text), "closely with ours (r 1.00)"));
    assert_non_null(strstr(text, "2.00 times ours"));
    assert_non_null(strstr(text, "another scale"));
    fixture_free(f);
}

/* Population SD of ours, a second way. */
static double sd_of_ours(const struct fixture *f)
{
    double mean = 0.0;
    double square = 0.0;
    for (size_t i = 0; i < N_RUNS; i++) {
        mean += ours(f, i) / N_RUNS;
    }
    for (size_t i = 0; i < N_RUNS; i++) {
        square += (ours(f, i) - mean) * (ours(f, i) - mean) / N_RUNS;
    }
    return sqrt(square);
}

/* Two values a pair: ours 1 2 3 .., field 3 2 1 .. by hand: r = -1, mean difference 0. */
static void test_a_field_that_runs_against_ours_has_r_minus_1(void **state)
{
    (void)state;
    double field[N_RUNS];
    struct fixture *f = thirty_runs(field);
    for (size_t i = 0; i < N_RUNS; i++) {
        field[i] = ours(f, N_RUNS - 1 - i);
    }
    struct load_agreement found = load_agreement_of(f->status.history, field);
    assert_close(found.correlation, -1.0, 1e-9);
    assert_close(found.mean_difference, 0.0, 1e-9);
    assert_close(found.ratio, 1.0, 1e-9);
    /* Differences are 2 (x - mean): their SD is twice that of ours. */
    assert_close(found.difference_sd, 2.0 * sd_of_ours(f), 1e-9);
    fixture_free(f);
}

static void test_nine_pairs_say_nothing_ten_do(void **state)
{
    (void)state;
    double field[N_RUNS];
    char text[LOAD_AGREEMENT_TEXT_SIZE];
    struct fixture *f = thirty_runs(field);
    for (size_t i = 0; i < 9; i++) {
        field[i] = ours(f, i);
    }
    struct load_agreement few = load_agreement_of(f->status.history, field);
    assert_int_equal(few.n_pairs, 9);
    assert_int_equal(few.n_without_field, N_RUNS - 9);
    assert_unknown(few.correlation);
    assert_unknown(few.ratio);
    assert_string_equal(load_agreement_null_name(few.null_reason), "too_few_pairs");
    assert_non_null(strstr(load_agreement_text(&few, text), "too few"));
    field[9] = ours(f, 9);
    struct load_agreement enough = load_agreement_of(f->status.history, field);
    assert_close(enough.correlation, 1.0, 1e-12);
    fixture_free(f);
}

static void test_a_constant_field_has_no_correlation(void **state)
{
    (void)state;
    double field[N_RUNS];
    char text[LOAD_AGREEMENT_TEXT_SIZE];
    struct fixture *f = thirty_runs(field);
    for (size_t i = 0; i < N_RUNS; i++) {
        field[i] = 20.0;
    }
    struct load_agreement found = load_agreement_of(f->status.history, field);
    assert_unknown(found.correlation);
    assert_known(found.ratio);
    assert_string_equal(load_agreement_null_name(found.null_reason), "no_spread");
    assert_non_null(strstr(load_agreement_text(&found, text), "no correlation"));
    fixture_free(f);
}

static void test_bad_values_old_days_and_duplicates_are_no_pairs(void **state)
{
    (void)state;
    double field[N_RUNS + 2];
    struct fixture *f = thirty_runs(field);
    (void)add_run(f, TODAY - 90, 2, 20); /* one day too old */
    struct activity *twin = add_run(f, TODAY, 2, 10);
    twin->id = "twin";
    (void)compute(f);
    for (size_t i = 0; i < N_RUNS + 2; i++) {
        field[i] = 20.0 + (double)i;
    }
    field[3] = -1.0;
    field[4] = (double)INFINITY;
    struct load_agreement found = load_agreement_of(f->status.history, field);
    assert_int_equal(found.n_pairs, N_RUNS - 2);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_field_of_twice_ours_has_r_1_and_ratio_2),
        cmocka_unit_test(test_a_field_that_runs_against_ours_has_r_minus_1),
        cmocka_unit_test(test_nine_pairs_say_nothing_ten_do),
        cmocka_unit_test(test_a_constant_field_has_no_correlation),
        cmocka_unit_test(test_bad_values_old_days_and_duplicates_are_no_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
