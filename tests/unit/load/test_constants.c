/* The numbers of ours: all there, with unit, source and grade; the weights as
 * science.md 1.4 has them. */
#include "fixture.h"

#include "base/banned.h"

static void test_every_constant_has_unit_grade_and_source(void **state)
{
    (void)state;
    size_t n_constants = 0;
    const struct load_constant *all = load_constants(&n_constants);
    assert_true(n_constants > 80);
    for (size_t i = 0; i < n_constants; i++) {
        assert_true(isfinite(all[i].value));
        assert_true(strlen(all[i].unit) > 0 && strlen(all[i].source) > 3);
        assert_true(strlen(all[i].grade) == 1 && strchr("ABCDEX", all[i].grade[0]) != NULL);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(all[i].name, all[k].name);
        }
    }
    assert_close(LOAD_FITNESS_DAYS, 42.0, 0.0);
    assert_int_equal(LOAD_GAP_DAYS, 10);
}

struct tier {
    double weight;
    const char *types[16];
};

/* science.md 1.4, read row by row. */
static const struct tier tiers[] = {
    {1.00, {"Run", "TrailRun", "VirtualRun"}},
    {0.90, {"Soccer", "Rugby", "Squash", "Racquetball", "Badminton", "Tennis"}},
    {0.80, {"Crossfit", "HighIntensityIntervalTraining", "Hockey", "Padel", "Pickleball"}},
    {0.60, {"Elliptical", "StairStepper", "Snowshoe", "Skateboard"}},
    {0.50,
     {"AlpineSki", "Snowboard", "BackcountrySki", "RollerSki", "NordicSki", "VirtualSki",
      "IceSkate", "InlineSkate", "RockClimbing"}},
    {0.45, {"Hike"}},
    {0.40, {"WeightTraining"}},
    {0.35, {"Walk", "Golf", "Workout", "Other", "Transition"}},
    {0.25,
     {"MountainBikeRide", "Cyclocross", "EMountainBikeRide", "TableTennis", "Surfing",
      "Kitesurf", "Windsurf"}},
    {0.20, {"Ride", "GravelRide", "TrackRide", "VirtualRide", "Velomobile"}},
    {0.15, {"EBikeRide", "Rowing", "VirtualRow", "WaterSport"}},
    {0.10, {"Yoga", "Pilates", "StandUpPaddling", "Sail"}},
    {0.05, {"Swim", "OpenWaterSwim", "Kayaking", "Canoeing"}},
    {0.00, {"Handcycle", "Wheelchair"}},
};

static void test_the_weights_of_all_60_types(void **state)
{
    (void)state;
    bool is_seen[N_SPORTS] = {false};
    size_t n_seen = 0;
    for (size_t i = 0; i < sizeof tiers / sizeof tiers[0]; i++) {
        for (size_t k = 0; k < 16 && tiers[i].types[k] != NULL; k++) {
            enum sport sport = sport_from_name(tiers[i].types[k]);
            assert_true(sport != SPORT_UNKNOWN);
            assert_false(is_seen[sport]);
            is_seen[sport] = true;
            n_seen++;
            const struct load_sport_weight *weight = load_sport_weight(sport);
            assert_int_equal(weight->sport, sport);
            assert_close(weight->weight, tiers[i].weight, 0.0);
            assert_non_null(weight->grade);
        }
    }
    assert_int_equal(n_seen, 60);
    assert_int_equal(N_SPORTS, 60);
}

static void test_unknown_type_weighs_as_other(void **state)
{
    (void)state;
    assert_int_equal(load_sport_weight(SPORT_UNKNOWN)->sport, SPORT_OTHER);
}

static void test_the_four_seed_weights_are_graded_e(void **state)
{
    (void)state;
    assert_string_equal(load_sport_weight(SPORT_RUN)->grade, "E");
    assert_string_equal(load_sport_weight(SPORT_RIDE)->grade, "E");
    assert_string_equal(load_sport_weight(SPORT_ELLIPTICAL)->grade, "E");
    assert_close(LOAD_WEIGHT_STRENGTH_LOWER, 0.75, 0.0);
    assert_string_equal(load_sport_weight(SPORT_SOCCER)->grade, "X");
}

static void test_rpe_table(void **state)
{
    (void)state;
    const double expected[] = {0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 1.00, 1.20, 1.40};
    for (int rpe = 1; rpe <= 10; rpe++) {
        assert_close(load_rpe_q2(rpe), expected[rpe - 1], 0.0);
    }
    assert_unknown(load_rpe_q2(0));
    assert_unknown(load_rpe_q2(11));
}

static void test_ladder(void **state)
{
    (void)state;
    const double run_min[] = {5, 7, 12, 15, 20, 24, 24, 30, 30, 30};
    for (int rung = 1; rung <= LOAD_N_RUNGS; rung++) {
        assert_close(load_rung_run_min(rung), run_min[rung - 1], 0.0);
        assert_non_null(load_rung(rung));
    }
    assert_null(load_rung(0));
    assert_null(load_rung(11));
    assert_unknown(load_rung_run_min(0));
    assert_close(load_rung(5)->walk_min, 1.0, 0.0);
    assert_int_equal(load_rung(2)->n_repeats, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_constant_has_unit_grade_and_source),
        cmocka_unit_test(test_the_weights_of_all_60_types),
        cmocka_unit_test(test_unknown_type_weighs_as_other),
        cmocka_unit_test(test_the_four_seed_weights_are_graded_e),
        cmocka_unit_test(test_rpe_table),
        cmocka_unit_test(test_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
