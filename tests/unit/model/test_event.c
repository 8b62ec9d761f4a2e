#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/activity.h"
#include "model/event.h"
#include "numbers.h"
#include "base/banned.h"

/* intervals-api.md 8. */
static const char *const category_names[] = {
    "WORKOUT",      "RACE_A",       "RACE_B", "RACE_C",     "NOTE",
    "PLAN",         "HOLIDAY",      "SICK",   "INJURED",    "SET_EFTP",
    "FITNESS_DAYS", "SEASON_START", "TARGET", "SET_FITNESS"};
enum { N_NAMES = sizeof category_names / sizeof category_names[0] };

static void everything_is_unknown_at_first(void **state)
{
    struct calendar_event event;
    (void)state;
    memset(&event, 0x55, sizeof event);
    calendar_event_init(&event);
    ALL_NAN(&event, struct calendar_event, moving_time_s, max_training_time_s);
    const char *const texts[] = {event.category_name, event.name,      event.description,
                                 event.type_name,     event.updated,   event.external_id,
                                 event.availability,  event.bad_fields};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_null(texts[i]);
    }
    assert_true(event.id == 0);
    assert_int_equal(event.category, EVENT_UNKNOWN);
    assert_int_equal(event.sport, SPORT_UNKNOWN);
    assert_int_equal(event.day, DAY_NUM_NONE);
    assert_int_equal(event.end_day, DAY_NUM_NONE);
    assert_true(event.start_local_s == MODEL_NO_TIME);
    assert_false(event.is_indoor);
}

static void categories_go_there_and_back(void **state)
{
    (void)state;
    assert_int_equal(N_EVENT_CATEGORIES, N_NAMES);
    for (size_t i = 0; i < N_NAMES; i++) {
        enum event_category category = event_category_from_name(category_names[i]);
        assert_int_equal(category, i);
        assert_string_equal(event_category_name(category), category_names[i]);
        assert_int_equal(event_is_race(category),
                         strncmp(category_names[i], "RACE_", 5) == 0);
    }
    assert_int_equal(event_category_from_name("workout"), EVENT_UNKNOWN);
    assert_int_equal(event_category_from_name(""), EVENT_UNKNOWN);
    assert_int_equal(event_category_from_name("RACE_D"), EVENT_UNKNOWN);
    assert_int_equal(event_category_from_name(NULL), EVENT_UNKNOWN);
    assert_string_equal(event_category_name(EVENT_UNKNOWN), "");
    assert_false(event_is_race(EVENT_UNKNOWN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_unknown_at_first),
        cmocka_unit_test(categories_go_there_and_back),
    };
    return cmocka_run_group_tests_name("model/event", tests, NULL, NULL);
}
