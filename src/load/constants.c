#include "load/constants.h"

#include <math.h>

#include "base/banned.h"

static const struct load_constant constants[] = {
#define LOAD_REAL(name, value, unit, grade, source) {#name, (value), unit, grade, source},
#define LOAD_WHOLE LOAD_REAL
#include "load/constants.def"
#undef LOAD_WHOLE
#undef LOAD_REAL
};

const struct load_constant *load_constants(size_t *ret_n_constants)
{
    *ret_n_constants = sizeof constants / sizeof constants[0];
    return constants;
}

#define WEIGHT(sport, weight, grade) [sport] = {sport, weight, grade}
static const struct load_sport_weight weights[N_SPORTS] = {
    WEIGHT(SPORT_RUN, 1.00, "E"),
    WEIGHT(SPORT_TRAIL_RUN, 1.00, "X"),
    WEIGHT(SPORT_VIRTUAL_RUN, 1.00, "X"),
    WEIGHT(SPORT_SOCCER, 0.90, "X"),
    WEIGHT(SPORT_RUGBY, 0.90, "X"),
    WEIGHT(SPORT_SQUASH, 0.90, "X"),
    WEIGHT(SPORT_RACQUETBALL, 0.90, "X"),
    WEIGHT(SPORT_BADMINTON, 0.90, "X"),
    WEIGHT(SPORT_TENNIS, 0.90, "X"),
    WEIGHT(SPORT_CROSSFIT, 0.80, "X"),
    WEIGHT(SPORT_HIGH_INTENSITY_INTERVAL_TRAINING, 0.80, "X"),
    WEIGHT(SPORT_HOCKEY, 0.80, "X"),
    WEIGHT(SPORT_PADEL, 0.80, "X"),
    WEIGHT(SPORT_PICKLEBALL, 0.80, "X"),
    WEIGHT(SPORT_WEIGHT_TRAINING, 0.40,
           "X"), /* undecided; lower and upper: constants.def */
    WEIGHT(SPORT_ELLIPTICAL, 0.60, "E"),
    WEIGHT(SPORT_STAIR_STEPPER, 0.60, "X"),
    WEIGHT(SPORT_SNOWSHOE, 0.60, "X"),
    WEIGHT(SPORT_SKATEBOARD, 0.60, "X"),
    WEIGHT(SPORT_ALPINE_SKI, 0.50, "X"),
    WEIGHT(SPORT_SNOWBOARD, 0.50, "X"),
    WEIGHT(SPORT_BACKCOUNTRY_SKI, 0.50, "X"),
    WEIGHT(SPORT_ROLLER_SKI, 0.50, "X"),
    WEIGHT(SPORT_NORDIC_SKI, 0.50, "X"),
    WEIGHT(SPORT_VIRTUAL_SKI, 0.50, "X"),
    WEIGHT(SPORT_ICE_SKATE, 0.50, "X"),
    WEIGHT(SPORT_INLINE_SKATE, 0.50, "X"),
    WEIGHT(SPORT_ROCK_CLIMBING, 0.50, "X"),
    WEIGHT(SPORT_HIKE, 0.45, "X"),
    WEIGHT(SPORT_WALK, 0.35, "X"),
    WEIGHT(SPORT_GOLF, 0.35, "X"),
    WEIGHT(SPORT_WORKOUT, 0.35, "X"),
    WEIGHT(SPORT_OTHER, 0.35, "X"),
    WEIGHT(SPORT_TRANSITION, 0.35, "X"),
    WEIGHT(SPORT_MOUNTAIN_BIKE_RIDE, 0.25, "X"),
    WEIGHT(SPORT_CYCLOCROSS, 0.25, "X"),
    WEIGHT(SPORT_E_MOUNTAIN_BIKE_RIDE, 0.25, "X"),
    WEIGHT(SPORT_TABLE_TENNIS, 0.25, "X"),
    WEIGHT(SPORT_SURFING, 0.25, "X"),
    WEIGHT(SPORT_KITESURF, 0.25, "X"),
    WEIGHT(SPORT_WINDSURF, 0.25, "X"),
    WEIGHT(SPORT_RIDE, 0.20, "E"),
    WEIGHT(SPORT_GRAVEL_RIDE, 0.20, "X"),
    WEIGHT(SPORT_TRACK_RIDE, 0.20, "X"),
    WEIGHT(SPORT_VIRTUAL_RIDE, 0.20, "X"),
    WEIGHT(SPORT_VELOMOBILE, 0.20, "X"),
    WEIGHT(SPORT_E_BIKE_RIDE, 0.15, "X"),
    WEIGHT(SPORT_ROWING, 0.15, "X"),
    WEIGHT(SPORT_VIRTUAL_ROW, 0.15, "X"),
    WEIGHT(SPORT_WATER_SPORT, 0.15, "X"),
    WEIGHT(SPORT_YOGA, 0.10, "X"),
    WEIGHT(SPORT_PILATES, 0.10, "X"),
    WEIGHT(SPORT_STAND_UP_PADDLING, 0.10, "X"),
    WEIGHT(SPORT_SAIL, 0.10, "X"),
    WEIGHT(SPORT_SWIM, 0.05, "X"),
    WEIGHT(SPORT_OPEN_WATER_SWIM, 0.05, "X"),
    WEIGHT(SPORT_KAYAKING, 0.05, "X"),
    WEIGHT(SPORT_CANOEING, 0.05, "X"),
    WEIGHT(SPORT_HANDCYCLE, 0.00, "X"),
    WEIGHT(SPORT_WHEELCHAIR, 0.00, "X"),
};

const struct load_sport_weight *load_sport_weight(enum sport sport)
{
    return &weights[sport < SPORT_UNKNOWN ? sport : SPORT_OTHER];
}

double load_rpe_q2(int rpe)
{
    static const double table[] = {0.20, 0.30, 0.40, 0.50, 0.60,
                                   0.70, 0.80, 1.00, 1.20, 1.40};
    return rpe >= LOAD_RPE_MIN && rpe <= LOAD_RPE_MAX ? table[rpe - 1] : LOAD_NAN;
}

const struct load_rung *load_rung(int rung)
{
    static const struct load_rung ladder[LOAD_N_RUNGS] = {
        {1, 4, 5}, {1, 2, 7}, {2, 2, 6},  {3, 2, 5},  {4, 1, 5},
        {6, 1, 4}, {8, 1, 3}, {10, 1, 3}, {15, 1, 2}, {30, 0, 1},
    };
    return rung >= 1 && rung <= LOAD_N_RUNGS ? &ladder[rung - 1] : NULL;
}

double load_rung_run_min(int rung)
{
    const struct load_rung *steps = load_rung(rung);
    return steps == NULL ? LOAD_NAN : steps->run_min * (double)steps->n_repeats;
}
