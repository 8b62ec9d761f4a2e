/*
 * The planner's types: what a week is judged and found with, all plain numbers, so that a
 * test, a brute force and the search build it by hand. Pure: no clock, no I/O, no
 * allocation.
 *
 *     struct plan_input input;          plan_input_init, then facts.h or by hand
 *     struct plan_limits limits;        plan_limits_of: every number a rule compares with
 *     struct plan_proof proof;          plan_check: a whole week judged
 *
 * Time: days 0 to 6 of the planned week, which begins on input.first_day; days before it
 * are negative. A clock is the minute of the day; a moment is day x 1440 + minute (negative
 * in history). Unknown doubles are NAN. Nothing is rounded.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "load/check.h"
#include "load/gaps.h"
#include "plan/menu.h"

enum {
    PLAN_DAYS = 7,
    PLAN_SLOTS = 2, /* 0 am, 1 pm */
    PLAN_HISTORY_DAYS = 42,
    PLAN_DAY_MIN = 1440,    /* minutes of a day */
    PLAN_MAX_SESSIONS = 48, /* of a week, done and planned */
    PLAN_MAX_PAST = 32, /* sessions of the days before the week that rules look back at */
    PLAN_MAX_WISHES = 24,
    PLAN_NO_DAY = 9999 /* no such day */
};

enum plan_focus {
    PLAN_FOCUS_DUATHLON,
    PLAN_FOCUS_RUN_BUILD,
    PLAN_FOCUS_BIKE_BUILD,
    PLAN_FOCUS_KEEP_BOTH,
    PLAN_FOCUS_RETURN_TO_RUN,
    PLAN_FOCUS_DELOAD,
    PLAN_FOCUS_TAPER,
    PLAN_FOCUS_RACE_WEEK,
    PLAN_FOCUS_STRENGTH
};
enum { N_PLAN_FOCUSES = PLAN_FOCUS_STRENGTH + 1 };
/* "duathlon", "run_build" and so on. */
const char *plan_focus_name(enum plan_focus focus);
bool plan_focus_from_name(const char *name, enum plan_focus *ret_focus);

enum plan_race_kind {
    PLAN_RACE_RUN,
    PLAN_RACE_DUATHLON, /* sprint or standard */
    PLAN_RACE_RIDE,
    PLAN_RACE_OTHER
};

/*
 * One session of the week, done or planned. plan_session_of_menu fills one of the menu;
 * facts.c and infer.c those of others. A week is an array of them ordered by plan_sort.
 */
struct plan_session {
    int day;  /* 0 to 6 */
    int slot; /* 0 am, 1 pm: the slot it was put in; by its clock for others' sessions */
    int start_min; /* minute of the day, 0 to 1439 */
    enum plan_kind kind;
    enum sport sport;
    enum plan_effort effort;
    unsigned marks; /* enum plan_mark; of done sessions as measured (A31, P8) */
    int rung;       /* of run_ladder, 1 to 10; else 0 */
    double minutes; /* whole length, walking included; 0: a race of unknown length */
    double longest_run_min; /* of a run: its longest stretch without walking; else 0 */
    double running_min;     /* of a run: minutes of running; else 0 */
    double km;    /* NAN: unknown (no speed of the athlete known; not a run or ride) */
    double q2;    /* NAN: unknown */
    double load;  /* training load, points; NAN: unknown (counts as 0 in the projection) */
    double llss;  /* points; NAN: unknown (a done session that could not be read, a race of
                     unknown length: counts as 0, its day is no rest) */
    int told;     /* place of what was told of it beside, from 1; 0: nothing. Its giver's */
    bool is_done; /* it happened: no rule is broken by it alone, nothing can change it */
    bool is_fixed; /* planned, but the search may not move or drop it (races, kept calendar
                      workouts) */
    bool is_hilly; /* S9 */
    bool is_untimed; /* the calendar has no clock for it: start_min is assumed, and it is
                        booked twice with nothing */
    bool is_claimed; /* a race that neither calendar nor preferences hold: no rule lets it
                        pass as one */
    const char *reason; /* of others' sessions: how the kind was found; static, or kept by
                           who gave them; NULL */
};

/* A day before the week. Days between today and a later week hold what is planned. */
struct plan_past_day {
    bool is_known;   /* the day belongs to the history; else everything below is 0, false */
    bool is_rest;    /* limb rest day (A17) */
    bool is_unknown; /* unreadable: no rest, and its sums are at least this */
    bool is_planned; /* after today: calendar workouts; raises no reference */
    bool has_run;
    double llss;
    double ctl_load; /* training load as CTL and ATL count it; 0 when unknown */
    double atl_load;
    double run_min; /* minutes of all runs */
    double ride_min;
    double run_km; /* of the known ones */
    double
        longest_run_km; /* of the sessions (A16) that began on the day; NAN: none known */
    double longest_run_min; /* likewise; NAN: none. Both NAN when is_planned */
};

/* A session before the week that a rule looks back at: at least those of days -4 to -1;
 * adjoining runs are one (A16). */
struct plan_past_session {
    int start; /* moment, negative */
    int end;   /* moment, after start; may reach into the week */
    unsigned marks;
    enum plan_effort effort;
};

/* Where the walk-run ladder stands (A19). */
struct plan_ladder {
    bool is_open; /* planned runs are ladder runs */
    int rung;     /* of the next session, 1 to 10 */
    int n_clean;  /* clean sessions done on that rung: 0 or 1 */
};

struct plan_slot {
    int start_min; /* minute of the day */
    int minutes;   /* 0: closed */
};

/* The calendar span that closes a day, wholly or to running. */
enum plan_closed {
    PLAN_CLOSED_NOT,
    PLAN_CLOSED_SICK,
    PLAN_CLOSED_INJURED,
    PLAN_CLOSED_HOLIDAY
};

/* What a day offers, calendar spans (SICK, INJURED, HOLIDAY) and the past taken off. */
struct plan_available {
    struct plan_slot slots[PLAN_SLOTS]; /* do not overlap, am before pm */
    int day_max_min;            /* of all sessions of the day; PLAN_DAY_MIN: no limit */
    bool is_run_closed;         /* INJURED: no running, no heavy legs, no impact that day */
    enum plan_closed closed_by; /* why, for words alone */
};

enum plan_wish_kind {
    PLAN_WISH_RUN_DAYS,      /* days with a run, min to max */
    PLAN_WISH_STRENGTH_DAYS, /* days with a session marked strength */
    PLAN_WISH_BIKE_HOURS,    /* hours of rides: met within 30 min of min..max */
    PLAN_WISH_RUN_KM,        /* km of all runs: met within 10 % of min..max */
    PLAN_WISH_RUN_HARD,      /* run-hard sessions */
    PLAN_WISH_SESSION, /* at least one session of the kind on the day (-1: any day), its
                          minutes within min..max when given */
    PLAN_WISH_REST     /* no session on the day */
};
enum { N_PLAN_WISH_KINDS = PLAN_WISH_REST + 1 };

struct plan_wish {
    enum plan_wish_kind kind;
    int day;                /* 0 to 6, or -1 */
    enum plan_kind session; /* of PLAN_WISH_SESSION */
    double min;             /* in the kind's unit; NAN: no bound */
    double max;
    int priority; /* 1 the highest .. 9 */
};

struct plan_input {
    day_num first_day; /* of the week */
    int today;         /* day of the week; negative: before it; up to 7: all over */
    int now_min;       /* minute of today */
    enum plan_focus focus;

    struct plan_past_day past[PLAN_HISTORY_DAYS]; /* [0] day -42 .. [41] day -1 */
    size_t n_past_sessions;                       /* by start */
    struct plan_past_session past_sessions[PLAN_MAX_PAST];
    double fitness_eve; /* LL Fitness and LL Fatigue of day -1 */
    double fatigue_eve;
    bool is_warming_up; /* under 126 days of history: LL Form says nothing (A2) */
    double ctl_eve;     /* aerobic fitness and fatigue of day -1; NAN: unknown */
    double atl_eve;

    enum load_level level;    /* the load check now; hold and stop gate runs (P1) */
    bool is_first_after_hold; /* nothing was run since the check last said hold or stop */
    int after_stop_until;     /* last day without hard runs and heavy legs after a stop;
                                 negative: none */
    double last_run_min;      /* the last run done, whole session; NAN: none */
    double last_run_km;       /* NAN: unknown */
    enum load_run_state state;
    int return_week; /* of first_day, 1 to 12; in return_mode 1; 0: not returning */
    struct plan_ladder ladder;
    int gap_first_run_day; /* resuming: day of the first run after the gap; PLAN_NO_DAY: not
                              yet, or not resuming */
    int resuming_until; /* last day of the 14; PLAN_NO_DAY while the first run is to come;
                           not read unless state is resuming */
    double gap_longest_km; /* resuming: longest session of the 30 days that end with the
                              last run before the gap; NAN: unknown */
    double gap_longest_min;
    double
        gap_week_min; /* resuming: largest rolling 7 days of run minutes of those 30 days */

    bool has_tendon_history; /* Achilles or patellar tendon: 72 h between hard runs (P5) */
    bool has_achilles_history; /* calf work 3 a week (S8); no uphill repeats (S9) */
    bool has_knee_history;     /* no long descents (S9) */
    bool is_bone_stress;    /* a bone-stress injury under 12 weeks before first_day (P2) */
    bool is_bone_high_risk; /* at a high-risk site: no run plan */
    double bone_pain;       /* worst current pain at a bone-stress site, 0-10; 0: none */
    bool is_older;          /* over 45 years: deload every third week (S4) */

    bool is_after_sick[PLAN_DAYS]; /* of a SICK span, or of the days after it (H13) */

    bool has_availability; /* false: not told; H10 judges double booking only */
    struct plan_available available[PLAN_DAYS];
    bool accepts_short_gap; /* the athlete asked for 4 h between legs and endurance (P9) */
    int cap_run_days;       /* own caps a week; -1: none */
    double cap_run_km;      /* NAN: none */
    double cap_bike_h;      /* NAN: none */

    int race_day; /* main race (A or B), day against first_day, also negative or beyond;
                     PLAN_NO_DAY */
    enum plan_race_kind race_kind;
    bool is_deload_due; /* S4: three (two when returning or over 45) weeks without one */

    double mass_factor;          /* m of LLSS, 0.6 to 1.8 */
    double weight[N_PLAN_KINDS]; /* of LLSS by kind, the athlete's overrides in it; NAN: the
                                    sport's */
    double sport_weight[N_SPORTS + 1]; /* of LLSS by sport, likewise */
    double ctl_factor[N_SPORTS + 1];   /* of a sport's training load in CTL and in ATL */
    double atl_factor[N_SPORTS + 1];
    double strength_factor; /* planned training load of strength, of 100 h q2: what the
                               service books for the athlete's own sessions; else 1 */
    double run_threshold_m_per_s;       /* threshold speed; NAN: unknown */
    double run_m_per_s[N_PLAN_EFFORTS]; /* usual speed of a whole session; NAN: unknown */
    double ride_m_per_s[N_PLAN_EFFORTS];

    size_t n_fixed; /* done sessions of the week, races, calendar workouts to keep; by
                       plan_sort */
    struct plan_session fixed[PLAN_MAX_SESSIONS];
    bool has_accepted; /* S11: an earlier plan of this week was accepted */
    size_t n_accepted;
    struct plan_session accepted[PLAN_MAX_SESSIONS];

    size_t n_wishes;
    struct plan_wish wishes[PLAN_MAX_WISHES];
};
/*
 * A healthy athlete of 70 kg without history, availability, race, caps, injuries or wishes,
 * today before the week, focus keep_both, ladder closed, menu weights, speeds unknown.
 */
void plan_input_init(struct plan_input *input);

/*
 * A session of the menu: sport, effort, q2, marks by kind; km by the athlete's speed; load
 * by plan_load_of; llss = 100 weight h q2 m. rung: of run_ladder (1 to 10), which brings
 * its own minutes (minutes is not read; running weighs as running, walking
 * LOAD_WALK_RUN_WEIGHT of it).
 */
void plan_session_of_menu(const struct plan_input *input, enum plan_kind kind, int rung,
                          double minutes, struct plan_session *ret);
/* Planned training load, points: 100 h q2, of strength times strength_factor. */
double plan_load_of(const struct plan_input *input, enum sport sport, double minutes,
                    double q2);
/* Into the order every function here expects: (day, start, slot, kind, minutes). Stable. */
void plan_sort(struct plan_session sessions[], size_t n_sessions);

static inline int plan_start(const struct plan_session *session)
{
    return session->day * PLAN_DAY_MIN + session->start_min;
}
/* Planned for earlier today and not done, as far as is known. */
static inline bool plan_is_unconfirmed(const struct plan_input *input,
                                       const struct plan_session *session)
{
    return !session->is_done && session->day == input->today &&
           session->start_min < input->now_min;
}
/* The moment it ends, rounded up to the minute. */
int plan_end(const struct plan_session *session);

/* ---- hard rules ---- */

enum plan_rule {
    PLAN_H1,
    PLAN_H2,
    PLAN_H3,
    PLAN_H4,
    PLAN_H5,
    PLAN_H6,
    PLAN_H7,
    PLAN_H8,
    PLAN_H9,
    PLAN_H10,
    PLAN_H11,
    PLAN_H12,
    PLAN_H13
};
enum { N_PLAN_RULES = PLAN_H13 + 1 };

enum plan_override { PLAN_OVERRIDE_NEVER, PLAN_OVERRIDE_ATHLETE };

struct plan_rule_info {
    const char *id;   /* "H1" */
    const char *name; /* "pain_gate" */
    const char *grade;
    const char *source;
    enum plan_override override;
    const char *content; /* the rule in one sentence */
};
/* Static. */
const struct plan_rule_info *plan_rule_info(enum plan_rule rule);

enum plan_rule_state {
    PLAN_NOT_APPLICABLE,
    PLAN_HOLDS,
    PLAN_DONE_BEYOND, /* only what is done goes beyond it: nothing planned makes it worse */
    PLAN_BROKEN
};

/*
 * One rule in one week: the place where it is nearest to its limit, or furthest beyond.
 * A rule is broken only by a session that is not done.
 */
struct plan_rule_result {
    enum plan_rule_state state;
    bool binds; /* holds, and one step of the menu more would break it */
    const char
        *what; /* that was compared, in a few words; static; "" when not applicable */
    const char *unit; /* of value, limit and margin; "" when there is no number */
    double value;     /* NAN: no number */
    double limit;
    double margin; /* what is left to the limit; negative: broken */
    int day;       /* it speaks of; PLAN_NO_DAY: the whole week */
    int session;   /* index of the session that it speaks of; -1 */
    int other;     /* of the second session of a pair; -1: none, or in history */
};

/* ---- soft rules ---- */

enum plan_soft {
    PLAN_S1,
    PLAN_S2,
    PLAN_S3,
    PLAN_S4,
    PLAN_S5,
    PLAN_S6,
    PLAN_S7,
    PLAN_S8,
    PLAN_S9,
    PLAN_S10,
    PLAN_S11,
    PLAN_S12,
    PLAN_S13
};
enum { N_PLAN_SOFTS = PLAN_S13 + 1 };

struct plan_soft_info {
    const char *id;   /* "S1" */
    const char *name; /* "easy_share" */
    const char *grade;
    const char *source;
    const char *content;
};
const struct plan_soft_info *plan_soft_info(enum plan_soft soft);

struct plan_soft_result {
    int points;       /* whole, 0 or more */
    const char *unit; /* of value and limit; "" without a number */
    double value;     /* what the week has; NAN: no number, or the rule does not look */
    double limit;     /* the nearest value that costs nothing */
};

/* ---- a week judged ---- */

enum plan_verdict {
    PLAN_PASS,
    PLAN_PASS_WITH_CAUTIONS, /* every hard rule holds, the soft cost is above 0 */
    PLAN_NEEDS_OVERRIDE,     /* broken: rules that the athlete may override */
    PLAN_REFUSED             /* broken: one that nobody may */
};
/* "pass", "pass_with_cautions", "needs_override", "refused". */
const char *plan_verdict_name(enum plan_verdict verdict);

struct plan_totals {
    double run_min;
    double ride_min;
    double run_km; /* of the known ones; NAN: runs and none known */
    double llss;
    double load;
    double easy_pct; /* of run and ride minutes; NAN: none */
    int n_run_days;
    int n_rest_days; /* limb rest days of the week */
    int n_run_hard;  /* sessions (A16) */
    int n_sessions;
};

/* The lines over the week: what it does to the legs and to aerobic form. */
struct plan_projection {
    double llss[PLAN_DAYS];
    double fitness[PLAN_DAYS];
    double fatigue[PLAN_DAYS];
    double ctl[PLAN_DAYS]; /* NAN when unknown */
    double atl[PLAN_DAYS];
    double form_pct; /* LL Form % at the end of the week; NAN: LL Fitness below 5 */
    double ramp;     /* LL Fitness, end of the week minus its eve */
};

struct plan_proof {
    enum plan_verdict verdict;
    struct plan_rule_result rules[N_PLAN_RULES];
    struct plan_soft_result soft[N_PLAN_SOFTS];
    int cost; /* sum of the soft points */
    struct plan_totals totals;
    struct plan_projection projection;
};

#endif
