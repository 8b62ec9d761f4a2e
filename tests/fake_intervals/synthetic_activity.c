#include "synthetic.h"

#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    ZONE_HOURS = 9, /* Asia/Tokyo: no summer time, and mornings are yesterday in UTC */
    SECRET_EVERY = 37
};

/* Every key of a row in a real list; null unless set below. */
static const char all_keys[] =
    "id start_date_local type icu_ignore_time icu_pm_cp icu_pm_w_prime icu_pm_p_max "
    "icu_pm_ftp icu_pm_ftp_secs icu_pm_ftp_watts icu_ignore_power icu_rolling_cp "
    "icu_rolling_w_prime icu_rolling_p_max icu_rolling_ftp icu_rolling_ftp_delta "
    "icu_training_load icu_atl icu_ctl ss_p_max ss_w_prime ss_cp paired_event_id "
    "icu_ftp icu_joules icu_recording_time elapsed_time icu_weighted_avg_watts "
    "carbs_used name description start_date distance icu_distance moving_time "
    "coasting_time total_elevation_gain total_elevation_loss timezone trainer sub_type "
    "commute race max_speed average_speed device_watts has_heartrate max_heartrate "
    "average_heartrate average_cadence calories average_temp min_temp max_temp "
    "avg_lr_balance average_stance_time average_vertical_oscillation "
    "average_vertical_ratio average_step_length average_stance_time_percent "
    "average_stance_time_balance average_vertical_speed average_leg_spring_stiffness "
    "average_impact_loading_rate gap gap_model use_elevation_correction gear "
    "perceived_exertion device_name power_meter power_meter_serial power_meter_battery "
    "crank_length file_sport_index file_type icu_athlete_id created icu_sync_date "
    "analyzed icu_w_prime p_max threshold_pace icu_hr_zones pace_zones lthr "
    "icu_resting_hr icu_weight icu_power_zones icu_sweet_spot_min icu_sweet_spot_max "
    "icu_power_spike_threshold trimp icu_warmup_time icu_cooldown_time icu_chat_id "
    "icu_ignore_hr ignore_velocity ignore_pace ignore_parts icu_training_load_data "
    "interval_summary skyline_chart_bytes stream_types has_weather has_segments "
    "power_field_names power_field icu_zone_times icu_hr_zone_times pace_zone_times "
    "gap_zone_times use_gap_zone_times custom_zones tiz_order polarization_index "
    "icu_achievements icu_intervals_edited lock_intervals icu_lap_count "
    "icu_joules_above_ftp icu_max_wbal_depletion icu_hrr icu_sync_error icu_color "
    "icu_power_hr_z2 icu_power_hr_z2_mins icu_cadence_z2 icu_rpe feel kg_lifted "
    "decoupling icu_median_time_delta p30s_exponent workout_shift_secs strava_id "
    "lengths pool_length compliance coach_tick source oauth_client_name "
    "average_altitude min_altitude max_altitude power_load hr_load pace_load "
    "hr_load_type pace_load_type tags attachments recording_stops average_weather_temp "
    "min_weather_temp max_weather_temp average_feels_like min_feels_like max_feels_like "
    "average_wind_speed average_wind_gust prevailing_wind_deg headwind_percent "
    "tailwind_percent average_clouds max_rain max_snow carbs_ingested route_id "
    "analysis_issues submax_fatigue_test icu_intensity pace icu_efficiency_factor "
    "athlete_max_hr group icu_power_hr session_rpe average_stride icu_average_watts "
    "icu_variability_index strain_score external_id oauth_client_id";

double synthetic_random_next(struct synthetic_random *random)
{
    /* splitmix64 (Vigna, public domain) */
    random->state += 0x9E3779B97F4A7C15U;
    uint64_t mixed = random->state;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
    mixed ^= mixed >> 31;
    return (double)(mixed >> 11) / 9007199254740992.0;
}

double synthetic_random_between(struct synthetic_random *random, double low, double high)
{
    return low + (high - low) * synthetic_random_next(random);
}

static void set_real(json_t *row, const char *key, double value, int decimals)
{
    json_object_set_new(row, key, json_rounded(value, decimals));
}

static void set_int(json_t *row, const char *key, double value)
{
    json_object_set_new(row, key, json_integer((json_int_t)llround(value)));
}

static void set_text(json_t *row, const char *key, const char *value)
{
    json_object_set_new(row, key, json_string(value));
}

/* `secs` spread over zones by the given shares. */
static json_t *zone_secs(double secs, const double shares[], size_t n_zones)
{
    json_t *zones = json_array();
    for (size_t i = 0; i < n_zones; i++) {
        json_array_append_new(zones, json_integer((json_int_t)llround(secs * shares[i])));
    }
    return zones;
}

static json_t *strings(const char *const names[], size_t n_names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n_names; i++) {
        json_array_append_new(list, json_string(names[i]));
    }
    return list;
}

static double run_fill(json_t *row, struct synthetic_random *random, double moving_s)
{
    static const char *const streams[] = {"time",
                                          "cadence",
                                          "heartrate",
                                          "distance",
                                          "altitude",
                                          "latlng",
                                          "velocity_smooth",
                                          "grade_smooth",
                                          "stance_time",
                                          "vertical_oscillation",
                                          "vertical_ratio",
                                          "step_length"};
    double speed_m_per_s = synthetic_random_between(random, 2.7, 3.6);
    double leg_cadence = synthetic_random_between(random, 82.0, 88.0);
    double step_m = speed_m_per_s / (leg_cadence * 2.0 / 60.0);
    double oscillation_mm = synthetic_random_between(random, 78.0, 98.0);
    double load = moving_s / 3600.0 * synthetic_random_between(random, 50.0, 75.0);
    set_text(row, "type", "Run");
    set_text(row, "name", "Synthetic run");
    set_real(row, "distance", moving_s * speed_m_per_s, 2);
    set_real(row, "icu_distance", moving_s * speed_m_per_s, 2);
    set_real(row, "average_speed", speed_m_per_s, 3);
    set_real(row, "max_speed", speed_m_per_s * 1.25, 3);
    set_real(row, "pace", speed_m_per_s, 6);
    set_real(row, "gap", speed_m_per_s * 1.01, 6);
    set_text(row, "gap_model", "STRAVA_RUN");
    set_real(row, "average_cadence", leg_cadence, 4);
    set_real(row, "average_stride", step_m, 6);
    set_real(row, "average_step_length", step_m * 1000.0, 3);
    set_real(row, "average_stance_time", synthetic_random_between(random, 232.0, 258.0), 3);
    set_real(row, "average_stance_time_percent", 33.5, 3);
    set_real(row, "average_vertical_oscillation", oscillation_mm, 4);
    set_real(row, "average_vertical_ratio", oscillation_mm / (step_m * 10.0), 4);
    set_real(row, "threshold_pace", 3.85, 2);
    json_object_set_new(row, "pace_zones",
                        json_pack("[f,f,f,f,f]", 77.5, 87.7, 94.3, 100.0, 999.0));
    json_object_set_new(row, "use_gap_zone_times", json_true());
    json_object_set_new(row, "stream_types",
                        strings(streams, sizeof streams / sizeof streams[0]));
    set_int(row, "pace_load", load);
    set_real(row, "ShoeCushion", synthetic_random_between(random, 20.0, 90.0), 1);
    return load;
}

static double ride_fill(json_t *row, struct synthetic_random *random, double moving_s)
{
    static const char *const streams[] = {"time",      "watts",           "cadence",
                                          "heartrate", "distance",        "altitude",
                                          "latlng",    "velocity_smooth", "temp"};
    static const double shares[] = {0.25, 0.45, 0.15, 0.1, 0.04, 0.01, 0.0};
    double speed_m_per_s = synthetic_random_between(random, 7.0, 9.5);
    double watts = synthetic_random_between(random, 150.0, 215.0);
    double intensity_frac = watts * 1.06 / 260.0;
    double load = moving_s / 3600.0 * intensity_frac * intensity_frac * 100.0;
    json_t *zones = json_array();
    for (int i = 0; i < 7; i++) {
        json_array_append_new(zones,
                              json_pack("{s:o, s:i}", "id", json_sprintf("Z%d", i + 1),
                                        "secs", (int)(moving_s * shares[i])));
    }
    set_text(row, "type", "Ride");
    set_text(row, "name", "Synthetic ride");
    set_real(row, "distance", moving_s * speed_m_per_s, 2);
    set_real(row, "icu_distance", moving_s * speed_m_per_s, 2);
    set_real(row, "average_speed", speed_m_per_s, 3);
    set_real(row, "max_speed", speed_m_per_s * 1.8, 3);
    set_real(row, "average_cadence", synthetic_random_between(random, 80.0, 92.0), 4);
    set_int(row, "icu_average_watts", watts);
    set_int(row, "icu_weighted_avg_watts", watts * 1.06);
    set_int(row, "icu_ftp", 260.0);
    set_int(row, "icu_joules", watts * moving_s);
    set_int(row, "icu_w_prime", 18000.0);
    set_real(row, "icu_variability_index", 1.06, 4);
    set_real(row, "icu_efficiency_factor", watts * 1.06 / 135.0, 6);
    set_real(row, "decoupling", synthetic_random_between(random, -1.0, 7.0), 5);
    set_int(row, "power_load", load);
    set_text(row, "power_field", "power");
    set_int(row, "crank_length", 172.5);
    json_object_set_new(row, "device_watts", json_true());
    json_object_set_new(row, "icu_power_zones",
                        json_pack("[i,i,i,i,i,i,i]", 55, 75, 90, 105, 120, 150, 999));
    json_object_set_new(row, "icu_zone_times", zones);
    json_object_set_new(row, "stream_types",
                        strings(streams, sizeof streams / sizeof streams[0]));
    return load;
}

static double strength_fill(json_t *row, struct synthetic_random *random, double moving_s)
{
    static const char *const streams[] = {"time", "heartrate"};
    set_text(row, "type", "WeightTraining");
    set_text(row, "name", "Synthetic strength");
    set_real(row, "kg_lifted", synthetic_random_between(random, 2000.0, 6000.0), 0);
    json_object_set_new(row, "stream_types", strings(streams, 2));
    return moving_s / 3600.0 * 22.0;
}

static void heart_fill(json_t *row, struct synthetic_random *random, double moving_s,
                       double average_bpm)
{
    static const double shares[] = {0.3, 0.4, 0.15, 0.1, 0.05};
    set_int(row, "average_heartrate", average_bpm);
    set_int(row, "max_heartrate",
            average_bpm + synthetic_random_between(random, 12.0, 28.0));
    json_object_set_new(row, "has_heartrate", json_true());
    json_object_set_new(row, "icu_hr_zones",
                        json_pack("[i,i,i,i,i]", 138, 152, 162, 171, 188));
    json_object_set_new(row, "icu_hr_zone_times", zone_secs(moving_s, shares, 5));
    set_int(row, "lthr", 170.0);
    set_int(row, "athlete_max_hr", 188.0);
    set_int(row, "icu_resting_hr", 48.0);
    set_text(row, "hr_load_type", "HRSS");
    set_real(row, "trimp", moving_s / 60.0 * average_bpm / 100.0, 4);
}

static void times_fill(json_t *row, const struct synthetic_place *place,
                       struct synthetic_random *random, double moving_s)
{
    int second_of_day = (int)synthetic_random_between(random, 6.0 * 3600, 19.0 * 3600);
    int64_t local_ms = ((int64_t)place->day * 86400 + second_of_day) * 1000;
    char local[DATE_TIME_SIZE];
    char utc[DATE_TIME_SIZE];
    char synced[DATE_TIME_SIZE];
    date_instant_format(local_ms, local);
    date_instant_format(local_ms - (int64_t)ZONE_HOURS * 3600000, utc);
    date_instant_format(local_ms + (int64_t)(moving_s + 600.0) * 1000 -
                            (int64_t)ZONE_HOURS * 3600000,
                        synced);
    local[19] = '\0';
    utc[19] = 'Z';
    utc[20] = '\0';
    set_text(row, "start_date_local", local);
    set_text(row, "start_date", utc);
    set_text(row, "timezone", "Asia/Tokyo");
    set_text(row, "created", synced);
    set_text(row, "analyzed", synced);
    set_text(row, "icu_sync_date", synced);
    set_int(row, "moving_time", moving_s);
    set_int(row, "elapsed_time", moving_s + synthetic_random_between(random, 0.0, 180.0));
    set_int(row, "icu_recording_time", moving_s);
}

static void load_fill(json_t *row, const struct synthetic_place *place, double moving_s,
                      double load)
{
    double hours = moving_s / 3600.0;
    set_int(row, "icu_training_load", load);
    set_int(row, "hr_load", load * 0.97);
    set_real(row, "icu_intensity", sqrt(load / hours / 100.0) * 100.0, 5);
    set_real(row, "icu_ctl", place->ctl + load * (1.0 - exp(-1.0 / 42.0)), 5);
    set_real(row, "icu_atl", place->atl + load * (1.0 - exp(-1.0 / 7.0)), 5);
}

static void place_fill(json_t *row, struct synthetic_random *random, bool is_outdoors)
{
    double climb_m = is_outdoors ? synthetic_random_between(random, 20.0, 900.0) : 0.0;
    double temperature_c = synthetic_random_between(random, 4.0, 27.0);
    set_real(row, "average_altitude", synthetic_random_between(random, 5.0, 90.0), 3);
    set_real(row, "total_elevation_gain", climb_m, 3);
    set_real(row, "total_elevation_loss", climb_m * 0.98, 3);
    set_real(row, "min_altitude", 1.5, 3);
    set_real(row, "max_altitude", 91.5 + climb_m / 3.0, 3);
    set_real(row, "average_temp", temperature_c, 1);
    json_object_set_new(row, "has_weather", json_boolean(is_outdoors));
    if (is_outdoors) {
        set_real(row, "average_weather_temp", temperature_c - 1.3, 6);
        set_real(row, "min_weather_temp", temperature_c - 2.1, 6);
        set_real(row, "max_weather_temp", temperature_c + 0.4, 6);
        set_real(row, "average_feels_like", temperature_c - 2.9, 6);
        set_real(row, "average_wind_speed", synthetic_random_between(random, 0.5, 8.0), 6);
        set_int(row, "prevailing_wind_deg", synthetic_random_between(random, 0.0, 359.0));
        set_real(row, "headwind_percent", synthetic_random_between(random, 5.0, 60.0), 5);
        set_real(row, "max_rain", 0.0, 1);
        set_real(row, "max_snow", 0.0, 1);
    }
}

static void rest_fill(json_t *row, const struct synthetic_place *place,
                      struct synthetic_random *random, double moving_s)
{
    double rpe = floor(synthetic_random_between(random, 2.0, 9.0));
    set_text(row, "source", "GARMIN_CONNECT");
    set_text(row, "device_name", "Synthetic Watch 1");
    set_text(row, "file_type", "fit");
    set_text(row, "external_id", "synthetic-garmin-activity.fit");
    set_text(
        row, "description",
        "Invented session. Felt steady; the last third was a little harder than the "
        "first, no pain during or after. Dry roads, light wind, usual loop by the river "
        "and back over the hill.");
    set_text(row, "tiz_order", "POWER_HR_PACE");
    set_text(row, "skyline_chart_bytes", "AAECAwQFBgcICQoLDA0ODxAR");
    set_int(row, "calories", moving_s / 6.0);
    set_int(row, "coasting_time", moving_s / 50.0);
    set_int(row, "icu_median_time_delta", 1.0);
    set_int(row, "p30s_exponent", 3.0);
    set_int(row, "icu_warmup_time", 300.0);
    set_int(row, "icu_cooldown_time", 300.0);
    set_real(row, "icu_weight", 70.0, 1);
    set_real(row, "polarization_index", 1.2, 2);
    set_int(row, "icu_rpe", rpe);
    set_int(row, "session_rpe", rpe * moving_s / 60.0);
    set_int(row, "feel", floor(synthetic_random_between(random, 1.0, 5.0)));
    set_int(row, "icu_lap_count", floor(synthetic_random_between(random, 1.0, 12.0)));
    json_object_set_new(row, "interval_summary", json_pack("[s]", "1x 30m 140bpm"));
    json_object_set_new(row, "trainer", json_false());
    json_object_set_new(row, "commute", json_false());
    json_object_set_new(row, "race", json_false());
    json_object_set_new(row, "has_segments", json_false());
    if (place->index % SECRET_EVERY == SECRET_EVERY - 1) {
        json_object_set_new(row, "attachments",
                            json_pack("[{s:s, s:s, s:s}]", "id", "a1", "filename",
                                      "photo.jpg", "access_token",
                                      "SECRET-ATTACHMENT-ACCESS-TOKEN"));
    }
}

static json_t *blank_row(void)
{
    json_t *row = json_object();
    for (const char *at = all_keys; *at != '\0';) {
        size_t length = strcspn(at, " ");
        AUTO_FREE char *key = mem_strndup(at, length);
        json_object_set_new(row, key, json_null());
        at += length;
        at += strspn(at, " ");
    }
    return row;
}

json_t *synthetic_activity(const struct synthetic_place *place,
                           struct synthetic_random *random, double *ret_load)
{
    double sport = synthetic_random_next(random);
    json_t *row = blank_row();
    json_object_set_new(row, "id", json_sprintf("i%u%06zu", place->family, place->index));
    set_text(row, "icu_athlete_id", place->athlete_id);
    double moving_s = 0.0;
    double bpm = 0.0;
    double load = 0.0;
    if (sport < 0.45) {
        moving_s = floor(synthetic_random_between(random, 2700.0, 9000.0));
        bpm = synthetic_random_between(random, 125.0, 148.0);
        load = ride_fill(row, random, moving_s);
    } else if (sport < 0.85) {
        moving_s = floor(synthetic_random_between(random, 1800.0, 5400.0));
        bpm = synthetic_random_between(random, 138.0, 165.0);
        load = run_fill(row, random, moving_s);
    } else {
        moving_s = floor(synthetic_random_between(random, 1800.0, 3600.0));
        bpm = synthetic_random_between(random, 95.0, 120.0);
        load = strength_fill(row, random, moving_s);
    }
    times_fill(row, place, random, moving_s);
    heart_fill(row, random, moving_s, bpm);
    load_fill(row, place, moving_s, load);
    place_fill(row, random, sport < 0.85);
    rest_fill(row, place, random, moving_s);
    *ret_load = round(load);
    return row;
}
