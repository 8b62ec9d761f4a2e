/*
 * The athlete's history, computed once from the inputs: a dense calendar of days, the
 * activities that count, run sessions, lines. The status of any of its days is then a look
 * at a few weeks.
 */
#ifndef LOAD_HISTORY_H
#define LOAD_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "load/inputs.h"
#include "load/llss.h"
#include "load/mass.h"

enum load_activity_state {
    LOAD_ACTIVITY_COUNTED,
    LOAD_ACTIVITY_DUPLICATE,   /* of another one, or its id came before (A13) */
    LOAD_ACTIVITY_STUB,        /* unreadable: its day is unknown (A6) */
    LOAD_ACTIVITY_STUB_DROPPED /* a readable activity starts within 120 s */
};
/* "counted", "duplicate", "stub", "stub_dropped". */
const char *load_activity_state_name(enum load_activity_state state);

/* What the engine made of one activity. */
struct load_activity {
    const struct activity *activity; /* the caller's */
    size_t input_index;              /* in load_inputs.activities */
    enum load_activity_state state;
    size_t kept_index; /* in load_history.activities, for duplicates and dropped stubs: the
                          one that stays */
    struct load_llss llss;
    bool is_run;
    bool is_run_hard; /* A31 */
    bool loads_limbs; /* for limb rest (A17): a run, or a weight from 0.50 that is not
                         calf/hip work */
    bool is_implausible_distance; /* A38 */
    double km;      /* NAN: unknown (0 and implausible count as unknown for runs, A24) */
    double minutes; /* of what LLSS counted; NAN: none */
    double hard_s; /* of a run: time in zone 4 and up, or all of it (A30); NAN: not a run or
                      no time */
    double steps;  /* of a run; NAN without cadence */
    double climb_m_per_km; /* on foot, from 1 km; NAN otherwise */
    double descent_m_per_km;
    bool is_steep_up;   /* climb 15 m/km or more: calf and Achilles note */
    bool is_steep_down; /* descent 15 m/km or more: knee, quadriceps and soreness note */
};

/* Runs less than 30 minutes apart (end to start), without a ride between (A14, A16). */
struct load_session {
    day_num day;        /* of its first part */
    size_t first_index; /* its first run in load_history.activities */
    size_t n_parts;
    double km;       /* sum of the known parts; NAN when none is known */
    double minutes;  /* likewise */
    bool is_partial; /* some part's distance is unknown (A24) */
};

/* A calendar day. */
struct load_day {
    size_t i_session; /* the first session of this day or later; history.n_sessions when
                         none */
    uint32_t n_activities; /* that count, stubs included */
    uint32_t n_runs;
    uint32_t n_runs_without_km;
    uint32_t n_runs_without_steps;
    uint32_t n_unknown_before; /* unknown days before this one */
    double mass_factor;        /* 1 on days without activity */
    double run_km;             /* known parts */
    double run_min;
    double run_s; /* time of runs, for the hard share */
    double hard_s;
    double steps;
    bool is_unknown;  /* a stub, or an activity without duration (A5) */
    bool is_rest;     /* limb rest day (A17) */
    bool is_run_hard; /* A31 */
    bool is_injured;  /* a mark only (A4) */
    bool is_sick;
    day_num last_run_day;    /* this day or earlier; DAY_NUM_NONE */
    day_num next_run_day;    /* this day or later; DAY_NUM_NONE */
    day_num resume_day;      /* first run after the latest gap of 10 to 27 days (A18);
                                DAY_NUM_NONE */
    day_num return_day;      /* first run after the latest known gap of 28 days or more;
                                DAY_NUM_NONE */
    day_num return_gap_from; /* the run before that gap; DAY_NUM_NONE: never ran before */
};

enum load_skip_reason {
    LOAD_SKIP_BAD_TYPE,   /* the field has a wrong JSON type */
    LOAD_SKIP_BAD_NUMBER, /* negative or not finite */
    LOAD_SKIP_NO_DAY,     /* the object has no usable date */
    LOAD_SKIP_IMPLAUSIBLE /* A38 */
};
/* "wrong_type", "bad_number", "no_date", "implausible". */
const char *load_skip_reason_name(enum load_skip_reason reason);

/* One field of one object that was not used (A3). */
struct load_skipped {
    const char *object; /* "activity", "wellness", "event", "pain" */
    const char *id;     /* of an activity; NULL otherwise */
    day_num day;        /* or DAY_NUM_NONE */
    const char *field;  /* the service's name; field_length bytes, not terminated there */
    size_t field_length;
    enum load_skip_reason reason;
};
enum { LOAD_MAX_SKIPPED = 32 };

/* A row of the wellness log, as far as the engine uses it. */
struct load_mark {
    day_num day;
    bool is_carried;
    double kg;
    double injury;   /* 1-4; NAN */
    double soreness; /* 1-4; NAN */
};

/* Memory of one computation; the caller's block, kept as long as history or status are
 * used. */
struct load_scratch {
    void *memory;
    size_t n_bytes;
};
/* Bytes that load_history_build and load_status_compute need for these inputs. */
size_t load_scratch_bytes(const struct load_inputs *inputs);

struct load_history {
    const struct load_inputs *inputs;
    struct load_preferences
        preferences; /* copied; the defaults when the inputs have none */
    struct load_sport_table sports;
    day_num first_day;          /* of the first activity or stub; DAY_NUM_NONE when empty */
    size_t n_days;              /* first_day to as_of; 0: empty */
    day_num first_readable_day; /* of the first activity that counts; DAY_NUM_NONE: none */

    day_num first_known_day; /* of the first one with an LLSS; DAY_NUM_NONE: none */

    /* Of each day; NULL when empty. */
    const double *llss; /* sum of the day, 0 on rest and unknown days */
    const double *fitness;
    const double *fatigue;
    const double *ewma_acute;
    const double *ewma_chronic;
    struct load_day *days;

    size_t n_activities; /* oldest first, by (start, id) */
    struct load_activity *activities;
    size_t n_sessions; /* oldest first */
    struct load_session *sessions;
    size_t n_marks; /* by day, none after as_of */
    struct load_mark *marks;
    size_t n_weighings;
    struct load_weighing *weighings;

    size_t n_readable; /* activities that count and can be read */
    size_t n_duplicates;
    size_t n_stubs; /* that stay */
    size_t n_stubs_dropped;
    size_t n_future;        /* after as_of or now: ignored */
    size_t n_before_window; /* before first_day of the inputs: ignored */
    size_t n_without_llss;  /* readable, no duration */
    size_t n_uncertain;     /* LLSS on a guessed weight */
    size_t n_skipped;       /* all; the first ones are listed */
    struct load_skipped skipped[LOAD_MAX_SKIPPED];
};

/*
 * Compute everything once. Sorts by (start, id), drops duplicates and stubs, sums days,
 * runs the lines. The result does not depend on the order of the inputs. Borrowed: inputs
 * and scratch live as long as ret. Costs O(n log n); allocates nothing; cannot fail
 * (scratch must have load_scratch_bytes). Day = the athlete's local date of the start; time
 * differences by UTC when both starts have it (A14).
 */
void load_history_build(const struct load_inputs *inputs, struct load_scratch *scratch,
                        struct load_history *ret);

/* True, and the index of the day, when the history holds it. */
bool load_history_index(const struct load_history *history, day_num day, size_t *ret_i);
/* Unknown days among the last n_days up to day i. */
size_t load_history_unknown(const struct load_history *history, size_t i, size_t n_days);
/* Seconds from the start of a to the start of b; false when one has no time. */
bool load_start_difference_s(const struct activity *a, const struct activity *b,
                             int64_t *ret_seconds);

#endif
