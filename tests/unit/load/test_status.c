/* The one call: an athlete's whole day, the series, the warning-up and cut histories. */
#include "fixture.h"

#include "base/banned.h"

static void test_series_ends_with_as_of_and_agrees_with_the_status(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY, 2, 10, 60);
    f->in.n_series_days = 28;
    const struct load_status *status = compute(f);
    assert_int_equal(status->n_series, 28);
    const struct load_series_day *last = &status->series[27];
    assert_int_equal(last->day, TODAY);
    assert_close(last->fitness, status->lines.fitness, 0.0);
    assert_close(last->form_pct, status->lines.form_pct, 0.0);
    assert_close(last->llss, status->llss_today, 0.0);
    assert_int_equal(last->zone, status->lines.zone);
    for (size_t i = 1; i < 28; i++) {
        assert_int_equal(status->series[i].day, status->series[i - 1].day + 1);
        assert_false(status->series[i].is_warming_up);
    }
    f->in.n_series_days = 3660;                  /* no more than there is */
    assert_int_equal(compute(f)->n_series, 200); /* the first run is 199 days back */
    fixture_free(f);
}

static void test_series_marks(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 9, TODAY, 3, 10, 60);
    (void)add_stub(f, TODAY - 1, 8, 0);
    (void)add_event(f, EVENT_INJURED, TODAY - 2, TODAY - 2);
    f->in.n_series_days = 10;
    const struct load_series_day *rows = compute(f)->series;
    assert_true(rows[8].is_unknown && !rows[8].is_rest);
    assert_true(rows[7].is_injured && rows[7].is_rest);
    assert_false(rows[9].is_rest);
    assert_close(rows[9].run_km, 10, 0.0);
    assert_true(rows[0].is_warming_up);
    assert_unknown(rows[0].ramp_7d);
    fixture_free(f);
}

static void test_a_returning_cyclist(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 60, 2, 10, 60);
    for (day_num back = 0; back < 199; back += 1) {
        add(f, SPORT_RIDE, TODAY - back, 17, 0, 120)->intensity_pct = 70;
    }
    const struct load_status *status = compute(f);
    assert_int_equal(status->running.state, LOAD_RUN_RETURN);
    assert_int_equal(status->running.gap_days, 61);
    assert_int_equal(status->next_run.ladder_rung, 5);
    assert_int_equal(status->check.level, LOAD_LEVEL_CLEAR);
    assert_int_equal(status->rest.rest_days_7, 7); /* 19.6 a day: rest for the legs */
    assert_true(status->lines.fitness > 15);
    fixture_free(f);
}

static void test_load_for_zero_form(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 1, 2, 10, 60);
    const struct load_status *status = compute(f);
    double fitness =
        status->lines.fitness / (1 - load_ewma_share(42)); /* nothing done today */
    double fatigue = status->lines.fatigue / (1 - load_ewma_share(7));
    assert_close(status->load_for_zero_form, load_for_form(fitness, fatigue, 0), 1e-9);
    fixture_free(f);
}

static void test_unknown_days_of_windows(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 60, TODAY, 1, 10, 60);
    const day_num backs[] = {0, 6, 7, 27, 28, 41, 42};
    for (size_t i = 0; i < 7; i++) {
        (void)add_stub(f, TODAY - backs[i], 20, 0);
    }
    const struct load_status *status = compute(f);
    assert_int_equal(status->n_unknown_7, 2);
    assert_int_equal(status->n_unknown_28, 4);
    assert_int_equal(status->n_unknown_42, 6);
    assert_true(status->hard_share.is_incomplete);
    fixture_free(f);
}

static void test_scratch_is_no_larger_than_it_says(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 300, TODAY, 1, 10, 60);
    f->in.n_series_days = 28;
    f->in.n_horizon_days = 14;
    size_t n_bytes = load_scratch_bytes(&f->in);
    unsigned char *memory = malloc(n_bytes + 64);
    memset(memory, 0x5A, n_bytes + 64);
    struct load_scratch scratch = {.memory = memory, .n_bytes = n_bytes};
    load_status_compute(&f->in, &scratch, &f->status);
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(memory[n_bytes + i], 0x5A);
    }
    free(memory);
    f->scratch.memory = NULL;
    fixture_free(f);
}

/* Ten years in one go: the days stay consistent to the last. */
static void test_ten_years(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 3649, TODAY, 1, 10, 60);
    const struct load_status *status = compute(f);
    assert_int_equal(status->n_history_days, 3650);
    assert_close(status->lines.fitness, 56, 1e-9);
    assert_close(status->lines.form, 0, 1e-9);
    assert_int_equal(status->rest.run_streak, 3650);
    assert_int_equal(status->history->n_readable, 3650);
    fixture_free(f);
}

static void test_marks_of_today(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 20, 10, 60);
    (void)add_event(f, EVENT_SICK, TODAY - 3, TODAY - 1);
    (void)add_event(f, EVENT_INJURED, TODAY + 1, TODAY + 3);
    const struct load_status *status = compute(f);
    assert_false(status->is_sick_today);
    assert_false(status->is_injured_today);
    status = compute_on(f, TODAY - 1);
    assert_true(status->is_sick_today);
    assert_false(status->is_injured_today);
    assert_true(compute_on(f, TODAY + 3)->is_injured_today);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series_ends_with_as_of_and_agrees_with_the_status),
        cmocka_unit_test(test_series_marks),
        cmocka_unit_test(test_a_returning_cyclist),
        cmocka_unit_test(test_load_for_zero_form),
        cmocka_unit_test(test_unknown_days_of_windows),
        cmocka_unit_test(test_scratch_is_no_larger_than_it_says),
        cmocka_unit_test(test_ten_years),
        cmocka_unit_test(test_marks_of_today),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
