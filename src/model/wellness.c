#include "model/wellness.h"

#include <math.h>
#include <stddef.h>

#include "base/banned.h"

void wellness_day_init(struct wellness_day *day)
{
    static const size_t numbers[] = {
        offsetof(struct wellness_day, ctl),
        offsetof(struct wellness_day, atl),
        offsetof(struct wellness_day, ramp_rate),
        offsetof(struct wellness_day, ctl_load),
        offsetof(struct wellness_day, atl_load),
        offsetof(struct wellness_day, weight_kg),
        offsetof(struct wellness_day, resting_hr_bpm),
        offsetof(struct wellness_day, hrv_rmssd_ms),
        offsetof(struct wellness_day, hrv_sdnn_ms),
        offsetof(struct wellness_day, sleep_s),
        offsetof(struct wellness_day, sleep_score),
        offsetof(struct wellness_day, sleep_quality),
        offsetof(struct wellness_day, soreness),
        offsetof(struct wellness_day, fatigue),
        offsetof(struct wellness_day, stress),
        offsetof(struct wellness_day, mood),
        offsetof(struct wellness_day, motivation),
        offsetof(struct wellness_day, injury),
        offsetof(struct wellness_day, hydration),
        offsetof(struct wellness_day, readiness),
        offsetof(struct wellness_day, spo2_pct),
        offsetof(struct wellness_day, respiration_per_min),
        offsetof(struct wellness_day, steps),
        offsetof(struct wellness_day, vo2max_ml_per_kg_min),
        offsetof(struct wellness_day, kcal_consumed),
        offsetof(struct wellness_day, body_fat_pct),
        offsetof(struct wellness_day, abdomen_cm),
        offsetof(struct wellness_day, sleeping_hr_bpm),
        offsetof(struct wellness_day, baevsky_si),
        offsetof(struct wellness_day, systolic_mmhg),
        offsetof(struct wellness_day, diastolic_mmhg),
        offsetof(struct wellness_day, hydration_l),
        offsetof(struct wellness_day, blood_glucose_mmol_per_l),
        offsetof(struct wellness_day, lactate_mmol_per_l),
        offsetof(struct wellness_day, carbohydrates_g),
        offsetof(struct wellness_day, protein_g),
        offsetof(struct wellness_day, fat_g),
    };
    *day = (struct wellness_day){.day = DAY_NUM_NONE};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        *(double *)((char *)day + numbers[i]) = (double)NAN;
    }
}
