#include "claims/subject.h"

#include "base/banned.h"

static bool has(uint64_t bits, uint64_t all)
{
    return (bits & all) == all;
}

/* A number without a unit whose words name one: HR 144, power 207. */
static void unit_infer(struct claims__subject *subject)
{
    static const struct {
        uint64_t what;
        enum claims__unit unit;
    } rows[] = {{WHAT(HEART_RATE), UNIT_BPM},  {WHAT(POWER), UNIT_W},
                {WHAT(CADENCE), UNIT_PER_MIN}, {WHAT(HRV), UNIT_MS},
                {WHAT(CONTACT), UNIT_MS},      {WHAT(TEMPERATURE), UNIT_C}};
    for (unsigned i = 0; subject->unit == UNIT_NONE && i < sizeof rows / sizeof rows[0];
         i++) {
        if ((subject->what & rows[i].what) != 0) {
            subject->unit = rows[i].unit;
        }
    }
}

/* Words that say no more than the unit does. */
static uint64_t said_by_unit(enum claims__unit unit)
{
    static const uint64_t words[N_UNITS] = {
        [UNIT_S_PER_KM] = WHAT(PACE) | WHAT(SPEED),
        [UNIT_KM_PER_H] = WHAT(PACE) | WHAT(SPEED),
        [UNIT_W] = WHAT(POWER),
        [UNIT_PCT] = WHAT(SHARE),
        [UNIT_W_PER_KG] = WHAT(POWER) | WHAT(WEIGHT),
        [UNIT_BPM] = WHAT(HEART_RATE),
        [UNIT_KG] = WHAT(WEIGHT),
        [UNIT_KCAL] = WHAT(ENERGY),
        [UNIT_KJ] = WHAT(ENERGY),
        [UNIT_C] = WHAT(TEMPERATURE),
    };
    return words[unit];
}

static bool has_own_average(enum claims__unit unit)
{
    return unit != UNIT_BPM && unit != UNIT_W && unit != UNIT_S_PER_KM &&
           unit != UNIT_KM_PER_H && unit != UNIT_PER_MIN && unit != UNIT_PCT;
}

void claims__subject_settle(struct claims__subject *subject)
{
    unit_infer(subject);
    enum claims__unit unit = subject->unit;
    subject->what &= ~said_by_unit(unit);
    if (unit != UNIT_NONE) {
        subject->what &= ~(WHAT(SESSIONS) | WHAT(DAYS));
    }
    if (unit == UNIT_M || unit == UNIT_S) {
        if ((subject->how & HOW(MAX)) != 0) {
            subject->how = (subject->how & ~HOW(MAX)) | HOW(LIMIT);
        }
        subject->what &= ~(WHAT(PACE) | WHAT(SPEED));
    }
    if (!has_own_average(unit)) {
        subject->how &= ~HOW(AVERAGE);
    }
    if (has(subject->what, WHAT(LEG) | WHAT(LOAD))) {
        subject->what = (subject->what & ~(WHAT(LEG) | WHAT(LOAD))) | WHAT(LLSS);
    }
    if (has(subject->what, WHAT(LLSS))) { /* LLSS points of limb load are one thing */
        subject->what &= ~(WHAT(LEG) | WHAT(LOAD) | WHAT(POINTS));
    }
    if ((subject->what & ~WHAT(POINTS)) != 0) { /* points of something */
        subject->what &= ~WHAT(POINTS);
    }
    if (has(subject->what, WHAT(DAYS)) && has(subject->how, HOW(REST))) {
        subject->what &= ~WHAT(LEG); /* rest days are of the legs */
    }
    if (has(subject->what, WHAT(DAYS))) {
        subject->what &= ~WHAT(SESSIONS);
    }
    if (has(subject->what, WHAT(RAMP))) {
        subject->how &= ~(HOW(PER_WEEK) | HOW(CHANGE));
    }
}
