/* The era of sessions: initialize, the revisions' differences, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "base/banned.h"

static const char *const revisions[] = {"2024-11-05", "2025-03-26", "2025-06-18",
                                        "2025-11-25"};
enum { N_SESSION_REVISIONS = 4 };

#define INITIALIZE                                                                         \
    "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'%s',"      \
    "'capabilities':{},'clientInfo':{'name':'c','version':'1'}}}"

static void test_initialize_agrees_on_a_revision(void **state)
{
    (void)state;
    static const struct mcp_server_options options = {.name = "n",
                                                      .title = "T",
                                                      .version = "2",
                                                      .description = "D",
                                                      .website_url = "https://a.b",
                                                      .instructions = "Use it."};
#define FULL                                                                               \
    "{'name':'n','version':'2','title':'T','description':'D','websiteUrl':'https://a.b'}"
    static const char *const infos[] = {"{'name':'n','version':'2'}",
                                        "{'name':'n','version':'2'}",
                                        "{'name':'n','version':'2','title':'T'}", FULL};
    struct fixture fixture;
    fixture_open(&fixture, &options);
    for (size_t i = 0; i < N_SESSION_REVISIONS; i++) {
        fixture_send(&fixture, INITIALIZE,
                     revisions[i]); /* again and again: a fresh session each */
        fixture_expect(
            &fixture,
            "{'jsonrpc':'2.0','id':0,'result':{'protocolVersion':'%s','capabilities':"
            "{'tools':{}},'serverInfo':%s,'instructions':'Use it.'}}",
            revisions[i], infos[i]);
    }
    static const char *const unknown[] = {"2026-07-28", "2023-01-01", "", "latest"};
    for (size_t i = 0; i < 4; i++) {
        fixture_send(&fixture, INITIALIZE, unknown[i]);
        fixture_expect(
            &fixture,
            "{'jsonrpc':'2.0','id':0,'result':{'protocolVersion':'2025-11-25',"
            "'capabilities':{'tools':{}},'serverInfo':%s,'instructions':'Use it.'}}",
            infos[3]);
    }
    fixture_close(&fixture);
}

static void test_initialize_needs_a_version(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'initialize'}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(
        &fixture,
        "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':5}}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'initialize','params':[]}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':2,'method':'tools/list'}");
    fixture_expect_error(&fixture, "2", -32602); /* still no session */
    fixture_send(&fixture, "{'jsonrpc':'2.0','method':'initialize','params':{}}");
    fixture_expect_nothing(&fixture); /* without an id it is a notification */
    fixture_close(&fixture);
}

static void test_before_initialize(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':'p','method':'ping'}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':'p','result':{}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'no/such'}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(&fixture, "[{'jsonrpc':'2.0','id':1,'method':'ping'}]");
    fixture_expect_error(&fixture, NULL, -32600);
    fixture_close(&fixture);
}

/* Which members of a tool, and of a result, each revision gets. */
static void test_tools_by_revision(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < N_SESSION_REVISIONS; i++) {
        fixture_initialize(&fixture, revisions[i]);
        fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
        const char *line = fixture_take(&fixture);
        assert_int_equal(strstr(line, "annotations") != NULL, i >= 1);
        assert_int_equal(strstr(line, "\"title\"") != NULL, i >= 2);
        assert_int_equal(strstr(line, "outputSchema") != NULL, i >= 2);
        assert_null(strstr(line, "resultType"));
        assert_null(strstr(line, "ttlMs"));
        assert_null(strstr(line, "_meta"));
        assert_null(strstr(line, "nextCursor"));
        assert_non_null(strstr(line, "\"inputSchema\""));
        static const char *const tools[] = {"greet", "rendered"};
        for (size_t j = 0; j < 2; j++) {
            fixture_send(
                &fixture,
                "{'jsonrpc':'2.0','id':2,'method':'tools/call','params':{'name':'%s',"
                "'arguments':{'name':'Al'}}}",
                tools[j]);
            fixture_expect(
                &fixture,
                "{'jsonrpc':'2.0','id':2,'result':{'content':[{'type':'text','text':"
                "'hello'}]%s}}",
                i >= 2 ? ",'structuredContent':{'greeting':'Al'}" : "");
        }
    }
    fixture_close(&fixture);
}

static void test_methods_of_a_session(void **state)
{
    (void)state;
    static const char *const unknown[] = {"resources/list",      "prompts/list",
                                          "logging/setLevel",    "no/such",
                                          "completion/complete", "",
                                          "server/discovery",    "subscriptions/listen"};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'%s','params':[]}",
                     unknown[i]);
        fixture_expect_error(&fixture, "1", -32601);
    }
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'server/discover'}");
    fixture_expect_error(&fixture, "1", -32602); /* the stateless era, malformed */
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'ping','params':{'_meta':{'a':1}}}");
    fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,'result':{}}");
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':[]}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'_meta':{"
                 "'io.modelcontextprotocol/related-task':{}}}}");
    assert_null(
        strstr(fixture_take(&fixture), "resultType")); /* not a mark of the other era */
    fixture_close(&fixture);
}

static void test_ids_keep_their_type(void **state)
{
    (void)state;
    static const char *const ids[] = {"0",
                                      "-1",
                                      "\"0\"",
                                      "\"\"",
                                      "9007199254740993",
                                      "\"listen:0\"",
                                      "\"\\u20ac\\n\\\"\""};
    static const char *const seen[] = {"0",
                                       "-1",
                                       "\"0\"",
                                       "\"\"",
                                       "9007199254740993",
                                       "\"listen:0\"",
                                       "\"\xE2\x82\xAC\\n\\\"\""};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        fixture_send(&fixture, "{'jsonrpc':'2.0','id':%s,'method':'ping'}", ids[i]);
        fixture_expect(&fixture, "{'jsonrpc':'2.0','id':%s,'result':{}}", seen[i]);
    }
    fixture_close(&fixture);
}

static void test_broken_lines(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_send(&fixture, "{");
    fixture_expect_error(&fixture, NULL, -32700);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'id':1,'method':'ping'}");
    fixture_expect_error(&fixture, NULL, -32700);
    fixture_send(&fixture, "\xFF\xFE");
    fixture_expect_error(&fixture, NULL, -32700);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':99999999999999999999,'method':'ping'}");
    fixture_expect_error(&fixture, NULL, -32700);
    fixture_send(&fixture, "5");
    fixture_expect_error(&fixture, NULL, -32600);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':null,'method':'ping'}");
    fixture_expect_error(&fixture, NULL, -32600);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':7}");
    fixture_expect_error(&fixture, "7", -32600);
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'result':{}}");
    fixture_expect_nothing(&fixture);
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','method':'notifications/whatever','params':5}");
    fixture_expect_nothing(&fixture);
    mcp__receive_too_long(&fixture.connection);
    fixture_expect_error(&fixture, NULL, -32600);
    fixture_close(&fixture);
}

static void test_call_errors(void **state)
{
    (void)state;
    static const struct {
        const char *params;
        int code;
    } rows[] = {{"{}", -32602},
                {"{'name':5}", -32602},
                {"{'name':'nope'}", -32602},
                {"{'name':'greet','arguments':[]}", -32602},
                {"{'name':'greet','arguments':null}", -32602},
                {"{'name':'greet','arguments':'x'}", -32602}};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':%s}",
                     rows[i].params);
        fixture_expect_error(&fixture, "1", rows[i].code);
    }
    fixture_send(&fixture, "{'jsonrpc':'2.0','id':1,'method':'tools/call'}");
    fixture_expect_error(&fixture, "1", -32602);
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'gret'}}");
    assert_non_null(strstr(fixture_take(&fixture), "did you mean \\\"greet\\\"?"));
    fixture_close(&fixture);
}

/* Arguments that do not fit are the model's to mend: an error result, in every revision. */
static void test_bad_arguments_are_a_result(void **state)
{
    (void)state;
    struct fixture fixture;
    static const struct mcp_server_options options = {.error_meta_key = "org.example/code"};
    fixture_open(&fixture, &options);
    for (size_t i = 0; i < N_SESSION_REVISIONS; i++) {
        fixture_initialize(&fixture, revisions[i]);
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':"
                     "'greet','arguments':{'name':'Al','nam':'x'}}}");
        fixture_expect(
            &fixture, "{'jsonrpc':'2.0','id':1,'result':{'isError':true,'content':[{'type':"
                      "'text','text':'unknown argument \\'nam\\'. Did you mean \\'name\\'? "
                      "Known arguments: name.'}],'_meta':{'org.example/code':"
                      "'BAD_ARGUMENT'}}}");
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':"
                     "'greet'}}");
        assert_non_null(strstr(fixture_take(&fixture), "missing argument"));
    }
    fixture_close(&fixture);
}

static void test_odd_results(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        const char *outcome;
    } rows[] = {{"empty", "'result':{'content':[]}"},
                {"empty text", "'result':{'content':[]}"},
                {"spread text", "'result':{'content':[],'_meta':{'org.example/a':1}}"},
                {"fail", "'error':{'code':-32603,'message':'it broke'}"},
                {"twice", "'result':{'content':[]}"},
                {"code", "'result':{'isError':true,'content':[{'type':'text','text':"
                         "'it is odd. Look away.'}],'_meta':{'org.example/code':'code'}}"}};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'odd',"
                     "'arguments':{'kind':'%s'}}}",
                     rows[i].kind);
        fixture_expect(&fixture, "{'jsonrpc':'2.0','id':1,%s}", rows[i].outcome);
        fixture_expect_nothing(&fixture);
    }
    static const char *const broken[] = {"null", "array", "broken text"};
    for (size_t i = 0; i < 3; i++) {
        fixture_send(&fixture,
                     "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'odd',"
                     "'arguments':{'kind':'%s'}}}",
                     broken[i]);
        fixture_expect_error(&fixture, "1", -32603);
    }
    fixture_close(&fixture);
}

static void test_too_large_results_say_so(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    fixture_initialize(&fixture, "2025-11-25");
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'large',"
                 "'arguments':{'n_bytes':1000000}}}");
    assert_true(strlen(fixture_take(&fixture)) > 1000000);
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'large',"
                 "'arguments':{'n_bytes':1048577}}}");
    const char *line = fixture_take(&fixture);
    assert_non_null(strstr(line, "\"isError\":true"));
    assert_non_null(strstr(line, "too large"));
    assert_non_null(strstr(line, "Ask for less"));
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_initialize_agrees_on_a_revision),
        cmocka_unit_test(test_initialize_needs_a_version),
        cmocka_unit_test(test_before_initialize),
        cmocka_unit_test(test_tools_by_revision),
        cmocka_unit_test(test_methods_of_a_session),
        cmocka_unit_test(test_ids_keep_their_type),
        cmocka_unit_test(test_broken_lines),
        cmocka_unit_test(test_call_errors),
        cmocka_unit_test(test_bad_arguments_are_a_result),
        cmocka_unit_test(test_odd_results),
        cmocka_unit_test(test_too_large_results_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
