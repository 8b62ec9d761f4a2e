/*
 * One connection of a load: HTTP/1.1 without TLS, driven by epoll from one thread, as cheap
 * as can be, since the load shares the machine with the server.
 */
#ifndef BENCH_LINK_H
#define BENCH_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINK_BODY_BYTES = 64 * 1024, LINK_HEAD_BYTES = 2048, LINK_SESSION_BYTES = 64 };

enum link_event {
    LINK_ANSWERED, /* one whole answer; the connection is kept unless the peer closes */
    LINK_CLOSED    /* by the peer, or broken; the descriptor is closed already */
};

enum link_part {
    LINK_HEAD,
    LINK_LENGTH, /* n_left bytes of the body */
    LINK_CHUNK_SIZE,
    LINK_CHUNK, /* n_left bytes of the chunk and its line end */
    LINK_TRAILER
};

struct link {
    int epoll;
    int fd; /* -1: closed */
    unsigned n_opened;
    void (*happened)(struct link *link, enum link_event event);
    void *user;
    char *request; /* not sent yet */
    size_t n_request_bytes;
    size_t n_sent;
    enum link_part part;
    size_t n_left;
    int status;                       /* of the answer */
    int retry_after_s;                /* 0: not told */
    char session[LINK_SESSION_BYTES]; /* "": not told */
    char line[LINK_HEAD_BYTES];       /* head, or the size of a chunk */
    size_t n_line_bytes;
    char *body; /* LINK_BODY_BYTES; what is more is counted only; terminated */
    size_t n_body_bytes;
    bool ignores; /* what comes is thrown away unread by us */
};

void link_init(struct link *link, int epoll,
               void (*happened)(struct link *link, enum link_event event), void *user);
void link_release(struct link *link);
/* receive_bytes: of the socket's buffer; 0: the system's. False: refused. */
bool link_open(struct link *link, uint16_t port, int receive_bytes);
void link_close(struct link *link);
/* Copied. Takes answers unless `ignores`. */
void link_send(struct link *link, const char *bytes, size_t n_bytes);
/* For epoll's event of this link. */
void link_ready(struct link *link, uint32_t events);
/* Reads what is there, at most so much, and forgets it; what a slow reader does. */
void link_sip(struct link *link, size_t n_bytes);

#endif
