#include <string.h>

#include "plan/plan.h"

#include "base/banned.h"

static const char *const focuses[N_PLAN_FOCUSES] = {
    "duathlon", "run_build", "bike_build", "keep_both", "return_to_run",
    "deload",   "taper",     "race_week",  "strength",
};

const char *plan_focus_name(enum plan_focus focus)
{
    return focuses[focus];
}

bool plan_focus_from_name(const char *name, enum plan_focus *ret_focus)
{
    for (int i = 0; i < N_PLAN_FOCUSES; i++) {
        if (strcmp(focuses[i], name) == 0) {
            *ret_focus = (enum plan_focus)i;
            return true;
        }
    }
    return false;
}

const char *plan_verdict_name(enum plan_verdict verdict)
{
    static const char *const names[] = {"pass", "pass_with_cautions", "needs_override",
                                        "refused"};
    return names[verdict];
}
