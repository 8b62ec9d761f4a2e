/*
 * A look at an athlete's newest activities: which there are, in which revision, and whether
 * the service is done with each. What follows an account stands on it (watch.c for `soleus
 * watch`, updates.c for subscribers).
 */
#ifndef APP_LOOK_H
#define APP_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/app.h"
#include "base/civil.h"

/* Days that are looked at, today included: what is uploaded later than that is old news. */
enum { LOOK_DAYS = 14 };

struct look_activity {
    const char *id;
    const char *revision; /* 32 hexadecimal digits */
    day_num day;
    int64_t ended_ms; /* UTC; 0: not known */
    bool is_waiting;  /* uploaded, and the service has not worked on it yet */
};

struct look {
    /* Why it failed; NULL: it went well, and only then is there more. */
    const char *trouble;
    int retry_after_s;   /* of a failure; 0: not known */
    const char *athlete; /* the real id */
    day_num today;
    int64_t now_ms;
    size_t n_activities;
    const struct look_activity *activities; /* by day and start */
};

enum look_manner {
    LOOK_AT_SERVICE, /* one light request, and one more where something changed */
    LOOK_AT_STORE    /* as the store has it when it is fresh */
};

struct look_request {
    const char *athlete; /* as a tool's argument; NULL: the only one */
    size_t n_days;       /* at most LIMIT_DAYS */
    enum look_manner manner;
    /* Once, maybe from inside look_begin; what look points to is alive until it returns. */
    void (*done)(void *user, const struct look *look);
    void *user;
};

/* Calls of this kind have ids from here on, so that they meet no client's (door.c). */
#define APP_OWN_CALLS ((uint64_t)0xFFFF << 48)

/* request is borrowed until done, or until app_call_cancel (then done does not come).
 * call_id: not in use. */
void look_begin(struct app *app, uint64_t call_id, const struct look_request *request);

#endif
