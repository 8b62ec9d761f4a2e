/*
 * Carrying out what a tool wants written: journal, read, send, read back, compare, done;
 * once a call, after the tool's last run. A local effect's journal is the athlete's own log
 * itself: one transaction, on disk before the answer leaves. A crash before it has written
 * nothing; after it, the same call finds its entries there.
 */
#ifndef APP_EFFECTS_H
#define APP_EFFECTS_H

#include "base/err.h"
#include "data/data.h"
#include "tools/effects.h"

/* ERR_STORE when nothing was written, ERR_INTERNAL when what is read back differs. */
MUST_CHECK bool app_effects_carry_out(struct data_view *view,
                                      const struct tool_effects *effects, struct err *err);

#endif
