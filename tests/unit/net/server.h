/*
 * A scripted HTTP server on the test's own loop: raw bytes out, so that it can misbehave.
 * All its handles are unreferenced: uv_run ends when the client under test is idle.
 */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

enum reply_end {
    REPLY_KEEP,   /* wait for the next request */
    REPLY_CLOSE,  /* end of stream */
    REPLY_RESET,  /* RST */
    REPLY_STALL,  /* say nothing more */
    REPLY_ENDLESS /* the last 64 bytes again and again */
};

struct reply {
    const char *text;
    size_t n_bytes; /* 0: strlen(text) */
    enum reply_end end;
    unsigned delay_ms; /* before it is sent */
};

enum { SEEN_MAX = 64, SEEN_BYTES = 2048 };

struct seen {
    char text[SEEN_BYTES]; /* head and body */
    uint64_t at_ms;
    size_t i_connection;
};

struct connection;

struct server {
    uv_loop_t *loop;
    uv_tcp_t listener;
    int port;
    const struct reply *replies; /* the i-th for the i-th request; the last one repeats */
    size_t n_replies;
    bool cycles;          /* begin anew after the last one */
    const char *greeting; /* sent at once to whoever connects; NULL: nothing */
    struct seen seen[SEEN_MAX];
    size_t n_requests;
    size_t n_connections;
    size_t n_busy; /* requests not answered yet */
    size_t n_busy_max;
    struct connection *connections;
};

void server_start(struct server *server, uv_loop_t *loop);
void server_script(struct server *server, const struct reply *replies, size_t n_replies);
/* Closes everything; the loop must run once more. */
void server_stop(struct server *server);

#endif
