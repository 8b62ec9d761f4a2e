/* Arguments that several tools share. */
#ifndef TOOLS_ARGUMENTS_H
#define TOOLS_ARGUMENTS_H

#include <stdbool.h>

#include "base/civil.h"
#include "base/err.h"
#include "json/json.h"

/*
 * The days asked for: oldest and newest when given, else the last `days` (or
 * n_days_default) up to newest or today. ERR_BAD_ARGUMENT when oldest comes after newest,
 * when both oldest and days are given, when newest lies
 * ahead of today (unless allowed), or when the range is longer than max_days.
 */
MUST_CHECK bool arguments_days(const json_t *args, day_num today, size_t n_days_default,
                               size_t max_days, bool allows_future, struct day_range *ret,
                               struct err *err);

/* A date argument, fallback when absent (its form is checked by the schema). */
day_num arguments_day(const json_t *args, const char *key, day_num fallback);

/* ERR_BAD_ARGUMENT for a text that is no type of activity, with the nearest that is one and
 * what else would do. Returns false. */
bool arguments_sport_unknown(const char *key, const char *text, const char *or_else,
                             struct err *err);

#endif
