/* Many requests: order, pace, limits, cancelling, freeing; each completes exactly once
 * (rig_stop). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/xalloc.h"
#include "rig.h"
#include "base/banned.h"

static struct outcome *fetch_path(struct rig *rig, const char *path)
{
    char url[URL_SIZE];
    const struct net_request request = rig_get(rig, path, url);
    return rig_fetch(rig, &request);
}

/* Other options than the default set-up's. */
static void restart(struct rig *rig, const struct net_options *options)
{
    rig_stop(rig);
    rig_start(rig, options);
}

static void sends_four_at_once(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = OK_TEXT, .delay_ms = 20});
    for (int i = 0; i < 30; i++) {
        (void)fetch_path(rig, "/");
    }
    rig_run(rig);
    assert_int_equal(rig->n_done, 30);
    assert_int_equal(rig->server.n_requests, 30);
    assert_int_equal(rig->server.n_busy_max, LIMIT_FETCHES_IN_FLIGHT);
    assert_true(rig->server.n_connections <= LIMIT_FETCHES_IN_FLIGHT);
}

static void keeps_the_order_of_arrival(void **state)
{
    struct rig *rig = *state;
    restart(rig, &(struct net_options){.n_in_flight_max = 1});
    REPLIES(&rig->server, {.text = OK_TEXT});
    char path[16];
    for (int i = 0; i < 20; i++) {
        (void)snprintf(path, sizeof path, "/%d", i);
        assert_int_equal(fetch_path(rig, path)->id, i + 1);
    }
    rig_run(rig);
    for (size_t i = 0; i < 20; i++) {
        (void)snprintf(path, sizeof path, "GET /%zu ", i);
        assert_memory_equal(rig->server.seen[i].text, path, strlen(path));
        assert_int_equal(rig->outcomes[i].order, i);
    }
}

static void a_repeated_request_goes_first(void **state)
{
    struct rig *rig = *state;
    restart(rig, &(struct net_options){.n_in_flight_max = 1, .backoff_base_ms = 1});
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: 0\r\n\r\n"},
            {.text = OK_TEXT, .delay_ms = 20});
    for (int i = 0; i < 10; i++) {
        (void)fetch_path(rig, "/");
    }
    rig_run(rig);
    assert_true(rig->outcomes[0].order <= 1); /* one may slip in during the backoff */
    assert_int_equal(rig->outcomes[0].n_attempts, 2);
}

static void keeps_the_rate(void **state)
{
    struct rig *rig = *state;
    restart(rig, &(struct net_options){.rate_per_s = 50.0, .burst = 3});
    REPLIES(&rig->server, {.text = OK_TEXT});
    for (int i = 0; i < 9; i++) {
        (void)fetch_path(rig, "/");
    }
    uv_update_time(&rig->loop);
    uint64_t start_ms = uv_now(&rig->loop);
    rig_run(rig);
    for (size_t i = 3; i < 9; i++) {
        assert_true(rig->server.seen[i].at_ms + 1 >= start_ms + 20 * (i - 2));
    }
}

static void cancels_a_waiting_request(void **state)
{
    struct rig *rig = *state;
    restart(rig, &(struct net_options){.n_in_flight_max = 1});
    REPLIES(&rig->server, {.text = OK_TEXT});
    (void)fetch_path(rig, "/kept");
    const struct outcome *outcome = fetch_path(rig, "/dropped");
    (void)fetch_path(rig, "/kept");
    net_fetch_cancel(rig->client, outcome->id);
    assert_int_equal(outcome->n_calls, 0); /* not from inside */
    net_fetch_cancel(rig->client, outcome->id);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_CANCELLED);
    assert_int_equal(rig->server.n_requests, 2);
    net_fetch_cancel(rig->client, outcome->id); /* long gone: harmless */
    net_fetch_cancel(rig->client, 4711);
}

static void cancels_a_request_on_its_way(void **state)
{
    struct rig *rig = *state;
    restart(rig, &(struct net_options){.n_in_flight_max = 1});
    REPLIES(&rig->server, {.text = OK_TEXT, .end = REPLY_STALL, .delay_ms = 60000},
            {.text = OK_TEXT});
    const struct outcome *outcome = fetch_path(rig, "/slow");
    const struct outcome *next = fetch_path(rig, "/next");
    while (rig->server.n_requests == 0) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    net_fetch_cancel(rig->client, outcome->id);
    assert_int_equal(outcome->n_calls, 0);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_CANCELLED);
    assert_int_equal(next->status, 200);
    assert_int_equal(rig->server.n_connections, 2); /* the first was dropped */
}

static void cancels_what_ended_but_was_not_told(void **state)
{
    struct rig *rig = *state;
    const struct net_request bad = {.url = "nonsense"};
    struct outcome *first = rig_fetch(rig, &bad);
    const struct outcome *second = rig_fetch(rig, &bad);
    first->cancels_id = second->id;
    rig_run(rig);
    assert_int_equal(first->err.code, ERR_BAD_ARGUMENT);
    assert_int_equal(second->err.code, ERR_CANCELLED);
}

static void cancels_from_inside_done(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = OK_TEXT}, {.text = OK_TEXT, .delay_ms = 60000});
    struct outcome *first = fetch_path(rig, "/");
    const struct outcome *second = fetch_path(rig, "/");
    first->cancels_id = second->id;
    rig_run(rig);
    assert_int_equal(first->status, 200);
    assert_int_equal(second->err.code, ERR_CANCELLED);
    assert_int_equal(second->order, 1);
}

static void fetches_from_inside_done(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = OK_TEXT});
    fetch_path(rig, "/")->fetches_again = true;
    rig_run(rig);
    assert_int_equal(rig->n_outcomes, 2);
    assert_int_equal(rig->outcomes[1].status, 200);
    assert_non_null(strstr(rig->server.seen[1].text, "GET /again "));
}

static void freeing_tells_all_that_is_pending(void **state)
{
    struct rig *rig = *state;
    const struct net_request bad = {.url = "nonsense"};
    REPLIES(&rig->server, {.text = OK_TEXT, .delay_ms = 60000});
    for (int i = 0; i < 10; i++) {
        (void)fetch_path(rig, "/");
    }
    while (rig->server.n_requests < 4) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    (void)rig_fetch(rig, &bad);
    net_client_free(rig->client);
    rig->client = NULL;
    assert_int_equal(rig->n_done, 11); /* at once */
    for (size_t i = 0; i < 11; i++) {
        assert_int_equal(rig->outcomes[i].err.code, ERR_CANCELLED);
    }
    rig_run(rig);
    assert_int_equal(rig->n_done, 11);
}

static void freeing_from_inside_done(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = OK_TEXT}, {.text = OK_TEXT, .delay_ms = 60000});
    struct outcome *first = fetch_path(rig, "/");
    for (int i = 0; i < 8; i++) {
        (void)fetch_path(rig, "/");
    }
    first->frees_client = true;
    rig_run(rig);
    assert_int_equal(rig->n_done, 9);
    assert_int_equal(first->status, 200);
    for (size_t i = 1; i < 9; i++) {
        assert_int_equal(rig->outcomes[i].err.code, ERR_CANCELLED);
    }
}

static void freeing_from_inside_done_of_a_request_that_never_flew(void **state)
{
    struct rig *rig = *state;
    const struct net_request bad = {.url = "nonsense"};
    struct outcome *first = rig_fetch(rig, &bad);
    first->frees_client = true;
    (void)rig_fetch(rig, &bad);
    rig_run(rig);
    assert_int_equal(rig->n_done, 2);
}

static struct net_client *closing_client;
static uint64_t id_while_closing = 1;

static void on_done_fetch(void *user, uint64_t id, const struct net_response *response,
                          const struct err *err)
{
    const struct net_request request = {.url = "http://127.0.0.1/"};
    (void)id;
    (void)response;
    assert_int_equal(err->code, ERR_CANCELLED);
    id_while_closing = net_fetch(closing_client, &request, on_done_fetch, user);
}

static void a_client_that_closes_takes_nothing_more(void **state)
{
    struct rig *rig = *state;
    const struct net_request request = {.url = "http://127.0.0.1/"};
    (void)net_fetch(rig->client, &request, on_done_fetch, rig);
    closing_client = rig->client;
    net_client_free(rig->client);
    rig->client = NULL;
    assert_int_equal(id_while_closing, 0);
}

static void the_idle_client_lets_the_loop_end(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(uv_run(&rig->loop, UV_RUN_DEFAULT), 0);
    REPLIES(&rig->server, {.text = OK_TEXT});
    for (int i = 0; i < 3; i++) {
        (void)fetch_path(rig, "/");
        rig_run(rig); /* returns although a connection is kept */
    }
    assert_int_equal(rig->server.n_requests, 3);
}

/* Every kind of end at once, with cancels and fetches from inside `done`. */
static void storm(struct rig *rig, bool ends_with_free)
{
    REPLIES(&rig->server, {.text = OK_TEXT}, {.text = "", .end = REPLY_RESET},
            {.text = OK_TEXT, .end = REPLY_CLOSE}, {.text = OK_TEXT, .delay_ms = 3},
            {.text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", .end = REPLY_RESET},
            {.text = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"},
            {.text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", .end = REPLY_STALL},
            {.text = "nonsense\r\n\r\n", .end = REPLY_CLOSE},
            {.text = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"});
    for (size_t i = 0; i < 150; i++) {
        char url[URL_SIZE];
        struct net_request request = rig_get(rig, "/", url);
        request.total_timeout_ms = 60 + (int)(i % 7) * 10;
        struct outcome *outcome = rig_fetch(rig, &request);
        outcome->fetches_again = i % 4 == 0;
        outcome->cancels_id = i % 3 == 0 ? outcome->id + 1 + i % 5 : 0;
        outcome->frees_client = ends_with_free && i == 75;
    }
    rig_run(rig);
    assert_int_equal(rig->n_done, rig->n_outcomes);
}

static void survives_a_storm(void **state)
{
    struct rig *rig = *state;
    rig->server.cycles = true;
    storm(rig, false);
    assert_true(rig->n_outcomes > 150);
}

static void survives_a_storm_that_ends_with_free(void **state)
{
    struct rig *rig = *state;
    rig->server.cycles = true;
    storm(rig, true);
}

static void on_alarm(uv_timer_t *timer)
{
    uv_close((uv_handle_t *)timer, NULL);
}

static void closes_its_connections_after_a_rest(void **state)
{
    struct rig *rig = *state;
    restart(rig, &(struct net_options){.idle_close_ms = 30});
    REPLIES(&rig->server, {.text = OK_TEXT});
    (void)fetch_path(rig, "/");
    rig_run(rig);
    assert_non_null(rig->server.connections);
    uv_timer_t timer; /* keeps the loop running, as standard input does */
    (void)uv_timer_init(&rig->loop, &timer);
    (void)uv_timer_start(&timer, on_alarm, 300, 0);
    rig_run(rig);
    assert_null(rig->server.connections);
    const struct outcome *outcome = fetch_path(rig, "/");
    rig_run(rig);
    assert_int_equal(outcome->status, 200);
    assert_int_equal(rig->server.n_connections, 2);
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
        CASE(sends_four_at_once),
        CASE(keeps_the_order_of_arrival),
        CASE(a_repeated_request_goes_first),
        CASE(keeps_the_rate),
        CASE(cancels_a_waiting_request),
        CASE(cancels_a_request_on_its_way),
        CASE(cancels_what_ended_but_was_not_told),
        CASE(cancels_from_inside_done),
        CASE(fetches_from_inside_done),
        CASE(freeing_tells_all_that_is_pending),
        CASE(freeing_from_inside_done),
        CASE(freeing_from_inside_done_of_a_request_that_never_flew),
        CASE(a_client_that_closes_takes_nothing_more),
        CASE(survives_a_storm),
        CASE(survives_a_storm_that_ends_with_free),
        CASE(the_idle_client_lets_the_loop_end),
        CASE(closes_its_connections_after_a_rest),
    };
    return cmocka_run_group_tests_name("net/queue", tests, NULL, NULL);
}
