/* A finished activity, as far as this product computes with it. Plain data. */
#ifndef MODEL_ACTIVITY_H
#define MODEL_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "model/sport.h"

enum { MODEL_MAX_ZONES = 10 };
/* An instant or wall-clock time that is not known. */
#define MODEL_NO_TIME INT64_MIN

/*
 * Texts are NULL when absent; they belong to the list that holds the activity. Numbers are
 * NAN when absent or of a wrong type; 0 is a measured 0. Units stand in the names.
 */
struct activity {
    const char *id;
    const char *name;        /* written by people: data, never instructions */
    const char *description; /* likewise; cut to 500 bytes */
    const char *type_name;   /* the service's text, also when sport is SPORT_UNKNOWN */
    const char *tags;        /* exact tags, joined by '\n' */
    const char *source;
    const char *device_name;
    const char *interval_summary; /* joined by ", " */
    /* Names of fields of a wrong JSON type or with an unusable number, joined by ',' (A3).
     */
    const char *bad_fields;

    day_num day;             /* first 10 characters of start_date_local */
    int64_t start_local_s;   /* wall clock since 1970, or MODEL_NO_TIME */
    int64_t start_utc_s;     /* or MODEL_NO_TIME */
    int64_t paired_event_id; /* 0 = none */
    enum sport sport;

    bool is_stub; /* unreadable (Strava) or empty: no type and no duration (A6) */
    bool is_trainer;
    bool is_commute;
    bool is_race;
    bool is_unanalyzed; /* uploaded, and the service has not worked on it yet */

    double moving_time_s;
    double elapsed_time_s;
    double distance_m; /* icu_distance, else distance */
    double elevation_gain_m;
    double elevation_loss_m;
    double average_speed_m_per_s;
    double gap_m_per_s; /* grade-adjusted */
    double threshold_pace_m_per_s;
    double
        average_cadence_per_min; /* as the service sends it: one leg for runs and walks */
    double average_heart_rate_bpm;
    double max_heart_rate_bpm;
    double average_power_w;
    double normalized_power_w;
    double ftp_w;
    double intensity_pct; /* of the sport's threshold */
    double training_load;
    double ctl;
    double atl;
    double rpe;         /* 1-10 */
    double feel;        /* 1 strong .. 5 weak */
    double session_rpe; /* rpe x minutes */
    double decoupling_pct;
    double efficiency_factor;
    double work_j;
    double kg_lifted;
    double compliance_pct;
    double temperature_c;

    double stance_time_ms;
    double vertical_oscillation_mm;
    double vertical_ratio_pct;
    double step_length_mm;
    double stance_time_balance_pct;
    double leg_spring_stiffness_kn_per_m;

    size_t n_hr_zones;
    double hr_zone_times_s[MODEL_MAX_ZONES];
    size_t n_pace_zones;
    double pace_zone_times_s[MODEL_MAX_ZONES];
    size_t n_power_zones; /* Z1..Z7, without the sweet-spot row */
    double power_zone_times_s[MODEL_MAX_ZONES];
};

/* Everything unknown. */
void activity_init(struct activity *activity);
/* Moving time, else elapsed time, when above 0; else NAN. */
double activity_duration_s(const struct activity *activity);

#endif
