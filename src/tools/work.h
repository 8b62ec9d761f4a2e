/*
 * Computation that takes too long for the loop: tens of milliseconds and more, pure, on
 * plain memory.
 *
 * A tool reads what it needs, lays its problem down in the arena, puts the work off and
 * returns TOOL_NEEDS_WORK. The call engine computes it on a thread of its own and runs the
 * tool once more, with arena, effects, answer and view as they were left, so that it goes
 * on with the same problem, solved. Meanwhile nobody else touches that memory, and compute
 * may touch nothing else: no JSON, view, clock, log, arena nor allocation.
 */
#ifndef TOOLS_WORK_H
#define TOOLS_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/tool.h"

struct tool_work {
    void (*compute)(void *problem, void *scratch);
    void *problem;          /* in the call's arena */
    size_t n_scratch_bytes; /* lent to compute, aligned as malloc does, any content */
    bool is_done;
};

/* The problem that an earlier run of this call put off, solved; NULL: there is none. */
void *work_done(const struct tool_ctx *ctx);
/*
 * True: return TOOL_NEEDS_WORK now. False where nobody could wait for it (ctx->work is
 * NULL): it is computed already, go on.
 */
bool work_put_off(struct tool_ctx *ctx, void (*compute)(void *problem, void *scratch),
                  void *problem, size_t n_scratch_bytes);

#endif
