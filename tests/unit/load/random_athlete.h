/* Athletes made by dice, the same everywhere. */
#ifndef TESTS_LOAD_RANDOM_ATHLETE_H
#define TESTS_LOAD_RANDOM_ATHLETE_H

#include "fixture.h"

static inline double between(uint32_t *state, double low, double high)
{
    return low + (high - low) * (double)(next_random(state) % 10001U) / 10000.0;
}

static inline enum sport some_sport(uint32_t *state)
{
    uint32_t dice = next_random(state) % 20U;
    if (dice < 9) {
        return SPORT_RUN;
    }
    if (dice < 15) {
        return SPORT_RIDE;
    }
    return dice < 17 ? SPORT_WEIGHT_TRAINING : (enum sport)(next_random(state) % N_SPORTS);
}

static inline void add_random_activity(struct fixture *f, uint32_t *state, day_num day,
                                       int hour)
{
    struct activity *activity =
        add(f, some_sport(state), day, hour, (int)(next_random(state) % 60U), 0);
    double minutes = between(state, 15, 150);
    activity->moving_time_s = minutes * 60;
    activity->elapsed_time_s = minutes * 60;
    if (sport_is_run(activity->sport)) {
        double speed = between(state, 1.8, 4.5);
        activity->average_speed_m_per_s = speed;
        activity->distance_m = speed * minutes * 60;
        activity->threshold_pace_m_per_s = 4.2;
        activity->average_cadence_per_min = between(state, 60, 90);
    }
    if (sport_is_ride(activity->sport)) {
        activity->intensity_pct = between(state, 45, 100);
    }
    if (next_random(state) % 3U == 0) {
        activity->rpe = between(state, 1, 10);
    }
    if (next_random(state) % 4U == 0) {
        activity->name = "Squats and calf raises";
    }
}

/* One activity in the morning and perhaps one in the evening: 8 hours apart, so no
 * duplicates. */
static inline struct fixture *random_athlete(uint32_t seed, day_num n_days)
{
    struct fixture *f = fixture_new();
    uint32_t state = seed;
    for (day_num back = n_days - 1; back >= 0; back--) {
        if (next_random(&state) % 100U < 70 || back == n_days - 1) {
            add_random_activity(f, &state, TODAY - back, 6);
        }
        if (next_random(&state) % 100U < 25) {
            add_random_activity(f, &state, TODAY - back, 17);
        }
        if (next_random(&state) % 100U < 2) {
            (void)add_stub(f, TODAY - back, 21, 30);
        }
    }
    add_wellness(f, TODAY - n_days)->weight_kg = between(&state, 50, 95);
    add_wellness(f, TODAY - n_days / 2)->weight_kg = between(&state, 50, 95);
    f->in.n_series_days = 60;
    f->in.n_horizon_days = 14;
    for (day_num ahead = 0; ahead < 14; ahead++) {
        struct calendar_event *event =
            add_event(f, EVENT_WORKOUT, TODAY + ahead / 2, TODAY + ahead / 2);
        event->sport = some_sport(&state);
        event->moving_time_s = between(&state, 1800, 7200);
    }
    (void)add_pain(f, TODAY - 2, LOAD_PAIN_DURING, between(&state, 0, 6));
    (void)add_pain(f, TODAY - 1, LOAD_PAIN_NEXT_MORNING, between(&state, 0, 2));
    return f;
}

#endif
