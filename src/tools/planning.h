/* The planner on the view's data: what check_week and propose_week need in the same way. */
#ifndef TOOLS_PLANNING_H
#define TOOLS_PLANNING_H

#include "plan/check.h"
#include "plan/facts.h"
#include "plan/infer.h"
#include "tools/engine.h"
#include "tools/tool.h"

/* Weeks may begin so many days after today, at most: beyond, the calendar is not read. */
enum { PLANNING_DAYS_AHEAD = 42 };

struct planning {
    struct data_view *view; /* the call's */
    struct engine engine;
    const struct load_status *status; /* of today */
    struct plan_preferences preferences;
    struct plan_facts facts;  /* that input was digested from */
    struct plan_input *input; /* in the arena */
    struct plan_limits limits;
    bool keeps_calendar; /* as the options said */
    bool is_habit;       /* nobody told slots: those of the last weeks are assumed */
};

/* The first day on which the week of that day can be planned and judged; in the past or
 * today: it can be now. */
day_num planning_reach_day(const struct data_entries *entries, day_num day);

struct planning_options {
    day_num day; /* any day of the week; DAY_NUM_NONE: the week of today */
    bool
        prefers_next; /* with day DAY_NUM_NONE: the next week that begins, today included */
    enum plan_focus focus;
    bool keeps_calendar; /* the week's planned workouts are fixed sessions */
    bool accepts_short_gap;
    const json_t
        *availability;  /* rows of slots.h instead of the preferences'; NULL: those */
    bool assumes_habit; /* without any: the slots that were used in the last weeks */
    /* Slots that were judged with before, in place of all of these; NULL: not so. */
    const struct plan_slot (*slots)[PLAN_SLOTS];
    /* Calendar entries that were written under this handle are taken for not there; NULL:
     * all are seen. */
    const char *without_handle;
    int64_t without_event;                   /* likewise one event by its id; 0: none */
    const struct calendar_event *with_event; /* taken for there; NULL: none */
};

/*
 * Engine, status, digest of the week. TOOL_DONE: limits are not made yet (the caller may
 * add wishes first; then planning_limits). TOOL_FAILED: ERR_BAD_ARGUMENT for a week that is
 * over or too far ahead, for slots that overlap.
 */
enum tool_outcome planning_read(struct tool_ctx *ctx,
                                const struct planning_options *options,
                                struct planning *ret, struct err *err);
void planning_limits(struct planning *planning);

/*
 * The week as the legs would get it: done, races, what the calendar holds, and the plan
 * beside (sessions of it that are neither done nor fixed). ret_sessions[PLAN_MAX_SESSIONS],
 * by plan_sort; planning's input and limits become that week's. False with err when it
 * holds too many.
 */
MUST_CHECK bool planning_beside(struct arena *arena, struct planning *planning,
                                size_t n_sessions, const struct plan_session sessions[],
                                size_t *ret_n_sessions, struct plan_session ret_sessions[],
                                struct err *err);

/* The workouts that the calendar holds for the rest of the week, whether they are kept or
 * not; in the arena, by plan_sort. */
size_t planning_calendar(struct arena *arena, const struct planning *planning,
                         const struct plan_session **ret_sessions);

/* The focus argument, keep_both when absent; false with err when it is none. */
MUST_CHECK bool planning_focus(const json_t *args, enum plan_focus *ret, struct err *err);

/*
 * A day argument: a date or a weekday of the week. False with err when it is neither, or
 * not of the week that begins on first_day.
 */
MUST_CHECK bool planning_day(const char *text, day_num first_day, int *ret_day,
                             struct err *err);

/* What cannot be known of the athlete, in missing[]. */
void planning_missing(const struct planning *planning, struct answer *answer);

#endif
