/*
 * An athlete's resources, those who subscribe to them, and what prompts suggest: in both
 * eras, with one athlete and with several.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN(id, more)                                                                      \
    "{'id':'" id "','icu_athlete_id':'i7','type':'Run','name':'New \\\"one\\\"',"          \
    "'start_date_local':'2026-11-20T07:00:00','start_date':'2026-11-19T22:00:00Z',"        \
    "'moving_time':1800,'elapsed_time':1810,'distance':5000,'icu_training_load':30,"       \
    "'average_speed':2.78,'analyzed':'2026-11-19T23:00:00.000+00:00'" more "}"

#define LATEST "soleus://athlete/0/latest-assessment"
#define META                                                                               \
    "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"                     \
    "'io.modelcontextprotocol/clientCapabilities':{}}"

static struct session *open_watching(struct rig *rig, const char *athletes)
{
    struct options options = {.now = NOW, .env = {"SOLEUS_WATCH_INTERVAL=1", athletes}};
    return session_open(rig, &options);
}

static const char *contents_of(const json_t *reply, const char *member)
{
    const json_t *contents = json_object_get(json_object_get(reply, "result"), "contents");
    const char *text =
        json_string_value(json_object_get(json_array_get(contents, 0), member));
    return text != NULL ? text : "";
}

static void they_are_listed_and_read(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_put(rig, "activity", RUN("i900001", ""));
    struct options options = {.now = NOW, .env = {"SOLEUS_OUTPUT=structured"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *list = session_request(session, "resources/list", "{}");
    char *listed = json_dumps(list, JSON_COMPACT);
    expect_contains(listed, "\"uri\":\"" LATEST "\"");
    expect_contains(listed, "\"uri\":\"soleus://athlete/0/profile\"");
    free(listed);
    json_auto_t *read = session_request(session, "resources/read", "{'uri':'" LATEST "'}");
    assert_string_equal(contents_of(read, "uri"), LATEST);
    assert_string_equal(contents_of(read, "mimeType"), "text/markdown");
    assert_int_equal(strncmp(contents_of(read, "text"), "# Run \"New 'one'\", Fri", 22), 0);
    expect_contains(contents_of(read, "text"), "\n\nNO PLAN to compare with: Run of Fri");
    json_auto_t *by_id =
        session_request(session, "resources/read", "{'uri':'soleus://athlete/i7/profile'}");
    expect_contains(contents_of(by_id, "text"), "Synthetic Athlete");
    expect_lacks(contents_of(by_id, "text"), "SECRET-");
    /* In the other era: not to be kept, nor shown to others. */
    json_auto_t *modern =
        session_request(session, "resources/read", "{'uri':'" LATEST "'," META "}");
    const json_t *result = json_object_get(modern, "result");
    assert_int_equal(json_integer_value(json_object_get(result, "ttlMs")), 0);
    assert_string_equal(json_string_value(json_object_get(result, "cacheScope")),
                        "private");
    static const char *const wrong[] = {"soleus://athlete/i8/profile",
                                        "soleus://athlete/i7/diary",
                                        "soleus://athlete//profile"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char params[80];
        FORMAT(params, "{'uri':'%s'}", wrong[i]);
        json_auto_t *refused = session_request(session, "resources/read", params);
        assert_non_null(json_object_get(refused, "error"));
    }
    assert_int_equal(fake_requests_to(rig, "/athlete/i8"), 0);
    (void)session_end(session);
}

static size_t updates_count(const struct session *session, const char *uri)
{
    const json_t *all = session_notifications(session);
    size_t n_found = 0;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        const char *told =
            json_string_value(json_object_get(json_object_get(one, "params"), "uri"));
        n_found += told != NULL && strcmp(told, uri) == 0 ? 1U : 0U;
    }
    return n_found;
}

/* Any request makes the session read on. */
static void updates_await(struct session *session, const char *uri, size_t n_updates)
{
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS;
    while (updates_count(session, uri) < n_updates) {
        if (monotonic_ms() > deadline_ms) {
            fail_msg("no notice of %s", uri);
        }
        (void)child_wait_change(session_child(session), monotonic_ms() + 200);
        json_decref(session_request(session, "ping", "{}"));
    }
    assert_int_equal(updates_count(session, uri), n_updates);
}

static void looks_await(struct rig *rig, size_t n_looks)
{
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS;
    while (fake_requests_to(rig, "/athlete/i7/activities") < n_looks) {
        if (monotonic_ms() > deadline_ms) {
            fail_msg("the account is not looked at");
        }
    }
}

/* With a light look each: first what is there, then what arrives, then what changes. */
static void subscribers_hear_of_what_arrives(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = open_watching(rig, NULL);
    json_decref(session_request(session, "resources/read", "{'uri':'" LATEST "'}"));
    fake_requests_clear(rig);
    json_auto_t *done =
        session_request(session, "resources/subscribe", "{'uri':'" LATEST "'}");
    assert_non_null(json_object_get(done, "result"));
    looks_await(rig, 2);
    assert_int_equal(updates_count(session, LATEST), 0);
    fake_put(rig, "activity", RUN("i900001", ""));
    updates_await(session, LATEST, 1);
    json_auto_t *read = session_request(session, "resources/read", "{'uri':'" LATEST "'}");
    expect_contains(contents_of(read, "text"), "# Run \"New 'one'\", Fri");
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':8}");
    updates_await(session, LATEST, 2);
    /* Nobody is left: the looks end. */
    json_decref(session_request(session, "resources/unsubscribe", "{'uri':'" LATEST "'}"));
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':9}");
    fake_requests_clear(rig);
    (void)child_wait_change(session_child(session), monotonic_ms() + 2500);
    json_decref(session_request(session, "ping", "{}"));
    assert_true(fake_requests_count(rig) <= 1); /* one may have been on its way */
    assert_int_equal(updates_count(session, LATEST), 2);
    (void)session_end(session);
}

static void listeners_of_the_other_era_hear_it_too(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options options = {
        .now = NOW, .env = {"SOLEUS_WATCH_INTERVAL=1"}, .is_bare = true};
    struct session *session = session_open(rig, &options);
    int id = session_request_send(session, "subscriptions/listen",
                                  "{'notifications':{'resourceSubscriptions':['" LATEST
                                  "']}," META "}");
    looks_await(rig, 2);
    fake_put(rig, "activity", RUN("i900001", ""));
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS;
    while (updates_count(session, LATEST) == 0) {
        assert_true(child_wait_change(session_child(session), deadline_ms));
        assert_false(session_is_answered(session, id));
    }
    assert_int_equal(updates_count(session, LATEST), 1);
    (void)session_end(session);
}

/* A call that syncs is enough, without any look of our own. */
static void a_call_that_syncs_tells_them(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options options = {.now = NOW, .env = {"SOLEUS_WATCH_INTERVAL=3600"}};
    struct session *session = session_open(rig, &options);
    json_decref(session_call(session, "lower_limb_load_status", "{}"));
    fake_requests_clear(rig);
    json_decref(session_request(session, "resources/subscribe", "{'uri':'" LATEST "'}"));
    looks_await(rig, 1); /* what is newest now */
    fake_put(rig, "activity", RUN("i900001", ""));
    json_decref(session_call(session, "get_recent_activities", "{'refresh':true}"));
    updates_await(session, LATEST, 1);
    (void)session_end(session);
}

/* Of several athletes only those subscribed to are looked at, and told of. */
static void several_athletes_are_kept_apart(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:200:40:2026-11-20",
               "--synthetic", "i9:30:40:2026-11-20", NULL);
    struct session *session = open_watching(rig, "SOLEUS_ATHLETES=i7,i8");
    json_auto_t *list = session_request(session, "resources/list", "{}");
    char *listed = json_dumps(list, JSON_COMPACT);
    expect_contains(listed, "soleus://athlete/i7/latest-assessment");
    expect_contains(listed, "soleus://athlete/i8/profile");
    expect_lacks(listed, "athlete/0/");
    free(listed);
    json_auto_t *other =
        session_request(session, "resources/read", "{'uri':'soleus://athlete/i9/profile'}");
    assert_non_null(json_object_get(other, "error"));
    json_decref(session_request(session, "resources/subscribe",
                                "{'uri':'soleus://athlete/i7/latest-assessment'}"));
    json_decref(session_request(session, "resources/subscribe",
                                "{'uri':'soleus://athlete/i9/latest-assessment'}"));
    looks_await(rig, 2);
    assert_int_equal(fake_requests_to(rig, "/athlete/i8/activities"), 0);
    assert_int_equal(fake_requests_to(rig, "/athlete/i9/activities"), 0);
    fake_put(rig, "activity", RUN("i900001", ""));
    updates_await(session, "soleus://athlete/i7/latest-assessment", 1);
    json_auto_t *ids = session_request(
        session, "completion/complete",
        "{'ref':{'type':'ref/resource','uri':'soleus://athlete/{id}/profile'},"
        "'argument':{'name':'id','value':'i'}}");
    char *text = json_dumps(ids, JSON_COMPACT);
    expect_contains(text, "\"values\":[\"i7\",\"i8\"]");
    free(text);
    (void)session_end(session);
}

static char *suggested(struct session *session, const char *prompt, const char *argument,
                       const char *typed)
{
    char params[256];
    FORMAT(
        params,
        "{'ref':{'type':'ref/prompt','name':'%s'},'argument':{'name':'%s','value':'%s'}}",
        prompt, argument, typed);
    json_auto_t *reply = session_request(session, "completion/complete", params);
    return json_dumps(
        json_object_get(json_object_get(json_object_get(reply, "result"), "completion"),
                        "values"),
        JSON_COMPACT | JSON_ENCODE_ANY);
}

static void prompts_suggest_what_is_stored(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_put(rig, "activity", RUN("i900001", ""));
    fake_put(rig, "event",
             "{'id':4711,'category':'RACE_A','start_date_local':'2026-12-05T00:00:00',"
             "'end_date_local':'2026-12-06T00:00:00','name':'Cross','type':'Run'}");
    struct session *session = session_at(rig, NOW);
    /* Nothing is fetched for it: before the first sync there are only words. */
    char *before = suggested(session, "post_workout", "session", "");
    assert_string_equal(before, "[\"latest\",\"latest run\",\"latest ride\","
                                "\"latest strength\"]");
    free(before);
    assert_int_equal(fake_requests_count(rig), 0);
    json_decref(session_call(session, "lower_limb_load_status", "{}"));
    fake_requests_clear(rig);
    char *named = suggested(session, "post_workout", "session", "new ");
    assert_string_equal(named, "[\"Fri 2026-11-20 Run \\\"New 'one'\\\" (i900001)\"]");
    free(named);
    char *by_day = suggested(session, "post_workout", "session", "2026-11-20");
    expect_contains(by_day, "(i900001)");
    expect_lacks(by_day, "2026-11-19");
    free(by_day);
    char *race = suggested(session, "race_countdown", "race_date", "2026");
    expect_contains(race, "\"2026-12-05\"");
    free(race);
    char *kind = suggested(session, "race_countdown", "race_kind", "duathlon");
    assert_string_equal(kind, "[\"duathlon_sprint\",\"duathlon_standard\"]");
    free(kind);
    assert_int_equal(fake_requests_count(rig), 0);
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(they_are_listed_and_read),
        TEST(subscribers_hear_of_what_arrives),
        TEST(listeners_of_the_other_era_hear_it_too),
        TEST(a_call_that_syncs_tells_them),
        TEST(several_athletes_are_kept_apart),
        TEST(prompts_suggest_what_is_stored),
    };
    return cmocka_run_group_tests_name("resources", tests, NULL, NULL);
}
