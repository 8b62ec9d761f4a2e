/* The eight sessions of tests/review/expectations.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assessment_rig.h"

/* 1 */
static void threshold_ride_with_plan_and_laps(void **state)
{
    (void)state;
    static const struct piece laps[] = {{900, 150, 120}, {600, 270, 160}, {300, 140, 135},
                                        {600, 270, 163}, {300, 140, 137}, {600, 270, 165},
                                        {300, 140, 138}, {600, 130, 120}};
    world.is_ride = true;
    world.laps = world.stream = laps;
    world.n_laps = world.n_stream = 8;
    activity_add("x", "Ride", "2026-03-14T10:00:00", 4200,
                 ",\"paired_event_id\":77,\"icu_intensity\":83,\"icu_rpe\":7,\"feel\":2,"
                 "\"icu_average_watts\":198");
    json_t *result =
        assessed("{}", EVENT("Ride", "Warmup\\n- 15m 50-58%\\n\\nMain set 3x\\n"
                                     "- 10m 95-100%\\n- 5m 45-55%\\n\\n"
                                     "Cooldown\\n- 10m 50%"));
    assert_string_equal(verdict(result), "as_planned");
    assert_string_equal(text_of(result, "plan", "steps_matched_to"), "laps");
    rig_assert_near(number_of(result, "plan", "on_target"), 3, 0);
    rig_assert_near(number_of(result, "plan", "work_steps"), 3, 0);
    rig_assert_near(number_of(result, "distribution", "planned_hard_min"), 30, 0);
    assert_string_equal(cell(result, 2, "state"), "on_target");
    rig_assert_near(json_number_value(rig_cell(rig_member(result, "steps"), 1, "mean")),
                    270, 0);
    assert_string_equal(text_of(result, "decoupling", "null_reason"), "not_steady");
    assert_true(json_is_null(rig_member(result, "pacing")));
    assert_non_null(strstr(rig_text(result), "the plan changes the effort"));
    assert_null(strstr(rig_text(result), "a fade"));
    assert_true(isnan(number_of(result, "effort_told", "usual_for_intensity")));
    assert_non_null(strstr(rig_text(result), "RPE 7 of 10, not compared"));
    assert_true(json_is_null(rig_member(result, "spike")));
    assert_true(number_of(result, "legs", "llss") < 25);
    assert_true(number_of(result, "next_run_limit", "max_km") > 0);
    json_decref(result);
}

/* 2 */
static void vo2_ride_failed_in_block_two(void **state)
{
    (void)state;
    static const struct piece laps[] = {{900, 150, 120}, {180, 322, 165}, {180, 140, 150},
                                        {180, 322, 170}, {180, 140, 152}, {180, 322, 172},
                                        {180, 140, 154}, {480, 140, 140}, {180, 322, 174},
                                        {180, 140, 156}, {80, 322, 172},  {280, 120, 150},
                                        {180, 210, 160}, {180, 130, 150}, {600, 130, 130}};
    world.is_ride = true;
    world.laps = world.stream = laps;
    world.n_laps = world.n_stream = sizeof laps / sizeof laps[0];
    activity_add("x", "Ride", "2026-03-14T10:00:00", 4220,
                 ",\"paired_event_id\":77,\"icu_intensity\":80");
    json_t *result = assessed(
        "{}", EVENT("Ride", "Warmup\\n- 15m 50-58%\\n\\n3x\\n- 3m 112-118%\\n- 3m 50%"
                            "\\n\\n- 8m 50%\\n\\n3x\\n- 3m 112-118%\\n- 3m 50%\\n\\n"
                            "Cooldown\\n- 10m 45%"));
    assert_string_equal(verdict(result), "not_completed");
    assert_string_equal(text_of(result, "plan", "steps_matched_to"), "laps");
    rig_assert_near(number_of(result, "plan", "work_steps"), 6, 0);
    rig_assert_near(number_of(result, "plan", "on_target"), 4, 0);
    rig_assert_near(number_of(result, "plan", "first_not_held"), 5, 0);
    assert_string_equal(cell(result, 4, "state"), "short");
    assert_string_equal(cell(result, 5, "state"), "under");
    assert_true(json_is_null(rig_member(result, "pacing")));
    assert_true(any_text_has(rig_member(result, "questions"), "RPE"));
    assert_true(any_text_has(rig_member(result, "questions"), "Sleep and food"));
    assert_true(any_text_has(rig_member(result, "next_48h"), "not made up"));
    json_decref(result);
}

/* 3 */
static void easy_run_too_fast(void **state)
{
    (void)state;
    activity_add("x", "Run", "2026-03-14T10:00:00", 2222,
                 ",\"paired_event_id\":77,\"distance\":8000,\"average_speed\":3.6,"
                 "\"icu_rpe\":3,\"feel\":2,\"pace_zone_times\":[60,300,1500,362,0,0,0]");
    json_t *result = assessed("{}", EVENT("Run", "- Easy 8km 70-78% Pace"));
    assert_string_equal(verdict(result), "harder");
    assert_string_equal(cell(result, 0, "state"), "over");
    const json_t *steps = rig_member(result, "steps");
    rig_assert_near(json_number_value(rig_cell(steps, 0, "target_low")), 357, 0);
    rig_assert_near(json_number_value(rig_cell(steps, 0, "target_high")), 321, 0);
    rig_assert_near(json_number_value(rig_cell(steps, 0, "mean")), 278, 0);
    assert_non_null(strstr(rig_text(result), "5:57/km to 5:21/km"));
    assert_non_null(strstr(rig_text(result), "4:38/km"));
    rig_assert_near(number_of(result, "distribution", "planned_hard_min"), 0, 0);
    assert_true(number_of(result, "distribution", "done_moderate_min") +
                    number_of(result, "distribution", "done_hard_min") >
                number_of(result, "distribution", "done_easy_min"));
    assert_true(any_text_has(rig_member(result, "next_48h"), "planned pace or slower"));
    json_decref(result);
}

/* 4 */
static void long_run_with_fade(void **state)
{
    (void)state;
    static const struct piece stream[] = {
        {2400, 3.0, 145}, {2400, 2.9, 152}, {2400, 2.6, 158}};
    world.stream = stream;
    world.n_stream = 3;
    activity_add("x", "Run", "2026-03-14T08:00:00", 7200,
                 ",\"distance\":20000,\"average_speed\":2.78,\"average_heartrate\":152");
    json_t *result = assessed("{}", "[]");
    assert_string_equal(verdict(result), "no_plan");
    assert_true(json_is_null(rig_member(result, "plan")));
    rig_assert_near(number_of(result, "pacing", "fade_pct"), -13.3, 0.1);
    assert_string_equal(text_of(result, "pacing", "of"), "stream");
    assert_string_equal(text_of(result, "pacing", "measure"), "speed");
    assert_true(number_of(result, "decoupling", "decoupling_pct") > 5);
    assert_true(number_of(result, "pacing", "first_half") <
                number_of(result, "pacing", "second_half")); /* s/km: slower */
    rig_assert_near(number_of(result, "spike", "ratio"), 1.33, 0.001);
    assert_string_equal(text_of(result, "spike", "band"), "moderate");
    assert_string_equal(text_of(result, "load_check", "level"), "caution");
    assert_true(any_text_has(rig_member(result, "next_48h"), "stays under 15.0 km"));
    assert_non_null(strstr(rig_text(result), "(-13.3 %: a fade)"));
    json_decref(result);
}

/* 5 */
static void walk_run(void **state)
{
    (void)state;
    static const struct piece stream[] = {{1800, 1.9, 125}};
    world.stream = stream;
    world.n_stream = 1;
    activity_add("x", "Run", "2026-03-14T08:00:00", 1800,
                 ",\"distance\":3420,\"average_speed\":1.9,\"average_cadence\":68");
    json_t *result = assessed("{\"sport\":\"run\"}", "[]");
    assert_non_null(strstr(text_of(result, "session", "kind"), "walk-run"));
    assert_true(json_is_null(rig_member(result, "pacing")));
    assert_true(isnan(number_of(result, "decoupling", "decoupling_pct")));
    assert_non_null(text_of(result, "decoupling", "null_reason"));
    assert_non_null(strstr(rig_text(result), "walking and running alternate"));
    assert_true(any_text_has(rig_member(result, "questions"), "log_checkin"));
    assert_true(
        any_text_has(rig_member(result, "questions"), "during, after, next morning"));
    json_decref(result);
}

/* 6 */
static void brick(void **state)
{
    (void)state;
    activity_add("r", "Ride", "2026-03-14T08:00:00", 3600, "");
    activity_add("x", "Run", "2026-03-14T09:05:00", 1500, ",\"distance\":5000");
    json_t *result = assessed("{\"sport\":\"run\"}", "[]");
    const json_t *other = json_array_get(rig_member(result, "same_day"), 0);
    assert_string_equal(text_of(result, "session", "id"), "x");
    assert_string_equal(json_get_text(other, "relation"), "brick");
    assert_string_equal(json_get_text(other, "id"), "r");
    assert_false(json_get_bool(other, "is_conflict", true));
    rig_assert_near(json_get_number(other, "gap_min"), 5, 0);
    assert_non_null(strstr(rig_text(result), "5 min before, LLSS"));
    assert_non_null(strstr(rig_text(result), ", a brick with it."));
    json_decref(result);
    activities.length -= 1; /* without the closing bracket */
    result = assessed("{\"sport\":\"ride\"}", "[]");
    assert_string_equal(text_of(result, "session", "id"), "r");
    json_decref(result);
}

/* 7 */
static void heavy_legs_then_ride(void **state)
{
    (void)state;
    activity_add("s", "WeightTraining", "2026-03-14T07:00:00", 2700,
                 ",\"name\":\"Squats\",\"tags\":[\"lower\"],\"icu_rpe\":8");
    activity_add("x", "Ride", "2026-03-14T17:00:00", 3600, ",\"icu_intensity\":65");
    json_t *result = assessed("{}", "[]");
    const json_t *other = json_array_get(rig_member(result, "same_day"), 0);
    assert_string_equal(text_of(result, "session", "id"), "x");
    assert_string_equal(json_get_text(other, "relation"), "heavy_legs");
    assert_true(json_get_bool(other, "is_conflict", false));
    assert_true(json_get_number(other, "llss") > 0);
    rig_assert_near(number_of(result, "legs", "day_llss"),
                    number_of(result, "legs", "llss") + json_get_number(other, "llss"),
                    0.11);
    json_decref(result);
}

/* 8 */
static void treadmill_with_heart_rate_drop_outs(void **state)
{
    (void)state;
    static const struct piece stream[] = {
        {900, 2.8, 150}, {540, 2.8, 0}, {240, 2.8, 171.5}, {1020, 2.8, 150}};
    world.stream = stream;
    world.n_stream = 4;
    activity_add("x", "VirtualRun", "2026-03-14T08:00:00", 2700,
                 ",\"distance\":7560,\"average_speed\":2.8,\"average_heartrate\":122");
    json_t *result = assessed("{}", "[]");
    rig_assert_near(number_of(result, "heart_rate", "lost_min"), 9, 0);
    rig_assert_near(number_of(result, "heart_rate", "hanging_min"), 4, 0);
    rig_assert_near(number_of(result, "heart_rate", "unusable_pct"), 29, 0);
    rig_assert_near(number_of(result, "heart_rate", "mean_bpm"), 150, 0);
    rig_assert_near(number_of(result, "session", "avg_hr_bpm"), 150, 0);
    assert_false(json_get_bool(rig_member(result, "heart_rate"), "is_usable", true));
    assert_string_equal(text_of(result, "decoupling", "null_reason"), "no_heart_rate");
    assert_non_null(strstr(text_of(result, "session", "kind"), "treadmill"));
    json_decref(result);
}

/* 9 */
static void easy_run_with_strides(void **state)
{
    (void)state;
    static const struct piece laps[] = {{800, 3.0, 140}, {20, 4.8, 150}, {70, 1.4, 145},
                                        {20, 4.8, 152},  {70, 1.4, 146}, {400, 3.0, 142}};
    world.laps = world.stream = laps;
    world.n_laps = world.n_stream = sizeof laps / sizeof laps[0];
    activity_add("x", "Run", "2026-03-14T08:00:00", 1380,
                 ",\"paired_event_id\":77,\"distance\":3990,\"average_speed\":2.89");
    json_t *result =
        assessed("{}", EVENT("Run", "Warmup\\n- Easy 800s 70-78% Pace\\n\\nMain set 2x\\n"
                                    "- Tall and quick 20s 118-122% Pace\\n"
                                    "- Walk or jog 70s 50-60% Pace\\n\\n"
                                    "Cooldown\\n- Easy 400s 70-78% Pace"));
    assert_string_equal(verdict(result), "as_planned");
    rig_assert_near(number_of(result, "plan", "work_steps"), 2, 0);
    rig_assert_near(number_of(result, "plan", "on_target"), 2, 0);
    assert_string_equal(cell(result, 0, "cue"), "Easy");
    assert_null(strstr(rig_text(result), "Walk or jog"));
    json_decref(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(threshold_ride_with_plan_and_laps, setup, teardown),
        cmocka_unit_test_setup_teardown(vo2_ride_failed_in_block_two, setup, teardown),
        cmocka_unit_test_setup_teardown(easy_run_too_fast, setup, teardown),
        cmocka_unit_test_setup_teardown(long_run_with_fade, setup, teardown),
        cmocka_unit_test_setup_teardown(walk_run, setup, teardown),
        cmocka_unit_test_setup_teardown(brick, setup, teardown),
        cmocka_unit_test_setup_teardown(heavy_legs_then_ride, setup, teardown),
        cmocka_unit_test_setup_teardown(treadmill_with_heart_rate_drop_outs, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(easy_run_with_strides, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
