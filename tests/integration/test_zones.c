/* "Today" is the athlete's: zones, changes of the clock, profiles without a usable zone. */
#include "harness.h"

#include <stdio.h>
#include <string.h>

static void athlete_write(const struct rig *rig, const char *id, const char *zone,
                          const char *activities, char path[PATH_SIZE])
{
    struct str_buf text = {0};
    text_format(path, PATH_SIZE, "%s/%s.json", rig->folder, id);
    str_buf_printf(&text,
                   "{\"athlete\":{\"id\":\"%s\",\"name\":\"Athlete %s\",\"timezone\":%s},"
                   "\"activities\":[%s],\"wellness\":[],\"events\":[]}",
                   id, id, zone, activities);
    file_write(path, str_buf_text(&text), 0600);
    str_buf_release(&text);
}

static const char *member(const json_t *body, const char *name)
{
    const char *text = json_string_value(json_object_get(body, name));
    return text != NULL ? text : "";
}

/* One instant, two athletes of one process, two days. */
static void two_athletes_two_todays(void **state)
{
    static const char activity[] =
        "{\"id\":\"i%s\",\"icu_athlete_id\":\"%s\",\"type\":\"Run\",\"name\":\"Night\","
        "\"start_date_local\":\"2026-11-21T00:05:00\",\"moving_time\":600}";
    static const char *const zones[][3] = {
        {"i21", "\"Pacific/Auckland\"", "2026-11-21T00:30:00+13:00"},
        {"i22", "\"America/Los_Angeles\"", "2026-11-20T03:30:00-08:00"},
        {"i23", "\"Asia/Kathmandu\"", "2026-11-20T17:15:00+05:45"}};
    struct rig *rig = *state;
    char paths[3][PATH_SIZE];
    for (size_t i = 0; i < 3; i++) {
        char row[512];
        (void)snprintf(row, sizeof row, activity, zones[i][0] + 1, zones[i][0]);
        athlete_write(rig, zones[i][0], zones[i][1], row, paths[i]);
    }
    fake_start(rig, "--data", paths[0], "--data", paths[1], "--data", paths[2], NULL);
    struct options options = {.now = "2026-11-20T11:30:00Z",
                              .env = {"SOLEUS_ATHLETES=i21,i22,i23"}};
    struct session *session = session_open(rig, &options);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 3; i++) {
            char arguments[64];
            FORMAT(arguments, "{'athlete':'%s'}", zones[i][0]);
            json_auto_t *result = session_call(session, "athlete_profile", arguments);
            const json_t *body = expect_fresh(result);
            assert_string_equal(member(body, "as_of"), zones[i][2]);
            assert_memory_equal(member(body, "today"), zones[i][2], 10);
            json_auto_t *recent = session_call(session, "get_recent_activities", arguments);
            assert_memory_equal(member(expect_fresh(recent), "newest"), zones[i][2], 10);
            assert_int_equal(
                rows_count(json_object_get(expect_fresh(recent), "activities")),
                i == 0 ? 1 : 0);
            json_auto_t *calendar = session_call(session, "get_calendar", arguments);
            assert_memory_equal(member(expect_fresh(calendar), "oldest"), zones[i][2], 10);
        }
    }
    (void)session_end(session);
}

static void the_clock_changes(void **state)
{
    static const struct {
        const char *now;
        const char *local;
        const char *week_ago;
    } cases[] = {
        {"2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00", "2026-03-23"},
        {"2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00", "2026-03-23"},
        {"2026-03-29T21:59:59Z", "2026-03-29T23:59:59+02:00", "2026-03-23"},
        {"2026-03-29T22:00:00Z", "2026-03-30T00:00:00+02:00", "2026-03-24"},
        {"2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02:00", "2026-10-19"},
        {"2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00", "2026-10-19"},
        {"2026-10-25T22:59:59Z", "2026-10-25T23:59:59+01:00", "2026-10-19"},
        {"2026-10-25T23:00:00Z", "2026-10-26T00:00:00+01:00", "2026-10-20"},
        {"2026-12-31T22:59:59Z", "2026-12-31T23:59:59+01:00", "2026-12-25"},
        {"2028-02-29T12:00:00Z", "2028-02-29T13:00:00+01:00", "2028-02-23"},
    };
    struct rig *rig = *state;
    char path[PATH_SIZE];
    athlete_write(rig, "i30", "\"Europe/Zurich\"", "", path);
    fake_start(rig, "--data", path, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct session *session = session_at(rig, cases[i].now);
        json_auto_t *result = session_call(session, "get_recent_activities", "{}");
        const json_t *body = expect_fresh(result);
        assert_string_equal(member(body, "as_of"), cases[i].local);
        assert_string_equal(member(body, "oldest"), cases[i].week_ago);
        (void)session_end(session);
    }
}

static void without_a_usable_zone_it_is_utc_and_said(void **state)
{
    static const char *const zones[] = {"null",      "\"\"",
                                        "12",        "\"Mars/Olympus_Mons\"",
                                        "[\"UTC\"]", "\"../../../etc/passwd\""};
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        char id[16];
        char path[PATH_SIZE];
        FORMAT(id, "i4%zu", i);
        athlete_write(rig, id, zones[i], "", path);
        rig->n_fake_args = 0;
        fake_start(rig, "--data", path, NULL);
        struct session *session = session_at(rig, "2026-11-20T23:30:00+09:00");
        json_auto_t *result = session_call(session, "athlete_profile", "{}");
        const json_t *body = expect_fresh(result);
        assert_string_equal(member(body, "as_of"), "2026-11-20T14:30:00+00:00");
        assert_true(has_missing(body, "timezone", "no_data"));
        expect_contains(text_of(result), "UTC");
        /* So says every answer that goes by days. */
        static const char *const tools[] = {"get_recent_activities", "get_wellness",
                                            "lower_limb_load_status", "fitness_status",
                                            "get_calendar"};
        for (size_t k = 0; k < sizeof tools / sizeof tools[0]; k++) {
            json_auto_t *other = session_call(session, tools[k], "{}");
            assert_true(has_missing(expect_fresh(other), "timezone", "no_data"));
        }
        (void)session_end(session);
        fake_stop(rig);
    }
}

/* The machine's own zone plays no part. */
static void tz_of_the_machine_is_ignored(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options options = {.now = NOW, .env = {"TZ=America/New_York"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *result = session_call(session, "athlete_profile", "{}");
    assert_string_equal(member(expect_fresh(result), "as_of"), "2026-11-20T12:00:00+09:00");
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_athletes_two_todays),
        TEST(the_clock_changes),
        TEST(without_a_usable_zone_it_is_utc_and_said),
        TEST(tz_of_the_machine_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
