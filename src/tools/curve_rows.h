/* Which bests are shown, and the line through them; for performance_curves and
 * get_activity. */
#ifndef TOOLS_CURVE_ROWS_H
#define TOOLS_CURVE_ROWS_H

#include "base/arena.h"
#include "load/critical.h"
#include "model/curve.h"

/* The durations (s) or distances (m) of the rows of a table. */
const double *curve_places(enum curve_kind kind, size_t *ret_n);
/* The bests that the two-parameter model uses: at fixed places, as work or distance over
 * time. In the arena. Of heart rates none. *ret_n_sessions: in how many activities those
 * were done that the model counts (0 when the service does not say). */
size_t curve_efforts(struct arena *arena, const struct best_curve *curve,
                     struct load_effort **ret, size_t *ret_n_sessions);
/* "20 s", "5 min", "1:30 h"; "400 m", "5 km". */
const char *curve_place_words(struct arena *arena, enum curve_kind kind, double at);
/* "power", "pace", "hr"; the service's word in its operations' names. */
const char *curve_kind_name(enum curve_kind kind);

#endif
