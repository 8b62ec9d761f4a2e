#include "tools/work.h"

#include "base/banned.h"

void *work_done(const struct tool_ctx *ctx)
{
    return ctx->work != NULL && ctx->work->is_done ? ctx->work->problem : NULL;
}

bool work_put_off(struct tool_ctx *ctx, void (*compute)(void *problem, void *scratch),
                  void *problem, size_t n_scratch_bytes)
{
    if (ctx->work == NULL) {
        compute(problem, arena_alloc(ctx->arena, n_scratch_bytes, 1));
        return false;
    }
    *ctx->work = (struct tool_work){
        .compute = compute, .problem = problem, .n_scratch_bytes = n_scratch_bytes};
    return true;
}
