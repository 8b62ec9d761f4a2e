/*
 * requestState: what a stateless call keeps while its client asks the user. The client
 * holds it, so it is sealed: it opens only here, for the same request (method, name,
 * arguments) of the same principal, and not for long. It holds which questions were asked,
 * the answers before them, and for items that take answers once a number that is remembered
 * as used.
 */
#include "mcp/asking.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/xalloc.h"
#include "base/banned.h"

/* What the state is bound to, in an order that depends on nothing; free() it. */
static char *bound_text(enum mcp_kind kind, const char *principal, const char *name,
                        const json_t *arguments, size_t *ret_n_bytes)
{
    struct str_buf text = {0};
    AUTO_FREE char *canonical =
        json_dumps(arguments, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    str_buf_printf(&text, "%d", (int)kind);
    const char *parts[] = {principal, name, canonical};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        str_buf_add_bytes(&text, "", 1); /* a zero byte: none of the parts holds one */
        str_buf_add(&text, parts[i] != NULL ? parts[i] : "");
    }
    *ret_n_bytes = text.length;
    return str_buf_take(&text);
}

static json_t *kinds_of(const json_t *requests)
{
    json_t *kinds = json_object();
    json_t *each = json_unconst(requests);
    for (void *at = json_object_iter(each); at != NULL;
         at = json_object_iter_next(each, at)) {
        unsigned kind = mcp__question_kind(json_object_iter_value(at));
        (void)json_object_set_new(kinds, json_object_iter_key(at),
                                  json_integer((json_int_t)kind));
    }
    return kinds;
}

char *mcp__state_seal(struct mcp__call *call, const json_t *requests)
{
    struct mcp_server *server = call->reply.connection->server;
    uint64_t nonce = 0;
    random_bytes(&nonce, sizeof nonce);
    json_auto_t *state = json_pack("{s:I, s:I, s:o, s:O*}", "expires", //
                                   (json_int_t)uv_now(server->loop) + server->state_life_ms,
                                   "nonce", (json_int_t)(nonce >> 1U), "asked",
                                   kinds_of(requests), "answers", call->answers);
    size_t n_plain_bytes = 0;
    AUTO_FREE char *plain = json_to_text(state, &n_plain_bytes);
    if (n_plain_bytes > LIMIT_STATE_BYTES) {
        return NULL;
    }
    if (server->state_key == NULL) {
        server->state_key = xmalloc(sizeof *server->state_key);
        seal_key_init(server->state_key);
    }
    size_t n_bound_bytes = 0;
    AUTO_FREE char *bound = bound_text(call->kind, call->shown.principal, call->shown.name,
                                       call->arguments, &n_bound_bytes);
    return seal_close(server->state_key, plain, n_plain_bytes, bound, n_bound_bytes);
}

/* False when it was spent already, or none more can be remembered. */
static bool spend(struct mcp__spent *spent, uint64_t nonce, int64_t expires_at_ms,
                  int64_t now_ms)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < spent->n_states; i++) {
        if (spent->states[i].nonce == nonce) {
            return false;
        }
        if (spent->states[i].expires_at_ms > now_ms) {
            spent->states[n_kept++] = spent->states[i];
        }
    }
    spent->n_states = n_kept;
    if (n_kept == LIMIT_STATES_SPENT) {
        return false;
    }
    if (spent->states == NULL) {
        spent->states = xcalloc(LIMIT_STATES_SPENT, sizeof *spent->states);
    }
    spent->states[spent->n_states++] =
        (struct mcp__spent_state){.nonce = nonce, .expires_at_ms = expires_at_ms};
    return true;
}

void mcp__spent_release(struct mcp__spent *spent)
{
    free(spent->states);
    memset(spent, 0, sizeof *spent);
}

/* The opened state; NULL: it is not good for this request. */
static json_t *state_read(struct mcp_server *server, const struct mcp__request *request,
                          const struct mcp__item *item, const char *name,
                          const json_t *arguments, const char *text)
{
    size_t n_bound_bytes = 0;
    size_t n_plain_bytes = 0;
    AUTO_FREE char *plain = NULL;
    AUTO_FREE char *bound =
        bound_text(item->kind, request->reply.connection->caller->principal, name,
                   arguments, &n_bound_bytes);
    json_auto_t *state = NULL;
    int64_t now_ms = (int64_t)uv_now(server->loop);
    if (server->state_key == NULL ||
        !seal_open(server->state_key, text, bound, n_bound_bytes, &plain, &n_plain_bytes) ||
        !json_parse(plain, n_plain_bytes, &state, NULL)) {
        return NULL;
    }
    int64_t expires_at_ms = json_get_integer(state, "expires", 0);
    uint64_t nonce = (uint64_t)json_get_integer(state, "nonce", 0);
    if (expires_at_ms <= now_ms || (item->given.takes_answers_once &&
                                    !spend(&server->spent, nonce, expires_at_ms, now_ms))) {
        return NULL;
    }
    return json_incref(state);
}

static bool refuse(const struct mcp__request *request, const char *message)
{
    mcp__reply_error(&request->reply, MCP__INVALID_PARAMS, message, NULL);
    return false;
}

/* Adds what the retry answers; a key that was not asked is nothing to us. */
static bool responses_add(const struct mcp__request *request, const json_t *responses,
                          const json_t *asked, json_t *answers)
{
    json_t *each = json_unconst(responses);
    for (void *at = json_object_iter(each); at != NULL;
         at = json_object_iter_next(each, at)) {
        const char *key = json_object_iter_key(at);
        json_t *answer = json_object_iter_value(at);
        const json_t *kind = json_object_get(asked, key);
        if (asked != NULL && kind == NULL) {
            continue;
        }
        if (!mcp__answer_is_formed(answer, (unsigned)json_integer_value(kind))) {
            return refuse(request, "a value of inputResponses is no result of its request");
        }
        (void)json_object_set(answers, key, answer);
    }
    return true;
}

bool mcp__state_open(const struct mcp__request *request, const struct mcp__item *item,
                     const char *name, const json_t *arguments, json_t **ret_answers)
{
    struct mcp_server *server = request->reply.connection->server;
    const json_t *responses = json_object_get(request->params, "inputResponses");
    const json_t *sealed = json_object_get(request->params, "requestState");
    if (!request->reply.revision->is_stateless || (responses == NULL && sealed == NULL)) {
        return true;
    }
    if (responses != NULL && !json_is_object(responses)) {
        return refuse(request, "params.inputResponses must be an object");
    }
    json_auto_t *state = NULL;
    if (sealed != NULL) {
        state = json_is_string(sealed) ? state_read(server, request, item, name, arguments,
                                                    json_string_value(sealed))
                                       : NULL;
        if (state == NULL) {
            return refuse(request, "requestState is not valid for this request, or not any "
                                   "more: call again without it");
        }
    } else if (item->given.takes_answers_once) {
        return true; /* it will be asked */
    }
    const json_t *before = json_object_get(state, "answers");
    json_auto_t *answers = before != NULL ? json_deep_copy(before) : json_object();
    if (!responses_add(request, responses, json_object_get(state, "asked"), answers)) {
        return false;
    }
    *ret_answers = json_incref(answers);
    return true;
}
