/* What the server says by itself: notices of change in both eras, log messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "base/banned.h"

static void nothing(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_finish(server, call->id, json_object());
}

static void logs(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_log(server, call->id, MCP_LOG_DEBUG, NULL, json_string("detail"));
    mcp_call_log(server, call->id, MCP_LOG_ERROR, "unit", json_string("failure"));
    mcp_call_finish(server, call->id, json_object());
    mcp_call_log(server, call->id, MCP_LOG_ERROR, NULL, json_string("too late"));
}

static const struct mcp_item resource = {
    .definition = "{\"uri\":\"x://one\",\"name\":\"one\"}", .begin = nothing};
static const struct mcp_item log_tool = {
    .definition = "{\"name\":\"logs\",\"inputSchema\":{\"type\":\"object\"}}",
    .begin = logs};

static void open_noticing(struct fixture *fixture)
{
    static const struct mcp_server_options options = {
        .has_list_changes = true, .has_resource_updates = true, .has_logging = true};
    fixture_open(fixture, &options);
    assert_true(mcp_server_add(fixture->server, MCP_RESOURCE, &resource));
    assert_true(mcp_server_add(fixture->server, MCP_TOOL, &log_tool));
    fixture_expect_nothing(fixture);
}

static void listen_to(struct fixture *fixture, const char *id, const char *filter)
{
    fixture_send(fixture,
                 "{'jsonrpc':'2.0','id':%s,'method':'subscriptions/listen','params':{"
                 "'notifications':%s," META "}}",
                 id, filter);
}

#define OF(id) "'_meta':{'io.modelcontextprotocol/subscriptionId':" id "}"

static void test_subscriptions_are_acknowledged_told_and_ended(void **state)
{
    (void)state;
    struct fixture fixture;
    open_noticing(&fixture);
    /* There are no prompts: that part is not honoured. */
    listen_to(&fixture, "'a'", "{'toolsListChanged':true,'promptsListChanged':true}");
    fixture_expect(&fixture,
                   "{'jsonrpc':'2.0','method':'notifications/subscriptions/acknowledged',"
                   "'params':{" OF("'a'") ",'notifications':{'toolsListChanged':true}}}");
    /* Nor is there an x://two: nobody waits for what cannot be read. */
    listen_to(&fixture, "2", "{'resourceSubscriptions':['x://two','x://one']}");
    fixture_expect(&fixture,
                   "{'jsonrpc':'2.0','method':'notifications/subscriptions/acknowledged',"
                   "'params':{" OF("2") ",'notifications':{'resourceSubscriptions':["
                                        "'x://one']}}}");
    listen_to(&fixture, "2", "{}");
    fixture_expect_error(&fixture, "2", -32600);
    assert_int_equal(fixture.connection.n_listens, 2);
    mcp_server_list_changed(fixture.server, MCP_TOOL);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','method':'notifications/tools/list_changed',"
                             "'params':{" OF("'a'") "}}");
    mcp_server_list_changed(fixture.server, MCP_PROMPT);
    mcp_server_list_changed(fixture.server, MCP_RESOURCE_TEMPLATE);
    mcp_server_resource_updated(fixture.server, "x://two");
    fixture_expect_nothing(&fixture);
    mcp_server_resource_updated(fixture.server, "x://one");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','method':'notifications/resources/updated',"
                             "'params':{" OF("2") ",'uri':'x://one'}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{"
                           "'requestId':'a'}}");
    mcp_server_list_changed(fixture.server, MCP_TOOL);
    fixture_expect_nothing(&fixture);
    mcp__listens_end(&fixture.connection);
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':2,'result':{'resultType':'complete',"
                             "'_meta':{'io.modelcontextprotocol/subscriptionId':2}}}");
    assert_int_equal(fixture.connection.n_listens, 0);
    listen_to(&fixture, "3", "{}"); /* and one that is open when the connection goes */
    fixture_close(&fixture);
}

static void test_filters_are_checked(void **state)
{
    static const char *const wrong[] = {"null", "[]", "{'toolsListChanged':1}",
                                        "{'resourceSubscriptions':'x://one'}",
                                        "{'resourceSubscriptions':[1]}"};
    (void)state;
    struct fixture fixture;
    open_noticing(&fixture);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        listen_to(&fixture, "1", wrong[i]);
        fixture_expect_error(&fixture, "1", -32602);
    }
    for (int i = 0; i < LIMIT_LISTENS; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "%d", i);
        listen_to(&fixture, id, "{}");
        assert_non_null(fixture_take(&fixture));
    }
    listen_to(&fixture, "999", "{}");
    fixture_expect_error(&fixture, "999", -32603);
    fixture_close(&fixture);
}

static void test_sessions_are_told_what_they_subscribed_to(void **state)
{
    (void)state;
    struct fixture fixture;
    open_noticing(&fixture);
    mcp_server_list_changed(fixture.server, MCP_TOOL); /* nobody is there yet */
    fixture_expect_nothing(&fixture);
    fixture_initialize(&fixture, "2025-06-18");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'resources/subscribe',"
                           "'params':{'uri':'x://no'}}");
    fixture_expect_error(&fixture, "1", -32002);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'resources/subscribe'}");
    fixture_expect_error(&fixture, "1", -32602);
    mcp_server_resource_updated(fixture.server, "x://one");
    fixture_expect_nothing(&fixture);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'resources/subscribe',"
                           "'params':{'uri':'x://one'}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{}}");
    mcp_server_resource_updated(fixture.server, "x://one");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','method':'notifications/resources/updated',"
                             "'params':{'uri':'x://one'}}");
    assert_true(mcp_server_remove(fixture.server, MCP_TOOL, "logs"));
    fixture_expect(&fixture, "{'jsonrpc':'2.0','method':"
                             "'notifications/tools/list_changed'}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'resources/unsubscribe',"
                           "'params':{'uri':'x://one'}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{}}");
    mcp_server_resource_updated(fixture.server, "x://one");
    fixture_expect_nothing(&fixture);
    fixture.connection.is_congested = true;
    mcp_server_list_changed(fixture.server, MCP_TOOL);
    fixture_expect_nothing(&fixture);
    fixture_close(&fixture);
}

#define DETAIL                                                                             \
    "{'jsonrpc':'2.0','method':'notifications/"                                            \
    "message','params':{'level':'debug','data':'detail'}}"
#define FAILURE                                                                            \
    "{'jsonrpc':'2.0','method':'notifications/"                                            \
    "message','params':{'level':'error','logger':'unit','data':'failure'}}"

static void test_log_messages_are_those_asked_for(void **state)
{
    (void)state;
    struct fixture fixture;
    open_noticing(&fixture);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{"
                           "'name':'logs'," META "}}");
    assert_non_null(strstr(fixture_take(&fixture), "result"));
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'logs',"
                 "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
                 "'io.modelcontextprotocol/clientCapabilities':{},"
                 "'io.modelcontextprotocol/logLevel':'debug'}}}");
    fixture_expect(&fixture, DETAIL);
    fixture_expect(&fixture, FAILURE);
    assert_non_null(strstr(fixture_take(&fixture), "result"));
    fixture_initialize(&fixture, "2025-11-25");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{"
                           "'name':'logs'}}"); /* from info, as long as nothing was said */
    fixture_expect(&fixture, FAILURE);
    assert_non_null(strstr(fixture_take(&fixture), "result"));
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'logging/setLevel','params':{"
                           "'level':'loud'}}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'logging/setLevel','params':{"
                           "'level':'alert'}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{"
                           "'name':'logs'}}");
    assert_non_null(strstr(fixture_take(&fixture), "result"));
    fixture_expect_nothing(&fixture);
    fixture_close(&fixture);
}

static char told[128];

static void note(void *user, struct mcp_server *server, const char *uri)
{
    (void)user;
    assert_true(mcp_server_is_subscribed(server, uri));
    (void)snprintf(told, sizeof told, "%s", uri);
}

static void finish_fresh(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    json_t *result = mcp_resource_result(mcp_contents_text(call->name, NULL, "now"));
    mcp_result_cache(result, 0, false);
    mcp_call_finish(server, call->id, result);
}

static bool offers_seven(void *user, struct mcp_server *server, const char *uri)
{
    (void)user;
    (void)server;
    return strcmp(uri, "x://of/7") == 0;
}

/* A template fits more than there is: the product says what can be read. */
static void test_what_the_product_does_not_offer_is_not_subscribed_to(void **state)
{
    static const struct mcp_server_options offering = {
        .has_resource_updates = true, .offers_resource = offers_seven, .subscribed = note};
    static const struct mcp_item of = {
        .definition = "{\"uriTemplate\":\"x://of/{id}\",\"name\":\"of\"}",
        .begin = finish_fresh};
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, &offering);
    assert_true(mcp_server_add(fixture.server, MCP_RESOURCE_TEMPLATE, &of));
    told[0] = '\0';
    listen_to(&fixture, "1", "{'resourceSubscriptions':['x://of/8']}");
    fixture_expect(&fixture,
                   "{'jsonrpc':'2.0','method':'notifications/subscriptions/acknowledged',"
                   "'params':{" OF("1") ",'notifications':{'resourceSubscriptions':[]}}}");
    fixture_initialize(&fixture, "2025-11-25");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'resources/subscribe',"
                           "'params':{'uri':'x://of/8'}}");
    fixture_expect_error(&fixture, "2", -32002);
    assert_string_equal(told, "");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':3,'method':'resources/subscribe',"
                           "'params':{'uri':'x://of/7'}}");
    assert_non_null(strstr(fixture_take(&fixture), "result"));
    assert_string_equal(told, "x://of/7");
    fixture_close(&fixture);
}

static const struct mcp_server_options noting = {.has_resource_updates = true,
                                                 .list_ttl_ms = 60000,
                                                 .is_public = true,
                                                 .subscribed = note};
static const struct mcp_item fresh = {
    .definition = "{\"uri\":\"x://fresh\",\"name\":\"fresh\"}", .begin = finish_fresh};

/* The product hears of each subscription, and can ask if anybody is left. */
static void test_the_product_knows_its_subscribers(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, &noting);
    assert_true(mcp_server_add(fixture.server, MCP_RESOURCE, &resource));
    assert_false(mcp_server_is_subscribed(fixture.server, "x://one"));
    listen_to(&fixture, "1", "{'resourceSubscriptions':['x://one']}");
    assert_non_null(strstr(fixture_take(&fixture), "acknowledged"));
    assert_string_equal(told, "x://one");
    assert_false(mcp_server_is_subscribed(fixture.server, "x://two"));
    fixture_send(&fixture, "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{"
                           "'requestId':1," META "}}");
    assert_false(mcp_server_is_subscribed(fixture.server, "x://one"));
    told[0] = '\0';
    fixture_initialize(&fixture, "2025-11-25");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'resources/subscribe',"
                           "'params':{'uri':'x://one'}}");
    assert_non_null(strstr(fixture_take(&fixture), "result"));
    assert_string_equal(told, "x://one");
    assert_true(mcp_server_is_subscribed(fixture.server, "x://one"));
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':3,'method':'resources/unsubscribe',"
                           "'params':{'uri':'x://one'}}");
    assert_non_null(strstr(fixture_take(&fixture), "result"));
    assert_false(mcp_server_is_subscribed(fixture.server, "x://one"));
    fixture_close(&fixture);
}

/* What changes must not be kept as long as the lists, nor shown to others. */
static void test_a_result_says_how_long_it_keeps(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, &noting);
    assert_true(mcp_server_add(fixture.server, MCP_RESOURCE, &fresh));
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'resources/read','params':{"
                           "'uri':'x://fresh'," META "}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete',"
                             "'contents':[{'uri':'x://fresh','text':'now'}],"
                             "'ttlMs':0,'cacheScope':'private'," RESULT_META "}}");
    fixture_initialize(&fixture, "2025-11-25");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'resources/read','params':{"
                           "'uri':'x://fresh'}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':2,'result':{"
                             "'contents':[{'uri':'x://fresh','text':'now'}]}}");
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_subscriptions_are_acknowledged_told_and_ended),
        cmocka_unit_test(test_filters_are_checked),
        cmocka_unit_test(test_sessions_are_told_what_they_subscribed_to),
        cmocka_unit_test(test_log_messages_are_those_asked_for),
        cmocka_unit_test(test_what_the_product_does_not_offer_is_not_subscribed_to),
        cmocka_unit_test(test_the_product_knows_its_subscribers),
        cmocka_unit_test(test_a_result_says_how_long_it_keeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
