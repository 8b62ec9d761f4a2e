/* athlete_profile, get_wellness, get_calendar and the words of quote.h. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "rig.h"
#include "tools/quote.h"

extern const struct tool tool_athlete_profile;
extern const struct tool tool_get_calendar;
extern const struct tool tool_get_wellness;

#define NOW "2026-03-15T12:00:00+01:00"

static json_t *run(const struct tool *tool, const char *args, const char *athlete,
                   const char *wellness, const char *events)
{
    struct err err = {0};
    struct rig rig = {.athlete = athlete,
                      .activities = "[]",
                      .wellness = wellness,
                      .events = events,
                      .now = NOW};
    json_t *result = rig_run(&rig, tool, args, &err, NULL);
    assert_non_null(result);
    return result;
}

static void test_profile_shows_thresholds_with_units(void **state)
{
    (void)state;
    json_t *result = run(&tool_athlete_profile, "{}", rig_athlete, "[]", "[]");
    const json_t *sports = rig_member(result, "sports");
    assert_int_equal(rig_rows(sports), 1);
    rig_assert_near(json_number_value(rig_cell(sports, 0, "threshold_pace_s_per_km")), 250,
                    1e-9);
    assert_true(json_is_null(rig_cell(sports, 0, "ftp_w")));
    assert_non_null(strstr(rig_text(result), "threshold pace 4:10/km"));
    assert_string_equal(json_string_value(rig_member(result, "today")), "2026-03-15");
    json_decref(result);
}

static void test_profile_without_time_zone_says_utc(void **state)
{
    (void)state;
    json_t *result = run(&tool_athlete_profile, "{}", "{\"id\":\"i1\"}", "[]", "[]");
    assert_string_equal(rig_missing(result, "timezone"), "no_data");
    assert_true(json_is_null(rig_member(result, "weight_kg")));
    assert_true(json_is_null(rig_member(result, "name")));
    json_decref(result);
}

static void test_wellness_baseline_agrees_with_a_second_way(void **state)
{
    (void)state;
    struct str_buf list = {0};
    day_num today = day_from_civil((struct civil_date){2026, 3, 15});
    double log_sum_recent = 0;
    double log_sum_before = 0;
    str_buf_add(&list, "[");
    for (int i = 0; i < 67; i++) { /* i days back: 7 recent, 60 before */
        char day[DAY_TEXT_SIZE];
        int hrv = 50 + (i * 7) % 23;
        str_buf_printf(&list,
                       "%s{\"id\":\"%s\",\"hrv\":%d,\"weight\":70,\"tempWeight\":%s}",
                       i > 0 ? "," : "", day_format(today - i, day), hrv,
                       i % 2 == 0 ? "true" : "false");
        *(i < 7 ? &log_sum_recent : &log_sum_before) += log((double)hrv);
    }
    str_buf_add(&list, "]");
    json_t *result =
        run(&tool_get_wellness, "{\"fields\":[\"hrv_rmssd_ms\",\"weight_kg\"]}",
            rig_athlete, str_buf_text(&list), "[]");
    const json_t *baseline = rig_member(result, "baseline");
    assert_string_equal(json_string_value(rig_cell(baseline, 1, "field")), "hrv_rmssd_ms");
    rig_assert_near(json_number_value(rig_cell(baseline, 1, "mean_7d")),
                    exp(log_sum_recent / 7), 0.051);
    rig_assert_near(json_number_value(rig_cell(baseline, 1, "mean_60d")),
                    exp(log_sum_before / 60), 0.051);
    assert_int_equal(json_integer_value(rig_cell(baseline, 1, "n_60d")), 60);
    /* A weight carried over was not measured that day. */
    assert_int_equal(json_integer_value(rig_cell(baseline, 0, "n_7d")), 3);
    json_decref(result);
    str_buf_release(&list);
}

static void test_wellness_days_without_record_are_left_out(void **state)
{
    (void)state;
    json_t *result =
        run(&tool_get_wellness, "{}", rig_athlete,
            "[{\"id\":\"2026-03-14\",\"soreness\":2,\"comments\":\"x\\ny\"}]", "[]");
    const json_t *days = rig_member(result, "days");
    assert_int_equal(rig_rows(days), 1);
    assert_string_equal(json_string_value(rig_cell(days, 0, "comment")), "x y");
    assert_string_equal(rig_missing(result, "days"), "not_recorded");
    assert_non_null(json_object_get(rig_member(result, "scales"), "soreness"));
    json_decref(result);
}

/* What is there is handed through, and words as words. */
static void test_wellness_hands_through_what_was_logged(void **state)
{
    (void)state;
    static const char rows[] =
        "[{\"id\":\"2026-03-14\",\"menstrualPhase\":\"LUTEAL\",\"systolic\":121,"
        "\"lactate\":1.2,\"protein\":130},"
        "{\"id\":\"2026-03-15\",\"menstrualPhasePredicted\":\"PERIOD\",\"vo2max\":48.5}]";
    json_t *result = run(&tool_get_wellness, "{}", rig_athlete, rows, "[]");
    const json_t *days = rig_member(result, "days");
    assert_string_equal(json_string_value(rig_cell(days, 0, "menstrual_phase")),
                        "PERIOD (predicted)");
    assert_string_equal(json_string_value(rig_cell(days, 1, "menstrual_phase")), "LUTEAL");
    rig_assert_near(json_number_value(rig_cell(days, 1, "systolic_mmhg")), 121, 0);
    rig_assert_near(json_number_value(rig_cell(days, 1, "lactate_mmol_per_l")), 1.2, 0);
    rig_assert_near(json_number_value(rig_cell(days, 0, "vo2max_ml_per_kg_min")), 48.5, 0);
    assert_non_null(
        strstr(rig_text(result), "lactate_mmol_per_l, menstrual_phase, comment"));
    assert_non_null(strstr(rig_text(result), ", PERIOD (predicted)"));
    /* Food is named, not shown, until it is asked for. */
    const json_t *more = rig_member(result, "also_recorded");
    assert_int_equal(json_array_size(more), 1);
    assert_string_equal(json_string_value(json_array_get(more, 0)), "protein_g");
    assert_non_null(strstr(rig_text(result), "name them in fields: protein_g"));
    json_t *asked =
        run(&tool_get_wellness, "{\"fields\":[\"protein_g\"]}", rig_athlete, rows, "[]");
    rig_assert_near(json_number_value(rig_cell(rig_member(asked, "days"), 1, "protein_g")),
                    130, 0);
    assert_true(json_is_null(rig_member(asked, "device")));
    json_decref(result);
    json_decref(asked);
}

static void test_wellness_names_the_nearest_field(void **state)
{
    (void)state;
    struct err err = {0};
    struct rig rig = rig_empty(NOW);
    assert_null(rig_run(&rig, &tool_get_wellness,
                        "{\"fields\":[\"soreness\",\"hrv_rmsd\"]}", &err, NULL));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_non_null(strstr(err.message, "\"hrv_rmsd\""));
    assert_non_null(strstr(err.hint, "hrv_rmssd_ms"));
    assert_int_equal(rig.n_queries, 0);
}

/* Old values, values that do not move, and values carried over are told. */
static void test_wellness_tells_what_was_hardly_measured(void **state)
{
    (void)state;
    json_t *result =
        run(&tool_get_wellness, "{}", rig_athlete,
            "[{\"id\":\"2026-03-09\",\"restingHR\":50},"
            "{\"id\":\"2026-03-12\",\"hrv\":61,\"soreness\":2},"
            "{\"id\":\"2026-03-13\",\"hrv\":61,\"sleepSecs\":28800,\"soreness\":2},"
            "{\"id\":\"2026-03-14\",\"hrv\":61,\"sleepSecs\":28800,\"soreness\":2},"
            "{\"id\":\"2026-03-15\",\"hrv\":61,\"soreness\":2,\"weight\":70,\"tempWeight\":"
            "true}]",
            "[]");
    const json_t *baseline = rig_member(result, "baseline");
    assert_string_equal(rig_missing(result, "resting_hr_bpm"), "not_recorded");
    assert_non_null(
        strstr(rig_text(result), "resting_hr_bpm (not_recorded, 6): days since its last"));
    assert_string_equal(rig_missing(result, "hrv_rmssd_ms"), "not_recorded");
    assert_non_null(
        strstr(rig_text(result), "hrv_rmssd_ms (not_recorded, 4): days in a row"));
    assert_string_equal(rig_missing(result, "weight_kg carried over"), "not_recorded");
    assert_null(rig_missing(result, "sleep_h"));  /* twice is chance */
    assert_null(rig_missing(result, "soreness")); /* a score may stay */
    for (size_t i = 0; i < rig_rows(baseline); i++) {
        const char *field = json_string_value(rig_cell(baseline, i, "field"));
        json_int_t same = json_integer_value(rig_cell(baseline, i, "same_days"));
        assert_int_equal(same, strcmp(field, "hrv_rmssd_ms") == 0 ? 4
                               : strcmp(field, "sleep_h") == 0    ? 2
                               : strcmp(field, "soreness") == 0   ? 4
                                                                  : 1);
    }
    json_decref(result);
}

/* Days end with 2199 and begin with 1900: a default range is cut there, not an error. */
static void test_the_last_and_the_first_days(void **state)
{
    (void)state;
    json_t *late =
        run(&tool_get_calendar, "{\"oldest\":\"2199-12-30\"}", rig_athlete, "[]", "[]");
    assert_string_equal(json_string_value(rig_member(late, "newest")), "2199-12-31");
    json_t *early =
        run(&tool_get_wellness, "{\"newest\":\"1900-01-02\"}", rig_athlete, "[]", "[]");
    assert_non_null(strstr(rig_text(early), "0 of 2 days"));
    json_decref(late);
    json_decref(early);
}

static void test_calendar_shows_spans_and_planned_load(void **state)
{
    (void)state;
    static const char events[] =
        "[{\"id\":1,\"category\":\"WORKOUT\",\"type\":\"Run\",\"name\":\"Easy\","
        "\"start_date_local\":\"2026-03-16T06:30:00\",\"moving_time\":3600,\"icu_"
        "intensity\":75,"
        "\"description\":\"- 60m Z1 HR\\n\\n3x\\n- 1m Z2\"},"
        "{\"id\":2,\"category\":\"SICK\",\"name\":\"Flu\",\"start_date_local\":"
        "\"2026-03-14T00:00:00\",\"end_date_local\":\"2026-03-18T00:00:00\"}]";
    json_t *result =
        run(&tool_get_calendar, "{\"descriptions\":true}", rig_athlete, "[]", events);
    const json_t *table = rig_member(result, "events");
    assert_int_equal(rig_rows(table), 2);
    assert_string_equal(json_string_value(rig_cell(table, 0, "end_day")), "2026-03-17");
    /* 100 x 1.0 x 1 h x 0.75^2 x 70/70 */
    rig_assert_near(json_number_value(rig_cell(table, 1, "planned_llss")), 56.3, 1e-9);
    assert_string_equal(json_string_value(rig_cell(table, 1, "time_local")), "06:30");
    assert_true(json_is_null(rig_cell(table, 0, "planned_llss")));
    assert_string_equal(
        json_string_value(json_object_get(rig_member(result, "descriptions"), "1")),
        "- 60m Z1 HR\n\n3x\n- 1m Z2");
    json_decref(result);
}

static void test_words_for_numbers(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_string_equal(quote_number(&arena, -0.04, 1), "0.0");
    assert_string_equal(quote_number(&arena, 2.25, 1),
                        "2.3"); /* half away from zero (A1) */
    assert_string_equal(quote_number(&arena, -2.25, 1), "-2.3");
    assert_string_equal(quote_number(&arena, (double)NAN, 1), "-");
    assert_string_equal(quote_duration(&arena, 3570), "1:00 h");
    assert_string_equal(quote_duration(&arena, 3569), "59 min");
    assert_string_equal(quote_pace(&arena, 299.6), "5:00/km");
    assert_true(isnan(s_per_km_from_m_per_s(0)));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profile_shows_thresholds_with_units),
        cmocka_unit_test(test_profile_without_time_zone_says_utc),
        cmocka_unit_test(test_wellness_baseline_agrees_with_a_second_way),
        cmocka_unit_test(test_wellness_hands_through_what_was_logged),
        cmocka_unit_test(test_wellness_names_the_nearest_field),
        cmocka_unit_test(test_wellness_tells_what_was_hardly_measured),
        cmocka_unit_test(test_the_last_and_the_first_days),
        cmocka_unit_test(test_wellness_days_without_record_are_left_out),
        cmocka_unit_test(test_calendar_shows_spans_and_planned_load),
        cmocka_unit_test(test_words_for_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
