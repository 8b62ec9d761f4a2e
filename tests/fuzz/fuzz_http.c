/*
 * A request as the HTTP transport sees it: lines "Name: value", an empty line, the body.
 * Checked: what is read from headers keeps inside them, a header means what it decodes to,
 * a judgement is one of those that exist, a message that is not refused gets at most one
 * answer for each of its ids, and the same request is judged the same again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "mcp/core.h"
#include "mcp/http_judge.h"
#include "base/banned.h"

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static void begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_finish(server, call->id, mcp_tool_result(mcp_text("ok")));
}

static struct mcp_server *the_server(void)
{
    static struct mcp_server *server;
    static const struct mcp_server_options options = {.name = "fuzz", .version = "1"};
    static const struct mcp_item tool = {
        .definition =
            "{\"name\":\"param\",\"description\":\"d\",\"inputSchema\":{\"type\":"
            "\"object\",\"properties\":{\"s\":{\"type\":\"string\",\"x-mcp-header\":\"S\"},"
            "\"n\":{\"type\":\"number\",\"x-mcp-header\":\"N\"},\"o\":{\"type\":\"object\","
            "\"properties\":{\"b\":{\"type\":\"boolean\",\"x-mcp-header\":\"B\"}}}}}}",
        .begin = begin};
    if (server == NULL) {
        server = mcp_server_new(uv_default_loop(), &options);
        check(mcp_server_add(server, MCP_TOOL, &tool), "a tool");
    }
    return server;
}

/* Cuts text into headers; what follows the empty line is the body. */
static char *headers_cut(char *text, struct mcp__headers *headers)
{
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line != NULL && *line != '\0';
         line = strsep(&rest, "\n")) {
        char *value = line;
        const char *name = strsep(&value, ":");
        mcp__headers_add(headers, name, value);
    }
    return rest;
}

static void check_headers(const struct mcp__headers *headers)
{
    static const char *const hosts[] = {"coach.example.org"};
    static const struct mcp__http_names names = {.is_loopback = true,
                                                 .address = "127.0.0.1",
                                                 .hosts = hosts,
                                                 .n_hosts = 1,
                                                 .origins = hosts,
                                                 .n_origins = 1};
    check(headers->n_items <= LIMIT_HTTP_HEADERS, "bounded");
    const char *host = mcp__headers_get(headers, "Host");
    if (mcp__host_is_allowed(&names, host)) {
        check(strpbrk(host, "/@\\ ") == NULL, "an allowed host is a name and a port");
    }
    const char *origin = mcp__headers_get(headers, "Origin");
    (void)mcp__origin_is_allowed(&names, origin);
    const char *authorization = mcp__headers_get(headers, "Authorization");
    const char *token = mcp__bearer_token(authorization);
    check(token == NULL || (token > authorization && *token != '\0'), "a token in it");
    (void)mcp__accepts(mcp__headers_get(headers, "Accept"), "text", "event-stream");
    (void)mcp__is_json_type(mcp__headers_get(headers, "Content-Type"));
    (void)mcp__headers_repeated(headers);
    for (size_t i = 0; i < headers->n_items; i++) {
        AUTO_FREE char *text = NULL;
        size_t n_bytes = 0;
        const char *value = headers->items[i].value;
        if (mcp__header_decode(value, &text, &n_bytes)) {
            check(n_bytes <= strlen(value), "decoding does not grow");
            check(mcp__header_is(value, text, n_bytes), "it means what it decodes to");
        }
    }
}

static void changed(struct mcp__connection *connection)
{
    (void)connection;
}

static size_t count_ids(const json_t *value)
{
    size_t n_ids = json_object_get(value, "id") != NULL ? 1 : 0;
    for (size_t i = 0; i < json_array_size(value); i++) {
        n_ids += count_ids(json_array_get(value, i));
    }
    return n_ids;
}

static void receive(const json_t *json, enum mcp__http_way way)
{
    struct mcp__session session = {0};
    struct mcp__connection connection;
    mcp__connection_init(&connection, the_server(), &session, changed, NULL);
    connection.expects_stateless = way == MCP__WAY_STATELESS;
    mcp__receive_parsed(&connection, json, 1);
    check(connection.n_settled <= 1 + count_ids(json), "no more answers than requests");
    unsigned status = mcp__http_status_of(connection.last_error, connection.is_malformed,
                                          way == MCP__WAY_STATELESS);
    check(status == 200 || status == 400 || status == 404, "a status");
    mcp__connection_release(&connection);
    mcp__session_release(&session);
    (void)uv_run(uv_default_loop(), UV_RUN_NOWAIT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_FREE char *text = xmalloc(size + 1);
    struct mcp__headers headers = {0};
    struct err err = {0};
    json_auto_t *json = NULL;
    memcpy(text, data, size);
    text[size] = '\0';
    const char *body = headers_cut(text, &headers);
    check_headers(&headers);
    if (body == NULL || !json_parse(body, strlen(body), &json, &err)) {
        return 0;
    }
    struct mcp__message message;
    struct mcp__judgement judgement;
    struct mcp__judgement again;
    mcp__message_read(json, &message);
    mcp__http_judge(the_server(), json, &message, &headers, &judgement);
    mcp__http_judge(the_server(), json, &message, &headers, &again);
    check(judgement.way == again.way && judgement.code == again.code, "the same again");
    if (judgement.way == MCP__WAY_REFUSED) {
        check(judgement.status == 400 && judgement.message[0] != '\0', "a reason");
        check(judgement.code == -32020 || judgement.code == -32600, "a code");
    } else {
        receive(json, judgement.way);
    }
    return 0;
}
