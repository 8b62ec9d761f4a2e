#ifndef FAKE_SERVER_H
#define FAKE_SERVER_H

#include "fault.h"
#include "journal.h"
#include "reply.h"
#include "store.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * One thread does everything: server_run() is called when server_fd() is readable or
 * server_timeout_ms() has passed, so nothing here needs a lock. A delayed answer is a
 * suspended connection with a deadline.
 */
struct MHD_Daemon;
struct exchange;

struct server {
    struct store store;
    struct journal journal;
    struct fault_list faults;
    json_t *canned; /* array of {method, path, status, body} */
    const char *key;
    const char *token; /* may be NULL */
    bool has_gzip;
    bool is_verbose;
    struct MHD_Daemon *daemon;
    struct exchange *asleep; /* list of delayed exchanges */
};

void server_init(struct server *server);
/* Listens on 127.0.0.1; 0 picks a port. false with errno's text on stderr. */
bool server_start(struct server *server, uint16_t port, uint16_t *ret_port);
int server_fd(const struct server *server);
/* -1 = no deadline. */
int server_timeout_ms(const struct server *server);
void server_run(struct server *server);
/* Ends every connection and frees what server_init() and the requests made. */
void server_release(struct server *server);

/* control.c: a request below /_fake/; always fills the reply. */
void control_handle(struct server *server, const char *method, const char *path,
                    const char *body, size_t body_length, struct reply *reply);
/* true when some canned answer fitted. */
bool control_canned_reply(const struct server *server, const char *method, const char *path,
                          struct reply *reply);

#endif
