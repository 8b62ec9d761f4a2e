/* Who is served: the owner, a named athlete, several of a coach; never a mixture. */
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *athlete_of(const json_t *body)
{
    return json_string_value(json_object_get(body, "athlete"));
}

static void the_owners_id_is_accepted_others_are_refused(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:30:80:2026-11-20", NULL);
    struct session *session = session_at(rig, NOW);
    /* Also as the very first call, when nobody knows yet who the owner is. */
    json_auto_t *other =
        session_call(session, "lower_limb_load_status", "{'athlete':'i8'}");
    expect_error(other, "BAD_ARGUMENT", "athlete i8 is not served", "i7", "SOLEUS_ATHLETES",
                 NULL);
    json_auto_t *own = session_call(session, "lower_limb_load_status", "{'athlete':'i7'}");
    assert_string_equal(athlete_of(expect_fresh(own)), "i7");
    json_auto_t *zero = session_call(session, "lower_limb_load_status", "{'athlete':'0'}");
    assert_string_equal(athlete_of(expect_fresh(zero)), "i7");
    static const char *const odd[] = {"", "i 7", "/i7", "i7/x", "%2e%2e", "I7"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char arguments[64];
        FORMAT(arguments, "{'athlete':'%s'}", odd[i]);
        json_auto_t *result = session_call(session, "get_wellness", arguments);
        expect_error(result, "BAD_ARGUMENT", "not served", NULL);
    }
    assert_int_equal(fake_requests_to(rig, "/athlete/i8"), 0);
    assert_int_equal(fake_requests_to(rig, "/athlete/i8/activities"), 0);
    (void)session_end(session);
}

static void one_configured_athlete(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:30:80:2026-11-20", NULL);
    struct options coach = {.now = NOW, .env = {"INTERVALS_ATHLETE_ID=i8"}};
    struct session *session = session_open(rig, &coach);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    assert_string_equal(athlete_of(expect_fresh(result)), "i8");
    json_auto_t *owner = session_call(session, "get_wellness", "{'athlete':'i7'}");
    expect_error(owner, "BAD_ARGUMENT", "athlete i7 is not served", "i8", NULL);
    (void)session_end(session);
    assert_int_equal(fake_requests_to(rig, "/athlete/0"), 0);
    assert_int_equal(fake_requests_to(rig, "/athlete/i8"), 1);
    /* An id that the key does not reach. */
    struct options unknown = {.now = NOW, .env = {"INTERVALS_ATHLETE_ID=i999"}};
    session = session_open(rig, &unknown);
    json_auto_t *refused = session_call(session, "get_wellness", "{}");
    expect_error(refused, "AUTH", "i999", "403", "INTERVALS_API_KEY", NULL);
    (void)session_end(session);
}

static const json_t *tool_of(const json_t *list, const char *name)
{
    const json_t *tools = json_object_get(json_object_get(list, "result"), "tools");
    for (size_t i = 0; i < json_array_size(tools); i++) {
        const json_t *tool = json_array_get(tools, i);
        if (strcmp(json_string_value(json_object_get(tool, "name")), name) == 0) {
            return tool;
        }
    }
    return NULL;
}

static void several_are_listed_and_must_be_named(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:200:40:2026-11-20", NULL);
    struct options options = {.now = NOW, .env = {"SOLEUS_ATHLETES=i7,i8"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *list = session_request(session, "tools/list", "{}");
    const json_t *schema =
        json_object_get(tool_of(list, "lower_limb_load_status"), "inputSchema");
    json_auto_t *required = json_loads("[\"athlete\"]", 0, NULL);
    assert_true(json_equal(json_object_get(schema, "required"), required));
    const json_t *property =
        json_object_get(json_object_get(schema, "properties"), "athlete");
    json_auto_t *ids = json_loads("[\"i7\",\"i8\",\"all\"]", 0, NULL);
    assert_true(json_equal(json_object_get(property, "enum"), ids));
    /* Without it nothing runs. */
    json_auto_t *nobody = session_request(
        session, "tools/call", "{'name':'lower_limb_load_status','arguments':{}}");
    const json_t *refusal = json_object_get(nobody, "result");
    assert_true(is_error(refusal));
    expect_contains(text_of(refusal), "athlete");
    json_auto_t *stranger = session_request(
        session, "tools/call", "{'name':'get_wellness','arguments':{'athlete':'i9'}}");
    assert_true(is_error(json_object_get(stranger, "result")));
    expect_contains(text_of(json_object_get(stranger, "result")), "i8");
    assert_int_equal(fake_requests_count(rig), 0);
    (void)session_end(session);
}

static void several_are_kept_apart(void **state)
{
    struct rig *rig = *state;
    char path[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:200:40:2026-11-20", NULL);
    struct options options = {.now = NOW, .env = {"SOLEUS_ATHLETES=i7,i8"}};
    struct session *session = session_open(rig, &options);
    /* All at once: the syncs run side by side. */
    int ids[12];
    for (size_t i = 0; i < 12; i++) {
        ids[i] = session_call_send(session, "get_recent_activities",
                                   i % 2 == 0 ? "{'athlete':'i7','days':60,'limit':200}"
                                              : "{'athlete':'i8','days':60,'limit':200}");
    }
    json_t *first[2] = {NULL, NULL};
    for (size_t i = 0; i < 12; i++) {
        json_auto_t *reply = session_reply(session, ids[i]);
        const json_t *body = expect_fresh(json_object_get(reply, "result"));
        assert_string_equal(athlete_of(body), i % 2 == 0 ? "i7" : "i8");
        json_t *table = json_object_get(body, "activities");
        if (first[i % 2] == NULL) {
            first[i % 2] = json_incref(table);
        }
        assert_true(json_equal(first[i % 2], table));
    }
    assert_int_equal(rows_count(first[0]), 48);
    assert_int_equal(rows_count(first[1]), 24);
    for (size_t i = 0; i < rows_count(first[1]); i++) {
        assert_int_equal(
            row_find(first[0], "id", json_string_value(cell(first[1], i, "id"))), -1);
    }
    json_decref(first[0]);
    json_decref(first[1]);
    assert_int_equal(fake_requests_to(rig, "/athlete/i7"), 1);
    assert_int_equal(fake_requests_to(rig, "/athlete/i8"), 1);
    assert_int_equal(fake_requests_to(rig, "/athlete/0"), 0);
    assert_int_equal(access(data_path(rig, "athletes/i7/cache.sqlite", path), F_OK), 0);
    assert_int_equal(access(data_path(rig, "athletes/i8/cache.sqlite", path), F_OK), 0);
    (void)session_end(session);
}

/* One row each, the worst first; one that cannot be read keeps no other from it. */
static void a_coach_sees_all_at_once(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:200:40:2026-11-20", NULL);
    struct options options = {.now = NOW, .env = {"SOLEUS_ATHLETES=i7,i999,i8"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *hurt = session_call(session, "log_checkin",
                                     "{'athlete':'i8','pain':[{'moment':'during','score':7,"
                                     "'site':'knee'}]}");
    assert_false(is_error(hurt));
    json_auto_t *all = session_call(session, "lower_limb_load_status", "{'athlete':'all'}");
    const json_t *body = expect_fresh(all);
    const json_t *table = json_object_get(body, "roster");
    assert_string_equal(athlete_of(body), "all");
    assert_int_equal(rows_count(table), 3);
    assert_string_equal(json_string_value(cell(table, 0, "athlete")), "i8");
    assert_string_equal(json_string_value(cell(table, 0, "verdict")), "stop");
    assert_string_equal(json_string_value(cell(table, 1, "athlete")), "i999");
    expect_contains(json_string_value(cell(table, 1, "reason")), "i999");
    assert_string_equal(json_string_value(cell(table, 2, "athlete")), "i7");
    /* The same as when they are asked one by one. */
    json_auto_t *one = session_call(session, "lower_limb_load_status", "{'athlete':'i7'}");
    const json_t *alone = expect_fresh(one);
    assert_true(json_equal(cell(table, 2, "verdict"), json_object_get(alone, "verdict")));
    assert_true(
        json_equal(cell(table, 2, "ll_form_pct"),
                   json_object_get(json_object_get(alone, "lines"), "ll_form_pct")));
    (void)session_end(session);
}

/* A row that says whose it is, and is not the athlete's: neither stored nor served. */
static void rows_of_others_are_left_out(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_put(rig, "activity",
             "{'id':'i666','icu_athlete_id':'i8','type':'Run','name':'Not-mine-activity',"
             "'start_date_local':'2026-11-19T07:00:00','moving_time':1800}");
    fake_put(rig, "event",
             "{'id':666,'athlete_id':'i8','category':'NOTE','name':'Not-mine-event',"
             "'start_date_local':'2026-11-22T00:00:00'}");
    for (int i = 0; i < 2; i++) { /* at first contact and by the light list */
        struct session *session = session_at(rig, i == 0 ? NOW : NOW_15_MIN);
        json_auto_t *recent = session_call(session, "get_recent_activities", "{}");
        expect_lacks(text_of(recent), "Not-mine");
        const json_t *table = json_object_get(expect_fresh(recent), "activities");
        assert_true(rows_count(table) > 3);
        assert_int_equal(row_find(table, "id", "i666"), -1);
        json_auto_t *calendar = session_call(session, "get_calendar", "{}");
        expect_lacks(text_of(calendar), "Not-mine");
        assert_true(rows_count(json_object_get(expect_fresh(calendar), "events")) > 3);
        (void)session_end(session);
        files_expect_lack(rig->data_dir, "Not-mine");
    }
}

static void a_profile_of_another_athlete_is_refused(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:30:80:2026-11-20", NULL);
    json_decref(fake_control(rig, "POST", "/_fake/canned",
                             "{'path':'/api/v1/athlete/i8','body':"
                             "{'id':'i7','name':'Someone','timezone':'UTC'}}"));
    struct options options = {.now = NOW, .env = {"INTERVALS_ATHLETE_ID=i8"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *result = session_call(session, "athlete_profile", "{}");
    expect_error(result, "UPSTREAM", "another athlete than i8", "Check", NULL);
    (void)session_end(session);
}

/* An id becomes a folder's name: one that could leave the data folder is not taken. */
static void an_owner_with_an_unsafe_id_is_refused(void **state)
{
    static const char *const odd[] = {"../../x", "i7/../../x", ".", "i 7", ""};
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        json_decref(fake_control(rig, "POST", "/_fake/canned",
                                 "{'path':'/api/v1/athlete/0','body':"
                                 "{'id':'%s','name':'Someone','timezone':'UTC'}}",
                                 odd[i]));
        struct session *session = session_at(rig, NOW);
        json_auto_t *result = session_call(session, "athlete_profile", "{}");
        assert_true(is_error(result));
        (void)session_end(session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_owners_id_is_accepted_others_are_refused),
        TEST(one_configured_athlete),
        TEST(several_are_listed_and_must_be_named),
        TEST(several_are_kept_apart),
        TEST(a_coach_sees_all_at_once),
        TEST(rows_of_others_are_left_out),
        TEST(a_profile_of_another_athlete_is_refused),
        TEST(an_owner_with_an_unsafe_id_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
