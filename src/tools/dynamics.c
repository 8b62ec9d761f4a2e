#include "tools/dynamics.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "load/constants.h"
#include "load/llss.h"
#include "base/banned.h"

/* Laps say enough when clean ones fill this share of what comes after the warm-up. */
static const double LAPS_SHARE = 1.0 / 3.0;

/* A run shorter than warm-up and one segment has nothing to compare. */
static bool is_wanted(const struct activity *activity)
{
    return sport_is_run(activity->sport) && !activity->is_stub &&
           activity_duration_s(activity) >= LOAD_DRIFT_START_S + LOAD_DRIFT_SEGMENT_S;
}

/* 1 or 2: the run decides, by its own average or that of its segments. */
static double cadence_factor(const struct activity *activity,
                             const struct run_segments *segments)
{
    struct activity run = *activity;
    if (!(run.average_cadence_per_min > 0.0)) {
        double sum = 0.0;
        double n = 0.0;
        for (size_t i = 0; i < segments->n_segments; i++) {
            double cadence = segments->segments[i].cadence_per_min;
            sum += cadence > 0.0 ? cadence : 0.0;
            n += cadence > 0.0 ? 1.0 : 0.0;
        }
        run.average_cadence_per_min = sum / n; /* NAN without any */
    }
    return load_cadence_spm(&run) / run.average_cadence_per_min;
}

static void segment_convert(const struct run_segment *from, double factor, size_t i_run,
                            struct load_drift_segment *ret)
{
    load_drift_segment_init(ret);
    ret->i_run = i_run;
    ret->start_s = from->start_s;
    ret->duration_s = from->duration_s;
    ret->distance_m = from->distance_m;
    ret->speed_m_per_s = from->speed_m_per_s;
    ret->gradient_frac = from->gradient_frac;
    ret->values[LOAD_METRIC_STANCE_TIME] = from->stance_time_ms;
    ret->values[LOAD_METRIC_CADENCE] = from->cadence_per_min * factor;
    ret->values[LOAD_METRIC_VERTICAL_RATIO] = from->vertical_ratio_pct;
    ret->values[LOAD_METRIC_STANCE_BALANCE] = from->stance_balance_pct;
    ret->values[LOAD_METRIC_VERTICAL_OSCILLATION] = from->vertical_oscillation_mm;
    ret->values[LOAD_METRIC_LEG_SPRING_STIFFNESS] = from->leg_spring_stiffness_kn_per_m;
}

/* Whole-run laps, laps without gradient and laps without what the run has call for streams.
 */
static bool is_enough(const struct activity *activity, const struct run_segments *laps)
{
    double factor = cadence_factor(activity, laps);
    double clean_s = 0.0;
    bool has_contact = false;
    for (size_t i = 0; i < laps->n_segments; i++) {
        struct load_drift_segment segment;
        double speed = 0.0;
        segment_convert(&laps->segments[i], factor, 0, &segment);
        if (load_drift_is_clean(&segment, load_drift_is_treadmill(activity), &speed) &&
            isfinite(segment.duration_s)) {
            clean_s += segment.duration_s;
            has_contact = has_contact || isfinite(segment.values[LOAD_METRIC_STANCE_TIME]);
        }
    }
    double after_warm_up_s = activity_duration_s(activity) - LOAD_DRIFT_START_S;
    return clean_s >= LAPS_SHARE * after_warm_up_s &&
           (has_contact || isnan(activity->stance_time_ms));
}

static bool has_value(const struct run_segments *segments, size_t offset)
{
    for (size_t i = 0; i < segments->n_segments; i++) {
        double value = 0.0;
        memcpy(&value, (const char *)&segments->segments[i] + offset, sizeof value);
        if (value > 0.0) { /* neither NAN nor a drop-out */
            return true;
        }
    }
    return false;
}

static const char *device_of(struct tool_ctx *ctx, const struct activity *activity,
                             const struct run_segments *segments)
{
    bool has_balance =
        has_value(segments, offsetof(struct run_segment, stance_balance_pct));
    bool has_contact = has_value(segments, offsetof(struct run_segment, stance_time_ms));
    const char *name = activity->device_name != NULL ? activity->device_name : "";
    if (name[0] == '\0' && !has_balance && !has_contact) {
        return NULL;
    }
    return arena_printf(ctx->arena, "%s, %s%s%s%s",
                        name[0] != '\0' ? name : "unnamed device",
                        has_balance ? "strap or pod" : "watch alone",
                        segments->custom_codes != NULL ? " (own fields " : "",
                        segments->custom_codes != NULL ? segments->custom_codes : "",
                        segments->custom_codes != NULL ? ")" : "");
}

static void states_count(struct dynamics *dynamics)
{
    for (size_t i = 0; i < dynamics->runs.n_items; i++) {
        const struct data_run *run = &dynamics->runs.items[i];
        dynamics->n_open += run->state == DATA_RUN_OPEN ? 1U : 0U;
        dynamics->n_failed += run->state == DATA_RUN_FAILED ? 1U : 0U;
        dynamics->n_not_found += run->state == DATA_RUN_NOT_FOUND ? 1U : 0U;
        dynamics->n_read += run->segments != NULL ? 1U : 0U;
        dynamics->why = run->state == DATA_RUN_FAILED ? run->why : dynamics->why;
    }
}

static void inputs_make(struct tool_ctx *ctx, struct dynamics *dynamics, day_num as_of)
{
    const struct data_runs *runs = &dynamics->runs;
    size_t n_segments = 0;
    for (size_t i = 0; i < runs->n_items; i++) {
        n_segments +=
            runs->items[i].segments != NULL ? runs->items[i].segments->n_segments : 0;
    }
    struct load_drift_segment *segments =
        arena_alloc(ctx->arena, n_segments, sizeof *segments);
    dynamics->drift_runs =
        arena_alloc(ctx->arena, runs->n_items, sizeof *dynamics->drift_runs);
    n_segments = 0;
    for (size_t i = 0; i < runs->n_items; i++) {
        const struct data_run *run = &runs->items[i];
        const struct run_segments *known = run->segments;
        dynamics->drift_runs[i] = (struct load_drift_run){
            .id = run->activity->id,
            .day = run->activity->day,
            .start_local_s = run->activity->start_local_s,
            .is_treadmill = load_drift_is_treadmill(run->activity),
            .device = known != NULL ? device_of(ctx, run->activity, known) : NULL};
        double factor = known != NULL ? cadence_factor(run->activity, known) : 1.0;
        for (size_t k = 0; known != NULL && k < known->n_segments; k++) {
            segment_convert(&known->segments[k], factor, i, &segments[n_segments++]);
        }
    }
    dynamics->inputs = (struct load_drift_inputs){.as_of = as_of,
                                                  .n_runs = runs->n_items,
                                                  .runs = dynamics->drift_runs,
                                                  .n_segments = n_segments,
                                                  .segments = segments};
}

bool dynamics_read(struct tool_ctx *ctx, struct day_range range, bool fetches,
                   struct dynamics *ret, struct err *err)
{
    struct data_runs_query query = {
        .range = range, .fetches = fetches, .is_wanted = is_wanted, .is_enough = is_enough};
    *ret = (struct dynamics){.n_days = range.n_days};
    if (!data_runs(ctx->data, &query, &ret->runs, err)) {
        return false;
    }
    states_count(ret);
    inputs_make(ctx, ret, day_range_last(range));
    return true;
}

enum { N_PLACES = 2, DAYS_KEYED = 100000 };

/* Where its points begin in a block that holds all points one trend after the other. */
static size_t points_link(struct load_drift_report *report,
                          const struct load_drift_point *points)
{
    size_t n_points = 0;
    for (size_t place = 0; place < N_PLACES; place++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            struct load_drift_trend *trend = &report->trends[place][metric];
            trend->points = points != NULL ? points + n_points : NULL;
            n_points += trend->n_points;
        }
    }
    return n_points;
}

/* As one block of bytes that memory can be kept as: the report, then all points. */
static void report_keep(struct tool_ctx *ctx, const char *name, int64_t key,
                        const struct load_drift_report *report)
{
    struct load_drift_report flat = *report;
    size_t n_points = points_link(&flat, NULL);
    size_t n_bytes = sizeof flat + n_points * sizeof(struct load_drift_point);
    char *bytes = arena_alloc(ctx->arena, n_bytes, 1);
    size_t at = sizeof flat;
    memcpy(bytes, &flat, sizeof flat);
    for (size_t place = 0; place < N_PLACES; place++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            const struct load_drift_trend *trend = &report->trends[place][metric];
            size_t n_trend_bytes = trend->n_points * sizeof *trend->points;
            if (n_trend_bytes > 0) {
                memcpy(bytes + at, trend->points, n_trend_bytes);
            }
            at += n_trend_bytes;
        }
    }
    data_memo_put(ctx->data, name, key, bytes, n_bytes);
}

static const struct load_drift_report *report_kept(struct tool_ctx *ctx, const char *name,
                                                   int64_t key)
{
    size_t n_bytes = 0;
    const char *kept = data_memo_get(ctx->data, name, key, &n_bytes);
    struct load_drift_report *report = arena_alloc(ctx->arena, 1, sizeof *report);
    if (kept == NULL || n_bytes < sizeof *report) {
        return NULL;
    }
    size_t n_points = (n_bytes - sizeof *report) / sizeof(struct load_drift_point);
    struct load_drift_point *points = arena_alloc(ctx->arena, n_points + 1, sizeof *points);
    memcpy(report, kept, sizeof *report);
    memcpy(points, kept + sizeof *report, n_points * sizeof *points);
    return points_link(report, points) == n_points ? report : NULL;
}

const struct load_drift_report *dynamics_report(struct tool_ctx *ctx,
                                                const struct dynamics *dynamics)
{
    static const char name[] = "dynamics";
    const struct load_drift_inputs *inputs = &dynamics->inputs;
    int64_t key = (int64_t)inputs->as_of * DAYS_KEYED + (int64_t)dynamics->n_days;
    const struct load_drift_report *kept = report_kept(ctx, name, key);
    if (kept != NULL) {
        return kept;
    }
    struct load_drift_report *report = arena_alloc(ctx->arena, 1, sizeof *report);
    void *scratch = arena_alloc(ctx->arena, load_drift_scratch_bytes(inputs), 1);
    load_drift_compute(inputs, scratch, report);
    report_keep(ctx, name, key, report);
    return report;
}

static const struct load_drift_point *point_of(const struct load_drift_trend *trend,
                                               const struct dynamics *dynamics,
                                               const char *id)
{
    for (size_t i = trend->n_points; i-- > 0;) {
        const char *run_id = dynamics->drift_runs[trend->points[i].i_run].id;
        if (run_id != NULL && strcmp(run_id, id) == 0) {
            return &trend->points[i];
        }
    }
    return NULL;
}

static void of_run_make(struct tool_ctx *ctx, const struct dynamics *dynamics,
                        const struct activity *activity, struct dynamics_of_run *ret)
{
    const struct load_drift_report *report = dynamics_report(ctx, dynamics);
    size_t place = load_drift_is_treadmill(activity) ? 1 : 0;
    str_copy(ret->id, sizeof ret->id, activity->id);
    for (size_t i = 0; i < N_LOAD_METRICS; i++) {
        const struct load_drift_point *point =
            point_of(&report->trends[place][i], dynamics, activity->id);
        if (point != NULL) {
            ret->values[i] = (struct dynamics_value){.is_there = true,
                                                     .state = point->state,
                                                     .observed = point->observed,
                                                     .normal = point->normal,
                                                     .z = point->z};
        }
    }
}

static struct day_range days_up_to(day_num as_of)
{
    return (struct day_range){.first_day = as_of - DATA_HISTORY_DAYS + 1,
                              .n_days = DATA_HISTORY_DAYS};
}

const struct dynamics_of_run *dynamics_of_run(struct tool_ctx *ctx,
                                              const struct activity *activity)
{
    static const char name[] = "dynamics of a run";
    struct dynamics_of_run *run = arena_alloc(ctx->arena, 1, sizeof *run);
    struct dynamics dynamics;
    struct err err = {0};
    size_t n_bytes = 0;
    const void *kept = data_memo_get(ctx->data, name, activity->start_local_s, &n_bytes);
    if (kept != NULL && n_bytes == sizeof *run) {
        memcpy(run, kept, n_bytes);
        if (strcmp(run->id, activity->id) == 0) {
            return run;
        }
        memset(run, 0, sizeof *run); /* two began in the same second */
    }
    if (!dynamics_read(ctx, days_up_to(activity->day), false, &dynamics, &err)) {
        return NULL;
    }
    of_run_make(ctx, &dynamics, activity, run);
    data_memo_put(ctx->data, name, activity->start_local_s, run, sizeof *run);
    return run;
}

static void check_make(struct tool_ctx *ctx, const struct dynamics *dynamics,
                       struct dynamics_check *ret)
{
    day_num as_of = dynamics->inputs.as_of;
    ret->n_runs_read = dynamics->n_read;
    for (size_t i = 0; i < dynamics->runs.n_items; i++) {
        const struct data_run *run = &dynamics->runs.items[i];
        ret->n_runs_open += run->segments == NULL && run->state != DATA_RUN_NOT_FOUND &&
                                    as_of - run->activity->day < LOAD_DRIFT_CHECK_DAYS
                                ? 1U
                                : 0U;
    }
    if (dynamics->n_read > 0) {
        ret->n_drift = load_drift_for_check(dynamics_report(ctx, dynamics), ret->drift);
    }
}

const struct dynamics_check *dynamics_for_check(struct tool_ctx *ctx, day_num as_of)
{
    static const char name[] = "dynamics for the check";
    struct dynamics_check *check = arena_alloc(ctx->arena, 1, sizeof *check);
    struct dynamics dynamics;
    struct err err = {0};
    size_t n_bytes = 0;
    const void *kept = data_memo_get(ctx->data, name, as_of, &n_bytes);
    if (kept != NULL && n_bytes == sizeof *check) {
        memcpy(check, kept, n_bytes);
        return check;
    }
    if (!dynamics_read(ctx, days_up_to(as_of), false, &dynamics, &err)) {
        return NULL;
    }
    check_make(ctx, &dynamics, check);
    data_memo_put(ctx->data, name, as_of, check, sizeof *check);
    return check;
}
