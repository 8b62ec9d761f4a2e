/* Parts of a prescription; this folder only. */
#ifndef PLAN_PRESCRIBE_PARTS_H
#define PLAN_PRESCRIBE_PARTS_H

#include "plan/prescribe.h"

enum { PLAN__MAX_STEPS = 32 };

/* A workout being written. */
struct plan__draft {
    const struct plan_session *session;
    const struct plan_input *input;
    bool is_run;
    bool is_ride;
    int total_s;
    struct workout_thresholds thresholds; /* 0: unknown */
    enum workout_metric metric;
    struct workout *workout;
    struct arena *arena;
    enum plan_zone zones[PLAN__MAX_STEPS]; /* of each step of the workout */
    const char *summary;
    const char *brief;
};

/* prescribe_zones.c: by what the session is measured. */
enum workout_metric plan__metric_of(const struct plan__draft *draft);
/* The zone as a target in percent; units NO_UNITS: by feel. */
struct workout_target plan__target_of(const struct plan__draft *draft, enum plan_zone zone);
/* "4:18-4:05/km", "205-220 W", "150-158 bpm", "RPE 7", in the arena. */
const char *plan__zone_text(const struct plan__draft *draft, enum plan_zone zone);
/* All zones of the workout that have a number, in rising order. */
const char *plan__targets_text(const struct plan__draft *draft);

/* prescribe_draft.c. A block of one pass with seconds 0 is left out by plan__part. */
bool plan__block(struct plan__draft *draft, const char *heading, int repeats,
                 struct err *err);
bool plan__step(struct plan__draft *draft, enum plan_zone zone, const char *cue,
                int seconds, struct workout_range cadence_rpm, struct err *err);
/* A block of one step; nothing when seconds is 0. */
bool plan__part(struct plan__draft *draft, const char *heading, enum plan_zone zone,
                const char *cue, int seconds, struct err *err);
/* Mean intensity squared: time-weighted mean of f^2 for runs, root of the mean of f^4 for
 * rides (as normalized power weighs); NAN when a step is by feel, strides aside, which
 * count as VO2. */
double plan__q2_of(const struct plan__draft *draft);
/* km of a run at the middle of its zones; NAN without threshold speed or by feel. */
double plan__km_of(const struct plan__draft *draft);
/* "1:30 min", "8 min", in the arena. */
const char *plan__minutes_text(struct arena *arena, int seconds);

/* prescribe_main.c, prescribe_strength.c: the steps and draft->summary. */
bool plan__write_endurance(struct plan__draft *draft, struct err *err);
bool plan__write_gym(struct plan__draft *draft, struct err *err);

/* prescribe_words.c */
void plan__words_of(const struct plan__draft *draft, struct plan_prescription *ret);

#endif
