/* The prescriptions of a week's sessions in an answer. */
#ifndef TOOLS_WEEK_WORKOUTS_H
#define TOOLS_WEEK_WORKOUTS_H

#include "model/athlete.h"
#include "plan/prescribe.h"
#include "tools/answer.h"

/* By the session's index. Nothing is prescribed for what is done, fixed (the calendar has
 * its own text) or no session of ours. */
struct week_workouts {
    bool is_prescribed[PLAN_MAX_SESSIONS];
    struct plan_prescription words[PLAN_MAX_SESSIONS];
    struct workout workouts[PLAN_MAX_SESSIONS];
};

/* In the arena, about 50 KiB a session. */
const struct week_workouts *week_workouts_make(struct arena *arena,
                                               const struct plan_input *input,
                                               const struct athlete *athlete,
                                               size_t n_sessions,
                                               const struct plan_session sessions[]);

/* The main set of session i in a few words, NULL: none. workouts may be NULL. */
const char *week_workouts_brief(const struct week_workouts *workouts, size_t i);

/* workouts[]: each session's targets today, distance, load and whole text. */
void week_workouts_write(struct arena *arena, const struct week_workouts *workouts,
                         const struct plan_input *input, size_t n_sessions,
                         const struct plan_session sessions[], struct answer *answer);

#endif
