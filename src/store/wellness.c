#include "store/wellness.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/internal.h"
#include "store/objects.h"
#include "base/banned.h"

#define FIELD(field, kind)                                                                 \
    {                                                                                      \
#field, kind, offsetof(struct wellness_day, field), 0                              \
    }

static const struct store__column columns[] = {
    FIELD(day, COLUMN_DAY),
    FIELD(comments, COLUMN_TEXT),
    FIELD(menstrual_phase, COLUMN_TEXT),
    FIELD(menstrual_phase_predicted, COLUMN_TEXT),
    FIELD(bad_fields, COLUMN_TEXT),
    FIELD(is_weight_carried, COLUMN_BOOL),
    FIELD(is_resting_hr_carried, COLUMN_BOOL),
    FIELD(ctl, COLUMN_REAL),
    FIELD(atl, COLUMN_REAL),
    FIELD(ramp_rate, COLUMN_REAL),
    FIELD(ctl_load, COLUMN_REAL),
    FIELD(atl_load, COLUMN_REAL),
    FIELD(weight_kg, COLUMN_REAL),
    FIELD(resting_hr_bpm, COLUMN_REAL),
    FIELD(hrv_rmssd_ms, COLUMN_REAL),
    FIELD(hrv_sdnn_ms, COLUMN_REAL),
    FIELD(sleep_s, COLUMN_REAL),
    FIELD(sleep_score, COLUMN_REAL),
    FIELD(sleep_quality, COLUMN_REAL),
    FIELD(soreness, COLUMN_REAL),
    FIELD(fatigue, COLUMN_REAL),
    FIELD(stress, COLUMN_REAL),
    FIELD(mood, COLUMN_REAL),
    FIELD(motivation, COLUMN_REAL),
    FIELD(injury, COLUMN_REAL),
    FIELD(hydration, COLUMN_REAL),
    FIELD(readiness, COLUMN_REAL),
    FIELD(spo2_pct, COLUMN_REAL),
    FIELD(respiration_per_min, COLUMN_REAL),
    FIELD(steps, COLUMN_REAL),
    FIELD(vo2max_ml_per_kg_min, COLUMN_REAL),
    FIELD(kcal_consumed, COLUMN_REAL),
    FIELD(body_fat_pct, COLUMN_REAL),
    FIELD(abdomen_cm, COLUMN_REAL),
    FIELD(sleeping_hr_bpm, COLUMN_REAL),
    FIELD(baevsky_si, COLUMN_REAL),
    FIELD(systolic_mmhg, COLUMN_REAL),
    FIELD(diastolic_mmhg, COLUMN_REAL),
    FIELD(hydration_l, COLUMN_REAL),
    FIELD(blood_glucose_mmol_per_l, COLUMN_REAL),
    FIELD(lactate_mmol_per_l, COLUMN_REAL),
    FIELD(carbohydrates_g, COLUMN_REAL),
    FIELD(protein_g, COLUMN_REAL),
    FIELD(fat_g, COLUMN_REAL),
};

const struct store__table store__wellness_table = {.name = STORE_KIND_WELLNESS,
                                                   .row_bytes = sizeof(struct wellness_day),
                                                   .n_columns =
                                                       sizeof columns / sizeof columns[0],
                                                   .columns = columns,
                                                   .range_sql = "day BETWEEN ?1 AND ?2",
                                                   .order_sql = "day",
                                                   .index_sql = ""};

static bool day_check(day_num day, struct err *err)
{
    if (day < DAY_NUM_MIN || day > DAY_NUM_MAX) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "a wellness row has no day within 1900-2199");
    }
    return true;
}

bool store_wellness_put(struct store *store, const struct wellness_day *day,
                        const char *raw_json, size_t n_bytes, struct err *err)
{
    char id[DAY_TEXT_SIZE];
    return day_check(day->day, err) &&
           store__row_put(store, TABLE_WELLNESS, day, day_format(day->day, id), raw_json,
                          n_bytes, NULL, err);
}

bool store_wellness_index(struct store *store, const struct wellness_day *day,
                          struct err *err)
{
    return day_check(day->day, err) && store__row_index(store, TABLE_WELLNESS, day, err);
}

bool store_wellness_delete(struct store *store, day_num day, struct err *err)
{
    char id[DAY_TEXT_SIZE];
    return day_check(day, err) &&
           store__row_delete(store, TABLE_WELLNESS,
                             (struct store__key){.id = day_format(day, id), .number = day},
                             err);
}

bool store_wellness_read(struct store *store, struct day_range range, struct arena *arena,
                         struct wellness_day **ret_days, size_t *ret_n, struct err *err)
{
    void *rows = NULL;
    if (!store__rows_read(store, TABLE_WELLNESS, range, arena, &rows, ret_n, err)) {
        return false;
    }
    *ret_days = rows;
    return true;
}

bool store_wellness_raw(struct store *store, day_num day, char **ret_json,
                        size_t *ret_n_bytes, struct err *err)
{
    char id[DAY_TEXT_SIZE];
    return day_check(day, err) &&
           store_object_get(store, STORE_KIND_WELLNESS, day_format(day, id), ret_json,
                            ret_n_bytes, NULL, err);
}

struct day_list {
    size_t n_days;
    const day_num *days; /* sorted */
};

static int compare_days(const void *a, const void *b)
{
    day_num left = *(const day_num *)a;
    day_num right = *(const day_num *)b;
    return (left > right) - (left < right);
}

static bool day_is_kept(const void *context, const char *text, int64_t number)
{
    (void)text;
    const struct day_list *list = context;
    day_num day = (day_num)number;
    return bsearch(&day, list->days, list->n_days, sizeof day, compare_days) != NULL;
}

bool store_wellness_delete_missing(struct store *store, struct day_range range,
                                   size_t n_days, const day_num days[],
                                   size_t *ret_n_deleted, struct err *err)
{
    AUTO_FREE day_num *sorted = xcalloc(n_days, sizeof sorted[0]);
    if (n_days > 0) {
        memcpy(sorted, days, n_days * sizeof sorted[0]);
        qsort(sorted, n_days, sizeof sorted[0], compare_days);
    }
    struct day_list list = {.n_days = n_days, .days = sorted};
    return store__rows_sweep(store, TABLE_WELLNESS, range, day_is_kept, &list,
                             ret_n_deleted, err);
}
