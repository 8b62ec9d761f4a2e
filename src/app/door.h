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
    unsigned number; /* tells the calls of the doors apart; below 65535 */
    struct app_scope scope;
    char (*own_athletes)[CONFIG_ID_SIZE]; /* what scope points to */
    struct mcp_server *server;
    char **definitions; /* [n_tools_all], what the server shows; NULL: not listed */
    char *instructions;
    struct app_reading *readings; /* of resources, under way (readings.c) */
    size_t n_kept;
    char **kept; /* texts that the server's items point to */
};

/* scope is copied. NULL when the server cannot be made (logged: a mistake of the build). */
struct app_door *app_door_new(struct app *app, unsigned number,
                              const struct app_scope *scope);
/* Ends its calls; its handles close while the loop runs on. */
void app_door_close(struct app_door *door);
/* After app_door_close. NULL is fine. */
void app_door_free(struct app_door *door);

/* Calls of all doors share one engine: above the door's own id stands its number. */
uint64_t app_door_engine_id(const struct app_door *door, uint64_t call_id);
uint64_t app_door_own_id(uint64_t engine_id);
/* Keep a text, of malloc's, as long as the door. */
void app_door_keep(struct app_door *door, char *text);

/* The definition of a tool as that scope sees it, JSON text; free() it. */
char *app_tool_definition(const struct app_scope *scope, const struct tool *tool);

#endif
