#include "mcp/http_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "mcp/core.h"
#include "base/banned.h"

enum { BAD_REQUEST = 400, NOT_FOUND = 404, OK = 200 };

/* What is wrong, and with which header (NULL: none). */
static bool refuse(struct mcp__judgement *ret, int code, const char *header,
                   const char *problem)
{
    ret->way = MCP__WAY_REFUSED;
    ret->status = BAD_REQUEST;
    ret->code = code;
    (void)snprintf(ret->message, sizeof ret->message, "%s%s%s%s",
                   header != NULL ? "the header " : "", header != NULL ? header : "",
                   header != NULL ? " " : "", problem);
    return false;
}

/* A header and the body contradict each other. */
static bool refuse_other(struct mcp__judgement *ret, const char *header, const char *said)
{
    char problem[96];
    (void)snprintf(problem, sizeof problem, "does not say what %s in the body says", said);
    return refuse(ret, MCP__HEADER_MISMATCH, header, problem);
}

/* A header that must say what the body says. */
static bool header_check(const struct mcp__headers *headers, const char *name,
                         const char *text, const char *of_what, struct mcp__judgement *ret)
{
    const char *value = mcp__headers_get(headers, name);
    if (value == NULL) {
        return refuse(ret, MCP__HEADER_MISMATCH, name, "is missing");
    }
    return mcp__header_is(value, text, strlen(text)) || refuse_other(ret, name, of_what);
}

static bool version_check(const json_t *params, const struct mcp__headers *headers,
                          struct mcp__judgement *ret)
{
    static const char key[] = "io.modelcontextprotocol/protocolVersion";
    const char *version = json_get_text(json_object_get(params, "_meta"), key);
    if (version != NULL) {
        return header_check(headers, "MCP-Protocol-Version", version,
                            "the protocolVersion of params._meta", ret);
    }
    return mcp__headers_get(headers, "MCP-Protocol-Version") != NULL ||
           refuse(ret, MCP__HEADER_MISMATCH, "MCP-Protocol-Version", "is missing");
}

static bool name_check(const struct mcp__message *message,
                       const struct mcp__headers *headers, struct mcp__judgement *ret)
{
    static const struct {
        const char *method;
        const char *member;
        const char *said;
    } named[] = {{"tools/call", "name", "params.name"},
                 {"prompts/get", "name", "params.name"},
                 {"resources/read", "uri", "params.uri"}};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        const char *text = json_get_text(message->params, named[i].member);
        if (text != NULL && strcmp(message->method, named[i].method) == 0) {
            return header_check(headers, "Mcp-Name", text, named[i].said, ret);
        }
    }
    return true;
}

/* The header's text means the same value as the argument. */
static bool param_is(const char *header, const json_t *value)
{
    AUTO_FREE char *text = NULL;
    size_t n_bytes = 0;
    if (!mcp__header_decode(header, &text, &n_bytes)) {
        return false;
    }
    if (json_is_string(value)) {
        return n_bytes == json_string_length(value) &&
               memcmp(text, json_string_value(value), n_bytes) == 0;
    }
    if (json_is_boolean(value)) {
        return strcmp(text, json_is_true(value) ? "true" : "false") == 0;
    }
    char *end = NULL;
    bool is_number = n_bytes > 0 && strspn(text, "+-.0123456789eE") == n_bytes;
    if (is_number && json_is_integer(value)) {
        long long number = strtoll(text, &end, 10);
        if (end == text + n_bytes) {
            return number == json_integer_value(value);
        }
    }
    double number = is_number ? strtod(text, &end) : 0.0;
    return is_number && end == text + n_bytes && number == json_number_value(value);
}

static bool param_check(const char *header, const json_t *value,
                        const struct mcp__headers *headers, struct mcp__judgement *ret)
{
    char name[80];
    (void)snprintf(name, sizeof name, "Mcp-Param-%.64s", header);
    const char *said = mcp__headers_get(headers, name);
    bool is_there = value != NULL && !json_is_null(value);
    if (!is_there && said != NULL) {
        return refuse(ret, MCP__HEADER_MISMATCH, name, "is there, its argument is not");
    }
    if (is_there && said == NULL) {
        return refuse(ret, MCP__HEADER_MISMATCH, name, "is missing");
    }
    return !is_there || param_is(said, value) || refuse_other(ret, name, "its argument");
}

/* Arguments that the tool's schema mirrors into headers; only through `properties`. */
static bool params_check(const json_t *schema, const json_t *arguments,
                         const struct mcp__headers *headers, unsigned depth,
                         struct mcp__judgement *ret)
{
    json_t *properties = json_object_get(schema, "properties");
    if (depth > LIMIT_JSON_DEPTH) {
        return true;
    }
    for (void *at = json_object_iter(properties); at != NULL;
         at = json_object_iter_next(properties, at)) {
        const json_t *property = json_object_iter_value(at);
        const json_t *value = json_object_get(arguments, json_object_iter_key(at));
        const char *header = json_get_text(property, "x-mcp-header");
        if (header != NULL && !param_check(header, value, headers, ret)) {
            return false;
        }
        if (!params_check(property, value, headers, depth + 1, ret)) {
            return false;
        }
    }
    return true;
}

static bool arguments_check(const struct mcp_server *server,
                            const struct mcp__message *message,
                            const struct mcp__headers *headers, struct mcp__judgement *ret)
{
    const char *name = json_get_text(message->params, "name");
    if (name == NULL || strcmp(message->method, "tools/call") != 0) {
        return true;
    }
    const struct mcp__item *tool = mcp__item_find(server, MCP_TOOL, name);
    return params_check(tool != NULL ? mcp__item_schema(tool) : NULL,
                        json_object_get(message->params, "arguments"), headers, 0, ret);
}

static void judge_stateless(const struct mcp_server *server,
                            const struct mcp__message *message,
                            const struct mcp__headers *headers, struct mcp__judgement *ret)
{
    ret->way = MCP__WAY_STATELESS;
    if (message->kind == MCP__RESPONSE) {
        (void)refuse(ret, MCP__INVALID_REQUEST, NULL,
                     "this protocol version asks nothing: a response answers no request");
        return;
    }
    if (message->kind == MCP__REQUEST) {
        (void)(version_check(message->params, headers, ret) &&
               header_check(headers, "Mcp-Method", message->method, "method", ret) &&
               name_check(message, headers, ret) &&
               arguments_check(server, message, headers, ret));
    }
}

/* The version that the headers name belongs to the era of sessions; none does, too. */
static bool names_session_era(const char *version)
{
    return version == NULL || mcp__revision_find(version, false) != NULL;
}

static bool is_initialize(const struct mcp__message *message)
{
    return message->kind == MCP__REQUEST && strcmp(message->method, "initialize") == 0;
}

void mcp__http_judge(const struct mcp_server *server, const json_t *json,
                     const struct mcp__message *message, const struct mcp__headers *headers,
                     struct mcp__judgement *ret)
{
    const char *version = mcp__headers_get(headers, "MCP-Protocol-Version");
    const char *session = mcp__headers_get(headers, "Mcp-Session-Id");
    bool is_modern = version != NULL && mcp__revision_find(version, true) != NULL;
    *ret = (struct mcp__judgement){.way = MCP__WAY_LOOSE};
    bool is_readable = !json_is_array(json) && message->kind != MCP__INVALID;
    if (is_readable && (is_modern || mcp__stateless_is_addressed(message->params))) {
        judge_stateless(server, message, headers, ret);
    } else if (is_readable && is_initialize(message)) {
        ret->way = MCP__WAY_OPENS;
    } else if (!names_session_era(version)) {
        (void)refuse(ret, MCP__INVALID_REQUEST, NULL,
                     "MCP-Protocol-Version names a version that is not known here");
    } else if (session != NULL) {
        ret->way = MCP__WAY_SESSION;
    } else if (is_readable && (message->kind != MCP__REQUEST || version != NULL)) {
        (void)refuse(ret, MCP__INVALID_REQUEST, NULL,
                     "the header Mcp-Session-Id is missing: initialize opens a session");
    }
}

unsigned mcp__http_status_of(int code, bool is_malformed, bool is_stateless)
{
    switch (code) {
    case MCP__PARSE_ERROR:
    case MCP__INVALID_REQUEST:
    case MCP__HEADER_MISMATCH:
    case MCP__MISSING_CAPABILITY:
    case MCP__UNSUPPORTED_VERSION:
        return BAD_REQUEST;
    case MCP__METHOD_NOT_FOUND:
        return is_stateless ? NOT_FOUND : OK;
    case MCP__INVALID_PARAMS:
        return is_malformed ? BAD_REQUEST : OK;
    default:
        return OK;
    }
}
