#ifndef FAKE_EXCHANGE_H
#define FAKE_EXCHANGE_H

#include "server.h"
#include "text.h"

#include <microhttpd.h>

/*
 * One request on its way through the server:
 *
 *   arrived -> (a slow fault sleeps) -> handled -> (or sleeps here) -> sent
 *
 * Made when libmicrohttpd has read the request line, freed in its completed callback, which
 * comes exactly once whatever happens to the connection.
 */
enum exchange_step { STEP_READING, STEP_ARRIVED, STEP_HANDLE, STEP_SEND };

struct exchange {
    struct server *server;
    struct MHD_Connection *connection;
    enum exchange_step step;
    char *method;
    char *path;  /* as sent, without the query */
    char *query; /* as sent, without '?' */
    struct text body;
    bool is_body_too_long;
    bool is_control;
    uint64_t number; /* in the journal */
    struct fault fault;
    bool has_fault;
    struct reply reply;
    size_t n_sent; /* how far a body callback has come */
    bool has_stalled;
    int64_t wake_at_ms;
    struct exchange *next_asleep;
};

/* exchange.c: what is answered. */
struct exchange *exchange_new(struct server *server, struct MHD_Connection *connection,
                              const char *uri);
void exchange_free(struct exchange *exchange);
enum MHD_Result exchange_advance(struct exchange *exchange);

/* server.c: suspends the connection; exchange_advance() is called after the delay. */
void exchange_sleep(struct exchange *exchange, int delay_ms);

/* send.c: how it is sent. */
enum MHD_Result exchange_send(struct exchange *exchange);

#endif
