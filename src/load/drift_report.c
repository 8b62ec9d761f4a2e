/* The drift report's words, and what of it the load check hears. */
#include "load/drift.h"

#include "load/constants.h"

#include "base/banned.h"

const char *load_drift_null_name(enum load_drift_null reason)
{
    static const char *const names[] = {
        "",         "no_run",       "not_recorded",      "no_clean_segment",
        "few_runs", "few_segments", "speed_out_of_range"};
    return names[reason];
}

const char *load_drift_state_name(enum load_drift_state state)
{
    static const char *const names[] = {"no_data", "learning", "in_range", "changed",
                                        "out_of_speed_range"};
    return names[state];
}

static const struct load_drift_point *last_point(const struct load_drift_trend *trend)
{
    return trend->n_points > 0 ? &trend->points[trend->n_points - 1] : NULL;
}

/* The later one; outdoors when both are of one day or none. */
static const struct load_drift_trend *later_place(const struct load_drift_trend *outdoors,
                                                  const struct load_drift_trend *treadmill)
{
    const struct load_drift_point *a = last_point(outdoors);
    const struct load_drift_point *b = last_point(treadmill);
    return b != NULL && (a == NULL || b->day > a->day) ? treadmill : outdoors;
}

static struct load_drift for_check(const struct load_drift_trend *trend, day_num as_of)
{
    const struct load_drift_point *last = last_point(trend);
    struct load_drift ret = {.metric = load_metric_info(trend->metric).name,
                             .state = LOAD_DRIFT_NO_DATA,
                             .z = LOAD_NAN,
                             .z_limit = load_drift_limit()};
    if (last != NULL && as_of - last->day < LOAD_DRIFT_CHECK_DAYS) {
        ret.state = trend->state;
        ret.n_runs_out = last->chart.n_runs_out;
        ret.z = last->chart.n_runs > 0 ? last->chart.ewma : LOAD_NAN;
    }
    return ret;
}

size_t load_drift_for_check(const struct load_drift_report *report,
                            struct load_drift out[N_LOAD_METRICS])
{
    size_t n = 0;
    for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
        if (load_metric_info((enum load_metric)metric).is_checked) {
            const struct load_drift_trend *trend =
                later_place(&report->trends[0][metric], &report->trends[1][metric]);
            out[n++] = for_check(trend, report->as_of);
        }
    }
    return n;
}
