/*
 * What has changed upstream is seen after the freshness time, with few requests. The clock
 * of a process stands still, so time passes by starting soleus anew with a later one.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A process at the instant: recent activities of 60 days; its result. */
static json_t *activities_at(struct rig *rig, const char *now)
{
    struct session *session = session_at(rig, now);
    json_t *result =
        session_call(session, "get_recent_activities", "{'days':60,'limit':200}");
    (void)session_end(session);
    return result;
}

static const json_t *table_of(const json_t *result, const char *name)
{
    return json_object_get(expect_fresh(result), name);
}

static void first_sync(struct rig *rig)
{
    struct session *session = session_at(rig, NOW);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    (void)session_end(session);
    fake_requests_clear(rig);
}

/* The newest activity of the first sync, whose id is taken from an answer. */
static void newest_id(struct rig *rig, char id[32])
{
    json_auto_t *result = activities_at(rig, NOW);
    (void)snprintf(id, 32, "%s",
                   json_string_value(cell(table_of(result, "activities"), 0, "id")));
}

/* The light list over the days before the recent ones. What stubs are told by must be named
 * in it. */
static bool is_light(const char *query)
{
    static const char start[] = "oldest=2026-04-21&newest=2026-11-05T23:59:59&fields=id,";
    static const char *const names[] = {
        "analyzed",        "icu_sync_date", "type",     "name",  "start_date_local",
        "moving_time",     "icu_rpe",       "feel",     "tags",  "_note",
        "paired_event_id", "elapsed_time",  "distance", "source"};
    bool is_whole = strncmp(query, start, strlen(start)) == 0;
    for (size_t i = 0; is_whole && i < sizeof names / sizeof names[0]; i++) {
        is_whole = strstr(query, names[i]) != NULL;
    }
    return is_whole;
}

/* How many requests had exactly this query, or a light list's (query NULL). */
static size_t asked_count(struct rig *rig, const char *query)
{
    json_auto_t *requests = fake_requests(rig);
    size_t n_found = 0;
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const char *asked =
            json_string_value(json_object_get(json_array_get(requests, i), "query"));
        n_found += (query != NULL ? strcmp(asked, query) == 0 : is_light(asked)) ? 1U : 0U;
    }
    return n_found;
}

static void nothing_changed_is_three_requests(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    struct session *session = session_at(rig, NOW_15_MIN);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    const json_t *body = expect_fresh(result);
    assert_string_equal(json_string_value(json_object_get(body, "synced_at")),
                        "2026-11-20T12:15:00+09:00");
    size_t n_requests = fake_requests_count(rig);
    print_message("incremental, nothing changed: %zu requests\n", n_requests);
    assert_int_equal(n_requests, 3);
    assert_int_equal(asked_count(rig, "oldest=2026-11-06&newest=2026-11-21T23:59:59"), 1);
    (void)session_end(session);
    /* And for the next ten minutes none. */
    fake_requests_clear(rig);
    session = session_at(rig, "2026-11-20T12:24:00+09:00");
    json_auto_t *again = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(again);
    (void)session_end(session);
    assert_int_equal(fake_requests_count(rig), 0);
}

/*
 * Seven hours later the older days are looked through by the next question that wants fewer
 * than three lists; nothing has changed, so nothing more is fetched. What a whole row and a
 * light one say of an activity must be the same for that.
 */
static void older_days_are_looked_through(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    struct session *session = session_at(rig, NOW_7_HOURS);
    json_auto_t *status = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(status);
    assert_int_equal(fake_requests_count(rig), 3);
    assert_int_equal(asked_count(rig, NULL), 0);
    fake_requests_clear(rig);
    json_auto_t *list = session_call(session, "get_recent_activities", "{}");
    (void)expect_fresh(list);
    assert_int_equal(fake_requests_count(rig), 1);
    assert_int_equal(asked_count(rig, NULL), 1);
    fake_requests_clear(rig);
    json_auto_t *again = session_call(session, "get_recent_activities", "{}");
    (void)expect_fresh(again);
    assert_int_equal(fake_requests_count(rig), 0);
    (void)session_end(session);
}

/* An hour later the status of yesterday, and of two weeks ago, costs nothing. */
static void an_earlier_day_costs_nothing(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    struct session *session = session_at(rig, NOW);
    json_auto_t *day_before =
        session_call(session, "lower_limb_load_status", "{'date':'2026-11-19'}");
    (void)expect_fresh(day_before);
    json_auto_t *weeks_before =
        session_call(session, "lower_limb_load_status", "{'date':'2026-11-06'}");
    (void)expect_fresh(weeks_before);
    assert_int_equal(fake_requests_count(rig), 0);
    (void)session_end(session);
}

/* Midnight passes: one day more at the end comes with the recent ones. */
static void a_new_day_costs_no_more(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    struct session *session = session_at(rig, "2026-11-21T06:00:00+09:00");
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    assert_int_equal(fake_requests_count(rig), 3);
    (void)session_end(session);
    /* Days later the profile is read again as well. */
    fake_requests_clear(rig);
    session = session_at(rig, "2026-11-26T06:00:00+09:00");
    json_auto_t *later = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(later);
    assert_int_equal(fake_requests_count(rig), 4);
    (void)session_end(session);
}

static void a_new_activity_is_seen(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    fake_put(rig, "activity",
             "{'id':'i900001','icu_athlete_id':'i7','type':'Run','name':'New one',"
             "'start_date_local':'2026-11-20T07:00:00','moving_time':1800,"
             "'elapsed_time':1810,'distance':5000,'icu_training_load':30,'icu_rpe':3,"
             "'average_speed':2.78,'analyzed':'2026-11-20T01:00:00.000+00:00'}");
    json_auto_t *status = NULL;
    struct session *session = session_at(rig, NOW_15_MIN);
    status = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(status);
    size_t n_requests = fake_requests_count(rig);
    print_message("incremental, one activity added: %zu requests\n", n_requests);
    assert_int_equal(n_requests, 3);
    json_auto_t *result =
        session_call(session, "get_recent_activities", "{'days':60,'limit':200}");
    const json_t *table = table_of(result, "activities");
    assert_int_equal(row_find(table, "id", "i900001"), 0);
    assert_string_equal(json_string_value(cell(table, 0, "start_local")),
                        "2026-11-20T07:00");
    (void)session_end(session);
    /* It is not fetched again and again. */
    fake_requests_clear(rig);
    session = session_at(rig, NOW_30_MIN);
    json_auto_t *later = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(later);
    (void)session_end(session);
    assert_int_equal(fake_requests_count(rig), 3);
}

static void a_changed_activity_is_seen(void **state)
{
    static const struct {
        const char *change;
        const char *column;
        const char *value;
    } cases[] = {{"'icu_rpe':9", "rpe_1to10", "9"},
                 {"'feel':5", "feel_1strong_5weak", "5"},
                 {"'name':'Renamed'", "name", "\"Renamed\""},
                 {"'type':'TrailRun'", "sport", "\"TrailRun\""},
                 {"'distance':12345.6,'icu_distance':12345.6", "distance_km", "12.3"}};
    struct rig *rig = *state;
    char id[32];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    newest_id(rig, id);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char now[40];
        fake_put(rig, "activity", "{'id':'%s',%s}", id, cases[i].change);
        FORMAT(now, "2026-11-20T%02zu:30:00+09:00", 12 + i);
        json_auto_t *result = activities_at(rig, now);
        const json_t *table = table_of(result, "activities");
        int i_row = row_find(table, "id", id);
        assert_true(i_row >= 0);
        char *value = json_dumps(cell(table, (size_t)i_row, cases[i].column),
                                 JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        assert_string_equal(value, cases[i].value);
        free(value);
    }
}

static void a_moved_activity_is_moved(void **state)
{
    struct rig *rig = *state;
    char id[32];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    newest_id(rig, id);
    json_auto_t *before = activities_at(rig, NOW);
    fake_put(rig, "activity", "{'id':'%s','start_date_local':'2026-10-20T05:00:00'}", id);
    json_auto_t *after = activities_at(rig, NOW_15_MIN);
    const json_t *table = table_of(after, "activities");
    int i_row = row_find(table, "id", id);
    assert_true(i_row > 10);
    assert_string_equal(json_string_value(cell(table, (size_t)i_row, "start_local")),
                        "2026-10-20T05:00");
    assert_int_equal(rows_count(table), rows_count(table_of(before, "activities")));
    /* Out of the window altogether, and back. */
    fake_put(rig, "activity", "{'id':'%s','start_date_local':'2026-03-10T05:00:00'}", id);
    json_auto_t *gone = activities_at(rig, NOW_7_HOURS);
    assert_int_equal(row_find(table_of(gone, "activities"), "id", id), -1);
    fake_put(rig, "activity", "{'id':'%s','start_date_local':'2026-11-19T05:00:00'}", id);
    json_auto_t *back = activities_at(rig, "2026-11-20T20:00:00+09:00");
    assert_true(row_find(table_of(back, "activities"), "id", id) >= 0);
}

static void a_deleted_activity_is_gone(void **state)
{
    struct rig *rig = *state;
    char id[32];
    char path[64];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    newest_id(rig, id);
    fake_requests_clear(rig);
    FORMAT(path, "/_fake/activity/%s", id);
    json_decref(fake_control(rig, "DELETE", path, "%s", ""));
    json_auto_t *after = activities_at(rig, NOW_15_MIN);
    assert_int_equal(row_find(table_of(after, "activities"), "id", id), -1);
    /* Activities, wellness; and the light list, for it might have been moved. */
    assert_int_equal(fake_requests_count(rig), 3);
    assert_int_equal(asked_count(rig, NULL), 1);
}

/* Older changes in three places: two ranges are fetched, not three, not all. */
static void changes_are_fetched_by_clusters(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    static const char *const days[] = {"2026-06-01", "2026-06-07", "2026-11-02"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        fake_put(rig, "activity",
                 "{'id':'i90000%zu','icu_athlete_id':'i7','type':'Ride','name':'New',"
                 "'start_date_local':'%sT07:00:00','moving_time':1800}",
                 i, days[i]);
    }
    json_auto_t *result = activities_at(rig, NOW_7_HOURS);
    (void)expect_fresh(result);
    assert_int_equal(asked_count(rig, "oldest=2026-06-01&newest=2026-06-07T23:59:59"), 1);
    assert_int_equal(asked_count(rig, "oldest=2026-11-02&newest=2026-11-02T23:59:59"), 1);
    /* Recent days, light list, two ranges, wellness. */
    assert_int_equal(fake_requests_count(rig), 5);
}

static json_t *calendar_at(struct rig *rig, const char *now)
{
    struct session *session = session_at(rig, now);
    json_t *result = session_call(session, "get_calendar",
                                  "{'oldest':'2026-11-20','newest':'2026-12-18'}");
    (void)session_end(session);
    return result;
}

static int event_row(const json_t *table, json_int_t id)
{
    for (size_t i = 0; i < rows_count(table); i++) {
        if (json_integer_value(cell(table, i, "id")) == id) {
            return (int)i;
        }
    }
    return -1;
}

static void events_added_changed_moved_and_deleted_are_seen(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    fake_put(rig, "event",
             "{'id':777,'athlete_id':'i7','category':'RACE_A','name':'City run',"
             "'start_date_local':'2026-12-05T00:00:00','type':'Run'}");
    json_auto_t *added = calendar_at(rig, NOW_15_MIN);
    int i_row = event_row(table_of(added, "events"), 777);
    assert_true(i_row >= 0);
    fake_put(rig, "event", "{'id':777,'name':'City run, new name'}");
    json_auto_t *changed = calendar_at(rig, NOW_30_MIN);
    i_row = event_row(table_of(changed, "events"), 777);
    assert_string_equal(
        json_string_value(cell(table_of(changed, "events"), (size_t)i_row, "name")),
        "City run, new name");
    fake_put(rig, "event", "{'id':777,'start_date_local':'2026-12-12T00:00:00'}");
    json_auto_t *moved = calendar_at(rig, "2026-11-20T13:00:00+09:00");
    i_row = event_row(table_of(moved, "events"), 777);
    assert_string_equal(
        json_string_value(cell(table_of(moved, "events"), (size_t)i_row, "day")),
        "2026-12-12");
    json_decref(fake_control(rig, "DELETE", "/_fake/event/777", "%s", ""));
    json_auto_t *deleted = calendar_at(rig, "2026-11-20T13:30:00+09:00");
    assert_int_equal(event_row(table_of(deleted, "events"), 777), -1);
}

static json_t *wellness_at(struct rig *rig, const char *now)
{
    struct session *session = session_at(rig, now);
    json_t *result = session_call(session, "get_wellness", "{'days':3}");
    (void)session_end(session);
    return result;
}

static void wellness_changed_and_deleted_is_seen(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    fake_put(rig, "wellness", "{'id':'2026-11-19','restingHR':77,'comments':'Bad night'}");
    json_auto_t *changed = wellness_at(rig, NOW_15_MIN);
    const json_t *days = table_of(changed, "days");
    int i_row = row_find(days, "day", "2026-11-19");
    assert_true(i_row >= 0);
    assert_int_equal(json_integer_value(cell(days, (size_t)i_row, "resting_hr_bpm")), 77);
    assert_string_equal(json_string_value(cell(days, (size_t)i_row, "comment")),
                        "Bad night");
    json_decref(fake_control(rig, "POST", "/_fake/canned",
                             "{'method':'GET','path':'/api/v1/athlete/i7/wellness',"
                             "'body':[{'id':'2026-11-18','restingHR':50}]}"));
    json_auto_t *deleted = wellness_at(rig, NOW_30_MIN);
    days = table_of(deleted, "days");
    assert_int_equal(rows_count(days), 1);
    assert_int_equal(row_find(days, "day", "2026-11-18"), 0);
    assert_true(has_missing(expect_fresh(deleted), "days", "not_recorded"));
}

/* A row that cannot be used costs nothing else, and the answer says that it is not there.
 */
static void an_unreadable_row_is_said(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    first_sync(rig);
    json_decref(fake_control(rig, "POST", "/_fake/canned",
                             "{'method':'GET','path':'/api/v1/athlete/i7/activities',"
                             "'body':[{'id':'i900001','start_date_local':"
                             "'2026-11-19T05:00:00','type':'Run','moving_time':600},"
                             "{'start_date_local':'2026-11-19T09:00:00'}]}"));
    json_auto_t *result = activities_at(rig, NOW_15_MIN);
    const json_t *body = expect_fresh(result);
    assert_true(has_missing(body, "activities.rows", "upstream_failed"));
    const json_t *table = json_object_get(body, "activities");
    assert_true(row_find(table, "id", "i900001") >= 0);
    assert_true(rows_count(table) > 10); /* nothing else is gone */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_changed_is_three_requests),
        TEST(older_days_are_looked_through),
        TEST(an_earlier_day_costs_nothing),
        TEST(a_new_day_costs_no_more),
        TEST(a_new_activity_is_seen),
        TEST(a_changed_activity_is_seen),
        TEST(a_moved_activity_is_moved),
        TEST(a_deleted_activity_is_gone),
        TEST(changes_are_fetched_by_clusters),
        TEST(events_added_changed_moved_and_deleted_are_seen),
        TEST(wellness_changed_and_deleted_is_seen),
        TEST(an_unreadable_row_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
