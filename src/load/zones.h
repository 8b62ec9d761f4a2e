/* The time of an activity by intensity, from the service's zone times (A30). */
#ifndef LOAD_ZONES_H
#define LOAD_ZONES_H

#include <stdbool.h>

#include "model/activity.h"

/* Seconds: zones 1-2, zone 3, zone 4 and up. */
struct load_zone_split {
    double easy_s;
    double moderate_s;
    double hard_s;
};

/* Scaled to the duration when the zones exceed it. False without 5 or more zones or without
 * time in them. */
bool load_zone_split_of(size_t n_zones, const double times_s[], double duration_s,
                        struct load_zone_split *ret);

/*
 * By the zones that speak for the sport (pace for runs, power for rides), else by heart
 * rate. Power counts for rides only: what the legs' engine does, not what it costs them.
 */
bool load_zone_split_activity(const struct activity *activity, double duration_s,
                              struct load_zone_split *ret);

#endif
