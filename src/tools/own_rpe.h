/*
 * The RPE and feel that the athlete told for a session (log_checkin), where the service has
 * none: they stand in for the activity's own, and are marked as told.
 */
#ifndef TOOLS_OWN_RPE_H
#define TOOLS_OWN_RPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "data/data.h"
#include "json/json.h"

enum own_rpe_use {
    OWN_RPE_USED,
    OWN_RPE_NO_ACTIVITY, /* none of that id, day and sport is known (yet) */
    OWN_RPE_SEVERAL      /* more than one: it is not known which is meant */
};

struct own_rpe_target {
    enum own_rpe_use use;
    size_t i_activity; /* of OWN_RPE_USED */
};

/*
 * The activity that a session entry (its body, of a day) speaks of: the one of its
 * activity_id, else the only one of the day, of its sport when it names one. An unreadable
 * activity counts as one that may be meant.
 */
struct own_rpe_target own_rpe_target(const struct data_activities *activities, day_num day,
                                     const json_t *body);

/*
 * The later entry that speaks of the same session and tells all that entry i told of it;
 * NULL: entry i stands (or is no session, or undone). The nearest such.
 */
const struct own_entry *own_rpe_replaced_by(const struct data_activities *activities,
                                            const struct data_entries *entries, size_t i);

/*
 * The activities with what was told laid over what they lack; the later entry wins, the
 * service's own value stands. Items themselves when there is nothing to lay over, else a
 * copy in the arena. *ret_is_told: [n_items] in the arena, NULL when nothing was.
 */
const struct activity *own_rpe_apply(struct arena *arena,
                                     const struct data_activities *activities,
                                     const struct data_entries *entries,
                                     const bool **ret_is_told);

#endif
