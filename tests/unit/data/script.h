/*
 * The data layer over a scripted service: rows in arrays, answers given when the test says
 * so, or at once. What was asked and what has ended is kept to be looked at.
 */
#ifndef TESTS_DATA_SCRIPT_H
#define TESTS_DATA_SCRIPT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/data.h"

enum { QUERIES_MAX = 256, ROWS_MAX = 512, ENDED_MAX = 512, ID_SIZE = 32 };

/* 2026-11-20 12:00 UTC; the scripted athlete lives in UTC. */
#define TODAY 20777
#define NOW_MS ((int64_t)TODAY * 86400000 + 43200000)
#define MINUTE_MS ((int64_t)60000)

/* What the service answers for any activity. */
extern const char script_laps[];
extern const char script_streams[];

/* A row of the service. Its text changes with `version`. */
struct script_row {
    char id[ID_SIZE]; /* wellness: not used */
    day_num day;
    int version;
};

struct script_query {
    enum intervals_operation operation;
    char athlete_id[ID_SIZE];
    struct day_range range;
    char activity_id[ID_SIZE]; /* of details */
    char path[64];             /* of objects */
    bool is_light;
    intervals_done_cb done;
    void *user;
    bool is_answered;
};

struct script_ended {
    uint64_t call_id;
    enum data_kind kind;
    bool is_good;
    struct err err;
};

struct script {
    struct intervals_source source; /* first: the interface is cast back to this */
    struct data *data;
    bool answers_at_once;
    size_t n_details_per_call;
    const char *owner;    /* who "0" is: "i7" */
    const char *timezone; /* "UTC"; NULL: absent */
    size_t n_rows[4];     /* by operation */
    struct script_row rows[4][ROWS_MAX];
    size_t n_queries;
    struct script_query queries[QUERIES_MAX];
    size_t n_ended;
    struct script_ended ended[ENDED_MAX];
    size_t n_progress;
    size_t n_done_last; /* of the last progress */
    size_t n_total_last;
    /* need_ended settles this view as the call engine would. */
    uint64_t settled_call_id;
    struct data_view *settled_view;
};

/* data_dir NULL: in memory. */
void script_open(struct script *script, const char *data_dir);
/* A new data layer over the same service and folder. */
void script_reopen(struct script *script, const char *data_dir);
/* Ends all open queries with ERR_CANCELLED first, as the HTTP client does. */
void script_close(struct script *script);

void script_put(struct script *script, enum intervals_operation operation, const char *id,
                day_num day, int version);
void script_remove(struct script *script, enum intervals_operation operation,
                   const char *id);
/* One activity, one wellness row a day, an event a week, over the days. */
void script_fill(struct script *script, day_num first, day_num last);

/* Answers the i-th query from the rows; with a body of the test's own; with a failure. */
void script_answer(struct script *script, size_t i);
void script_answer_body(struct script *script, size_t i, const char *body);
void script_fail(struct script *script, size_t i, enum err_code code, const char *message);
/* All that are open, until none is. */
void script_answer_all(struct script *script);
size_t script_open_count(const struct script *script);
/* The first open query of that kind; fails the test when there is none. */
size_t script_open_find(const struct script *script, enum intervals_operation operation);

/* A view of the athlete "0", and one whose needs are settled by need_ended. */
struct data_view *script_view(struct script *script, int64_t now_ms, bool refreshes);
void script_settle_into(struct script *script, struct data_view *view, uint64_t call_id);

/*
 * What a call does: asks for the activities, wellness and events of the range, fetches,
 * asks again, until it is complete. Returns the rounds it took; err for a failure.
 */
struct script_read {
    struct data_athlete athlete;
    struct data_activities activities;
    struct data_wellness wellness;
    struct data_events events;
};
int script_read_all(struct script *script, struct data_view *view, uint64_t call_id,
                    struct day_range range, struct script_read *ret, struct err *err);
/* One run of such a tool; false with err when something cannot be had. */
bool script_run(struct data_view *view, struct day_range range, struct script_read *ret,
                struct err *err);

/* The days of the load engine's history. */
extern const struct day_range script_window;
/* First contact on NOW_MS: all of the window is fetched. */
void script_sync_all(struct script *script);
/* The window once more, some time later; the caller frees the view. */
void script_read_later(struct script *script, int64_t now_ms, struct script_read *read,
                       struct data_view **ret_view);

/* The query asks for exactly these days. */
void script_expect_range(const struct script_query *query, day_num first, day_num last);

#endif
