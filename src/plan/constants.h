/* The numbers of the planner's rules with unit, source and grade. */
#ifndef PLAN_CONSTANTS_H
#define PLAN_CONSTANTS_H

#include <stddef.h>

#include "load/constants.h"

/* Whole points and percents are counted with this guard; equal doubles are this close. */
#define PLAN_GUARD 1e-9

#define PLAN_REAL(name, value, unit, grade, source)                                        \
    static const double PLAN_##name = (value);
#define PLAN_WHOLE(name, value, unit, grade, source) enum { PLAN_##name = (value) };
#include "plan/constants.def"
#undef PLAN_REAL
#undef PLAN_WHOLE

/* All of them, in the order of constants.def; static. */
const struct load_constant *plan_constants(size_t *ret_n_constants);

#endif
