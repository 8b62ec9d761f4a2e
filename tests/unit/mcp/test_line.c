/* mcp/line.h: framing, and that the chunks a line comes in never matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/xalloc.h"
#include "mcp/line.h"
#include "base/banned.h"

/* All lines of bytes fed in chunks of the sizes that next_size gives, as "[line][line]";
 * "!" too long. */
static char *lines_of(const char *bytes, size_t n_bytes, size_t (*next_size)(uint64_t *),
                      uint64_t seed)
{
    struct mcp__lines lines = {0};
    struct str_buf seen = {0};
    size_t at = 0;
    while (at <= n_bytes) {
        size_t n_now = next_size(&seed);
        n_now = n_now > n_bytes - at ? n_bytes - at : n_now;
        AUTO_FREE char *chunk =
            xmalloc(n_now); /* its own memory: ASan sees a byte too far */
        memcpy(chunk, bytes + at, n_now);
        if (at == n_bytes) {
            mcp__lines_end(&lines);
        }
        mcp__lines_feed(&lines, chunk, n_now);
        enum mcp__line_kind kind = MCP__LINE_WHOLE;
        while (kind != MCP__LINE_NONE) {
            const char *text = NULL;
            size_t length = 0;
            kind = mcp__lines_take(&lines, &text, &length);
            if (kind == MCP__LINE_WHOLE) {
                str_buf_add(&seen, "[");
                str_buf_add_bytes(&seen, text, length);
                str_buf_add(&seen, "]");
            } else if (kind == MCP__LINE_TOO_LONG) {
                str_buf_add(&seen, "!");
            }
        }
        at += at == n_bytes ? 1 : n_now;
    }
    mcp__lines_release(&lines);
    return str_buf_take(&seen);
}

static size_t all_at_once(uint64_t *seed)
{
    (void)seed;
    return SIZE_MAX;
}

static size_t one_byte(uint64_t *seed)
{
    (void)seed;
    return 1;
}

static size_t random_size(uint64_t *seed)
{
    *seed ^= *seed << 13U;
    *seed ^= *seed >> 7U;
    *seed ^= *seed << 17U;
    return 1 + (size_t)(*seed % 17);
}

static void check(const char *bytes, const char *expected)
{
    AUTO_FREE char *whole = lines_of(bytes, strlen(bytes), all_at_once, 1);
    AUTO_FREE char *single = lines_of(bytes, strlen(bytes), one_byte, 1);
    assert_string_equal(whole, expected);
    assert_string_equal(single, expected);
}

static void test_lines(void **state)
{
    (void)state;
    check("", "");
    check("\n\r\n \t\r\n", "");
    check("a\nbc\n", "[a][bc]");
    check("a\r\nb", "[a\r][b]");
    check("\n\na", "[a]");
    check("last without end", "[last without end]");
    check("a\n  ", "[a]");
}

static void test_chunks_do_not_matter(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a\":1}\n\n{\"b\":2}\r\n   \nx\ny\nlonger line with words\n\r\nend";
    AUTO_FREE char *expected = lines_of(text, sizeof text - 1, all_at_once, 1);
    for (uint64_t seed = 1; seed < 500; seed++) {
        AUTO_FREE char *seen = lines_of(text, sizeof text - 1, random_size, seed * 7919);
        assert_string_equal(seen, expected);
    }
}

static size_t pages(uint64_t *seed)
{
    (void)seed;
    return 65536;
}

static void test_too_long_is_skipped_to_its_end(void **state)
{
    (void)state;
    struct str_buf text = {0};
    str_buf_add(&text, "before\n");
    size_t start = text.length;
    for (size_t i = 0; i < LIMIT_LINE_BYTES; i++) {
        str_buf_add_bytes(&text, "x", 1);
    }
    str_buf_add(&text, "\nafter\n");
    /* Exactly the limit fits. */
    AUTO_FREE char *fits = lines_of(text.data, text.length, pages, 1);
    assert_int_equal(strlen(fits), LIMIT_LINE_BYTES + strlen("[before][][after]"));
    /* One more does not, wherever the chunks end. */
    text.data[start - 1] = 'y';
    AUTO_FREE char *in_pages = lines_of(text.data, text.length, pages, 1);
    AUTO_FREE char *at_once = lines_of(text.data, text.length, all_at_once, 1);
    assert_string_equal(in_pages, "![after]");
    assert_string_equal(at_once, "![after]");
    /* And without an end at all. */
    AUTO_FREE char *endless =
        lines_of(text.data, text.length - strlen("\nafter\n"), pages, 1);
    assert_string_equal(endless, "!");
    str_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines), cmocka_unit_test(test_chunks_do_not_matter),
        cmocka_unit_test(test_too_long_is_skipped_to_its_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
