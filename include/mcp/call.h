/*
 * One request that a server's own code answers: a tools/call, prompts/get or
 * resources/read.
 *
 * Life: the core checks the request and calls the item's begin (mcp/server.h). Exactly one
 * of mcp_call_finish, mcp_call_finish_rendered, mcp_call_fail, mcp_call_not_found or
 * mcp_call_ask ends the run, at once from inside begin or later from the loop, unless the
 * client gave the call up before. From then on its id finds nothing: whatever comes late is
 * harmless.
 *
 * Asking the user: mcp_call_ask ends the run; when the answers are there, begin comes again
 * from the top with the same arguments, another id, and all answers so far in
 * call->answers. So what begin does before it asks should only read. How the question
 * reaches the client differs between protocol revisions and is the core's business.
 *
 * Ownership: json_t* parameters are taken over, also when nothing is found under the id.
 */
#ifndef MCP_CALL_H
#define MCP_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct mcp_server;

/* What a client can be asked, as it declared. */
enum mcp_ability {
    MCP_CAN_ELICIT = 1,     /* fill in a form: mcp_ask_form */
    MCP_CAN_ELICIT_URL = 2, /* open an address: elicitation/create with mode "url" */
    MCP_CAN_SAMPLE = 4,     /* let its model write: mcp_ask_model */
    MCP_CAN_LIST_ROOTS = 8  /* name its folders: mcp_ask_roots */
};

enum mcp_log_level {
    MCP_LOG_DEBUG,
    MCP_LOG_INFO,
    MCP_LOG_NOTICE,
    MCP_LOG_WARNING,
    MCP_LOG_ERROR,
    MCP_LOG_CRITICAL,
    MCP_LOG_ALERT,
    MCP_LOG_EMERGENCY
};

/* Valid until begin returns; arguments and answers until the run ends or is cancelled. */
struct mcp_call {
    uint64_t id; /* of this run; never used again in a process */
    const char
        *name;  /* of the tool or prompt; of a resource its uri, as it was asked for */
    void *user; /* of the item */
    /*
     * An object. Of a tool: satisfies its inputSchema. Of a prompt: texts, the required
     * ones are there. Of a resource template: the uri's variables, percent-decoded.
     */
    const json_t *arguments;
    /* An object: by key what was answered, mcp_answer_content reads it; NULL: nothing. */
    const json_t *answers;
    unsigned abilities; /* enum mcp_ability, or-ed */
    bool wants_progress;
    const char *principal; /* who asks, as the transport found out; "" when it did not */
};

/*
 * The result object, without what the core adds (resultType, server's own _meta):
 * {content, structuredContent?, isError?} of a tool, {messages, description?} of a prompt,
 * {contents} of a resource; mcp/content.h builds them.
 */
void mcp_call_finish(struct mcp_server *server, uint64_t call_id, json_t *result);
/* The same as compact JSON text. The bytes are copied. */
void mcp_call_finish_rendered(struct mcp_server *server, uint64_t call_id,
                              const char *result, size_t n_result_bytes);
/*
 * A JSON-RPC error instead of a result: a request that makes no sense. A tool that failed
 * at its work finishes with mcp_error_result. code: -32602 or -32603, or one of your own
 * outside -32768 to -32000.
 */
void mcp_call_fail(struct mcp_server *server, uint64_t call_id, int code,
                   const char *message);
/* There is no resource of this uri after all. */
void mcp_call_not_found(struct mcp_server *server, uint64_t call_id);

/*
 * Ask the client, then run again. requests: an object, by a key of your choice
 * {"method", "params"} as mcp_ask_form, mcp_ask_model and mcp_ask_roots build them, at most
 * 16. A key that was answered before is asked again. When the client has not declared that
 * it can be asked this, the call ends with the error that says so; look at abilities first
 * when there is another way.
 */
void mcp_call_ask(struct mcp_server *server, uint64_t call_id, json_t *requests);

/* Sent only when the client asked for it and the value rose; total < 0 = unknown; message
 * may be NULL. */
void mcp_call_progress(struct mcp_server *server, uint64_t call_id, double progress,
                       double total, const char *message);
/*
 * The answer will take long: the client need not hold its connection open for it. Over
 * Streamable HTTP of 2025-11-25 the stream ends here and the client comes back for the
 * rest; elsewhere nothing happens. The call goes on as before.
 */
void mcp_call_postpone(struct mcp_server *server, uint64_t call_id);
/*
 * A log message to the client, when it wants that level; needs options.has_logging. data:
 * any JSON, a text mostly, without secrets. logger: what part of the server speaks, or
 * NULL.
 */
void mcp_call_log(struct mcp_server *server, uint64_t call_id, enum mcp_log_level level,
                  const char *logger, json_t *data);

/*
 * Questions, new references. Form: schema is an object schema, flat, with properties of
 * text, number, boolean or enum (borrowed). Model: prompt is one user text.
 */
json_t *mcp_ask_form(const char *message, const json_t *schema);
json_t *mcp_ask_model(const char *prompt, int max_tokens);
json_t *mcp_ask_roots(void);

/*
 * What the user filled in under key, an object borrowed from the call; NULL when it was not
 * asked, or was declined or cancelled. Check what is in it: it is a person's, or a
 * client's.
 */
const json_t *mcp_answer_content(const struct mcp_call *call, const char *key);
/* It was asked and the user (or the client) would not. */
bool mcp_answer_is_refused(const struct mcp_call *call, const char *key);

#endif
