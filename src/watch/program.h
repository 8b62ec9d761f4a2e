/* The user's own program, handed an assessment. */
#ifndef WATCH_PROGRAM_H
#define WATCH_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "base/err.h"

enum { WATCH_PROGRAM_TIMEOUT_MS = 60 * 1000, WATCH_PROGRAM_GRACE_MS = 5 * 1000 };

struct watch_program_start {
    char *const *words; /* argv, NULL at the end; no shell; found through PATH */
    /* NAME=value, NULL at the end: set for it, over what this process has. */
    const char *const *variables;
    const char *text; /* for its standard input; copied */
    int timeout_ms;   /* 0: WATCH_PROGRAM_TIMEOUT_MS */
    /* Once, from the loop: why is NULL when it ended with 0. */
    void (*done)(void *user, const struct err *why);
    void *user;
};

struct watch_program;

/*
 * Runs it in a process group of its own; its output goes where ours goes. It inherits the
 * environment without what names a credential or configures this program: INTERVALS_*,
 * SOLEUS_*. After the timeout the group is asked to end, then killed. NULL with err when it
 * cannot be started (then done does not come). It frees itself after done. SIGPIPE must be
 * ignored: a program may end without reading.
 */
MUST_CHECK struct watch_program *
watch_program_begin(uv_loop_t *loop, const struct watch_program_start *start,
                    struct err *err);
/* We end: the group is killed, done does not come. Run the loop until it has nothing left.
 */
void watch_program_stop(struct watch_program *program);

#endif
