/* Numbers of an answer's text: the same characters as printf gives the rounded value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "tools/quote.h"

/* Rounded half away from zero, as the structured half of an answer is. */
static void expect(struct arena *arena, double value, int decimals)
{
    char expected[400];
    double scale = pow(10, decimals);
    double rounded = round(value * scale) / scale;
    (void)snprintf(expected, sizeof expected, "%.*f", decimals,
                   rounded == 0 ? 0.0 : rounded);
    assert_string_equal(quote_number(arena, value, decimals), expected);
}

static void numbers_are_as_printf_writes_them(void **state)
{
    static const double values[] = {
        0,    -0.0,        0.04,  -0.04,     0.05,  -0.05, 0.5,   -0.5,   1,
        9.99, 9.95,        99.95, 100.05,    0.125, 2.675, 1.005, -1.25,  12345,
        1e8,  999999999.5, 1e9,   1e9 + .25, 1e12,  1e15,  -1e15, 5e-324, 1e-7};
    struct arena arena = {0};
    (void)state;
    for (int decimals = 0; decimals <= 7; decimals++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            expect(&arena, values[i], decimals);
        }
    }
    arena_release(&arena);
}

static void random_numbers_too(void **state)
{
    struct arena arena = {0};
    uint64_t seed = 0x5eed;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double value = ((double)(seed >> 12U) / 4503599627370496.0 - 0.5) *
                       pow(10, (double)(seed % 11U));
        expect(&arena, value, (int)(seed / 11U % 4U));
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void what_is_no_number_is_a_dash(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_string_equal(quote_number(&arena, (double)NAN, 1), "-");
    assert_string_equal(quote_number(&arena, (double)INFINITY, 1), "-");
    assert_string_equal(quote_number(&arena, -(double)INFINITY, 0), "-");
    /* Too large to be scaled: still a number, not "inf". */
    assert_true(quote_number(&arena, 1.7e308, 3)[0] == '1');
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_as_printf_writes_them),
        cmocka_unit_test(random_numbers_too),
        cmocka_unit_test(what_is_no_number_is_a_dash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
