#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "watch/schedule.h"
#include "base/banned.h"

static void failures_double_the_wait_to_an_hour(void **state)
{
    static const int64_t expected_s[] = {300, 600, 1200, 2400, 3600, 3600};
    (void)state;
    for (unsigned i = 0; i < sizeof expected_s / sizeof expected_s[0]; i++) {
        assert_int_equal(watch_wait_ms(300, i, 0, 0, 0), expected_s[i] * 1000);
    }
    assert_int_equal(watch_wait_ms(300, 4000000000U, 0, 0, 0), 3600 * 1000);
    /* A longer interval of the user's stays. */
    assert_int_equal(watch_wait_ms(86400, 3, 0, 0, 0), 86400LL * 1000);
}

static void what_the_service_asks_for_is_the_least(void **state)
{
    (void)state;
    assert_int_equal(watch_wait_ms(300, 1, 7200, 0, 0), 7200 * 1000);
    assert_int_equal(watch_wait_ms(300, 1, 20, 0, 0), 600 * 1000);
    assert_int_equal(watch_wait_ms(300, 0, 400, 30, 0), 400 * 1000);
}

static void something_expected_is_looked_for_sooner(void **state)
{
    (void)state;
    assert_int_equal(watch_wait_ms(300, 0, 0, 90, 0), 90 * 1000);
    assert_int_equal(watch_wait_ms(60, 0, 0, 90, 0), 60 * 1000);
    assert_int_equal(watch_wait_ms(300, 1, 0, 90, 0), 600 * 1000); /* not in trouble */
}

static void jitter_only_makes_it_later(void **state)
{
    (void)state;
    for (unsigned random = 0; random < 1000; random++) {
        int64_t wait_ms = watch_wait_ms(300, 0, 0, 0, random);
        assert_true(wait_ms >= 300 * 1000 && wait_ms < 330 * 1000);
    }
    assert_int_equal(watch_wait_ms(300, 0, 0, 0, 500), 315 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_double_the_wait_to_an_hour),
        cmocka_unit_test(what_the_service_asks_for_is_the_least),
        cmocka_unit_test(something_expected_is_looked_for_sooner),
        cmocka_unit_test(jitter_only_makes_it_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
