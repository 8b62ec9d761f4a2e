/*
 * Strength and mobility: sets and repetitions as prose, the time as three steps by feel.
 * Loads are said as repetitions in reserve, for no one-repetition maximum is known. Heavy
 * work stays clear of failure: a set to failure costs the next day's session more than it
 * gives (coach's practice, E).
 */
#include <math.h>

#include "plan/constants.h"
#include "plan/prescribe_parts.h"

#include "base/banned.h"

struct gym {
    enum plan_kind kind;
    enum plan_zone zone;
    const char *cue;
    const char *summary;
    const char *sets;      /* the first lines, always */
    const char *more_sets; /* from 45 min on */
};

static const struct gym gyms[] = {
    {PLAN_STRENGTH_LOWER_HEAVY, PLAN_ZONE_GYM_HEAVY, "Lifts as listed",
     "heavy legs: squat, hinge, split squat, calf raise; two repetitions in reserve",
     "Squat or leg press 4x5, Romanian deadlift 3x6, split squat 3x6 each side, "
     "standing calf raise 3x8 slow.\n"
     "Two or three lighter sets before the first of each; rest 2-3 min; two repetitions in "
     "reserve, never to failure.",
     ""},
    {PLAN_STRENGTH_LOWER_LIGHT, PLAN_ZONE_GYM_MODERATE, "Lifts as listed",
     "light legs: two sets each, four repetitions in reserve",
     "Goblet squat 2x8, single-leg Romanian deadlift 2x8 each side, step-up 2x8 each side, "
     "calf raise 2x12 slow.\n"
     "Rest 1-2 min; four repetitions in reserve; legs fresher after it than before.",
     "Hip bridge 2x10 and side plank 2x30 s each side."},
    {PLAN_STRENGTH_UPPER, PLAN_ZONE_GYM_MODERATE, "Lifts as listed",
     "upper body: push, pull, carry; three repetitions in reserve",
     "Row 3x8, press-up or bench press 3x8, pull-down 3x8.\n"
     "Rest 1-2 min; three repetitions in reserve.",
     "Overhead press 3x8 and farmer's walk 3x40 m."},
    {PLAN_STRENGTH_CORE, PLAN_ZONE_GYM_MODERATE, "Exercises as listed",
     "core: hold still while arms and legs move",
     "Front plank 3x40 s, side plank 3x30 s each side, dead bug 3x8 each side, bird dog "
     "3x8 each side.\nRest 45-60 s; stop a set when the back begins to move.",
     "Pallof press 3x10 each side and hip bridge march 3x10 each side."},
    {PLAN_CALF_HIP, PLAN_ZONE_GYM_HEAVY, "Sets as listed",
     "single-leg calf raises and hip work, heavy and slow",
     "Single-leg calf raise 3x8 straight knee, then 2x8 bent knee, 3 s up and 3 s down, "
     "with weight so that the eighth is hard.\nHip abduction or side-lying leg raise 2x10 "
     "each side.",
     ""},
    {PLAN_MOBILITY, PLAN_ZONE_GYM_LIGHT, "Joint by joint", "ankles, hips, upper back",
     "Knee-to-wall ankle rocks 2x10, hip flexor stretch 2x40 s, ninety-ninety hips 2x8, "
     "thoracic rotations 2x8 each side.",
     "Then easy stretching of what feels short."},
};

static const struct gym *gym_of(enum plan_kind kind)
{
    for (size_t i = 0; i < sizeof gyms / sizeof gyms[0]; i++) {
        if (gyms[i].kind == kind) {
            return &gyms[i];
        }
    }
    return &gyms[0];
}

/* What an injury changes in the lifts; "" nothing. */
static const char *variation(const struct plan__draft *draft)
{
    const struct plan_input *input = draft->input;
    bool is_legs = draft->session->kind == PLAN_STRENGTH_LOWER_HEAVY ||
                   draft->session->kind == PLAN_STRENGTH_LOWER_LIGHT;
    if (input->is_bone_stress && (is_legs || draft->session->kind == PLAN_CALF_HIP)) {
        return "Bone stress injury: no jumps, and only what is free of pain at the site.";
    }
    if (input->has_achilles_history && draft->session->kind == PLAN_CALF_HIP) {
        return "Achilles: one set more of each raise; pain up to 5 of 10 is accepted if it "
               "is back to usual next morning. No stretching of the tendon at its end "
               "range.";
    }
    if (input->has_knee_history && is_legs) {
        return "Knee: squat to the depth that is free of pain, a box or leg press if need "
               "be.";
    }
    return "";
}

bool plan__write_gym(struct plan__draft *draft, struct err *err)
{
    const struct gym *gym = gym_of(draft->session->kind);
    int warmup_s = 60 * (int)lround(draft->total_s * 0.15 / 60.0);
    int cooldown_s = draft->total_s >= 25 * 60 ? 180 : 60;
    const char *changed = variation(draft);
    draft->summary = gym->summary;
    if (!workout_notes_add(draft->workout, gym->sets, err) ||
        (draft->total_s >= 45 * 60 && gym->more_sets[0] != '\0' &&
         !workout_notes_add(draft->workout, gym->more_sets, err)) ||
        (changed[0] != '\0' && !workout_notes_add(draft->workout, changed, err))) {
        return false;
    }
    return plan__part(draft, "Warmup", PLAN_ZONE_GYM_LIGHT, "Move and prepare", warmup_s,
                      err) &&
           plan__part(draft, "Main set", gym->zone, gym->cue,
                      draft->total_s - warmup_s - cooldown_s, err) &&
           plan__part(draft, "Cooldown", PLAN_ZONE_GYM_LIGHT, "Loosen up", cooldown_s, err);
}
