/* LLSS of one activity: the worked examples of science.md 1.3 and each branch of the chain.
 */
#include "fixture.h"

#include "load/steps.h"

#include "base/banned.h"

static struct activity blank(enum sport sport, double minutes)
{
    struct activity activity;
    activity_init(&activity);
    activity.sport = sport;
    activity.type_name = sport_name(sport);
    activity.moving_time_s = minutes * 60.0;
    return activity;
}

static struct load_sport_table plain_table(void)
{
    struct load_sport_table table;
    load_sport_table_init(&table, NULL, NULL);
    return table;
}

static struct load_llss score(const struct activity *activity, double mass_kg)
{
    struct load_sport_table table = plain_table();
    return load_llss_of_activity(activity, &table, load_mass_factor(mass_kg));
}

/* A run at q times a threshold of 4 m/s. */
static struct activity run_at(double q, double minutes)
{
    struct activity run = blank(SPORT_RUN, minutes);
    run.threshold_pace_m_per_s = 4.0;
    run.average_speed_m_per_s = 4.0 * q;
    return run;
}

static void test_worked_examples_of_science_1_3(void **state)
{
    (void)state;
    struct activity easy = run_at(0.75, 45);
    assert_close(score(&easy, 70).llss, 42.1875, 1e-9);
    assert_close(score(&easy, 85).llss, 51.2277, 1e-3);

    struct activity threshold = run_at(1.0, 60);
    assert_close(score(&threshold, 70).llss, 100.0, 1e-9);

    struct activity ride = blank(SPORT_RIDE, 180);
    ride.intensity_pct = 65;
    assert_close(score(&ride, 70).llss, 25.35, 1e-9);

    struct activity elliptical = blank(SPORT_ELLIPTICAL, 45);
    elliptical.intensity_pct = 75;
    assert_close(score(&elliptical, 70).llss, 25.3125, 1e-9);

    /* 60.0 is 100 x 0.75 x 1 h x 0.80, the RPE table at 7. */
    struct activity legs = blank(SPORT_WEIGHT_TRAINING, 60);
    legs.name = "Legs";
    legs.rpe = 7;
    assert_close(score(&legs, 70).llss, 60.0, 1e-9);

    struct activity walk = blank(SPORT_WALK, 60);
    assert_close(score(&walk, 70).llss, 19.6, 1e-9);
}

static void test_every_type_with_an_hour_at_rpe_8(void **state)
{
    (void)state;
    for (int i = 0; i < N_SPORTS; i++) {
        struct activity activity = blank((enum sport)i, 60);
        activity.rpe = 8; /* q2 = 1 */
        struct load_llss llss = score(&activity, 70);
        assert_close(llss.llss, 100.0 * load_sport_weight((enum sport)i)->weight, 1e-9);
        assert_int_equal(llss.intensity_source, LOAD_INTENSITY_RPE);
        assert_true(llss.is_uncertain == (i == SPORT_WEIGHT_TRAINING));
    }
}

static void test_unknown_type_is_other_and_uncertain(void **state)
{
    (void)state;
    struct activity activity = blank(SPORT_UNKNOWN, 60);
    activity.type_name = "Parkour";
    struct load_llss llss = score(&activity, 70);
    assert_close(llss.llss, 100.0 * 0.35 * 0.49, 1e-9);
    assert_true(llss.is_uncertain);
}

static void test_a3_out_of_range_is_not_used_and_the_next_rule_applies(void **state)
{
    (void)state;
    struct activity run = run_at(0.75, 60);
    run.average_speed_m_per_s = 9.0;
    run.rpe = 5;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_RPE);
    run.rpe = 11;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_DEFAULT);
    run.rpe = 0;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_DEFAULT);
    run.intensity_pct = 80;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_ICU);
}

static void test_a3_negative_and_infinite_are_as_if_absent(void **state)
{
    (void)state;
    struct activity run = run_at(0.75, 60);
    run.gap_m_per_s = -3.0;
    run.rpe = -5;
    run.intensity_pct = (double)INFINITY;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_PACE_SPEED);
    run.average_speed_m_per_s = (double)-INFINITY;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_DEFAULT);
    run.moving_time_s = -1;
    assert_unknown(score(&run, 70).llss);
    run.moving_time_s = (double)INFINITY;
    assert_unknown(score(&run, 70).llss);
}

static void test_a5_elapsed_time_serves_five_types_only(void **state)
{
    (void)state;
    const enum sport with_elapsed[] = {SPORT_WEIGHT_TRAINING, SPORT_CROSSFIT,
                                       SPORT_HIGH_INTENSITY_INTERVAL_TRAINING,
                                       SPORT_WORKOUT, SPORT_ELLIPTICAL};
    size_t n_given = 0;
    for (int i = 0; i < N_SPORTS; i++) {
        struct activity activity = blank((enum sport)i, 0); /* 0 and null are the same */
        activity.elapsed_time_s = 3600;
        struct load_llss llss = score(&activity, 70);
        bool is_given = !isnan(llss.llss);
        n_given += is_given ? 1 : 0;
        if (!is_given) {
            assert_int_equal(llss.null_reason, LOAD_LLSS_NO_DURATION);
        }
    }
    assert_int_equal(n_given, 5);
    for (size_t i = 0; i < 5; i++) {
        struct activity activity = blank(with_elapsed[i], 0);
        activity.elapsed_time_s = 3600;
        assert_close(score(&activity, 70).hours, 1.0, 1e-12);
    }
}

static void test_a6_stub_has_no_llss(void **state)
{
    (void)state;
    struct activity stub;
    activity_init(&stub);
    assert_true(load_is_stub(&stub));
    assert_int_equal(score(&stub, 70).null_reason, LOAD_LLSS_STUB);
    stub.elapsed_time_s = 60;
    assert_false(load_is_stub(&stub));
    stub.elapsed_time_s = LOAD_NAN;
    stub.type_name = "Run";
    stub.sport = SPORT_RUN;
    assert_false(load_is_stub(&stub)); /* a run without duration: A5 */
    stub.is_stub = true;
    assert_true(load_is_stub(&stub));
}

static void test_a7_intensity_chain_of_runs(void **state)
{
    (void)state;
    struct activity run = run_at(0.75, 60);
    run.gap_m_per_s = 3.6;
    run.rpe = 9;
    run.intensity_pct = 50;
    struct load_llss llss = score(&run, 70);
    assert_int_equal(llss.intensity_source, LOAD_INTENSITY_PACE_GAP);
    assert_close(llss.q2, 0.81, 1e-12);
    run.gap_m_per_s = 7.6; /* out of range: average speed */
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_PACE_SPEED);
    run.gap_m_per_s = 7.5; /* the edge belongs to the range; clamped */
    llss = score(&run, 70);
    assert_int_equal(llss.intensity_source, LOAD_INTENSITY_PACE_GAP);
    assert_close(llss.q2, 1.40, 0.0);
    run.gap_m_per_s = 0.99;
    run.average_speed_m_per_s = 0.99;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_RPE);
    run.rpe = LOAD_NAN;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_ICU);
    run.intensity_pct = 0; /* 0 % is absent */
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_DEFAULT);
}

static void test_a7_intensity_chain_of_rides_and_strength(void **state)
{
    (void)state;
    struct activity ride = blank(SPORT_E_MOUNTAIN_BIKE_RIDE, 60);
    ride.rpe = 9;
    ride.intensity_pct = 60;
    assert_int_equal(score(&ride, 70).intensity_source, LOAD_INTENSITY_ICU);
    ride.intensity_pct = 0;
    assert_int_equal(score(&ride, 70).intensity_source, LOAD_INTENSITY_RPE);
    struct activity lifts = blank(SPORT_CROSSFIT, 60);
    lifts.rpe = 9;
    lifts.intensity_pct = 60;
    assert_int_equal(score(&lifts, 70).intensity_source, LOAD_INTENSITY_RPE);
    lifts.rpe = LOAD_NAN;
    assert_int_equal(score(&lifts, 70).intensity_source, LOAD_INTENSITY_ICU);
}

static void test_a7_rpe_to_the_nearest_whole_half_up(void **state)
{
    (void)state;
    struct activity swim = blank(SPORT_SWIM, 60);
    swim.rpe = 7.5;
    assert_close(score(&swim, 70).q2, 1.00, 0.0);
    swim.rpe = 7.49;
    assert_close(score(&swim, 70).q2, 0.80, 0.0);
    swim.rpe = 10.2; /* outside 1 to 10 */
    assert_int_equal(score(&swim, 70).intensity_source, LOAD_INTENSITY_DEFAULT);
}

static void test_a7_q2_is_clamped(void **state)
{
    (void)state;
    struct activity ride = blank(SPORT_RIDE, 60);
    ride.intensity_pct = 10;
    assert_close(score(&ride, 70).q2, 0.20, 0.0);
    ride.intensity_pct = 500;
    assert_close(score(&ride, 70).q2, 1.40, 0.0);
}

static void test_a7_names(void **state)
{
    (void)state;
    assert_string_equal(load_intensity_source_name(LOAD_INTENSITY_PACE_GAP), "pace_gap");
    assert_string_equal(load_intensity_source_name(LOAD_INTENSITY_PACE_SPEED),
                        "pace_speed");
    assert_string_equal(load_intensity_source_name(LOAD_INTENSITY_ICU), "icu_intensity");
    assert_string_equal(load_intensity_source_name(LOAD_INTENSITY_RPE), "rpe");
    assert_string_equal(load_intensity_source_name(LOAD_INTENSITY_DEFAULT), "default");
}

static void test_a8_average_speed_from_distance_and_time(void **state)
{
    (void)state;
    struct activity run = run_at(0.75, 60);
    run.average_speed_m_per_s = LOAD_NAN;
    run.distance_m = 10800;
    struct load_llss llss = score(&run, 70);
    assert_int_equal(llss.intensity_source, LOAD_INTENSITY_PACE_SPEED);
    assert_close(llss.q2, 0.5625, 1e-12);
    run.distance_m = 0;
    assert_int_equal(score(&run, 70).intensity_source, LOAD_INTENSITY_DEFAULT);
}

static void
test_a9_threshold_of_the_activity_then_of_the_group_that_names_the_sport(void **state)
{
    (void)state;
    struct athlete athlete;
    athlete_init(&athlete);
    athlete.n_sports = 2;
    sport_settings_init(&athlete.sports[0]);
    sport_settings_init(&athlete.sports[1]);
    athlete.sports[0].n_types = 1;
    athlete.sports[0].types[0] = SPORT_RUN;
    athlete.sports[0].threshold_pace_m_per_s = 5.0;
    athlete.sports[1].is_other = true;
    athlete.sports[1].threshold_pace_m_per_s = 3.0;
    struct load_sport_table table;
    load_sport_table_init(&table, &athlete, NULL);

    struct activity run = run_at(0.75, 60);
    assert_close(load_llss_of_activity(&run, &table, 1).q2, 0.5625, 1e-12);
    run.threshold_pace_m_per_s = LOAD_NAN;
    assert_close(load_llss_of_activity(&run, &table, 1).q2, 0.36, 1e-12);
    run.threshold_pace_m_per_s = 0;
    assert_close(load_llss_of_activity(&run, &table, 1).q2, 0.36, 1e-12);
    run.sport = SPORT_TRAIL_RUN; /* the group for other sports does not name it: none */
    assert_int_equal(load_llss_of_activity(&run, &table, 1).intensity_source,
                     LOAD_INTENSITY_DEFAULT);
}

static void test_a11_walk_run(void **state)
{
    (void)state;
    struct activity run = run_at(0.5, 60); /* 2.0 m/s */
    run.average_cadence_per_min = 66.25;   /* 132.5 spm: half way */
    struct load_llss llss = score(&run, 70);
    assert_true(llss.is_walk_run);
    assert_close(llss.weight_used, 0.675, 1e-12);
    run.average_cadence_per_min = 50;
    assert_close(score(&run, 70).weight_used, 0.35, 1e-12);
    run.average_cadence_per_min = 132.5; /* above 120: steps a minute already */
    assert_close(score(&run, 70).weight_used, 0.675, 1e-12);
    run.average_cadence_per_min = 120; /* one leg: 240 */
    assert_close(score(&run, 70).weight_used, 1.0, 0.0);
    run.average_cadence_per_min = 0; /* none */
    assert_close(score(&run, 70).weight_used, 1.0, 0.0);
    run.average_cadence_per_min = 75; /* 150 is no walk-run */
    assert_false(score(&run, 70).is_walk_run);
}

static void test_a11_walk_run_goes_by_average_speed_not_gap(void **state)
{
    (void)state;
    struct activity run = run_at(0.5, 60);
    run.average_cadence_per_min = 50;
    run.gap_m_per_s = 3.0;
    assert_close(score(&run, 70).weight_used, 0.35, 1e-12);
    run.average_speed_m_per_s = 2.4;
    run.gap_m_per_s = 2.0;
    assert_close(score(&run, 70).weight_used, 1.0, 0.0);
    run.average_speed_m_per_s = LOAD_NAN; /* no speed */
    assert_close(score(&run, 70).weight_used, 1.0, 0.0);
    run.average_speed_m_per_s = 0;
    assert_close(score(&run, 70).weight_used, 1.0, 0.0);
    struct activity walk = blank(SPORT_WALK, 60);
    walk.average_cadence_per_min = 50;
    walk.average_speed_m_per_s = 1.4;
    assert_close(score(&walk, 70).weight_used, 0.35, 0.0);
    assert_false(score(&walk, 70).is_walk_run);
}

static void test_a12_defaults(void **state)
{
    (void)state;
    for (int i = 0; i <= N_SPORTS; i++) {
        enum sport sport = (enum sport)i;
        struct activity activity = blank(sport, 60);
        double expected = 0.49;
        if (sport == SPORT_RUN || sport == SPORT_TRAIL_RUN || sport == SPORT_VIRTUAL_RUN ||
            sport == SPORT_WALK || sport == SPORT_HIKE) {
            expected = 0.56;
        } else if (sport_is_ride(sport)) {
            expected = 0.42;
        } else if (sport == SPORT_WEIGHT_TRAINING) {
            expected = 0.70;
        }
        assert_close(score(&activity, 70).q2, expected, 0.0);
    }
}

static void test_16_hours_are_the_most(void **state)
{
    (void)state;
    struct activity run = run_at(1.0, 60 * 40);
    assert_close(score(&run, 70).llss, 1600.0, 1e-9);
}

static void test_strength_classes_and_mass(void **state)
{
    (void)state;
    struct activity lifts = blank(SPORT_WEIGHT_TRAINING, 60);
    lifts.name = "Gym";
    struct load_llss llss = score(&lifts, 70);
    assert_close(llss.llss, 100 * 0.40 * 0.70, 1e-9);
    assert_true(llss.is_uncertain);
    lifts.name = "Bench press";
    llss = score(&lifts, 140);
    assert_close(llss.llss, 100 * 0.05 * 0.70 * 1.8, 1e-9); /* mass factor clamped */
    assert_int_equal(llss.strength_class, LOAD_STRENGTH_UPPER);
    assert_false(llss.is_uncertain);
    struct activity crossfit = blank(SPORT_CROSSFIT, 60);
    crossfit.name = "Bench press"; /* words are for WeightTraining only (A10) */
    assert_close(score(&crossfit, 70).weight_used, 0.80, 0.0);
}

static void test_overrides(void **state)
{
    (void)state;
    struct load_weight_override own[] = {{SPORT_RIDE, 0.3},  {SPORT_WEIGHT_TRAINING, 0.6},
                                         {SPORT_SWIM, -1},   {SPORT_YOGA, 2.5},
                                         {SPORT_OTHER, 0.5}, {SPORT_SAIL, 2.0}};
    struct load_preferences preferences;
    load_preferences_init(&preferences);
    preferences.weights = own;
    preferences.n_weights = 6;
    struct load_sport_table table;
    load_sport_table_init(&table, NULL, &preferences);
    assert_close(table.weight[SPORT_RIDE], 0.3, 0.0);
    assert_close(table.weight[SPORT_SWIM], 0.05, 0.0);
    assert_close(table.weight[SPORT_YOGA], 0.10, 0.0);
    assert_close(table.weight[SPORT_UNKNOWN], 0.5, 0.0);
    assert_close(table.weight[SPORT_SAIL], 2.0, 0.0);
    struct activity legs = blank(SPORT_WEIGHT_TRAINING, 60);
    legs.name = "Gym";
    struct load_llss llss = load_llss_of_activity(&legs, &table, 1.0);
    assert_close(llss.weight_used, 0.6, 0.0);
    assert_false(llss.is_uncertain);
}

static void test_a37_planned_event(void **state)
{
    (void)state;
    struct load_sport_table table = plain_table();
    struct calendar_event event;
    calendar_event_init(&event);
    event.sport = SPORT_RUN;
    event.moving_time_s = 2700;
    struct load_llss llss = load_llss_of_event(&event, &table, 1.0);
    assert_close(llss.llss, 42.0, 1e-9); /* default q2 0.56 */
    event.intensity_pct = 75;
    assert_close(load_llss_of_event(&event, &table, 1.0).llss, 42.1875, 1e-9);
    event.sport = SPORT_WEIGHT_TRAINING;
    event.name = "Squats";
    event.intensity_pct = LOAD_NAN;
    assert_close(load_llss_of_event(&event, &table, 1.0).llss, 100 * 0.75 * 0.75 * 0.70,
                 1e-9);
    event.moving_time_s = LOAD_NAN;
    assert_unknown(load_llss_of_event(&event, &table, 1.0).llss);
    event.moving_time_s = -5;
    assert_unknown(load_llss_of_event(&event, &table, 1.0).llss);
}

static void test_steps_and_bone_index_of_science_1_3(void **state)
{
    (void)state;
    struct activity run = run_at(0.75, 45);
    run.average_cadence_per_min = 82;
    assert_close(load_steps(load_cadence_spm(&run), 45), 7380.0, 1e-9);
    assert_close(load_bone_index(1000, 2.7), 0.83, 0.005);
    assert_close(load_bone_index(1000, 3.5), 1.34, 0.005);
    assert_close(load_bone_index(1000, 4.0), 1.77, 0.005);
    assert_close(load_bone_index(1000, 4.5), 2.31, 0.005);
    assert_close(load_bone_index(1000, 99), load_bone_index(1000, 6.0), 1e-12);
    assert_unknown(load_bone_index(LOAD_NAN, 3.0));
    assert_unknown(load_m_per_km(100, 0.5));
    assert_close(load_m_per_km(150, 10), 15.0, 1e-12);
    assert_unknown(load_m_per_km(-150, 10));
}

static void test_property_splitting_a_ride_keeps_the_sum(void **state)
{
    (void)state;
    struct activity whole = blank(SPORT_RIDE, 170);
    struct activity first = blank(SPORT_RIDE, 71);
    struct activity second = blank(SPORT_RIDE, 99);
    whole.intensity_pct = first.intensity_pct = second.intensity_pct = 71;
    assert_close(score(&first, 80).llss + score(&second, 80).llss, score(&whole, 80).llss,
                 1e-9);
}

static void test_a8_a_given_average_speed_stands(void **state)
{
    (void)state;
    struct activity run = run_at(0.75, 60);
    run.distance_m = 14400; /* would be 4 m/s */
    assert_close(score(&run, 70).q2, 0.5625, 1e-12);
    assert_close(load_speed_m_per_s(&run), 3.0, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_examples_of_science_1_3),
        cmocka_unit_test(test_every_type_with_an_hour_at_rpe_8),
        cmocka_unit_test(test_unknown_type_is_other_and_uncertain),
        cmocka_unit_test(test_a3_out_of_range_is_not_used_and_the_next_rule_applies),
        cmocka_unit_test(test_a3_negative_and_infinite_are_as_if_absent),
        cmocka_unit_test(test_a5_elapsed_time_serves_five_types_only),
        cmocka_unit_test(test_a6_stub_has_no_llss),
        cmocka_unit_test(test_a7_intensity_chain_of_runs),
        cmocka_unit_test(test_a7_intensity_chain_of_rides_and_strength),
        cmocka_unit_test(test_a7_rpe_to_the_nearest_whole_half_up),
        cmocka_unit_test(test_a7_q2_is_clamped),
        cmocka_unit_test(test_a7_names),
        cmocka_unit_test(test_a8_average_speed_from_distance_and_time),
        cmocka_unit_test(
            test_a9_threshold_of_the_activity_then_of_the_group_that_names_the_sport),
        cmocka_unit_test(test_a11_walk_run),
        cmocka_unit_test(test_a11_walk_run_goes_by_average_speed_not_gap),
        cmocka_unit_test(test_a12_defaults),
        cmocka_unit_test(test_16_hours_are_the_most),
        cmocka_unit_test(test_strength_classes_and_mass),
        cmocka_unit_test(test_overrides),
        cmocka_unit_test(test_a37_planned_event),
        cmocka_unit_test(test_steps_and_bone_index_of_science_1_3),
        cmocka_unit_test(test_property_splitting_a_ride_keeps_the_sum),
        cmocka_unit_test(test_a8_a_given_average_speed_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
