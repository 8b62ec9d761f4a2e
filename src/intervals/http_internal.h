/* Shared by http_source.c (reads) and http_change.c (changes) only. */
#ifndef INTERVALS_HTTP_INTERNAL_H
#define INTERVALS_HTTP_INTERNAL_H

#include "intervals/http_source.h"

struct http_source {
    struct intervals_source source; /* first: the interface is cast back to this */
    struct net_client *net;
    char *base_url;
    char *secret;
    enum net_auth auth;
    struct pending *pending; /* so that release can drop what is under way */
};

/* A query or change under way; the net client owns its life until done. */
struct pending {
    struct http_source *source; /* NULL once the source is gone */
    struct pending *next;
    char athlete_id[64];
    intervals_done_cb done; /* the one of the two that it is */
    intervals_changed_cb changed;
    void *user;
};

extern const char intervals__check_key_hint[];

/* In the source's list. */
struct pending *intervals__pending_new(struct http_source *self, const char *athlete_id);
/* Sends the request; done follows once, with pending as its user. False with err, and
 * pending freed, when the net client takes nothing more. */
MUST_CHECK bool intervals__pending_begin(struct pending *pending,
                                         const struct net_request *request,
                                         net_done_cb done, struct err *err);
/* The reply to it, out of the list, to be freed then: *ret_why stays ERR_NONE for a good
 * one. False when the source is gone and nobody waits. */
MUST_CHECK bool intervals__pending_take(struct pending *pending,
                                        const struct net_response *response,
                                        const struct err *err, struct err *ret_why);
/* The source's change. */
void intervals__http_change(struct intervals_source *source,
                            const struct intervals_change *change,
                            intervals_changed_cb done, void *user);

#endif
