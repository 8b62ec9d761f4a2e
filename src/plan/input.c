#include "load/constants.h"
#include "plan/plan.h"

#include "base/banned.h"

static void past_init(struct plan_input *input)
{
    for (int i = 0; i < PLAN_HISTORY_DAYS; i++) {
        input->past[i].longest_run_km = LOAD_NAN;
        input->past[i].longest_run_min = LOAD_NAN;
    }
}

void plan_input_init(struct plan_input *input)
{
    *input = (struct plan_input){
        .today = -1,
        .focus = PLAN_FOCUS_KEEP_BOTH,
        .ctl_eve = LOAD_NAN,
        .atl_eve = LOAD_NAN,
        .level = LOAD_LEVEL_CLEAR,
        .after_stop_until = -1,
        .last_run_min = LOAD_NAN,
        .last_run_km = LOAD_NAN,
        .state = LOAD_RUN_NORMAL,
        .gap_first_run_day = PLAN_NO_DAY,
        .resuming_until = PLAN_NO_DAY,
        .gap_longest_km = LOAD_NAN,
        .gap_longest_min = LOAD_NAN,
        .gap_week_min = LOAD_NAN,
        .cap_run_days = -1,
        .cap_run_km = LOAD_NAN,
        .cap_bike_h = LOAD_NAN,
        .race_day = PLAN_NO_DAY,
        .mass_factor = 1.0,
        .strength_factor = 1.0,
        .run_threshold_m_per_s = LOAD_NAN,
    };
    past_init(input);
    for (int i = 0; i < PLAN_DAYS; i++) {
        input->available[i].day_max_min = PLAN_DAY_MIN;
    }
    for (int i = 0; i < N_PLAN_KINDS; i++) {
        input->weight[i] = plan_kind_info((enum plan_kind)i)->weight;
    }
    for (int i = 0; i <= N_SPORTS; i++) {
        input->sport_weight[i] = load_sport_weight((enum sport)i)->weight;
        input->ctl_factor[i] = 1.0;
        input->atl_factor[i] = 1.0;
    }
    for (int i = 0; i < N_PLAN_EFFORTS; i++) {
        input->run_m_per_s[i] = LOAD_NAN;
        input->ride_m_per_s[i] = LOAD_NAN;
    }
}
