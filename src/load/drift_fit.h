/*
 * The athlete's normal of one metric as a curve over speed, and the robust statistics
 * behind it (science.md 2.6, A34). Shared by drift.c, its tests and its simulation.
 */
#ifndef LOAD_DRIFT_FIT_H
#define LOAD_DRIFT_FIT_H

#include <stddef.h>

/*
 * y = a + b v + c v^2, kept as
 *     y = k[0] + k[1] u + k[2] (u^2 - skew u - 1),  u = (v - centre) / scale
 * whose three terms are orthogonal over the fitted speeds. degree 1 leaves k[2] 0, degree 0
 * also k[1].
 */
struct load_drift_curve {
    int degree;
    double centre_m_per_s; /* mean of the fitted speeds */
    double scale_m_per_s;  /* their population SD */
    double skew;           /* mean of u^3 */
    double k[3];           /* unit of the metric */
};

/*
 * Least squares over n points (n >= 1, finite).
 *
 * The terms are made orthogonal over the points themselves (the QR way, by hand for three
 * columns) and each is fitted to what the ones before left over: no normal equations, no
 * loss with speeds that lie close together or far from 0. The degree is 2, but
 *   - 1 while mean((u^2 - skew u - 1)^2) is below LOAD_DRIFT_CURVATURE: speeds in two
 *     clusters (easy and tempo) fit any bend between them;
 *   - 0 while the SD of the speeds is below LOAD_DRIFT_SPEED_SPREAD: a treadmill at one
 *     speed.
 * Cannot fail. The order of the points matters only for rounding: callers sort.
 */
struct load_drift_curve load_drift_fit(size_t n, const double speeds_m_per_s[],
                                       const double values[]);
double load_drift_curve_at(const struct load_drift_curve *curve, double speed_m_per_s);

/*
 * The p-quantile (0 to 1) of n >= 1 finite numbers by linear interpolation between the
 * order statistics at p (n - 1) (type 7 of Hyndman & Fan 1996). Reorders x. O(n).
 */
double load_drift_quantile(size_t n, double x[], double p);

/* Points of a baseline: three arrays that are shortened together, and room for n numbers.
 */
struct load_drift_points {
    size_t n;
    double *speeds_m_per_s;
    double *values;
    size_t *runs; /* the run of each point; equal ones stand together */
    double *spare;
};

/*
 * Fits, drops once what lies beyond LOAD_DRIFT_MADS x 1.4826 MAD of the residuals (about
 * their median), and fits what is left (A34); the order stays. A MAD of up to 1e-9 of the
 * largest value is 0 (more than half of the points on the curve), and nothing is dropped.
 * points->n >= 1.
 */
struct load_drift_curve load_drift_fit_robust(struct load_drift_points *points);

/*
 * How far runs scatter: population SD of the runs' mean residuals about their mean (A34).
 * 0 without points. ret_n_runs: runs among the points.
 */
double load_drift_run_sd(const struct load_drift_points *points,
                         const struct load_drift_curve *curve, size_t *ret_n_runs);

#endif
