/* What goes wrong on the way, and how it is told: the cause and the host, never a secret.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netdb.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "rig.h"
#include "base/banned.h"

static atomic_int n_slow_lookups;

/* libcurl's resolver thread finds this one instead of libc's (ENABLE_EXPORTS). */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *wanted,
                struct addrinfo **ret_list)
{
    (void)service;
    (void)wanted;
    (void)ret_list;
    if (strcmp(name, "slow.test") == 0) {
        (void)usleep(1000 * 1000);
        (void)atomic_fetch_add(&n_slow_lookups, 1);
    }
    return EAI_NONAME;
}

/* The given-up lookup's thread ends: leak checkers see a clean house. */
static void lookup_wait(int n_lookups)
{
    while (atomic_load(&n_slow_lookups) < n_lookups) {
        (void)usleep(10 * 1000);
    }
    (void)usleep(100 * 1000);
}

static const struct outcome *fetch_url(struct rig *rig, const char *url)
{
    const struct net_request request = {.url = url,
                                        .auth = NET_AUTH_BASIC,
                                        .user = "API_KEY",
                                        .secret = "s3cret",
                                        .total_timeout_ms = 5000,
                                        .is_retryable = true};
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->status, 0);
    assert_null(strstr(outcome->err.message, "s3cret"));
    assert_null(strstr(outcome->err.message, "path"));
    assert_string_not_equal(outcome->err.hint, "");
    return outcome;
}

static void tells_bad_requests(void **state)
{
    struct rig *rig = *state;
    static const char *const urls[] = {"", "ftp://a/path", "http://me:s3cret@a/path",
                                       "http://a b/path", "http://a:99999/path"};
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        assert_int_equal(fetch_url(rig, urls[i])->err.code, ERR_BAD_ARGUMENT);
    }
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.headers[0] = (struct net_header){"X-A", "1\r\nX-B: 2"};
    const struct outcome *by_header = rig_fetch(rig, &request);
    request = rig_get(rig, "/", url);
    request.auth = NET_AUTH_BEARER;
    request.secret = "to\nken";
    const struct outcome *by_secret = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(by_header->err.code, ERR_BAD_ARGUMENT);
    assert_int_equal(by_secret->err.code, ERR_BAD_ARGUMENT);
    assert_int_equal(rig->server.n_connections, 0);
}

static void tells_a_refused_connection(void **state)
{
    struct rig *rig = *state;
    const struct outcome *outcome = fetch_url(rig, "http://127.0.0.1:1/path?q=path");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_string_equal(outcome->err.message,
                        "no connection to 127.0.0.1:1: connection refused");
}

static void tells_an_unknown_host(void **state)
{
    struct rig *rig = *state;
    const struct outcome *outcome = fetch_url(rig, "https://nothing.test/path");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_string_equal(outcome->err.message, "the address of nothing.test was not found");
}

static void tells_a_host_that_never_gets_to_tls(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    REPLIES(&rig->server, {.text = OK_TEXT, .end = REPLY_CLOSE});
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%d/path", rig->server.port);
    /* The server waits for an empty line, libcurl for the server's hello. */
    const struct net_request request = {.url = url, .total_timeout_ms = 300};
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_TIMEOUT);
    assert_non_null(strstr(outcome->err.message, "no connection to 127.0.0.1:"));
}

static void tells_a_lookup_that_takes_too_long_without_waiting_for_it(void **state)
{
    struct rig *rig = *state;
    const struct net_request request = {.url = "http://slow.test/",
                                        .connect_timeout_ms = 100};
    uint64_t start_ms = uv_hrtime() / 1000000;
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_true(uv_hrtime() / 1000000 - start_ms < 900);
    assert_int_equal(outcome->err.code, ERR_TIMEOUT);
    assert_string_equal(outcome->err.message,
                        "the address of slow.test was not found within 0.1 s");
    (void)usleep(800 *
                 1000); /* the lookup's thread ends: leak checkers see a clean house */
}

static void cancels_a_lookup_without_waiting_for_it(void **state)
{
    struct rig *rig = *state;
    const struct net_request slow = {.url = "http://slow.test/"};
    char url[URL_SIZE];
    const struct net_request quick = rig_get(rig, "/", url);
    REPLIES(&rig->server, {.text = OK_TEXT});
    uint64_t start_ms = uv_hrtime() / 1000000;
    const struct outcome *cancelled = rig_fetch(rig, &slow);
    struct outcome *quick_outcome = rig_fetch(rig, &quick);
    quick_outcome->cancels_id = cancelled->id;
    rig_run(rig);
    assert_true(uv_hrtime() / 1000000 - start_ms < 900);
    assert_int_equal(cancelled->err.code, ERR_CANCELLED);
    lookup_wait(1);
}

static void tells_silence(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.total_timeout_ms = 150;
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", .end = REPLY_STALL});
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_TIMEOUT);
    assert_non_null(
        strstr(outcome->err.message, "did not answer completely within 0.15 s"));
    assert_int_equal(rig->server.n_requests, 1);
}

static void tells_what_is_not_http(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = "SSH-2.0-OpenSSH_9.2\r\n\r\n", .end = REPLY_CLOSE});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "does not speak HTTP"));
}

static void tells_a_missing_library(void **state)
{
    struct rig *rig = *state;
    static const char *const names[] = {"libcurl-of-nowhere.so.4", NULL};
    const struct net_options options = {.curl_names = names};
    rig_stop(rig);
    rig_start(rig, &options);
    const struct outcome *outcome = fetch_url(rig, "http://127.0.0.1:1/path");
    assert_int_equal(outcome->err.code, ERR_INTERNAL);
    assert_non_null(strstr(outcome->err.message, "libcurl-of-nowhere.so.4"));
    assert_non_null(strstr(outcome->err.hint, "libcurl3-gnutls"));
}

static void tells_a_library_that_is_another(void **state)
{
    struct rig *rig = *state;
    static const char *const names[] = {"libm.so.6", NULL};
    const struct net_options options = {.curl_names = names};
    rig_stop(rig);
    rig_start(rig, &options);
    const struct outcome *outcome = fetch_url(rig, "http://127.0.0.1:1/path");
    assert_non_null(strstr(outcome->err.message, "libm.so.6 has no curl_global_init"));
}

static int set_up(void **state)
{
    struct rig *rig = xcalloc(1, sizeof *rig);
    rig_start(rig, NULL);
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    rig_stop(*state);
    free(*state);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(tells_bad_requests),
        CASE(tells_a_refused_connection),
        CASE(tells_an_unknown_host),
        CASE(tells_a_host_that_never_gets_to_tls),
        CASE(tells_a_lookup_that_takes_too_long_without_waiting_for_it),
        CASE(cancels_a_lookup_without_waiting_for_it),
        CASE(tells_silence),
        CASE(tells_what_is_not_http),
        CASE(tells_a_missing_library),
        CASE(tells_a_library_that_is_another),
    };
    return cmocka_run_group_tests_name("net/trouble", tests, NULL, NULL);
}
