#include "tools/period.h"

#include <string.h>

#include "tools/arguments.h"
#include "base/banned.h"

enum { MAX_DAYS = 3660, MAX_GROUPS = 200, DEFAULT_WEEKS = 4 };

static enum grouping grouping_read(const json_t *args)
{
    static const char *const names[] = {[GROUP_TOTAL] = "total",
                                        [GROUP_DAY] = "day",
                                        [GROUP_WEEK] = "week",
                                        [GROUP_MONTH] = "month"};
    const char *text = json_get_text(args, "group_by");
    for (size_t i = 0; text != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], text) == 0) {
            return (enum grouping)i;
        }
    }
    return GROUP_WEEK;
}

/* The first day after the group that holds day. */
day_num period_group_end(const struct period_request *request, day_num day)
{
    if (request->grouping == GROUP_DAY) {
        return day + 1;
    }
    if (request->grouping == GROUP_WEEK) {
        return day_week_start(day, request->week_start) + 7;
    }
    if (request->grouping == GROUP_MONTH) {
        struct civil_date date = civil_from_day(day);
        date.month = date.month % 12 + 1;
        date.year += date.month == 1 ? 1 : 0;
        date.day = 1;
        return day_from_civil(date);
    }
    return day_range_last(request->period) + 1;
}

static size_t groups_count(const struct period_request *request)
{
    size_t n_groups = 0;
    for (day_num day = request->period.first_day; day <= day_range_last(request->period);
         day = period_group_end(request, day)) {
        n_groups++;
    }
    return n_groups;
}

bool period_other_read(const json_t *args, day_num today, struct day_range period,
                       struct day_range *ret_other, struct err *err)
{
    const char *compare = json_get_text(args, "compare_to");
    bool has_dates = json_get_text(args, "compare_oldest") != NULL ||
                     json_get_text(args, "compare_newest") != NULL;
    *ret_other = (struct day_range){0};
    if (has_dates) {
        day_num oldest = arguments_day(args, "compare_oldest", DAY_NUM_NONE);
        day_num newest = arguments_day(args, "compare_newest", DAY_NUM_NONE);
        if (oldest == DAY_NUM_NONE || newest == DAY_NUM_NONE || compare != NULL) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "Give compare_oldest with compare_newest, or compare_to alone.",
                           "the period to compare with is not clear");
        }
        if (oldest > newest || newest > today || newest - oldest >= MAX_DAYS) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "compare_oldest comes first, compare_newest is today at the "
                           "latest, at most 3660 days.",
                           "compare_oldest to compare_newest is no period of the past");
        }
        *ret_other = day_range_between(oldest, newest);
        return true;
    }
    if (compare != NULL && strcmp(compare, "none") == 0) {
        return true;
    }
    bool is_year = compare != NULL && strcmp(compare, "year_before") == 0;
    /* 52 weeks: the same weekdays. */
    day_num shift = is_year ? 364 : (day_num)period.n_days;
    *ret_other =
        day_range_between(period.first_day - shift, day_range_last(period) - shift);
    return true;
}

bool period_read(const json_t *args, day_num today, int week_start,
                 struct period_request *ret, struct err *err)
{
    *ret = (struct period_request){.grouping = grouping_read(args),
                                   .is_by_sport = json_get_bool(args, "by_sport", false),
                                   .week_start = week_start};
    day_num newest = arguments_day(args, "newest", today);
    /* By default whole weeks, the one of the last day included. */
    day_num n_default =
        newest - day_week_start(newest, week_start) + 1 + 7 * (DEFAULT_WEEKS - 1);
    if (!arguments_days(args, today, (size_t)n_default, MAX_DAYS, false, &ret->period,
                        err)) {
        return false;
    }
    size_t n_groups = groups_count(ret);
    if (n_groups > MAX_GROUPS) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Group by week or month, or ask for a shorter period.",
                       "that makes %zu groups; at most %d are given", n_groups, MAX_GROUPS);
    }
    return period_other_read(args, today, ret->period, &ret->other, err);
}
