/* json/json.h: parsing within bounds, walking lists, getters, writing. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "json/json.h"
#include "base/banned.h"

static bool parses(const char *text, struct err *err)
{
    json_auto_t *value = NULL;
    return json_parse(text, strlen(text), &value, err);
}

static void test_parse_takes_any_whole_value(void **state)
{
    (void)state;
    static const char *const good[] = {"{}",   "[1,2]", " 5 ",  "\"x\"",           "null",
                                       "true", "-0.5",  "1e10", "\t{\"a\":[]}\r\n"};
    struct err err = {0};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(parses(good[i], &err));
    }
}

static void test_parse_refuses_what_is_broken(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "{",
                                      "{}x",
                                      "{\"a\":1,\"a\":2}",
                                      "[1,]",
                                      "nul",
                                      "'a'",
                                      "\"\\u0000\"",
                                      "{\"a\\u0000b\":1}",
                                      "\"\xC0\x80\"",
                                      "\"\xED\xA0\x80\"",
                                      "99999999999999999999",
                                      "1e400",
                                      "-1e400",
                                      "\"a\nb\"",
                                      "01",
                                      "NaN"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err err = {0};
        assert_false(parses(bad[i], &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
        assert_non_null(strstr(err.message, "not valid JSON at byte"));
    }
}

static void test_parse_does_not_quote_the_text(void **state)
{
    (void)state;
    struct err err = {0};
    assert_false(parses("{\"password\": hunter2}", &err));
    assert_null(strstr(err.message, "hunter2"));
    assert_false(parses("{\"secret\":1,\"secret\":2}", &err));
    assert_null(strstr(err.message, "secret"));
}

static char *nested(size_t depth)
{
    struct str_buf text = {0};
    for (size_t i = 0; i < depth; i++) {
        str_buf_add(&text, "[");
    }
    for (size_t i = 0; i < depth; i++) {
        str_buf_add(&text, "]");
    }
    return str_buf_take(&text);
}

static void test_depth_is_limited(void **state)
{
    (void)state;
    struct err err = {0};
    AUTO_FREE char *fits = nested(LIMIT_JSON_DEPTH);
    AUTO_FREE char *too_deep = nested(LIMIT_JSON_DEPTH + 1);
    AUTO_FREE char *abyss = nested(2000000);
    assert_true(parses(fits, &err));
    assert_false(parses(too_deep, &err));
    assert_non_null(strstr(err.message, "deeper than 64"));
    assert_false(parses(abyss, &err));
    /* Brackets in strings do not count, escaped quotes do not end strings. */
    assert_true(json_depth_is_within("\"[[[[\"", 6, 0));
    assert_true(json_depth_is_within("[\"\\\"[[\"]", 8, 1));
    assert_false(json_depth_is_within("[\"\\\\\"[", 6, 1));
    assert_true(json_values_are_within("[1,2]", 5, 3));
    assert_false(json_values_are_within("[1,2]", 5, 2));
    assert_true(json_values_are_within("\",,[[{{\\\",,\"", 14, 1));
    assert_false(json_values_are_within("[\",\\\\\",[]]", 10, 3));
}

struct walked {
    struct str_buf seen;
    size_t n_seen;
    size_t n_bad;
    size_t stop_after;
};

static bool collect(void *user, const json_t *element, const char *raw, size_t n_raw_bytes)
{
    struct walked *walked = user;
    str_buf_add_bytes(&walked->seen, raw, n_raw_bytes);
    str_buf_add(&walked->seen, element != NULL ? "|" : "!|");
    /* The raw bytes are exactly the element's. */
    json_auto_t *again = NULL;
    struct err err = {0};
    assert_int_equal(json_parse(raw, n_raw_bytes, &again, &err), element != NULL);
    assert_true(element == NULL || json_equal(again, element));
    walked->n_bad += element == NULL ? 1U : 0U;
    return ++walked->n_seen != walked->stop_after;
}

/* jansson alone reads "[1\0]" as [1]. Found by fuzz_arguments. */
static void test_zero_bytes_are_refused(void **state)
{
    (void)state;
    static const char text[] = "[14\0,2]";
    struct err err = {0};
    json_auto_t *value = NULL;
    assert_false(json_parse(text, sizeof text - 1, &value, &err));
    struct walked walked = {0};
    assert_true(json_array_walk(text, sizeof text - 1, collect, &walked, &err));
    assert_int_equal(walked.n_seen, 2);
    assert_int_equal(walked.n_bad, 1);
    str_buf_release(&walked.seen);
    assert_false(json_parse("5\0", 2, &value, &err));
    assert_non_null(strstr(err.message, "zero byte"));
}

static void test_walk_hands_out_each_element(void **state)
{
    (void)state;
    static const char text[] = " [ {\"a\": [1, 2]} ,5 , \"\xC3\xA9]\",[],null , 1.50 ] \n";
    struct walked walked = {0};
    struct err err = {0};
    assert_true(json_array_walk(text, sizeof text - 1, collect, &walked, &err));
    assert_string_equal(str_buf_text(&walked.seen),
                        "{\"a\": [1, 2]}|5|\"\xC3\xA9]\"|[]|null|1.50|");
    str_buf_release(&walked.seen);

    struct walked first_two = {.stop_after = 2};
    assert_true(json_array_walk(text, sizeof text - 1, collect, &first_two, &err));
    assert_int_equal(first_two.n_seen, 2);
    str_buf_release(&first_two.seen);

    struct walked none = {0};
    assert_true(json_array_walk("[ ]", 3, collect, &none, &err));
    assert_int_equal(none.n_seen, 0);
}

static void test_walk_delivers_up_to_the_break(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n_elements;
    } broken[] = {{"[1,2,", 2},      {"{\"a\":1}", 0},   {"", 0},    {"[1]]", 1},
                  {"[1],", 1},       {"[1,{\"a\":3", 1}, {"[", 0},   {"[1", 0},
                  {"not a list", 0}, {"[\"a", 0},        {"[1}", 0}, {"[1,{]", 1}};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct walked walked = {0};
        struct err err = {0};
        assert_false(json_array_walk(broken[i].text, strlen(broken[i].text), collect,
                                     &walked, &err));
        assert_int_equal(err.code, ERR_UPSTREAM);
        assert_int_equal(walked.n_seen, broken[i].n_elements);
        str_buf_release(&walked.seen);
    }
}

static void test_a_bad_element_costs_only_itself(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *seen;
    } cases[] = {
        {"[1,{\"a\":1,\"a\":2}, 3]", "1|{\"a\":1,\"a\":2}!|3|"}, /* a key twice */
        {"[1 2 ,3]", "1 2!|3|"},
        {"[,1]", "!|1|"},
        {"[1,]", "1|!|"},
        {"[1, ,\n2]", "1|!|2|"},
        {"[{\"x\":1e999},2]", "{\"x\":1e999}!|2|"},
        {"[NaN,2]", "NaN!|2|"},
        {"[\"\xFF\",\"\\\"]\"]", "\"\xFF\"!|\"\\\"]\"|"},
        {"['b',2]", "'b'!|2|"},
        {"[{\"a\":[1}],2]", "{\"a\":[1}]!|2|"}, /* brackets crossed */
        {"[[1}},2]", "[1}}!|2|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct walked walked = {0};
        struct err err = {0};
        assert_true(
            json_array_walk(cases[i].text, strlen(cases[i].text), collect, &walked, &err));
        assert_string_equal(str_buf_text(&walked.seen), cases[i].seen);
        str_buf_release(&walked.seen);
    }
}

static void check_number(double value, int decimals, const char *expected)
{
    json_auto_t *number = json_number_or_null(value, decimals);
    size_t n_bytes = 0;
    AUTO_FREE char *text = json_to_text(number, &n_bytes);
    assert_string_equal(text, expected);
    assert_int_equal(n_bytes, strlen(expected));
}

static void test_numbers_are_rounded_once(void **state)
{
    (void)state;
    check_number(1.25, 1, "1.3");
    check_number(-1.25, 1, "-1.3");
    check_number(2.5, 0, "3");
    check_number(-2.5, 0, "-3");
    check_number(-0.4, 0, "0");
    check_number(-0.04, 1, "0.0");
    check_number(0.1 + 0.2, 2, "0.3");
    check_number(71.0, 1, "71.0");
    check_number((double)NAN, 1, "null");
    check_number((double)INFINITY, 0, "null");
    check_number(-(double)INFINITY, 3, "null");
    check_number(1e300, 9, "1e+300");
    check_number(1e20, 0, "1e+20");
    check_number(123456789.123456789, 9, "123456789.12345679");
    check_number(5.0, -3, "5");
    check_number(1.23456789012, 99, "1.23456789");
}

static void test_text_or_null(void **state)
{
    (void)state;
    json_auto_t *text = json_text_or_null("h\xC3\xA9");
    json_auto_t *none = json_text_or_null(NULL);
    json_auto_t *broken = json_text_or_null("\xFF");
    json_auto_t *known = json_integer_or_null(7, true);
    json_auto_t *unknown = json_integer_or_null(7, false);
    assert_string_equal(json_string_value(text), "h\xC3\xA9");
    assert_true(json_is_null(none));
    assert_true(json_is_null(broken));
    assert_int_equal(json_integer_value(known), 7);
    assert_true(json_is_null(unknown));
}

static void test_getters_fall_back(void **state)
{
    (void)state;
    json_auto_t *object = json_pack("{s:s, s:i, s:f, s:b, s:n, s:f}", "text", "t", "int", 4,
                                    "real", 4.5, "yes", 1, "null", "whole", 6.0);
    assert_string_equal(json_get_text(object, "text"), "t");
    assert_null(json_get_text(object, "int"));
    assert_null(json_get_text(object, "absent"));
    assert_null(json_get_text(NULL, "absent"));
    assert_true(json_get_number(object, "int") == 4.0);
    assert_true(json_get_number(object, "real") == 4.5);
    assert_true(isnan(json_get_number(object, "null")));
    assert_true(isnan(json_get_number(object, "text")));
    assert_true(json_get_bool(object, "yes", false));
    assert_true(json_get_bool(object, "int", true));
    assert_int_equal(json_get_integer(object, "int", -1), 4);
    assert_int_equal(json_get_integer(object, "whole", -1), 6);
    assert_int_equal(json_get_integer(object, "real", -1), -1);
    assert_int_equal(json_get_integer(object, "absent", -1), -1);
}

static void check_real(double value, const char *expected)
{
    struct str_buf text = {0};
    json_write_real(&text, value);
    assert_string_equal(str_buf_text(&text), expected);
    str_buf_release(&text);
}

static void test_reals_read_back_as_themselves(void **state)
{
    (void)state;
    check_real(0.1, "0.1");
    check_real(-0.0, "0.0");
    check_real(-12.75, "-12.75");
    check_real(0.05, "0.05");
    check_real(100.0, "100.0");
    check_real(0.000001, "0.000001");
    check_real(1.0 / 3.0, "0.3333333333333333");
    check_real((double)NAN, "null");
    uint64_t seed = 88172645463325252U;
    for (size_t i = 0; i < 200000; i++) {
        seed ^= seed << 13U;
        seed ^= seed >> 7U;
        seed ^= seed << 17U;
        double value = 0;
        memcpy(&value, &seed, sizeof value);
        if (i % 3 != 0) { /* numbers as they occur: few decimals */
            value = (double)(int64_t)(seed % 2000000) / (i % 3 == 1 ? 100.0 : 1e5) - 7000.0;
        }
        if (!isfinite(value)) {
            continue;
        }
        struct str_buf text = {0};
        json_write_real(&text, value);
        assert_true(strtod(str_buf_text(&text), NULL) == value);
        assert_true(strpbrk(str_buf_text(&text), ".e") != NULL);
        str_buf_release(&text);
    }
}

static void test_write_gives_what_parses_back(void **state)
{
    (void)state;
    static const char text[] =
        "{\"z\":[1,-2,0.5,true,false,null,\"a\\\"\\\\\\n\\u0001\xE2\x82\xAC\"],"
        "\"a\":{},\"e\":[],\"min\":-9223372036854775808}";
    json_auto_t *value = NULL;
    struct err err = {0};
    assert_true(json_parse(text, sizeof text - 1, &value, &err));
    size_t n_bytes = 0;
    AUTO_FREE char *written = json_to_text(value, &n_bytes);
    assert_string_equal(written, text);
}

static void test_write_refuses_what_cannot_be_written(void **state)
{
    (void)state;
    json_t *deep = json_array();
    for (size_t i = 0; i < 200; i++) {
        deep = json_pack("[o]", deep);
    }
    struct str_buf text = {0};
    assert_false(json_write(&text, deep));
    assert_false(json_write(&text, NULL));
    str_buf_release(&text);
    json_decref(deep);
    json_auto_t *long_text = json_string("0123456789");
    struct str_buf small = {.max_bytes = 5};
    assert_false(json_write(&small, long_text));
    str_buf_release(&small);
}

static void test_text_from_outside_is_always_json(void **state)
{
    (void)state;
    struct str_buf text = {0};
    json_write_text(&text, "a\xFF\"\x01\xC3");
    assert_string_equal(str_buf_text(&text), "\"a?\\\"\\u0001?\"");
    str_buf_release(&text);
}

static void test_whole_reals_become_integers(void **state)
{
    (void)state;
    json_auto_t *value = NULL;
    struct err err = {0};
    static const char text[] = "{\"a\":5.0,\"b\":[1.0,1.5,{\"c\":-3.0}],\"d\":1e300}";
    assert_true(json_parse(text, sizeof text - 1, &value, &err));
    json_settle_integers(value);
    size_t n_bytes = 0;
    AUTO_FREE char *written = json_to_text(value, &n_bytes);
    assert_string_equal(written, "{\"a\":5,\"b\":[1,1.5,{\"c\":-3}],\"d\":1e+300}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_takes_any_whole_value),
        cmocka_unit_test(test_parse_refuses_what_is_broken),
        cmocka_unit_test(test_parse_does_not_quote_the_text),
        cmocka_unit_test(test_depth_is_limited),
        cmocka_unit_test(test_zero_bytes_are_refused),
        cmocka_unit_test(test_walk_hands_out_each_element),
        cmocka_unit_test(test_walk_delivers_up_to_the_break),
        cmocka_unit_test(test_a_bad_element_costs_only_itself),
        cmocka_unit_test(test_numbers_are_rounded_once),
        cmocka_unit_test(test_text_or_null),
        cmocka_unit_test(test_getters_fall_back),
        cmocka_unit_test(test_reals_read_back_as_themselves),
        cmocka_unit_test(test_write_gives_what_parses_back),
        cmocka_unit_test(test_write_refuses_what_cannot_be_written),
        cmocka_unit_test(test_text_from_outside_is_always_json),
        cmocka_unit_test(test_whole_reals_become_integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
