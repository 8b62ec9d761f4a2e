#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "base/banned.h"

#define INPUT_OF(properties)                                                               \
    "\"inputSchema\":{\"type\":\"object\",\"properties\":{" properties                     \
    "},\"additionalProperties\":false}"
#define GREETING_OUTPUT                                                                    \
    "\"outputSchema\":{\"type\":\"object\",\"properties\":{\"greeting\":{\"type\":"        \
    "\"string\"}}}"

static const char greet_definition[] =
    "{\"name\":\"greet\",\"title\":\"Greet\",\"description\":\"Says hello.\","
    "\"annotations\":{\"readOnlyHint\":true},"
    "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\","
    "\"maxLength\":40}},"
    "\"required\":[\"name\"],\"additionalProperties\":false}," GREETING_OUTPUT "}";
static const char rendered_definition[] =
    "{\"name\":\"rendered\",\"description\":\"As text.\"," INPUT_OF(
        "\"name\":{\"type\":\"string\"}") "," GREETING_OUTPUT "}";
static const char later_definition[] =
    "{\"name\":\"later\",\"description\":\"Waits.\"," INPUT_OF(
        "\"n\":{\"type\":\"integer\"}") "}";
static const char large_definition[] =
    "{\"name\":\"large\",\"description\":\"Large.\"," INPUT_OF(
        "\"n_bytes\":{\"type\":\"integer\"}") "}";
static const char odd_definition[] = "{\"name\":\"odd\",\"description\":\"Odd.\"," INPUT_OF(
    "\"kind\":{\"type\":\"string\"}") "}";

static void answer_large(struct mcp_server *server, const struct mcp_call *call)
{
    size_t n_bytes = (size_t)json_get_integer(call->arguments, "n_bytes", 0);
    struct str_buf text = {0};
    str_buf_add(&text, "{\"content\":[{\"type\":\"text\",\"text\":\"");
    for (size_t i = 0; i < n_bytes; i++) {
        str_buf_add_bytes(&text, "x", 1);
    }
    str_buf_add(&text, "\"}]}");
    mcp_call_finish_rendered(server, call->id, text.data, text.length);
    str_buf_release(&text);
}

static void answer_odd(struct mcp_server *server, const struct mcp_call *call)
{
    const char *kind = json_get_text(call->arguments, "kind");
    static const char spread[] =
        "{\n \"content\": [],\n \"_meta\": {\"org.example/a\": 1}\n}";
    if (strcmp(kind, "null") == 0) {
        mcp_call_finish(server, call->id, NULL);
    } else if (strcmp(kind, "array") == 0) {
        mcp_call_finish(server, call->id, json_array());
    } else if (strcmp(kind, "empty") == 0) {
        mcp_call_finish(server, call->id, json_object());
    } else if (strcmp(kind, "empty text") == 0) {
        mcp_call_finish_rendered(server, call->id, "{}", 2);
    } else if (strcmp(kind, "broken text") == 0) {
        mcp_call_finish_rendered(server, call->id, "{\"content\":", 11);
    } else if (strcmp(kind, "spread text") == 0) {
        mcp_call_finish_rendered(server, call->id, spread, sizeof spread - 1);
    } else if (strcmp(kind, "fail") == 0) {
        mcp_call_fail(server, call->id, -32603, "it broke");
    } else if (strcmp(kind, "twice") == 0) {
        mcp_call_finish(server, call->id, json_object());
        mcp_call_finish(server, call->id, json_object());
        mcp_call_fail(server, call->id, -32603, "it broke");
        mcp_call_progress(server, call->id, 1, 2, NULL);
    } else {
        mcp_call_finish(
            server, call->id,
            mcp_error_result("it is odd", "Look away", "org.example/code", kind));
    }
}

static void answer_greet(struct mcp_server *server, const struct mcp_call *call)
{
    const char *name = json_get_text(call->arguments, "name");
    json_t *result = json_pack("{s:[{s:s, s:s}], s:{s:s}}", "content", "type", "text",
                               "text", "hello", "structuredContent", "greeting", name);
    if (strcmp(call->name, "greet") == 0) {
        mcp_call_finish(server, call->id, result);
        return;
    }
    size_t n_bytes = 0;
    AUTO_FREE char *text = json_to_text(result, &n_bytes);
    json_decref(result);
    mcp_call_finish_rendered(server, call->id, text, n_bytes);
}

void fixture_begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    struct fixture *fixture = user;
    if (strcmp(call->name, "later") == 0) {
        assert_true(fixture->n_begun < FIXTURE_CALLS);
        fixture->begun[fixture->n_begun++] = call->id;
    } else if (strcmp(call->name, "large") == 0) {
        answer_large(server, call);
    } else if (strcmp(call->name, "odd") == 0) {
        answer_odd(server, call);
    } else {
        answer_greet(server, call);
    }
}

static const struct mcp_item tools[FIXTURE_TOOLS] = {
    {.definition = greet_definition, .begin = fixture_begin},
    {.definition = rendered_definition, .begin = fixture_begin},
    {.definition = later_definition, .begin = fixture_begin},
    {.definition = large_definition, .begin = fixture_begin},
    {.definition = odd_definition, .begin = fixture_begin}};

static void call_cancelled(void *user, struct mcp_server *server, uint64_t call_id)
{
    struct fixture *fixture = user;
    (void)server;
    assert_true(fixture->n_cancelled < FIXTURE_CALLS);
    fixture->cancelled[fixture->n_cancelled++] = call_id;
}

static void changed(struct mcp__connection *connection)
{
    struct fixture *fixture = connection->user;
    fixture->n_changes++;
}

void fixture_open(struct fixture *fixture, const struct mcp_server_options *options)
{
    struct mcp_server_options all = {.name = "fixture", .version = "0.1"};
    memset(fixture, 0, sizeof *fixture);
    if (options != NULL) {
        all = *options;
        all.name = all.name != NULL ? all.name : "fixture";
        all.version = all.version != NULL ? all.version : "0.1";
    }
    fixture->begun = xcalloc(FIXTURE_CALLS, sizeof *fixture->begun);
    fixture->cancelled = xcalloc(FIXTURE_CALLS, sizeof *fixture->cancelled);
    all.call_cancelled = call_cancelled;
    all.user = fixture;
    assert_int_equal(uv_loop_init(&fixture->loop), 0);
    fixture->server = mcp_server_new(&fixture->loop, &all);
    assert_non_null(fixture->server);
    for (size_t i = 0; i < FIXTURE_TOOLS; i++) {
        assert_true(mcp_server_add(fixture->server, MCP_TOOL, &tools[i]));
    }
    mcp__connection_init(&fixture->connection, fixture->server, &fixture->session, changed,
                         fixture);
    fixture->session.stream = &fixture->connection;
}

void fixture_close(struct fixture *fixture)
{
    mcp__connection_release(&fixture->connection);
    mcp__session_release(&fixture->session);
    mcp_server_free(fixture->server);
    (void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&fixture->loop), 0);
    free(fixture->begun);
    free(fixture->cancelled);
    free(fixture->line);
}

/* printf with ' made ". */
__attribute__((format(__printf__, 1, 0))) static char *quoted(const char *format,
                                                              va_list values)
{
    char *text = NULL;
    assert_true(vasprintf(&text, format, values) >= 0);
    for (char *c = text; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    return text;
}

void fixture_send(struct fixture *fixture, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    AUTO_FREE char *text = quoted(format, values);
    va_end(values);
    mcp__receive(&fixture->connection, text, strlen(text));
}

void fixture_initialize(struct fixture *fixture, const char *revision)
{
    fixture_send(fixture,
                 "{'jsonrpc':'2.0','id':'init','method':'initialize','params':{'"
                 "protocolVersion':'%s',"
                 "'capabilities':{},'clientInfo':{'name':'test','version':'1'}}}",
                 revision);
    assert_non_null(fixture_take(fixture));
    fixture_send(fixture, "{'jsonrpc':'2.0','method':'notifications/initialized'}");
    fixture_expect_nothing(fixture);
}

void fixture_pump(struct fixture *fixture)
{
    (void)uv_run(&fixture->loop, UV_RUN_NOWAIT);
}

const char *fixture_take(struct fixture *fixture)
{
    struct str_buf *out = &fixture->connection.out;
    free(fixture->line);
    fixture->line = NULL;
    if (out->length == 0) {
        return NULL;
    }
    char *end = memchr(out->data, '\n', out->length);
    assert_non_null(end);
    size_t n_bytes = (size_t)(end - out->data);
    fixture->line = xmalloc(n_bytes + 1);
    memcpy(fixture->line, out->data, n_bytes);
    fixture->line[n_bytes] = '\0';
    memmove(out->data, end + 1, out->length - n_bytes - 1);
    out->length -= n_bytes + 1;
    return fixture->line;
}

static json_t *parsed(const char *text)
{
    struct err err = {0};
    json_t *value = NULL;
    if (text == NULL || !json_parse(text, strlen(text), &value, &err)) {
        fail_msg("not JSON: %s: %s", text != NULL ? text : "(nothing)", err.message);
    }
    return value;
}

void fixture_expect(struct fixture *fixture, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    AUTO_FREE char *text = quoted(format, values);
    va_end(values);
    json_auto_t *expected = parsed(text);
    json_auto_t *seen = parsed(fixture_take(fixture));
    if (json_equal(expected, seen) == 0) {
        fail_msg("expected %s\n     saw %s", text, fixture->line);
    }
}

void fixture_expect_error(struct fixture *fixture, const char *id, int code)
{
    json_auto_t *seen = parsed(fixture_take(fixture));
    const json_t *error = json_object_get(seen, "error");
    size_t n_bytes = 0;
    AUTO_FREE char *seen_id = json_to_text(json_object_get(seen, "id"), &n_bytes);
    bool is_right =
        strcmp(json_get_text(seen, "jsonrpc"), "2.0") == 0 &&
        json_get_integer(error, "code", 0) == code &&
        json_get_text(error, "message") != NULL &&
        json_object_get(seen, "result") == NULL &&
        (id != NULL ? strcmp(seen_id, id) == 0 : json_object_get(seen, "id") == NULL);
    if (!is_right) {
        fail_msg("expected error %d for %s, saw %s", code, id != NULL ? id : "no id",
                 fixture->line);
    }
}

void fixture_expect_nothing(struct fixture *fixture)
{
    const char *line = fixture_take(fixture);
    if (line != NULL) {
        fail_msg("expected nothing, saw %s", line);
    }
}
