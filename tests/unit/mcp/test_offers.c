/* Prompts, resources, templates, completion: what is listed, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "base/banned.h"

static void echo(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    char *arguments = json_dumps(call->arguments, JSON_COMPACT | JSON_SORT_KEYS);
    json_t *result = mcp_prompt_result(NULL);
    mcp_prompt_add(result, "user", mcp_text(arguments));
    mcp_call_finish(server, call->id, result);
    free(arguments);
}

static void read_text(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    const char *id = json_get_text(call->arguments, "id");
    if (id != NULL && strcmp(id, "none") == 0) {
        mcp_call_not_found(server, call->id);
        return;
    }
    json_t *contents =
        mcp_contents_text(call->name, "text/plain", id != NULL ? id : "text");
    mcp_call_finish(server, call->id, mcp_resource_result(contents));
}

static void complete(void *user, const struct mcp_completion *completion, json_t *values)
{
    (void)user;
    int n_values = strcmp(completion->value, "few") == 0 ? 2 : 101;
    for (int i = 0; i < n_values; i++) {
        (void)json_array_append_new(values, json_string(completion->name));
    }
    assert_int_equal(json_object_size(completion->others),
                     strcmp(completion->value, "few") == 0 ? 1 : 0);
}

static const struct mcp_item prompt = {
    .definition = "{\"name\":\"p\",\"title\":\"P\",\"icons\":[],\"arguments\":[{\"name\":"
                  "\"a\",\"required\":true},{\"name\":\"b\"}]}",
    .begin = echo,
    .complete = complete};
static const struct mcp_item plain_prompt = {.definition = "{\"name\":\"q\"}",
                                             .begin = echo};
static const struct mcp_item resource = {
    .definition = "{\"uri\":\"x://one\",\"name\":\"one\"}", .begin = read_text};
static const struct mcp_item template = {
    .definition = "{\"uriTemplate\":\"x://of/{id}/end\",\"name\":\"of\"}",
    .begin = read_text,
    .complete = complete};

static void open_offers(struct fixture *fixture)
{
    static const struct mcp_server_options options = {.page_size = 1};
    fixture_open(fixture, &options);
    assert_true(mcp_server_add(fixture->server, MCP_PROMPT, &prompt));
    assert_true(mcp_server_add(fixture->server, MCP_PROMPT, &plain_prompt));
    assert_true(mcp_server_add(fixture->server, MCP_RESOURCE, &resource));
    assert_true(mcp_server_add(fixture->server, MCP_RESOURCE_TEMPLATE, &template));
}

static void send_modern(struct fixture *fixture, const char *method, const char *params)
{
    fixture_send(fixture, "{'jsonrpc':'2.0','id':1,'method':'%s','params':{%s%s" META "}}",
                 method, params, params[0] != '\0' ? "," : "");
}

#define CACHED "'ttlMs':0,'cacheScope':'private'," RESULT_META

static void test_prompts_are_listed_page_by_page(void **state)
{
    (void)state;
    struct fixture fixture;
    open_offers(&fixture);
    send_modern(&fixture, "prompts/list", "");
    fixture_expect(&fixture,
                   "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete','prompts':[{"
                   "'name':'p','title':'P','icons':[],'arguments':[{'name':'a','required':"
                   "true},{'name':'b'}]}],'nextCursor':'prompts-from-1'," CACHED "}}");
    send_modern(&fixture, "prompts/list", "'cursor':'prompts-from-1'");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete',"
                             "'prompts':[{'name':'q'}]," CACHED "}}");
    send_modern(&fixture, "prompts/list", "'cursor':'tools-from-1'");
    fixture_expect_error(&fixture, "1", -32602);
    send_modern(&fixture, "prompts/list", "'cursor':''");
    fixture_expect_error(&fixture, "1", -32602);
    /* 2025-06-18 knows no icons, 2025-03-26 no title. */
    fixture_initialize(&fixture, "2025-06-18");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'prompts/list'}");
    assert_non_null(strstr(fixture_take(&fixture), "\"title\""));
    assert_null(strstr(fixture.line, "icons"));
    fixture_initialize(&fixture, "2025-03-26");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'prompts/list'}");
    assert_null(strstr(fixture_take(&fixture), "\"title\""));
    fixture_close(&fixture);
}

static void test_prompts_get_what_they_need(void **state)
{
    static const char *const wrong[] = {"'name':'no'",
                                        "'name':7",
                                        "'arguments':{}",
                                        "'name':'p'",
                                        "'name':'p','arguments':{'b':'1'}",
                                        "'name':'p','arguments':{'a':1}",
                                        "'name':'p','arguments':{'a':null}",
                                        "'name':'p','arguments':['a']"};
    (void)state;
    struct fixture fixture;
    open_offers(&fixture);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        send_modern(&fixture, "prompts/get", wrong[i]);
        fixture_expect_error(&fixture, "1", -32602);
    }
    send_modern(&fixture, "prompts/get", "'name':'p','arguments':{'a':'1'}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete',"
                             "'messages':[{'role':'user','content':{'type':'text','text':"
                             "'{\\'a\\':\\'1\\'}'}}]," RESULT_META "}}");
    fixture_close(&fixture);
}

static void test_resources_are_read(void **state)
{
    static const char *const wrong[] = {
        "x://two",        "x://of//end",      "x://of/%2e%2E/end", "x://of/../end",
        "x://of/a/b/end", "x://of/a%2Fb/end", "x://of/%/end",      "x://of/%4/end",
        "x://of/%zz/end", "x://of/a b/end",   "x://of/a%00/end",   "x://of/%ff/end",
        "x://of/a/endx",  "x://of/a/en",      "x://of/none/end",   ""};
    (void)state;
    struct fixture fixture;
    open_offers(&fixture);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char params[80];
        (void)snprintf(params, sizeof params, "'uri':'%s'", wrong[i]);
        send_modern(&fixture, "resources/read", params);
        json_auto_t *reply = json_loads(fixture_take(&fixture), 0, NULL);
        const json_t *error = json_object_get(reply, "error");
        assert_int_equal(json_get_integer(error, "code", 0), -32602);
        assert_string_equal(json_get_text(json_object_get(error, "data"), "uri"), wrong[i]);
    }
    send_modern(&fixture, "resources/read", "'uri':'x://of/a%20b-%C3%A9/end'");
    fixture_expect(&fixture,
                   "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete','contents':[{"
                   "'uri':'x://of/a%%20b-%%C3%%A9/end','mimeType':'text/plain','text':"
                   "'a b-\xC3\xA9'}]," CACHED "}}");
    fixture_initialize(&fixture, "2025-11-25");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'resources/read','params':{"
                           "'uri':'x://of/none/end'}}");
    fixture_expect_error(&fixture, "2", -32002);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'resources/read','params':{"
                           "'uri':'x://one'}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':2,'result':{'contents':[{'uri':"
                             "'x://one','mimeType':'text/plain','text':'text'}]}}");
    fixture_close(&fixture);
}

#define AT(ref, argument) "'ref':{" ref "},'argument':{" argument "}"
#define PROMPT "'type':'ref/prompt','name':'p'"
#define TEMPLATE "'type':'ref/resource','uri':'x://of/{id}/end'"

static void test_completion_is_bounded(void **state)
{
    static const char *const wrong[] = {
        AT(PROMPT, "'name':'c','value':''"),
        AT(TEMPLATE, "'name':'i','value':''"),
        AT(PROMPT, "'name':'a'"),
        AT(PROMPT, "'name':'a','value':7"),
        AT("'type':'ref/prompt','name':'no'", "'name':'a','value':''"),
        AT("'type':'ref/resource','uri':'x://one'", "'name':'a','value':''"),
        AT("'type':'ref/tool','name':'greet'", "'name':'a','value':''"),
        "'argument':{'name':'a','value':''}"};
    (void)state;
    struct fixture fixture;
    open_offers(&fixture);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        send_modern(&fixture, "completion/complete", wrong[i]);
        fixture_expect_error(&fixture, "1", -32602);
    }
    send_modern(&fixture, "completion/complete", AT(PROMPT, "'name':'b','value':''"));
    json_auto_t *reply = json_loads(fixture_take(&fixture), 0, NULL);
    const json_t *completion =
        json_object_get(json_object_get(reply, "result"), "completion");
    assert_int_equal(json_array_size(json_object_get(completion, "values")), 100);
    assert_int_equal(json_get_integer(completion, "total", 0), 101);
    assert_true(json_is_true(json_object_get(completion, "hasMore")));
    send_modern(&fixture, "completion/complete",
                AT(TEMPLATE, "'name':'id','value':'few'") ",'context':{'arguments':{'x':"
                                                          "'y'}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete',"
                             "'completion':{'values':['id','id'],'total':2,'hasMore':false}"
                             "," RESULT_META "}}");
    send_modern(
        &fixture, "completion/complete",
        "'ref':{'type':'ref/prompt','name':'q'},'argument':{'name':'a','value':''}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_close(&fixture);
}

/* What is not there is not declared, and not answered. */
static void test_capabilities_are_what_is_there(void **state)
{
    static const char *const methods[] = {"prompts/list",
                                          "prompts/get",
                                          "resources/list",
                                          "resources/read",
                                          "resources/templates/list",
                                          "completion/complete",
                                          "subscriptions/listen"};
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        send_modern(&fixture, methods[i], "");
        fixture_expect_error(&fixture, "1", -32601);
    }
    fixture_initialize(&fixture, "2025-11-25");
    static const char *const of_sessions[] = {"logging/setLevel", "resources/subscribe",
                                              "resources/unsubscribe",
                                              "subscriptions/listen"};
    for (size_t i = 0; i < sizeof of_sessions / sizeof of_sessions[0]; i++) {
        fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'%s'}", of_sessions[i]);
        fixture_expect_error(&fixture, "1", -32601);
    }
    fixture_close(&fixture);
    open_offers(&fixture);
    send_modern(&fixture, "server/discover", "");
    assert_non_null(strstr(fixture_take(&fixture),
                           "\"capabilities\":{\"tools\":{},\"resources\":{},\"prompts\":{},"
                           "\"completions\":{}}"));
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{"
                           "'protocolVersion':'2024-11-05'}}"); /* it has no completions */
    assert_null(strstr(fixture_take(&fixture), "completions"));
    fixture_close(&fixture);
}

static void spoiled(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    json_t *result = mcp_tool_result(mcp_text("good"));
    mcp_result_add(result, mcp_text("\xFF"));
    mcp_call_finish(server, call->id, result);
}

static void mixed(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    json_t *result = mcp_tool_result(mcp_image("\x01\x02\x03\x04", 4, "image/png"));
    mcp_result_add(result, mcp_audio("ab", 2, "audio/wav"));
    mcp_result_add(result, mcp_embedded(mcp_contents_bytes("x://b", NULL, "", 0)));
    mcp_result_add(result, mcp_resource_link("x://one", "one", NULL));
    mcp_call_finish(server, call->id, result);
}

static void test_every_kind_of_content(void **state)
{
    static const struct mcp_item tools[] = {
        {.definition = "{\"name\":\"mixed\",\"inputSchema\":{\"type\":\"object\"}}",
         .begin = mixed},
        {.definition = "{\"name\":\"spoiled\",\"inputSchema\":{\"type\":\"object\"}}",
         .begin = spoiled}};
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    assert_true(mcp_server_add(fixture.server, MCP_TOOL, &tools[0]));
    assert_true(mcp_server_add(fixture.server, MCP_TOOL, &tools[1]));
    send_modern(&fixture, "tools/call", "'name':'mixed'");
    fixture_expect(
        &fixture,
        "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete','content':[{'type':"
        "'image','data':'AQIDBA==','mimeType':'image/png'},{'type':'audio','data':'YWI=',"
        "'mimeType':'audio/wav'},{'type':'resource','resource':{'uri':'x://b','blob':''}},"
        "{'type':'resource_link','uri':'x://one','name':'one'}]," RESULT_META "}}");
    send_modern(&fixture, "tools/call", "'name':'spoiled'");
    fixture_expect_error(&fixture, "1", -32603);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prompts_are_listed_page_by_page),
        cmocka_unit_test(test_prompts_get_what_they_need),
        cmocka_unit_test(test_resources_are_read),
        cmocka_unit_test(test_completion_is_bounded),
        cmocka_unit_test(test_capabilities_are_what_is_there),
        cmocka_unit_test(test_every_kind_of_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
