/* One request on its way from net_fetch to `done`: its copy, its current attempt, its
 * outcome. */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include "base/str.h"
#include "net/curl_table.h"
#include "net/fetch.h"
#include "net/url.h"

enum { NET__ERROR_BODY_BYTES_MAX = 64 * 1024 };

/* Why our own callbacks stopped an attempt. */
enum net__stop {
    NET__STOP_NONE,
    NET__STOP_BODY_CUT,      /* an error reply: what is there is enough */
    NET__STOP_BODY_TOO_LONG, /* useless when not whole */
    NET__STOP_HEADERS_TOO_LONG
};

struct net__attempt {
    CURL *easy; /* NULL when none is on its way */
    struct curl_slist *headers;
    struct str_buf body;
    enum net__stop stop;
    int status;     /* of the last status line; 0 before */
    bool is_headed; /* the headers were complete */
    bool is_body_cut;
    size_t n_header_bytes;
    int retry_after_s;
    char content_type[128];
    char *redirect_url; /* NULL: none */
    char curl_text[CURL_ERROR_SIZE];
};

struct net__transfer {
    struct net__transfer *next; /* in the one queue that holds it */
    uint64_t id;
    net_done_cb done;
    void *user;
    /* The request: texts are copies, zero values are replaced by the defaults. */
    struct net_request request;
    struct net__origin origin;
    /* Its way so far, in the loop's milliseconds. */
    uint64_t not_before_ms;
    uint64_t deadline_ms; /* 0 until first sent */
    unsigned n_attempts;
    unsigned n_repeats;
    unsigned n_redirects;
    struct net__attempt attempt;
    struct err err; /* the outcome; ERR_NONE: attempt holds the response */
};

struct net__queue {
    struct net__transfer *first;
    struct net__transfer *last;
};

void net__queue_push(struct net__queue *queue, struct net__transfer *transfer);
void net__queue_push_first(struct net__queue *queue, struct net__transfer *transfer);
/* True when it was there. */
bool net__queue_remove(struct net__queue *queue, const struct net__transfer *transfer);

/* Never NULL; a request that cannot be sent has its err set. */
struct net__transfer *net__transfer_new(const struct net_request *request);
/* No attempt may be on its way. Wipes the secret. */
void net__transfer_free(struct net__transfer *transfer);
/* Where a redirect sends it; copied. */
void net__transfer_url_set(struct net__transfer *transfer, const char *url);
/* "intervals.icu" or "127.0.0.1:8080", for messages; returns text. */
char *net__host_text(const struct net__origin *origin, char text[NET__HOST_SIZE + 8]);

/* attempt.c: one sending of the request and what came back. */

struct net__sender {
    char *user_agent;
    char *ca_file; /* NULL: libcurl's own */
};

/* Prepares attempt.easy; it is the caller's to hand to the multi handle. */
MUST_CHECK bool net__attempt_begin(const struct curl_table *curl,
                                   struct net__transfer *transfer,
                                   const struct net__sender *sender, uint64_t now_ms,
                                   struct err *err);
/*
 * Reads what came back and drops the easy handle (removed from the multi handle before).
 * Returns CURLE_OK when there is a response, else the failure, then transfer->err is set.
 */
CURLcode net__attempt_end(const struct curl_table *curl, struct net__transfer *transfer,
                          CURLcode code);
/* Drops easy handle and reply; the attempt is as new. */
void net__attempt_clear(const struct curl_table *curl, struct net__attempt *attempt);

/* trouble.c: a failed attempt in words; called while its easy handle is there. */
void net__trouble_tell(const struct curl_table *curl, const struct net__transfer *transfer,
                       CURLcode code, struct err *err);

#endif
