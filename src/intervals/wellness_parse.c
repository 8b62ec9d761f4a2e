#include "intervals/parse.h"

#include <stddef.h>

#include "intervals/fields.h"
#include "base/banned.h"

#define NUMBER(key, member, sign)                                                          \
    {                                                                                      \
        key, offsetof(struct wellness_day, member), sign                                   \
    }

static const struct intervals__number numbers[] = {
    NUMBER("ctl", ctl, ANY_SIGN),
    NUMBER("atl", atl, ANY_SIGN),
    NUMBER("rampRate", ramp_rate, ANY_SIGN),
    NUMBER("ctlLoad", ctl_load, NOT_NEGATIVE),
    NUMBER("atlLoad", atl_load, NOT_NEGATIVE),
    NUMBER("weight", weight_kg, NOT_NEGATIVE),
    NUMBER("restingHR", resting_hr_bpm, NOT_NEGATIVE),
    NUMBER("hrv", hrv_rmssd_ms, NOT_NEGATIVE),
    NUMBER("hrvSDNN", hrv_sdnn_ms, NOT_NEGATIVE),
    NUMBER("sleepSecs", sleep_s, NOT_NEGATIVE),
    NUMBER("sleepScore", sleep_score, NOT_NEGATIVE),
    NUMBER("sleepQuality", sleep_quality, NOT_NEGATIVE),
    NUMBER("soreness", soreness, NOT_NEGATIVE),
    NUMBER("fatigue", fatigue, NOT_NEGATIVE),
    NUMBER("stress", stress, NOT_NEGATIVE),
    NUMBER("mood", mood, NOT_NEGATIVE),
    NUMBER("motivation", motivation, NOT_NEGATIVE),
    NUMBER("injury", injury, NOT_NEGATIVE),
    NUMBER("hydration", hydration, NOT_NEGATIVE),
    NUMBER("readiness", readiness, NOT_NEGATIVE),
    NUMBER("spO2", spo2_pct, NOT_NEGATIVE),
    NUMBER("respiration", respiration_per_min, NOT_NEGATIVE),
    NUMBER("steps", steps, NOT_NEGATIVE),
    NUMBER("vo2max", vo2max_ml_per_kg_min, NOT_NEGATIVE),
    NUMBER("kcalConsumed", kcal_consumed, NOT_NEGATIVE),
    NUMBER("bodyFat", body_fat_pct, NOT_NEGATIVE),
    NUMBER("abdomen", abdomen_cm, NOT_NEGATIVE),
    NUMBER("avgSleepingHR", sleeping_hr_bpm, NOT_NEGATIVE),
    NUMBER("baevskySI", baevsky_si, NOT_NEGATIVE),
    NUMBER("systolic", systolic_mmhg, NOT_NEGATIVE),
    NUMBER("diastolic", diastolic_mmhg, NOT_NEGATIVE),
    NUMBER("hydrationVolume", hydration_l, NOT_NEGATIVE),
    NUMBER("bloodGlucose", blood_glucose_mmol_per_l, NOT_NEGATIVE),
    NUMBER("lactate", lactate_mmol_per_l, NOT_NEGATIVE),
    NUMBER("carbohydrates", carbohydrates_g, NOT_NEGATIVE),
    NUMBER("protein", protein_g, NOT_NEGATIVE),
    NUMBER("fatTotal", fat_g, NOT_NEGATIVE),
};

bool intervals_wellness_parse(const json_t *object, struct arena *arena,
                              struct wellness_day *ret, struct err *err)
{
    struct wellness_day day;
    struct intervals__bad bad = {{0}};
    wellness_day_init(&day);
    const char *id = json_string_value(json_object_get(object, "id"));
    if (id == NULL || !day_parse(id, &day.day)) {
        return err_set(err, ERR_UPSTREAM, NULL, "a wellness row whose id is not a date");
    }
    intervals__numbers_read(object, numbers, sizeof numbers / sizeof numbers[0], &day,
                            &bad);
    day.comments = intervals__text(object, "comments", 500, arena, &bad);
    day.menstrual_phase = intervals__text(object, "menstrualPhase", 20, arena, &bad);
    day.menstrual_phase_predicted =
        intervals__text(object, "menstrualPhasePredicted", 20, arena, &bad);
    day.is_weight_carried = intervals__flag(object, "tempWeight", &bad);
    day.is_resting_hr_carried = intervals__flag(object, "tempRestingHR", &bad);
    day.bad_fields = intervals__bad_take(&bad, arena);
    *ret = day;
    return true;
}
