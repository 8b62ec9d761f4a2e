#include "load/zones.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

bool load_zone_split_of(size_t n_zones, const double times_s[], double duration_s,
                        struct load_zone_split *ret)
{
    double sum_s = 0.0;
    struct load_zone_split split = {0};
    for (size_t i = 0; i < n_zones && i < MODEL_MAX_ZONES; i++) {
        double zone_s = load__measured(times_s[i]);
        if (isnan(zone_s)) {
            continue;
        }
        sum_s += zone_s;
        if (i + 1 >= LOAD_HARD_ZONE) {
            split.hard_s += zone_s;
        } else if (i + 2 >= LOAD_HARD_ZONE) {
            split.moderate_s += zone_s;
        } else {
            split.easy_s += zone_s;
        }
    }
    if (n_zones < LOAD_HARD_ZONES_MIN || !(sum_s > 0.0)) {
        return false;
    }
    double scale = sum_s > duration_s ? duration_s / sum_s : 1.0;
    ret->easy_s = split.easy_s * scale;
    ret->moderate_s = split.moderate_s * scale;
    ret->hard_s = split.hard_s * scale;
    return true;
}

bool load_zone_split_activity(const struct activity *activity, double duration_s,
                              struct load_zone_split *ret)
{
    if (sport_is_run(activity->sport) &&
        load_zone_split_of(activity->n_pace_zones, activity->pace_zone_times_s, duration_s,
                           ret)) {
        return true;
    }
    if (sport_is_ride(activity->sport) &&
        load_zone_split_of(activity->n_power_zones, activity->power_zone_times_s,
                           duration_s, ret)) {
        return true;
    }
    return load_zone_split_of(activity->n_hr_zones, activity->hr_zone_times_s, duration_s,
                              ret);
}
