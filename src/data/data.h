/*
 * The data of the athletes as tools see it: what is here, what is stale, what must be
 * fetched.
 *
 * A tool asks a view (one per call) for what it needs. What is absent or stale is noted as
 * a need; the call engine fetches the needs (data_fetch) and runs the tool anew. Lists that
 * a view hands out stay alive until the view is rewound or freed.
 */
#ifndef DATA_DATA_H
#define DATA_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/clock.h"
#include "base/err.h"
#include "intervals/endpoints.h"
#include "intervals/source.h"
#include "model/activity.h"
#include "model/athlete.h"
#include "model/event.h"
#include "model/interval.h"
#include "model/own_entry.h"
#include "model/run_segments.h"
#include "model/streams.h"
#include "model/wellness.h"

enum data_kind {
    DATA_ATHLETE,
    DATA_ACTIVITIES,
    DATA_WELLNESS,
    DATA_EVENTS,
    DATA_DETAILS /* intervals, streams and segments of single activities; other objects */
};
enum { N_DATA_KINDS = DATA_DETAILS + 1 };

/* Activities whose details one call fetches at most; the rest at the next call. */
enum { DATA_DETAILS_PER_CALL = 25 };

/*
 * The window of the load engine's history; first contact fetches it with the margin before
 * it, for a status of an earlier day.
 */
enum { DATA_HISTORY_DAYS = 200, DATA_MARGIN_DAYS = 14, DATA_EVENTS_AHEAD_DAYS = 60 };

struct data;
struct data_view;

struct data_options {
    struct intervals_source *source; /* borrowed */
    const char *data_dir;            /* NULL with is_in_memory */
    bool is_in_memory;               /* nothing touches the disk (the sample athlete) */
    const char *account_hash;  /* hex digest of key and base URL: remembers who "0" is */
    int64_t freshness_ms;      /* how long the store counts as fresh */
    size_t n_details_per_call; /* 0: DATA_DETAILS_PER_CALL */
    /*
     * A need that data_fetch began for a call has ended, well (err NULL) or not. Once a
     * need, maybe from inside data_fetch. The call may be gone: the receiver looks it up by
     * id.
     */
    void (*need_ended)(void *user, uint64_t call_id, enum data_kind kind,
                       const struct err *err);
    /* Parts of a need that are done, for progress. May be NULL. */
    void (*progressed)(void *user, uint64_t call_id, const char *what, size_t n_done,
                       size_t n_total);
    void *user;
};

struct data *data_new(const struct data_options *options);
/* No fetch may be under way any more: free the HTTP client first (it ends them), then the
 * source. */
void data_free(struct data *data);

/*
 * The real id of "0" or of a real id; NULL: whom the key belongs to is not known yet. Alive
 * as long as data.
 */
const char *data_real_id(struct data *data, const char *selector);
/*
 * A view for one call. selector: "0" for the key's owner, or a real id; checked for its
 * form. now_ms: the call's frozen now. refreshes: what is read is fetched anew once.
 */
struct data_view *data_view_new(struct data *data, const char *selector, int64_t now_ms,
                                bool refreshes);
/*
 * What is read of the activities is only looked through: the light list of exactly the days
 * asked for, and whole rows of those that changed. One request when nothing did; the
 * profile is not refreshed for it. Before the first run.
 */
void data_view_look(struct data_view *view);
void data_view_free(struct data_view *view);
/* Whose: as it was given. The view's own. */
const char *data_view_selector(const struct data_view *view);
/*
 * For questions about what is here alone: an athlete that is known counts as fresh. Only
 * who the athlete is may still be fetched, at first contact.
 */
void data_view_stay_local(struct data_view *view);
/* Before each run: needs are emptied, lists given back; failures and what was refreshed are
 * kept. */
void data_view_rewind(struct data_view *view);
/* No need was noted since the last rewind. */
bool data_is_complete(const struct data_view *view);
/* Did the run ask for days of the kind since the last rewind? *ret_needs: and they must be
 * fetched first. */
bool data_view_reads(const struct data_view *view, enum data_kind kind, bool *ret_needs);
/* The real id behind the selector; NULL while it is not known. */
const char *data_view_athlete_id(const struct data_view *view);
/* Fetch all that the view noted, at once; returns how many need_ended follow (or came). */
size_t data_fetch(struct data *data, struct data_view *view, uint64_t call_id);
/* The receiver of need_ended tells the view: kept for the next run. err NULL = fetched. */
void data_view_settle(struct data_view *view, enum data_kind kind, const struct err *err);

struct data_athlete {
    const struct athlete *athlete;
    const struct clock_zone *zone;
    bool is_zone_assumed; /* the profile names none that this machine knows: UTC */
    day_num today;
    int64_t now_ms;
    int64_t now_wall_s;
};

struct data_activities {
    const struct activity *items; /* by start, then id */
    size_t n_items;
};

struct data_wellness {
    const struct wellness_day *items; /* by day */
    size_t n_items;
};

struct data_events {
    const struct calendar_event *items; /* by start, then id; all that touch the range */
    size_t n_items;
};

/*
 * Each returns false with err when the data cannot be had (nothing stored and the fetch
 * failed). True with nothing in it when a need was noted: then data_is_complete is false
 * and the tool returns TOOL_NEEDS_DATA. Stored data that could not be freshened is handed
 * out and marks the view stale.
 */
MUST_CHECK bool data_athlete(struct data_view *view, struct data_athlete *ret,
                             struct err *err);
MUST_CHECK bool data_activities(struct data_view *view, struct day_range range,
                                struct data_activities *ret, struct err *err);
/*
 * The athlete's own numbers of one of his limb fields (model/athlete.h), [n_items] beside
 * the activities of the list that data_activities gave in this run; NAN where an activity
 * has none.
 */
MUST_CHECK bool data_limb_numbers(struct data_view *view,
                                  const struct data_activities *activities,
                                  const char *code, const double **ret, struct err *err);

struct data_revision {
    const char *id;
    const char *revision; /* 32 hexadecimal digits; another one whenever the row changed */
};
/*
 * The revisions of the days' activities as they are stored, in the order of
 * data_activities; texts and list are the arena's. Only after data_activities gave the
 * days.
 */
MUST_CHECK bool data_revisions(struct data_view *view, struct day_range range,
                               struct arena *arena, const struct data_revision **ret,
                               size_t *ret_n, struct err *err);
MUST_CHECK bool data_wellness(struct data_view *view, struct day_range range,
                              struct data_wellness *ret, struct err *err);
MUST_CHECK bool data_events(struct data_view *view, struct day_range range,
                            struct data_events *ret, struct err *err);

/*
 * Details of one activity of the store (asked for after the list that holds it):
 * ERR_NOT_FOUND when it is not there or the service has none. *ret NULL when a need was
 * noted. Kept until the activity changes; fetched anew with `refreshes`. Alive until the
 * view is rewound.
 */
MUST_CHECK bool data_activity_intervals(struct data_view *view, const char *activity_id,
                                        const struct activity_intervals **ret,
                                        struct err *err);
/* The wanted ones of its streams. All of them are fetched, and the newest 40 activities'
 * are kept. */
MUST_CHECK bool data_activity_streams(struct data_view *view, const char *activity_id,
                                      stream_set wanted,
                                      const struct activity_streams **ret, struct err *err);

/*
 * Any other read of the service (intervals/endpoints.h): as it was kept, for
 * intervals_object_open. Kept for the freshness time like the lists, fetched anew with
 * `refreshes`; of the newest 300 answers, at most 16 MiB together. One that cannot be
 * freshened is handed out and marks the view stale.
 */
struct data_object {
    const char *json; /* NULL when a need was noted; alive until the view is rewound */
    size_t n_bytes;
};
/* path: of intervals_path_make, for the view's athlete. */
MUST_CHECK bool data_object_get(struct data_view *view,
                                const struct intervals_endpoint *endpoint, const char *path,
                                struct data_object *ret, struct err *err);

/*
 * An activity of the store as the service sent it, private keys left out. ERR_NOT_FOUND
 * when it is not among those read so far. Alive until the view is rewound.
 */
MUST_CHECK bool data_activity_text(struct data_view *view, const char *activity_id,
                                   const char **ret_json, size_t *ret_n_bytes,
                                   struct err *err);

enum data_run_state {
    DATA_RUN_READ,      /* segments are those of the run as it is now */
    DATA_RUN_OPEN,      /* not all was fetched yet: ask again */
    DATA_RUN_NOT_FOUND, /* the service has neither intervals nor streams of it */
    DATA_RUN_FAILED     /* could not be fetched */
};

/* One run. What is stored of an earlier version of it, or of its laps alone, is given in
 * the other states too. */
struct data_run {
    const struct activity *activity;
    enum data_run_state state;
    const struct run_segments *segments; /* NULL when nothing is stored */
    const struct err *why;               /* of DATA_RUN_FAILED */
};

struct data_runs {
    const struct data_run *items; /* in the order of data_activities */
    size_t n_items;
};

struct data_runs_query {
    struct day_range range;
    bool fetches; /* else only what is stored */
    /* Runs for which it is false are left out. */
    bool (*is_wanted)(const struct activity *activity);
    /* True: the laps say enough, no streams are needed. */
    bool (*is_enough)(const struct activity *activity, const struct run_segments *laps);
};
/*
 * Segments of the runs of the days, from the laps, and where those do not say enough from
 * pieces of the streams (which are not kept). With `fetches`, what is missing or of an
 * earlier version is fetched, the newest runs first, at most n_details_per_call a call,
 * those that failed before last. Never refreshed for its own sake: a run is fetched again
 * when it changed, one that was not found after a day. A run that cannot be had does not
 * fail the call.
 */
MUST_CHECK bool data_runs(struct data_view *view, const struct data_runs_query *query,
                          struct data_runs *ret, struct err *err);

/*
 * What was computed from stored data alone, kept in memory for the next call as long as the
 * store stays as it is: bytes without pointers, found by a name (a literal) and a key. NULL
 * when there is none. Alive until the next data_memo_put. Only after data_athlete gave an
 * athlete.
 */
const void *data_memo_get(struct data_view *view, const char *name, int64_t key,
                          size_t *ret_n_bytes);
void data_memo_put(struct data_view *view, const char *name, int64_t key, const void *bytes,
                   size_t n_bytes);

struct data_entries {
    const struct own_entry *items; /* in the order of recording, undone ones included */
    size_t n_items;
};
/*
 * What the athlete told us: local, never fetched. Only after data_athlete gave an athlete.
 * Empty when nothing was ever told.
 */
MUST_CHECK bool data_entries(struct data_view *view, struct data_entries *ret,
                             struct err *err);
/* Of the call engine: the number of the newest entry (0 also while it is not known who the
 * athlete is), and whether the athlete told anything
 * after it, handles and the entries of one batch aside. */
MUST_CHECK bool data_entries_last(struct data_view *view, int64_t *ret_seq,
                                  struct err *err);
MUST_CHECK bool data_entries_told_since(struct data_view *view, int64_t seq,
                                        const char *batch, bool *ret, struct err *err);
/* For the call engine's effects, never for a tool's run: append all or none. */
MUST_CHECK bool data_entries_append(struct data_view *view, size_t n_entries,
                                    const struct own_entry entries[], struct err *err);

/* One answer of the ledger: what was served, when, to whom. Texts are JSON and opaque here.
 */
struct data_answer {
    const char *principal; /* who asked, as the transport found out; "" on stdio */
    const char *answer_id;
    const char *tool;
    int64_t served_ms;
    const char *arguments;
    const char *body; /* "": it was too large to be kept */
};
enum { DATA_ANSWER_BYTES = 64 * 1024 }; /* a larger body is not kept */

struct data_answers {
    const struct data_answer *items; /* in the order of serving */
    size_t n_items;
};
/*
 * The principal's last 200 answers, 48 h, those included that are not written yet. Alive
 * until the view is rewound. Only after data_athlete gave an athlete. None is an empty
 * success.
 */
MUST_CHECK bool data_answers(struct data_view *view, const char *principal,
                             struct data_answers *ret, struct err *err);
/*
 * Remember an answer about a real id, copied, in place of an unwritten one to the same
 * question; it is written by data_answers_write. Logs what goes wrong.
 */
void data_answer_keep(struct data *data, const char *athlete_id,
                      const struct data_answer *answer);
/*
 * Write n_max of the remembered answers of each athlete, in one transaction each. True
 * while some are left: call again later. A store that stays busy or broken loses them after
 * some tries, with one log line.
 */
bool data_answers_write(struct data *data, size_t n_max);

struct data_provenance {
    const char *source; /* "intervals.icu" or "sample" */
    /* The oldest sync among the lists that were read; the profile's when there was none, or
     * when it is stale; 0 = nothing was read. */
    int64_t synced_ms;
    bool is_stale; /* something read is older than the freshness time and could not be
                      fetched */
    const struct err *why;    /* what failed, when stale; NULL else */
    const size_t *n_left_out; /* [N_DATA_KINDS] of what was read: how many lists had rows
                                 that could not be read and are not there */
};
void data_provenance(const struct data_view *view, struct data_provenance *ret);

#endif
