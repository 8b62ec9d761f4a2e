#include "intervals/parse.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "intervals/fields.h"
#include "base/banned.h"

static const struct intervals__number athlete_numbers[] = {
    {"icu_weight", offsetof(struct athlete, weight_kg), NOT_NEGATIVE},
    {"icu_resting_hr", offsetof(struct athlete, resting_hr_bpm), NOT_NEGATIVE},
};

static const struct intervals__number sport_numbers[] = {
    {"ftp", offsetof(struct sport_settings, ftp_w), NOT_NEGATIVE},
    {"indoor_ftp", offsetof(struct sport_settings, indoor_ftp_w), NOT_NEGATIVE},
    {"w_prime", offsetof(struct sport_settings, w_prime_j), NOT_NEGATIVE},
    {"lthr", offsetof(struct sport_settings, lthr_bpm), NOT_NEGATIVE},
    {"max_hr", offsetof(struct sport_settings, max_hr_bpm), NOT_NEGATIVE},
    {"threshold_pace", offsetof(struct sport_settings, threshold_pace_m_per_s),
     NOT_NEGATIVE},
};

static void sport_parse(const json_t *object, struct sport_settings *settings)
{
    struct intervals__bad bad = {{0}};
    sport_settings_init(settings);
    const json_t *types = json_object_get(object, "types");
    for (size_t i = 0; json_is_array(types) && i < json_array_size(types); i++) {
        enum sport sport = sport_from_name(json_string_value(json_array_get(types, i)));
        if (sport != SPORT_UNKNOWN && settings->n_types < MODEL_MAX_SPORT_TYPES) {
            settings->types[settings->n_types++] = sport;
        }
    }
    settings->is_other = json_is_true(json_object_get(object, "other"));
    intervals__numbers_read(object, sport_numbers,
                            sizeof sport_numbers / sizeof sport_numbers[0], settings, &bad);
    settings->n_hr_zones = intervals__amounts(object, "hr_zones", settings->hr_zones_bpm,
                                              MODEL_MAX_ZONES, &bad);
    settings->n_power_zones = intervals__amounts(
        object, "power_zones", settings->power_zones_pct, MODEL_MAX_ZONES, &bad);
    settings->n_pace_zones = intervals__amounts(
        object, "pace_zones", settings->pace_zones_pct, MODEL_MAX_ZONES, &bad);
    str_buf_release(&bad.names);
}

/* 1, all of the load, when it is not said or makes no sense. */
static double load_factor(const json_t *row, const char *key)
{
    struct intervals__bad bad = {{0}};
    double factor = intervals__amount(json_object_get(row, key), key, &bad);
    str_buf_release(&bad.names);
    return isnan(factor) ? 1.0 : factor;
}

static void load_factors_parse(const json_t *object, struct athlete *athlete)
{
    const json_t *rows = json_object_get(object, "icu_type_settings");
    for (size_t i = 0; json_is_array(rows) && i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        enum sport sport = sport_from_name(json_string_value(json_object_get(row, "type")));
        if (sport == SPORT_UNKNOWN || athlete->n_load_factors >= MODEL_MAX_LOAD_FACTORS) {
            continue;
        }
        athlete->load_factors[athlete->n_load_factors++] =
            (struct load_factor){.sport = sport,
                                 .ctl_factor = load_factor(row, "ctlFactor"),
                                 .atl_factor = load_factor(row, "atlFactor")};
    }
}

bool intervals_athlete_parse(const json_t *object, struct arena *arena, struct athlete *ret,
                             struct err *err)
{
    struct intervals__bad bad = {{0}};
    const char *id = intervals__id(object, "id", arena);
    if (id == NULL || strcmp(id, "0") == 0) {
        return err_set(err, ERR_UPSTREAM,
                       "Check INTERVALS_BASE_URL; if it is right, try again later.",
                       "Intervals.icu sent an athlete without a usable id");
    }
    athlete_init(ret);
    ret->id = id;
    ret->name = intervals__text(object, "name", 120, arena, &bad);
    ret->timezone = intervals__text(object, "timezone", 60, arena, &bad);
    ret->sex = intervals__text(object, "sex", 10, arena, &bad);
    const char *born = json_string_value(json_object_get(object, "icu_date_of_birth"));
    if (born != NULL && !day_parse_prefix(born, &ret->birth_day)) {
        ret->birth_day = DAY_NUM_NONE;
    }
    ret->is_form_percent = json_is_true(json_object_get(object, "icu_form_as_percent"));
    intervals__numbers_read(object, athlete_numbers,
                            sizeof athlete_numbers / sizeof athlete_numbers[0], ret, &bad);
    const json_t *sports = json_object_get(object, "sportSettings");
    for (size_t i = 0; json_is_array(sports) && i < json_array_size(sports); i++) {
        const json_t *sport = json_array_get(sports, i);
        if (json_is_object(sport) && ret->n_sports < MODEL_MAX_SPORT_SETTINGS) {
            sport_parse(sport, &ret->sports[ret->n_sports++]);
        }
    }
    load_factors_parse(object, ret);
    str_buf_release(&bad.names);
    return true;
}
