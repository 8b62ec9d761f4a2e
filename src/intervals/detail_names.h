/* By which names running dynamics come: the service's own, and what athletes call theirs.
 */
#ifndef INTERVALS_DETAIL_NAMES_H
#define INTERVALS_DETAIL_NAMES_H

#include <stdbool.h>

#include "model/streams.h"

/*
 * The stream that a name means: *ret_is_native when it is the service's own name, letter by
 * letter. Codes of the athlete and other programs are told without case, '_', '-' and
 * spaces, as a stream ("GroundContactTime") or an average ("AverageGCT"). False when it
 * means none; never for LLSS, a load score and no stiffness.
 */
bool intervals__stream_of_name(const char *name, enum stream_type *ret_type,
                               bool *ret_is_native);

/*
 * A value in the unit of the stream: contact time in s, oscillation in cm, step length in m
 * become ms, mm, mm. The ranges of a runner's values do not meet (contact 0.1-0.5 s or
 * 100-500 ms; oscillation 2-20 cm or 20-200 mm; step 0.2-3 m or 200-3000 mm).
 */
double intervals__in_stream_unit(enum stream_type type, double value);

#endif
