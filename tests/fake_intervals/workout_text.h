#ifndef FAKE_WORKOUT_TEXT_H
#define FAKE_WORKOUT_TEXT_H

#include <jansson.h>

/*
 * Workout text as the service reads it, after its syntax guide and the recorded events:
 * steps, repeats, lengths, targets, cadence and cues, told apart from the product's reader
 * so that one can be held against the other. Lap button and step options are not known.
 *
 * {"steps":[..],"duration":s,"distance":m}, a new reference; NULL when there is no step.
 */
json_t *workout_text_parse(const char *text);

/* What the service computes of it; negative = unknown. */
struct workout_sums {
    double duration_s;
    double training_load;
    double intensity_pct;
};

/*
 * settings: the athlete's sport settings of that type, NULL when there are none. Load by
 * power is from normalized power; by pace and heart rate it is 100 h f^2, which nothing
 * recorded confirms.
 */
struct workout_sums workout_sums_of(const json_t *doc, const json_t *settings);

#endif
