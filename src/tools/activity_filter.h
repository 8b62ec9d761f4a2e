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
        *search; /* NULL = all; "#tag" looks for a tag; borrowed from the arguments */
    bool has_cursor;
    int64_t before_s; /* only what started before (start, id) */
    char before_id[LIMIT_ID_BYTES];
};

/* From the arguments sport, search and cursor. ERR_BAD_ARGUMENT with the nearest right one.
 */
MUST_CHECK bool activity_filter_read(const json_t *args, struct activity_filter *ret,
                                     struct err *err);
/* Of the sport, and with the search's text in its name or its tag. */
bool activity_filter_takes(const struct activity_filter *filter,
                           const struct activity *activity);
/* Comes after the cursor in a list of the newest first; true without a cursor. */
bool activity_filter_is_past_cursor(const struct activity_filter *filter,
                                    const struct activity *activity);

#endif
