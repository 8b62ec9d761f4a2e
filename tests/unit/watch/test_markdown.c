#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "watch/markdown.h"
#include "base/banned.h"

static const struct watch_page page = {
    .athlete = "i7",
    .activity_id = "i12",
    .revision = "0123456789abcdef0123456789abcdef",
    .verdict = "as_planned",
    .title = "Ride \"Hills_and_more\", Fri 2026-11-20 07:00",
    .text = "AS PLANNED: Ride of Fri 2026-11-20.\n"
            "Plan: 2 of 2 work steps on target.\n"
            "1. \"hard\" 270 W: on_target\n"
            "2. \"hard\" 268 W: on_target\n"
            "Next 48 h: rest.\n"
            "Ask: RPE 1-10? Keep it with log_checkin, session.activity_id i12.\n"
            "Missing: streams (no_data, 1): none\n"
            "[intervals.icu | athlete i7]"};

static void a_page_is_this_text(void **state)
{
    static const char expected[] =
        "---\nathlete: i7\nactivity: i12\nrevision: 0123456789abcdef0123456789abcdef\n"
        "verdict: as_planned\n---\n\n"
        "# Ride \"Hills_and_more\", Fri 2026-11-20 07:00\n\n"
        "AS PLANNED: Ride of Fri 2026-11-20.\n\n"
        "- Plan: 2 of 2 work steps on target.\n"
        "    1. \"hard\" 270 W: on_target\n"
        "    2. \"hard\" 268 W: on_target\n"
        "\n## Next 48 hours\n\n- rest.\n"
        "\n## To tell your assistant (0 counts as well)\n\n- RPE 1-10?\n"
        "\n## Not known\n\n- streams (no_data, 1): none\n"
        "\n---\n\n[intervals.icu | athlete i7]\n";
    struct str_buf text = {0};
    (void)state;
    watch_markdown_write(&text, &page, true);
    assert_string_equal(str_buf_text(&text), expected);
    str_buf_clear(&text);
    watch_markdown_write(&text, &page, false);
    assert_string_equal(str_buf_text(&text), strstr(expected, "# Ride"));
    str_buf_release(&text);
}

static void names_cannot_become_markup(void **state)
{
    static const struct {
        const char *name;
        const char *shown;
    } cases[] = {
        {"[a](http://x)", "[a]\\(http://x)"},
        {"![a](b)", "\\![a]\\(b)"},
        {"[a][b]", "[a]\\[b]"},
        {"<script>", "\\<script>"},
        {"`x` *y* _z_ a_b", "\\`x\\` \\*y\\* \\_z\\_ a_b"},
        {"&lt; a & b", "\\&lt; a & b"},
        {"\\", "\\\\"},
        {"~~x~~", "\\~\\~x\\~\\~"},
        {"Zürich_See", "Zürich_See"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct watch_page one = page;
        struct str_buf text = {0};
        struct str_buf expected = {0};
        one.title = cases[i].name;
        watch_markdown_write(&text, &one, false);
        str_buf_printf(&expected, "# %s\n\nAS", cases[i].shown);
        assert_int_equal(
            strncmp(str_buf_text(&text), str_buf_text(&expected), expected.length), 0);
        str_buf_release(&text);
        str_buf_release(&expected);
    }
}

static void a_text_of_one_line_or_with_gaps_is_fine(void **state)
{
    struct watch_page one = page;
    struct str_buf text = {0};
    (void)state;
    one.text = "NOT ANALYSED";
    watch_markdown_write(&text, &one, false);
    assert_non_null(strstr(str_buf_text(&text), "\n\nNOT ANALYSED\n\n"));
    str_buf_clear(&text);
    one.text = "Gist\n\nafter a gap\n";
    watch_markdown_write(&text, &one, false);
    assert_non_null(strstr(str_buf_text(&text), "\n\nGist\n\n- after a gap\n"));
    str_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_this_text),
        cmocka_unit_test(names_cannot_become_markup),
        cmocka_unit_test(a_text_of_one_line_or_with_gaps_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
