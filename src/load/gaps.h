/* Time without running, and the return from it (science.md 6 "Gaps", A18, A19). */
#ifndef LOAD_GAPS_H
#define LOAD_GAPS_H

#include <stdbool.h>
#include <stddef.h>

#include "load/history.h"

enum load_run_state {
    LOAD_RUN_NORMAL,
    LOAD_RUN_LEARNING, /* under 28 days of history and no readable run: ask for the recent
                          running */
    LOAD_RUN_UNKNOWN,  /* a gap of 28 days or more with more than 7 unreadable days: ask */
    LOAD_RUN_RESUMING, /* a gap of 10 to 27 days, and 14 days from the first run after it */
    LOAD_RUN_RETURN    /* return_mode: the walk-run ladder */
};
/* "normal", "learning", "unknown", "resuming", "return_mode". */
const char *load_run_state_name(enum load_run_state state);

enum load_return_cause {
    LOAD_RETURN_NO_CAUSE,
    LOAD_RETURN_GAP,
    LOAD_RETURN_NEVER_RAN,
    LOAD_RETURN_INJURED_SPAN, /* an INJURED calendar span of 7 days or more */
    LOAD_RETURN_INJURY,       /* a dated injury of the preferences */
    LOAD_RETURN_PREFERENCE
};
/* "none", "gap", "never_ran", "injured_span", "injury", "preference". */
const char *load_return_cause_name(enum load_return_cause cause);

struct load_running {
    enum load_run_state state;
    day_num last_run_day; /* DAY_NUM_NONE: none in the history */
    size_t gap_days;      /* last run to this day; whole history when there is none */
    size_t n_gap_unknown; /* unreadable days in it */
    bool is_gap_open;     /* 10 days or more without a run until now */
    day_num
        resumed_day; /* first run after the gap, while resuming; DAY_NUM_NONE: not yet */
    day_num resuming_until; /* last day of the 14; DAY_NUM_NONE */

    enum load_return_cause return_cause; /* of return_mode, or of the return phase */
    int return_week;          /* 1-12 from the first run; 0: not in the return phase */
    day_num return_day;       /* that first run; DAY_NUM_NONE */
    bool is_return_phase;     /* return_week is 1 to 12 */
    int entry_rung;           /* of the ladder, in return_mode and phase; 0: none */
    bool asks_injury;         /* INJURED days since the last run: was it an injury? */
    bool asks_recent_running; /* learning or unknown: longest run, minutes a week */
};

/*
 * The running state of day i. A gap is the difference of dates, last run to next run or to
 * day i.
 *
 * return_mode while an episode has no run after it: a gap of 28 days or more (also from the
 * start of the history); an INJURED span of 7 days or more that covers the day or that no
 * run has followed; a dated injury or the preference return_day. The first run after the
 * episode starts return_week 1. Several episodes: one that is open wins, else the latest
 * first run; among equals the lower rung. Rung 1: injury, INJURED day in the gap (unless
 * no_injury_day answers), 84 days or more, never ran. Else 5.
 *
 * Our choice where the decisions are silent: an injury, span or preference that ended more
 * than 84 days before the history begins says nothing here (the run that followed it is not
 * in sight); a gap of 28 days or more that a run has ended is no `resuming`, the return
 * phase covers it.
 */
struct load_running load_running_at(const struct load_history *history, size_t i);

/* The return week of a later day (A19: the week of its first day counts); 0 outside 1
 * to 12. */
int load_return_week(day_num return_day, day_num day);

#endif
