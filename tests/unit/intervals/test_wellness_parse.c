#include "support.h"

#include "base/banned.h"

#define ROW(key, member, may_be_negative)                                                  \
    {                                                                                      \
        key, offsetof(struct wellness_day, member), may_be_negative                        \
    }

/* intervals-api.md 7. In every 1-4 scale low is good: numbers are kept as they are. */
static const struct number_row numbers[] = {
    ROW("ctl", ctl, true),
    ROW("atl", atl, true),
    ROW("rampRate", ramp_rate, true),
    ROW("ctlLoad", ctl_load, false),
    ROW("atlLoad", atl_load, false),
    ROW("weight", weight_kg, false),
    ROW("restingHR", resting_hr_bpm, false),
    ROW("hrv", hrv_rmssd_ms, false),
    ROW("hrvSDNN", hrv_sdnn_ms, false),
    ROW("sleepSecs", sleep_s, false),
    ROW("sleepScore", sleep_score, false),
    ROW("sleepQuality", sleep_quality, false),
    ROW("soreness", soreness, false),
    ROW("fatigue", fatigue, false),
    ROW("stress", stress, false),
    ROW("mood", mood, false),
    ROW("motivation", motivation, false),
    ROW("injury", injury, false),
    ROW("hydration", hydration, false),
    ROW("readiness", readiness, false),
    ROW("spO2", spo2_pct, false),
    ROW("respiration", respiration_per_min, false),
    ROW("steps", steps, false),
    ROW("vo2max", vo2max_ml_per_kg_min, false),
    ROW("kcalConsumed", kcal_consumed, false),
};
static const char *const texts[] = {"comments", "menstrualPhase"};
static const char *const flags[] = {"tempWeight", "tempRestingHR"};

static struct arena arena;
static struct wellness_day day;

static bool parse(const char *json)
{
    json_t *object = json_of(json);
    struct err err = {0};
    arena_clear(&arena);
    bool is_good = intervals_wellness_parse(object, &arena, &day, &err);
    assert_int_equal(err.code, is_good ? ERR_NONE : ERR_UPSTREAM);
    json_decref(object);
    return is_good;
}

static void parse_with(const char *key, const char *value)
{
    char json[256];
    (void)snprintf(json, sizeof json, "{'id':'2026-05-14','%s':%s}", key, value);
    assert_true(parse(json));
    assert_int_equal(day.day, 20587);
}

static size_t count_known(void)
{
    size_t n_known = 0;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        n_known += isnan(number_at(&day, numbers[i].offset)) ? 0U : 1U;
    }
    return n_known + (day.comments != NULL ? 1U : 0U) +
           (day.menstrual_phase != NULL ? 1U : 0U) + (day.is_weight_carried ? 1U : 0U) +
           (day.is_resting_hr_carried ? 1U : 0U);
}

static void every_number_goes_to_its_place_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        parse_with(numbers[i].key, "3.25");
        assert_number(number_at(&day, numbers[i].offset), 3.25);
        assert_int_equal(count_known(), 1);
        assert_null(day.bad_fields);
        parse_with(numbers[i].key, "0");
        assert_number(number_at(&day, numbers[i].offset), 0);
    }
}

static void assert_bad(const char *key, const char *value)
{
    parse_with(key, value);
    assert_text(day.bad_fields, key);
    assert_int_equal(count_known(), 0);
}

static void wrong_types_and_numbers_are_bad(void **state)
{
    static const char *const wrong[] = {"'5'", "'NaN'", "true",  "[1]",
                                        "{}",  "1e12",  "-1e300"};
    static const char *const no_texts[] = {"5", "true", "[]", "{}"};
    static const char *const no_flags[] = {"1", "'true'", "[]", "{}"};
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        for (size_t k = 0; k < COUNT(wrong); k++) {
            assert_bad(numbers[i].key, wrong[k]);
        }
        if (!numbers[i].may_be_negative) {
            assert_bad(numbers[i].key, "-1");
        }
    }
    for (size_t k = 0; k < COUNT(no_texts); k++) {
        for (size_t i = 0; i < COUNT(texts); i++) {
            assert_bad(texts[i], no_texts[k]);
        }
        for (size_t i = 0; i < COUNT(flags); i++) {
            assert_bad(flags[i], no_flags[k]);
        }
    }
}

static void fitness_may_be_negative(void **state)
{
    (void)state;
    parse_with("rampRate", "-2.65");
    assert_number(day.ramp_rate, -2.65);
    assert_null(day.bad_fields);
}

static void all_null_is_all_unknown(void **state)
{
    struct str_buf json = {0};
    (void)state;
    str_buf_add(&json, "{'id':'2026-05-14'");
    for (size_t i = 0; i < COUNT(numbers); i++) {
        str_buf_printf(&json, ",'%s':null", numbers[i].key);
    }
    str_buf_add(&json, ",'comments':null,'menstrualPhase':null,'tempWeight':null,"
                       "'tempRestingHR':null,'sportInfo':null,'locked':null}");
    assert_true(parse(str_buf_text(&json)));
    assert_int_equal(count_known(), 0);
    assert_null(day.bad_fields);
    str_buf_release(&json);
}

static void carried_over_values_are_marked(void **state)
{
    (void)state;
    assert_true(parse("{'id':'2026-05-14','weight':70,'tempWeight':true,'restingHR':48,"
                      "'tempRestingHR':false}"));
    assert_true(day.is_weight_carried);
    assert_false(day.is_resting_hr_carried);
    assert_number(day.weight_kg, 70);
    assert_true(parse("{'id':'2026-05-14','tempWeight':false,'tempRestingHR':true}"));
    assert_false(day.is_weight_carried);
    assert_true(day.is_resting_hr_carried);
}

static void the_id_is_the_day(void **state)
{
    static const char *const ids[] = {"null",        "20260514", "'2026-05-14T00:00:00'",
                                      "'{date}'",    "''",       "'2026-02-30'",
                                      "'2026-5-14'", "[]",       "'2026-05-14 '"};
    struct wellness_day before;
    char json[96];
    (void)state;
    memset(&day, 0x5A, sizeof day);
    before = day;
    for (size_t i = 0; i < COUNT(ids); i++) {
        (void)snprintf(json, sizeof json, "{'id':%s,'weight':70}", ids[i]);
        assert_false(parse(json));
    }
    assert_false(parse("{'weight':70}"));
    assert_false(parse("[1]"));
    assert_memory_equal(&before, &day, sizeof before);
}

static void texts_are_taken_and_cut(void **state)
{
    struct str_buf json = {0};
    (void)state;
    assert_true(
        parse("{'id':'2026-05-14','comments':'slept well','menstrualPhase':'LUTEAL'}"));
    assert_text(day.comments, "slept well");
    assert_text(day.menstrual_phase, "LUTEAL");
    str_buf_add(&json, "{'id':'2026-05-14','comments':'x");
    for (int i = 0; i < 400; i++) {
        str_buf_add(&json, "\xF0\x9F\x8F\x83");
    }
    str_buf_add(&json, "'}");
    assert_true(parse(str_buf_text(&json)));
    assert_int_equal(strlen(day.comments), 497);
    assert_true(str_is_utf8(day.comments, 497));
    str_buf_release(&json);
}

static int arena_end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_goes_to_its_place_alone),
        cmocka_unit_test(wrong_types_and_numbers_are_bad),
        cmocka_unit_test(fitness_may_be_negative),
        cmocka_unit_test(all_null_is_all_unknown),
        cmocka_unit_test(carried_over_values_are_marked),
        cmocka_unit_test(the_id_is_the_day),
        cmocka_unit_test(texts_are_taken_and_cut),
    };
    return cmocka_run_group_tests_name("intervals/wellness_parse", tests, NULL, arena_end);
}
