/* What a server offers: its tools, prompts, resources and resource templates. */
#ifndef MCP_ITEMS_H
#define MCP_ITEMS_H

#include "mcp/revision.h"
#include "mcp/server.h"

#include "base/str.h"

struct mcp__item {
    struct mcp_item given; /* n_definition_bytes is never 0 */
    enum mcp_kind kind;
    char *name; /* uri, uriTemplate */
    /* Of a tool: its inputSchema; of a prompt: its arguments, an array. NULL: none. Looked
     * at through mcp__item_schema. */
    json_t *schema;
    bool is_read; /* the definition was: name and schema are its */
};

/* Its schema (see there); a definition that was put off is read first. NULL: none, or the
 * definition is no good (logged). */
const json_t *mcp__item_schema(const struct mcp__item *item);

/* A list as one revision shows it. */
struct mcp__list {
    struct str_buf text; /* the definitions with commas between */
    size_t *ends;        /* [n_items]: where each ends in text; NULL: not made yet */
};

struct mcp__items {
    struct mcp__item **all; /* each is malloced: its address stays */
    size_t n_items;
    size_t n_completers;
    struct mcp__list lists[MCP__N_REVISIONS];
};

/* NULL when there is none of that name; it must not be kept past the return to the loop. */
const struct mcp__item *mcp__item_find(const struct mcp_server *server, enum mcp_kind kind,
                                       const char *name);
/* The name that was perhaps meant, NULL: none is near. */
const char *mcp__item_nearest(const struct mcp_server *server, enum mcp_kind kind,
                              const char *name);
void mcp__items_release(struct mcp__items *items);
void mcp__lists_release(struct mcp__items *items);

/* template.c: is `uri` one of the template `/a/{b}/c`? *ret_variables: a new object. */
bool mcp__template_match(const char *uri_template, const char *uri, json_t **ret_variables);
/* Only {name} expressions, each ended by '/' or the end. */
bool mcp__template_is_supported(const char *uri_template);
bool mcp__template_has(const char *uri_template, const char *variable);

#endif
