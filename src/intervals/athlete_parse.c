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

enum { MAX_CODE_BYTES = 40 };

/* A code becomes part of a URL and of a path into stored JSON. */
static bool is_code(const char *text)
{
    size_t length = text != NULL ? strnlen(text, MAX_CODE_BYTES + 1) : 0;
    return length > 0 && length <= MAX_CODE_BYTES &&
           strspn(text,
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
               length;
}

/* "LLSS" as a whole, or Stryd's "LBSS" anywhere, in any case: "StrydLBSSmod", "Stryd LBSS".
 */
static bool names_limb_stress(const char *text)
{
    if (text == NULL) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at++) {
        char word[5];
        str_copy(word, sizeof word, at);
        if (str_equal_ignore_case(word, "LBSS")) {
            return true;
        }
    }
    return str_equal_ignore_case(text, "LLSS");
}

static void limb_fields_parse(const json_t *object, struct arena *arena,
                              struct athlete *athlete)
{
    const json_t *items = json_object_get(object, "custom_items");
    athlete->has_custom_items = json_is_array(items);
    for (size_t i = 0; json_is_array(items) && i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const json_t *content = json_object_get(item, "content");
        const char *type = json_string_value(json_object_get(item, "type"));
        const char *code = json_string_value(json_object_get(content, "code"));
        const char *name = json_string_value(json_object_get(item, "name"));
        bool is_one = type != NULL && strcmp(type, "ACTIVITY_FIELD") == 0 &&
                      is_code(code) &&
                      (names_limb_stress(code) || names_limb_stress(name)) &&
                      athlete_limb_field(athlete, code) == NULL;
        if (is_one && athlete->n_limb_fields < MODEL_MAX_LIMB_FIELDS) {
            struct intervals__bad bad = {{0}};
            athlete->limb_fields[athlete->n_limb_fields++] =
                (struct limb_field){.code = arena_text(arena, code),
                                    .name = intervals__text(item, "name", 60, arena, &bad)};
            str_buf_release(&bad.names);
        }
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
    limb_fields_parse(object, arena, ret);
    str_buf_release(&bad.names);
    return true;
}
