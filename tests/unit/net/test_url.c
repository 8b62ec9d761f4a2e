#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/url.h"
#include "base/banned.h"

static void reads_origins(void **state)
{
    static const struct {
        const char *url;
        bool is_https;
        int port;
        const char *host;
    } cases[] = {
        {"https://intervals.icu/api/v1", true, 443, "intervals.icu"},
        {"HTTPS://Intervals.ICU", true, 443, "intervals.icu"},
        {"http://127.0.0.1:8080?x=1", false, 8080, "127.0.0.1"},
        {"http://[::1]:65535/", false, 65535, "[::1]"},
        {"http://a_b-c.d/@x:y", false, 80, "a_b-c.d"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net__origin origin;
        assert_true(net__origin_parse(cases[i].url, &origin, NULL));
        assert_int_equal(origin.is_https, cases[i].is_https);
        assert_int_equal(origin.port, cases[i].port);
        assert_string_equal(origin.host, cases[i].host);
    }
}

static void refuses_the_rest(void **state)
{
    static const char *const urls[] = {
        "",
        "h",
        "http:/a",
        "http://",
        "http:///x",
        "http://[]/",
        "http://[::1/",
        "http://[g::]/",
        "file:///etc/passwd",
        "http://user@host/",
        "http://user:word@host/",
        "http://good.example\\@evil.example/",
        "http://good.example#@evil.example/",
        "http://good.example:80:81/",
        "http://a:0/",
        "http://a:65536/",
        "http://a:99999999999999/",
        "http://a:/",
        "http://a/ b",
        "http://a/\r\nX: y",
        "http://a/\x7f",
        "http://caf\xc3\xa9/",
    };
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct net__origin origin = {.port = 7};
        struct err err = {0};
        assert_false(net__origin_parse(urls[i], &origin, &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
        assert_int_equal(origin.port, 7);
    }
}

static void bounds_its_length(void **state)
{
    char url[NET__URL_BYTES_MAX + 2];
    struct net__origin origin;
    (void)state;
    memset(url, 'a', sizeof url);
    memcpy(url, "http://a/", 9);
    url[NET__URL_BYTES_MAX] = '\0';
    assert_true(net__origin_parse(url, &origin, NULL));
    url[NET__URL_BYTES_MAX] = 'a';
    url[NET__URL_BYTES_MAX + 1] = '\0';
    assert_false(net__origin_parse(url, &origin, NULL));
    memset(url + 7, 'a', 300); /* a host of 300 bytes */
    url[400] = '\0';
    assert_false(net__origin_parse(url, &origin, NULL));
}

static void compares_scheme_host_and_port(void **state)
{
    struct net__origin a;
    struct net__origin b;
    (void)state;
    assert_true(net__origin_parse("https://a/x", &a, NULL));
    assert_true(net__origin_parse("https://A:443/y", &b, NULL));
    assert_true(net__origin_equal(&a, &b));
    assert_true(net__origin_parse("http://a:443/", &b, NULL));
    assert_false(net__origin_equal(&a, &b));
    assert_true(net__origin_parse("https://a:444/", &b, NULL));
    assert_false(net__origin_equal(&a, &b));
    assert_true(net__origin_parse("https://a.b/", &b, NULL));
    assert_false(net__origin_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_origins),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(bounds_its_length),
        cmocka_unit_test(compares_scheme_host_and_port),
    };
    return cmocka_run_group_tests_name("net/url", tests, NULL, NULL);
}
