/*
 * What the athlete's state does to plans, in words: the gate of the load check, and the
 * SICK, INJURED and HOLIDAY spans of the calendar. A plan is never told without it.
 */
#ifndef TOOLS_STATE_WORDS_H
#define TOOLS_STATE_WORDS_H

#include "base/arena.h"
#include "load/status.h"
#include "tools/answer.h"

/*
 * The head of a plan's summary: "STOP: pain 6 of 10 (knee): no runs, no heavy legs; ends
 * with two days of ... Calendar: SICK 24-26 Nov. ", "" when nothing speaks against
 * training. Spans are those of the week's days first_day .. first_day + 6.
 */
const char *state_head(struct arena *arena, const struct load_status *status,
                       day_num first_day);
/* state: the same as a list of sentences, with what ends it; also as lines of text. */
void state_write(struct arena *arena, const struct load_status *status, day_num first_day,
                 struct answer *answer);

/* The spans of the status's day and the 13 after it, and the days after sickness that take
 * no hard session: "INJURED 2026-11-24 to 2026-11-30"; "" when there is none. */
const char *state_calendar(struct arena *arena, const struct load_status *status);

/* "SICK 2026-11-24 to 2026-11-26, INJURED 2026-11-30"; "" when no span touches the days. */
const char *state_spans(struct arena *arena, const struct load_status *status,
                        day_num first_day, day_num last_day);

#endif
