#include "run_length.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/xalloc.h"

#include "base/banned.h"

/* Odd, so that 0 is the middle of a slice. */
enum { N_INSIDE = 201, N_OUTSIDE = 40, N_CUSUM = 200 };

/* One clamped run (|z| up to 5) cannot take the EWMA further out than this. */
static const double OUTSIDE_REACH = 1.0;

static double normal_below(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

/* The chain's mean steps to the end from each state, by Gaussian elimination of
 * (I - Q) L = 1 with q[n][n]; both are overwritten. */
static void solve(size_t n, double *q, double *lengths)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            q[i * n + j] = (i == j ? 1.0 : 0.0) - q[i * n + j];
        }
        lengths[i] = 1.0;
    }
    /* Diagonally dominant: no pivoting needed. */
    for (size_t i = 0; i < n; i++) {
        for (size_t row = i + 1; row < n; row++) {
            double factor = q[row * n + i] / q[i * n + i];
            if (fabs(factor) <= 0.0) {
                continue;
            }
            for (size_t j = i; j < n; j++) {
                q[row * n + j] -= factor * q[i * n + j];
            }
            lengths[row] -= factor * lengths[i];
        }
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++) {
            lengths[i] -= q[i * n + j] * lengths[j];
        }
        lengths[i] /= q[i * n + i];
    }
}

/* Edges of the slices: outside below, inside, outside above. */
static void make_edges(double limit, size_t n_outside, double edges[])
{
    size_t n = 0;
    for (size_t i = 0; i < n_outside; i++) {
        edges[n++] = -limit - OUTSIDE_REACH * (double)(n_outside - i) / (double)n_outside;
    }
    for (size_t i = 0; i <= N_INSIDE; i++) {
        edges[n++] = -limit + 2.0 * limit * (double)i / (double)N_INSIDE;
    }
    for (size_t i = 1; i <= n_outside; i++) {
        edges[n++] = limit + OUTSIDE_REACH * (double)i / (double)n_outside;
    }
}

double ewma_run_length(double lambda, double limit, double shift_sd, int n_successive)
{
    size_t n_outside = n_successive == 2 ? N_OUTSIDE : 0;
    size_t n = N_INSIDE + 2 * n_outside;
    double *edges = xcalloc(n + 1, sizeof *edges);
    double *q = xcalloc(n * n, sizeof *q);
    double *lengths = xcalloc(n, sizeof *lengths);
    make_edges(limit, n_outside, edges);
    for (size_t i = 0; i < n; i++) {
        double middle = (edges[i] + edges[i + 1]) / 2.0;
        int is_from_outside = i < n_outside || i >= n_outside + N_INSIDE;
        for (size_t j = 0; j < n; j++) {
            int is_to_outside = j < n_outside || j >= n_outside + N_INSIDE;
            if (is_from_outside && is_to_outside) {
                continue; /* the signal: nothing stays in the chain */
            }
            double low = (edges[j] - (1.0 - lambda) * middle) / lambda - shift_sd;
            double high = (edges[j + 1] - (1.0 - lambda) * middle) / lambda - shift_sd;
            /* What lies beyond the reach is in the outermost slices. */
            double below = n_outside > 0 && j == 0 ? 0.0 : normal_below(low);
            double above = n_outside > 0 && j == n - 1 ? 1.0 : normal_below(high);
            q[i * n + j] = above - below;
        }
    }
    solve(n, q, lengths);
    double length = lengths[n / 2];
    free(edges);
    free(q);
    free(lengths);
    return length;
}

/* One side: states at 0 and at the middles of equal slices up to h. */
static double cusum_one_side(double k, double h, double shift_sd)
{
    size_t n = N_CUSUM;
    double width = 2.0 * h / (2.0 * (double)n - 1.0);
    double *q = xcalloc(n * n, sizeof *q);
    double *lengths = xcalloc(n, sizeof *lengths);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double step = ((double)j - (double)i) * width + k - shift_sd;
            double high = normal_below(step + width / 2.0);
            q[i * n + j] = j == 0 ? high : high - normal_below(step - width / 2.0);
        }
    }
    solve(n, q, lengths);
    double length = lengths[0];
    free(q);
    free(lengths);
    return length;
}

double cusum_run_length(double k, double h, double shift_sd)
{
    return 1.0 /
           (1.0 / cusum_one_side(k, h, shift_sd) + 1.0 / cusum_one_side(k, h, -shift_sd));
}

static double siegmund(double delta, double b)
{
    if (fabs(delta) < 1e-9) {
        return b * b;
    }
    return (exp(-2.0 * delta * b) + 2.0 * delta * b - 1.0) / (2.0 * delta * delta);
}

double cusum_run_length_siegmund(double k, double h, double shift_sd)
{
    double b = h + 1.166;
    return 1.0 / (1.0 / siegmund(shift_sd - k, b) + 1.0 / siegmund(-shift_sd - k, b));
}
