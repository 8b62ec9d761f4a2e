/*
 * Where the service's bytes come from: the real service over HTTP, or the bundled sample
 * athlete. Both answer the same queries with the service's own JSON, so everything behind
 * them is one path.
 */
#ifndef INTERVALS_SOURCE_H
#define INTERVALS_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/err.h"
#include "model/service_write.h"

struct intervals_endpoint;

enum intervals_operation {
    INTERVALS_ATHLETE,    /* the athlete object with its sport settings */
    INTERVALS_ACTIVITIES, /* array, days of range inclusive */
    INTERVALS_WELLNESS,   /* array, one row a day */
    INTERVALS_EVENTS,     /* array, everything that touches the range */
    INTERVALS_INTERVALS,  /* of one activity: object with icu_intervals */
    INTERVALS_STREAMS,    /* of one activity: array of the streams named in fields */
    INTERVALS_OBJECT      /* any other read: endpoint and path */
};

struct intervals_query {
    enum intervals_operation operation;
    const char *athlete_id; /* real id, or "0" for the key's owner */
    struct day_range range; /* of the lists */
    /* Comma-separated names to which rows are cut, NULL = whole; of streams: their names.
     */
    const char *fields;
    const char *activity_id;                   /* of intervals and streams */
    const struct intervals_endpoint *endpoint; /* of objects, with the path that was made */
    const char *path;                          /* for the athlete (intervals/endpoints.h) */
    int64_t now_ms; /* the asking call's frozen now (the sample lives by it) */
};

/*
 * Exactly once a query. err NULL: body holds JSON text of the service (to be checked),
 * borrowed for the time of the call. Else body is NULL and err is worded for the user.
 */
typedef void (*intervals_done_cb)(void *user, const char *body, size_t n_body_bytes,
                                  const struct err *err);

/* A change of the service's data. Never repeated by itself. */
struct intervals_change {
    enum service_write_kind kind;
    const char *athlete_id; /* a real id */
    int64_t event_id;       /* of update and deletion */
    day_num day;            /* of wellness */
    const char *activity_id;
    const char *body; /* JSON object, NULL of a deletion */
    int timeout_ms;   /* for all of it */
};

/*
 * Exactly once a change. is_answered: the service has dealt with it and will do no more;
 * err NULL when it says that it is done, else its refusal. Not answered: the reply was
 * lost, or a gateway answered for it: it may have happened, or may happen yet.
 */
typedef void (*intervals_changed_cb)(void *user, bool is_answered, const struct err *err);

struct intervals_source {
    /* "intervals.icu" or "sample": what every answer names as its source. */
    const char *name;
    /* May complete before it returns. */
    void (*get)(struct intervals_source *source, const struct intervals_query *query,
                intervals_done_cb done, void *user);
    /* Send a change once. NULL: this source cannot be written to (the sample athlete). */
    void (*change)(struct intervals_source *source, const struct intervals_change *change,
                   intervals_changed_cb done, void *user);
    /* Frees the source; queries still open are dropped without completion. */
    void (*release)(struct intervals_source *source);
};

#endif
