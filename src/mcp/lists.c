/* tools/list, prompts/list, resources/list, resources/templates/list: one writer, page by
 * page from a text that is made once for each revision. */
#include "mcp/core.h"
#include "mcp/fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

static const struct list_kind {
    const char *member; /* of the result */
    const char *cursor; /* how its cursors begin */
} kinds[MCP__N_KINDS] = {[MCP_TOOL] = {"tools", "tools"},
                         [MCP_PROMPT] = {"prompts", "prompts"},
                         [MCP_RESOURCE] = {"resources", "resources"},
                         [MCP_RESOURCE_TEMPLATE] = {"resourceTemplates", "templates"}};

/* The definition as written, unless the revision does not know some of its members. */
static void definition_write(struct str_buf *to, const struct mcp_server_options *options,
                             const struct mcp__revision *revision,
                             const struct mcp__item *item)
{
    bool drops_schema = item->kind == MCP_TOOL && options->drops_output_schema;
    const char *text = item->given.definition;
    size_t n_bytes = item->given.n_definition_bytes;
    bool is_whole = !drops_schema && revision->unknown_members[item->kind][0] == NULL;
    if (is_whole && memchr(text, '\n', n_bytes) == NULL) {
        str_buf_add_bytes(to, text, n_bytes);
        return;
    }
    json_auto_t *definition = NULL;
    struct err err = {0};
    if (!json_parse(text, n_bytes, &definition, &err)) {
        return; /* cannot be: it was parsed when it was added */
    }
    mcp__definition_fit(revision, item->kind, definition);
    if (drops_schema) {
        (void)json_object_del(definition, "outputSchema");
    }
    if (!json_write(to, definition)) {
        log_line(LOG_ERROR, "mcp", "the definition of %s cannot be written", item->name);
    }
}

static const struct mcp__list *list_of(struct mcp_server *server, enum mcp_kind kind,
                                       const struct mcp__revision *revision)
{
    struct mcp__items *items = &server->items[kind];
    struct mcp__list *list = &items->lists[mcp__revision_index(revision)];
    if (list->ends == NULL) {
        list->ends = xcalloc(items->n_items, sizeof *list->ends);
        for (size_t i = 0; i < items->n_items; i++) {
            str_buf_add(&list->text, i > 0 ? "," : "");
            definition_write(&list->text, &server->options, revision, items->all[i]);
            list->ends[i] = list->text.length;
        }
    }
    return list;
}

void mcp__lists_release(struct mcp__items *items)
{
    for (size_t i = 0; i < MCP__N_REVISIONS; i++) {
        str_buf_release(&items->lists[i].text);
        free(items->lists[i].ends);
        items->lists[i].ends = NULL;
    }
}

enum { CURSOR_SIZE = 40 };

static void cursor_format(enum mcp_kind kind, size_t i_item, char to[CURSOR_SIZE])
{
    (void)snprintf(to, CURSOR_SIZE, "%s-from-%zu", kinds[kind].cursor, i_item);
}

/* The first item of the page that a cursor stands for; only cursors that we gave out are
 * known. */
static bool cursor_read(const struct mcp_server *server, enum mcp_kind kind,
                        const json_t *cursor, size_t *ret_i_item)
{
    const char *text = json_string_value(cursor);
    size_t page_size = server->options.page_size;
    *ret_i_item = 0;
    if (cursor == NULL || json_is_null(cursor)) {
        return true;
    }
    if (text == NULL || page_size == 0) {
        return false;
    }
    for (size_t i = page_size; i < server->items[kind].n_items; i += page_size) {
        char known[CURSOR_SIZE];
        cursor_format(kind, i, known);
        if (strcmp(known, text) == 0) {
            *ret_i_item = i;
            return true;
        }
    }
    return false;
}

static void list_write(struct mcp__request *request, enum mcp_kind kind)
{
    struct mcp_server *server = request->reply.connection->server;
    size_t n_items = server->items[kind].n_items;
    size_t page_size = server->options.page_size;
    size_t first = 0;
    if (!cursor_read(server, kind, json_object_get(request->params, "cursor"), &first)) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "the cursor is not known: start again without one", NULL);
        return;
    }
    const struct mcp__list *list = list_of(server, kind, request->reply.revision);
    size_t end =
        page_size == 0 || n_items - first <= page_size ? n_items : first + page_size;
    size_t from = first > 0 ? list->ends[first - 1] + 1 : 0;
    struct str_buf *to = mcp__result_begin(&request->reply);
    mcp__result_member(to, kinds[kind].member);
    str_buf_add_bytes(to, "[", 1);
    if (end > first) {
        str_buf_add_bytes(to, list->text.data + from, list->ends[end - 1] - from);
    }
    str_buf_add_bytes(to, "]", 1);
    if (end < n_items) {
        char cursor[CURSOR_SIZE];
        cursor_format(kind, end, cursor);
        mcp__result_member(to, "nextCursor");
        json_write_text(to, cursor);
    }
    mcp__result_cache_hints(to, &request->reply);
    mcp__result_end(&request->reply);
}

void mcp__tools_list(struct mcp__request *request)
{
    list_write(request, MCP_TOOL);
}

void mcp__prompts_list(struct mcp__request *request)
{
    list_write(request, MCP_PROMPT);
}

void mcp__resources_list(struct mcp__request *request)
{
    list_write(request, MCP_RESOURCE);
}

void mcp__templates_list(struct mcp__request *request)
{
    list_write(request, MCP_RESOURCE_TEMPLATE);
}
