/* The bundled sample athlete as a source: no account, no network, dates that move with
 * today. */
#ifndef INTERVALS_SAMPLE_SOURCE_H
#define INTERVALS_SAMPLE_SOURCE_H

#include "intervals/source.h"

/*
 * data: {"anchor_monday", "athlete", "laps", "activities", "wellness", "events"} in the
 * service's own shape (laps: sample_laps.h), alive as long as the source. Dates are shifted
 * by whole weeks so that anchor_monday becomes the Monday of the current week; what lies
 * after now is not there yet. It completes at once.
 */
struct intervals_source *intervals_sample_source_new(const char *data, size_t n_data_bytes);

#endif
