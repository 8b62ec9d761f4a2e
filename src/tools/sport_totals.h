/* Totals per sport of the activities of a listing. */
#ifndef TOOLS_SPORT_TOTALS_H
#define TOOLS_SPORT_TOTALS_H

#include <stddef.h>

#include "base/arena.h"
#include "load/totals.h"
#include "tools/answer.h"

/* The member totals and a line per sport, in the order given. */
void sport_totals_write(const struct load_sport_totals *rows, size_t n_rows,
                        struct arena *arena, struct answer *answer);

#endif
