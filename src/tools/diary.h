/* The athlete's own log as the load engine takes it: what was said of pain, and
 * preferences. */
#ifndef TOOLS_DIARY_H
#define TOOLS_DIARY_H

#include <stddef.h>

#include "base/arena.h"
#include "data/data.h"
#include "json/json.h"
#include "load/inputs.h"
#include "plan/facts.h"
#include "tools/answer.h"
#include "tools/tool.h"

/* An entry's body, parsed; NULL when it is undone, of another kind, or unreadable. New
 * reference. */
json_t *diary_body(const struct own_entry *entry, const char *kind);

/* Which tool's part of the log a batch of entries belongs to. */
/* The kind of a kept plan (plan_token.h): neither part. */
#define DIARY_PLAN_KIND OWN_KIND_PLAN
/* What override.h keeps: likewise neither. */
/* A kept preview of edit_calendar: likewise. */
#define DIARY_EDIT_KIND OWN_KIND_EDIT
#define DIARY_OVERRIDE_KIND OWN_KIND_OVERRIDE
#define DIARY_OVERRIDE_REQUEST_KIND OWN_KIND_OVERRIDE_REQUEST

enum diary_part { DIARY_CHECKIN, DIARY_PREFERENCES };
/*
 * The effect that takes back the batch named by the argument undo; none when it was taken
 * back before. BAD_ARGUMENT when undo does not stand alone, NOT_FOUND when the part has no
 * such batch.
 */
MUST_CHECK bool diary_undo_add(struct tool_ctx *ctx, const struct data_entries *entries,
                               enum diary_part part, int64_t now_ms, struct err *err);

/* "achilles_left" of {"site", "side"}, "achilles" without a side (or both); NULL without a
 * site. */
const char *diary_site(struct arena *arena, const json_t *body);

/* The pain entries up to today, in the arena. */
size_t diary_pain(struct arena *arena, const struct data_entries *entries,
                  const struct load_pain_entry **ret_pain);

/* {key: value} of what is set now: the latest entry that is not undone wins, null forgets.
 * New reference. */
json_t *diary_preferences_json(const struct data_entries *entries);
/* The code of the athlete's own field that the lines are to use, in the arena; NULL: ours.
 */
const char *diary_llss_source(struct arena *arena, const struct data_entries *entries);
/* A line of text per preference. */
void diary_preferences_lines(struct answer *answer, const json_t *preferences);
/* As the engine takes them; lists live in the arena. */
void diary_preferences(struct arena *arena, const struct data_entries *entries,
                       struct load_preferences *ret);
/* As the planner takes them; lists live in the arena. */
void diary_plan_preferences(struct arena *arena, const struct data_entries *entries,
                            struct plan_preferences *ret);

#endif
