/* Numbers worked out by hand. */
#include "support.h"

#include "base/banned.h"

static const struct workout_thresholds known = {
    .ftp_w = 250,
    .lthr_bpm = 160,
    .max_hr_bpm = 190,
    .threshold_speed_m_per_s = 4,
    .n_power_zones = 7,
    .power_zones_pct = {55, 75, 90, 105, 120, 150, 999},
    .n_hr_zones = 5,
    .hr_zones_bpm = {130, 144, 158, 170, 190},
    .n_pace_zones = 3,
    .pace_zones_pct = {78, 88, 999}};

static void assert_near(double value, double expected)
{
    if (isnan(expected) ? !isnan(value) : !(fabs(value - expected) < 1e-6)) {
        fail_msg("%.9g instead of %.9g", value, expected);
    }
}

static void an_hour_at_threshold_is_100(void **state)
{
    static const char *const texts[] = {
        "- 1h 100%",      "- 1h 250w",    "- 1h 100% Pace",     "- 1h 4:10/km Pace",
        "- 1h 100% LTHR", "- 1h 160 bpm", "- 14.4km 100% Pace", "2x\n- 30m 100% LTHR"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct workout workout = parsed(texts[i], NULL);
        struct workout_totals totals = workout_totals(&workout, &known);
        assert_near(totals.duration_s, 3600);
        assert_near(totals.training_load, 100);
        assert_near(totals.intensity_pct, 100);
        assert_near(totals.untargeted_s, 0);
    }
}

static void power_by_hand(void **state)
{
    (void)state;
    /* Two steady hours: the window matters only at the change, 29 s of 7,200. */
    struct workout workout = parsed("- 1h 100w\n- 1h 200w", NULL);
    struct workout_totals totals = workout_totals(&workout, &known);
    assert_int_equal(totals.metric, WORKOUT_POWER);
    assert_near(totals.average_power_w, 150);
    /* ((100^4 + 200^4) / 2)^(1/4) = 170.75; the change's ramp keeps it at 171 */
    assert_near(totals.normalized_power_w, 171);
    assert_near(totals.training_load, floor(100 * 2 * (171.0 / 250) * (171.0 / 250) + 0.5));
    assert_true(isnan(totals.distance_m));
    workout = parsed("- 10m ramp 100-200w", NULL);
    assert_near(workout_totals(&workout, &known).average_power_w, 150);
}

/*
 * 30 s hard, 30 s easy for an hour: the 30 s average is 300 W in the first 30 s (its window
 * is still filling), then goes up and down between 300 and 100 W in steps of 200/30 W.
 */
static void normalized_power_of_short_repeats(void **state)
{
    double down = 0;
    double up = 0;
    (void)state;
    for (int k = 1; k <= 30; k++) {
        down += pow(300 - 200.0 * k / 30, 4);
        up += pow(100 + 200.0 * k / 30, 4);
    }
    double expected = pow((30 * pow(300, 4) + 60 * down + 59 * up) / 3600, 0.25);
    assert_true(fabs(expected - 222.89) < 0.01); /* 25 s would give 228.8, 35 s 216.8 */
    struct workout workout = parsed("60x\n- 30s 300w\n- 30s 100w", NULL);
    struct workout_totals totals = workout_totals(&workout, &known);
    assert_near(totals.normalized_power_w, 223);
    assert_near(totals.average_power_w, 200);
    assert_near(totals.training_load, 80); /* 100 * (223/250)^2 = 79.57 */
    assert_near(totals.intensity_pct, 100 * sqrt(0.8));
}

static void pace_and_distance(void **state)
{
    (void)state;
    struct workout workout =
        parsed("Warmup\n- 10m 50% Pace\n\n4x\n- 1km 4:00-4:00/km Pace\n"
               "- 1m 50% Pace",
               NULL);
    struct workout_totals totals = workout_totals(&workout, &known);
    assert_int_equal(totals.metric, WORKOUT_PACE);
    assert_near(totals.duration_s, 600 + 4 * (240 + 60));
    assert_near(totals.distance_m, 1200 + 4 * (1000 + 120));
    assert_true(totals.is_duration_estimated && totals.is_distance_estimated);
    double speed = 1000.0 / 240 / 4;
    assert_near(totals.training_load,
                floor(100 * (840 * 0.25 + 960 * speed * speed) / 3600 + 0.5));
    assert_true(isnan(totals.average_power_w));
    /* Without a threshold the share of threshold still gives load, not distance. */
    totals = workout_totals(&workout, NULL);
    assert_near(totals.duration_s, 1800);
    assert_true(isnan(totals.distance_m) && isnan(totals.training_load));
}

static void missing_is_not_zero(void **state)
{
    static const struct {
        const char *text;
        double untargeted_s;
        double duration_s;
    } rows[] = {
        {"- 1h 75%\n- Walk 10m", 600, 4200},
        {"- Squat 3x5 20m", 1200, 1200},
        {"- 1h freeride", 3600, 3600},
        {"- 1h Z2 Pace\n- 10m CZ1", 600, 4200},
        {"- 1h Z9", 3600, 3600},
        {"- 10m 60% MMP 5m", 600, 600},
        {"- 5m 5:00 Pace", 300, 300},
        {"- 5m RPE 8", 300, 300},
        {"- 1km Easy", 0, (double)NAN},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workout workout = parsed(rows[i].text, NULL);
        struct workout_totals totals = workout_totals(&workout, &known);
        assert_near(totals.untargeted_s, rows[i].untargeted_s);
        assert_near(totals.duration_s, rows[i].duration_s);
        assert_true(isnan(totals.training_load) && isnan(totals.intensity_pct));
        assert_true(isnan(totals.normalized_power_w));
    }
    struct workout prose = parsed("Rest day.", NULL);
    struct workout_totals totals = workout_totals(&prose, &known);
    assert_near(totals.duration_s, 0);
    assert_true(isnan(totals.training_load));
}

/* Power needs no FTP for its watts, only for its load. */
static void watts_without_ftp(void **state)
{
    (void)state;
    struct workout workout = parsed("- 1h 200w", NULL);
    struct workout_totals totals = workout_totals(&workout, NULL);
    assert_near(totals.normalized_power_w, 200);
    assert_true(isnan(totals.training_load));
}

static void mixed_targets_have_a_load_and_no_metric(void **state)
{
    (void)state;
    struct workout workout = parsed("- 30m 50%\n- 30m 100% LTHR", NULL);
    struct workout_totals totals = workout_totals(&workout, &known);
    assert_int_equal(totals.metric, WORKOUT_NO_METRIC);
    assert_near(totals.training_load, floor(100 * (0.5 * 0.25 + 0.5) + 0.5));
    assert_true(isnan(totals.normalized_power_w));
}

static void targets_resolved(void **state)
{
    static const struct {
        const char *text;
        enum workout_metric metric;
        double start, end;
    } rows[] = {
        {"- 1m 75-80%", WORKOUT_POWER, 187, 200},
        {"- 1m Z1", WORKOUT_POWER, 110, 137}, /* from 80 % of 137.5 W */
        {"- 1m Z2", WORKOUT_POWER, 138, 187}, /* 55 % is 137.5 W, 75 % 187.5 W */
        {"- 1m Z2-Z3", WORKOUT_POWER, 138, 225},
        {"- 1m Z2 HR", WORKOUT_HEART_RATE, 130, 144},
        {"- 1m 50% HR", WORKOUT_HEART_RATE, 95, 95},
        {"- 1m 90-95% LTHR", WORKOUT_HEART_RATE, 144, 152},
        {"- 1m 150-155 bpm", WORKOUT_HEART_RATE, 150, 155},
        {"- 1m 90-100% Pace", WORKOUT_PACE, 3.6, 4},
        {"- 1m Z2 Pace", WORKOUT_PACE, 3.12, 3.52},
        {"- 1m 5:00-4:10/km Pace", WORKOUT_PACE, 1000.0 / 300, 4},
        {"- 1m 1:40/100m Pace", WORKOUT_PACE, 1, 1},
        {"- 1m 6:42/mi Pace", WORKOUT_PACE, 1609.344 / 402, 1609.344 / 402},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workout_bounds bounds;
        struct workout workout = parsed(rows[i].text, NULL);
        assert_true(workout_target_resolve(&workout.steps[0].target, &known, &bounds));
        assert_int_equal(bounds.metric, rows[i].metric);
        assert_near(bounds.absolute.start, rows[i].start);
        assert_near(bounds.absolute.end, rows[i].end);
    }
}

static void flat_steps(void **state)
{
    struct workout_flat_step flat[8];
    struct err err = {0};
    size_t n_flat = 4711;
    (void)state;
    struct workout workout = parsed("Warmup\n- 10m Z1\n\n2x\n- 2m 250w\n- 400mtr\n- 1m\n\n"
                                    "Cooldown\n- 5m",
                                    NULL);
    assert_false(workout_flatten(&workout, &known, 7, flat, &n_flat, &err));
    assert_int_equal(n_flat, 4711);
    assert_true(workout_flatten(&workout, &known, 8, flat, &n_flat, &err));
    static const size_t steps[] = {0, 1, 2, 3, 1, 2, 3, 4};
    static const int passes[] = {1, 1, 1, 1, 2, 2, 2, 1};
    static const double starts_s[] = {0, 600, 720};
    assert_int_equal(n_flat, 8);
    for (size_t i = 0; i < n_flat; i++) {
        assert_int_equal(flat[i].i_step, steps[i]);
        assert_int_equal(flat[i].pass, passes[i]);
        assert_int_equal(flat[i].is_warmup, i == 0);
        assert_int_equal(flat[i].is_cooldown, i == 7);
        assert_near(flat[i].start_s, i < 3 ? starts_s[i] : (double)NAN);
    }
    assert_true(isnan(flat[2].duration_s) && flat[2].distance_m == 400);
    assert_false(flat[2].is_duration_estimated);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_hour_at_threshold_is_100),
        cmocka_unit_test(power_by_hand),
        cmocka_unit_test(normalized_power_of_short_repeats),
        cmocka_unit_test(pace_and_distance),
        cmocka_unit_test(missing_is_not_zero),
        cmocka_unit_test(watts_without_ftp),
        cmocka_unit_test(mixed_targets_have_a_load_and_no_metric),
        cmocka_unit_test(targets_resolved),
        cmocka_unit_test(flat_steps),
    };
    return cmocka_run_group_tests(tests, NULL, arena_teardown);
}
