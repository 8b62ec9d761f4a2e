/* The day axis: what counts, in which order, on which day (science.md 6; A3-A6, A13, A14,
 * A33, A38). */
#include "fixture.h"

#include "base/banned.h"

/* ---- empty, one, edges of time ---- */

static void test_empty_history_is_no_error(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    f->in.n_series_days = 28;
    f->in.n_horizon_days = 7;
    const struct load_status *status = compute(f);
    assert_false(status->has_history);
    assert_int_equal(status->n_history_days, 0);
    assert_int_equal(status->n_series, 0);
    assert_int_equal(status->check.level, LOAD_LEVEL_UNKNOWN);
    assert_unknown(status->lines.fitness);
    assert_unknown(status->llss_today);
    assert_unknown(status->spike.largest.ratio);
    assert_int_equal(status->running.state, LOAD_RUN_LEARNING);
    assert_int_equal(status->projection.n_days, 8);
    fixture_free(f);
}

static void test_empty_inputs_without_athlete_and_preferences(void **state)
{
    (void)state;
    struct load_inputs in;
    load_inputs_init(&in);
    in.as_of = TODAY;
    struct load_scratch scratch = {.n_bytes = load_scratch_bytes(&in)};
    scratch.memory = malloc(scratch.n_bytes);
    struct load_status status;
    load_status_compute(&in, &scratch, &status);
    assert_int_equal(status.check.level, LOAD_LEVEL_UNKNOWN);
    assert_close(status.mass.kg, 70, 0.0);
    free(scratch.memory);
}

static void test_one_activity(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    f->in.n_series_days = 28;
    const struct load_status *status = compute(f);
    assert_int_equal(status->n_history_days, 1);
    assert_int_equal(status->n_series, 1);
    assert_close(status->llss_today, 56, 1e-9);
    assert_close(status->series[0].llss, 56, 1e-9);
    assert_int_equal(status->check.level, LOAD_LEVEL_UNKNOWN); /* one day shows nothing */
    assert_int_equal(status->check.unknown_because, LOAD_UNKNOWN_FEW_DAYS);
    assert_int_equal(status->spike.largest.null_reason, LOAD_SPIKE_NO_REFERENCE);
    assert_unknown(status->monotony.monotony);
    fixture_free(f);
}

static void test_a_run_over_midnight_belongs_to_its_start_day(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RUN, TODAY - 1, 23, 40, 60);
    const struct load_status *status = compute(f);
    assert_close(llss_of_day(f, TODAY - 1), 56, 1e-9);
    assert_close(status->llss_today, 0, 0.0);
    fixture_free(f);
}

static void test_future_activities_do_not_exist(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    (void)add_run(f, TODAY + 1, 30, 60);
    (void)add_run(f, TODAY + 400, 30, 60);
    struct activity *later = add(f, SPORT_RUN, TODAY, 18, 0, 60);
    f->in.now_local_s = wall_s(TODAY, 12, 0);
    const struct load_status *status = compute(f);
    assert_int_equal(status->history->n_future, 3);
    assert_int_equal(status->history->n_activities, 1);
    assert_true(status->is_in_progress);
    assert_close(status->llss_today, 56, 1e-9);
    later->start_local_s = wall_s(TODAY, 12, 0); /* starts now: exists */
    assert_int_equal(compute(f)->history->n_activities, 2);
    f->in.now_local_s = MODEL_NO_TIME;
    later->start_local_s = wall_s(TODAY, 23, 0);
    status = compute(f);
    assert_int_equal(status->history->n_activities, 2);
    assert_false(status->is_in_progress);
    fixture_free(f);
}

static void test_a_date_before_all_activities_is_an_empty_history(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    const struct load_status *status = compute_on(f, TODAY - 10);
    assert_false(status->has_history);
    assert_int_equal(status->history->n_future, 1);
    fixture_free(f);
}

static void test_the_window_cuts_the_history_and_says_so(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 99, TODAY, 1, 10, 60);
    assert_false(compute(f)->history_is_cut);
    f->in.first_day = TODAY - 49;
    const struct load_status *status = compute(f);
    assert_true(status->history_is_cut);
    assert_int_equal(status->n_history_days, 50);
    assert_int_equal(status->history->n_before_window, 50);
    f->in.is_history_complete = true;
    assert_false(compute(f)->history_is_cut);
    fixture_free(f);
}

static void test_an_activity_without_date_is_counted_as_skipped(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_run(f, TODAY, 10, 60);
    run->day = DAY_NUM_NONE;
    const struct load_status *status = compute(f);
    assert_int_equal(status->history->n_skipped, 1);
    assert_int_equal(status->history->skipped[0].reason, LOAD_SKIP_NO_DAY);
    assert_false(status->has_history);
    fixture_free(f);
}

/* ---- bad input ---- */

static void test_a3_bad_fields_are_counted_one_entry_each(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_run(f, TODAY, 10, 60);
    run->rpe = -1;
    run->gap_m_per_s = (double)INFINITY;
    run->bad_fields = "average_cadence,icu_intensity";
    run->n_hr_zones = 5;
    run->hr_zone_times_s[0] = -5;
    run->hr_zone_times_s[1] = -5; /* one entry for the field */
    struct wellness_day *row = add_wellness(f, TODAY);
    row->weight_kg = -70;
    row->bad_fields = "soreness";
    add_wellness(f, TODAY + 1)->weight_kg = -70; /* does not exist yet */
    struct calendar_event *event = add_event(f, EVENT_WORKOUT, TODAY, TODAY);
    event->moving_time_s = -60;
    (void)add_pain(f, TODAY, LOAD_PAIN_AFTER, 11);
    const struct load_history *history = compute(f)->history;
    assert_int_equal(history->n_skipped, 9);
    assert_string_equal(history->skipped[0].object, "activity");
    assert_int_equal(history->skipped[0].reason, LOAD_SKIP_BAD_TYPE);
    assert_int_equal(history->skipped[0].field_length, strlen("average_cadence"));
    assert_int_equal(strncmp(history->skipped[0].field, "average_cadence", 15), 0);
    assert_string_equal(history->skipped[1].field, "icu_intensity");
    assert_string_equal(load_skip_reason_name(history->skipped[2].reason), "bad_number");
    fixture_free(f);
}

static void test_a3_the_list_is_bounded_and_the_count_is_not(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    for (int i = 0; i < 100; i++) {
        add_run(f, TODAY, 10, 60 + i)->rpe = -1;
    }
    const struct load_history *history = compute(f)->history;
    assert_int_equal(history->n_skipped, 100);
    fixture_free(f);
}

static void test_a4_injured_and_sick_days_are_marks(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 20, TODAY, 1, 10, 60);
    (void)add_event(f, EVENT_SICK, TODAY - 3,
                    TODAY - 2); /* last day inclusive in the model */
    (void)add_event(f, EVENT_INJURED, TODAY, DAY_NUM_NONE);
    const struct load_status *status = compute(f);
    assert_false(day_of(f, TODAY - 4)->is_sick);
    assert_true(day_of(f, TODAY - 3)->is_sick);
    assert_true(day_of(f, TODAY - 2)->is_sick);
    assert_false(day_of(f, TODAY - 1)->is_sick);
    assert_close(llss_of_day(f, TODAY - 3), 56, 1e-9);
    assert_true(status->is_injured_today);
    assert_false(status->is_sick_today);
    fixture_free(f);
}

static void test_a5_no_duration_makes_the_day_unknown(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_SWIM, TODAY, 7, 0, 0);
    (void)add_run(f, TODAY, 10, 60);
    const struct load_status *status = compute(f);
    assert_true(day_of(f, TODAY)->is_unknown);
    assert_close(status->llss_today, 56, 1e-9);
    assert_int_equal(status->history->n_without_llss, 1);
    assert_int_equal(status->n_unknown_7, 1);
    fixture_free(f);
}

/* ---- other ---- */

static void test_a24_a38_distances_of_runs(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_run(f, TODAY - 3, 10, 60)->distance_m = 0;
    (void)add_run(f, TODAY - 2, 201, 2000);
    (void)add_run(f, TODAY - 1, 10, 20); /* 8.3 m/s */
    (void)add_run(f, TODAY, 0.9, 1.5);   /* 10 m/s, but under 1 km */
    const struct load_status *status = compute(f);
    assert_unknown(result_of(f, 0)->km);
    assert_unknown(result_of(f, 1)->km);
    assert_unknown(result_of(f, 2)->km);
    assert_close(result_of(f, 3)->km, 0.9, 1e-12);
    assert_false(result_of(f, 0)->is_implausible_distance);
    assert_true(result_of(f, 1)->is_implausible_distance);
    assert_true(result_of(f, 2)->is_implausible_distance);
    assert_int_equal(status->history->n_skipped, 2);
    assert_int_equal(status->history->skipped[0].reason, LOAD_SKIP_IMPLAUSIBLE);
    assert_int_equal(day_of(f, TODAY - 3)->n_runs, 1);
    assert_int_equal(day_of(f, TODAY - 3)->n_runs_without_km, 1);
    fixture_free(f);
}

static void test_a38_exactly_200_km_and_7_5_m_per_s_are_plausible(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 1, 200, 2000);
    (void)add_run(f, TODAY, 9, 20); /* 7.5 m/s */
    (void)compute(f);
    assert_close(result_of(f, 0)->km, 200, 0.0);
    assert_close(result_of(f, 1)->km, 9, 0.0);
    fixture_free(f);
}

static void test_a33_custom_field_and_ours_where_it_is_missing(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    const double custom[] = {77, LOAD_NAN, -5, 12};
    (void)add_run(f, TODAY - 3, 10, 60);
    (void)add_run(f, TODAY - 2, 10, 60);
    (void)add_run(f, TODAY - 1, 10, 60);
    (void)add(f, SPORT_SWIM, TODAY, 8, 0, LOAD_NAN);
    f->in.custom_llss = custom;
    (void)compute(f);
    assert_true(result_of(f, 0)->llss.is_custom);
    assert_close(result_of(f, 0)->llss.llss, 77, 0.0);
    assert_close(result_of(f, 0)->llss.computed_llss, 56, 1e-9);
    assert_false(result_of(f, 1)->llss.is_custom);
    assert_close(result_of(f, 1)->llss.llss, 56, 1e-9);
    assert_false(result_of(f, 2)->llss.is_custom);
    assert_int_equal(f->status.history->n_skipped, 1);
    assert_close(llss_of_day(f, TODAY), 12,
                 0.0); /* without a duration the field still counts */
    assert_false(day_of(f, TODAY)->is_unknown);
    fixture_free(f);
}

static void test_hills_are_shown_not_multiplied(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *hilly = add_run(f, TODAY, 10, 60);
    hilly->elevation_gain_m = 150;
    hilly->elevation_loss_m = 149;
    hilly->average_cadence_per_min = 82;
    struct activity *ride = add(f, SPORT_RIDE, TODAY, 14, 0, 60);
    struct activity *hike = add(f, SPORT_HIKE, TODAY, 17, 0, 60);
    ride->distance_m = hike->distance_m = 5000;
    ride->elevation_gain_m = hike->elevation_gain_m = 200;
    (void)compute(f);
    assert_close(result_of(f, 0)->llss.llss, 56, 1e-9);
    assert_close(result_of(f, 0)->climb_m_per_km, 15, 1e-12);
    assert_true(result_of(f, 0)->is_steep_up);
    assert_false(result_of(f, 0)->is_steep_down);
    hilly->elevation_loss_m = 150;
    (void)compute(f);
    assert_true(result_of(f, 0)->is_steep_down);
    assert_close(result_of(f, 0)->steps, 164 * 60, 1e-9);
    assert_unknown(result_of(f, 1)->climb_m_per_km);
    assert_close(result_of(f, 2)->climb_m_per_km, 40, 1e-12);
    assert_unknown(result_of(f, 1)->steps);
    fixture_free(f);
}

static void test_all_activities_of_a_day_add_up(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RUN, TODAY, 6, 0, 60);
    (void)add(f, SPORT_WALK, TODAY, 12, 0, 60);
    (void)add(f, SPORT_WHEELCHAIR, TODAY, 18, 0, 600);
    (void)compute(f);
    assert_close(f->status.llss_today, 56 + 19.6, 1e-9);
    fixture_free(f);
}

static void test_the_index_of_a_day(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 9, TODAY, 1, 10, 60);
    const struct load_history *history = compute(f)->history;
    size_t i = 99;
    assert_false(load_history_index(history, TODAY + 1, &i));
    assert_false(load_history_index(history, TODAY - 10, &i));
    assert_int_equal(i, 99); /* untouched */
    assert_true(load_history_index(history, TODAY, &i));
    assert_int_equal(i, 9);
    assert_true(load_history_index(history, TODAY - 9, &i));
    assert_int_equal(i, 0);
    fixture_free(f);
}

static void test_a3_pain_scores_of_0_and_10_are_scores(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, 0);
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, 10);
    const struct load_status *status = compute(f);
    assert_int_equal(status->history->n_skipped, 0);
    assert_close(status->pain.worst, 10, 0.0);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_history_is_no_error),
        cmocka_unit_test(test_empty_inputs_without_athlete_and_preferences),
        cmocka_unit_test(test_one_activity),
        cmocka_unit_test(test_a_run_over_midnight_belongs_to_its_start_day),
        cmocka_unit_test(test_future_activities_do_not_exist),
        cmocka_unit_test(test_a_date_before_all_activities_is_an_empty_history),
        cmocka_unit_test(test_the_window_cuts_the_history_and_says_so),
        cmocka_unit_test(test_an_activity_without_date_is_counted_as_skipped),
        cmocka_unit_test(test_a3_bad_fields_are_counted_one_entry_each),
        cmocka_unit_test(test_a3_the_list_is_bounded_and_the_count_is_not),
        cmocka_unit_test(test_a4_injured_and_sick_days_are_marks),
        cmocka_unit_test(test_a5_no_duration_makes_the_day_unknown),
        cmocka_unit_test(test_a24_a38_distances_of_runs),
        cmocka_unit_test(test_a38_exactly_200_km_and_7_5_m_per_s_are_plausible),
        cmocka_unit_test(test_a33_custom_field_and_ours_where_it_is_missing),
        cmocka_unit_test(test_hills_are_shown_not_multiplied),
        cmocka_unit_test(test_all_activities_of_a_day_add_up),
        cmocka_unit_test(test_the_index_of_a_day),
        cmocka_unit_test(test_a3_pain_scores_of_0_and_10_are_scores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
