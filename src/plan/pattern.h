/* The focus patterns of S7 (science-decisions.md): counts of sessions by kind. */
#ifndef PLAN_PATTERN_H
#define PLAN_PATTERN_H

#include "plan/limits.h"

/* Static; bricks of `duathlon` as outside of its eight weeks. */
const struct plan_pattern *plan__pattern(enum plan_focus focus);

#endif
