/*
 * conformance_server            serves standard input and output
 * conformance_server --port N   serves Streamable HTTP on 127.0.0.1; 0 takes a free port;
 *                               the first line on standard output is "port=N"
 */
#include "fixture.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

int main(int argc, char **argv)
{
    const struct mcp_server_options options = {.name = "conformance",
                                               .title = "Conformance fixture",
                                               .version = "1.0.0",
                                               .instructions =
                                                   "For the official conformance suite.",
                                               .page_size = 10,
                                               .is_public = true,
                                               .list_ttl_ms = 60 * 1000,
                                               .has_list_changes = true,
                                               .has_resource_updates = true,
                                               .has_logging = true};
    uv_loop_t *loop = uv_default_loop();
    (void)argc;
    (void)argv;
    struct mcp_server *server = mcp_server_new(loop, &options);
    bool is_good =
        items_add(server) &&
        mcp_server_serve_stdio(server, STDIN_FILENO, mcp_stdout_claim(), 1000, NULL, NULL);
    (void)uv_run(loop, UV_RUN_DEFAULT);
    mcp_server_free(server);
    (void)uv_run(loop, UV_RUN_DEFAULT);
    return is_good && uv_loop_close(loop) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
