/* performance_curves on curves that the test wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "rig.h"

extern const struct tool tool_performance_curves;

static const char athlete[] =
    "{\"id\":\"i1\",\"name\":\"A\",\"timezone\":\"Europe/Zurich\",\"icu_weight\":70,"
    "\"sportSettings\":[{\"types\":[\"Run\"],\"threshold_pace\":4.0,\"lthr\":170},"
    "{\"types\":[\"Ride\"],\"ftp\":280,\"w_prime\":20000}]}";

static struct rig rig;
static char asked_path[600];
static const char *body;

static char *object(const char *endpoint, const char *path)
{
    assert_true(strstr(endpoint, "_curves") != NULL);
    str_copy(asked_path, sizeof asked_path, path);
    return body != NULL ? strdup(body) : NULL;
}

static int setup(void **state)
{
    (void)state;
    memset(&rig, 0, sizeof rig);
    rig.athlete = athlete;
    rig.activities = "[]";
    rig.wellness = "[{\"id\":\"2026-03-10\",\"weight\":66},{\"id\":\"2026-03-12\","
                   "\"weight\":65,\"tempWeight\":true}]";
    rig.events = "[]";
    rig.now = "2026-03-14T18:00:00+01:00";
    rig.object = object;
    asked_path[0] = '\0';
    return 0;
}

/* W' 15 kJ above 250 W for the first period; 240 W for the other. */
#define POWER(first, last, id, w, extra)                                                   \
    "{\"id\":\"r." first "." last "\",\"start_date_local\":\"" first "T00:00:00\","        \
    "\"secs\":[5,120,180,300,600,1200],\"values\":[900," w "],"                            \
    "\"activity_id\":[\"" id "\",\"" id "\",\"" id "\",\"b\",\"b\",\"b\"]" extra "}"
#define MODELS                                                                             \
    ",\"powerModels\":[{\"type\":\"FFT_CURVES\",\"ftp\":262,\"criticalPower\":251,"        \
    "\"wPrime\":14900,\"pMax\":910}]"
static const char two_periods[] =
    "{\"list\":[" POWER("2025-12-15", "2026-03-14", "a", "375,333.3333,300,275,262.5",
                        MODELS) "," POWER("2025-09-16", "2025-12-14", "c",
                                          "365,323.3333,290,265,252.5",
                                          "") "],"
                                              "\"activities\":{\"a\":{\"id\":\"a\",\"start_"
                                              "date_local\":\"2026-03-04T10:00:00\"},"
                                              "\"b\":{\"id\":\"b\",\"start_date_local\":"
                                              "\"2026-01-03T10:00:00\"}}}";

static void bests_ages_and_the_line(void **state)
{
    struct err err = {0};
    (void)state;
    body = two_periods;
    json_t *result = rig_run(&rig, &tool_performance_curves, "{}", &err, NULL);
    assert_non_null(result);
    assert_string_equal(asked_path,
                        "athlete/i1/power-curves?type=Ride&curves=r.2025-12-15.2026-03-14,"
                        "r.2025-09-16.2025-12-14&now=2026-03-14");
    const json_t *bests = rig_member(result, "bests");
    assert_int_equal(rig_rows(bests), 5); /* 5 s, 3, 5, 10, 20 min of the usual ones */
    assert_int_equal(json_integer_value(rig_cell(bests, 0, "duration_s")), 5);
    assert_int_equal(json_integer_value(rig_cell(bests, 2, "power_w")), 300);
    rig_assert_near(json_number_value(rig_cell(bests, 2, "w_per_kg")), 300.0 / 66, 0.005);
    assert_int_equal(json_integer_value(rig_cell(bests, 0, "age_days")), 10);
    assert_int_equal(json_integer_value(rig_cell(bests, 2, "age_days")), 70);
    assert_string_equal(json_string_value(rig_cell(bests, 2, "activity_id")), "b");
    assert_int_equal(json_integer_value(rig_cell(bests, 2, "other_w")), 290);
    rig_assert_near(json_number_value(rig_cell(bests, 2, "change_pct")), 3.4, 0.01);
    const json_t *estimate = rig_member(result, "estimate");
    assert_int_equal(json_integer_value(json_object_get(estimate, "critical_power_w")),
                     250);
    rig_assert_near(json_number_value(json_object_get(estimate, "w_prime_kj")), 15, 0.05);
    rig_assert_near(json_number_value(json_object_get(estimate, "change_pct")),
                    100.0 * 10 / 240, 0.05);
    assert_int_equal(json_integer_value(json_object_get(estimate, "points")), 5);
    assert_int_equal(json_integer_value(json_object_get(estimate, "sessions")), 2);
    assert_true(json_is_true(json_object_get(estimate, "plausible")));
    const json_t *models = rig_member(result, "service_models");
    assert_int_equal(json_integer_value(rig_cell(models, 0, "ftp_w")), 262);
    assert_int_equal(
        json_integer_value(json_object_get(rig_member(result, "settings"), "ftp_w")), 280);
    /* The weighing of the 10th: the later one was carried over. */
    assert_string_equal(
        json_string_value(json_object_get(rig_member(result, "weight"), "day")),
        "2026-03-10");
    assert_non_null(strstr(rig_text(result), "critical power 250 W"));
    json_decref(result);
}

static void an_empty_window_is_no_zero(void **state)
{
    struct err err = {0};
    (void)state;
    body = "{\"list\":[],\"activities\":{}}";
    json_t *result = rig_run(&rig, &tool_performance_curves, "{}", &err, NULL);
    assert_non_null(result);
    assert_int_equal(rig_rows(rig_member(result, "bests")), 0);
    assert_true(json_is_null(rig_member(result, "estimate")));
    assert_true(json_is_null(rig_member(result, "service_models")));
    assert_string_equal(rig_missing(result, "bests"), "no_data");
    assert_string_equal(rig_missing(result, "estimate"), "no_data");
    assert_string_equal(rig_missing(result, "compared_with"), "no_data");
    json_decref(result);
}

/* Speed of 5 m/s over the first, a distance and a half; each list of another length. */
static void pace_by_distance_and_its_change_in_speed(void **state)
{
    struct err err = {0};
    (void)state;
    body = "{\"list\":[{\"start_date_local\":\"2026-03-01\",\"end_date_local\":"
           "\"2026-03-14\",\"distance\":[400,1000,1609.34,3000,5000,9],"
           "\"values\":[80,220,372.4,720,1220],\"activity_id\":[\"a\",null,7]},"
           "{\"start_date_local\":\"2025-03-02\",\"end_date_local\":\"2025-03-15\","
           "\"distance\":[400,1000],\"values\":[88,220]}],\"activities\":{}}";
    json_t *result = rig_run(&rig, &tool_performance_curves,
                             "{\"sport\":\"run\",\"days\":14,"
                             "\"compare_to\":\"year_before\"}",
                             &err, NULL);
    assert_non_null(result);
    assert_string_equal(asked_path,
                        "athlete/i1/pace-curves?type=Run&curves=r.2026-03-01.2026-03-14,"
                        "r.2025-03-02.2025-03-15&now=2026-03-14");
    const json_t *bests = rig_member(result, "bests");
    assert_int_equal(rig_rows(bests), 5);
    assert_int_equal(json_integer_value(rig_cell(bests, 0, "pace_s_per_km")), 200);
    rig_assert_near(json_number_value(rig_cell(bests, 0, "speed_change_pct")), 10, 0.01);
    assert_true(json_is_null(rig_cell(bests, 1, "activity_id")));
    assert_true(json_is_null(rig_cell(bests, 1, "age_days")));
    assert_true(json_is_null(rig_cell(bests, 2, "other_time_s")));
    assert_true(json_is_null(rig_member(result, "weight")));
    assert_string_equal(rig_missing(result, "bests.age_days"), "no_data");
    const json_t *estimate = rig_member(result, "estimate");
    rig_assert_near(json_number_value(json_object_get(estimate, "critical_speed_m_per_s")),
                    4.0, 0.02);
    assert_true(
        json_is_null(json_object_get(estimate, "change_pct"))); /* one point before */
    json_decref(result);
}

static void too_few_points_make_no_line(void **state)
{
    struct err err = {0};
    (void)state;
    body = "{\"list\":[{\"id\":\"r.2026-03-01.2026-03-14\",\"secs\":[60,120,300,1800],"
           "\"values\":[400,320,290,\"x\"]}],\"activities\":null}";
    json_t *result = rig_run(&rig, &tool_performance_curves,
                             "{\"days\":14,\"compare_to\":\"none\"}", &err, NULL);
    assert_non_null(result);
    assert_true(json_is_null(rig_member(result, "estimate")));
    assert_true(json_is_null(rig_member(result, "compared_with")));
    assert_string_equal(rig_missing(result, "estimate"), "no_data");
    assert_non_null(
        strstr(rig_text(result),
               "the line needs 3 bests that last 2 to 20 min, and 2 of them do"));
    json_decref(result);
}

static void heart_rate_has_no_threshold(void **state)
{
    struct err err = {0};
    (void)state;
    body = "{\"list\":[{\"id\":\"r.2025-12-15.2026-03-14\",\"secs\":[60,1200],"
           "\"values\":[188,176],\"activity_id\":[\"a\",\"a\"]},"
           "{\"id\":\"r.2025-09-16.2025-12-14\",\"secs\":[60],\"values\":[190]}],"
           "\"activities\":{}}";
    json_t *result =
        rig_run(&rig, &tool_performance_curves, "{\"curve\":\"hr\"}", &err, NULL);
    assert_non_null(result);
    assert_non_null(strstr(asked_path, "hr-curves?type=Run"));
    const json_t *bests = rig_member(result, "bests");
    assert_int_equal(json_integer_value(rig_cell(bests, 0, "change_bpm")), -2);
    assert_true(json_is_null(rig_member(result, "estimate")));
    assert_null(rig_missing(result, "estimate"));
    json_decref(result);
}

/* Yoga covers no distance, and has no threshold pace to tell. */
static void a_sport_without_distance_has_its_heart_rate(void **state)
{
    struct err err = {0};
    (void)state;
    body = "{\"list\":[{\"id\":\"r.2025-12-15.2026-03-14\",\"secs\":[60,1200],"
           "\"values\":[128,106],\"activity_id\":[\"a\",\"a\"]}],\"activities\":{}}";
    json_t *result = rig_run(&rig, &tool_performance_curves,
                             "{\"sport\":\"Yoga\",\"compare_to\":\"none\"}", &err, NULL);
    assert_non_null(result);
    assert_non_null(strstr(asked_path, "hr-curves?type=Yoga"));
    assert_null(strstr(rig_text(result), "Set in the account"));
    json_decref(result);
    result = rig_run(&rig, &tool_performance_curves,
                     "{\"sport\":\"Yoga\",\"curve\":\"pace\",\"compare_to\":\"none\"}",
                     &err, NULL);
    assert_non_null(result);
    assert_null(strstr(rig_text(result), "threshold pace"));
    json_decref(result);
}

static void wrong_arguments_are_told(void **state)
{
    static const char *const wrong[][2] = {
        {"{\"sport\":\"Rnu\"}", "Rnu"},
        {"{\"days\":3,\"oldest\":\"2026-01-01\"}", "days and oldest"},
        {"{\"newest\":\"2026-04-01\"}", "future"},
        {"{\"compare_oldest\":\"2026-01-01\"}", "compare with"}};
    (void)state;
    body = two_periods;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err = {0};
        assert_null(rig_run(&rig, &tool_performance_curves, wrong[i][0], &err, NULL));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
        if (strstr(err.message, wrong[i][1]) == NULL) {
            fail_msg("%s: %s", wrong[i][0], err.message);
        }
    }
}

/* Asked again within the freshness time nothing is fetched; a service that is down is said.
 */
static void it_is_kept_like_other_data(void **state)
{
    struct err err = {0};
    (void)state;
    body = two_periods;
    rig_open(&rig);
    json_decref(rig_run(&rig, &tool_performance_curves, "{}", &err, NULL));
    size_t n_queries = rig.n_queries;
    json_decref(rig_run(&rig, &tool_performance_curves, "{}", &err, NULL));
    assert_int_equal(rig.n_queries, n_queries);
    rig.now = "2026-03-14T18:30:00+01:00";
    body = NULL;
    json_t *result = rig_run(&rig, &tool_performance_curves, "{}", &err, NULL);
    assert_non_null(result);
    assert_true(json_is_true(rig_member(result, "stale")));
    assert_int_equal(rig_rows(rig_member(result, "bests")), 5);
    json_decref(result);
    assert_null(rig_run(&rig, &tool_performance_curves, "{\"days\":9}", &err, NULL));
    assert_int_equal(err.code, ERR_UPSTREAM);
    rig_close(&rig);
}

int main(void)
{
    log_level_set(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(bests_ages_and_the_line, setup),
        cmocka_unit_test_setup(an_empty_window_is_no_zero, setup),
        cmocka_unit_test_setup(pace_by_distance_and_its_change_in_speed, setup),
        cmocka_unit_test_setup(too_few_points_make_no_line, setup),
        cmocka_unit_test_setup(heart_rate_has_no_threshold, setup),
        cmocka_unit_test_setup(a_sport_without_distance_has_its_heart_rate, setup),
        cmocka_unit_test_setup(wrong_arguments_are_told, setup),
        cmocka_unit_test_setup(it_is_kept_like_other_data, setup),
    };
    return cmocka_run_group_tests_name("tools/curves", tests, NULL, NULL);
}
