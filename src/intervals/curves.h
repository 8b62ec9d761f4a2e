/* The service's curves -> model. */
#ifndef INTERVALS_CURVES_H
#define INTERVALS_CURVES_H

#include <stdbool.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/civil.h"
#include "model/curve.h"

/*
 * One curve: an element of a set, or that of an activity. Points that are no numbers above
 * 0, or stand at no new place, are passed over; an object without points is an empty curve.
 * All in the arena.
 */
void intervals_curve_read(const json_t *curve, enum curve_kind kind, struct arena *arena,
                          struct best_curve *ret);

/* The curve of an id or of the days in a set {list, activities}; NULL when the set has
 * none: nothing was done then. Borrowed. */
const json_t *intervals_curve_of(const json_t *set, const char *id, struct day_range range);
/* The day of an activity of the set; DAY_NUM_NONE when it is not told. */
day_num intervals_curve_day(const json_t *set, const char *activity_id);

#endif
