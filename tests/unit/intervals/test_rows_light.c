/* The light text: an activity's revision must be the same from the light list and from the
 * whole row. */
#include "support.h"

#include "base/banned.h"

static char light[4096];
static char light_id[80];
static day_num light_day;
static size_t n_light;

static bool take_light(void *user, const char *id, day_num day, const char *text)
{
    (void)user;
    str_copy(light, sizeof light, text);
    str_copy(light_id, sizeof light_id, id);
    light_day = day;
    n_light++;
    return true;
}

static bool take_whole(void *user, const struct intervals_row *row)
{
    (void)user;
    str_copy(light, sizeof light, row->light);
    n_light++;
    return true;
}

static const char *body_of(const char *row)
{
    static char body[4096];
    (void)snprintf(body, sizeof body, "[%s]", row);
    for (char *c = body; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    return body;
}

static const char *light_of_whole(const char *row)
{
    struct intervals_rows_report report;
    struct err err = {0};
    const char *body = body_of(row);
    n_light = 0;
    assert_true(intervals_rows_walk(INTERVALS_ROW_ACTIVITY, body, strlen(body), "i1", NULL,
                                    take_whole, NULL, &report, &err));
    assert_int_equal(n_light, 1);
    return light;
}

static const char *light_of_light(const char *row)
{
    struct intervals_rows_report report;
    struct err err = {0};
    const char *body = body_of(row);
    n_light = 0;
    assert_true(intervals_light_walk(body, strlen(body), "i1", NULL, take_light, NULL,
                                     &report, &err));
    assert_int_equal(n_light, 1);
    return light;
}

static const char whole_row[] =
    "{'id':'i1','icu_athlete_id':'i1','start_date_local':'2026-09-24T16:25:25','type':'Run'"
    ","
    "'name':'Run "
    "1','description':null,'moving_time':2372,'elapsed_time':2373,'distance':8030.29,"
    "'icu_distance':8030.29,'icu_rpe':7,'feel':null,'tags':['a','b'],'paired_event_id':"
    "null,"
    "'source':'OAUTH_CLIENT','analyzed':'2026-09-24T07:12:07.402+00:00','_note':null,"
    "'icu_sync_date':'2026-09-24T07:12:07.402+00:00','average_heartrate':171,'SWOLF':17.6}";
/* As `fields=` answers: only those keys, nulls dropped, in the service's own order. */
static const char light_row[] =
    "{'analyzed':'2026-09-24T07:12:07.402+00:00','distance':8030.29,'elapsed_time':2373,"
    "'icu_rpe':7,'icu_sync_date':'2026-09-24T07:12:07.402+00:00','id':'i1','moving_time':"
    "2372,"
    "'name':'Run 1','source':'OAUTH_CLIENT','start_date_local':'2026-09-24T16:25:25',"
    "'tags':['a','b'],'type':'Run'}";

static void whole_and_light_rows_agree(void **state)
{
    char first[4096];
    (void)state;
    str_copy(first, sizeof first, light_of_whole(whole_row));
    assert_string_equal(light_of_light(light_row), first);
    assert_string_equal(light_id, "i1");
    assert_int_equal(light_day, 20720);
    assert_string_equal(light_of_light(whole_row), first);
    assert_string_equal(light_of_whole(light_row), first);
}

/* 3600 and 3600.0 are the same number; the service may write either. */
static void numbers_are_compared_by_value(void **state)
{
    static const char *const rows[] = {
        "{'id':'i1','start_date_local':'2026-01-01','moving_time':3600,'distance':10000}",
        "{'id':'i1','start_date_local':'2026-01-01','moving_time':3600.0,'distance':1e4}",
        "{'distance':10000.0,'id':'i1','moving_time':36e2,'start_date_local':'2026-01-01'}",
        "{'id':'i1','start_date_local':'2026-01-01','moving_time':3600,'distance':10000,'"
        "feel':null,"
        "'token':'x','average_speed':2.7}"};
    char first[4096];
    (void)state;
    str_copy(first, sizeof first, light_of_whole(rows[0]));
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(light_of_whole(rows[i]), first);
        assert_string_equal(light_of_light(rows[i]), first);
    }
}

static void a_change_that_matters_changes_it(void **state)
{
    static const char *const rows[] = {
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:01','moving_time':3600}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3601}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600.5}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':'3600'}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'icu_rpe':"
        "5}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'tags':[]}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'tags':['a'"
        "]}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'type':'"
        "Run'}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'_note':'x'"
        "}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'source':'"
        "STRAVA'}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'paired_"
        "event_id':1}",
        "{'id':'i1','start_date_local':'2026-01-01T08:00:00','moving_time':3600,'analyzed':"
        "'x'}"};
    char texts[COUNT(rows)][256];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        str_copy(texts[i], sizeof texts[i], light_of_whole(rows[i]));
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(texts[i], texts[k]);
        }
    }
}

static void no_private_member_gets_into_it(void **state)
{
    (void)state;
    assert_null(strstr(light_of_whole("{'id':'i1','start_date_local':'2026-01-01',"
                                      "'tags':[{'token':'k1'}],'name':{'email':'k2'}}"),
                       "k1"));
    assert_null(strstr(light, "k2"));
    assert_null(strstr(light_of_light("{'id':'i1','start_date_local':'2026-01-01',"
                                      "'tags':[{'token':'k1'}]}"),
                       "k1"));
}

static void light_rows_are_checked_like_whole_ones(void **state)
{
    static const char body[] =
        "[null,5,{},{\"id\":\"a\"},{\"id\":\"a/b\",\"start_date_local\":\"2026-01-01\"},"
        "{\"id\":\"b\",\"start_date_local\":\"2026-02-30\"},"
        "{\"id\":\"c\",\"start_date_local\":\"2026-01-01\",\"icu_athlete_id\":\"i2\"},"
        "{\"id\":12,\"start_date_local\":\"2026-01-01T10:00:00\"}]";
    struct intervals_rows_report report;
    struct err err = {0};
    (void)state;
    n_light = 0;
    assert_true(intervals_light_walk(body, strlen(body), "i1", NULL, take_light, NULL,
                                     &report, &err));
    assert_int_equal(n_light, 1);
    assert_int_equal(report.n_rows, 1);
    assert_int_equal(report.n_skipped, 7);
    assert_string_equal(light_id, "12");
    assert_false(intervals_light_walk(body, strlen(body) - 1, "i1", NULL, take_light, NULL,
                                      &report, &err));
    assert_int_equal(err.code, ERR_UPSTREAM);
    assert_false(
        intervals_light_walk("<html>", 6, "i1", NULL, take_light, NULL, &report, &err));
}

/* Everything that marks an unreadable activity must be asked for by name (intervals-api.md
 * 19). */
static void the_light_fields_name_what_stubs_need(void **state)
{
    static const char *const needed[] = {
        "id",           "source",           "_note",  "type", "moving_time",
        "elapsed_time", "start_date_local", "icu_rpe"};
    (void)state;
    for (size_t i = 0; i < COUNT(needed); i++) {
        assert_int_equal(count_name(intervals_light_fields, needed[i]), 1);
    }
    assert_null(strpbrk(intervals_light_fields, " &?#/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_and_light_rows_agree),
        cmocka_unit_test(numbers_are_compared_by_value),
        cmocka_unit_test(a_change_that_matters_changes_it),
        cmocka_unit_test(no_private_member_gets_into_it),
        cmocka_unit_test(light_rows_are_checked_like_whole_ones),
        cmocka_unit_test(the_light_fields_name_what_stubs_need),
    };
    return cmocka_run_group_tests_name("intervals/rows_light", tests, stay_quiet, NULL);
}
