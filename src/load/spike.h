/* The single-session distance spike, and how far the next run may go (science.md 2.4, 6;
 * A23-A25). */
#ifndef LOAD_SPIKE_H
#define LOAD_SPIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "load/gaps.h"
#include "load/history.h"

enum load_spike_band {
    LOAD_SPIKE_NO_BAND,
    LOAD_SPIKE_WITHIN,   /* up to 1.10: the study's reference group */
    LOAD_SPIKE_SMALL,    /* up to 1.30 */
    LOAD_SPIKE_MODERATE, /* up to 2.00 */
    LOAD_SPIKE_LARGE
};

/* A bin as published: hazard rate ratio against the reference, with its 95 % confidence
 * interval. */
struct load_spike_evidence {
    const char *name; /* "none", "small", "moderate", "large"; "" without a band */
    double from;      /* ratio above this */
    double to;        /* up to and including */
    double hrr;       /* 1 for the reference, NAN without a band */
    double ci_low;
    double ci_high;
};
/* Source: Schuster Brandt Frandsen et al. 2025, doi:10.1136/bjsports-2024-109380 (RUNSAFE).
 * Static. */
const struct load_spike_evidence *load_spike_evidence(enum load_spike_band band);
/* The band of an unrounded ratio, with a guard of 1e-9 at the edges; NAN has none. */
enum load_spike_band load_spike_band_of(double ratio);

enum load_spike_null {
    LOAD_SPIKE_GIVEN,
    LOAD_SPIKE_NO_SESSION,     /* no run in the last 7 days */
    LOAD_SPIKE_NO_DISTANCE,    /* the session's kilometres are unknown */
    LOAD_SPIKE_NO_REFERENCE,   /* no run in the 30 days before it */
    LOAD_SPIKE_REFERENCE_NO_KM /* runs there, none with kilometres */
};
/* "", "no_run_in_7_days", "no_distance", "no_run_in_30_days", "no_distance_in_30_days". */
const char *load_spike_null_name(enum load_spike_null reason);

/* One run session against the longest of the 30 days before its day. */
struct load_spike_session {
    double ratio; /* session km / reference km; NAN: see null_reason */
    enum load_spike_null null_reason;
    enum load_spike_band band;
    day_num day; /* DAY_NUM_NONE: no session */
    double km;
    double minutes;
    double reference_km;
    day_num reference_day;
    size_t first_index; /* the session's first run in load_history.activities */
    bool is_partial;    /* kilometres of some part, here or in the 30 days, are unknown */
    bool is_short_history; /* the history does not reach 30 days before the session */
    bool is_incomplete;    /* an unreadable day among them */
};

struct load_spike {
    struct load_spike_session
        largest; /* of the sessions of the last 7 days, the latest of equals */
    struct load_spike_session last;
    size_t n_sessions_7;
};

/* No session: all unknown. */
struct load_spike_session load_spike_none(void);
/* ratio = km / max km of the sessions of day-30..day-1; sessions of the same day are left
 * out. */
struct load_spike_session load_spike_of_session(const struct load_history *history,
                                                size_t i_session);
/* Sessions of the last 7 days up to day i: [first, end) in history->sessions. */
void load_sessions_between(const struct load_history *history, size_t i, size_t n_days,
                           size_t *ret_first, size_t *ret_end);
struct load_spike load_spike_at(const struct load_history *history, size_t i);

enum load_limit_rule {
    LOAD_LIMIT_NONE,       /* nothing to go by: no kilometres and no minutes known */
    LOAD_LIMIT_LONGEST_30, /* 1.10 x the longest of the last 30 days */
    LOAD_LIMIT_RESUMING, /* 0.70 x the longest of the 30 days that end with the last run */
    LOAD_LIMIT_SHORT_STEP, /* minutes: + 5 min while the longest is under 45 min (H3) */
    LOAD_LIMIT_LADDER,     /* return_mode: the rung's minutes of running */
    LOAD_LIMIT_AFTER_HOLD, /* the first run after a hold or stop: 0.70 x the last run (P1)
                            */
    LOAD_LIMIT_ASK_RUNNING /* learning or unknown: easy, up to 30 min, alternate days */
};
/* "none", "longest_30_days", "resuming", "short_run_step", "walk_run_ladder",
 * "after_hold", "recent_running_unknown". */
const char *load_limit_rule_name(enum load_limit_rule rule);

/* Round max_km down to 0.1 at output. Upper bound of the study's reference group, not
 * "safe". */
struct load_next_run {
    double max_km;  /* NAN in return_mode, learning, unknown, or without kilometres */
    double max_min; /* given by ladder and learning, while the longest is under 45 min, and
                       without km; else NAN */
    enum load_limit_rule km_rule;
    enum load_limit_rule min_rule;
    enum load_limit_rule
        rule;          /* the one to quote: km_rule when max_km is given, else min_rule */
    double longest_km; /* of the window day-29..day */
    day_num longest_day;
    double longest_min;
    int ladder_rung; /* in return_mode: the entry rung; else 0 */
    bool is_partial;
    bool is_short_history; /* the history is shorter than the 30 days */
    bool is_incomplete;    /* an unreadable day in the 30 */
};

/*
 * The limit for a run after day i (A25). While resuming and not yet run again, the smaller
 * of 1.10 x longest of day-29..day and 0.70 x longest of the 30 days that end with the last
 * run.
 */
struct load_next_run load_next_run_at(const struct load_history *history, size_t i,
                                      const struct load_running *running);

#endif
