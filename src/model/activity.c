#include "model/activity.h"

#include <math.h>
#include <stddef.h>

#include "base/banned.h"

void activity_init(struct activity *activity)
{
    static const size_t numbers[] = {
        offsetof(struct activity, moving_time_s),
        offsetof(struct activity, elapsed_time_s),
        offsetof(struct activity, distance_m),
        offsetof(struct activity, elevation_gain_m),
        offsetof(struct activity, elevation_loss_m),
        offsetof(struct activity, average_speed_m_per_s),
        offsetof(struct activity, gap_m_per_s),
        offsetof(struct activity, threshold_pace_m_per_s),
        offsetof(struct activity, average_cadence_per_min),
        offsetof(struct activity, average_heart_rate_bpm),
        offsetof(struct activity, max_heart_rate_bpm),
        offsetof(struct activity, average_power_w),
        offsetof(struct activity, normalized_power_w),
        offsetof(struct activity, ftp_w),
        offsetof(struct activity, intensity_pct),
        offsetof(struct activity, training_load),
        offsetof(struct activity, ctl),
        offsetof(struct activity, atl),
        offsetof(struct activity, rpe),
        offsetof(struct activity, feel),
        offsetof(struct activity, session_rpe),
        offsetof(struct activity, decoupling_pct),
        offsetof(struct activity, efficiency_factor),
        offsetof(struct activity, work_j),
        offsetof(struct activity, kg_lifted),
        offsetof(struct activity, compliance_pct),
        offsetof(struct activity, temperature_c),
        offsetof(struct activity, stance_time_ms),
        offsetof(struct activity, vertical_oscillation_mm),
        offsetof(struct activity, vertical_ratio_pct),
        offsetof(struct activity, step_length_mm),
        offsetof(struct activity, stance_time_balance_pct),
        offsetof(struct activity, leg_spring_stiffness_kn_per_m),
    };
    *activity = (struct activity){.day = DAY_NUM_NONE,
                                  .start_local_s = MODEL_NO_TIME,
                                  .start_utc_s = MODEL_NO_TIME,
                                  .sport = SPORT_UNKNOWN};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        *(double *)((char *)activity + numbers[i]) = (double)NAN;
    }
}

double activity_duration_s(const struct activity *activity)
{
    if (activity->moving_time_s > 0) {
        return activity->moving_time_s;
    }
    return activity->elapsed_time_s > 0 ? activity->elapsed_time_s : (double)NAN;
}
