/*
 * A door: the MCP server of this product as those see it who may see certain athletes. On
 * stdio there is one; over HTTP one for each such group, so that nothing of others can be
 * listed, asked for or cancelled through it. All doors share one app: store and fetches.
 */
#ifndef APP_DOOR_H
#define APP_DOOR_H

#include "app/app.h"
#include "mcp/server.h"

struct app_door {
    struct app *app;
    unsigned number; /* tells the calls of the doors apart; below 65536 */
    struct app_scope scope;
    char (*own_athletes)[CONFIG_ID_SIZE]; /* what scope points to */
    struct mcp_server *server;
    char **definitions; /* [n_tools_all], what the server shows */
};

/* scope is copied. NULL when the server cannot be made (logged: a mistake of the build). */
struct app_door *app_door_new(struct app *app, unsigned number,
                              const struct app_scope *scope);
/* Ends its calls; its handles close while the loop runs on. */
void app_door_close(struct app_door *door);
/* After app_door_close. NULL is fine. */
void app_door_free(struct app_door *door);

/* The definition of a tool as that scope sees it, JSON text; free() it. */
char *app_tool_definition(const struct config *config, const struct app_scope *scope,
                          const struct tool *tool);

extern const char app_instructions[];

#endif
