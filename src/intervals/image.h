/*
 * Images: what a person can change in an event, a wellness day or an activity, with its id
 * and what the service computed of it, cut out of the service's own JSON. By them a change
 * is read back, and a change by others is seen.
 */
#ifndef INTERVALS_IMAGE_H
#define INTERVALS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/service_write.h"

enum { INTERVALS_MEMBER_SIZE = 64 };

/*
 * Of an event: the members that a client may set, `id`, `updated`, `icu_training_load`,
 * `icu_intensity`, and of workout_doc `parsed_steps` (with repeats) and `parsed_s`. Of a
 * wellness day and an activity: `id` and the members that wanted names. Members that are
 * absent are null. JSON text to free(); NULL with err.
 */
char *intervals_image(enum service_write_kind kind, const char *raw, size_t n_raw_bytes,
                      const char *wanted, struct err *err);
/* Do both agree in all that people can change? Both are images of one kind, or NULL. */
bool intervals_image_same(const char *a, const char *b);
/*
 * Does the image show every member of wanted? Numbers as numbers, start and end as local
 * time, texts without regard to line ends and blanks at their end. *ret_member names the
 * first that differs, "" when none does; may be NULL.
 */
bool intervals_image_shows(const char *image, const char *wanted,
                           char ret_member[INTERVALS_MEMBER_SIZE]);
/* The day of an event's image, or of members to send; false for NULL, and when they name
 * none. */
bool intervals_image_day(const char *text, day_num *ret);

#endif
