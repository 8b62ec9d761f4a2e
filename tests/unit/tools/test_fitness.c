/* fitness_status: what of today the projection holds, and what it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

extern const struct tool tool_fitness_status;

#define NOW "2026-03-15T12:00:00+01:00"
#define RUN(id, day, paired)                                                               \
    "{\"id\":\"" id "\",\"type\":\"Run\",\"start_date_local\":\"2026-03-" day              \
    "T07:00:00\",\"distance\":5000,\"moving_time\":1800,\"icu_training_load\":30" paired   \
    "}"
#define RIDE_TONIGHT                                                                       \
    "[{\"id\":7,\"category\":\"WORKOUT\",\"type\":\"Ride\",\"start_date_local\":"          \
    "\"2026-03-15T18:00:00\",\"moving_time\":3600,\"icu_training_load\":40}]"

static json_t *status(const char *activities, const char *args)
{
    struct err err = {0};
    struct rig rig = {.athlete = rig_athlete,
                      .activities = activities,
                      .wellness = "[]",
                      .events = RIDE_TONIGHT,
                      .now = NOW};
    json_t *result = rig_run(&rig, &tool_fitness_status, args, &err, NULL);
    assert_non_null(result);
    return result;
}

/* After this morning's run tonight's ride is in no number (A37): that is said. */
static void test_what_is_left_of_today_is_said(void **state)
{
    (void)state;
    json_t *result = status("[" RUN("a", "13", "") "," RUN("b", "15", "") "]", "{}");
    const json_t *projection = rig_member(result, "projection");
    assert_string_equal(json_string_value(rig_cell(projection, 0, "kind")), "actual");
    assert_string_equal(rig_missing(result, "projection.today"), "not_recorded");
    json_decref(result);
    /* Before it the ride is what today is planned to be. */
    result = status("[" RUN("a", "13", "") "]", "{}");
    projection = rig_member(result, "projection");
    assert_string_equal(json_string_value(rig_cell(projection, 0, "kind")), "planned");
    rig_assert_near(json_number_value(rig_cell(projection, 0, "training_load")), 40, 0);
    assert_null(rig_missing(result, "projection.today"));
    json_decref(result);
    /* Done as planned: nothing is left. */
    result = status("[" RUN("a", "13", "") "," RUN("b", "15", ",\"paired_event_id\":7") "]",
                    "{}");
    assert_null(rig_missing(result, "projection.today"));
    json_decref(result);
}

static void test_no_horizon_no_projection(void **state)
{
    (void)state;
    json_t *result =
        status("[" RUN("a", "13", "") "," RUN("b", "15", "") "]", "{\"horizon_days\":0}");
    assert_int_equal(rig_rows(rig_member(result, "projection")), 0);
    assert_null(strstr(rig_text(result), "Projection"));
    assert_null(rig_missing(result, "projection.today"));
    json_decref(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_left_of_today_is_said),
        cmocka_unit_test(test_no_horizon_no_projection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
