/*
 * A planned session as a workout that can be done: warm-up, main set, cool-down, with
 * targets from the athlete's own thresholds, and the words of a coach beside it.
 *
 * Targets are by pace (runs) or power (rides) when that threshold is known, else by heart
 * rate (% of LTHR, else % of the maximum with LTHR taken as 90 % of it), else by RPE in the
 * cue. In the workout they are percentages, so that a calendar stays right when a threshold
 * changes; `targets` gives today's numbers. A threshold that no body has (outside
 * 1.0-7.5 m/s, 30-700 W, 80-230 bpm) counts as unknown. Walking, strides and strength are
 * by feel. Zones with source and grade: prescribe_zones.def; work shares: constants.def.
 *
 * The steps last exactly the session's minutes, to the second.
 *
 * Main sets; around them about 20 % warm-up and 10 % cool-down:
 * - run_ladder: the rung's repeats of run and walk; another length has fewer repeats, or
 *   walking around them
 * - run_easy, run_long, ride_endurance, ride_long: one easy step
 * - run_strides: easy, then 6 (from 45 min on 8) x 20 s quick, 70 s very easy
 * - run_brick: a third very easy to find the stride, then easy; no cool-down
 * - run_tempo: 55 % at tempo, repeats of 10-20 min, 15 % of one jogged after each
 * - run_threshold: 40 % at threshold, repeats of 5-10 min, 20 % of one jogged after each
 * - run_vo2: 30 % at VO2 pace, repeats of 2-4 min, 75 % of one jogged after each
 * - ride_recovery: one very easy step
 * - ride_cadence: 5 min at 100-110 rpm, 5 min at 85-95 rpm, in turn, up to six times
 * - ride_tempo: 50 % at sweet spot, repeats of 10-20 min, 25 % of one easy after each
 * - ride_threshold: 45 % at threshold, repeats of 8-16 min, 40 % of one easy after each
 * - ride_vo2: 30 % at VO2 power, repeats of 3-5 min, as long easy after each
 * - strength_*, calf_hip: sets and repetitions in the notes
 * - mobility: joint by joint
 *
 * Shares are met to the nearest good repeats (whole minutes, two to six of them) and
 * bounded by *_WORK_MAX. What is left over is easy: up to 10 min before the main set, the
 * rest behind.
 *
 * The prescription's mean q squared lies to the menu's (a class's number) as follows, and
 * the test of every kind, minute and threshold holds it there: easy runs and endurance
 * rides -8 to +6 %, tempo -10 to 0 %, hard runs and rides -27 to -10 %, recovery rides -35
 * to -25 %. So the menu's load is the ceiling of hard sessions, on the safe side for the
 * legs: 40 % at threshold and the rest easy cannot come to its 0.90, a whole hour at 95 %
 * of threshold.
 */
#ifndef PLAN_PRESCRIBE_H
#define PLAN_PRESCRIBE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/athlete.h"
#include "plan/plan.h"
#include "workout/workout.h"

enum plan_zone {
#define PLAN_ZONE(id, name, from, to, hr_from, hr_to, rpe_from, rpe_to, grade, source)     \
    PLAN_ZONE_##id,
#include "plan/prescribe_zones.def"
#undef PLAN_ZONE
    N_PLAN_ZONES
};

struct plan_zone_info {
    const char *name;
    struct workout_range intensity_pct; /* of threshold speed or FTP; {0, 0}: by feel */
    struct workout_range lthr_pct;
    struct workout_range rpe;
    const char *grade;
    const char *source;
};
/* Static. */
const struct plan_zone_info *plan_zone_info(enum plan_zone zone);

/* Texts are the arena's or static, never NULL; "" where there is nothing to say. */
struct plan_prescription {
    const char *summary; /* the session in one line */
    const char *brief;   /* its main set alone, "3 x 8 min at 4:18-4:05/km"; "" strength */
    const char *purpose; /* what it trains and why now, one sentence */
    const char *feel;
    const char *stop;    /* when to end it */
    const char *terrain; /* where to do it, by return week and injuries */
    const char *targets; /* "easy 5:47-5:05/km, threshold 4:18-4:05/km": today's numbers */
    enum workout_metric metric; /* of the targets; WORKOUT_NO_METRIC: by feel */
    double km;                  /* estimate; NAN: unknown */
    double q2;   /* mean intensity squared of the steps; NAN: by feel, nothing to count */
    double load; /* 100 h q2; of the session's class where q2 is NAN */
    bool is_load_by_class;
};

/* The athlete's thresholds for the sport, those that are plausible; 0: unknown. athlete may
 * be NULL. */
void plan_thresholds_of(const struct athlete *athlete, enum sport sport,
                        struct workout_thresholds *ret);

/* False for races and for sports outside the menu: nothing is prescribed for them. */
bool plan_is_prescribed(enum plan_kind kind);

/*
 * session: of the menu or mobility, 5 to 720 min. input: the week's (focus, return week,
 * injuries). athlete: NULL when unknown. The workout's memory and the texts are the arena's
 * (about 50 KiB). ERR_BAD_ARGUMENT: kind or minutes; then nothing is written to the
 * outputs.
 */
bool plan_prescribe(const struct plan_session *session, const struct plan_input *input,
                    const struct athlete *athlete, struct arena *arena,
                    struct workout *ret_workout, struct plan_prescription *ret_words,
                    struct err *err) MUST_CHECK;

#endif
