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
#include "data/writes.h"
#include "model/own_entry.h"

enum { EFFECTS_MAX = 64, EFFECTS_MAX_WRITES = 64 };

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
    /*
     * Changes of the service's data, of one handle: a tool's own, such as a plan token, or
     * batch. Carried out in this order after the entries were kept, once: a step that is
     * done already is not sent again. In report each has its state, after and why.
     */
    size_t n_writes;
    struct service_write writes[EFFECTS_MAX_WRITES];
    /* Nothing is sent when the calendar of these days is not as it was seen; n_days 0: not
     * looked at. */
    struct day_range guarded;
    char guard[DATA_CALENDAR_DIGEST_SIZE];
    /*
     * Why nothing at all was sent (another process writes, the calendar changed, the
     * service cannot be read); code ERR_NONE: all was tried. In report only.
     */
    struct err write_err;
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

/*
 * A change of the service's data; write's texts are copied, state and what is read back are
 * not looked at. Steals wanted (NULL of a deletion). An event's creation without target is
 * given its external_id in target and wanted. False when there are too many.
 */
bool effects_write_add(struct tool_effects *effects, const struct service_write *write,
                       json_t *wanted);

#endif
