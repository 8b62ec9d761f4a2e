/* Civil dates: days and wall-clock times as the athlete's calendar shows them. No clock, no
 * zone. */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days since 1970-01-01 of a local calendar. */
typedef int32_t day_num;

/* The days this program accepts: 1900-01-01 to 2199-12-31. */
#define DAY_NUM_MIN (-25567)
#define DAY_NUM_MAX 84005
/* No day; outside the accepted range. */
#define DAY_NUM_NONE INT32_MIN

struct civil_date {
    int year;
    int month; /* 1-12 */
    int day;   /* 1-31 */
};

struct day_range {
    day_num first_day;
    size_t n_days;
};

day_num day_from_civil(struct civil_date date);
struct civil_date civil_from_day(day_num day);
/* 0 = Monday .. 6 = Sunday. */
int day_weekday(day_num day);
/* The Monday (week_start 0) .. Sunday (6) that starts the week of day. */
day_num day_week_start(day_num day, int week_start);
/* "Mon" .. "Sun". */
const char *day_weekday_name(day_num day);
/* first to last, both included; last >= first. */
struct day_range day_range_between(day_num first, day_num last);
/* The last day of the range; n_days > 0. */
day_num day_range_last(struct day_range range);

enum { DAY_TEXT_SIZE = 11 };
/* "2026-11-22" into text[DAY_TEXT_SIZE]; returns text. */
char *day_format(day_num day, char text[DAY_TEXT_SIZE]);

/*
 * Exactly "YYYY-MM-DD" (nothing after it), a real date within the accepted range.
 * False leaves *ret_day untouched.
 */
bool day_parse(const char *text, day_num *ret_day);
/* The same, but the date may be followed by anything after a 'T' or a space. */
bool day_parse_prefix(const char *text, day_num *ret_day);

/*
 * "YYYY-MM-DDTHH:MM[:SS[.fff]]" followed by nothing, "Z" or "+HH:MM": seconds since
 * 1970-01-01T00:00:00 of the written wall clock, and the written offset in seconds
 * (*ret_has_offset false: none was written). Leap second 60 is read as 59.
 */
bool civil_parse_time(const char *text, int64_t *ret_wall_s, bool *ret_has_offset,
                      int *ret_offset_s);

/* Day and second of day of a wall-clock count. */
day_num day_from_wall_s(int64_t wall_s);
int second_of_day(int64_t wall_s);

#endif
