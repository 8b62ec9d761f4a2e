#include "measure.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#include "base/banned.h"

void rate_add(struct rate *rate, double exposure, double events)
{
    rate->n_histories++;
    rate->exposure += exposure;
    rate->events += events;
    rate->sum_ee += events * events;
    rate->sum_ex += events * exposure;
    rate->sum_xx += exposure * exposure;
}

struct length rate_length(const struct rate *rate)
{
    double n = (double)rate->n_histories;
    double value = rate->events / rate->exposure;
    double squares =
        rate->sum_ee - 2.0 * value * rate->sum_ex + value * value * rate->sum_xx;
    double half = 1.96 * sqrt(squares * n / (n - 1.0)) / rate->exposure;
    return (struct length){.mean = 1.0 / value,
                           .low = 1.0 / (value + half),
                           .high = value > half ? 1.0 / (value - half) : (double)INFINITY};
}

/* A runner's outdoor ground contact times, judged. Free the scratch. */
static const struct load_drift_trend *judge(const struct runner *runner, day_num as_of,
                                            struct load_drift_report *report,
                                            void **ret_scratch)
{
    struct load_drift_inputs in = {.as_of = as_of,
                                   .n_runs = runner->n_runs,
                                   .runs = runner->runs,
                                   .n_segments = runner->n_segments,
                                   .segments = runner->segments};
    *ret_scratch = xmalloc(load_drift_scratch_bytes(&in));
    load_drift_compute(&in, *ret_scratch, report);
    return &report->trends[0][LOAD_METRIC_STANCE_TIME];
}

static bool is_judged(const struct load_drift_point *point)
{
    return point->state == LOAD_DRIFT_IN_RANGE || point->state == LOAD_DRIFT_CHANGED;
}

/* Exposure and events of one history. */
struct count {
    double runs;
    double flags;
};

static void follow_false_flags(const struct load_drift_trend *trend,
                               struct false_flags *ret)
{
    struct count all = {0, 0};
    struct count first = {0, 0};
    struct count young = {0, 0};
    struct count mature = {0, 0};
    bool was_changed = false;
    for (size_t i = 0; i < trend->n_points; i++) {
        const struct load_drift_point *point = &trend->points[i];
        ret->n_learning += point->state == LOAD_DRIFT_LEARNING ? 1 : 0;
        ret->n_out_of_speed += point->state == LOAD_DRIFT_OUT_OF_SPEED_RANGE ? 1 : 0;
        if (!is_judged(point)) {
            continue;
        }
        bool is_changed = point->state == LOAD_DRIFT_CHANGED;
        double flag = is_changed && !was_changed ? 1 : 0;
        ret->n_changed += is_changed ? 1 : 0;
        first.runs += first.flags > 0 ? 0 : 1;
        first.flags = first.flags > 0 ? 1 : flag;
        all.runs += 1;
        all.flags += flag;
        struct count *age = point->n_baseline_runs < 20    ? &young
                            : point->n_baseline_runs >= 40 ? &mature
                                                           : NULL;
        if (age != NULL) {
            age->runs += 1;
            age->flags += flag;
        }
        was_changed = is_changed;
    }
    ret->n_runs += (double)trend->n_points;
    rate_add(&ret->all, all.runs, all.flags);
    rate_add(&ret->first, first.runs, first.flags);
    rate_add(&ret->young, young.runs, young.flags);
    rate_add(&ret->mature, mature.runs, mature.flags);
}

struct false_flags measure_false_flags(const struct scenario *scenario, uint64_t seed,
                                       size_t n_histories, day_num n_days)
{
    struct false_flags ret = {.n_days = (double)n_days * (double)n_histories};
    for (size_t i = 0; i < n_histories; i++) {
        struct runner runner = runner_make(scenario, seed + i, n_days, n_days, 0.0);
        struct load_drift_report report;
        void *scratch = NULL;
        follow_false_flags(judge(&runner, n_days, &report, &scratch), &ret);
        free(scratch);
        runner_release(&runner);
    }
    return ret;
}

/* One history's answer to a shift upwards. */
struct answer {
    bool is_excluded; /* a flag stood on the eve */
    bool is_wrong;
    double runs; /* infinite: never */
    double days;
    double flagged_days;
};

static struct answer answer_of(const struct load_drift_trend *trend)
{
    struct answer ret = {.runs = (double)INFINITY, .days = (double)INFINITY};
    double n_runs = 0;
    bool was_changed = false;
    day_num first_shifted = SHIFT_DAY;
    day_num flag_day = 0;
    for (size_t i = 0; i < trend->n_points && !ret.is_wrong; i++) {
        const struct load_drift_point *point = &trend->points[i];
        bool is_changed = point->state == LOAD_DRIFT_CHANGED;
        if (point->day < SHIFT_DAY) {
            was_changed = is_judged(point) ? is_changed : was_changed;
            continue;
        }
        first_shifted = n_runs > 0 ? first_shifted : point->day;
        n_runs += is_judged(point) ? 1 : 0;
        ret.is_excluded = was_changed;
        if (!is_changed) {
            continue;
        }
        ret.is_wrong = isinf(ret.runs) && point->chart.direction < 0;
        if (isinf(ret.runs) && !ret.is_wrong) {
            ret.runs = n_runs;
            ret.days = (double)(point->day - first_shifted);
            flag_day = point->day;
        }
        ret.flagged_days =
            point->chart.direction > 0 ? (double)(point->day - flag_day) : ret.flagged_days;
    }
    return ret;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b ? 1 : 0) - (a < b ? 1 : 0);
}

static double median(size_t n, double x[])
{
    qsort(x, n, sizeof x[0], compare);
    return n == 0 ? (double)INFINITY : x[n / 2];
}

struct delays measure_delays(const struct scenario *scenario, uint64_t seed,
                             size_t n_histories, double shift_sd)
{
    struct delays ret = {0};
    double *runs = xcalloc(n_histories, sizeof *runs);
    double *days = xcalloc(n_histories, sizeof *days);
    double *flagged = xcalloc(n_histories, sizeof *flagged);
    double shift_ms = shift_sd * scenario_run_sd_ms(scenario);
    day_num n_days = SHIFT_DAY + DAYS_AFTER;
    for (size_t i = 0; i < n_histories; i++) {
        struct runner runner = runner_make(scenario, seed + i, n_days, SHIFT_DAY, shift_ms);
        struct load_drift_report report;
        void *scratch = NULL;
        struct answer answer = answer_of(judge(&runner, n_days, &report, &scratch));
        free(scratch);
        runner_release(&runner);
        if (answer.is_excluded) {
            continue;
        }
        runs[ret.n_histories] = answer.runs;
        days[ret.n_histories++] = answer.days;
        ret.n_wrong += answer.is_wrong ? 1 : 0;
        ret.n_within_10 += answer.runs <= 10 ? 1 : 0;
        ret.n_within_20 += answer.runs <= 20 ? 1 : 0;
        if (isfinite(answer.runs)) {
            ret.mean_runs += answer.runs;
            flagged[ret.n_flagged++] = answer.flagged_days;
        }
    }
    ret.mean_runs /= (double)ret.n_flagged;
    ret.median_runs = median(ret.n_histories, runs);
    ret.median_days = median(ret.n_histories, days);
    ret.median_flagged_days = median(ret.n_flagged, flagged);
    free(runs);
    free(days);
    free(flagged);
    return ret;
}

struct length measure_chart(uint64_t seed, size_t n_charts, double shift_sd)
{
    struct dice dice = {.state = seed};
    struct rate rate = {0};
    for (size_t i = 0; i < n_charts; i++) {
        struct load_drift_chart chart;
        load_drift_chart_init(&chart);
        while (!load_drift_chart_is_flagged(&chart)) {
            load_drift_chart_add(&chart, chart.n_runs, shift_sd + dice_normal(&dice));
        }
        rate_add(&rate, chart.n_runs, 1.0);
    }
    return rate_length(&rate);
}
