/* What stands beside the load status: the athlete's own fields, and other opinions than
 * ours.
 */
#ifndef TOOLS_BESIDE_H
#define TOOLS_BESIDE_H

#include "load/status.h"
#include "tools/answer.h"
#include "tools/engine.h"

/* own_fields: the athlete's own limb stress fields against ours (A33); none: null. */
MUST_CHECK bool beside_own_fields_write(struct tool_ctx *ctx, struct answer *answer,
                                        const struct engine *engine,
                                        const struct load_status *status, struct err *err);
/* sensitivity: whether the verdict hangs on our weights. Costs a status for each other
 * opinion: only when asked. */
void beside_sensitivity_write(struct tool_ctx *ctx, struct answer *answer,
                              const struct load_status *status);

#endif
