/* A week as an assistant tells it: sessions with kind, hardness and place as the rules take
 * them. */
#ifndef TOOLS_WEEK_GIVEN_H
#define TOOLS_WEEK_GIVEN_H

#include "base/arena.h"
#include "base/err.h"
#include "json/json.h"
#include "model/athlete.h"
#include "plan/plan.h"
#include "tools/week_events.h"

struct week_given {
    struct arena *arena;
    const struct plan_input *input;
    const struct athlete *athlete; /* thresholds of what the texts write out */
    size_t n_sessions;             /* first what the data holds, then what is told */
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    bool
        is_told[PLAN_MAX_SESSIONS]; /* a race that was told: no other one takes its place */
    size_t n_harder_than_told;
    size_t n_beside; /* names, texts and km as told: session.told counts from 1 */
    struct week_told beside[PLAN_MAX_SESSIONS];
};

/*
 * Add one row of check_week's sessions. A label lifts no rule: of what kind, words, steps
 * of the text, pace, intensity and RPE say the hardest counts; a race is one only when
 * calendar or preferences hold it. False with ERR_BAD_ARGUMENT: an unknown sport, kind or
 * day, a kind of another sport, a run filed as something else, a speed nobody runs, a
 * session in the past, a day or week too full.
 */
MUST_CHECK bool week_given_add(struct week_given *week, const json_t *row, struct err *err);

#endif
