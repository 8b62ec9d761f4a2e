/* What is planned: the next run beside its limit, what is left of today. */
#ifndef LOAD_PLANNED_RUN_H
#define LOAD_PLANNED_RUN_H

#include "load/history.h"
#include "load/inputs.h"
#include "load/spike.h"

struct load_planned_run {
    day_num day; /* DAY_NUM_NONE: none is planned in these days */
    double km;   /* as planned; NAN or 0 in the calendar: NAN */
    double minutes;
    const struct calendar_event *event; /* NULL: none */
    bool is_km_estimated; /* the calendar has minutes alone (load_planned_run_estimate) */
    double ratio;         /* km / longest of the last 30 days; NAN when one is unknown */
    bool is_judged;       /* it and the limit speak of the same unit */
    bool is_above;
};

enum { LOAD_PLANNED_RUN_DAYS = 7 };

/*
 * The earliest planned workout of a run type of the LOAD_PLANNED_RUN_DAYS from first_day on
 * (by start, then id), against next: above when its kilometres or its minutes are. Races
 * are exempt, as the rule of the longest run has it. Cannot fail.
 */
struct load_planned_run load_planned_run_next(const struct load_inputs *inputs,
                                              day_num first_day,
                                              const struct load_next_run *next);

/* The kilometres of a run that has minutes alone, at the athlete's usual easy speed (NAN:
 * unknown, then nothing changes); judged anew. */
void load_planned_run_estimate(struct load_planned_run *run,
                               const struct load_next_run *next, double easy_m_per_s);

/* Was the event carried out? By pairing, or, a race, by a race of that day. */
bool load_planned_is_done(const struct load_history *history,
                          const struct calendar_event *event);
/*
 * Workouts and races of today that no activity carried out, while today counts as done
 * because it holds an activity or stub (A37): neither the projection nor a plan's eve
 * counts them. 0 while today is still planned.
 */
size_t load_planned_left_today(const struct load_history *history);

#endif
