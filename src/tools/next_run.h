/* The limit of the next run, and the next planned run beside it. */
#ifndef TOOLS_NEXT_RUN_H
#define TOOLS_NEXT_RUN_H

#include "base/arena.h"
#include "load/planned_run.h"
#include "load/status.h"
#include "tools/answer.h"

/* The load check allows a run at all: neither stop nor hold. */
bool next_run_is_open(const struct load_status *status);
/* "; next run at most 13.5 km: the 22.0 km planned for Fri 2026-01-09 are above it", or "".
 */
const char *next_run_words(struct arena *arena, const struct load_status *status,
                           const struct load_planned_run *planned);
/* "at most 9.2 km and at most 49 min": an upper bound, rounded down; NAN: not said. */
const char *next_run_limit_words(struct arena *arena, double max_km, double max_min);
/* next_run_limit, and its lines of text. */
void next_run_write(struct arena *arena, struct answer *answer,
                    const struct load_status *status,
                    const struct load_planned_run *planned);

#endif
