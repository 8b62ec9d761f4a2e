/* When the athlete usually trains: slots to assume while nobody told any. */
#ifndef PLAN_HABIT_H
#define PLAN_HABIT_H

#include "load/history.h"
#include "plan/plan.h"

/*
 * Slots by weekday ([0]: Monday) from the activities of the 42 days up to the history's
 * as_of. A slot is open when sessions began in it (am: before noon) in at least
 * PLAN_HABIT_WEEKS of the six weeks; its minutes are the largest sum that was done in it on
 * one day, its start the earliest one, both to the quarter of an hour (the sum up, the
 * start down); am is cut where pm begins. True when any slot is open. Our choice, X: it
 * opens no hour that was not used before. Cannot fail.
 */
bool plan_habit_slots(const struct load_history *history,
                      struct plan_slot ret[PLAN_DAYS][PLAN_SLOTS]);

#endif
