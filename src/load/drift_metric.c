/* The metrics, and which segments are fit to be compared. */
#include "load/drift.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

/* Words and the places of the numbers: those stand in constants.def. */
struct row {
    const char *name;
    const char *unit;
    const char *label;
    const double *sd_floor;
    const double *low;
    const double *high;
    int decimals;
    bool is_checked;
};

#define ROW(metric, name, unit, label, decimals, is_checked)                               \
    [LOAD_METRIC_##metric] = {name,                                                        \
                              unit,                                                        \
                              label,                                                       \
                              &LOAD_DRIFT_##metric##_SD,                                   \
                              &LOAD_DRIFT_##metric##_LOW,                                  \
                              &LOAD_DRIFT_##metric##_HIGH,                                 \
                              decimals,                                                    \
                              is_checked}
static const struct row rows[N_LOAD_METRICS] = {
    ROW(STANCE_TIME, "stance_time", "ms", "ground contact time", 0, true),
    ROW(CADENCE, "cadence", "spm", "cadence", 0, true),
    ROW(VERTICAL_RATIO, "vertical_ratio", "%", "vertical ratio", 1, true),
    ROW(STANCE_BALANCE, "stance_balance", "%", "ground contact balance, left", 1, true),
    ROW(VERTICAL_OSCILLATION, "vertical_oscillation", "mm", "vertical oscillation", 0,
        false),
    ROW(LEG_SPRING_STIFFNESS, "leg_spring_stiffness", "kN/m", "leg spring stiffness", 1,
        false),
};

struct load_metric_info load_metric_info(enum load_metric metric)
{
    const struct row *row = &rows[metric];
    return (struct load_metric_info){.name = row->name,
                                     .unit = row->unit,
                                     .label = row->label,
                                     .sd_floor = *row->sd_floor,
                                     .low = *row->low,
                                     .high = *row->high,
                                     .decimals = row->decimals,
                                     .is_checked = row->is_checked};
}

bool load_drift_is_treadmill(const struct activity *activity)
{
    return activity->is_trainer || activity->sport == SPORT_VIRTUAL_RUN;
}

void load_drift_segment_init(struct load_drift_segment *segment)
{
    *segment = (struct load_drift_segment){.start_s = LOAD_NAN,
                                           .duration_s = LOAD_NAN,
                                           .distance_m = LOAD_NAN,
                                           .speed_m_per_s = LOAD_NAN,
                                           .gradient_frac = LOAD_NAN};
    for (size_t i = 0; i < N_LOAD_METRICS; i++) {
        segment->values[i] = LOAD_NAN;
    }
}

static double speed_of(const struct load_drift_segment *segment)
{
    double speed = segment->speed_m_per_s;
    if (isnan(speed) && segment->duration_s > 0.0) {
        speed = segment->distance_m / segment->duration_s;
    }
    return speed >= LOAD_PACE_SPEED_MIN && speed <= LOAD_PACE_SPEED_MAX ? speed : LOAD_NAN;
}

/* In part walked, as far as its cadence tells. */
static bool is_walked(const struct load_drift_segment *segment, double speed)
{
    double cadence = segment->values[LOAD_METRIC_CADENCE];
    return speed < LOAD_WALK_RUN_SPEED && cadence > 0.0 &&
           cadence < LOAD_DRIFT_RUNNING_CADENCE;
}

bool load_drift_is_clean(const struct load_drift_segment *segment, bool is_treadmill,
                         double *ret_speed_m_per_s)
{
    double speed = speed_of(segment);
    *ret_speed_m_per_s = speed;
    bool is_long =
        (isfinite(segment->duration_s) && segment->duration_s >= LOAD_DRIFT_SEGMENT_S) ||
        (isfinite(segment->distance_m) && segment->distance_m >= LOAD_DRIFT_SEGMENT_M);
    bool is_late = isfinite(segment->start_s) && segment->start_s >= LOAD_DRIFT_START_S;
    bool is_flat = isnan(segment->gradient_frac)
                       ? is_treadmill
                       : fabs(segment->gradient_frac) < LOAD_DRIFT_GRADIENT;
    return is_long && is_late && is_flat && !isnan(speed) && !is_walked(segment, speed);
}
