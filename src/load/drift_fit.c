#include "load/drift_fit.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

/* A MAD below this share of the largest value is rounding. */
static const double MAD_IS_ZERO = 1e-9;

static double mean_of(size_t n, const double x[])
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
    }
    return sum / (double)n;
}

/* Mean of u^power of the curve's speeds, power 2 or 3; scale 1 while it is not known. */
static double moment(const struct load_drift_curve *curve, size_t n, const double speeds[],
                     int power)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double u = (speeds[i] - curve->centre_m_per_s) / curve->scale_m_per_s;
        sum += power == 2 ? u * u : u * u * u;
    }
    return sum / (double)n;
}

/* The second term at u: orthogonal to 1 and u over the fitted speeds. */
static double bend_at(const struct load_drift_curve *curve, double u)
{
    return u * u - curve->skew * u - 1.0;
}

static double value_at(const struct load_drift_curve *curve, double u)
{
    return curve->k[0] + curve->k[1] * u + curve->k[2] * bend_at(curve, u);
}

/* The share of term 1 or 2 in what the terms before it left over. */
static void fit_term(struct load_drift_curve *curve, int degree, size_t n,
                     const double speeds[], const double values[])
{
    double product = 0.0;
    double square = 0.0;
    for (size_t i = 0; i < n; i++) {
        double u = (speeds[i] - curve->centre_m_per_s) / curve->scale_m_per_s;
        double term = degree == 1 ? u : bend_at(curve, u);
        product += term * (values[i] - value_at(curve, u));
        square += term * term;
    }
    bool is_too_flat = degree == 2 && square < LOAD_DRIFT_CURVATURE * (double)n;
    if (!is_too_flat) {
        curve->k[degree] = product / square;
        curve->degree = degree;
    }
}

struct load_drift_curve load_drift_fit(size_t n, const double speeds_m_per_s[],
                                       const double values[])
{
    struct load_drift_curve curve = {.centre_m_per_s = mean_of(n, speeds_m_per_s),
                                     .scale_m_per_s = 1.0};
    double spread = sqrt(moment(&curve, n, speeds_m_per_s, 2));
    curve.k[0] = mean_of(n, values);
    if (spread < LOAD_DRIFT_SPEED_SPREAD) {
        return curve;
    }
    curve.scale_m_per_s = spread;
    curve.skew = moment(&curve, n, speeds_m_per_s, 3);
    fit_term(&curve, 1, n, speeds_m_per_s, values);
    fit_term(&curve, 2, n, speeds_m_per_s, values);
    return curve;
}

double load_drift_curve_at(const struct load_drift_curve *curve, double speed_m_per_s)
{
    double u = (speed_m_per_s - curve->centre_m_per_s) / curve->scale_m_per_s;
    return value_at(curve, u);
}

/* Moves what is below the pivot (or equal to it) to the front of x[first..end), without a
 * branch that depends on the numbers; returns where the others begin. */
static size_t partition(double x[], size_t first, size_t end, double pivot,
                        bool takes_equal)
{
    size_t place = first;
    for (size_t i = first; i < end; i++) {
        double item = x[i];
        x[i] = x[place];
        x[place] = item;
        place += (size_t)(takes_equal ? item <= pivot : item < pivot);
    }
    return place;
}

/*
 * Quickselect: x[k] becomes the k-th smallest, smaller ones before it, larger ones after.
 * The pivot is drawn by a fixed generator: no order of input is slow, and the same input
 * takes the same way. Equal ones are set aside, so that equal numbers cost one pass.
 */
static void select_kth(size_t n, double x[], size_t k)
{
    uint32_t dice = 1;
    size_t first = 0;
    size_t end = n;
    while (end - first > 1) {
        dice = dice * 1664525U + 1013904223U;
        double pivot = x[first + (dice >> 8) % (end - first)];
        size_t equal = partition(x, first, end, pivot, false);
        if (k < equal) {
            end = equal;
            continue;
        }
        first = partition(x, equal, end, pivot, true);
        if (k < first) {
            return;
        }
    }
}

double load_drift_quantile(size_t n, double x[], double p)
{
    double place = load__clamp(p, 0.0, 1.0) * (double)(n - 1);
    size_t k = (size_t)place;
    select_kth(n, x, k);
    double share = place - (double)k;
    if (share <= 0.0) {
        return x[k];
    }
    double next = x[k + 1];
    for (size_t i = k + 2; i < n; i++) {
        next = x[i] < next ? x[i] : next;
    }
    return x[k] + share * (next - x[k]);
}

/* Residuals into points->spare. */
static void residuals(const struct load_drift_points *points,
                      const struct load_drift_curve *curve)
{
    for (size_t i = 0; i < points->n; i++) {
        points->spare[i] =
            points->values[i] - load_drift_curve_at(curve, points->speeds_m_per_s[i]);
    }
}

/* The middle of what is kept and how far it reaches; a negative reach keeps everything. */
static double middle_and_reach(const struct load_drift_points *points,
                               const struct load_drift_curve *curve, double *ret_reach)
{
    double largest = 0.0;
    for (size_t i = 0; i < points->n; i++) {
        largest = load__max(largest, fabs(points->values[i]));
    }
    residuals(points, curve);
    double middle = load_drift_quantile(points->n, points->spare, 0.5);
    for (size_t i = 0; i < points->n; i++) {
        points->spare[i] = fabs(points->spare[i] - middle);
    }
    double mad = load_drift_quantile(points->n, points->spare, 0.5);
    *ret_reach =
        mad > MAD_IS_ZERO * largest ? LOAD_DRIFT_MADS * LOAD_MAD_TO_SD * mad : -1.0;
    return middle;
}

struct load_drift_curve load_drift_fit_robust(struct load_drift_points *points)
{
    struct load_drift_curve curve =
        load_drift_fit(points->n, points->speeds_m_per_s, points->values);
    double reach = -1.0;
    double middle = middle_and_reach(points, &curve, &reach);
    if (reach < 0.0) {
        return curve;
    }
    residuals(points, &curve); /* anew: the medians reordered them */
    size_t n_kept = 0;
    for (size_t i = 0; i < points->n; i++) {
        if (fabs(points->spare[i] - middle) <= reach) {
            points->speeds_m_per_s[n_kept] = points->speeds_m_per_s[i];
            points->values[n_kept] = points->values[i];
            points->runs[n_kept] = points->runs[i];
            n_kept++;
        }
    }
    if (n_kept == points->n) {
        return curve;
    }
    points->n = n_kept; /* never 0: half of them lie within one MAD */
    return load_drift_fit(points->n, points->speeds_m_per_s, points->values);
}

double load_drift_run_sd(const struct load_drift_points *points,
                         const struct load_drift_curve *curve, size_t *ret_n_runs)
{
    double *means = points->spare;
    size_t n_runs = 0;
    for (size_t i = 0, end = 0; i < points->n; i = end) {
        double sum = 0.0;
        for (end = i; end < points->n && points->runs[end] == points->runs[i]; end++) {
            sum += points->values[end] -
                   load_drift_curve_at(curve, points->speeds_m_per_s[end]);
        }
        means[n_runs++] = sum / (double)(end - i);
    }
    *ret_n_runs = n_runs;
    if (n_runs == 0) {
        return 0.0;
    }
    double mean = mean_of(n_runs, means);
    double squares = 0.0;
    for (size_t i = 0; i < n_runs; i++) {
        squares += (means[i] - mean) * (means[i] - mean);
    }
    return sqrt(squares / (double)n_runs);
}
