/* Results as each revision wants them. */
#include "mcp/core.h"
#include "mcp/fit.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

#define ADD_LITERAL(to, text) str_buf_add_bytes((to), (text), sizeof(text) - 1)

static bool is_stateless(const struct mcp__reply *reply)
{
    return reply->revision->is_stateless;
}

struct str_buf *mcp__result_begin(const struct mcp__reply *reply)
{
    struct str_buf *to = mcp__reply_begin(reply);
    ADD_LITERAL(to, ",\"result\":{");
    if (is_stateless(reply)) {
        ADD_LITERAL(to, "\"resultType\":\"complete\"");
    }
    return to;
}

struct str_buf *mcp__result_begin_input(const struct mcp__reply *reply)
{
    struct str_buf *to = mcp__reply_begin(reply);
    ADD_LITERAL(to, ",\"result\":{\"resultType\":\"input_required\"");
    return to;
}

void mcp__result_member(struct str_buf *to, const char *name)
{
    if (to->data[to->length - 1] != '{') {
        ADD_LITERAL(to, ",");
    }
    json_write_text(to, name);
    ADD_LITERAL(to, ":");
}

/* The result's own _meta (or NULL) with what the era adds. */
static bool result_end_with(const struct mcp__reply *reply, struct str_buf *to,
                            const json_t *meta)
{
    bool is_written = true;
    bool has_own = json_object_size(meta) > 0;
    if (has_own || is_stateless(reply)) {
        mcp__result_member(to, "_meta");
        if (has_own) {
            is_written = json_write(to, meta);
            to->length--; /* its closing brace */
        } else {
            ADD_LITERAL(to, "{");
        }
        if (is_stateless(reply)) {
            const struct str_buf *info = &reply->connection->server->result_meta;
            str_buf_add_bytes(to, ",", has_own ? 1 : 0);
            str_buf_add_bytes(to, info->data, info->length);
        }
        ADD_LITERAL(to, "}");
    }
    ADD_LITERAL(to, "}");
    return is_written;
}

void mcp__result_end(const struct mcp__reply *reply)
{
    (void)result_end_with(reply, mcp__reply_buffer(reply), NULL);
    mcp__reply_end(reply);
}

void mcp__result_cache_hints(struct str_buf *to, const struct mcp__reply *reply)
{
    const struct mcp_server_options *options = &reply->connection->server->options;
    if (is_stateless(reply)) {
        mcp__result_member(to, "ttlMs");
        json_write_integer(to, options->list_ttl_ms > 0 ? options->list_ttl_ms : 0);
        mcp__result_member(to, "cacheScope");
        str_buf_add(to, options->is_public ? "\"public\"" : "\"private\"");
    }
}

/* What a result of an item must have; filled with an empty list when it does not. */
static const char *const list_members[MCP__N_KINDS] = {[MCP_TOOL] = "content",
                                                       [MCP_PROMPT] = "messages",
                                                       [MCP_RESOURCE] = "contents",
                                                       [MCP_RESOURCE_TEMPLATE] =
                                                           "contents"};

static bool is_cached(enum mcp_kind kind)
{
    return kind == MCP_RESOURCE || kind == MCP_RESOURCE_TEMPLATE;
}

/* All members but those that the revision does not know or that the core adds. */
static bool members_write(const struct mcp__reply *reply, struct str_buf *to,
                          enum mcp_kind kind, const json_t *result)
{
    json_t *members = json_unconst(result);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        const char *key = json_object_iter_key(at);
        bool is_cache = strcmp(key, "ttlMs") == 0 || strcmp(key, "cacheScope") == 0;
        bool is_unknown = (strcmp(key, "structuredContent") == 0 &&
                           !reply->revision->has_structured_content) ||
                          (is_cache && (!is_stateless(reply) || !is_cached(kind)));
        if (is_unknown || strcmp(key, "_meta") == 0 || strcmp(key, "resultType") == 0) {
            continue;
        }
        mcp__result_member(to, key);
        if (!json_write(to, json_object_iter_value(at))) {
            return false;
        }
    }
    const json_t *list = json_object_get(result, list_members[kind]);
    if (list != NULL && !json_is_array(list)) {
        return false;
    }
    if (list == NULL) {
        mcp__result_member(to, list_members[kind]);
        ADD_LITERAL(to, "[]");
    }
    if (is_cached(kind) && json_object_get(result, "ttlMs") == NULL) {
        mcp__result_cache_hints(to, reply);
    }
    return result_end_with(reply, to, json_object_get(result, "_meta"));
}

/* A batch is one line: what its replies may bring together is limited as well. */
static bool has_room(const struct mcp__reply *reply, size_t n_result_bytes)
{
    bool is_batch_full =
        reply->batch != NULL &&
        reply->batch->text.length + n_result_bytes > (size_t)LIMIT_OUTPUT_QUEUE_BYTES;
    return n_result_bytes <= LIMIT_REPLY_BYTES && !is_batch_full;
}

static void send_too_large(const struct mcp__reply *reply, enum mcp_kind kind,
                           size_t n_bytes)
{
    struct err err = {0};
    (void)err_set(&err, ERR_BAD_ARGUMENT, NULL,
                  "the answer is too large to be sent: %zu bytes, at most %d", n_bytes,
                  LIMIT_REPLY_BYTES);
    if (kind != MCP_TOOL) {
        mcp__reply_error(reply, MCP__INTERNAL_ERROR, err.message, NULL);
        return;
    }
    json_auto_t *result = mcp_error_result(
        err.message, "Ask for less: a shorter period, fewer fields or a lower limit", NULL,
        NULL);
    mcp__result_send(reply, kind, result);
}

static void buffer_cut(struct str_buf *to, size_t length)
{
    to->length = length;
    if (to->data != NULL) {
        to->data[length] = '\0';
    }
}

void mcp__result_send(const struct mcp__reply *reply, enum mcp_kind kind,
                      const json_t *given)
{
    json_auto_t *result = mcp__result_fit(reply->revision, kind, given);
    size_t mark = mcp__reply_buffer(reply)->length;
    bool is_written = json_is_object(result);
    struct str_buf *to = NULL;
    if (is_written) {
        to = mcp__result_begin(reply);
        is_written = members_write(reply, to, kind, result);
        size_t n_bytes = to->length - mark;
        if (is_written && (n_bytes < 1024 || has_room(reply, n_bytes))) {
            mcp__reply_end(reply);
            return;
        }
        buffer_cut(to, mark);
        if (is_written) {
            send_too_large(reply, kind, n_bytes);
            return;
        }
    }
    log_line(LOG_ERROR, "mcp", "a result is not a JSON object that can be written");
    mcp__reply_error(reply, MCP__INTERNAL_ERROR, "internal error: the result is broken",
                     NULL);
}

static bool contains(const char *text, size_t n_bytes, const char *word)
{
    return memmem(text, n_bytes, word, strlen(word)) != NULL;
}

/* The text can go out as it is, inside the braces that the era asks for. */
static bool is_ready(const struct mcp__reply *reply, const char *result, size_t n_bytes)
{
    if (n_bytes <= 2 || result[0] != '{' || result[n_bytes - 1] != '}' ||
        memchr(result, '\n', n_bytes) != NULL) {
        return false;
    }
    if (is_stateless(reply)) {
        return !contains(result, n_bytes, "\"_meta\"") &&
               !contains(result, n_bytes, "\"resultType\"");
    }
    return reply->revision->has_structured_content &&
           (reply->revision->unknown_parts[0] == NULL ||
            !contains(result, n_bytes, "\"resource_link\""));
}

void mcp__result_send_rendered(const struct mcp__reply *reply, enum mcp_kind kind,
                               const char *result, size_t n_bytes)
{
    if (!has_room(reply, n_bytes)) {
        send_too_large(reply, kind, n_bytes);
        return;
    }
    if (kind != MCP_TOOL || !is_ready(reply, result, n_bytes)) {
        struct err err = {0};
        json_auto_t *value = NULL;
        if (!json_parse(result, n_bytes, &value, &err)) {
            log_line(LOG_ERROR, "mcp", "a rendered result: %s", err.message);
        }
        mcp__result_send(reply, kind, value);
        return;
    }
    struct str_buf *to = mcp__result_begin(reply);
    str_buf_add_bytes(to, ",", is_stateless(reply) ? 1 : 0);
    str_buf_add_bytes(to, result + 1, n_bytes - 2);
    (void)result_end_with(reply, to, NULL);
    mcp__reply_end(reply);
}
