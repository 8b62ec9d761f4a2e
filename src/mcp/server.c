#include "mcp/asking.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

enum { STATE_LIFE_MS = 15 * 60 * 1000 };

struct mcp_server *mcp_server_new(uv_loop_t *loop, const struct mcp_server_options *options)
{
    struct mcp_server *server = xcalloc(1, sizeof *server);
    server->loop = loop;
    server->options = *options;
    server->state_life_ms = STATE_LIFE_MS;
    str_buf_add(&server->result_meta, "\"io.modelcontextprotocol/serverInfo\":");
    mcp__server_info_write(&server->result_meta, options, mcp__revision_newest(true));
    mcp__calls_init(server);
    return server;
}

void mcp_server_free(struct mcp_server *server)
{
    if (server == NULL) {
        return;
    }
    if (server->stdio != NULL) {
        mcp__stdio_abandon(server->stdio);
    }
    mcp__calls_release(server);
    for (size_t i = 0; i < MCP__N_KINDS; i++) {
        mcp__items_release(&server->items[i]);
    }
    if (server->state_key != NULL) {
        seal_key_release(server->state_key);
        free(server->state_key);
    }
    mcp__spent_release(&server->spent);
    str_buf_release(&server->result_meta);
    free(server);
}

uv_loop_t *mcp_server_loop(const struct mcp_server *server)
{
    return server->loop;
}

int mcp_stdout_claim(void)
{
    int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) {
        return -1;
    }
    if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0) {
            (void)close(copy);
            return -1;
        }
        (void)close(nowhere);
    }
    return copy;
}
