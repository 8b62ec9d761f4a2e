/* Sessions that cannot be judged, or only in part. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assessment_rig.h"

static void what_cannot_be_judged_is_not(void **state)
{
    (void)state;
    activity_add("x", "Run", "2026-03-14T08:00:00", 2700,
                 ",\"distance\":8000,\"analyzed\":null");
    json_t *result = assessed("{}", "[]");
    assert_string_equal(verdict(result), "not_analysed");
    assert_true(json_is_null(rig_member(result, "pacing")));
    assert_non_null(rig_missing(result, "session"));
    json_decref(result);
    activities.length -= 1;
    str_buf_add(&activities,
                ",{\"id\":\"y\",\"icu_athlete_id\":\"i1\",\"source\":\"STRAVA\","
                "\"start_date_local\":\"2026-03-14T18:00:00\",\"_note\":\"no\"}");
    result = assessed("{}", "[]");
    assert_string_equal(verdict(result), "unreadable");
    assert_string_equal(rig_missing(result, "session"), "unreadable_strava");
    assert_true(isnan(number_of(result, "legs", "llss")));
    json_decref(result);
}

static void races_and_strength_are_told_not_judged(void **state)
{
    (void)state;
    activity_add("x", "Run", "2026-03-14T08:00:00", 2700,
                 ",\"distance\":10000,\"race\":true,\"paired_event_id\":77");
    json_t *result = assessed("{}", EVENT("Run", "- Easy 8km 70-78% Pace"));
    assert_string_equal(verdict(result), "race");
    assert_null(strstr(json_string_value(rig_member(result, "summary")), "on target"));
    json_decref(result);
    activities.length -= 1;
    activity_add("s", "WeightTraining", "2026-03-14T17:00:00", 2700, ",\"icu_rpe\":7");
    result = assessed("{}", "[]");
    assert_string_equal(verdict(result), "no_plan");
    assert_non_null(strstr(text_of(result, "session", "kind"), "strength"));
    assert_true(json_is_null(rig_member(result, "pacing")));
    json_decref(result);
}

/* A commute is told as one; of a multi-sport event each part is reviewed by itself, the
 * change between them as neither ride nor run. */
static void commutes_and_parts_of_a_multi_sport_event(void **state)
{
    (void)state;
    activity_add("c", "Ride", "2026-03-13T07:00:00", 1500, ",\"commute\":true");
    activity_add("r", "Ride", "2026-03-14T08:00:00", 3600, "");
    activity_add("t", "Transition", "2026-03-14T09:00:00", 120, "");
    activity_add("x", "Run", "2026-03-14T09:02:00", 1500, ",\"distance\":5000");
    json_t *result = assessed("{\"id\":\"c\"}", "[]");
    assert_non_null(strstr(text_of(result, "session", "kind"), "commute"));
    assert_string_equal(verdict(result), "no_plan");
    json_decref(result);
    activities.length -= 1;
    result = assessed("{\"id\":\"t\"}", "[]");
    assert_string_equal(verdict(result), "no_plan");
    assert_true(json_is_null(rig_member(result, "pacing")));
    assert_true(json_is_null(rig_member(result, "spike")));
    json_decref(result);
    activities.length -= 1;
    result = assessed("{}", "[]");
    assert_string_equal(text_of(result, "session", "id"), "x");
    assert_int_equal(json_array_size(rig_member(result, "same_day")), 2);
    const json_t *ride = json_array_get(rig_member(result, "same_day"), 0);
    assert_string_equal(json_get_text(ride, "relation"), "brick");
    json_decref(result);
}

/* Without power, heart rate, plan, calendar, wellness, details: still whole. */
static void nothing_but_a_duration(void **state)
{
    (void)state;
    struct err err = {0};
    activity_add("x", "Ride", "2026-03-14T08:00:00", 2700, "");
    str_buf_add(&activities, "]");
    json_t *result = assessed_alone("{}", &err);
    assert_non_null(result);
    assert_string_equal(verdict(result), "no_plan");
    assert_string_equal(rig_missing(result, "plan"), "upstream_failed");
    assert_true(json_is_null(rig_member(result, "heart_rate")));
    assert_true(number_of(result, "legs", "llss") > 0);
    json_decref(result);
    result = assessed_alone("{\"id\":\"zz\"}", &err);
    assert_null(result);
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_cannot_be_judged_is_not, setup, teardown),
        cmocka_unit_test_setup_teardown(races_and_strength_are_told_not_judged, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(commutes_and_parts_of_a_multi_sport_event, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_but_a_duration, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
