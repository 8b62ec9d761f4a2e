/*
 * Trouble after a good sync, every kind on every endpoint: answers from the store, marked
 * stale and saying why; nothing stored is lost by it.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "trouble.h"

/* What is stored, as three answers show it. */
struct shown {
    json_t *activities;
    json_t *wellness;
    json_t *events;
};

static json_t *part_of(struct session *session, const char *tool, const char *arguments,
                       const char *name)
{
    json_auto_t *result = session_call(session, tool, arguments);
    return json_incref(json_object_get(structured_of(result), name));
}

static void shown_read(struct rig *rig, const char *now, struct shown *shown)
{
    struct session *session = session_at(rig, now);
    shown->activities =
        part_of(session, "get_recent_activities", "{'days':60,'limit':200}", "activities");
    shown->wellness = part_of(session, "get_wellness", "{'days':60}", "days");
    shown->events = part_of(session, "get_calendar",
                            "{'oldest':'2026-11-01','newest':'2026-12-18'}", "events");
    (void)session_end(session);
}

static void shown_release(struct shown *shown)
{
    json_decref(shown->activities);
    json_decref(shown->wellness);
    json_decref(shown->events);
}

static void shown_compare(const struct shown *before, const struct shown *after)
{
    assert_true(rows_count(before->activities) > 20);
    assert_true(rows_count(before->wellness) > 20);
    assert_true(rows_count(before->events) > 5);
    assert_true(json_equal(before->activities, after->activities));
    assert_true(json_equal(before->wellness, after->wellness));
    assert_true(json_equal(before->events, after->events));
}

static void one(struct rig *rig, const struct endpoint *endpoint,
                const struct trouble *trouble)
{
    fake_fault(rig, "{%s,'times':-1,'path_contains':'%s'}", trouble->order, endpoint->path);
    struct session *session = session_at(rig, NOW_15_MIN);
    int tool_id = session_call_send(session, endpoint->tool, "{'refresh':true}");
    int status_id =
        session_call_send(session, "lower_limb_load_status", "{'refresh':true}");
    json_auto_t *reply = session_reply(session, tool_id);
    const json_t *body = expect_stale(json_object_get(reply, "result"), trouble->cause);
    expect_contains(json_string_value(json_object_get(body, "synced_at")), "2026-11-20T12");
    json_auto_t *status_reply = session_reply(session, status_id);
    const json_t *status =
        expect_stale(json_object_get(status_reply, "result"), trouble->cause);
    assert_false(has_missing(status, "wellness", "upstream_failed"));
    assert_false(has_missing(status, "calendar", "upstream_failed"));
    fake_faults_clear(rig);
    if (strncmp(trouble->name, "429", 3) != 0) {
        json_auto_t *well = session_call(session, endpoint->tool, "{'refresh':true}");
        (void)expect_fresh(well);
    }
    (void)session_end(session);
}

static void all_on(struct rig *rig, size_t i_endpoint)
{
    struct shown before;
    struct shown after;
    fake_start(rig, "--synthetic", "i7:70:80:2026-11-20", NULL);
    shown_read(rig, NOW, &before);
    for (size_t i = 0; i < n_troubles; i++) {
        one(rig, &endpoints[i_endpoint], &troubles[i]);
    }
    shown_read(rig, NOW_15_MIN, &after);
    shown_compare(&before, &after);
    shown_release(&after);
    shown_read(rig, NOW_30_MIN, &after);
    shown_compare(&before, &after);
    shown_release(&after);
    shown_release(&before);
    files_expect_lack(rig->data_dir, "SECRET-");
}

static void on_the_athlete(void **state)
{
    all_on(*state, 0);
}

static void on_activities(void **state)
{
    all_on(*state, 1);
}

static void on_wellness(void **state)
{
    all_on(*state, 2);
}

static void on_events(void **state)
{
    all_on(*state, 3);
}

/* One row in many without an id or a date: the others are served, none is lost. */
static void a_partly_unreadable_list_deletes_nothing(void **state)
{
    struct rig *rig = *state;
    struct shown before;
    struct shown after;
    fake_start(rig, "--synthetic", "i7:70:80:2026-11-20", NULL);
    shown_read(rig, NOW, &before);
    static const char *const answers[][2] = {
        {"activities", "{'icu_athlete_id':'i7','start_date_local':null,'type':'Run'}"},
        {"wellness", "{'id':null,'restingHR':50}"},
        {"events", "{'id':1,'athlete_id':'i7','start_date_local':'soon'}"}};
    static const char *const good[] = {
        "{'id':'i555','icu_athlete_id':'i7','start_date_local':'2026-03-20T07:00:00',"
        "'type':'Run','moving_time':600}",
        "{'id':'2026-03-20','restingHR':50}",
        "{'id':55,'athlete_id':'i7','category':'NOTE','name':'x',"
        "'start_date_local':'2026-03-20T00:00:00'}"};
    for (size_t i = 0; i < 3; i++) {
        json_decref(fake_control(rig, "POST", "/_fake/canned",
                                 "{'path':'/api/v1/athlete/i7/%s','body':[%s,%s]}",
                                 answers[i][0], answers[i][1], good[i]));
    }
    shown_read(rig, NOW_15_MIN, &after);
    shown_compare(&before, &after);
    shown_release(&after);
    shown_release(&before);
}

/* Values of the wrong type or gone: rows stay, the values are unknown, and it is said. */
static void fields_of_wrong_types_are_unknown_not_zero(void **state)
{
    static const char *const kinds[] = {"wrong_types", "null_fields", "drop_fields"};
    static const char fields[] =
        "'moving_time','elapsed_time','distance','icu_distance','icu_training_load',"
        "'average_heartrate','icu_rpe','feel','name','tags','average_speed','pace',"
        "'icu_intensity','restingHR','weight','hrv','sleepSecs','category'";
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", "i7:70:80:2026-11-20", NULL);
    for (size_t i = 0; i < 3; i++) {
        char data_dir[PATH_SIZE * 2];
        FORMAT(data_dir, "SOLEUS_DATA_DIR=%s/%zu", rig->data_dir, i);
        struct options options = {.now = NOW, .env = {data_dir}};
        fake_fault(rig, "{'kind':'%s','times':-1,'fields':[%s]}", kinds[i], fields);
        struct session *session = session_open(rig, &options);
        json_auto_t *recent = session_call(session, "get_recent_activities", "{}");
        const json_t *body = expect_fresh(recent);
        const json_t *table = json_object_get(body, "activities");
        assert_true(rows_count(table) > 3);
        assert_true(json_is_null(cell(table, 0, "distance_km")));
        assert_true(json_is_null(cell(table, 0, "training_load")));
        assert_true(json_is_null(cell(table, 0, "llss")));
        assert_true(json_is_null(cell(table, 0, "rpe_1to10")));
        assert_true(has_missing(body, "activities.llss", "not_recorded"));
        json_auto_t *status = session_call(session, "lower_limb_load_status", "{}");
        const json_t *limit = json_object_get(expect_fresh(status), "next_run_limit");
        assert_true(json_is_null(limit));
        json_auto_t *wellness = session_call(session, "get_wellness", "{}");
        (void)expect_fresh(wellness);
        json_auto_t *calendar = session_call(session, "get_calendar", "{}");
        (void)expect_fresh(calendar);
        json_auto_t *profile = session_call(session, "athlete_profile", "{}");
        (void)expect_fresh(profile);
        (void)session_end(session);
        fake_faults_clear(rig);
    }
}

int main(int n_arguments, char **arguments)
{
    /* A part of them, so that parts run side by side. */
    if (n_arguments > 1 && strcmp(arguments[1], "others") == 0) {
        cmocka_set_skip_filter("on_*");
    } else if (n_arguments > 1) {
        cmocka_set_test_filter(arguments[1]);
    }
    const struct CMUnitTest tests[] = {
        TEST(on_the_athlete),
        TEST(on_activities),
        TEST(on_wellness),
        TEST(on_events),
        TEST(a_partly_unreadable_list_deletes_nothing),
        TEST(fields_of_wrong_types_are_unknown_not_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
