/* json/pattern.h: the small regular expressions of schemas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/pattern.h"
#include "base/banned.h"

static void test_supported_forms(void **state)
{
    (void)state;
    static const char *const good[] = {"^$",
                                       "^a$",
                                       "^[a-z]+$",
                                       "^i?[0-9]{1,10}$",
                                       "^\\d{4}-\\d{2}$",
                                       "^[A-Za-z0-9_.-]{2,}$",
                                       "^.*$",
                                       "^a\\.b\\$$",
                                       "^[\\]\\\\^]$",
                                       "^[a ]b c$",
                                       "^/x-y_z:$"};
    static const char *const bad[] = {
        "",          "a",     "^a",        "a$",      "^(a)$",    "^a|b$",
        "^[^a]$",    "^[a",   "^[]$",      "^[z-a]$", "^a{2,1}$", "^a{}$",
        "^a{1234}$", "^\\b$", "^*$",       "^a$b$",   "^a{,3}$",  "^\xC3\xA9$",
        "^\\",       "^a**$", "^[a-\\d]$", "^a{1"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(json__pattern_is_supported(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(json__pattern_is_supported(bad[i]));
        assert_false(json__pattern_matches(bad[i], "a"));
    }
}

static void test_matches(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        const char *text;
        bool matches;
    } rows[] = {{"^i?[0-9]{1,3}$", "i12", true},
                {"^i?[0-9]{1,3}$", "12", true},
                {"^i?[0-9]{1,3}$", "i1234", false},
                {"^i?[0-9]{1,3}$", "i", false},
                {"^a*a*a*b$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", true},
                {"^a*a*a*b$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false},
                {"^[a-c]+c$", "abcc", true},
                {"^\\d{4}-\\d{2}-\\d{2}$", "2026-11-22", true},
                {"^\\d{4}-\\d{2}-\\d{2}$", "2026-11-222", false},
                {"^\\w+$", "a_Z9", true},
                {"^\\w+$", "a-b", false},
                {"^.+$", "any thing \xC3\xA9", true},
                {"^.+$", "line\nbreak", false},
                {"^.?$", "", true},
                {"^$", "", true},
                {"^$", "x", false},
                {"^a{2,}$", "a", false},
                {"^a{2,}$", "aaaaa", true},
                {"^a{0}$", "", true},
                {"^[a-]b$", "-b", true},
                {"^a\\.b$", "axb", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(json__pattern_matches(rows[i].pattern, rows[i].text),
                         rows[i].matches);
    }
}

static void test_long_texts_do_not_match(void **state)
{
    (void)state;
    char text[JSON_PATTERN_TEXT_MAX + 2];
    memset(text, 'a', sizeof text);
    text[JSON_PATTERN_TEXT_MAX] = '\0';
    assert_true(json__pattern_matches("^a*a*$", text));
    text[JSON_PATTERN_TEXT_MAX] = 'a';
    text[JSON_PATTERN_TEXT_MAX + 1] = '\0';
    assert_false(json__pattern_matches("^a*a*$", text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_supported_forms),
                                       cmocka_unit_test(test_matches),
                                       cmocka_unit_test(test_long_texts_do_not_match)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
