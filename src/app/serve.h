/* The MCP server of this product: the tools, wired to the call engine. */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "app/app.h"

/*
 * Serve MCP on two descriptors until the input ends or the reader is gone. Runs the loop;
 * false when the server cannot be made (a mistake of the build).
 */
bool app_serve_stdio(struct app *app, uv_loop_t *loop, int in_fd, int out_fd);

/*
 * Serve MCP over HTTP as config->http says until SIGINT or SIGTERM. Runs the loop; false
 * with err when it cannot be served. Says on stderr where it is reached.
 */
MUST_CHECK bool app_serve_http(struct app *app, uv_loop_t *loop, struct err *err);

#endif
