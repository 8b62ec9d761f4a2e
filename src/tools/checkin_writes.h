/*
 * What of a check-in goes into Intervals.icu too, where the configuration says so:
 * soreness, fatigue and injury into the day's wellness (the same scales of 1 to 4, 1 is
 * best), RPE and feel into the activity (the same scales; feel 1 is strong). Nothing else
 * is ever sent.
 *
 * A value that the service has and that is not ours stands: it is said, and left. So is a
 * locked day, whose changes the service drops without a word. What the athlete told is kept
 * here in any case.
 */
#ifndef TOOLS_CHECKIN_WRITES_H
#define TOOLS_CHECKIN_WRITES_H

#include "tools/answer.h"
#include "tools/effects.h"
#include "tools/tool.h"

/*
 * List the changes for entries of one handle; what is not sent, and why, is kept for the
 * report. TOOL_DONE, or TOOL_NEEDS_DATA; never fails: what cannot be looked up is not sent.
 */
enum tool_outcome checkin_writes_add(struct tool_ctx *ctx,
                                     const struct data_entries *entries, const char *handle,
                                     size_t n_told, const struct own_entry *const told[]);
/* List the undo of what was sent under the handle. */
void checkin_writes_undo(struct tool_ctx *ctx, const char *handle);

/* service_writes: [{field, day, activity_id, value, state, why}] and a line each. Nothing
 * is set where check-ins stay on this machine. */
void checkin_writes_report(struct tool_ctx *ctx, struct answer *answer);

#endif
