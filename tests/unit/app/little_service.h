/*
 * A service inside the test: an athlete who runs and rides, and a calendar that can be
 * changed, with trouble on order. Everything completes at once unless it is held.
 */
#ifndef TESTS_APP_LITTLE_SERVICE_H
#define TESTS_APP_LITTLE_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "intervals/source.h"

enum little_fault {
    LITTLE_GOOD,
    LITTLE_LOST_BEFORE,   /* no reply, nothing done */
    LITTLE_LOST_AFTER,    /* no reply, and done */
    LITTLE_LATE,          /* no reply, done when the next list has been read */
    LITTLE_REFUSED,       /* 422 */
    LITTLE_LIMITED,       /* 429, nothing done */
    LITTLE_LIMITED_AFTER, /* 429, and done all the same */
    LITTLE_SWALLOWED,     /* says it is done, and is not */
    LITTLE_HELD           /* neither done nor answered until little_release */
};

struct little_service {
    struct intervals_source source; /* first */
    json_t *events;
    json_int_t last_id;
    size_t n_changes; /* that came in, also those in vain */
    size_t n_lists;   /* of events that were read */
    enum little_fault fault;
    size_t i_fault; /* of which change from now on, from 0; it happens once */
    bool reads_fail;
    /* Held: */
    intervals_changed_cb held_done;
    void *held_user;
    size_t i_list_held; /* of which list of events from now on, from 1; 0: none */
    intervals_done_cb list_done;
    void *list_user;
    struct day_range list_range;
    json_t *late; /* event that comes after the next list */
    char *activities;
};

void little_init(struct little_service *service);
void little_release(struct little_service *service);
/* Ends what is held: done and answered. */
void little_let_go(struct little_service *service);
/* Ends the list that is held, as the events are now. */
void little_list_go(struct little_service *service);

/* The i-th next change (0: the next) has the fault. */
void little_order(struct little_service *service, enum little_fault fault, size_t i);
/* Somebody adds an entry; its id. members: JSON over the defaults. */
json_int_t little_add(struct little_service *service, const char *day, const char *members);
/* Somebody changes one member of an entry; value JSON text. */
void little_edit(struct little_service *service, json_int_t id, const char *key,
                 const char *value);
void little_remove(struct little_service *service, json_int_t id);
/* How many entries have this external_id (NULL: one of ours, whichever). */
size_t little_count(const struct little_service *service, const char *external_id);
/* The id of the i-th entry of ours. */
json_int_t little_id(const struct little_service *service, size_t i);
/* A copy of all entries but ours, to be compared; new reference. */
json_t *little_others(const struct little_service *service);

#endif
