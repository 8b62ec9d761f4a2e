/* tools/list and tools/call. */
#include "mcp/core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "json/schema.h"
#include "base/banned.h"

/* One definition: an object, with the tool's name and an inputSchema that can be checked.
 */
static bool definition_check(const struct mcp_tool *tool, json_t **ret_schema,
                             struct err *err)
{
    json_auto_t *definition = NULL;
    if (!json_parse(tool->definition, tool->n_definition_bytes, &definition, err)) {
        return false;
    }
    const char *name = json_get_text(definition, "name");
    json_t *schema = json_object_get(definition, "inputSchema");
    const char *type = json_get_text(schema, "type");
    if (name == NULL || strcmp(name, tool->name) != 0) {
        return err_set(err, ERR_INTERNAL, NULL, "the definition has another name");
    }
    if (type == NULL || strcmp(type, "object") != 0) {
        return err_set(err, ERR_INTERNAL, NULL, "inputSchema is not a schema of an object");
    }
    if (!schema_is_supported(schema, err)) {
        return false;
    }
    *ret_schema = json_incref(schema);
    return true;
}

bool mcp__tools_check(const struct mcp_server_options *options, json_t **ret_schemas)
{
    for (size_t i = 0; i < options->n_tools; i++) {
        struct err err = {0};
        if (!definition_check(&options->tools[i], &ret_schemas[i], &err)) {
            log_line(LOG_ERROR, "mcp", "tool %s: %s", options->tools[i].name, err.message);
            return false;
        }
    }
    return true;
}

/* The definition as written, unless the revision does not know some of its members. */
static void definition_write(struct str_buf *to, const struct mcp_server_options *options,
                             const struct mcp__revision *revision,
                             const struct mcp_tool *tool)
{
    bool is_whole =
        !options->drops_output_schema && revision->unknown_tool_members[0] == NULL;
    if (is_whole && memchr(tool->definition, '\n', tool->n_definition_bytes) == NULL) {
        str_buf_add_bytes(to, tool->definition, tool->n_definition_bytes);
        return;
    }
    json_auto_t *definition = NULL;
    struct err err = {0};
    if (!json_parse(tool->definition, tool->n_definition_bytes, &definition, &err)) {
        return; /* cannot be: it was parsed when the server was made */
    }
    for (size_t i = 0; revision->unknown_tool_members[i] != NULL; i++) {
        (void)json_object_del(definition, revision->unknown_tool_members[i]);
    }
    if (options->drops_output_schema) {
        (void)json_object_del(definition, "outputSchema");
    }
    if (!json_write(to, definition)) {
        log_line(LOG_ERROR, "mcp", "the definition of %s cannot be written", tool->name);
    }
}

static const struct mcp__tool_list *list_of(struct mcp_server *server,
                                            const struct mcp__revision *revision)
{
    struct mcp__tool_list *list = &server->tool_lists[mcp__revision_index(revision)];
    if (list->ends == NULL) {
        list->ends = xcalloc(server->options.n_tools, sizeof *list->ends);
        for (size_t i = 0; i < server->options.n_tools; i++) {
            str_buf_add(&list->text, i > 0 ? "," : "");
            definition_write(&list->text, &server->options, revision,
                             &server->options.tools[i]);
            list->ends[i] = list->text.length;
        }
    }
    return list;
}

void mcp__tool_list_release(struct mcp__tool_list *list)
{
    str_buf_release(&list->text);
    free(list->ends);
    list->ends = NULL;
}

enum { CURSOR_SIZE = 32 };

static void cursor_format(size_t i_tool, char to[CURSOR_SIZE])
{
    (void)snprintf(to, CURSOR_SIZE, "tools-from-%zu", i_tool);
}

/* The first tool of the page that a cursor stands for; only cursors that we gave out are
 * known. */
static bool cursor_read(const struct mcp_server_options *options, const json_t *cursor,
                        size_t *ret_i_tool)
{
    const char *text = json_string_value(cursor);
    size_t page_size = options->tools_page_size;
    *ret_i_tool = 0;
    if (cursor == NULL || json_is_null(cursor)) {
        return true;
    }
    if (text == NULL || page_size == 0) {
        return false;
    }
    for (size_t i = page_size; i < options->n_tools; i += page_size) {
        char known[CURSOR_SIZE];
        cursor_format(i, known);
        if (strcmp(known, text) == 0) {
            *ret_i_tool = i;
            return true;
        }
    }
    return false;
}

void mcp__tools_list(struct mcp__request *request)
{
    struct mcp_server *server = request->reply.connection->server;
    const struct mcp_server_options *options = &server->options;
    size_t first = 0;
    if (!cursor_read(options, json_object_get(request->params, "cursor"), &first)) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "the cursor is not known: start again without one", NULL);
        return;
    }
    const struct mcp__tool_list *list = list_of(server, request->reply.revision);
    size_t page_size = options->tools_page_size;
    size_t end = page_size == 0 || options->n_tools - first <= page_size
                     ? options->n_tools
                     : first + page_size;
    size_t from = first > 0 ? list->ends[first - 1] + 1 : 0;
    struct str_buf *to = mcp__result_begin(&request->reply);
    mcp__result_member(to, "tools");
    str_buf_add_bytes(to, "[", 1);
    str_buf_add_bytes(to, list->text.data + from, list->ends[end - 1] - from);
    str_buf_add_bytes(to, "]", 1);
    if (end < options->n_tools) {
        char cursor[CURSOR_SIZE];
        cursor_format(end, cursor);
        mcp__result_member(to, "nextCursor");
        json_write_text(to, cursor);
    }
    mcp__result_cache_hints(to, &request->reply);
    mcp__result_end(&request->reply);
}

/* n_tools when there is none of that name. */
static size_t tool_find(const struct mcp_server_options *options, const char *name)
{
    size_t i = 0;
    while (i < options->n_tools && strcmp(options->tools[i].name, name) != 0) {
        i++;
    }
    return i;
}

const json_t *mcp__tool_input_schema(const struct mcp_server *server, const char *name)
{
    size_t i_tool = tool_find(&server->options, name);
    return i_tool < server->options.n_tools ? server->input_schemas[i_tool] : NULL;
}

static void refuse_unknown(const struct mcp__request *request, const char *name)
{
    const struct mcp_server_options *options = &request->reply.connection->server->options;
    const char *nearest = NULL;
    size_t best_distance = 4;
    for (size_t i = 0; i < options->n_tools; i++) {
        size_t distance = str_edit_distance(name, options->tools[i].name);
        if (distance < best_distance) {
            nearest = options->tools[i].name;
            best_distance = distance;
        }
    }
    char shown[68];
    char message[256];
    str_clean(shown, sizeof shown, sizeof shown - 4, name);
    if (nearest != NULL) {
        (void)snprintf(message, sizeof message,
                       "unknown tool \"%s\"; did you mean \"%.64s\"?", shown, nearest);
    } else {
        (void)snprintf(message, sizeof message, "unknown tool \"%s\"", shown);
    }
    mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, message, NULL);
}

void mcp__tools_call(struct mcp__request *request)
{
    const struct mcp_server *server = request->reply.connection->server;
    const struct mcp_server_options *options = &server->options;
    const char *name = json_get_text(request->params, "name");
    json_t *arguments = json_object_get(request->params, "arguments");
    if (name == NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "tools/call needs params.name, a string", NULL);
        return;
    }
    if (arguments != NULL && !json_is_object(arguments)) {
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS,
                         "params.arguments must be an object", NULL);
        return;
    }
    size_t i_tool = tool_find(options, name);
    if (i_tool == options->n_tools) {
        refuse_unknown(request, name);
        return;
    }
    if (mcp__calls_has(&request->reply)) {
        mcp__reply_error(&request->reply, MCP__INVALID_REQUEST,
                         "a request with this id is still at work", NULL);
        return;
    }
    struct err err = {0};
    arguments = arguments != NULL ? json_incref(arguments) : json_object();
    if (!schema_check(server->input_schemas[i_tool], arguments, "arguments", &err)) {
        json_auto_t *result = mcp_error_result(
            err.message, err.hint, options->error_meta_key, err_code_name(err.code));
        json_decref(arguments);
        mcp__result_send(&request->reply, result);
        return;
    }
    json_settle_integers(arguments);
    mcp__calls_add(request, &options->tools[i_tool], arguments);
}
