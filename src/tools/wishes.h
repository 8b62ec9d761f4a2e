/* Wishes for a week as propose_week is told of them. */
#ifndef TOOLS_WISHES_H
#define TOOLS_WISHES_H

#include "base/arena.h"
#include "base/err.h"
#include "json/json.h"
#include "plan/plan.h"

/*
 * run_days, bike_hours, strength_days and wishes[] of the arguments into input->wishes.
 * False with err for a kind that is none, a day that is not of the week, min above max,
 * rest without a day, two wishes for the same number.
 */
MUST_CHECK bool wishes_read(const json_t *args, struct plan_input *input, struct err *err);

/* "run_days 3", "run_long on Sun, 60 to 90 min"; in the arena. */
const char *wishes_words(struct arena *arena, day_num first_day,
                         const struct plan_wish *wish);

#endif
