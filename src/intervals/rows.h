/* Bodies of the service -> checked rows, one object at a time; private keys taken out
 * first. */
#ifndef INTERVALS_ROWS_H
#define INTERVALS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "model/activity.h"
#include "model/athlete.h"
#include "model/event.h"
#include "model/wellness.h"

/* The fields of the light list; what they hold is an activity's revision (together with
 * NULs dropped). */
extern const char intervals_light_fields[];
/* The same and the codes of the athlete's limb fields (their values change unasked).
 * athlete may be NULL. */
void intervals_light_fields_write(const struct athlete *athlete, struct str_buf *to);

enum intervals_row_kind {
    INTERVALS_ROW_ACTIVITY,
    INTERVALS_ROW_WELLNESS,
    INTERVALS_ROW_EVENT
};

/* One usable row. Everything in it lives until each() returns. */
struct intervals_row {
    enum intervals_row_kind kind;
    const struct activity *activity; /* the one of the kind; the others are NULL */
    const struct wellness_day *wellness;
    const struct calendar_event *event;
    const char *raw; /* the object as sent, without private keys */
    size_t n_raw_bytes;
    const char *light; /* activities: canonical text of the light fields, to be hashed */
};

struct intervals_rows_report {
    size_t n_rows;
    size_t n_skipped;         /* no JSON object, no id, no date, or another athlete's */
    struct err first_skipped; /* why the first of them was */
};

/*
 * Walk a list body. athlete_id is the real id: a row that names another owner is skipped.
 * light_fields: what is a revision's (NULL: intervals_light_fields).
 * each() false stops the walk. ERR_UPSTREAM when the body is no JSON array or breaks off.
 */
MUST_CHECK bool
intervals_rows_walk(enum intervals_row_kind kind, const char *body, size_t n_body_bytes,
                    const char *athlete_id, const char *light_fields,
                    bool (*each)(void *user, const struct intervals_row *row), void *user,
                    struct intervals_rows_report *ret_report, struct err *err);

/*
 * The same for the light list: id, day and canonical text of each row; works on rows of
 * other fields too.
 */
MUST_CHECK bool intervals_light_walk(
    const char *body, size_t n_body_bytes, const char *athlete_id, const char *light_fields,
    bool (*each)(void *user, const char *id, day_num day, const char *light), void *user,
    struct intervals_rows_report *ret_report, struct err *err);

/*
 * The athlete object: parsed into the arena, and its text without private keys (free()
 * *ret_raw). Also reads back what was stored so.
 */
MUST_CHECK bool intervals_athlete_read(const char *body, size_t n_body_bytes,
                                       struct arena *arena, struct athlete *ret_athlete,
                                       char **ret_raw, size_t *ret_n_raw_bytes,
                                       struct err *err);

#endif
