/* The clock and the time zones: the only place that reads either. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/err.h"

/* Milliseconds since 1970-01-01T00:00:00Z of the system's clock. */
int64_t clock_now_ms(void);

/* A time zone with its transitions from 1990 to 2090, read once through libc's tzdata. */
struct clock_zone;

/*
 * The zone of an IANA name ("Europe/Zurich"), cached for the life of the process: borrowed,
 * never freed by the caller. Unknown names and names with odd characters give an error;
 * "UTC" always works.
 */
MUST_CHECK bool clock_zone_get(const char *name, const struct clock_zone **ret_zone,
                               struct err *err);
/* Free the cached zones (at exit, so that leak checkers stay quiet). */
void clock_zones_release(void);

/* Seconds east of UTC at an instant. */
int clock_offset_s(const struct clock_zone *zone, int64_t utc_ms);
day_num clock_day(const struct clock_zone *zone, int64_t utc_ms);
/* Wall-clock seconds since 1970-01-01T00:00:00 local. */
int64_t clock_wall_s(const struct clock_zone *zone, int64_t utc_ms);

enum { CLOCK_TEXT_SIZE = 26 };
/* "2026-11-22T07:31:05+01:00"; returns text. */
char *clock_format(const struct clock_zone *zone, int64_t utc_ms,
                   char text[CLOCK_TEXT_SIZE]);

#endif
