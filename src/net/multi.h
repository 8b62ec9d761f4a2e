/*
 * A curl multi handle driven by a uv loop. Transfers go in with net__multi_add; each comes
 * out once through `ended`, already removed from the multi handle, unless net__multi_remove
 * came first. `ended` and `idle` are called from the loop, never from inside a curl
 * callback, so they may call everything here. `idle` follows when all that had ended has
 * been told.
 *
 * Every handle counts in n_open_handles until its close callback; `closed` is called when
 * net__multi_close has been called and the last one is gone: then the struct may be freed.
 */
#ifndef NET_MULTI_H
#define NET_MULTI_H

#include <stddef.h>

#include <uv.h>

#include "net/curl_table.h"

struct net__poll;

struct net__multi {
    uv_loop_t *loop;
    void *owner;
    void (*ended)(void *owner, CURL *easy, CURLcode code);
    void (*idle)(void *owner);
    void (*closed)(void *owner);
    /* Below: multi.c's own. */
    struct curl_table curl; /* filled by net__multi_open */
    CURLM *multi;           /* NULL before that */
    uv_timer_t timer;
    struct net__poll *polls; /* one per socket that curl wants watched */
    size_t n_transfers;
    size_t n_open_handles;
    bool is_closing;
};

/* The members above the line are filled in, the rest is zero. */
void net__multi_init(struct net__multi *multi);
/* Opens libcurl when it is not open yet. */
MUST_CHECK bool net__multi_open(struct net__multi *multi, const char *const curl_names[],
                                struct err *err);
MUST_CHECK bool net__multi_add(struct net__multi *multi, CURL *easy, struct err *err);
/* The easy handle stays the caller's. */
void net__multi_remove(struct net__multi *multi, CURL *easy);
/* Closes the kept connections; net__multi_open starts anew. No transfer may be on its way.
 */
void net__multi_rest(struct net__multi *multi);
/* All transfers must have been removed. */
void net__multi_close(struct net__multi *multi);

#endif
