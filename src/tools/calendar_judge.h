/*
 * A change of one workout, judged as check_week judges the calendar's week: with the change
 * in it. What the legs do not feel may be added to a week that breaks rules without it.
 */
#ifndef TOOLS_CALENDAR_JUDGE_H
#define TOOLS_CALENDAR_JUDGE_H

#include "seal/seal.h"
#include "tools/calendar_edit.h"
#include "tools/planning.h"
#include "tools/week_table.h"

struct calendar_judgement {
    struct plan_input input;
    struct plan_limits limits; /* of input */
    size_t n_sessions;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    struct plan_proof proof; /* forgiven rules stand as PLAN_DONE_BEYOND */
    unsigned broken;         /* rules that count, bits by enum plan_rule */
    unsigned broken_before;  /* those of them that the week breaks without the change too */
    struct day_range week;
    char seen[SEAL_DIGEST_SIZE]; /* the change and the week's calendar beside it */
};

/*
 * Plain data, allocated in arena (about 100 KiB), which may outlive the call's runs. A race
 * so far ahead that its week cannot be judged yet: *ret is NULL, *ret_judged_from the day
 * from which it is; else DAY_NUM_NONE.
 */
enum tool_outcome calendar_judge(struct tool_ctx *ctx, const struct calendar_edit *edit,
                                 struct arena *arena, struct calendar_judgement **ret,
                                 day_num *ret_judged_from, struct err *err);
/* The judged week to be told of. */
struct week_table calendar_week_table(const struct calendar_judgement *week,
                                      struct arena *arena);

/* By a rule that nobody may override. week NULL: nothing was judged. */
bool calendar_is_refused(const struct calendar_judgement *week);

#endif
