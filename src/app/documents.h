/* The product's resources: rules, formulas, glossary and workout syntax, written from the
 * tables the engine computes with. */
#ifndef APP_DOCUMENTS_H
#define APP_DOCUMENTS_H

#include <stdbool.h>

#include "mcp/server.h"

/* Offers them as the server's resources. */
bool documents_add(struct mcp_server *server);

/* The text of one, markdown; free() it. NULL when there is none of that uri, which may be
 * anything. */
char *documents_text(const char *uri);

#endif
