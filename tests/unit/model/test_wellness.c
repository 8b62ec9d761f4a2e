#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/wellness.h"
#include "numbers.h"
#include "base/banned.h"

static void everything_is_unknown_at_first(void **state)
{
    struct wellness_day day;
    (void)state;
    memset(&day, 0x55, sizeof day);
    wellness_day_init(&day);
    ALL_NAN(&day, struct wellness_day, ctl, kcal_consumed);
    assert_int_equal(day.day, DAY_NUM_NONE);
    assert_null(day.comments);
    assert_null(day.menstrual_phase);
    assert_null(day.bad_fields);
    assert_false(day.is_weight_carried);
    assert_false(day.is_resting_hr_carried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_is_unknown_at_first)};
    return cmocka_run_group_tests_name("model/wellness", tests, NULL, NULL);
}
