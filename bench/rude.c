/*
 * Clients that do not behave, for as long as the load lasts: readers that take nothing or a
 * trickle, half a request and silence, more calls at once than one client may have, more
 * connections than there is room for, bodies of megabytes, bytes of no protocol.
 */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

enum {
    NS_PER_MS = 1000000,
    SMALL_BUFFER = 4096,
    PIPELINED = 64, /* requests ahead of a reader that takes nothing */
    SIP_BYTES = 512,
    LARGE_BYTES = 4000000, /* just fits */
    TOO_LARGE_BYTES = 5000000,
    GARBAGE_BYTES = 600
};

struct rascal;

/* What one kind does each time it is due. */
struct kind {
    size_t n;      /* so many of them */
    int period_ms; /* all of a kind at once */
    void (*act)(struct rascal *rascal);
};

struct rascal {
    struct rude *rude;
    const struct kind *kind;
    struct link link;
    unsigned n_acts;
    int64_t due_ns;
};

struct rude {
    const struct load_options *options;
    struct load_result *result;
    char *large;
    size_t n_rascals;
    struct rascal *rascals;
};

static const struct load_call listing = {.method = "tools/list", .params = ""};
static const struct load_call planning = {
    .method = "tools/call",
    .name = "propose_week",
    .params = "\"name\":\"propose_week\",\"arguments\":{},"};

static bool reopen(struct rascal *rascal, int receive_bytes)
{
    return link_open(&rascal->link, rascal->rude->options->port, receive_bytes);
}

static void ask(struct rascal *rascal, const struct load_call *call, const char *token)
{
    char request[LOAD_REQUEST_BYTES];
    size_t n_bytes = load_request_write(request, call, rascal->n_acts, token, "");
    link_send(&rascal->link, request, n_bytes);
}

static void ask_ahead(struct rascal *rascal)
{
    for (int i = 0; i < PIPELINED && rascal->link.fd >= 0; i++) {
        ask(rascal, &listing, rascal->rude->options->rude_tokens[RUDE_SLOW]);
    }
}

/* Asks for two megabytes, reads none of them, and goes. */
static void read_nothing(struct rascal *rascal)
{
    rascal->link.ignores = true;
    if (reopen(rascal, SMALL_BUFFER)) {
        ask_ahead(rascal);
    }
}

static void read_slowly(struct rascal *rascal)
{
    rascal->link.ignores = true;
    if (rascal->link.fd >= 0) {
        link_sip(&rascal->link, SIP_BYTES);
    } else if (reopen(rascal, SMALL_BUFFER)) {
        ask_ahead(rascal);
    }
}

/* Silence, a byte, half a head, half a body: each stays until it is cut off. */
static void stay_half(struct rascal *rascal)
{
    static const char *const halves[] = {
        "", "P", "POST /mcp HTTP/1.1\r\nHost: localhost\r\n",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\nContent-Length: 999\r\n\r\n{"};
    const char *half = halves[rascal->n_acts % (sizeof halves / sizeof halves[0])];
    if (rascal->link.fd < 0 && reopen(rascal, 0) && half[0] != '\0') {
        link_send(&rascal->link, half, strlen(half));
    }
}

/* All of a kind at once: more calls than one client may have at work. */
static void plan_at_once(struct rascal *rascal)
{
    if (rascal->link.fd >= 0 || reopen(rascal, 0)) {
        ask(rascal, &planning, rascal->rude->options->rude_tokens[RUDE_FLOOD]);
    }
}

/* All of a kind at once: more connections than there is room for. */
static void connect_at_once(struct rascal *rascal)
{
    if (reopen(rascal, 0)) {
        ask(rascal, &listing, "");
    }
}

static void send_large(struct rascal *rascal)
{
    static const char start[] =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
        "\"name\":\"athlete_profile\",\"arguments\":{\"athlete\":[";
    static const char end[] =
        "0]},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
        "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    struct rude *rude = rascal->rude;
    size_t n_bytes = rascal->n_acts % 2 == 0 ? LARGE_BYTES : TOO_LARGE_BYTES;
    char head[512];
    if (rude->large == NULL) {
        rude->large = memory_resize(NULL, TOO_LARGE_BYTES + 1);
    }
    memcpy(rude->large, start, sizeof start - 1);
    for (size_t i = sizeof start - 1; i < n_bytes; i++) {
        rude->large[i] = "12,"[i % 3];
    }
    rude->large[n_bytes - sizeof end] = ',';
    memcpy(rude->large + n_bytes - (sizeof end - 1), end, sizeof end - 1);
    int n_head = snprintf(head, sizeof head,
                          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                          "%s\r\nContent-Type: application/json\r\n"
                          "Accept: application/json, text/event-stream\r\n"
                          "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n"
                          "Mcp-Name: athlete_profile\r\nContent-Length: %zu\r\n\r\n",
                          rude->options->rude_tokens[RUDE_LARGE], n_bytes);
    if (reopen(rascal, 0)) {
        link_send(&rascal->link, head, (size_t)n_head);
    }
    if (rascal->link.fd >= 0) {
        link_send(&rascal->link, rude->large, n_bytes);
    }
}

static void send_garbage(struct rascal *rascal)
{
    char bytes[GARBAGE_BYTES];
    unsigned random = rascal->n_acts * 2654435761U + 1;
    for (size_t i = 0; i < sizeof bytes; i++) {
        random = random * 1103515245U + 12345U;
        bytes[i] = (char)(random >> 16U);
    }
    if (reopen(rascal, 0)) {
        link_send(&rascal->link, bytes, sizeof bytes);
    }
}

static const struct kind kinds[] = {
    {4, 5000, read_nothing},   {4, 50, read_slowly},          {16, 1000, stay_half},
    {160, 8000, plan_at_once}, {300, 10000, connect_at_once}, {1, 3000, send_large},
    {2, 500, send_garbage},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* What a limit or a broken request may be answered with (docs/http.md). */
static bool is_defined(int status)
{
    static const int defined[] = {200, 202, 400, 401, 408, 413, 429, 431, 501, 503, 505};
    for (size_t i = 0; i < sizeof defined / sizeof defined[0]; i++) {
        if (defined[i] == status) {
            return true;
        }
    }
    return false;
}

static void happened(struct link *link, enum link_event event)
{
    const struct rascal *rascal = link->user;
    struct load_result *result = rascal->rude->result;
    if (event == LINK_CLOSED) {
        result->n_rude_closed++;
    } else if (link->status > 0 && link->status < LOAD_STATUSES) {
        result->n_rude[link->status]++;
        result->n_undefined += is_defined(link->status) ? 0 : 1;
    } else {
        result->n_undefined++;
    }
}

int64_t rude_turn(struct rude *rude, int64_t at_ns)
{
    int64_t due_ns = INT64_MAX;
    for (size_t i = 0; i < rude->n_rascals; i++) {
        struct rascal *rascal = &rude->rascals[i];
        if (rascal->due_ns <= at_ns) {
            rascal->due_ns += (int64_t)rascal->kind->period_ms * NS_PER_MS;
            rascal->kind->act(rascal);
            rascal->n_acts++;
        }
        due_ns = rascal->due_ns < due_ns ? rascal->due_ns : due_ns;
    }
    return due_ns;
}

struct rude *rude_new(int epoll, const struct load_options *options,
                      struct load_result *result)
{
    struct rude *rude = memory_resize(NULL, sizeof *rude);
    *rude = (struct rude){.options = options, .result = result};
    for (size_t i = 0; i < N_KINDS; i++) {
        rude->n_rascals += kinds[i].n;
    }
    rude->rascals = memory_resize(NULL, rude->n_rascals * sizeof *rude->rascals);
    memset(rude->rascals, 0, rude->n_rascals * sizeof *rude->rascals);
    struct rascal *rascal = rude->rascals;
    for (size_t i = 0; i < N_KINDS; i++) {
        for (size_t k = 0; k < kinds[i].n; k++, rascal++) {
            rascal->rude = rude;
            rascal->kind = &kinds[i];
            rascal->n_acts = (unsigned)k;
            rascal->due_ns = now_ns() + (int64_t)(i + 1) * 100 * NS_PER_MS;
            link_init(&rascal->link, epoll, happened, rascal);
        }
    }
    return rude;
}

void rude_free(struct rude *rude)
{
    if (rude == NULL) {
        return;
    }
    for (size_t i = 0; i < rude->n_rascals; i++) {
        link_release(&rude->rascals[i].link);
    }
    free(rude->rascals);
    free(rude->large);
    free(rude);
}
