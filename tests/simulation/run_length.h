/* Theoretical mean run lengths of the charts, with known parameters and independent normal
 * runs, from the start at 0 until the signal (that run included). */
#ifndef TESTS_SIMULATION_RUN_LENGTH_H
#define TESTS_SIMULATION_RUN_LENGTH_H

/*
 * Two-sided EWMA with limits +-limit (asymptotic, from the first run on), by a Markov chain
 * over slices of the EWMA (Brook & Evans 1972; Lucas & Saccucci 1990). n_successive 1: the
 * signal is the first run out; 2: the second of two successive ones, our rule.
 */
double ewma_run_length(double lambda, double limit, double shift_sd, int n_successive);

/* Two-sided tabular CUSUM: a Markov chain for each side, 1/L = 1/L_up + 1/L_down. */
double cusum_run_length(double k, double h, double shift_sd);

/* The same by Siegmund's approximation (1985): per side
 * (exp(-2 D b) + 2 D b - 1) / (2 D^2), D = shift - k, b = h + 1.166. */
double cusum_run_length_siegmund(double k, double h, double shift_sd);

#endif
