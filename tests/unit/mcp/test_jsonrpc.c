/* mcp/jsonrpc.h: what a message is; ids keep their type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mcp/jsonrpc.h"
#include "base/banned.h"

static json_t *json_of(const char *text)
{
    char quoted[512];
    struct err err = {0};
    json_t *value = NULL;
    (void)snprintf(quoted, sizeof quoted, "%s", text);
    for (char *c = quoted; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    assert_true(json_parse(quoted, strlen(quoted), &value, &err));
    return value;
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum mcp__message_kind kind;
        const char *id;
    } rows[] = {{"{'jsonrpc':'2.0','id':1,'method':'a'}", MCP__REQUEST, "1"},
                {"{'jsonrpc':'2.0','id':0,'method':'a'}", MCP__REQUEST, "0"},
                {"{'jsonrpc':'2.0','id':'1','method':'a'}", MCP__REQUEST, "\"1\""},
                {"{'jsonrpc':'2.0','id':'','method':'a'}", MCP__REQUEST, "\"\""},
                {"{'jsonrpc':'2.0','id':-9007199254740993,'method':'a'}", MCP__REQUEST,
                 "-9007199254740993"},
                {"{'jsonrpc':'2.0','id':'a\\\\b\\n\xC3\xA9','method':'a'}", MCP__REQUEST,
                 "\"a\\\\b\\n\xC3\xA9\""},
                {"{'jsonrpc':'2.0','method':'a'}", MCP__NOTIFICATION, ""},
                {"{'jsonrpc':'2.0','id':1,'result':{}}", MCP__RESPONSE, "1"},
                {"{'jsonrpc':'2.0','id':null,'error':{}}", MCP__RESPONSE, ""},
                {"{'jsonrpc':'2.0','id':null,'method':'a'}", MCP__INVALID, ""},
                {"{'jsonrpc':'2.0','id':1.5,'method':'a'}", MCP__INVALID, ""},
                {"{'jsonrpc':'2.0','id':1.0,'method':'a'}", MCP__INVALID, ""},
                {"{'jsonrpc':'2.0','id':[],'method':'a'}", MCP__INVALID, ""},
                {"{'jsonrpc':'2.0','id':true,'method':'a'}", MCP__INVALID, ""},
                {"{'jsonrpc':'1.0','id':1,'method':'a'}", MCP__INVALID, "1"},
                {"{'jsonrpc':2.0,'id':1,'method':'a'}", MCP__INVALID, "1"},
                {"{'id':1,'method':'a'}", MCP__INVALID, "1"},
                {"{'jsonrpc':'2.0','id':1}", MCP__INVALID, "1"},
                {"{'jsonrpc':'2.0','id':1,'method':5}", MCP__INVALID, "1"},
                {"{'jsonrpc':'2.0','id':1,'method':null,'result':{}}", MCP__INVALID, "1"},
                {"{}", MCP__INVALID, ""},
                {"[]", MCP__INVALID, ""},
                {"5", MCP__INVALID, ""},
                {"'x'", MCP__INVALID, ""},
                {"null", MCP__INVALID, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_auto_t *json = json_of(rows[i].text);
        struct mcp__message message;
        mcp__message_read(json, &message);
        if (message.kind != rows[i].kind || strcmp(message.id.text, rows[i].id) != 0) {
            fail_msg("%s: kind %d, id %s", rows[i].text, (int)message.kind,
                     message.id.text);
        }
        assert_int_equal(message.id.n_bytes, strlen(rows[i].id));
        assert_int_equal(message.kind == MCP__INVALID, message.problem != NULL);
    }
}

static void test_params(void **state)
{
    (void)state;
    static const struct {
        const char *params;
        bool is_object;
        bool is_bad;
    } rows[] = {{"{}", true, false},  {"null", false, false}, {"[]", false, true},
                {"'x'", false, true}, {"false", false, true}, {"0", false, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text,
                       "{'jsonrpc':'2.0','id':1,'method':'a','params':%s}", rows[i].params);
        json_auto_t *json = json_of(text);
        struct mcp__message message;
        mcp__message_read(json, &message);
        assert_int_equal(message.params != NULL, rows[i].is_object);
        assert_int_equal(message.has_bad_params, rows[i].is_bad);
    }
}

static void test_id_length_is_bounded(void **state)
{
    (void)state;
    char text[400];
    struct mcp__id id;
    memset(text, 'a', sizeof text);
    text[LIMIT_MESSAGE_ID_BYTES - 2] = '\0';
    json_auto_t *fits = json_string(text);
    assert_true(mcp__id_read(fits, &id));
    assert_int_equal(id.n_bytes, LIMIT_MESSAGE_ID_BYTES);
    text[LIMIT_MESSAGE_ID_BYTES - 2] = 'a';
    text[LIMIT_MESSAGE_ID_BYTES - 1] = '\0';
    json_auto_t *too_long = json_string(text);
    assert_false(mcp__id_read(too_long, &id));
    assert_int_equal(id.n_bytes, 0);
    memset(text, '\x01', 60); /* each takes six bytes as JSON */
    text[60] = '\0';
    json_auto_t *escaped = json_string(text);
    assert_false(mcp__id_read(escaped, &id));
    assert_int_equal(id.n_bytes, 0);
    text[40] = '\0';
    json_auto_t *short_escaped = json_string(text);
    assert_true(mcp__id_read(short_escaped, &id));
    assert_int_equal(id.n_bytes, 242);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds),
                                       cmocka_unit_test(test_params),
                                       cmocka_unit_test(test_id_length_is_bounded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
