/* The numbers of the load engine with unit, source and grade; the weights of all sports. */
#ifndef LOAD_CONSTANTS_H
#define LOAD_CONSTANTS_H

#include <math.h>
#include <stddef.h>

#include "model/sport.h"

/* Unknown. NAN itself is a float, and clang warns at each silent promotion. */
#define LOAD_NAN ((double)NAN)

#define LOAD_REAL(name, value, unit, grade, source)                                        \
    static const double LOAD_##name = (value);
#define LOAD_WHOLE(name, value, unit, grade, source) enum { LOAD_##name = (value) };
#include "load/constants.def"
#undef LOAD_REAL
#undef LOAD_WHOLE

/* One number of ours, for the rules resource and for the tests. */
struct load_constant {
    const char *name;
    double value;
    const char *unit;
    const char *grade; /* A B C D E X, science.md */
    const char *source;
};

/* All of them, in the order of constants.def; static. */
const struct load_constant *load_constants(size_t *ret_n_constants);

/* How much an hour of a sport loads the lower limbs, relative to running (science.md 1.4).
 */
struct load_sport_weight {
    enum sport sport;
    double weight;
    const char *grade; /* E: seed 000, X: ours by tier */
};

/* The weight of a type; that of Other for SPORT_UNKNOWN. WeightTraining: undecided (0.40).
 */
const struct load_sport_weight *load_sport_weight(enum sport sport);

/* q squared of an RPE of 1 to 10 (the usual RPE-to-TSS-per-hour table / 100, E). */
enum { LOAD_RPE_MIN = 1, LOAD_RPE_MAX = 10 };
double load_rpe_q2(int rpe);

/* The walk-run ladder (science.md 2.5, D/X): rungs 1 to 10. */
enum { LOAD_N_RUNGS = 10 };
struct load_rung {
    double run_min;
    double walk_min; /* 0: continuous */
    int n_repeats;
};
/* rung 1 to LOAD_N_RUNGS, else NULL. */
const struct load_rung *load_rung(int rung);
/* Minutes of running of the rung; NAN outside 1 to LOAD_N_RUNGS. */
double load_rung_run_min(int rung);

#endif
