/*
 * Any bytes, in chunks of any size, into a whole server core with a connection of its own.
 * The first byte chooses the chunks and how deferred calls end. Checked: every line written
 * is one valid JSON object (or, for a batch, an array of objects), no more replies carry an
 * id than requests did, a cancelled or ended call says nothing, all calls are gone at the
 * end, and other chunks give the same output.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mcp/core.h"
#include "mcp/line.h"
#include "base/banned.h"

enum { DEFERRED_MAX = 64 };

struct target {
    uint64_t deferred[DEFERRED_MAX];
    size_t n_deferred;
    bool finishes_late;
};

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static void call_begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    struct target *target = user;
    check(json_is_object(call->arguments), "arguments are an object");
    if (strcmp(call->name, "defer") == 0 && target->n_deferred < DEFERRED_MAX) {
        target->deferred[target->n_deferred++] = call->id;
        mcp_call_progress(server, call->id, 1.0, 2.0, "begun");
    } else {
        json_t *echo = json_deep_copy(call->arguments);
        mcp_call_finish(server, call->id,
                        json_pack("{s:[], s:o}", "content", "structuredContent", echo));
    }
}

static void call_cancelled(void *user, struct mcp_server *server, uint64_t call_id)
{
    struct target *target = user;
    mcp_call_finish(server, call_id,
                    json_object()); /* too late by contract: must say nothing */
    for (size_t i = 0; i < target->n_deferred; i++) {
        if (target->deferred[i] == call_id) {
            target->deferred[i] = target->deferred[--target->n_deferred];
            return;
        }
    }
    check(false, "a cancelled call was begun and not finished");
}

static void finish_one(struct target *target, struct mcp_server *server)
{
    static const char result[] = "{\"content\":[],\"structuredContent\":{\"a\":1}}";
    if (target->n_deferred > 0) {
        uint64_t id = target->deferred[--target->n_deferred];
        mcp_call_progress(server, id, 1.5, -1.0, NULL);
        mcp_call_finish_rendered(server, id, result, sizeof result - 1);
        mcp_call_finish_rendered(server, id, result, sizeof result - 1);
    }
}

static void changed(struct mcp__connection *connection)
{
    (void)connection;
}

static const struct mcp_item tools[] = {
    {.definition =
         "{\"name\":\"echo\",\"description\":\"e\",\"inputSchema\":{\"type\":\"object\","
         "\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":0},\"s\":{\"type\":"
         "[\"string\",\"null\"],\"maxLength\":9},\"l\":{\"type\":\"array\",\"maxItems\":9}}"
         "}}",
     .begin = call_begin},
    {.definition =
         "{\"name\":\"defer\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\","
         "\"additionalProperties\":false},\"outputSchema\":{\"type\":\"object\"}}",
     .begin = call_begin}};

static void ask_begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    if (mcp_answer_content(call, "k") != NULL || mcp_answer_is_refused(call, "k")) {
        mcp_call_finish(server, call->id, mcp_tool_result(mcp_text("answered")));
        return;
    }
    mcp_call_ask(
        server, call->id,
        json_pack("{s:{s:s, s:{}}}", "k", "method", "elicitation/create", "params"));
}

static void item_begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_server_list_changed(server, MCP_PROMPT);
    mcp_server_resource_updated(server, call->name);
    mcp_call_log(server, call->id, MCP_LOG_ERROR, NULL, json_string("log"));
    json_t *contents = mcp_contents_text(call->name, NULL, "text");
    mcp_call_finish(server, call->id, mcp_resource_result(contents));
}

static void complete(void *user, const struct mcp_completion *completion, json_t *values)
{
    (void)user;
    (void)json_array_append_new(values, json_string(completion->value));
}

/* Beside the tools: short names, so that a fuzzer finds them. */
static const struct {
    enum mcp_kind kind;
    struct mcp_item item;
} others[] = {
    {MCP_TOOL,
     {.definition = "{\"name\":\"ask\",\"inputSchema\":{\"type\":\"object\"}}",
      .begin = ask_begin}},
    {MCP_TOOL,
     {.definition = "{\"name\":\"once\",\"inputSchema\":{\"type\":\"object\"}}",
      .begin = ask_begin,
      .takes_answers_once = true}},
    {MCP_PROMPT,
     {.definition = "{\"name\":\"p\",\"arguments\":[{\"name\":\"a\",\"required\":true}]}",
      .begin = item_begin,
      .complete = complete}},
    {MCP_RESOURCE, {.definition = "{\"uri\":\"r:a\",\"name\":\"a\"}", .begin = item_begin}},
    {MCP_RESOURCE_TEMPLATE,
     {.definition = "{\"uriTemplate\":\"r:/{a}/{b}\",\"name\":\"t\"}",
      .begin = item_begin,
      .complete = complete}}};

/* All bytes in chunks: of step bytes, 0 all at once. After each line one deferred call may
 * end. */
static void feed(struct mcp__connection *connection, const char *bytes, size_t n_bytes,
                 size_t step, struct target *target)
{
    struct mcp__lines lines = {0};
    step = step == 0 ? n_bytes + 1 : step;
    for (size_t at = 0; at <= n_bytes; at += step) {
        size_t n_now = n_bytes - at < step ? n_bytes - at : step;
        if (at + step > n_bytes) {
            mcp__lines_end(&lines);
        }
        mcp__lines_feed(&lines, bytes + at, n_now);
        const char *text = NULL;
        size_t length = 0;
        enum mcp__line_kind kind = MCP__LINE_WHOLE;
        while ((kind = mcp__lines_take(&lines, &text, &length)) != MCP__LINE_NONE) {
            if (kind == MCP__LINE_WHOLE) {
                mcp__receive(connection, text, length);
            } else {
                mcp__receive_too_long(connection);
            }
            if (!target->finishes_late) {
                finish_one(target, connection->server);
            }
        }
    }
    mcp__lines_release(&lines);
}

/* One server for all runs: making it takes longer than a run, and a run leaves nothing
 * behind in it. */
static struct mcp_server *the_server(struct target **ret_target)
{
    static struct target target;
    static struct mcp_server *server;
    static const struct mcp_server_options options = {.name = "fuzz",
                                                      .version = "1",
                                                      .page_size = 1,
                                                      .has_list_changes = true,
                                                      .has_resource_updates = true,
                                                      .has_logging = true,
                                                      .call_cancelled = call_cancelled,
                                                      .user = &target};
    if (server == NULL) {
        server = mcp_server_new(uv_default_loop(), &options);
        for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
            check(mcp_server_add(server, MCP_TOOL, &tools[i]), "a tool");
        }
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
            check(mcp_server_add(server, others[i].kind, &others[i].item), "an item");
        }
    }
    *ret_target = &target;
    return server;
}

/* A connection from its making to its end, fed with bytes: what it wrote. */
static void run(const char *bytes, size_t n_bytes, uint8_t chooser,
                struct str_buf *ret_output)
{
    struct target *target = NULL;
    struct mcp_server *server = the_server(&target);
    struct mcp__session session = {0};
    struct mcp__connection connection;
    target->finishes_late = (chooser & 0x80U) != 0;
    mcp__connection_init(&connection, server, &session, changed, NULL);
    session.stream = &connection;
    server->last_question_id = 0;
    feed(&connection, bytes, n_bytes, chooser & 0x3FU, target);
    if ((chooser & 0x40U) == 0) {
        mcp__calls_pump(server);
        while (connection.n_calls > session.n_asking) {
            check(target->n_deferred > 0, "a call is open that the product does not know");
            finish_one(target, server);
            mcp__calls_pump(server);
        }
    }
    str_buf_add_bytes(ret_output, str_buf_text(&connection.out), connection.out.length);
    mcp__connection_release(&connection); /* gives up what is still open */
    mcp__session_release(&session);
    const struct mcp__calls *calls = &server->calls;
    check(target->n_deferred == 0 && calls->n_running == 0 && calls->n_waiting == 0 &&
              calls->n_waiting_bytes == 0,
          "no call is left");
    (void)uv_run(uv_default_loop(), UV_RUN_NOWAIT);
}

/* How many messages with an id came in, and how many replies went out. */
static bool is_question(const json_t *message)
{
    const char *method = json_get_text(message, "method");
    return method != NULL && strcmp(method, "elicitation/create") == 0;
}

static size_t count_ids(const json_t *value)
{
    size_t n_ids = json_object_get(value, "id") != NULL ? 1 : 0;
    for (size_t i = 0; i < json_array_size(value); i++) {
        n_ids += count_ids(json_array_get(value, i));
    }
    return n_ids;
}

/* A sealed state is another text each time, of the same length. */
static void mask_states(struct str_buf *output)
{
    static const char mark[] = "\"requestState\":\"";
    char *at = output->length > 0 ? output->data : NULL;
    while (at != NULL && (at = strstr(at, mark)) != NULL) {
        for (at += sizeof mark - 1; *at != '"'; at++) {
            *at = 'x';
        }
    }
}

static void check_message(const json_t *message)
{
    const json_t *result = json_object_get(message, "result");
    const json_t *error = json_object_get(message, "error");
    const char *version = json_get_text(message, "jsonrpc");
    check(version != NULL && strcmp(version, "2.0") == 0, "jsonrpc is 2.0");
    if (json_object_get(message, "method") != NULL) {
        check(json_object_get(message, "id") == NULL || is_question(message),
              "we ask only what the product asks");
    } else {
        check((result != NULL) != (error != NULL), "exactly one of result and error");
        check(result == NULL || json_object_get(message, "id") != NULL,
              "a result has its id");
        check(error == NULL || json_is_integer(json_object_get(error, "code")), "a code");
    }
}

static size_t check_output(const struct str_buf *output)
{
    size_t n_ids = 0;
    const char *at = str_buf_text(output);
    const char *end = at + output->length;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        struct err err = {0};
        json_auto_t *message = NULL;
        check(line_end != NULL, "whole lines");
        check(json_parse(at, (size_t)(line_end - at), &message, &err), err.message);
        check(json_is_object(message) || json_array_size(message) > 0,
              "an object or a full array");
        n_ids += is_question(message) ? 0 : count_ids(message);
        for (size_t i = 0; i < json_array_size(message); i++) {
            check_message(json_array_get(message, i));
        }
        if (json_is_object(message)) {
            check_message(message);
        }
        at = line_end + 1;
    }
    return n_ids;
}

static size_t count_requests(const char *bytes, size_t n_bytes)
{
    size_t n_ids = 0;
    struct mcp__lines lines = {0};
    const char *text = NULL;
    size_t length = 0;
    enum mcp__line_kind kind = MCP__LINE_WHOLE;
    mcp__lines_end(&lines);
    mcp__lines_feed(&lines, bytes, n_bytes);
    while ((kind = mcp__lines_take(&lines, &text, &length)) != MCP__LINE_NONE) {
        struct err err = {0};
        json_auto_t *message = NULL;
        if (kind == MCP__LINE_WHOLE && json_parse(text, length, &message, &err)) {
            n_ids += is_question(message) ? 0 : count_ids(message);
        }
    }
    mcp__lines_release(&lines);
    return n_ids;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const char *bytes = (const char *)data + 1;
    struct str_buf output = {0};
    struct str_buf other = {0};
    run(bytes, size - 1, data[0], &output);
    check(check_output(&output) <= count_requests(bytes, size - 1),
          "no reply without a request");
    run(bytes, size - 1, (uint8_t)((data[0] & 0xC0U) | 7U), &other);
    mask_states(&output);
    mask_states(&other);
    check(output.length == other.length &&
              memcmp(str_buf_text(&output), str_buf_text(&other), output.length) == 0,
          "chunks do not matter");
    str_buf_release(&output);
    str_buf_release(&other);
    return 0;
}
