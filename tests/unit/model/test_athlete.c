#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/athlete.h"
#include "numbers.h"
#include "base/banned.h"

static void everything_is_unknown_at_first(void **state)
{
    static struct athlete athlete;
    struct sport_settings settings;
    (void)state;
    memset(&athlete, 0x55, sizeof athlete);
    memset(&settings, 0x55, sizeof settings);
    athlete_init(&athlete);
    sport_settings_init(&settings);
    ALL_NAN(&athlete, struct athlete, weight_kg, height_m);
    ALL_NAN(&settings, struct sport_settings, ftp_w, threshold_pace_m_per_s);
    assert_null(athlete.id);
    assert_null(athlete.name);
    assert_null(athlete.timezone);
    assert_null(athlete.sex);
    assert_int_equal(athlete.birth_day, DAY_NUM_NONE);
    assert_int_equal(athlete.n_sports + athlete.n_load_factors, 0);
    assert_false(athlete.is_form_percent);
    assert_int_equal(settings.n_types, 0);
    assert_false(settings.is_other);
    assert_int_equal(settings.n_hr_zones + settings.n_power_zones + settings.n_pace_zones,
                     0);
}

static void settings_of_a_sport(void **state)
{
    static struct athlete athlete;
    (void)state;
    athlete_init(&athlete);
    assert_null(athlete_sport_settings(&athlete, SPORT_RUN));
    athlete.n_sports = 3;
    for (size_t i = 0; i < 3; i++) {
        sport_settings_init(&athlete.sports[i]);
    }
    athlete.sports[0].n_types = 1;
    athlete.sports[0].types[0] = SPORT_RIDE;
    athlete.sports[1].is_other = true;
    athlete.sports[1].n_types = 1;
    athlete.sports[1].types[0] = SPORT_OTHER;
    athlete.sports[2].n_types = 2;
    athlete.sports[2].types[0] = SPORT_RUN;
    athlete.sports[2].types[1] = SPORT_TRAIL_RUN;
    assert_ptr_equal(athlete_sport_settings(&athlete, SPORT_RIDE), &athlete.sports[0]);
    /* The group that names it stands before the one for all others, wherever that is. */
    assert_ptr_equal(athlete_sport_settings(&athlete, SPORT_TRAIL_RUN), &athlete.sports[2]);
    assert_ptr_equal(athlete_sport_settings(&athlete, SPORT_OTHER), &athlete.sports[1]);
    assert_ptr_equal(athlete_sport_settings(&athlete, SPORT_SWIM), &athlete.sports[1]);
    assert_ptr_equal(athlete_sport_settings(&athlete, SPORT_UNKNOWN), &athlete.sports[1]);
    athlete.sports[1].is_other = false;
    assert_null(athlete_sport_settings(&athlete, SPORT_SWIM));
    assert_null(athlete_sport_settings(&athlete, SPORT_UNKNOWN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_unknown_at_first),
        cmocka_unit_test(settings_of_a_sport),
    };
    return cmocka_run_group_tests_name("model/athlete", tests, NULL, NULL);
}
