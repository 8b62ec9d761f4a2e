/* The lower-limb lines: fitness (42 days), fatigue (7 days), form; zones; ramp
 * (science.md 2.1). */
#ifndef LOAD_LINES_H
#define LOAD_LINES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Exponentially weighted daily load: LL Fitness with 42 days, LL Fatigue with 7.
 *
 *   load[n_days]  load points per day; 0 = rest, NAN = unknown (taken as 0; the caller says
 * how many) tau_days      time constant in days, > 0 seed          the value on the day
 * before load[0] out[n_days]   the caller's; may be load itself
 *
 * out[i] = out[i-1] + (load[i] - out[i-1]) * (1 - exp(-1 / tau_days))
 * The share of a new day at 42 days is 0.0235; with 1/tau it is 0.0238, with 2/(N+1)
 * 0.0465: not the same quantity. Cannot fail. Source: Calvert et al. 1976, IEEE Trans.
 * Syst. Man Cybern. 6:94-102.
 */
void load_ewma(size_t n_days, const double load[], double tau_days, double seed,
               double out[]);
/* The share of a new day: 1 - exp(-1 / tau_days). */
double load_ewma_share(double tau_days);

/*
 * The daily load after which form (fitness - fatigue of the same day) is `form` (A36), with
 * yesterday's fitness and fatigue: (f e^(-1/42) - g e^(-1/7) - form) / 0.109594.
 * 60, 50 and form -10 give 230.3. Negative: that form is out of reach today (rest leaves it
 * lower).
 */
double load_for_form(double fitness_yesterday, double fatigue_yesterday, double form);

/* LL Form in percent of LL Fitness, in Intervals.icu's own bands (E): a description. */
enum load_zone {
    LOAD_ZONE_NONE,
    LOAD_ZONE_DETRAINING,  /* above 20: transition, detraining */
    LOAD_ZONE_FRESH,       /* 5 to 20 */
    LOAD_ZONE_NEUTRAL,     /* -10 to below 5 */
    LOAD_ZONE_BUILDING,    /* -30 to below -10 */
    LOAD_ZONE_OVERREACHING /* below -30 */
};
/* Unrounded percent; NAN gives LOAD_ZONE_NONE. Lower bounds belong to the zone, 20 itself
 * is fresh. */
enum load_zone load_zone_of(double form_pct);
/* "detraining" and so on, "none"; for keys. */
const char *load_zone_name(enum load_zone zone);
/* "transition or detraining" and so on, without colours; "not shown" for LOAD_ZONE_NONE. */
const char *load_zone_label(enum load_zone zone);

struct load_lines {
    double fitness;
    double fatigue;
    double form;         /* fitness - fatigue of the same day */
    double form_pct;     /* 100 x form / fitness; NAN while fitness is below 5 */
    enum load_zone zone; /* none with form_pct, and while warming up (A2) */
    double
        ramp_7d; /* fitness[d] - fitness[d-7], points a week; NAN with less than 8 days */
    bool is_warming_up; /* less than 126 days of history */
    bool is_seeded;     /* less than 42: mostly the seed 0 */
};
/* The lines of day i of the history, from its whole fitness and fatigue series (n_days >
 * i). */
struct load_lines load_lines_at(const double fitness[], const double fatigue[], size_t i);

#endif
