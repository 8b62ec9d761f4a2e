/* What a number is about, as bits: of draft and served value alike. */
#ifndef CLAIMS_SUBJECT_H
#define CLAIMS_SUBJECT_H

#include <stdbool.h>
#include <stdint.h>

/* The quantity, beyond what the unit says (km without a word is a distance). */
enum claims__what_bit {
    WHAT_CLIMB,
    WHAT_LEG, /* limb: LL Fitness and the like */
    WHAT_FITNESS,
    WHAT_FATIGUE,
    WHAT_FORM,
    WHAT_LOAD,
    WHAT_LLSS,
    WHAT_RAMP,
    WHAT_ACWR,
    WHAT_MONOTONY,
    WHAT_STRAIN,
    WHAT_HRV,
    WHAT_SLEEP,
    WHAT_WEIGHT,
    WHAT_READINESS,
    WHAT_SORENESS,
    WHAT_STRESS,
    WHAT_MOOD,
    WHAT_MOTIVATION,
    WHAT_STEPS,
    WHAT_RPE,
    WHAT_FEEL,
    WHAT_PAIN,
    WHAT_CADENCE,
    WHAT_CONTACT,
    WHAT_VERTICAL_RATIO,
    WHAT_OSCILLATION,
    WHAT_BALANCE,
    WHAT_STIFFNESS,
    WHAT_DECOUPLING,
    WHAT_EFFICIENCY,
    WHAT_INTENSITY,
    WHAT_COMPLIANCE,
    WHAT_TEMPERATURE,
    WHAT_THRESHOLD,
    WHAT_ENERGY,
    WHAT_AGE,
    WHAT_SESSIONS,
    WHAT_DAYS,
    WHAT_SHARE,
    WHAT_SCORE,
    WHAT_RISK,
    WHAT_POINTS,
    WHAT_STEP_LENGTH,
    WHAT_LIFTED,
    WHAT_HEART_RATE,
    WHAT_PACE,
    WHAT_SPEED,
    WHAT_POWER,
    WHAT_FADE,
    WHAT_RATIO,
    WHAT_VO2,
    WHAT_RACE,
    WHAT_CRITICAL, /* critical power and speed */
    WHAT_W_PRIME,
    WHAT_D_PRIME,
    WHAT_GEAR, /* shoes; a bike is a sport's */
    WHAT_OTHER /* a subject that nothing here serves: sweat, prices ... */
};

/* Which one of that quantity. */
enum claims__how_bit {
    HOW_AVERAGE,
    HOW_MAX,
    HOW_MIN,
    HOW_BEST,
    HOW_LONGEST,
    HOW_LIMIT,
    HOW_CHANGE,
    HOW_REST,
    HOW_NORMALIZED,
    HOW_GRADED,
    HOW_ELAPSED,
    HOW_FIRST,
    HOW_SECOND,
    HOW_LAST,
    HOW_TARGET,
    HOW_LOW,
    HOW_HIGH,
    HOW_BEFORE,
    HOW_USUAL,
    HOW_SPREAD,
    HOW_REPS,
    HOW_LAP,
    HOW_ZONE,
    HOW_EASY,
    HOW_HARD,
    HOW_MODERATE,
    HOW_STREAK,
    HOW_TOTAL,
    HOW_PER_WEEK,
    HOW_MARGIN,
    HOW_PLANNED,
    HOW_SPIKE,
    HOW_PART /* a part of a session: block, interval, hill */
};

enum claims__sport_bit { IN_RUN, IN_RIDE, IN_STRENGTH, IN_SWIM, IN_WALK, IN_VIRTUAL };

#define WHAT(name) (UINT64_C(1) << (unsigned)WHAT_##name)
#define HOW(name) (UINT64_C(1) << (unsigned)HOW_##name)
#define IN(name) (1U << (unsigned)IN_##name)

enum claims__unit {
    UNIT_NONE,     /* points, counts, ratios, scores */
    UNIT_M,        /* metres */
    UNIT_S,        /* seconds */
    UNIT_S_PER_KM, /* pace */
    UNIT_KM_PER_H,
    UNIT_W,
    UNIT_W_PER_KG,
    UNIT_BPM,
    UNIT_PCT,
    UNIT_KG,
    UNIT_KCAL,
    UNIT_KJ,
    UNIT_PER_MIN, /* steps or turns */
    UNIT_MS,
    UNIT_MM,
    UNIT_C,
    UNIT_KN_PER_M,
    UNIT_OTHER, /* one that nothing here serves: ml, mmol ... */
    N_UNITS
};

struct claims__subject {
    enum claims__unit unit;
    uint64_t what;
    uint64_t how;
    unsigned sport;
    int index; /* of a zone, a lap or a step; 0: none */
};

/*
 * What the words leave to the unit is taken out, so that two ways to say the same are equal
 * (average of a pace, limb load and LLSS ...); a missing unit is added where the words name
 * it (HR 144).
 */
void claims__subject_settle(struct claims__subject *subject);

#endif
