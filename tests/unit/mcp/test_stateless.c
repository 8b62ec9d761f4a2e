/* The stateless era: what each request must carry, the order of the checks, what each
 * result carries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "base/banned.h"

#define VERSION "'io.modelcontextprotocol/protocolVersion':'2026-07-28'"
#define CAPABILITIES "'io.modelcontextprotocol/clientCapabilities':{}"

static void test_discover(void **state)
{
    (void)state;
    static const struct mcp_server_options options = {
        .instructions = "Use it.", .list_ttl_ms = 60000, .is_public = true};
    struct fixture fixture;
    fixture_open(&fixture, &options);
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':'d','method':'server/discover','params':{" META
                 "}}");
    fixture_expect(
        &fixture,
        "{'jsonrpc':'2.0','id':'d','result':{'resultType':'complete',"
        "'supportedVersions':['2026-07-28'],'capabilities':{'tools':{}},"
        "'instructions':'Use it.','ttlMs':60000,'cacheScope':'public'," RESULT_META "}}");
    fixture_close(&fixture);
}

static void test_meta_is_checked_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *meta;
        int code;
        const char *words;
    } rows[] = {
        {"server/discover", "{}", -32602, "protocolVersion"},
        {"tools/list", "{" CAPABILITIES "}", -32602,
         "lacks \\\"io.modelcontextprotocol/protocolVersion"},
        {"tools/list", "{" VERSION "}", -32602,
         "lacks \\\"io.modelcontextprotocol/clientCapabilities"},
        {"tools/list", "{'io.modelcontextprotocol/clientInfo':{}}", -32602,
         "protocolVersion"},
        {"tools/list", "{'io.modelcontextprotocol/logLevel':'info'}", -32602,
         "protocolVersion"},
        {"tools/list", "{'io.modelcontextprotocol/protocolVersion':5," CAPABILITIES "}",
         -32602, "must be a string"},
        {"tools/list", "{" VERSION ",'io.modelcontextprotocol/clientCapabilities':[]}",
         -32602, "must be an object"},
        {"tools/list",
         "{" VERSION "," CAPABILITIES ",'io.modelcontextprotocol/logLevel':'loud'}", -32602,
         "log levels"},
        /* fields before version, version before method, method before params */
        {"no/such", "{'io.modelcontextprotocol/protocolVersion':'1900-01-01'}", -32602,
         "clientCapabilities"},
        {"no/such",
         "{'io.modelcontextprotocol/protocolVersion':'1900-01-01'," CAPABILITIES "}",
         -32022, "1900-01-01"},
        {"no/such", "{" VERSION "," CAPABILITIES "}", -32601, "no/such"},
        {"tools/call", "{" VERSION "," CAPABILITIES "}", -32602, "params.name"}};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            fixture_send(&fixture,
                         "{'jsonrpc':'2.0','id':%zu,'method':'%s','params':{'_meta':%s}}",
                         i, rows[i].method, rows[i].meta);
            const char *line = fixture_take(&fixture);
            char code[32];
            (void)snprintf(code, sizeof code, "\"code\":%d", rows[i].code);
            if (round == 0 || strcmp(rows[i].meta, "{}") != 0) {
                if (strstr(line, code) == NULL || strstr(line, rows[i].words) == NULL) {
                    fail_msg("%s: %s", rows[i].meta, line);
                }
            }
        }
        fixture_initialize(&fixture,
                           "2025-06-18"); /* a session beside it changes nothing */
    }
    fixture_close(&fixture);
}

static void test_unsupported_version_says_which_are(void **state)
{
    (void)state;
    static const char *const versions[] = {"2027-01-01", "2025-11-25", ""};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < 3; i++) {
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'_meta':{"
                     "'io.modelcontextprotocol/protocolVersion':'%s'," CAPABILITIES "}}}",
                     versions[i]);
        fixture_expect(
            &fixture,
            "{'jsonrpc':'2.0','id':1,'error':{'code':-32022,'message':'protocol version "
            "\\'%s\\' is not supported','data':{'supported':['2026-07-28'],"
            "'requested':'%s'}}}",
            versions[i], versions[i]);
    }
    fixture_close(&fixture);
}

static void test_removed_methods(void **state)
{
    (void)state;
    static const char *const removed[] = {"initialize",
                                          "ping",
                                          "logging/setLevel",
                                          "resources/subscribe",
                                          "resources/unsubscribe",
                                          "subscriptions/listen",
                                          "resources/list",
                                          "prompts/list"};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++) {
        fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'%s','params':{" META "}}",
                     removed[i]);
        fixture_expect_error(&fixture, "1", -32601);
    }
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'tools/list'}");
    fixture_expect_error(&fixture, "2", -32602); /* none of this opened a session */
    fixture_close(&fixture);
}

static void test_client_info_is_never_required(void **state)
{
    (void)state;
    static const char *const infos[] = {"{'name':'c','version':'1'}", "5", "null", "{}"};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < 4; i++) {
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/"
                     "call','params':{'name':'greet','arguments':"
                     "{'name':'Al'},'_meta':{" VERSION "," CAPABILITIES
                     ",'io.modelcontextprotocol/"
                     "clientInfo':%s,'traceparent':'00-x','org.example/x':1}}}",
                     infos[i]);
        fixture_expect(
            &fixture,
            "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete','content':[{"
            "'type':'text','text':'hello'}],'structuredContent':{'greeting':'Al'}"
            "," RESULT_META "}}");
    }
    fixture_close(&fixture);
}

static void test_results_carry_the_era(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_send(
        &fixture,
        "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'rendered',"
        "'arguments':{'name':'Al'}," META "}}");
    fixture_expect(
        &fixture,
        "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete','content':[{"
        "'type':'text','text':'hello'}],'structuredContent':{'greeting':'Al'}," RESULT_META
        "}}");
    static const struct {
        const char *kind;
        const char *members;
    } rows[] = {
        {"empty", "'content':[]," RESULT_META},
        {"empty text", "'content':[]," RESULT_META},
        {"spread text",
         "'content':[],'_meta':{'org.example/a':1,"
         "'io.modelcontextprotocol/serverInfo':{'name':'fixture','version':'0.1'}}"},
        {"code",
         "'isError':true,'content':[{'type':'text','text':'it is odd. Look away.'}],"
         "'_meta':{'org.example/code':'code',"
         "'io.modelcontextprotocol/serverInfo':{'name':'fixture','version':'0.1'}}"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'odd',"
                     "'arguments':{'kind':'%s'}," META "}}",
                     rows[i].kind);
        fixture_expect(&fixture,
                       "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete',%s}}",
                       rows[i].members);
    }
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'greet',"
                 "'arguments':{'name':1}," META "}}");
    const char *line = fixture_take(&fixture);
    assert_non_null(strstr(line, "\"resultType\":\"complete\""));
    assert_non_null(strstr(line, "\"isError\":true"));
    fixture_close(&fixture);
}

static void test_pages(void **state)
{
    (void)state;
    static const struct mcp_server_options options = {.page_size = 2, .list_ttl_ms = 5};
    struct fixture fixture;
    fixture_open(&fixture, &options);
    char cursor[64] = "";
    size_t n_tools = 0;
    size_t n_pages = 0;
    do {
        fixture_send(
            &fixture,
            "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{%s%s%s" META "}}",
            cursor[0] != '\0' ? "'cursor':'" : "", cursor, cursor[0] != '\0' ? "'," : "");
        json_auto_t *reply = json_loads(fixture_take(&fixture), 0, NULL);
        const json_t *result = json_object_get(reply, "result");
        assert_string_equal(json_get_text(result, "cacheScope"), "private");
        assert_int_equal(json_get_integer(result, "ttlMs", -1), 5);
        n_tools += json_array_size(json_object_get(result, "tools"));
        n_pages++;
        const char *next = json_get_text(result, "nextCursor");
        str_copy(cursor, sizeof cursor, next != NULL ? next : "");
    } while (cursor[0] != '\0');
    assert_int_equal(n_tools, FIXTURE_TOOLS);
    assert_int_equal(n_pages, 3);
    static const char *const unknown[] = {
        "''", "'x'", "5", "{}", "'tools-from-0'", "'tools-from-1'", "'tools-from-6'"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        fixture_send(
            &fixture,
            "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'cursor':%s," META
            "}}",
            unknown[i]);
        fixture_expect_error(&fixture, "1", -32602);
    }
    fixture_close(&fixture);
}

static void test_output_schemas_can_be_left_out(void **state)
{
    (void)state;
    static const struct mcp_server_options options = {.drops_output_schema = true};
    struct fixture fixture;
    fixture_open(&fixture, &options);
    for (size_t i = 0; i < 2; i++) { /* made once, then copied */
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{" META "}}");
        const char *line = fixture_take(&fixture);
        assert_null(strstr(line, "outputSchema"));
        assert_non_null(strstr(line, "\"title\":\"Greet\""));
        assert_non_null(strstr(line, "\"odd\""));
    }
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'cursor':''," META
                 "}}");
    fixture_expect_error(&fixture, "1",
                         -32602); /* one page: no cursor is known, not even the empty one */
    fixture_close(&fixture);
}

/* Both eras on one connection, message by message. */
static void test_eras_do_not_mix(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-03-26");
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{" META "}}");
    const char *line = fixture_take(&fixture);
    assert_non_null(strstr(line, "resultType"));
    assert_non_null(strstr(line, "outputSchema"));
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'tools/list'}");
    line = fixture_take(&fixture);
    assert_null(strstr(line, "resultType"));
    assert_null(strstr(line, "outputSchema"));
    fixture_send(
        &fixture,
        "{'jsonrpc':'2.0','id':3,'method':'initialize','params':{'protocolVersion':"
        "'2025-11-25'," META "}}");
    fixture_expect_error(&fixture, "3", -32601);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_discover),
        cmocka_unit_test(test_meta_is_checked_in_order),
        cmocka_unit_test(test_unsupported_version_says_which_are),
        cmocka_unit_test(test_removed_methods),
        cmocka_unit_test(test_client_info_is_never_required),
        cmocka_unit_test(test_results_carry_the_era),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_output_schemas_can_be_left_out),
        cmocka_unit_test(test_eras_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
