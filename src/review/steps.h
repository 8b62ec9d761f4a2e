/* Planned against done, step by step. */
#ifndef REVIEW_STEPS_H
#define REVIEW_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "load/zones.h"
#include "model/activity.h"
#include "model/athlete.h"
#include "model/interval.h"
#include "review/samples.h"
#include "workout/workout.h"

enum review_match {
    REVIEW_MATCH_NONE,  /* no plan with steps, or nothing to hold against it */
    REVIEW_MATCH_WHOLE, /* a plan of one step: the whole session */
    REVIEW_MATCH_LAPS,
    REVIEW_MATCH_STREAM /* by time, laps did not fit */
};
/* "none", "whole", "laps", "stream". */
const char *review_match_name(enum review_match match);

enum review_step_state {
    REVIEW_STEP_UNTARGETED,
    REVIEW_STEP_UNKNOWN, /* what the target is measured by is not recorded */
    REVIEW_STEP_ON_TARGET,
    REVIEW_STEP_OVER,
    REVIEW_STEP_UNDER,
    REVIEW_STEP_SHORT, /* under STEP_WHOLE of its duration, whatever the effort */
    REVIEW_STEP_MISSED
};
/* "untargeted", "unknown", "on_target", "over", "under", "short", "missed". */
const char *review_step_state_name(enum review_step_state state);
/* Under, short or missed. */
bool review_step_is_failed(enum review_step_state state);

enum review_class { REVIEW_CLASS_NONE, REVIEW_EASY, REVIEW_MODERATE, REVIEW_HARD };

struct review_step {
    const struct workout_step *step;
    const struct workout_flat_step *flat;
    enum review_step_state state;
    enum review_measure measure;
    enum review_class intensity; /* of the middle of the target, by the athlete's zones */
    bool is_work;                /* a main step: see review_steps_of */
    size_t n_work;               /* its number among those, from 1; 0: none */
    double low;                  /* target in W, m/s or bpm; NAN without thresholds */
    double high;
    double planned_s; /* NAN: not known */
    double planned_m;
    double done_s;         /* NAN: missed */
    double value;          /* mean of the measure; NAN */
    double in_target_frac; /* share of its time within low..high; NAN without a stream */
    size_t i_lap;          /* of REVIEW_MATCH_LAPS; SIZE_MAX: none */
};

struct review_steps {
    enum review_match match;
    size_t n;
    struct review_step *items; /* in the order of the plan; the arena's */
    size_t n_work;
    size_t n_on_target;
    size_t n_over;
    size_t n_failed;
    size_t n_unknown;
    size_t first_failed;            /* number of the first failed work step; 0: none */
    double shift_s;                 /* of REVIEW_MATCH_STREAM: the plan began so late */
    struct load_zone_split planned; /* seconds by intensity */
    double planned_s;               /* of the plan; NAN */
    double planned_m;               /* of a plan by distance; NAN */
};

struct review_plan {
    const struct workout *workout; /* NULL: none */
    size_t n_flat;
    const struct workout_flat_step *flat;
    const struct workout_thresholds *thresholds;
};

/* The athlete's thresholds for a sport, as the workout text needs them; settings may be
 * NULL. ftp_w, threshold speed: those stored with the activity, when it has them. */
void review_thresholds(const struct sport_settings *settings,
                       const struct activity *activity, struct workout_thresholds *ret);

/* The plan changes the effort so much (CHANGING_SHARE) that halves and thirds of the
 * session say nothing of its pacing. */
bool review_steps_change(const struct review_steps *steps);

/*
 * A target is measured by power, speed or heart rate. Main (work) steps: those with a
 * target above the athlete's zone 2, without warm-up and cool-down and what is too short to
 * be measured (STRIDE_S, HR_LAG_S); when there is none, all with a target that is resolved
 * but the rest between harder ones; and when these are all warm-up and cool-down, those.
 * Matching, the first that holds:
 *
 *   whole   the plan has one step
 *   laps    steps and laps in order, by the smallest sum of |ln(duration ratio)|, of what a
 *           wrong effort costs (EFFORT_COST, at most EFFORT_COST_MAX) and of skipped ones;
 *           used when LAPS_SHARE of the work steps have a lap that fits LAP_SLACK or
 *           LAP_SLACK_S
 *   stream  by time, shifted by up to SHIFT_S to where the work steps lie nearest to their
 *           targets
 *
 * value: mean of the lap, else of the stream. A step is on target when that mean lies
 * within low..high widened by TARGET_SLACK. intervals may be NULL. Source: ours (X).
 */
void review_steps_of(const struct review_plan *plan, const struct activity *activity,
                     const struct activity_intervals *intervals,
                     const struct review_samples *samples, struct arena *arena,
                     struct review_steps *ret);

#endif
