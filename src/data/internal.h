/* Shared by the files of this folder only. */
#ifndef DATA_INTERNAL_H
#define DATA_INTERNAL_H

#include "base/arena.h"
#include "base/str.h"
#include "data/data.h"
#include "store/alias.h"
#include "store/coverage.h"
#include "store/details.h"
#include "store/store.h"

/* The athlete's own numbers of one field, one per activity of the list that holds them. */
struct data__numbers {
    const char *code; /* NULL: free */
    const double *values;
};

/* A list read from the store, shared by the views that use it and by the slot that keeps
 * it. */
struct data__list {
    int n_refs;
    struct day_range range;
    uint64_t generation;
    struct arena arena;
    void *items;
    size_t n_items;
    struct data__numbers numbers[MODEL_MAX_LIMB_FIELDS]; /* read when first asked for */
};

/* What the coverage of a kind said, so that a warm call asks SQLite nothing. */
struct data__coverage_memo {
    uint64_t generation;
    struct day_range range; /* n_days 0: nothing remembered */
    day_num recent_first;
    bool is_complete;
    size_t n_left_out; /* ranges whose lists had rows that could not be read */
    int64_t recent_ms; /* the oldest sync of the recent days, and of those before them; */
    int64_t older_ms;  /* INT64_MAX when the range has none of them */
};

enum { N_DATA_MEMOS = 8, MAX_DATA_FAILURES = 256 };

enum data__item_kind {
    ITEM_INTERVALS, /* kept, and the segments of a run */
    ITEM_STREAMS,   /* kept */
    ITEM_PIECES,    /* streams for the segments of a run alone */
    ITEM_OBJECT     /* any other read of the service, kept as it came */
};

/* One request: about one activity, or an object. */
struct data__item {
    char id[STORE_ID_SIZE]; /* the activity's; of an object the key that the store has */
    enum data__item_kind kind;
    bool is_asked; /* a job has it or had it: not noted again by this call */
    const struct intervals_endpoint *endpoint; /* of an object; NULL else */
    char *path;                                /* likewise; its array's own */
};

/* Why an item could not be had, until it can. */
struct data__failure {
    char id[STORE_ID_SIZE];
    enum data__item_kind kind;
    struct err err;
};

/* See data_memo_get. */
struct data__memo {
    const char *name; /* NULL: free */
    int64_t key;
    uint64_t generation;
    void *bytes;
    size_t n_bytes;
};

/* An answer that waits to be written; its texts stand behind it. */
struct data__answer {
    struct data__answer *next;
    struct data_answer answer;
    size_t n_bytes;
};

/* In the order of serving. */
struct data__answer_queue {
    struct data__answer *first;
    struct data__answer *last;
    size_t n_answers;
    size_t n_bytes;
    int n_failures; /* in a row */
};

/* Streams as they were read: hours of seconds take tens of milliseconds to parse. */
struct data__streams {
    char activity_id[STORE_ID_SIZE];
    stream_set wanted;
    struct activity_streams streams;
};

/* One athlete's store and what is kept of it in memory. */
struct data__slot {
    struct data__slot *next;
    char id[STORE_ID_SIZE];
    struct store *store;
    struct data__list *lists[N_DATA_KINDS]; /* DATA_ATHLETE: items is one struct athlete */
    struct data__list *entries;             /* the own log, whole */
    struct data__list *segments;            /* struct store_segments of a range */
    struct data__list *streams;             /* struct data__streams, those read last */
    struct data__memo memos[N_DATA_MEMOS];
    size_t i_memo; /* the next to be overwritten */
    size_t n_failures;
    struct data__failure *failures; /* [MAX_DATA_FAILURES], NULL before the first */
    struct data__coverage_memo coverage[N_DATA_KINDS];
    int64_t athlete_fetched_ms;
    bool has_journal_count; /* of what was open or unknown at journal_generation */
    size_t n_unsettled;
    uint64_t journal_generation;
    int64_t tried_ms; /* when the last try to settle open changes ended; 0: never */
    struct data__answer_queue answers;
};

struct data__job;
struct data__details_job;

struct data {
    struct data_options options;
    char *data_dir;
    char *account_hash;
    char owner_id[STORE_ID_SIZE]; /* the real id behind "0"; "" until known */
    struct data__slot *slots;
    struct data__job *jobs;
    struct data__details_job *details_jobs; /* of one slot one after another */
};

struct data__need {
    bool is_wanted;
    struct day_range range;
};

struct data_view {
    struct data *data;
    char selector[STORE_ID_SIZE];
    struct data__slot *slot; /* NULL until the real id is known */
    int64_t now_ms;
    bool refreshes;
    bool is_local;
    bool looks; /* refreshes only activities, by the light list */
    struct data__need needs[N_DATA_KINDS];
    bool reads[N_DATA_KINDS]; /* asked for in this run, be it there or not */
    bool was_fetched[N_DATA_KINDS];
    bool has_failed[N_DATA_KINDS];
    struct err failures[N_DATA_KINDS];
    size_t n_items; /* of DATA_DETAILS */
    size_t items_capacity;
    struct data__item *items;
    struct arena arena;         /* details, until the rewind */
    struct arena journal_arena; /* of writes.h, until the view is freed */
    bool is_exact;              /* its fetches are shared with nobody (data_view_want) */
    size_t n_held;              /* references given back at rewind */
    size_t held_capacity;
    struct data__list **held;
    uint64_t generation; /* of the slot's store in this run */
    bool has_generation;
    int64_t synced_ms;
    bool is_stale;
    enum data_kind stale_kind;
    size_t n_left_out[N_DATA_KINDS];
};

/* data.c */
/*
 * Fetched within the time before now. Not so a sync from the future: the machine's clock
 * was wrong then, and would else keep the store from being freshened until that day.
 */
bool data__is_fresh(int64_t synced_ms, int64_t now_ms, int64_t freshness_ms);
/*
 * Freshness has two speeds. Nearly all that changes is of the last days: those are read
 * anew when a question comes after the freshness time. Activities before them are only
 * looked through (by the light list, see sync.c): when DATA__LOOK_MS have passed and the
 * question asks for fewer than three lists, or at the latest after DATA__LOOK_LATEST_MS.
 * Wellness and events have no such older part: one request brings all of them.
 */
enum { DATA__RECENT_DAYS = 14 };
#define DATA__LOOK_MS ((int64_t)6 * 3600 * 1000)
#define DATA__LOOK_LATEST_MS ((int64_t)7 * 24 * 3600 * 1000)
/* The first of the recent days. */
day_num data__recent_first(enum data_kind kind, int64_t now_ms);
/* The days of a range from first_day on, and those before it (n_days 0: none). */
struct day_range data__range_from(struct day_range range, day_num first_day);
struct day_range data__range_before(struct day_range range, day_num first_day);
/* The open store of a real id, opened at first use; NULL with err. */
struct data__slot *data__slot_get(struct data *data, const char *id, struct err *err);
/* Remember who "0" is; a failure to write it is logged only. */
void data__owner_set(struct data *data, const char *id);

/* lists.c */
void data__list_unref(struct data__list *list);
/* A list of the kind that holds at least the range, at the generation; a new reference;
 * NULL with err. */
struct data__list *data__list_get(struct data__slot *slot, enum data_kind kind,
                                  struct day_range range, uint64_t generation,
                                  struct err *err);
/*
 * The numbers of a field for a list of activities, [n_items], NAN where there is none; the
 * list's. NULL with err.
 */
const double *data__numbers_get(struct data__slot *slot, struct data__list *list,
                                const char *code, struct err *err);
/* The light list's fields for the athlete of the slot. */
void data__light_fields_write(struct data__slot *slot, struct str_buf *to);
/* The own log at its present generation; a new reference; NULL with err. */
struct data__list *data__entries_get(struct data__slot *slot, struct err *err);
/* The name that the store's coverage uses. */
const char *data__kind_name(enum data_kind kind);
/* The same for the ranges whose lists had rows that could not be read. */
const char *data__left_out_name(enum data_kind kind);

/* The stored segments of a range, shared; a new reference; NULL with err. */
struct data__list *data__segments_get(struct data__slot *slot, struct day_range range,
                                      uint64_t generation, struct err *err);

/* view.c */
/* The slot of the selector, when its real id is known: view->slot. False only on a store
 * that fails. */
MUST_CHECK bool data__view_slot(struct data_view *view, struct err *err);
uint64_t data__view_generation(struct data_view *view);
/* Keep a reference until the rewind; returns the items. Steals the reference. */
void *data__view_hold(struct data_view *view, struct data__list *list);
/* Something that was read is of that moment; is older than it should be. */
void data__view_synced_at(struct data_view *view, int64_t synced_ms);
void data__view_stale(struct data_view *view, enum data_kind kind);

/* details.c */
/* Before each run: what was not asked for yet, and what was read. */
void data__details_rewind(struct data_view *view);
void data__details_release(struct data_view *view);
/* Note an item, once a call; id, kind and (of objects) endpoint and path are copied. */
void data__item_need(struct data_view *view, const struct data__item *wanted);
/* The item as this call noted it; NULL when it did not. */
struct data__item *data__item_find(const struct data_view *view, const char *id,
                                   enum data__item_kind kind);
/* NULL when the item did not fail. */
const struct err *data__failure_of(const struct data__slot *slot, const char *id,
                                   enum data__item_kind kind);

/* objects.c */
/* The answer to an object's item into the store, the oldest ones making room. */
MUST_CHECK bool data__ingest_object(struct data__slot *slot, const struct data__item *item,
                                    const char *body, size_t n_body_bytes, int64_t now_ms,
                                    struct err *err);
/* Stored, and young enough: an earlier job or another process has brought it. */
bool data__object_is_fresh(const struct data__slot *slot, const struct data__item *item,
                           int64_t now_ms, int64_t freshness_ms);

/* details_fetch.c */
/* Fetches the view's new items; need_ended(DATA_DETAILS) follows once, or came. */
void data__details_fetch(struct data *data, struct data_view *view, uint64_t call_id);
void data__details_jobs_free(struct data *data);

/* details_ingest.c */
/* The answer to an item into the store, in one transaction. */
MUST_CHECK bool data__ingest_detail(struct data__slot *slot, const struct data__item *item,
                                    const char *body, size_t n_body_bytes, int64_t now_ms,
                                    struct err *err);
/* The service has no such thing: kept, so that it is not asked for again and again. */
MUST_CHECK bool data__ingest_nothing(struct data__slot *slot, const struct data__item *item,
                                     int64_t now_ms, struct err *err);
/* An earlier job, or another process, has brought it for the activity as it is now. */
bool data__detail_is_there(struct data__slot *slot, const struct data__item *item);
/* What segments are made of. */
enum {
    DATA__SEGMENT_STREAMS = (1 << STREAM_TIME) | (1 << STREAM_DISTANCE) |
                            (1 << STREAM_SPEED) | (1 << STREAM_GRADIENT) |
                            (1 << STREAM_ALTITUDE) | (1 << STREAM_CADENCE) |
                            (1 << STREAM_STANCE_TIME) | (1 << STREAM_VERTICAL_OSCILLATION) |
                            (1 << STREAM_VERTICAL_RATIO) | (1 << STREAM_STANCE_BALANCE) |
                            (1 << STREAM_LEG_SPRING_STIFFNESS)
};

/* ingest.c: bodies of the service into the store, each in one transaction. */
MUST_CHECK bool data__begin(struct store *store, struct err *err);
MUST_CHECK bool data__end(struct store *store, bool is_good, struct err *err);
MUST_CHECK bool data__ingest_athlete(struct data *data, const char *selector,
                                     const char *body, size_t n_body_bytes, int64_t now_ms,
                                     struct err *err);
/* A revision that the light list gave for an id. */
struct data__light_row {
    const char *id;
    day_num day;
    char revision[33];
};
/* A list of whole rows as it came. */
struct data__rows {
    enum data_kind kind;
    struct day_range range;
    const char *body;
    size_t n_body_bytes;
    int64_t now_ms;
    bool covers;    /* record the range as fetched */
    size_t n_light; /* what the light list said before; its revisions stand */
    const struct data__light_row *light;
};
/*
 * All rows of a range as the service has them now: put, and what is stored but not there is
 * deleted; *ret_n_deleted of them.
 */
MUST_CHECK bool data__ingest_rows(struct data__slot *slot, const struct data__rows *rows,
                                  size_t *ret_n_deleted, struct err *err);
/*
 * Compare the light list of a range with the store: deletes what is gone; ret_changed (the
 * arena's) are the rows that are new or different, ordered by day.
 */
MUST_CHECK bool data__ingest_light(struct data__slot *slot, struct day_range range,
                                   int64_t now_ms, const char *body, size_t n_body_bytes,
                                   struct arena *arena,
                                   struct data__light_row **ret_changed,
                                   size_t *ret_n_changed, struct err *err);
/* Read the stored JSON into the columns again. */
MUST_CHECK bool data__reindex(struct data__slot *slot, struct err *err);
/* Change when the reading of JSON into the model changes. */
enum { DATA__INDEX_VERSION = 2 };

/* answers.c */
void data__answers_drop(struct data__answer_queue *queue);

/* sync.c */
void data__jobs_free(struct data *data);

#endif
