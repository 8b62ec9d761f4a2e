#ifndef FAKE_STORE_H
#define FAKE_STORE_H

#include "auth.h"
#include "date.h"
#include "table.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What writes can change of an athlete, as it was at a mark. */
struct mark {
    struct table activities;
    struct table wellness;
    struct table events;
};

/* One athlete and everything that is theirs. The profile holds sportSettings and
 * custom_items. */
struct athlete {
    char *id;
    bool is_foreign; /* exists, but no login reaches it: 403 */
    json_t *profile;
    json_t *gear;
    struct table activities; /* by start_date_local; as lists serve them */
    struct table intervals;  /* by activity id: {icu_intervals, icu_groups}, if given */
    struct table streams;    /* by activity id: array of streams, if given */
    struct table wellness;   /* by day */
    struct table events;     /* by start_date_local */
    struct mark mark;
};

struct store {
    struct athlete **athletes; /* the owner of the key first */
    size_t n_athletes;
    bool has_file;            /* the owner came from a file */
    bool has_fixed_today;     /* --today */
    long fixed_today;         /* day number */
    bool null_wellness;       /* a missing wellness day is a row of nulls instead of 404 */
    bool matches_external_id; /* upsert=true finds an event by it; else it always creates */
    json_int_t next_event_id;
    json_int_t marked_event_id; /* next_event_id at the mark; 0: there is none */
    int64_t last_stamp_ms;
    json_int_t n_writes;  /* changes made through the API */
    json_t *event_writes; /* of events, by external_id or "event <id>": {created, ..} */
};

void store_init(struct store *store);
void store_release(struct store *store);

/*
 * Adds an athlete with a copy of the profile, in which every private key is replaced by a
 * recognisable one ("SECRET-..."). Files come before synthetic athletes. NULL when there is
 * no usable "id" or the id is taken. The athlete lives as long as the store.
 */
struct athlete *store_athlete_add(struct store *store, const json_t *profile, bool is_file);
/* "0" is the owner; NULL when the id is unknown. */
struct athlete *store_athlete_find(const struct store *store, const char *id);
struct athlete *store_owner(const struct store *store);
/* May this login read the athlete? */
bool store_may_read(const struct store *store, enum caller caller,
                    const struct athlete *athlete);
/* Any athlete's activity; NULL when there is none. */
const struct row *store_activity_find(const struct store *store, const char *id,
                                      struct athlete **ret_athlete);

/* Has the athlete a custom item of that type ("ACTIVITY_FIELD", ..) with that content.code?
 */
bool athlete_has_code(const struct athlete *athlete, const char *type, const char *code);

/* Put a copy of one API row, new or in place of the one with its id; false without an id.
 */
bool athlete_activity_put(struct athlete *athlete, const json_t *row);
bool athlete_wellness_put(struct athlete *athlete, const json_t *row);
bool athlete_event_put(struct store *store, struct athlete *athlete, const json_t *row);
bool athlete_activity_remove(struct athlete *athlete, const char *id);

/* Keeps what writes can change, and takes everything back to that; false without a mark.
 * `updated` stamps go on rising. */
void store_mark(struct store *store);
bool store_rewind(struct store *store);

long store_today(const struct store *store);
/* The instant of a write: never the same twice, deterministic with --today. */
void store_stamp(struct store *store, char out[DATE_TIME_SIZE]);

/* Counts a change made through the API; what: "created", "updated", "deleted". */
void store_event_written(struct store *store, const json_t *event, const char *what);

/* One athlete per file; false with the reason in ret_reason. */
bool store_file_read(struct store *store, const char *path, char ret_reason[256]);

#endif
