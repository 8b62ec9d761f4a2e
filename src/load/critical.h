/*
 * Critical power and W', or critical speed and D': the two-parameter model.
 *
 *     work = W' + CP * time          (J, W, s)
 *     distance = D' + CS * time      (m, m/s, s)
 *
 * as a straight line by least squares. Sources: Monod & Scherrer 1965, Ergonomics 8:329-338
 * (line of work over time); Moritani et al. 1981, Ergonomics 24:339-350 (whole body);
 * efforts of 2 to 20 min: practice; at least 5 min between the shortest and the longest:
 * Housh et al. 1990, Res Q Exerc Sport 61:406-409. Only maximal efforts make it true: bests
 * of training are lower, which lowers the line.
 */
#ifndef LOAD_CRITICAL_H
#define LOAD_CRITICAL_H

#include <stddef.h>

struct load_effort {
    double time_s;
    double amount; /* J or m done in that time */
};

enum load_critical_state {
    LOAD_CRITICAL_FITTED,
    LOAD_CRITICAL_TOO_FEW,   /* below LOAD_CRITICAL_POINTS_MIN efforts of such times */
    LOAD_CRITICAL_TOO_CLOSE, /* their times span less than LOAD_CRITICAL_SPAN_S */
    LOAD_CRITICAL_NO_LINE    /* slope or intercept is not above 0: no such curve */
};

struct load_critical {
    enum load_critical_state state;
    size_t n_points;   /* between LOAD_CRITICAL_TIME_MIN_S and LOAD_CRITICAL_TIME_MAX_S */
    double shortest_s; /* NAN when there is none */
    double longest_s;
    double rate;       /* CP in W, or CS in m/s; NAN unless fitted, as the rest */
    double capacity;   /* W' in J, or D' in m */
    double rate_error; /* standard errors of the two; NAN with two points */
    double capacity_error;
    double r2;
    double worst_pct; /* largest distance of an effort from its modelled mean rate, in % */
};

/*
 * efforts[n] in any order; those that are not finite, not above 0, or outside the times are
 * passed over. Cannot fail: *ret says why there is no result.
 */
void load_critical_fit(size_t n, const struct load_effort efforts[],
                       struct load_critical *ret);

#endif
