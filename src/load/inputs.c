#include "load/inputs.h"

#include "base/banned.h"

void load_preferences_init(struct load_preferences *preferences)
{
    *preferences = (struct load_preferences){.return_day = DAY_NUM_NONE,
                                             .no_injury_day = DAY_NUM_NONE};
}

void load_inputs_init(struct load_inputs *inputs)
{
    *inputs = (struct load_inputs){
        .as_of = DAY_NUM_NONE, .now_local_s = MODEL_NO_TIME, .first_day = DAY_NUM_NONE};
}
