#include "review/constants.h"

#include "base/banned.h"

static const struct review_constant constants[] = {
#define REVIEW_REAL(name, value, unit, grade, source) {#name, (value), unit, grade, source},
#include "review/constants.def"
#undef REVIEW_REAL
};

const struct review_constant *review_constants(size_t *ret_n_constants)
{
    *ret_n_constants = sizeof constants / sizeof constants[0];
    return constants;
}
