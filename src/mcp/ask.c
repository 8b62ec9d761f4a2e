/*
 * Questions of a call to its client.
 *
 * Stateless era: the questions and the sealed state are the answer of the request; whoever
 * comes back with both goes on (state.c). Nothing is kept here.
 *
 * Session era: each question is a request of ours on the call's connection; the call waits
 * outside the slots until the last response is there, then it is run again. A client that
 * answers a question with an error ends the call; one that cancels the call is told that
 * its questions are off.
 */
#include "mcp/asking.h"
#include "mcp/fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

static const struct ability {
    unsigned kind;
    const char *method;
    const char *required; /* capabilities, as -32021 names them */
    const char *lacks;    /* what a client without it cannot do */
} abilities[] = {
    {MCP_CAN_ELICIT, "elicitation/create", "{\"elicitation\":{}}", "show a form"},
    {MCP_CAN_ELICIT_URL, "elicitation/create", "{\"elicitation\":{\"url\":{}}}",
     "open an address"},
    {MCP_CAN_SAMPLE, "sampling/createMessage", "{\"sampling\":{}}", "ask its model"},
    {MCP_CAN_LIST_ROOTS, "roots/list", "{\"roots\":{}}", "name its folders"},
};
enum { N_ABILITIES = sizeof abilities / sizeof abilities[0] };

unsigned mcp__question_kind(const json_t *request)
{
    const char *method = json_get_text(request, "method");
    const json_t *params = json_object_get(request, "params");
    const char *mode = json_get_text(params, "mode");
    bool has_url = mode != NULL && strcmp(mode, "url") == 0;
    for (size_t i = 0; method != NULL && json_is_object(params) && i < N_ABILITIES; i++) {
        bool is_other_mode =
            abilities[i].kind == (has_url ? MCP_CAN_ELICIT : MCP_CAN_ELICIT_URL);
        if (strcmp(abilities[i].method, method) == 0 && !is_other_mode) {
            return abilities[i].kind;
        }
    }
    return 0;
}

static bool is_elicited(const json_t *answer)
{
    const char *action = json_get_text(answer, "action");
    const json_t *content = json_object_get(answer, "content");
    return action != NULL && (content == NULL || json_is_object(content)) &&
           (strcmp(action, "accept") == 0 || strcmp(action, "decline") == 0 ||
            strcmp(action, "cancel") == 0);
}

static bool is_sampled(const json_t *answer)
{
    const json_t *content = json_object_get(answer, "content");
    return json_get_text(answer, "role") != NULL &&
           (json_is_object(content) || json_is_array(content));
}

bool mcp__answer_is_formed(const json_t *answer, unsigned kind)
{
    const unsigned elicit = MCP_CAN_ELICIT | MCP_CAN_ELICIT_URL;
    kind = kind == 0 ? elicit | MCP_CAN_SAMPLE | MCP_CAN_LIST_ROOTS : kind;
    return ((kind & elicit) != 0 && is_elicited(answer)) ||
           ((kind & MCP_CAN_SAMPLE) != 0 && is_sampled(answer)) ||
           ((kind & MCP_CAN_LIST_ROOTS) != 0 &&
            json_is_array(json_object_get(answer, "roots")));
}

/* The call ends without what it wanted to know. */
static void ask_failed(struct mcp__call *call, const char *message, const char *hint)
{
    const struct mcp_server *server = call->reply.connection->server;
    mcp__call_retire(call);
    if (call->kind == MCP_TOOL) {
        json_auto_t *result = mcp_error_result(
            message, hint, server->options.error_meta_key, err_code_name(ERR_CANCELLED));
        mcp__result_send(&call->reply, call->kind, result);
    } else {
        mcp__reply_error(&call->reply, MCP__INVALID_REQUEST, message, NULL);
    }
    mcp__call_end(call);
}

static void refuse_ability(struct mcp__call *call, unsigned missing)
{
    size_t i = 0;
    while ((abilities[i].kind & missing) == 0) {
        i++;
    }
    char message[128];
    (void)snprintf(message, sizeof message,
                   "this needs a client that can %s: it did not declare %s",
                   abilities[i].lacks, abilities[i].required);
    if (!call->reply.revision->is_stateless) {
        ask_failed(call, message, "Use another client, or give the answer as an argument");
        return;
    }
    char data[96];
    (void)snprintf(data, sizeof data, "{\"requiredCapabilities\":%s}",
                   abilities[i].required);
    mcp__call_retire(call);
    mcp__reply_error(&call->reply, MCP__MISSING_CAPABILITY, message, data);
    mcp__call_end(call);
}

/* Stateless: the questions are the answer. */
static void ask_by_result(struct mcp__call *call, const json_t *requests)
{
    AUTO_FREE char *state = mcp__state_seal(call, requests);
    if (state == NULL) {
        ask_failed(call, "the answers so far are too large to be kept", "Answer shorter");
        return;
    }
    mcp__call_retire(call);
    struct str_buf *to = mcp__result_begin_input(&call->reply);
    size_t mark = to->length;
    mcp__result_member(to, "inputRequests");
    if (!json_write(to, requests)) {
        log_line(LOG_ERROR, "mcp", "questions that cannot be written");
        to->length = mark;
    }
    mcp__text_member(to, "requestState", state);
    mcp__result_end(&call->reply);
    mcp__call_end(call);
}

static void question_write(struct mcp__call *call, const struct mcp__question *question,
                           const json_t *request)
{
    struct mcp__connection *connection = call->reply.connection;
    struct str_buf *to = mcp__message_begin(connection, json_get_text(request, "method"));
    size_t mark = to->length;
    str_buf_add(to, ",\"id\":");
    json_write_integer(to, question->id);
    str_buf_add(to, ",\"params\":");
    if (!json_write(to, json_object_get(request, "params"))) {
        log_line(LOG_ERROR, "mcp", "a question that cannot be written");
        to->length = mark;
    }
    str_buf_add(to, "}\n");
}

/* Session: our requests, and the call waits. */
static void ask_by_requests(struct mcp__call *call, const json_t *requests)
{
    struct mcp__connection *connection = call->reply.connection;
    if (connection->session->n_asking >= LIMIT_CALLS_ASKING) {
        ask_failed(call, "too many questions are open", "Answer those first");
        return;
    }
    for (size_t i = 0; i < call->n_questions; i++) {
        free(call->questions[i].key);
    }
    free(call->questions);
    call->n_questions = 0;
    call->questions = xcalloc(json_object_size(requests), sizeof *call->questions);
    json_t *each = json_unconst(requests);
    for (void *at = json_object_iter(each); at != NULL;
         at = json_object_iter_next(each, at)) {
        struct mcp__question *question = &call->questions[call->n_questions++];
        question->id = ++connection->server->last_question_id;
        question->kind = (enum mcp_ability)mcp__question_kind(json_object_iter_value(at));
        question->key = xstrdup(json_object_iter_key(at));
        question_write(call, question, json_object_iter_value(at));
    }
    mcp__call_pause(call);
    connection->changed(connection);
}

/* The questions as the client's revision knows them, a new reference; NULL: it cannot. */
static json_t *requests_fit(const struct mcp__revision *revision, const json_t *requests)
{
    json_t *fit = json_object();
    json_t *each = json_unconst(requests);
    for (void *at = json_object_iter(each); at != NULL && fit != NULL;
         at = json_object_iter_next(each, at)) {
        json_t *request = json_copy(json_object_iter_value(at));
        json_t *params = mcp__question_fit(revision, json_object_get(request, "params"));
        bool is_fit = params != NULL;
        (void)json_object_set_new(request, "params", params);
        (void)json_object_set_new(fit, json_object_iter_key(at), request);
        if (!is_fit) {
            json_decref(fit);
            fit = NULL;
        }
    }
    return fit;
}

/* What the product may ask: false when it is not that, which is its mistake. */
static bool requests_check(const json_t *requests, unsigned *ret_kinds)
{
    size_t n_requests = json_object_size(requests);
    bool is_right = n_requests > 0 && n_requests <= LIMIT_QUESTIONS;
    json_t *each = json_unconst(requests);
    *ret_kinds = 0;
    for (void *at = json_object_iter(each); at != NULL && is_right;
         at = json_object_iter_next(each, at)) {
        unsigned kind = mcp__question_kind(json_object_iter_value(at));
        is_right = kind != 0;
        *ret_kinds |= kind;
    }
    return is_right;
}

static void ask(struct mcp__call *call, const json_t *requests)
{
    unsigned kinds = 0;
    if (!requests_check(requests, &kinds)) {
        log_line(LOG_ERROR, "mcp", "%s asks what cannot be asked", call->shown.name);
        mcp__call_retire(call);
        mcp__reply_error(&call->reply, MCP__INTERNAL_ERROR, "internal error: the question",
                         NULL);
        mcp__call_end(call);
        return;
    }
    if ((kinds & ~call->shown.abilities) != 0) {
        refuse_ability(call, kinds & ~call->shown.abilities);
        return;
    }
    json_t *each = json_unconst(requests);
    for (void *at = json_object_iter(each); at != NULL;
         at = json_object_iter_next(each, at)) {
        (void)json_object_del(call->answers, json_object_iter_key(at));
    }
    json_auto_t *fit = requests_fit(call->reply.revision, requests);
    if (fit == NULL) {
        ask_failed(call, "this needs a form that the client's protocol version lacks",
                   "Use another client, or give the answer as an argument");
    } else if (call->reply.revision->is_stateless) {
        ask_by_result(call, fit);
    } else {
        ask_by_requests(call, fit);
    }
}

void mcp_call_ask(struct mcp_server *server, uint64_t call_id, json_t *requests)
{
    struct mcp__call *call = mcp__call_find(server, call_id);
    if (call != NULL) {
        ask(call, requests);
    }
    json_decref(requests);
}

static struct mcp__question *question_find(const struct mcp__session *session,
                                           struct mcp_server *server, int64_t id,
                                           struct mcp__call **ret_call)
{
    for (struct mcp__call *call = server->first_asking; call != NULL;
         call = call->next_asking) {
        bool is_own = call->reply.connection->session == session;
        for (size_t i = 0; is_own && i < call->n_questions; i++) {
            if (call->questions[i].id == id && !call->questions[i].is_answered) {
                *ret_call = call;
                return &call->questions[i];
            }
        }
    }
    return NULL;
}

static void answer_refused(struct mcp__call *call, const json_t *message)
{
    const char *reason = json_get_text(json_object_get(message, "error"), "message");
    char shown[128];
    char text[200];
    str_clean(shown, sizeof shown, sizeof shown - 4,
              reason != NULL ? reason : "it could not be read");
    (void)snprintf(text, sizeof text, "the client gave no answer to the question: %s",
                   shown);
    ask_failed(call, text, NULL);
}

void mcp__answer_receive(struct mcp__connection *connection, const json_t *message)
{
    const json_t *id = json_object_get(message, "id");
    const json_t *answer = json_object_get(message, "result");
    struct mcp__call *call = NULL;
    struct mcp__question *question =
        json_is_integer(id) ? question_find(connection->session, connection->server,
                                            json_integer_value(id), &call)
                            : NULL;
    if (question == NULL) {
        return; /* late, or none of ours */
    }
    question->is_answered = true;
    if (!mcp__answer_is_formed(answer, question->kind)) {
        answer_refused(call, message);
        return;
    }
    if (call->answers == NULL) {
        call->answers = json_object();
    }
    (void)json_object_set(call->answers, question->key, json_unconst(answer));
    bool is_complete = true;
    for (size_t i = 0; i < call->n_questions; i++) {
        is_complete = is_complete && call->questions[i].is_answered;
    }
    if (is_complete) {
        mcp__call_resume(call);
    }
}

void mcp__questions_drop(struct mcp__call *call)
{
    struct mcp__connection *connection = call->reply.connection;
    for (size_t i = 0; i < call->n_questions && !connection->is_closed; i++) {
        if (!call->questions[i].is_answered) {
            struct str_buf *to = mcp__message_begin(connection, "notifications/cancelled");
            str_buf_add(to, ",\"params\":{\"requestId\":");
            json_write_integer(to, call->questions[i].id);
            str_buf_add(to, "}}\n"); /* changed() comes with the call's end */
        }
    }
}
