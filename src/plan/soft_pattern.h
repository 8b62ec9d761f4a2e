/* Soft rules that count sessions by kind: S7 and S11 (soft.h). This folder only. */
#ifndef PLAN_SOFT_PATTERN_H
#define PLAN_SOFT_PATTERN_H

#include "plan/plan.h"
#include "plan/week.h"

void plan__s7(const struct plan__week *week, struct plan_soft_result *ret);
void plan__s11(const struct plan__week *week, struct plan_soft_result *ret);

#endif
