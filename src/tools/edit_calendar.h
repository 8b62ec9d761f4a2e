/* edit_calendar's answer. */
#ifndef TOOLS_EDIT_CALENDAR_H
#define TOOLS_EDIT_CALENDAR_H

#include "seal/seal.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/calendar_conflicts.h"
#include "tools/calendar_judge.h"
#include "tools/effects.h"

/* The answer's `state`. */
#define EDIT_STATE_PREVIEW "preview"
#define EDIT_STATE_REFUSED "refused"             /* a rule that nobody may override */
#define EDIT_STATE_NEEDS_ATHLETE "needs_athlete" /* his yes, by `soleus confirm` */
#define EDIT_STATE_DECLINED "declined"
#define EDIT_STATE_WRITTEN "written"
#define EDIT_STATE_ALREADY_WRITTEN "already_written"
#define EDIT_STATE_NOT_WRITTEN "not_written"
#define EDIT_STATE_UNKNOWN "unknown"
#define EDIT_STATE_UNDO_PREVIEW "undo_preview"
#define EDIT_STATE_UNDONE "undone"
#define EDIT_STATE_ALREADY_UNDONE "already_undone"
#define EDIT_STATE_NOT_UNDONE "not_undone"

/* What run found, for the report: everything in effects' arena. */
struct edit_result {
    const char *state;
    const char *token; /* NULL: none */
    enum calendar_edit_action action;
    struct calendar_event event;     /* as it will stand; category_name NULL: see forward */
    struct calendar_event old;       /* as it was, of a change */
    struct week_event meant;         /* text NULL: nothing to compare */
    struct calendar_judgement *week; /* NULL: nothing to judge */
    day_num judged_from; /* too far ahead to be judged before that day; DAY_NUM_NONE */
    size_t n_conflicts;  /* of its days; the first CALENDAR_CONFLICTS_MAX are copied */
    const struct calendar_event *conflicts;
    const char *code;                   /* for `soleus confirm`; NULL */
    const char *why;                    /* of what was not written, or differs; NULL */
    const struct service_write *change; /* in the journal, the last one; NULL: none yet */
    bool is_undo;
};

/*
 * The event of that id, copied into effects' arena: in the days that are at hand anyway,
 * else near where the journal knows it. ERR_NOT_FOUND when it is not there.
 */
enum tool_outcome edit_event_find(struct tool_ctx *ctx, day_num today, int64_t id,
                                  const struct calendar_event **ret, struct err *err);
/* What stands on the days of the event that is to be, as far as it takes training or closes
 * days to it: into ret, copied into effects' arena. Of a note nothing. */
enum tool_outcome edit_conflicts_find(struct tool_ctx *ctx,
                                      const struct calendar_edit *edit,
                                      struct edit_result *ret, struct err *err);
/* False with err, which names the event, when Soleus did not make it. */
MUST_CHECK bool edit_event_ours(struct tool_ctx *ctx, const struct calendar_event *event,
                                struct err *err);
/* Its image as the store has it (effects' arena), and a digest of what people set in it. */
MUST_CHECK bool edit_event_image(struct tool_ctx *ctx, const struct calendar_event *event,
                                 const char **ret_image, char ret_digest[SEAL_DIGEST_SIZE],
                                 struct err *err);

/* What is kept of a preview; digest: of the event as it was (edit_event_image), "" of an
 * addition. New reference. */
json_t *edit_kept_body(const struct calendar_edit *edit, const char *digest);
/* The kept preview of the token and its body, a new reference; NULL with err. */
json_t *edit_kept_find(const struct data_entries *entries, const char *token,
                       const struct own_entry **ret, struct err *err);
/* Over midnight what was to come when it was shown may lie in the past: false with err. */
MUST_CHECK bool edit_kept_is_ahead(const struct calendar_edit_context *context,
                                   const struct calendar_edit *edit, struct err *err);
/* Is it still young enough? */
MUST_CHECK bool edit_kept_check(const struct own_entry *entry, int64_t now_ms,
                                struct err *err);

/*
 * What taking the change back does to the event, as an edit: one made again or changed back
 * is judged like one that is asked for (*ret_is_judged), but not what is over, or what only
 * gets its name back. Texts, and *ret_change, a copy of what the answer tells of the
 * change, are in effects' arena.
 */
MUST_CHECK bool edit_undo_meant(struct tool_ctx *ctx, const struct service_write *forward,
                                day_num today, struct calendar_edit *ret,
                                bool *ret_is_judged,
                                const struct service_write **ret_change, struct err *err);

/* The whole answer. TOOL_DONE, or TOOL_NEEDS_DATA in a report. */
enum tool_outcome edit_result_write(struct tool_ctx *ctx, const struct edit_result *result,
                                    struct answer *answer);

#endif
