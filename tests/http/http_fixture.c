/*
 * A server for the tests of the HTTP transport, on the public headers alone.
 *
 *   http_fixture [NAME=VALUE...]
 *
 * Prints its URL and serves until its standard input ends. Options: port, and each member
 * of mcp_http_limits by name. tokens=1: "alpha" and "beta" are tokens of two principals,
 * each with a server of its own (tool `whoami`), "late" is known only after 50 ms, "narrow"
 * lacks a right, "down" cannot be checked. greet_only=1: only that tool, for the
 * transcripts.
 *
 * Tools: greet {name}, as in examples/hello_server.c; later {ms} answers after so long;
 * steps {n, ms} tells progress; large {n_bytes} answers a long text; flood {n, n_bytes}
 * tells so much progress at once; param {region, level} mirrors its arguments into headers;
 * whoami; count: calls begun, cancelled.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mcp/http.h"

enum { CALLS_MAX = 4096 };

struct fixture;

struct door {
    struct fixture *fixture;
    struct mcp_server *server;
    const char *name;
};

struct work {
    uv_timer_t timer;
    struct door *door;
    uint64_t call_id;
    int n_left;
    int n_done;
    bool is_over;
};

struct fixture {
    uv_loop_t *loop;
    struct door doors[2];
    struct mcp_http *http;
    uv_timer_t late;
    uint64_t late_id;
    uv_pipe_t input;
    struct work *work[CALLS_MAX];
    size_t n_work;
    int n_begun;
    int n_cancelled;
    bool has_greet_only;
    char bytes[4096];
};

#define TOOL(tool, properties)                                                             \
    "{\"name\":\"" tool "\",\"description\":\"A test.\",\"inputSchema\":{\"type\":"        \
    "\"object\",\"properties\":{" properties "},\"additionalProperties\":false}}"
static const char greet_definition[] =
    "{\"name\":\"greet\",\"description\":\"Say hello to someone.\","
    "\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,"
    "\"idempotentHint\":true,\"openWorldHint\":false},"
    "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\","
    "\"description\":\"Whom to greet.\",\"minLength\":1,\"maxLength\":40}},"
    "\"required\":[\"name\"],\"additionalProperties\":false},"
    "\"outputSchema\":{\"type\":\"object\",\"properties\":{\"greeting\":{\"type\":"
    "\"string\"}},"
    "\"required\":[\"greeting\"]}}";
#define INTEGER(name) "\"" name "\":{\"type\":\"integer\"}"
static const char *const tools[] = {
    greet_definition,
    TOOL("later", INTEGER("ms")),
    TOOL("steps", INTEGER("n") "," INTEGER("ms")),
    TOOL("large", INTEGER("n_bytes")),
    TOOL("flood", INTEGER("n") "," INTEGER("n_bytes")),
    TOOL("param",
         "\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
         "\"level\":{\"type\":\"integer\",\"x-mcp-header\":\"Level\"},"
         "\"deep\":{\"type\":\"object\",\"properties\":{\"on\":{\"type\":\"boolean\","
         "\"x-mcp-header\":\"On\"}}}"),
    TOOL("whoami", ""),
    TOOL("count", "")};

static int integer_of(const struct mcp_call *call, const char *name)
{
    return (int)json_integer_value(json_object_get(call->arguments, name));
}

static void answer(struct mcp_server *server, uint64_t call_id, const char *text)
{
    mcp_call_finish(server, call_id, mcp_tool_result(mcp_text(text)));
}

static void work_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void work_end(struct work *work)
{
    struct fixture *fixture = work->door->fixture;
    for (size_t i = 0; i < fixture->n_work; i++) {
        if (fixture->work[i] == work) {
            fixture->work[i] = fixture->work[--fixture->n_work];
        }
    }
    uv_close((uv_handle_t *)&work->timer, work_closed);
}

static void work_step(uv_timer_t *timer)
{
    struct work *work = timer->data;
    if (work->n_left > 0) {
        work->n_left--;
        mcp_call_progress(work->door->server, work->call_id, ++work->n_done, -1, "step");
        return;
    }
    uint64_t call_id = work->call_id;
    struct mcp_server *server = work->door->server;
    work_end(work);
    answer(server, call_id, "done");
}

static void work_begin(struct door *door, const struct mcp_call *call, int n_steps, int ms)
{
    struct work *work = calloc(1, sizeof *work);
    work->door = door;
    work->call_id = call->id;
    work->n_left = n_steps;
    (void)uv_timer_init(door->fixture->loop, &work->timer);
    work->timer.data = work;
    (void)uv_timer_start(&work->timer, work_step, (uint64_t)ms, (uint64_t)ms);
    door->fixture->work[door->fixture->n_work++] = work;
}

static char *text_of(int n_bytes)
{
    char *text = malloc((size_t)n_bytes + 1);
    memset(text, 'x', (size_t)n_bytes);
    text[n_bytes] = '\0';
    return text;
}

static void flood(struct mcp_server *server, const struct mcp_call *call)
{
    char *text = text_of(integer_of(call, "n_bytes"));
    for (int i = 0; i < integer_of(call, "n"); i++) {
        mcp_call_progress(server, call->id, i + 1, -1, text);
    }
    free(text);
}

static void greet(struct mcp_server *server, const struct mcp_call *call)
{
    char greeting[256];
    const char *name = json_string_value(json_object_get(call->arguments, "name"));
    (void)snprintf(greeting, sizeof greeting, "Hello, %s!", name);
    json_t *result = mcp_tool_result(mcp_text(greeting));
    (void)json_object_set_new(result, "structuredContent",
                              json_pack("{s:s}", "greeting", greeting));
    mcp_call_finish(server, call->id, result);
}

static void begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    struct door *door = call->user;
    const char *tool = call->name;
    door->fixture->n_begun++;
    if (strcmp(tool, "later") == 0) {
        work_begin(door, call, 0, integer_of(call, "ms"));
        return;
    }
    if (strcmp(tool, "steps") == 0) {
        work_begin(door, call, integer_of(call, "n"), integer_of(call, "ms"));
        return;
    }
    char text[256] = "ok";
    if (strcmp(tool, "greet") == 0) {
        greet(server, call);
        return;
    }
    if (strcmp(tool, "whoami") == 0) {
        (void)snprintf(text, sizeof text, "%s", door->name);
    } else if (strcmp(tool, "count") == 0) {
        (void)snprintf(text, sizeof text, "%d begun, %d cancelled", door->fixture->n_begun,
                       door->fixture->n_cancelled);
    } else if (strcmp(tool, "flood") == 0) {
        flood(server, call);
    } else if (strcmp(tool, "large") == 0) {
        char *large = text_of(integer_of(call, "n_bytes"));
        answer(server, call->id, large);
        free(large);
        return;
    }
    answer(server, call->id, text);
}

static void call_cancelled(void *user, struct mcp_server *server, uint64_t call_id)
{
    struct door *door = user;
    (void)server;
    door->fixture->n_cancelled++;
    for (size_t i = 0; i < door->fixture->n_work; i++) {
        struct work *work = door->fixture->work[i];
        if (work->call_id == call_id && work->door == door) {
            work_end(work);
            return;
        }
    }
}

static void identify(struct fixture *fixture, uint64_t request_id, struct door *door)
{
    const struct mcp_http_identity identity = {
        .verdict = MCP_HTTP_ALLOWED, .server = door->server, .principal = door->name};
    mcp_http_authorized(fixture->http, request_id, &identity);
}

static void known_late(uv_timer_t *timer)
{
    struct fixture *fixture = timer->data;
    identify(fixture, fixture->late_id, &fixture->doors[0]);
}

static void authorize(void *user, struct mcp_http *http, uint64_t request_id,
                      const char *token)
{
    struct fixture *fixture = user;
    struct mcp_http_identity identity = {.verdict = MCP_HTTP_UNAUTHORIZED,
                                         .challenge = "Bearer realm=\"fixture\""};
    if (token != NULL && strcmp(token, "late") == 0) {
        fixture->late_id = request_id;
        (void)uv_timer_start(&fixture->late, known_late, 50, 0);
        return;
    }
    for (size_t i = 0; token != NULL && i < 2; i++) {
        if (strcmp(token, fixture->doors[i].name) == 0) {
            identify(fixture, request_id, &fixture->doors[i]);
            return;
        }
    }
    if (token != NULL && strcmp(token, "narrow") == 0) {
        identity.verdict = MCP_HTTP_FORBIDDEN;
        identity.challenge = "Bearer error=\"insufficient_scope\"";
    } else if (token != NULL && strcmp(token, "down") == 0) {
        identity.verdict = MCP_HTTP_UNAVAILABLE;
    }
    mcp_http_authorized(http, request_id, &identity);
}

static void http_ended(void *user)
{
    struct fixture *fixture = user;
    for (size_t i = 0; i < 2; i++) {
        mcp_server_free(fixture->doors[i].server);
    }
    uv_close((uv_handle_t *)&fixture->late, NULL);
}

static void input_buffer(uv_handle_t *handle, size_t n_wanted, uv_buf_t *ret_buffer)
{
    struct fixture *fixture = handle->data;
    (void)n_wanted;
    *ret_buffer = uv_buf_init(fixture->bytes, sizeof fixture->bytes);
}

static void input_arrived(uv_stream_t *stream, ssize_t n_bytes, const uv_buf_t *buffer)
{
    struct fixture *fixture = stream->data;
    (void)buffer;
    if (n_bytes < 0) {
        uv_close((uv_handle_t *)stream, NULL);
        mcp_http_stop(fixture->http, 300, http_ended, fixture);
    }
}

/* False when it names no option. */
static bool option_take(struct mcp_http_options *options, const char *name, int value)
{
    struct mcp_http_limits *limits = &options->limits;
    const struct {
        const char *name;
        size_t *count;
        int *number;
    } known[] = {{"n_connections", &limits->n_connections, NULL},
                 {"n_requests_of_client", &limits->n_requests_of_client, NULL},
                 {"n_streams_of_client", &limits->n_streams_of_client, NULL},
                 {"n_sessions_of_client", &limits->n_sessions_of_client, NULL},
                 {"stream_bytes", &limits->stream_bytes, NULL},
                 {"session_idle_s", NULL, &limits->session_idle_s},
                 {"connection_idle_s", NULL, &limits->connection_idle_s},
                 {"keep_alive_s", NULL, &limits->keep_alive_s},
                 {"replay_s", NULL, &limits->replay_s}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, name) != 0) {
            continue;
        }
        if (known[i].count != NULL) {
            *known[i].count = (size_t)value;
        } else if (known[i].number != NULL) {
            *known[i].number = value;
        }
        return true;
    }
    if (strcmp(name, "port") == 0) {
        options->port = (uint16_t)value;
    } else if (strcmp(name, "tokens") == 0) {
        options->authorize = authorize;
    } else if (strcmp(name, "greet_only") == 0) {
        ((struct fixture *)options->user)->has_greet_only = value != 0;
    } else {
        return false;
    }
    return true;
}

static bool options_read(int argc, char **argv, struct mcp_http_options *options)
{
    for (int i = 1; i < argc; i++) {
        char name[40];
        char *equals = strchr(argv[i], '=');
        if (equals == NULL || (size_t)(equals - argv[i]) >= sizeof name) {
            return false;
        }
        (void)snprintf(name, sizeof name, "%.*s", (int)(equals - argv[i]), argv[i]);
        if (!option_take(options, name, (int)strtol(equals + 1, NULL, 10))) {
            return false;
        }
    }
    return true;
}

static struct mcp_server *server_new(struct fixture *fixture, struct door *door,
                                     const char *name)
{
    door->fixture = fixture;
    door->name = name;
    const struct mcp_server_options options = {.name = "hello",
                                               .title = "Hello",
                                               .version = "1.0.0",
                                               .is_public = true,
                                               .list_ttl_ms = 3600000,
                                               .call_cancelled = call_cancelled,
                                               .user = door};
    struct mcp_server *server = mcp_server_new(fixture->loop, &options);
    size_t n_tools = fixture->has_greet_only ? 1 : sizeof tools / sizeof tools[0];
    for (size_t i = 0; i < n_tools; i++) {
        const struct mcp_item item = {.definition = tools[i], .begin = begin, .user = door};
        if (!mcp_server_add(server, MCP_TOOL, &item)) {
            exit(1);
        }
    }
    return server;
}

int main(int argc, char **argv)
{
    static struct fixture fixture;
    static const struct mcp_http_document documents[] = {
        {"/.well-known/fixture", "application/json", "{\"a\":1}"}};
    char message[256];
    char hint[256];
    struct mcp_http_options options = {
        .documents = documents, .n_documents = 1, .user = &fixture};
    if (!options_read(argc, argv, &options)) {
        (void)fputs("usage: http_fixture [NAME=VALUE...]\n", stderr);
        return 2;
    }
    fixture.loop = uv_default_loop();
    fixture.doors[0].server = server_new(&fixture, &fixture.doors[0], "alpha");
    fixture.doors[1].server = server_new(&fixture, &fixture.doors[1], "beta");
    options.server = fixture.doors[0].server;
    fixture.http = mcp_http_new(fixture.loop, &options, message, hint);
    if (fixture.http == NULL) {
        (void)fprintf(stderr, "%s. %s\n", message, hint);
        return 1;
    }
    (void)uv_timer_init(fixture.loop, &fixture.late);
    fixture.late.data = &fixture;
    (void)printf("http://127.0.0.1:%u/mcp\n", (unsigned)mcp_http_port(fixture.http));
    (void)fflush(stdout);
    (void)uv_pipe_init(fixture.loop, &fixture.input, 0);
    fixture.input.data = &fixture;
    if (uv_pipe_open(&fixture.input, 0) != 0 ||
        uv_read_start((uv_stream_t *)&fixture.input, input_buffer, input_arrived) != 0) {
        return 1;
    }
    (void)uv_run(fixture.loop, UV_RUN_DEFAULT);
    return uv_loop_close(fixture.loop) == 0 ? 0 : 1;
}
