/* Which addresses a service may have: the key goes nowhere else. */
#include "support.h"

#include "intervals/http_source.h"
#include "base/banned.h"

static void base_urls(void **state)
{
    static const char *const good[] = {
        "https://intervals.icu",     "https://intervals.icu/", "https://example.org:8443",
        "https://example.org/proxy", "http://localhost",       "http://localhost:8080/",
        "http://127.0.0.1:8080",     "http://[::1]",           "http://[::1]:8080/",
        "https://[2001:db8::1]:8443"};
    static const char *const bad[] = {"",
                                      "intervals.icu",
                                      "ftp://intervals.icu",
                                      "https:/intervals.icu",
                                      "//intervals.icu",
                                      "http://intervals.icu",
                                      "http://127.0.0.2",
                                      "http://localhost.evil.org",
                                      "http://127.0.0.1.evil.org",
                                      "http://[::1].evil.org",
                                      "http://[::1]evil.org",
                                      "http://[::2]",
                                      "http://[::1",
                                      "https://[",
                                      "https://[]",
                                      "https://",
                                      "https:///path",
                                      "https://:8080",
                                      "http://:8080",
                                      "https://user@intervals.icu",
                                      "https://user:pw@intervals.icu",
                                      "http://localhost@evil.org",
                                      "http://localhost:80@evil.org",
                                      "https://intervals.icu?x=1",
                                      "https://intervals.icu#x",
                                      "https://intervals.icu/#",
                                      "https://intervals.icu/a b",
                                      "http://localhost\\@evil.org",
                                      "http://localhost\t",
                                      "https://intervals.icu\n",
                                      "https://intervals.icu\r\nX: y",
                                      ("https://int\x01"
                                       "ervals.icu"),
                                      "https://intervals.icu\x7F",
                                      "https://z\xC3\xBCrich.example",
                                      "http://localhost:80x",
                                      "https://intervals.icu:",
                                      "https://intervals.icu:x",
                                      "https://intervals.icu:80:80",
                                      "https://intervals.icu:123456"};
    char too_long[300];
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct err err = {0};
        if (!intervals_base_url_check(good[i], &err)) {
            fail_msg("%s: %s", good[i], err.message);
        }
    }
    memset(too_long, 'a', sizeof too_long);
    memcpy(too_long, "https://", 8);
    too_long[sizeof too_long - 1] = '\0';
    for (size_t i = 0; i <= COUNT(bad); i++) {
        struct err err = {0};
        const char *url = i < COUNT(bad) ? bad[i] : too_long;
        if (intervals_base_url_check(url, &err)) {
            fail_msg("%s was taken", url);
        }
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
        assert_non_null(strstr(err.hint, "INTERVALS_BASE_URL"));
        assert_null(strstr(err.message, "evil"));
        assert_null(strstr(err.message, "user:pw"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(base_urls)};
    return cmocka_run_group_tests_name("intervals/base_url", tests, NULL, NULL);
}
