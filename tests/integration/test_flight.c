/* Calls under way: shared fetches, cancelling, ends of all kinds, progress. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { N_CALLS = 40, SLOW_MS = 20000, QUICK_MS = 200 };

static void many_calls_share_one_sync(void **state)
{
    static const char *const tools[] = {"lower_limb_load_status", "get_recent_activities",
                                        "get_wellness", "get_calendar", "athlete_profile"};
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_fault(rig, "{'kind':'slow','delay_ms':50,'times':-1}");
    struct session *session = session_at(rig, NOW);
    int ids[N_CALLS];
    for (int i = 0; i < N_CALLS; i++) {
        ids[i] = session_call_send(session, tools[i % 5], "{}");
    }
    for (int i = 0; i < N_CALLS; i++) {
        json_auto_t *reply = session_reply(session, ids[i]);
        (void)expect_fresh(json_object_get(reply, "result"));
    }
    assert_int_equal(fake_requests_count(rig), 5);
    (void)session_end(session); /* checks that nothing was answered twice */
}

/* More than can be at work at once, on a store that is warm, and in one write. */
static void four_hundred_calls_are_answered_once_each(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    int ids[400];
    for (int i = 0; i < 400; i++) {
        ids[i] = session_call_send(session, "get_wellness", "{'days':2}");
    }
    for (int i = 0; i < 400; i++) {
        json_auto_t *reply = session_reply(session, ids[i]);
        (void)expect_fresh(json_object_get(reply, "result"));
    }
    assert_int_equal(fake_requests_count(rig), 2); /* the athlete, wellness */
    (void)session_end(session);
}

/* Some refresh, some do not: the refreshing ones get what is newer than their question. */
static void a_failure_is_shared_too(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_fault(rig, "{'kind':'status','status':401,'times':-1,'delay_ms':50}");
    struct session *session = session_at(rig, NOW);
    int ids[10];
    for (int i = 0; i < 10; i++) {
        ids[i] = session_call_send(session, "get_wellness", "{}");
    }
    for (int i = 0; i < 10; i++) {
        json_auto_t *reply = session_reply(session, ids[i]);
        expect_error(json_object_get(reply, "result"), "AUTH", "401", NULL);
    }
    assert_int_equal(fake_requests_count(rig), 1);
    (void)session_end(session);
}

static void cancel(struct session *session, int id)
{
    session_send(session,
                 "{'jsonrpc':'2.0','method':'notifications/cancelled',"
                 "'params':{'requestId':%d,'reason':'test'}}",
                 id);
}

static void a_cancelled_call_is_not_answered(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_fault(rig, "{'kind':'slow','delay_ms':300,'times':1}");
    struct session *session = session_at(rig, NOW);
    int id = session_call_send(session, "lower_limb_load_status", "{}");
    fake_requests_await(rig, 1);
    cancel(session, id);
    /* The fetch under way is not lost: the next call takes it over. */
    json_auto_t *later = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(later);
    assert_int_equal(fake_requests_count(rig), 5);
    assert_false(session_is_answered(session, id));
    /* One of two that wait for the same. */
    fake_fault(rig, "{'kind':'slow','delay_ms':200,'times':1}");
    id = session_call_send(session, "get_wellness", "{'refresh':true}");
    int other = session_call_send(session, "get_wellness", "{'refresh':true}");
    cancel(session, id);
    json_auto_t *reply = session_reply(session, other);
    (void)expect_fresh(json_object_get(reply, "result"));
    assert_false(session_is_answered(session, id));
    /* Cancelling what is over, or never was, changes nothing. */
    cancel(session, other);
    cancel(session, 4000);
    json_auto_t *last = session_call(session, "get_wellness", "{}");
    (void)expect_fresh(last);
    (void)session_end(session);
}

/* Other work on the machine must not count: the best of some tries is what it takes. */
enum { N_TRIES = 5 };

/* A session whose call waits for the request after n_before others. */
static struct session *call_that_hangs(struct rig *rig, size_t n_before)
{
    if (rig->port == 0) {
        fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    }
    fake_faults_clear(rig);
    fake_requests_clear(rig);
    fake_fault(rig, "{'kind':'slow','delay_ms':%d,'times':-1,'skip':%zu}", SLOW_MS,
               n_before);
    struct session *session = session_at(rig, NOW);
    (void)session_call_send(session, "lower_limb_load_status", "{'refresh':true}");
    fake_requests_await(rig, n_before + 1);
    return session;
}

static void the_end_of_input_ends_it_while_fetching(void **state)
{
    struct rig *rig = *state;
    int64_t best_ms = SLOW_MS;
    for (int i = 0; i < N_TRIES && best_ms >= QUICK_MS * TIME_FACTOR; i++) {
        int64_t took_ms = session_end(call_that_hangs(rig, 0));
        best_ms = took_ms < best_ms ? took_ms : best_ms;
    }
    print_message("end of input while fetching: %d ms\n", (int)best_ms);
    assert_true(best_ms < QUICK_MS * TIME_FACTOR);
}

static void the_end_of_input_ends_it_in_the_middle_of_a_sync(void **state)
{
    struct rig *rig = *state;
    struct session *session = call_that_hangs(rig, 2);
    assert_true(session_end(session) < SLOW_MS / 2);
    /* What had come is kept: only the rest is fetched. */
    fake_faults_clear(rig);
    session = session_at(rig, NOW);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    (void)session_end(session);
}

static void an_idle_server_ends_at_once(void **state)
{
    struct rig *rig = *state;
    int64_t best_ms = SLOW_MS;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    for (int i = 0; i < N_TRIES && best_ms >= QUICK_MS * TIME_FACTOR; i++) {
        struct session *session = session_at(rig, NOW);
        json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
        (void)expect_fresh(result);
        int64_t took_ms = session_end(session);
        best_ms = took_ms < best_ms ? took_ms : best_ms;
    }
    print_message("end of input, idle: %d ms\n", (int)best_ms);
    assert_true(best_ms < QUICK_MS * TIME_FACTOR);
}

static void sigterm_ends_it_and_harms_nothing(void **state)
{
    struct rig *rig = *state;
    struct session *session = call_that_hangs(rig, 3);
    assert_int_equal(kill(session_child(session)->pid, SIGTERM), 0);
    assert_true(session_await_end(session, 1000 + SIGTERM) < SLOW_MS / 2);
    fake_faults_clear(rig);
    session = session_at(rig, NOW);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    (void)session_end(session);
}

static void sigkill_in_a_sync_harms_nothing(void **state)
{
    struct rig *rig = *state;
    for (size_t n_before = 0; n_before < 5; n_before++) {
        char data_dir[PATH_SIZE * 2];
        FORMAT(data_dir, "SOLEUS_DATA_DIR=%s/%zu", rig->data_dir, n_before);
        struct options options = {.now = NOW, .env = {data_dir}};
        if (n_before == 0) {
            fake_start(rig, "--synthetic", SYNTHETIC, NULL);
        }
        fake_requests_clear(rig);
        fake_fault(rig, "{'kind':'slow','delay_ms':%d,'times':-1,'skip':%zu}", SLOW_MS,
                   n_before);
        struct session *session = session_open(rig, &options);
        (void)session_call_send(session, "lower_limb_load_status", "{}");
        fake_requests_await(rig, n_before + 1);
        assert_int_equal(kill(session_child(session)->pid, SIGKILL), 0);
        (void)session_await_end(session, 1000 + SIGKILL);
        fake_faults_clear(rig);
        session = session_open(rig, &options);
        json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
        (void)expect_fresh(result);
        (void)session_end(session);
    }
}

static void a_reader_that_went_away_ends_it(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_fault(rig, "{'kind':'slow','delay_ms':100,'times':1}");
    struct session *session = session_at(rig, NOW);
    (void)session_call_send(session, "lower_limb_load_status", "{}");
    fake_requests_await(rig, 1);
    child_close_out(session_child(session));
    int64_t took_ms = session_await_end(session, 0);
    print_message("reader gone: ended after %d ms\n", (int)took_ms);
    assert_true(took_ms < 5000);
}

/* --- progress --- */

static json_t *call_with_token(struct session *session, const char *token,
                               const char *arguments)
{
    char params[512];
    FORMAT(params,
           "{'name':'get_recent_activities','arguments':%s,"
           "'_meta':{'progressToken':%s}}",
           arguments, token);
    json_auto_t *reply = session_request(session, "tools/call", params);
    return json_incref(json_object_get(reply, "result"));
}

static void a_long_sync_tells_its_progress(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", "i7:600:80:2026-11-20", NULL);
    fake_fault(rig, "{'kind':'slow','delay_ms':30,'times':-1}");
    struct session *session = session_at(rig, NOW);
    json_auto_t *result = call_with_token(session, "'tok-1'", "{'days':366}");
    (void)expect_fresh(result);
    const json_t *notifications = session_notifications(session);
    double last = 0;
    size_t n_progress = json_array_size(notifications);
    print_message("progress of 366 days: %zu notifications\n", n_progress);
    assert_true(n_progress >= 3);
    for (size_t i = 0; i < n_progress; i++) {
        const json_t *one = json_array_get(notifications, i);
        const json_t *params = json_object_get(one, "params");
        assert_string_equal(json_string_value(json_object_get(one, "method")),
                            "notifications/progress");
        assert_string_equal(json_string_value(json_object_get(params, "progressToken")),
                            "tok-1");
        double value = json_number_value(json_object_get(params, "progress"));
        assert_true(value > last);
        last = value;
        expect_contains(json_string_value(json_object_get(params, "message")),
                        "activities: ");
    }
    /* Not for one who did not ask, nor for an answer that is there already. */
    json_auto_t *warm = call_with_token(session, "2", "{'days':366}");
    (void)expect_fresh(warm);
    json_auto_t *silent =
        session_call(session, "get_recent_activities",
                     "{'oldest':'2025-05-01','newest':'2026-04-01','limit':5}");
    (void)expect_fresh(silent);
    (void)session_end(session);
}

static void progress_stops_with_the_answer(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", "i7:600:80:2026-11-20", NULL);
    struct session *session = session_at(rig, NOW);
    json_auto_t *result = call_with_token(session, "7", "{'days':366}");
    (void)expect_fresh(result);
    size_t n_before = json_array_size(session_notifications(session));
    json_decref(session_request(session, "ping", "{}"));
    assert_int_equal(json_array_size(session_notifications(session)), n_before);
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(many_calls_share_one_sync),
        TEST(four_hundred_calls_are_answered_once_each),
        TEST(a_failure_is_shared_too),
        TEST(a_cancelled_call_is_not_answered),
        TEST(the_end_of_input_ends_it_while_fetching),
        TEST(the_end_of_input_ends_it_in_the_middle_of_a_sync),
        TEST(an_idle_server_ends_at_once),
        TEST(sigterm_ends_it_and_harms_nothing),
        TEST(sigkill_in_a_sync_harms_nothing),
        TEST(a_reader_that_went_away_ends_it),
        TEST(a_long_sync_tells_its_progress),
        TEST(progress_stops_with_the_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
