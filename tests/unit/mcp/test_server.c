/* Making a server; and that the chunks a session arrives in never change what is answered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "fixture.h"
#include "mcp/line.h"
#include "base/banned.h"

static void test_wrong_definitions_are_refused(void **state)
{
    (void)state;
    static const struct {
        enum mcp_kind kind;
        const char *definition;
    } wrong[] = {
        {MCP_TOOL, "{"},
        {MCP_TOOL, "[]"},
        {MCP_TOOL,
         "{\"name\":\"greet\",\"inputSchema\":{\"type\":\"object\"}}"}, /* taken */
        {MCP_TOOL, "{\"name\":\"tool\"}"},
        {MCP_TOOL, "{\"inputSchema\":{\"type\":\"object\"}}"},
        {MCP_TOOL, "{\"name\":\"tool\",\"inputSchema\":{\"type\":\"string\"}}"},
        {MCP_TOOL,
         "{\"name\":\"tool\",\"inputSchema\":{\"type\":\"object\",\"allOf\":[]}}"},
        {MCP_PROMPT, "{\"title\":\"no name\"}"},
        {MCP_PROMPT, "{\"name\":\"prompt\",\"arguments\":{}}"},
        {MCP_PROMPT, "{\"name\":\"prompt\",\"arguments\":[{\"title\":\"a\"}]}"},
        {MCP_RESOURCE, "{\"name\":\"no uri\"}"},
        {MCP_RESOURCE, "{\"uri\":\"x://no-name\"}"},
        {MCP_RESOURCE_TEMPLATE, "{\"name\":\"t\",\"uriTemplate\":\"x://constant\"}"},
        {MCP_RESOURCE_TEMPLATE, "{\"name\":\"t\",\"uriTemplate\":\"x://{a}{b}\"}"},
        {MCP_RESOURCE_TEMPLATE, "{\"name\":\"t\",\"uriTemplate\":\"x://{+a}\"}"}};
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    FILE *log = freopen("/dev/null", "w", stderr); /* each is logged */
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct mcp_item item = {.definition = wrong[i].definition,
                                      .begin = fixture_begin};
        assert_false(mcp_server_add(fixture.server, wrong[i].kind, &item));
    }
    const struct mcp_item idle = {.definition = "{\"name\":\"idle\"}"};
    assert_false(mcp_server_add(fixture.server, MCP_PROMPT, &idle)); /* it has no begin */
    assert_non_null(log);
    mcp_server_free(NULL);
    fixture_close(&fixture);
}

static void check_error_text(const char *message, const char *hint, const char *expected)
{
    json_auto_t *result = mcp_error_result(message, hint, NULL, NULL);
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    assert_true(json_is_true(json_object_get(result, "isError")));
    assert_null(json_object_get(result, "_meta"));
    assert_string_equal(json_get_text(block, "text"), expected);
}

static void test_error_results_are_sentences(void **state)
{
    (void)state;
    check_error_text("days is 0", "Give 1 to 9", "days is 0. Give 1 to 9.");
    check_error_text("It failed!", "", "It failed!");
    check_error_text("It failed.", NULL, "It failed.");
    check_error_text("a\xFF\xC3(b", "c\n", "a(b. c .");
    check_error_text("", "", "");
}

static void test_without_tools_none_are_declared(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture, NULL);
    static const char *const names[FIXTURE_TOOLS] = {"greet", "rendered", "later", "large",
                                                     "odd"};
    for (size_t i = 0; i < FIXTURE_TOOLS; i++) {
        assert_true(mcp_server_remove(fixture.server, MCP_TOOL, names[i]));
    }
    assert_false(mcp_server_remove(fixture.server, MCP_TOOL, "greet"));
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'server/discover','params':{" META "}}");
    json_auto_t *reply = json_loads(fixture_take(&fixture), 0, NULL);
    const json_t *result = json_object_get(reply, "result");
    assert_int_equal(json_object_size(json_object_get(result, "capabilities")), 0);
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{" META "}}");
    fixture_expect_error(&fixture, "1", -32601);
    fixture_send(&fixture,
                 "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{" META "}}");
    fixture_expect_error(&fixture, "1", -32601);
    fixture_close(&fixture);
}

static const char session_text[] =
    "{\"jsonrpc\":\"2.0\",\"id\":\"d\",\"method\":\"server/"
    "discover\",\"params\":{\"_meta\":{"
    "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
    "\"io.modelcontextprotocol/clientCapabilities\":{}}}}\n"
    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
    "\"protocolVersion\":"
    "\"2025-03-26\"}}\r\n\n"
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
    "broken\n\xFF\n"
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/"
    "call\",\"params\":{\"name\":\"later\"}}\n"
    "[{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/"
    "call\",\"params\":{\"name\":\"greet\","
    "\"arguments\":{\"name\":\"\xC3\xA9\"}}},{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":"
    "\"ping\"}]\n"
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
    "cancelled\",\"params\":{\"requestId\":1}}\n"
    "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\"}";

/* Everything that is answered when session_text comes in chunks of random sizes. */
static char *answers(uint64_t seed)
{
    struct fixture fixture;
    struct mcp__lines lines = {0};
    size_t at = 0;
    size_t n_bytes = sizeof session_text - 1;
    fixture_open(&fixture, NULL);
    while (at <= n_bytes) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        size_t n_now = 1 + (size_t)(seed >> 33U) % 97;
        n_now = n_now > n_bytes - at ? n_bytes - at : n_now;
        if (n_now == 0) {
            mcp__lines_end(&lines);
            at++;
        }
        mcp__lines_feed(&lines, session_text + (at > n_bytes ? n_bytes : at), n_now);
        const char *text = NULL;
        size_t length = 0;
        while (mcp__lines_take(&lines, &text, &length) == MCP__LINE_WHOLE) {
            mcp__receive(&fixture.connection, text, length);
        }
        at += n_now;
    }
    mcp__lines_release(&lines);
    char *all = str_buf_take(&fixture.connection.out);
    fixture_close(&fixture);
    return all;
}

static void test_chunks_do_not_change_answers(void **state)
{
    (void)state;
    char *expected = answers(1);
    assert_non_null(strstr(expected, "\"id\":4"));
    for (uint64_t seed = 2; seed < 200; seed++) {
        char *seen = answers(seed);
        assert_string_equal(seen, expected);
        free(seen);
    }
    free(expected);
}

static void test_stdout_is_claimed(void **state)
{
    (void)state;
    int saved_out = dup(STDOUT_FILENO);
    int saved_err = dup(STDERR_FILENO);
    int out[2];
    int err[2];
    assert_int_equal(pipe(out), 0);
    assert_int_equal(pipe(err), 0);
    assert_true(dup2(out[1], STDOUT_FILENO) >= 0 && dup2(err[1], STDERR_FILENO) >= 0);
    int protocol = mcp_stdout_claim();
    ssize_t n_stray = write(STDOUT_FILENO, "stray", 5);
    ssize_t n_line = write(protocol, "line", 4);
    (void)dup2(saved_out, STDOUT_FILENO);
    (void)dup2(saved_err, STDERR_FILENO);
    assert_true(protocol > STDERR_FILENO && n_stray == 5 && n_line == 4);
    char bytes[16];
    assert_int_equal(read(err[0], bytes, sizeof bytes), 5);
    assert_memory_equal(bytes, "stray", 5);
    assert_int_equal(read(out[0], bytes, sizeof bytes), 4);
    assert_memory_equal(bytes, "line", 4);
    int all[] = {saved_out, saved_err, out[0], out[1], err[0], err[1], protocol};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        (void)close(all[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stdout_is_claimed),
        cmocka_unit_test(test_error_results_are_sentences),
        cmocka_unit_test(test_without_tools_none_are_declared),
        cmocka_unit_test(test_chunks_do_not_change_answers),
        cmocka_unit_test(test_wrong_definitions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
