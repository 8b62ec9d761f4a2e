/* Calls that finish later: order, cancellation, duplicates, waiting, progress, batches. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "base/banned.h"

static void begin_later(struct fixture *fixture, const char *id)
{
    fixture_send(
        fixture,
        "{'jsonrpc':'2.0','id':%s,'method':'tools/call','params':{'name':'later'}}", id);
}

static void finish(struct fixture *fixture, size_t i_begun)
{
    mcp_call_finish_rendered(fixture->server, fixture->begun[i_begun], "{\"content\":[]}",
                             14);
}

static void cancel(struct fixture *fixture, const char *id)
{
    fixture_send(
        fixture,
        "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':%s,"
        "'reason':'changed my mind'}}",
        id);
}

static void test_answers_come_in_any_order(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    begin_later(&fixture, "1");
    begin_later(&fixture, "'1'");
    fixture_expect_nothing(&fixture);
    assert_int_equal(fixture.n_begun, 2); /* "1" and 1 are two requests */
    finish(&fixture, 1);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':'1','result':{'content':[]}}");
    finish(&fixture, 0);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'content':[]}}");
    finish(&fixture, 0); /* late: finds nothing */
    mcp_call_fail(fixture.server, 999, -32603, "no such call");
    mcp_call_finish(fixture.server, 999, json_object());
    fixture_expect_nothing(&fixture);
    fixture_close(&fixture);
}

static void test_a_duplicate_id_is_refused(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    begin_later(&fixture, "7");
    begin_later(&fixture, "7");
    fixture_expect_error(&fixture, "7", -32600);
    finish(&fixture, 0);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':7,'result':{'content':[]}}");
    begin_later(&fixture, "7"); /* free again */
    assert_int_equal(fixture.n_begun, 2);
    finish(&fixture, 1);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':7,'result':{'content':[]}}");
    fixture_close(&fixture);
}

static void test_cancelled_calls_are_never_answered(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    begin_later(&fixture, "1");
    begin_later(&fixture, "2");
    cancel(&fixture, "'1'"); /* another id */
    cancel(&fixture, "99");
    cancel(&fixture, "null");
    fixture_send(&fixture, "{'jsonrpc':'2.0','method':'notifications/cancelled'}");
    assert_int_equal(fixture.n_cancelled, 0);
    cancel(&fixture, "1");
    cancel(&fixture, "1");
    assert_int_equal(fixture.n_cancelled, 1);
    assert_true(fixture.cancelled[0] == fixture.begun[0]);
    finish(&fixture, 0);
    mcp_call_progress(fixture.server, fixture.begun[0], 1, 2, NULL);
    fixture_expect_nothing(&fixture);
    finish(&fixture, 1);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':2,'result':{'content':[]}}");
    cancel(&fixture, "2"); /* finished */
    assert_int_equal(fixture.n_cancelled, 1);
    fixture_close(&fixture);
}

static void test_a_closed_connection_cancels(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    for (size_t i = 0; i < 40; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "%zu", i);
        begin_later(&fixture, id);
    }
    mcp__connection_release(&fixture.connection);
    assert_int_equal(fixture.n_cancelled,
                     LIMIT_CALLS_IN_FLIGHT); /* those that wait never began */
    assert_int_equal(fixture.n_begun, LIMIT_CALLS_IN_FLIGHT);
    finish(&fixture, 0);
    fixture_close(&fixture);
}

static void test_more_calls_wait_in_order(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    enum { N_CALLS = LIMIT_CALLS_IN_FLIGHT + LIMIT_CALLS_WAITING };
    char id[16];
    for (size_t i = 0; i < N_CALLS; i++) {
        (void)snprintf(id, sizeof id, "%zu", i);
        begin_later(&fixture, id);
    }
    fixture_expect_nothing(&fixture);
    assert_int_equal(fixture.n_begun, LIMIT_CALLS_IN_FLIGHT);
    begin_later(&fixture, "'one too many'");
    fixture_expect_error(&fixture, "\"one too many\"", -32603);
    begin_later(&fixture, "40"); /* a waiting one counts as in flight */
    fixture_expect_error(&fixture, "40", -32600);
    /* Cheap requests are answered although calls wait. */
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':'p','method':'ping'}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':'p','result':{}}");
    /* Two waiting ones are cancelled: they never begin. */
    cancel(&fixture, "32");
    cancel(&fixture, "4127");
    for (size_t i = 0; i < fixture.n_begun; i++) {
        finish(&fixture, i);
        (void)snprintf(id, sizeof id, "%zu", i < 32 ? i : i + 1);
        fixture_expect(&fixture, "{'jsonrpc':'2.0','id':%s,'result':{'content':[]}}", id);
        fixture_expect_nothing(&fixture); /* nothing begins from inside a finish */
        fixture_pump(&fixture);
    }
    assert_int_equal(fixture.n_begun, N_CALLS - 2);
    assert_int_equal(fixture.n_cancelled, 0);
    assert_int_equal(fixture.connection.n_calls, 0);
    assert_int_equal(fixture.server->calls.n_waiting_bytes, 0);
    fixture_close(&fixture);
}

static void nothing_changed(struct mcp__connection *connection)
{
    (void)connection;
}

static void test_a_client_with_many_leaves_room_for_others(void **state)
{
    (void)state;
    static const char call[] =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
        "\"later\"}}";
    struct fixture fixture;
    struct mcp__session session = {0};
    struct mcp__connection other;
    char id[16];
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    for (size_t i = 0; i < 2UL * LIMIT_CALLS_IN_FLIGHT; i++) {
        (void)snprintf(id, sizeof id, "%zu", i);
        begin_later(&fixture, id);
    }
    assert_int_equal(fixture.n_begun, LIMIT_CALLS_IN_FLIGHT);
    mcp__connection_init(&other, fixture.server, &session, nothing_changed, NULL);
    mcp__session_open(&session, fixture.server, fixture.session.revision, 0);
    mcp__receive(&other, call, sizeof call - 1);
    assert_int_equal(fixture.n_begun, LIMIT_CALLS_IN_FLIGHT + 1);
    finish(&fixture, LIMIT_CALLS_IN_FLIGHT);
    assert_non_null(strstr(str_buf_text(&other.out), "\"result\""));
    fixture_pump(&fixture); /* the slot was the other's */
    assert_int_equal(fixture.n_begun, LIMIT_CALLS_IN_FLIGHT + 1);
    mcp__connection_release(&other);
    mcp__session_release(&session);
    fixture_close(&fixture);
}

/* Two clients that share the loop: one call each at once, then turn by turn. */
static void test_calls_of_several_clients_are_begun_in_turn(void **state)
{
    (void)state;
    enum { N_OF_ONE = 6 };
    struct fixture fixture;
    struct mcp__caller callers[2] = {{.principal = "one", .has_turn = true},
                                     {.principal = "two", .has_turn = true}};
    struct mcp__session session = {0};
    struct mcp__connection other;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    fixture.connection.caller = &callers[0];
    char id[16];
    for (size_t i = 0; i < N_OF_ONE; i++) {
        (void)snprintf(id, sizeof id, "%zu", i);
        begin_later(&fixture, id);
    }
    assert_int_equal(fixture.n_begun, 1);
    mcp__connection_init(&other, fixture.server, &session, nothing_changed, NULL);
    other.caller = &callers[1];
    mcp__session_open(&session, fixture.server, fixture.session.revision, 0);
    for (size_t i = 0; i < 2; i++) {
        char text[128];
        int n_bytes = snprintf(text, sizeof text,
                               "{\"jsonrpc\":\"2.0\",\"id\":%zu,\"method\":\"tools/call\","
                               "\"params\":{\"name\":\"later\"}}",
                               i);
        mcp__receive(&other, text, (size_t)n_bytes);
    }
    assert_int_equal(fixture.n_begun, 2); /* its first at once, beside the other's many */
    fixture_pump(&fixture);
    assert_int_equal(fixture.n_begun, N_OF_ONE + 2);
    /* By id: 1 the one's, 2..6 its others, 7 and 8 the other's. In turn: */
    const uint64_t first = fixture.begun[0];
    const uint64_t order[] = {0, 6, 1, 7, 2, 3, 4, 5};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        assert_true(fixture.begun[i] == first + order[i]);
    }
    assert_int_equal(callers[0].n_running, N_OF_ONE);
    mcp__connection_release(&other);
    assert_int_equal(callers[1].n_running, 0);
    mcp__session_release(&session);
    fixture_close(&fixture);
}

static void test_waiting_bytes_are_bounded(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    char id[16];
    for (size_t i = 0; i < LIMIT_CALLS_IN_FLIGHT; i++) {
        (void)snprintf(id, sizeof id, "%zu", i);
        begin_later(&fixture, id);
    }
    struct str_buf pad = {0};
    for (size_t i = 0; i < 3 * 1024 * 1024; i++) {
        str_buf_add_bytes(&pad, "x", 1);
    }
    size_t n_refused = 0;
    for (size_t i = 100; i < 104; i++) {
        fixture_send(
            &fixture,
            "{'jsonrpc':'2.0','id':%zu,'method':'tools/call','params':{'name':'later',"
            "'_meta':{'pad':'%s'}}}",
            i, pad.data);
        n_refused += fixture_take(&fixture) != NULL ? 1U : 0U;
    }
    assert_int_equal(n_refused, 2);
    str_buf_release(&pad);
    fixture_close(&fixture);
}

static void test_congestion_holds_calls_back(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    fixture.connection.is_congested = true;
    begin_later(&fixture, "1");
    fixture_pump(&fixture);
    assert_int_equal(fixture.n_begun, 0);
    fixture.connection.is_congested = false;
    mcp__calls_schedule(fixture.server);
    fixture_pump(&fixture);
    assert_int_equal(fixture.n_begun, 1);
    fixture_close(&fixture);
}

static void test_progress(void **state)
{
    (void)state;
    static const char *const revisions[] = {"2024-11-05", "2025-03-26"};
    static const char *const tokens[] = {"'t1'", "5"};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < 2; i++) {
        fixture_initialize(&fixture, revisions[i]);
        fixture_send(
            &fixture,
            "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'later',"
            "'_meta':{'progressToken':%s}}}",
            tokens[i]);
        uint64_t call = fixture.begun[fixture.n_begun - 1];
        const char *message =
            i == 1 ? ",'message':'half'" : ""; /* not known before 2025-03-26 */
        mcp_call_progress(fixture.server, call, 0.5, 1, "half");
        fixture_expect(
            &fixture,
            "{'jsonrpc':'2.0','method':'notifications/progress','params':{'progressToken':"
            "%s,'progress':0.5,'total':1.0%s}}",
            tokens[i], message);
        mcp_call_progress(fixture.server, call, 0.5, 1, NULL); /* must rise */
        mcp_call_progress(fixture.server, call, 0.4, 1, NULL);
        mcp_call_progress(fixture.server, call, (double)NAN, 1, NULL);
        fixture_expect_nothing(&fixture);
        mcp_call_progress(fixture.server, call, 0.75, -1, NULL);
        fixture_expect(
            &fixture,
            "{'jsonrpc':'2.0','method':'notifications/progress','params':{'progressToken':"
            "%s,'progress':0.75}}",
            tokens[i]);
        finish(&fixture, fixture.n_begun - 1);
        assert_non_null(fixture_take(&fixture));
        mcp_call_progress(fixture.server, call, 2, 3, NULL); /* none after the answer */
        fixture_expect_nothing(&fixture);
    }
    fixture_close(&fixture);
}

static void test_no_progress_without_a_token(void **state)
{
    (void)state;
    static const char *const metas[] = {"{}", "{'progressToken':null}",
                                        "{'progressToken':1.5}", "{'progressToken':{}}",
                                        "5"};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    for (size_t i = 0; i < 5; i++) {
        fixture_send(
            &fixture,
            "{'jsonrpc':'2.0','id':%zu,'method':'tools/call','params':{'name':'later',"
            "'_meta':%s}}",
            i, metas[i]);
        mcp_call_progress(fixture.server, fixture.begun[i], 1, 2, NULL);
        fixture_expect_nothing(&fixture);
    }
    fixture_close(&fixture);
}

static void test_batch_waits_for_its_last_call(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-03-26");
    fixture_send(
        &fixture,
        "[{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'later'}},"
        "{'jsonrpc':'2.0','method':'notifications/x'},"
        "{'jsonrpc':'2.0','id':2,'method':'ping'},"
        "{'jsonrpc':'2.0','id':3,'method':'tools/call','params':{'name':'later'}},"
        "{'jsonrpc':'2.0','id':9,'result':{}},"
        "7,"
        "{'jsonrpc':'2.0','id':4,'method':'initialize','params':{'protocolVersion':'x'}},"
        "{'jsonrpc':'2.0','id':5,'method':'tools/list','params':{" META "}}]");
    fixture_expect_nothing(&fixture);
    finish(&fixture, 1);
    fixture_expect_nothing(&fixture);
    finish(&fixture, 0);
    json_auto_t *replies = json_loads(fixture_take(&fixture), 0, NULL);
    assert_int_equal(json_array_size(replies), 6);
    static const int64_t ids[] = {2, -1, 4, 5, 3, 1}; /* as they were answered */
    static const int64_t codes[] = {0, -32600, -32600, -32600, 0, 0};
    for (size_t i = 0; i < 6; i++) {
        const json_t *reply = json_array_get(replies, i);
        assert_int_equal(json_get_integer(reply, "id", -1), ids[i]);
        assert_int_equal(json_get_integer(json_object_get(reply, "error"), "code", 0),
                         codes[i]);
    }
    fixture_expect_nothing(&fixture);
    fixture_close(&fixture);
}

static void test_batch_with_cancelled_calls(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-03-26");
    static const char two[] =
        "[{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'later'}},"
        "{'jsonrpc':'2.0','id':2,'method':'tools/call','params':{'name':'later'}}]";
    fixture_send(&fixture, "%s", two);
    cancel(&fixture, "1");
    finish(&fixture, 1);
    fixture_expect(&fixture, "[{'jsonrpc':'2.0','id':2,'result':{'content':[]}}]");
    fixture_send(&fixture, "%s", two);
    cancel(&fixture, "2");
    cancel(&fixture, "1");
    fixture_expect_nothing(&fixture); /* all cancelled: not even an empty array */
    fixture_send(&fixture, "[{'jsonrpc':'2.0','method':'notifications/x'}]");
    fixture_expect_nothing(&fixture);
    fixture_send(&fixture, "%s", two); /* given up with the connection */
    fixture_close(&fixture);
}

static void test_batches_elsewhere_are_refused(void **state)
{
    (void)state;
    static const char *const revisions[] = {"2024-11-05", "2025-06-18", "2025-11-25"};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < 3; i++) {
        fixture_initialize(&fixture, revisions[i]);
        fixture_send(&fixture, "[{'jsonrpc':'2.0','id':1,'method':'ping'}]");
        fixture_expect_error(&fixture, NULL, -32600);
        fixture_expect_nothing(&fixture);
    }
    fixture_initialize(&fixture, "2025-03-26");
    fixture_send(&fixture, "[]");
    fixture_expect_error(&fixture, NULL, -32600);
    struct str_buf many = {0};
    for (int i = 0; i <= LIMIT_BATCH_MESSAGES; i++) {
        str_buf_add(&many, i == 0 ? "[1" : ",1");
    }
    fixture_send(&fixture, "%s]", many.data);
    fixture_expect_error(&fixture, NULL, -32600);
    fixture_expect_nothing(&fixture);
    str_buf_release(&many);
    fixture_close(&fixture);
}

static void test_a_batch_is_bounded_as_a_whole(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-03-26");
    struct str_buf batch = {0};
    for (int i = 0; i < 40; i++) {
        str_buf_printf(
            &batch,
            "%s{'jsonrpc':'2.0','id':%d,'method':'tools/call','params':{'name':'large',"
            "'arguments':{'n_bytes':1000000}}}",
            i == 0 ? "[" : ",", i);
    }
    fixture_send(&fixture, "%s]", batch.data);
    str_buf_release(&batch);
    const char *line = fixture_take(&fixture);
    assert_true(strlen(line) < LIMIT_OUTPUT_QUEUE_BYTES + 100000);
    assert_non_null(strstr(line, "too large"));
    json_auto_t *replies = json_loads(line, 0, NULL);
    assert_int_equal(json_array_size(replies), 40);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_come_in_any_order),
        cmocka_unit_test(test_a_duplicate_id_is_refused),
        cmocka_unit_test(test_cancelled_calls_are_never_answered),
        cmocka_unit_test(test_a_closed_connection_cancels),
        cmocka_unit_test(test_more_calls_wait_in_order),
        cmocka_unit_test(test_a_client_with_many_leaves_room_for_others),
        cmocka_unit_test(test_calls_of_several_clients_are_begun_in_turn),
        cmocka_unit_test(test_waiting_bytes_are_bounded),
        cmocka_unit_test(test_congestion_holds_calls_back),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_no_progress_without_a_token),
        cmocka_unit_test(test_batch_waits_for_its_last_call),
        cmocka_unit_test(test_batch_with_cancelled_calls),
        cmocka_unit_test(test_batches_elsewhere_are_refused),
        cmocka_unit_test(test_a_batch_is_bounded_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
