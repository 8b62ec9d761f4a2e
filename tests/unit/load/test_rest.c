/* Limb rest days, run days, hard days, volumes (science.md 6; A17, A31). */
#include "fixture.h"

#include "base/banned.h"

static bool is_rest(struct fixture *f)
{
    (void)compute(f);
    return day_of(f, TODAY)->is_rest;
}

/* A history that began ten days ago, so that TODAY has one. */
static struct fixture *with_history(void)
{
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_SWIM, TODAY - 9, 8, 0, 10);
    return f;
}

static void test_a17_limb_rest_days(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    assert_true(is_rest(f)); /* nothing at all */
    struct activity *activity = add(f, SPORT_RIDE, TODAY, 8, 0, 142);
    assert_true(is_rest(f)); /* 100 x 0.2 x 2.367 h x 0.42 = 19.88 */
    activity->moving_time_s = 144 * 60;
    assert_false(is_rest(f)); /* 20.16 */
    activity->sport = SPORT_WALK;
    activity->moving_time_s = 3600;
    assert_true(is_rest(f)); /* 19.6 */
    activity->sport = SPORT_RUN;
    activity->moving_time_s = 300;
    assert_false(is_rest(f));          /* any run */
    activity->sport = SPORT_ICE_SKATE; /* weight 0.50 */
    assert_false(is_rest(f));
    activity->sport = SPORT_HIKE; /* 0.45 */
    assert_true(is_rest(f));
    fixture_free(f);
}

static void test_a17_llss_is_divided_by_the_mass_factor(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    (void)add(f, SPORT_RIDE, TODAY, 8, 0, 142);
    add_wellness(f, TODAY - 9)->weight_kg = 100;
    (void)compute(f);
    assert_true(llss_of_day(f, TODAY) > 20);
    assert_true(day_of(f, TODAY)->is_rest);
    fixture_free(f);
}

static void test_a17_the_used_weight_decides(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    const struct load_weight_override own = {SPORT_SWIM, 0.5};
    (void)add(f, SPORT_SWIM, TODAY, 8, 0, 10);
    assert_true(is_rest(f));
    f->preferences.weights = &own;
    f->preferences.n_weights = 1;
    assert_false(is_rest(f));
    fixture_free(f);
}

static void test_a17_a_quarter_of_an_hour_of_calf_and_hip_work_is_rest(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    struct activity *lifts = add(f, SPORT_WEIGHT_TRAINING, TODAY, 8, 0, 15.4);
    lifts->name = "Calf raises";
    assert_true(is_rest(f));
    lifts->moving_time_s = 16 * 60;
    assert_false(is_rest(f));
    lifts->moving_time_s = 15 * 60;
    lifts->name = "Plyo";
    assert_false(is_rest(f));
    fixture_free(f);
}

static void test_a17_an_unknown_day_is_not_rest(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    (void)add_stub(f, TODAY, 8, 0);
    assert_false(is_rest(f));
    fixture_free(f);
}

static void test_a17_no_rest_day_needs_7_days_of_history(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 5, TODAY, 1, 5, 30);
    const struct load_status *status = compute(f);
    assert_int_equal(status->rest.rest_days_7, 0);
    assert_int_equal(status->rest.n_days_7, 6);
    assert_null(find_reason(status, LOAD_RULE_NO_REST_DAY));
    assert_true(is_not_checked(status, "rest", LOAD_TOO_SHORT_HISTORY));
    (void)add_run(f, TODAY - 6, 5, 30);
    status = compute(f);
    const struct load_reason *reason = reason_of_rule(status, LOAD_RULE_NO_REST_DAY);
    assert_int_equal(reason->level, LOAD_LEVEL_CAUTION);
    assert_close(reason->margin, -1, 0.0);
    assert_int_equal(status->check.level, LOAD_LEVEL_CAUTION);
    fixture_free(f);
}

static void
test_an_unreadable_day_does_not_count_as_rest_but_seven_say_nothing(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 9, TODAY - 1, 1, 5, 30);
    (void)add_stub(f, TODAY, 8, 0);
    const struct load_status *status = compute(f);
    const struct load_reason *reason = reason_of_rule(status, LOAD_RULE_NO_REST_DAY);
    assert_int_equal(reason->n_unreadable, 1);
    assert_true(is_not_checked(status, "rest", LOAD_UNREADABLE));
    char text[LOAD_TEXT_SIZE];
    assert_non_null(strstr(load_reason_text(reason, text), "could not be read"));
    for (day_num later = 1; later < 7; later++) {
        (void)add_stub(f, TODAY + later, 8, 0);
    }
    assert_null(find_reason(compute_on(f, TODAY + 6), LOAD_RULE_NO_REST_DAY));
    fixture_free(f);
}

static void test_counts(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    (void)add_run(f, TODAY - 4, 5, 30);
    (void)add_run(f, TODAY - 2, 5, 30);
    (void)add_run(f, TODAY - 1, 5, 30);
    const struct load_status *status = compute(f);
    assert_int_equal(status->rest.run_days_7, 3);
    assert_int_equal(status->rest.rest_days_7, 4);
    assert_int_equal(status->rest.run_streak, 0); /* the day is over, without a run */
    f->in.now_local_s = wall_s(TODAY, 7, 0);
    assert_int_equal(compute(f)->rest.run_streak, 2);
    (void)add(f, SPORT_RUN, TODAY, 6, 0, 30);
    status = compute(f);
    assert_int_equal(status->rest.run_streak, 3);
    assert_int_equal(status->rest.run_days_7, 4);
    fixture_free(f);
}

/* A run at q 1: hard. */
static struct activity *add_hard_run(struct fixture *f, day_num day)
{
    struct activity *run = add_run(f, day, 10, 60);
    run->rpe = 8;
    return run;
}

static void test_a31_run_hard_by_q(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_run(f, TODAY, 10, 60);
    run->threshold_pace_m_per_s = run->average_speed_m_per_s / 0.90;
    (void)compute(f);
    assert_true(day_of(f, TODAY)->is_run_hard);
    run->threshold_pace_m_per_s = run->average_speed_m_per_s / 0.8999;
    (void)compute(f);
    assert_false(day_of(f, TODAY)->is_run_hard);
    run->sport = SPORT_RIDE;
    run->intensity_pct = 100; /* only runs are run-hard */
    (void)compute(f);
    assert_false(day_of(f, TODAY)->is_run_hard);
    fixture_free(f);
}

static void test_a31_run_hard_by_10_minutes_in_zone_4_and_up(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_run(f, TODAY, 10, 60);
    run->n_hr_zones = 5;
    run->hr_zone_times_s[0] = 3000;
    run->hr_zone_times_s[3] = 400;
    run->hr_zone_times_s[4] = 199;
    (void)compute(f);
    assert_false(day_of(f, TODAY)->is_run_hard);
    run->hr_zone_times_s[4] = 200;
    (void)compute(f);
    assert_true(day_of(f, TODAY)->is_run_hard);
    fixture_free(f);
}

static void test_two_hard_days_in_a_row(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    (void)add_hard_run(f, TODAY - 1);
    (void)add_hard_run(f, TODAY);
    const struct load_status *status = compute(f);
    const struct load_reason *reason = reason_of_rule(status, LOAD_RULE_HARD_IN_A_ROW);
    assert_int_equal(reason->day, TODAY);
    assert_int_equal(reason->until_day, TODAY + 1);
    assert_non_null(find_reason(compute_on(f, TODAY + 1), LOAD_RULE_HARD_IN_A_ROW));
    assert_null(find_reason(compute_on(f, TODAY + 2), LOAD_RULE_HARD_IN_A_ROW));
    f->activities[1].day--; /* a day between them */
    f->activities[1].start_local_s -= 86400;
    assert_null(find_reason(compute_on(f, TODAY), LOAD_RULE_HARD_IN_A_ROW));
    fixture_free(f);
}

static void test_weeks_start_on_monday_or_as_the_athlete_says(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 20, TODAY, 1, 10, 60); /* TODAY is a Sunday */
    const struct load_status *status = compute(f);
    assert_int_equal(status->week.first_day, TODAY - 6);
    assert_close(status->week.run_km, 70, 1e-9);
    assert_close(status->week.run_min, 420, 1e-9);
    assert_int_equal(status->last_week.last_day, TODAY - 7);
    assert_close(status->last_week.run_km, 70, 1e-9);
    f->preferences.week_start = 6;
    status = compute(f);
    assert_int_equal(status->week.first_day, TODAY);
    assert_close(status->week.run_km, 10, 1e-9);
    assert_close(status->rolling_7.run_km, 70, 1e-9);
    assert_int_equal(status->rolling_28.n_days, 21);
    assert_int_equal(status->rolling_28.n_runs, 21);
    fixture_free(f);
}

static void test_a24_week_km_are_the_known_parts(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 1, 10, 60);
    add_run(f, TODAY, 10, 60)->distance_m = 0;
    const struct load_status *status = compute(f);
    assert_close(status->rolling_7.run_km, 10, 1e-9);
    assert_true(status->rolling_7.is_partial);
    assert_close(status->rolling_7.run_min, 120, 1e-9);
    assert_int_equal(status->rolling_7.n_run_days, 2);
    fixture_free(f);
}

static void test_unknown_kilometres_and_steps_are_not_zero(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_run(f, TODAY, 10, 60);
    run->distance_m = LOAD_NAN;
    f->in.n_series_days = 1;
    const struct load_status *status = compute(f);
    assert_unknown(status->week.run_km);
    assert_unknown(status->week.steps);
    assert_unknown(status->series[0].run_km);
    assert_true(status->week.is_partial && status->week.is_steps_partial);
    assert_close(status->last_week.run_km, 0, 0.0); /* no run: a measured 0 */
    assert_close(status->last_week.steps, 0, 0.0);
    add_run(f, TODAY - 1, 8, 60)->average_cadence_per_min = 80;
    status = compute(f);
    assert_close(status->week.run_km, 8, 1e-9);
    assert_close(status->week.steps, 9600, 1e-9);
    assert_true(status->week.is_partial && status->week.is_steps_partial);
    run->distance_m = 5000;
    run->average_cadence_per_min = 80;
    status = compute(f);
    assert_false(status->week.is_partial || status->week.is_steps_partial);
    fixture_free(f);
}

static void test_a17_exactly_20_points_are_no_rest(void **state)
{
    (void)state;
    struct fixture *f = with_history();
    const double custom[] = {1, 20};
    (void)add(f, SPORT_RIDE, TODAY, 8, 0, 60);
    f->in.custom_llss = custom;
    assert_false(is_rest(f));
    fixture_free(f);
}

static void test_a_day_in_progress_is_no_rest_day_yet(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 9, TODAY - 1, 1, 5, 30);
    f->in.now_local_s = wall_s(TODAY, 7, 0);
    const struct load_status *status = compute(f);
    assert_int_equal(status->rest.rest_days_7, 0);
    assert_true(status->rest.has_no_rest_day); /* the seven days before */
    f->in.now_local_s = MODEL_NO_TIME;         /* the day is over: it was one */
    status = compute(f);
    assert_int_equal(status->rest.rest_days_7, 1);
    assert_false(status->rest.has_no_rest_day);
    fixture_free(f);
}

static void test_a_day_in_progress_counts_as_soon_as_it_is_not_rest(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 9, TODAY - 7, 1, 5, 30);
    add_runs(f, TODAY - 5, TODAY - 1, 1, 5, 30); /* a rest day six days ago */
    f->in.now_local_s = wall_s(TODAY, 12, 0);
    assert_false(compute(f)->rest.has_no_rest_day);
    (void)add_run(f, TODAY, 5, 30);
    assert_false(compute(f)->rest.has_no_rest_day);
    f->in.as_of = TODAY + 1;
    f->in.now_local_s = wall_s(TODAY + 1, 7, 0);
    assert_false(compute(f)->rest.has_no_rest_day); /* nothing done yet: the window waits */
    (void)add(f, SPORT_RUN, TODAY + 1, 6, 0, 30);
    assert_true(compute(f)->rest.has_no_rest_day);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a17_limb_rest_days),
        cmocka_unit_test(test_a17_llss_is_divided_by_the_mass_factor),
        cmocka_unit_test(test_a17_the_used_weight_decides),
        cmocka_unit_test(test_a17_a_quarter_of_an_hour_of_calf_and_hip_work_is_rest),
        cmocka_unit_test(test_a17_an_unknown_day_is_not_rest),
        cmocka_unit_test(test_a17_no_rest_day_needs_7_days_of_history),
        cmocka_unit_test(
            test_an_unreadable_day_does_not_count_as_rest_but_seven_say_nothing),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_a31_run_hard_by_q),
        cmocka_unit_test(test_a31_run_hard_by_10_minutes_in_zone_4_and_up),
        cmocka_unit_test(test_two_hard_days_in_a_row),
        cmocka_unit_test(test_weeks_start_on_monday_or_as_the_athlete_says),
        cmocka_unit_test(test_a24_week_km_are_the_known_parts),
        cmocka_unit_test(test_unknown_kilometres_and_steps_are_not_zero),
        cmocka_unit_test(test_a17_exactly_20_points_are_no_rest),
        cmocka_unit_test(test_a_day_in_progress_is_no_rest_day_yet),
        cmocka_unit_test(test_a_day_in_progress_counts_as_soon_as_it_is_not_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
