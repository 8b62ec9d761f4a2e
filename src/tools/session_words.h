/* How a single activity is named in words. Texts live in the arena. */
#ifndef TOOLS_SESSION_WORDS_H
#define TOOLS_SESSION_WORDS_H

#include "base/arena.h"
#include "load/history.h"

/* "Sun 2026-11-22 07:31", or the day alone. */
const char *session_start_words(struct arena *arena, const struct activity *activity);
/* "race, commute, walk-run, treadmill, indoor, strength", what holds; NULL: nothing. */
const char *session_kind_words(struct arena *arena, const struct load_activity *item);

#endif
