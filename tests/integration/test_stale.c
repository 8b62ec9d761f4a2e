/* The service is away altogether: what is stored is served, and said to be old. */
#include "harness.h"

#include <string.h>

static void sync_once(struct rig *rig)
{
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    (void)session_end(session);
}

static void a_service_that_went_away_leaves_stale_answers(void **state)
{
    static const char *const tools[] = {"lower_limb_load_status", "get_recent_activities",
                                        "get_wellness", "get_calendar", "athlete_profile"};
    struct rig *rig = *state;
    sync_once(rig);
    fake_stop(rig);
    struct session *session = session_at(rig, NOW_8_MIN);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        json_auto_t *result = session_call(session, tools[i], "{}");
        (void)expect_fresh(result);
        json_auto_t *refreshed = session_call(session, tools[i], "{'refresh':true}");
        (void)expect_stale(refreshed, "o connection to 127.0.0.1");
    }
    (void)session_end(session);
    session = session_at(rig, NOW_15_MIN);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        json_auto_t *result = session_call(session, tools[i], "{}");
        const json_t *body = expect_stale(result, "connection refused");
        assert_string_equal(json_string_value(json_object_get(body, "synced_at")),
                            "2026-11-20T12:00:00+09:00");
        assert_string_equal(json_string_value(json_object_get(body, "as_of")),
                            "2026-11-20T12:15:00+09:00");
        expect_contains(text_of(result), "data of Fri 2026-11-20 12:00 +09:00");
    }
    (void)session_end(session);
    /* It comes back. */
    fake_restart(rig);
    session = session_at(rig, NOW_15_MIN);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        json_auto_t *result = session_call(session, tools[i], "{}");
        (void)expect_fresh(result);
    }
    (void)session_end(session);
}

static void it_comes_back_within_a_session(void **state)
{
    struct rig *rig = *state;
    sync_once(rig);
    fake_stop(rig);
    struct session *session = session_at(rig, NOW_15_MIN);
    json_auto_t *stale = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_stale(stale, "o connection");
    fake_restart(rig);
    json_auto_t *fresh = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(fresh);
    (void)session_end(session);
}

static void away_at_first_contact_is_an_error_with_advice(void **state)
{
    static const char *const tools[] = {"lower_limb_load_status", "get_recent_activities",
                                        "get_wellness", "get_calendar", "athlete_profile"};
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_stop(rig);
    struct session *session = session_at(rig, NOW);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        json_auto_t *result = session_call(session, tools[i], "{}");
        expect_error(result, "UPSTREAM", "o connection to 127.0.0.1", "refused",
                     "heck the network connection", NULL);
    }
    fake_restart(rig);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    (void)session_end(session);
}

static void an_unknown_host_is_said(void **state)
{
    struct rig *rig = *state;
    struct options options = {.now = NOW,
                              .env = {"INTERVALS_BASE_URL=https://intervals.invalid"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *result = session_call(session, "get_wellness", "{}");
    assert_true(is_error(result));
    expect_contains(text_of(result), "intervals.invalid");
    expect_contains(text_of(result), "network connection");
    (void)session_end(session);
}

/* The day after: the profile is a day old as well, the stored window still reaches. */
static void a_day_later_is_stale_too(void **state)
{
    struct rig *rig = *state;
    sync_once(rig);
    fake_stop(rig);
    struct session *session = session_at(rig, "2026-11-21T13:00:00+09:00");
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    const json_t *body = expect_stale(result, "o connection");
    assert_string_equal(json_string_value(json_object_get(body, "synced_at")),
                        "2026-11-20T12:00:00+09:00");
    assert_false(has_missing(body, "wellness", "upstream_failed"));
    assert_false(has_missing(body, "calendar", "upstream_failed"));
    (void)session_end(session);
}

/* Days that were never seen are unknown: they must not pass for days of rest. */
static void days_never_seen_are_no_rest_days(void **state)
{
    struct rig *rig = *state;
    sync_once(rig);
    fake_stop(rig);
    struct session *session = session_at(rig, "2026-11-26T13:00:00+09:00");
    json_auto_t *today = session_call(session, "lower_limb_load_status", "{}");
    expect_error(today, "UPSTREAM", "o connection", "heck the network", NULL);
    /* What was seen can still be asked for. */
    json_auto_t *then =
        session_call(session, "lower_limb_load_status", "{'date':'2026-11-20'}");
    (void)expect_stale(then, "o connection");
    json_auto_t *list = session_call(session, "get_recent_activities",
                                     "{'oldest':'2026-11-14','newest':'2026-11-20'}");
    (void)expect_stale(list, "o connection");
    (void)session_end(session);
}

/* Only the calendar fails: everything else is fresh, and it is said what is old. */
static void one_stale_part_makes_the_answer_stale(void **state)
{
    struct rig *rig = *state;
    sync_once(rig);
    fake_fault(rig, "{'kind':'status','status':501,'times':-1,'path_contains':'/events'}");
    struct session *session = session_at(rig, NOW_15_MIN);
    json_auto_t *status = session_call(session, "lower_limb_load_status", "{}");
    const json_t *body = expect_stale(status, "501");
    assert_string_equal(json_string_value(json_object_get(body, "synced_at")),
                        "2026-11-20T12:00:00+09:00");
    json_auto_t *wellness = session_call(session, "get_wellness", "{}");
    (void)expect_fresh(wellness);
    (void)session_end(session);
}

/* Who "0" is was remembered: the store is found without asking. */
static void the_owner_is_resolved_once(void **state)
{
    struct rig *rig = *state;
    sync_once(rig);
    assert_int_equal(fake_requests_to(rig, "/athlete/0"), 1);
    fake_requests_clear(rig);
    struct session *session = session_at(rig, NOW_15_MIN);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    assert_string_equal(json_string_value(json_object_get(expect_fresh(result), "athlete")),
                        ATHLETE);
    (void)session_end(session);
    assert_int_equal(fake_requests_to(rig, "/athlete/0"), 0);
    /* Another key is another account, even on the same service. */
    struct options other = {.now = NOW, .env = {"INTERVALS_API_KEY=another-key"}};
    session = session_open(rig, &other);
    json_auto_t *refused = session_call(session, "lower_limb_load_status", "{}");
    assert_true(is_error(refused));
    assert_int_equal(fake_requests_to(rig, "/athlete/0"), 1);
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_service_that_went_away_leaves_stale_answers),
        TEST(it_comes_back_within_a_session),
        TEST(away_at_first_contact_is_an_error_with_advice),
        TEST(an_unknown_host_is_said),
        TEST(a_day_later_is_stale_too),
        TEST(days_never_seen_are_no_rest_days),
        TEST(one_stale_part_makes_the_answer_stale),
        TEST(the_owner_is_resolved_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
