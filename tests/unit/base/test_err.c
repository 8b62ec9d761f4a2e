#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "base/banned.h"

static void says_what_happened_and_what_to_do(void **state)
{
    struct err err = {.retry_after_s = 7};
    (void)state;
    assert_false(err_set(&err, ERR_BAD_ARGUMENT, "Use 1 to 3660.", "days is %d", 0));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_string_equal(err.message, "days is 0");
    assert_string_equal(err.hint, "Use 1 to 3660.");
    assert_int_equal(err.retry_after_s, 0);
    assert_false(err_set(&err, ERR_STORE, NULL, "%s", ""));
    assert_string_equal(err.message, "");
    assert_string_equal(err.hint, "");
}

static void without_an_err_nothing_is_recorded(void **state)
{
    (void)state;
    assert_false(err_set(NULL, ERR_INTERNAL, "hint", "%s", "message"));
}

/* Words of one to four bytes a character, at every place of the cut. */
static void is_cut_on_a_character_boundary(void **state)
{
    static const char *const characters[] = {"a", "\xC3\xA9", "\xE2\x82\xAC",
                                             "\xF0\x9F\x8F\x83"};
    char text[1200];
    struct err err;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        size_t n_bytes = strlen(characters[i]);
        for (size_t n_before = 0; n_before < 8; n_before++) {
            size_t length = n_before;
            memset(text, '.', n_before);
            for (; length + n_bytes < sizeof text; length += n_bytes) {
                memcpy(text + length, characters[i], n_bytes);
            }
            text[length] = '\0';
            assert_false(err_set(&err, ERR_INTERNAL, text, "%s", text));
            size_t n_message = strlen(err.message);
            assert_true(n_message < sizeof err.message &&
                        n_message + 4 >= sizeof err.message);
            assert_true(str_is_utf8(err.message, n_message));
            assert_memory_equal(err.message, text, n_message);
            assert_string_equal(err.hint, err.message);
        }
    }
}

/* A part of it cut by "%.60s" in the middle of a character must not spoil the whole. */
static void is_always_utf8(void **state)
{
    static const char *const broken[] = {"\xE2\x82",
                                         ("a\xFF"
                                          "b"),
                                         "\x80",
                                         "\xC3",
                                         "\xED\xA0\x80",
                                         "\xF0\x9F\x8F"};
    struct err err;
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        assert_false(err_set(&err, ERR_INTERNAL, broken[i], "x%sy", broken[i]));
        assert_true(str_is_utf8(err.message, strlen(err.message)));
        assert_true(str_is_utf8(err.hint, strlen(err.hint)));
        assert_int_equal(err.message[0], 'x');
        assert_int_equal(err.message[strlen(err.message) - 1], 'y');
    }
}

static void every_code_has_its_name(void **state)
{
    static const char *const names[] = {"NONE",      "BAD_ARGUMENT", "NOT_FOUND", "NO_DATA",
                                        "AUTH",      "RATE_LIMITED", "UPSTREAM",  "TIMEOUT",
                                        "CANCELLED", "STORE",        "INTERNAL"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_string_equal(err_code_name((enum err_code)i), names[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_happened_and_what_to_do),
        cmocka_unit_test(without_an_err_nothing_is_recorded),
        cmocka_unit_test(is_cut_on_a_character_boundary),
        cmocka_unit_test(is_always_utf8),
        cmocka_unit_test(every_code_has_its_name),
    };
    return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
