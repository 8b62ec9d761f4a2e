/* The lines over planned days (A37). */
#include "fixture.h"

#include "base/banned.h"

static struct fixture *with_plan(void)
{
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 30, TODAY - 2, 2, 10, 60);
    f->in.n_horizon_days = 7;
    return f;
}

static struct calendar_event *plan(struct fixture *f, day_num day, double minutes,
                                   double pct)
{
    struct calendar_event *event = add_event(f, EVENT_WORKOUT, day, day);
    event->sport = SPORT_RUN;
    event->moving_time_s = minutes * 60;
    event->intensity_pct = pct;
    return event;
}

static void test_a37_workouts_and_races_with_planned_or_default_intensity(void **state)
{
    (void)state;
    struct fixture *f = with_plan();
    (void)plan(f, TODAY + 1, 60, 75);
    plan(f, TODAY + 2, 60, LOAD_NAN)->category = EVENT_RACE_B;
    plan(f, TODAY + 3, 60, 100)->category = EVENT_NOTE;
    plan(f, TODAY + 4, 60, 100)->category = EVENT_TARGET;
    (void)plan(f, TODAY + 8, 60, 100); /* past the horizon */
    const struct load_projection *projection = &compute(f)->projection;
    assert_int_equal(projection->n_days, 8);
    assert_int_equal(projection->days[0].day, TODAY);
    assert_close(projection->days[1].llss, 56.25, 1e-9);
    assert_close(projection->days[2].llss, 56, 1e-9);
    assert_close(projection->days[3].llss, 0, 0.0);
    assert_close(projection->days[4].llss, 0, 0.0);
    assert_true(projection->days[1].is_planned);
    assert_int_equal(projection->days[1].n_planned, 1);
    fixture_free(f);
}

static void test_a37_today_is_planned_until_it_has_an_activity_or_a_stub(void **state)
{
    (void)state;
    struct fixture *f = with_plan();
    (void)plan(f, TODAY, 60, 100);
    const struct load_status *status = compute(f);
    assert_true(status->projection.days[0].is_planned);
    assert_close(status->projection.days[0].llss, 100, 1e-9);
    assert_close(status->llss_today, 0, 0.0); /* what is planned is not done */
    (void)add(f, SPORT_SWIM, TODAY, 7, 0, 30);
    status = compute(f);
    assert_false(status->projection.days[0].is_planned);
    assert_close(status->projection.days[0].llss, 100 * 0.05 * 0.5 * 0.49, 1e-9);
    assert_close(status->projection.days[0].fitness, status->lines.fitness, 1e-12);
    f->in.n_activities--;
    (void)add_stub(f, TODAY, 7, 0);
    status = compute(f);
    assert_false(status->projection.days[0].is_planned);
    assert_close(status->projection.days[0].llss, 0, 0.0);
    fixture_free(f);
}

static void test_a37_without_duration_is_listed_and_adds_0(void **state)
{
    (void)state;
    struct fixture *f = with_plan();
    (void)plan(f, TODAY + 2, LOAD_NAN, 75);
    (void)plan(f, TODAY + 1, 0, 75);
    (void)plan(f, TODAY + 2, 60, 75);
    const struct load_projection *projection = &compute(f)->projection;
    assert_int_equal(projection->n_missing, 2);
    assert_int_equal(projection->missing[0]->day, TODAY + 1);
    assert_ptr_equal(projection->missing[1], &f->events[0]);
    assert_close(projection->days[2].llss, 56.25, 1e-9);
    assert_int_equal(projection->days[2].n_planned, 2);
    assert_int_equal(projection->days[2].n_missing, 1);
    fixture_free(f);
}

static void test_projection_continues_the_lines(void **state)
{
    (void)state;
    struct fixture *f = with_plan();
    const struct load_status *status = compute(f);
    double fitness = status->lines.fitness;
    double fatigue = status->lines.fatigue;
    for (size_t k = 1; k < status->projection.n_days; k++) {
        fitness *= exp(-1.0 / 42);
        fatigue *= exp(-1.0 / 7);
        assert_close(status->projection.days[k].fitness, fitness, 1e-9);
        assert_close(status->projection.days[k].fatigue, fatigue, 1e-9);
        assert_close(status->projection.days[k].form, fitness - fatigue, 1e-9);
    }
    /* What is projected is what comes true. */
    (void)plan(f, TODAY + 1, 60, LOAD_NAN);
    double planned = compute(f)->projection.days[1].fitness;
    (void)add(f, SPORT_RUN, TODAY + 1, 8, 0, 60);
    assert_close(compute_on(f, TODAY + 1)->lines.fitness, planned, 1e-12);
    fixture_free(f);
}

static void test_projection_of_an_empty_history_and_none_asked(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)plan(f, TODAY, 60, 100);
    f->in.n_horizon_days = 3;
    const struct load_status *status = compute(f);
    assert_close(status->projection.days[0].fitness, 100 * load_ewma_share(42), 1e-12);
    assert_unknown(status->projection.days[0].form_pct);
    f->in.n_horizon_days = 0;
    assert_int_equal(compute(f)->projection.n_days, 0);
    fixture_free(f);
}

static void test_projection_uses_mass_and_overrides(void **state)
{
    (void)state;
    struct fixture *f = with_plan();
    add_wellness(f, TODAY - 3)->weight_kg = 84;
    const struct load_weight_override own = {SPORT_RUN, 0.5};
    f->preferences.weights = &own;
    f->preferences.n_weights = 1;
    (void)plan(f, TODAY + 1, 60, 100);
    assert_close(compute(f)->projection.days[1].llss, 60, 1e-9);
    fixture_free(f);
}

static void test_projection_on_the_first_day_of_the_history(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    f->in.n_horizon_days = 1;
    const struct load_status *status = compute(f);
    assert_false(status->projection.days[0].is_planned);
    assert_close(status->projection.days[0].fitness, status->lines.fitness, 1e-12);
    assert_close(status->projection.days[0].fatigue, status->lines.fatigue, 1e-12);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a37_workouts_and_races_with_planned_or_default_intensity),
        cmocka_unit_test(test_a37_today_is_planned_until_it_has_an_activity_or_a_stub),
        cmocka_unit_test(test_a37_without_duration_is_listed_and_adds_0),
        cmocka_unit_test(test_projection_continues_the_lines),
        cmocka_unit_test(test_projection_of_an_empty_history_and_none_asked),
        cmocka_unit_test(test_projection_uses_mass_and_overrides),
        cmocka_unit_test(test_projection_on_the_first_day_of_the_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
