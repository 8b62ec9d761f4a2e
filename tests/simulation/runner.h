/*
 * Simulated runners: years of runs with laps, one metric (ground contact time) that obeys a
 * curve over speed, run and lap errors, and a shift from a given day on. Same seed, same
 * runner; the shift changes nothing else.
 */
#ifndef TESTS_SIMULATION_RUNNER_H
#define TESTS_SIMULATION_RUNNER_H

#include <stddef.h>
#include <stdint.h>

#include "load/drift.h"

struct dice {
    uint64_t state;
};
uint64_t dice_next(struct dice *dice);
double dice_between(struct dice *dice, double low, double high);
size_t dice_below(struct dice *dice, size_t n);
/* Standard normal (Box and Muller). */
double dice_normal(struct dice *dice);

/* How runners of a scenario run. */
struct scenario {
    const char *name;
    size_t n_runs_min; /* a week */
    size_t n_runs_max;
    double run_sd_ms;    /* of the runs' own levels */
    double lap_sd_ms;    /* of laps within a run */
    double lap_memory;   /* correlation of neighbouring laps */
    double run_memory;   /* correlation of neighbouring runs' levels */
    double broken_share; /* laps that the sensor spoils by +-30 ms */
    double heavy_share;  /* runs whose level scatters three times as much */
};

enum { LAPS_MIN = 6, LAPS_MAX = 10, LAP_S = 300 };

/* The true SD of a run's mean error, the unit of a shift: sqrt(run_sd^2 + var(mean of the
 * laps)), averaged over 6 to 10 laps. */
double scenario_run_sd_ms(const struct scenario *scenario);

struct runner {
    struct load_drift_run *runs;
    size_t n_runs;
    struct load_drift_segment *segments;
    size_t n_segments;
};

/* Days 0 to n_days - 1; shift_ms from shift_day on. Free with runner_release. */
struct runner runner_make(const struct scenario *scenario, uint64_t seed, day_num n_days,
                          day_num shift_day, double shift_ms);
void runner_release(struct runner *runner);

#endif
