/* The sections of get_activity; shared by the files that write them. */
#ifndef TOOLS_ACTIVITY_PARTS_H
#define TOOLS_ACTIVITY_PARTS_H

#include "load/history.h"
#include "tools/answer.h"
#include "tools/tool.h"

struct activity_parts {
    struct tool_ctx *ctx;
    struct answer *answer;
    const struct load_activity *item;
    const struct activity *activity;
    bool is_run;
    bool has_intervals; /* asked for */
    bool has_zones;
    bool has_dynamics;
    bool has_streams;
    const struct activity_intervals *intervals; /* NULL: none, or not asked for */
    const struct activity_streams *streams;
    const struct err *intervals_err; /* why not; NULL */
    const struct err *streams_err;
};

/* summary's members, zones, intervals, dynamics; a section that was not asked for is null.
 */
void activity_summary_write(const struct activity_parts *to);
void activity_zones_write(const struct activity_parts *to);
void activity_intervals_write(const struct activity_parts *to);
void activity_dynamics_write(const struct activity_parts *to);

/* What a cadence of this activity must be multiplied with to count both feet (1 or 2; 1 for
 * rides). cadence_per_min: a mean of it, as sent. */
double activity_cadence_factor(const struct activity *activity, double cadence_per_min);

/*
 * streams: means of equal pieces of time. Arguments points, streams, and the window from_s,
 * to_s (clock of the activity, pauses included) or from_km, to_km. False with
 * ERR_BAD_ARGUMENT when the window is none or of both kinds.
 */
MUST_CHECK bool activity_streams_check(const struct tool_ctx *ctx, struct err *err);
void activity_streams_write(const struct activity_parts *to);

#endif
