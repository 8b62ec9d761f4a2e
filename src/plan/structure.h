/*
 * How hard the steps of a session's text are: a plan that is called easy and written hard
 * is hard.
 */
#ifndef PLAN_STRUCTURE_H
#define PLAN_STRUCTURE_H

#include "base/arena.h"
#include "plan/infer.h"
#include "workout/workout.h"

/*
 * Read text as the service reads a workout (workout/workout.h) into ret->steps, repeats
 * carried out: the minutes of all timed steps, and those whose target lies at tempo,
 * threshold or VO2 and above. A target counts by its middle: zones 3, 4, 5; % of FTP,
 * threshold speed or LTHR, also of watts, paces and beats where thresholds are known
 * (PLAN_STEP_...); RPE of the step. Steps without any of these are easy. A step by distance
 * takes the time of its resolved target, else of the athlete's easy speed, else none.
 *
 * text NULL, without a step, or unreadable: steps.whole_min stays 0, nothing is said.
 * arena holds the parsed workout (about 45 KiB).
 */
void plan_structure_read(struct arena *arena, const struct plan_input *input,
                         const struct workout_thresholds *thresholds,
                         struct plan_given *ret);

#endif
