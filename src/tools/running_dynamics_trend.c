#include "tools/tool.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "load/constants.h"
#include "tools/answer.h"
#include "tools/check.h"
#include "tools/dynamics.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "tools/trend.h"
#include "base/banned.h"

enum { DEFAULT_DAYS = 90 };

/* -- what the numbers mean -- */

static void rules_write(const struct trend *to)
{
    json_t *object = json_object();
    set_text(object, "formula", "drift/1");
    set_number(object, "chart_limit_sd", load_drift_limit(), 2);
    set_count(object, "runs_out_for_changed", (size_t)LOAD_DRIFT_RUNS);
    set_count(object, "baseline_from_days_before", (size_t)LOAD_DRIFT_BASELINE_FROM);
    set_count(object, "baseline_to_days_before", (size_t)LOAD_DRIFT_BASELINE_TO);
    set_count(object, "baseline_runs_min", (size_t)LOAD_DRIFT_BASELINE_RUNS);
    set_count(object, "baseline_segments_min", (size_t)LOAD_DRIFT_BASELINE_SEGMENTS);
    set_text(
        object, "text",
        "Normal: own curve over speed. z: difference in SD of own runs. chart: EWMA of "
        "z; CUSUM is shown only. changed differs from your own normal at this speed: "
        "look at device, shoes, ground, fatigue, an old injury. It is no warning and "
        "says nothing of injury to come. A change that stays becomes the normal.");
    answer_set(to->answer, "rules", object);
}

/* Judged runs of the last 90 days, as the yearly rate of false flags of the metrics that
 * count in the load check. */
static double flags_per_year(const struct trend *to)
{
    size_t n_judged = 0;
    for (size_t i = 0; i < to->dynamics->runs.n_items; i++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            const struct load_drift_point *point = to->points[i][metric];
            n_judged += point != NULL && isfinite(point->z) &&
                                load_metric_info((enum load_metric)metric).is_checked &&
                                to->report->as_of - point->day < DEFAULT_DAYS
                            ? 1U
                            : 0U;
        }
    }
    return (double)n_judged * 365.0 / (double)DEFAULT_DAYS /
           (double)LOAD_DRIFT_FALSE_FLAG_RUNS;
}

static void false_flags_write(const struct trend *to)
{
    struct arena *arena = to->ctx->arena;
    double per_year = flags_per_year(to);
    json_t *object = json_object();
    set_count(object, "runs_per_false_flag", (size_t)LOAD_DRIFT_FALSE_FLAG_RUNS);
    set_number(object, "per_year_at_this_rate", per_year, 1);
    answer_set(to->answer, "false_flags", object);
    answer_line(
        to->answer,
        "By chance alone a metric flags about once in %d runs; at the present rate, "
        "over those that count in the load check, %s a year.",
        (int)LOAD_DRIFT_FALSE_FLAG_RUNS, quote_number(arena, per_year, 1));
}

static void balance_note(const struct trend *to)
{
    if (trend_is_asked(to, LOAD_METRIC_STANCE_BALANCE) &&
        (to->report->trends[0][LOAD_METRIC_STANCE_BALANCE].n_points > 0 ||
         to->report->trends[1][LOAD_METRIC_STANCE_BALANCE].n_points > 0)) {
        answer_line(to->answer,
                    "Balance is the left share of ground contact, 50 %% is even; "
                    "after a one-sided injury compare with the time before it.");
    }
}

/* -- missing -- */

static void not_recorded_missing(const struct trend *to)
{
    struct arena *arena = to->ctx->arena;
    const char *names = "";
    size_t n_missing = 0;
    for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
        if (trend_is_asked(to, metric) && to->dynamics->n_read > 0 &&
            to->report->trends[0][metric].n_recorded == 0 &&
            to->report->trends[1][metric].n_recorded == 0) {
            names = arena_printf(arena, "%s%s%s", names, n_missing > 0 ? ", " : "",
                                 load_metric_info((enum load_metric)metric).label);
            n_missing++;
        }
    }
    if (n_missing > 0) {
        answer_missing(
            to->answer, "metrics", n_missing, MISSING_NOT_RECORDED,
            arena_printf(arena, "no run holds %s (balance needs a strap or pod)", names));
    }
}

/* Trends on the treadmill that only say so are not shown row by row. */
static void treadmill_missing(const struct trend *to)
{
    size_t n_learning = 0;
    size_t n_runs_max = 0;
    for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
        const struct load_drift_trend *trend = &to->report->trends[1][metric];
        const struct load_drift_point *point = trend_last_point(trend);
        if (trend->state == LOAD_DRIFT_LEARNING && trend_is_asked(to, metric) &&
            !trend_is_shown(to, 1, metric)) {
            n_learning++;
            n_runs_max =
                point->n_baseline_runs > n_runs_max ? point->n_baseline_runs : n_runs_max;
        }
    }
    if (n_learning > 0) {
        answer_missing(
            to->answer, "treadmill", n_learning, MISSING_TOO_SHORT_HISTORY,
            arena_printf(to->ctx->arena,
                         "metrics judged apart from outdoors are still learning: "
                         "%zu of %d runs",
                         n_runs_max, (int)LOAD_DRIFT_BASELINE_RUNS));
    }
}

static void missing_write(const struct trend *to)
{
    const struct dynamics *dynamics = to->dynamics;
    struct arena *arena = to->ctx->arena;
    if (dynamics->n_open > 0) {
        answer_missing(to->answer, "runs", dynamics->n_open, MISSING_NOT_ASKED,
                       "not read yet, older ones mostly: call again with the same "
                       "arguments to go on; until then normals and charts may still move");
    }
    if (dynamics->n_failed > 0) {
        const char *why = dynamics->why != NULL ? dynamics->why->message : "";
        answer_missing(to->answer, "runs", dynamics->n_failed, MISSING_UPSTREAM_FAILED,
                       arena_printf(arena, "left out (%s); tried again at the next call",
                                    quote_clean(arena, why, 160)));
    }
    if (dynamics->n_not_found > 0) {
        answer_missing(to->answer, "runs", dynamics->n_not_found, MISSING_NO_DATA,
                       "without laps and streams: left out");
    }
    treadmill_missing(to);
    not_recorded_missing(to);
}

/* -- summary -- */

struct tally {
    size_t n[LOAD_DRIFT_OUT_OF_SPEED_RANGE + 1];
    const char *changed; /* "ground contact time (+6 ms), ..." */
    day_num latest_day;  /* of the latest comparable run */
    size_t n_checked;    /* of the judged ones: what the load check hears of */
};

/* One metric outdoors (0) or on the treadmill. */
static void tally_add(const struct trend *to, size_t place, enum load_metric metric,
                      struct tally *ret)
{
    struct arena *arena = to->ctx->arena;
    const struct load_drift_trend *trend = &to->report->trends[place][metric];
    const struct load_drift_point *point = trend_last_point(trend);
    const struct load_metric_info info = load_metric_info(metric);
    bool is_changed = trend->state == LOAD_DRIFT_CHANGED;
    bool is_judged = is_changed || trend->state == LOAD_DRIFT_IN_RANGE;
    ret->n[trend->state]++;
    ret->n_checked += is_judged && info.is_checked ? 1U : 0U;
    if (point != NULL &&
        (ret->latest_day == DAY_NUM_NONE || point->day > ret->latest_day)) {
        ret->latest_day = point->day;
    }
    if (is_changed) {
        const struct trend_shown shown = trend_shown(point, metric);
        ret->changed = arena_printf(arena, "%s%s%s (%s %s%s)", ret->changed,
                                    ret->changed[0] != '\0' ? ", " : "", info.label,
                                    trend_signed(arena, shown.difference, shown.decimals),
                                    info.unit, place == 1 ? ", treadmill" : "");
    }
}

static void tally_make(const struct trend *to, struct tally *ret)
{
    *ret = (struct tally){.changed = "", .latest_day = DAY_NUM_NONE};
    for (size_t place = 0; place < 2; place++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            if (trend_is_shown(to, place, metric)) {
                tally_add(to, place, (enum load_metric)metric, ret);
            }
        }
    }
}

static void summary_write(const struct trend *to)
{
    struct tally tally;
    struct arena *arena = to->ctx->arena;
    tally_make(to, &tally);
    size_t n_judged = tally.n[LOAD_DRIFT_IN_RANGE] + tally.n[LOAD_DRIFT_CHANGED];
    const char *more = to->dynamics->n_open > 0
                           ? arena_printf(arena, " %s not read yet: call again.",
                                          quote_count(arena, to->dynamics->n_open, "run"))
                           : "";
    if (to->dynamics->runs.n_items == 0) {
        answer_summary(to->answer, "Running dynamics: no run of at least %.0f minutes.",
                       (LOAD_DRIFT_START_S + LOAD_DRIFT_SEGMENT_S) / 60.0);
        return;
    }
    if (to->dynamics->n_read == 0) {
        answer_summary(to->answer,
                       "Running dynamics: none of %zu runs could be read, see missing.%s",
                       to->dynamics->runs.n_items, more);
        return;
    }
    if (n_judged == 0) {
        answer_summary(to->answer,
                       "Running dynamics: no verdict yet (%zu learning, %zu outside the "
                       "usual speeds, %zu without data).%s",
                       tally.n[LOAD_DRIFT_LEARNING], tally.n[LOAD_DRIFT_OUT_OF_SPEED_RANGE],
                       tally.n[LOAD_DRIFT_NO_DATA], more);
        return;
    }
    const char *changed =
        tally.n[LOAD_DRIFT_CHANGED] > 0
            ? arena_printf(arena,
                           "; changed against the own normal at this speed: %s. A reason "
                           "to look, no warning",
                           tally.changed)
            : "";
    const char *checked =
        tally.n_checked < n_judged
            ? arena_printf(arena, ", of which %zu count in the load check", tally.n_checked)
            : "";
    answer_summary(to->answer,
                   "Running dynamics to %s: %zu of %zu judged metrics in range%s%s.%s",
                   quote_day(arena, tally.latest_day), tally.n[LOAD_DRIFT_IN_RANGE],
                   n_judged, changed, checked, more);
}

static size_t metric_asked(const struct tool_ctx *ctx)
{
    const char *name = json_get_text(ctx->args, "metric");
    size_t metric = 0;
    while (metric < N_LOAD_METRICS && name != NULL &&
           strcmp(load_metric_info((enum load_metric)metric).name, name) != 0) {
        metric++;
    }
    return name != NULL ? metric : (size_t)TREND_ALL_METRICS;
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct data_athlete athlete;
    struct dynamics dynamics;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    size_t n_days = (size_t)json_get_integer(ctx->args, "days", DEFAULT_DAYS);
    size_t n_needed = n_days + (size_t)LOAD_DRIFT_BASELINE_FROM;
    size_t n_read = n_needed > DATA_HISTORY_DAYS ? n_needed : DATA_HISTORY_DAYS;
    struct day_range range =
        day_range_between(athlete.today - (day_num)n_read + 1, athlete.today);
    if (!dynamics_read(ctx, range, true, &dynamics, err)) {
        return TOOL_FAILED;
    }
    if (!data_is_complete(ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    struct trend to = {.ctx = ctx,
                       .answer = answer,
                       .dynamics = &dynamics,
                       .report = dynamics_report(ctx, &dynamics),
                       .metric = metric_asked(ctx),
                       .from_day = athlete.today - (day_num)n_days + 1};
    trend_points_find(&to);
    trend_devices_find(&to);
    summary_write(&to);
    trend_metrics_write(&to);
    trend_latest_runs_write(&to);
    trend_runs_write(&to);
    balance_note(&to);
    rules_write(&to);
    false_flags_write(&to);
    trend_devices_write(&to);
    missing_write(&to);
    return TOOL_DONE;
}

const struct tool tool_running_dynamics_trend = {.name = "running_dynamics_trend",
                                                 .run = run};
