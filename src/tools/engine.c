#include "tools/engine.h"

#include <math.h>

#include "load/constants.h"
#include "plan/facts.h"
#include "tools/diary.h"
#include "tools/own_rpe.h"
#include "tools/own_wellness.h"
#include "base/banned.h"

/* Three times the lines' 42 days: what was before them weighs 5 % of a line's first value.
 */
enum { WARM_UP_DAYS = 126 };

enum tool_outcome engine_athlete(struct tool_ctx *ctx, struct data_athlete *ret,
                                 struct err *err)
{
    if (!data_athlete(ctx->data, ret, err)) {
        return TOOL_FAILED;
    }
    return ret->athlete != NULL ? TOOL_DONE : TOOL_NEEDS_DATA;
}

struct day_range engine_window(day_num as_of, day_num today, struct day_range asked)
{
    day_num first = as_of - DATA_HISTORY_DAYS + 1;
    if (asked.n_days > 0 && asked.first_day < first) {
        first = asked.first_day;
    }
    day_num last = as_of < today ? as_of : today;
    return day_range_between(first, last >= first ? last : first);
}

struct day_range engine_series_window(day_num as_of, size_t n_series)
{
    size_t n_needed = n_series + WARM_UP_DAYS;
    size_t n_days = n_needed > DATA_HISTORY_DAYS ? n_needed : DATA_HISTORY_DAYS;
    return day_range_between(as_of - (day_num)n_days + 1, as_of);
}

/* The own field that was chosen as the source of the lines, when it is still there (A33).
 */
static bool source_read(struct tool_ctx *ctx, struct engine *engine, struct err *err)
{
    const char *code = diary_llss_source(ctx->arena, &engine->entries);
    if (code == NULL) {
        return true;
    }
    if (athlete_limb_field(engine->athlete.athlete, code) == NULL) {
        engine->is_source_gone = true;
        return true;
    }
    engine->llss_source = code;
    return data_limb_numbers(ctx->data, &engine->activities, code,
                             &engine->inputs.custom_llss, err);
}

enum tool_outcome engine_read(struct tool_ctx *ctx, struct day_range range,
                              bool wants_events, struct engine *ret, struct err *err)
{
    *ret = (struct engine){0};
    enum tool_outcome outcome = engine_athlete(ctx, &ret->athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!data_activities(ctx->data, range, &ret->activities, err)) {
        return TOOL_FAILED;
    }
    /* The legs' load can be told without mass and calendar, with a word about it. */
    ret->has_wellness = data_wellness(ctx->data, range, &ret->wellness, &ret->wellness_err);
    if (wants_events) {
        struct day_range ahead = range;
        ahead.n_days += DATA_EVENTS_AHEAD_DAYS;
        ret->has_events = data_events(ctx->data, ahead, &ret->events, &ret->events_err);
    }
    if (!data_is_complete(ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    if (!data_entries(ctx->data, &ret->entries, err)) {
        return TOOL_FAILED;
    }
    diary_preferences(ctx->arena, &ret->entries, &ret->preferences);
    load_inputs_init(&ret->inputs);
    ret->inputs.athlete = ret->athlete.athlete;
    ret->inputs.preferences = &ret->preferences;
    ret->inputs.activities =
        own_rpe_apply(ctx->arena, &ret->activities, &ret->entries, &ret->is_told);
    ret->inputs.n_activities = ret->activities.n_items;
    ret->inputs.wellness = own_wellness_apply(ctx->arena, &ret->wellness, &ret->entries,
                                              &ret->inputs.n_wellness);
    ret->inputs.events = ret->events.items;
    ret->inputs.n_events = ret->events.n_items;
    ret->inputs.has_pain_log = true;
    ret->inputs.n_pain = diary_pain(ctx->arena, &ret->entries, &ret->inputs.pain);
    ret->inputs.first_day = range.first_day;
    ret->inputs.as_of = day_range_last(range);
    ret->inputs.now_local_s = ret->athlete.now_wall_s;
    return source_read(ctx, ret, err) ? TOOL_DONE : TOOL_FAILED;
}

/* The engine's memory for these inputs, in the arena. */
static struct load_scratch scratch_for(struct tool_ctx *ctx,
                                       const struct load_inputs *inputs)
{
    size_t n_bytes = load_scratch_bytes(inputs);
    return (struct load_scratch){.n_bytes = n_bytes,
                                 .memory = arena_alloc(ctx->arena, n_bytes, 1)};
}

const struct load_history *engine_history(struct tool_ctx *ctx, const struct engine *engine)
{
    struct load_history *history = arena_alloc(ctx->arena, 1, sizeof *history);
    struct load_scratch scratch = scratch_for(ctx, &engine->inputs);
    load_history_build(&engine->inputs, &scratch, history);
    return history;
}

struct load_inputs engine_recent_inputs(const struct engine *engine)
{
    struct load_inputs inputs = engine->inputs;
    day_num first = inputs.as_of - DATA_HISTORY_DAYS + 1;
    inputs.first_day = inputs.first_day > first ? inputs.first_day : first;
    return inputs;
}

static struct load_status *status_of(struct tool_ctx *ctx, const struct load_inputs *inputs)
{
    struct load_inputs *kept = arena_alloc(ctx->arena, 1, sizeof *kept);
    struct load_status *status = arena_alloc(ctx->arena, 1, sizeof *status);
    struct load_scratch scratch = scratch_for(ctx, inputs);
    *kept = *inputs; /* the status refers to its inputs */
    load_status_compute(kept, &scratch, status);
    return status;
}

/*
 * In the return phase planned runs are ladder runs until rung 10 is done clean (A19): the
 * limit of the next run is the rung where the planner's ladder stands.
 */
static void ladder_apply(struct load_status *status)
{
    const struct load_running *running = &status->running;
    struct load_next_run *next = &status->next_run;
    struct plan_ladder ladder;
    if (running->state == LOAD_RUN_RETURN) {
        return; /* the load engine has said it */
    }
    plan_ladder_of(status, false, &ladder);
    if (ladder.is_open) {
        next->max_km = (double)NAN;
        next->km_rule = LOAD_LIMIT_NONE;
        next->ladder_rung = ladder.rung;
        next->max_min = load_rung_run_min(ladder.rung);
        next->min_rule = LOAD_LIMIT_LADDER;
        next->rule = LOAD_LIMIT_LADDER;
    }
}

const struct load_status *engine_status(struct tool_ctx *ctx, struct engine *engine,
                                        size_t n_series)
{
    struct load_inputs recent = engine_recent_inputs(engine);
    bool is_longer = recent.first_day > engine->inputs.first_day;
    recent.n_series_days = is_longer ? 0 : n_series;
    engine->dynamics = dynamics_for_check(ctx, recent.as_of);
    if (engine->dynamics != NULL && engine->dynamics->n_runs_read > 0) {
        recent.has_drift = true;
        recent.n_drift = engine->dynamics->n_drift;
        recent.drift = engine->dynamics->drift;
    }
    struct load_status *status = status_of(ctx, &recent);
    ladder_apply(status);
    if (is_longer && n_series > 0) {
        struct load_inputs whole = engine->inputs;
        whole.n_series_days = n_series;
        whole.n_horizon_days = 0;
        const struct load_status *series = status_of(ctx, &whole);
        status->series = series->series;
        status->n_series = series->n_series;
    }
    return status;
}
