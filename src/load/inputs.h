/* What the caller hands to the load engine: borrowed arrays, in any order. Plain data. */
#ifndef LOAD_INPUTS_H
#define LOAD_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "model/activity.h"
#include "model/athlete.h"
#include "model/event.h"
#include "model/sport.h"
#include "model/wellness.h"

/* An athlete's own weight for one sport: it replaces the table's, whatever the strength
 * class. */
struct load_weight_override {
    enum sport sport;
    double weight; /* 0 to LOAD_WEIGHT_OVERRIDE_MAX; anything else is not used */
};

/* An injury the athlete dated (also the answer to "was it an injury?", A19). */
struct load_injury {
    day_num day;
    const char *site; /* a key such as "achilles_left"; NULL when not told */
};

/* What the athlete told us; load_preferences_init gives the defaults, every list may be
 * empty. */
struct load_preferences {
    int week_start;   /* 0 = Monday .. 6 = Sunday */
    bool is_mass_off; /* body mass factor 1 for everybody */
    size_t n_weights;
    const struct load_weight_override *weights;
    double usual_morning_pain; /* 0-10, default 0 (A27) */
    size_t n_injuries;
    const struct load_injury *injuries;
    size_t
        n_bone_sites; /* sites where no pain is accepted, besides the six built in (A27) */
    const char *const *bone_sites;
    day_num return_day;    /* "treat me as returning from this day", or DAY_NUM_NONE */
    day_num no_injury_day; /* "the gap up to this day was no injury", or DAY_NUM_NONE */
};
void load_preferences_init(struct load_preferences *preferences);

/*
 * What the engine holds true where nobody has measured it, as factors on its own table;
 * load_opinion_init gives ours. load/sensitivity.h asks what other opinions would say. The
 * athlete's own weights are no opinion of ours: they stand.
 */
struct load_opinion {
    double
        weight_factor[N_SPORTS + 1]; /* on the sport's weight; strength: by class below */
    double strength_lower_factor;
    double strength_undecided; /* the weight itself; NAN: ours */
    double walk_run_factor;    /* on WALK_RUN_WEIGHT */
    double default_q2_factor;  /* on the intensity of sessions that tell none */
    double q_exponent;         /* 2: LLSS grows with q squared */
    bool is_mass_off;
};
void load_opinion_init(struct load_opinion *opinion);

enum load_pain_moment { LOAD_PAIN_DURING, LOAD_PAIN_AFTER, LOAD_PAIN_NEXT_MORNING };

/* One answer of the pain diary. A next-morning answer carries the day of that morning. */
struct load_pain_entry {
    day_num day;
    enum load_pain_moment moment;
    const char *site; /* NULL when not told */
    double score;     /* 0-10; NAN when only limping was told */
    bool is_limping;
};

enum load_drift_state {
    LOAD_DRIFT_NO_DATA,
    LOAD_DRIFT_LEARNING,
    LOAD_DRIFT_IN_RANGE,
    LOAD_DRIFT_CHANGED,
    LOAD_DRIFT_OUT_OF_SPEED_RANGE
};

/* One running-dynamics metric against the athlete's own normal (science.md 2.6). */
struct load_drift {
    const char *metric; /* "stance_time" and so on */
    enum load_drift_state state;
    int n_runs_out; /* successive runs outside the chart's limits, the last one included */
    double z;       /* the chart's value in SD */
    double z_limit; /* its limit */
};

/*
 * One athlete. Activities, wellness rows, events and pain entries after as_of (and
 * activities that start after now_local_s) do not exist for the past; events from as_of on
 * serve the projection.
 */
struct load_inputs {
    const struct athlete *athlete;              /* NULL: no settings, no profile weight */
    const struct load_preferences *preferences; /* NULL: defaults */
    const struct load_opinion *opinion;         /* NULL: ours */

    size_t n_activities;
    const struct activity *activities;
    const double *custom_llss; /* [n_activities] the athlete's own field (A33), NAN where
                                  missing; NULL: none */
    const bool
        *has_streams; /* [n_activities] for duplicates; NULL: not known, the longer stays */
    size_t n_wellness;
    const struct wellness_day *wellness;
    size_t n_events;
    const struct calendar_event *events;

    day_num as_of;
    int64_t now_local_s; /* the athlete's wall clock, or MODEL_NO_TIME: the end of as_of */
    /*
     * The store's window starts here and is complete from here on: activities before are
     * not used. DAY_NUM_NONE: no window. is_history_complete: nothing exists before it
     * (else history_is_cut).
     */
    day_num first_day;
    bool is_history_complete;

    bool has_pain_log; /* false: there is no diary: pain is "not asked", never cleared,
                          never raised */
    size_t n_pain;
    const struct load_pain_entry *pain;
    bool has_drift; /* false: dynamics are "not checked" */
    size_t n_drift;
    const struct load_drift *drift;

    size_t n_series_days;  /* rows of load_status.series, up to as_of; 0: none */
    size_t n_horizon_days; /* rows of load_status.projection after as_of; 0: none at all */
};
/* Everything empty: as_of DAY_NUM_NONE, now and first_day not known. */
void load_inputs_init(struct load_inputs *inputs);

#endif
