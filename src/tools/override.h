/*
 * The athlete's own yes to a plan that breaks rules which he may override. Kept in his own
 * log: kind "override" {plan, week_start, rules, seen, breaches, reason, by}, where the yes
 * came through the client ("client") or on his terminal ("terminal"); "override_request"
 * {code, plan, week_start, rules, seen, breaches} where the client cannot ask: `soleus
 * confirm <code>` answers it.
 *
 * A yes is to what was shown: the same plan or edit in the same calendar (seen), and no
 * broken rule further beyond its limit than it was then. Anything else is asked anew.
 *
 * A model cannot give it: no argument of a tool does, and the terminal must be one.
 */
#ifndef TOOLS_OVERRIDE_H
#define TOOLS_OVERRIDE_H

#include "data/data.h"
#include "plan/plan.h"
#include "tools/answer.h"
#include "tools/ask.h"
#include "tools/effects.h"
#include "tools/week_breach.h"

enum { OVERRIDE_CODE_CHARS = 8, OVERRIDE_HOURS = 24, OVERRIDE_REASON_BYTES = 300 };

struct override {
    const char *plan; /* its handle; of an undo override_undo_plan */
    const char *code; /* of a request; NULL else */
    day_num week_start;
    const char *seen; /* digest of what is to be written and of the calendar beside it */
    struct week_breaches breaches;
    int64_t given_ms;
};

/* A yes to a change is none to its undo: what it is asked for under. */
const char *override_undo_plan(struct arena *arena, const char *handle);

/* Did the athlete say yes to that, or to worse of the same? */
bool override_is_given(const struct data_entries *entries, const struct override *wanted);

/*
 * The yes for a plan, from the log or from the athlete now (tool_ask); what he says is
 * listed as an effect. what: the subject of the question, "The plan for the week of ..".
 * REPLY_IMPOSSIBLE: a request is listed instead and *ret_code names it (in effects' arena;
 * that of an earlier request when it is still open).
 */
enum tool_reply override_obtain(struct tool_ctx *ctx, const struct data_entries *entries,
                                const struct override *wanted, const char *what,
                                int64_t now_ms, const char **ret_code);

enum override_request_state {
    OVERRIDE_OPEN,
    OVERRIDE_UNKNOWN, /* no such code in this athlete's log */
    OVERRIDE_USED,
    OVERRIDE_EXPIRED
};
/* Look a code up; ret is filled unless it is unknown, texts in the arena. */
enum override_request_state override_request_find(struct arena *arena,
                                                  const struct data_entries *entries,
                                                  const char *code, int64_t now_ms,
                                                  struct override *ret);
/* Answer an open request with a yes from the terminal. reason may be NULL. */
bool override_request_grant(struct tool_effects *effects, const struct override *request,
                            const char *reason, int64_t now_ms);

/*
 * overrides[]: those of plans that stand in the calendar, of weeks that are not over; with
 * a line of text each. Nothing is set when there is none. Part of every answer's head.
 */
void override_write(struct data_view *view, const struct data_athlete *athlete,
                    struct answer *answer, json_t *head);

#endif
