/*
 * Check-ins that go into Intervals.icu too: only where the configuration says so, only the
 * fields that were told, nothing over what is there, and kept here in any case.
 */
#include "writes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY "2026-11-20"

static struct session *begin(struct rig *rig)
{
    writes_begin(rig);
    fake_put(rig, "activity",
             "{'id':'i70','type':'Run','start_date_local':'" DAY "T07:00:00',"
             "'moving_time':1800,'elapsed_time':1800,'distance':5000,'icu_athlete_id':'i7',"
             "'icu_rpe':null,'feel':null,'source':'GARMIN_CONNECT'}");
    fake_put(rig, "wellness",
             "{'id':'" DAY "','soreness':null,'fatigue':null,'injury':null,'stress':2,"
             "'locked':null}");
    return writes_session(rig, "SOLEUS_WRITE_WELLNESS=1", NULL);
}

/* Bodies of the changes that were sent, as one text. */
static void bodies_get(struct rig *rig, struct str_buf *ret)
{
    json_auto_t *requests = fake_requests(rig);
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const json_t *request = json_array_get(requests, i);
        const char *body = json_string_value(json_object_get(request, "body"));
        if (body != NULL) {
            const char *path = json_string_value(json_object_get(request, "path"));
            str_buf_printf(ret, "%s %s\n", strrchr(path, '/') + 1, body);
        }
    }
}

static void bodies_expect(struct rig *rig, const char *expected)
{
    struct str_buf bodies = {0};
    bodies_get(rig, &bodies);
    assert_string_equal(str_buf_text(&bodies), expected);
    str_buf_release(&bodies);
    fake_requests_clear(rig);
}

static void expect_said(const json_t *result, const char *field, const char *state)
{
    const json_t *rows = json_object_get(structured_of(result), "service_writes");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(row, "field")), field) == 0) {
            assert_string_equal(json_string_value(json_object_get(row, "state")), state);
            return;
        }
    }
    fail_msg("%s is not named: %s", field, text_of(result));
}

#define TOLD                                                                               \
    "{'soreness':{'level':3,'note':'calves'},'fatigue':2,'injury':2,"                      \
    "'session':{'activity_id':'i70','rpe':7,'feel':2},"                                    \
    "'pain':[{'moment':'after','score':2,'site':'calf','side':'left'}]}"

static void what_is_told_goes_there_and_back(void **state)
{
    struct rig *rig = *state;
    char args[64];
    struct session *session = begin(rig);
    json_auto_t *told = session_call(session, "log_checkin", TOLD);
    assert_string_equal(said(told, "written"), "written");
    expect_said(told, "soreness", "written");
    expect_said(told, "icu_rpe", "written");
    bodies_expect(rig, DAY " {\"soreness\":3,\"fatigue\":2,\"injury\":2}\n"
                           "i70 {\"icu_rpe\":7,\"feel\":2}\n");
    json_auto_t *wellness =
        session_call(session, "get_wellness", "{'days':1,'fields':['soreness','stress']}");
    expect_contains(text_of(wellness), "3");

    /* The same again sends nothing. */
    json_auto_t *again = session_call(session, "log_checkin", TOLD);
    assert_string_equal(said(again, "written"), "already_there");
    assert_int_equal(service_writes(rig), 2);

    /* What we wrote may be told anew; what is ours is changed. */
    json_auto_t *later = session_call(session, "log_checkin", "{'soreness':{'level':4}}");
    expect_said(later, "soreness", "written");
    fake_requests_clear(rig);

    FORMAT(args, "{'undo':'%s'}", said(later, "checkin_id"));
    json_auto_t *undone = session_call(session, "log_checkin", args);
    expect_said(undone, "soreness", "restored");
    bodies_expect(rig, DAY " {\"soreness\":3}\n");
    FORMAT(args, "{'undo':'%s'}", said(told, "checkin_id"));
    json_auto_t *first = session_call(session, "log_checkin", args);
    expect_said(first, "icu_rpe", "restored");
    bodies_expect(rig, DAY " {\"soreness\":-1,\"fatigue\":-1,\"injury\":-1}\n"
                           "i70 {\"icu_rpe\":-1,\"feel\":-1}\n");
    (void)session_end(session);
    assert_int_equal(journal_unsettled(rig), 0);
}

static void what_is_there_stands(void **state)
{
    struct rig *rig = *state;
    struct session *session = begin(rig);
    fake_put(rig, "wellness", "{'id':'" DAY "','soreness':1}");
    fake_put(rig, "activity", "{'id':'i70','icu_rpe':4}");
    json_auto_t *told = session_call(session, "log_checkin", TOLD);
    assert_string_equal(said(told, "written"), "written");
    expect_said(told, "soreness", "not_sent");
    expect_said(told, "icu_rpe", "not_sent");
    expect_contains(text_of(told), "Intervals.icu says 1, which stands");
    bodies_expect(rig, DAY " {\"fatigue\":2,\"injury\":2}\ni70 {\"feel\":2}\n");
    (void)session_end(session);
}

static void a_locked_day_is_left_alone(void **state)
{
    struct rig *rig = *state;
    struct session *session = begin(rig);
    fake_put(rig, "wellness", "{'id':'" DAY "','locked':true}");
    json_auto_t *told = session_call(session, "log_checkin", "{'soreness':{'level':3}}");
    assert_string_equal(said(told, "written"), "written");
    expect_said(told, "soreness", "not_sent");
    expect_contains(text_of(told), "locked");
    assert_int_equal(service_writes(rig), 0);
    (void)session_end(session);
}

static void trouble_leaves_what_was_told_here(void **state)
{
    static const char *const kinds[] = {
        "'kind':'status','status':422", "'kind':'status','status':500",
        "'kind':'reset','when':'before'", "'kind':'status','status':403"};
    struct rig *rig = *state;
    struct session *session = begin(rig);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char args[64];
        fake_fault(rig, "{%s,'method':'PUT'}", kinds[i]);
        FORMAT(args, "{'soreness':{'level':%zu}}", i + 1);
        json_auto_t *told = session_call(session, "log_checkin", args);
        assert_string_equal(said(told, "written"), "written");
        const json_t *row =
            json_array_get(json_object_get(structured_of(told), "service_writes"), 0);
        assert_string_not_equal(json_string_value(json_object_get(row, "state")),
                                "written");
        assert_true(json_is_string(json_object_get(row, "why")));
        assert_int_equal(service_writes(rig), 0);
        json_auto_t *kept = session_call(session, "log_checkin", "{}");
        expect_contains(text_of(kept), said(told, "checkin_id"));
    }
    /* Told once more, the last one gets there. */
    json_auto_t *again = session_call(session, "log_checkin", "{'soreness':{'level':4}}");
    assert_string_equal(said(again, "written"), "already_there");
    expect_said(again, "soreness", "written");
    assert_int_equal(service_writes(rig), 1);
    (void)session_end(session);
    assert_int_equal(journal_unsettled(rig), 0);
}

/* Without the flag, and in read-only mode, nothing leaves; the definition says which. */
static void only_where_the_configuration_says_so(void **state)
{
    static const struct {
        const char *env;
        const char *more;
        bool writes;
    } cases[] = {{NULL, NULL, false},
                 {"SOLEUS_WRITE_WELLNESS=0", NULL, false},
                 {"SOLEUS_WRITE_WELLNESS=1", "SOLEUS_READ_ONLY=1", false},
                 {"SOLEUS_WRITE_WELLNESS=1", NULL, true}};
    struct rig *rig = *state;
    (void)session_end(begin(rig));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char args[64];
        struct session *session = writes_session(rig, cases[i].env, cases[i].more);
        json_auto_t *reply = session_request(session, "tools/list", "{}");
        char *list = json_dumps(json_object_get(reply, "result"), JSON_COMPACT);
        assert_int_equal(strstr(list, "on this machine only") == NULL, cases[i].writes);
        assert_int_equal(strstr(list, "here and in Intervals.icu (soreness") != NULL,
                         cases[i].writes);
        free(list);
        FORMAT(args, "{'soreness':{'level':%zu}}", i + 1);
        json_auto_t *told = session_call(session, "log_checkin", args);
        assert_string_equal(said(told, "written"), "written");
        assert_int_equal(service_writes(rig), cases[i].writes ? 1 : 0);
        (void)session_end(session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_told_goes_there_and_back),     TEST(what_is_there_stands),
        TEST(a_locked_day_is_left_alone),           TEST(trouble_leaves_what_was_told_here),
        TEST(only_where_the_configuration_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
