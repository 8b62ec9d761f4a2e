/* The athlete and the settings of each sport. Plain data. */
#ifndef MODEL_ATHLETE_H
#define MODEL_ATHLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/civil.h"
#include "model/activity.h"
#include "model/sport.h"

enum {
    MODEL_MAX_SPORT_TYPES = 64,
    MODEL_MAX_SPORT_SETTINGS = 32,
    MODEL_MAX_LOAD_FACTORS = 64,
    MODEL_MAX_LIMB_FIELDS = 4
};

/* NAN = not set. Zones are upper bounds. */
struct sport_settings {
    size_t n_types;
    enum sport types[MODEL_MAX_SPORT_TYPES];
    bool is_other; /* serves every type that no other group names */
    double ftp_w;
    double indoor_ftp_w;
    double w_prime_j;
    double lthr_bpm;
    double max_hr_bpm;
    double threshold_pace_m_per_s;
    size_t n_hr_zones;
    double hr_zones_bpm[MODEL_MAX_ZONES];
    size_t n_power_zones;
    double power_zones_pct[MODEL_MAX_ZONES];
    size_t n_pace_zones;
    double pace_zones_pct[MODEL_MAX_ZONES];
};

/* How much of a type's load counts for the service's fitness and fatigue. */
struct load_factor {
    enum sport sport;
    double ctl_factor;
    double atl_factor;
};

/*
 * An activity field of the athlete's own making that holds a limb stress score: "LLSS", or
 * one of Stryd's "LBSS". Its values are members of the activities' JSON, named by the code.
 */
struct limb_field {
    const char *code; /* letters, digits and '_', at most 40 */
    const char *name; /* written by people; NULL when absent */
};

struct athlete {
    const char *id;       /* the real id, never "0" */
    const char *name;     /* written by people */
    const char *timezone; /* IANA; NULL when absent */
    const char *sex;
    day_num birth_day; /* DAY_NUM_NONE when absent */
    double weight_kg;  /* icu_weight */
    double resting_hr_bpm;
    double height_m;
    bool is_form_percent;
    size_t n_sports;
    struct sport_settings sports[MODEL_MAX_SPORT_SETTINGS];
    size_t n_load_factors;
    struct load_factor load_factors[MODEL_MAX_LOAD_FACTORS];
    bool has_custom_items; /* the service told which ones there are */
    size_t n_limb_fields;
    struct limb_field limb_fields[MODEL_MAX_LIMB_FIELDS];
};

/* Everything unknown. */
void athlete_init(struct athlete *athlete);
void sport_settings_init(struct sport_settings *settings);
/* The field of exactly this code, NULL when there is none. */
const struct limb_field *athlete_limb_field(const struct athlete *athlete,
                                            const char *code);
/* The group that names the sport, else the one for other sports, else NULL. */
const struct sport_settings *athlete_sport_settings(const struct athlete *athlete,
                                                    enum sport sport);

#endif
