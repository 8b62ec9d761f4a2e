/* ACWR in three forms (science.md 2.2, 6; A20, A21). */
#include "fixture.h"

#include "base/banned.h"

/* An athlete with one ride a day whose LLSS is load[day]; the last day is TODAY. */
static struct fixture *with_daily_load(size_t n_days, const double load[])
{
    struct fixture *f = fixture_new();
    static double custom[FIXTURE_MOST];
    for (size_t i = 0; i < n_days; i++) {
        (void)add(f, SPORT_RIDE, TODAY - (day_num)(n_days - 1 - i), 8, 0, 60);
        custom[i] = load[i];
    }
    f->in.custom_llss = custom;
    return f;
}

static void fill(double load[], size_t from, size_t to, double value)
{
    for (size_t i = from; i < to; i++) {
        load[i] = value;
    }
}

/* vectors.json acwr_last_day, subject 2: R package ACWR, 50/35 and 50/30 (its EWMA:
 * test_reference.c). */
static void test_vectors_subject_2(void **state)
{
    (void)state;
    double load[28];
    fill(load, 0, 21, 30);
    fill(load, 21, 28, 50);
    struct load_acwr_value coupled = load_acwr_of_means(load, 27, LOAD_ACWR_COUPLED);
    struct load_acwr_value uncoupled = load_acwr_of_means(load, 27, LOAD_ACWR_UNCOUPLED);
    assert_close(coupled.acute, 50, 1e-12);
    assert_close(coupled.chronic, 35, 1e-12);
    assert_close(coupled.ratio, 1.43, 0.005);
    assert_close(uncoupled.chronic, 30, 1e-12);
    assert_close(uncoupled.ratio, 1.67, 0.005);
}

static void test_vectors_coupling_identity(void **state)
{
    (void)state;
    const double pairs[][2] = {{0.5, 0.571}, {0.8, 0.842}, {1.0, 1.0}, {1.3, 1.209},
                               {1.5, 1.333}, {2.0, 1.6},   {3.0, 2.0}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        double load[28];
        fill(load, 0, 21, 40);
        fill(load, 21, 28, 40 * pairs[i][0]);
        double u = load_acwr_of_means(load, 27, LOAD_ACWR_UNCOUPLED).ratio;
        double c = load_acwr_of_means(load, 27, LOAD_ACWR_COUPLED).ratio;
        assert_close(u, pairs[i][0], 1e-12);
        assert_close(c, pairs[i][1], 0.0006);
        assert_close(c, 4 * u / (u + 3), 1e-12);
    }
}

static void test_a20_null_under_28_days(void **state)
{
    (void)state;
    double load[28];
    fill(load, 0, 28, 30);
    struct fixture *f = with_daily_load(27, load);
    const struct load_status *status = compute(f);
    for (size_t i = 0; i < N_LOAD_ACWR_FORMS; i++) {
        assert_unknown(status->acwr.forms[i].ratio);
        assert_int_equal(status->acwr.forms[i].null_reason, LOAD_ACWR_SHORT_HISTORY);
    }
    assert_int_equal(status->acwr.label, LOAD_ACWR_NO_LABEL);
    fixture_free(f);
    f = with_daily_load(28, load);
    status = compute(f);
    for (size_t i = 0; i < N_LOAD_ACWR_FORMS; i++) {
        assert_close(status->acwr.forms[i].ratio, 1.0, 1e-12);
    }
    assert_int_equal(status->acwr.label, LOAD_ACWR_LIKE_USUAL);
    fixture_free(f);
}

static void test_a20_null_with_more_than_7_unknown_days(void **state)
{
    (void)state;
    double load[40];
    fill(load, 0, 40, 30);
    struct fixture *f = with_daily_load(40, load);
    for (day_num back = 0; back < 7; back++) {
        (void)add_stub(f, TODAY - back, 18, 0);
    }
    (void)add_stub(f, TODAY - 28, 18, 0); /* outside the 28 days */
    static double custom[FIXTURE_MOST];
    memcpy(custom, load, sizeof load);
    fill(custom, 40, 60, LOAD_NAN);
    f->in.custom_llss = custom;
    const struct load_status *status = compute(f);
    assert_int_equal(status->n_unknown_28, 7);
    assert_known(status->acwr.forms[LOAD_ACWR_UNCOUPLED].ratio);
    (void)add_stub(f, TODAY - 27, 18, 0);
    status = compute(f);
    for (size_t i = 0; i < N_LOAD_ACWR_FORMS; i++) {
        assert_int_equal(status->acwr.forms[i].null_reason, LOAD_ACWR_UNKNOWN_DAYS);
    }
    fixture_free(f);
}

static void test_a20_null_when_too_little_each_on_its_own_denominator(void **state)
{
    (void)state;
    double load[28];
    fill(load, 0, 21, 1.9);
    fill(load, 21, 28, 10);
    struct fixture *f = with_daily_load(28, load);
    const struct load_status *status = compute(f);
    assert_int_equal(status->acwr.forms[LOAD_ACWR_UNCOUPLED].null_reason,
                     LOAD_ACWR_TOO_LITTLE_LOAD);
    assert_int_equal(status->acwr.forms[LOAD_ACWR_COUPLED].null_reason, LOAD_ACWR_GIVEN);
    assert_int_equal(status->acwr.label, LOAD_ACWR_NO_LABEL);
    fixture_free(f);
    fill(load, 0, 21, 2.0); /* 2.0 a day is enough */
    f = with_daily_load(28, load);
    status = compute(f);
    assert_close(status->acwr.forms[LOAD_ACWR_UNCOUPLED].ratio, 5.0, 1e-12);
    fixture_free(f);
}

static void test_a21_edges_of_the_words(void **state)
{
    (void)state;
    assert_int_equal(load_acwr_label_of(0.79999), LOAD_ACWR_LESS);
    assert_int_equal(load_acwr_label_of(0.8), LOAD_ACWR_LIKE_USUAL);
    assert_int_equal(load_acwr_label_of(1.3), LOAD_ACWR_LIKE_USUAL);
    assert_int_equal(load_acwr_label_of(1.30001), LOAD_ACWR_MORE);
    assert_int_equal(load_acwr_label_of(1.5), LOAD_ACWR_MORE);
    assert_int_equal(load_acwr_label_of(1.50001), LOAD_ACWR_MUCH_MORE);
    assert_int_equal(load_acwr_label_of(LOAD_NAN), LOAD_ACWR_NO_LABEL);
    assert_string_equal(load_acwr_label_text(LOAD_ACWR_MORE), "more than usual");
}

static void test_a21_the_uncoupled_form_feeds_the_words(void **state)
{
    (void)state;
    double load[28];
    fill(load, 0, 21, 40);
    fill(load, 21, 28, 64); /* u 1.6, coupled 1.39 */
    struct fixture *f = with_daily_load(28, load);
    const struct load_status *status = compute(f);
    assert_int_equal(status->acwr.label, LOAD_ACWR_MUCH_MORE);
    char text[LOAD_TEXT_SIZE];
    assert_non_null(strstr(load_acwr_text(&status->acwr, text), "1.60 times"));
    assert_non_null(strstr(text, "uncoupled"));
    assert_null(strstr(text, "%"));
    fixture_free(f);
}

static void test_acwr_never_sets_a_level(void **state)
{
    (void)state;
    double load[200];
    fill(load, 0, 193, 5);
    fill(load, 193, 200, 19); /* below the limb rest limit every day */
    struct fixture *f = with_daily_load(200, load);
    const struct load_status *status = compute(f);
    assert_int_equal(status->acwr.label, LOAD_ACWR_MUCH_MORE);
    for (size_t i = 0; i < status->check.n_reasons; i++) {
        assert_int_equal(status->check.reasons[i].rule, LOAD_RULE_LL_FORM);
    }
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_subject_2),
        cmocka_unit_test(test_vectors_coupling_identity),
        cmocka_unit_test(test_a20_null_under_28_days),
        cmocka_unit_test(test_a20_null_with_more_than_7_unknown_days),
        cmocka_unit_test(test_a20_null_when_too_little_each_on_its_own_denominator),
        cmocka_unit_test(test_a21_edges_of_the_words),
        cmocka_unit_test(test_a21_the_uncoupled_form_feeds_the_words),
        cmocka_unit_test(test_acwr_never_sets_a_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
