/* The control charts of one metric: a two-sided EWMA that judges, a CUSUM that is only
 * shown. */
#ifndef LOAD_DRIFT_CHART_H
#define LOAD_DRIFT_CHART_H

#include <stdbool.h>

#include "base/civil.h"

struct load_drift_chart {
    double ewma;        /* SD; 0 at the start */
    double cusum_up;    /* SD; 0 at the start, never below */
    double cusum_down;  /* likewise, counted positive */
    int n_runs;         /* that moved it */
    int n_runs_out;     /* the last so many, on one side */
    int direction;      /* of those: 1 above normal, -1 below, 0 none out */
    day_num since_day;  /* of the first of those; DAY_NUM_NONE */
    day_num latest_day; /* of the run that moved it last; DAY_NUM_NONE */
};

void load_drift_chart_init(struct load_drift_chart *chart);

/*
 * The chart after one more run with the standardised residual z (finite):
 *     w = z clamped to +-LOAD_DRIFT_Z_MAX
 *     ewma = (1 - lambda) ewma + lambda w,  lambda 0.2
 *     cusum_up = max(0, cusum_up + w - 0.5), cusum_down = max(0, cusum_down - w - 0.5)
 * A run is out when |ewma| > load_drift_limit(). Unclamped, one broken recording of 6 SD
 * would hold the EWMA out for two runs; clamped at 5 no single run can flag by itself
 * (0.2 x 5 = 1.0 is out, 0.8 after it is in), and a shift of up to 3 SD is found as fast.
 * The clamp is ours; the charts: Roberts 1959, Technometrics 1:239-250; Page 1954,
 * Biometrika 41:100-115.
 */
void load_drift_chart_add(struct load_drift_chart *chart, day_num day, double z);

/* Out on LOAD_DRIFT_RUNS successive runs: the one condition of a flag. */
bool load_drift_chart_is_flagged(const struct load_drift_chart *chart);

/* 2.86 sqrt(lambda / (2 - lambda)) = 0.9533 SD: the limit of a chart that has run long. At
 * the start it is wider than the exact one (0.572 on the first run): fewer flags there. */
double load_drift_limit(void);

#endif
