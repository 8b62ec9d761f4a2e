#include "activity_support.h"

#include "base/banned.h"

#define ROW(key, member, may_be_negative)                                                  \
    {                                                                                      \
        key, offsetof(struct activity, member), may_be_negative                            \
    }

/* intervals-api.md 5 and 6: key, meaning and unit (in the member's name). */
static const struct number_row numbers[] = {
    ROW("moving_time", moving_time_s, false),
    ROW("elapsed_time", elapsed_time_s, false),
    ROW("distance", distance_m, false),
    ROW("icu_distance", distance_m, false),
    ROW("total_elevation_gain", elevation_gain_m, false),
    ROW("total_elevation_loss", elevation_loss_m, false),
    ROW("average_speed", average_speed_m_per_s, false),
    ROW("gap", gap_m_per_s, false),
    ROW("threshold_pace", threshold_pace_m_per_s, false),
    ROW("average_cadence", average_cadence_per_min, false),
    ROW("average_heartrate", average_heart_rate_bpm, false),
    ROW("max_heartrate", max_heart_rate_bpm, false),
    ROW("icu_average_watts", average_power_w, false),
    ROW("icu_weighted_avg_watts", normalized_power_w, false),
    ROW("icu_ftp", ftp_w, false),
    ROW("icu_intensity", intensity_pct, false),
    ROW("icu_training_load", training_load, false),
    ROW("icu_ctl", ctl, true),
    ROW("icu_atl", atl, true),
    ROW("icu_rpe", rpe, false),
    ROW("feel", feel, false),
    ROW("session_rpe", session_rpe, false),
    ROW("decoupling", decoupling_pct, true),
    ROW("icu_efficiency_factor", efficiency_factor, false),
    ROW("icu_joules", work_j, false),
    ROW("kg_lifted", kg_lifted, false),
    ROW("compliance", compliance_pct, false),
    ROW("average_temp", temperature_c, true),
    ROW("average_stance_time", stance_time_ms, false),
    ROW("average_vertical_oscillation", vertical_oscillation_mm, false),
    ROW("average_vertical_ratio", vertical_ratio_pct, false),
    ROW("average_step_length", step_length_mm, false),
    ROW("average_stance_time_balance", stance_time_balance_pct, false),
    ROW("average_leg_spring_stiffness", leg_spring_stiffness_kn_per_m, false),
};

static const struct {
    const char *key;
    size_t offset;
    size_t max_bytes;
} texts[] = {
    {"name", offsetof(struct activity, name), 200},
    {"description", offsetof(struct activity, description), 500},
    {"type", offsetof(struct activity, type_name), 60},
    {"source", offsetof(struct activity, source), 60},
    {"device_name", offsetof(struct activity, device_name), 80},
};

static const char *const text_lists[] = {"tags", "interval_summary"};
static const char *const zone_lists[] = {"icu_hr_zone_times", "pace_zone_times",
                                         "icu_zone_times"};
static const char *const flags[] = {"trainer", "commute", "race", "use_gap_zone_times"};

static const char *text_at(size_t offset)
{
    const char *text = NULL;
    memcpy(&text, (const char *)&activity + offset, sizeof text);
    return text;
}

static size_t count_known_numbers(void)
{
    const size_t first = offsetof(struct activity, moving_time_s);
    const size_t last = offsetof(struct activity, leg_spring_stiffness_kn_per_m);
    size_t n_known = 0;
    for (size_t at = first; at <= last; at += sizeof(double)) {
        n_known += isnan(number_at(&activity, at)) ? 0U : 1U;
    }
    return n_known;
}

static void every_number_goes_to_its_place_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        parse_with(numbers[i].key, "17.25");
        assert_number(number_at(&activity, numbers[i].offset), 17.25);
        assert_int_equal(count_known_numbers(), 1);
        assert_null(activity.bad_fields);
        parse_with(numbers[i].key, "0");
        assert_number(number_at(&activity, numbers[i].offset), 0);
        parse_with(numbers[i].key, "999999999999");
        assert_number(number_at(&activity, numbers[i].offset), 999999999999.0);
    }
}

static void the_services_own_distance_is_preferred(void **state)
{
    (void)state;
    assert_true(parse("{" START ",'distance':5000,'icu_distance':5100}"));
    assert_number(activity.distance_m, 5100);
    assert_true(parse("{" START ",'icu_distance':5100,'distance':5000}"));
    assert_number(activity.distance_m, 5100);
    assert_true(parse("{" START ",'distance':5000,'icu_distance':null}"));
    assert_number(activity.distance_m, 5000);
    assert_true(parse("{" START ",'distance':5000,'icu_distance':'x'}"));
    assert_number(activity.distance_m, 5000);
    assert_text(activity.bad_fields, "icu_distance");
}

static void assert_nothing_known(void)
{
    assert_int_equal(count_known_numbers(), 0);
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_null(text_at(texts[i].offset));
    }
    assert_null(activity.tags);
    assert_null(activity.interval_summary);
    assert_int_equal(activity.n_hr_zones + activity.n_pace_zones + activity.n_power_zones,
                     0);
    assert_true(activity.paired_event_id == 0);
    assert_true(activity.start_utc_s == MODEL_NO_TIME);
    assert_false(activity.is_trainer || activity.is_commute || activity.is_race);
    assert_int_equal(activity.sport, SPORT_UNKNOWN);
}

/* The same value for all members but id and start, as one object. */
static void parse_all_as(const char *value, size_t *ret_n_members)
{
    struct str_buf json = {0};
    size_t n_members = 0;
    str_buf_add(&json, "{" START);
    for (size_t i = 0; i < COUNT(numbers); i++, n_members++) {
        str_buf_printf(&json, ",'%s':%s", numbers[i].key, value);
    }
    for (size_t i = 0; i < COUNT(texts); i++, n_members++) {
        str_buf_printf(&json, ",'%s':%s", texts[i].key, value);
    }
    for (size_t i = 0; i < COUNT(text_lists); i++, n_members++) {
        str_buf_printf(&json, ",'%s':%s", text_lists[i], value);
    }
    for (size_t i = 0; i < COUNT(zone_lists); i++, n_members++) {
        str_buf_printf(&json, ",'%s':%s", zone_lists[i], value);
    }
    for (size_t i = 0; i < COUNT(flags); i++, n_members++) {
        str_buf_printf(&json, ",'%s':%s", flags[i], value);
    }
    str_buf_printf(&json, ",'sub_type':%s,'paired_event_id':%s,'start_date':%s}", value,
                   value, value);
    *ret_n_members = n_members + 3;
    assert_true(parse(str_buf_text(&json)));
    str_buf_release(&json);
}

static void null_is_unknown_and_not_bad(void **state)
{
    size_t n_members = 0;
    (void)state;
    parse_all_as("null", &n_members);
    assert_nothing_known();
    assert_null(activity.bad_fields);
    assert_true(parse("{" START "}"));
    assert_nothing_known();
    assert_null(activity.bad_fields);
}

static void all_wrong_at_once_are_listed_once_each(void **state)
{
    size_t n_members = 0;
    (void)state;
    parse_all_as("{'a':1}", &n_members); /* an object is of no use anywhere */
    assert_nothing_known();
    assert_int_equal(count_names(activity.bad_fields), n_members);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        assert_int_equal(count_name(activity.bad_fields, numbers[i].key), 1);
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_int_equal(count_name(activity.bad_fields, texts[i].key), 1);
    }
    assert_int_equal(count_name(activity.bad_fields, "tags"), 1);
    assert_int_equal(count_name(activity.bad_fields, "paired_event_id"), 1);
    assert_int_equal(count_name(activity.bad_fields, "start_date"), 1);
}

static void assert_bad(const char *key, const char *value)
{
    parse_with(key, value);
    if (activity.bad_fields == NULL || strcmp(activity.bad_fields, key) != 0) {
        fail_msg("%s: %s gives bad fields \"%s\"", key, value,
                 activity.bad_fields != NULL ? activity.bad_fields : "");
    }
    assert_nothing_known();
}

static void a_wrong_type_is_bad_and_unknown(void **state)
{
    static const char *const no_numbers[] = {"'5'",  "'NaN'", "'Infinity'", "''",
                                             "true", "false", "[5]",        "{}"};
    static const char *const no_texts[] = {"5", "0.5", "true", "['a']", "{}"};
    static const char *const no_lists[] = {"5", "'Z1'", "true", "{'a':1}"};
    static const char *const no_flags[] = {"1", "0", "'true'", "[true]", "{}"};
    static const char *const no_ids[] = {"'12'", "1.5", "true", "[1]", "{}"};
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        for (size_t k = 0; k < COUNT(no_numbers); k++) {
            assert_bad(numbers[i].key, no_numbers[k]);
        }
    }
    for (size_t k = 0; k < COUNT(no_texts); k++) {
        for (size_t i = 0; i < COUNT(texts); i++) {
            assert_bad(texts[i].key, no_texts[k]);
        }
        assert_bad("sub_type", no_texts[k]);
        assert_bad("start_date", no_texts[k]);
    }
    for (size_t k = 0; k < COUNT(no_lists); k++) {
        for (size_t i = 0; i < COUNT(text_lists); i++) {
            assert_bad(text_lists[i], no_lists[k]);
        }
        for (size_t i = 0; i < COUNT(zone_lists); i++) {
            assert_bad(zone_lists[i], no_lists[k]);
        }
    }
    for (size_t k = 0; k < COUNT(no_flags); k++) {
        for (size_t i = 0; i < COUNT(flags); i++) {
            assert_bad(flags[i], no_flags[k]);
        }
    }
    for (size_t k = 0; k < COUNT(no_ids); k++) {
        assert_bad("paired_event_id", no_ids[k]);
    }
}

static void negative_and_absurd_numbers_are_bad(void **state)
{
    static const char *const absurd[] = {"1e12",
                                         "1e300",
                                         "-1e300",
                                         "1000000000000",
                                         "9223372036854775807",
                                         "-9223372036854775808"};
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        for (size_t k = 0; k < COUNT(absurd); k++) {
            assert_bad(numbers[i].key, absurd[k]);
        }
        if (numbers[i].may_be_negative) {
            parse_with(numbers[i].key, "-3.5");
            assert_number(number_at(&activity, numbers[i].offset), -3.5);
            assert_null(activity.bad_fields);
        } else {
            assert_bad(numbers[i].key, "-1");
            assert_bad(numbers[i].key, "-0.001");
        }
        parse_with(numbers[i].key, "-0.0");
        assert_null(activity.bad_fields);
    }
}

static void texts_are_cut_at_a_character(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str_buf json = {0};
        str_buf_printf(&json, "{" START ",'%s':'x", texts[i].key);
        for (int k = 0; k < 400; k++) {
            str_buf_add(&json, "\xE2\x82\xAC");
        }
        str_buf_add(&json, "'}");
        assert_true(parse(str_buf_text(&json)));
        const char *text = text_at(texts[i].offset);
        assert_non_null(text);
        assert_true(str_is_utf8(text, strlen(text)));
        assert_in_range(strlen(text), texts[i].max_bytes - 3, texts[i].max_bytes);
        str_buf_release(&json);
        parse_with(texts[i].key, "''");
        assert_null(text_at(texts[i].offset));
        assert_null(activity.bad_fields);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_goes_to_its_place_alone),
        cmocka_unit_test(the_services_own_distance_is_preferred),
        cmocka_unit_test(null_is_unknown_and_not_bad),
        cmocka_unit_test(all_wrong_at_once_are_listed_once_each),
        cmocka_unit_test(a_wrong_type_is_bad_and_unknown),
        cmocka_unit_test(negative_and_absurd_numbers_are_bad),
        cmocka_unit_test(texts_are_cut_at_a_character),
    };
    return cmocka_run_group_tests_name("intervals/activity_parse", tests, NULL, arena_end);
}
