/* Headers: single ones, base64 marks, Accept, Host and Origin, tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "mcp/http_headers.h"

static void names_are_found_in_any_case_and_bounded(void **state)
{
    (void)state;
    struct mcp__headers headers = {0};
    mcp__headers_add(&headers, "MCP-Method", "a");
    mcp__headers_add(&headers, "X", NULL);
    assert_string_equal(mcp__headers_get(&headers, "mcp-method"), "a");
    assert_string_equal(mcp__headers_get(&headers, "x"), "");
    assert_null(mcp__headers_get(&headers, "mcp-metho"));
    for (size_t i = 0; i < 100; i++) {
        mcp__headers_add(&headers, "Y", "1");
    }
    assert_true(headers.is_cut);
    assert_int_equal(headers.n_items, LIMIT_HTTP_HEADERS);
}

static void what_decides_stands_once(void **state)
{
    (void)state;
    static const char *const single[] = {
        "Host",           "origin",           "AUTHORIZATION", "Content-Type",
        "Content-Length", "Mcp-Method",       "mcp-param-a",   "Last-Event-ID",
        "mcp-session-id", "Transfer-Encoding"};
    static const char *const several[] = {"Accept", "Cookie", "Mc", "X-Mcp-Name"};
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
        struct mcp__headers headers = {0};
        mcp__headers_add(&headers, single[i], "a");
        mcp__headers_add(&headers, "Other", "a");
        assert_null(mcp__headers_repeated(&headers));
        mcp__headers_add(&headers, single[i], "a");
        assert_string_equal(mcp__headers_repeated(&headers), single[i]);
    }
    for (size_t i = 0; i < sizeof several / sizeof several[0]; i++) {
        struct mcp__headers headers = {0};
        mcp__headers_add(&headers, several[i], "a");
        mcp__headers_add(&headers, several[i], "b");
        assert_null(mcp__headers_repeated(&headers));
    }
}

static void base64_is_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        const char *text; /* NULL: refused */
    } cases[] = {
        {"hello", "hello"},
        {" \t hello\t ", "hello"},
        {"", ""},
        {"=?base64?SGVsbG8=?=", "Hello"},
        {"  =?base64?SGVsbG8=?= ", "Hello"},
        {"=?base64?"
         "?=",
         ""},
        {"=?base64?w7w=?=", "\xc3\xbc"},
        {"=?base64?SGVsbG8=", "=?base64?SGVsbG8="},
        {"SGVsbG8=?=", "SGVsbG8=?="},
        {"=?BASE64?SGVsbG8=?=", "=?BASE64?SGVsbG8=?="},
        {"=?base64?=", "=?base64?="}, /* the marks overlap: literal */
        {"=?base64?SGVsbG8?=", NULL},
        {"=?base64?SGVsbG8==?=", NULL},
        {"=?base64?SGVs!!!bG8=?=", NULL},
        {"=?base64?SGVs bG8=?=", NULL},
        {"=?base64?SGVsbG9=?=", NULL}, /* bits that stand for nothing */
        {"=?base64?SGVsbG-_?=", NULL}, /* the other alphabet */
        {"=?base64?====?=", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_FREE char *text = NULL;
        size_t n_bytes = 0;
        bool is_read = mcp__header_decode(cases[i].value, &text, &n_bytes);
        if (is_read != (cases[i].text != NULL)) {
            fail_msg("%s", cases[i].value);
        }
        if (is_read) {
            assert_string_equal(text, cases[i].text);
            assert_int_equal(n_bytes, strlen(cases[i].text));
        }
    }
    assert_true(mcp__header_is("=?base64?YQBi?=", "a\0b", 3));
    assert_false(mcp__header_is("=?base64?YQBi?=", "a", 1));
    assert_false(mcp__header_is("A", "a", 1));
}

static void accept_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        bool takes_json;
        bool takes_events;
    } cases[] = {
        {NULL, true, true},
        {"", false, false},
        {"*/*", true, true},
        {"application/json, text/event-stream", true, true},
        {"text/event-stream;q=0.9,application/json;q=0", false, true},
        {"application/json; q=0.0", false, false},
        {"application/json;q=0.001", true, false},
        {"APPLICATION/JSON", true, false},
        {"application/*", true, false},
        {"text/*;level=1;q=0", false, false},
        {"application/jsonp", false, false},
        {"json", false, false},
        {",,, ,application/json", true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool takes_json = mcp__accepts(cases[i].accept, "application", "json");
        bool takes_events = mcp__accepts(cases[i].accept, "text", "event-stream");
        if (takes_json != cases[i].takes_json || takes_events != cases[i].takes_events) {
            fail_msg("%s", cases[i].accept != NULL ? cases[i].accept : "(none)");
        }
    }
    assert_true(mcp__is_json_type("application/json"));
    assert_true(mcp__is_json_type(" Application/Json;charset=utf-8"));
    assert_false(mcp__is_json_type("application/json-rpc"));
    assert_false(mcp__is_json_type(NULL));
    assert_false(mcp__is_json_type(""));
}

static void hosts_and_origins_are_exact(void **state)
{
    (void)state;
    static const char *const hosts[] = {"coach.example.org"};
    static const char *const origins[] = {"https://claude.ai"};
    const struct mcp__http_names here = {.is_loopback = true, .address = "127.0.0.1"};
    const struct mcp__http_names proxied = {.is_loopback = false,
                                            .address = "192.0.2.7",
                                            .hosts = hosts,
                                            .n_hosts = 1,
                                            .origins = origins,
                                            .n_origins = 1};
    assert_true(mcp__host_is_allowed(&here, "localhost:8765"));
    assert_true(mcp__host_is_allowed(&here, "[::1]"));
    assert_false(mcp__host_is_allowed(&here, "coach.example.org"));
    assert_false(mcp__host_is_allowed(&here, "localhost.evil.com"));
    assert_false(mcp__host_is_allowed(&here, "localhost:"));
    assert_false(mcp__host_is_allowed(&here, "localhost:123456"));
    assert_false(mcp__host_is_allowed(&here, NULL));
    assert_true(mcp__host_is_allowed(&proxied, "Coach.Example.org:443"));
    assert_true(mcp__host_is_allowed(&proxied, "192.0.2.7:80"));
    assert_false(mcp__host_is_allowed(&proxied, "localhost"));
    assert_false(mcp__host_is_allowed(&proxied, "coach.example.org.evil.com"));
    assert_false(mcp__host_is_allowed(&proxied, "evil.com/coach.example.org"));

    assert_true(mcp__origin_is_allowed(&proxied, NULL));
    assert_true(mcp__origin_is_allowed(&proxied, "https://claude.ai"));
    assert_false(mcp__origin_is_allowed(&proxied, "https://claude.ai:444"));
    assert_false(mcp__origin_is_allowed(&proxied, "http://claude.ai"));
    assert_false(mcp__origin_is_allowed(&proxied, "https://claude.ai.evil.com"));
    assert_false(mcp__origin_is_allowed(&proxied, "http://localhost"));
    assert_true(mcp__origin_is_allowed(&here, "http://localhost:3000"));
    assert_false(mcp__origin_is_allowed(&here, "http://localhost:3000/a"));
    assert_false(mcp__origin_is_allowed(&here, "null"));
    assert_false(mcp__origin_is_allowed(&here, "ftp://localhost"));
}

static void tokens_are_cut_out(void **state)
{
    (void)state;
    assert_string_equal(mcp__bearer_token("Bearer abc"), "abc");
    assert_string_equal(mcp__bearer_token("bearer   abc def"), "abc def");
    assert_null(mcp__bearer_token("Bearer"));
    assert_null(mcp__bearer_token("Bearer "));
    assert_null(mcp__bearer_token("Basic abc"));
    assert_null(mcp__bearer_token("Bearerabc"));
    assert_null(mcp__bearer_token(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_in_any_case_and_bounded),
        cmocka_unit_test(what_decides_stands_once),
        cmocka_unit_test(base64_is_read_strictly),
        cmocka_unit_test(accept_is_read),
        cmocka_unit_test(hosts_and_origins_are_exact),
        cmocka_unit_test(tokens_are_cut_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
