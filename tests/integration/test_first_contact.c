/* First contact with the service: which requests are sent, and when none is. */
#include "harness.h"

#include <string.h>
#include <unistd.h>

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static bool was_asked(const json_t *requests, const char *path, const char *query)
{
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const json_t *request = json_array_get(requests, i);
        if (strcmp(member(request, "path"), path) == 0 &&
            strcmp(member(request, "query"), query) == 0) {
            return true;
        }
    }
    return false;
}

static void all_requests_are_as_documented(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    json_auto_t *requests = fake_requests(rig);
    size_t n_requests = json_array_size(requests);
    print_message("first contact, 200 days: %zu requests\n", n_requests);
    assert_true(n_requests <= 8);
    for (size_t i = 0; i < n_requests; i++) {
        const json_t *request = json_array_get(requests, i);
        assert_string_equal(member(request, "method"), "GET");
        assert_int_equal(json_integer_value(json_object_get(request, "status")), 200);
        assert_true(json_is_true(json_object_get(request, "authorized")));
        expect_contains(member(request, "user_agent"), "soleus/");
        expect_contains(member(request, "accept_encoding"), "gzip");
        assert_string_equal(member(request, "encoding"), "gzip");
        assert_true(strncmp(member(request, "path"), "/api/v1/athlete/", 16) == 0);
    }
    assert_true(was_asked(requests, "/api/v1/athlete/0", ""));
    /* 200 days up to today (in Tokyo) and tomorrow; the last second of the last day. */
    assert_true(was_asked(requests, "/api/v1/athlete/i7/activities",
                          "oldest=2026-04-21&newest=2026-08-06T23:59:59"));
    assert_true(was_asked(requests, "/api/v1/athlete/i7/activities",
                          "oldest=2026-08-07&newest=2026-11-21T23:59:59"));
    assert_true(was_asked(requests, "/api/v1/athlete/i7/wellness",
                          "oldest=2026-04-21&newest=2026-11-21"));
    assert_true(was_asked(requests, "/api/v1/athlete/i7/events",
                          "oldest=2026-04-21&newest=2027-01-20"));
    assert_int_equal(n_requests, 5);
    (void)session_end(session);
}

/* Nothing is asked before a tool needs it: clients start servers only to list tools. */
static void starting_and_listing_asks_nothing(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    (void)session_end(session);
    struct options options = {.args = {"tools"}};
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    assert_int_equal(fake_requests_count(rig), 0);
    assert_int_not_equal(access(rig->data_dir, F_OK), 0);
}

static void every_tool_lives_on_one_sync(void **state)
{
    static const char *const tools[] = {"lower_limb_load_status", "athlete_profile",
                                        "get_recent_activities", "get_wellness",
                                        "get_calendar"};
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        json_auto_t *result = session_call(session, tools[i], "{}");
        const json_t *body = expect_fresh(result);
        assert_string_equal(member(body, "athlete"), ATHLETE);
        assert_string_equal(member(body, "source"), "intervals.icu");
        assert_string_equal(member(body, "as_of"), "2026-11-20T12:00:00+09:00");
        assert_string_equal(member(body, "synced_at"), "2026-11-20T12:00:00+09:00");
        assert_string_equal(member(body, "clock"), "frozen");
        assert_int_equal(fake_requests_count(rig), 5);
    }
    (void)session_end(session);
    /* Nor does a later process within ten minutes, nor one after the clock went back. */
    static const char *const later[] = {NOW, NOW_8_MIN, "2026-11-20T11:30:00+09:00"};
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        session = session_at(rig, later[i]);
        for (size_t k = 0; k < sizeof tools / sizeof tools[0]; k++) {
            json_auto_t *result = session_call(session, tools[k], "{}");
            (void)expect_fresh(result);
        }
        (void)session_end(session);
        assert_int_equal(fake_requests_count(rig), 5);
    }
}

static void refresh_fetches_anew_once(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    json_auto_t *first = session_call(session, "get_recent_activities", "{}");
    (void)expect_fresh(first);
    fake_requests_clear(rig);
    json_auto_t *second =
        session_call(session, "get_recent_activities", "{'refresh':true}");
    (void)expect_fresh(second);
    /* The athlete, the recent days, the light list of those before, the wellness rows. */
    assert_int_equal(fake_requests_count(rig), 4);
    assert_int_equal(fake_requests_to(rig, "/athlete/0"), 1);
    assert_int_equal(fake_requests_to(rig, "/activities"), 2);
    assert_int_equal(fake_requests_to(rig, "/wellness"), 1);
    (void)session_end(session);
}

static void older_history_is_fetched_when_asked_for(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", "i7:700:80:2026-11-20", NULL);
    struct session *session = session_at(rig, NOW);
    json_auto_t *first = session_call(session, "get_recent_activities", "{}");
    (void)expect_fresh(first);
    fake_requests_clear(rig);
    json_auto_t *second =
        session_call(session, "get_recent_activities",
                     "{'oldest':'2026-02-01','newest':'2026-11-20','limit':200}");
    const json_t *body = expect_fresh(second);
    assert_int_equal(rows_count(json_object_get(body, "activities")), 200);
    /* Only the days that were missing: 79 of activities, and of wellness. */
    json_auto_t *requests = fake_requests(rig);
    assert_true(was_asked(requests, "/api/v1/athlete/i7/activities",
                          "oldest=2026-02-01&newest=2026-04-20T23:59:59"));
    assert_true(was_asked(requests, "/api/v1/athlete/i7/wellness",
                          "oldest=2026-02-01&newest=2026-04-20"));
    assert_int_equal(json_array_size(requests), 2);
    /* A far range does not drag the days in between along. */
    fake_requests_clear(rig);
    json_auto_t *third = session_call(session, "get_recent_activities",
                                      "{'oldest':'2025-02-01','newest':'2025-02-10'}");
    (void)expect_fresh(third);
    json_auto_t *far = fake_requests(rig);
    assert_true(json_array_size(far) <= 4);
    assert_int_equal(fake_requests_to(rig, "/athlete/0"), 0);
    (void)session_end(session);
}

static void real_clock_is_used_without_soleus_now(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NULL);
    json_auto_t *result = session_call(session, "athlete_profile", "{}");
    const json_t *body = expect_fresh(result);
    assert_null(json_object_get(body, "clock"));
    expect_lacks(text_of(result), "frozen");
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_requests_are_as_documented),
        TEST(starting_and_listing_asks_nothing),
        TEST(every_tool_lives_on_one_sync),
        TEST(refresh_fetches_anew_once),
        TEST(older_history_is_fetched_when_asked_for),
        TEST(real_clock_is_used_without_soleus_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
