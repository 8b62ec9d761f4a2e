/* Steps of load_history_build, shared by the files of this folder only. */
#ifndef LOAD_BUILD_H
#define LOAD_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "load/history.h"
#include "load/internal.h"
#include "load/projection.h"

/* An activity's place in the order. */
struct load__key {
    day_num day;
    int64_t order_s; /* INT64_MAX: no time: last of its day */
    const struct activity *activity;
    size_t input_index;
};

/* keys[n_activities of the inputs] filled with those that exist on as_of, ordered; returns
 * how many. */
size_t load__order(struct load_history *history, struct load__key keys[],
                   struct load__key spare[]);
/* Size of the table that load__choose needs. */
size_t load__id_slots(size_t n_activities);
/* Fill history->activities[n_activities] with activity and state. */
void load__choose(struct load_history *history, const struct load__key keys[],
                  uint32_t id_slots[]);

/* Count something not used, and list it while there is room. field ends at ',' or 0. */
void load__skip(struct load_history *history, const char *object, const char *id,
                day_num day, const char *field, enum load_skip_reason reason);
/* Count the fields of an activity that A3 and A38 skip; of wellness rows, events and pain
 * entries. */
void load__skip_in_activity(struct load_history *history, const struct load_activity *item);
void load__skip_in_the_rest(struct load_history *history);

/* load_history_build on a block that others share; with block->memory NULL it only counts
 * bytes. */
void load__history_build(const struct load_inputs *inputs, struct load__block *block,
                         struct load_history *ret);
/* The mass factor of a day, 1 when switched off. */
double load__mass_factor_on(const struct load_history *history, day_num day);
/* What one activity gives, besides its order and state (activity.c). */
void load__measure(const struct load_history *history, struct load_activity *item,
                   double mass_factor);
/* Sum the days, mark rest, find gaps (daily.c); days and llss are zeroed before. */
void load__sum_days(struct load_history *history, double llss[]);
/* Fill history->sessions and the days' i_session (sessions.c). */
void load__find_sessions(struct load_history *history);

/* The projection of inputs->n_horizon_days; with block->memory NULL it only counts bytes.
 */
void load__projection_build(const struct load_inputs *inputs,
                            const struct load_history *history, struct load__block *block,
                            struct load_projection *ret);

#endif
