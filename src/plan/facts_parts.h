/* Steps of plan_facts_digest, shared by the files of this folder only. */
#ifndef PLAN_FACTS_PARTS_H
#define PLAN_FACTS_PARTS_H

#include "plan/facts.h"

/* Days -42 to -1, the sessions that rules look back at, the lines of the eve. */
void plan__facts_past(const struct plan_facts *facts, struct plan_input *ret);
/* Done sessions, races, kept workouts; slots and closed days; needs speeds and weights. */
void plan__facts_week(const struct plan_facts *facts, struct plan_input *ret);

/* What was done as a session of a week whose first day is given; start and day filled. */
void plan__facts_done(const struct plan_input *input, const struct load_history *history,
                      const struct load_activity *item, struct plan_session *ret);
/* A planned event likewise, races included; false when it is no training. */
bool plan__facts_event(const struct plan_facts *facts, const struct plan_input *input,
                       const struct calendar_event *event, struct plan_session *ret);

/* Minutes since the week began of a wall-clock count; rounded down. */
int plan__facts_moment(day_num first_day, int64_t wall_s);
/* A workout or race. */
bool plan__facts_is_training(const struct calendar_event *event);
/* Is the day today or before it, and done: today counts as done once it holds an activity.
 */
bool plan__facts_is_done_day(const struct plan_facts *facts, day_num day);

#endif
