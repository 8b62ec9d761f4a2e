/* A week as rules look at it: run sessions joined, days summed. Shared by the files of this
 * folder only. */
#ifndef PLAN_WEEK_H
#define PLAN_WEEK_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/limits.h"
#include "plan/plan.h"

/* Runs less than 30 minutes apart, end to start, without a ride between (A16). */
struct plan__run {
    int first; /* index of its first part */
    int day;   /* of its first part */
    int start; /* moments */
    int end;
    unsigned marks; /* of all parts */
    double minutes;
    double km; /* NAN as soon as a part's is unknown */
    double longest_run_min;
    int rung;        /* of a ladder session; 0 else */
    bool is_ladder;  /* every part */
    bool is_easy;    /* every part */
    bool is_race;    /* a part that calendar or preferences hold: exempt */
    bool is_brick;   /* every part */
    bool is_planned; /* a part is not done */
};

struct plan__day {
    double llss;
    double load;
    double ctl_load; /* as CTL and ATL count it */
    double atl_load;
    double minutes; /* of all sessions */
    int n_sessions;
    int n_hard; /* hard things: run-hard sessions (A16), hard rides, heavy legs */
    bool has_run;
    bool has_planned_run;
    bool has_planned;     /* anything that is not done */
    bool is_rest;         /* limb rest day (A17) */
    bool is_rest_by_done; /* it would be one with what is done alone */
    double done_llss;
    bool is_easy; /* nothing moderate or hard */
};

struct plan__week {
    const struct plan_limits *limits;
    const struct plan_session *sessions;
    int n_sessions;
    int n_runs;
    struct plan__run runs[PLAN_MAX_SESSIONS];
    struct plan__day days[PLAN_DAYS];
    double run_min;
    double ride_min;
    double easy_min;       /* of both */
    double run_km;         /* of the known ones */
    int n_runs_without_km; /* parts */
    bool has_race;
};

void plan__week_of(const struct plan_limits *limits, size_t n_sessions,
                   const struct plan_session sessions[], struct plan__week *ret);

/* The day of a moment, also before the week. */
static inline int plan__day_of(int moment)
{
    return moment >= 0 ? moment / PLAN_DAY_MIN : -((-moment - 1) / PLAN_DAY_MIN) - 1;
}

/* Has a day, also of the history, a run? */
static inline bool plan__has_run(const struct plan__week *week, int day)
{
    return day >= 0 ? week->days[day].has_run
                    : week->limits->input->past[PLAN_HISTORY_DAYS + day].has_run;
}

static inline bool plan__is(const struct plan_session *session, unsigned marks)
{
    return (session->marks & marks) != 0;
}

static inline bool plan__is_exempt_race(const struct plan_session *session)
{
    return session->kind == PLAN_RACE && !session->is_claimed;
}

#endif
