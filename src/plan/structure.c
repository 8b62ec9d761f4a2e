#include "plan/structure.h"

#include <math.h>

#include "plan/constants.h"

#include "base/banned.h"

/* From where a step is tempo, threshold, VO2; in % of what its metric's threshold is. */
struct bounds_pct {
    double tempo;
    double threshold;
    double vo2;
};

enum step_quality { STEP_EASY, STEP_TEMPO, STEP_THRESHOLD, STEP_VO2 };

static enum step_quality quality_from(double value, const struct bounds_pct *from)
{
    return value + PLAN_GUARD >= from->vo2         ? STEP_VO2
           : value + PLAN_GUARD >= from->threshold ? STEP_THRESHOLD
           : value + PLAN_GUARD >= from->tempo     ? STEP_TEMPO
                                                   : STEP_EASY;
}

static double middle_of(const struct workout_range *range)
{
    return (range->start + range->end) / 2.0;
}

static const struct bounds_pct *bounds_of(enum workout_metric metric)
{
    static const struct bounds_pct power = {
        PLAN_STEP_TEMPO_FTP_PCT, PLAN_STEP_THRESHOLD_FTP_PCT, PLAN_STEP_VO2_FTP_PCT};
    static const struct bounds_pct pace = {
        PLAN_STEP_TEMPO_PACE_PCT, PLAN_STEP_THRESHOLD_PACE_PCT, PLAN_STEP_VO2_PACE_PCT};
    static const struct bounds_pct lthr = {
        PLAN_STEP_TEMPO_LTHR_PCT, PLAN_STEP_THRESHOLD_LTHR_PCT, PLAN_STEP_VO2_LTHR_PCT};
    return metric == WORKOUT_POWER ? &power : metric == WORKOUT_PACE ? &pace : &lthr;
}

static enum step_quality quality_of_target(const struct workout_target *target,
                                           const struct workout_thresholds *thresholds)
{
    static const struct bounds_pct zones = {3.0, 4.0, 5.0};
    struct workout_bounds bounds;
    double middle = middle_of(&target->range);
    switch ((int)target->units) {
    case WORKOUT_POWER_ZONE:
    case WORKOUT_HR_ZONE:
    case WORKOUT_PACE_ZONE:
        return quality_from(middle, &zones);
    case WORKOUT_PCT_FTP:
        return quality_from(middle, bounds_of(WORKOUT_POWER));
    case WORKOUT_PCT_PACE:
        return quality_from(middle, bounds_of(WORKOUT_PACE));
    case WORKOUT_PCT_LTHR:
        return quality_from(middle, bounds_of(WORKOUT_HEART_RATE));
    case WORKOUT_PCT_MAX_HR:
        return quality_from(middle / PLAN_LTHR_OF_MAX, bounds_of(WORKOUT_HEART_RATE));
    default:
        break;
    }
    return workout_target_resolve(target, thresholds, &bounds)
               ? quality_from(100.0 * middle_of(&bounds.fraction), bounds_of(bounds.metric))
               : STEP_EASY;
}

static enum step_quality quality_of_step(const struct workout_step *step,
                                         const struct workout_thresholds *thresholds)
{
    static const struct bounds_pct rpes = {PLAN_RPE_TEMPO, PLAN_RPE_THRESHOLD,
                                           PLAN_RPE_VO2};
    enum step_quality by_target = quality_of_target(&step->target, thresholds);
    enum step_quality by_rpe = quality_from(middle_of(&step->rpe), &rpes);
    return by_rpe > by_target ? by_rpe : by_target;
}

/* Of a step by distance at its target's speed, else at the usual easy one; 0: not known. */
static double minutes_of_step(const struct workout_step *step,
                              const struct plan_input *input, enum sport sport,
                              const struct workout_thresholds *thresholds)
{
    struct workout_bounds bounds;
    double m_per_s = sport_is_run(sport)    ? input->run_m_per_s[PLAN_EASY]
                     : sport_is_ride(sport) ? input->ride_m_per_s[PLAN_EASY]
                                            : LOAD_NAN;
    if (step->duration_s > 0) {
        return step->duration_s / 60.0;
    }
    if (workout_target_resolve(&step->target, thresholds, &bounds) &&
        bounds.metric == WORKOUT_PACE) {
        m_per_s = middle_of(&bounds.absolute);
    }
    return m_per_s > 0.0 ? step->distance_m / m_per_s / 60.0 : 0.0;
}

void plan_structure_read(struct arena *arena, const struct plan_input *input,
                         const struct workout_thresholds *thresholds,
                         struct plan_given *ret)
{
    struct workout workout;
    struct err ignored = {0}; /* what is no workout is prose: the words are read anyway */
    ret->steps = (struct plan_steps){0};
    if (ret->text == NULL ||
        !workout_text_parse(ret->text, arena, &workout, NULL, &ignored)) {
        return;
    }
    for (size_t i = 0; i < workout.n_blocks; i++) {
        const struct workout_block *block = &workout.blocks[i];
        for (size_t k = block->first_step; k < block->first_step + block->n_steps; k++) {
            const struct workout_step *step = &workout.steps[k];
            enum step_quality quality = quality_of_step(step, thresholds);
            double minutes =
                block->repeats * minutes_of_step(step, input, ret->sport, thresholds);
            ret->steps.whole_min += minutes;
            ret->steps.tempo_min += quality >= STEP_TEMPO ? minutes : 0.0;
            ret->steps.hard_min += quality >= STEP_THRESHOLD ? minutes : 0.0;
            ret->steps.vo2_min += quality >= STEP_VO2 ? minutes : 0.0;
        }
    }
}
