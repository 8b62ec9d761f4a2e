/* edit_calendar judges what it writes: workouts, races, what an undo brings back. */
#include "edits.h"

#include <string.h>

static void workouts_are_judged(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    /* On top of a workout of that hour: nobody may override H10. */
    json_decref(fake_control(
        rig, "POST", "/_fake/edit",
        "{'changes':{'category':'WORKOUT','type':'Ride','name':'Theirs','moving_time':3600,"
        "'start_date_local':'2026-11-24T07:15:00'}}"));
    json_auto_t *booked = session_call(
        session, "edit_calendar",
        "{'action':'add','category':'WORKOUT','day':'2026-11-24','start':'07:00',"
        "'sport':'Ride','minutes':60}");
    assert_string_equal(said(booked, "state"), "refused");
    assert_string_equal(said(booked, "verdict"), "refused");
    assert_true(json_is_null(json_object_get(structured_of(booked), "edit_token")));

    /* Far beyond the longest run: only the athlete himself, and this client cannot ask. */
    edit_preview(session,
                 "{'action':'add','category':'WORKOUT','day':'2026-11-23','start':'12:00',"
                 "'sport':'Run','minutes':200}",
                 token);
    json_auto_t *asked = edit_by_token(session, token, ",'confirm':true");
    assert_string_equal(said(asked, "state"), "needs_athlete");
    assert_string_equal(said(asked, "verdict"), "needs_override");
    expect_contains(text_of(asked), "soleus confirm ");
    json_auto_t *forced =
        session_call(session, "edit_calendar",
                     "{'action':'add','category':'WORKOUT','day':'2026-11-23',"
                     "'sport':'Run','minutes':200,'override':true}");
    expect_error(forced, "BAD_ARGUMENT", "override", NULL);
    assert_int_equal(service_writes(rig), 0);
    (void)session_end(session);
}

static void races_are_judged_and_hold_no_workout(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    json_auto_t *text =
        session_call(session, "edit_calendar",
                     "{'action':'add','category':'RACE_C','day':'2026-11-24','sport':'Run',"
                     "'name':'Easy long run','text':'- 120m 70% pace'}");
    expect_error(text, "BAD_ARGUMENT", "a race has no workout text", NULL);
    json_auto_t *kind = session_call(
        session, "edit_calendar",
        "{'action':'add','category':'RACE_C','day':'2026-11-24','kind':'run_easy',"
        "'minutes':40,'name':'Easy'}");
    expect_error(kind, "BAD_ARGUMENT", "give category WORKOUT", NULL);

    edit_preview(session,
                 "{'action':'add','category':'RACE_B','day':'2026-11-29','sport':'Run',"
                 "'name':'Town run','km':10}",
                 token);
    pain_tell(session);
    edit_expect(session, token, ",'confirm':true", "refused");
    json_auto_t *race =
        session_call(session, "edit_calendar",
                     "{'action':'add','category':'RACE_C','day':'2026-11-24','sport':'Run',"
                     "'name':'Easy long run','minutes':120}");
    assert_string_equal(said(race, "state"), "refused");
    expect_contains(text_of(race), "H1");
    assert_int_equal(service_writes(rig), 0);
    (void)session_end(session);
}

/* Nothing is quietly left unjudged: from when it will be is said, in both halves. */
static void a_race_too_far_ahead_says_so(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    edit_write(session,
               "{'action':'add','category':'RACE_B','day':'2027-01-09','sport':'Run',"
               "'name':'Edge','km':10}",
               token);
    json_auto_t *near = edit_by_token(session, token, "");
    assert_string_equal(said(near, "state"), "already_written");

    /* Of the week of 2027-01-04, which begins more than 42 days ahead. */
    json_auto_t *shown =
        session_call(session, "edit_calendar",
                     "{'action':'add','category':'RACE_A','day':'2027-01-23','sport':'Run',"
                     "'name':'Far','km':21}");
    assert_string_equal(said(shown, "state"), "preview");
    assert_true(json_is_null(json_object_get(structured_of(shown), "verdict")));
    expect_contains(said(shown, "not_judged"), "more than 42 days ahead; from Mon "
                                               "2026-12-07 on");
    expect_contains(text_of(shown), said(shown, "not_judged"));
    json_auto_t *written =
        edit_by_token(session, said(shown, "edit_token"), ",'confirm':true");
    assert_string_equal(said(written, "state"), "written");
    expect_contains(said(written, "summary"), "Not judged: more than 42 days ahead");
    json_auto_t *workout = session_call(
        session, "edit_calendar",
        "{'action':'add','category':'WORKOUT','day':'2027-01-23','sport':'Run',"
        "'minutes':200}");
    expect_error(workout, "BAD_ARGUMENT", "more than 42 days ahead", NULL);
    (void)session_end(session);
}

#define SHORT_RUN                                                                          \
    "{'action':'add','category':'WORKOUT','day':'2026-11-24','start':'12:00',"             \
    "'sport':'Run','name':'Short','minutes':20}"

static void an_undo_that_brings_a_run_back_is_judged(void **state)
{
    static const char undo[] = ",'undo':true,'confirm':true";
    struct rig *rig = *state;
    char renamed[TOKEN_SIZE];
    char removed[TOKEN_SIZE];
    char moved[TOKEN_SIZE];
    char added[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    edit_write(session, SHORT_RUN, added);
    edit_own(rig, session, "'action':'move','day':'2026-11-26'", moved);
    json_auto_t *pain = session_call(
        session, "log_checkin",
        "{'pain':[{'moment':'after','score':8,'site':'anterior_tibia','side':'left'}]}");
    char back[128];
    FORMAT(back, "{'undo':'%s'}", said(pain, "checkin_id"));
    json_auto_t *refused = edit_by_token(session, moved, undo);
    assert_string_equal(said(refused, "state"), "refused");
    expect_contains(text_of(refused), "NOT TAKEN BACK, it stays changed");
    json_auto_t *well = session_call(session, "log_checkin", back);
    (void)structured_of(well);
    edit_expect(session, moved, undo, "undone");

    /* A name alone is no training; what is removed stays so. */
    edit_own(rig, session, "'action':'change','name':'Other'", renamed);
    pain_tell(session);
    edit_expect(session, renamed, undo, "undone");
    edit_own(rig, session, "'action':'remove'", removed);
    size_t n_before = service_writes(rig);
    json_auto_t *shown = edit_by_token(session, removed, ",'undo':true");
    assert_string_equal(said(shown, "state"), "refused");
    json_auto_t *kept = edit_by_token(session, removed, undo);
    assert_string_equal(said(kept, "state"), "refused");
    assert_string_equal(said(kept, "verdict"), "refused");
    expect_contains(text_of(kept), "NOT TAKEN BACK, it stays removed");
    expect_contains(text_of(kept), "H1");
    assert_int_equal(service_writes(rig), n_before);
    assert_int_equal(service_count(rig, "soleus:"), 0);
    (void)session_end(session);
    assert_int_equal(journal_unsettled(rig), 0);
}

/* Others have run-filled the week since: only the athlete's own yes puts it back. */
static void an_undo_asks_the_athlete(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    edit_write(session, SHORT_RUN, token);
    edit_own(rig, session, "'action':'remove'", token);
    for (int day = 23; day <= 29; day++) {
        if (day != 24) {
            json_decref(fake_control(
                rig, "POST", "/_fake/edit",
                "{'changes':{'category':'WORKOUT','type':'Run','name':'Theirs',"
                "'moving_time':1800,'start_date_local':'2026-11-%dT06:00:00'}}",
                day));
        }
    }
    size_t n_before = service_writes(rig);
    json_auto_t *asked = edit_by_token(session, token, ",'undo':true,'confirm':true");
    assert_string_equal(said(asked, "state"), "needs_athlete");
    expect_contains(text_of(asked), "NOT TAKEN BACK, it stays removed");
    expect_contains(text_of(asked), "soleus confirm ");
    expect_contains(said(asked, "summary"),
                    "the week: run minutes of the week 245 min, your "
                    "limit 172.7 min (H6 weekly_run_time)");
    assert_int_equal(service_writes(rig), n_before);
    (void)session_end(session);
}

/* The rule behind the next run's limit. */
static const char *load_rule(const json_t *status)
{
    return event_text(json_object_get(structured_of(status), "next_run_limit"), "rule");
}

static void an_injured_span_counts_at_once(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    json_auto_t *before = session_call(session, "lower_limb_load_status", "{}");
    edit_write(session,
               "{'action':'add','category':'INJURED','day':'2026-11-20',"
               "'end_day':'2026-12-06','text':'calf'}",
               token);
    json_auto_t *after = session_call(session, "lower_limb_load_status", "{}");
    assert_string_equal(load_rule(after), "walk_run_ladder");
    assert_string_not_equal(load_rule(before), "walk_run_ladder");
    json_auto_t *week = session_call(session, "propose_week", "{'week_start':'" WEEK "'}");
    const json_t *sessions = json_object_get(structured_of(week), "sessions");
    for (size_t i = 0; i < rows_count(sessions); i++) {
        const char *kind = json_string_value(cell(sessions, i, "kind"));
        if (strcmp(json_string_value(cell(sessions, i, "state")), "planned") == 0 &&
            strncmp(kind, "run", 3) == 0) {
            fail_msg("a run while injured: %s", kind);
        }
    }
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(workouts_are_judged),          TEST(races_are_judged_and_hold_no_workout),
        TEST(a_race_too_far_ahead_says_so), TEST(an_undo_that_brings_a_run_back_is_judged),
        TEST(an_undo_asks_the_athlete),     TEST(an_injured_span_counts_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
