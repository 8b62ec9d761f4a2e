/* Days without hard sessions around a SICK span of the calendar (H13). */
#ifndef PLAN_SICKNESS_H
#define PLAN_SICKNESS_H

#include "model/event.h"

/*
 * The last day that takes no hard session: the span's last day and as many after it as it
 * lasted, AFTER_SICK_MIN at least, AFTER_SICK_MAX at most. Our choice, grade X: nothing in
 * our sources says how long; what they say of a gap (two easy weeks from 10 days on, no new
 * peak in the first one) is prolonged towards shorter breaks.
 */
day_num plan_sickness_last_day(const struct calendar_event *event);

#endif
