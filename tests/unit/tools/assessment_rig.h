/* post_workout_assessment of one invented session, "x", of Sat 2026-03-14. */
#ifndef TESTS_ASSESSMENT_RIG_H
#define TESTS_ASSESSMENT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "rig.h"

/* One session's details: pieces of so many seconds at so much. */
struct piece {
    double seconds;
    double effort; /* W of rides, m/s of runs */
    double heart_rate;
};

/* What the details of the session are; setup empties it. */
struct assessment_world {
    const struct piece *laps;
    size_t n_laps;
    const struct piece *stream;
    size_t n_stream;
    bool is_ride;
};
extern struct assessment_world world;
/* The list that is served, its rows so far: "[..." until assessed closes it. */
extern struct str_buf activities;

#define EVENT(type, text)                                                                  \
    "[{\"id\":77,\"category\":\"WORKOUT\",\"start_date_local\":\"2026-03-14T00:00:00\","   \
    "\"end_date_local\":\"2026-03-15T00:00:00\",\"name\":\"Plan\",\"type\":\"" type        \
    "\",\"moving_time\":null,\"description\":\"" text "\"}]"

int setup(void **state);
int teardown(void **state);
/* An activity of the list; more: its further members, with a comma before them. */
void activity_add(const char *id, const char *type, const char *start, int seconds,
                  const char *more);
/* The answer, whose sentences are checked against its numbers (told.h); new reference. */
json_t *assessed(const char *args, const char *events);
/* By the list alone, whose last row is there: no calendar, wellness, details. NULL with
 * err. */
json_t *assessed_alone(const char *args, struct err *err);
const char *text_of(const json_t *result, const char *object, const char *key);
/* NAN for null. */
double number_of(const json_t *result, const char *object, const char *key);
const char *verdict(const json_t *result);
/* Of the work steps. */
const char *cell(const json_t *result, size_t row, const char *column);
bool any_text_has(const json_t *rows, const char *words);

#endif
