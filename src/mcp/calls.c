/*
 * Calls of items at work, waiting for a slot, and asking their client.
 *
 * A call is made when its request was found right. It is begun at once when its client has
 * a slot free, else it waits in order. It ends exactly once: by mcp_call_finish*,
 * mcp_call_fail, the client's cancellation, or the release of its connection. From then on
 * its number finds nothing, so a late finish is harmless. A call that asks (ask.c) gives
 * its slot back and its number up; with the answers it waits in order again under a new
 * one.
 *
 * While the product's begin runs, the record stays, also when it finishes from inside:
 * the product may still look at it. Waiting calls are begun from the loop (or the end of a
 * line), never from inside a mcp_call_finish: the product is not called while it is calling
 * us.
 */
#include "mcp/asking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

enum { PUMP_NS = 1000 * 1000 };

static void pump_run(uv_idle_t *idle)
{
    struct mcp_server *server = idle->data;
    (void)uv_idle_stop(idle);
    mcp__calls_pump(server);
}

void mcp__calls_init(struct mcp_server *server)
{
    server->calls.pump = xcalloc(1, sizeof *server->calls.pump);
    (void)uv_idle_init(server->loop, server->calls.pump);
    server->calls.pump->data = server;
}

static void pump_free(uv_handle_t *handle)
{
    free(handle);
}

void mcp__calls_release(struct mcp_server *server)
{
    if (server->calls.pump != NULL) {
        uv_close((uv_handle_t *)server->calls.pump, pump_free);
        server->calls.pump = NULL;
    }
}

/* FNV-1a over the id's text, mixed with the session: ids are unique in a session, not on a
 * connection. */
static struct mcp__call **bucket_of(const struct mcp__reply *reply)
{
    uint32_t hash = 2166136261U ^ (uint32_t)((uintptr_t)reply->connection->session >> 4U);
    for (size_t i = 0; i < reply->n_id_bytes; i++) {
        hash = (hash ^ (unsigned char)reply->id[i]) * 16777619U;
    }
    hash ^= hash >> 16U;
    return &reply->connection->server->calls.buckets[hash % MCP__CALL_BUCKETS];
}

static struct mcp__call *call_find(const struct mcp__reply *reply)
{
    struct mcp__call *call = *bucket_of(reply);
    while (call != NULL && (call->reply.connection->session != reply->connection->session ||
                            call->reply.n_id_bytes != reply->n_id_bytes ||
                            memcmp(call->reply.id, reply->id, reply->n_id_bytes) != 0)) {
        call = call->next_in_bucket;
    }
    return call;
}

bool mcp__calls_has(const struct mcp__reply *reply)
{
    return call_find(reply) != NULL;
}

static void call_free(struct mcp__call *call)
{
    json_decref(call->arguments);
    json_decref(call->answers);
    for (size_t i = 0; i < call->n_questions; i++) {
        free(call->questions[i].key);
    }
    free(call->questions);
    free(call);
}

static void call_link(struct mcp__call *call)
{
    struct mcp__connection *connection = call->reply.connection;
    struct mcp__call **bucket = bucket_of(&call->reply);
    call->next_in_bucket = *bucket;
    *bucket = call;
    call->next_of_connection = connection->first_call;
    if (connection->first_call != NULL) {
        connection->first_call->previous_of_connection = call;
    }
    connection->first_call = call;
    connection->n_calls++;
}

static void call_unlink(struct mcp__call *call)
{
    struct mcp__connection *connection = call->reply.connection;
    struct mcp__call **at = bucket_of(&call->reply);
    while (*at != call) {
        at = &(*at)->next_in_bucket;
    }
    *at = call->next_in_bucket;
    if (call->previous_of_connection != NULL) {
        call->previous_of_connection->next_of_connection = call->next_of_connection;
    } else {
        connection->first_call = call->next_of_connection;
    }
    if (call->next_of_connection != NULL) {
        call->next_of_connection->previous_of_connection = call->previous_of_connection;
    }
    connection->n_calls--;
}

static void waiting_append(struct mcp__calls *calls, struct mcp__call *call)
{
    call->state = CALL_WAITING;
    call->next_waiting = NULL;
    call->previous_waiting = calls->last_waiting;
    if (calls->last_waiting != NULL) {
        calls->last_waiting->next_waiting = call;
    } else {
        calls->first_waiting = call;
    }
    calls->last_waiting = call;
    calls->n_waiting++;
    call->reply.connection->caller->n_waiting++;
    calls->n_waiting_bytes += call->n_bytes;
}

static void waiting_remove(struct mcp__calls *calls, struct mcp__call *call)
{
    if (call->previous_waiting != NULL) {
        call->previous_waiting->next_waiting = call->next_waiting;
    } else {
        calls->first_waiting = call->next_waiting;
    }
    if (call->next_waiting != NULL) {
        call->next_waiting->previous_waiting = call->previous_waiting;
    } else {
        calls->last_waiting = call->previous_waiting;
    }
    calls->n_waiting--;
    call->reply.connection->caller->n_waiting--;
    calls->n_waiting_bytes -= call->n_bytes;
}

static void running_remove(struct mcp__calls *calls, const struct mcp__call *call)
{
    size_t i = 0;
    while (calls->running[i] != call) {
        i++;
    }
    calls->running[i] = calls->running[--calls->n_running];
    call->reply.connection->caller->n_running--;
}

static void asking_remove(struct mcp_server *server, struct mcp__call *call)
{
    struct mcp__call **at = &server->first_asking;
    while (*at != call) {
        at = &(*at)->next_asking;
    }
    *at = call->next_asking;
    call->reply.connection->session->n_asking--;
}

void mcp__call_retire(struct mcp__call *call)
{
    struct mcp_server *server = call->reply.connection->server;
    switch (call->state) {
    case CALL_RUNNING:
        running_remove(&server->calls, call);
        break;
    case CALL_WAITING:
        waiting_remove(&server->calls, call);
        break;
    case CALL_ASKING:
        asking_remove(server, call);
        mcp__questions_drop(call);
        break;
    case CALL_ENDED:
        return;
    }
    call_unlink(call);
    call->state = CALL_ENDED;
}

void mcp__call_end(struct mcp__call *call)
{
    struct mcp__connection *connection = call->reply.connection;
    struct mcp_server *server = connection->server;
    if (!call->is_beginning) {
        call_free(call);
    }
    if (!connection->is_closed) {
        connection->changed(connection);
    }
    mcp__calls_schedule(server);
}

void mcp__call_pause(struct mcp__call *call)
{
    struct mcp_server *server = call->reply.connection->server;
    running_remove(&server->calls, call);
    call->state = CALL_ASKING;
    call->shown.id = 0; /* finds nothing */
    call->next_asking = server->first_asking;
    server->first_asking = call;
    call->reply.connection->session->n_asking++;
    mcp__calls_schedule(server);
}

void mcp__call_resume(struct mcp__call *call)
{
    struct mcp_server *server = call->reply.connection->server;
    asking_remove(server, call);
    call->shown.id = ++server->calls.last_id;
    call->shown.answers = call->answers;
    waiting_append(&server->calls, call);
    mcp__calls_schedule(server);
}

static void call_begin(struct mcp_server *server, struct mcp__call *call)
{
    struct mcp__caller *caller = call->reply.connection->caller;
    call->state = CALL_RUNNING;
    caller->n_running++;
    caller->last_begun = ++server->calls.n_begun;
    caller->has_turn = false;
    server->calls.running[server->calls.n_running++] = call;
    call->is_beginning = true;
    call->begin(server->options.user, server, &call->shown);
    call->is_beginning = false;
    if (call->state == CALL_ENDED) {
        call_free(call);
    }
}

static bool has_slot(const struct mcp__calls *calls, const struct mcp__caller *caller)
{
    return calls->n_running < LIMIT_CALLS_OF_ALL &&
           caller->n_running < LIMIT_CALLS_IN_FLIGHT;
}

static bool can_begin_at_once(const struct mcp__calls *calls,
                              const struct mcp__connection *connection)
{
    const struct mcp__caller *caller = connection->caller;
    return (caller->is_alone || caller->has_turn) && caller->n_waiting == 0 &&
           has_slot(calls, caller) && !connection->is_congested;
}

void mcp__calls_schedule(struct mcp_server *server)
{
    const struct mcp__calls *calls = &server->calls;
    if (calls->pump != NULL && calls->first_waiting != NULL &&
        calls->n_running < LIMIT_CALLS_OF_ALL) {
        (void)uv_idle_start(calls->pump, pump_run);
    }
}

/*
 * Of those that can begin, the one whose client has had nothing begun for longest; of one
 * client the first. A client that is alone has the first, without a look at thousands.
 */
static struct mcp__call *next_to_begin(const struct mcp__calls *calls)
{
    struct mcp__call *next = NULL;
    for (struct mcp__call *call = calls->first_waiting; call != NULL;
         call = call->next_waiting) {
        const struct mcp__connection *connection = call->reply.connection;
        const struct mcp__caller *caller = connection->caller;
        bool can_begin = has_slot(calls, caller) && !connection->is_congested;
        if (can_begin && (next == NULL || caller->last_begun <
                                              next->reply.connection->caller->last_begun)) {
            next = call;
        }
        if (caller->is_alone && (next != NULL || !has_slot(calls, caller))) {
            break;
        }
    }
    return next;
}

/* Leaves the loop to the rest of the world after a while. */
void mcp__calls_pump(struct mcp_server *server)
{
    struct mcp__calls *calls = &server->calls;
    uint64_t end_ns = uv_hrtime() + PUMP_NS;
    struct mcp__call *call = NULL;
    /* From the first each time: what followed may be gone, the product ran. */
    while ((call = next_to_begin(calls)) != NULL) {
        if (uv_hrtime() >= end_ns) {
            mcp__calls_schedule(server);
            break;
        }
        waiting_remove(calls, call);
        call_begin(server, call);
    }
}

/* id, progress token and name live behind the record. */
static void texts_fill(struct mcp__call *call, const struct mcp__request *request,
                       const struct mcp__id *token, const char *name)
{
    size_t n_id_bytes = request->reply.n_id_bytes;
    memcpy(call->texts, request->reply.id, n_id_bytes);
    memcpy(call->texts + n_id_bytes, token->text, token->n_bytes);
    char *own_name = call->texts + n_id_bytes + token->n_bytes;
    memcpy(own_name, name, strlen(name) + 1);
    call->reply.id = call->texts;
    call->token = call->texts + n_id_bytes;
    call->shown.name = own_name;
}

static struct mcp__call *call_new(const struct mcp__request *request,
                                  const struct mcp__item *item, const char *name,
                                  json_t *arguments, json_t *answers)
{
    const struct mcp__connection *connection = request->reply.connection;
    const json_t *meta = json_object_get(request->params, "_meta");
    struct mcp__id token;
    (void)mcp__id_read(json_object_get(meta, "progressToken"), &token);
    struct mcp__call *call = xmalloc(sizeof *call + request->reply.n_id_bytes +
                                     token.n_bytes + strlen(name) + 1);
    *call = (struct mcp__call){.reply = request->reply,
                               .kind = item->kind,
                               .takes_answers_once = item->given.takes_answers_once,
                               .begin = item->given.begin,
                               .arguments = arguments,
                               .answers = answers,
                               .n_bytes = request->n_bytes,
                               .last_progress = -(double)INFINITY,
                               .n_token_bytes = token.n_bytes};
    call->shown = (struct mcp_call){.id = ++connection->server->calls.last_id,
                                    .user = item->given.user,
                                    .arguments = arguments,
                                    .answers = answers,
                                    .wants_progress = token.n_bytes > 0,
                                    .principal = connection->caller->principal};
    mcp__request_client(request, &call->shown.abilities, &call->log_level);
    texts_fill(call, request, &token, name);
    call_link(call);
    return call;
}

void mcp__calls_add(const struct mcp__request *request, const struct mcp__item *item,
                    const char *name, json_t *arguments)
{
    struct mcp_server *server = request->reply.connection->server;
    struct mcp__calls *calls = &server->calls;
    json_t *answers = NULL;
    bool can_begin = can_begin_at_once(calls, request->reply.connection);
    if (mcp__calls_has(&request->reply) || mcp__listen_has(&request->reply)) {
        json_decref(arguments);
        mcp__reply_error(&request->reply, MCP__INVALID_REQUEST,
                         "a request with this id is still at work", NULL);
        return;
    }
    if (!can_begin &&
        (calls->n_waiting >= LIMIT_CALLS_WAITING ||
         calls->n_waiting_bytes + request->n_bytes > LIMIT_CALLS_WAITING_BYTES)) {
        json_decref(arguments);
        mcp__reply_error(&request->reply, MCP__INTERNAL_ERROR,
                         "too many calls are waiting: wait for answers before sending more",
                         NULL);
        return;
    }
    if (!mcp__state_open(request, item, name, arguments, &answers)) {
        json_decref(arguments);
        return;
    }
    struct mcp__call *call = call_new(request, item, name, arguments, answers);
    if (can_begin) {
        call_begin(server, call);
    } else {
        waiting_append(calls, call);
        mcp__calls_schedule(server);
    }
}

static void call_cancel(struct mcp__call *call)
{
    struct mcp_server *server = call->reply.connection->server;
    bool was_running = call->state == CALL_RUNNING;
    uint64_t id = call->shown.id;
    mcp__call_retire(call);
    if (was_running && server->options.call_cancelled != NULL) {
        server->options.call_cancelled(server->options.user, server, id);
    }
    mcp__reply_none(&call->reply);
    mcp__call_end(call);
}

void mcp__calls_cancel(struct mcp__connection *connection, const struct mcp__id *id)
{
    struct mcp__reply reply = {
        .connection = connection, .id = id->text, .n_id_bytes = id->n_bytes};
    struct mcp__call *call = call_find(&reply);
    if (call != NULL) {
        call_cancel(call);
    }
}

void mcp__calls_cancel_all(struct mcp__connection *connection)
{
    while (connection->first_call != NULL) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the cancelled leaves this list */
        call_cancel(connection->first_call);
    }
}

struct mcp__call *mcp__call_find(struct mcp_server *server, uint64_t call_id)
{
    for (size_t i = 0; i < server->calls.n_running; i++) {
        if (server->calls.running[i]->shown.id == call_id) {
            return server->calls.running[i];
        }
    }
    return NULL;
}
