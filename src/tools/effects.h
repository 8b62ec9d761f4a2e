/*
 * What a tool wants written. A run only reads, and may happen several times; a tool that
 * writes lists its effects, and the call engine carries them out once after the last run,
 * then calls the tool's report.
 */
#ifndef TOOLS_EFFECTS_H
#define TOOLS_EFFECTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "json/json.h"
#include "model/own_entry.h"

enum { EFFECTS_MAX = 64 };

/* {0} is empty. Entries for the athlete's own log, all with one batch handle. Texts live in
 * the call's arena. */
struct tool_effects {
    struct arena *arena; /* the call's, not emptied between runs */
    size_t n_entries;
    struct own_entry entries[EFFECTS_MAX];
    char batch[OWN_BATCH_CHARS + 1];
    /*
     * The entries are worth keeping but the answer does without: where nothing may be
     * written (a frozen clock on a real athlete) they are dropped, n_entries is 0 in
     * report.
     */
    bool is_optional;
    void *kept; /* what run leaves for report, in arena; NULL */
};

/*
 * The first one makes the batch's handle. Steals body. False when there are too many (the
 * schemas keep it from happening).
 */
bool effects_add(struct tool_effects *effects, const char *kind, day_num day,
                 int64_t now_ms, json_t *body);
/* An entry that takes back a whole batch. */
bool effects_add_undo(struct tool_effects *effects, const char *batch, day_num day,
                      int64_t now_ms);

#endif
