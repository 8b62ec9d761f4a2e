/* What a check-in tells that the athlete's log holds already. */
#ifndef TOOLS_CHECKIN_KEPT_H
#define TOOLS_CHECKIN_KEPT_H

#include "data/data.h"
#include "json/json.h"

/*
 * The same said twice on a day is one fact: a repeated call writes nothing more. The entry
 * that says it, unless something else was said of the same since: soreness 1, then 2, then
 * 1 again are three. NULL: it is new.
 */
const struct own_entry *checkin_kept_find(const struct data_entries *entries,
                                          const char *kind, day_num day,
                                          const json_t *body);

#endif
