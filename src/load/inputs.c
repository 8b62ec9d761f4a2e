#include "load/inputs.h"

#include "load/constants.h"

#include "base/banned.h"

void load_preferences_init(struct load_preferences *preferences)
{
    *preferences = (struct load_preferences){.return_day = DAY_NUM_NONE,
                                             .no_injury_day = DAY_NUM_NONE};
}

void load_opinion_init(struct load_opinion *opinion)
{
    *opinion = (struct load_opinion){.strength_lower_factor = 1.0,
                                     .strength_undecided = LOAD_NAN,
                                     .walk_run_factor = 1.0,
                                     .default_q2_factor = 1.0,
                                     .q_exponent = 2.0};
    for (size_t i = 0; i <= N_SPORTS; i++) {
        opinion->weight_factor[i] = 1.0;
    }
}

void load_inputs_init(struct load_inputs *inputs)
{
    *inputs = (struct load_inputs){
        .as_of = DAY_NUM_NONE, .now_local_s = MODEL_NO_TIME, .first_day = DAY_NUM_NONE};
}
