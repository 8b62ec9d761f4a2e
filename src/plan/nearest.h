/* The nearest week that passes: what to change in one that does not. */
#ifndef PLAN_NEAREST_H
#define PLAN_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/limits.h"
#include "plan/plan.h"

enum plan_change_kind {
    PLAN_CHANGE_MOVE,    /* to another day, slot or clock */
    PLAN_CHANGE_SHORTEN, /* same place */
    PLAN_CHANGE_SOFTEN,  /* same sport, place and minutes, easy */
    PLAN_CHANGE_SWAP,    /* two sessions exchange their places */
    PLAN_CHANGE_DROP
};
/* "move", "shorten", "soften", "swap", "drop". */
const char *plan_change_kind_name(enum plan_change_kind kind);

struct plan_change {
    enum plan_change_kind kind;
    int session; /* index in the week that was given */
    int other;   /* of a swap; -1 */
    int day;     /* a move's */
    int slot;
    int start_min;
    double minutes; /* after it */
};

enum { PLAN_CHANGES_MAX = 3 };

struct plan_nearest {
    bool is_found; /* false: not within PLAN_CHANGES_MAX changes, or the limit came first */
    bool is_nearest; /* proved: no week with fewer changes, or as many and less lost, passes
                      */
    size_t n_changes; /* 0: the week passes as it is */
    struct plan_change changes[PLAN_CHANGES_MAX];
    double load_lost; /* planned training load given up, points */
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS]; /* by plan_sort */
    long n_weeks;                                    /* judged */
};

enum { PLAN_NEAREST_WEEKS = 20000 }; /* the usual limit */

/*
 * Fewest changes after which no hard rule is broken; then least planned training load lost
 * (unknown load counts as its minutes), then fewest days moved (summed over sessions: an
 * exchange within a day moves none), then lowest soft cost, then what was tried first.
 *
 * A change touches one session that is neither done nor fixed: moved to the start of an
 * open slot or behind what stands there (without told availability: to its own clock on
 * another day, or LEGS_GAP after another session of its day); shortened in steps of 5
 * minutes (runs) or 15, not below 10; made easy (run_easy, ride_endurance; heavy legs
 * become light ones); exchanged with another (each takes the other's day, slot and start;
 * within a day also with the later one LEGS_GAP after the end of the other); dropped. Tried
 * first are sessions that a broken rule speaks of, then those of their day or sport, then
 * the rest; of each its changes in this order. weeks_limit: weeks judged at most.
 * Cannot fail.
 */
void plan_nearest_find(const struct plan_limits *limits, size_t n_sessions,
                       const struct plan_session sessions[], long weeks_limit,
                       struct plan_nearest *ret);

#endif
