#ifndef FAKE_JOURNAL_H
#define FAKE_JOURNAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What arrived, in order of arrival: the last JOURNAL_N_ENTRIES requests, and counters over
 * all of them. A request is entered before it is answered; its status is 0 until then, and
 * stays 0 when the connection was reset. Credentials are never kept.
 */
enum { JOURNAL_N_ENTRIES = 8192, JOURNAL_BODY_MAX = 65536 };

struct journal {
    json_t *entries[JOURNAL_N_ENTRIES];
    uint64_t n_requests; /* number of the last one; the first is 1 */
    uint64_t first_kept; /* numbers below were cleared */
    json_t *route_counts;
    json_int_t n_counted;
    json_int_t n_faults;
};

struct journal_request {
    const char *method;
    const char *path;
    const char *query;
    const char *route;           /* for the counters */
    const char *user_agent;      /* NULL when absent */
    const char *accept_encoding; /* NULL when absent */
    const char *body;            /* NULL when absent */
    size_t body_length;
    bool is_authorized;
};

void journal_init(struct journal *journal);
void journal_release(struct journal *journal);

/* The request's number. */
uint64_t journal_arrive(struct journal *journal, const struct journal_request *request);
void journal_fault(struct journal *journal, uint64_t number, const char *kind);
/* `encoding`: of the answer's body, "identity" or "gzip". */
void journal_answer(struct journal *journal, uint64_t number, unsigned status,
                    const char *encoding);

void journal_clear_requests(struct journal *journal);
void journal_clear_counts(struct journal *journal);
/* New references. */
json_t *journal_requests(const struct journal *journal);
json_t *journal_counts(const struct journal *journal, json_int_t n_writes);

#endif
