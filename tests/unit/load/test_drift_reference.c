/*
 * The drift engine against a slow one that shares nothing with it: normal equations in raw
 * speeds and long double (Gaussian elimination), sorted copies, every run from scratch.
 */
#include "drift_random.h"

#include "base/banned.h"

enum { MOST = 4000 };

struct slow_points {
    size_t n;
    double v[MOST];
    double y[MOST];
    size_t run[MOST];
};

struct slow_curve {
    size_t n_terms;
    double middle; /* powers of v - 3 lose nothing in long double */
    long double c[3];
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double slow_quantile(const double x[], size_t n, double p)
{
    double sorted[MOST];
    memcpy(sorted, x, n * sizeof sorted[0]);
    qsort(sorted, n, sizeof sorted[0], compare);
    double place = p * (double)(n - 1);
    size_t k = (size_t)floor(place);
    double above = k + 1 < n ? sorted[k + 1] : sorted[k];
    return sorted[k] * (1.0 - (place - (double)k)) + above * (place - (double)k);
}

static long double power(long double x, size_t n)
{
    long double y = 1;
    while (n-- > 0) {
        y *= x;
    }
    return y;
}

/* Solves a[n][n] c = b with the largest pivots. */
static void slow_solve(size_t n, long double a[3][3], long double b[3], long double c[3])
{
    for (size_t i = 0; i < n; i++) {
        size_t best = i;
        for (size_t k = i + 1; k < n; k++) {
            best = fabsl(a[k][i]) > fabsl(a[best][i]) ? k : best;
        }
        for (size_t j = 0; j < n; j++) {
            long double kept = a[i][j];
            a[i][j] = a[best][j];
            a[best][j] = kept;
        }
        long double kept = b[i];
        b[i] = b[best];
        b[best] = kept;
        for (size_t k = i + 1; k < n; k++) {
            long double factor = a[k][i] / a[i][i];
            for (size_t j = i; j < n; j++) {
                a[k][j] -= factor * a[i][j];
            }
            b[k] -= factor * b[i];
        }
    }
    for (size_t i = n; i-- > 0;) {
        c[i] = b[i];
        for (size_t j = i + 1; j < n; j++) {
            c[i] -= a[i][j] * c[j];
        }
        c[i] /= a[i][i];
    }
}

static struct slow_curve slow_fit_terms(const struct slow_points *p, const double y[],
                                        size_t n_terms)
{
    struct slow_curve curve = {.n_terms = n_terms, .middle = 3.0};
    long double a[3][3] = {{0}};
    long double b[3] = {0};
    for (size_t i = 0; i < p->n; i++) {
        long double v = (long double)(p->v[i] - curve.middle);
        for (size_t r = 0; r < n_terms; r++) {
            b[r] += power(v, r) * (long double)y[i];
            for (size_t s = 0; s < n_terms; s++) {
                a[r][s] += power(v, r + s);
            }
        }
    }
    slow_solve(n_terms, a, b, curve.c);
    return curve;
}

static double slow_at(const struct slow_curve *curve, double v)
{
    long double y = 0;
    for (size_t r = 0; r < curve->n_terms; r++) {
        y += curve->c[r] * power((long double)(v - curve->middle), r);
    }
    return (double)y;
}

/* The fit of the degree that the speeds carry: what a line leaves of their squares tells.
 */
static struct slow_curve slow_fit(const struct slow_points *p)
{
    double mean = 0;
    double variance = 0;
    for (size_t i = 0; i < p->n; i++) {
        mean += p->v[i] / (double)p->n;
    }
    double squares[MOST];
    for (size_t i = 0; i < p->n; i++) {
        squares[i] = (p->v[i] - mean) * (p->v[i] - mean);
        variance += squares[i] / (double)p->n;
    }
    if (sqrt(variance) < 0.05) {
        return slow_fit_terms(p, p->y, 1);
    }
    struct slow_curve line = slow_fit_terms(p, squares, 2);
    double left = 0;
    for (size_t i = 0; i < p->n; i++) {
        double rest = squares[i] - slow_at(&line, p->v[i]);
        left += rest * rest / (double)p->n;
    }
    return slow_fit_terms(p, p->y, left / (variance * variance) < 0.10 ? 2 : 3);
}

static void slow_drop(struct slow_points *p)
{
    struct slow_curve curve = slow_fit(p);
    double r[MOST];
    double away[MOST];
    for (size_t i = 0; i < p->n; i++) {
        r[i] = p->y[i] - slow_at(&curve, p->v[i]);
    }
    double middle = slow_quantile(r, p->n, 0.5);
    for (size_t i = 0; i < p->n; i++) {
        away[i] = fabs(r[i] - middle);
    }
    double reach = 3 * 1.4826 * slow_quantile(away, p->n, 0.5);
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (away[i] <= reach) {
            p->v[n] = p->v[i];
            p->y[n] = p->y[i];
            p->run[n++] = p->run[i];
        }
    }
    p->n = n;
}

/* The device of a run: named, else by the nearest named before, else the first after; in
 * its own place. */
static const char *slow_device(const struct drift_case *d, size_t i)
{
    for (size_t k = i + 1; k-- > 0;) {
        const struct load_drift_run *run = &d->runs[k];
        if (run->is_treadmill == d->runs[i].is_treadmill && run->device != NULL &&
            *run->device != '\0') {
            return run->device;
        }
    }
    for (size_t k = i + 1; k < d->in.n_runs; k++) {
        const struct load_drift_run *run = &d->runs[k];
        if (run->is_treadmill == d->runs[i].is_treadmill && run->device != NULL &&
            *run->device != '\0') {
            return run->device;
        }
    }
    return "";
}

static bool slow_is_clean(const struct load_drift_segment *lap, bool is_treadmill)
{
    double grade = lap->gradient_frac;
    if (isnan(grade)) {
        grade = is_treadmill ? 0 : 1;
    }
    double cadence = lap->values[LOAD_METRIC_CADENCE];
    bool is_walk = lap->speed_m_per_s < 2.4 && cadence < 140 && cadence > 0;
    return lap->start_s >= 300 && lap->duration_s >= 60 && grade > -0.02 && grade < 0.02 &&
           !is_walk;
}

static void slow_gather(const struct drift_case *d, size_t i_run, enum load_metric metric,
                        struct slow_points *p)
{
    for (size_t k = 0; k < d->in.n_segments; k++) {
        const struct load_drift_segment *lap = &d->segments[k];
        double value = lap->values[metric];
        if (lap->i_run == i_run && !isnan(value) &&
            slow_is_clean(lap, d->runs[i_run].is_treadmill)) {
            p->v[p->n] = lap->speed_m_per_s;
            p->y[p->n] = value;
            p->run[p->n++] = i_run;
        }
    }
}

/* What the slow one makes of a run. */
struct slow_result {
    enum load_drift_state state;
    double z;
    double normal;
};

static double slow_run_sd(const struct slow_points *p, const struct slow_curve *curve,
                          size_t *ret_n_runs)
{
    double sum[DRIFT_MOST_RUNS] = {0};
    size_t n[DRIFT_MOST_RUNS] = {0};
    double mean = 0;
    double squares = 0;
    *ret_n_runs = 0;
    for (size_t i = 0; i < p->n; i++) {
        sum[p->run[i]] += p->y[i] - slow_at(curve, p->v[i]);
        n[p->run[i]]++;
    }
    for (size_t i = 0; i < DRIFT_MOST_RUNS; i++) {
        if (n[i] > 0) {
            mean += sum[i] / (double)n[i];
            squares += sum[i] / (double)n[i] * (sum[i] / (double)n[i]);
            ++*ret_n_runs;
        }
    }
    mean /= (double)*ret_n_runs;
    return sqrt(squares / (double)*ret_n_runs - mean * mean);
}

static size_t slow_n_runs(const struct slow_points *p)
{
    bool is_in[DRIFT_MOST_RUNS] = {false};
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        n += is_in[p->run[i]] ? 0 : 1;
        is_in[p->run[i]] = true;
    }
    return n;
}

/* Runs of these cases come in time order. */
static struct slow_result slow_judge(const struct drift_case *d, size_t i,
                                     enum load_metric metric, const struct slow_points *own)
{
    static struct slow_points p;
    struct slow_result ret = {LOAD_DRIFT_LEARNING, LOAD_NAN, LOAD_NAN};
    p.n = 0;
    for (size_t k = 0; k < d->in.n_runs; k++) {
        day_num age = d->runs[i].day - d->runs[k].day;
        if (age >= 7 && age <= 96 && d->runs[k].is_treadmill == d->runs[i].is_treadmill &&
            strcmp(slow_device(d, k), slow_device(d, i)) == 0) {
            slow_gather(d, k, metric, &p);
        }
    }
    if (p.n < 30 || slow_n_runs(&p) < 10) {
        return ret;
    }
    slow_drop(&p);
    struct slow_curve curve = slow_fit(&p);
    size_t n_runs = 0;
    double sd = fmax(slow_run_sd(&p, &curve, &n_runs), load_metric_info(metric).sd_floor);
    if (p.n < 30 || n_runs < 10) {
        return ret;
    }
    double low = slow_quantile(p.v, p.n, 0.05);
    double high = slow_quantile(p.v, p.n, 0.95);
    double slowest = slow_quantile(p.v, p.n, 0);
    double fastest = slow_quantile(p.v, p.n, 1);
    double speed = 0;
    double residual = 0;
    double normal = 0;
    double n = 0;
    for (size_t k = 0; k < own->n; k++) {
        if (own->v[k] >= slowest && own->v[k] <= fastest) {
            speed += own->v[k];
            normal += slow_at(&curve, own->v[k]);
            residual += own->y[k] - slow_at(&curve, own->v[k]);
            n++;
        }
    }
    ret.state = LOAD_DRIFT_OUT_OF_SPEED_RANGE;
    if (n > 0 && speed / n >= low && speed / n <= high) {
        ret.state = LOAD_DRIFT_IN_RANGE;
        ret.z = residual / n / sd;
        ret.normal = normal / n;
    }
    return ret;
}

/* Charts by device, as sums over all of a chart's z: no recurrence. */
struct slow_chart {
    size_t n;
    double z[DRIFT_MOST_RUNS];
};

static double slow_ewma(const struct slow_chart *chart, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += 0.2 * pow(0.8, (double)(n - 1 - i)) * fmax(-5, fmin(5, chart->z[i]));
    }
    return sum;
}

/* The state of a run that is in the speed range, once its z is on the chart. */
static enum load_drift_state slow_state(const struct slow_chart *chart)
{
    const double limit = 2.86 / 3.0; /* sqrt(0.2 / 1.8) = 1 / 3 */
    bool is_out = fabs(slow_ewma(chart, chart->n)) > limit;
    bool was_out = chart->n > 1 && fabs(slow_ewma(chart, chart->n - 1)) > limit;
    return is_out && was_out ? LOAD_DRIFT_CHANGED : LOAD_DRIFT_IN_RANGE;
}

static void compare_point(const struct load_drift_point *point,
                          const struct slow_result *expected, double ewma)
{
    assert_int_equal(point->state, expected->state);
    assert_int_equal(isnan(point->z), isnan(expected->z));
    if (!isnan(expected->z)) {
        assert_near(point->z, expected->z, 1e-8 * (1 + fabs(expected->z)));
        assert_near(point->normal, expected->normal, 1e-8 * expected->normal);
    }
    assert_near(point->chart.ewma, ewma, 1e-8);
}

static void compare_trend(struct drift_case *d, bool is_treadmill, enum load_metric metric,
                          size_t n_of_state[5])
{
    static struct slow_chart charts[2]; /* "watch" (or nothing), "pod" */
    static struct slow_points own;
    const struct load_drift_trend *trend = &d->report.trends[is_treadmill][metric];
    size_t n = 0;
    charts[0].n = charts[1].n = 0;
    for (size_t i = 0; i < d->in.n_runs; i++) {
        own.n = 0;
        if (d->runs[i].is_treadmill == is_treadmill) {
            slow_gather(d, i, metric, &own);
        }
        if (own.n == 0) {
            continue;
        }
        struct slow_chart *chart = &charts[strcmp(slow_device(d, i), "pod") == 0];
        struct slow_result expected = slow_judge(d, i, metric, &own);
        if (expected.state == LOAD_DRIFT_IN_RANGE) {
            chart->z[chart->n++] = expected.z;
            expected.state = slow_state(chart);
        }
        assert_true(n < trend->n_points);
        assert_int_equal(trend->points[n].i_run, i);
        compare_point(&trend->points[n], &expected, slow_ewma(chart, chart->n));
        n_of_state[trend->points[n++].state]++;
    }
    assert_int_equal(n, trend->n_points);
}

static void test_against_the_slow_reference(void **state)
{
    (void)state;
    size_t n_of_state[5] = {0};
    for (uint32_t seed = 1; seed <= 6; seed++) {
        struct drift_case *d = drift_random(seed, 300);
        /* A change in the last weeks of some. */
        for (size_t i = 0; i < d->in.n_segments && seed % 3 == 0; i++) {
            if (d->runs[d->segments[i].i_run].day > 200) {
                d->segments[i].values[LOAD_METRIC_STANCE_TIME] += 8;
            }
        }
        (void)drift_compute(d);
        static const enum load_metric metrics[] = {
            LOAD_METRIC_STANCE_TIME, LOAD_METRIC_CADENCE, LOAD_METRIC_STANCE_BALANCE};
        for (size_t k = 0; k < 3; k++) {
            compare_trend(d, false, metrics[k], n_of_state);
            compare_trend(d, true, metrics[k], n_of_state);
        }
        drift_case_free(d);
    }
    assert_true(n_of_state[LOAD_DRIFT_LEARNING] > 100);
    assert_true(n_of_state[LOAD_DRIFT_IN_RANGE] > 1000);
    assert_true(n_of_state[LOAD_DRIFT_CHANGED] > 10);
    assert_true(n_of_state[LOAD_DRIFT_OUT_OF_SPEED_RANGE] > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_the_slow_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
