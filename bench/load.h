/*
 * A load over HTTP: a crowd of clients that behave, and beside them some that do not.
 *
 * The crowd is paced as assistants of people are: each client thinks for a random time (an
 * exponential one, so that they do not fall into step) from the moment its call was due,
 * not from its answer. A call that has to wait for the one before it waits on the clock: a
 * slow server cannot hide by slowing its clients down. Only a plan is waited for, and read,
 * before the next call is due.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link.h"
#include "samples.h"

enum {
    LOAD_CLIENTS = 64,
    LOAD_PRINCIPALS = 16, /* each is four of the clients */
    LOAD_TOKEN_BYTES = 64,
    LOAD_STATUSES = 600
};

/* What the crowd asks for. */
struct load_call {
    unsigned weight;
    const char *method;
    const char *name;   /* Mcp-Name; NULL: none */
    const char *params; /* members before _meta, with a comma behind; "" */
    bool is_planning;   /* counted apart */
};

struct load_options {
    uint16_t port;
    double seconds;
    double think_ms; /* of one client, on average */
    const struct load_call *calls;
    size_t n_calls;
    char (*tokens)[LOAD_TOKEN_BYTES];      /* [LOAD_PRINCIPALS]; NULL: none is asked for */
    char (*rude_tokens)[LOAD_TOKEN_BYTES]; /* [LOAD_RUDES]; NULL: nobody is rude */
};

/* Clients that do not behave, each kind with a token of its own. */
enum load_rude { RUDE_SLOW, RUDE_HALF, RUDE_FLOOD, RUDE_LARGE, LOAD_RUDES };

struct load_result {
    struct samples reads_ms; /* from when a call was due to its whole answer */
    struct samples plans_ms;
    size_t n_cancelled;
    size_t n_wrong;   /* answers that are not what was asked for; the first are told */
    size_t n_lost;    /* calls of the crowd that a closed connection took with it */
    size_t n_refused; /* of the crowd's, 429 or 503 */
    size_t n_rude[LOAD_STATUSES]; /* what the others were answered, by status */
    size_t n_rude_closed;         /* and how often they were cut off */
    size_t n_undefined;           /* of those, statuses that no limit is answered with */
    double own_cpu_s;
};

/* Appends to *ret. Samples are the caller's to release. */
void load_run(const struct load_options *options, struct load_result *ret);

/* crowd.c and rude.c, for load.c. */
struct crowd;
struct crowd *crowd_new(int epoll, const struct load_options *options,
                        struct load_result *result);
/* What is due is sent; returns when something is due next. may_begin: else only answers are
 * waited for. */
int64_t crowd_turn(struct crowd *crowd, int64_t at_ns, bool may_begin);
size_t crowd_n_asking(const struct crowd *crowd);
void crowd_free(struct crowd *crowd);

struct rude;
struct rude *rude_new(int epoll, const struct load_options *options,
                      struct load_result *result);
int64_t rude_turn(struct rude *rude, int64_t at_ns);
void rude_free(struct rude *rude);

/* A whole POST of the stateless era, or of a session ("": none). Returns its length; dies
 * when it does not fit. */
enum { LOAD_REQUEST_BYTES = 2048 };
size_t load_request_write(char to[LOAD_REQUEST_BYTES], const struct load_call *call,
                          unsigned id, const char *token, const char *session);

#endif
