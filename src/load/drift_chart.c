#include "load/drift_chart.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

void load_drift_chart_init(struct load_drift_chart *chart)
{
    *chart =
        (struct load_drift_chart){.since_day = DAY_NUM_NONE, .latest_day = DAY_NUM_NONE};
}

double load_drift_limit(void)
{
    return LOAD_DRIFT_LIMIT_WIDTH * sqrt(LOAD_DRIFT_LAMBDA / (2.0 - LOAD_DRIFT_LAMBDA));
}

void load_drift_chart_add(struct load_drift_chart *chart, day_num day, double z)
{
    double w = load__clamp(z, -LOAD_DRIFT_Z_MAX, LOAD_DRIFT_Z_MAX);
    chart->ewma += LOAD_DRIFT_LAMBDA * (w - chart->ewma);
    chart->cusum_up = fmax(0.0, chart->cusum_up + w - LOAD_DRIFT_CUSUM_K);
    chart->cusum_down = fmax(0.0, chart->cusum_down - w - LOAD_DRIFT_CUSUM_K);
    chart->n_runs++;
    chart->latest_day = day;
    bool is_out = fabs(chart->ewma) > load_drift_limit();
    int direction = !is_out ? 0 : chart->ewma > 0.0 ? 1 : -1;
    if (direction != chart->direction) {
        chart->direction = direction;
        chart->n_runs_out = 0;
        chart->since_day = is_out ? day : DAY_NUM_NONE;
    }
    chart->n_runs_out += is_out ? 1 : 0;
}

bool load_drift_chart_is_flagged(const struct load_drift_chart *chart)
{
    return chart->n_runs_out >= LOAD_DRIFT_RUNS;
}
