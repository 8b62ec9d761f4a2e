#include "tools/wellness_baseline.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

enum { MIN_BASELINE = 14 };

#define FIELD(name, member, factor, decimals, is_logged, shown, repeats, scale)            \
    {                                                                                      \
        name, offsetof(struct wellness_day, member), factor, decimals, is_logged, shown,   \
            repeats, scale                                                                 \
    }
static const char low_is_good[] = "1 low, 2 average, 3 high, 4 extreme; low is good";
static const char one_is_best[] = "1 excellent, 2 good, 3 average, 4 poor; low is good";

/*
 * How often a measured value may repeat before a dead sensor or a copied row is likelier
 * than chance is our choice: 2 days for what varies by many of its steps from day to day, 6
 * for what moves by one or two.
 */
const struct wellness_field wellness_fields[] = {
    FIELD("weight_kg", weight_kg, 1, 1, false, WELLNESS_SHOWN, 6, NULL),
    FIELD("resting_hr_bpm", resting_hr_bpm, 1, 0, false, WELLNESS_SHOWN, 6, NULL),
    FIELD("hrv_rmssd_ms", hrv_rmssd_ms, 1, 0, true, WELLNESS_SHOWN, 2, NULL),
    FIELD("hrv_sdnn_ms", hrv_sdnn_ms, 1, 0, true, WELLNESS_SHOWN, 2,
          "SDNN: not comparable with rMSSD"),
    FIELD("sleep_h", sleep_s, 1.0 / 3600, 1, false, WELLNESS_SHOWN, 2, NULL),
    FIELD("sleep_score", sleep_score, 1, 0, false, WELLNESS_SHOWN, 6,
          "0-100, device, high is good"),
    FIELD("sleep_quality", sleep_quality, 1, 0, false, WELLNESS_SHOWN, 0, one_is_best),
    FIELD("soreness", soreness, 1, 0, false, WELLNESS_SHOWN, 0, low_is_good),
    FIELD("fatigue", fatigue, 1, 0, false, WELLNESS_SHOWN, 0, low_is_good),
    FIELD("stress", stress, 1, 0, false, WELLNESS_SHOWN, 0, low_is_good),
    FIELD("mood", mood, 1, 0, false, WELLNESS_SHOWN, 0, one_is_best),
    FIELD("motivation", motivation, 1, 0, false, WELLNESS_SHOWN, 0, one_is_best),
    FIELD("injury", injury, 1, 0, false, WELLNESS_SHOWN, 0,
          "1 nothing, 2 niggle, 3 poor, 4 injured; low is good"),
    FIELD("hydration", hydration, 1, 0, false, WELLNESS_SHOWN, 0,
          "1 well .. 4 very dehydrated; low is good"),
    FIELD("readiness", readiness, 1, 0, false, WELLNESS_SHOWN, 6,
          "device, usually 0-100, high is good"),
    FIELD("spo2_pct", spo2_pct, 1, 0, false, WELLNESS_SHOWN, 0, NULL),
    FIELD("respiration_per_min", respiration_per_min, 1, 1, false, WELLNESS_SHOWN, 6, NULL),
    FIELD("steps", steps, 1, 0, false, WELLNESS_SHOWN, 2, NULL),
    FIELD("sleeping_hr_bpm", sleeping_hr_bpm, 1, 0, false, WELLNESS_SHOWN, 6, NULL),
    FIELD("vo2max_ml_per_kg_min", vo2max_ml_per_kg_min, 1, 1, false, WELLNESS_SHOWN, 0,
          NULL),
    FIELD("body_fat_pct", body_fat_pct, 1, 1, false, WELLNESS_ON_REQUEST, 0, NULL),
    FIELD("abdomen_cm", abdomen_cm, 1, 1, false, WELLNESS_ON_REQUEST, 0, NULL),
    FIELD("baevsky_si", baevsky_si, 1, 0, false, WELLNESS_ON_REQUEST, 2,
          "stress index, high is strained"),
    FIELD("systolic_mmhg", systolic_mmhg, 1, 0, false, WELLNESS_SHOWN, 0, NULL),
    FIELD("diastolic_mmhg", diastolic_mmhg, 1, 0, false, WELLNESS_SHOWN, 0, NULL),
    FIELD("blood_glucose_mmol_per_l", blood_glucose_mmol_per_l, 1, 1, false, WELLNESS_SHOWN,
          0, NULL),
    FIELD("lactate_mmol_per_l", lactate_mmol_per_l, 1, 1, false, WELLNESS_SHOWN, 0, NULL),
    FIELD("hydration_l", hydration_l, 1, 1, false, WELLNESS_ON_REQUEST, 0, NULL),
    FIELD("kcal_consumed", kcal_consumed, 1, 0, false, WELLNESS_ON_REQUEST, 0, NULL),
    FIELD("carbohydrates_g", carbohydrates_g, 1, 0, false, WELLNESS_ON_REQUEST, 0, NULL),
    FIELD("protein_g", protein_g, 1, 0, false, WELLNESS_ON_REQUEST, 0, NULL),
    FIELD("fat_g", fat_g, 1, 0, false, WELLNESS_ON_REQUEST, 0, NULL),
    FIELD("ctl", ctl, 1, 1, false, WELLNESS_ELSEWHERE, 0, NULL),
    FIELD("atl", atl, 1, 1, false, WELLNESS_ELSEWHERE, 0, NULL),
};
_Static_assert(sizeof wellness_fields / sizeof wellness_fields[0] == N_WELLNESS_FIELDS,
               "as many as the header says");

double wellness_value(const struct wellness_day *day, const struct wellness_field *field)
{
    /* What was carried over was not measured that day. */
    if ((day->is_weight_carried && strcmp(field->name, "weight_kg") == 0) ||
        (day->is_resting_hr_carried && strcmp(field->name, "resting_hr_bpm") == 0)) {
        return (double)NAN;
    }
    return *(const double *)((const char *)day + field->offset) * field->factor;
}

struct wellness_baseline wellness_baseline_of(const struct data_wellness *wellness,
                                              const struct wellness_field *field,
                                              day_num newest)
{
    struct wellness_baseline result = {.latest = (double)NAN,
                                       .latest_day = DAY_NUM_NONE,
                                       .mean_recent = (double)NAN,
                                       .mean_before = (double)NAN,
                                       .sd_before = (double)NAN,
                                       .z = (double)NAN};
    double sum_recent = 0;
    double sum_before = 0;
    double squares_before = 0;
    for (size_t i = 0; i < wellness->n_items; i++) {
        const struct wellness_day *day = &wellness->items[i];
        double value = wellness_value(day, field);
        if (!isfinite(value) || day->day > newest ||
            day->day <= newest - WELLNESS_RECENT_DAYS - WELLNESS_BASELINE_DAYS ||
            (field->is_logged && value <= 0)) {
            continue;
        }
        /* The very same bits: a value that was copied, not one that came out alike. */
        bool is_same = result.latest_day == day->day - 1 && !(value < result.latest) &&
                       !(value > result.latest);
        result.n_same = is_same ? result.n_same + 1 : 1;
        result.latest = value;
        result.latest_day = day->day;
        double compared = field->is_logged ? log(value) : value;
        if (day->day > newest - WELLNESS_RECENT_DAYS) {
            sum_recent += compared;
            result.n_recent++;
        } else {
            sum_before += compared;
            squares_before += compared * compared;
            result.n_before++;
        }
    }
    double recent = sum_recent / (double)result.n_recent;
    double before = sum_before / (double)result.n_before;
    if (result.n_recent > 0) {
        result.mean_recent = field->is_logged ? exp(recent) : recent;
    }
    if (result.n_before >= MIN_BASELINE) {
        double variance = squares_before / (double)result.n_before - before * before;
        result.mean_before = field->is_logged ? exp(before) : before;
        result.sd_before = variance > 1e-12 ? sqrt(variance) : 0;
        if (result.n_recent > 0 && result.sd_before > 1e-9) {
            result.z = (recent - before) / result.sd_before;
        }
    }
    return result;
}
