/* JSON-RPC 2.0 messages: what one is, and its id with the type kept. */
#ifndef MCP_JSONRPC_H
#define MCP_JSONRPC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "json/json.h"

enum mcp__error_code {
    MCP__PARSE_ERROR = -32700,
    MCP__INVALID_REQUEST = -32600,
    MCP__METHOD_NOT_FOUND = -32601,
    MCP__INVALID_PARAMS = -32602,
    MCP__INTERNAL_ERROR = -32603,
    MCP__HEADER_MISMATCH = -32020, /* of HTTP */
    MCP__MISSING_CAPABILITY = -32021,
    MCP__UNSUPPORTED_VERSION = -32022
};

/*
 * The text of a message or a batch: *ret_json is the caller's. False: *ret_code and err's
 * message say what is wrong with it.
 */
bool mcp__text_read(const char *text, size_t n_bytes, json_t **ret_json, int *ret_code,
                    struct err *err);

/* A string or an integer as its JSON text, at most LIMIT_MESSAGE_ID_BYTES: "1" and 1
 * differ. n_bytes 0: there is none. */
struct mcp__id {
    char text[LIMIT_MESSAGE_ID_BYTES + 1];
    size_t n_bytes;
};

/* False, and no id, when value is neither or too long. */
bool mcp__id_read(const json_t *value, struct mcp__id *ret_id);

enum mcp__message_kind {
    MCP__REQUEST,
    MCP__NOTIFICATION,
    MCP__RESPONSE, /* of a client, to a question of ours */
    MCP__INVALID   /* problem says why; id is there when it could be read */
};

struct mcp__message {
    enum mcp__message_kind kind;
    struct mcp__id id;
    const char *method;   /* borrowed from the JSON */
    const json_t *params; /* an object; NULL when absent, null or not an object */
    bool has_bad_params;  /* there, but not an object */
    const char *problem;
};

void mcp__message_read(const json_t *json, struct mcp__message *ret_message);

#endif
