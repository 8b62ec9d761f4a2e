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
void intervals__pending_unlink(struct pending *pending);
/* What a status means for the user. */
void intervals__status_error(const struct http_source *self, const char *athlete_id,
                             const struct net_response *response, struct err *err);
/* The source's change. */
void intervals__http_change(struct intervals_source *source,
                            const struct intervals_change *change,
                            intervals_changed_cb done, void *user);

#endif
