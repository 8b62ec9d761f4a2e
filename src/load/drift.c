/* Running dynamics against the athlete's own normal: order, baseline, judgement. */
#include "load/drift.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

/* A run in time order. */
struct drift_run {
    const struct load_drift_run *run;
    size_t i_run;      /* in the inputs */
    size_t i_series;   /* place, device and shoe */
    size_t i_segment;  /* its first in the ordered segments */
    size_t n_segments; /* of it */
};

/* A segment of a run that exists. */
struct drift_segment {
    const struct load_drift_segment *segment;
    size_t place; /* of its run in the order */
    double speed_m_per_s;
    bool is_clean;
};

struct drift {
    const struct load_drift_inputs *inputs;
    struct load_drift_report *report;
    size_t n_runs;
    struct drift_run *runs;
    size_t n_segments;
    struct drift_segment *segments;
    struct load_drift_chart *charts; /* [n_series] of the metric at hand */
    size_t n_series;
    size_t *places; /* [inputs->n_runs] */
    void *spare;    /* for sorting */
    struct load_drift_points baseline;
    struct load_drift_point *points; /* the next free one */
    enum load_metric metric;         /* at hand */
    struct load_metric_info info;    /* of it */
};

static const size_t NO_PLACE = SIZE_MAX;

/* The parts of the scratch; with block->memory NULL it only counts. */
static void parts_take(struct drift *drift, struct load__block *block)
{
    size_t n_runs = drift->inputs->n_runs;
    size_t n_segments = drift->inputs->n_segments;
    size_t spare_runs = n_runs * sizeof *drift->runs;
    size_t spare_segments = n_segments * sizeof *drift->segments;
    drift->points = load__take(block, n_runs * N_LOAD_METRICS, sizeof *drift->points);
    drift->runs = load__take(block, n_runs, sizeof *drift->runs);
    drift->segments = load__take(block, n_segments, sizeof *drift->segments);
    drift->charts = load__take(block, n_runs, sizeof *drift->charts);
    drift->places = load__take(block, n_runs, sizeof *drift->places);
    drift->spare =
        load__take(block, spare_runs > spare_segments ? spare_runs : spare_segments, 1);
    drift->baseline.speeds_m_per_s = load__take(block, n_segments, sizeof(double));
    drift->baseline.values = load__take(block, n_segments, sizeof(double));
    drift->baseline.spare = load__take(block, n_segments, sizeof(double));
    drift->baseline.runs = load__take(block, n_segments, sizeof(size_t));
}

size_t load_drift_scratch_bytes(const struct load_drift_inputs *inputs)
{
    struct drift drift = {.inputs = inputs};
    struct load__block block = {.memory = NULL};
    parts_take(&drift, &block);
    return block.n_used;
}

/* NAN after every number. */
static int compare_doubles(double a, double b)
{
    if (isnan(a) || isnan(b)) {
        return (isnan(a) ? 1 : 0) - (isnan(b) ? 1 : 0);
    }
    return (a > b ? 1 : 0) - (a < b ? 1 : 0);
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

/* MODEL_NO_TIME is the last of its day. */
static int64_t order_s(const struct load_drift_run *run)
{
    return run->start_local_s == MODEL_NO_TIME ? INT64_MAX : run->start_local_s;
}

/* Runs are told apart by (day, start, id); equal ones stay as they came. */
static int compare_runs(const void *left, const void *right)
{
    const struct load_drift_run *a = ((const struct drift_run *)left)->run;
    const struct load_drift_run *b = ((const struct drift_run *)right)->run;
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    if (order_s(a) != order_s(b)) {
        return order_s(a) < order_s(b) ? -1 : 1;
    }
    return compare_texts(a->id, b->id);
}

/* By run and start; what follows makes sums independent of the order they came in. */
static int compare_segments(const void *left, const void *right)
{
    const struct drift_segment *a = left;
    const struct drift_segment *b = right;
    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1;
    }
    int order = compare_doubles(a->segment->start_s, b->segment->start_s);
    if (order == 0) {
        order = compare_doubles(a->speed_m_per_s, b->speed_m_per_s);
    }
    for (size_t k = 0; k < N_LOAD_METRICS && order == 0; k++) {
        order = compare_doubles(a->segment->values[k], b->segment->values[k]);
    }
    return order != 0 ? order : (a->is_clean ? 1 : 0) - (b->is_clean ? 1 : 0);
}

static void order_runs(struct drift *drift)
{
    const struct load_drift_inputs *in = drift->inputs;
    for (size_t i = 0; i < in->n_runs; i++) {
        const struct load_drift_run *run = &in->runs[i];
        drift->places[i] = NO_PLACE;
        if (run->day < DAY_NUM_MIN || run->day > DAY_NUM_MAX || run->day > in->as_of) {
            drift->report->n_runs_skipped++;
            continue;
        }
        drift->runs[drift->n_runs++] = (struct drift_run){.run = run, .i_run = i};
    }
    load__sort(drift->runs, drift->n_runs, sizeof drift->runs[0], drift->spare,
               compare_runs);
    for (size_t i = 0; i < drift->n_runs; i++) {
        drift->places[drift->runs[i].i_run] = i;
    }
}

static void order_segments(struct drift *drift)
{
    const struct load_drift_inputs *in = drift->inputs;
    for (size_t i = 0; i < in->n_segments; i++) {
        const struct load_drift_segment *segment = &in->segments[i];
        size_t place =
            segment->i_run < in->n_runs ? drift->places[segment->i_run] : NO_PLACE;
        if (place == NO_PLACE) {
            drift->report->n_segments_skipped++;
            continue;
        }
        struct drift_segment *item = &drift->segments[drift->n_segments++];
        *item = (struct drift_segment){.segment = segment, .place = place};
        item->is_clean = load_drift_is_clean(segment, drift->runs[place].run->is_treadmill,
                                             &item->speed_m_per_s);
        drift->runs[place].n_segments++;
    }
    load__sort(drift->segments, drift->n_segments, sizeof drift->segments[0], drift->spare,
               compare_segments);
    size_t i_segment = 0;
    for (size_t i = 0; i < drift->n_runs; i++) {
        drift->runs[i].i_segment = i_segment;
        i_segment += drift->runs[i].n_segments;
    }
}

/* A key that is not named is that of the run before in this place, else of the first named
 * one after. */
struct carried {
    const char *device;
    const char *shoe;
};

static bool is_named(const char *key)
{
    return key != NULL && key[0] != '\0';
}

static struct carried first_named(const struct drift *drift, bool is_treadmill)
{
    struct carried first = {NULL, NULL};
    for (size_t i = drift->n_runs; i-- > 0;) {
        const struct load_drift_run *run = drift->runs[i].run;
        if (run->is_treadmill == is_treadmill) {
            first.device = is_named(run->device) ? run->device : first.device;
            first.shoe = is_named(run->shoe) ? run->shoe : first.shoe;
        }
    }
    return first;
}

/*
 * Numbers for (place, device, shoe), in the order of their first runs. keys is lent: one
 * per run. Costs runs x series: an athlete has a handful.
 */
static void find_series(struct drift *drift, struct carried keys[])
{
    for (size_t treadmill = 0; treadmill < 2; treadmill++) {
        struct carried now = first_named(drift, treadmill == 1);
        size_t first_series = drift->n_series;
        for (size_t i = 0; i < drift->n_runs; i++) {
            const struct load_drift_run *run = drift->runs[i].run;
            if (run->is_treadmill != (treadmill == 1)) {
                continue;
            }
            now.device = is_named(run->device) ? run->device : now.device;
            now.shoe = is_named(run->shoe) ? run->shoe : now.shoe;
            size_t series = first_series;
            while (series < drift->n_series &&
                   (compare_texts(keys[series].device, now.device) != 0 ||
                    compare_texts(keys[series].shoe, now.shoe) != 0)) {
                series++;
            }
            keys[series] = now;
            drift->n_series += series == drift->n_series ? 1 : 0;
            drift->runs[i].i_series = series;
        }
    }
}

/* The value when it is a measured one, else NAN. */
static double usable(const struct drift *drift, const struct drift_segment *item)
{
    double value = item->segment->values[drift->metric];
    return value >= drift->info.low && value <= drift->info.high ? value : LOAD_NAN;
}

/* Adds the run's clean segments that hold the metric to the baseline's points. */
static void add_run(struct drift *drift, size_t i)
{
    struct load_drift_points *points = &drift->baseline;
    const struct drift_run *run = &drift->runs[i];
    for (size_t k = run->i_segment; k < run->i_segment + run->n_segments; k++) {
        const struct drift_segment *item = &drift->segments[k];
        double value = usable(drift, item);
        if (item->is_clean && !isnan(value)) {
            points->speeds_m_per_s[points->n] = item->speed_m_per_s;
            points->values[points->n] = value;
            points->runs[points->n] = i;
            points->n++;
        }
    }
}

/* The segments of days t-96 .. t-7 of the run's series, latest run first. */
static void find_baseline(struct drift *drift, size_t i)
{
    day_num day = drift->runs[i].run->day;
    drift->baseline.n = 0;
    for (size_t k = i; k-- > 0;) {
        day_num age = day - drift->runs[k].run->day;
        if (age > LOAD_DRIFT_BASELINE_FROM) {
            return;
        }
        if (age >= LOAD_DRIFT_BASELINE_TO &&
            drift->runs[k].i_series == drift->runs[i].i_series) {
            add_run(drift, k);
        }
    }
}

static enum load_drift_null too_few(size_t n_runs, size_t n_segments)
{
    if (n_runs < LOAD_DRIFT_BASELINE_RUNS) {
        return LOAD_DRIFT_NULL_FEW_RUNS;
    }
    return n_segments < LOAD_DRIFT_BASELINE_SEGMENTS ? LOAD_DRIFT_NULL_FEW_SEGMENTS
                                                     : LOAD_DRIFT_GIVEN;
}

static size_t count_runs(const struct load_drift_points *points)
{
    size_t n_runs = 0;
    for (size_t i = 0; i < points->n; i++) {
        n_runs += i == 0 || points->runs[i] != points->runs[i - 1] ? 1 : 0;
    }
    return n_runs;
}

/* Speeds that the baseline speaks of: slowest and fastest of all, and the 5-95 % range. */
struct speeds {
    double slowest;
    double fastest;
    double low;
    double high;
};

static struct speeds speeds_of(const struct load_drift_points *points)
{
    double *spare = points->spare;
    memcpy(spare, points->speeds_m_per_s, points->n * sizeof *spare);
    double half = LOAD_DRIFT_SPEED_WIDTH / 2.0;
    double middle = load_drift_quantile(points->n, spare, 0.5);
    struct speeds ret = {.slowest = middle - half,
                         .fastest = middle + half,
                         .low = load_drift_quantile(points->n, spare, LOAD_DRIFT_SPEED_LOW),
                         .high =
                             load_drift_quantile(points->n, spare, LOAD_DRIFT_SPEED_HIGH)};
    ret.low = fmin(ret.low, middle - half);
    ret.high = fmax(ret.high, middle + half);
    for (size_t i = 0; i < points->n; i++) {
        ret.slowest = spare[i] < ret.slowest ? spare[i] : ret.slowest;
        ret.fastest = spare[i] > ret.fastest ? spare[i] : ret.fastest;
    }
    return ret;
}

/* The curve, its scatter and its range, into the point; false: too little, learning. */
static bool learn(struct drift *drift, struct load_drift_point *point,
                  struct speeds *ret_speeds)
{
    struct load_drift_points *points = &drift->baseline;
    size_t n_all = points->n;
    point->n_baseline_segments = n_all;
    point->n_baseline_runs = count_runs(points);
    point->null_reason = too_few(point->n_baseline_runs, n_all);
    if (point->null_reason != LOAD_DRIFT_GIVEN) {
        return false;
    }
    struct load_drift_curve curve = load_drift_fit_robust(points);
    double sd = load_drift_run_sd(points, &curve, &point->n_baseline_runs);
    point->n_baseline_segments = points->n;
    point->n_dropped = n_all - points->n;
    point->null_reason = too_few(point->n_baseline_runs, points->n);
    if (point->null_reason != LOAD_DRIFT_GIVEN) {
        return false;
    }
    point->curve = curve;
    point->is_sd_floor = sd <= drift->info.sd_floor;
    point->sd = fmax(sd, drift->info.sd_floor);
    *ret_speeds = speeds_of(points);
    point->speed_low_m_per_s = ret_speeds->low;
    point->speed_high_m_per_s = ret_speeds->high;
    return true;
}

/* Mean speed, value and normal of the run's segments between two speeds. */
static void average(const struct drift *drift, const struct drift_run *run,
                    const struct speeds *speeds, struct load_drift_point *point)
{
    double sum_speed = 0.0;
    double sum_value = 0.0;
    double sum_normal = 0.0;
    size_t n = 0;
    for (size_t k = run->i_segment; k < run->i_segment + run->n_segments; k++) {
        const struct drift_segment *item = &drift->segments[k];
        double value = usable(drift, item);
        bool is_judged = item->is_clean && !isnan(value) &&
                         item->speed_m_per_s >= speeds->slowest &&
                         item->speed_m_per_s <= speeds->fastest;
        if (is_judged) {
            sum_speed += item->speed_m_per_s;
            sum_value += value;
            sum_normal += load_drift_curve_at(&point->curve, item->speed_m_per_s);
            n++;
        }
    }
    if (n > 0) {
        point->speed_m_per_s = sum_speed / (double)n;
        point->observed = sum_value / (double)n;
        point->normal = sum_normal / (double)n;
        point->difference = point->observed - point->normal;
    }
    point->n_beyond = point->n_segments - n;
    point->n_segments = n;
}

/* How many clean segments hold the metric, and their means; the normal stays unknown. */
static void describe(const struct drift *drift, const struct drift_run *run,
                     struct load_drift_point *point)
{
    const struct speeds any = {.slowest = 0.0, .fastest = (double)INFINITY};
    *point = (struct load_drift_point){.i_run = run->i_run,
                                       .day = run->run->day,
                                       .state = LOAD_DRIFT_LEARNING,
                                       .n_segments = run->n_segments,
                                       .speed_m_per_s = LOAD_NAN,
                                       .observed = LOAD_NAN,
                                       .speed_low_m_per_s = LOAD_NAN,
                                       .speed_high_m_per_s = LOAD_NAN,
                                       .sd = LOAD_NAN,
                                       .z = LOAD_NAN};
    average(drift, run, &any, point);
    point->n_beyond = 0;
    point->normal = LOAD_NAN;
    point->difference = LOAD_NAN;
}

static void chart_move(struct load_drift_chart *chart, struct load_drift_point *point)
{
    if (chart->n_runs > 0 && point->day - chart->latest_day > LOAD_DRIFT_BASELINE_FROM) {
        load_drift_chart_init(chart); /* nothing of the old normal is left */
    }
    point->is_new_chart = chart->n_runs == 0;
    point->z = point->difference / point->sd;
    load_drift_chart_add(chart, point->day, point->z);
    point->state =
        load_drift_chart_is_flagged(chart) ? LOAD_DRIFT_CHANGED : LOAD_DRIFT_IN_RANGE;
}

/* One run in one metric; false: it has no clean segment with a value. */
static bool judge(struct drift *drift, size_t i, struct load_drift_point *point)
{
    const struct drift_run *run = &drift->runs[i];
    struct load_drift_chart *chart = &drift->charts[run->i_series];
    describe(drift, run, point);
    if (point->n_segments == 0) {
        return false;
    }
    struct speeds speeds;
    find_baseline(drift, i);
    if (learn(drift, point, &speeds)) {
        average(drift, run, &speeds, point);
        if (point->n_segments == 0 || point->speed_m_per_s < speeds.low ||
            point->speed_m_per_s > speeds.high) {
            point->state = LOAD_DRIFT_OUT_OF_SPEED_RANGE;
            point->null_reason = LOAD_DRIFT_NULL_SPEED;
        } else {
            chart_move(chart, point);
        }
    }
    point->chart = *chart;
    return true;
}

static void count_run(const struct drift *drift, const struct drift_run *run,
                      struct load_drift_trend *trend)
{
    trend->n_runs++;
    for (size_t k = run->i_segment; k < run->i_segment + run->n_segments; k++) {
        const struct drift_segment *item = &drift->segments[k];
        if (!isnan(usable(drift, item))) {
            trend->n_recorded++;
            trend->n_clean += item->is_clean ? 1 : 0;
        }
    }
}

static void follow(struct drift *drift, bool is_treadmill, enum load_metric metric,
                   struct load_drift_trend *trend)
{
    struct load_drift_point *points = drift->points;
    drift->metric = metric;
    drift->info = load_metric_info(metric);
    *trend = (struct load_drift_trend){.metric = metric,
                                       .is_treadmill = is_treadmill,
                                       .state = LOAD_DRIFT_NO_DATA,
                                       .points = points};
    for (size_t i = 0; i < drift->n_series; i++) {
        load_drift_chart_init(&drift->charts[i]);
    }
    for (size_t i = 0; i < drift->n_runs; i++) {
        if (drift->runs[i].run->is_treadmill == is_treadmill) {
            count_run(drift, &drift->runs[i], trend);
            trend->n_points += judge(drift, i, &points[trend->n_points]) ? 1 : 0;
        }
    }
    if (trend->n_runs > 0) { /* without runs there is no memory to point into */
        drift->points += trend->n_runs;
    }
    if (trend->n_points > 0) {
        trend->state = points[trend->n_points - 1].state;
        trend->null_reason = points[trend->n_points - 1].null_reason;
    } else {
        trend->null_reason = trend->n_runs == 0       ? LOAD_DRIFT_NULL_NO_RUN
                             : trend->n_recorded == 0 ? LOAD_DRIFT_NULL_NOT_RECORDED
                                                      : LOAD_DRIFT_NULL_NOT_CLEAN;
    }
}

void load_drift_compute(const struct load_drift_inputs *inputs, void *scratch,
                        struct load_drift_report *ret)
{
    struct drift drift = {.inputs = inputs, .report = ret};
    struct load__block block = {.memory = scratch,
                                .n_bytes = load_drift_scratch_bytes(inputs)};
    parts_take(&drift, &block);
    *ret = (struct load_drift_report){.as_of = inputs->as_of};
    order_runs(&drift);
    order_segments(&drift);
    find_series(&drift, drift.spare);
    for (size_t treadmill = 0; treadmill < 2; treadmill++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            follow(&drift, treadmill == 1, (enum load_metric)metric,
                   &ret->trends[treadmill][metric]);
        }
    }
}
