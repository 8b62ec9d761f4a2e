/*
 * The injury and soreness that the athlete told here (log_checkin), laid over the service's
 * wellness log: what holds running must not depend on where it was said.
 */
#ifndef TOOLS_OWN_WELLNESS_H
#define TOOLS_OWN_WELLNESS_H

#include "base/arena.h"
#include "data/data.h"

/*
 * The wellness rows with what was told: of a day the last entry that is not undone, and of
 * it and the service's own value the worse (1 to 4, low is good). A day without a row gets
 * one. rows->items when nothing was told, else a copy in the arena; *ret_n rows.
 */
const struct wellness_day *own_wellness_apply(struct arena *arena,
                                              const struct data_wellness *rows,
                                              const struct data_entries *entries,
                                              size_t *ret_n);

#endif
