#include "app/serve.h"

#include "app/door.h"
#include "app/internal.h"
#include "base/banned.h"

/* At the end of input a call may still answer if it is quick; clients wait for the exit. */
enum { END_GRACE_MS = 30 };

static void stdio_ended(void *user)
{
    struct app_door *door = user;
    app_close(door->app);
    app_door_close(door);
}

bool app_serve_stdio(struct app *app, uv_loop_t *loop, int in_fd, int out_fd)
{
    const struct app_scope all = app_scope_of(app->config);
    struct app_door *door = app_door_new(app, 0, &all);
    app->is_alone = true;
    bool is_good = door != NULL && mcp_server_serve_stdio(door->server, in_fd, out_fd,
                                                          END_GRACE_MS, stdio_ended, door);
    if (is_good) {
        (void)uv_run(loop, UV_RUN_DEFAULT);
    }
    app_door_free(door);
    return is_good;
}
