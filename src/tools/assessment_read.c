#include "tools/assessment.h"

#include <math.h>

#include "base/str.h"
#include "load/constants.h"
#include "tools/quote.h"
#include "base/banned.h"

static bool is_workout_of(const struct calendar_event *event,
                          const struct activity *activity)
{
    return event->day == activity->day &&
           (event->category == EVENT_WORKOUT || event_is_race(event->category)) &&
           sport_group_of(event->sport) == sport_group_of(activity->sport);
}

/* The event that the service paired, else the only one of its day and kind of sport, when
 * the activity is the only one of those, too. */
static void plan_find(struct assessment *to)
{
    const struct data_events *events = &to->engine->events;
    const struct calendar_event *same = NULL;
    size_t n_events = 0;
    size_t n_activities = 0;
    for (size_t i = 0; i < events->n_items; i++) {
        const struct calendar_event *event = &events->items[i];
        if (to->activity->paired_event_id != 0 &&
            event->id == to->activity->paired_event_id) {
            to->plan = event;
            to->is_plan_paired = true;
            return;
        }
        if (is_workout_of(event, to->activity)) {
            same = event;
            n_events++;
        }
    }
    for (size_t i = 0; i < to->history->n_activities; i++) {
        const struct load_activity *other = &to->history->activities[i];
        n_activities += other->state == LOAD_ACTIVITY_COUNTED && same != NULL &&
                                is_workout_of(same, other->activity)
                            ? 1U
                            : 0U;
    }
    to->plan = n_events == 1 && n_activities == 1 ? same : NULL;
}

/* What is not there is not there; what could not be fetched is said. */
static void details_failed(struct assessment *to, const struct err *err)
{
    if (err->code != ERR_NOT_FOUND) {
        to->details_trouble = quote_clean(to->ctx->arena, err->message, 160);
    }
}

static void details_read(struct assessment *to)
{
    const stream_set wanted = stream_bit(STREAM_TIME) | stream_bit(STREAM_DISTANCE) |
                              stream_bit(STREAM_SPEED) | stream_bit(STREAM_POWER) |
                              stream_bit(STREAM_HEART_RATE);
    const struct activity_streams *streams = NULL;
    struct err err = {0};
    if (!data_activity_intervals(to->ctx->data, to->activity->id, &to->intervals, &err)) {
        details_failed(to, &err);
    }
    if (!data_activity_streams(to->ctx->data, to->activity->id, wanted, &streams, &err)) {
        details_failed(to, &err);
    }
    review_samples_of(streams, to->ctx->arena, &to->samples);
}

/* The run's own pieces for running dynamics, fetched once and kept; its failure costs only
 * them. */
static void dynamics_fetch(struct assessment *to)
{
    struct dynamics own;
    struct err err = {0};
    struct day_range day = {.first_day = to->activity->day, .n_days = 1};
    bool is_wanted = to->item->is_run && !to->item->llss.is_walk_run;
    if (is_wanted && !dynamics_read(to->ctx, day, true, &own, &err)) {
        details_failed(to, &err);
    }
}

static void steps_read(struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    struct workout workout;
    struct workout_thresholds thresholds;
    struct review_plan plan = {.thresholds = &thresholds};
    struct err err = {0};
    review_thresholds(
        athlete_sport_settings(to->engine->athlete.athlete, to->activity->sport),
        to->activity, &thresholds);
    bool has_text = to->plan != NULL && to->plan->description != NULL &&
                    to->plan->description[0] != '\0' && !to->is_strength;
    if (has_text) {
        struct workout_flat_step *flat =
            arena_alloc(arena, WORKOUT_FLAT_STEPS, sizeof *flat);
        struct workout *kept = arena_alloc(arena, 1, sizeof *kept);
        if (workout_text_parse(to->plan->description, arena, &workout, NULL, &err) &&
            workout_flatten(&workout, &thresholds, WORKOUT_FLAT_STEPS, flat, &plan.n_flat,
                            &err)) {
            *kept = workout;
            plan.workout = kept;
            plan.flat = flat;
        } else {
            to->plan_trouble = quote_clean(arena, err.message, 160);
        }
    }
    review_steps_of(&plan, to->activity, to->intervals, &to->samples, arena, &to->steps);
}

static void effort_read(struct assessment *to)
{
    bool is_paced = !to->is_strength && !to->item->llss.is_walk_run;
    to->heart_rate = review_heart_rate_clean(&to->samples);
    steps_read(to);
    if (is_paced) {
        review_effort_of(to->is_ride, &to->samples, to->intervals, to->ctx->arena,
                         &to->effort);
    }
    to->pacing = review_pacing_of(&to->effort);
    /* Steadiness is that of the stream, which decoupling is taken from. */
    struct review_effort stream = {0};
    review_effort_of(to->is_ride, &to->samples, NULL, to->ctx->arena, &stream);
    const struct review_pacing steadiness = review_pacing_of(&stream);
    to->decoupling =
        review_decoupling_of(to->is_ride, &to->samples, &to->heart_rate, &steadiness);
    if (!is_paced && to->decoupling.null_reason == REVIEW_DECOUPLING_GIVEN) {
        to->decoupling.null_reason = REVIEW_DECOUPLING_NOT_STEADY;
        to->decoupling.decoupling_pct = (double)NAN;
        to->decoupling.efficiency = (double)NAN;
    }
}

enum tool_outcome assessment_read(struct assessment *to, struct err *err)
{
    to->activity = to->item->activity;
    to->is_ride = sport_is_ride(to->activity->sport);
    to->is_strength = sport_group_of(to->activity->sport) == SPORT_GROUP_STRENGTH;
    to->is_judged = !to->activity->is_stub && !to->activity->is_unanalyzed;
    (void)err;
    if (to->is_judged) {
        plan_find(to);
        details_read(to);
        dynamics_fetch(to);
    }
    if (!data_is_complete(to->ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    if (to->is_judged) {
        effort_read(to);
    }
    to->judgement = review_judge(to->activity, to->plan, &to->steps);
    to->status = engine_status(to->ctx, to->engine, 0);
    return TOOL_DONE;
}
