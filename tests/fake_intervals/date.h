#ifndef FAKE_DATE_H
#define FAKE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* Civil days count from 1970-01-01. No time zones: the fake only compares local dates. */

enum { DATE_DAY_SIZE = 16, DATE_TIME_SIZE = 40 };

/* "YYYY-MM-DD", alone or followed by 'T'; false when it is no date of the calendar. */
bool date_day_parse(const char *text, long *ret_day);
/* Exactly "YYYY-MM-DD". */
bool date_is_day(const char *text);
/* "YYYY-MM-DDTHH:MM", then seconds and a fraction if present; no zone. */
bool date_is_date_time(const char *text);

/* Days outside the years 1 to 9999 are written as the nearest day inside them. */
void date_day_format(long day, char out[DATE_DAY_SIZE]);
/* 0 = Monday .. 6 = Sunday. */
int date_weekday(long day);

/* Milliseconds since 1970 in UTC, and as the service writes them. */
int64_t date_now_ms(void);
void date_instant_format(int64_t instant_ms, char out[DATE_TIME_SIZE]);
/* A clock that only moves forward, for delays. */
int64_t date_monotonic_ms(void);

#endif
