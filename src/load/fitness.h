/* Aerobic fitness, fatigue and form: the service's own, recomputed as a check, and its
 * parts by sport. */
#ifndef LOAD_FITNESS_H
#define LOAD_FITNESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/civil.h"
#include "load/inputs.h"

/* The parts: running, cycling (all kinds), swimming, strength and gym, everything else. */
enum load_fitness_part {
    LOAD_PART_RUN,
    LOAD_PART_RIDE,
    LOAD_PART_SWIM,
    LOAD_PART_STRENGTH,
    LOAD_PART_OTHER
};
enum { N_LOAD_PARTS = LOAD_PART_OTHER + 1 };
/* "run", "ride", "swim", "strength", "other". */
const char *load_fitness_part_name(enum load_fitness_part part);
enum load_fitness_part load_fitness_part_of(enum sport sport);

/* CTL and ATL at the end of a day; NAN when not known. */
struct load_fitness_value {
    double ctl;
    double atl;
    double ctl_28_days_before;
    double ramp_7d; /* ctl[d] - ctl[d-7], points a week */
};

struct load_fitness_day {
    day_num day;
    bool is_planned; /* loads of planned sessions */
    double load;     /* counted for CTL */
    double ctl;
    double atl;
};

struct load_fitness {
    day_num service_day; /* the latest wellness row with CTL and ATL up to as_of;
                            DAY_NUM_NONE: none */
    struct load_fitness_value service;
    bool is_seeded_by_service; /* else all lines start at 0 */
    /* as_of once it has any activity, else the day before: a day in which nothing was done
     * yet says nothing */
    day_num basis_day;
    struct load_fitness_value computed;            /* at basis_day, from daily loads */
    struct load_fitness_value parts[N_LOAD_PARTS]; /* they sum to computed */
    double check_ctl; /* computed minus service, on service_day; NAN when one is missing */
    double check_atl;
    size_t n_unreadable; /* activities whose load is unknown: in the service's sums perhaps,
                            not in ours */
    size_t n_days;       /* of days: as_of and the horizon after it */
    const struct load_fitness_day *days;
    size_t n_planned_without_load;
};

/* How much of a sport's training load the service counts in CTL and in ATL: the athlete's
 * type factors, 1 each where there is none. athlete may be NULL. */
void load_fitness_factors(const struct athlete *athlete, enum sport sport, double *ret_ctl,
                          double *ret_atl);

/* Bytes of scratch that load_fitness_compute needs. */
size_t load_fitness_scratch_bytes(const struct load_inputs *inputs);

/*
 * x[d] = x[d-1] + (load[d] - x[d-1]) (1 - e^(-1/N)), N 42 for CTL and 7 for ATL (Calvert
 * 1976; the service's own model, exactly), over the days from inputs->first_day (else the
 * first activity) to as_of. The load of an activity counts for CTL by its type's ctlFactor
 * and for ATL by its atlFactor (default 1). The line is seeded with the service's values of
 * the first day that has them, shared among the parts by their loads in the 42 days after
 * it (equally when there are none: X, our choice), so that the parts sum to the service's
 * CTL there, and to `computed` on every later day. Planned days: the service's planned load
 * of workouts and races; as_of counts as done once it has any activity (A37). Activities
 * after as_of or now, and unreadable ones, do not count. Absent load is 0 and counted in
 * n_unreadable only for stubs. Cannot fail; allocates nothing; results live in scratch.
 */
void load_fitness_compute(const struct load_inputs *inputs, void *scratch,
                          struct load_fitness *ret);

#endif
