/* The lines over the planned days (science.md 6 "Projection", A37). */
#ifndef LOAD_PROJECTION_H
#define LOAD_PROJECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/civil.h"
#include "model/event.h"

struct load_projected_day {
    day_num day;
    bool is_planned; /* else actual: today, as soon as it has any activity or stub */
    double llss;
    double fitness;
    double fatigue;
    double form;
    double form_pct; /* NAN while fitness is below 5 */
    size_t n_planned;
    size_t n_missing; /* planned sessions without a duration: they add 0 */
};

/*
 * Today (as_of) and the days after it, from WORKOUT and RACE_A/B/C events: LLSS with the
 * planned moving time and icu_intensity, else the sport's default q squared; the body mass
 * as of today. A planned session without duration adds 0 and is listed. Made by
 * load_status_compute when n_horizon_days is not 0.
 */
struct load_projection {
    size_t n_days; /* today and the days after it; 0: not asked */
    const struct load_projected_day *days;
    size_t n_missing;                            /* planned sessions without a duration */
    const struct calendar_event *const *missing; /* by (day, id) */
};

#endif
