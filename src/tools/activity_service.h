/*
 * The sections of get_activity that the service is asked for by name: best efforts,
 * messages, weather, gear. Each is one request, only when it is asked for, kept like other
 * data.
 */
#ifndef TOOLS_ACTIVITY_SERVICE_H
#define TOOLS_ACTIVITY_SERVICE_H

#include "model/curve.h"
#include "tools/activity_parts.h"
#include "tools/service.h"

enum activity_extra_kind {
    EXTRA_BEST_EFFORTS,
    EXTRA_MESSAGES,
    EXTRA_WEATHER,
    EXTRA_GEAR,
    N_ACTIVITY_EXTRAS
};

struct activity_extra {
    bool is_asked;
    struct service_object object; /* value NULL: none */
    const char *reason;           /* why there is nothing to ask for; NULL */
    const struct err *err;        /* why it could not be had; NULL */
};

struct activity_extras {
    struct activity_extra parts[N_ACTIVITY_EXTRAS];
    enum curve_kind curve; /* of the best efforts */
    const char *gear_id;   /* NULL: none assigned */
    bool has_no_weather;   /* the service says so in the activity */
};

/* "best_efforts", "messages", "weather", "gear": as sections and as members. */
const char *activity_extra_name(enum activity_extra_kind kind);
/* Reads those that are asked for, or notes needs. */
void activity_extras_read(const struct activity_parts *to, const struct athlete *athlete,
                          struct activity_extras *extras);
/* Each member, null when it was not asked for or is not there; missing says why. */
void activity_extras_write(const struct activity_parts *to,
                           const struct activity_extras *extras);
void activity_extras_release(struct activity_extras *extras);

#endif
