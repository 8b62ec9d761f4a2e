#ifndef FAKE_FAULT_H
#define FAKE_FAULT_H

#include "reply.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
    FAULT_STATUS,
    FAULT_SLOW,
    FAULT_RESET,
    FAULT_CUT,
    FAULT_BROKEN_JSON,
    FAULT_HTML,
    FAULT_DROP_FIELDS,
    FAULT_NULL_FIELDS,
    FAULT_WRONG_TYPES,
    FAULT_HUGE,
    FAULT_REDIRECT,
    FAULT_EMPTY,
    FAULT_WRONG_ENCODING,
    FAULT_KILL,
    FAULT_N_KINDS
};

/* One order for trouble. Its texts live in `spec`, which a copy must hold on to. */
struct fault {
    json_t *spec;
    enum fault_kind kind;
    bool is_after;     /* the handler runs first: what it wrote stays written */
    unsigned status;   /* 0 = the kind's own */
    int retry_after_s; /* negative = no such header */
    int delay_ms;
    size_t after_bytes;
    long pid; /* of FAULT_KILL */
};

/* The orders in force; the first that fits a request and has times left is used. */
struct fault_rule {
    struct fault fault;
    json_int_t skip;
    json_int_t times; /* left; negative = for ever */
    json_int_t n_hits;
};

struct fault_list {
    struct fault_rule *rules;
    size_t n_rules;
};

const char *fault_name(enum fault_kind kind);

/* false with the reason when the order is not valid; holds a reference to `spec`. */
bool fault_list_add(struct fault_list *list, json_t *spec, char ret_reason[256]);
void fault_list_clear(struct fault_list *list);
/* The orders with `times_left` and `n_hits`, a new reference. */
json_t *fault_list_describe(const struct fault_list *list);

/* Uses up one time of the fitting order; the caller calls fault_release(). */
bool fault_list_take(struct fault_list *list, const char *method, const char *path,
                     const char *query, struct fault *ret_fault);
void fault_release(struct fault *fault);

/* Does the handler run at all? */
bool fault_lets_handler_run(const struct fault *fault);
/* Spoils the handler's reply, or makes one if it did not run. */
void fault_apply(const struct fault *fault, struct reply *reply);

#endif
