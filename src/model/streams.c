#include "model/streams.h"

#include "base/banned.h"

const char *stream_type_name(enum stream_type type)
{
    static const char *const names[N_STREAM_TYPES] = {
        [STREAM_TIME] = "time",
        [STREAM_DISTANCE] = "distance",
        [STREAM_SPEED] = "velocity_smooth",
        [STREAM_GRADIENT] = "grade_smooth",
        [STREAM_ALTITUDE] = "altitude",
        [STREAM_CADENCE] = "cadence",
        [STREAM_HEART_RATE] = "heartrate",
        [STREAM_POWER] = "watts",
        [STREAM_TEMPERATURE] = "temp",
        [STREAM_STANCE_TIME] = "stance_time",
        [STREAM_VERTICAL_OSCILLATION] = "vertical_oscillation",
        [STREAM_VERTICAL_RATIO] = "vertical_ratio",
        [STREAM_STEP_LENGTH] = "step_length",
        [STREAM_STANCE_BALANCE] = "stance_time_balance",
        [STREAM_LEG_SPRING_STIFFNESS] = "leg_spring_stiffness"};
    return names[type];
}
