#include "exchange.h"

#include "auth.h"
#include "query.h"
#include "routes.h"

#include <stdlib.h>
#include <string.h>

static const char control_prefix[] = "/_fake/";

struct exchange *exchange_new(struct server *server, struct MHD_Connection *connection,
                              const char *uri)
{
    struct exchange *exchange = mem_zalloc(1, sizeof *exchange);
    size_t path_length = strcspn(uri, "?");
    exchange->server = server;
    exchange->connection = connection;
    exchange->path = mem_strndup(uri, path_length);
    exchange->query = mem_strdup(uri + path_length + (uri[path_length] == '?' ? 1 : 0));
    exchange->is_control =
        strncmp(exchange->path, control_prefix, sizeof control_prefix - 1) == 0;
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (exchange->has_fault) {
        fault_release(&exchange->fault);
    }
    reply_release(&exchange->reply);
    text_release(&exchange->body);
    free(exchange->method);
    free(exchange->path);
    free(exchange->query);
    free(exchange);
}

static const char *header(const struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static enum caller caller_of(const struct exchange *exchange)
{
    return auth_check(header(exchange, "Authorization"), exchange->server->key,
                      exchange->server->token);
}

/* Enters the request in the journal and picks its fault. */
static void arrive(struct exchange *exchange)
{
    struct server *server = exchange->server;
    enum caller caller = caller_of(exchange);
    struct routed routed;
    routes_find(exchange->method, exchange->path, &routed);
    struct journal_request request = {
        .method = exchange->method,
        .path = exchange->path,
        .query = exchange->query,
        .route = routes_name(&routed),
        .user_agent = header(exchange, "User-Agent"),
        .accept_encoding = header(exchange, "Accept-Encoding"),
        .body = exchange->body.data,
        .body_length = exchange->body.length,
        .is_authorized = caller == CALLER_KEY || caller == CALLER_TOKEN};
    exchange->number = journal_arrive(&server->journal, &request);
    routes_release(&routed);
    exchange->has_fault = fault_list_take(&server->faults, exchange->method, exchange->path,
                                          exchange->query, &exchange->fault);
    if (exchange->has_fault) {
        journal_fault(&server->journal, exchange->number, fault_name(exchange->fault.kind));
    }
}

static void dispatch(struct exchange *exchange)
{
    struct server *server = exchange->server;
    struct query query = {0};
    struct routed routed;
    struct call call = {.store = &server->store,
                        .caller = caller_of(exchange),
                        .path = exchange->path,
                        .query = &query,
                        .body = exchange->body.data,
                        .body_length = exchange->body.length};
    bool may_enter = call.caller == CALLER_KEY || call.caller == CALLER_TOKEN;
    if (may_enter &&
        control_canned_reply(server, exchange->method, exchange->path, &exchange->reply)) {
        return;
    }
    query_parse(exchange->query, &query);
    routes_find(exchange->method, exchange->path, &routed);
    routes_run(&routed, &call);
    routes_release(&routed);
    query_release(&query);
    exchange->reply = call.reply;
}

static void handle(struct exchange *exchange)
{
    if (exchange->is_body_too_long) {
        reply_error(&exchange->reply, 413, "%s", reply_status_text(413));
    } else if (exchange->is_control) {
        control_handle(exchange->server, exchange->method, exchange->path,
                       exchange->body.data, exchange->body.length, &exchange->reply);
    } else if (!exchange->has_fault || fault_lets_handler_run(&exchange->fault)) {
        dispatch(exchange);
    }
    if (exchange->has_fault) {
        fault_apply(&exchange->fault, &exchange->reply);
    }
}

/* The delay before (or after) the handler; a stall inside the body is send.c's. */
static int delay_of(const struct exchange *exchange, bool is_after)
{
    const struct fault *fault = &exchange->fault;
    if (!exchange->has_fault || fault->is_after != is_after ||
        (fault->kind == FAULT_SLOW && fault->after_bytes > 0)) {
        return 0;
    }
    return fault->delay_ms;
}

enum MHD_Result exchange_advance(struct exchange *exchange)
{
    if (exchange->step == STEP_ARRIVED) {
        exchange->step = STEP_HANDLE;
        if (!exchange->is_control) {
            arrive(exchange);
        }
        int delay_ms = delay_of(exchange, false);
        if (delay_ms > 0) {
            exchange_sleep(exchange, delay_ms);
            return MHD_YES;
        }
    }
    if (exchange->step == STEP_HANDLE) {
        exchange->step = STEP_SEND;
        handle(exchange);
        int delay_ms = delay_of(exchange, true);
        if (delay_ms > 0) {
            exchange_sleep(exchange, delay_ms);
            return MHD_YES;
        }
    }
    return exchange_send(exchange);
}
