/* The clients that behave. Half of them are of the stateless era, half hold a session. */
#include "load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

enum {
    NS_PER_MS = 1000000,
    CANCEL_EVERY = 20, /* calls of one client */
    CANCEL_PLAN_EVERY = 4,
    PATIENCE_NS = NS_PER_MS, /* then the call is given up by closing */
    SHOWN_WRONGS = 5
};

struct user {
    struct crowd *crowd;
    struct link link;
    const char *token;
    char session[LINK_SESSION_BYTES]; /* "": none, yet or ever */
    bool wants_session;
    const struct load_call *call; /* NULL: nothing is asked */
    unsigned last_id;
    unsigned n_calls;
    unsigned n_plans;
    bool gives_up;
    int64_t due_ns; /* of the call that is asked, else of the next */
    int64_t sent_ns;
};

struct crowd {
    const struct load_options *options;
    struct load_result *result;
    unsigned total_weight;
    uint64_t random;
    struct user users[LOAD_CLIENTS];
};

static const struct load_call opening = {
    .method = "initialize",
    .params = "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
              "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"},"};

/* xorshift64*: the same crowd in each run. */
static double random_share(struct crowd *crowd)
{
    crowd->random ^= crowd->random >> 12U;
    crowd->random ^= crowd->random << 25U;
    crowd->random ^= crowd->random >> 27U;
    return (double)((crowd->random * 2685821657736338717ULL) >> 11U) / 9007199254740992.0;
}

static int64_t think_ns(struct crowd *crowd)
{
    double ms = -log(1.0 - random_share(crowd)) * crowd->options->think_ms;
    return (int64_t)(ms * NS_PER_MS);
}

static const struct load_call *call_choose(struct crowd *crowd)
{
    const struct load_call *call = crowd->options->calls;
    unsigned left = (unsigned)(random_share(crowd) * crowd->total_weight);
    while (left >= call->weight) {
        left -= call->weight;
        call++;
    }
    return call;
}

static bool is_right(const struct user *user)
{
    char wanted[64];
    size_t n_bytes = user->link.n_body_bytes < LINK_BODY_BYTES ? user->link.n_body_bytes
                                                               : LINK_BODY_BYTES;
    (void)snprintf(wanted, sizeof wanted, "{\"jsonrpc\":\"2.0\",\"id\":%u,\"result\"",
                   user->last_id);
    const char *body = user->link.body;
    return user->link.status == 200 && strncmp(body, wanted, strlen(wanted)) == 0 &&
           memmem(body, n_bytes, "\"isError\":true", strlen("\"isError\":true")) == NULL;
}

static void wrong(struct user *user)
{
    struct load_result *result = user->crowd->result;
    if (result->n_wrong++ < SHOWN_WRONGS) {
        (void)fprintf(stderr, "bench: to %s %s: status %d %.300s\n", user->call->method,
                      user->call->name != NULL ? user->call->name : "", user->link.status,
                      user->link.body);
    }
}

/* Whoever asked for a plan reads it first: it is no wait of the next call. */
static void next_due(struct user *user)
{
    if (user->call->is_planning) {
        user->due_ns = now_ns();
    }
    user->call = NULL;
    user->due_ns += think_ns(user->crowd);
}

static void answered(struct user *user, int64_t at_ns)
{
    struct load_result *result = user->crowd->result;
    double ms = (double)(at_ns - user->due_ns) / NS_PER_MS;
    if (user->link.status == 429 || user->link.status == 503) {
        result->n_refused++;
    } else if (!is_right(user)) {
        wrong(user);
    } else if (user->call == &opening) {
        (void)snprintf(user->session, sizeof user->session, "%s", user->link.session);
    } else {
        samples_add(user->call->is_planning ? &result->plans_ms : &result->reads_ms, ms);
    }
    next_due(user);
}

static void happened(struct link *link, enum link_event event)
{
    struct user *user = link->user;
    if (user->call == NULL) {
        return; /* an idle connection was closed: the next call opens another */
    }
    if (event == LINK_ANSWERED) {
        answered(user, now_ns());
    } else {
        user->crowd->result->n_lost++;
        next_due(user);
    }
}

static void ask(struct user *user)
{
    char request[LOAD_REQUEST_BYTES];
    bool opens = user->wants_session && user->session[0] == '\0';
    user->call = opens ? &opening : call_choose(user->crowd);
    unsigned n_before = user->call->is_planning ? user->n_plans++ : user->n_calls++;
    unsigned every = user->call->is_planning ? CANCEL_PLAN_EVERY : CANCEL_EVERY;
    user->gives_up = !opens && n_before % every == every - 1;
    user->sent_ns = now_ns();
    if (user->link.fd < 0 && !link_open(&user->link, user->crowd->options->port, 0)) {
        user->crowd->result->n_lost++;
        next_due(user);
        return;
    }
    size_t n_bytes = load_request_write(request, user->call, ++user->last_id, user->token,
                                        user->session);
    link_send(&user->link, request, n_bytes);
}

static void give_up(struct user *user)
{
    link_close(&user->link);
    user->crowd->result->n_cancelled++;
    next_due(user);
}

int64_t crowd_turn(struct crowd *crowd, int64_t at_ns, bool may_begin)
{
    int64_t due_ns = at_ns + 100 * NS_PER_MS;
    for (size_t i = 0; i < LOAD_CLIENTS; i++) {
        struct user *user = &crowd->users[i];
        if (user->call == NULL && may_begin && user->due_ns <= at_ns) {
            ask(user);
        } else if (user->call != NULL && user->gives_up &&
                   user->sent_ns + PATIENCE_NS <= at_ns) {
            give_up(user);
        }
        int64_t next_ns = user->call == NULL ? user->due_ns
                          : user->gives_up   ? user->sent_ns + PATIENCE_NS
                                             : due_ns;
        if ((user->call != NULL || may_begin) && next_ns < due_ns) {
            due_ns = next_ns;
        }
    }
    return due_ns;
}

size_t crowd_n_asking(const struct crowd *crowd)
{
    size_t n_asking = 0;
    for (size_t i = 0; i < LOAD_CLIENTS; i++) {
        n_asking += crowd->users[i].call != NULL ? 1 : 0;
    }
    return n_asking;
}

struct crowd *crowd_new(int epoll, const struct load_options *options,
                        struct load_result *result)
{
    struct crowd *crowd = memory_resize(NULL, sizeof *crowd);
    memset(crowd, 0, sizeof *crowd);
    crowd->options = options;
    crowd->result = result;
    crowd->random = 0x9E3779B97F4A7C15ULL;
    for (size_t i = 0; i < options->n_calls; i++) {
        crowd->total_weight += options->calls[i].weight;
    }
    int64_t at_ns = now_ns();
    for (size_t i = 0; i < LOAD_CLIENTS; i++) {
        struct user *user = &crowd->users[i];
        link_init(&user->link, epoll, happened, user);
        user->crowd = crowd;
        user->token = options->tokens != NULL ? options->tokens[i % LOAD_PRINCIPALS] : "";
        user->wants_session = i % 2 == 1;
        user->due_ns = at_ns + think_ns(crowd);
    }
    return crowd;
}

void crowd_free(struct crowd *crowd)
{
    for (size_t i = 0; i < LOAD_CLIENTS; i++) {
        link_release(&crowd->users[i].link);
    }
    free(crowd);
}
