/* An athlete's own LLSS field: no request more, and its changes are seen in the light list.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

/* 20 runs in 40 days up to 2026-11-19, the field 30 on each; items with the athlete. */
static void data_write(const struct rig *rig, char path[PATH_SIZE])
{
    struct str_buf text = {0};
    text_format(path, PATH_SIZE, "%s/athlete.json", rig->folder);
    str_buf_add(&text,
                "{\"athlete\":{\"id\":\"i7\",\"name\":\"A\",\"timezone\":"
                "\"Asia/Tokyo\",\"icu_weight\":70},\"sport_settings\":[],"
                "\"custom_items\":[{\"id\":1,\"athlete_id\":\"i7\",\"type\":"
                "\"ACTIVITY_FIELD\",\"name\":\"LLSS\",\"content\":{\"code\":\"LLSS\"}}],"
                "\"wellness\":[],\"events\":[],\"activities\":[");
    for (int i = 0; i < 20; i++) {
        int day = 19 - 2 * i; /* of November, then of October */
        str_buf_printf(&text,
                       "%s{\"id\":\"i%d\",\"icu_athlete_id\":\"i7\",\"type\":\"Run\","
                       "\"start_date_local\":\"2026-%d-%02dT07:00:00\",\"start_date\":"
                       "\"2026-%d-%02dT22:00:00Z\",\"moving_time\":1500,\"elapsed_time\":"
                       "1500,\"distance\":5000,\"average_speed\":3.33,\"icu_rpe\":null,"
                       "\"source\":\"GARMIN_CONNECT\",\"LLSS\":%d}",
                       i > 0 ? "," : "", 100 + i, day > 0 ? 11 : 10,
                       day > 0 ? day : day + 31, day > 1 ? 11 : 10,
                       day > 1 ? day - 1 : day + 30, 30 + i);
    }
    str_buf_add(&text, "]}");
    file_write(path, str_buf_text(&text), 0600);
    str_buf_release(&text);
}

static double fitness_of(const json_t *result)
{
    return json_number_value(
        json_object_get(json_object_get(expect_fresh(result), "lines"), "ll_fitness"));
}

static void the_field_comes_with_the_athlete_and_its_changes_are_seen(void **state)
{
    struct rig *rig = *state;
    char path[PATH_SIZE];
    data_write(rig, path);
    fake_start(rig, "--data", path, NULL);
    struct session *session = session_at(rig, NOW);
    json_auto_t *first = session_call(session, "lower_limb_load_status", "{}");
    const json_t *field =
        json_array_get(json_object_get(expect_fresh(first), "own_fields"), 0);
    assert_string_equal(json_string_value(json_object_get(field, "code")), "LLSS");
    assert_int_equal(json_integer_value(json_object_get(field, "pairs_90d")), 20);
    assert_int_equal(fake_requests_count(rig), 5);
    json_auto_t *set = session_call(session, "set_preferences", "{'llss_source':'LLSS'}");
    (void)expect_fresh(set);
    json_auto_t *own = session_call(session, "lower_limb_load_status", "{}");
    double before = fitness_of(own);
    (void)session_end(session);

    /* Re-analysed upstream: only the field differs. */
    fake_put(rig, "activity", "{'id':'i100','LLSS':530}");
    fake_requests_clear(rig);
    session = session_at(rig, NOW_15_MIN);
    json_auto_t *later = session_call(session, "lower_limb_load_status", "{}");
    /* 500 points more a day ago: 500 x 0.0235 x 0.9765. */
    double rise = fitness_of(later) - before;
    assert_true(rise > 11.3 && rise < 11.7);
    /* A recent day: whole rows, without a light list. */
    assert_int_equal(fake_requests_count(rig), 3);

    /* An older day: the light list has to ask for the field to see it. */
    fake_put(rig, "activity", "{'id':'i110','LLSS':540}");
    fake_requests_clear(rig);
    double recent = fitness_of(later);
    json_auto_t *refreshed =
        session_call(session, "lower_limb_load_status", "{'refresh':true}");
    assert_true(fitness_of(refreshed) - recent > 5);
    json_auto_t *requests = fake_requests(rig);
    bool has_light = false;
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const char *query =
            json_string_value(json_object_get(json_array_get(requests, i), "query"));
        has_light = has_light || (query != NULL && strstr(query, ",LLSS") != NULL);
    }
    assert_true(has_light);
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_field_comes_with_the_athlete_and_its_changes_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
