/* Two periods of the past and how the first is cut into groups, as the arguments ask. */
#ifndef TOOLS_PERIOD_H
#define TOOLS_PERIOD_H

#include <stdbool.h>

#include "base/civil.h"
#include "base/err.h"
#include "json/json.h"

enum grouping { GROUP_TOTAL, GROUP_DAY, GROUP_WEEK, GROUP_MONTH };

struct period_request {
    struct day_range period;
    struct day_range other; /* n_days 0: nothing to compare with */
    enum grouping grouping;
    bool is_by_sport;
    int week_start;
};

/* The first day after the group that holds day; the period's end cuts the last one. */
day_num period_group_end(const struct period_request *request, day_num day);

/*
 * group_by, by_sport, days or oldest and newest (default: 4 whole weeks, the current one
 * included), compare_to or compare_oldest and compare_newest (default: as many days just
 * before). ERR_BAD_ARGUMENT for periods that are none, or more than 200 groups.
 */
MUST_CHECK bool period_read(const json_t *args, day_num today, int week_start,
                            struct period_request *ret, struct err *err);

/*
 * compare_to or compare_oldest and compare_newest alone, for a period that was read
 * already: n_days 0 for compare_to none.
 */
MUST_CHECK bool period_other_read(const json_t *args, day_num today,
                                  struct day_range period, struct day_range *ret_other,
                                  struct err *err);

#endif
