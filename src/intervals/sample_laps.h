/* The intervals and streams of the sample athlete's runs, written out from the few columns
 * it keeps. */
#ifndef INTERVALS_SAMPLE_LAPS_H
#define INTERVALS_SAMPLE_LAPS_H

#include <stddef.h>

#include <jansson.h>

#include "base/err.h"

/*
 * data: the sample's JSON, its "laps" {"i91000055": [[is_work, secs, metres, cadence,
 * heartrate, gradient_permille, stance_time, vertical_oscillation, vertical_ratio,
 * stance_time_balance], ...]}. Returns {id, analyzed, icu_intervals, icu_groups} as the
 * service sends it, to free(); NULL with ERR_NOT_FOUND for an activity without laps.
 */
char *intervals__sample_laps(const char *data, size_t n_data_bytes, const char *activity_id,
                             size_t *ret_n_bytes, struct err *err);

/* The rows themselves: second and third column are seconds and metres. A new reference;
 * NULL with ERR_NOT_FOUND. */
json_t *intervals__sample_lap_rows(const char *data, size_t n_data_bytes,
                                   const char *activity_id, struct err *err);

/*
 * The same as streams [{type, data}], a sample every 5 s, of the names (joined by ',') that
 * follow from laps: steps from lap to lap, since the sample knows no more.
 */
char *intervals__sample_streams(const char *data, size_t n_data_bytes,
                                const char *activity_id, const char *names,
                                size_t *ret_n_bytes, struct err *err);

#endif
