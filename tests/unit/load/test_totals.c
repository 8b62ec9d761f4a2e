/* Totals of a span of days, all sports and by sport. */
#include "fixture.h"

#include "load/totals.h"

#include "random_athlete.h"

#include "base/banned.h"

static struct load_totals week_to_today(struct fixture *f)
{
    const struct load_history *history = compute(f)->history;
    return load_totals_between(history, TODAY - 6, TODAY, TODAY - 1);
}

static void test_sums_are_of_the_known_ones(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_run(f, TODAY - 1, 10, 60);
    run->training_load = 60;
    run->elevation_gain_m = 100;
    (void)add(f, SPORT_RIDE, TODAY - 2, 8, 0, 120); /* no distance, no load */
    struct load_totals totals = week_to_today(f);
    assert_int_equal(totals.n_activities, 2);
    assert_close(totals.seconds, 3 * 3600, 0);
    assert_close(totals.distance_m, 10000, 0);
    assert_close(totals.training_load, 60, 0);
    assert_close(totals.climb_m, 100, 0);
    assert_close(totals.longest_run_km, 10, 1e-12);
    assert_int_equal(totals.n_run_days, 1);
    fixture_free(f);
}

static void test_nothing_known_is_not_zero(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RIDE, TODAY - 2, 8, 0, 120);
    struct load_totals totals = week_to_today(f);
    assert_unknown(totals.distance_m);
    assert_unknown(totals.training_load);
    assert_unknown(totals.longest_run_km);
    assert_unknown(totals.easy_s);
    totals = load_totals_between(f->status.history, TODAY - 60, TODAY - 30, TODAY - 1);
    assert_int_equal(totals.n_days, 0); /* before the first activity there are no days */
    fixture_free(f);
}

static void test_duplicates_and_stubs_are_not_summed(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 1, 10, 60);
    (void)add_run(f, TODAY - 1, 10, 60); /* the same start */
    (void)add_stub(f, TODAY - 3, 9, 0);
    struct load_totals totals = week_to_today(f);
    assert_int_equal(totals.n_activities, 1);
    assert_int_equal(totals.n_unreadable, 1);
    assert_int_equal(totals.n_unknown_days, 1);
    assert_close(totals.distance_m, 10000, 0);
    fixture_free(f);
}

static void test_today_is_no_rest_day_before_it_is_over(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 6, 5, 30);
    assert_int_equal(week_to_today(f).n_rest_days, 5);
    struct load_totals totals =
        load_totals_between(f->status.history, TODAY - 6, TODAY, TODAY);
    assert_int_equal(totals.n_rest_days, 6);
    assert_int_equal(totals.n_days, 7);
    fixture_free(f);
}

static void test_zones_speak_by_sport(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *ride = add(f, SPORT_RIDE, TODAY - 1, 8, 0, 60);
    ride->n_power_zones = 7;
    ride->power_zone_times_s[1] = 2400;
    ride->power_zone_times_s[2] = 600;
    ride->power_zone_times_s[6] = 600;
    ride->n_hr_zones = 5;
    ride->hr_zone_times_s[4] = 3600;
    struct load_totals totals = week_to_today(f);
    assert_close(totals.easy_s, 2400, 1e-9);
    assert_close(totals.moderate_s, 600, 1e-9);
    assert_close(totals.hard_s, 600, 1e-9);
    assert_close(totals.zoned_s, 3600, 1e-9);
    ride->n_power_zones = 0; /* then the heart rate does */
    assert_close(week_to_today(f).hard_s, 3600, 1e-9);
    ride->sport = SPORT_WEIGHT_TRAINING; /* whose heart rate tells nothing */
    assert_unknown(week_to_today(f).hard_s);
    fixture_free(f);
}

static void test_longest_sport_first(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct load_sport_totals rows[LOAD_MAX_SPORT_TOTALS];
    (void)add_run(f, TODAY - 1, 10, 60);
    (void)add(f, SPORT_RIDE, TODAY - 2, 8, 0, 45);
    (void)add(f, SPORT_RIDE, TODAY - 3, 8, 0, 45);
    (void)add(f, SPORT_SWIM, TODAY - 3, 12, 0, 60);
    const struct load_history *history = compute(f)->history;
    assert_int_equal(load_totals_by_sport(history, TODAY - 6, TODAY, TODAY - 1, rows), 3);
    assert_int_equal(rows[0].sport, SPORT_RIDE);
    assert_int_equal(rows[1].sport, SPORT_RUN); /* before Swim in the sports' order */
    assert_int_equal(rows[2].sport, SPORT_SWIM);
    fixture_free(f);
}

static bool is_longer_than(const void *context, const struct activity *activity)
{
    return activity_duration_s(activity) > *(const double *)context;
}

static void test_only_what_matches(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct load_sport_totals rows[LOAD_MAX_SPORT_TOTALS];
    struct load_totals all;
    const double half_hour_s = 1800;
    (void)add_run(f, TODAY - 1, 10, 60);
    (void)add_run(f, TODAY - 3, 4, 25);
    (void)add(f, SPORT_RIDE, TODAY - 2, 8, 0, 120);
    (void)add(f, SPORT_RIDE, TODAY - 9, 8, 0, 120); /* before the span */
    const struct load_history *history = compute(f)->history;
    size_t n_rows =
        load_totals_matching(history, TODAY - 6, TODAY,
                             (struct load_match){is_longer_than, &half_hour_s}, &all, rows);
    assert_int_equal(n_rows, 2);
    assert_int_equal(rows[0].sport, SPORT_RIDE);
    assert_close(rows[0].totals.seconds, 7200, 0);
    assert_int_equal(rows[1].totals.n_activities, 1);
    assert_close(rows[1].totals.distance_m, 10000, 0);
    assert_int_equal(all.n_activities, 2);
    assert_close(all.seconds, 10800, 0);
    assert_int_equal(all.n_days, 0);
    fixture_free(f);
}

/* Property: sports sum to the whole, and neighbouring spans to the span of both. */
static void test_parts_sum_to_the_whole(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 40; seed++) {
        struct load_sport_totals rows[LOAD_MAX_SPORT_TOTALS];
        struct fixture *f = random_athlete(seed, 120);
        const struct load_history *history = compute(f)->history;
        day_num first = TODAY - 90;
        day_num cut = TODAY - (day_num)(seed * 2);
        struct load_totals whole = load_totals_between(history, first, TODAY, TODAY);
        struct load_totals a = load_totals_between(history, first, cut, TODAY);
        struct load_totals b = load_totals_between(history, cut + 1, TODAY, TODAY);
        size_t n_rows = load_totals_by_sport(history, first, TODAY, TODAY, rows);
        size_t n_activities = 0;
        double seconds = 0;
        double llss = 0;
        double days_llss = 0;
        for (size_t i = 0; i < n_rows; i++) {
            n_activities += rows[i].totals.n_activities;
            seconds += rows[i].totals.seconds;
            llss += isnan(rows[i].totals.llss) ? 0 : rows[i].totals.llss;
        }
        for (size_t i = 0; i < history->n_days; i++) {
            bool is_in = history->first_day + (day_num)i >= first;
            days_llss += is_in ? history->llss[i] : 0;
        }
        assert_int_equal(n_activities, whole.n_activities);
        assert_close(seconds, whole.seconds, 1e-6);
        assert_close(a.seconds + b.seconds, whole.seconds, 1e-6);
        assert_int_equal(a.n_rest_days + b.n_rest_days, whole.n_rest_days);
        assert_int_equal(a.n_days + b.n_days, whole.n_days);
        assert_close(llss, isnan(whole.llss) ? 0 : whole.llss, 1e-6);
        assert_close(llss, days_llss, 1e-6); /* the day axis is the second way */
        assert_true(n_activities > 0);
        fixture_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_of_the_known_ones),
        cmocka_unit_test(test_nothing_known_is_not_zero),
        cmocka_unit_test(test_duplicates_and_stubs_are_not_summed),
        cmocka_unit_test(test_today_is_no_rest_day_before_it_is_over),
        cmocka_unit_test(test_zones_speak_by_sport),
        cmocka_unit_test(test_longest_sport_first),
        cmocka_unit_test(test_only_what_matches),
        cmocka_unit_test(test_parts_sum_to_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
