#include "tools/tool.h"

#include <math.h>

#include "tools/assessment.h"
#include "tools/check.h"
#include "tools/next_run.h"
#include "tools/pick.h"
#include "tools/quote.h"
#include "base/banned.h"

/* Each with what it means, for a reader that sees nothing else. */
static const char *verdict_words(enum review_verdict verdict)
{
    switch (verdict) {
    case REVIEW_UNREADABLE:
        return "UNREADABLE, not judged: Strava lets no program read it. Connect the device "
               "to Intervals.icu directly";
    case REVIEW_NOT_ANALYSED:
        return "NOT ANALYSED YET by Intervals.icu, not judged: ask again in a few minutes";
    case REVIEW_RACE:
        return "RACE, not judged as training";
    case REVIEW_NO_PLAN:
        return "NO PLAN to compare with";
    case REVIEW_AS_PLANNED:
        return "AS PLANNED";
    case REVIEW_HARDER:
        return "HARDER THAN PLANNED";
    case REVIEW_EASIER:
        return "EASIER THAN PLANNED";
    case REVIEW_CUT_SHORT:
        return "CUT SHORT";
    case REVIEW_LONGER:
        return "LONGER THAN PLANNED";
    case REVIEW_NOT_COMPLETED:
        return "NOT COMPLETED";
    case REVIEW_PLAN_UNJUDGED:
        break;
    }
    return "PLAN WITHOUT ANYTHING TO COMPARE";
}

static void summary_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct activity *activity = to->activity;
    const struct load_planned_run none = {.day = DAY_NUM_NONE};
    const char *sport = activity->type_name != NULL
                            ? quote_clean(arena, activity->type_name, 40)
                            : "session";
    const char *of =
        arena_printf(arena, "%s of %s", sport, quote_day(arena, activity->day));
    if (!to->is_judged) {
        answer_summary(to->answer, "%s. (%s)", verdict_words(to->judgement.verdict), of);
        return;
    }
    bool is_race = to->judgement.verdict == REVIEW_RACE;
    const char *plan = to->plan != NULL && !is_race ? assessment_plan_words(to) : "";
    answer_summary(to->answer, "%s: %s%s%s.%s %s%s.", verdict_words(to->judgement.verdict),
                   of, plan[0] != '\0' ? "; " : "", plan, assessment_cost_words(to),
                   check_level_words(to->status), next_run_words(arena, to->status, &none));
}

static void missing_write(const struct assessment *to)
{
    if (to->activity->is_stub) {
        answer_missing(to->answer, "session", 1, MISSING_UNREADABLE_STRAVA,
                       "its load is not in any line");
    } else if (!to->is_judged) {
        answer_missing(to->answer, "session", 1, MISSING_NO_DATA,
                       "not analysed yet: its numbers may still change");
    }
    if (to->details_trouble != NULL) {
        answer_missing(to->answer, "laps and streams", 1, MISSING_UPSTREAM_FAILED,
                       to->details_trouble);
    } else if (to->is_judged && to->samples.n == 0 && !to->is_strength) {
        answer_missing(to->answer, "streams", 1, MISSING_NO_DATA,
                       "no time in target, no drop-outs looked for");
    }
    if (to->plan_trouble != NULL) {
        answer_missing(to->answer, "plan.steps", 1, MISSING_NO_DATA, to->plan_trouble);
    }
    if (to->is_judged && !to->engine->has_events) {
        answer_missing(to->answer, "plan", 1, MISSING_UPSTREAM_FAILED,
                       "the calendar could not be read");
    }
    if (to->is_judged && to->plan != NULL && to->steps.n_unknown > 0) {
        answer_missing(to->answer, "steps.mean", to->steps.n_unknown, MISSING_NOT_RECORDED,
                       "what these steps aim at was not measured");
    }
    if (isnan(to->item->llss.llss) && !to->activity->is_stub) {
        answer_missing(to->answer, "legs.llss", 1, MISSING_NOT_RECORDED, "no duration");
    }
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    struct assessment to = {.ctx = ctx, .answer = answer, .engine = &engine};
    enum tool_outcome outcome = engine_athlete(ctx, &engine.athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    outcome =
        engine_read(ctx, engine_series_window(engine.athlete.today, 0), true, &engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    to.history = engine_history(ctx, &engine);
    if (!pick_activity(ctx, to.history, &to.item, err)) {
        return TOOL_FAILED;
    }
    outcome = assessment_read(&to, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    summary_write(&to);
    answer_set(answer, "verdict", json_string(review_verdict_name(to.judgement.verdict)));
    assessment_session_write(&to);
    assessment_legs_write(&to);
    assessment_ask_write(&to);
    missing_write(&to);
    return TOOL_DONE;
}

const struct tool tool_post_workout_assessment = {.name = "post_workout_assessment",
                                                  .run = run};
