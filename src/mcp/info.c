/* Who the server is and what it can do, as each revision says it. */
#include "mcp/core.h"

#include "base/banned.h"

static void member(struct str_buf *to, const char *name, const char *text, bool is_known)
{
    if (is_known && text != NULL) {
        mcp__text_member(to, name, text);
    }
}

void mcp__text_member(struct str_buf *to, const char *name, const char *text)
{
    mcp__result_member(to, name);
    json_write_text(to, text);
}

void mcp__server_info_write(struct str_buf *to, const struct mcp_server_options *options,
                            const struct mcp__revision *revision)
{
    str_buf_add(to, "{");
    member(to, "name", options->name, true);
    member(to, "title", options->title, revision->has_server_title);
    member(to, "version", options->version, true);
    member(to, "description", options->description, revision->has_server_description);
    member(to, "websiteUrl", options->website_url, revision->has_server_description);
    str_buf_add(to, "}");
}

/* "<name>":{"<flag>":true, ...} with the flags that are set; NULL: no such flag. */
static void capability(struct str_buf *to, const char *name, const char *flag,
                       const char *other_flag)
{
    mcp__result_member(to, name);
    str_buf_add(to, "{");
    if (flag != NULL) {
        mcp__result_member(to, flag);
        str_buf_add(to, "true");
    }
    if (other_flag != NULL) {
        mcp__result_member(to, other_flag);
        str_buf_add(to, "true");
    }
    str_buf_add(to, "}");
}

void mcp__capabilities_write(struct str_buf *to, const struct mcp_server *server,
                             const struct mcp__revision *revision)
{
    const struct mcp__items *items = server->items;
    const char *changes = server->options.has_list_changes ? "listChanged" : NULL;
    const char *updates = server->options.has_resource_updates ? "subscribe" : NULL;
    str_buf_add(to, "{");
    if (items[MCP_TOOL].n_items > 0) {
        capability(to, "tools", changes, NULL);
    }
    if (mcp__has_resources(server)) {
        capability(to, "resources", changes, updates);
    }
    if (items[MCP_PROMPT].n_items > 0) {
        capability(to, "prompts", changes, NULL);
    }
    if (mcp__has_completions(server) && revision->has_completions) {
        capability(to, "completions", NULL, NULL);
    }
    if (server->options.has_logging) {
        capability(to, "logging", NULL, NULL);
    }
    str_buf_add(to, "}");
}

bool mcp__has_resources(const struct mcp_server *server)
{
    return server->items[MCP_RESOURCE].n_items +
               server->items[MCP_RESOURCE_TEMPLATE].n_items >
           0;
}

bool mcp__has_completions(const struct mcp_server *server)
{
    return server->items[MCP_PROMPT].n_completers +
               server->items[MCP_RESOURCE_TEMPLATE].n_completers >
           0;
}

unsigned mcp__abilities_read(const json_t *capabilities,
                             const struct mcp__revision *revision)
{
    const json_t *elicitation = json_object_get(capabilities, "elicitation");
    unsigned abilities = 0;
    if (revision->has_elicitation && json_is_object(elicitation)) {
        bool has_url = json_is_object(json_object_get(elicitation, "url"));
        bool has_form = json_is_object(json_object_get(elicitation, "form"));
        abilities |= has_form || !has_url ? MCP_CAN_ELICIT : 0U; /* {}: forms */
        abilities |= has_url ? MCP_CAN_ELICIT_URL : 0U;
    }
    abilities |=
        json_is_object(json_object_get(capabilities, "sampling")) ? MCP_CAN_SAMPLE : 0U;
    abilities |=
        json_is_object(json_object_get(capabilities, "roots")) ? MCP_CAN_LIST_ROOTS : 0U;
    return abilities;
}
