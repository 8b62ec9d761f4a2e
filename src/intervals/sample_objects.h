/*
 * The reads by name that the sample athlete can answer from its own data; all others end
 * with ERR_NOT_FOUND. Private to this folder.
 */
#ifndef INTERVALS_SAMPLE_OBJECTS_H
#define INTERVALS_SAMPLE_OBJECTS_H

#include <jansson.h>

#include "base/err.h"
#include "intervals/source.h"

/* The lists and the athlete as sample_source gives them, parsed: a new reference, NULL with
 * err. */
struct intervals__sample {
    const char *data;
    size_t n_data_bytes;
    int shift_days; /* from the data's days to the days it lives in */
    day_num today;
    const struct intervals_query *query; /* of the object */
    json_t *(*list)(void *user, const struct intervals_query *query, struct err *err);
    void *user;
};

/* The answer to query->endpoint as JSON text, to free(); NULL with err. */
char *intervals__sample_object(const struct intervals__sample *sample, size_t *ret_n_bytes,
                               struct err *err);

/* sample_curves.c: a new reference, NULL with err when it is no curve of the sample. */
json_t *intervals__sample_curves(const struct intervals__sample *sample, struct err *err);
json_t *intervals__sample_activity_curve(const struct intervals__sample *sample,
                                         const json_t *activity, struct err *err);

/* The activities of the days whose fields are named, [] when there are none. */
json_t *intervals__sample_activities(const struct intervals__sample *sample,
                                     struct day_range range, const char *fields,
                                     struct err *err);

#endif
