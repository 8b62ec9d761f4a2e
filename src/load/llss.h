/* The Lower Limb Stress Score of one activity or planned session, formula `llss/1`
 * (science.md 1.3). */
#ifndef LOAD_LLSS_H
#define LOAD_LLSS_H

#include <stdbool.h>

#include "load/inputs.h"
#include "load/strength.h"
#include "model/activity.h"
#include "model/event.h"
#include "model/sport.h"

#define LOAD_LLSS_FORMULA "llss/1"

/* Which branch of the chain gave q squared (A7). */
enum load_intensity_source {
    LOAD_INTENSITY_NONE,
    LOAD_INTENSITY_PACE_GAP,
    LOAD_INTENSITY_PACE_SPEED,
    LOAD_INTENSITY_ICU,
    LOAD_INTENSITY_RPE,
    LOAD_INTENSITY_DEFAULT
};
/* "pace_gap", "pace_speed", "icu_intensity", "rpe", "default"; "none". */
const char *load_intensity_source_name(enum load_intensity_source source);

enum load_llss_null { LOAD_LLSS_GIVEN, LOAD_LLSS_NO_DURATION, LOAD_LLSS_STUB };
/* "", "no_duration", "unreadable_strava". */
const char *load_llss_null_name(enum load_llss_null reason);

struct load_llss {
    double llss; /* points; NAN: see null_reason */
    enum load_llss_null null_reason;
    bool is_custom; /* the athlete's own field (A33): the rest says what ours was made of */
    double computed_llss; /* ours, also when is_custom */
    double hours;
    double weight_used;
    double q2; /* clamped; NAN when null */
    enum load_intensity_source intensity_source;
    double mass_factor;
    enum load_strength_class strength_class;
    bool is_walk_run;
    bool is_uncertain; /* undecided strength session, or unknown sport */
};

/* Weights and threshold speeds by sport, from settings and overrides, made once for many
 * activities. */
struct load_sport_table {
    double weight[N_SPORTS + 1]; /* [SPORT_UNKNOWN]: that of Other */
    bool is_overridden[N_SPORTS + 1];
    double threshold_m_per_s[N_SPORTS +
                             1]; /* NAN: none (A9: only a group that names the sport) */
    double strength_lower;
    double strength_undecided;
    double walk_run_weight;
    double default_q2_factor;
    double q_exponent;
};
/* athlete and preferences may be NULL. Overrides outside 0..LOAD_WEIGHT_OVERRIDE_MAX are
 * not used. */
void load_sport_table_init(struct load_sport_table *table, const struct athlete *athlete,
                           const struct load_preferences *preferences);
/* Another opinion on top of it; weights that the athlete set stay. */
void load_sport_table_apply(struct load_sport_table *table,
                            const struct load_opinion *opinion);

/*
 * LLSS = 100 x w x h x q^2 x m
 *
 *   h  moving time in hours, at most 16; elapsed time only for WeightTraining, Crossfit,
 *      HighIntensityIntervalTraining, Workout, Elliptical (A5)
 *   w  weight of the sport; WeightTraining by class 0.75 / 0.40 / 0.05; walk-run see below
 *   q2 first that exists, clamped to 0.20..1.40 (A7):
 *      runs: (gap, else average speed, both 1.0..7.5 m/s, / threshold speed)^2;
 *      rides: (icu_intensity / 100)^2; RPE table (first of all for the strength group);
 *      icu_intensity of any other type; default by sport (A12)
 *   m  mass_factor (load/mass.h)
 *
 * Walk-run: a run with a cadence c under 150 steps/min and an average speed under 2.4 m/s
 * weighs 0.35 + (w - 0.35) x clamp((c - 115) / 35, 0, 1). Cadence 0 or average speed 0
 * count as not recorded. Hills do not multiply. NAN, negative and infinite fields are as if
 * absent (A3). Null (NAN) without a duration. Cannot fail. Source: our own design (X) on
 * four seed weights (E).
 */
struct load_llss load_llss_of_activity(const struct activity *activity,
                                       const struct load_sport_table *table,
                                       double mass_factor);

/* The same for a planned session: planned moving time, icu_intensity (0 = absent) else
 * default (A37). */
struct load_llss load_llss_of_event(const struct calendar_event *event,
                                    const struct load_sport_table *table,
                                    double mass_factor);

/* Seconds that count (A5): moving time above 0, else elapsed time for the five types; NAN:
 * none. */
double load_duration_s(const struct activity *activity);
/* Average speed; when absent, distance / moving time (A8). NAN: unknown. */
double load_speed_m_per_s(const struct activity *activity);
/* Steps a minute of both feet for types with one-leg cadence (A11); NAN: not recorded or
 * other type. */
double load_cadence_spm(const struct activity *activity);
/* No type and no duration (A6). */
bool load_is_stub(const struct activity *activity);

#endif
