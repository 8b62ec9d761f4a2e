#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/banned.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static void handles_use_the_alphabet_and_all_of_it(void **state)
{
    size_t n_seen[256] = {0};
    char text[1001 + 1];
    (void)state;
    assert_int_equal(strlen(alphabet), 32);
    assert_null(strpbrk(alphabet, "ilouILOU"));
    for (int round = 0; round < 100; round++) {
        random_handle(text, 1001);
        assert_int_equal(strlen(text), 1001);
        assert_int_equal(strspn(text, alphabet), 1001);
        for (size_t i = 0; i < 1001; i++) {
            n_seen[(unsigned char)text[i]]++;
        }
    }
    /* 100,100 letters over 32: 3128 each, standard deviation 55; 10 of those never happen.
     */
    for (size_t i = 0; i < 32; i++) {
        assert_in_range(n_seen[(unsigned char)alphabet[i]], 2578, 3678);
    }
}

static void handles_have_the_length_asked_for(void **state)
{
    char text[200];
    (void)state;
    for (size_t n_chars = 0; n_chars < 150; n_chars++) {
        memset(text, '#', sizeof text);
        random_handle(text, n_chars);
        assert_int_equal(strlen(text), n_chars);
        assert_int_equal(text[n_chars + 1], '#');
    }
}

static void handles_differ(void **state)
{
    char a[27];
    char b[27];
    (void)state;
    random_handle(a, 26);
    random_handle(b, 26);
    assert_string_not_equal(a, b);
}

static void bytes_fill_exactly_what_was_asked_for(void **state)
{
    unsigned char bytes[1200];
    size_t n_changed = 0;
    (void)state;
    memset(bytes, 0x5A, sizeof bytes);
    random_bytes(bytes, 1000);
    for (size_t i = 0; i < 1000; i++) {
        n_changed += bytes[i] != 0x5A ? 1U : 0U;
    }
    assert_in_range(n_changed, 950, 1000); /* 996 are expected */
    for (size_t i = 1000; i < sizeof bytes; i++) {
        assert_int_equal(bytes[i], 0x5A);
    }
    random_bytes(bytes, 0);
}

static void below_stays_below_and_is_even(void **state)
{
    static const uint32_t limits[] = {1, 2, 3, 7, 1000, UINT32_C(0x80000001), UINT32_MAX};
    size_t n_seen[7] = {0};
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        for (int k = 0; k < 200; k++) {
            assert_true(random_below(limits[i]) < limits[i]);
        }
    }
    for (int k = 0; k < 70000; k++) {
        n_seen[random_below(7)]++;
    }
    for (size_t i = 0; i < 7; i++) {
        assert_in_range(n_seen[i], 9000, 11000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handles_use_the_alphabet_and_all_of_it),
        cmocka_unit_test(handles_have_the_length_asked_for),
        cmocka_unit_test(handles_differ),
        cmocka_unit_test(bytes_fill_exactly_what_was_asked_for),
        cmocka_unit_test(below_stays_below_and_is_even),
    };
    return cmocka_run_group_tests_name("base/random", tests, NULL, NULL);
}
