/*
 * The service's JSON -> model, one object at a time. Everything in it is hostile until
 * checked: wrong types are noted in bad_fields and read as unknown, unusable rows are
 * counted and left out.
 */
#ifndef INTERVALS_PARSE_H
#define INTERVALS_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/activity.h"
#include "model/athlete.h"
#include "model/event.h"
#include "model/wellness.h"

/*
 * Texts of the results live in the arena. False (ERR_UPSTREAM) when the object has no
 * usable id or date. The athlete: false without an id.
 */
MUST_CHECK bool intervals_activity_parse(const json_t *object, struct arena *arena,
                                         struct activity *ret, struct err *err);
MUST_CHECK bool intervals_wellness_parse(const json_t *object, struct arena *arena,
                                         struct wellness_day *ret, struct err *err);
MUST_CHECK bool intervals_event_parse(const json_t *object, struct arena *arena,
                                      struct calendar_event *ret, struct err *err);
MUST_CHECK bool intervals_athlete_parse(const json_t *object, struct arena *arena,
                                        struct athlete *ret, struct err *err);

/* An id that may become part of a path: letters, digits, '_', '-', ':', at most 63 bytes.
 */
bool intervals_is_id(const char *text);

#endif
