/* Totals per sport of the activities of a listing. */
#ifndef TOOLS_SPORT_TOTALS_H
#define TOOLS_SPORT_TOTALS_H

#include <stddef.h>

#include "base/arena.h"
#include "load/history.h"
#include "model/sport.h"
#include "tools/answer.h"

struct sport_total {
    enum sport sport;
    size_t count;
    double seconds;    /* those of unknown duration count 0 */
    double distance_m; /* the three: sums of what is known, NAN as long as nothing is */
    double training_load;
    double llss;
};

/* {0} is empty. */
struct sport_totals {
    size_t n_items;
    struct sport_total items[N_SPORTS + 1];
};

/* Only what counts: no duplicates, no stubs. */
void sport_totals_add(struct sport_totals *totals, const struct load_activity *item);
/* Over all sports; its distance is NAN, for kilometres of several sports say nothing. */
struct sport_total sport_totals_sum(const struct sport_totals *totals);
/* The member totals and a line per sport, the most hours first (sorts them so). */
void sport_totals_write(struct sport_totals *totals, struct arena *arena,
                        struct answer *answer);

#endif
