#include "plan/constants.h"

#include "base/banned.h"

static const struct load_constant constants[] = {
#define PLAN_REAL(name, value, unit, grade, source) {#name, (value), unit, grade, source},
#define PLAN_WHOLE PLAN_REAL
#include "plan/constants.def"
#undef PLAN_WHOLE
#undef PLAN_REAL
};

const struct load_constant *plan_constants(size_t *ret_n_constants)
{
    *ret_n_constants = sizeof constants / sizeof constants[0];
    return constants;
}
