#include "mcp/jsonrpc.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

static bool text_id_read(const json_t *value, struct mcp__id *ret_id)
{
    const char *text = json_string_value(value);
    size_t n_bytes = json_string_length(value);
    bool is_plain = n_bytes + 2 <= LIMIT_MESSAGE_ID_BYTES;
    for (size_t i = 0; is_plain && i < n_bytes; i++) {
        is_plain = text[i] >= ' ' && text[i] <= '~' && text[i] != '"' && text[i] != '\\';
    }
    if (is_plain) {
        ret_id->text[0] = '"';
        memcpy(ret_id->text + 1, text, n_bytes);
        ret_id->text[n_bytes + 1] = '"';
        ret_id->text[n_bytes + 2] = '\0';
        ret_id->n_bytes = n_bytes + 2;
        return true;
    }
    struct str_buf escaped = {.max_bytes = LIMIT_MESSAGE_ID_BYTES};
    bool is_whole = json_write(&escaped, value);
    if (is_whole) {
        str_copy(ret_id->text, sizeof ret_id->text, str_buf_text(&escaped));
        ret_id->n_bytes = escaped.length;
    }
    str_buf_release(&escaped);
    return is_whole;
}

bool mcp__text_read(const char *text, size_t n_bytes, json_t **ret_json, int *ret_code,
                    struct err *err)
{
    if (!json_values_are_within(text, n_bytes, LIMIT_MESSAGE_VALUES)) {
        *ret_code = MCP__INVALID_REQUEST;
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "the message has more than %d values",
                       (int)LIMIT_MESSAGE_VALUES);
    }
    *ret_code = MCP__PARSE_ERROR;
    return json_parse(text, n_bytes, ret_json, err);
}

bool mcp__id_read(const json_t *value, struct mcp__id *ret_id)
{
    ret_id->n_bytes = 0;
    ret_id->text[0] = '\0';
    if (json_is_string(value)) {
        return text_id_read(value, ret_id);
    }
    if (json_is_integer(value)) {
        int n_bytes = snprintf(ret_id->text, sizeof ret_id->text, "%lld",
                               (long long)json_integer_value(value));
        ret_id->n_bytes = n_bytes > 0 ? (size_t)n_bytes : 0;
        return true;
    }
    return false;
}

static void invalid(struct mcp__message *message, const char *problem)
{
    message->kind = MCP__INVALID;
    message->problem = problem;
}

void mcp__message_read(const json_t *json, struct mcp__message *ret_message)
{
    struct mcp__message *message = ret_message;
    message->kind = MCP__NOTIFICATION;
    message->id.n_bytes = 0;
    message->id.text[0] = '\0';
    message->problem = NULL;
    message->method = json_get_text(json, "method");
    const json_t *params = json_object_get(json, "params");
    message->params = json_is_object(params) ? params : NULL;
    message->has_bad_params =
        params != NULL && message->params == NULL && !json_is_null(params);

    const json_t *id = json_object_get(json, "id");
    bool has_readable_id = id != NULL && mcp__id_read(id, &message->id);
    const char *version = json_get_text(json, "jsonrpc");
    if (!json_is_object(json)) {
        invalid(message, "a message must be a JSON object");
    } else if (version == NULL || strcmp(version, "2.0") != 0) {
        invalid(message, "\"jsonrpc\" must be \"2.0\"");
    } else if (message->method == NULL && json_object_get(json, "method") != NULL) {
        invalid(message, "\"method\" must be a string");
    } else if (message->method == NULL) {
        bool is_response = json_object_get(json, "result") != NULL ||
                           json_object_get(json, "error") != NULL;
        message->kind = MCP__RESPONSE;
        if (!is_response) {
            invalid(message, "\"method\" is missing");
        }
    } else if (id != NULL && !has_readable_id) {
        invalid(message, "\"id\" must be an integer or a string of at most 250 bytes");
    } else if (id != NULL) {
        message->kind = MCP__REQUEST;
    }
}
