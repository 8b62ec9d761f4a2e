/* Which activities a listing is asked for, besides its days: sport, search, cursor. */
#ifndef TOOLS_ACTIVITY_FILTER_H
#define TOOLS_ACTIVITY_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "json/json.h"
#include "model/activity.h"

struct activity_filter {
    bool has_sport;
    bool (*matches_group)(enum sport sport); /* NULL: exactly this sport */
    enum sport sport;
    const char
        *search;     /* NULL = all; "#tag" looks for a tag; borrowed from the arguments */
    bool has_cursor; /* only what stands after this one in the list */
    day_num cursor_day;
    char cursor_id[LIMIT_ID_BYTES];
};

/* From the arguments sport, search and cursor. ERR_BAD_ARGUMENT with the nearest right one.
 */
MUST_CHECK bool activity_filter_read(const json_t *args, struct activity_filter *ret,
                                     struct err *err);
/* Of the sport, and with the search's text in its name or its tag; the cursor goes by the
 * list's own order. */
bool activity_filter_takes(const struct activity_filter *filter,
                           const struct activity *activity);

#endif
