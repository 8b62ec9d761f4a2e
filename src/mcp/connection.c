#include "mcp/core.h"

#include <string.h>
#include "base/banned.h"

void mcp__connection_init(struct mcp__connection *connection, struct mcp_server *server,
                          struct mcp__session *session,
                          void (*changed)(struct mcp__connection *connection), void *user)
{
    memset(connection, 0, sizeof *connection);
    connection->server = server;
    connection->session = session;
    connection->own_caller = (struct mcp__caller){.principal = "", .is_alone = true};
    connection->caller = &connection->own_caller;
    connection->changed = changed;
    connection->user = user;
}

void mcp__connection_release(struct mcp__connection *connection)
{
    connection->is_closed = true;
    mcp__calls_cancel_all(connection);
    mcp__listens_cancel_all(connection);
    if (connection->session->stream == connection) {
        connection->session->stream = NULL;
    }
    str_buf_release(&connection->out);
}
