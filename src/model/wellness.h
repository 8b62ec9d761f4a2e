/* One day of the wellness log. Plain data. */
#ifndef MODEL_WELLNESS_H
#define MODEL_WELLNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"

/* NAN = not recorded. In every 1-4 scale low is good. */
struct wellness_day {
    day_num day;
    const char *comments;        /* written by people; the list's; NULL when absent */
    const char *menstrual_phase; /* the service's word; NULL when absent */
    const char *menstrual_phase_predicted;
    const char *bad_fields; /* as in struct activity */

    bool is_weight_carried;     /* tempWeight: carried over, not measured that day */
    bool is_resting_hr_carried; /* tempRestingHR */

    double ctl; /* the service's own fitness and fatigue at the end of the day */
    double atl;
    double ramp_rate;
    double ctl_load;
    double atl_load;
    double weight_kg;
    double resting_hr_bpm;
    double hrv_rmssd_ms;
    double hrv_sdnn_ms;
    double sleep_s;
    double sleep_score;   /* 0-100, the device's */
    double sleep_quality; /* 1 excellent .. 4 poor */
    double soreness;      /* 1 low .. 4 extreme */
    double fatigue;       /* 1 low .. 4 extreme */
    double stress;        /* 1 low .. 4 extreme */
    double mood;          /* 1 excellent .. 4 poor */
    double motivation;    /* 1 excellent .. 4 poor */
    double injury;        /* 1 nothing, 2 niggle, 3 poor, 4 injured */
    double hydration;     /* 1 well .. 4 very dehydrated */
    double readiness;     /* the device's, usually 0-100 */
    double spo2_pct;
    double respiration_per_min;
    double steps;
    double vo2max_ml_per_kg_min;
    double kcal_consumed;
    double body_fat_pct;
    double abdomen_cm;
    double sleeping_hr_bpm; /* mean of the night */
    double baevsky_si;
    double systolic_mmhg;
    double diastolic_mmhg;
    double hydration_l;
    double blood_glucose_mmol_per_l;
    double lactate_mmol_per_l;
    double carbohydrates_g;
    double protein_g;
    double fat_g;
};

/* Everything unknown. */
void wellness_day_init(struct wellness_day *day);

#endif
