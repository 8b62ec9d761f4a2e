#include "load/steps.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

double load_steps(double cadence_spm, double minutes)
{
    return load__measured(cadence_spm) * load__measured(minutes);
}

double load_m_per_km(double metres, double km)
{
    return km >= LOAD_STEEP_KM_MIN ? load__measured(metres) / km : LOAD_NAN;
}

double load_bone_index(double steps, double speed_m_per_s)
{
    double speed = load__clamp(load__measured(speed_m_per_s), LOAD_BONE_SPEED_MIN,
                               LOAD_BONE_SPEED_MAX);
    double strain = 1.0 + LOAD_BONE_SLOPE * (speed - LOAD_BONE_SPEED);
    return load__measured(steps) / 1000.0 * pow(strain, LOAD_BONE_EXPONENT);
}
