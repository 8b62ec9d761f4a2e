/* Athletes with running dynamics made by dice, the same everywhere. */
#ifndef TESTS_LOAD_DRIFT_RANDOM_H
#define TESTS_LOAD_DRIFT_RANDOM_H

#include "drift_fixture.h"

static inline double dice_from(uint32_t *dice, double low, double high)
{
    return low + (high - low) * (double)(next_random(dice) % 100001U) / 100000.0;
}

/* Nearly normal: the sum of four. */
static inline double dice_error(uint32_t *dice, double sd)
{
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += dice_from(dice, -1, 1);
    }
    return sum * sd * 0.866;
}

static inline void drift_random_laps(struct drift_case *d, uint32_t *dice)
{
    double level = dice_error(dice, 4);
    double speed = dice_from(dice, 2.5, 3.6);
    size_t n_laps = 2 + next_random(dice) % 8;
    for (size_t i = 0; i < n_laps; i++) {
        double lap_speed = speed + dice_error(dice, 0.1);
        bool is_broken = next_random(dice) % 50U == 0;
        struct load_drift_segment *lap = drift_lap(
            d, lap_speed,
            true_stance(lap_speed) + level + dice_error(dice, 4) + (is_broken ? 60 : 0));
        lap->start_s -= i == 0 && next_random(dice) % 4U == 0 ? 100 : 0;
        lap->gradient_frac =
            next_random(dice) % 6U == 0 ? LOAD_NAN : dice_error(dice, 0.01);
        lap->values[LOAD_METRIC_CADENCE] = next_random(dice) % 10U == 0
                                               ? LOAD_NAN
                                               : 130 + 12 * lap_speed + dice_error(dice, 2);
        lap->values[LOAD_METRIC_STANCE_BALANCE] = 50 + dice_error(dice, 0.5);
    }
}

/* n_days from day 0: now and then two runs a day, treadmills, another device, no device. */
static inline struct drift_case *drift_random(uint32_t seed, day_num n_days)
{
    static const char *const devices[] = {NULL, "watch", "watch", "watch", ""};
    struct drift_case *d = drift_case_new();
    uint32_t dice = seed;
    for (day_num day = 0; day < n_days; day++) {
        size_t n_runs = next_random(&dice) % 10U < 6 ? 1 : 0;
        n_runs += next_random(&dice) % 10U == 0 ? 1 : 0;
        for (size_t i = 0; i < n_runs; i++) {
            struct load_drift_run *run = drift_run(d, day, i == 0 ? 7 : 18);
            run->is_treadmill = next_random(&dice) % 5U == 0;
            run->device = day > n_days * 3 / 4 && seed % 2U == 0
                              ? "pod"
                              : devices[next_random(&dice) % 5U];
            drift_random_laps(d, &dice);
        }
    }
    d->in.as_of = n_days;
    return d;
}

#endif
