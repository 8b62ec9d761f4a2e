/* Absurd input: nothing breaks, nothing infinite comes out. */
#include "fixture.h"

#include "base/banned.h"

static double absurd(uint32_t *state)
{
    const double values[] = {LOAD_NAN,
                             (double)INFINITY,
                             (double)-INFINITY,
                             -1.0,
                             0.0,
                             1e-300,
                             1e300,
                             3600.0,
                             7.0,
                             -1e300};
    return values[next_random(state) % 10U];
}

static void add_absurd(struct fixture *f, uint32_t *state)
{
    const day_num days[] = {DAY_NUM_NONE, DAY_NUM_MIN, DAY_NUM_MAX, TODAY, TODAY - 1,
                            TODAY - 30,   INT32_MAX,   TODAY + 1,   0,     -1};
    struct activity *a = add(f, (enum sport)(next_random(state) % (N_SPORTS + 1U)),
                             days[next_random(state) % 10U], 8, 0, 0);
    double *numbers[] = {&a->moving_time_s,
                         &a->elapsed_time_s,
                         &a->distance_m,
                         &a->elevation_gain_m,
                         &a->elevation_loss_m,
                         &a->average_speed_m_per_s,
                         &a->gap_m_per_s,
                         &a->threshold_pace_m_per_s,
                         &a->intensity_pct,
                         &a->average_cadence_per_min,
                         &a->rpe};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        *numbers[i] = absurd(state);
    }
    a->n_hr_zones = next_random(state) % 11U;
    a->n_pace_zones = next_random(state) % 11U;
    for (size_t i = 0; i < MODEL_MAX_ZONES; i++) {
        a->hr_zone_times_s[i] = absurd(state);
        a->pace_zone_times_s[i] = absurd(state);
    }
    if (next_random(state) % 4U == 0) {
        a->start_local_s = MODEL_NO_TIME;
    }
    if (next_random(state) % 4U == 0) {
        a->start_utc_s = wall_s(TODAY, 8, 0) + (int64_t)(next_random(state) % 400U) - 200;
    }
    a->is_stub = next_random(state) % 10U == 0;
}

static void add_absurd_rest(struct fixture *f, uint32_t *state)
{
    for (int i = 0; i < 10; i++) {
        const day_num days[] = {
            DAY_NUM_NONE, DAY_NUM_MIN, DAY_NUM_MAX, TODAY,     TODAY - 3,
            INT32_MAX,    TODAY + 3,   TODAY - 9,   TODAY - 8, 0};
        struct wellness_day *row = add_wellness(f, days[next_random(state) % 10U]);
        row->weight_kg = absurd(state);
        row->injury = absurd(state);
        row->soreness = absurd(state);
        struct calendar_event *event = add_event(
            f, (enum event_category)(next_random(state) % (N_EVENT_CATEGORIES + 1U)),
            days[next_random(state) % 10U], days[next_random(state) % 10U]);
        event->sport = (enum sport)(next_random(state) % (N_SPORTS + 1U));
        event->moving_time_s = absurd(state);
        event->intensity_pct = absurd(state);
        struct load_pain_entry *entry =
            add_pain(f, days[next_random(state) % 10U],
                     (enum load_pain_moment)(next_random(state) % 3U), absurd(state));
        entry->site = next_random(state) % 2U == 0 ? "talus" : NULL;
    }
    f->preferences.usual_morning_pain = absurd(state);
    f->preferences.week_start = (int)(next_random(state) % 20U) - 5;
    f->athlete.weight_kg = absurd(state);
}

static void test_absurd_input_never_breaks_anything(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 200; seed++) {
        struct fixture *f = fixture_new();
        uint32_t dice = seed * 7919U;
        for (int i = 0; i < 25; i++) {
            add_absurd(f, &dice);
        }
        add_absurd_rest(f, &dice);
        f->in.n_series_days = 10;
        f->in.n_horizon_days = 5;
        f->in.first_day = seed % 2 == 0 ? TODAY - 100 : DAY_NUM_NONE;
        const struct load_status *s = compute(f);
        assert_true(s->check.level >= LOAD_LEVEL_UNKNOWN &&
                    s->check.level <= LOAD_LEVEL_STOP);
        for (size_t i = 0; i < s->history->n_days; i++) {
            double llss = s->history->llss[i];
            assert_true(isfinite(llss) && llss >= 0.0 && isfinite(s->history->fitness[i]));
        }
        for (size_t i = 0; i < s->history->n_sessions; i++) {
            assert_true(
                isnan(s->history->sessions[i].km) ||
                (s->history->sessions[i].km > 0 && isfinite(s->history->sessions[i].km)));
        }
        assert_true(!isinf(s->spike.largest.ratio) && !isinf(s->next_run.max_km));
        fixture_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absurd_input_never_breaks_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
