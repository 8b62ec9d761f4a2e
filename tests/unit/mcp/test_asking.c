/* Calls that ask their client: as requests in a session, as results in the stateless era.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "fixture.h"
#include "base/banned.h"

#define ASKING_META                                                                        \
    "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"                     \
    "'io.modelcontextprotocol/clientCapabilities':{'elicitation':{},'sampling':{}}}"

static size_t n_runs;

/* Asks for a name, then for a color; answers with both. */
static void two_steps(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    n_runs++;
    json_auto_t *schema = json_pack("{s:s, s:{}}", "type", "object", "properties");
    const json_t *name = json_object_get(mcp_answer_content(call, "step1"), "name");
    const json_t *color = json_object_get(mcp_answer_content(call, "step2"), "color");
    if (mcp_answer_is_refused(call, "step1") || mcp_answer_is_refused(call, "step2")) {
        mcp_call_finish(server, call->id, mcp_tool_result(mcp_text("refused")));
    } else if (name == NULL) {
        mcp_call_ask(server, call->id,
                     json_pack("{s:o}", "step1", mcp_ask_form("Name?", schema)));
    } else if (color == NULL) {
        mcp_call_ask(server, call->id,
                     json_pack("{s:o}", "step2", mcp_ask_form("Color?", schema)));
    } else {
        char text[128];
        (void)snprintf(text, sizeof text, "%s %s", json_string_value(name),
                       json_string_value(color));
        mcp_call_finish(server, call->id, mcp_tool_result(mcp_text(text)));
    }
}

static void ask_model(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    n_runs++;
    if (json_object_get(call->answers, "a") != NULL) {
        mcp_call_finish(server, call->id, mcp_tool_result(mcp_text("sampled")));
        return;
    }
    mcp_call_ask(server, call->id, json_pack("{s:o}", "a", mcp_ask_model("Hi", 9)));
}

static void ask_nonsense(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_ask(server, call->id, json_pack("{s:{s:s}}", "a", "method", "no/such"));
}

#define ANY_INPUT ",\"inputSchema\":{\"type\":\"object\"}}"
static const struct mcp_item items[] = {
    {.definition = "{\"name\":\"steps\"" ANY_INPUT, .begin = two_steps},
    {.definition = "{\"name\":\"once\"" ANY_INPUT,
     .begin = two_steps,
     .takes_answers_once = true},
    {.definition = "{\"name\":\"model\"" ANY_INPUT, .begin = ask_model},
    {.definition = "{\"name\":\"nonsense\"" ANY_INPUT, .begin = ask_nonsense}};

static void open_asking(struct fixture *fixture)
{
    fixture_open(fixture, NULL);
    n_runs = 0;
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        assert_true(mcp_server_add(fixture->server, MCP_TOOL, &items[i]));
    }
}

static void initialize_with(struct fixture *fixture, const char *capabilities)
{
    fixture_send(fixture,
                 "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{"
                 "'protocolVersion':'2025-11-25','capabilities':%s}}",
                 capabilities);
    assert_non_null(fixture_take(fixture));
}

/* --- sessions --- */

static void call_steps(struct fixture *fixture, const char *id)
{
    fixture_send(
        fixture,
        "{'jsonrpc':'2.0','id':%s,'method':'tools/call','params':{'name':'steps'}}", id);
}

#define FORM(message)                                                                      \
    "{'message':'" message "','requestedSchema':{'type':'object','properties':{}}}"

static void test_a_session_is_asked_by_requests(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    initialize_with(&fixture, "{'elicitation':{}}");
    call_steps(&fixture, "7");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'method':'elicitation/create',"
                             "'params':" FORM("Name?") "}");
    assert_int_equal(fixture.server->calls.n_running, 0); /* a question holds no slot */
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':99,'result':{'action':'cancel'}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'action':'accept',"
                           "'content':{'name':'Ada'}}}");
    fixture_pump(&fixture);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':2,'method':'elicitation/create',"
                             "'params':" FORM("Color?") "}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'action':'cancel'}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'result':{'action':'accept',"
                           "'content':{'color':'red'}}}");
    fixture_pump(&fixture);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':7,'result':{'content':[{'type':'text',"
                             "'text':'Ada red'}]}}");
    assert_int_equal(n_runs, 3);
    fixture_expect_nothing(&fixture);
    fixture_close(&fixture);
}

static void test_declined_broken_and_failed_answers(void **state)
{
    static const struct {
        const char *response;
        bool is_error;
    } cases[] = {{"'result':{'action':'decline'}", false},
                 {"'result':{'action':'maybe'}", true},
                 {"'result':{}", true},
                 {"'result':[]", true},
                 {"'error':{'code':-1,'message':'no screen'}", true}};
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    initialize_with(&fixture, "{'elicitation':{'form':{}}}");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        call_steps(&fixture, "7");
        assert_non_null(fixture_take(&fixture));
        fixture_send(&fixture, "{'jsonrpc':'2.0','id':%zu,%s}", i + 1, cases[i].response);
        fixture_pump(&fixture);
        json_auto_t *reply = json_loads(fixture_take(&fixture), 0, NULL);
        const json_t *result = json_object_get(reply, "result");
        assert_int_equal(json_is_true(json_object_get(result, "isError")),
                         cases[i].is_error);
    }
    fixture_expect_nothing(&fixture);
    fixture_close(&fixture);
}

static void test_a_cancelled_call_takes_its_questions_back(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    initialize_with(&fixture, "{'elicitation':{}}");
    call_steps(&fixture, "7");
    assert_non_null(fixture_take(&fixture));
    fixture_send(&fixture, "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{"
                           "'requestId':7}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','method':'notifications/cancelled',"
                             "'params':{'requestId':1}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'action':'cancel'}}");
    fixture_pump(&fixture);
    fixture_expect_nothing(&fixture);
    assert_int_equal(fixture.session.n_asking, 0);
    call_steps(&fixture, "7"); /* and one that is still out when the connection goes */
    fixture_close(&fixture);
}

static void test_who_cannot_be_asked_is_not(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    initialize_with(&fixture, "{'elicitation':{'url':{}}}"); /* no forms */
    call_steps(&fixture, "7");
    json_auto_t *reply = json_loads(fixture_take(&fixture), 0, NULL);
    assert_true(json_is_true(json_object_get(json_object_get(reply, "result"), "isError")));
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':8,'method':'tools/call','params':{"
                           "'name':'model'," META "}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':8,'error':{'code':-32021,'message':'"
                             "this needs a client that "
                             "can ask its model: it did not declare {\\'sampling\\':{}}',"
                             "'data':{'requiredCapabilities':{'sampling':{}}}}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':9,'method':'tools/call','params':{"
                           "'name':'nonsense'," ASKING_META "}}");
    fixture_expect_error(&fixture, "9", -32603); /* the program's mistake */
    fixture_close(&fixture);
}

static void test_questions_of_a_session_are_bounded(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    initialize_with(&fixture, "{'elicitation':{}}");
    for (int i = 0; i <= LIMIT_CALLS_ASKING; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "%d", i + 100);
        call_steps(&fixture, id);
        json_auto_t *reply = json_loads(fixture_take(&fixture), 0, NULL);
        assert_int_equal(json_object_get(reply, "result") != NULL, i == LIMIT_CALLS_ASKING);
    }
    fixture_close(&fixture);
}

/* --- stateless --- */

/* What a call of the tool with these further params answers; the caller's. */
static json_t *retry(struct fixture *fixture, const char *tool, const char *arguments,
                     const char *state, const char *responses)
{
    char *more = NULL;
    assert_true(asprintf(&more, "%s%s%s,'inputResponses':%s",
                         state != NULL ? ",'requestState':'" : "",
                         state != NULL ? state : "", state != NULL ? "'" : "",
                         responses) > 0);
    fixture_send(fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'%s',"
                 "'arguments':%s%s," ASKING_META "}}",
                 tool, arguments, more);
    free(more);
    json_t *reply = json_loads(fixture_take(fixture), 0, NULL);
    fixture_expect_nothing(fixture);
    return reply;
}

static const char *text_of(const json_t *reply)
{
    const json_t *content = json_object_get(json_object_get(reply, "result"), "content");
    return json_get_text(json_array_get(content, 0), "text");
}

/* The state of an input_required reply that asks for key; the caller's. */
static char *state_of(json_t *reply, const char *key)
{
    const json_t *result = json_object_get(reply, "result");
    assert_non_null(result);
    assert_string_equal(json_get_text(result, "resultType"), "input_required");
    assert_int_equal(json_object_size(json_object_get(result, "inputRequests")), 1);
    assert_non_null(json_object_get(json_object_get(result, "inputRequests"), key));
    char *state = xstrdup(json_get_text(result, "requestState"));
    json_decref(reply);
    return state;
}

static int64_t code_of(json_t *reply)
{
    int64_t code = json_get_integer(json_object_get(reply, "error"), "code", 0);
    json_decref(reply);
    return code;
}

#define ADA "{'step1':{'action':'accept','content':{'name':'Ada'}}}"
#define RED "{'step2':{'action':'accept','content':{'color':'red'}}}"

static void test_a_stateless_client_is_asked_by_results(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    AUTO_FREE char *first = state_of(retry(&fixture, "steps", "{}", NULL, "{}"), "step1");
    AUTO_FREE char *second = state_of(retry(&fixture, "steps", "{}", first, ADA), "step2");
    assert_string_not_equal(first, second);
    json_auto_t *reply = retry(&fixture, "steps", "{}", second, RED);
    assert_string_equal(text_of(reply), "Ada red"); /* the first answer was in the state */
    json_auto_t *again = retry(&fixture, "steps", "{}", second, RED);
    assert_string_equal(text_of(again), "Ada red"); /* nothing is written: it may */
    assert_int_equal(fixture.connection.n_calls, 0);
    fixture_close(&fixture);
}

static void test_missing_and_other_keys_ask_again(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    AUTO_FREE char *first = state_of(retry(&fixture, "steps", "{}", NULL, "{}"), "step1");
    AUTO_FREE char *again = state_of(
        retry(&fixture, "steps", "{}", first, "{'other':{'action':'decline'}}"), "step1");
    /* Not asked yet: an answer to it does not count. */
    AUTO_FREE char *early = state_of(retry(&fixture, "steps", "{}", first,
                                           "{'step1':{'action':'accept','content':{'name':"
                                           "'Ada'}},'step2':{'action':'accept','content':{"
                                           "'color':'red'}}}"),
                                     "step2");
    /* An answer without a state is the client's word as well. */
    AUTO_FREE char *bare = state_of(retry(&fixture, "steps", "{}", NULL, ADA), "step2");
    assert_true(strlen(again) > 0 && strlen(early) > 0 && strlen(bare) > 0);
    fixture_close(&fixture);
}

static void test_malformed_answers_are_errors(void **state)
{
    static const char *const wrong[] = {"null",
                                        "7",
                                        "[]",
                                        "{'step1':7}",
                                        "{'step1':null}",
                                        "{'step1':{}}",
                                        "{'step1':{'action':'perhaps'}}",
                                        "{'step1':{'action':'accept','content':7}}"};
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    AUTO_FREE char *first = state_of(retry(&fixture, "steps", "{}", NULL, "{}"), "step1");
    n_runs = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(code_of(retry(&fixture, "steps", "{}", first, wrong[i])), -32602);
        assert_int_equal(code_of(retry(&fixture, "steps", "{}", NULL, wrong[i])), -32602);
    }
    /* Of another kind than was asked: */
    assert_int_equal(
        code_of(retry(&fixture, "steps", "{}", first, "{'step1':{'roots':[]}}")), -32602);
    assert_int_equal(n_runs, 0);
    fixture_close(&fixture);
}

static void test_a_state_is_for_its_request_alone(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    AUTO_FREE char *first =
        state_of(retry(&fixture, "steps", "{'a':1,'b':2}", NULL, "{}"), "step1");
    /* The order of members is none of its request's. */
    AUTO_FREE char *second =
        state_of(retry(&fixture, "steps", "{'b':2,'a':1.0}", first, ADA), "step2");
    assert_string_not_equal(second, first);
    n_runs = 0;
    assert_int_equal(code_of(retry(&fixture, "steps", "{'a':2,'b':2}", first, ADA)),
                     -32602);
    assert_int_equal(code_of(retry(&fixture, "once", "{'a':1,'b':2}", first, ADA)), -32602);
    fixture.connection.own_caller.principal = "someone else";
    assert_int_equal(code_of(retry(&fixture, "steps", "{'a':1,'b':2}", first, ADA)),
                     -32602);
    fixture.connection.own_caller.principal = "";
    for (size_t i = 0; i < strlen(first); i += 7) {
        AUTO_FREE char *changed = xstrdup(first);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_int_equal(code_of(retry(&fixture, "steps", "{'a':1,'b':2}", changed, ADA)),
                         -32602);
    }
    assert_int_equal(code_of(retry(&fixture, "steps", "{}", "", ADA)), -32602);
    assert_int_equal(n_runs, 0);
    struct fixture other; /* another process has another key */
    fixture_open(&other, NULL);
    assert_true(mcp_server_add(other.server, MCP_TOOL, &items[0]));
    assert_int_equal(code_of(retry(&other, "steps", "{'a':1,'b':2}", first, ADA)), -32602);
    fixture_close(&other);
    fixture_close(&fixture);
}

static void test_a_state_expires(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    AUTO_FREE char *first = state_of(retry(&fixture, "steps", "{}", NULL, "{}"), "step1");
    fixture.server->state_life_ms = -1;
    AUTO_FREE char *old = state_of(retry(&fixture, "steps", "{}", NULL, "{}"), "step1");
    assert_int_equal(code_of(retry(&fixture, "steps", "{}", old, ADA)), -32602);
    AUTO_FREE char *second = state_of(retry(&fixture, "steps", "{}", first, ADA), "step2");
    assert_true(strlen(second) > 0);
    fixture_close(&fixture);
}

static void test_what_writes_takes_an_answer_once(void **state)
{
    (void)state;
    struct fixture fixture;
    open_asking(&fixture);
    /* Not asked by us: it does not count. */
    AUTO_FREE char *bare = state_of(retry(&fixture, "once", "{}", NULL, ADA), "step1");
    AUTO_FREE char *second = state_of(retry(&fixture, "once", "{}", bare, ADA), "step2");
    assert_int_equal(code_of(retry(&fixture, "once", "{}", bare, ADA)), -32602);
    json_auto_t *reply = retry(&fixture, "once", "{}", second, RED);
    assert_string_equal(text_of(reply), "Ada red");
    assert_int_equal(code_of(retry(&fixture, "once", "{}", second, RED)), -32602);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_session_is_asked_by_requests),
        cmocka_unit_test(test_declined_broken_and_failed_answers),
        cmocka_unit_test(test_a_cancelled_call_takes_its_questions_back),
        cmocka_unit_test(test_who_cannot_be_asked_is_not),
        cmocka_unit_test(test_questions_of_a_session_are_bounded),
        cmocka_unit_test(test_a_stateless_client_is_asked_by_results),
        cmocka_unit_test(test_missing_and_other_keys_ask_again),
        cmocka_unit_test(test_malformed_answers_are_errors),
        cmocka_unit_test(test_a_state_is_for_its_request_alone),
        cmocka_unit_test(test_a_state_expires),
        cmocka_unit_test(test_what_writes_takes_an_answer_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
