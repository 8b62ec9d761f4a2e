/*
 * What a watch has seen and delivered, kept in one file per athlete so that a restart
 * repeats nothing and loses nothing. One watch at a time per athlete and data folder: the
 * file's lock says so.
 *
 * A row is the newest revision of one activity. `done` says where it was delivered; a part
 * that failed is tried again alone.
 */
#ifndef WATCH_RECORD_H
#define WATCH_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/err.h"
#include "base/limits.h"

enum {
    WATCH_REVISION_SIZE = 33,
    WATCH_ROWS_MAX = 2000 /* more than anyone does in the days that are looked at */
};

/* Where an assessment goes, or-ed. */
enum watch_sink { WATCH_FILED = 1, WATCH_HANDED_OVER = 2, WATCH_ALL = 3 };

struct watch_row {
    char id[LIMIT_ID_BYTES + 1];
    char revision[WATCH_REVISION_SIZE];
    day_num day;
    int64_t seen_ms; /* when this revision was first seen */
    bool was_there;  /* finished before the first look: nobody waits for it */
    unsigned done;   /* enum watch_sink */
    /* Of this process alone, not kept: deliveries of this revision that failed. */
    unsigned n_failures;
    uint64_t retry_at_ms; /* of the loop's clock: no sooner again; 0: at once */
};

struct watch_record {
    char *path;    /* NULL: kept in memory only */
    int lock_fd;   /* -1: none */
    bool is_first; /* there was no record yet */
    size_t n_rows;
    size_t capacity;
    struct watch_row *rows;
};

/*
 * folder: the athlete's (it exists), or NULL to keep nothing. ERR_STORE; ERR_BAD_ARGUMENT
 * when another watch holds it. A record that cannot be understood is moved aside (logged)
 * and begun anew. Release with watch_record_close in every case.
 */
MUST_CHECK bool watch_record_open(const char *folder, struct watch_record *ret,
                                  struct err *err);
void watch_record_close(struct watch_record *record);
/* To the disk, whole or not at all. */
MUST_CHECK bool watch_record_save(const struct watch_record *record, struct err *err);

/* NULL when it is not there. Alive until the next change of the record. */
struct watch_row *watch_record_find(const struct watch_record *record, const char *id);
/* The row of the id, made when it is not there; NULL when there are too many or the id is
 * too long. */
struct watch_row *watch_record_row(struct watch_record *record, const char *id);
/* Forget the activities of the days before first_day. */
void watch_record_forget(struct watch_record *record, day_num first_day);

#endif
