/* What log_checkin keeps, shown: this call's entries and those of the last two weeks. */
#ifndef TOOLS_CHECKIN_ENTRIES_H
#define TOOLS_CHECKIN_ENTRIES_H

#include "tools/answer.h"
#include "tools/engine.h"
#include "tools/tool.h"

/* An argument of log_checkin and the kind of entry that its members become. */
struct checkin_part {
    const char *argument;
    const char *kind;
};
enum { N_CHECKIN_PARTS = 6 };
extern const struct checkin_part checkin_parts[N_CHECKIN_PARTS];

/* entries: what this call has kept, with what each counts for; engine NULL: that is not
 * known. Also a line each. */
void checkin_entries_write(struct tool_ctx *ctx, struct answer *answer,
                           const struct engine *engine);
/* entries: those of the last two weeks with their handles, so that a check-in of an earlier
 * conversation can be taken back. */
void checkin_recent_write(struct tool_ctx *ctx, struct answer *answer,
                          const struct engine *engine);

#endif
