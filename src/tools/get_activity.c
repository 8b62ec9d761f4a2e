#include "tools/tool.h"

#include <math.h>
#include <string.h>

#include "tools/activity_parts.h"
#include "tools/activity_service.h"
#include "tools/engine.h"
#include "tools/pick.h"
#include "tools/quote.h"
#include "tools/session_words.h"
#include "base/banned.h"

static bool is_asked(const struct tool_ctx *ctx, const char *section)
{
    const json_t *names = json_object_get(ctx->args, "sections");
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL && strcmp(name, section) == 0) {
            return true;
        }
    }
    return false;
}

/* Laps and streams, as far as they are asked for; why not is kept. */
static void details_read(struct activity_parts *to)
{
    struct arena *arena = to->ctx->arena;
    struct err *intervals_err = arena_alloc(arena, 1, sizeof *intervals_err);
    struct err *streams_err = arena_alloc(arena, 1, sizeof *streams_err);
    if (to->has_intervals && !data_activity_intervals(to->ctx->data, to->activity->id,
                                                      &to->intervals, intervals_err)) {
        to->intervals_err = intervals_err;
    }
    if (to->has_streams && !data_activity_streams(to->ctx->data, to->activity->id,
                                                  STREAMS_ALL, &to->streams, streams_err)) {
        to->streams_err = streams_err;
    }
}

static void detail_missing(const struct activity_parts *to, const char *what,
                           const struct err *err)
{
    if (err == NULL) {
        return;
    }
    bool is_absent = err->code == ERR_NOT_FOUND;
    answer_missing(to->answer, what, 1,
                   is_absent ? MISSING_NO_DATA : MISSING_UPSTREAM_FAILED,
                   is_absent ? "the service has none of this activity"
                             : quote_clean(to->ctx->arena, err->message, 160));
}

static void missing_write(const struct activity_parts *to)
{
    if (to->activity->is_stub) {
        answer_missing(to->answer, "activity", 1, MISSING_UNREADABLE_STRAVA,
                       "Strava lets no program read it. Connect the device directly to "
                       "Intervals.icu, or upload the file there");
    } else if (to->activity->is_unanalyzed) {
        answer_missing(to->answer, "activity", 1, MISSING_NO_DATA,
                       "not analysed yet by Intervals.icu: numbers may still change");
    }
    detail_missing(to, "intervals", to->intervals_err);
    detail_missing(to, "streams", to->streams_err);
}

static void summary_write(const struct activity_parts *to)
{
    struct arena *arena = to->ctx->arena;
    const struct activity *activity = to->activity;
    const char *sport =
        activity->type_name != NULL ? quote_clean(arena, activity->type_name, 40) : "?";
    if (activity->is_stub) {
        answer_summary(to->answer, "Unreadable activity of %s (Strava): no numbers.",
                       session_start_words(arena, activity));
        return;
    }
    answer_summary(to->answer, "%s of %s: %s, %s km, training load %s, LLSS %s.", sport,
                   session_start_words(arena, activity),
                   quote_duration(arena, activity_duration_s(activity)),
                   quote_number(arena, activity->distance_m / 1000, 2),
                   quote_number(arena, activity->training_load, 0),
                   quote_number(arena, to->item->llss.llss, 1));
}

/* Which sections are asked for; of an unreadable activity there are none. */
static void sections_read(struct activity_parts *to, struct activity_extras *extras)
{
    bool is_readable = !to->activity->is_stub;
    to->has_intervals = is_readable && is_asked(to->ctx, "intervals");
    to->has_zones = is_readable && is_asked(to->ctx, "zones");
    to->has_dynamics = is_readable && is_asked(to->ctx, "dynamics");
    to->has_streams = is_readable && is_asked(to->ctx, "streams");
    for (int i = 0; i < N_ACTIVITY_EXTRAS; i++) {
        extras->parts[i].is_asked =
            is_readable &&
            is_asked(to->ctx, activity_extra_name((enum activity_extra_kind)i));
    }
}

static void sections_write(const struct activity_parts *to,
                           const struct activity_extras *extras)
{
    summary_write(to);
    activity_summary_write(to);
    activity_zones_write(to);
    activity_intervals_write(to);
    activity_dynamics_write(to);
    activity_extras_write(to, extras);
    activity_streams_write(to);
    missing_write(to);
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    struct activity_parts to = {.ctx = ctx, .answer = answer};
    struct activity_extras extras = {0};
    enum tool_outcome outcome = engine_athlete(ctx, &engine.athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!activity_streams_check(ctx, err)) {
        return TOOL_FAILED;
    }
    outcome = engine_read(ctx, engine_series_window(engine.athlete.today, 0), false,
                          &engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!pick_activity(ctx, engine_history(ctx, &engine), &to.item, err)) {
        return TOOL_FAILED;
    }
    to.activity = to.item->activity;
    to.is_run = to.item->is_run;
    sections_read(&to, &extras);
    details_read(&to);
    activity_extras_read(&to, engine.athlete.athlete, &extras);
    outcome = data_is_complete(ctx->data) ? TOOL_DONE : TOOL_NEEDS_DATA;
    if (outcome == TOOL_DONE) {
        sections_write(&to, &extras);
    }
    activity_extras_release(&extras);
    return outcome;
}

const struct tool tool_get_activity = {.name = "get_activity", .run = run};
