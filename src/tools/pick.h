/* Which activity an answer is about: an id, or the latest (of a sport). */
#ifndef TOOLS_PICK_H
#define TOOLS_PICK_H

#include "load/history.h"
#include "tools/tool.h"

/*
 * By the arguments id, or latest and sport (all absent: the latest). Duplicates are no
 * latest; by its id one can be had, and the activity that stands for it is given.
 * Unreadable and unanalysed ones are. ERR_NOT_FOUND with what to do when there is none in
 * the history; ERR_BAD_ARGUMENT when id stands beside latest or sport.
 */
MUST_CHECK bool pick_activity(const struct tool_ctx *ctx,
                              const struct load_history *history,
                              const struct load_activity **ret, struct err *err);

#endif
