/* What must hold of every athlete's drift, and absurd input (science.md 2.6, 6). */
#include "drift_random.h"

#include "base/banned.h"

/* Same points in both reports, for every place and metric. */
static void assert_same_report(const struct load_drift_report *a,
                               const struct load_drift_report *b)
{
    for (size_t place = 0; place < 2; place++) {
        for (size_t metric = 0; metric < N_LOAD_METRICS; metric++) {
            const struct load_drift_trend *one = &a->trends[place][metric];
            const struct load_drift_trend *other = &b->trends[place][metric];
            assert_int_equal(one->n_points, other->n_points);
            assert_int_equal(one->state, other->state);
            for (size_t i = 0; i < one->n_points; i++) {
                assert_same_point(&one->points[i], &other->points[i]);
            }
        }
    }
}

static void test_any_order_of_runs_and_segments_gives_the_same_bytes(void **state)
{
    (void)state;
    struct drift_case *a = drift_random(3, 250);
    struct drift_case *b = drift_case_new();
    uint32_t dice = 99;
    size_t n_runs = a->in.n_runs;
    size_t places[DRIFT_MOST_RUNS];
    for (size_t i = 0; i < n_runs; i++) {
        places[i] = i;
    }
    for (size_t i = n_runs; i-- > 1;) {
        size_t k = next_random(&dice) % (i + 1);
        size_t kept = places[i];
        places[i] = places[k];
        places[k] = kept;
    }
    for (size_t i = 0; i < n_runs; i++) {
        b->runs[places[i]] = a->runs[i];
    }
    for (size_t i = 0; i < a->in.n_segments; i++) { /* last first, each third in front */
        size_t k = a->in.n_segments - 1 - i;
        b->segments[i] = a->segments[k];
        b->segments[i].i_run = places[a->segments[k].i_run];
    }
    for (size_t i = 0; i + 3 < a->in.n_segments; i += 3) {
        struct load_drift_segment kept = b->segments[i];
        b->segments[i] = b->segments[i + 3];
        b->segments[i + 3] = kept;
    }
    b->in.n_runs = n_runs;
    b->in.n_segments = a->in.n_segments;
    b->in.as_of = a->in.as_of;
    assert_same_report(drift_compute(a), drift_compute(b));
    drift_case_free(a);
    drift_case_free(b);
}

static void test_the_future_changes_nothing_before_it(void **state)
{
    (void)state;
    struct drift_case *a = drift_random(4, 250);
    struct drift_case *b = drift_random(4, 250);
    b->in.as_of = 180;
    const struct load_drift_trend *all = drift_trend(a);
    const struct load_drift_trend *part = drift_trend(b);
    assert_true(part->n_points > 50 && part->n_points < all->n_points);
    for (size_t i = 0; i < part->n_points; i++) {
        assert_same_point(&all->points[i], &part->points[i]);
    }
    drift_case_free(a);
    drift_case_free(b);
}

static void test_moving_all_days_moves_nothing_else(void **state)
{
    (void)state;
    struct drift_case *a = drift_random(5, 250);
    struct drift_case *b = drift_random(5, 250);
    for (size_t i = 0; i < b->in.n_runs; i++) {
        b->runs[i].day += 20000;
        b->runs[i].start_local_s += (int64_t)20000 * 86400;
    }
    b->in.as_of += 20000;
    const struct load_drift_trend *one = drift_trend(a);
    const struct load_drift_trend *other = drift_trend(b);
    assert_int_equal(one->n_points, other->n_points);
    for (size_t i = 0; i < one->n_points; i++) {
        assert_true(is_same(one->points[i].z, other->points[i].z));
        assert_int_equal(one->points[i].state, other->points[i].state);
    }
    drift_case_free(a);
    drift_case_free(b);
}

/* z is the same when every value becomes factor x value + offset and no floor binds; the
 * difference takes the factor. */
static void assert_units_do_not_matter(double factor, double offset)
{
    struct drift_case *a = drift_random(6, 250);
    struct drift_case *b = drift_random(6, 250);
    for (size_t i = 0; i < b->in.n_segments; i++) {
        double *value = &b->segments[i].values[LOAD_METRIC_STANCE_TIME];
        *value = factor * *value + offset;
    }
    const struct load_drift_trend *one = drift_trend(a);
    const struct load_drift_trend *other = drift_trend(b);
    assert_int_equal(one->n_points, other->n_points);
    size_t n_judged = 0;
    for (size_t i = 0; i < one->n_points; i++) {
        const struct load_drift_point *p = &one->points[i];
        const struct load_drift_point *q = &other->points[i];
        assert_int_equal(p->state, q->state);
        if (!isnan(p->z) && !p->is_sd_floor && !q->is_sd_floor) {
            assert_near(q->z, p->z, 1e-9);
            assert_near(q->difference, factor * p->difference, 1e-9);
            n_judged++;
        }
    }
    assert_true(n_judged > 50);
    drift_case_free(a);
    drift_case_free(b);
}

static void test_scale_and_offset_of_the_unit_do_not_matter(void **state)
{
    (void)state;
    assert_units_do_not_matter(1.0, 40.0);
    assert_units_do_not_matter(1.25, 0.0);
    assert_units_do_not_matter(1.25, -60.0);
}

static void test_an_unclean_lap_changes_nothing(void **state)
{
    (void)state;
    struct drift_case *a = drift_random(7, 200);
    struct drift_case *b = drift_random(7, 200);
    for (size_t i = 0; i < 200; i++) {
        struct load_drift_segment *lap = &b->segments[b->in.n_segments++];
        load_drift_segment_init(lap);
        *lap = b->segments[i];
        lap->values[LOAD_METRIC_STANCE_TIME] = 400;
        if (i % 2 == 0) {
            lap->start_s = 299;
        } else {
            lap->gradient_frac = -0.03;
        }
    }
    assert_same_report(drift_compute(a), drift_compute(b));
    drift_case_free(a);
    drift_case_free(b);
}

static void test_nothing_at_all(void **state)
{
    (void)state;
    struct load_drift_inputs in = {.as_of = 100};
    struct load_drift_report report;
    assert_int_equal(load_drift_scratch_bytes(&in), 0);
    load_drift_compute(&in, NULL, &report);
    assert_int_equal(report.trends[1][N_LOAD_METRICS - 1].null_reason,
                     LOAD_DRIFT_NULL_NO_RUN);
    struct load_drift drift[N_LOAD_METRICS];
    assert_int_equal(load_drift_for_check(&report, drift), 4);
    assert_int_equal(drift[2].state, LOAD_DRIFT_NO_DATA);
}

static void test_absurd_numbers_are_not_used(void **state)
{
    (void)state;
    static const double absurd[] = {
        (double)NAN, (double)INFINITY, -(double)INFINITY, -1.0, 1e300, -1e300, 0.0, 1e-300};
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0);
    for (size_t i = 0; i < 48; i++) {
        struct load_drift_segment *lap = drift_lap(d, 3.0, 250);
        double *members[] = {&lap->start_s,       &lap->duration_s,
                             &lap->speed_m_per_s, &lap->gradient_frac,
                             &lap->distance_m,    &lap->values[LOAD_METRIC_STANCE_TIME]};
        *members[i / 8] = absurd[i % 8];
        if (i / 8 == 4) { /* a distance serves only when the speed is missing */
            lap->speed_m_per_s = LOAD_NAN;
        }
        if (i / 8 == 0 && lap->start_s > 300 && isfinite(lap->start_s)) {
            lap->start_s = 0; /* 1e300 s is late enough, and finite */
        }
        if (i / 8 == 1 && lap->duration_s > 60 && isfinite(lap->duration_s)) {
            lap->duration_s = 0;
        }
        if (i / 8 == 3 && fabs(lap->gradient_frac) < 0.02) {
            lap->gradient_frac = 1; /* 0 and 1e-300 are flat */
        }
    }
    const struct load_drift_point *point = drift_last(d);
    assert_int_equal(point->n_segments, 3);
    assert_near(point->z, 1.0, 1e-9);
    drift_case_free(d);
}

static void test_runs_without_a_day_and_segments_without_a_run(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    drift_baseline(d, NULL, false);
    static const day_num days[] = {DAY_NUM_NONE, DAY_NUM_MIN - 1, DAY_NUM_MAX + 1,
                                   INT32_MAX};
    for (size_t i = 0; i < 4; i++) {
        (void)drift_shifted_run(d, 0, 8, 4.0);
        d->runs[d->in.n_runs - 1].day = days[i];
    }
    (void)drift_shifted_run(d, FIRST_TEST_DAY, 8, 4.0);
    drift_lap(d, 3.0, 250)->i_run = SIZE_MAX;
    drift_lap(d, 3.0, 250)->i_run = d->in.n_runs;
    d->in.as_of = INT32_MAX;
    assert_near(drift_last(d)->z, 1.0, 1e-9);
    assert_int_equal(d->report.n_runs_skipped, 4);
    assert_int_equal(d->report.n_segments_skipped, 4 * 3 + 2);
    d->in.as_of = DAY_NUM_NONE;
    assert_int_equal(drift_trend(d)->null_reason, LOAD_DRIFT_NULL_NO_RUN);
    drift_case_free(d);
}

static void test_every_run_on_its_own_device(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    static char names[2000][16];
    for (int i = 0; i < 2000; i++) {
        (void)snprintf(names[i], sizeof names[i], "d%d", i);
        drift_shifted_run(d, i / 10, i % 10, 0.0)->device = names[i];
    }
    assert_int_equal(drift_trend(d)->state, LOAD_DRIFT_LEARNING);
    assert_int_equal(drift_trend(d)->n_points, 2000);
    drift_case_free(d);
}

static void test_thousands_of_equal_segments(void **state)
{
    (void)state;
    struct drift_case *d = drift_case_new();
    for (int i = 0; i < 10; i++) {
        (void)drift_run(d, 10, i);
        for (int k = 0; k < 2000; k++) {
            (void)drift_lap(d, 3.0, 250.0);
        }
    }
    (void)drift_run(d, 40, 8);
    (void)drift_lap(d, 3.0, 251.0);
    assert_near(drift_last(d)->z, 0.5, 1e-9);
    assert_int_equal(drift_last(d)->curve.degree, 0);
    drift_case_free(d);
}

static void assert_consistent(const struct load_drift_point *p)
{
    bool is_changed = p->state == LOAD_DRIFT_CHANGED;
    bool is_judged = p->state == LOAD_DRIFT_IN_RANGE || is_changed;
    assert_int_equal(is_judged, isfinite(p->z));
    assert_int_equal(is_judged, p->null_reason == LOAD_DRIFT_GIVEN);
    assert_true(fabs(p->chart.ewma) <= LOAD_DRIFT_Z_MAX);
    if (is_judged) {
        assert_int_equal(is_changed, p->chart.n_runs_out >= 2);
        assert_near(p->difference, p->observed - p->normal, 1e-9);
        assert_true(p->speed_m_per_s >= p->speed_low_m_per_s);
        assert_true(p->speed_m_per_s <= p->speed_high_m_per_s);
        assert_true(p->sd >= 2.0);
        assert_true(p->n_baseline_runs >= 10 && p->n_baseline_segments >= 30);
    }
}

static void test_consistency_of_random_athletes(void **state)
{
    (void)state;
    for (uint32_t seed = 20; seed < 40; seed++) {
        struct drift_case *d = drift_random(seed, 300);
        const struct load_drift_trend *trend = drift_trend(d);
        for (size_t i = 0; i < trend->n_points; i++) {
            assert_consistent(&trend->points[i]);
            assert_true(i == 0 || trend->points[i].day >= trend->points[i - 1].day);
        }
        drift_case_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order_of_runs_and_segments_gives_the_same_bytes),
        cmocka_unit_test(test_the_future_changes_nothing_before_it),
        cmocka_unit_test(test_moving_all_days_moves_nothing_else),
        cmocka_unit_test(test_scale_and_offset_of_the_unit_do_not_matter),
        cmocka_unit_test(test_an_unclean_lap_changes_nothing),
        cmocka_unit_test(test_nothing_at_all),
        cmocka_unit_test(test_absurd_numbers_are_not_used),
        cmocka_unit_test(test_runs_without_a_day_and_segments_without_a_run),
        cmocka_unit_test(test_every_run_on_its_own_device),
        cmocka_unit_test(test_thousands_of_equal_segments),
        cmocka_unit_test(test_consistency_of_random_athletes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
