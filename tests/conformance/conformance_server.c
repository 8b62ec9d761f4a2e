/*
 * conformance_server            serves standard input and output
 * conformance_server --port N   serves Streamable HTTP on 127.0.0.1; 0 takes a free port;
 *                               the first line on standard output is "port=N"
 */
#include "fixture.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mcp/http.h"

void fixture_say(struct mcp_server *server, uint64_t call_id, const char *format, ...)
{
    char *text = NULL;
    va_list values;
    va_start(values, format);
    bool is_made = vasprintf(&text, format, values) >= 0;
    va_end(values);
    mcp_call_finish(server, call_id, mcp_tool_result(mcp_text(is_made ? text : "")));
    if (is_made) {
        free(text);
    }
}

static bool items_add(struct mcp_server *server)
{
    const struct fixture_item *const tables[] = {fixture_contents, fixture_streams,
                                                 fixture_questions, fixture_prompts,
                                                 fixture_resources};
    bool is_good = true;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        for (const struct fixture_item *at = tables[i]; at->item.begin != NULL; at++) {
            is_good = mcp_server_add(server, at->kind, &at->item) && is_good;
        }
    }
    return is_good;
}

/* What --port serves until a signal ends it. */
struct listening {
    struct mcp_http *http;
    uv_signal_t signals[2];
};

static void listening_ended(void *user)
{
    struct listening *listening = user;
    for (size_t i = 0; i < 2; i++) {
        uv_close((uv_handle_t *)&listening->signals[i], NULL);
    }
}

static void signalled(uv_signal_t *signal, int number)
{
    struct listening *listening = signal->data;
    (void)number;
    mcp_http_stop(listening->http, 500, listening_ended, listening);
}

/* *listening must stay until the loop has nothing more to do. */
static bool listen_on(struct listening *listening, struct mcp_server *server, long port)
{
    static const int numbers[2] = {SIGTERM, SIGINT};
    const struct mcp_http_options options = {.port = (uint16_t)port, .server = server};
    uv_loop_t *loop = mcp_server_loop(server);
    char message[256];
    char hint[256];
    listening->http = mcp_http_new(loop, &options, message, hint);
    if (listening->http == NULL) {
        (void)fprintf(stderr, "%s %s\n", message, hint);
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        (void)uv_signal_init(loop, &listening->signals[i]);
        listening->signals[i].data = listening;
        (void)uv_signal_start(&listening->signals[i], signalled, numbers[i]);
    }
    (void)printf("port=%u\n", (unsigned)mcp_http_port(listening->http));
    (void)fflush(stdout);
    return true;
}

static bool serve(struct listening *listening, struct mcp_server *server, int argc,
                  char **argv)
{
    if (argc == 1) {
        return mcp_server_serve_stdio(server, STDIN_FILENO, mcp_stdout_claim(), 1000, NULL,
                                      NULL);
    }
    char *end = NULL;
    long port =
        argc == 3 && strcmp(argv[1], "--port") == 0 ? strtol(argv[2], &end, 10) : -1;
    if (port < 0 || port > UINT16_MAX || *end != '\0') {
        (void)fputs("usage: conformance_server [--port N]\n", stderr);
        return false;
    }
    return listen_on(listening, server, port);
}

int main(int argc, char **argv)
{
    const struct mcp_server_options options = {.name = "conformance",
                                               .title = "Conformance fixture",
                                               .version = "1.0.0",
                                               .instructions =
                                                   "For the official conformance suite.",
                                               .is_public = true,
                                               .list_ttl_ms = 60000,
                                               .has_list_changes = true,
                                               .has_resource_updates = true,
                                               .has_logging = true};
    uv_loop_t *loop = uv_default_loop();
    struct listening listening = {0};
    struct mcp_server *server = mcp_server_new(loop, &options);
    bool is_good = items_add(server) && serve(&listening, server, argc, argv);
    (void)uv_run(loop, UV_RUN_DEFAULT);
    mcp_server_free(server);
    (void)uv_run(loop, UV_RUN_DEFAULT);
    return is_good && uv_loop_close(loop) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
