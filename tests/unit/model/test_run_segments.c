#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "model/run_segments.h"

enum { MAX = MODEL_MAX_SAMPLES };
static double series[N_STREAM_TYPES][MAX];

/* A run at 3 m/s on the flat, one sample a second. */
static struct activity_streams streams_of(size_t n_samples)
{
    struct activity_streams streams = {.n_samples = n_samples, .n_recorded = n_samples};
    static const enum stream_type types[] = {STREAM_TIME, STREAM_DISTANCE, STREAM_GRADIENT,
                                             STREAM_CADENCE, STREAM_STANCE_TIME};
    for (size_t i = 0; i < n_samples; i++) {
        series[STREAM_TIME][i] = (double)i;
        series[STREAM_DISTANCE][i] = 3.0 * (double)i;
        series[STREAM_GRADIENT][i] = 0.5;
        series[STREAM_CADENCE][i] = 83.0;
        series[STREAM_STANCE_TIME][i] = 240.0;
    }
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        streams.series[types[i]] = series[types[i]];
    }
    return streams;
}

static void assert_near(double found, double expected)
{
    if (!(fabs(found - expected) < 1e-6)) {
        fail_msg("%.9g is not %.9g", found, expected);
    }
}

static void a_steady_run_is_cut_every_five_minutes(void **state)
{
    struct arena arena = {0};
    struct run_segments cut;
    struct activity_streams streams = streams_of(1000);
    (void)state;
    run_segments_of_streams(&streams, &arena, &cut);
    assert_int_equal(cut.source, SEGMENTS_OF_STREAMS);
    assert_int_equal(cut.n_segments, 4);
    assert_near(cut.segments[1].start_s, 300);
    assert_near(cut.segments[1].duration_s, 299);
    assert_near(cut.segments[1].speed_m_per_s, 3);
    assert_near(cut.segments[1].gradient_frac, 0.005);
    assert_near(cut.segments[1].cadence_per_min, 83);
    assert_near(cut.segments[1].stance_time_ms, 240);
    assert_true(isnan(cut.segments[1].vertical_ratio_pct));
    assert_near(cut.segments[3].duration_s, 99);
    arena_release(&arena);
}

static void a_stop_begins_a_new_piece_and_slivers_are_left_out(void **state)
{
    struct arena arena = {0};
    struct run_segments cut;
    struct activity_streams streams = streams_of(700);
    (void)state;
    for (size_t i = 400; i < 700; i++) { /* a minute at the lights, then 20 s, then again */
        series[STREAM_TIME][i] += i < 420 ? 60 : 120;
    }
    run_segments_of_streams(&streams, &arena, &cut);
    assert_int_equal(cut.n_segments, 4);
    assert_near(cut.segments[1].start_s, 300);
    assert_near(cut.segments[1].duration_s, 99);
    assert_near(cut.segments[2].start_s, 540); /* 460 to 479 is not there */
    assert_near(cut.segments[2].speed_m_per_s, 3);
    arena_release(&arena);
}

static void drop_outs_are_not_measured(void **state)
{
    struct arena arena = {0};
    struct run_segments cut;
    struct activity_streams streams = streams_of(600);
    (void)state;
    for (size_t i = 300; i < 600; i++) {
        series[STREAM_CADENCE][i] = i % 3 == 0 ? 0 : 84;                /* a third */
        series[STREAM_STANCE_TIME][i] = i % 3 == 0 ? 240 : (double)NAN; /* two thirds */
    }
    run_segments_of_streams(&streams, &arena, &cut);
    assert_int_equal(cut.n_segments, 2);
    assert_near(cut.segments[1].cadence_per_min, 84);
    assert_true(isnan(cut.segments[1].stance_time_ms));
    arena_release(&arena);
}

static void without_a_gradient_the_climb_tells(void **state)
{
    struct arena arena = {0};
    struct run_segments cut;
    struct activity_streams streams = streams_of(300);
    (void)state;
    streams.series[STREAM_GRADIENT] = NULL;
    run_segments_of_streams(&streams, &arena, &cut);
    assert_true(isnan(cut.segments[0].gradient_frac));
    for (size_t i = 0; i < 300; i++) {
        series[STREAM_ALTITUDE][i] = 400 + 0.03 * (double)i;
    }
    streams.series[STREAM_ALTITUDE] = series[STREAM_ALTITUDE];
    run_segments_of_streams(&streams, &arena, &cut);
    assert_near(cut.segments[0].gradient_frac, 0.01);
    arena_release(&arena);
}

static void a_day_long_run_fits(void **state)
{
    struct arena arena = {0};
    struct run_segments cut;
    struct activity_streams streams = streams_of(MAX);
    (void)state;
    for (size_t i = 0; i < MAX; i++) { /* a sample every 5 s: 27.8 h */
        series[STREAM_TIME][i] *= 5;
    }
    run_segments_of_streams(&streams, &arena, &cut);
    assert_in_range(cut.n_segments, 40, MODEL_MAX_SEGMENTS);
    assert_true(cut.segments[cut.n_segments - 1].start_s > 0.9 * 5 * MAX);
    arena_release(&arena);
}

static void absurd_times_give_nothing(void **state)
{
    struct arena arena = {0};
    struct run_segments cut;
    struct activity_streams streams = streams_of(600);
    (void)state;
    for (size_t i = 0; i < 600; i++) {
        series[STREAM_TIME][i] = i % 2 == 0 ? (double)NAN : 1e12 - (double)i;
    }
    run_segments_of_streams(&streams, &arena, &cut);
    assert_int_equal(cut.n_segments, 0);
    streams.series[STREAM_TIME] = NULL;
    run_segments_of_streams(&streams, &arena, &cut);
    assert_int_equal(cut.n_segments, 0);
    streams.n_samples = 0;
    run_segments_of_streams(&streams, &arena, &cut);
    assert_int_equal(cut.n_segments, 0);
    arena_release(&arena);
}

static void laps_are_taken_as_they_are(void **state)
{
    struct arena arena = {0};
    struct run_segments cut;
    struct activity_interval laps[60];
    (void)state;
    for (size_t i = 0; i < 60; i++) {
        activity_interval_init(&laps[i]);
        laps[i].start_s = 330.0 * (double)i;
        laps[i].end_s = 330.0 * (double)(i + 1);
        laps[i].moving_time_s = i == 0 ? 0 : 320;
        laps[i].distance_m = 1000;
        laps[i].stance_balance_pct = 49.4;
    }
    struct activity_intervals intervals = {
        .n_intervals = 60, .intervals = laps, .custom_codes = "GCT"};
    run_segments_of_intervals(&intervals, &arena, &cut);
    assert_int_equal(cut.source, SEGMENTS_OF_INTERVALS);
    assert_string_equal(cut.custom_codes, "GCT");
    assert_int_equal(cut.n_segments, MODEL_MAX_SEGMENTS);
    assert_near(cut.segments[0].duration_s, 330); /* no moving time: the span */
    assert_near(cut.segments[1].duration_s, 320);
    assert_near(cut.segments[1].stance_balance_pct, 49.4);
    assert_true(isnan(cut.segments[1].speed_m_per_s));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_run_is_cut_every_five_minutes),
        cmocka_unit_test(a_stop_begins_a_new_piece_and_slivers_are_left_out),
        cmocka_unit_test(drop_outs_are_not_measured),
        cmocka_unit_test(without_a_gradient_the_climb_tells),
        cmocka_unit_test(a_day_long_run_fits),
        cmocka_unit_test(absurd_times_give_nothing),
        cmocka_unit_test(laps_are_taken_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
