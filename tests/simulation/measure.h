/* What simulated runners tell about the drift engine: false flags and delays. */
#ifndef TESTS_SIMULATION_MEASURE_H
#define TESTS_SIMULATION_MEASURE_H

#include "runner.h"

/* A rate events / exposure over independent histories, with what its interval needs. */
struct rate {
    size_t n_histories;
    double exposure;
    double events;
    double sum_ee; /* of squares and products per history */
    double sum_ex;
    double sum_xx;
};
void rate_add(struct rate *rate, double exposure, double events);
/* Exposure per event and its 95 % interval (delta method over histories); infinite without
 * events. */
struct length {
    double mean;
    double low;
    double high;
};
struct length rate_length(const struct rate *rate);

struct false_flags {
    struct rate all;    /* judged runs per flag that goes up, from the first judged run */
    struct rate first;  /* until the first flag of a history, or its end */
    struct rate young;  /* while the baseline has under 20 runs */
    struct rate mature; /* from 40 runs on */
    double n_runs;      /* all of them */
    double n_learning;
    double n_out_of_speed;
    double n_changed; /* judged runs that stand at `changed` */
    double n_days;
};
struct false_flags measure_false_flags(const struct scenario *scenario, uint64_t seed,
                                       size_t n_histories, day_num n_days);

enum { SHIFT_DAY = 210, DAYS_AFTER = 182 };
struct delays {
    size_t n_histories; /* without a flag on the eve */
    size_t n_flagged;   /* on the right side, within 26 weeks */
    size_t n_wrong;     /* a flag on the wrong side came first */
    size_t n_within_10; /* judged runs */
    size_t n_within_20;
    double mean_runs;           /* of those flagged within 26 weeks, judged runs */
    double median_runs;         /* of all; infinite when fewer than half */
    double median_days;         /* likewise, from the day of the first shifted run */
    double median_flagged_days; /* from the first flag to the last day it stood, of those
                                   flagged */
};
/* A shift of shift_sd true SD of run means on day 210, for good. */
struct delays measure_delays(const struct scenario *scenario, uint64_t seed,
                             size_t n_histories, double shift_sd);

/* Mean runs until load_drift_chart_is_flagged with exact z: the chart alone. */
struct length measure_chart(uint64_t seed, size_t n_charts, double shift_sd);

#endif
