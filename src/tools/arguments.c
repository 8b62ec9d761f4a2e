#include "tools/arguments.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "model/sport.h"
#include "base/banned.h"

day_num arguments_day(const json_t *args, const char *key, day_num fallback)
{
    const char *text = json_get_text(args, key);
    day_num day = fallback;
    if (text != NULL && !day_parse(text, &day)) {
        day = fallback;
    }
    return day;
}

bool arguments_days(const json_t *args, day_num today, size_t n_days_default,
                    size_t max_days, bool allows_future, struct day_range *ret,
                    struct err *err)
{
    char oldest_text[DAY_TEXT_SIZE];
    char newest_text[DAY_TEXT_SIZE];
    bool has_oldest = json_get_text(args, "oldest") != NULL;
    day_num newest = arguments_day(args, "newest", today);
    day_num n_days = (day_num)json_get_integer(args, "days", (int64_t)n_days_default);
    day_num first = newest - n_days + 1 >= DAY_NUM_MIN ? newest - n_days + 1 : DAY_NUM_MIN;
    day_num oldest = arguments_day(args, "oldest", first);
    if (has_oldest && json_object_get(args, "days") != NULL) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give days, or oldest and newest.",
                       "days and oldest are both given");
    }
    if (newest > today && !allows_future) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Leave newest out for today; get_calendar looks ahead.",
                       "newest %s lies in the future", day_format(newest, newest_text));
    }
    if (oldest > newest) {
        return err_set(err, ERR_BAD_ARGUMENT, "Swap them, or leave newest out for today.",
                       "oldest %s is after newest %s", day_format(oldest, oldest_text),
                       day_format(newest, newest_text));
    }
    if ((size_t)(newest - oldest) + 1 > max_days) {
        return err_set(err, ERR_BAD_ARGUMENT, "Ask for a shorter range.",
                       "%s to %s is %d days; at most %zu are given at once",
                       day_format(oldest, oldest_text), day_format(newest, newest_text),
                       newest - oldest + 1, max_days);
    }
    *ret = day_range_between(oldest, newest);
    return true;
}

bool arguments_sport_unknown(const char *key, const char *text, const char *or_else,
                             struct err *err)
{
    struct str_nearest nearest = {.wrong = text};
    char hint[200];
    for (size_t i = 0; i < N_SPORTS; i++) {
        str_nearest_add(&nearest, sport_name((enum sport)i));
    }
    (void)snprintf(hint, sizeof hint, "%s%s%s%s",
                   nearest.best != NULL ? "Did you mean " : "",
                   nearest.best != NULL ? nearest.best : "",
                   nearest.best != NULL ? "? " : "", or_else);
    return err_set(err, ERR_BAD_ARGUMENT, hint, "%s is \"%.40s\", which is no type", key,
                   text);
}
