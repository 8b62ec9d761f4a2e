/* The load engine on the view's data: what several tools need in the same way. */
#ifndef TOOLS_ENGINE_H
#define TOOLS_ENGINE_H

#include "load/status.h"
#include "tools/dynamics.h"
#include "tools/tool.h"

struct engine {
    struct data_athlete athlete;
    struct data_activities activities;
    struct data_wellness wellness;
    struct data_events events;
    bool has_events; /* false: not asked for, or they could not be had (then noted by the
                        caller) */
    struct err events_err;
    bool has_wellness;
    struct err wellness_err;
    struct data_entries entries; /* the athlete's own log */
    const bool *is_told; /* [n_activities] RPE or feel from a check-in; NULL: none */
    struct load_preferences preferences;
    const char *llss_source; /* code of the own field in use (A33); NULL: ours */
    bool is_source_gone; /* one was chosen that the service does not name any more: ours */
    struct load_inputs inputs;
    /* What the load check hears of running dynamics; NULL before engine_status. */
    const struct dynamics_check *dynamics;
};

/*
 * Athlete, activities and wellness of a range (and events, when wanted). TOOL_DONE when
 * inputs are ready; wellness or events that cannot be had are left out and said in
 * has_wellness, has_events.
 */
enum tool_outcome engine_read(struct tool_ctx *ctx, struct day_range range,
                              bool wants_events, struct engine *ret, struct err *err);

/* The history of the inputs (days, activities, lines); it and its memory live in the arena.
 */
const struct load_history *engine_history(struct tool_ctx *ctx,
                                          const struct engine *engine);

/*
 * The inputs cut to the last 200 days: what is quoted of a day is computed on the same
 * history, whatever longer series was asked for beside it.
 */
struct load_inputs engine_recent_inputs(const struct engine *engine);
/* The status on the recent inputs and the stored running dynamics, with a series of the
 * last n_series days (from the whole range). */
const struct load_status *engine_status(struct tool_ctx *ctx, struct engine *engine,
                                        size_t n_series);

/* The athlete alone: TOOL_DONE, TOOL_NEEDS_DATA or TOOL_FAILED. */
enum tool_outcome engine_athlete(struct tool_ctx *ctx, struct data_athlete *ret,
                                 struct err *err);

/* The window in which status and lists are computed: 200 days up to as_of, or the range
 * when older. */
struct day_range engine_window(day_num as_of, day_num today, struct day_range asked);
/*
 * The window of a status with a series of the last n_series days: always the same 200 days
 * up to as_of, whatever else is stored, and more only for a series of above 74 days.
 */
struct day_range engine_series_window(day_num as_of, size_t n_series);

#endif
