/* Random workouts that the builder takes, from a seed: every field, every unit. */
#ifndef TEST_RANDOM_WORKOUT_H
#define TEST_RANDOM_WORKOUT_H

#include "support.h"

#include "workout/internal.h"

struct randoms {
    uint64_t state;
};

/* xorshift64*: evenly from 0 to below limit. */
MAYBE_UNUSED static uint32_t below(struct randoms *randoms, uint32_t limit)
{
    uint64_t x = randoms->state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    randoms->state = x;
    return (uint32_t)((x * 2685821657736338717ULL) >> 33) % limit;
}

static const char *const random_texts[] = {"Easy",
                                           "Tall and quick",
                                           "Squat 3x5-6,",
                                           "Over \xe2\x80\x94 lift",
                                           "Ramp 1",
                                           "3 x 1 min at MAP",
                                           "RPE 7 is hard here",
                                           "90 plus",
                                           "Ramp",
                                           "Press",
                                           "RPE",
                                           "150-160",
                                           "- dash",
                                           "Warmup",
                                           "freeride",
                                           "a=b",
                                           "5:00/km",
                                           "Hold 85 \xe2\x89\xa5",
                                           "Pace HR LTHR MMP",
                                           "rpm"};

MAYBE_UNUSED static const char *random_text(struct randoms *randoms)
{
    return below(randoms, 3) == 0 ? NULL
                                  : random_texts[below(randoms, COUNT(random_texts))];
}

/* Within [least, most], whole or with up to two decimals; one value now and then. */
MAYBE_UNUSED static struct workout_range random_range(struct randoms *randoms, double least,
                                                      double most, bool is_whole)
{
    uint32_t unit = is_whole ? 1 : below(randoms, 3) == 0 ? 100 : 1;
    uint32_t span = (uint32_t)((most - least) * unit) + 1;
    double start = (least * unit + below(randoms, span)) / unit;
    double end = (least * unit + below(randoms, span)) / unit;
    return (struct workout_range){start, below(randoms, 3) == 0 ? start : end};
}

MAYBE_UNUSED static struct workout_target random_target(struct randoms *randoms)
{
    struct workout_target target = {
        .units = (enum workout_units)below(randoms, N_WORKOUT_UNITS)};
    const struct workout_unit *unit = workout__unit(target.units);
    if (target.units != WORKOUT_NO_UNITS) {
        target.range = random_range(randoms, unit->least, unit->most, unit->is_whole);
    }
    if (target.units == WORKOUT_PCT_MMP) {
        target.mmp_s = 1 + (int)below(randoms, WORKOUT_STEP_S);
    }
    return target;
}

MAYBE_UNUSED static struct workout_step random_step(struct randoms *randoms)
{
    struct workout_step step = {.text = random_text(randoms),
                                .until_lap_press = below(randoms, 8) == 0};
    if (below(randoms, 3) == 0) {
        static const double units_m[] = {0.001, 1, 100, 1000, 1609.344, 0.9144};
        double unit_m = units_m[below(randoms, COUNT(units_m))];
        step.distance_m = workout__metres_round((1 + below(randoms, 500)) * unit_m);
    } else {
        step.duration_s = 1 + (int)below(randoms, 900);
    }
    step.shape = (enum workout_shape)below(randoms, 3);
    if (step.shape != WORKOUT_FREERIDE) {
        step.target = random_target(randoms);
    }
    if (step.target.units == WORKOUT_NO_UNITS || step.target.units == WORKOUT_BPM) {
        step.shape = step.shape == WORKOUT_RAMP ? WORKOUT_STEADY : step.shape;
    }
    if (below(randoms, 3) == 0) {
        step.cadence_rpm = random_range(randoms, 1, 300, false);
    }
    if (below(randoms, 3) == 0) {
        step.rpe = random_range(randoms, 1, 10, false);
    }
    if (below(randoms, 10) == 0) {
        step.options = below(randoms, 2) == 0 ? "power=1s" : "power=lap hr=3s";
    }
    return step;
}

/* Up to 8 blocks of up to 5 steps. */
MAYBE_UNUSED static struct workout random_workout(uint64_t seed)
{
    static const char *const notes[] = {"Why: easy.", "One\n\nTwo\nThree 5x5",
                                        "Rest 2m between sets"};
    struct randoms randoms = {.state = seed * 0x9E3779B97F4A7C15ULL + 1};
    struct workout workout;
    workout_init(&workout, &arena);
    uint32_t n_blocks = 1 + below(&randoms, 8);
    for (uint32_t i = 0; i < n_blocks; i++) {
        if (below(&randoms, 4) == 0) {
            add_notes(&workout, notes[below(&randoms, COUNT(notes))]);
        }
        const char *heading = random_text(&randoms);
        heading = heading != NULL && heading[0] == '-' ? "Cooldown" : heading;
        add_block(&workout, heading,
                  below(&randoms, 2) == 0 ? 1 : 1 + (int)below(&randoms, 4));
        uint32_t n_steps = 1 + below(&randoms, 5);
        for (uint32_t k = 0; k < n_steps; k++) {
            add_step(&workout, random_step(&randoms));
        }
    }
    if (below(&randoms, 4) == 0) {
        add_notes(&workout, notes[below(&randoms, COUNT(notes))]);
    }
    return workout;
}

#endif
