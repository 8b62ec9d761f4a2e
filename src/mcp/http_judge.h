/*
 * What a POSTed message is: of which era, and whether the headers say the same as the body.
 * Pure.
 */
#ifndef MCP_HTTP_JUDGE_H
#define MCP_HTTP_JUDGE_H

#include "mcp/http_headers.h"
#include "mcp/jsonrpc.h"

struct mcp_server;

enum mcp__http_way {
    MCP__WAY_STATELESS, /* the era of 2026-07-28; a session id is ignored */
    MCP__WAY_SESSION,   /* of the session that Mcp-Session-Id names */
    MCP__WAY_OPENS,     /* initialize: a new session */
    MCP__WAY_LOOSE,     /* neither: the core says what is wrong */
    MCP__WAY_REFUSED    /* broken HTTP: status, code and message are set */
};

struct mcp__judgement {
    enum mcp__http_way way;
    unsigned status;
    int code;
    char message[192];
};

void mcp__http_judge(const struct mcp_server *server, const json_t *json,
                     const struct mcp__message *message, const struct mcp__headers *headers,
                     struct mcp__judgement *ret);

/* The status of an answer whose newest error is code (0: a result). */
unsigned mcp__http_status_of(int code, bool is_malformed, bool is_stateless);

#endif
