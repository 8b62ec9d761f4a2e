#include "synthetic.h"

static json_t *run_settings(const char *athlete_id, unsigned family)
{
    return json_pack(
        "{s:i, s:s, s:[s,s,s], s:i, s:i, s:i, s:i, s:[i,i,i,i,i], s:[s,s,s,s,s], s:f, s:s, "
        "s:[f,f,f,f,f], s:[s,s,s,s,s], s:s, s:s, s:s, s:b, s:n, s:n}",
        "id", (int)(family * 10 + 1), "athlete_id", athlete_id, "types", "Run",
        "VirtualRun", "TrailRun", "warmup_time", 300, "cooldown_time", 300, "lthr", 170,
        "max_hr", 188, "hr_zones", 138, 152, 162, 171, 188, "hr_zone_names", "Recovery",
        "Aerobic", "Tempo", "Threshold", "Anaerobic", "threshold_pace", 3.85, "pace_units",
        "MINS_KM", "pace_zones", 77.5, 87.7, 94.3, 100.0, 999.0, "pace_zone_names", "Z1",
        "Z2", "Z3", "Z4", "Z5", "pace_load_type", "RUN", "load_order", "PACE_HR_POWER",
        "hr_load_type", "HRSS", "other", 0, "ftp", "w_prime");
}

static json_t *ride_settings(const char *athlete_id, unsigned family)
{
    return json_pack(
        "{s:i, s:s, s:[s,s,s], s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:[i,i,i,i,i], "
        "s:[i,i,i,i,i,i,i], s:[s,s,s,s,s,s,s], s:s, s:s, s:b, s:n}",
        "id", (int)(family * 10 + 2), "athlete_id", athlete_id, "types", "Ride",
        "VirtualRide", "GravelRide", "warmup_time", 600, "cooldown_time", 600, "ftp", 260,
        "indoor_ftp", 255, "w_prime", 18000, "p_max", 950, "lthr", 166, "max_hr", 186,
        "hr_zones", 134, 148, 158, 167, 186, "power_zones", 55, 75, 90, 105, 120, 150, 999,
        "power_zone_names", "Active Recovery", "Endurance", "Tempo", "Threshold", "VO2 Max",
        "Anaerobic", "Neuromuscular", "load_order", "POWER_HR_PACE", "hr_load_type", "HRSS",
        "other", 0, "threshold_pace");
}

static json_t *other_settings(const char *athlete_id, unsigned family)
{
    return json_pack("{s:i, s:s, s:[s], s:i, s:i, s:[i,i,i,i,i], s:s, s:s, s:b, s:n, s:n}",
                     "id", (int)(family * 10 + 3), "athlete_id", athlete_id, "types",
                     "WeightTraining", "lthr", 170, "max_hr", 188, "hr_zones", 138, 152,
                     162, 171, 188, "load_order", "HR_POWER_PACE", "hr_load_type", "HRSS",
                     "other", 1, "ftp", "threshold_pace");
}

static json_t *custom_items(const char *athlete_id)
{
    return json_pack("[{s:i, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s, s:n}},"
                     " {s:i, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:n}}]",
                     "id", 1, "athlete_id", athlete_id, "type", "ACTIVITY_FIELD",
                     "visibility", "PRIVATE", "name", "Shoe cushion", "content", "code",
                     "ShoeCushion", "name", "Shoe cushion", "type", "numeric", "aggregate",
                     "AVERAGE", "script", "id", 2, "athlete_id", athlete_id, "type",
                     "INPUT_FIELD", "visibility", "PRIVATE", "name", "Calf tightness",
                     "content", "code", "CalfTightness", "name", "Calf tightness", "type",
                     "numeric", "script");
}

json_t *synthetic_profile(const char *athlete_id, unsigned family)
{
    json_t *profile = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:s, s:s, s:f, s:i, s:f, s:s, s:b, "
        "s:b, s:s, s:n}",
        "id", athlete_id, "name", "Synthetic Athlete", "firstname", "Synthetic", "lastname",
        "Athlete", "timezone", "Asia/Tokyo", "locale", "en", "measurement_preference",
        "meters", "weight_pref_lb", 0, "fahrenheit", 0, "sex", "F", "icu_date_of_birth",
        "1990-06-15", "icu_weight", 70.0, "icu_resting_hr", 48, "height", 1.72,
        "height_units", "CM", "icu_coach", 0, "icu_form_as_percent", 0, "icu_permission",
        "WRITE", "training_availability");
    json_t *settings = json_array();
    json_array_append_new(settings, run_settings(athlete_id, family));
    json_array_append_new(settings, ride_settings(athlete_id, family));
    json_array_append_new(settings, other_settings(athlete_id, family));
    json_object_set_new(profile, "sportSettings", settings);
    json_object_set_new(profile, "custom_items", custom_items(athlete_id));
    json_object_set_new(profile, "icu_type_settings", json_array());
    return profile;
}

json_t *synthetic_gear(void)
{
    return json_pack("[{s:s, s:s, s:s, s:s, s:f, s:f, s:i, s:n, s:[], s:[], s:b},"
                     " {s:s, s:s, s:s, s:s, s:f, s:f, s:i, s:s, s:[], s:[], s:b}]",
                     "id", "b1", "type", "Bike", "name", "Synthetic bike", "purchased",
                     "2024-03-01", "distance", 5200000.0, "time", 700000.0, "activities",
                     160, "retired", "component_ids", "reminders", "component", 0, "id",
                     "s1", "type", "Shoes", "name", "Synthetic shoes", "purchased",
                     "2025-01-10", "distance", 812000.0, "time", 260000.0, "activities", 90,
                     "retired", "2025-11-30", "component_ids", "reminders", "component", 0);
}
