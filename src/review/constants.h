/* The numbers of the review with unit, source and grade (constants.def). */
#ifndef REVIEW_CONSTANTS_H
#define REVIEW_CONSTANTS_H

#include <math.h>
#include <stddef.h>

#define REVIEW_NAN ((double)NAN)

#define REVIEW_REAL(name, value, unit, grade, source)                                      \
    static const double REVIEW_##name = (value);
#include "review/constants.def"
#undef REVIEW_REAL

struct review_constant {
    const char *name;
    double value;
    const char *unit;
    const char *grade; /* C D E X */
    const char *source;
};
/* All of them, in the order of constants.def; static. */
const struct review_constant *review_constants(size_t *ret_n_constants);

#endif
