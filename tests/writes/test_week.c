/* apply_week against the service: what stands beside a plan, and what became of it since.
 */
#include "writes.h"

#include <stdio.h>
#include <string.h>

static void state_expect(const json_t *result, size_t row, const char *state,
                         const char *note)
{
    const json_t *events = json_object_get(structured_of(result), "events");
    const char *is = json_string_value(cell(events, row, "state"));
    const char *why = json_string_value(cell(events, row, "note"));
    if (strcmp(is, state) != 0 || strstr(why != NULL ? why : "", note) == NULL) {
        fail_msg("not %s (%s): %s", state, note, text_of(result));
    }
}

/* The service's number of an entry of the plan. */
static long long event_id(const json_t *written, size_t row)
{
    const json_t *events = json_object_get(structured_of(written), "events");
    return json_integer_value(cell(events, row, "event"));
}

/* An entry that has no clock is of its day alone: nothing is booked twice by it. */
static void what_has_no_clock_is_in_nobodys_way(void **state)
{
    static const char week[] =
        "{'week_start':'" WEEK "','sessions':[{'day':'2026-11-24','slot':'am',"
        "'sport':'Ride','minutes':60},{'day':'2026-11-24','slot':'pm','sport':'Ride',"
        "'minutes':30}]}";
    struct rig *rig = *state;
    writes_begin(rig);
    json_decref(fake_control(
        rig, "POST", "/_fake/edit",
        "{'changes':{'category':'WORKOUT','type':'Ride','name':'Theirs','moving_time':3600,"
        "'start_date_local':'2026-11-24T00:00:00'}}"));
    struct session *session = writes_session(rig, NULL, NULL);
    json_auto_t *checked = session_call(session, "check_week", week);
    json_auto_t *shown = apply(session, said(checked, "plan_token"), "");
    assert_string_equal(said(shown, "action"), "preview");
    assert_string_not_equal(said(shown, "verdict"), "refused");
    const json_t *conflicts = json_object_get(structured_of(shown), "conflicts");
    bool is_shown = false;
    for (size_t i = 0; i < rows_count(conflicts); i++) {
        const char *name = json_string_value(cell(conflicts, i, "name"));
        if (name != NULL && strcmp(name, "Theirs") == 0) {
            is_shown = true;
            assert_string_equal(json_string_value(cell(conflicts, i, "what")), "same_day");
        }
    }
    assert_true(is_shown);
    json_auto_t *written = apply(session, said(checked, "plan_token"), ",'confirm':true");
    assert_string_equal(said(written, "action"), "written");

    /* One with a clock is in the way. */
    json_decref(fake_control(
        rig, "POST", "/_fake/edit",
        "{'changes':{'category':'WORKOUT','type':'Ride','name':'Timed','moving_time':3600,"
        "'start_date_local':'2026-11-25T07:15:00'}}"));
    json_auto_t *other =
        session_call(session, "check_week",
                     "{'week_start':'" WEEK
                     "','refresh':true,'sessions':[{'day':'2026-11-25','slot':'am',"
                     "'sport':'Ride','minutes':60}]}");
    json_auto_t *booked = apply(session, said(other, "plan_token"), "");
    assert_string_equal(said(booked, "verdict"), "refused");
    (void)session_end(session);
}

/* A week that cannot stand beside the calendar's has no handle; one around them has. */
static void a_proposal_says_if_it_can_be_written(void **state)
{
    struct rig *rig = *state;
    char args[300];
    writes_begin(rig);
    for (int day = 23; day <= 29; day++) {
        json_decref(
            fake_control(rig, "POST", "/_fake/edit",
                         "{'changes':{'category':'WORKOUT','type':'Ride','name':'Theirs',"
                         "'moving_time':3600,'start_date_local':'2026-11-%dT07:00:00'}}",
                         day));
    }
    struct session *session = writes_session(rig, NULL, NULL);
    for (int is_kept = 0; is_kept <= 1; is_kept++) {
        FORMAT(args,
               "{'week_start':'" WEEK "','keep_calendar':%s,'availability':"
               "[{'weekday':'tuesday','slot':'am','start':'06:30','minutes':120},"
               "{'weekday':'thursday','slot':'pm','minutes':90}]}",
               is_kept == 1 ? "true" : "false");
        json_auto_t *week = session_call(session, "propose_week", args);
        const json_t *token = json_object_get(structured_of(week), "plan_token");
        const json_t *beside = json_object_get(structured_of(week), "beside_calendar");
        if (is_kept == 0) {
            assert_true(json_is_null(token));
            assert_string_equal(json_string_value(beside), "refused");
            expect_contains(said(week, "summary"), "not writable beside the calendar");
        } else {
            assert_true(json_is_null(beside));
            json_auto_t *shown = apply(session, said(week, "plan_token"), "");
            assert_string_equal(said(shown, "action"), "preview");
            assert_string_equal(said(shown, "verdict"), said(week, "verdict"));
        }
    }
    (void)session_end(session);
}

/* What check_week was told is what is written; where it is not, that is said. */
static void what_was_told_is_written(void **state)
{
    static const char week[] =
        "{'week_start':'" WEEK "','sessions':["
        "{'day':'2026-11-23','start':'12:00','sport':'Ride','minutes':60,'km':25,"
        "'kind':'ride_endurance','name':'With Ann','text':'to the lake, coffee'},"
        "{'day':'2026-11-25','start':'12:00','sport':'Ride','minutes':40,"
        "'name':'Spin','text':'- 40m Z2'},"
        "{'day':'2026-11-26','start':'12:00','sport':'Ride','minutes':90,"
        "'text':'- 40m Z2'},"
        "{'day':'2026-11-27','start':'12:00','sport':'Ride','minutes':45,"
        "'kind':'ride_threshold','name':'Club night'}]}";
    struct rig *rig = *state;
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    json_auto_t *checked = session_call(session, "check_week", week);
    json_auto_t *shown = apply(session, said(checked, "plan_token"), "");
    const json_t *events = json_object_get(structured_of(shown), "events");
    assert_string_equal(json_string_value(cell(events, 0, "name")), "With Ann");
    expect_contains(text_of(shown), "\"With Ann\", text as told");
    state_expect(shown, 2, "to_add", "its text is not kept: its steps last 40 min, not 90");
    /* The name alone would be read as an easy ride again. */
    assert_string_equal(json_string_value(cell(events, 3, "name")),
                        "Ride threshold 45 min: Club night");
    json_auto_t *written = apply(session, said(checked, "plan_token"), ",'confirm':true");
    if (strcmp(said(written, "action"), "written") != 0) {
        fail_msg("%s", text_of(written));
    }
    json_auto_t *all = service_events(rig);
    const char *names[] = {"With Ann", "Spin"};
    static const char *const texts[] = {"to the lake, coffee", "- 40m Z2"};
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *event = json_array_get(all, i);
        const char *name = json_string_value(json_object_get(event, "name"));
        const char *text = json_string_value(json_object_get(event, "description"));
        for (size_t k = 0; k < 2; k++) {
            if (name != NULL && strcmp(name, names[k]) == 0) {
                assert_string_equal(text, texts[k]);
                assert_true(k != 0 || json_integer_value(
                                          json_object_get(event, "distance")) == 25000);
                names[k] = "-";
            }
        }
    }
    assert_string_equal(names[0], "-");
    assert_string_equal(names[1], "-");
    (void)session_end(session);
}

/* Told apart: what we did ourselves, what others did, what was moved far away. */
static void what_became_of_a_plan_is_told(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    char args[128];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    plan_get(session, 0, token);
    json_auto_t *written = apply(session, token, ",'confirm':true");
    assert_string_equal(said(written, "action"), "written");
    FORMAT(args, "{'action':'remove','event_id':%lld}", event_id(written, 0));
    json_auto_t *removal = session_call(session, "edit_calendar", args);
    FORMAT(args, "{'edit_token':'%s','confirm':true}", said(removal, "edit_token"));
    json_auto_t *removed = session_call(session, "edit_calendar", args);
    assert_string_equal(said(removed, "state"), "written");
    FORMAT(args, "{'action':'change','event_id':%lld,'name':'Other'}",
           event_id(written, 1));
    json_auto_t *change = session_call(session, "edit_calendar", args);
    FORMAT(args, "{'edit_token':'%s','confirm':true}", said(change, "edit_token"));
    json_auto_t *changed = session_call(session, "edit_calendar", args);
    assert_string_equal(said(changed, "state"), "written");
    json_decref(
        fake_control(rig, "POST", "/_fake/edit",
                     "{'id':%lld,'changes':{'start_date_local':'2027-06-01T12:00:00'}}",
                     event_id(written, 2)));
    json_auto_t *look = session_call(session, "get_calendar", "{'refresh':true}");
    (void)structured_of(look);

    json_auto_t *again = apply(session, token, ",'confirm':true");
    assert_string_equal(said(again, "action"), "already_written");
    state_expect(again, 0, "gone", "taken out with edit_calendar");
    state_expect(again, 1, "changed_since", "with edit_calendar");
    state_expect(again, 2, "changed_since", "by others");

    json_auto_t *undone = apply(session, token, ",'undo':true,'confirm':true");
    state_expect(undone, 2, "left", "others have changed it since");
    (void)session_end(session);
    assert_int_equal(journal_unsettled(rig), 0);
}

/* The text of a plan's workout, whatever its focus was, goes with its length. */
static void a_workout_of_a_plan_may_be_shortened(void **state)
{
    static const char week[] =
        "{'week_start':'" WEEK "','focus':'bike_build','sessions':[{'day':'2026-11-24',"
        "'start':'12:00','sport':'Ride','minutes':60,'kind':'ride_endurance'}]}";
    struct rig *rig = *state;
    char args[128];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    json_auto_t *checked = session_call(session, "check_week", week);
    json_auto_t *written = apply(session, said(checked, "plan_token"), ",'confirm':true");
    FORMAT(args, "{'action':'change','event_id':%lld,'minutes':45}", event_id(written, 0));
    json_auto_t *change = session_call(session, "edit_calendar", args);
    assert_string_equal(said(change, "state"), "preview");
    expect_contains(said(change, "summary"), "Ride endurance 45 min");
    (void)session_end(session);
}

static void what_is_taken_back_is_so_once(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    plan_get(session, 0, token);
    json_auto_t *written = apply(session, token, ",'confirm':true");
    assert_string_equal(said(written, "action"), "written");
    json_auto_t *undone = apply(session, token, ",'undo':true,'confirm':true");
    assert_string_equal(said(undone, "action"), "undone");
    size_t n_before = service_writes(rig);
    static const char *const calls[] = {",'undo':true,'confirm':true", ",'undo':true"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        json_auto_t *again = apply(session, token, calls[i]);
        assert_string_equal(said(again, "action"), "already_undone");
        expect_contains(said(again, "summary"), "ALREADY TAKEN BACK");
    }
    assert_int_equal(service_writes(rig), n_before);
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_has_no_clock_is_in_nobodys_way),
        TEST(a_proposal_says_if_it_can_be_written),
        TEST(what_was_told_is_written),
        TEST(what_became_of_a_plan_is_told),
        TEST(a_workout_of_a_plan_may_be_shortened),
        TEST(what_is_taken_back_is_so_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
