#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "review/constants.h"
#include "review/decoupling.h"

enum { N_MAX = 4000 };

static struct arena arena;
static double clock_s[N_MAX];
static double power[N_MAX];
static double heart_rate[N_MAX];
static struct activity_streams streams;

static void near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) {
        fail_msg("found %.6f, expected %.6f", found, expected);
    }
}

/* A sample a second: 200 W, and a heart that is never quite still. */
static void steady(size_t n)
{
    memset(&streams, 0, sizeof streams);
    streams.n_samples = n;
    streams.series[STREAM_TIME] = clock_s;
    streams.series[STREAM_POWER] = power;
    streams.series[STREAM_HEART_RATE] = heart_rate;
    for (size_t i = 0; i < n; i++) {
        clock_s[i] = (double)i;
        power[i] = 200.0;
        heart_rate[i] = 140.0 + (i % 2 == 0 ? 1.0 : -1.0);
    }
}

static struct review_samples samples_made(void)
{
    struct review_samples samples;
    review_samples_of(&streams, &arena, &samples);
    return samples;
}

static void pauses_are_left_out(void **state)
{
    (void)state;
    steady(100);
    for (size_t i = 50; i < 100; i++) {
        clock_s[i] += 300.0; /* a stop of 301 s after the 50th */
    }
    const struct review_samples samples = samples_made();
    near(samples.total_s, 99.0,
         1e-9); /* 49 + 0 + 49 + the last as long as the one before */
    near(review_samples_mean(&samples, REVIEW_POWER, 0, 1000), 200.0, 1e-9);
    near(review_samples_within(&samples, REVIEW_POWER, 10, 20, 199, 201), 10.0, 1e-9);
    near(review_samples_within(&samples, REVIEW_POWER, 10, 20, 201, 300), 0.0, 1e-9);
    assert_true(isnan(review_samples_mean(&samples, REVIEW_POWER, 100, 300)));
}

static void without_a_clock_there_is_nothing(void **state)
{
    (void)state;
    struct review_samples samples;
    review_samples_of(NULL, &arena, &samples);
    assert_int_equal(samples.n, 0);
    steady(100);
    streams.series[STREAM_TIME] = NULL;
    samples = samples_made();
    assert_int_equal(samples.n, 0);
    const struct review_heart_rate found = review_heart_rate_clean(&samples);
    assert_false(found.is_recorded || found.is_usable);
    assert_true(isnan(found.mean_bpm));
}

static void zeros_and_hanging_straps_are_found(void **state)
{
    (void)state;
    steady(1000);
    for (size_t i = 0; i < 100; i++) {
        heart_rate[i] = i < 50 ? 0.0 : (double)NAN;
    }
    for (size_t i = 500; i < 700; i++) {
        heart_rate[i] = 171.0;
        power[i] = i % 20 < 10 ? 180.0 : 220.0;
    }
    struct review_samples samples = samples_made();
    const struct review_heart_rate found = review_heart_rate_clean(&samples);
    near(found.lost_s, 100.0, 1e-9);
    near(found.flat_s, 200.0, 1e-9);
    near(found.lost_frac, 0.3, 1e-9);
    near(found.mean_bpm, 140.0, 0.01);
    assert_true(found.is_recorded);
    assert_false(found.is_usable);
}

/* At a constant effort a constant heart rate may be true; so may a short one. */
static void a_still_heart_at_a_still_effort_stays(void **state)
{
    (void)state;
    steady(1000);
    for (size_t i = 500; i < 700; i++) {
        heart_rate[i] = 150.0;
    }
    for (size_t i = 200; i < 300; i++) { /* 100 s, and the effort moves */
        heart_rate[i] = 150.0;
        power[i] = i % 20 < 10 ? 180.0 : 220.0;
    }
    struct review_samples samples = samples_made();
    const struct review_heart_rate found = review_heart_rate_clean(&samples);
    near(found.flat_s, 0.0, 1e-9);
    assert_true(found.is_usable);
}

static void halves_and_thirds_by_time(void **state)
{
    (void)state;
    steady(3000);
    for (size_t i = 0; i < 3000; i++) {
        power[i] = i < 1000 ? 240.0 : i < 2000 ? 210.0 : 180.0;
    }
    const struct review_samples samples = samples_made();
    struct review_effort effort;
    review_effort_of(true, &samples, NULL, &arena, &effort);
    const struct review_pacing pacing = review_pacing_of(&effort);
    assert_int_equal(effort.measure, REVIEW_POWER);
    near(pacing.first_half, (1000 * 240.0 + 500 * 210.0) / 1500, 1e-6); /* 230 */
    near(pacing.second_half, 190.0, 1e-6);
    near(pacing.change_pct, 100.0 * (190.0 / 230.0 - 1.0), 1e-6);
    near(pacing.first_third, 240.0, 1e-6);
    near(pacing.last_third, 180.0, 1e-6);
    near(pacing.fade_pct, -25.0, 1e-6);
}

static void runs_go_by_grade_adjusted_laps_when_all_have_them(void **state)
{
    (void)state;
    struct activity_interval laps[4];
    struct activity_intervals intervals = {.n_intervals = 4, .intervals = laps};
    struct review_samples none = {0};
    struct review_effort effort;
    for (size_t i = 0; i < 4; i++) {
        activity_interval_init(&laps[i]);
        laps[i].moving_time_s = 600;
        laps[i].average_speed_m_per_s = 3.0;
        laps[i].gap_m_per_s = 3.0 + 0.1 * (double)i;
    }
    review_effort_of(false, &none, &intervals, &arena, &effort);
    struct review_pacing pacing = review_pacing_of(&effort);
    assert_int_equal(effort.measure, REVIEW_GAP);
    near(pacing.first_half, 3.05, 1e-9);
    near(pacing.second_half, 3.25, 1e-9);
    near(pacing.first_third, (600 * 3.0 + 200 * 3.1) / 800, 1e-9);
    laps[2].gap_m_per_s = (double)NAN;
    review_effort_of(false, &none, &intervals, &arena, &effort);
    assert_int_equal(effort.measure, REVIEW_SPEED);
    review_effort_of(true, &none, &intervals, &arena, &effort); /* rides: by power or not */
    assert_int_equal(effort.measure, REVIEW_NO_MEASURE);
    pacing = review_pacing_of(&effort);
    assert_true(isnan(pacing.first_half) && isnan(pacing.fade_pct));
}

static struct review_decoupling decoupled(void)
{
    struct review_samples samples = samples_made();
    const struct review_heart_rate found = review_heart_rate_clean(&samples);
    struct review_effort effort;
    review_effort_of(true, &samples, NULL, &arena, &effort);
    const struct review_pacing pacing = review_pacing_of(&effort);
    return review_decoupling_of(true, &samples, &found, &pacing);
}

/* The header's example: 220 W at 140 and 210 W at 145 bpm. */
static void decoupling_by_hand(void **state)
{
    (void)state;
    steady(3600);
    for (size_t i = 0; i < 3600; i++) {
        bool is_second = i >= 600 + 1500;
        power[i] = is_second ? 210.0 : 220.0;
        heart_rate[i] = (is_second ? 145.0 : 140.0) + (i % 2 == 0 ? 1.0 : -1.0);
    }
    const struct review_decoupling found = decoupled();
    double first = 220.0 / 140.0;
    double second = 210.0 / 145.0;
    assert_int_equal(found.null_reason, REVIEW_DECOUPLING_GIVEN);
    near(found.decoupling_pct, 100.0 * (first - second) / first, 1e-3); /* 7.84 */
    near(found.decoupling_pct, 7.8, 0.05);
    near(found.efficiency, 215.0 / 142.5, 1e-3);
}

static void decoupling_only_where_it_is_valid(void **state)
{
    (void)state;
    steady(2399);
    assert_int_equal(decoupled().null_reason, REVIEW_DECOUPLING_SHORT);
    steady(2400);
    assert_int_equal(decoupled().null_reason, REVIEW_DECOUPLING_GIVEN);
    for (size_t i = 0; i < 2400; i++) { /* 4 min on, 4 min off */
        power[i] = i / 240 % 2 == 0 ? 280.0 : 120.0;
    }
    assert_int_equal(decoupled().null_reason, REVIEW_DECOUPLING_NOT_STEADY);
    steady(2400);
    for (size_t i = 0; i < 300; i++) {
        heart_rate[i] = 0.0;
    }
    assert_int_equal(decoupled().null_reason, REVIEW_DECOUPLING_NO_HEART_RATE);
    steady(2400);
    streams.series[STREAM_POWER] = NULL;
    assert_int_equal(decoupled().null_reason, REVIEW_DECOUPLING_NO_STREAM);
}

static void constants_have_a_source(void **state)
{
    (void)state;
    size_t n = 0;
    const struct review_constant *constants = review_constants(&n);
    assert_true(n > 20);
    for (size_t i = 0; i < n; i++) {
        assert_true(isfinite(constants[i].value) && constants[i].source[0] != '\0');
        assert_non_null(strchr("CDEX", constants[i].grade[0]));
    }
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_are_left_out),
        cmocka_unit_test(without_a_clock_there_is_nothing),
        cmocka_unit_test(zeros_and_hanging_straps_are_found),
        cmocka_unit_test(a_still_heart_at_a_still_effort_stays),
        cmocka_unit_test(halves_and_thirds_by_time),
        cmocka_unit_test(runs_go_by_grade_adjusted_laps_when_all_have_them),
        cmocka_unit_test(decoupling_by_hand),
        cmocka_unit_test(decoupling_only_where_it_is_valid),
        cmocka_unit_test(constants_have_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
