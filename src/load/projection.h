/* The lines over the planned days (science.md 6 "Projection", A37). */
#ifndef LOAD_PROJECTION_H
#define LOAD_PROJECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "load/history.h"
#include "load/internal.h"

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

struct load_projection {
    size_t n_days; /* today and the days after it; 0: not asked */
    const struct load_projected_day *days;
    size_t n_missing;                            /* planned sessions without a duration */
    const struct calendar_event *const *missing; /* by (day, id) */
};

/*
 * Today (as_of) and n_horizon_days after it, from WORKOUT and RACE_A/B/C events: LLSS with
 * the planned moving time and icu_intensity, else the sport's default; the body mass as of
 * today. Cannot fail. block: scratch that lives as long as ret; load__projection_bytes says
 * how much.
 */
void load_projection_build(const struct load_history *history, size_t n_horizon_days,
                           struct load__block *block, struct load_projection *ret);
size_t load__projection_bytes(const struct load_inputs *inputs);

#endif
