/*
 * What a hold or a stop leaves behind when it is over: the load check of a day looks at
 * that day, and legs that hurt three days ago are not as if nothing had been.
 */
#ifndef LOAD_GATE_H
#define LOAD_GATE_H

#include "base/civil.h"

struct load_gate {
    day_num hold_day; /* the latest day before this one on which the check said hold or
                         stop, when nothing was run since; DAY_NUM_NONE */
    day_num stop_day; /* the latest of the last AFTER_STOP_DAYS, this one included, on which
                         it said stop; DAY_NUM_NONE */
};

#endif
