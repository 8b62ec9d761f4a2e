/*
 * A slow second computation that is written differently: sums over all days instead of
 * recurrences, plain loops over the inputs instead of an index. And what must hold for
 * lines and ratios of any loads.
 */
#include "random_athlete.h"

#include "base/banned.h"

/* ---- lines ---- */

enum { N_LOADS = 300 };

static void random_loads(uint32_t seed, double load[N_LOADS])
{
    uint32_t state = seed;
    for (size_t i = 0; i < N_LOADS; i++) {
        load[i] = next_random(&state) % 3U == 0 ? 0.0 : between(&state, 0, 120);
    }
}

/* x[d] = sum over k of load[k] s (1-s)^(d-k): no recurrence. */
static double line_as_a_sum(const double load[], size_t d, double tau)
{
    double sum = 0.0;
    for (size_t k = 0; k <= d; k++) {
        sum += load[k] * exp(-(double)(d - k) / tau);
    }
    return sum * (1.0 - exp(-1.0 / tau));
}

static void test_reference_lines_as_weighted_sums(void **state)
{
    (void)state;
    double load[N_LOADS];
    double out[N_LOADS];
    for (uint32_t seed = 1; seed <= 5; seed++) {
        random_loads(seed, load);
        const double taus[] = {42, 7};
        for (size_t t = 0; t < 2; t++) {
            load_ewma(N_LOADS, load, taus[t], 0, out);
            for (size_t d = 0; d < N_LOADS; d++) {
                assert_close(out[d], line_as_a_sum(load, d, taus[t]), 1e-9);
            }
        }
    }
}

static void test_property_scaling_loads_scales_lines_and_leaves_ratios(void **state)
{
    (void)state;
    double load[N_LOADS];
    double scaled[N_LOADS];
    double fitness[2][N_LOADS];
    double fatigue[2][N_LOADS];
    const double c = 3.7;
    random_loads(11, load);
    for (size_t i = 0; i < N_LOADS; i++) {
        scaled[i] = c * load[i];
    }
    load_ewma(N_LOADS, load, 42, 0, fitness[0]);
    load_ewma(N_LOADS, scaled, 42, 0, fitness[1]);
    load_ewma(N_LOADS, load, 7, 0, fatigue[0]);
    load_ewma(N_LOADS, scaled, 7, 0, fatigue[1]);
    for (size_t i = 60; i < N_LOADS; i++) {
        assert_close(fitness[1][i], c * fitness[0][i], 1e-9);
        assert_close(load_lines_at(fitness[1], fatigue[1], i).form_pct,
                     load_lines_at(fitness[0], fatigue[0], i).form_pct, 1e-9);
        for (int form = 0; form < 2; form++) {
            assert_close(load_acwr_of_means(scaled, i, (enum load_acwr_form)form).ratio,
                         load_acwr_of_means(load, i, (enum load_acwr_form)form).ratio,
                         1e-12);
        }
        assert_close(load_monotony_at(scaled, i).monotony,
                     load_monotony_at(load, i).monotony, 1e-9);
        assert_close(load_monotony_at(scaled, i).strain,
                     c * load_monotony_at(load, i).strain, 1e-7);
    }
}

static void test_property_constant_load_tends_to_itself(void **state)
{
    (void)state;
    enum { N = 2000 };
    static double load[N];
    static double out[N];
    for (size_t i = 0; i < N; i++) {
        load[i] = 37.5;
    }
    const double taus[] = {42, 7};
    for (size_t t = 0; t < 2; t++) {
        load_ewma(N, load, taus[t], 0, out);
        for (size_t i = 1; i < N; i++) {
            assert_true(out[i] >= out[i - 1] && out[i] <= 37.5 + 1e-9);
        }
        assert_close(out[N - 1], 37.5, 1e-9);
    }
    assert_close(load_acwr_of_means(load, N - 1, LOAD_ACWR_UNCOUPLED).ratio, 1.0, 1e-12);
}

static void test_property_a_zero_day_never_raises_fatigue(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 10; seed++) {
        struct fixture *f = random_athlete(seed, 100);
        double fatigue = compute(f)->lines.fatigue;
        for (day_num later = 1; later <= 20; later++) {
            double next = compute_on(f, TODAY + later)->lines.fatigue;
            assert_true(next < fatigue);
            fatigue = next;
        }
        fixture_free(f);
    }
}

static void test_property_splitting_rides_keeps_daily_llss(void **state)
{
    (void)state;
    struct fixture *f = random_athlete(3, 90);
    double before = compute(f)->rolling_28.llss;
    size_t n_activities = f->in.n_activities;
    for (size_t i = 0; i < n_activities; i++) {
        if (!sport_is_ride(f->activities[i].sport)) {
            continue;
        }
        double seconds = f->activities[i].moving_time_s;
        f->activities[i].moving_time_s = f->activities[i].elapsed_time_s = seconds * 0.4;
        struct activity *rest =
            add(f, f->activities[i].sport, f->activities[i].day, 0, 0, 0);
        const char *id = rest->id;
        *rest = f->activities[i];
        rest->id = id;
        rest->moving_time_s = rest->elapsed_time_s = seconds * 0.6;
        rest->start_local_s += (int64_t)(seconds * 0.4) + 5;
    }
    assert_close(compute(f)->rolling_28.llss, before, 1e-6);
    fixture_free(f);
}

/* ---- a slow second computation of a day ---- */

/* The day's total from the inputs, activity by activity. */
static double slow_llss(const struct fixture *f, day_num day)
{
    struct load_sport_table table;
    load_sport_table_init(&table, &f->athlete, &f->preferences);
    double sum = 0.0;
    for (size_t i = 0; i < f->in.n_activities; i++) {
        if (f->activities[i].day != day || f->activities[i].is_stub) {
            continue;
        }
        double kg = f->wellness[0].weight_kg;
        if (f->wellness[1].day <= day) {
            kg = f->wellness[1].weight_kg;
        }
        sum += load_llss_of_activity(&f->activities[i], &table, load_mass_factor(kg)).llss;
    }
    return sum;
}

/* The largest spike of the week by comparing every run with every run. No run is near
 * another one. */
static double slow_spike(const struct fixture *f)
{
    double largest = LOAD_NAN;
    for (size_t i = 0; i < f->in.n_activities; i++) {
        const struct activity *run = &f->activities[i];
        if (!sport_is_run(run->sport) || run->day < TODAY - 6) {
            continue;
        }
        double longest = 0.0;
        for (size_t k = 0; k < f->in.n_activities; k++) {
            const struct activity *other = &f->activities[k];
            bool is_before = other->day < run->day && other->day >= run->day - 30;
            if (sport_is_run(other->sport) && is_before && other->distance_m > longest) {
                longest = other->distance_m;
            }
        }
        double ratio = run->distance_m / longest;
        if (longest > 0.0 && !(largest >= ratio)) {
            largest = ratio;
        }
    }
    return largest;
}

static void test_reference_slow_computation_of_random_athletes(void **state)
{
    (void)state;
    for (uint32_t seed = 100; seed < 120; seed++) {
        struct fixture *f = random_athlete(seed, 170);
        const struct load_status *s = compute(f);
        double acute = 0.0;
        double before = 0.0;
        double fitness = 0.0;
        for (day_num back = 0; back < (day_num)s->n_history_days; back++) {
            double llss = slow_llss(f, TODAY - back);
            assert_close(llss_of_day(f, TODAY - back), llss, 1e-9);
            acute += back < 7 ? llss / 7 : 0.0;
            before += back >= 7 && back < 28 ? llss / 21 : 0.0;
            fitness += llss * exp(-back / 42.0) * (1 - exp(-1 / 42.0));
        }
        assert_close(s->lines.fitness, fitness, 1e-9);
        assert_close(s->acwr.forms[LOAD_ACWR_UNCOUPLED].ratio, acute / before, 1e-9);
        assert_close(s->acwr.forms[LOAD_ACWR_COUPLED].ratio,
                     acute / ((7 * acute + 21 * before) / 28), 1e-9);
        double spike = slow_spike(f);
        assert_true(isnan(spike) == isnan(s->spike.largest.ratio));
        if (!isnan(spike)) {
            assert_close(s->spike.largest.ratio, spike, 1e-12);
        }
        fixture_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference_lines_as_weighted_sums),
        cmocka_unit_test(test_property_scaling_loads_scales_lines_and_leaves_ratios),
        cmocka_unit_test(test_property_constant_load_tends_to_itself),
        cmocka_unit_test(test_property_a_zero_day_never_raises_fatigue),
        cmocka_unit_test(test_property_splitting_rides_keeps_daily_llss),
        cmocka_unit_test(test_reference_slow_computation_of_random_athletes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
