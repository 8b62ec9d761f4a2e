/* Attempts after the first: what is sent again, how often, when; pauses; redirects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "rig.h"
#include "base/banned.h"

#define BUSY                                                                               \
    "HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\nContent-Length: "                     \
    "13\r\n\r\n<html></html>"
#define LIMITED "HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n"

static void repeats_a_503(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = BUSY}, {.text = OK_TEXT});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->status, 200);
    assert_int_equal(outcome->n_attempts, 2);
    assert_string_equal(outcome->body, "{}");
}

static void gives_a_lasting_503_after_three_attempts(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = BUSY});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->status, 503);
    assert_int_equal(outcome->n_attempts, 3);
    assert_string_equal(outcome->body, "<html></html>");
    assert_int_equal(rig->server.n_requests, 3);
}

static void repeats_a_500_once(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"});
    assert_int_equal(rig_get_now(rig, "/")->n_attempts, 2);
}

static void does_not_repeat_a_404(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"});
    assert_int_equal(rig_get_now(rig, "/")->n_attempts, 1);
}

static void repeats_after_each_kind_of_broken_connection(void **state)
{
    struct rig *rig = *state;
    static const struct reply broken[] = {
        {.text = "", .end = REPLY_RESET},
        {.text = "", .end = REPLY_CLOSE},
        {.text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", .end = REPLY_RESET},
        {.text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", .end = REPLY_RESET},
        {.text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcd", .end = REPLY_CLOSE},
        {.text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n",
         .end = REPLY_CLOSE},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        const struct reply replies[] = {broken[i], {.text = OK_TEXT, .end = REPLY_CLOSE}};
        server_script(&rig->server, replies, 2);
        rig->server.n_requests = 0;
        const struct outcome *outcome = rig_get_now(rig, "/");
        assert_int_equal(outcome->status, 200);
        assert_string_equal(outcome->body, "{}");
        assert_int_equal(rig->server.n_requests, 2);
    }
}

static void gives_up_on_a_reply_that_is_always_cut_off(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcd",
                           .end = REPLY_CLOSE});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "was cut off"));
    assert_int_equal(rig->server.n_requests, 3);
}

static void repeats_nothing_that_is_not_retryable(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.is_retryable = false;
    REPLIES(&rig->server, {.text = BUSY}, {.text = "", .end = REPLY_RESET},
            {.text = LIMITED "\r\n"});
    const struct outcome *busy = rig_fetch(rig, &request);
    rig_run(rig);
    const struct outcome *reset = rig_fetch(rig, &request);
    rig_run(rig);
    const struct outcome *limited = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(busy->status, 503);
    assert_int_equal(reset->err.code, ERR_UPSTREAM);
    assert_int_equal(limited->err.code, ERR_RATE_LIMITED);
    assert_int_equal(rig->server.n_requests, 3);
}

static void a_429_stops_all_until_retry_after(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    char late_url[URL_SIZE];
    REPLIES(&rig->server, {.text = LIMITED "Retry-After: 1\r\n\r\n"}, {.text = OK_TEXT});
    const struct net_request request = rig_get(rig, "/", url);
    const struct net_request late = rig_get(rig, "/late", late_url);
    const struct outcome *first = rig_fetch(rig, &request);
    while (rig->server.n_requests == 0 || rig->server.n_busy > 0) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    uint64_t start_ms = rig->server.seen[0].at_ms;
    while (uv_now(&rig->loop) < start_ms + 50) { /* the client reads it */
        (void)uv_run(&rig->loop, UV_RUN_NOWAIT);
    }
    const struct outcome *second = rig_fetch(rig, &late);
    rig_run(rig);
    assert_int_equal(first->status, 200);
    assert_int_equal(first->n_attempts, 2);
    assert_int_equal(second->status, 200);
    assert_int_equal(rig->server.n_requests, 3);
    assert_true(rig->server.seen[1].at_ms >= start_ms + 990);
    assert_true(rig->server.seen[2].at_ms >= start_ms + 990);
    assert_true(rig->server.seen[2].at_ms < start_ms + 4000);
}

static void a_429_without_retry_after_backs_off(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = LIMITED "\r\n"});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_RATE_LIMITED);
    assert_int_equal(outcome->err.retry_after_s, 0);
    assert_int_equal(rig->server.n_requests, 3);
    assert_non_null(strstr(outcome->err.message, "429"));
}

static void a_long_retry_after_is_told_and_refuses_the_others(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = LIMITED "Retry-After: 90\r\n\r\n"}, {.text = OK_TEXT});
    char url[URL_SIZE];
    const struct net_request request = rig_get(rig, "/", url);
    const struct outcome *outcomes[6];
    for (size_t i = 0; i < 6; i++) { /* the first four fly: three of them get a 200 */
        outcomes[i] = rig_fetch(rig, &request);
    }
    rig_run(rig);
    assert_int_equal(outcomes[0]->err.code, ERR_RATE_LIMITED);
    assert_int_equal(outcomes[0]->err.retry_after_s, 90);
    assert_string_equal(outcomes[0]->err.hint, "Try again in 90 s.");
    const struct outcome *later = rig_get_now(rig, "/");
    assert_int_equal(later->err.code, ERR_RATE_LIMITED);
    assert_in_range(later->err.retry_after_s, 85, 90);
    assert_int_equal(outcomes[5]->err.code, ERR_RATE_LIMITED);
    assert_int_equal(rig->server.n_requests, 4);
}

static void reads_retry_after_as_a_date(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server,
            {.text = LIMITED "Retry-After: Sat, 01 Jan 2124 00:00:00 GMT\r\n\r\n"});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_RATE_LIMITED);
    assert_true(outcome->err.retry_after_s > 86400);
    assert_int_equal(rig->server.n_requests, 1);
}

static void a_past_date_and_nonsense_count_as_not_said(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server,
            {.text = LIMITED "Retry-After: Sat, 01 Jan 2000 00:00:00 GMT\r\n\r\n"},
            {.text = LIMITED "Retry-After: soon\r\n\r\n"},
            {.text = LIMITED "Retry-After: -5\r\n\r\n"});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_RATE_LIMITED);
    assert_int_equal(outcome->err.retry_after_s, 0);
    assert_int_equal(rig->server.n_requests, 3);
}

static void a_503_that_asks_for_long_is_given_at_once(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 503 Down\r\nRetry-After: 120\r\n"
                     "Content-Length: 0\r\n\r\n"},
            {.text = OK_TEXT});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->status, 503);
    assert_int_equal(outcome->retry_after_s, 120);
    assert_int_equal(rig_get_now(rig, "/")->status, 200); /* others are not held up */
}

static void the_deadline_spans_all_attempts(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.total_timeout_ms = 400;
    REPLIES(&rig->server, {.text = BUSY, .delay_ms = 150}, {.text = BUSY, .delay_ms = 150},
            {.text = BUSY, .delay_ms = 2000});
    uint64_t start_ms = uv_hrtime() / 1000000;
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_TIMEOUT);
    assert_in_range(uv_hrtime() / 1000000 - start_ms, 380, 1200);
}

/* Relative, absolute, and with a login of the redirect's own, which is not used. */
static void follows_a_redirect_to_the_same_origin(void **state)
{
    struct rig *rig = *state;
    static const struct {
        enum net_auth auth;
        const char *location;
        const char *header;
    } cases[] = {{NET_AUTH_BEARER, "/new?x=1", "Authorization: Bearer s3/cr@t"},
                 {NET_AUTH_BASIC, "/new?x=1", "Authorization: Basic QVBJX0tFWTpzMy9jckB0"},
                 {NET_AUTH_BASIC, "http://127.0.0.1:%d/new?x=1",
                  "Authorization: Basic QVBJX0tFWTpzMy9jckB0"},
                 {NET_AUTH_BASIC, "http://a:b@127.0.0.1:%d/new?x=1",
                  "Authorization: Basic QVBJX0tFWTpzMy9jckB0"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char location[80];
        char text[200];
        char url[URL_SIZE];
        const char *port = strstr(cases[i].location, "%d");
        int n_before = port != NULL ? (int)(port - cases[i].location) : 0;
        (void)snprintf(location, sizeof location, "%s", cases[i].location);
        if (port != NULL) {
            (void)snprintf(location, sizeof location, "%.*s%d%s", n_before,
                           cases[i].location, rig->server.port, port + 2);
        }
        (void)snprintf(text, sizeof text,
                       "HTTP/1.1 301 Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
                       location);
        struct net_request request = rig_get(rig, "/old", url);
        request.auth = cases[i].auth;
        request.user = "API_KEY";
        request.secret = "s3/cr@t";
        const struct reply replies[] = {{.text = text}, {.text = OK_TEXT}};
        rig->server.n_requests = 0;
        server_script(&rig->server, replies, 2);
        const struct outcome *outcome = rig_fetch(rig, &request);
        rig_run(rig);
        assert_int_equal(outcome->status, 200);
        const char *seen = rig->server.seen[1].text;
        assert_non_null(strstr(seen, "GET /new?x=1 HTTP/1.1\r\n"));
        assert_non_null(strstr(seen, cases[i].header));
    }
}

static void ends_a_redirect_loop(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_int_equal(rig->server.n_requests, 4);
}

/* One server of our own is the other host: it must see no connection. */
static void follows_no_redirect_elsewhere(void **state)
{
    struct rig *rig = *state;
    struct server other;
    server_start(&other, &rig->loop);
    REPLIES(&other, {.text = OK_TEXT});
    char location[3][64];
    (void)snprintf(location[0], 64, "http://127.0.0.1:%d/", other.port);
    (void)snprintf(location[1], 64, "//localhost:%d/path", rig->server.port);
    (void)snprintf(location[2], 64, "file:///etc/passwd");
    for (size_t i = 0; i < 3; i++) {
        char text[256];
        (void)snprintf(text, sizeof text,
                       "HTTP/1.1 307 Go\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
                       location[i]);
        const struct reply reply = {.text = text};
        char url[URL_SIZE];
        struct net_request request = rig_get(rig, "/", url);
        request.auth = NET_AUTH_BASIC;
        request.secret = "s3cret";
        server_script(&rig->server, &reply, 1);
        const struct outcome *outcome = rig_fetch(rig, &request);
        rig_run(rig);
        assert_int_equal(outcome->err.code, ERR_UPSTREAM);
        assert_non_null(strstr(outcome->err.message, "which is not followed"));
        assert_null(strstr(outcome->err.message, "path"));
    }
    assert_int_equal(other.n_connections, 0);
    assert_int_equal(rig->server.n_requests, 3);
    server_stop(&other);
    assert_int_equal(uv_run(&rig->loop, UV_RUN_DEFAULT), 0);
}

static void follows_no_redirect_of_a_write(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.method = NET_POST;
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"});
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_int_equal(rig->server.n_requests, 1);
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
        CASE(repeats_a_503),
        CASE(gives_a_lasting_503_after_three_attempts),
        CASE(repeats_a_500_once),
        CASE(does_not_repeat_a_404),
        CASE(repeats_after_each_kind_of_broken_connection),
        CASE(gives_up_on_a_reply_that_is_always_cut_off),
        CASE(repeats_nothing_that_is_not_retryable),
        CASE(a_429_stops_all_until_retry_after),
        CASE(a_429_without_retry_after_backs_off),
        CASE(a_long_retry_after_is_told_and_refuses_the_others),
        CASE(reads_retry_after_as_a_date),
        CASE(a_past_date_and_nonsense_count_as_not_said),
        CASE(a_503_that_asks_for_long_is_given_at_once),
        CASE(the_deadline_spans_all_attempts),
        CASE(follows_a_redirect_to_the_same_origin),
        CASE(ends_a_redirect_loop),
        CASE(follows_no_redirect_elsewhere),
        CASE(follows_no_redirect_of_a_write),
    };
    return cmocka_run_group_tests_name("net/repeat", tests, NULL, NULL);
}
