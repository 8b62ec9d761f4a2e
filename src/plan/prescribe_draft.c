#include "plan/prescribe_parts.h"

#include <assert.h>
#include <math.h>

#include "plan/constants.h"
#include "base/banned.h"

bool plan__block(struct plan__draft *draft, const char *heading, int repeats,
                 struct err *err)
{
    return workout_block_add(draft->workout, heading, repeats, err);
}

bool plan__step(struct plan__draft *draft, enum plan_zone zone, const char *cue,
                int seconds, struct workout_range cadence_rpm, struct err *err)
{
    struct workout_step step = {
        .text = cue,
        .duration_s = seconds,
        .target = plan__target_of(draft, zone),
        .cadence_rpm = cadence_rpm,
    };
    assert(draft->workout->n_steps < PLAN__MAX_STEPS);
    if (step.target.units == WORKOUT_NO_UNITS) {
        step.rpe = plan_zone_info(zone)->rpe;
    }
    draft->zones[draft->workout->n_steps] = zone;
    return workout_step_add(draft->workout, &step, err);
}

bool plan__part(struct plan__draft *draft, const char *heading, enum plan_zone zone,
                const char *cue, int seconds, struct err *err)
{
    return seconds == 0 ||
           (plan__block(draft, heading, 1, err) &&
            plan__step(draft, zone, cue, seconds, (struct workout_range){0}, err));
}

/* Fraction of threshold in the middle of the zone; NAN by feel. */
static double zone_fraction(enum plan_zone zone)
{
    enum plan_zone counted = zone == PLAN_ZONE_RUN_STRIDE ? PLAN_ZONE_RUN_VO2 : zone;
    struct workout_range pct = plan_zone_info(counted)->intensity_pct;
    return pct.end > 0.0 ? (pct.start + pct.end) / 200.0 : LOAD_NAN;
}

/* Sum over all passes of seconds x fraction^power. */
static double sum_of(const struct plan__draft *draft, double power)
{
    const struct workout *workout = draft->workout;
    double sum = 0.0;
    for (size_t b = 0; b < workout->n_blocks; b++) {
        const struct workout_block *block = &workout->blocks[b];
        for (size_t i = 0; i < block->n_steps; i++) {
            size_t i_step = block->first_step + i;
            sum += block->repeats * workout->steps[i_step].duration_s *
                   pow(zone_fraction(draft->zones[i_step]), power);
        }
    }
    return sum;
}

double plan__q2_of(const struct plan__draft *draft)
{
    return draft->is_ride ? sqrt(sum_of(draft, 4.0) / draft->total_s)
                          : sum_of(draft, 2.0) / draft->total_s;
}

double plan__km_of(const struct plan__draft *draft)
{
    double speed = draft->thresholds.threshold_speed_m_per_s;
    return draft->is_run && speed > 0.0 ? sum_of(draft, 1.0) * speed / 1000.0 : LOAD_NAN;
}

const char *plan__minutes_text(struct arena *arena, int seconds)
{
    if (seconds < 60) {
        return arena_printf(arena, "%d s", seconds);
    }
    return seconds % 60 == 0
               ? arena_printf(arena, "%d min", seconds / 60)
               : arena_printf(arena, "%d:%02d min", seconds / 60, seconds % 60);
}
