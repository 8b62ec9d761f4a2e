/*
 * The hard rules H1 to H13, one function each. A rule looks at several things; each is a
 * finding with a value, a limit and the step in which it can change, and the rule
 * reports the worst: a broken one, else one that only done sessions broke, else the one
 * with the fewest steps left.
 *
 * - H1 pain gate (P1). Load check `stop`: no run in the week, no heavy legs and no sport
 *   of impact either (our choice: what pain stops is not only the running; light legs,
 *   rehab, upper body and core stay). `hold`: none of them up to today. After a
 *   stop no heavy legs and no impact for a week (our choice). After a hold or stop, until
 *   something is run again (a race is that, too), the first later
 * run is at most the ladder's present rung while the ladder is open, else easy and at most
 * 70 % of the last run's minutes.
 * - H2 bone stress (P2). Under 12 weeks from the injury to the week: ladder runs only
 *   (as H3), never on consecutive days, the day before the week included; no run at all
 *   with a high-risk site or any pain there.
 * - H3 longest run (P3). Each run session (A16), races exempt, against the longest done
 *   session of the 30 days before its day: while that is under 45 min, minutes up to the
 *   larger of 1.10 x and + 5 min; else km up to 1.10 x (minutes up to 1.10 x when the
 *   session's or the reference's km are not known). No reference or open ladder: the
 *   n-th planned run is a ladder session of at most plan_rung_of(n - 1), or runs no
 *   longer without a break than that rung does. Recent running not known: easy, up to 30
 *   min. Resuming: the first run is besides at most 70 % of the longest of the 30 days
 *   that end with the last run (km when both are known, else minutes).
 * - H4 run days (P4). In the return phase 3 a week (weeks 1 to 8), 4 (9 to 12); the
 *   athlete's own cap. Never on consecutive days in weeks 1 to 8, on the ladder, or
 *   while the recent running is not known. In the return phase and while resuming one
 *   run session a day; races, and sessions of brick runs alone, aside.
 * - H5 run-hard (P5). Sessions: 0 in return weeks 1 to 4, 1 in 5 to 8, else 2; none
 *   while resuming or while the recent running is not known; 48 h from start to start,
 *   history included (72 h with an Achilles or patellar history).
 * - H6 weekly run time (P6). Minutes of runs that are no ladder runs (where the rules ask
 *   for the ladder: elsewhere the name lets none off) up to the smaller
 *   of 1.20 x and + 30 min on the largest of the last three weeks, done running only,
 *   never below 90; while resuming besides 70 % of gap_week_min, never below 90. Own km
 *   cap: km of all runs, where known (our choice: it binds whenever it is set).
 * - H7 rest (P7, A17). One limb rest day in every 7 days that end in the week and are
 *   all known; two in a return week. Broken when planned sessions take a rest day away
 *   that the done ones leave.
 * - H8 heavy legs (P9). End of heavy legs to start of a threshold, VO2 or race session:
 *   24 h. End of such a session, or of tempo, to heavy legs, and heavy legs to tempo: 6
 *   h (4 h when asked). Runs and rides alike.
 * - H9 long run (P10). A run of kind long: not on the day after heavy legs or run-hard;
 *   at most the larger of 150 min and 1.10 x the longest of 30 days.
 * - H10 availability (P11). Every planned session inside an open slot (fixed ones and
 *   races are where they are), none double-booked; what has no clock is booked twice with
 *   nothing and is to fit into the longest slot of its day. Minutes of the day, days closed
 *   to running (and with it heavy legs and impact), nothing before now (but fixed ones of
 *   earlier today, which may be done and not be seen yet); the athlete's own cap on bike
 *   hours.
 * - H11 taper (P12). Run and ride minutes of race-7 .. race-1 41 to 60 % below a quarter
 *   of the 28 days before; judged in the week in which these days end, when all are
 *   known. No heavy legs in them.
 * - H12 no new peak (P13). In the calendar week of a race, and up to 7 days from the
 *   first run after a gap: a run session at most 1.10 x the longest of the 30 days
 *   before (km, else minutes), races exempt.
 * - H13 after sickness (our choice). On days of a SICK span, and after it as many days as
 *   it lasted, 2 at least and 7 at most: no run-hard, no hard ride, no heavy legs; races
 *   exempt.
 *
 * Exempt is a race that calendar or preferences hold; one that only the caller tells of
 * (is_claimed) is judged as any run.
 *
 * Shared by the files of this folder only.
 */
#ifndef PLAN_RULES_H
#define PLAN_RULES_H

#include <math.h>

#include "plan/plan.h"
#include "plan/week.h"

struct plan__finding {
    const char *what; /* in a few words; static */
    const char *unit;
    double value;
    double limit;
    double step;     /* the smallest change of value */
    bool is_least;   /* the limit is a least value; else a largest */
    bool is_planned; /* a session that is not done takes part */
    int day;         /* PLAN_NO_DAY: the week */
    int session;     /* -1: none */
    int other;
};

/* Where *steps of plan__find begins; INFINITY itself is a float. */
#define PLAN__NO_STEPS ((double)INFINITY)

/* Weigh a finding against what the rule reports so far; *steps belongs to ret. */
void plan__find(struct plan_rule_result *ret, double *steps,
                const struct plan__finding *finding);
/* A prohibition that is broken: value and limit only say how far. */
void plan__forbid(struct plan_rule_result *ret, const struct plan__finding *finding);

/* Fill *ret, which is "not applicable" before. */
typedef void plan__rule_fn(const struct plan__week *week, struct plan_rule_result *ret);
plan__rule_fn plan__h1;
plan__rule_fn plan__h2;
plan__rule_fn plan__h3;
plan__rule_fn plan__h4;
plan__rule_fn plan__h5;
plan__rule_fn plan__h6;
plan__rule_fn plan__h7;
plan__rule_fn plan__h8;
plan__rule_fn plan__h9;
plan__rule_fn plan__h10;
plan__rule_fn plan__h11;
plan__rule_fn plan__h12;
plan__rule_fn plan__h13;

void plan__rule(const struct plan__week *week, enum plan_rule rule,
                struct plan_rule_result *ret);

#endif
