/* Items: added, found, removed. */
#include "mcp/items.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "json/schema.h"
#include "mcp/core.h"
#include "base/banned.h"

/* By which member of its definition an item is known. */
static const char *const name_members[MCP__N_KINDS] = {[MCP_TOOL] = "name",
                                                       [MCP_PROMPT] = "name",
                                                       [MCP_RESOURCE] = "uri",
                                                       [MCP_RESOURCE_TEMPLATE] =
                                                           "uriTemplate"};

static bool tool_check(const struct mcp__item *item, const json_t *definition,
                       struct err *err)
{
    const json_t *schema = json_object_get(definition, "inputSchema");
    const char *type = json_get_text(schema, "type");
    if (type == NULL || strcmp(type, "object") != 0) {
        return err_set(err, ERR_INTERNAL, NULL, "inputSchema is not a schema of an object");
    }
    return item->given.checks_arguments || schema_is_supported(schema, err);
}

static bool prompt_check(const json_t *definition, struct err *err)
{
    const json_t *arguments = json_object_get(definition, "arguments");
    bool is_right = arguments == NULL || json_is_array(arguments);
    for (size_t i = 0; is_right && i < json_array_size(arguments); i++) {
        is_right = json_get_text(json_array_get(arguments, i), "name") != NULL;
    }
    return is_right || err_set(err, ERR_INTERNAL, NULL,
                               "arguments is not a list of objects with names");
}

static bool definition_check(const struct mcp__item *item, const json_t *definition,
                             struct err *err)
{
    const char *member = name_members[item->kind];
    if (json_get_text(definition, member) == NULL ||
        json_get_text(definition, "name") == NULL) {
        return err_set(err, ERR_INTERNAL, NULL, "it lacks its name, or its %s", member);
    }
    if (item->given.begin == NULL) {
        return err_set(err, ERR_INTERNAL, NULL, "it has no begin");
    }
    switch (item->kind) {
    case MCP_TOOL:
        return tool_check(item, definition, err);
    case MCP_PROMPT:
        return prompt_check(definition, err);
    case MCP_RESOURCE_TEMPLATE:
        return mcp__template_is_supported(json_get_text(definition, member)) ||
               err_set(err, ERR_INTERNAL, NULL, "its template is not supported");
    case MCP_RESOURCE:
        break;
    }
    return true;
}

static void item_free(struct mcp__item *item)
{
    if (item != NULL) {
        free(item->name);
        json_decref(item->schema);
        free(item);
    }
}

/* What a definition says is kept: its name, and the schema that calls are held to. */
static void definition_keep(struct mcp__item *item, const json_t *definition)
{
    static const char *const schemas[MCP__N_KINDS] = {
        [MCP_TOOL] = "inputSchema", [MCP_PROMPT] = "arguments"};
    const char *schema = schemas[item->kind];
    if (item->name == NULL) {
        item->name = xstrdup(json_get_text(definition, name_members[item->kind]));
    }
    item->schema = schema != NULL ? json_incref(json_object_get(definition, schema)) : NULL;
    item->is_read = true;
}

static bool definition_read(struct mcp__item *item, struct err *err)
{
    json_auto_t *definition = NULL;
    bool is_right = json_parse(item->given.definition, item->given.n_definition_bytes,
                               &definition, err) &&
                    definition_check(item, definition, err);
    if (is_right) {
        definition_keep(item, definition);
    }
    return is_right;
}

const json_t *mcp__item_schema(const struct mcp__item *item)
{
    struct mcp__item *own = (struct mcp__item *)(uintptr_t)item; /* all are malloced */
    struct err err = {0};
    if (own->is_read || definition_read(own, &err)) {
        return own->schema;
    }
    log_line(LOG_ERROR, "mcp", "item %s: %s", own->name, err.message);
    return NULL;
}

static struct mcp__item *item_new(struct mcp_server *server, enum mcp_kind kind,
                                  const struct mcp_item *given, struct err *err)
{
    struct mcp__item *item = xcalloc(1, sizeof *item);
    item->given = *given;
    item->kind = kind;
    if (item->given.n_definition_bytes == 0) {
        item->given.n_definition_bytes = strlen(given->definition);
    }
    item->name = given->known_name != NULL ? xstrdup(given->known_name) : NULL;
    bool is_right = item->name != NULL || definition_read(item, err);
    if (is_right && mcp__item_find(server, kind, item->name) != NULL) {
        is_right = err_set(err, ERR_INTERNAL, NULL, "%.64s is there already", item->name);
    }
    if (!is_right) {
        item_free(item);
        return NULL;
    }
    return item;
}

bool mcp_server_add(struct mcp_server *server, enum mcp_kind kind,
                    const struct mcp_item *given)
{
    struct err err = {0};
    struct mcp__items *items = &server->items[kind];
    struct mcp__item *item = item_new(server, kind, given, &err);
    if (item == NULL) {
        log_line(LOG_ERROR, "mcp", "item %.60s: %s", given->definition, err.message);
        return false;
    }
    items->all = xrealloc(items->all, (items->n_items + 1) * sizeof(struct mcp__item *));
    items->all[items->n_items++] = item;
    items->n_completers += given->complete != NULL ? 1 : 0;
    mcp_server_list_changed(server, kind);
    return true;
}

bool mcp_server_remove(struct mcp_server *server, enum mcp_kind kind, const char *name)
{
    struct mcp__items *items = &server->items[kind];
    for (size_t i = 0; i < items->n_items; i++) {
        struct mcp__item *item = items->all[i];
        if (strcmp(item->name, name) == 0) {
            items->n_items--;
            memmove(&items->all[i], &items->all[i + 1],
                    (items->n_items - i) * sizeof(struct mcp__item *));
            items->n_completers -= item->given.complete != NULL ? 1 : 0;
            item_free(item);
            mcp_server_list_changed(server, kind);
            return true;
        }
    }
    return false;
}

const struct mcp__item *mcp__item_find(const struct mcp_server *server, enum mcp_kind kind,
                                       const char *name)
{
    const struct mcp__items *items = &server->items[kind];
    for (size_t i = 0; i < items->n_items; i++) {
        if (strcmp(items->all[i]->name, name) == 0) {
            return items->all[i];
        }
    }
    return NULL;
}

const char *mcp__item_nearest(const struct mcp_server *server, enum mcp_kind kind,
                              const char *name)
{
    const struct mcp__items *items = &server->items[kind];
    struct str_nearest nearest = {.wrong = name};
    for (size_t i = 0; i < items->n_items; i++) {
        str_nearest_add(&nearest, items->all[i]->name);
    }
    return nearest.best;
}

void mcp__items_release(struct mcp__items *items)
{
    mcp__lists_release(items);
    for (size_t i = 0; i < items->n_items; i++) {
        item_free(items->all[i]);
    }
    free(items->all);
    memset(items, 0, sizeof *items);
}
