/* apply_week's parts: what a plan would do to the calendar, and the answer. */
#ifndef TOOLS_APPLY_H
#define TOOLS_APPLY_H

#include "data/writes.h"
#include "tools/effects.h"
#include "tools/plan_token.h"
#include "tools/week_events.h"
#include "tools/week_table.h"

/* A session of the plan and its entry in the calendar. */
struct apply_item {
    struct week_event event;
    const struct service_write *forward; /* of the journal; NULL: never tried */
    const struct service_write *undo;
    enum service_write_place place;
};

struct apply {
    struct tool_ctx *ctx;
    struct data_athlete athlete;
    struct data_entries entries;
    const char *handle;
    struct plan_token token;
    enum plan_token_state token_state;
    const char *changes; /* of the athlete's state since, in words; NULL: not compared */
    struct data_writes writes; /* of the handle */
    size_t n_there;            /* items by place */
    size_t n_undone;
    size_t n_unsettled;
    bool is_judged; /* planning, sessions and proof are there */
    struct planning planning;
    size_t n_sessions; /* the week as the legs would get it: done, races, the calendar's
                          workouts, the plan's */
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    struct plan_proof proof;
    struct apply_item items[PLAN_MAX_SESSIONS]; /* [token.n_sessions] */
};

/* The judged week to be told of. */
struct week_table apply_table(const struct apply *apply);

enum apply_action {
    APPLY_PREVIEW,
    APPLY_WRITTEN, /* all of it, by now */
    APPLY_ALREADY_WRITTEN,
    APPLY_PARTLY_WRITTEN,
    APPLY_NOT_WRITTEN,
    APPLY_REFUSED,       /* a rule that nobody may override */
    APPLY_NEEDS_ATHLETE, /* his yes is asked for by `soleus confirm` */
    APPLY_DECLINED,      /* he would not */
    APPLY_UNDO_PREVIEW,
    APPLY_UNDONE, /* nothing of it is left but what others changed or what is done */
    APPLY_ALREADY_UNDONE, /* by an earlier call */
    APPLY_PARTLY_UNDONE
};

/* The whole answer. writes[n_writes]: what became of the changes of this call; code: of
 * APPLY_NEEDS_ATHLETE; why: nothing was sent, NULL else. */
struct apply_outcome {
    enum apply_action action;
    size_t n_writes;
    const struct service_write *writes;
    const char *code;
    const char *why;
};
void apply_write(const struct apply *apply, const struct apply_outcome *outcome,
                 struct answer *answer);

struct apply_conflicts {
    size_t n_found;
    const char *earlier_plan; /* of ours, that some of them are of; NULL: none */
};
/* conflicts: entries of others and of other plans of ours, none of which is changed or
 * removed. */
struct apply_conflicts apply_conflicts_write(const struct apply *apply,
                                             struct answer *answer);

/* The activity that did it; NULL: none. Such an entry is history and not taken out. */
const struct activity *apply_done_by(const struct apply *apply, size_t i);

#endif
