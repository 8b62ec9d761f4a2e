/*
 * What a tool is. A tool is a synchronous function of (arguments, data view, frozen clock):
 * it reads top to bottom, may be run several times, and only reads. See data/data.h for
 * what happens when data is absent.
 */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "data/data.h"
#include "json/json.h"

struct answer;
struct tool_effects;
struct tool_questions; /* tools/ask.h */
struct tool_work;      /* tools/work.h */

enum tool_outcome {
    TOOL_DONE,        /* the answer is complete, or the effects are listed */
    TOOL_FAILED,      /* err says why */
    TOOL_NEEDS_DATA,  /* fetch what the view noted and run again */
    TOOL_NEEDS_INPUT, /* put the questions to the athlete and run again (tools/ask.h) */
    TOOL_NEEDS_WORK   /* compute what was put off and go on (tools/work.h) */
};

struct tool_ctx {
    const json_t *args; /* an object that satisfies the tool's inputSchema */
    struct data_view *data;
    struct arena *arena; /* emptied before each run */
    struct tool_effects
        *effects; /* what to write when the run is done; empty before each run */
    struct tool_questions *questions;
    struct tool_work *work; /* NULL: nobody waits, it is computed at once */
};

struct tool {
    const char *name; /* also the file name of its schema */
    enum tool_outcome (*run)(struct tool_ctx *ctx, struct answer *answer, struct err *err);
    /*
     * Of tools that write: the answer, once the effects of run are written (ctx->effects
     * still names them, the view shows them). TOOL_DONE, or TOOL_NEEDS_DATA to be called
     * again; it does not fail: what was written must be said. NULL for tools that only
     * read.
     */
    enum tool_outcome (*report)(struct tool_ctx *ctx, struct answer *answer);
    bool looks; /* its view only looks activities through (data_view_look); of no listed
                   tool */
    /* athlete may be "all": it is run for each athlete that is served, and a roster of the
     * answers is the answer (tools/roster.h). */
    bool has_roster;
};

/* Every tool in the order of tools/list (tools.def). */
extern const struct tool *const tools_all[];
extern const size_t n_tools_all;

#endif
