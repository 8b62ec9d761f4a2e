#include "mcp/fit.h"

#include <string.h>

#include "base/str.h"
#include "json/json.h"
#include "mcp/content.h"
#include "base/banned.h"

static bool is_among(const char *const names[], const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0) {
        names++;
    }
    return *names != NULL;
}

static void members_drop(json_t *object, const char *const names[])
{
    for (; *names != NULL; names++) {
        (void)json_object_del(object, *names);
    }
}

static bool has_any(const json_t *object, const char *const names[])
{
    while (*names != NULL && json_object_get(object, *names) == NULL) {
        names++;
    }
    return *names != NULL;
}

/* What a block was, in words: the name and address of a link, the kind of other media. */
static json_t *block_told(const json_t *block, const char *type)
{
    struct str_buf text = {0};
    const char *uri = json_get_text(block, "uri");
    const char *name = json_get_text(block, "name");
    const char *mime_type = json_get_text(block, "mimeType");
    if (uri != NULL) {
        str_buf_printf(&text, "%s: %s", name != NULL ? name : type, uri);
    } else {
        str_buf_printf(&text, "[%s%s%s left out: this protocol version has none]", type,
                       mime_type != NULL ? ", " : "", mime_type != NULL ? mime_type : "");
    }
    json_t *told = mcp_text(str_buf_text(&text));
    str_buf_release(&text);
    return told;
}

static bool block_fits(const struct mcp__revision *revision, const json_t *block)
{
    const char *type = json_get_text(block, "type");
    return !(type != NULL && is_among(revision->unknown_blocks, type)) &&
           !has_any(block, revision->unknown_parts) &&
           !has_any(json_object_get(block, "annotations"), revision->unknown_parts) &&
           !has_any(json_object_get(block, "resource"), revision->unknown_parts);
}

/* A new reference. */
static json_t *block_fit(const struct mcp__revision *revision, const json_t *block)
{
    const char *type = json_get_text(block, "type");
    if (block_fits(revision, block)) {
        return json_incref(json_unconst(block));
    }
    if (type != NULL && is_among(revision->unknown_blocks, type)) {
        return block_told(block, type);
    }
    json_t *fit = json_deep_copy(block);
    members_drop(fit, revision->unknown_parts);
    members_drop(json_object_get(fit, "annotations"), revision->unknown_parts);
    members_drop(json_object_get(fit, "resource"), revision->unknown_parts);
    return fit;
}

/* The block of one entry of the result's list: the entry itself, or a message's content. */
static const json_t *block_of(enum mcp_kind kind, const json_t *entry)
{
    return kind == MCP_PROMPT ? json_object_get(entry, "content") : entry;
}

static json_t *entry_fit(const struct mcp__revision *revision, enum mcp_kind kind,
                         const json_t *entry)
{
    json_t *block = block_fit(revision, block_of(kind, entry));
    if (kind != MCP_PROMPT) {
        return block;
    }
    json_t *message = json_copy(json_unconst(entry));
    (void)json_object_set_new(message, "content", block);
    return message;
}

json_t *mcp__result_fit(const struct mcp__revision *revision, enum mcp_kind kind,
                        const json_t *result)
{
    static const char *const lists[MCP__N_KINDS] = {[MCP_TOOL] = "content",
                                                    [MCP_PROMPT] = "messages",
                                                    [MCP_RESOURCE] = "contents",
                                                    [MCP_RESOURCE_TEMPLATE] = "contents"};
    const json_t *list = json_object_get(result, lists[kind]);
    size_t n_entries = json_array_size(list);
    size_t n_fitting = 0;
    while (n_fitting < n_entries &&
           block_fits(revision, block_of(kind, json_array_get(list, n_fitting)))) {
        n_fitting++;
    }
    if (n_fitting == n_entries) {
        return json_incref(json_unconst(result));
    }
    json_t *fit = json_copy(json_unconst(result));
    json_t *fit_list = json_array();
    for (size_t i = 0; i < n_entries; i++) {
        (void)json_array_append_new(fit_list,
                                    entry_fit(revision, kind, json_array_get(list, i)));
    }
    (void)json_object_set_new(fit, lists[kind], fit_list);
    return fit;
}

void mcp__definition_fit(const struct mcp__revision *revision, enum mcp_kind kind,
                         json_t *definition)
{
    json_t *arguments =
        kind == MCP_PROMPT ? json_object_get(definition, "arguments") : NULL;
    members_drop(definition, revision->unknown_members[kind]);
    for (size_t i = 0; i < json_array_size(arguments); i++) {
        members_drop(json_array_get(arguments, i), revision->unknown_members[kind]);
    }
    if (kind != MCP_TOOL) { /* a tool's annotations are another thing */
        members_drop(json_object_get(definition, "annotations"), revision->unknown_parts);
    }
}

/* {const, title}s become enum and enumNames. */
static void titled_choice_fit(json_t *property)
{
    const json_t *choices = json_object_get(property, "oneOf");
    json_t *values = json_array();
    json_t *names = json_array();
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const json_t *choice = json_array_get(choices, i);
        json_t *value = json_object_get(choice, "const");
        json_t *title = json_object_get(choice, "title");
        (void)json_array_append(values, value);
        (void)json_array_append(names, title != NULL ? title : value);
    }
    (void)json_object_set_new(property, "enum", values);
    (void)json_object_set_new(property, "enumNames", names);
    (void)json_object_del(property, "oneOf");
}

/* False: there is no such field in the forms of the revision. */
static bool property_fit(json_t *property)
{
    const char *type = json_get_text(property, "type");
    if (type == NULL || strcmp(type, "array") == 0) {
        return false;
    }
    if (strcmp(type, "boolean") != 0) {
        (void)json_object_del(property, "default");
    }
    if (json_object_get(property, "oneOf") != NULL) {
        titled_choice_fit(property);
    }
    return true;
}

json_t *mcp__question_fit(const struct mcp__revision *revision, const json_t *params)
{
    if (revision->has_rich_forms || json_object_get(params, "requestedSchema") == NULL) {
        return json_incref(json_unconst(params));
    }
    json_t *fit = json_deep_copy(params);
    json_t *properties =
        json_object_get(json_object_get(fit, "requestedSchema"), "properties");
    (void)json_object_del(fit, "mode");
    for (void *at = json_object_iter(properties); at != NULL;
         at = json_object_iter_next(properties, at)) {
        if (!property_fit(json_object_iter_value(at))) {
            json_decref(fit);
            return NULL;
        }
    }
    return fit;
}
