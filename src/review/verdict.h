/* What a session was, in one word, against its plan. */
#ifndef REVIEW_VERDICT_H
#define REVIEW_VERDICT_H

#include "model/activity.h"
#include "model/event.h"
#include "review/steps.h"

enum review_verdict {
    REVIEW_UNREADABLE,   /* a stub: nothing can be judged */
    REVIEW_NOT_ANALYSED, /* the service has not worked on it yet */
    REVIEW_RACE,
    REVIEW_NO_PLAN,
    REVIEW_AS_PLANNED,
    REVIEW_HARDER,
    REVIEW_EASIER,
    REVIEW_CUT_SHORT,
    REVIEW_LONGER,
    REVIEW_NOT_COMPLETED, /* main steps were not held */
    REVIEW_PLAN_UNJUDGED  /* there is a plan without anything that can be compared */
};
/* "unreadable", "not_analysed", "race", "no_plan", "as_planned", "harder", "easier",
 * "cut_short", "longer", "not_completed", "plan_unjudged". */
const char *review_verdict_name(enum review_verdict verdict);

struct review_judgement {
    enum review_verdict verdict;
    double amount_ratio; /* done / planned: distance of plans by distance, else duration;
                            NAN */
    bool is_by_distance;
    double intensity_diff_pct; /* intensity done - planned, points of threshold; NAN */
};

/*
 * In this order: unreadable, not analysed, race, no plan; then with matched steps: half of
 * the work steps over (harder); FAILED_SHARE of them failed (easier when they are all under
 * and none of the plan is above easy, cut short when what is missing is the end and the
 * whole is below SESSION_SHORT, else not completed); then the whole: SESSION_SHORT,
 * SESSION_LONG; without matched steps INTENSITY_MARGIN, too. plan: the calendar event, NULL
 * without.
 */
struct review_judgement review_judge(const struct activity *activity,
                                     const struct calendar_event *plan,
                                     const struct review_steps *steps);

#endif
