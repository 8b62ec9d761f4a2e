/*
 * The soft rules S1 to S13, one function each: whole points. "A full point" of something
 * is counted rounded down, with a guard of 1e-9.
 *
 * - S1 easy share: minutes of easy runs and rides / minutes of all runs and rides; a
 *   session is easy by its effort, whole. 3 per full percentage point below 75 or above
 *   85 (above: not in return weeks 1 to 8, while resuming on the first day, in deload
 *   and race weeks).
 * - S2 cluster: 8 x min(heavy-legs sessions without a pair, hard rides without one,
 *   pairs that the availability still allows); a pair is a hard ride and, 6 h after its
 *   end or later, heavy legs on one day, each used once. Besides 5 for each day with two
 *   hard things (run-hard session, hard ride, heavy legs) whose next day is not easy;
 *   day -1 included. A race on the bike is a hard thing (here and in S3), but no ride to
 *   pair legs with.
 * - S3: 12 for each hard ride and run-hard session less than 24 h apart, start to start,
 *   at least one of them in the week.
 * - S4 deload due, or the focus: 1 per full percent of the week's LLSS above 65, and of
 *   ride minutes above 80, of the mean of the last three weeks.
 * - S5 LL Form % at the end of the week: 1 per full point below -20 or above 0; rise of
 *   LL Fitness over the week: 4 per full point above 5. Not while warming up, in deload,
 *   taper or race weeks; the form not below LL Fitness 5.
 * - S6 brick (a run_brick), 7 to 56 days before a duathlon: 15 without one, 10 for each
 *   beyond one.
 * - S7 focus pattern: 6 for each session missing or extra against its ranges; brick runs
 *   count among the runs, races nowhere; hard runs and rides by their marks, long ones
 *   by kind; calf_hip sessions beyond the larger of S8's target and the pattern's are
 *   extra; a hard run or ride of a "short" pattern in the upper half of its kind's range
 *   is extra.
 * - S8 calf/hip: 4 for each session below 2 (3 with an Achilles history).
 * - S9: 10 for each hilly run in return weeks 1 to 8, or with an Achilles or knee
 *   history.
 * - S10 Daniels: work at threshold (40 % of a threshold run) above 10 %, at VO2 pace (30
 *   % of a VO2 run) above 8 % of the week's run minutes: 2 per full percentage point
 *   each.
 * - S11 accepted plan, from today on: 5 for each session of a kind that stands on
 *   another day or slot, 8 for each added or removed; its length is free.
 * - S12 longest run session above 40 % of the week's run minutes, from 3 sessions of known
 * length on: 1 per full percentage point.
 * - S13: 3 for each two days in a row with a run, day -1 included.
 */
#ifndef PLAN_SOFT_H
#define PLAN_SOFT_H

#include "plan/plan.h"
#include "plan/week.h"

/* LL Form % at the end of the week (NAN: LL Fitness below 5) and the rise of LL Fitness. */
void plan__lines_end(const struct plan__week *week, double *ret_form_pct, double *ret_ramp);

void plan__soft(const struct plan__week *week, enum plan_soft soft,
                struct plan_soft_result *ret);

#endif
