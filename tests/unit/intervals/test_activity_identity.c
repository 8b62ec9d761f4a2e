/* Which activity it is: id, start, stub, sport and marks. */
#include "activity_support.h"

#include "base/banned.h"

static void ids(void **state)
{
    static const char *const good[][2] = {{"'i189807578'", "i189807578"},
                                          {"'12345678'", "12345678"},
                                          {"12345678", "12345678"},
                                          {"0", "0"},
                                          {"9223372036854775807", "9223372036854775807"},
                                          {"'i12345:1234567890'", "i12345:1234567890"},
                                          {"'activity-redacted_1'", "activity-redacted_1"}};
    static const char *const bad[] = {
        "null",      "''",
        "-5",        "5.0",
        "true",      "[1]",
        "{}",        "'a/b'",
        "'../x'",    "'a b'",
        "'a?b'",     "'a#b'",
        "'a%2f'",    "'a.b'",
        "'\\u00e9'", "'a\\nb'",
        "'a&b'",     "'0123456789012345678901234567890123456789012345678901234567890123'"};
    char json[256];
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        (void)snprintf(json, sizeof json,
                       "{'id':%s,'start_date_local':'2026-01-01T00:00:00'}", good[i][0]);
        assert_true(parse(json));
        assert_string_equal(activity.id, good[i][1]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        (void)snprintf(json, sizeof json,
                       "{'id':%s,'start_date_local':'2026-01-01T00:00:00'}", bad[i]);
        if (parse(json)) {
            fail_msg("the id %s was taken", bad[i]);
        }
    }
    assert_false(parse("{'start_date_local':'2026-01-01T00:00:00'}"));
    assert_true(intervals_is_id(
        "012345678901234567890123456789012345678901234567890123456789012")); /* 63 */
}

static void a_row_without_a_date_is_refused_and_leaves_the_output(void **state)
{
    static const char *const starts[] = {
        "null",       "5",           "''",         "'2026-02-30'",
        "'20260101'", "'yesterday'", "'2026-1-1'", "'1899-12-31'",
        "{}"};
    char json[128];
    struct activity before;
    (void)state;
    memset(&activity, 0x5A, sizeof activity);
    before = activity;
    for (size_t i = 0; i < COUNT(starts); i++) {
        (void)snprintf(json, sizeof json, "{'id':'i1','start_date_local':%s}", starts[i]);
        assert_false(parse(json));
    }
    assert_false(parse("{'id':'i1','start_date':'2026-01-01T00:00:00Z'}"));
    assert_false(parse("[]"));
    assert_false(parse("'text'"));
    assert_false(parse("null"));
    assert_memory_equal(&before, &activity, sizeof before);
}

static void starts(void **state)
{
    const int64_t midnight_s = INT64_C(20720) * 86400; /* 2026-09-24 */
    const struct {
        const char *local;
        const char *utc;
        int64_t local_s;
        int64_t utc_s;
        const char *bad;
    } rows[] = {
        {"2026-09-24T16:25:25", "2026-09-24T06:25:25Z", midnight_s + 59125,
         midnight_s + 23125, NULL},
        {"2026-09-24T16:25:25.123", "2026-09-24T06:25:25.000+00:00", midnight_s + 59125,
         midnight_s + 23125, NULL},
        {"2026-09-24T00:30:00", "2026-09-23T22:30:00+00:00", midnight_s + 1800,
         midnight_s - 5400, NULL},
        {"2026-09-24T16:25:25", "2026-09-24T08:25:25+02:00", midnight_s + 59125,
         midnight_s + 23125, NULL},
        {"2026-09-24T16:25:25+10:00", NULL, midnight_s + 59125, MODEL_NO_TIME, NULL},
        {"2026-09-24T16:25:25Z", NULL, midnight_s + 59125, MODEL_NO_TIME, NULL},
        /* No clock time is no time: not midnight (A13). */
        {"2026-09-24", NULL, MODEL_NO_TIME, MODEL_NO_TIME, NULL},
        {"2026-09-24T16:25:25", "2026-09-24T06:25:25", midnight_s + 59125, MODEL_NO_TIME,
         "start_date"}, /* UTC without saying so could be local */
        {"2026-09-24T16:25:25", "2026-09-24", midnight_s + 59125, MODEL_NO_TIME,
         "start_date"},
        {"2026-09-24T16:25:25", "soon", midnight_s + 59125, MODEL_NO_TIME, "start_date"},
        {"2026-09-24T25:00:00", NULL, MODEL_NO_TIME, MODEL_NO_TIME, "start_date_local"},
        {"2026-09-24Tnoon", "x", MODEL_NO_TIME, MODEL_NO_TIME,
         "start_date_local,start_date"},
    };
    char json[256];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *quote = rows[i].utc != NULL ? "'" : "";
        (void)snprintf(
            json, sizeof json, "{'id':'i1','start_date_local':'%s','start_date':%s%s%s}",
            rows[i].local, quote, rows[i].utc != NULL ? rows[i].utc : "null", quote);
        assert_true(parse(json));
        assert_int_equal(activity.day, 20720);
        assert_true(activity.start_local_s == rows[i].local_s);
        assert_true(activity.start_utc_s == rows[i].utc_s);
        assert_text(activity.bad_fields, rows[i].bad);
    }
}

static void stubs(void **state)
{
    static const char note[] = "'_note':'STRAVA activities are not available via the API'";
    const struct {
        const char *members;
        bool is_stub;
    } rows[] = {
        {"'source':'STRAVA',%s", true},
        {"'source':'STRAVA','type':null,'moving_time':null,%s", true},
        {"'source':'STRAVA'", true},                    /* no note, and nothing else */
        {"'source':'STRAVA','moving_time':3600", true}, /* what sport it was is not said */
        {"'source':null,%s", true},
        {"'source':null,'_note':null,'name':null,'type':null", true},
        {"'name':null,'type':null,'distance':null,'moving_time':null", true},
        {"'external_id':'wahoo-1','sub_type':null,'icu_distance':null,'elapsed_time':null",
         true},
        {"'name':'a name alone'", true},
        {"'type':'','moving_time':0", true},
        {"'type':7,'moving_time':0", true},
        {"'moving_time':0,'elapsed_time':0", true},
        {"'moving_time':1", false},
        {"'elapsed_time':1", false},
        {"'type':'Run'", false}, /* a type without a duration is an activity */
        {"'type':'Kiteboarding'", false},
        {"'source':'GARMIN_CONNECT','type':'Run','moving_time':3600", false},
        {"'source':'STRAVA','type':'Run','moving_time':3600",
         false}, /* readable after all */
        {"'source':'STRAVA','type':'Run','moving_time':3600,%s", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char members[256];
        char json[512];
        const char *place = strstr(rows[i].members, "%s");
        size_t length =
            place != NULL ? (size_t)(place - rows[i].members) : strlen(rows[i].members);
        (void)snprintf(members, sizeof members, "%.*s%s", (int)length, rows[i].members,
                       place != NULL ? note : "");
        (void)snprintf(json, sizeof json, "{" START ",%s}", members);
        assert_true(parse(json));
        if (activity.is_stub != rows[i].is_stub) {
            fail_msg("%s: is_stub is %d", members, activity.is_stub);
        }
    }
    assert_true(parse("{" START "}"));
    assert_true(activity.is_stub);
}

static void sports_flags_and_races(void **state)
{
    (void)state;
    parse_with("type", "'TrailRun'");
    assert_int_equal(activity.sport, SPORT_TRAIL_RUN);
    parse_with("type", "'Quidditch'");
    assert_int_equal(activity.sport, SPORT_UNKNOWN);
    assert_string_equal(activity.type_name, "Quidditch");
    parse_with("trainer", "true");
    assert_true(activity.is_trainer && !activity.is_commute && !activity.is_race);
    parse_with("commute", "true");
    assert_true(activity.is_commute && !activity.is_trainer && !activity.is_race);
    parse_with("race", "true");
    assert_true(activity.is_race);
    parse_with("race", "false");
    assert_false(activity.is_race);
    parse_with("sub_type", "'RACE'");
    assert_true(activity.is_race);
    parse_with("sub_type", "'NONE'");
    assert_false(activity.is_race);
    parse_with("paired_event_id", "123780514");
    assert_true(activity.paired_event_id == 123780514);
}

/* One leg's strides for runs, as sent; whoever shows it converts. */
static void cadence_is_left_as_it_is(void **state)
{
    (void)state;
    assert_true(parse("{" START ",'type':'Run','average_cadence':83.15543}"));
    assert_number(activity.average_cadence_per_min, 83.15543);
    assert_true(parse("{" START ",'type':'Run','average_cadence':168}"));
    assert_number(activity.average_cadence_per_min, 168);
    assert_true(parse("{" START ",'type':'Ride','average_cadence':90}"));
    assert_number(activity.average_cadence_per_min, 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids),
        cmocka_unit_test(a_row_without_a_date_is_refused_and_leaves_the_output),
        cmocka_unit_test(starts),
        cmocka_unit_test(stubs),
        cmocka_unit_test(sports_flags_and_races),
        cmocka_unit_test(cadence_is_left_as_it_is),
    };
    return cmocka_run_group_tests_name("intervals/activity_identity", tests, NULL,
                                       arena_end);
}
