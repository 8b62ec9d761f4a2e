#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/pace.h"
#include "base/banned.h"

static void gives_the_burst_then_the_rate(void **state)
{
    struct net__pace pace;
    (void)state;
    net__pace_init(&pace, 8.0, 3.0, 1000);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(net__pace_wait_ms(&pace, 1000), 0);
        net__pace_take(&pace);
    }
    assert_int_equal(net__pace_wait_ms(&pace, 1000), 125);
    assert_int_equal(net__pace_wait_ms(&pace, 1124), 1);
    assert_int_equal(net__pace_wait_ms(&pace, 1125), 0);
}

/* Whenever one may, it sends: over any second at most burst + rate. */
static void never_exceeds_the_rate(void **state)
{
    struct net__pace pace;
    int n_sent = 0;
    (void)state;
    net__pace_init(&pace, 8.0, 10.0, 0);
    for (uint64_t now_ms = 0; now_ms < 100000; now_ms += 7) {
        while (net__pace_wait_ms(&pace, now_ms) == 0) {
            net__pace_take(&pace);
            n_sent++;
        }
    }
    assert_in_range(n_sent, 10 + 795, 10 + 800);
}

static void fills_up_to_the_burst_only(void **state)
{
    struct net__pace pace;
    int n_sent = 0;
    (void)state;
    net__pace_init(&pace, 8.0, 4.0, 0);
    while (net__pace_wait_ms(&pace, 3600000) == 0) {
        net__pace_take(&pace);
        n_sent++;
    }
    assert_int_equal(n_sent, 4);
}

static void pauses_and_never_shortens_it(void **state)
{
    struct net__pace pace;
    (void)state;
    net__pace_init(&pace, 8.0, 4.0, 0);
    net__pace_pause(&pace, 5000);
    net__pace_pause(&pace, 2000);
    assert_int_equal(net__pace_wait_ms(&pace, 1000), 4000);
    assert_int_equal(net__pace_pause_ms(&pace, 4999), 1);
    assert_int_equal(net__pace_wait_ms(&pace, 5000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_burst_then_the_rate),
        cmocka_unit_test(never_exceeds_the_rate),
        cmocka_unit_test(fills_up_to_the_burst_only),
        cmocka_unit_test(pauses_and_never_shortens_it),
    };
    return cmocka_run_group_tests_name("net/pace", tests, NULL, NULL);
}
