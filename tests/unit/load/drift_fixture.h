/* Runs with laps for the drift engine, in fixed arrays. */
#ifndef TESTS_LOAD_DRIFT_FIXTURE_H
#define TESTS_LOAD_DRIFT_FIXTURE_H

#include "fixture.h"
#include "load/drift.h"

/* assert_close as a call: a row of them does not make a test complex. */
#define assert_near(x, expected, tolerance)                                                \
    assert_near_at(#x, x, expected, tolerance, __FILE__, __LINE__)
static inline void assert_near_at(const char *what, double x, double expected,
                                  double tolerance, const char *file, int line)
{
    if (!(fabs(x - expected) <= tolerance)) {
        print_error("%s is %.12g, expected %.12g\n", what, x, expected);
        _fail(file, line);
    }
}

enum { DRIFT_MOST_RUNS = 3000, DRIFT_MOST_SEGMENTS = 30000 };

struct drift_case {
    struct load_drift_inputs in;
    struct load_drift_run runs[DRIFT_MOST_RUNS];
    struct load_drift_segment segments[DRIFT_MOST_SEGMENTS];
    void *scratch;
    struct load_drift_report report;
};

/* Free with drift_case_free. */
static inline struct drift_case *drift_case_new(void)
{
    struct drift_case *d = calloc(1, sizeof *d);
    if (d == NULL) {
        abort();
    }
    d->in =
        (struct load_drift_inputs){.as_of = 1000, .runs = d->runs, .segments = d->segments};
    return d;
}

static inline void drift_case_free(struct drift_case *d)
{
    free(d->scratch);
    free(d);
}

/* A run outdoors without a device name. */
static inline struct load_drift_run *drift_run(struct drift_case *d, day_num day, int hour)
{
    size_t i = d->in.n_runs++;
    assert_true(i < DRIFT_MOST_RUNS);
    d->runs[i] = (struct load_drift_run){.day = day, .start_local_s = wall_s(day, hour, 0)};
    return &d->runs[i];
}

/* A clean lap of 300 s of the latest run. */
static inline struct load_drift_segment *drift_lap(struct drift_case *d, double speed,
                                                   double stance_ms)
{
    size_t i = d->in.n_segments++;
    assert_true(i < DRIFT_MOST_SEGMENTS && d->in.n_runs > 0);
    struct load_drift_segment *lap = &d->segments[i];
    load_drift_segment_init(lap);
    bool is_first = i == 0 || d->segments[i - 1].i_run != d->in.n_runs - 1;
    lap->i_run = d->in.n_runs - 1;
    lap->start_s = is_first ? 300.0 : d->segments[i - 1].start_s + 300.0;
    lap->duration_s = 300.0;
    lap->speed_m_per_s = speed;
    lap->gradient_frac = 0.0;
    lap->values[LOAD_METRIC_STANCE_TIME] = stance_ms;
    return lap;
}

/* The true normal of these tests. */
static inline double true_stance(double speed)
{
    return 250.0 - 30.0 * (speed - 3.0) + 4.0 * (speed - 3.0) * (speed - 3.0);
}

/* A run of three laps at 2.8, 3.0 and 3.2 m/s, each so many ms above normal. */
static inline struct load_drift_run *drift_shifted_run(struct drift_case *d, day_num day,
                                                       int hour, double above_ms)
{
    struct load_drift_run *run = drift_run(d, day, hour);
    for (int i = -1; i <= 1; i++) {
        double speed = 3.0 + 0.2 * i;
        (void)drift_lap(d, speed, true_stance(speed) + above_ms);
    }
    return run;
}

enum { BASELINE_DAY = 10, BASELINE_RUNS = 20, FIRST_TEST_DAY = 30, LAST_TEST_DAY = 36 };
static const double BASELINE_SD = 4.0;

/*
 * 20 runs on days 10 to 14, by turns 4 ms above and below normal: a baseline whose curve is
 * the true one and whose SD of runs is 4 ms exactly, too short to have moved a chart. Runs
 * of days 30 to 36 are judged by it and by nothing else.
 */
static inline void drift_baseline(struct drift_case *d, const char *device,
                                  bool is_treadmill)
{
    for (int i = 0; i < BASELINE_RUNS; i++) {
        struct load_drift_run *run =
            drift_shifted_run(d, BASELINE_DAY + i / 4, 6 + 3 * (i % 4),
                              i % 2 == 0 ? BASELINE_SD : -BASELINE_SD);
        run->device = device;
        run->is_treadmill = is_treadmill;
    }
}

static inline const struct load_drift_report *drift_compute(struct drift_case *d)
{
    free(d->scratch);
    size_t n_bytes = load_drift_scratch_bytes(&d->in);
    d->scratch = malloc(n_bytes + 1);
    if (d->scratch == NULL) {
        abort();
    }
    memset(d->scratch, 0xA5, n_bytes); /* nothing may rely on zeroes */
    memset(&d->report, 0xA5, sizeof d->report);
    load_drift_compute(&d->in, d->scratch, &d->report);
    return &d->report;
}

/* Ground contact time outdoors. */
static inline const struct load_drift_trend *drift_trend(struct drift_case *d)
{
    return &drift_compute(d)->trends[0][LOAD_METRIC_STANCE_TIME];
}

/* Its last run. */
static inline const struct load_drift_point *drift_last(struct drift_case *d)
{
    const struct load_drift_trend *trend = drift_trend(d);
    assert_true(trend->n_points > 0);
    return &trend->points[trend->n_points - 1];
}

static inline bool is_same(double a, double b)
{
    return (isnan(a) && isnan(b)) || !(a < b || a > b || isnan(a) || isnan(b));
}

/* Number for number. */
static inline void assert_same_point(const struct load_drift_point *a,
                                     const struct load_drift_point *b)
{
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->null_reason, b->null_reason);
    assert_int_equal(a->n_segments, b->n_segments);
    assert_int_equal(a->n_baseline_segments, b->n_baseline_segments);
    assert_int_equal(a->n_baseline_runs, b->n_baseline_runs);
    assert_int_equal(a->chart.n_runs_out, b->chart.n_runs_out);
    assert_true(is_same(a->normal, b->normal) && is_same(a->sd, b->sd) &&
                is_same(a->z, b->z) && is_same(a->chart.ewma, b->chart.ewma) &&
                is_same(a->chart.cusum_up, b->chart.cusum_up));
}

#endif
