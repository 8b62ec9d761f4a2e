/* The share of hard running and its z (science.md 6; A30, A32). */
#include "fixture.h"

#include "base/banned.h"

/* An hour's run with hard_min minutes in pace zone 4. */
static struct activity *add_zoned(struct fixture *f, day_num day, double hard_min)
{
    struct activity *run = add_run(f, day, 10, 60);
    run->n_pace_zones = 5;
    run->pace_zone_times_s[0] = (60 - hard_min) * 60;
    run->pace_zone_times_s[3] = hard_min * 60;
    return run;
}

static void test_a30_pace_zones_before_heart_rate_zones(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_zoned(f, TODAY, 15);
    run->n_hr_zones = 5;
    run->hr_zone_times_s[4] = 3600;
    assert_close(compute(f)->hard_share.share_frac, 0.25, 1e-12);
    run->n_pace_zones = 0;
    assert_close(compute(f)->hard_share.share_frac, 1.0, 1e-12);
    run->n_pace_zones = 5; /* all empty: as if absent */
    memset(run->pace_zone_times_s, 0, sizeof run->pace_zone_times_s);
    assert_close(compute(f)->hard_share.share_frac, 1.0, 1e-12);
    fixture_free(f);
}

static void test_a30_less_than_5_zones_are_not_used(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_zoned(f, TODAY, 15);
    run->n_pace_zones = 4;
    assert_close(compute(f)->hard_share.share_frac, 0.0, 0.0);
    run->rpe = 8; /* without zones all of a run with q from 0.90 */
    assert_close(compute(f)->hard_share.share_frac, 1.0, 1e-12);
    fixture_free(f);
}

static void test_a30_zones_beyond_the_moving_time_are_scaled(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_zoned(f, TODAY, 15);
    run->pace_zone_times_s[0] = 105 * 60; /* 120 min of zones in an hour */
    assert_close(compute(f)->hard_share.share_frac, 0.125, 1e-12);
    run->pace_zone_times_s[0] = 0; /* 15 min of zones in an hour: not scaled up */
    assert_close(compute(f)->hard_share.share_frac, 0.25, 1e-12);
    fixture_free(f);
}

static void test_a30_seven_zones_count_from_zone_4(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add_zoned(f, TODAY, 6);
    run->n_pace_zones = 7;
    run->pace_zone_times_s[6] = 6 * 60;
    run->pace_zone_times_s[0] = 48 * 60;
    assert_close(compute(f)->hard_share.share_frac, 0.2, 1e-12);
    fixture_free(f);
}

static void test_share_is_of_28_days_and_null_without_running(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_zoned(f, TODAY - 28, 60);
    (void)add_zoned(f, TODAY - 27, 30);
    (void)add_zoned(f, TODAY, 0);
    const struct load_status *status = compute(f);
    assert_close(status->hard_share.share_frac, 0.25, 1e-12);
    assert_close(status->hard_share.hard_min_28, 30, 1e-9);
    assert_close(status->hard_share.run_min_28, 120, 1e-9);
    assert_unknown(status->hard_share.z);
    f->in.n_activities = 1;
    assert_unknown(compute(f)->hard_share.share_frac);
    fixture_free(f);
}

/* Twelve weeks with 6, 12, 6, 12 .. hard minutes an hour, then 28 days with 15. */
static struct fixture *twelve_weeks(size_t n_weeks)
{
    struct fixture *f = fixture_new();
    for (size_t week = 0; week < n_weeks; week++) {
        (void)add_zoned(f, TODAY - 28 - (day_num)(7 * week), week % 2 == 0 ? 6 : 12);
    }
    (void)add_zoned(f, TODAY - 3, 15);
    return f;
}

static void test_a32_z_against_12_weeks_with_population_sd(void **state)
{
    (void)state;
    struct fixture *f = twelve_weeks(12);
    struct load_hard_share share = compute(f)->hard_share;
    assert_int_equal(share.n_blocks, 12);
    assert_close(share.usual_frac, 0.15, 1e-12);
    assert_close(share.z, (0.25 - 0.15) / 0.05, 1e-9);
    (void)add_zoned(f, TODAY - 28 - 84, 60); /* the 13th week is not looked at */
    assert_close(compute(f)->hard_share.z, 2.0, 1e-9);
    fixture_free(f);
}

static void test_a32_weeks_without_running_are_dropped_and_6_are_needed(void **state)
{
    (void)state;
    struct fixture *f = twelve_weeks(6);
    struct load_hard_share share = compute(f)->hard_share;
    assert_int_equal(share.n_blocks, 6);
    assert_close(share.z, 2.0, 1e-9);
    fixture_free(f);
    f = twelve_weeks(5);
    share = compute(f)->hard_share;
    assert_unknown(share.z);
    assert_unknown(share.usual_frac);
    assert_known(share.share_frac);
    fixture_free(f);
}

static void test_a32_z_is_null_when_all_weeks_are_alike(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    for (day_num back = 0; back < 100; back += 7) {
        (void)add_zoned(f, TODAY - back, 10);
    }
    struct load_hard_share share = compute(f)->hard_share;
    assert_unknown(share.z);
    assert_close(share.usual_frac, 10.0 / 60, 1e-12);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a30_pace_zones_before_heart_rate_zones),
        cmocka_unit_test(test_a30_less_than_5_zones_are_not_used),
        cmocka_unit_test(test_a30_zones_beyond_the_moving_time_are_scaled),
        cmocka_unit_test(test_a30_seven_zones_count_from_zone_4),
        cmocka_unit_test(test_share_is_of_28_days_and_null_without_running),
        cmocka_unit_test(test_a32_z_against_12_weeks_with_population_sd),
        cmocka_unit_test(test_a32_weeks_without_running_are_dropped_and_6_are_needed),
        cmocka_unit_test(test_a32_z_is_null_when_all_weeks_are_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
