/* Training slots as tools are told of them: {weekday, slot, minutes, start?}. */
#ifndef TOOLS_SLOTS_H
#define TOOLS_SLOTS_H

#include "base/err.h"
#include "json/json.h"
#include "plan/facts.h"

/* "monday" is 0; anything else, NULL included, that is no weekday: -1. */
int slots_weekday(const char *name);

/*
 * The rows put into slots[PLAN_DAYS][PLAN_SLOTS] ([0]: Monday), which the caller empties
 * before. False with err when a start is no clock time, a slot reaches past midnight, am is
 * not over when pm begins, or one is named twice. rows NULL: nothing to do. The rows
 * satisfy the schema otherwise.
 */
MUST_CHECK bool slots_read(const json_t *rows,
                           struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS], struct err *err);

/* "HH:MM" as minutes of the day; -1 when it is none. */
int slots_clock(const char *text);

#endif
