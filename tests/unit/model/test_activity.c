#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/activity.h"
#include "numbers.h"
#include "base/banned.h"

static void everything_is_unknown_at_first(void **state)
{
    struct activity activity;
    (void)state;
    memset(&activity, 0x55, sizeof activity);
    activity_init(&activity);
    ALL_NAN(&activity, struct activity, moving_time_s, leg_spring_stiffness_kn_per_m);
    const char *const texts[] = {activity.id,          activity.name,
                                 activity.description, activity.type_name,
                                 activity.tags,        activity.source,
                                 activity.device_name, activity.interval_summary,
                                 activity.bad_fields};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_null(texts[i]);
    }
    assert_int_equal(activity.day, DAY_NUM_NONE);
    assert_true(activity.start_local_s == MODEL_NO_TIME);
    assert_true(activity.start_utc_s == MODEL_NO_TIME);
    assert_true(activity.paired_event_id == 0);
    assert_int_equal(activity.sport, SPORT_UNKNOWN);
    assert_false(activity.is_stub || activity.is_trainer || activity.is_commute ||
                 activity.is_race);
    assert_int_equal(activity.n_hr_zones + activity.n_pace_zones + activity.n_power_zones,
                     0);
}

static void the_duration_is_moving_else_elapsed_time(void **state)
{
    const double nan = (double)NAN;
    const struct {
        double moving;
        double elapsed;
        double duration;
    } rows[] = {{100, 120, 100}, {0, 120, 120}, {nan, 120, 120}, {100, nan, 100},
                {-5, 120, 120},  {0, 0, nan},   {nan, nan, nan}, {-1, -1, nan},
                {nan, 0, nan},   {100, 0, 100}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct activity activity;
        activity_init(&activity);
        activity.moving_time_s = rows[i].moving;
        activity.elapsed_time_s = rows[i].elapsed;
        double duration_s = activity_duration_s(&activity);
        assert_true(isnan(rows[i].duration) ? isnan(duration_s)
                                            : duration_s == rows[i].duration);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_unknown_at_first),
        cmocka_unit_test(the_duration_is_moving_else_elapsed_time),
    };
    return cmocka_run_group_tests_name("model/activity", tests, NULL, NULL);
}
