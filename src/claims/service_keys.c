#include "claims/service_keys.h"

#include <string.h>

#include "base/banned.h"

struct field {
    const char *name;
    enum claims__unit unit;
    double factor;
    uint64_t what;
    uint64_t how;
};

/* Units by the service's documentation; fields of other meaning or unit are not listed. */
static const struct field fields[] = {
    {"distance", UNIT_M, 1, 0, 0},
    {"icu_distance", UNIT_M, 1, 0, 0},
    {"total_elevation_gain", UNIT_M, 1, WHAT(CLIMB), 0},
    {"moving_time", UNIT_S, 1, 0, 0},
    {"elapsed_time", UNIT_S, 1, 0, HOW(ELAPSED)},
    {"time", UNIT_S, 1, 0, 0}, /* of gear */
    {"sleepSecs", UNIT_S, 1, WHAT(SLEEP), 0},
    {"average_speed", UNIT_KM_PER_H, 3.6, 0, 0},
    {"max_speed", UNIT_KM_PER_H, 3.6, 0, HOW(MAX)},
    {"pace", UNIT_KM_PER_H, 3.6, 0, 0},
    {"gap", UNIT_KM_PER_H, 3.6, 0, HOW(GRADED)},
    {"threshold_pace", UNIT_KM_PER_H, 3.6, WHAT(THRESHOLD), 0},
    {"criticalSpeed", UNIT_KM_PER_H, 3.6, WHAT(CRITICAL), 0},
    {"dPrime", UNIT_M, 1, WHAT(D_PRIME), 0},
    {"average_heartrate", UNIT_BPM, 1, 0, 0},
    {"max_heartrate", UNIT_BPM, 1, 0, HOW(MAX)},
    {"athlete_max_hr", UNIT_BPM, 1, 0, HOW(MAX)},
    {"max_hr", UNIT_BPM, 1, 0, HOW(MAX)},
    {"lthr", UNIT_BPM, 1, WHAT(THRESHOLD), 0},
    {"restingHR", UNIT_BPM, 1, 0, HOW(REST)},
    {"icu_resting_hr", UNIT_BPM, 1, 0, HOW(REST)},
    {"average_watts", UNIT_W, 1, 0, 0},
    {"icu_average_watts", UNIT_W, 1, 0, 0},
    {"max_watts", UNIT_W, 1, 0, HOW(MAX)},
    {"weighted_average_watts", UNIT_W, 1, 0, HOW(NORMALIZED)},
    {"icu_weighted_avg_watts", UNIT_W, 1, 0, HOW(NORMALIZED)},
    {"ftp", UNIT_W, 1, WHAT(THRESHOLD), 0},
    {"icu_ftp", UNIT_W, 1, WHAT(THRESHOLD), 0},
    {"indoor_ftp", UNIT_W, 1, WHAT(THRESHOLD), 0},
    {"criticalPower", UNIT_W, 1, WHAT(CRITICAL), 0},
    {"w_prime", UNIT_KJ, 0.001, WHAT(W_PRIME), 0},
    {"icu_w_prime", UNIT_KJ, 0.001, WHAT(W_PRIME), 0},
    {"wPrime", UNIT_KJ, 0.001, WHAT(W_PRIME), 0},
    {"icu_joules", UNIT_KJ, 0.001, 0, 0},
    {"joules", UNIT_KJ, 0.001, 0, 0},
    {"calories", UNIT_KCAL, 1, 0, 0},
    {"weight", UNIT_KG, 1, 0, 0},
    {"icu_weight", UNIT_KG, 1, 0, 0},
    {"average_temp", UNIT_C, 1, 0, 0},
    {"max_temp", UNIT_C, 1, 0, HOW(MAX)},
    {"min_temp", UNIT_C, 1, 0, HOW(MIN)},
    {"hrv", UNIT_MS, 1, WHAT(HRV), 0},
    {"decoupling", UNIT_PCT, 1, WHAT(DECOUPLING), 0},
    {"icu_intensity", UNIT_PCT, 1, WHAT(INTENSITY), 0},
    {"icu_training_load", UNIT_NONE, 1, WHAT(LOAD), 0},
    {"training_load", UNIT_NONE, 1, WHAT(LOAD), 0},
    {"icu_ctl", UNIT_NONE, 1, WHAT(FITNESS), 0},
    {"ctl", UNIT_NONE, 1, WHAT(FITNESS), 0},
    {"icu_atl", UNIT_NONE, 1, WHAT(FATIGUE), 0},
    {"atl", UNIT_NONE, 1, WHAT(FATIGUE), 0},
    {"rampRate", UNIT_NONE, 1, WHAT(RAMP), 0},
    {"icu_rpe", UNIT_NONE, 1, WHAT(RPE), 0},
    {"feel", UNIT_NONE, 1, WHAT(FEEL), 0},
    {"steps", UNIT_NONE, 1, WHAT(STEPS), 0},
    {"sleepScore", UNIT_NONE, 1, WHAT(SLEEP) | WHAT(SCORE), 0},
    {"readiness", UNIT_NONE, 1, WHAT(READINESS), 0},
};

void claims__service_key_read(struct arena *arena, struct arena *scratch,
                              const struct claims__lexicon *lexicon, const char *field,
                              struct claims__key *ret)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(field, fields[i].name) == 0) {
            *ret = (struct claims__key){.subject = {.unit = fields[i].unit,
                                                    .what = fields[i].what,
                                                    .how = fields[i].how},
                                        .factor = fields[i].factor,
                                        .is_speed = fields[i].unit == UNIT_KM_PER_H};
            return;
        }
    }
    claims__key_read(arena, scratch, lexicon, field, ret);
    ret->subject.unit = UNIT_NONE;
    ret->factor = 1;
}
