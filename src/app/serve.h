/* The MCP server of this product: the tools, wired to the call engine. */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "app/app.h"

/*
 * Serve MCP on two descriptors until the input ends or the reader is gone. Runs the loop;
 * false when the server cannot be made (a mistake of the build).
 */
bool app_serve_stdio(struct app *app, uv_loop_t *loop, int in_fd, int out_fd);

/* The definition of a tool as this configuration shows it, JSON text; free() it. */
char *app_tool_definition(const struct config *config, const struct tool *tool);

extern const char app_instructions[];

#endif
