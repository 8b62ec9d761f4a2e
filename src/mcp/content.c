#include "mcp/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "json/json.h"
#include "mcp/call.h"
#include "seal/base64.h"
#include "base/banned.h"

json_t *mcp_text(const char *text)
{
    return json_pack("{s:s, s:s}", "type", "text", "text", text);
}

static json_t *media(const char *type, const void *bytes, size_t n_bytes,
                     const char *mime_type)
{
    AUTO_FREE char *data = seal_base64_write(bytes, n_bytes);
    return json_pack("{s:s, s:s, s:s}", "type", type, "data", data, "mimeType", mime_type);
}

json_t *mcp_image(const void *bytes, size_t n_bytes, const char *mime_type)
{
    return media("image", bytes, n_bytes, mime_type);
}

json_t *mcp_audio(const void *bytes, size_t n_bytes, const char *mime_type)
{
    return media("audio", bytes, n_bytes, mime_type);
}

json_t *mcp_embedded(json_t *contents)
{
    return json_pack("{s:s, s:o}", "type", "resource", "resource", contents);
}

json_t *mcp_resource_link(const char *uri, const char *name, const char *mime_type)
{
    return json_pack("{s:s, s:s, s:s, s:s*}", "type", "resource_link", "uri", uri, "name",
                     name, "mimeType", mime_type);
}

json_t *mcp_contents_text(const char *uri, const char *mime_type, const char *text)
{
    return json_pack("{s:s, s:s*, s:s}", "uri", uri, "mimeType", mime_type, "text", text);
}

json_t *mcp_contents_bytes(const char *uri, const char *mime_type, const void *bytes,
                           size_t n_bytes)
{
    AUTO_FREE char *blob = seal_base64_write(bytes, n_bytes);
    return json_pack("{s:s, s:s*, s:s}", "uri", uri, "mimeType", mime_type, "blob", blob);
}

json_t *mcp_tool_result(json_t *block)
{
    return json_pack("{s:[o]}", "content", block);
}

/* A part that could not be made spoils the whole: its list becomes null, which no result
 * may have. */
static void append(json_t *result, const char *member, json_t *part)
{
    if (json_array_append_new(json_object_get(result, member), part) != 0) {
        (void)json_object_set_new(result, member, json_null());
    }
}

void mcp_result_add(json_t *result, json_t *block)
{
    append(result, "content", block);
}

json_t *mcp_prompt_result(const char *description)
{
    return json_pack("{s:s*, s:[]}", "description", description, "messages");
}

void mcp_prompt_add(json_t *result, const char *role, json_t *block)
{
    json_t *message = json_pack("{s:s, s:o}", "role", role, "content", block);
    append(result, "messages", message);
}

json_t *mcp_resource_result(json_t *contents)
{
    return json_pack("{s:[o]}", "contents", contents);
}

json_t *mcp_ask_form(const char *message, const json_t *schema)
{
    return json_pack("{s:s, s:{s:s, s:O}}", "method", "elicitation/create", "params",
                     "message", message, "requestedSchema", json_unconst(schema));
}

json_t *mcp_ask_model(const char *prompt, int max_tokens)
{
    return json_pack("{s:s, s:{s:[{s:s, s:o}], s:i}}", "method", "sampling/createMessage",
                     "params", "messages", "role", "user", "content", mcp_text(prompt),
                     "maxTokens", max_tokens);
}

json_t *mcp_ask_roots(void)
{
    return json_pack("{s:s, s:{}}", "method", "roots/list", "params");
}

const json_t *mcp_answer_content(const struct mcp_call *call, const char *key)
{
    const json_t *answer = json_object_get(call->answers, key);
    const char *action = json_get_text(answer, "action");
    const json_t *content = json_object_get(answer, "content");
    bool is_accepted = action != NULL && strcmp(action, "accept") == 0;
    return is_accepted && json_is_object(content) ? content : NULL;
}

bool mcp_answer_is_refused(const struct mcp_call *call, const char *key)
{
    const char *action = json_get_text(json_object_get(call->answers, key), "action");
    return action != NULL && strcmp(action, "accept") != 0;
}

void mcp_result_cache(json_t *result, int64_t ttl_ms, bool is_public)
{
    (void)json_object_set_new(result, "ttlMs", json_integer(ttl_ms));
    (void)json_object_set_new(result, "cacheScope",
                              json_string(is_public ? "public" : "private"));
}

json_t *mcp_error_result(const char *message, const char *hint, const char *meta_key,
                         const char *code_name)
{
    struct str_buf text = {0};
    const char *parts[2] = {message, hint};
    for (size_t i = 0; i < 2; i++) {
        size_t length = parts[i] != NULL ? strlen(parts[i]) : 0;
        if (length > 0) {
            str_buf_add(&text, text.length > 0 ? " " : "");
            str_buf_add_bytes(&text, parts[i], length);
            str_buf_add(&text, strchr(".!?", parts[i][length - 1]) != NULL ? "" : ".");
        }
    }
    AUTO_FREE char *clean = str_buf_take(&text);
    if (!str_is_utf8(clean, strlen(clean))) { /* json_pack would give nothing at all */
        char *dirty = clean;
        clean = xmalloc(strlen(dirty) + 4);
        str_clean(clean, strlen(dirty) + 4, strlen(dirty), dirty);
        free(dirty);
    }
    json_t *result = json_pack("{s:[{s:s, s:s}], s:b}", "content", "type", "text", "text",
                               clean, "isError", 1);
    if (meta_key != NULL && code_name != NULL) {
        (void)json_object_set_new(result, "_meta", json_pack("{s:s}", meta_key, code_name));
    }
    return result;
}
