/* The set-up that the fetch tests share: loop, server, client and the outcomes so far. */
#ifndef TEST_RIG_H
#define TEST_RIG_H

#include "net/fetch.h"
#include "server.h"

enum { OUTCOMES_MAX = 256 };

struct rig;

struct outcome {
    struct rig *rig;
    uint64_t id;
    unsigned n_calls; /* of `done` */
    int status;       /* 0: an err */
    char *body;
    size_t n_body_bytes;
    bool is_body_cut;
    char content_type[64];
    int retry_after_s;
    unsigned n_attempts;
    struct err err;
    uint64_t at_ms;
    size_t order; /* 0 for the first that completed */
    /* What `done` does besides, when set. */
    uint64_t cancels_id;
    bool frees_client;
    bool fetches_again;
};

struct rig {
    uv_loop_t loop;
    struct server server;
    struct net_client *client;
    struct outcome outcomes[OUTCOMES_MAX];
    size_t n_outcomes;
    size_t n_done;
};

/* Fast retries and no pacing unless options say so. */
void rig_start(struct rig *rig, const struct net_options *options);
/* Closes everything and checks that the loop can be closed. */
void rig_stop(struct rig *rig);

/* A retryable GET of the server with short timeouts; url[] is the caller's. */
enum { URL_SIZE = 128 };
struct net_request rig_get(const struct rig *rig, const char *path, char url[URL_SIZE]);
struct outcome *rig_fetch(struct rig *rig, const struct net_request *request);
/* Fetch path, run until idle, return the outcome. */
struct outcome *rig_get_now(struct rig *rig, const char *path);
/* Run until nothing is pending; fails the test when the loop does not end. */
void rig_run(struct rig *rig);

/* REPLIES(server, {..}, {..}): its script, for the rest of the test. */
#define REPLIES(server_, ...)                                                              \
    do {                                                                                   \
        static const struct reply replies_[] = {__VA_ARGS__};                              \
        server_script((server_), replies_, sizeof replies_ / sizeof replies_[0]);          \
    } while (0)

#define OK_TEXT                                                                            \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

#endif
