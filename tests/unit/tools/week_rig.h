/* An athlete with 26 equal weeks behind, and the planning tools called on them. */
#ifndef TESTS_TOOLS_WEEK_RIG_H
#define TESTS_TOOLS_WEEK_RIG_H

#include "base/str.h"
#include "rig.h"

extern const struct tool tool_check_week;
extern const struct tool tool_propose_week;
extern const struct tool tool_set_preferences;
extern const struct tool tool_log_checkin;

#define WEEK_NOW "2026-03-11T12:00:00+01:00" /* a Wednesday */
#define NEXT_WEEK "\"week_start\":\"2026-03-16\""

struct week_rig {
    struct str_buf activities;
    struct str_buf events;
    struct rig rig;
};

/* Runs Tue 45 min, Thu 50, Sun 60 (10 km an hour); rides Sat 90; up to yesterday. */
void week_rig_open(struct week_rig *f);
void week_rig_close(struct week_rig *f);
/* Fails the test when the call fails; a new reference. */
json_t *week_rig_call(struct week_rig *f, const struct tool *tool, const char *args);
/* Fails the test unless the call is refused with these words, and a hint. */
void week_rig_refused(struct week_rig *f, const struct tool *tool, const char *args,
                      const char *words);
const char *week_rig_text(const json_t *result, const char *key);

#endif
