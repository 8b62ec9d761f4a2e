/* What one activity gives to the history: kilometres, hard time, steps, climb. */
#include "load/build.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"
#include "load/zones.h"
#include "load/steps.h"
#include "load/strength.h"

#include "base/banned.h"

/* A38. The speed is distance by moving time, else the average speed. */
static bool is_implausible_run(const struct activity *activity, double km)
{
    double moving_s = load__measured(activity->moving_time_s);
    double speed = moving_s > 0.0 ? km * 1000.0 / moving_s
                                  : load__measured(activity->average_speed_m_per_s);
    return km > LOAD_RUN_KM_MAX ||
           (km >= LOAD_RUN_SPEED_KM_MIN && speed > LOAD_RUN_SPEED_MAX);
}

static void measure_distance(struct load_activity *item)
{
    item->km = load__measured(item->activity->distance_m) / 1000.0;
    if (!item->is_run) {
        return;
    }
    item->is_implausible_distance = is_implausible_run(item->activity, item->km);
    if (item->is_implausible_distance || !(item->km > 0.0)) {
        item->km = LOAD_NAN;
    }
}

static void measure_hardness(struct load_activity *item)
{
    const struct activity *activity = item->activity;
    double run_s = item->minutes * 60.0;
    item->hard_s = LOAD_NAN;
    if (!item->is_run || isnan(run_s)) {
        return;
    }
    bool is_fast = sqrt(item->llss.q2) >= LOAD_HARD_Q - LOAD_BAND_GUARD;
    struct load_zone_split split = {.hard_s = LOAD_NAN};
    bool has_zones = load_zone_split_activity(activity, run_s, &split);
    item->hard_s = has_zones ? split.hard_s : (is_fast ? run_s : 0.0);
    item->is_run_hard = is_fast || split.hard_s >= LOAD_HARD_RUN_S;
}

/* A17: a run, or a used weight from 0.50 unless it is a quarter of an hour of calf and hip
 * work. */
static bool loads_limbs(const struct load_activity *item)
{
    const struct activity *activity = item->activity;
    if (item->is_run) {
        return true;
    }
    bool is_calf_hip =
        activity->sport == SPORT_WEIGHT_TRAINING &&
        round(item->minutes) <= LOAD_CALF_HIP_MAX_MIN &&
        load_strength_is_calf_hip(activity->name, activity->description, activity->tags);
    return item->llss.weight_used >= LOAD_REST_WEIGHT_MAX && !is_calf_hip;
}

static void use_custom_llss(const struct load_history *history, struct load_activity *item)
{
    const double *custom = history->inputs->custom_llss;
    double own = custom == NULL ? LOAD_NAN : load__measured(custom[item->input_index]);
    if (!isnan(own) && item->llss.null_reason != LOAD_LLSS_STUB) {
        item->llss.llss = own;
        item->llss.is_custom = true;
        item->llss.null_reason = LOAD_LLSS_GIVEN;
    }
}

void load__measure(const struct load_history *history, struct load_activity *item,
                   double mass_factor)
{
    const struct activity *activity = item->activity;
    item->llss = load_llss_of_activity(activity, &history->sports, mass_factor);
    item->is_run =
        sport_is_run(activity->sport) && item->llss.null_reason != LOAD_LLSS_STUB;
    use_custom_llss(history, item);
    item->minutes = item->llss.hours * 60.0;
    measure_distance(item);
    measure_hardness(item);
    item->loads_limbs = loads_limbs(item);
    item->steps =
        item->is_run ? load_steps(load_cadence_spm(activity), item->minutes) : LOAD_NAN;
    bool is_on_foot =
        item->is_run || sport_group_of(activity->sport) == SPORT_GROUP_WALKING;
    double km = is_on_foot ? item->km : LOAD_NAN;
    item->climb_m_per_km = load_m_per_km(activity->elevation_gain_m, km);
    item->descent_m_per_km = load_m_per_km(activity->elevation_loss_m, km);
    item->is_steep_up = item->climb_m_per_km >= LOAD_STEEP_M_PER_KM;
    item->is_steep_down = item->descent_m_per_km >= LOAD_STEEP_M_PER_KM;
}
