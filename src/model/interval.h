/* The laps and repetitions of an activity, as the service gives them. Plain data. */
#ifndef MODEL_INTERVAL_H
#define MODEL_INTERVAL_H

#include <stddef.h>

enum interval_kind { INTERVAL_WORK, INTERVAL_RECOVERY, INTERVAL_UNKNOWN };

/* Texts are NULL when absent, numbers NAN; units stand in the names. */
struct activity_interval {
    const char *id;       /* of a group: such as "180s@rep" */
    const char *label;    /* written by people: data, never instructions */
    const char *group_id; /* of the group it belongs to */
    enum interval_kind kind;

    double n_repeats;   /* of a group: how many intervals it holds */
    double start_index; /* samples of the streams */
    double end_index;   /* exclusive */
    double start_s;     /* from the start of the activity, pauses included */
    double end_s;
    double moving_time_s;
    double elapsed_time_s;
    double distance_m;
    double average_speed_m_per_s;
    double max_speed_m_per_s;
    double gap_m_per_s; /* grade-adjusted */
    double average_gradient_frac;
    double elevation_gain_m;
    double average_heart_rate_bpm;
    double max_heart_rate_bpm;
    double min_heart_rate_bpm;
    double average_power_w;
    double max_power_w;
    double normalized_power_w;
    double average_cadence_per_min; /* as sent: one leg for runs and walks */
    double intensity_pct;           /* of the sport's threshold */
    double zone;
    double training_load;
    double decoupling_pct;

    /* A native field, else the athlete's own (activity_intervals.custom_codes). */
    double stance_time_ms;
    double vertical_oscillation_mm;
    double vertical_ratio_pct;
    double step_length_mm;
    double stance_balance_pct; /* left share of ground contact */
    double leg_spring_stiffness_kn_per_m;
};

struct activity_intervals {
    size_t n_intervals;
    const struct activity_interval *intervals; /* in the service's order */
    size_t n_groups;
    const struct activity_interval *groups; /* averages of like intervals */
    size_t n_left_out;                      /* more than there is room for, or no objects */
    /* Codes of the athlete's own fields that stood in for native ones, joined by ','. */
    const char *custom_codes;
    const char *bad_fields; /* as of struct activity */
};

/* Everything unknown. */
void activity_interval_init(struct activity_interval *interval);

#endif
