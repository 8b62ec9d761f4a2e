/* What stands in the calendar already where something is to be written: rows of
 * `conflicts`, the same in every answer. None of it is changed. */
#ifndef TOOLS_CALENDAR_CONFLICTS_H
#define TOOLS_CALENDAR_CONFLICTS_H

#include "model/event.h"
#include "tools/answer.h"
#include "tools/tool.h"

enum { CALENDAR_CONFLICTS_MAX = 20 }; /* rows of an answer */

/* Training, or a span that closes days to it. */
bool calendar_is_blocking(const struct calendar_event *event);
/* Do both have a clock, and at one moment both? A length that is unknown is none. */
bool calendar_is_overlapping(const struct calendar_event *event, int start_min,
                             double minutes);
bool calendar_event_is_ours(struct data_view *view, const struct calendar_event *event);

/* An empty table; new reference. */
json_t *calendar_conflicts_table(void);
/* what: "same_time", "same_day", "same_week". A row, and a line of text. */
void calendar_conflict_write(struct tool_ctx *ctx, const struct calendar_event *event,
                             const char *what, json_t *table, struct answer *answer);

#endif
