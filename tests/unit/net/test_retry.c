#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/retry.h"
#include "base/banned.h"

static void knows_what_may_pass(void **state)
{
    static const int passing[] = {429, 502, 503, 504, 520, 524};
    static const int lasting[] = {200, 301, 400, 401, 403, 404, 422, 501, 505, 519, 525};
    (void)state;
    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++) {
        assert_true(net__is_passing(CURLE_OK, passing[i], 1));
    }
    for (size_t i = 0; i < sizeof lasting / sizeof lasting[0]; i++) {
        assert_false(net__is_passing(CURLE_OK, lasting[i], 0));
    }
    assert_true(net__is_passing(CURLE_OK, 500, 0));
    assert_false(net__is_passing(CURLE_OK, 500, 1));
    assert_true(net__is_passing(CURLE_RECV_ERROR, 0, 1));
    assert_true(net__is_passing(CURLE_GOT_NOTHING, 0, 1));
    assert_true(net__is_passing(CURLE_PARTIAL_FILE, 200, 1));
    assert_false(net__is_passing(CURLE_COULDNT_CONNECT, 0, 0));
    assert_false(net__is_passing(CURLE_OPERATION_TIMEDOUT, 0, 0));
    assert_false(net__is_passing(CURLE_PEER_FAILED_VERIFICATION, 0, 0));
}

static void draws_from_a_doubling_range(void **state)
{
    (void)state;
    for (unsigned n_repeats = 0; n_repeats < 3; n_repeats++) {
        int most_ms = 100 << n_repeats;
        int seen_below_half = 0;
        for (int i = 0; i < 1000; i++) {
            int wait_ms = net__backoff_ms(100, n_repeats, false);
            assert_in_range(wait_ms, 0, most_ms);
            seen_below_half += wait_ms < most_ms / 2;
            assert_in_range(net__backoff_ms(100, n_repeats, true), most_ms / 2, most_ms);
        }
        assert_in_range(seen_below_half, 350, 650);
    }
}

static void stays_bounded(void **state)
{
    (void)state;
    assert_in_range(net__backoff_ms(2000000000, 60, true), 15000, 30000);
    assert_in_range(net__backoff_ms(1, 4000000000U, false), 0, 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_may_pass),
        cmocka_unit_test(draws_from_a_doubling_range),
        cmocka_unit_test(stays_bounded),
    };
    return cmocka_run_group_tests_name("net/retry", tests, NULL, NULL);
}
