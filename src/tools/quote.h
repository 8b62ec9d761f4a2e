/* Words for numbers, and other people's words made safe. All results live in the arena. */
#ifndef TOOLS_QUOTE_H
#define TOOLS_QUOTE_H

#include "base/arena.h"
#include "base/civil.h"
#include "json/json.h"

/*
 * Text that people wrote, cleaned (no control characters, one line) and cut to max_bytes;
 * NULL stays NULL. In text answers it stands between quotation marks; quotation marks
 * inside become apostrophes.
 */
const char *quote_clean(struct arena *arena, const char *text, size_t max_bytes);

/* The same for text of several lines, whose line breaks stay (workout text). */
const char *quote_clean_lines(struct arena *arena, const char *text, size_t max_bytes);

/* "-" for unknown in all of these. */
const char *quote_number(struct arena *arena, double value, int decimals);
/* "1 day", "0 days", "2 activities". */
const char *quote_count(struct arena *arena, size_t count, const char *noun);
/* "1:05 h" from an hour on, "48 min" below. */
const char *quote_duration(struct arena *arena, double seconds);
/* To the second: "47 s", "24:18 min", "1:35:02 h". */
const char *quote_time(struct arena *arena, double seconds);
/* "4:58/km" */
const char *quote_pace(struct arena *arena, double seconds_per_km);
/* "Sun 2026-11-22" */
const char *quote_day(struct arena *arena, day_num day);

/* Metres per second as seconds per kilometre, NAN when not above 0. */
double s_per_km_from_m_per_s(double speed_m_per_s);

/* Append to a JSON array, stealing the value; keeps row builders short. */
void row_add(json_t *row, json_t *value);
/* "2026-11-22" as JSON; null for DAY_NUM_NONE. */
json_t *json_day_or_null(day_num day);

#endif
