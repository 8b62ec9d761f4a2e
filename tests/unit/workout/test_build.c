/* Sessions as a planner says them, and the text they give, letter by letter. */
#include "support.h"

#include "base/banned.h"

static struct workout_target of(enum workout_units units, double start, double end)
{
    return (struct workout_target){.units = units, .range = {start, end}};
}

static void assert_text(const struct workout *workout, const char *expected)
{
    char *text = written(workout);
    assert_string_equal(text, expected);
    free(text);
    assert_round_trip(workout);
}

static void run_by_pace(void **state)
{
    struct workout run;
    (void)state;
    workout_init(&run, &arena);
    add_notes(&run, "Lifts the speed that lactate allows.");
    add_block(&run, "Warmup", 1);
    add_step(&run, (struct workout_step){.duration_s = 900,
                                         .target = of(WORKOUT_PCT_PACE, 60, 70)});
    add_block(&run, "Main set", 5);
    add_step(&run, (struct workout_step){.text = "Quick",
                                         .duration_s = 240,
                                         .target = of(WORKOUT_PCT_PACE, 98, 102)});
    add_step(&run, (struct workout_step){.text = "Jog",
                                         .distance_m = 400,
                                         .target = of(WORKOUT_S_PER_KM, 390, 360)});
    add_block(&run, "Cooldown", 1);
    add_step(&run, (struct workout_step){.distance_m = 2000,
                                         .target = of(WORKOUT_PACE_ZONE, 1, 1)});
    assert_text(&run,
                "Lifts the speed that lactate allows.\n\n"
                "Warmup\n- 15m 60-70% Pace\n\n"
                "Main set 5x\n- Quick 4m 98-102% Pace\n- Jog 400mtr 6:30-6:00/km Pace\n\n"
                "Cooldown\n- 2km Z1 Pace");
}

static void walk_and_run(void **state)
{
    struct workout walk;
    (void)state;
    workout_init(&walk, &arena);
    add_step(&walk, (struct workout_step){.text = "Walk", .duration_s = 300});
    add_block(&walk, NULL, 5);
    add_step(&walk, (struct workout_step){.text = "Run", .duration_s = 60, .rpe = {3, 4}});
    add_step(&walk, (struct workout_step){.text = "Walk", .duration_s = 240});
    assert_text(&walk, "- Walk 5m\n\n5x\n- Run RPE 3-4 1m\n- Walk 4m");
}

static void ride_by_power_and_heart_rate(void **state)
{
    struct workout ride;
    (void)state;
    workout_init(&ride, &arena);
    add_step(&ride, (struct workout_step){.duration_s = 720,
                                          .shape = WORKOUT_RAMP,
                                          .target = of(WORKOUT_PCT_FTP, 50, 75),
                                          .cadence_rpm = {90, 90}});
    add_step(&ride, (struct workout_step){.duration_s = 5400,
                                          .target = of(WORKOUT_WATTS, 160, 205),
                                          .cadence_rpm = {85, 95}});
    add_step(&ride, (struct workout_step){.duration_s = 3661,
                                          .target = of(WORKOUT_PCT_MAX_HR, 70, 75)});
    add_step(&ride, (struct workout_step){.duration_s = 30,
                                          .target = of(WORKOUT_PCT_LTHR, 92.5, 92.5)});
    add_step(&ride,
             (struct workout_step){.duration_s = 60, .target = of(WORKOUT_HR_ZONE, 2, 3)});
    add_step(&ride, (struct workout_step){.text = "Steady",
                                          .duration_s = 600,
                                          .target = of(WORKOUT_BPM, 138, 145),
                                          .rpe = {4, 4}});
    add_step(&ride, (struct workout_step){.duration_s = 1200, .shape = WORKOUT_FREERIDE});
    add_step(&ride,
             (struct workout_step){
                 .duration_s = 180,
                 .target = {.units = WORKOUT_PCT_MMP, .range = {60, 60}, .mmp_s = 300},
                 .until_lap_press = true,
                 .options = "power=1s"});
    assert_text(&ride, "- 12m ramp 50-75% 90rpm\n- 1h30m 160-205w 85-95rpm\n"
                       "- 1h1m1s 70-75% HR\n- 30s 92.5% LTHR\n- 1m Z2-Z3 HR\n"
                       "- Steady 138-145 bpm RPE 4 10m\n- 20m freeride\n"
                       "- 3m 60% MMP 5m press lap power=1s");
}

static void strength_is_prose(void **state)
{
    struct workout strength;
    (void)state;
    workout_init(&strength, &arena);
    add_notes(&strength, "Back squat 3x5 RPE 7\nRomanian deadlift 3x8 RPE 7\n\nRest 2 min");
    assert_text(&strength,
                "Back squat 3x5 RPE 7\nRomanian deadlift 3x8 RPE 7\n\nRest 2 min");
    add_step(&strength, (struct workout_step){.text = "Squat and hinge 3x5",
                                              .duration_s = 1200,
                                              .rpe = {7, 7}});
    add_notes(&strength, "Stop when pain is above 3.");
    assert_text(&strength,
                "Back squat 3x5 RPE 7\nRomanian deadlift 3x8 RPE 7\n\nRest 2 min\n\n"
                "- Squat and hinge 3x5 RPE 7 20m\n\n"
                "Stop when pain is above 3.");
}

static void a_plain_block_behind_a_plain_block_is_the_same(void **state)
{
    struct workout ride;
    (void)state;
    workout_init(&ride, &arena);
    add_block(&ride, NULL, 1);
    add_step(&ride, (struct workout_step){.duration_s = 60});
    add_block(&ride, NULL, 1);
    add_step(&ride, (struct workout_step){.duration_s = 120});
    assert_int_equal(ride.n_blocks, 1);
    assert_text(&ride, "- 1m\n- 2m");
}

static void distances_are_exact(void **state)
{
    static const struct {
        double metres;
        const char *text;
    } rows[] = {{1000, "- 1km"},     {1500, "- 1500mtr"},   {1609.344, "- 1mi"},
                {91.44, "- 100yrd"}, {7242.048, "- 4.5mi"}, {123.456, "- 0.123456km"},
                {0.5, "- 0.0005km"}, {1000000, "- 1000km"}, {80.467, "- 0.05mi"}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workout run;
        workout_init(&run, &arena);
        add_step(&run, (struct workout_step){.distance_m = rows[i].metres});
        assert_text(&run, rows[i].text);
    }
}

/* Each is refused, with words that say what and what to do. */
static void wrong_steps_are_refused(void **state)
{
    static const struct {
        struct workout_step step;
        const char *message;
    } rows[] = {
        {{.text = "Nothing"}, "neither duration nor distance"},
        {{.duration_s = 60, .distance_m = 400}, "a duration and a distance"},
        {{.duration_s = -5}, "lasts -5 s"},
        {{.duration_s = 90000}, "lasts 90000 s"},
        {{.distance_m = 2e6}, "2e+06 m"},
        {{.distance_m = 0.0001}, "0.0001 m"},
        {{.distance_m = (double)NAN}, "nan m"},
        {{.duration_s = 60, .target = {WORKOUT_PCT_FTP, {0, 60}, 0}}, "0 to 60"},
        {{.duration_s = 60, .target = {WORKOUT_PCT_FTP, {(double)NAN, 60}, 0}},
         "nan to 60"},
        {{.duration_s = 60, .target = {WORKOUT_PCT_FTP, {60.123, 70}, 0}}, "60.123"},
        {{.duration_s = 60, .target = {WORKOUT_POWER_ZONE, {2.5, 3}, 0}}, "2.5 to 3"},
        {{.duration_s = 60, .target = {WORKOUT_POWER_ZONE, {2, 13}, 0}}, "2 to 13"},
        {{.duration_s = 60, .target = {WORKOUT_WATTS, {200, 9999}, 0}}, "9999"},
        {{.duration_s = 60, .target = {WORKOUT_S_PER_KM, {240.5, 240}, 0}}, "240.5"},
        {{.duration_s = 60, .target = {WORKOUT_PCT_MMP, {60, 60}, 0}}, "MMP time is 0 s"},
        {{.duration_s = 60, .target = {WORKOUT_WATTS, {60, 60}, 9}}, "MMP time is 9 s"},
        {{.duration_s = 60, .target = {N_WORKOUT_UNITS, {60, 60}, 0}}, "no known unit"},
        {{.duration_s = 60, .shape = WORKOUT_RAMP}, "does not go with its shape"},
        {{.duration_s = 60, .shape = WORKOUT_RAMP, .target = {WORKOUT_BPM, {120, 140}, 0}},
         "ramp in bpm"},
        {{.duration_s = 60,
          .shape = WORKOUT_FREERIDE,
          .target = {WORKOUT_WATTS, {60, 60}, 0}},
         "does not go with its shape"},
        {{.duration_s = 60, .cadence_rpm = {90, 900}}, "900 rpm"},
        {{.duration_s = 60, .rpe = {7, 11}}, "RPE is 7 to 11"},
        {{.duration_s = 60, .text = "Hard 5m then rest"}, "\"5m\""},
        {{.duration_s = 60, .text = "Steady Z2"}, "\"Z2\""},
        {{.duration_s = 60, .text = "at 250w"}, "\"250w\""},
        {{.duration_s = 60, .text = "spin 90rpm"}, "\"90rpm\""},
        {{.duration_s = 60, .text = "press lap when done"}, "\"press\""},
        {{.duration_s = 60, .text = "Tempo RPE 6"}, "ends in a target"},
        {{.duration_s = 60, .text = "Easy 150 bpm"}, "ends in a target"},
        {{.duration_s = 60, .options = "power"}, "no option"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workout run;
        struct err err = {0};
        workout_init(&run, &arena);
        assert_false(workout_step_add(&run, &rows[i].step, &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
        if (strstr(err.message, rows[i].message) == NULL) {
            fail_msg("row %zu: %s", i, err.message);
        }
        assert_true(run.n_steps == 0 && run.n_blocks == 0);
    }
}

static void wrong_blocks_and_notes_are_refused(void **state)
{
    struct workout run;
    struct err err = {0};
    struct str_buf text = {0};
    (void)state;
    workout_init(&run, &arena);
    assert_false(workout_text_write(&run, &text, &err));
    assert_non_null(strstr(err.message, "empty"));
    assert_false(workout_block_add(&run, "Main", 0, &err));
    assert_false(workout_block_add(&run, "Main", 101, &err));
    assert_false(workout_block_add(&run, "Main set 3x", 1, &err));
    assert_false(workout_block_add(&run, "- Main", 1, &err));
    assert_false(workout_notes_add(&run, "Fine\nCalf raises 3x", &err));
    assert_non_null(strstr(err.message, "\"3x\""));
    assert_false(workout_notes_add(&run, "- 10m Z2", &err));
    workout_init(&run, &arena);
    add_block(&run, "Main", 3);
    assert_false(workout_text_write(&run, &text, &err));
    assert_non_null(strstr(err.message, "no steps"));
    assert_int_equal(text.length, 0);
    for (int i = 0; i < 8; i++) {
        add_step(&run, (struct workout_step){.duration_s = WORKOUT_STEP_S});
    }
    assert_false(workout_text_write(&run, &text, &err)); /* 3 x 8 days */
    assert_non_null(strstr(err.message, "at most 48 h"));
}

static void there_are_so_many_steps_and_no_more(void **state)
{
    struct workout run;
    struct err err = {0};
    struct workout_step step = {.duration_s = 60};
    (void)state;
    workout_init(&run, &arena);
    for (int i = 0; i < WORKOUT_STEPS; i++) {
        add_step(&run, step);
    }
    assert_false(workout_step_add(&run, &step, &err));
    assert_round_trip(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_by_pace),
        cmocka_unit_test(walk_and_run),
        cmocka_unit_test(ride_by_power_and_heart_rate),
        cmocka_unit_test(strength_is_prose),
        cmocka_unit_test(a_plain_block_behind_a_plain_block_is_the_same),
        cmocka_unit_test(distances_are_exact),
        cmocka_unit_test(wrong_steps_are_refused),
        cmocka_unit_test(wrong_blocks_and_notes_are_refused),
        cmocka_unit_test(there_are_so_many_steps_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, arena_teardown);
}
