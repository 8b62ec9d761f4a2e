/*
 * The stateless era, 2026-07-28 on: every request says in params._meta who asks and in
 * which version, and nothing is remembered between two requests.
 */
#include "mcp/core.h"

#include <stdio.h>
#include <string.h>
#include "base/banned.h"

#define META_PREFIX "io.modelcontextprotocol/"

static const char version_key[] = META_PREFIX "protocolVersion";
static const char capabilities_key[] = META_PREFIX "clientCapabilities";
static const char client_key[] = META_PREFIX "clientInfo";
static const char log_level_key[] = META_PREFIX "logLevel";

/*
 * Only these four keys mark a request of this era: session clients may use other names of
 * the same prefix (a related task's, for instance).
 */
bool mcp__stateless_is_addressed(const json_t *params)
{
    const json_t *meta = json_object_get(params, "_meta");
    return json_object_get(meta, version_key) != NULL ||
           json_object_get(meta, capabilities_key) != NULL ||
           json_object_get(meta, client_key) != NULL ||
           json_object_get(meta, log_level_key) != NULL;
}

/* What is wrong with the _meta fields; NULL: nothing. */
static const char *meta_problem(const json_t *meta)
{
    const json_t *level = json_object_get(meta, log_level_key);
    if (json_object_get(meta, version_key) == NULL) {
        return "params._meta lacks \"" META_PREFIX "protocolVersion\" "
               "(clients of the session era send initialize first)";
    }
    if (!json_is_string(json_object_get(meta, version_key))) {
        return "\"" META_PREFIX "protocolVersion\" in params._meta must be a string";
    }
    if (json_object_get(meta, capabilities_key) == NULL) {
        return "params._meta lacks \"" META_PREFIX "clientCapabilities\"";
    }
    if (!json_is_object(json_object_get(meta, capabilities_key))) {
        return "\"" META_PREFIX "clientCapabilities\" in params._meta must be an object";
    }
    if (level != NULL && mcp__log_level_read(level) < 0) {
        return "\"" META_PREFIX
               "logLevel\" in params._meta is not one of the eight log levels";
    }
    return NULL;
}

static void versions_write(struct str_buf *to)
{
    const char *separator = "[";
    for (size_t i = 0; i < MCP__N_REVISIONS; i++) {
        if (mcp__revisions[i].is_stateless) {
            str_buf_printf(to, "%s\"%s\"", separator, mcp__revisions[i].name);
            separator = ",";
        }
    }
    str_buf_add(to, "]");
}

static void refuse_version(const struct mcp__request *request, const char *wanted)
{
    char shown[68];
    char message[160];
    struct str_buf data = {0};
    str_clean(shown, sizeof shown, sizeof shown - 4, wanted);
    (void)snprintf(message, sizeof message, "protocol version \"%s\" is not supported",
                   shown);
    str_buf_add(&data, "{\"supported\":");
    versions_write(&data);
    str_buf_add(&data, ",\"requested\":");
    json_write_text(&data, shown);
    str_buf_add(&data, "}");
    mcp__reply_error(&request->reply, MCP__UNSUPPORTED_VERSION, message,
                     str_buf_text(&data));
    str_buf_release(&data);
}

void mcp__stateless_request(struct mcp__request *request)
{
    const json_t *meta = json_object_get(request->params, "_meta");
    const char *problem = meta_problem(meta);
    if (problem != NULL) {
        request->reply.connection->is_malformed = true;
        mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, problem, NULL);
        return;
    }
    if (request->reply.batch != NULL) {
        mcp__reply_error(&request->reply, MCP__INVALID_REQUEST,
                         "a request of this protocol version must not be part of a batch",
                         NULL);
        return;
    }
    const char *wanted = json_get_text(meta, version_key);
    request->reply.revision = mcp__revision_find(wanted, true);
    if (request->reply.revision == NULL) {
        refuse_version(request, wanted);
        return;
    }
    mcp__method_run(request);
}

void mcp__stateless_discover(struct mcp__request *request)
{
    const struct mcp_server *server = request->reply.connection->server;
    struct str_buf *to = mcp__result_begin(&request->reply);
    mcp__result_member(to, "supportedVersions");
    versions_write(to);
    mcp__result_member(to, "capabilities");
    mcp__capabilities_write(to, server, request->reply.revision);
    if (server->options.instructions != NULL) {
        mcp__result_member(to, "instructions");
        json_write_text(to, server->options.instructions);
    }
    mcp__result_cache_hints(to, &request->reply);
    mcp__result_end(&request->reply);
}

void mcp__request_client(const struct mcp__request *request, unsigned *ret_abilities,
                         int *ret_log_level)
{
    *ret_abilities = request->reply.connection->session->abilities;
    *ret_log_level = -1;
    if (request->reply.revision->is_stateless) {
        const json_t *meta = json_object_get(request->params, "_meta");
        *ret_abilities = mcp__abilities_read(json_object_get(meta, capabilities_key),
                                             request->reply.revision);
        *ret_log_level = mcp__log_level_read(json_object_get(meta, log_level_key));
    }
}
