#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "base/banned.h"

/* Bytes of a code point, by the definition; the surrogates too, so that they can be
 * refused. */
static size_t encode(uint32_t code, char text[5])
{
    unsigned char bytes[5] = {0};
    size_t n_bytes = code < 0x80 ? 1 : (code < 0x800 ? 2 : (code < 0x10000 ? 3 : 4));
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n_bytes - 1; i > 0; i--) {
        bytes[i] = (unsigned char)(0x80U | (code & 0x3FU));
        code >>= 6U;
    }
    bytes[0] = (unsigned char)(leads[n_bytes] | code);
    memcpy(text, bytes, 5);
    return n_bytes;
}

static void every_code_point_but_surrogates_is_utf8(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code++) {
        char text[5];
        size_t n_bytes = encode(code, text);
        bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
        if (str_is_utf8(text, n_bytes) == is_surrogate) {
            fail_msg("U+%04X", (unsigned)code);
        }
        for (size_t n_cut = 1; n_cut < n_bytes; n_cut++) {
            assert_false(str_is_utf8(text, n_cut));
        }
    }
}

/* Unicode, table 3-7: the well-formed byte sequences. */
static bool is_well_formed_3(const unsigned char *b)
{
    unsigned char low = b[0] == 0xE0 ? 0xA0 : 0x80;
    unsigned char high = b[0] == 0xED ? 0x9F : 0xBF;
    return b[0] >= 0xE0 && b[0] <= 0xEF && b[1] >= low && b[1] <= high && b[2] >= 0x80 &&
           b[2] <= 0xBF;
}

static bool is_well_formed_4(const unsigned char *b)
{
    unsigned char low = b[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = b[0] == 0xF4 ? 0x8F : 0xBF;
    return b[0] >= 0xF0 && b[0] <= 0xF4 && b[1] >= low && b[1] <= high && b[2] >= 0x80 &&
           b[2] <= 0xBF && b[3] >= 0x80 && b[3] <= 0xBF;
}

static bool check(const unsigned char *bytes, size_t length)
{
    return str_is_utf8((const char *)bytes, length);
}

static void byte_sequences_agree_with_the_unicode_table(void **state)
{
    static const unsigned char ends[] = {0x00, 0x7F, 0x80, 0x8F, 0xBF, 0xC0, 0xFF};
    (void)state;
    for (unsigned a = 0x80; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            unsigned char bytes[4] = {(unsigned char)a, (unsigned char)b, 0, 0};
            assert_int_equal(check(bytes, 1), false);
            assert_int_equal(check(bytes, 2),
                             a >= 0xC2 && a <= 0xDF && b >= 0x80 && b <= 0xBF);
            for (size_t c = 0; a >= 0xE0 && c < sizeof ends; c++) {
                bytes[2] = ends[c];
                assert_int_equal(check(bytes, 3), is_well_formed_3(bytes));
                for (size_t d = 0; a >= 0xF0 && d < sizeof ends; d++) {
                    bytes[3] = ends[d];
                    assert_int_equal(check(bytes, 4), is_well_formed_4(bytes));
                }
            }
        }
    }
    assert_true(str_is_utf8("", 0));
    assert_true(str_is_utf8("a\0b", 3));
    assert_false(str_is_utf8("abc\xFF", 4));
    assert_true(str_is_utf8("abc\xFF", 3));
}

static const char mixed[] =
    "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8F\x83z\xF0\x9F\x8F\x83\xE2\x82\xAC";

static void copies_are_cut_at_boundaries(void **state)
{
    char to[sizeof mixed + 4];
    (void)state;
    for (size_t size = 1; size <= sizeof to; size++) {
        memset(to, '#', sizeof to);
        str_copy(to, size, mixed);
        size_t length = strlen(to);
        assert_true(length < size);
        assert_memory_equal(to, mixed, length);
        assert_true(str_is_utf8(to, length));
        assert_true(size >= sizeof mixed ? length == sizeof mixed - 1 : length + 4 >= size);
        for (size_t i = size; i < sizeof to; i++) {
            assert_int_equal(to[i], '#');
        }
    }
    str_copy(to, 4, "\x80\x80\x80\x80\x80"); /* no character at all */
    assert_string_equal(to, "");
    str_copy(to, sizeof to, "overlap");
    str_copy(to, sizeof to, to + 4);
    assert_string_equal(to, "lap");
}

static const char *clean(const char *from, size_t max_bytes)
{
    static char to[4096];
    str_clean(to, sizeof to, max_bytes, from);
    return to;
}

static void cleans_to_one_line_of_plain_text(void **state)
{
    static const struct {
        const char *from;
        const char *to;
    } texts[] = {
        {"", ""},
        {"   ", ""},
        {"plain", "plain"},
        {"  two   words \t", "two words"},
        {"line\r\nbreak", "line break"},
        {"\x1B[31mred\x1B[0m", "[31mred [0m"},
        {"a\x7F"
         "b",
         "a b"},
        {"a\xC2\x85"
         "b",
         "a b"}, /* NEL */
        {"a\xE2\x80\xA8"
         "b\xE2\x80\xA9"
         "c",
         "a b c"},                             /* line, paragraph */
        {"a\xE2\x80\xAEgpj.exe", "a gpj.exe"}, /* right-to-left override */
        {"\xE2\x81\xA6x\xE2\x81\xA9", "x"},    /* isolates */
        {"a\xE2\x80\x8B"
         "b\xE2\x80\x8F"
         "c\xEF\xBB\xBF"
         "d",
         "a b c d"}, /* zero width */
        {"a\xD8\x9C"
         "b",
         "a b"}, /* Arabic letter mark */
        {"a\xC2\xAD"
         "b",
         "a b"}, /* soft hyphen */
        {"a\xE1\xA0\x8E"
         "b",
         "a b"}, /* Mongolian separator */
        {"a\xCD\x8F"
         "b",
         "a b"}, /* grapheme joiner */
        {"a\xEF\xB8\x8F"
         "b",
         "a b"}, /* variation selector */
        {"a\xE3\x85\xA4\xEF\xBE\xA0"
         "b",
         "a b"}, /* Hangul fillers */
        {"a\xF3\xA0\x81\x81"
         "b",
         "a b"}, /* tag letter A */
        {"a\xFF\xC3"
         "b\x80",
         "ab"}, /* not UTF-8: dropped */
        {"\xED\xA0\x80x", "x"},
        {"Lauf am Z\xC3\xBCrichsee", "Lauf am Z\xC3\xBCrichsee"},
        {"\xF0\x9F\x8F\x83 5 km", "\xF0\x9F\x8F\x83 5 km"},
        {"\xE2\x82\xAC 5 \xE2\x80\x93 6", "\xE2\x82\xAC 5 \xE2\x80\x93 6"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_string_equal(clean(texts[i].from, 100), texts[i].to);
    }
}

/* U+0000 to U+10FFFF between two letters: either itself or one space, as the Unicode lists
 * say. */
static bool is_hidden(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0x00, 0x20},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},
        {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
        {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},
        {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
        {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0x10FFFF}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (code >= ranges[i][0] && code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

static void every_code_point_is_kept_or_becomes_a_space(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x110000; code++) {
        char text[8] = "a";
        char character[5];
        size_t n_bytes = encode(code, character);
        if (code >= 0xD800 && code <= 0xDFFF) {
            continue;
        }
        memcpy(text + 1, character, n_bytes);
        memcpy(text + 1 + n_bytes, "b", 2);
        const char *expected = is_hidden(code) ? "a b" : text;
        if (strcmp(clean(text, 20), expected) != 0) {
            fail_msg("U+%04X", (unsigned)code);
        }
    }
}

/* splitmix64 */
static uint64_t next_number(uint64_t *seed)
{
    *seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *seed;
    z = (z ^ (z >> 30U)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27U)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31U);
}

static void random_text(uint64_t *seed, char *text, size_t n_pieces)
{
    static const char *const pieces[] = {"a",
                                         " ",
                                         "\n",
                                         "\xC3\xA9",
                                         "\xE2\x82\xAC",
                                         "\xFF",
                                         "\xF0\x9F\x8F\x83",
                                         "\xE2\x80\xAE",
                                         "\xC3",
                                         "zz"};
    text[0] = '\0';
    char *at = text;
    for (size_t i = 0; i < n_pieces; i++) {
        const char *piece = pieces[next_number(seed) % 10];
        memcpy(at, piece, strlen(piece) + 1);
        at += strlen(piece);
    }
}

static void cleaned_text_is_cut_at_boundaries(void **state)
{
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char from[256];
        char whole[300];
        char cut[64];
        random_text(&seed, from, (size_t)(next_number(&seed) % 40));
        size_t max_bytes = (size_t)(next_number(&seed) % 56);
        memset(cut, '#', sizeof cut);
        str_clean(whole, sizeof whole, 290, from);
        str_clean(cut, max_bytes + 4, max_bytes, from);
        size_t length = strlen(cut);
        size_t n_whole = strlen(whole);
        assert_true(str_is_utf8(cut, length) && str_is_utf8(whole, n_whole));
        assert_null(strstr(whole, "  "));
        assert_true(n_whole == 0 || (whole[0] != ' ' && whole[n_whole - 1] != ' '));
        assert_int_equal(cut[max_bytes + 4], '#');
        if (n_whole <= max_bytes) {
            assert_string_equal(cut, whole);
            continue;
        }
        assert_true(length >= 3 && length <= max_bytes + 3);
        assert_string_equal(cut + length - 3, "...");
        assert_memory_equal(cut, whole, length - 3);
        assert_true(length - 3 + 5 >
                    max_bytes); /* a space and four bytes do not fit any more */
        str_clean(whole, sizeof whole, 290, cut);
        assert_string_equal(whole, cut); /* cleaning twice changes nothing */
    }
}

static void a_small_target_is_never_overrun(void **state)
{
    (void)state;
    for (size_t size = 1; size < 12; size++) {
        char to[16];
        memset(to, '#', sizeof to);
        str_clean(to, size, 100, "abcdefghijklmnop");
        assert_true(strlen(to) < size);
        for (size_t i = size; i < sizeof to; i++) {
            assert_int_equal(to[i], '#');
        }
    }
}

static void compares_ascii_without_case(void **state)
{
    (void)state;
    assert_true(str_equal_ignore_case("", ""));
    assert_true(str_equal_ignore_case("Email", "eMAIL"));
    assert_false(str_equal_ignore_case("a", ""));
    assert_false(str_equal_ignore_case("", "a"));
    assert_false(str_equal_ignore_case("abc", "abcd"));
    assert_false(str_equal_ignore_case("@", "`"));
    assert_false(str_equal_ignore_case("[", "{"));
    assert_false(str_equal_ignore_case("\xC3\x84", "\xC3\xA4")); /* not ASCII: as it is */
    assert_true(str_equal_ignore_case("\xC3\xA4Z", "\xC3\xA4z"));
}

static void a_buffer_grows_and_stays_terminated(void **state)
{
    struct str_buf buf = {0};
    (void)state;
    assert_string_equal(str_buf_text(&buf), "");
    str_buf_add(&buf, "");
    assert_string_equal(str_buf_text(&buf), "");
    for (int i = 0; i < 5000; i++) {
        str_buf_printf(&buf, "%d,", i % 10);
    }
    assert_int_equal(buf.length, 10000);
    assert_int_equal(strlen(str_buf_text(&buf)), 10000);
    str_buf_clear(&buf);
    assert_string_equal(str_buf_text(&buf), "");
    str_buf_printf(&buf, "%511s", "x"); /* just fits the small buffer inside */
    str_buf_printf(&buf, "%512s", "y");
    str_buf_printf(&buf, "%70000s", "z");
    assert_int_equal(buf.length, 511 + 512 + 70000);
    assert_int_equal(strlen(str_buf_text(&buf)), buf.length);
    assert_int_equal(str_buf_text(&buf)[510], 'x');
    assert_int_equal(str_buf_text(&buf)[1022], 'y');
    str_buf_add_bytes(&buf, "a\0b", 3);
    assert_memory_equal(buf.data + buf.length - 3, "a\0b", 4);
    str_buf_release(&buf);
    str_buf_release(&buf);
    assert_null(buf.data);
}

static void a_limited_buffer_drops_what_does_not_fit(void **state)
{
    struct str_buf buf = {.max_bytes = 10};
    (void)state;
    str_buf_add(&buf, "12345");
    str_buf_add(&buf, "67890");
    assert_false(buf.is_cut);
    str_buf_add(&buf, "");
    assert_false(buf.is_cut);
    str_buf_add(&buf, "x");
    assert_true(buf.is_cut);
    assert_string_equal(str_buf_text(&buf), "1234567890");
    str_buf_clear(&buf);
    assert_false(buf.is_cut);
    str_buf_printf(&buf, "%2000d", 1);
    assert_true(buf.is_cut);
    assert_string_equal(str_buf_text(&buf), "");
    str_buf_release(&buf);
}

static void taking_empties_the_buffer(void **state)
{
    struct str_buf buf = {.max_bytes = 3};
    (void)state;
    char *empty = str_buf_take(&buf);
    assert_string_equal(empty, "");
    free(empty);
    str_buf_add(&buf, "abc");
    str_buf_add(&buf, "d");
    char *text = str_buf_take(&buf);
    assert_string_equal(text, "abc");
    assert_int_equal(buf.length, 0);
    assert_false(buf.is_cut);
    str_buf_add(&buf, "abcd"); /* the limit stays */
    assert_true(buf.is_cut);
    str_buf_release(&buf);
    free(text);
}

/* By the definition, recursively; for words of a few letters. */
static size_t slow_distance(const char *a, const char *b)
{
    if (*a == '\0' || *b == '\0') {
        return strlen(a) + strlen(b);
    }
    size_t replaced = slow_distance(a + 1, b + 1) + (*a == *b ? 0U : 1U);
    size_t removed = slow_distance(a + 1, b) + 1;
    size_t added = slow_distance(a, b + 1) + 1;
    size_t best = removed < added ? removed : added;
    best = replaced < best ? replaced : best;
    if (a[1] != '\0' && b[1] != '\0' && a[0] == b[1] && a[1] == b[0]) {
        size_t swapped = slow_distance(a + 2, b + 2) + 1;
        best = swapped < best ? swapped : best;
    }
    return best;
}

static void edit_distances(void **state)
{
    uint64_t seed = 5;
    char a[80];
    char b[80];
    (void)state;
    assert_int_equal(str_edit_distance("kitten", "sitting"), 3);
    assert_int_equal(str_edit_distance("", "days"), 4);
    assert_int_equal(str_edit_distance("days", ""), 4);
    assert_int_equal(str_edit_distance("Days", "dAYS"), 0);
    assert_int_equal(str_edit_distance("athlete", "athelte"), 1);
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < 6; i++) {
            a[i] = (char)('a' + next_number(&seed) % 3);
            b[i] = (char)('a' + next_number(&seed) % 3);
        }
        a[next_number(&seed) % 7] = '\0';
        b[next_number(&seed) % 7] = '\0';
        a[6] = '\0';
        b[6] = '\0';
        assert_int_equal(str_edit_distance(a, b), slow_distance(a, b));
        assert_int_equal(str_edit_distance(b, a), slow_distance(a, b));
    }
    memset(a, 'x', sizeof a - 1); /* longer than what is compared */
    memset(b, 'y', sizeof b - 1);
    a[sizeof a - 1] = '\0';
    b[sizeof b - 1] = '\0';
    assert_int_equal(str_edit_distance(a, a), 0);
    assert_int_equal(str_edit_distance(a, b), 63);
    assert_int_equal(str_edit_distance(a, ""), 63);
}

/* What is far from all is like none of them. */
static void the_nearest_word_is_near(void **state)
{
    (void)state;
    static const char *const words[] = {"Run", "Ride", "TrailRun", "WeightTraining",
                                        "hrv_rmssd_ms"};
    static const struct {
        const char *wrong;
        const char *meant; /* NULL: nobody knows */
    } cases[] = {{"Rnu", "Run"},
                 {"trailrun", "TrailRun"},
                 {"TrialRun", "TrailRun"},
                 {"Yodelling", NULL},
                 {"x", NULL},
                 {"Weight", "WeightTraining"},
                 {"WightTraning", "WeightTraining"},
                 {"hrv_rmsd", "hrv_rmssd_ms"},
                 {"Walk", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str_nearest nearest = {.wrong = cases[i].wrong};
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            str_nearest_add(&nearest, words[k]);
        }
        if (cases[i].meant == NULL) {
            assert_null(nearest.best);
        } else {
            assert_string_equal(nearest.best, cases[i].meant);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_but_surrogates_is_utf8),
        cmocka_unit_test(byte_sequences_agree_with_the_unicode_table),
        cmocka_unit_test(copies_are_cut_at_boundaries),
        cmocka_unit_test(cleans_to_one_line_of_plain_text),
        cmocka_unit_test(every_code_point_is_kept_or_becomes_a_space),
        cmocka_unit_test(cleaned_text_is_cut_at_boundaries),
        cmocka_unit_test(a_small_target_is_never_overrun),
        cmocka_unit_test(compares_ascii_without_case),
        cmocka_unit_test(a_buffer_grows_and_stays_terminated),
        cmocka_unit_test(a_limited_buffer_drops_what_does_not_fit),
        cmocka_unit_test(taking_empties_the_buffer),
        cmocka_unit_test(edit_distances),
        cmocka_unit_test(the_nearest_word_is_near),
    };
    return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
