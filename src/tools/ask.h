/*
 * Questions to the athlete in the middle of a call. A tool that needs a yes, or a number
 * only a person can give, asks and returns TOOL_NEEDS_INPUT; it is run again from the top
 * with the answers. It never waits and never sees how the question travels. Ask before
 * anything is listed as an effect: nothing is written until a run is done.
 */
#ifndef TOOLS_ASK_H
#define TOOLS_ASK_H

#include "tools/tool.h"

struct tool_questions {
    bool can_ask;          /* the client can show a form to a person */
    const json_t *answers; /* by key {action, content?}; NULL: none yet */
    json_t *asked;         /* of this run, by key {message, schema}; NULL: none */
};

enum tool_reply {
    REPLY_GIVEN,     /* *ret_content is what was filled in */
    REPLY_REFUSED,   /* the athlete saw it and would not */
    REPLY_AWAITED,   /* it is asked now: return TOOL_NEEDS_INPUT */
    REPLY_IMPOSSIBLE /* nobody can be asked: err says so, return TOOL_FAILED */
};

/*
 * What the athlete answers to message under key. schema: a flat object schema (steals it);
 * the content came from outside and may not satisfy it. *ret_content: borrowed until the
 * call ends. Several keys may be asked in one run; then return TOOL_NEEDS_INPUT once.
 */
enum tool_reply tool_ask(struct tool_ctx *ctx, const char *key, const char *message,
                         json_t *schema, const json_t **ret_content, struct err *err);

/*
 * A yes to message: REPLY_GIVEN only when the athlete ticked label himself, REPLY_REFUSED
 * also for a form that was sent without it.
 */
enum tool_reply tool_ask_consent(struct tool_ctx *ctx, const char *key, const char *message,
                                 const char *label, struct err *err);

#endif
