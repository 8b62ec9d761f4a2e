#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "review/constants.h"
#include "review/verdict.h"

enum { N_MAX = 4000, LAPS_MAX = 16, FLAT_MAX = 64 };

static struct arena arena;
static struct workout_thresholds thresholds;
static struct workout workout;
static struct workout_flat_step flat[FLAT_MAX];
static struct review_plan plan;
static struct activity activity;
static struct calendar_event event;
static struct activity_interval laps[LAPS_MAX];
static struct activity_intervals intervals;
static double clock_s[N_MAX];
static double power[N_MAX];
static struct activity_streams streams;

static void near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) {
        fail_msg("found %.6f, expected %.6f", found, expected);
    }
}

static int setup(void **state)
{
    static const double bounds_pct[] = {55, 75, 90, 105, 120, 150, 999};
    static const double pace_pct[] = {77.5, 87.7, 94.3, 100, 103.4, 111.5, 999};
    (void)state;
    memset(&thresholds, 0, sizeof thresholds);
    thresholds.ftp_w = 280;
    thresholds.threshold_speed_m_per_s = 4.0;
    thresholds.n_power_zones = thresholds.n_pace_zones = 7;
    memcpy(thresholds.power_zones_pct, bounds_pct, sizeof bounds_pct);
    memcpy(thresholds.pace_zones_pct, pace_pct, sizeof pace_pct);
    memset(&intervals, 0, sizeof intervals);
    memset(&streams, 0, sizeof streams);
    intervals.intervals = laps;
    activity_init(&activity);
    calendar_event_init(&event);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static void plan_of(const char *text)
{
    struct err err;
    assert_true(workout_text_parse(text, &arena, &workout, NULL, &err));
    plan =
        (struct review_plan){.workout = &workout, .flat = flat, .thresholds = &thresholds};
    assert_true(workout_flatten(&workout, &thresholds, FLAT_MAX, flat, &plan.n_flat, &err));
}

static void lap_add(double seconds, double watts)
{
    struct activity_interval *lap = &laps[intervals.n_intervals++];
    double start_s = intervals.n_intervals > 1 ? lap[-1].end_s : 0.0;
    activity_interval_init(lap);
    lap->start_s = start_s;
    lap->end_s = start_s + seconds;
    lap->elapsed_time_s = lap->moving_time_s = seconds;
    lap->average_power_w = watts;
}

/* Seconds of watts at the end of the stream. */
static void ride(size_t seconds, double watts)
{
    streams.series[STREAM_TIME] = clock_s;
    streams.series[STREAM_POWER] = power;
    for (size_t i = 0; i < seconds; i++) {
        clock_s[streams.n_samples] = (double)streams.n_samples;
        power[streams.n_samples++] = watts;
    }
}

static struct review_steps reviewed(void)
{
    struct review_samples samples;
    struct review_steps steps;
    review_samples_of(&streams, &arena, &samples);
    review_steps_of(&plan, &activity, &intervals, &samples, &arena, &steps);
    return steps;
}

static enum review_verdict verdict_of(const struct review_steps *steps)
{
    return review_judge(&activity, &event, steps).verdict;
}

static const char threshold_text[] = "Warmup\n- 10m 55%\n\nMain set 3x\n- 5m 95-100%\n"
                                     "- 2m 50%\n\nCooldown\n- 10m 50%";

static void laps_that_fit_are_the_steps(void **state)
{
    (void)state;
    plan_of(threshold_text);
    lap_add(600, 150);
    for (int i = 0; i < 3; i++) {
        lap_add(i == 1 ? 310 : 300, 272);
        lap_add(120, 140);
    }
    lap_add(540, 140);
    activity.moving_time_s = 2410;
    event.moving_time_s = 2460;
    const struct review_steps steps = reviewed();
    assert_int_equal(steps.match, REVIEW_MATCH_LAPS);
    assert_int_equal(steps.n_work, 3);
    assert_int_equal(steps.n_on_target, 3);
    assert_int_equal(steps.items[3].i_lap, 3);
    near(steps.items[3].done_s, 310, 1e-9);
    near(steps.items[3].low, 266, 1e-9);
    near(steps.items[3].high, 280, 1e-9);
    near(steps.items[3].value, 272, 1e-9);
    near(steps.planned.hard_s, 900, 1e-9);
    near(steps.planned.easy_s, 600 + 360 + 600, 1e-9);
    assert_int_equal(verdict_of(&steps), REVIEW_AS_PLANNED);
}

static void a_lap_more_and_a_lap_less_do_not_shift_the_rest(void **state)
{
    (void)state;
    plan_of(threshold_text);
    lap_add(600, 150);
    lap_add(20, 90); /* a lap pressed by mistake */
    lap_add(300, 272);
    lap_add(120, 140);
    lap_add(300, 250); /* under */
    lap_add(120, 140);
    lap_add(120, 272); /* broken off */
    const struct review_steps steps = reviewed();
    assert_int_equal(steps.match, REVIEW_MATCH_LAPS);
    assert_int_equal(steps.items[1].state, REVIEW_STEP_ON_TARGET);
    assert_int_equal(steps.items[3].state, REVIEW_STEP_UNDER);
    assert_int_equal(steps.items[5].state, REVIEW_STEP_SHORT);
    assert_int_equal(steps.items[7].state, REVIEW_STEP_MISSED);
    assert_int_equal(steps.first_failed, 2);
    assert_int_equal(steps.n_failed, 2);
    assert_int_equal(verdict_of(&steps), REVIEW_NOT_COMPLETED);
}

/* Laps of a kilometre each: the stream speaks, and the plan began 60 s later. */
static void without_fitting_laps_the_stream_is_searched(void **state)
{
    (void)state;
    plan_of(threshold_text);
    for (int i = 0; i < 10; i++) {
        lap_add(211, 200);
    }
    ride(660, 150);
    for (int i = 0; i < 3; i++) {
        ride(240, 270);
        ride(60, 300);
        ride(120, 140);
    }
    ride(600, 140);
    const struct review_steps steps = reviewed();
    assert_int_equal(steps.match, REVIEW_MATCH_STREAM);
    near(steps.shift_s, 60, 1e-9);
    near(steps.items[1].value, (240 * 270.0 + 60 * 300.0) / 300, 1e-6);
    near(steps.items[1].in_target_frac, 0.8, 1e-9);
    assert_int_equal(steps.n_on_target, 3);
}

static void nothing_recorded_is_no_verdict_on_steps(void **state)
{
    (void)state;
    plan_of(threshold_text);
    struct review_steps steps = reviewed();
    assert_int_equal(steps.match, REVIEW_MATCH_NONE);
    assert_int_equal(verdict_of(&steps), REVIEW_PLAN_UNJUDGED);
    activity.moving_time_s = 1000;
    event.moving_time_s = 2460;
    assert_int_equal(verdict_of(&steps), REVIEW_CUT_SHORT);
    activity.moving_time_s = 2400;
    activity.intensity_pct = 90;
    event.intensity_pct = 80;
    assert_int_equal(verdict_of(&steps), REVIEW_HARDER);
    event.intensity_pct = 97;
    assert_int_equal(verdict_of(&steps), REVIEW_EASIER);
    activity.moving_time_s = 2900;
    event.intensity_pct = 90;
    assert_int_equal(verdict_of(&steps), REVIEW_LONGER);
}

static void power_that_was_not_measured_is_unknown(void **state)
{
    (void)state;
    plan_of(threshold_text);
    lap_add(600, (double)NAN);
    for (int i = 0; i < 3; i++) {
        lap_add(300, (double)NAN);
        lap_add(120, (double)NAN);
    }
    lap_add(600, (double)NAN);
    const struct review_steps steps = reviewed();
    assert_int_equal(steps.match, REVIEW_MATCH_LAPS);
    assert_int_equal(steps.n_unknown, 3);
    assert_int_equal(steps.n_on_target + steps.n_failed + steps.n_over, 0);
    assert_int_equal(verdict_of(&steps), REVIEW_PLAN_UNJUDGED);
}

static void a_plan_of_one_step_is_the_whole_session(void **state)
{
    (void)state;
    plan_of("- Easy 8km 70-78% Pace");
    activity.sport = SPORT_RUN;
    activity.moving_time_s = 8000 / 3.6;
    activity.distance_m = 8000;
    activity.average_speed_m_per_s = 3.6;
    struct review_steps steps = reviewed();
    assert_int_equal(steps.match, REVIEW_MATCH_WHOLE);
    near(steps.items[0].low, 2.8, 1e-9);
    near(steps.items[0].high, 3.12, 1e-9);
    assert_int_equal(steps.items[0].state, REVIEW_STEP_OVER);
    near(steps.planned_m, 8000, 1e-9);
    assert_int_equal(verdict_of(&steps), REVIEW_HARDER);
    activity.average_speed_m_per_s = 3.0;
    activity.distance_m = 5000; /* by distance, whatever the time */
    steps = reviewed();
    assert_int_equal(steps.items[0].state, REVIEW_STEP_ON_TARGET);
    assert_int_equal(verdict_of(&steps), REVIEW_CUT_SHORT);
    near(review_judge(&activity, &event, &steps).amount_ratio, 0.625, 1e-9);
}

static void strides_are_not_held_against_the_watch(void **state)
{
    (void)state;
    plan_of("- Easy 20m 70-78% Pace\n\n4x\n- 20s 120% Pace\n- 70s 60% Pace");
    lap_add(1200, 1);
    struct review_steps steps = reviewed();
    for (size_t i = 0; i < steps.n; i++) {
        assert_true(steps.items[i].is_work == (steps.items[i].planned_s > 1000));
    }
    assert_false(review_steps_change(&steps));
    /* The same with the easy running under the headings of the ends. */
    plan_of("Warmup\n- Easy 15m 70-78% Pace\n\nMain set 6x\n- 20s 120% Pace\n- 70s 55% "
            "Pace\n\nCooldown\n- Easy 6m 70-78% Pace");
    steps = reviewed();
    assert_int_equal(steps.n_work, 2);
    assert_true(steps.items[0].is_work && steps.items[steps.n - 1].is_work);
}

/* A ride of blocks changes; one whose easy part is a short warm-up does not. */
static void a_plan_changes_the_effort_or_not(void **state)
{
    (void)state;
    plan_of("Warmup\n- 15m 50-58%\n\n3x\n- 10m 95-100%\n- 5m 50%");
    lap_add(900, 150);
    struct review_steps steps = reviewed();
    assert_true(review_steps_change(&steps));
    assert_int_equal(steps.n_work, 3);
    plan_of("- 5m 50%\n- 60m 80-85%");
    steps = reviewed();
    assert_false(review_steps_change(&steps));
    /* Rest is told from an easy ride: the long easy step of another block is work. */
    plan_of("- 60m 60-65%\n\n3x\n- 10s 150%\n- 50s 50%");
    steps = reviewed();
    assert_int_equal(steps.n_work, 3); /* power is quick: sprints are work by themselves */
}

static void no_judgement_where_none_can_be(void **state)
{
    (void)state;
    const struct review_steps none = {0};
    assert_int_equal(review_judge(&activity, NULL, &none).verdict, REVIEW_NO_PLAN);
    activity.is_race = true;
    assert_int_equal(verdict_of(&none), REVIEW_RACE);
    activity.is_unanalyzed = true;
    assert_int_equal(verdict_of(&none), REVIEW_NOT_ANALYSED);
    activity.is_stub = true;
    assert_int_equal(verdict_of(&none), REVIEW_UNREADABLE);
}

static int group_teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(laps_that_fit_are_the_steps, setup, teardown),
        cmocka_unit_test_setup_teardown(a_lap_more_and_a_lap_less_do_not_shift_the_rest,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(without_fitting_laps_the_stream_is_searched, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_recorded_is_no_verdict_on_steps, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(power_that_was_not_measured_is_unknown, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_plan_of_one_step_is_the_whole_session, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(strides_are_not_held_against_the_watch, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_plan_changes_the_effort_or_not, setup, teardown),
        cmocka_unit_test_setup_teardown(no_judgement_where_none_can_be, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, group_teardown);
}
