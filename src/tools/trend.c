#include "tools/trend.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { MAX_LATEST_RUNS = 8, MAX_RUN_ROWS = 200 };

bool trend_is_asked(const struct trend *to, size_t metric)
{
    return to->metric == TREND_ALL_METRICS || to->metric == metric;
}

static const char *place_name(bool is_treadmill)
{
    return is_treadmill ? "treadmill" : "outdoors";
}

const struct load_drift_point *trend_last_point(const struct load_drift_trend *trend)
{
    return trend->n_points > 0 ? &trend->points[trend->n_points - 1] : NULL;
}

bool trend_is_shown(const struct trend *to, size_t place, size_t metric)
{
    const struct load_drift_trend *trend = &to->report->trends[place][metric];
    bool is_told_apart =
        trend->state != LOAD_DRIFT_NO_DATA &&
        (trend->state != LOAD_DRIFT_LEARNING || to->metric != TREND_ALL_METRICS);
    return trend_is_asked(to, metric) && (place == 0 || is_told_apart);
}

static double rounded(double value, int decimals)
{
    double scale = 1.0;
    for (int i = 0; i < decimals; i++) {
        scale *= 10.0;
    }
    return round(value * scale) / scale;
}

struct trend_shown trend_shown(const struct load_drift_point *point,
                               enum load_metric metric)
{
    int decimals = load_metric_info(metric).decimals + 1;
    double value = rounded(point->observed, decimals);
    double normal = rounded(point->normal, decimals);
    return (struct trend_shown){.decimals = decimals,
                                .value = value,
                                .normal = normal,
                                .difference = value - normal};
}

const char *trend_signed(struct arena *arena, double value, int decimals)
{
    const char *text = quote_number(arena, value, decimals);
    return value > 0.0 && strpbrk(text, "123456789") != NULL
               ? arena_printf(arena, "+%s", text)
               : text;
}

static const char *pace_text(struct arena *arena, double speed_m_per_s)
{
    return quote_pace(arena, s_per_km_from_m_per_s(speed_m_per_s));
}

static json_t *pace_json(double speed_m_per_s)
{
    return json_number_or_null(s_per_km_from_m_per_s(speed_m_per_s), 0);
}

/* -- devices -- */

static size_t device_row(const struct trend *to, const char *name)
{
    size_t i = 0;
    while (i < to->n_devices && strcmp(to->devices[i].name, name) != 0) {
        i++;
    }
    return i;
}

void trend_devices_find(struct trend *to)
{
    const struct dynamics *dynamics = to->dynamics;
    for (size_t i = dynamics->runs.n_items; i-- > 0;) {
        const struct load_drift_run *run = &dynamics->drift_runs[i];
        if (run->device == NULL) {
            continue;
        }
        size_t row = device_row(to, run->device);
        if (row == TREND_MAX_DEVICES) {
            continue;
        }
        struct trend_device *device = &to->devices[row];
        if (row == to->n_devices) {
            *device = (struct trend_device){.name = run->device, .latest_day = run->day};
            to->n_devices++;
        }
        device->n_runs++;
        device->first_day = run->day;
    }
}

static json_t *device_json(const struct trend *to, size_t i_run)
{
    const char *name = to->dynamics->drift_runs[i_run].device;
    size_t row = name != NULL ? device_row(to, name) : to->n_devices;
    return json_integer_or_null((int64_t)row, row < to->n_devices);
}

void trend_devices_write(const struct trend *to)
{
    static const char *const columns[] = {"device", "runs", "first_day", "latest_day"};
    struct arena *arena = to->ctx->arena;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < to->n_devices; i++) {
        const struct trend_device *device = &to->devices[i];
        const char *name = quote_clean(arena, device->name, 120);
        json_t *row = json_array();
        row_add(row, json_text_or_null(name));
        row_add(row, json_integer((json_int_t)device->n_runs));
        row_add(row, json_day_or_null(device->first_day));
        row_add(row, json_day_or_null(device->latest_day));
        answer_row(table, row);
        answer_line(to->answer, "Device: \"%s\", %s up to %s.", name,
                    quote_count(arena, device->n_runs, "run"),
                    quote_day(arena, device->latest_day));
    }
    answer_set(to->answer, "devices", table);
    if (to->n_devices > 1) {
        answer_line(to->answer,
                    "Each device has its own normal and chart: watch, strap and "
                    "pod measure differently.");
    }
}

/* -- metrics -- */

static const char *no_data_words(enum load_drift_null reason)
{
    switch (reason) {
    case LOAD_DRIFT_NULL_NO_RUN:
        return "no run";
    case LOAD_DRIFT_NULL_NOT_CLEAN:
        return "no comparable segment (60 s, flat, after the first 5 min)";
    case LOAD_DRIFT_NULL_NOT_RECORDED:
    case LOAD_DRIFT_GIVEN:
    case LOAD_DRIFT_NULL_FEW_RUNS:
    case LOAD_DRIFT_NULL_FEW_SEGMENTS:
    case LOAD_DRIFT_NULL_SPEED:
        break;
    }
    return "not recorded";
}

/* The latest value beside the own normal, with the chart. */
static const char *judged_words(struct arena *arena, const struct load_drift_point *point,
                                enum load_metric metric)
{
    const struct trend_shown shown = trend_shown(point, metric);
    const struct load_metric_info info = load_metric_info(metric);
    return arena_printf(
        arena, "%s %s at %s on %s, own normal there %s (%s, z %s); chart %s, limit +-%s",
        quote_number(arena, shown.value, shown.decimals), info.unit,
        pace_text(arena, point->speed_m_per_s), quote_day(arena, point->day),
        quote_number(arena, shown.normal, shown.decimals),
        trend_signed(arena, shown.difference, shown.decimals),
        trend_signed(arena, point->z, 1), trend_signed(arena, point->chart.ewma, 2),
        quote_number(arena, load_drift_limit(), 2));
}

static void trend_line(const struct trend *to, const struct load_drift_trend *trend)
{
    struct arena *arena = to->ctx->arena;
    const struct load_metric_info info = load_metric_info(trend->metric);
    const struct load_drift_point *point = trend_last_point(trend);
    const char *name =
        arena_printf(arena, "%s%s", info.label, trend->is_treadmill ? " (treadmill)" : "");
    switch (trend->state) {
    case LOAD_DRIFT_NO_DATA:
        answer_line(to->answer, "%s: no data, %s.", name,
                    no_data_words(trend->null_reason));
        return;
    case LOAD_DRIFT_LEARNING:
        answer_line(to->answer,
                    "%s: learning, the normal has %zu of %d runs and %zu of %d segments.",
                    name, point->n_baseline_runs, (int)LOAD_DRIFT_BASELINE_RUNS,
                    point->n_baseline_segments, (int)LOAD_DRIFT_BASELINE_SEGMENTS);
        return;
    case LOAD_DRIFT_OUT_OF_SPEED_RANGE:
        answer_line(to->answer, "%s: no verdict, %s on %s lies outside the usual %s to %s.",
                    name, pace_text(arena, point->speed_m_per_s),
                    quote_day(arena, point->day),
                    pace_text(arena, point->speed_low_m_per_s),
                    pace_text(arena, point->speed_high_m_per_s));
        return;
    case LOAD_DRIFT_IN_RANGE:
        answer_line(to->answer, "%s: in range. %s.", name,
                    judged_words(arena, point, trend->metric));
        return;
    case LOAD_DRIFT_CHANGED:
        break;
    }
    answer_line(to->answer,
                "%s: CHANGED against the own normal at this speed, %d runs in a row since "
                "%s. %s. A reason to look, no warning.",
                name, point->chart.n_runs_out, quote_day(arena, point->chart.since_day),
                judged_words(arena, point, trend->metric));
}

static json_t *trend_row(const struct trend *to, const struct load_drift_trend *trend)
{
    const struct load_metric_info info = load_metric_info(trend->metric);
    const struct load_drift_point *point = trend_last_point(trend);
    struct load_drift_point none = {.day = DAY_NUM_NONE,
                                    .speed_m_per_s = (double)NAN,
                                    .observed = (double)NAN,
                                    .speed_low_m_per_s = (double)NAN,
                                    .speed_high_m_per_s = (double)NAN,
                                    .normal = (double)NAN,
                                    .difference = (double)NAN,
                                    .z = (double)NAN};
    load_drift_chart_init(&none.chart);
    const struct load_drift_point *at = point != NULL ? point : &none;
    const struct trend_shown shown = trend_shown(at, trend->metric);
    bool has_chart = at->chart.n_runs > 0;
    json_t *row = json_array();
    row_add(row, json_string(info.name));
    row_add(row, json_string(info.unit));
    row_add(row, json_string(place_name(trend->is_treadmill)));
    row_add(row, json_string(load_drift_state_name(trend->state)));
    row_add(row, trend->null_reason == LOAD_DRIFT_GIVEN
                     ? json_null()
                     : json_string(load_drift_null_name(trend->null_reason)));
    row_add(row, json_day_or_null(at->day));
    row_add(row, pace_json(at->speed_m_per_s));
    row_add(row, json_number_or_null(shown.value, shown.decimals));
    row_add(row, json_number_or_null(shown.normal, shown.decimals));
    row_add(row, json_number_or_null(shown.difference, shown.decimals));
    row_add(row, json_number_or_null(at->z, 1));
    row_add(row, json_number_or_null(has_chart ? at->chart.ewma : (double)NAN, 2));
    row_add(row, json_integer(at->chart.n_runs_out));
    row_add(row, json_day_or_null(at->chart.since_day));
    row_add(row, json_number_or_null(has_chart ? at->chart.cusum_up : (double)NAN, 1));
    row_add(row, json_number_or_null(has_chart ? at->chart.cusum_down : (double)NAN, 1));
    row_add(row, pace_json(at->speed_low_m_per_s));
    row_add(row, pace_json(at->speed_high_m_per_s));
    row_add(row, json_integer((json_int_t)at->n_baseline_runs));
    row_add(row, json_integer((json_int_t)at->n_baseline_segments));
    row_add(row, point != NULL ? device_json(to, point->i_run) : json_null());
    return row;
}

void trend_metrics_write(const struct trend *to)
{
    static const char *const columns[] = {"metric",
                                          "unit",
                                          "place",
                                          "state",
                                          "reason",
                                          "day",
                                          "pace_s_per_km",
                                          "value",
                                          "normal",
                                          "difference",
                                          "z",
                                          "chart",
                                          "runs_out",
                                          "since",
                                          "cusum_up",
                                          "cusum_down",
                                          "slow_s_per_km",
                                          "fast_s_per_km",
                                          "baseline_runs",
                                          "baseline_segments",
                                          "device_row"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t place = 0; place < 2; place++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            const struct load_drift_trend *trend = &to->report->trends[place][metric];
            if (trend_is_shown(to, place, metric)) {
                answer_row(table, trend_row(to, trend));
                trend_line(to, trend);
            }
        }
    }
    answer_set(to->answer, "metrics", table);
}

/* -- runs -- */

void trend_points_find(struct trend *to)
{
    to->points =
        arena_alloc(to->ctx->arena, to->dynamics->runs.n_items + 1, sizeof *to->points);
    for (size_t place = 0; place < 2; place++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            const struct load_drift_trend *trend = &to->report->trends[place][metric];
            for (size_t i = 0; i < trend->n_points; i++) {
                to->points[trend->points[i].i_run][metric] = &trend->points[i];
            }
        }
    }
}

/* Any point of the run: all have its speed. NULL without. */
static const struct load_drift_point *any_point(const struct trend *to, size_t i_run)
{
    for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
        if (to->points[i_run][metric] != NULL) {
            return to->points[i_run][metric];
        }
    }
    return NULL;
}

void trend_latest_runs_write(const struct trend *to)
{
    static const char *const columns[] = {"day",
                                          "place",
                                          "pace_s_per_km",
                                          "stance_time_z",
                                          "cadence_z",
                                          "vertical_ratio_z",
                                          "stance_balance_z",
                                          "vertical_oscillation_z",
                                          "leg_spring_stiffness_z"};
    const struct dynamics *dynamics = to->dynamics;
    if (to->metric != TREND_ALL_METRICS) {
        answer_set(to->answer, "latest_runs", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    size_t n_rows = 0;
    for (size_t i = dynamics->runs.n_items; i-- > 0 && n_rows < MAX_LATEST_RUNS;) {
        const struct load_drift_point *some = any_point(to, i);
        if (some == NULL || some->day < to->from_day) {
            continue;
        }
        json_t *row = json_array();
        row_add(row, json_day_or_null(some->day));
        row_add(row, json_string(place_name(dynamics->drift_runs[i].is_treadmill)));
        row_add(row, pace_json(some->speed_m_per_s));
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            const struct load_drift_point *point = to->points[i][metric];
            row_add(row, json_number_or_null(point != NULL ? point->z : (double)NAN, 1));
        }
        answer_row(table, row);
        n_rows++;
    }
    answer_set(to->answer, "latest_runs", table);
}

static void run_row_write(const struct trend *to, json_t *table,
                          const struct load_drift_point *point)
{
    const struct trend_shown shown = trend_shown(point, (enum load_metric)to->metric);
    struct arena *arena = to->ctx->arena;
    bool has_chart = point->chart.n_runs > 0;
    double chart = has_chart ? point->chart.ewma : (double)NAN;
    const char *place = place_name(to->dynamics->drift_runs[point->i_run].is_treadmill);
    json_t *row = json_array();
    row_add(row, json_day_or_null(point->day));
    row_add(row, json_string(place));
    row_add(row, json_string(load_drift_state_name(point->state)));
    row_add(row, pace_json(point->speed_m_per_s));
    row_add(row, json_number_or_null(shown.value, shown.decimals));
    row_add(row, json_number_or_null(shown.normal, shown.decimals));
    row_add(row, json_number_or_null(point->z, 1));
    row_add(row, json_number_or_null(chart, 2));
    row_add(row, device_json(to, point->i_run));
    answer_row(table, row);
    answer_line(to->answer, "%s %s %s: %s, normal %s, z %s, chart %s (%s)",
                quote_day(arena, point->day), place, pace_text(arena, point->speed_m_per_s),
                quote_number(arena, shown.value, shown.decimals),
                quote_number(arena, shown.normal, shown.decimals),
                trend_signed(arena, point->z, 1), trend_signed(arena, chart, 2),
                load_drift_state_name(point->state));
}

void trend_runs_write(const struct trend *to)
{
    static const char *const columns[] = {"day",       "place",  "state", "pace_s_per_km",
                                          "value",     "normal", "z",     "chart",
                                          "device_row"};
    if (to->metric == TREND_ALL_METRICS) {
        answer_set(to->answer, "runs", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    size_t n_rows = 0;
    for (size_t i = to->dynamics->runs.n_items; i-- > 0 && n_rows < MAX_RUN_ROWS;) {
        const struct load_drift_point *point = to->points[i][to->metric];
        if (point != NULL && point->day >= to->from_day) {
            run_row_write(to, table, point);
            n_rows++;
        }
    }
    answer_set(to->answer, "runs", table);
}
