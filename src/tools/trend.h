/* The tables of running_dynamics_trend: metrics, runs and devices, in both halves. */
#ifndef TOOLS_TREND_H
#define TOOLS_TREND_H

#include "tools/answer.h"
#include "tools/dynamics.h"

enum { TREND_MAX_DEVICES = 6, TREND_ALL_METRICS = N_LOAD_METRICS };

struct trend_device {
    const char *name;
    size_t n_runs;
    day_num first_day;
    day_num latest_day;
};

struct trend {
    struct tool_ctx *ctx;
    struct answer *answer;
    const struct dynamics *dynamics;
    const struct load_drift_report *report;
    size_t metric;    /* the one asked for, or TREND_ALL_METRICS */
    day_num from_day; /* runs from here on are shown */
    /* [run of dynamics][metric]: its point, NULL without; trend_points_find */
    const struct load_drift_point *(*points)[N_LOAD_METRICS];
    size_t n_devices; /* the one measured with last first; trend_devices_find */
    struct trend_device devices[TREND_MAX_DEVICES];
};

/* First: what the tables point into. */
void trend_points_find(struct trend *trend);
void trend_devices_find(struct trend *trend);

bool trend_is_asked(const struct trend *trend, size_t metric);
/*
 * Does the answer show the metric in that place? Outdoors always; on a treadmill when there
 * is more to say than that it is still learning.
 */
bool trend_is_shown(const struct trend *trend, size_t place, size_t metric);
const struct load_drift_point *trend_last_point(const struct load_drift_trend *trend);
/*
 * As printed: one decimal more than a single reading supports, since it is a mean of many.
 * The difference is that of the printed values, so that the three agree to the reader.
 */
struct trend_shown {
    int decimals;
    double value;
    double normal;
    double difference;
};
struct trend_shown trend_shown(const struct load_drift_point *point,
                               enum load_metric metric);
/* "+0.6", "-2", "0"; "-" for unknown. */
const char *trend_signed(struct arena *arena, double value, int decimals);

/* Each sets its member and adds its lines; runs: null unless one metric was asked for. */
void trend_metrics_write(const struct trend *trend);
void trend_latest_runs_write(const struct trend *trend);
void trend_runs_write(const struct trend *trend);
void trend_devices_write(const struct trend *trend);

#endif
