/* The prompts: what a user can start with one word, as a way through the tools. */
#ifndef APP_PROMPTS_H
#define APP_PROMPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "mcp/server.h"

/* Those whose tools are all listed (app/catalogue.h). False (logged) when one is no good: a
 * mistake of ours. */
bool prompts_add(struct mcp_server *server, unsigned groups);

/* For tests: what prompt i asks for, without arguments. */
extern const size_t n_prompts_all;
const char *prompts_steps(size_t i);

#endif
