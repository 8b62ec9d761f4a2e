/* Up to four weeks after the planned one, as targets only. */
#ifndef PLAN_OUTLINE_H
#define PLAN_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/limits.h"
#include "plan/plan.h"

enum { PLAN_OUTLINE_WEEKS = 4 };

struct plan_outline_week {
    int first_day;  /* against the planned week's: 7, 14, ... */
    bool is_deload; /* S4 */
    bool is_taper;  /* holds days race-7 .. race-1 of the main race */
    bool is_race_week;
    int return_week;        /* 1 to 12; 0: not returning */
    int rung;               /* of the first ladder run that week; 0: no ladder */
    int n_run_days_max;     /* H4, H7 (a rest day for the legs is no run day), open slots */
    int n_run_hard_max;     /* H5 */
    double run_min;         /* target */
    double longest_run_min; /* at most (H3, H9); NAN: by the rung */
    double ride_min;        /* target */
};

/*
 * Targets that keep the rules' growth when every week before is done as planned:
 *
 *   run       H6 on the largest of the three weeks before (x 1.20, + 30 min, 90 min
 * always), but no more than + 10 % on a usual week (our choice: half of what H6 allows); a
 * deload week PLAN_DELOAD_RUN_PCT of the mean of the three before, a taper week a half of
 * it (H11 asks 41 to 60 % less) longest   H3 from the longest of planned and done runs, up
 * to 150 min; in a deload week no longer than before; in race weeks and tapers the same
 * (H12) rides     the mean of the three weeks before, + 5 % a week in a bike focus; deload
 * 80 % deload    after three loading weeks (two when returning or over 45), counted from
 * the planned week, which is a deload week when its limits say so return    the week counts
 * on; the rung rises by one after two clean sessions, three sessions a week
 *
 * slots     the hours of a week hold it all: run days on days with a slot of at least 20
 * min, no run longer than the largest slot, run and ride minutes within all of them
 *
 * sessions: the planned week, as proposed. slots: of those weeks, [0] Monday; NULL: not
 * told. ret[n_weeks], n_weeks up to PLAN_OUTLINE_WEEKS.
 * Cannot fail. Grades: those of the rules; the targets are ours (X).
 */
void plan_outline_make(const struct plan_limits *limits, size_t n_sessions,
                       const struct plan_session sessions[],
                       const struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS], size_t n_weeks,
                       struct plan_outline_week ret[]);

#endif
